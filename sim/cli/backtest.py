"""`sim backtest`: how well a scenario would have foretold what came after."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.options import AsJson, Minds, Quiet, Seed, Settings, WorkerCount, named_path, within
from sim.cli.warned import warn
from sim.outcomes.plain import json_text
from sim.output.screen import columns, show
from sim.scenario import ranges

if TYPE_CHECKING:
    from sim.analysis.backtest.backtest import Backtest


def backtest(
    scenario: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="Scenario file or shipped name to forecast from.")
    ],
    questions: Annotated[
        Path,
        typer.Option(
            parser=named_path,
            metavar="FILE.csv",
            help="The questions, one a row (seeds/questions/README.md).",
        ),
    ],
    runs: Annotated[
        int | None, within(ranges.BACKTEST_RUNS, help="Runs, in place of the scenario's.")
    ] = None,
    seed: Seed = None,
    settings: Settings = None,
    minds: Minds = None,
    workers: WorkerCount = None,
    out: Annotated[
        Path | None,
        typer.Option(
            parser=named_path,
            metavar="DIR",
            help="Folder for three tables and a page; a name in .csv: the questions alone.",
        ),
    ] = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Forecast the questions of a file from a scenario, and score the answers that are known.

    A yes/no question gets a probability, a number its distribution over the runs; Brier's score and the CRPS
    are set against those of simple rules: all stays as at the start, half and half, the official plan. The
    scenario is played on as far as the questions go.

    Example: sim backtest baseline_feb2021 --questions seeds/questions/after_the_briefing.csv
    """
    from sim.analysis.backtest.backtest import backtest as backtested
    from sim.analysis.backtest.files import check_place, write
    from sim.analysis.backtest.report import as_data
    from sim.cli.progress import watching
    from sim.scenario import load_scenario

    if out is not None:
        check_place(out)
    loaded = load_scenario(scenario, settings or (), runs=runs, seed=seed, minds=minds)
    warn([loaded], quiet=quiet)
    result = backtested(
        loaded, questions, workers=workers or os.cpu_count() or 1, watching=partial(watching, quiet=quiet)
    )
    if not quiet:
        for note in (*loaded.notes, *result.notes):
            typer.echo(note, err=True)
    if out is not None:
        from sim.pages.backtest import page

        write(out, result, page(as_data(result)))
    if as_json:
        typer.echo(json_text(as_data(result), indent=1))
        return
    _show(result)
    if out is not None:
        typer.echo(f"results: {out}")


def _show(result: Backtest) -> None:
    from sim.analysis.backtest.report import LEGEND, SKILL_LEGEND, as_tables, heading

    typer.echo(f"{heading(result)}\n")
    for table in as_tables(result):
        show(table, columns())
        typer.echo("")
    typer.echo(LEGEND)
    if result.skills:
        typer.echo(SKILL_LEGEND)
