"""`sim tournament`: every mind against every mind, and how much each leaves on the table."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.options import AsJson, Quiet, Seed, Settings, WorkerCount, named_path, within
from sim.cli.screen import columns, show
from sim.cli.warned import warn
from sim.outcomes.plain import json_text
from sim.scenario import ranges

if TYPE_CHECKING:
    from sim.analysis.tournament.examine import Tournament


def tournament(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="Scenario file or shipped name.")],
    runs: Annotated[
        int, within(ranges.TOURNAMENT_RUNS, help="Runs of each pairing, the same for all.")
    ] = 2000,
    settings: Settings = None,
    seed: Seed = None,
    workers: WorkerCount = None,
    out: Annotated[
        Path | None,
        typer.Option(
            parser=named_path, metavar="FILE.csv", help="Write the table there, and a picture as FILE.svg."
        ),
    ] = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Let every mind play every mind on each side: payoffs, agreements, endings, and what a best reply gains.

    What a side could have gained is measured by the best reply of a list, every mind and every stance held
    throughout, for each of its types: a lower bound of how exploitable it is. Payoffs end with the scenario's
    horizon; --set horizon=60 looks further.

    Example: sim tournament baseline_feb2021 --runs 1000 --out tournament.csv
    """
    import pandas as pd

    from sim.analysis.sensitivity.examine import Workers
    from sim.analysis.tournament.examine import tournament as played
    from sim.analysis.tournament.picture import picture
    from sim.analysis.tournament.report import as_data, rows
    from sim.cli.progress import watching
    from sim.cli.sensitivity import table_and_picture
    from sim.outcomes.write import write_frame, write_text
    from sim.scenario import load_scenario

    files = table_and_picture(out)
    loaded = load_scenario(scenario, settings or (), runs=runs, seed=seed)
    warn([loaded], quiet=quiet)
    found = played(loaded, Workers(workers or os.cpu_count() or 1, partial(watching, quiet=quiet)))
    if files is not None:
        write_frame(files[0], pd.DataFrame(rows(found)))
        write_text(files[1], picture(found))
    if as_json:
        typer.echo(json_text(as_data(found, settings or ()), indent=1))
        return
    _show(found)


def _show(found: Tournament) -> None:
    from sim.analysis.tournament.report import LEGEND, exploited_table, heading, results_table, sentences

    typer.echo(f"{heading(found)}\n")
    show(results_table(found), columns())
    typer.echo("")
    show(exploited_table(found), columns())
    typer.echo(f"\n{LEGEND}\n")
    for sentence in sentences(found):
        typer.echo(sentence)
