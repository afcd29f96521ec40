"""What must hold between the values of a scenario, looked at when it is resolved over its parents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.errors import Problem
from sim.scenario.kinds import Month, number
from sim.scenario.schema import (
    LAWS,
    MOST_POINTS,
    MOST_RUNS,
    TOLERANCE,
    ScenarioFile,
    flat_entries,
    followed,
    quantities,
    share_pairs,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sim.scenario.layer import Setting, Settings
    from sim.scenario.scenario import Event, Sweep


# What does not fit together: the key paths of the values that decide it, and the problem.
Misfit = tuple["Sequence[str]", Problem]


def inconsistencies(settings: Settings, wrong: Iterable[Problem] = ()) -> Iterator[Problem]:
    """Yield what does not fit together, each at the place that was written last.

    Values that something is wrong with already are left out: what they were meant to be is unknown.

    Parameters
    ----------
    settings : mapping
        Settings by key path.
    wrong : iterable of Problem
        What is wrong already with the files that set them.

    Yields
    ------
    Problem
        One for each misfit.
    """
    unknown = _keys_meant(wrong)
    for find in (_shares, _laws, _dates, _events, _sweep):
        for keys, problem in find(settings):
            if not any(_touch(key, other) for key in keys for other in unknown):
                yield problem


def _keys_meant(wrong: Iterable[Problem]) -> set[str]:
    """Return the key paths that problems are about, also those that a mistyped key may have meant."""
    keys = set()
    for problem in wrong:
        parts = problem.key.split(".")
        above = [".".join((*parts[:depth], "")) for depth in range(len(parts))]
        keys |= {problem.key, *(f"{place}{name}" for place in above for name in problem.nearest)}
    return keys


def _touch(key: str, other: str) -> bool:
    """Tell whether two key paths are the same or one leads to the other."""
    shorter, longer = sorted((key, other), key=len)
    return longer == shorter or longer.startswith((f"{shorter}.", f"{shorter}["))


def _shares(settings: Settings) -> Iterator[Misfit]:
    for names in share_pairs():
        low, high = (value_in(settings, name) for name in names)
        if low > high:
            wrong = f"{names[0]} {number(low)} exceeds {names[1]} {number(high)}"
            smaller, larger = (name.partition(".")[0] for name in names)
            keys = [f"initial.{name}" for name in names]
            yield _problem(settings, keys, wrong, f"{smaller} <= {larger} for every issue")


def _laws(settings: Settings) -> Iterator[Misfit]:
    for name in LAWS:
        keys = [flat_entries()[flat].key for flat in quantities()[name].entries]
        total = sum(value_in(settings, flat) for flat in quantities()[name].entries)
        if abs(total - 1) > TOLERANCE and any(key in settings for key in keys):
            yield _problem(
                settings, keys, f"sums to {number(round(total, 12))}", f"the entries of {name} sum to 1", name
            )


def _dates(settings: Settings) -> Iterator[Misfit]:
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


def _events(settings: Settings) -> Iterator[Misfit]:
    horizon = horizon_of(settings)
    events: Sequence[Event] = settings["events"].value if "events" in settings else ()
    for position, event in enumerate(events):
        if event.month > horizon:
            keys = [f"events[{position}].month", "horizon"]
            yield _problem(
                settings, keys, f"{event.month} lies after the horizon", f"1 to {horizon} (months)"
            )


def _sweep(settings: Settings) -> Iterator[Misfit]:
    sweep = sweep_of(settings)
    if sweep is None:
        return
    yield from _two_values(settings, sweep)
    runs = int(settings["runs"].value if "runs" in settings else default_of("runs"))
    if sweep.points > MOST_POINTS:
        yield _problem(settings, ["sweep"], f"{sweep.points:,} points", f"at most {MOST_POINTS:,}")
    elif sweep.points * runs > MOST_RUNS:
        wrong = f"{sweep.points:,} points of {runs:,} runs are {sweep.points * runs:,} runs"
        yield _problem(settings, ["sweep", "runs"], wrong, f"at most {MOST_RUNS:,}")
    elif any(name in sweep.axes for pair in share_pairs() for name in pair):
        yield from _swept_shares(settings, sweep)


def _two_values(settings: Settings, sweep: Sweep) -> Iterator[Misfit]:
    """Yield what is swept, and drawn or set by name in a later file or option as well."""
    for flat in sweep.axes:
        key = flat_entries()[flat].key
        if f"uncertain.{flat}" in settings:
            yield _problem(
                settings, [f"uncertain.{flat}", "sweep"], "drawn, but also swept", "one of the two"
            )
        if key in settings and settings[key].rank > settings["sweep"].rank:
            swept = f"set, but also swept ({settings['sweep'].origin})"
            yield _problem(settings, [key], swept, "one of the two; only a file changes a sweep")


def _swept_shares(settings: Settings, sweep: Sweep) -> Iterator[Misfit]:
    """Yield the first point at which the shares of an issue exceed one another, for each two of them."""
    from sim.scenario.sampling import points_of

    seed = int(settings["seed"].value if "seed" in settings else default_of("seed"))
    points = points_of(sweep, seed)

    def at_points(flat: str) -> list[float]:
        if flat in sweep.axes:
            return [float(value) for value in points[:, sweep.axes.index(flat)]]
        return [value_in(settings, flat)] * len(points)

    for names in share_pairs():
        pairs = zip(*map(at_points, names), strict=True) if set(names) & set(sweep.axes) else ()
        for point, (low, high) in enumerate(pairs):
            if low > high:
                wrong = f"at point {point} {names[0]} {number(low)} exceeds {names[1]} {number(high)}"
                allowed = f"{names[0]} <= {names[1]} at every point"
                yield _problem(settings, ["sweep"], wrong, allowed)
                break


def sweep_of(settings: Settings) -> Sweep | None:
    """Return the sweep that settings describe.

    Parameters
    ----------
    settings : mapping
        Settings by key path.

    Returns
    -------
    Sweep or None
        None where nothing is swept.
    """
    sweep: Sweep | None = settings["sweep"].value if "sweep" in settings else None
    return sweep


def value_in(settings: Settings, flat: str) -> float:
    """Return the value of a quantity under these settings, by flat name.

    Parameters
    ----------
    settings : mapping
        Settings by key path.
    flat : str
        Flat name of a parameter or initial quantity.

    Returns
    -------
    float
        In the unit of the quantity; the default where it is not set.
    """
    entry = flat_entries()[flat]
    if entry.key in settings:
        return float(settings[entry.key].value)
    source = followed(flat)
    return value_in(settings, source) if source else entry.central


def start_of(settings: Settings) -> Month:
    """Return the calendar month of month 1.

    Parameters
    ----------
    settings : mapping
        Settings by key path.

    Returns
    -------
    Month
        The month set, or the default.
    """
    start: Month = settings["start"].value if "start" in settings else default_of("start")
    return start


def horizon_of(settings: Settings) -> int:
    """Return how many months are played.

    Parameters
    ----------
    settings : mapping
        Settings by key path.

    Returns
    -------
    int
        In months.
    """
    return int(settings["horizon"].value if "horizon" in settings else default_of("horizon"))


def default_of(key: str) -> Any:
    """Return the default of a key of the file.

    Parameters
    ----------
    key : str
        A key at the top of a scenario file.

    Returns
    -------
    object
        What counts where no file gives the key.
    """
    return ScenarioFile.model_fields[key].default


def _problem(
    settings: Mapping[str, Setting], keys: Sequence[str], wrong: str, allowed: str, name: str = ""
) -> Misfit:
    """Place a problem at the one of its keys that was set last; name it after the first."""
    given = [settings[key] for key in keys if key in settings]
    last = max(given, key=lambda setting: (setting.rank, setting.origin.line, setting.origin.column))
    key = f"{keys[0].partition('.')[0]}.{name}" if name else keys[0]
    return keys, Problem(last.origin.file, last.origin.line, last.origin.column, key, wrong, allowed)
