"""`sim bench`: what the software costs on this machine."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from sim.cli.options import AsJson, Minds  # noqa: TC001 - typer reads the annotations
from sim.outcomes.plain import json_text


def bench(
    scenario: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="Which scenario is played.")
    ] = "baseline_feb2021",
    runs: Annotated[int, typer.Option(min=10, help="Runs in one repetition of the kernel.")] = 1000,
    repeat: Annotated[int, typer.Option(min=1, help="Repetitions; the median counts.")] = 5,
    minds: Minds = None,
    as_json: AsJson = False,
) -> None:
    """Measure throughput, cost a month, the ratio to mesa.batch_run, memory and start-up.

    Takes about a minute: the last figure compiles the rules anew.

    Example: sim bench --minds kremlin=farsighted,minsk=farsighted --repeat 3
    """
    from sim.insight.bench import measure

    figures = []
    for figure in measure(scenario, runs, repeat, minds):
        figures.append(asdict(figure))
        if not as_json:
            spread = f"({figure.least:.4g} to {figure.largest:.4g})" if figure.least < figure.largest else ""
            typer.echo(f"{figure.name:52s}{figure.median:10.4g} {figure.unit:6s}{spread}")
    if as_json:
        typer.echo(json_text(figures, indent=2))
