"""`sim robustness`: whether a finding survives another way of thinking, and other judgements."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from sim.cli.options import AsJson, Out, Quiet, Seed, Settings, WorkerCount, within
from sim.scenario import ranges


def robustness(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="Scenario file or shipped name.")],
    finding: Annotated[
        list[str],
        typer.Option(
            metavar="F1|NAME",
            help="A pattern of sim patterns, or a metric that is compared with --against; may be repeated.",
        ),
    ],
    against: Annotated[
        str | None,
        typer.Option(
            metavar="OTHER", help="The scenario that a metric is compared with: SCENARIO less OTHER."
        ),
    ] = None,
    runs: Annotated[int, within(ranges.ARM_RUNS, help="Pairs of runs under each pairing of minds.")] = 4000,
    draws: Annotated[
        int, within(ranges.DRAWS, help="Draws of all uncertain quantities under each pairing; 0 for none.")
    ] = 100,
    draw_runs: Annotated[int, within(ranges.ARM_RUNS, help="Pairs of runs at each draw.")] = 100,
    oat_runs: Annotated[
        int,
        within(ranges.MOVE_RUNS, help="Pairs of runs for each quantity that is moved alone; 0 moves none."),
    ] = 200,
    refine_top: Annotated[
        int,
        within(ranges.CLOSELY, help="How many of these, those that leave least of the effect, get --runs."),
    ] = 6,
    parameters: Annotated[
        str | None,
        typer.Option(metavar="NAME,...", help="What is drawn and moved, as for sim sensitivity."),
    ] = None,
    settings: Settings = None,
    seed: Seed = None,
    workers: WorkerCount = None,
    out: Out = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """See whether a finding holds under every pairing of minds, and whatever the uncertain quantities are.

    Says in how many pairings and draws it has the same sign, how far its size varies, and which pairing or
    quantity breaks it. A pairing with the aspiration mind is no evidence: that mind encodes the briefing. The
    exit code is 0 either way.

    Example: sim robustness baseline_feb2021 --finding F1 --out results/robustness
    """
    from sim.analysis.robustness.report import DECLARATIONS
    from sim.analysis.robustness.robustness import robustness as examined
    from sim.cli.present import present
    from sim.cli.progress import listening
    from sim.cli.warned import warn
    from sim.output.report import check_place
    from sim.scenario import load_scenario

    check_place(out, "robustness", DECLARATIONS)
    given = [scenario] if against is None else [scenario, against]
    warn([load_scenario(one, settings or (), seed=seed) for one in given], quiet=quiet)
    report = examined(
        scenario,
        settings or (),
        finding=finding,
        against=against,
        runs=runs,
        draws=draws,
        draw_runs=draw_runs,
        oat_runs=oat_runs,
        refine_top=refine_top,
        parameters=parameters,
        seed=seed,
        workers=workers,
        progress=partial(listening, quiet=quiet),
    )
    present(report, out, settings, as_json=as_json)
