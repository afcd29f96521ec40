"""Chance has names: the same random numbers meets every scenario, and what nobody uses moves nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.minds.kinds import MINDS
from sim.quantities import parameters
from sim.scenario import Event
from sim.scenario.distributions import Uniform
from sim.verification.invariants.case import CannotTell, first_difference, seen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.verification.invariants.case import Case

SHARED = ("brent", "gas_hub", "russian_trouble")  # moved by nobody's decision
UNTOUCHED = {"mobilisation": 0.0, "reserves": 0.0, "strength_cost": 0.0}
LAST_SLOT = 60_000
REMEMBERED = {"aspiration_memory"}  # every mind remembers its payoffs
# What is read by some minds only: how the names of those parameters start.
READS = {
    "quantal": ("choice_precision",),
    "aspiration": ("aspiration_",),
    "learning": ("choice_precision", "learning_"),
    "farsighted": ("choice_precision", "farsighted_"),
}
HIGHER = 0.25  # log points
TOLERANCE = 1e-9
OIL = ("log_brent", "oil_speed", "oil_mean", "oil_noise")


def random_numbers_are_shared(case: Case) -> str:
    """See whether prices and trouble in Russia go the same way with other minds and another start.

    Parameters
    ----------
    case : Case
        Played as it is, and with the next kind of mind on both sides and another start.

    Returns
    -------
    str
        The series that differs in a month in which both runs go on, with both values; empty where none does.
    """
    other = case.changed(
        {"mobilisation": 1.0 - case.scenario.value("mobilisation"), "colour_revolution_belief": 0.5},
        kremlin_mind=_another(case.scenario.kremlin_mind),
        minsk_mind=_another(case.scenario.minsk_mind),
    )
    both = case.alive & other.alive
    for name in SHARED:
        here, there = case.month(name), other.month(name)
        if found := seen(case, both & (here != there), f"{name} depends on who decides", here, there):
            return found
    return ""


def _another(mind: str) -> str:
    """Return the mind after this one, the first after the last and after a user's own."""
    return MINDS[(MINDS.index(mind) + 1) % len(MINDS)] if mind in MINDS else MINDS[0]


def nothing_happening_changes_nothing(case: Case) -> str:
    """See whether an event of no size, or of no chance, leaves every run as it was.

    Parameters
    ----------
    case : Case
        Played as it is, and once with each of three events: add 0, multiply by 1, set with probability 0.

    Returns
    -------
    str
        The event and the first difference that it makes; empty where there is none.
    """
    for event in _no_events(case):
        eventful = case.changed(events=(*case.scenario.events, event))
        if found := first_difference(case.block, eventful.block):
            return f"an event of no effect ({event.operation}, chance {event.probability:g}): {found}"
    return ""


def _no_events(case: Case) -> Iterator[Event]:
    months = case.scenario.horizon
    ones = dict.fromkeys(UNTOUCHED, 1.0)
    yield Event(LAST_SLOT, 1, months, "add", UNTOUCHED, 1.0, "nothing is added")
    yield Event(LAST_SLOT, 1, months, "multiply", ones, 1.0, "nothing is multiplied")
    yield Event(LAST_SLOT, 1, months, "set", ones, 0.0, "what never happens")


def drawing_the_unused_changes_nothing(case: Case) -> str:
    """See whether drawing numbers that no mind here looks at leaves every run as it was.

    Parameters
    ----------
    case : Case
        Played as it is, and with the unused parameters drawn from their plausible ranges.

    Returns
    -------
    str
        The first difference; empty where there is none.

    Raises
    ------
    CannotTell
        A mind is the user's own, or the two minds read all parameters of minds.
    """
    minds = {case.scenario.kremlin_mind, case.scenario.minsk_mind}
    if not minds <= READS.keys():
        raise CannotTell("nobody but its author knows what a mind reads")
    read = tuple(prefix for mind in minds for prefix in READS[mind])
    own = tuple(prefix for prefixes in READS.values() for prefix in prefixes)
    unused = [
        flat
        for flat in parameters()
        if flat.startswith(own) and not flat.startswith(read) and flat not in REMEMBERED
    ]
    if not unused:
        raise CannotTell("between them the two minds read all that only minds read")
    drawn = {flat: one for flat in unused if flat not in case.scenario.uncertain and (one := _wide(flat))}
    wider = case.changed(uncertain={**case.scenario.uncertain, **drawn})
    found = first_difference(case.block, wider.block)
    return f"numbers that nobody reads are drawn: {found}" if found else ""


def _wide(name: str) -> Uniform | None:
    """Return a draw over the plausible range of a parameter; None where that is one number."""
    low, high = parameters()[name].low[0], parameters()[name].high[0]
    return Uniform(low=low, high=high) if low < high else None


def prices_keep_their_order(case: Case) -> str:
    """See whether oil that starts dearer stays so under the same draws, its lead fading at oil's speed.

    Parameters
    ----------
    case : Case
        Played as it is, and with oil that starts 0.25 log points dearer.

    Returns
    -------
    str
        The lead in log points, found and expected, with run and month; empty where they agree within 1e-9.

    Raises
    ------
    CannotTell
        An event or a draw moves oil.
    """
    if case.moved(OIL):
        raise CannotTell("oil is moved by an event, or drawn")
    dearer = case.changed({"log_brent": case.scenario.value("log_brent") + HIGHER})
    both = case.alive & dearer.alive
    months = np.arange(1, case.inputs.horizon + 1)
    lead = HIGHER * np.exp(-case.parameter("oil_speed")[:, None] * months[None, :])
    gap = np.log(np.where(both, dearer.month("brent") / case.month("brent"), 1.0))
    wrong = both & ~(np.abs(gap - lead) < TOLERANCE)
    return seen(case, wrong, "the lead of a dearer start is, and should be", gap, lead)
