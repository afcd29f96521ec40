"""The record as a calibration reads it: a few numbers of past episodes, each with its scenario.

A folder of data holds `statistics.csv`, a row a number: which scenario starts at that time, and which
observation of it the number is. Nothing later than the briefing is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sim.analysis.observation import AGGREGATES, Observation, observables
from sim.analysis.table_file import Number, read_rows
from sim.errors import DataError, nearest
from sim.scenario import load_scenario
from sim.scenario.files import parent_file, parent_names
from sim.scenario.kinds import CalendarMonth, Choice, Month

if TYPE_CHECKING:
    from sim.analysis.table_file import FileRow
    from sim.scenario import Scenario

FILE = "statistics.csv"
NEEDED = ("id", "scenario", "metric", "aggregate", "by", "value")
OPTIONAL = ("from", "source", "note")
BRIEFING = Month(2021, 2)  # nothing later may enter a parameter


@dataclass(frozen=True, slots=True)
class RecordStatistic:
    """A number of the record, and where it was read."""

    name: str
    observation: Observation
    value: float
    source: str


@dataclass(frozen=True)
class Episode:
    """A stretch of the past: the scenario that starts there, and what is on record of it."""

    scenario: Scenario
    statistics: tuple[RecordStatistic, ...]


@dataclass(frozen=True)
class Record:
    """All episodes of a folder, in the order of its file."""

    folder: Path
    episodes: tuple[Episode, ...]

    @property
    def statistics(self) -> tuple[RecordStatistic, ...]:
        """The statistics of all episodes, one after the other."""
        return tuple(statistic for episode in self.episodes for statistic in episode.statistics)

    @property
    def months(self) -> int:
        """Number of months of all episodes together."""
        return sum(episode.scenario.horizon for episode in self.episodes)


def read_record(folder: Path) -> Record:
    """Read a folder of data.

    Scenarios are looked up in the folder, then among the shipped ones.

    Parameters
    ----------
    folder : Path
        It holds `statistics.csv`, and scenarios that are not shipped.

    Returns
    -------
    Record
        Every episode has a statistic or more.

    Raises
    ------
    DataError
        Everything that is wrong with its file, with the lines.
    ScenarioErrors
        Something is wrong with a scenario that it names.
    """
    path = folder / FILE
    if not folder.is_dir():
        raise DataError(f"{folder}: no such folder; one that holds {FILE}")
    if not path.is_file():
        raise DataError(f"{folder}: has no {FILE}; a folder like seeds/history")
    rows, complaints = read_rows(path, NEEDED, OPTIONAL)
    scenarios = {name: _scenario(path, name) for name in dict.fromkeys(row.text("scenario") for row in rows)}
    statistics: dict[str, list[RecordStatistic]] = {}
    lines: dict[str, int] = {}
    for row in rows:
        name = row.text("id")
        if not name or name in lines:
            wrong = f"{name} is the statistic of line {lines[name]} too" if name else "empty"
            row.complain("id", wrong, "a name of its own for each")
        lines.setdefault(name, row.line)
        found = _statistic(row, scenarios[row.text("scenario")])
        if found is not None:
            statistics.setdefault(row.text("scenario"), []).append(found)
    complaints.stop()
    episodes = ((scenarios[name], tuple(mine)) for name, mine in statistics.items())
    return Record(folder, tuple(Episode(scenario, mine) for scenario, mine in episodes if scenario))


def _scenario(path: Path, name: str) -> Scenario | None:
    """The scenario of a name; None where there is none."""
    file = parent_file(path, name) if name else None
    return None if file is None else load_scenario(file)


def _statistic(row: FileRow, scenario: Scenario | None) -> RecordStatistic | None:
    """Read one statistic; None where something is wrong with it."""
    before = len(row.complaints.found)
    if scenario is None:
        given = row.text("scenario")
        close = nearest(given, parent_names(Path(row.complaints.file)))
        row.complain("scenario", f"no scenario '{given}'", "one in the folder or a shipped one", close)
    metric = row.value("metric", Choice(tuple(observables())))
    aggregate = row.value("aggregate", Choice(AGGREGATES))
    value = row.value("value", Number())
    since = row.value("from", CalendarMonth(), needed=False)
    by = row.value("by", CalendarMonth())
    if scenario is not None:
        latest = min(scenario.start.later(scenario.horizon - 1), BRIEFING)
        for column, month in (("from", since), ("by", by)):
            if month is not None and not scenario.start <= month <= latest:
                why = "later than the briefing" if month > BRIEFING else f"not within {scenario.name}"
                row.complain(column, f"{month} is {why}", f"{scenario.start} to {latest}")
        if since is not None and by is not None and since > by:
            row.complain("from", f"{since} is after {by}", "a month not after by")
    if len(row.complaints.found) > before or scenario is None:
        return None
    first = since.since(scenario.start) if since else 1
    observation = Observation(metric, aggregate, first, by.since(scenario.start))
    return RecordStatistic(row.text("id"), observation, value, row.text("source"))
