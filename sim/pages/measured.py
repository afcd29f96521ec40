"""Runs counted for a picture: shares, bins, and how far one set of runs lies from another.

The report reads its runs from a table and the dashboard has just played them; what they come to is worked
out here for both.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.pages.findings import Histogram, Shift, run_measure
from sim.pages.svg import rounded
from sim.quantities import OUTCOMES
from sim.stats.means import mean, pooled_sd, unpaired
from sim.stats.shares import paired_share, share, unpaired_share

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from sim.stats.estimate import Estimate

    Vector = NDArray[np.float64]

BINS = 24
MOST_WHOLE = 40  # whole numbers that get a bin each
ROOM = 0.2  # of the range from p5 to p95: what a distribution shows beyond it on either side


def shares_of(counts: NDArray[np.int64]) -> dict[str, Estimate]:
    """The share of each outcome with its interval, from the number of runs of each (6,).

    Parameters
    ----------
    counts : (6,) int64
        Number of runs by outcome, in the order of `OUTCOMES`.

    Returns
    -------
    dict of str to Estimate
        By outcome, a share between 0 and 1 with Wilson's interval.
    """
    runs = int(counts.sum())
    return {name: share(int(count), runs) for name, count in zip(OUTCOMES, counts, strict=True)}


def bin_edges(values: Vector, statistics: Sequence[Mapping[str, float]], *, integer: bool) -> Vector:
    """The edges of bins that show the middle of all scenarios and some room around it, (B + 1,).

    Parameters
    ----------
    values : (n,) float64
        The metric in the runs of all scenarios together; NaN where a run lacks it.
    statistics : sequence of mappings of str to float
        The statistics of the metric in each scenario, of which `p5` and `p95` are used where present.
    integer : bool
        Whether the metric is a whole number: then each number has a bin of its own, up to `MOST_WHOLE` of
        them.

    Returns
    -------
    (B + 1,) float64
        Ascending, in the unit of the metric.
    """
    present = values[~np.isnan(values)]
    if len(present) == 0:
        return np.array([0.0, 1.0])
    low = min((figures["p5"] for figures in statistics if "p5" in figures), default=float(present.min()))
    high = max((figures["p95"] for figures in statistics if "p95" in figures), default=float(present.max()))
    room = ROOM * (high - low)
    low, high = max(low - room, float(present.min())), min(high + room, float(present.max()))
    if integer and high - low <= MOST_WHOLE:
        return np.arange(math.floor(low) - 0.5, math.ceil(high) + 1)
    return np.linspace(*rounded(low, high, 6), BINS + 1)


def histogram(values: Vector, edges: Vector, median: float) -> Histogram:
    """The share of the values present (n,) in each bin; those beyond the edges are counted at the ends.

    Parameters
    ----------
    values : (n,) float64
        The metric in each run; NaN where a run lacks it.
    edges : (B + 1,) float64
        Ascending, in the unit of the metric.
    median : float
        Median of the values, as it is to be shown; NaN where it is unknown.

    Returns
    -------
    Histogram
        Shares of the values present, and the number of those missing.
    """
    present = values[~np.isnan(values)]
    counts, _ = np.histogram(np.clip(present, edges[0], edges[-1]), edges)
    return Histogram(edges, counts / max(len(present), 1), median, len(values) - len(present))


def shift_of(metric: str, here: Vector, there: Vector, *, by_run: bool) -> Shift:
    """How far the mean of a metric lies from that of other runs; `by_run`: row k of one belongs to row k.

    Parameters
    ----------
    metric : str
        Name of a run measure.
    here, there : (n,) and (m,) float64
        The metric in each run of either side; NaN where a run lacks it.
    by_run : bool
        Whether the difference is taken run by run; n equals m then.

    Returns
    -------
    Shift
        `here` less `there`: in the unit of the metric, and in pooled standard deviations of both sides.
    """
    difference = mean(here - there) if by_run else unpaired(here, there)
    return Shift(run_measure(metric), difference, difference.over(pooled_sd(here, there)))


def shares_apart(here: NDArray[np.int64], there: NDArray[np.int64], *, by_run: bool) -> dict[str, Estimate]:
    """The differences of the outcome shares, by outcome; `here` and `there` are codes of outcomes.

    Parameters
    ----------
    here, there : (n,) and (m,) int64
        Outcome of each run of either side, as a position in `OUTCOMES`.
    by_run : bool
        Whether the difference is taken run by run; n equals m then.

    Returns
    -------
    dict of str to Estimate
        `here` less `there`, between -1 and 1.
    """
    difference = paired_share if by_run else unpaired_share
    return {
        name: difference((here == code).astype(np.float64), (there == code).astype(np.float64))
        for code, name in enumerate(OUTCOMES)
    }
