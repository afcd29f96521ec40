"""A scenario without one of its events, an ending, or a channel, with the same random numbers.

Draws go by names, so what is left out moves no draw of anything else. An ending that is left out cannot
happen, and both sides know that; a channel is a mechanism of `seeds/channels.yaml`.

Decision D26b in sim/DECISIONS.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sim.errors import UsageError, nearest
from sim.quantities import INDICES, OUTCOMES
from sim.scenario import load_scenario
from sim.scenario.channels import channels
from sim.scenario.sampling import points_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.scenario import Event, Scenario

NO_INTEGRATION = ("deep_integration_index=1", "deep_integration_supranational=1")
LONGEST = 60  # characters of a `why` that a message quotes


@dataclass(frozen=True, slots=True)
class Removal:
    """What is left out of a scenario: its name, the same in words, and the scenario that is left."""

    name: str
    says: str
    scenario: Scenario
    leaves: str = ""


def without(scenario: Scenario, point: int, name: str) -> Removal:
    """Return one point of a scenario without an event, an ending or a channel.

    Parameters
    ----------
    scenario : Scenario
        As it was played.
    point : int
        Point of its sweep, from 0; 0 without a sweep.
    name : str
        An event by its number, from 1, or by its `why`; an ending by its name; or a channel.

    Returns
    -------
    Removal
        The scenario that is left has no sweep.

    Raises
    ------
    UsageError
        There is nothing of that name to leave out.
    """
    here, wanted = at_point(scenario, point), name.strip()
    if wanted.isdecimal():
        return _without_event(here, int(wanted))
    if wanted in INDICES["ending"]:
        return _without_ending(here, wanted, (f"hazard_multiplier_by_ending.{wanted}=0",))
    if wanted == "deep_integration":
        return _without_ending(here, wanted, NO_INTEGRATION)
    if wanted in channels():
        channel = channels()[wanted]
        left = load_scenario(here, channel.settings)
        return Removal(wanted, channel.says, left, channel.leaves)
    named = [
        k for k, event in enumerate(here.events, 1) if event.why and _folded(event.why) == _folded(wanted)
    ]
    if len(named) == 1:
        return _without_event(here, named[0])
    raise _nothing(here, wanted, named)


def at_point(scenario: Scenario, point: int) -> Scenario:
    """Return a point of a sweep as a scenario of its own; a scenario without a sweep as it is.

    Parameters
    ----------
    scenario : Scenario
        As it was played.
    point : int
        Point of its sweep, from 0; not used without a sweep.

    Returns
    -------
    Scenario
        The point's values are set as parameters and initial quantities.
    """
    if scenario.sweep is None:
        return scenario
    values = dict(zip(scenario.sweep.axes, points_of(scenario.sweep, scenario.seed)[point], strict=True))
    settings = [f"{flat}={float(value)!r}" for flat, value in values.items()]
    return load_scenario(replace(scenario, sweep=None), settings)


def _without_event(scenario: Scenario, number: int) -> Removal:
    if not 1 <= number <= len(scenario.events):
        raise _nothing(scenario, str(number), [])
    kept = tuple(event for k, event in enumerate(scenario.events, 1) if k != number)
    says = f"event {number}, {said(scenario.events[number - 1])}"
    return Removal(f"event {number}", says, replace(scenario, events=kept))


def _without_ending(scenario: Scenario, ending: str, settings: Sequence[str]) -> Removal:
    says = f"{ending.replace('_', ' ')}, which cannot happen then, as both sides know"
    return Removal(ending, says, load_scenario(scenario, settings))


def said(event: Event) -> str:
    """Return what an event is: why, or else what it changes.

    Parameters
    ----------
    event : Event
        Of a scenario.

    Returns
    -------
    str
        The changes as `NAME OPERATION VALUE`, separated by commas.
    """
    return event.why or ", ".join(
        f"{flat} {event.operation} {value:g}" for flat, value in event.changes.items()
    )


def _folded(text: str) -> str:
    return " ".join(text.lower().split())


def _nothing(scenario: Scenario, name: str, named: Sequence[int]) -> UsageError:
    """Say that there is nothing of a name to leave out, and what there is."""
    endings = [outcome for outcome in OUTCOMES if outcome != OUTCOMES[0]]
    events = [f"{k} ({said(event)[:LONGEST]})" for k, event in enumerate(scenario.events, 1)]
    lists = f"endings: {', '.join(endings)}; channels: {', '.join(channels())}"
    lists += f"; events of {scenario.name}: {', '.join(events) if events else 'none'}"
    if named:
        return UsageError(
            f"--ablate: {name!r} is the reason of events {', '.join(map(str, named))}: give a number"
        )
    close = nearest(name, [*endings, *channels(), *(event.why for event in scenario.events if event.why)])
    hint = f"; did you mean {' or '.join(close)}?" if close else ""
    return UsageError(f"--ablate: there is no {name[:LONGEST]!r} to leave out; {lists}{hint}")
