"""From values of runs to an effect: mean, interval, t, its placebo, and what is left of it under ablation.

Runs of one number draw the same random numbers in both arms, so the effect is the mean of their differences
and its error that of these differences (Student's paired t). A run that lacks the metric in an arm is left
out of the pair. Shares of runs get Wilson's interval.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]

CONFIDENCE = 0.95
CLEAR = 4.0  # an effect is there where |t| exceeds this
ROUNDING = 1e-13  # of the largest: runs that lie no further apart do not differ
PLACEBOS = 20  # permutations of the labels; the largest |t| counts

Remainder = Literal["exactly 0", "gone", "reversed", "weaker", "stays", "not measured"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over runs: value, 95% interval, and distance in standard errors from what it is held against.

    `t` is infinite where the runs do not differ from one another, but do from that; 0 where they equal it.
    Everything is NaN with fewer than two runs.
    """

    runs: int
    mean: float
    low: float
    high: float
    t: float

    @property
    def exactly_zero(self) -> bool:
        """Whether every run came to 0."""
        return self.runs > 0 and self.mean == self.low == self.high == 0.0


NOT_MEASURED = Estimate(0, math.nan, math.nan, math.nan, math.nan)


def estimate(values: Vector, against: float = 0.0) -> Estimate:
    """Return the mean of the values that are not missing, held against a number.

    Parameters
    ----------
    values : (n,) float64
        One value a run; NaN where missing.
    """
    present = values[~np.isnan(values)]
    if len(present) < 2:
        return NOT_MEASURED
    mean = float(np.mean(present))
    if np.ptp(present) <= ROUNDING * np.abs(present).max():
        mean = float(present[0])
        low, high = _wilson(present) if against and mean in (0.0, 1.0) else (mean, mean)
        t = 0.0 if mean == against else math.copysign(math.inf, mean - against)
        return Estimate(len(present), mean, low, high, t)
    from scipy import stats

    result = stats.ttest_1samp(present, against)
    low, high = result.confidence_interval(CONFIDENCE)
    if against and np.isin(present, (0.0, 1.0)).all():
        low, high = _wilson(present)
    return Estimate(len(present), mean, float(low), float(high), float(result.statistic))


def _wilson(indicators: Vector) -> tuple[float, float]:
    from scipy import stats

    test = stats.binomtest(int(indicators.sum()), len(indicators))
    interval = test.proportion_ci(CONFIDENCE, method="wilson")
    return float(interval.low), float(interval.high)


def placebo(differences: Vector, seed: int) -> float:
    """Return the largest |t| among permutations of the treatment label within pairs; NaN without pairs.

    Which of the two runs of a pair is called the treated one is drawn anew, so that nothing but chance
    can make a difference: a large value says that the measurement makes effects by itself.
    """
    present = differences[~np.isnan(differences)]
    if len(present) < 2:
        return math.nan
    labels = np.random.default_rng(seed).choice((-1.0, 1.0), size=(PLACEBOS, len(present)))
    return max(abs(estimate(row).t) for row in labels * present)


def remainder(full: Vector, ablated: Vector) -> Remainder:
    """Return what is left of an effect with its mechanism switched off, in a word.

    `full` and `ablated` (n,) are the differences of the same runs with and without the mechanism.
    """
    whole, left = estimate(full), estimate(ablated)
    if math.isnan(whole.t) or math.isnan(left.t):
        return "not measured"
    if left.exactly_zero:
        return "exactly 0"
    if abs(left.t) <= CLEAR:
        return "gone"
    if whole.mean * left.mean < 0:
        return "reversed"
    lost = estimate((full - ablated) * math.copysign(1.0, whole.mean))
    return "weaker" if lost.t > CLEAR else "stays"


def spread(values: Vector) -> float:
    """Return the standard deviation of the values that are not missing; NaN with fewer than two."""
    present = values[~np.isnan(values)]
    return float(np.std(present, ddof=1)) if len(present) > 1 else math.nan
