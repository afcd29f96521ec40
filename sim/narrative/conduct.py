"""What the two did after the meeting: paid or withheld, pushed, helped, stalled, voted, turned West."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.narrative.facts import Fact
from sim.narrative.words import LONG, REPRESSION_MOVE
from sim.rules.payoffs import SUPPRESSION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.narrative.facts import Course, Row


def conduct(course: Course, row: Row) -> Iterator[Fact]:
    """What either side did in a month, in the order of the month.

    Parameters
    ----------
    course : Course
        The run that the month belongs to.
    row : mapping
        The month: a row of `course.rows`.

    Yields
    ------
    Fact
        What goes on for several months is reported in the first of them, with their number.
    """
    month = int(row["month"])
    yield from _money(course, row, month)
    if months := course.streak(month, "push"):
        seen = any(course.is_set(month + k, "push_seen") for k in range(months))
        yield Fact(month, "push_seen" if seen else "push_unseen", {"months": months})
    if (months := course.streak(month, "help", SUPPRESSION)) >= LONG:
        yield Fact(month, "suppression", {"months": months})
    if months := course.streak(month, "stalled"):
        yield Fact(month, "stalled", {"months": months}, months >= LONG)
    if row["vote_due"]:
        held = not row["vote_postponed"]
        values = {"months": int(row["months_to_referendum"])}
        yield Fact(month, "vote_held" if held else "vote_postponed", {} if held else values)
    level, before = float(row["repression"]), course.before(month, "repression")
    if abs(level - before) >= REPRESSION_MOVE:
        kind = "repression_raised" if level > before else "repression_eased"
        yield Fact(month, kind, {"level": level, "before": before})
    if months := course.streak(month, "overture"):
        first = not any(course.is_set(earlier, "overture") for earlier in range(1, month))
        yield Fact(month, "overture", {"months": months}, first or months >= LONG)


def _money(course: Course, row: Row, month: int) -> Iterator[Fact]:
    if months := course.streak(month, "withheld"):
        yield Fact(month, "withheld", {"months": months, "subsidy": float(row["subsidy_due"])})
    if row["tranche_paid"] > 0.0:
        yield Fact(month, "tranche", {"amount": float(row["tranche_paid"])})
    if months := course.streak(month, "deferred"):
        amount = sum(float(course.rows[month - 1 + k]["deferred"]) for k in range(months))
        yield Fact(month, "deferred", {"months": months, "amount": amount})
