"""`sim calibrate`: what the record up to the briefing teaches about parameters."""

from __future__ import annotations

import os
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.options import AsJson, Minds, Quiet, Seed, Settings, WorkerCount, named_path, within
from sim.cli.warned import warn
from sim.outcomes.plain import json_text
from sim.output.screen import columns, show
from sim.scenario import ranges

if TYPE_CHECKING:
    from sim.analysis.calibration.calibrate import Calibration, Task
    from sim.analysis.calibration.smc import Search

RESULTS = Path("results")


def calibrate(
    scenario: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="Scenario file or shipped name to calibrate.")
    ],
    data: Annotated[
        Path | None,
        typer.Option(
            parser=named_path,
            metavar="DIR",
            help="Folder with statistics.csv; by default the record in seeds/history.",
        ),
    ] = None,
    parameters: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME,...",
            help="What to calibrate; by default parameters with a prior on which the record says something.",
        ),
    ] = None,
    population: Annotated[int, within(ranges.POPULATION, help="Points of a generation.")] = 400,
    generations: Annotated[
        int,
        within(
            ranges.GENERATIONS, help="Generations: each keeps to the nearest 30% of the distances before."
        ),
    ] = 4,
    seed: Seed = None,
    settings: Settings = None,
    minds: Minds = None,
    workers: WorkerCount = None,
    out: Annotated[
        Path | None,
        typer.Option(
            parser=named_path, metavar="DIR", help="Folder; by default results/calibration-NAME-HASH."
        ),
    ] = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Search for values of parameters under which the past comes out as it is on record, by pyabc.

    Episodes of the past are played with the scenario's minds and parameters. The posterior is written as
    points and as a scenario that extends the given one; what the record does not move is named, and each
    number of the record is held against what is predicted now. An interrupted search goes on where it was.

    Example: sim calibrate baseline_feb2021 --data seeds/history/
    """
    from sim.analysis.calibration.calibrate import Executor, Task, concluded
    from sim.analysis.calibration.files import check_place, database, write
    from sim.analysis.extras import required
    from sim.cli.progress import watching
    from sim.scenario import load_scenario
    from sim.shipped import shipped

    required("pyabc")
    if out is not None:
        check_place(out)
    loaded = load_scenario(scenario, settings or (), seed=seed, minds=minds)
    warn([loaded], quiet=quiet)
    executor = Executor(workers or os.cpu_count() or 1, partial(watching, quiet=True))
    names = [name.strip() for given in parameters or () for name in given.split(",")]
    _tell(f"{loaded.name}: playing the episodes of the record under the priors", quiet=quiet)
    task = Task(loaded, data or shipped("seeds") / "history", names, population, executor)
    _tell(f"calibrating {', '.join(task.space.names)}", quiet=quiet)
    folder = out or RESULTS / f"calibration-{loaded.name}-{task.digest}"
    search = task.search(database(folder, task))
    _search(search, task, generations, quiet=quiet)
    found = concluded(task, search, generations)
    place = write(folder, found)
    if as_json:
        from sim.analysis.calibration.report import as_data

        typer.echo(json_text({"folder": str(folder), "file": str(place), **as_data(found)}, indent=1))
        return
    _show(found)
    typer.echo(f"results:  {folder}\nscenario: {place}")
    if not quiet:
        typer.echo(f"next:     sim backtest {place} --questions FILE.csv")


def _search(search: Search, task: Task, wanted: int, *, quiet: bool) -> None:
    """Add the generations that are missing."""
    if search.generations:
        _tell(f"{search.generations} generation(s) were there before", quiet=quiet)
    try:
        for number in range(search.generations, wanted):
            start = time.monotonic()
            search.next_generation(task.population)
            tried = search.simulations(number + 1) - search.simulations(number)
            seconds = time.monotonic() - start
            _tell(f"generation {number + 1} of {wanted}: {tried:,} tried, {seconds:.0f} s", quiet=quiet)
    except BaseException as error:
        if search.generations:
            error.add_note(
                f"{search.generations} generation(s) are kept: the same command goes on from there"
            )
        raise


def _tell(line: str, *, quiet: bool) -> None:
    if not quiet:
        typer.echo(line, err=True)


def _show(found: Calibration) -> None:
    from sim.analysis.calibration.report import LEGEND, as_tables, sentences

    for table in as_tables(found):
        show(table, columns())
        typer.echo("")
    typer.echo(LEGEND + "\n")
    for line in sentences(found):
        typer.echo(line)
