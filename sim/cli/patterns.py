"""`sim patterns`: what the model is expected to show, and whether it does."""

from __future__ import annotations

import os
from functools import partial
from itertools import product
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.options import AsJson, Quiet, Seed, Settings, WorkerCount, named_path, within
from sim.errors import CheckFailed, UsageError, nearest
from sim.minds.kinds import MINDS
from sim.outcomes.plain import json_text
from sim.output.screen import columns, show
from sim.scenario import ranges

if TYPE_CHECKING:
    from sim.analysis.patterns.catalogue import Pattern
    from sim.analysis.patterns.judge import Table

ALL = "all"


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
    out: Annotated[
        Path | None, typer.Option(parser=named_path, metavar="FILE.csv", help="Write the table there too.")
    ] = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Look for the patterns F1 to F21: sign, effect, t, placebo and ablation of each.

    Fails (exit code 1) where a required pattern does not hold with quantal minds on both sides. What is
    compared and expected stands in seeds/patterns.yaml.

    Example: sim patterns --runs 2000 --only F1,F5
    """
    from sim.analysis.patterns.judge import examine
    from sim.cli.progress import watching
    from sim.experiments.arms import Stage
    from sim.outcomes.write import check_file

    chosen, pairs, tables = _chosen(only), _pairs(minds), []
    if out is not None:
        check_file(out)
    for pair in pairs:
        stage = Stage(scenario, tuple(settings or ()), runs, seed, pair)
        threads = workers or os.cpu_count() or 1
        tables.append(examine(stage, chosen, workers=threads, watching=partial(watching, quiet=quiet)))
        if not as_json:
            _show(tables[-1])
    if as_json:
        from sim.analysis.patterns.report import as_json as plain

        typer.echo(json_text([plain(table) for table in tables], indent=1))
    if out is not None:
        _write(out, tables)
    _fail(tables)


def _chosen(only: str | None) -> list[Pattern]:
    """The patterns asked for, in the order of the file."""
    from sim.analysis.patterns.catalogue import patterns as known

    if only is None:
        return list(known().values())
    names = [name.strip() for name in only.split(",")]
    for name in names:
        if name not in known():
            close = nearest(name, known(), 1)
            hint = f"; did you mean {close[0]}?" if close else ""
            raise UsageError(f"--only: no pattern {name!r}; one of {', '.join(known())}{hint}")
    return [pattern for name, pattern in known().items() if name in names]


def _pairs(minds: str | None) -> list[str | None]:
    """The pairs of minds asked for; None is the scenario's own."""
    if minds == ALL:
        return [f"kremlin={kremlin},minsk={minsk}" for kremlin, minsk in product(MINDS, MINDS)]
    if minds in MINDS:
        return [f"kremlin={minds},minsk={minds}"]
    if minds is not None and "=" not in minds:
        raise UsageError(f"--minds: {minds!r}; {ALL}, {', '.join(MINDS)}, or kremlin=MIND,minsk=MIND")
    return [minds]


def _show(table: Table) -> None:
    from sim.analysis.patterns.report import DISPENSABLE, LEGEND, as_rich, summary

    show(as_rich(table), columns(), DISPENSABLE)
    typer.echo(f"{LEGEND}\n\n{summary(table)}\n")


def _write(path: Path, tables: list[Table]) -> None:
    from sim.analysis.patterns.report import as_frame
    from sim.outcomes.write import write_frame

    write_frame(path, as_frame(tables))


def _fail(tables: list[Table]) -> None:
    fallen = dict.fromkeys(name for table in tables for name in table.fallen)
    if fallen:
        raise CheckFailed(f"required with quantal minds, and not there: {', '.join(fallen)}")
