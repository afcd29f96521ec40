"""Verdicts as lines of a table and as plain data."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.table import Table

    from sim.verification.cases.judge import Quantity, Verdict

HEADINGS = ("case", "kind", "quantity", "expected", "got", "error", "tolerance", "verdict")
DISPENSABLE = ("tolerance", "error", "kind")  # columns left out in this order where space is short
VERDICTS = {True: "holds", False: "FALLS"}


def as_rich(verdicts: list[Verdict], *, brief: bool) -> Table:
    """Return a row for every number of a case; where `brief`, for the one nearest to falling only."""
    from rich.table import Table

    table = Table(box=None)
    for heading in HEADINGS:
        table.add_column(heading)
    for verdict in verdicts:
        for quantity in [verdict.worst] if brief else verdict.quantities:
            table.add_row(*_cells(verdict, quantity))
    return table


def _cells(verdict: Verdict, quantity: Quantity) -> tuple[str, ...]:
    return (
        verdict.id,
        verdict.kind,
        quantity.name,
        _value(quantity.expected),
        _value(quantity.got),
        "-" if quantity.error is None else f"{quantity.error:.1e}",
        _tolerance(quantity),
        VERDICTS[quantity.holds],
    )


def summary(verdicts: list[Verdict]) -> str:
    """Return the last line: how many hold."""
    holding = sum(verdict.holds for verdict in verdicts)
    kinds = len({verdict.kind for verdict in verdicts})
    return f"{holding} of {len(verdicts)} cases hold ({kinds} kinds)"


def as_json(verdicts: list[Verdict]) -> list[dict[str, Any]]:
    """Return the verdicts as plain data."""
    return [asdict(verdict) | {"holds": verdict.holds} for verdict in verdicts]


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.12g}"
    return "null" if value is None else str(value)


def _tolerance(quantity: Quantity) -> str:
    if quantity.standard_errors is not None:
        return f"{quantity.tolerance:.1e} ({quantity.standard_errors:g} SE)"
    return "the same" if quantity.tolerance == 0.0 else f"{quantity.tolerance:.0e}"
