"""A report on standard output, and in files where they are asked for: the end of every analysis command."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import typer

from sim.characters import message
from sim.output.screen import columns, show

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sim.output.report import Report


def present(
    report: Report[Any],
    out: Path | None = None,
    settings: Sequence[str] | None = None,
    *,
    as_json: bool = False,
) -> None:
    """Write a report to files where `out` names them, and print it, as JSON or as text.

    Parameters
    ----------
    report : Report
    out : Path, optional
        `FILE.csv` or a folder, as for `Report.save`.
    settings : sequence of str, optional
        The overrides of the command line.
    as_json : bool
        Whether standard output gets JSON.

    Raises
    ------
    typer.Exit
        With code 1 where a check of the report failed.
    """
    if out is not None:
        report.save(out, settings or ())
    if as_json:
        typer.echo(report.to_json(settings or ()))
    else:
        for place, section in enumerate(report.sections):
            if place:
                typer.echo("")
            _print(section)
    if not report.succeeded:
        raise typer.Exit(1)


def _print(report: Report[Any]) -> None:
    """Print heading, tables with their legends, sentences and notes, a blank line between them."""
    typer.echo(message(report.heading))
    for table in report.parts:
        if table.declaration.printed and len(table.frame):
            typer.echo("")
            show(table.as_rich(), columns(), table.declaration.dispensable)
            if table.below:
                typer.echo(table.below)
    for lines in (report.sentences, report.notes):
        if lines:
            typer.echo("\n" + message("\n".join(lines)))
    sys.stdout.flush()
