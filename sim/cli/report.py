"""`sim report`: a result folder as one page to read."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads the annotation
from typing import Annotated

import typer

from sim.cli.options import named_path


def report(
    results: Annotated[
        Path,
        typer.Argument(
            parser=named_path, metavar="RESULTS", help="A folder of results, as sim run writes it."
        ),
    ],
    baseline: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="The scenario to compare the others with; by default the one called so.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            parser=named_path, metavar="FILE", help="Where to write the page; by default RESULTS/report.html."
        ),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Only errors.")] = False,
) -> None:
    """Write a report of a batch: one HTML page with plots, that needs no network and no other file.

    How the runs of every scenario ended, month by month and over the runs, what differs from the baseline,
    and how to play it again. The files are first held against their sha256 sums.

    Example: sim report results/scenarios-1a2b3c4d
    """
    from sim.pages.report import write_report

    place = write_report(results, out, baseline)
    if not quiet:
        typer.echo(f"report: {place}")
