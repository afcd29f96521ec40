"""`sim sensitivity`: which quantities an answer depends on, and which of them can be distinguished."""

from __future__ import annotations

import os
from enum import StrEnum
from functools import partial
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.options import AsJson, Minds, Quiet, Seed, Settings, WorkerCount, named_path, within
from sim.errors import UsageError
from sim.outcomes.plain import json_text
from sim.output.screen import columns, show
from sim.scenario import ranges

if TYPE_CHECKING:
    from sim.analysis.sensitivity.sensitivity import Identified, Sensitivity


class Method(StrEnum):
    """How weights are found."""

    morris = "morris"
    sobol = "sobol"
    identifiability = "identifiability"


def sensitivity(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="Scenario file or shipped name.")],
    method: Annotated[
        Method,
        typer.Option(help="Screening, shares of variance, or what the moments of the results tell apart."),
    ] = Method.morris,
    metric: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="What is looked at: a column of outcomes.csv, share_OUTCOME; for identifiability several",
        ),
    ] = None,
    pattern: Annotated[
        str | None,
        typer.Option(metavar="F1", help="Look at a pattern's effect, on its metric or on --metric."),
    ] = None,
    parameters: Annotated[
        str | None,
        typer.Option(
            metavar="NAME,...",
            help="Quantities, lists, or files of seeds/ (society,...), or all; by default what the scenario "
            "draws, or else every parameter with a prior.",
        ),
    ] = None,
    top: Annotated[
        int | None,
        within(
            ranges.TOP,
            help="Sobol: only the strongest by a Morris screening first; 10 unless --parameters names them.",
        ),
    ] = None,
    samples: Annotated[
        int | None,
        within(
            ranges.SAMPLES, help="Morris: trajectories (12); Sobol: the base sample, a power of two (512)."
        ),
    ] = None,
    runs: Annotated[
        int | None,
        within(
            ranges.POINT_RUNS, help="Runs of each point, the same for all (60, 40; 1000 for identifiability)."
        ),
    ] = None,
    settings: Settings = None,
    minds: Minds = None,
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
    """Rank the uncertain quantities by how much a metric, or a pattern's effect, depends on them.

    Each point of the design is played with the same runs, so that all points share their random numbers.
    Needs sim[analysis].

    Example: sim sensitivity baseline_feb2021 --method sobol --metric pressure_mean --out pressure.csv
    """
    from sim.analysis.claims.subject import subject_of
    from sim.analysis.sensitivity.sensitivity import decomposed, distinguished, screened
    from sim.cli.progress import watching
    from sim.experiments.arms import Stage
    from sim.experiments.workers import Workers

    _check(method, top, samples, pattern)
    files = table_and_picture(out)
    names = [name.strip() for given in metric or () for name in given.split(",")]
    stage = Stage(scenario, tuple(settings or ()), runs or RUNS[method], seed, minds)
    executor = Workers(workers or os.cpu_count() or 1, partial(watching, quiet=quiet))
    if method is Method.identifiability:
        _tell_apart(distinguished(stage, names, parameters, executor), files, as_json=as_json)
        return
    if len(names) > 1:
        raise UsageError(f"--metric: {len(names)} metrics; one at a time, except for identifiability")
    subject = subject_of(names[0] if names else None, pattern)
    if method is Method.morris:
        found = screened(stage, subject, parameters, samples, executor)
    else:
        found = decomposed(stage, subject, parameters, samples, top, executor)
    _rank(found, files, as_json=as_json)


RUNS = {Method.morris: 60, Method.sobol: 40, Method.identifiability: 1000}


def _check(method: Method, top: int | None, samples: int | None, pattern: str | None) -> None:
    """Refuse options that a method does not have."""
    if top is not None and method is not Method.sobol:
        raise UsageError("--top: belongs to --method sobol, which looks at the strongest of a screening")
    if method is Method.identifiability:
        for name, given in (("--samples", samples), ("--pattern", pattern)):
            if given is not None:
                raise UsageError(f"{name}: no option of --method identifiability")


def table_and_picture(out: Path | None) -> tuple[Path, Path] | None:
    """The table and the picture, if they are wanted and can be written."""
    from sim.outcomes.write import check_file

    if out is None:
        return None
    if out.suffix.lower() == ".svg":
        raise UsageError(f"--out {out}: name the table, FILE.csv; the picture goes beside it")
    files = out, out.with_suffix(".svg")
    for file in files:
        check_file(file)
    return files


def _rank(found: Sensitivity, files: tuple[Path, Path] | None, *, as_json: bool) -> None:
    from sim.analysis.sensitivity.picture import of_ranking
    from sim.analysis.sensitivity.report import as_data, as_rich, below, heading
    from sim.outcomes.write import write_frame, write_text

    if files is not None:
        write_frame(files[0], found.ranking.table)
        write_text(files[1], of_ranking(found))
    if as_json:
        typer.echo(json_text(as_data(found), indent=1))
        return
    typer.echo(f"{heading(found)}\n")
    show(as_rich(found), columns())
    typer.echo(f"\n{below(found)}")


def _tell_apart(found: Identified, files: tuple[Path, Path] | None, *, as_json: bool) -> None:
    from sim.analysis.sensitivity import report
    from sim.analysis.sensitivity.picture import of_directions
    from sim.outcomes.write import write_frame, write_text

    if files is not None:
        write_frame(files[0], report.directions_frame(found))
        write_text(files[1], of_directions(found))
    if as_json:
        typer.echo(json_text(report.directions_data(found), indent=1))
        return
    typer.echo(f"{report.directions_heading(found)}\n")
    show(report.directions_table(found), columns())
    typer.echo(f"\n{report.directions_below(found)}")
