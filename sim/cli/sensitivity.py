"""`sim sensitivity`: which quantities an answer depends on, and which of them can be distinguished."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from typing import Annotated

import typer

from sim.cli.options import AsJson, Minds, Out, Quiet, Seed, Settings, WorkerCount, within
from sim.scenario import ranges


class Method(StrEnum):
    """How weights are found."""

    morris = "morris"
    sobol = "sobol"
    identifiability = "identifiability"


def sensitivity(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="Scenario file or shipped name.")],
    method: Annotated[
        Method,
        typer.Option(help="Screening, shares of variance, or what the moments of the results tell apart."),
    ] = Method.morris,
    metric: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="What is looked at: a column of outcomes.csv, share_OUTCOME; for identifiability several",
        ),
    ] = None,
    pattern: Annotated[
        str | None,
        typer.Option(metavar="F1", help="Look at a pattern's effect, on its metric or on --metric."),
    ] = None,
    parameters: Annotated[
        str | None,
        typer.Option(
            metavar="NAME,...",
            help="Quantities, lists, or files of seeds/ (society,...), or all; by default what the scenario "
            "draws, or else every parameter with a prior.",
        ),
    ] = None,
    top: Annotated[
        int | None,
        within(
            ranges.TOP,
            help="Sobol: only the strongest by a Morris screening first; 10 unless --parameters names them.",
        ),
    ] = None,
    samples: Annotated[
        int | None,
        within(
            ranges.SAMPLES, help="Morris: trajectories (12); Sobol: the base sample, a power of two (512)."
        ),
    ] = None,
    runs: Annotated[
        int | None,
        within(
            ranges.POINT_RUNS, help="Runs of each point, the same for all (60, 40; 1000 for identifiability)."
        ),
    ] = None,
    settings: Settings = None,
    minds: Minds = None,
    seed: Seed = None,
    workers: WorkerCount = None,
    out: Out = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Rank the uncertain quantities by how much a metric, or a pattern's effect, depends on them.

    Each point of the design is played with the same runs, so that all points share their random numbers.
    Needs sim[analysis].

    Example: sim sensitivity baseline_feb2021 --method sobol --metric pressure_mean --out pressure.csv
    """
    from sim.analysis.sensitivity.report import DECLARATIONS
    from sim.analysis.sensitivity.sensitivity import sensitivity as analysed
    from sim.cli.present import present
    from sim.cli.progress import listening
    from sim.cli.warned import warn
    from sim.output.report import check_place
    from sim.scenario import load_scenario

    check_place(out, "sensitivity", DECLARATIONS[method.value])
    warn([load_scenario(scenario, settings or (), seed=seed, minds=minds)], quiet=quiet)
    report = analysed(
        scenario,
        settings or (),
        method=method.value,
        metric=metric,
        pattern=pattern,
        parameters=parameters,
        top=top,
        samples=samples,
        runs=runs,
        seed=seed,
        minds=minds,
        workers=workers,
        progress=partial(listening, quiet=quiet),
    )
    present(report, out, settings, as_json=as_json)
