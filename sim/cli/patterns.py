"""`sim patterns`: what the model is expected to show, and whether it does."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from sim.cli.options import AsJson, Out, Quiet, Seed, Settings, WorkerCount, within
from sim.minds.kinds import MINDS
from sim.scenario import ranges


def patterns(
    scenario: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="Scenario file or shipped name to look into.")
    ] = "baseline_feb2021",
    runs: Annotated[int, within(ranges.ARM_RUNS, help="Paired runs of each comparison.")] = 6000,
    minds: Annotated[
        str | None,
        typer.Option(help=f"all, {', '.join(MINDS)}, or SIDE=MIND,...; the scenario's own by default."),
    ] = None,
    only: Annotated[str | None, typer.Option(metavar="F1,F2,...", help="Only these patterns.")] = None,
    settings: Settings = None,
    seed: Seed = None,
    workers: WorkerCount = None,
    out: Out = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Look for the patterns F1 to F21: sign, effect, t, placebo and ablation of each.

    Fails (exit code 1) where a required pattern does not hold with quantal minds on both sides. What is
    compared and expected stands in seeds/patterns.yaml.

    Example: sim patterns --runs 2000 --only F1,F5
    """
    from sim.analysis.claims.pattern_report import DECLARATIONS
    from sim.analysis.claims.patterns import patterns as found
    from sim.cli.present import present
    from sim.cli.progress import listening
    from sim.cli.warned import warn
    from sim.output.report import check_place
    from sim.scenario import load_scenario

    check_place(out, "patterns", DECLARATIONS)
    loaded = load_scenario(scenario, settings or (), runs=runs, seed=seed)
    warn([loaded], quiet=quiet)
    names = [] if only is None else [name.strip() for name in only.split(",")]
    progress = partial(listening, quiet=quiet)
    report = found(loaded, names=names, runs=runs, minds=minds, workers=workers, progress=progress)
    present(report, out, settings, as_json=as_json)
