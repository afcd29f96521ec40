"""Counting the months of a run into bands: whole numbers only, so that the order does not matter."""

from __future__ import annotations

import math
from typing import NamedTuple

from sim.rules.compiled import rule
from sim.rules.numerics import log
from sim.rules.shapes import Table, Vector

FARTHEST = 2.0**32  # of a value in fixed point, so that 10**9 runs cannot overflow 63 bits


class Counts(NamedTuple):
    """The arrays of `sim.outcomes.bands.Bands`, which explains them; `seen` is its `count`."""

    columns: Table
    low: Vector
    high: Vector
    log: Table
    origin: Vector
    scale: Vector
    seen: Table
    total: Table
    histogram: Table
    incidence: Table


@rule
def bin_of(value: float, low: float, high: float, bins: int) -> int:
    """Return the bin of a value in a histogram, held within its ends."""
    place = (value - low) / (high - low) * bins
    if place <= 0.0:
        return 0
    return bins - 1 if place >= bins else int(place)


@rule
def tally(rows: Vector, outcome: int, end_month: int, counts: Counts) -> None:
    """Count the months of a run; `rows` (horizon, fields) is the flat view of its log."""
    bins = counts.histogram.shape[2]
    for t in range(len(counts.seen)):
        for b in range(len(counts.columns)):
            value = rows[t, counts.columns[b]]
            if math.isnan(value):
                continue
            far = (value - counts.origin[b]) * counts.scale[b]
            counts.seen[t, b] += 1
            counts.total[t, b] += math.floor(min(FARTHEST, max(-FARTHEST, far)) + 0.5)
            if counts.log[b] == 1:
                value = log(value)
            counts.histogram[t, b, bin_of(value, counts.low[b], counts.high[b], bins)] += 1
        ended = outcome if t + 1 >= end_month else 0
        counts.incidence[t, ended] += 1
