"""Which events run into the bound of a range, as far as can be said without playing: an estimate.

A state is taken to keep a share of its distance from its usual level from month to month (`kept` and `level`
of `sim.quantities.Effect`, measured in the baseline), and events act on it in between as they do in a run. A
parameter stands at its ordinary value at the start of every month.
"""

from __future__ import annotations

import random
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from sim.quantities import effect_of
from sim.scenario.names import flat_entries

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sim.scenario.scenario import Event, Scenario

DRAWS = 200  # of which events happen, where that is left to chance
MOST_STEPS = 1_000_000  # events times months times draws: a file of thousands of events is drawn less often
OFTEN = 0.05  # the share of draws from which on it is worth a word
ROUNDING = 1e-9

# Month and slot of an event to a uniform number: events that have both in common happen together.
Happens = dict[tuple[int, int], float]


class Clipped(NamedTuple):
    """A change that an event cannot make in full: where it would lead, and in which share of the draws."""

    position: int
    flat: str
    bound: float
    reached: float
    share: float


def clipped(scenario: Scenario) -> Iterator[Clipped]:
    """Yield the changes of events that are cut off at a bound, in the order of the file."""
    acting = _acting(scenario)
    steps = sum(event.duration for events in acting.values() for _, event in events)
    chancy = any(0 < event.probability < 1 for event in scenario.events)
    draws = max(1, min(DRAWS, MOST_STEPS // max(1, steps))) if chancy else 1
    dice = random.Random(scenario.seed)  # noqa: S311 - no secret
    reached: dict[tuple[int, str], list[float]] = defaultdict(list)
    for _ in range(draws):
        happens = {(event.month, event.slot): dice.random() for event in scenario.events}
        for flat, events in acting.items():
            for position, value in _cut_off(scenario, flat, events, happens).items():
                reached[position, flat].append(value)
    for (position, flat), values in sorted(reached.items()):
        share = len(values) / draws
        if share >= OFTEN:
            low, high = flat_entries()[flat].quantity.legal
            furthest = max(values, key=abs) if max(values) > high else min(values)
            yield Clipped(position, flat, high if furthest > high else low, furthest, share)


def _acting(scenario: Scenario) -> Mapping[str, Sequence[tuple[int, Event]]]:
    """Return the events on each quantity that some event adds to or multiplies, with their positions."""
    found: dict[str, list[tuple[int, Event]]] = defaultdict(list)
    for position, event in enumerate(scenario.events):
        for flat in event.changes if event.probability > 0 else ():
            found[flat].append((position, event))
    return {
        flat: events for flat, events in found.items() if any(event.operation != "set" for _, event in events)
    }


def _cut_off(
    scenario: Scenario, flat: str, events: Sequence[tuple[int, Event]], happens: Happens
) -> dict[int, float]:
    """Return where events would lead a quantity that is held at a bound instead, by their positions."""
    quantity, effect = flat_entries()[flat].quantity, effect_of(flat)
    low, high = quantity.legal
    ordinary = value = scenario.value(flat)
    level = ordinary if effect.level is None else effect.level
    met: dict[int, float] = {}
    last = min(scenario.horizon, max(event.month + event.duration - 1 for _, event in events))
    for month in range(1, last + 1):
        if quantity.kind == "parameter":
            value = ordinary
        elif month > 1:
            value = level + effect.kept * (value - level)
        for position, event in events:
            lasts = event.month <= month < event.month + event.duration
            if not lasts or happens[event.month, event.slot] >= event.probability:
                continue
            value = _after(value, event, flat)
            if not low - ROUNDING <= value <= high + ROUNDING:
                met[position] = max(met.get(position, value), value, key=abs)
            value = min(high, max(low, value))
    return met


def _after(value: float, event: Event, flat: str) -> float:
    """Return where an event leads a value."""
    change = event.changes[flat]
    if event.operation == "add":
        return value + change
    return change if event.operation == "set" else value * change
