"""`sim backtest`: how well a scenario would have foretold what came after."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import Annotated

import typer

from sim.cli.options import AsJson, Minds, Out, Quiet, Seed, Settings, WorkerCount, named_path, within
from sim.cli.warned import warn
from sim.scenario import ranges


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
    out: Out = None,
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
    from sim.analysis.backtest.report import DECLARATIONS, NAME, PAGE
    from sim.cli.present import present
    from sim.cli.progress import listening
    from sim.output.report import check_place
    from sim.pages.backtest import page
    from sim.scenario import load_scenario

    check_place(out, NAME, DECLARATIONS, figure=False, documents=[PAGE])
    loaded = load_scenario(scenario, settings or (), runs=runs, seed=seed, minds=minds)
    warn([loaded], quiet=quiet)
    for note in () if quiet else loaded.notes:
        typer.echo(note, err=True)
    progress = partial(listening, quiet=quiet)
    report = backtested(loaded, questions=questions, workers=workers, progress=progress)
    documents = {PAGE: page(json.loads(report.to_json()))}
    present(replace(report, documents=documents), out, settings, as_json=as_json)
