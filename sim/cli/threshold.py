"""`sim threshold`: the value of a quantity at which an effect changes sign."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import Annotated

import typer

from sim.cli.options import AsJson, Minds, Quiet, Seed, Settings, WorkerCount, named_path, within
from sim.errors import UsageError
from sim.outcomes.plain import json_text
from sim.scenario import ranges


def threshold(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="Scenario file or shipped name.")],
    of: Annotated[
        str,
        typer.Option(metavar="F2|NAME", help="The effect of what: a pattern, or a quantity that is moved."),
    ],
    over: Annotated[
        str, typer.Option(metavar="NAME", help="The quantity along which the sign is looked for.")
    ],
    metric: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The effect on what; a pattern has a metric of its own."),
    ] = None,
    start: Annotated[
        str | None,
        typer.Option("--from", metavar="VALUE", help="Where a quantity is moved from; with --to."),
    ] = None,
    end: Annotated[
        str | None,
        typer.Option("--to", metavar="VALUE", help="By default it moves through its plausible range."),
    ] = None,
    ends: Annotated[
        tuple[float, float] | None,
        typer.Option(
            "--range", help="Where to look; by default 0 to 1 for a share, else the plausible range."
        ),
    ] = None,
    runs: Annotated[int, within(ranges.ARM_RUNS, help="Pairs of runs at each point.")] = 4000,
    draws: Annotated[
        int, within(ranges.DRAWS, help="Draws of all other uncertain quantities; 0 for none.")
    ] = 40,
    draw_runs: Annotated[int, within(ranges.ARM_RUNS, help="Pairs of runs at each point of a draw.")] = 500,
    parameters: Annotated[
        str | None, typer.Option(metavar="NAME,...", help="What is drawn, as for sim sensitivity.")
    ] = None,
    settings: Settings = None,
    minds: Minds = None,
    seed: Seed = None,
    workers: WorkerCount = None,
    out: Annotated[
        Path | None,
        typer.Option(
            parser=named_path, metavar="FILE.csv", help="Write the curve there, and a picture as FILE.svg."
        ),
    ] = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Find the value of a quantity at which an effect changes sign, or say that it does not.

    The effect is that of a pattern of sim patterns, or of moving one quantity (--of NAME --from --to) on a
    --metric: any interaction of two quantities can be looked at. The exit code is 0 either way.

    Example: sim threshold baseline_feb2021 --of F2 --over colour_revolution_belief
    """
    from sim.analysis.threshold.report import as_data, curve_frame, picture, reported
    from sim.analysis.threshold.threshold import find, question_of
    from sim.cli.progress import watching
    from sim.cli.stage_game import table_and_picture
    from sim.experiments.arms import Stage
    from sim.experiments.workers import Workers
    from sim.outcomes.write import write_frame, write_text

    files = table_and_picture(out)
    question = question_of(of, over, metric, _arms(start, end), ends)
    stage = Stage(scenario, tuple(settings or ()), runs, seed, minds)
    executor = Workers(workers or os.cpu_count() or 1, partial(watching, quiet=quiet))
    found = find(stage, question, parameters, draws, draw_runs, executor)
    if files is not None:
        write_frame(files[0], curve_frame(found))
        write_text(files[1], picture(found))
    typer.echo(json_text(as_data(found), indent=1) if as_json else reported(found))


def _arms(start: str | None, end: str | None) -> tuple[str, str] | None:
    """The two values that are compared, if they are given."""
    if (start is None) != (end is None):
        raise UsageError("--from, --to: give both, or neither")
    return None if start is None or end is None else (start, end)
