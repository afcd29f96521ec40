"""Result folders opened for the page: the report's findings, and a row a run to choose from."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.outcomes.columns import END_MONTH, POINT, RUN
from sim.outcomes.read import DESCRIPTOR
from sim.outcomes.streamed import opened
from sim.pages.findings import run_measure
from sim.pages.reading import ended_sides, find, outcome_codes
from sim.pages.words import number
from sim.quantities import OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from sim.pages.findings import Findings

SHOWN = (
    "pressure_mean",
    "subsidy_policy_mean",
    "reserves_usd_bn",
    "mobilisation_max",
    "implemented_index",
)
KEPT = 2  # folders


@dataclass(frozen=True)
class Rows:
    """The runs of one scenario, each array (runs,): which, how and when it ended, and some metrics."""

    points: NDArray[np.int64]
    runs: NDArray[np.int64]
    outcomes: NDArray[np.int64]
    months: NDArray[np.int64]
    metrics: Mapping[str, NDArray[np.float32]]

    def ended(self, outcome: str) -> NDArray[np.int64]:
        """Where the runs stand that ended so; all of them where it is no outcome.

        Parameters
        ----------
        outcome : str
            Name in `OUTCOMES`, or any other text for all runs.

        Returns
        -------
        (m,) int64
            Positions in the arrays of this object, ascending.
        """
        if outcome not in OUTCOMES:
            return np.arange(len(self.runs))
        return np.flatnonzero(self.outcomes == OUTCOMES.index(outcome))


@dataclass(frozen=True)
class Folder:
    """A result folder: what its report finds, and the runs of each scenario."""

    findings: Findings
    rows: Mapping[str, Rows]


_kept: OrderedDict[tuple[str, int], Folder] = OrderedDict()
_lock = threading.Lock()


def folder_of(place: Path) -> Folder:
    """Read a result folder; the last ones stay in memory until they change.

    Parameters
    ----------
    place : Path
        The result folder.

    Returns
    -------
    Folder
        The same object while the folder's descriptor keeps its time of change.

    Raises
    ------
    ResultsError
        It is none, or damaged.
    """
    descriptor = place / DESCRIPTOR
    key = (str(place.resolve()), descriptor.stat().st_mtime_ns if descriptor.is_file() else 0)
    with _lock:
        if key not in _kept:
            findings = find(place)
            _kept[key] = Folder(findings, _rows(place))
            while len(_kept) > KEPT:
                _kept.popitem(last=False)
        _kept.move_to_end(key)
        return _kept[key]


def _rows(place: Path) -> dict[str, Rows]:
    with opened(place, str(place)) as table:
        codes = outcome_codes(table)
        sides = ended_sides(place, table, codes)
        points, runs = (table.whole(column.name) for column in (POINT, RUN))
        months = table.numbers(END_MONTH.name)
        metrics = {name: table.numbers(name).astype(np.float32) for name in SHOWN if name in table.kinds}
    return {
        name: Rows(
            points[side.rows],
            runs[side.rows],
            codes[side.rows],
            months[side.rows].astype(np.int64),
            {metric: values[side.rows] for metric, values in metrics.items()},
        )
        for name, side in sides.items()
    }


def heads(rows: Rows) -> list[tuple[str, str]]:
    """What the columns of metrics are called, and their units.

    Parameters
    ----------
    rows : Rows
        The runs of a scenario.

    Returns
    -------
    list of (str, str)
        Label and unit, in the order of `cells`.
    """
    return [(run_measure(name).label, run_measure(name).unit) for name in rows.metrics]


def cells(rows: Rows, place: int) -> list[str]:
    """The metrics of a run as text.

    Parameters
    ----------
    rows : Rows
        The runs of a scenario.
    place : int
        Position of the run in the arrays of `rows`.

    Returns
    -------
    list of str
        Three significant digits in the unit of each metric; a dash where it is missing.
    """
    return [number(float(values[place])) for values in rows.metrics.values()]
