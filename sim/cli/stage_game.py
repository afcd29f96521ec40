"""`sim stage-game`: one month's bargaining held against the theory of bargaining."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import Annotated

import typer

from sim.cli.options import AsJson, Minds, Point, Seed, Settings, named_path, within
from sim.errors import UsageError
from sim.outcomes.plain import json_text
from sim.output.screen import columns, show
from sim.scenario import ranges


def stage_game(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="Scenario file or shipped name.")],
    month: Annotated[int, within(ranges.MONTH, help="The month of the meeting, from 1.")],
    run: Annotated[int, within(ranges.RUN, help="Number of the run, from 0.")],
    point: Point = 0,
    settings: Settings = None,
    minds: Minds = None,
    seed: Seed = None,
    out: Annotated[
        Path | None,
        typer.Option(
            parser=named_path, metavar="FILE.csv", help="Write the menu there, and a picture as FILE.svg."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show a month's packages by what both sides gain from them, and which of them theory would pick.

    The disagreement point is what each side has if nothing is agreed; values are those of the true types, as
    in the distances of every run. Theory picks by Nash, by Kalai and Smorodinsky, and the egalitarian way;
    beside these stand what was offered and what was settled.

    Example: sim stage-game baseline_feb2021 --month 3 --run 17 --out stage.csv
    """
    from sim.analysis.stage_game.game import game_of
    from sim.analysis.stage_game.meeting import meeting
    from sim.analysis.stage_game.picture import picture
    from sim.analysis.stage_game.report import as_data, as_rich, below, heading, menu_frame
    from sim.outcomes.write import write_frame, write_text

    files = table_and_picture(out)
    game = game_of(
        meeting(scenario, run, month, point=point, overrides=settings or (), minds=minds, seed=seed)
    )
    if files is not None:
        write_frame(files[0], menu_frame(game))
        write_text(files[1], picture(game))
    if as_json:
        typer.echo(json_text(as_data(game), indent=1))
        return
    typer.echo(f"{heading(game)}\n")
    show(as_rich(game), columns())
    typer.echo(f"\n{below(game)}")


def table_and_picture(out: Path | None) -> tuple[Path, Path] | None:
    """The table and the picture, if they are wanted and can be written."""
    from sim.outcomes.write import check_file

    if out is None:
        return None
    if out.suffix.lower() == ".svg":
        raise UsageError(f"--out {out}: name the table, FILE.csv; the picture goes beside it")
    files = out, out.with_suffix(".svg")
    for file in files:
        check_file(file)
    return files
