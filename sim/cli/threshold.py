"""`sim threshold`: the value of a quantity at which an effect changes sign."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from sim.cli.options import AsJson, Minds, Out, Quiet, Seed, Settings, WorkerCount, within
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
    out: Out = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Find the value of a quantity at which an effect changes sign, or say that it does not.

    The effect is that of a pattern of sim patterns, or of moving one quantity (--of NAME --from --to) on a
    --metric: any interaction of two quantities can be looked at. The exit code is 0 either way.

    Example: sim threshold baseline_feb2021 --of F2 --over colour_revolution_belief
    """
    from sim.analysis.threshold.report import DECLARATIONS
    from sim.analysis.threshold.threshold import threshold as found
    from sim.cli.present import present
    from sim.cli.progress import listening
    from sim.cli.warned import warn
    from sim.output.report import check_place
    from sim.scenario import load_scenario

    check_place(out, "threshold", DECLARATIONS)
    warn([load_scenario(scenario, settings or (), seed=seed, minds=minds)], quiet=quiet)
    report = found(
        scenario,
        settings or (),
        of=of,
        over=over,
        metric=metric,
        start=start,
        end=end,
        ends=ends,
        runs=runs,
        draws=draws,
        draw_runs=draw_runs,
        parameters=parameters,
        seed=seed,
        minds=minds,
        workers=workers,
        progress=partial(listening, quiet=quiet),
    )
    present(report, out, settings, as_json=as_json)
