"""The run that stands for an ending: the one nearest the medians of all runs that ended so.

Distances are over the run metrics, each divided by the width of the middle nine tenths of its runs.
Medians and widths are values of runs, so they are the same on every machine; ties go to the lowest run.

Decision D26c in sim/DECISIONS.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.outcomes.columns import END_MONTH, POINT, RUN
from sim.quantities import metrics

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from sim.outcomes.streamed import OutcomeTable

    Vector = NDArray[np.float64]
    Rows = slice | NDArray[np.int64]

MISSING = 1.0  # distance of a run that lacks what runs of its ending have


class Typical(NamedTuple):
    """The run that stands for an ending: its point and number, and how many runs ended so."""

    point: int
    run: int
    runs: int


def typical_runs(
    table: OutcomeTable, rows: Mapping[str, Rows], outcomes: NDArray[np.int64]
) -> dict[str, dict[int, Typical]]:
    """Return the typical run of every ending that occurred, by scenario and outcome code.

    Parameters
    ----------
    table : OutcomeTable
        The runs, a row each.
    rows : mapping of str to rows of the table
        The runs of each scenario.
    outcomes : (rows of the table,) int64
        How each run ended, as a position in `OUTCOMES`.

    Returns
    -------
    dict of str to dict of int to Typical
        An outcome that no run of the scenario has is missing.
    """
    distance = np.zeros(table.rows)
    for name in (END_MONTH.name, *amounts()):
        if name in table.kinds:
            values = table.numbers(name)
            for chosen in rows.values():
                distance[chosen] += gaps(values[chosen], outcomes[chosen]) ** 2
    points, runs = table.whole(POINT.name), table.whole(RUN.name)
    return {
        name: _nearest(distance[chosen], outcomes[chosen], points[chosen], runs[chosen])
        for name, chosen in rows.items()
    }


def amounts() -> list[str]:
    """The run metrics that are amounts; observables repeat them, as they stand at the end.

    Returns
    -------
    list of str
        Names of run metrics as in seeds/.
    """
    return [measure.name for measure in metrics() if measure.kind == "metric"]


def gaps(values: Vector, classes: NDArray[np.int64]) -> Vector:
    """Return how far each value (n,) lies from the median of its class, by the width of all.

    Parameters
    ----------
    values : (n,) float64
        A metric in each run; NaN where a run lacks it.
    classes : (n,) int64
        Class of each run, as the code of its outcome.

    Returns
    -------
    (n,) float64
        Signed distance, divided by the width of the middle nine tenths of all values; `MISSING` for a run
        that lacks what others of its class have; 0 where no run of the class has a value, or all values
        are equal.
    """
    gap = np.zeros(len(values))
    present = np.isfinite(values)
    width = _width(values[present])
    if width == 0.0:
        return gap
    for code in np.unique(classes):
        here = classes == code
        known = values[here & present]
        if len(known):
            gap[here] = np.where(present[here], (values[here] - np.median(known)) / width, MISSING)
    return gap


def _width(values: Vector) -> float:
    """Return the width of the middle nine tenths, or of the whole range where the middle has none."""
    if len(values) == 0:
        return 0.0
    low, high = np.quantile(values, 0.05, method="lower"), np.quantile(values, 0.95, method="higher")
    return float(high - low) or float(values.max() - values.min())


def _nearest(
    distance: Vector, outcomes: NDArray[np.int64], points: NDArray[np.int64], runs: NDArray[np.int64]
) -> dict[int, Typical]:
    order = np.lexsort((points, runs, distance))
    found: dict[int, Typical] = {}
    for code in np.unique(outcomes):
        ended = order[outcomes[order] == code]
        found[int(code)] = Typical(int(points[ended[0]]), int(runs[ended[0]]), len(ended))
    return found
