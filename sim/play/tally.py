"""Counting the months of runs into bands: whole numbers only, so that the order does not matter.

The values of some runs are buffered and counted month by month, since all histograms of all months do
not fit into a core's own memory, and those of one month do.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from sim.rules.compiled import fused, rule
from sim.rules.numerics import log
from sim.rules.shapes import Table, Vector

FARTHEST = 2.0**32  # of a value in fixed point, so that 10**9 runs cannot overflow 63 bits
BUFFERED = 16  # runs that are counted together


class BandCounts(NamedTuple):
    """The arrays of `sim.outcomes.bands.Bands`, which explains them; `seen` is its `count`.

    `buffer` (BUFFERED, T, B) holds values that are not counted yet, `place` (B,) is scratch.
    """

    columns: Table
    low: Vector
    per_bin: Vector
    log: Table
    origin: Vector
    scale: Vector
    seen: Table
    total: Table
    histogram: Table
    incidence: Table
    buffer: Table
    place: Vector


@fused
def bin_of(value: float, low: float, per_bin: float, bins: int) -> float:
    """Return the bin of a value in a histogram of bins `1 / per_bin` wide, held within its ends.

    Parameters
    ----------
    value : float
        In the unit of the measure, or its logarithm.
    low : float
        Lower end of the histogram.
    per_bin : float
        Bins a unit of `value`.
    bins : int
        Number of bins.

    Returns
    -------
    float
        From 0 to `bins - 1`; its whole part is the bin. A NaN gives 0.
    """
    place = (value - low) * per_bin
    place = place if place > 0.0 else 0.0
    return place if place < bins - 1.0 else bins - 1.0


@fused
def fixed_point(value: float, origin: float, scale: float) -> int:
    """Return a value in fixed point, rounded; 0 for a missing one.

    Parameters
    ----------
    value : float
        In the unit of the measure; NaN where missing.
    origin : float
        Subtracted from the value.
    scale : float
        What the rest is multiplied by, a power of two.

    Returns
    -------
    int
        Held within `FARTHEST` of 0.
    """
    far = (value - origin) * scale
    far = far if far > -FARTHEST else -FARTHEST
    far = far if far < FARTHEST else FARTHEST
    return math.floor(far + 0.5) if not math.isnan(value) else 0


@rule
def buffer_run(rows: Vector, outcome: int, end_month: int, slot: int, counts: BandCounts) -> None:
    """Put a run's months into a slot of the buffer; `rows` (horizon, fields) is the flat view of its log.

    Parameters
    ----------
    rows : (horizon, fields) float64
        One row a month.
    outcome : int
        Code of the outcome, 0 where the run never ended.
    end_month : int
        The last month played, from 1.
    slot : int
        Place in the buffer, from 0 to less than `BUFFERED`.
    counts : BandCounts
        The buffer is written, and the outcomes at each month's end are counted.

    Returns
    -------
    None
        `counts.incidence` grows by 1 in each month.
    """
    for t in range(len(counts.seen)):
        for b in range(len(counts.columns)):
            counts.buffer[slot, t, b] = rows[t, counts.columns[b]]
        ended = outcome if t + 1 >= end_month else 0
        counts.incidence[t, ended] += 1


@rule
def count_buffered(runs: int, counts: BandCounts) -> None:
    """Count the runs in the first slots of the buffer.

    Parameters
    ----------
    runs : int
        Number of slots in use, at most `BUFFERED`.
    counts : BandCounts
        Buffer, and the arrays that are added to.

    Returns
    -------
    None
        `counts.seen`, `total` and `histogram` grow.
    """
    for t in range(len(counts.seen)):
        for k in range(runs):
            count_month(counts.buffer[k, t], t, counts)


@rule
def count_month(values: Vector, t: int, counts: BandCounts) -> None:
    """Count the values (B,) of a month; a missing one is no number and goes nowhere.

    Parameters
    ----------
    values : (B,) float64
        Value of each banded measure; NaN where missing.
    t : int
        Month of the run, from 0.
    counts : BandCounts
        Arrays that are added to; `place` is overwritten.

    Returns
    -------
    None
        Rows `t` of `counts.seen`, `total` and `histogram` grow.
    """
    place = counts.place
    bins = counts.histogram.shape[2]
    seen, total, histogram = counts.seen[t], counts.total[t], counts.histogram[t]
    for b in range(len(values)):
        place[b] = log(values[b]) if counts.log[b] == 1 else values[b]
    for b in range(len(values)):
        place[b] = bin_of(place[b], counts.low[b], counts.per_bin[b], bins)
    for b in range(len(values)):
        total[b] += fixed_point(values[b], counts.origin[b], counts.scale[b])
    for b in range(len(values)):
        if not math.isnan(values[b]):
            seen[b] += 1
            histogram[b, int(place[b])] += 1
