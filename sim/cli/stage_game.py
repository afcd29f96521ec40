"""`sim stage-game`: one month's bargaining held against the theory of bargaining."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.cli.options import AsJson, Minds, Out, Point, Seed, Settings, within
from sim.scenario import ranges


def stage_game(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="Scenario file or shipped name.")],
    month: Annotated[int, within(ranges.MONTH, help="The month of the meeting, from 1.")],
    run: Annotated[int, within(ranges.RUN, help="Number of the run, from 0.")],
    point: Point = 0,
    settings: Settings = None,
    minds: Minds = None,
    seed: Seed = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Show a month's packages by what both sides gain from them, and which of them theory would pick.

    The disagreement point is what each side has if nothing is agreed; values are those of the true types, as
    in the distances of every run. Theory picks by Nash, by Kalai and Smorodinsky, and the egalitarian way;
    beside these stand what was offered and what was settled.

    Example: sim stage-game baseline_feb2021 --month 3 --run 17 --out stage.csv
    """
    from sim.analysis.stage_game.report import DECLARATIONS
    from sim.analysis.stage_game.stage_game import stage_game as played
    from sim.cli.present import present
    from sim.cli.warned import warn
    from sim.output.report import check_place
    from sim.scenario import load_scenario

    check_place(out, "stage_game", DECLARATIONS)
    loaded = load_scenario(scenario, settings or (), seed=seed, minds=minds)
    warn([loaded])
    present(played(loaded, month=month, run=run, point=point), out, settings, as_json=as_json)
