"""`sim bench`: what the software costs on this machine."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.cli.options import AsJson, Minds, Out, within
from sim.scenario import ranges


def bench(
    scenario: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="Which scenario is played.")
    ] = "baseline_feb2021",
    runs: Annotated[int, within(ranges.BENCH_RUNS, help="Runs in one repetition of the kernel.")] = 1000,
    repeat: Annotated[int, within(ranges.REPEAT, help="Repetitions; the median counts.")] = 5,
    minds: Minds = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Measure throughput, cost a month, the ratio to mesa.batch_run, memory and start-up.

    Takes about a minute: the last figure compiles the rules anew.

    Example: sim bench --minds kremlin=farsighted,minsk=farsighted --repeat 3
    """
    from sim.cli.present import present
    from sim.output.report import check_place
    from sim.verification.bench import DECLARATIONS
    from sim.verification.bench import bench as measured

    check_place(out, "bench", DECLARATIONS, figure=False)

    def progress(line: str) -> None:
        typer.echo(line, err=True)

    present(
        measured(scenario, runs=runs, repeat=repeat, minds=minds, progress=progress), out, as_json=as_json
    )
