"""What went on around the two: events, protest, leaks, money running out, sanctions, dates kept or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.narrative.facts import Fact
from sim.narrative.removal import said
from sim.narrative.words import PROTEST_MOVE
from sim.rules import draws

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.narrative.facts import Course, Row
    from sim.scenario import Event


def outset(course: Course, row: Row) -> Iterator[Fact]:
    """What a month opens with: the scenario's events that strike in it, and January's gas price.

    Parameters
    ----------
    course : Course
        The run that the month belongs to.
    row : mapping
        The month: a row of `course.rows`.

    Yields
    ------
    Fact
        An event with its duration in months; the price in the unit of the column `gas_price_usd`, with
        the one before.
    """
    month = int(row["month"])
    for event in course.trace.model.resolved.events:
        if event.month == month and strikes(course, event):
            yield Fact(month, "event", {"what": said(event), "months": event.duration})
    price, before = float(row["gas_price_usd"]), course.before(month, "gas_price_usd")
    if price != before:
        yield Fact(month, "gas_price", {"price": price, "before": before})


def strikes(course: Course, event: Event) -> bool:
    """Return whether an event that may happen does so in this run: one draw decides, of a name of its own.

    Parameters
    ----------
    course : Course
        The run.
    event : Event
        Of the scenario that is played.

    Returns
    -------
    bool
        The same for any replay of the run.
    """
    model = course.trace.model
    run, start, slot = (np.uint64(word) for word in (model.run_number, event.month, event.slot))
    (chance,) = draws.uniforms(np.uint64(model.inputs.seed), run, 1, start, draws.SCENARIO, slot)
    return bool(chance < event.probability)


def country(course: Course, row: Row) -> Iterator[Fact]:
    """What a month brings to the country, in the order of the month.

    Parameters
    ----------
    course : Course
        The run that the month belongs to.
    row : mapping
        The month: a row of `course.rows`.

    Yields
    ------
    Fact
        Its values are in the units of the columns that they are read from.
    """
    month = int(row["month"])
    if row["leaks_now"] > 0.0:
        yield Fact(month, "leak", {"leaks": int(row["leaks_now"])})
    yield from _treasury(course, row, month)
    change = float(row["mobilisation"]) - course.before(month, "mobilisation")
    if abs(change) >= PROTEST_MOVE:
        values = {"mobilisation": float(row["mobilisation"]), "before": course.before(month, "mobilisation")}
        crowd = {"crowd": float(row["turnout_peak"])}
        yield Fact(month, "protest_grew" if change > 0.0 else "protest_ebbed", values | crowd)
    rounds = int(row["eu_rounds"]) - int(course.before(month, "eu_rounds"))
    if rounds > 0:
        yield Fact(month, "sanctions", {"rounds": rounds, "all": int(row["eu_rounds"])}, weighty=False)
    if row["months_to_exercise"] == 0.0 and not row["outcome"]:
        yield Fact(month, "exercise_held" if row["exercise_held"] else "exercise_dropped", {})


def _treasury(course: Course, row: Row, month: int) -> Iterator[Fact]:
    thin = course.parameter("reserves_thin")
    reserves, before = float(row["reserves_usd_bn"]), course.before(month, "reserves_usd_bn")
    if reserves < thin <= before:
        yield Fact(month, "reserves_thin", {"reserves": reserves, "thin": thin})
    elif before < thin <= reserves:
        yield Fact(month, "reserves_recovered", {"reserves": reserves, "thin": thin})
    if row["arrears"] > 0.0 and course.before(month, "arrears") == 0.0:
        yield Fact(month, "arrears", {"arrears": float(row["arrears"])})
    elif row["arrears"] == 0.0 and course.before(month, "arrears") > 0.0:
        yield Fact(month, "arrears_cleared", {})
