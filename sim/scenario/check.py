"""What must hold between the values of a scenario, looked at when it is resolved over its parents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.errors import Problem
from sim.quantities import INDICES
from sim.scenario.kinds import Month, number
from sim.scenario.names import LAWS, TOLERANCE, flat_entries, quantities
from sim.scenario.scenario import Event, followed
from sim.scenario.schema import ScenarioFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sim.scenario.layer import Setting, Settings

# Shares of an issue that can never exceed one another: the smaller first.
ORDERED_SHARES = (("signed", "agreed"), ("implemented", "signed"), ("hidden", "signed"))


def inconsistencies(settings: Settings) -> Iterator[Problem]:
    """Yield what does not fit together, each at the place that was written last."""
    yield from _shares(settings)
    yield from _laws(settings)
    yield from _dates(settings)
    yield from _events(settings)


def _shares(settings: Settings) -> Iterator[Problem]:
    for smaller, larger in ORDERED_SHARES:
        for issue in INDICES["issue"]:
            names = (f"{smaller}.{issue}", f"{larger}.{issue}")
            low, high = (value_in(settings, name) for name in names)
            if low > high:
                wrong = f"{names[0]} {number(low)} exceeds {names[1]} {number(high)}"
                keys = [f"initial.{name}" for name in names]
                yield _problem(settings, keys, wrong, f"{smaller} <= {larger} for every issue")


def _laws(settings: Settings) -> Iterator[Problem]:
    for name in LAWS:
        keys = [flat_entries()[flat].key for flat in quantities()[name].entries]
        total = sum(value_in(settings, flat) for flat in quantities()[name].entries)
        if abs(total - 1) > TOLERANCE and any(key in settings for key in keys):
            yield _problem(
                settings, keys, f"sums to {number(round(total, 12))}", f"the entries of {name} sum to 1", name
            )


def _dates(settings: Settings) -> Iterator[Problem]:
    start = start_of(settings)
    for key in ("exercise", "referendum"):
        month = settings[f"calendar.{key}"].value if f"calendar.{key}" in settings else None
        if month is not None and month.since(start) < 1:
            yield _problem(
                settings,
                [f"calendar.{key}", "start"],
                f"{month} lies before the start",
                f"{start} or later, or none",
            )
    summits: Sequence[Month] = settings["calendar.summits"].value if "calendar.summits" in settings else ()
    for summit in summits:
        if summit.since(start) < 1:
            yield _problem(
                settings,
                ["calendar.summits", "start"],
                f"{summit} lies before the start",
                f"{start} or later",
            )
    if len(set(summits)) < len(summits):
        yield _problem(settings, ["calendar.summits"], "a month given twice", "different months")


def _events(settings: Settings) -> Iterator[Problem]:
    horizon = horizon_of(settings)
    events: Sequence[Event] = settings["events"].value if "events" in settings else ()
    for position, event in enumerate(events):
        if event.month > horizon:
            keys = [f"events[{position}].month", "horizon"]
            yield _problem(
                settings, keys, f"{event.month} lies after the horizon", f"1 to {horizon} (months)"
            )


def value_in(settings: Settings, flat: str) -> float:
    """Return the value of a quantity under these settings, by flat name."""
    entry = flat_entries()[flat]
    if entry.key in settings:
        return float(settings[entry.key].value)
    source = followed(flat)
    return value_in(settings, source) if source else entry.central


def start_of(settings: Settings) -> Month:
    """Return the calendar month of month 1."""
    start: Month = settings["start"].value if "start" in settings else default_of("start")
    return start


def horizon_of(settings: Settings) -> int:
    """Return how many months are played."""
    return int(settings["horizon"].value if "horizon" in settings else default_of("horizon"))


def default_of(key: str) -> Any:
    """Return the default of a key of the file."""
    return ScenarioFile.model_fields[key].default


def _problem(
    settings: Mapping[str, Setting], keys: Sequence[str], wrong: str, allowed: str, name: str = ""
) -> Problem:
    """Place a problem at the one of its keys that was set last; name it after the first."""
    given = [settings[key] for key in keys if key in settings]
    last = max(given, key=lambda setting: (setting.rank, setting.origin.line, setting.origin.column))
    key = f"{keys[0].partition('.')[0]}.{name}" if name else keys[0]
    return Problem(last.origin.file, last.origin.line, last.origin.column, key, wrong, allowed)
