"""Verdicts as lines of a table and as plain data."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.insight.ladder.judge import Quantity, Verdict

HEADINGS = ("case", "kind", "quantity", "expected", "got", "error", "tolerance", "verdict")
WIDTHS = (8, 26, 31, 18, 18, 9, 20, 7)
VERDICTS = {True: "holds", False: "FALLS"}


def heading() -> str:
    """Return the line above the table."""
    return _line(HEADINGS)


def rows(verdict: Verdict, *, brief: bool) -> Iterator[str]:
    """Yield a line for every number of a case; where `brief`, for the one nearest to falling only."""
    for quantity in [verdict.worst] if brief else verdict.quantities:
        yield _line(
            (
                verdict.id,
                verdict.kind,
                quantity.name,
                _value(quantity.expected),
                _value(quantity.got),
                "-" if quantity.error is None else f"{quantity.error:.1e}",
                _tolerance(quantity),
                VERDICTS[quantity.holds],
            )
        )


def summary(verdicts: list[Verdict]) -> str:
    """Return the last line: how many hold."""
    holding = sum(verdict.holds for verdict in verdicts)
    kinds = len({verdict.kind for verdict in verdicts})
    return f"{holding} of {len(verdicts)} cases hold ({kinds} kinds)"


def as_json(verdicts: list[Verdict]) -> list[dict[str, Any]]:
    """Return the verdicts as plain data."""
    return [asdict(verdict) | {"holds": verdict.holds} for verdict in verdicts]


def _line(cells: tuple[str, ...]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, WIDTHS)).rstrip()


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
