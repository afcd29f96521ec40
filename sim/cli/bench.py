"""`sim bench`: what the software costs on this machine."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from sim.cli.options import AsJson, Minds, within
from sim.outcomes.plain import json_text
from sim.output.screen import columns, show
from sim.scenario import ranges


def bench(
    scenario: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="Which scenario is played.")
    ] = "baseline_feb2021",
    runs: Annotated[int, within(ranges.BENCH_RUNS, help="Runs in one repetition of the kernel.")] = 1000,
    repeat: Annotated[int, within(ranges.REPEAT, help="Repetitions; the median counts.")] = 5,
    minds: Minds = None,
    as_json: AsJson = False,
) -> None:
    """Measure throughput, cost a month, the ratio to mesa.batch_run, memory and start-up.

    Takes about a minute: the last figure compiles the rules anew.

    Example: sim bench --minds kremlin=farsighted,minsk=farsighted --repeat 3
    """
    from sim.verification.bench import as_rich, measure

    figures = []
    for figure in measure(scenario, runs, repeat, minds):
        figures.append(figure)
        typer.echo(f"measured: {figure.name}", err=True)
    if as_json:
        typer.echo(json_text([asdict(figure) for figure in figures], indent=2))
    else:
        show(as_rich(figures), columns())
