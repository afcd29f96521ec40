"""What can be played but hardly does what it seems to: every command that loads a scenario says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.errors import Problem
from sim.minds.kinds import MINDS
from sim.quantities import effect_of, monthly_measures
from sim.scenario.chances import all_priors
from sim.scenario.kinds import number
from sim.scenario.layer import change_key
from sim.scenario.names import flat_entries
from sim.scenario.saturation import Clipped, clipped
from sim.scenario.scenario import followed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.scenario.scenario import Scenario


def warnings_of(scenario: Scenario) -> tuple[Problem, ...]:
    """Return what whoever plays a scenario should know, each at its place, in the order of the files."""
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
