"""What can be played but hardly does what it seems to: every command that loads a scenario says it.

Which events run into the bound of a range is an estimate, without playing. A state is taken to keep a share
of its distance from its usual level from month to month (`kept` and `level` of `sim.quantities.Effect`,
measured in the baseline), and events act on it in between as they do in a run. A parameter stands at its
ordinary value at the start of every month.

Decision D49 in sim/DECISIONS.md.
"""

from __future__ import annotations

import random
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from sim.errors import Problem
from sim.minds.kinds import MINDS
from sim.quantities import effect_of, monthly_measures
from sim.scenario.kinds import number
from sim.scenario.layer import change_key
from sim.scenario.schema import flat_entries, followed
from sim.scenario.values import all_priors

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sim.scenario.scenario import Event, Scenario

DRAWS = 200  # of which events happen, where that is left to chance
MOST_STEPS = 1_000_000  # events times months times draws: a file of thousands of events is drawn less often
OFTEN = 0.05  # the share of draws from which on it is worth a word
ROUNDING = 1e-9
# Month and slot of an event to a uniform number: events that have both in common happen together.
Happens = dict[tuple[int, int], float]


def warnings_of(scenario: Scenario) -> tuple[Problem, ...]:
    """Return what whoever plays a scenario should know, each at its place, in the order of the files.

    Parameters
    ----------
    scenario : Scenario
        The scenario.

    Returns
    -------
    tuple of Problem
        One for each warning.
    """
    found = [*_idle(scenario), *_saturating(scenario)]
    return tuple(sorted(found, key=lambda warning: (warning.file, warning.line, warning.column)))


def _at(scenario: Scenario, place: str, key: str, text: str) -> Problem:
    """Return a warning of a key at the origin of the value at `place`."""
    origin = scenario.origin(place)
    return Problem(origin.file, origin.line, origin.column, key, text)


def _idle(scenario: Scenario) -> Iterator[Problem]:
    """Yield what is set though nothing that either side does depends on it.

    A mind of the user's own may read anything, so that nothing is known of it.
    """
    if not {scenario.kremlin_mind, scenario.minsk_mind} <= set(MINDS):
        return
    for place, key, flat in _named(scenario):
        text = _idleness(scenario, flat)
        if text:
            yield _at(scenario, place, key, text)


def _named(scenario: Scenario) -> Iterator[tuple[str, str, str]]:
    """Yield the quantities that a scenario names: key of the place, key to show, flat name."""
    for flat, entry in flat_entries().items():
        if _is_set(scenario, flat):
            yield entry.key, entry.key, flat
    for flat in scenario.uncertain:
        if not _drawn_with_all(scenario, flat):
            yield f"uncertain.{flat}", f"uncertain.{flat}", flat
    if scenario.sweep is not None:
        for flat in scenario.sweep.axes:
            yield "sweep", f"sweep.{scenario.sweep.design}.{flat}", flat
    for position, event in enumerate(scenario.events):
        for flat in event.changes:
            key = change_key(position, event.operation, flat)
            yield key, key, flat


def _is_set(scenario: Scenario, flat: str) -> bool:
    """Tell whether a quantity stands at another value than its default."""
    source = followed(flat)
    return scenario.value(flat) != (scenario.value(source) if source else flat_entries()[flat].central)


def _drawn_with_all(scenario: Scenario, flat: str) -> bool:
    """Tell whether a quantity is drawn because everything is (`uncertain: all`), and not by its name."""
    priors, swept = all_priors(), scenario.sweep.axes if scenario.sweep else ()
    free = {name for name in priors if name not in swept and not _is_set(scenario, name)}
    return flat in free and free <= scenario.uncertain.keys() and scenario.uncertain[flat] == priors[flat]


def _idleness(scenario: Scenario, flat: str) -> str:
    """Say why nothing that either side does depends on a quantity; empty where something does."""
    effect = effect_of(flat)
    if effect.moves:
        observables = {measure.name for measure in monthly_measures() if measure.kind == "observable"}
        kind = "the observables " if observables.issuperset(effect.moves) else ""
        return f"moves only {kind}{', '.join(effect.moves)}: nothing that either side does depends on it"
    if effect.minds and not {scenario.kremlin_mind, scenario.minsk_mind} & set(effect.minds):
        minds = " and ".join(effect.minds)
        return f"read by {minds} minds only, and neither side has one: it moves nothing"
    return ""


def _saturating(scenario: Scenario) -> Iterator[Problem]:
    """Yield which events run into a bound of a range, where they are held."""
    for change in clipped(scenario):
        event = scenario.events[change.position]
        key = change_key(change.position, event.operation, change.flat)
        yield _at(scenario, key, key, _saturation(scenario, change))


def _saturation(scenario: Scenario, change: Clipped) -> str:
    """Say how far an event would lead, and how events act."""
    event, quantity = scenario.events[change.position], flat_entries()[change.flat].quantity
    side = "above" if change.reached > change.bound else "below"
    chance = f" in about {change.share:.0%} of runs" if change.share < 1 else ""
    bound = f"{side} {number(change.bound)}, the end of its range, where it is held"
    reaches = f"comes to about {change.reached:.2g}{chance}, {bound}"
    if quantity.kind == "parameter":
        how = f"`{event.operation}` acts on a parameter from its ordinary value, afresh in each month"
    else:
        how = f"`{event.operation}` acts on a state again in each month of `duration`; `set` holds a level"
    return f"{reaches}; {how}"


class Clipped(NamedTuple):
    """A change that an event cannot make in full: where it would lead, and in which share of the draws."""

    position: int
    flat: str
    bound: float
    reached: float
    share: float


def clipped(scenario: Scenario) -> Iterator[Clipped]:
    """Yield the changes of events that are cut off at a bound, in the order of the file.

    Parameters
    ----------
    scenario : Scenario
        The scenario.

    Yields
    ------
    Clipped
        One for each change that is cut off in enough of the draws.
    """
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
