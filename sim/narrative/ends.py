"""How a run ended, and what made that ending likely: which of its causes stood otherwise than at the start.

The rates of the endings are the model's own, worked out in the run's last state, and again with one cause at
a time put back to where it started.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.narrative.facts import Fact
from sim.play.ending import current_rates
from sim.quantities import INDICES, OUTCOMES
from sim.rules.endings import chances

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.narrative.facts import Course

# What each rate rests on, by the names of states: shares of an issue by the list and the place in it.
CAUSES: dict[str, tuple[str, ...]] = {
    "regime_collapse": ("mobilisation", "strength", "reserves", "arrears"),
    "leader_replaced": ("push", "strength", "implemented.CR", "implemented.SE", "backing"),
    "western_reopening": ("isolation", "repression", "implemented.SE", "overture", "russia_west_tension"),
    "rupture": ("confrontation", "isolation"),
}
OF_INTEREST = 1.05  # a cause that moved the rate by less than a twentieth is not named


def ending(course: Course) -> Iterator[Fact]:
    """The last facts of a story: how it ended, and why that had become likely.

    Parameters
    ----------
    course : Course
        The run, played to its end.

    Yields
    ------
    Fact
        All of the run's last month; the ending itself is the first.
    """
    model = course.trace.model
    month, outcome = int(model.state["end_month"]), OUTCOMES[int(model.state["outcome"])]
    last = course.rows[month - 1]
    yield Fact(month, outcome, {"months": month})
    if outcome == "deep_integration":
        values = {"implemented": float(last["implemented_index"]), "bodies": float(last["implemented_SU"])}
        yield Fact(month, "integrated", values)
    elif outcome in CAUSES:
        yield Fact(month, "risk", risk(course, outcome))
    else:
        others = {name: chance(course, name) for name in CAUSES}
        most = max(others, key=lambda name: others[name])
        if others[most] > 0.0:
            yield Fact(month, "left", {"ending": most, "chance": others[most]})
        names = ("signed_index", "implemented_index", "reserves_usd_bn")
        yield Fact(month, "stands", {name: float(last[name]) for name in names})


def risk(course: Course, name: str) -> dict[str, Any]:
    """How likely an ending was in the last month and in the state of the start, and what made the difference.

    `causes` are (state, start, end, factor): by how much the rate would be lower had it not moved.

    Parameters
    ----------
    course : Course
        The run, played to its end.
    name : str
        An ending with a rate: a key of `CAUSES`.

    Returns
    -------
    dict
        `ending`; `chance` and `at_start`, probabilities in a month; `causes`, the largest factor first.
    """
    model = course.trace.model
    state, place = model.state, INDICES["ending"].index(name)
    rate = current_rates(state, model.p)[place]
    causes: list[dict[str, Any]] = []
    for cause in CAUSES[name]:
        start = course.parameter(cause)
        earlier = _with(state, cause, start)
        factor = rate / current_rates(earlier, model.p)[place]
        if factor >= OF_INTEREST:
            causes.append(
                {"cause": cause, "start": start, "end": _read(state, cause), "factor": float(factor)}
            )
    causes.sort(key=lambda cause: -cause["factor"])
    first = state.copy()
    for cause in CAUSES[name]:
        first = _with(first, cause, course.parameter(cause))
    at_start = chances(current_rates(first, model.p))[place]
    return {"ending": name, "chance": chance(course, name), "at_start": float(at_start), "causes": causes}


def chance(course: Course, name: str) -> float:
    """Return how likely an ending was in the last month of a run, by the state at its end.

    Parameters
    ----------
    course : Course
        The run, played to its end.
    name : str
        An ending with a rate: a key of `CAUSES`.

    Returns
    -------
    float
        Probability in a month, between 0 and 1.
    """
    model = course.trace.model
    return float(chances(current_rates(model.state, model.p))[INDICES["ending"].index(name)])


def _read(state: Any, flat: str) -> float:
    name, _, member = flat.partition(".")
    return float(state[name][INDICES["issue"].index(member)] if member else state[name])


def _with(state: Any, flat: str, value: float) -> Any:
    """Return a copy of a state with one number of it changed."""
    changed = state.copy()
    name, _, member = flat.partition(".")
    if member:
        changed[name][INDICES["issue"].index(member)] = value
    else:
        changed[name] = value
    return changed
