"""One check of a result folder, made when it is opened: its files are whole and agree with one another.

Everything that reads a folder calls it first, so that readers may rely on what is checked here. All files are
held against their sha256 sums, and the tables against the data package and against one another, since whoever
changes a file may renew its sum. A million rows of CSV take some five seconds of one core.

Decision D54 in sim/DECISIONS.md.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sim.errors import ResultsError, ScenarioErrors
from sim.outcomes.columns import (
    END_MONTH,
    IDENTITY,
    OUTCOME,
    POINT,
    RUN,
    SCENARIO,
    incidences,
    labels_of,
    shares,
)
from sim.outcomes.distributions import STATISTICS
from sim.outcomes.read import (
    DESCRIPTOR,
    OUTCOMES_CSV,
    OUTCOMES_PARQUET,
    column_types,
    is_results,
    is_whole,
    outcome_batches,
    read_descriptor,
    read_table,
)
from sim.quantities import OUTCOMES
from sim.scenario import load_scenario
from sim.scenario.files import read

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from sim.scenario import Scenario

    Codes = NDArray[np.int64]

PANEL_START = "panel"
AGAIN = "move the folder away and play the batch again"
NO_OUTCOME, UNKNOWN = -1, -2


class Counts(NamedTuple):
    """How the runs of a scenario ended: number of runs by outcome, and of those without one."""

    ended: list[int]
    failed: int


def check_given(path: Path) -> None:
    """Check a path if it is a result folder of this program; tables from elsewhere are left alone.

    Parameters
    ----------
    path : Path
        A folder or a file; one without a data package, or with a data package of another program, passes
        unchecked.

    Raises
    ------
    ResultsError
        It is one, and damaged.
    """
    if not is_results(path):
        return
    try:
        foreign = json.loads((path / DESCRIPTOR).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        foreign = None
    if not (isinstance(foreign, dict) and "sim" not in foreign):
        check_folder(path)


def check_folder(folder: Path, *, panel: bool = False) -> dict[str, Any]:
    """Check a result folder as a whole; return its data package.

    Parameters
    ----------
    folder : Path
        A result folder.
    panel : bool
        Whether the sum of the panel, which may be large and is read by no command, is compared too.

    Returns
    -------
    dict
        The content of `datapackage.json`.

    Raises
    ------
    ResultsError
        A file is missing or changed, or two of them contradict each other.
    """
    descriptor = read_descriptor(folder)
    for resource in descriptor["resources"]:
        if panel or not resource["path"].startswith(PANEL_START):
            check_file_whole(folder, resource)
    names = dict.fromkeys(entry["name"] for entry in descriptor["sim"]["scenarios"])
    for name in names:
        check_scenario(folder, descriptor, name)
    counts = _outcomes(folder, descriptor)
    played = {name: found for name, found in counts.items() if sum(found.ended)}
    _failures(folder, descriptor, sum(found.failed for found in counts.values()))
    _distributions(folder, descriptor, played)
    horizons = {entry["name"]: entry["horizon"] for entry in descriptor["sim"]["scenarios"]}
    _monthly(folder, descriptor, {name: horizons[name] for name in played})
    _uncertainty(folder, descriptor, horizons)
    return descriptor


def check_file_whole(folder: Path, resource: Mapping[str, Any]) -> None:
    """Make sure that a file is there as it was written.

    Parameters
    ----------
    folder : Path
        The result folder.
    resource : mapping
        Entry of the file in the data package, with its `path` and its sha256.

    Raises
    ------
    ResultsError
        It is not.
    """
    if not is_whole(folder, resource):
        place = folder / resource["path"]
        raise ResultsError(f"{place}: gone or changed since the batch was played; {AGAIN}")


def check_scenario(folder: Path, descriptor: Mapping[str, Any], name: str) -> None:
    """Make sure that the file of a scenario is that of the batch.

    Parameters
    ----------
    folder : Path
        The result folder.
    descriptor : mapping
        Its data package.
    name : str
        Name of a scenario that the data package lists.

    Raises
    ------
    ResultsError
        It is gone or changed, or says something else than the data package.
    """
    path = f"scenarios/{name}.yaml"
    entry = next(entry for entry in descriptor["sim"]["scenarios"] if entry["name"] == name)
    check_file_whole(folder, next(one for one in descriptor["resources"] if one["path"] == path))
    try:
        written = read(folder / path).root.plain()
    except ScenarioErrors as error:
        raise ResultsError(f"{folder}: the scenario {name} cannot be read: {error.problems[0]}") from error
    for key in ("name", "seed", "horizon"):
        said = written.get(key) if isinstance(written, dict) else None
        if said != entry[key]:
            raise _contradiction(folder, path, f"has {key} {said!r:.80}", f"{entry[key]!r}")


def load_played(folder: Path, name: str, *, allow_code: bool = False) -> Scenario:
    """Load a scenario of a result folder as it was played.

    Parameters
    ----------
    folder : Path
        A result folder that has been checked.
    name : str
        Name of one of its scenarios.
    allow_code : bool
        Whether minds may come from the file of code beside the scenario, which runs with all your rights.

    Returns
    -------
    Scenario
        With the seed, runs and horizon of the batch.

    Raises
    ------
    ResultsError
        This version of the program cannot read it any more.
    """
    try:
        return load_scenario(folder / "scenarios" / f"{name}.yaml", allow_code=allow_code)
    except ScenarioErrors as error:
        more = f" (and {len(error.problems) - 1} problems more)" if len(error.problems) > 1 else ""
        raise ResultsError(
            f"{folder}: the scenario {name} does not load under this version of the program: "
            f"{error.problems[0]}{more}"
        ) from error


def _contradiction(folder: Path, file: str, here: str, there: str, where: str = DESCRIPTOR) -> ResultsError:
    return ResultsError(f"{folder / file}: {here}, but {where} says {there}; {AGAIN}")


def _outcomes(folder: Path, descriptor: Mapping[str, Any]) -> dict[str, Counts]:
    """Check every row of the outcomes; return how the runs of each scenario ended."""
    file = OUTCOMES_CSV if descriptor["sim"]["format"] == "csv" else OUTCOMES_PARQUET
    expected = _Expected(descriptor["sim"]["scenarios"])
    ended = np.zeros((len(expected.names), len(OUTCOMES) + 1), dtype=np.int64)
    start = 0
    for batch in outcome_batches(folder, descriptor):
        scenario, outcome = expected.check(folder / file, batch, start)
        start += batch.num_rows
        places = scenario * ended.shape[1] + np.where(outcome == NO_OUTCOME, len(OUTCOMES), outcome)
        ended += np.bincount(places, minlength=ended.size).reshape(ended.shape)
    if start != expected.rows:
        raise _contradiction(folder, file, f"has {start:,} rows", f"{expected.rows:,} runs were played")
    return {
        name: Counts([int(n) for n in row[:-1]], int(row[-1]))
        for name, row in zip(expected.names, ended, strict=True)
    }


class _Expected:
    """The rows that the outcomes must have: which run of which scenario and point stands in each."""

    def __init__(self, parts: Sequence[Mapping[str, Any]]) -> None:
        """Lay out the parts, in the order of the data package."""
        self.names = list(dict.fromkeys(part["name"] for part in parts))
        self.scenarios = np.array([self.names.index(part["name"]) for part in parts])
        firsts = np.flatnonzero(np.diff(self.scenarios, prepend=-1))
        self.points = np.arange(len(parts)) - firsts[self.scenarios]
        self.horizons = np.array([part["horizon"] for part in parts])
        runs = np.array([part["runs"] for part in parts])
        self.ends = np.cumsum(runs)
        self.starts = self.ends - runs
        self.rows = int(self.ends[-1])

    def check(self, source: Path, rows: pa.RecordBatch, start: int) -> tuple[Codes, Codes]:
        """Check some rows, the first of which is row `start`; return the codes of scenario and outcome."""
        if start + rows.num_rows > self.rows:
            raise ResultsError(f"{source}: has more rows than {DESCRIPTOR} has runs ({self.rows:,}); {AGAIN}")
        at = np.arange(start, start + rows.num_rows)
        part = np.searchsorted(self.ends, at, side="right")
        codes = self.scenarios[part]
        odd = _codes(rows.column(SCENARIO.name), self.names) != codes
        odd |= _whole(rows.column(POINT.name)) != self.points[part]
        odd |= _whole(rows.column(RUN.name)) != at - self.starts[part]
        self._report(source, start, odd, f"is not the run that {DESCRIPTOR} has there")
        outcome = _codes(rows.column(OUTCOME.name), OUTCOMES)
        self._report(source, start, outcome == UNKNOWN, "has an unknown outcome")
        month = _whole(rows.column(END_MONTH.name))
        odd = np.where(
            outcome == NO_OUTCOME, month != NO_OUTCOME, (month < 1) | (month > self.horizons[part])
        )
        self._report(source, start, odd, "has an end_month that does not fit its outcome and horizon")
        for name, values in zip(rows.schema.names, rows.columns, strict=True):
            if name != OUTCOME.name and (labels := labels_of(name)):
                self._report(source, start, _codes(values, labels) == UNKNOWN, f"has an unknown {name}")
            if pa.types.is_floating(values.type):
                odd = ~pc.is_finite(values).fill_null(True).to_numpy(zero_copy_only=False)  # noqa: FBT003
                self._report(source, start, odd, f"is not finite in the column {name}")
        return codes, outcome

    @staticmethod
    def _report(source: Path, start: int, odd: NDArray[np.bool_], what: str) -> None:
        if odd.any():
            raise ResultsError(f"{source}: row {start + int(np.argmax(odd)) + 1:,} {what}; {AGAIN}")


def _codes(column: pa.Array, names: Sequence[str]) -> Codes:
    """Positions of texts in `names`; `NO_OUTCOME` where empty or missing, `UNKNOWN` where it is another."""
    encoded = column.dictionary_encode()
    known = {name: place for place, name in enumerate(names)} | {"": NO_OUTCOME}
    places = [known.get(text, UNKNOWN) for text in encoded.dictionary.to_pylist()]
    positions = encoded.indices.fill_null(len(places)).to_numpy(zero_copy_only=False)
    codes: Codes = np.array([*places, NO_OUTCOME], dtype=np.int64)[positions]
    return codes


def _whole(column: pa.Array) -> Codes:
    values: Codes = column.fill_null(NO_OUTCOME).to_numpy(zero_copy_only=False)
    return values


def _failures(folder: Path, descriptor: Mapping[str, Any], failed: int) -> None:
    listed = any(resource["path"] == "failures.csv" for resource in descriptor["resources"])
    rows = read_table(folder, "failures").num_rows if listed else 0
    if rows != failed:
        here, there = f"{failed:,} runs have no outcome", f"{rows:,} runs failed"
        raise _contradiction(folder, "the outcomes", here, there, "failures.csv")


def _table(folder: Path, descriptor: Mapping[str, Any], stem: str, keys: Sequence[str]) -> dict[Any, Any]:
    """The rows of a small table by their keys, checked to be as many as are known, unique and finite."""
    table = read_table(folder, stem)
    file = f"{stem}.csv"
    known = next(resource["rows"] for resource in descriptor["resources"] if resource["path"] == file)
    if table.num_rows != known:
        raise _contradiction(folder, file, f"has {table.num_rows:,} rows", f"{known:,}")
    rows = {tuple(row[key] for key in keys): row for row in table.to_pylist()}
    if len(rows) != table.num_rows:
        raise ResultsError(f"{folder / file}: has two rows of the same {', '.join(keys)}; {AGAIN}")
    for key, row in rows.items():
        for name, value in row.items():
            if isinstance(value, float) and not math.isfinite(value):
                raise ResultsError(f"{folder / file}: {name} of {_words(key)} is {value}; {AGAIN}")
    return rows


def _words(key: Iterable[object]) -> str:
    return ", ".join(str(part) for part in key)


def _same_keys(folder: Path, file: str, found: Iterable[Any], wanted: Iterable[Any]) -> None:
    """Make sure that a table has the rows that it must have and no others."""
    found, wanted = set(found), set(wanted)
    for what, odd in (("lacks", wanted - found), ("has a row of its own for", found - wanted)):
        if odd:
            raise ResultsError(
                f"{folder / file}: {what} {_words(min(odd, key=str))}, which does not fit the outcomes and "
                f"{DESCRIPTOR}; {AGAIN}"
            )


def _distributions(folder: Path, descriptor: Mapping[str, Any], played: Mapping[str, Counts]) -> None:
    """Check that every metric has its statistics, and that the shares are those of the runs."""
    file = "distributions.csv"
    rows = _table(folder, descriptor, "distributions", ("scenario", "metric", "statistic"))
    metrics = _metrics(descriptor)
    endings = [f"share_{outcome}" for outcome in OUTCOMES]
    wanted = [("outcome", ending) for ending in endings]
    wanted += [(metric, statistic) for metric in metrics for statistic in _statistics(metric)]
    _same_keys(folder, file, rows, ((name, *rest) for name in played for rest in wanted))
    for name, counts in played.items():
        for ending, count in zip(endings, counts.ended, strict=True):
            share = count / sum(counts.ended)
            said = rows[name, "outcome", ending]["value"]
            if said != share:
                here = f"{ending} of {name} is {said}"
                raise _contradiction(folder, file, here, f"{share}", "the table of outcomes")


def _statistics(metric: str) -> tuple[str, ...]:
    """The statistics of a column: the shares of its labels, or those of its numbers."""
    return tuple(f"share_{label}" for label in labels_of(metric)) or STATISTICS


def _metrics(descriptor: Mapping[str, Any]) -> list[str]:
    """The columns of the outcomes that are described by statistics."""
    file = next(one["path"] for one in descriptor["resources"] if one["path"].startswith("outcomes"))
    before = {column.name for column in IDENTITY} - {END_MONTH.name}
    types = column_types(descriptor, file)
    return [name for name in types if name not in before and not name.startswith("p_")]


def _variables(descriptor: Mapping[str, Any], file: str) -> set[str] | None:
    """What the rows of a long table are about, as the data package says; None where it does not."""
    described = next(one.get("variables") for one in descriptor["resources"] if one["path"] == file)
    return None if described is None else {variable["name"] for variable in described}


def _monthly(folder: Path, descriptor: Mapping[str, Any], horizons: Mapping[str, int]) -> None:
    """Check that every monthly measure has all months of every scenario, and every ending its incidence."""
    file = "monthly.csv"
    rows = _table(folder, descriptor, "monthly", ("scenario", "month", "metric"))
    endings = {column.name for column in incidences()}
    metrics = endings | (_variables(descriptor, file) or {metric for _, _, metric in rows})
    _same_keys(
        folder,
        file,
        rows,
        (
            (name, month, metric)
            for name, horizon in horizons.items()
            for month in range(1, horizon + 1)
            for metric in metrics
        ),
    )
    for key, row in rows.items():
        if key[-1] in endings and not 0 <= (-1 if row["mean"] is None else row["mean"]) <= 1:
            raise ResultsError(f"{folder / file}: mean of {_words(key)} is no share; {AGAIN}")


def _uncertainty(folder: Path, descriptor: Mapping[str, Any], horizons: Mapping[str, int]) -> None:
    """Check the table of parameters and chance, where there is one."""
    file = "uncertainty.csv"
    if not any(resource["path"] == file for resource in descriptor["resources"]):
        return
    rows = _table(folder, descriptor, "uncertainty", ("scenario", "metric", "month"))
    names = {name for name, _, _ in rows}
    if not names or not names <= set(horizons):
        raise ResultsError(f"{folder / file}: has no rows, or a scenario that was not played; {AGAIN}")
    wholes = {metric for _, metric, month in rows if month is None} | {column.name for column in shares()}
    monthly = {metric for _, metric, month in rows if month is not None}
    wanted: set[Any] = {(name, metric, None) for name in names for metric in wholes}
    wanted |= {
        (name, metric, month)
        for name in names
        for metric in monthly
        for month in range(1, horizons[name] + 1)
    }
    _same_keys(folder, file, rows, wanted)
    for key, row in rows.items():
        if row["draws"] is None or row["runs_a_draw"] is None:
            raise ResultsError(f"{folder / file}: draws of {_words(key)} are missing; {AGAIN}")
