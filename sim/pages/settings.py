"""What a scenario sets, as the report shows it: what differs from the baseline, and its calendar."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sim.pages.findings import Change, Mark
from sim.pages.words import month_name
from sim.quantities import initial, parameters
from sim.scenario.write import data_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.scenario import Event, Scenario

_OWN = ("name", "question", "claims", "events")  # what is no value, or reported elsewhere


def marks(scenario: Scenario) -> Iterator[Mark]:
    """What stands on the calendar of a scenario within its horizon, in the order of the months.

    Parameters
    ----------
    scenario : Scenario
        Its summits, exercise, referendum and events are listed.

    Yields
    ------
    Mark
        Months from 1; the sign is `S`, `E`, `R`, or the number of an event by its month.
    """
    dated = [(month, month, "S", "summit of the leaders") for month in scenario.summits]
    if scenario.exercise is not None:
        dated.append((scenario.exercise, scenario.exercise, "E", "the large joint exercise"))
    if scenario.referendum is not None:
        dated.append((scenario.referendum, scenario.referendum, "R", "referendum on the constitution"))
    events = sorted(scenario.events, key=lambda event: event.month)
    for position, event in enumerate(events, 1):
        last = min(event.month + event.duration - 1, scenario.horizon)
        dated.append((event.month, last, str(position), _happening(event)))
    for month, until, sign, what in sorted(dated, key=lambda mark: mark[0]):
        if 1 <= month <= scenario.horizon:
            yield Mark(sign, month, until, f"{_when(scenario, month, until)}: {what}")


def _when(scenario: Scenario, month: int, until: int) -> str:
    first, last = (month_name(scenario.start.later(number - 1)) for number in (month, until))
    return first if month == until else f"{first} to {last}"


def _happening(event: Event) -> str:
    operations = {"add": "{} {:+g}", "set": "{} = {:g}", "multiply": "{} × {:g}"}
    form = operations[event.operation]
    what = ", ".join(form.format(flat, value) for flat, value in event.changes.items())
    chance = f", with probability {event.probability:g}" if event.probability != 1 else ""
    return f"{event.why} ({what}{chance})" if event.why else f"{what}{chance}"


def changes(scenario: Scenario, baseline: Scenario | None) -> Iterator[Change]:
    """What a scenario sets otherwise than the baseline, or where there is none than the model's defaults.

    Parameters
    ----------
    scenario : Scenario
        The scenario that is described.
    baseline : Scenario or None
        None for the model's defaults.

    Yields
    ------
    Change
        Both values as text, `–` where a side does not set the key; in the unit of seeds/.
    """
    plain = replace(scenario, parameters={}, initial={}, uncertain={}, events=(), sweep=None)
    here, there = (dict(_flat(data_of(side))) for side in (scenario, baseline or plain))
    for key in dict.fromkeys([*here, *there]):
        if here.get(key) != there.get(key):
            yield Change(key, here.get(key, "–"), there.get(key, "–"), _unit(key))


def _flat(data: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in data.items():
        place = f"{prefix}{key}"
        if place in _OWN:
            continue
        if isinstance(value, dict) and not (place.startswith(("uncertain.", "sweep."))):
            yield from _flat(value, f"{place}.")
        else:
            yield place, _plain(value)


def _plain(value: object) -> str:
    if isinstance(value, float | int):
        return f"{value:.6g}"
    if isinstance(value, list):
        return ", ".join(map(_plain, value)) or "none"
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_plain(item)}" for key, item in value.items())
    return str(value)


def _unit(key: str) -> str:
    section, _, rest = key.partition(".")
    known = {"parameters": parameters, "initial": initial}.get(section)
    quantity = known().get(rest.partition(".")[0]) if known else None
    return quantity.unit if quantity else ""
