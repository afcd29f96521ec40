"""The desk a month is worked out on: this month's demands, packages and alternatives."""

from __future__ import annotations

from typing import Any, NamedTuple

from sim.rules.compiled import rule
from sim.rules.shapes import Row

KREMLIN, MINSK = 0, 1
TYPES = 3


class Desk(NamedTuple):
    """Working arrays of one run, overwritten every month.

    `demands` (13,) by bundle; `packages` (156,) the admissible ones first, in the order of their
    numbers; `row_of` (156,) the row of a package number, -1 if it is not admissible; `weights` (156,)
    scratch of a choice; `pushes` and `crowds` (13,) what moves people and how many it moves, by
    possible demand or alternative; `options` (5,) the alternatives of a smaller decision; `refusal` (2,) the
    status quo without and with an overture West. Values are as `sim.rules.worth` writes them.
    """

    demands: Any
    packages: Any
    row_of: Any
    weights: Any
    pushes: Any
    crowds: Any
    options: Any
    refusal: Any


class Setting(NamedTuple):
    """What a scenario fixes for all its runs.

    `loans` (3,) bn USD; `bundles` (13,) 0/1; `summits` (horizon + 1,) 0/1 by month; `events` rows
    of `sim.scenario.inputs.EVENT`; `lowest`, `highest` the legal range of state and parameter
    entries; `calendar_month` 1..12 of month 1.
    """

    seed: Any
    horizon: int
    calendar_month: int
    months_to_exercise: int
    months_to_referendum: int
    kremlin_mind: int
    minsk_mind: int
    loans: Any
    bundles: Any
    summits: Any
    events: Any
    lowest: Any
    highest: Any


@rule
def minsk_value(row: Row, sensitivity: float) -> float:
    """Return what a row of the desk is worth to a type of Minsk."""
    return row.minsk_base - sensitivity * row.minsk_sovereignty


@rule
def minsk_reservation(desk: Desk, sensitivity: float) -> float:
    """Return Minsk's reservation value: the better of refusing and of refusing and turning West."""
    return max(minsk_value(desk.refusal[0], sensitivity), minsk_value(desk.refusal[1], sensitivity))


@rule
def own_value(side: int, row: Row, sensitivity: float) -> float:
    """Return what a row of the desk is worth to a side, at its true type."""
    if side == KREMLIN:
        return row.kremlin_own
    return minsk_value(row, sensitivity)


@rule
def own_reservation(side: int, desk: Desk, overture: float, sensitivity: float) -> float:
    """Return a side's reservation value; the Kremlin takes last month's overture as given."""
    if side == KREMLIN:
        return desk.refusal[1 if overture > 0.0 else 0].kremlin_own
    return minsk_reservation(desk, sensitivity)
