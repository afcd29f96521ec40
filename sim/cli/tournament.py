"""`sim tournament`: every mind against every mind, and how much each leaves on the table."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from sim.cli.options import AsJson, Out, Quiet, Seed, Settings, WorkerCount, within
from sim.scenario import ranges


def tournament(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="Scenario file or shipped name.")],
    runs: Annotated[
        int, within(ranges.TOURNAMENT_RUNS, help="Runs of each pairing, the same for all.")
    ] = 2000,
    settings: Settings = None,
    seed: Seed = None,
    workers: WorkerCount = None,
    out: Out = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Let every mind play every mind on each side: payoffs, agreements, endings, and what a best reply gains.

    What a side could have gained is measured by the best reply of a list, every mind and every stance held
    throughout, for each of its types: a lower bound of how exploitable it is. Payoffs end with the scenario's
    horizon; --set horizon=60 looks further.

    Example: sim tournament baseline_feb2021 --runs 1000 --out tournament.csv
    """
    from sim.analysis.tournament.report import DECLARATIONS
    from sim.analysis.tournament.tournament import tournament as played
    from sim.cli.present import present
    from sim.cli.progress import listening
    from sim.cli.warned import warn
    from sim.output.report import check_place
    from sim.scenario import load_scenario

    check_place(out, "tournament", DECLARATIONS)
    loaded = load_scenario(scenario, settings or (), runs=runs, seed=seed)
    warn([loaded], quiet=quiet)
    report = played(loaded, runs=runs, workers=workers, progress=partial(listening, quiet=quiet))
    present(report, out, settings, as_json=as_json)
