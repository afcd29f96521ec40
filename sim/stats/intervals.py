"""The intervals of the report, all at 95%: of a share, and of a difference from the baseline.

They are the asymptotic ones of `sim.stats`, which cost little beside the batch: Wilson's for a share,
Newcombe's for a difference of shares, Student's and Welch's for a difference of means, over pairs of runs
under common random numbers or over two separate sets.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.stats.means import asymptotic_paired, asymptotic_unpaired
from sim.stats.shares import newcombe_paired

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.stats.means import Estimate

    Vector = NDArray[np.float64]
    Flags = NDArray[np.bool_]

Z = 1.959963984540054  # the normal quantile at 97.5%
ALPHA = 0.05
LEVEL = "95%"


class Interval(NamedTuple):
    """A figure between its limits; NaN where it cannot be had."""

    value: float
    low: float
    high: float

    @property
    def excludes_zero(self) -> bool:
        """Whether zero lies outside."""
        return self.low > 0 or self.high < 0

    def over(self, unit: float) -> Interval:
        """The same in another unit; unknown where that unit is 0 or unknown, unless all of it is 0."""
        if self.value == self.low == self.high == 0:
            return self
        if not (math.isfinite(unit) and unit > 0):
            return UNKNOWN
        return Interval(*(part / unit for part in self))


UNKNOWN = Interval(math.nan, math.nan, math.nan)


def wilson(count: int, runs: int) -> Interval:
    """The share of `count` in `runs` with Wilson's score interval (1927)."""
    if runs == 0:
        return UNKNOWN
    share, room = count / runs, Z**2 / runs
    centre = (share + room / 2) / (1 + room)
    half = Z / (1 + room) * math.sqrt(share * (1 - share) / runs + room / (4 * runs))
    low = 0.0 if count == 0 else max(centre - half, 0.0)
    high = 1.0 if count == runs else min(centre + half, 1.0)
    return Interval(share, low, high)


def paired(here: Vector, there: Vector) -> Interval:
    """Mean of `here` less `there`, both (n,), run by run; a pair of which one is NaN is left out."""
    apart = here - there
    return _estimated(apart, asymptotic_paired(apart, ALPHA))


def unpaired(here: Vector, there: Vector) -> Interval:
    """Mean of `here` (n,) less mean of `there` (m,), two separate sets of runs; NaN where missing."""
    here, there = here[~np.isnan(here)], there[~np.isnan(there)]
    if not (len(here) and len(there)):
        return UNKNOWN
    _, low, high = _estimated(here, asymptotic_unpaired(here, there, ALPHA))
    return Interval(float(np.mean(here) - np.mean(there)), low, high)


def _estimated(values: Vector, estimate: Estimate) -> Interval:
    present = values[~np.isnan(values)]
    return Interval(float(np.mean(present)) if len(present) else math.nan, estimate.low, estimate.high)


def paired_shares(here: Flags, there: Flags) -> Interval:
    """The share of `here` less that of `there`, both (n,), run by run, with Newcombe's paired interval."""
    both, only_here, only_there = (
        int(np.sum(flags)) for flags in (here & there, here & ~there, there & ~here)
    )
    runs = len(here)
    limits = newcombe_paired(both, only_here, only_there, runs - both - only_here - only_there, ALPHA)
    return Interval((only_here - only_there) / runs, *limits)


def unpaired_shares(here: Flags, there: Flags) -> Interval:
    """The share of `here` (n,) less that of `there` (m,), with Newcombe's interval."""
    first, second = (wilson(int(np.sum(side)), len(side)) for side in (here, there))
    difference = first.value - second.value
    below = math.hypot(first.value - first.low, second.high - second.value)
    above = math.hypot(first.high - first.value, second.value - second.low)
    return Interval(difference, difference - below, difference + above)


def pooled_sd(here: Vector, there: Vector) -> float:
    """The standard deviation that effects are counted in: root mean square of those of the two sides."""
    present = (side[~np.isnan(side)] for side in (here, there))
    spreads = [float(np.var(side, ddof=1)) if len(side) > 1 else math.nan for side in present]
    return math.sqrt(sum(spreads) / 2)
