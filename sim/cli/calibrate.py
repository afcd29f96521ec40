"""`sim calibrate`: what the record up to the briefing teaches about parameters."""

from __future__ import annotations

from functools import partial
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import Annotated

import typer

from sim.cli.options import AsJson, Minds, Quiet, Seed, Settings, WorkerCount, named_path, within
from sim.cli.warned import warn
from sim.scenario import ranges


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
    from sim.analysis.calibration.calibrate import calibrate as calibrated
    from sim.cli.present import present
    from sim.scenario import load_scenario

    loaded = load_scenario(scenario, settings or (), seed=seed, minds=minds)
    warn([loaded], quiet=quiet)
    report = calibrated(
        loaded,
        data=data,
        parameters=[name.strip() for given in parameters or () for name in given.split(",")],
        population=population,
        generations=generations,
        workers=workers,
        out=out,
        progress=None if quiet else partial(typer.echo, err=True),
    )
    present(report, settings=settings, as_json=as_json)
    if not (quiet or as_json):
        typer.echo(f"next:     sim backtest {report.details['file']} --questions FILE.csv")
