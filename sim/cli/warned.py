"""Warnings of scenarios on standard error, printed the same way by every command that loads one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.scenario import Scenario

MOST_LINES = 20


def warn(scenarios: Iterable[Scenario], *, quiet: bool = False) -> None:
    """Print the warnings of scenarios, a line each; nothing where it is to be `quiet`.

    Parameters
    ----------
    scenarios : iterable of Scenario
        Loaded scenarios; of each at most 20 warnings are printed, then how many more there are.
    quiet : bool
        Whether nothing is printed.
    """
    if quiet:
        return
    for scenario in scenarios:
        warnings = scenario.warnings
        for warning in warnings[:MOST_LINES]:
            typer.echo(f"warning: {warning}", err=True)
        if len(warnings) > MOST_LINES:
            typer.echo(f"warning: {scenario.file}: {len(warnings) - MOST_LINES:,} warnings more", err=True)
