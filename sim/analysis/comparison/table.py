"""The figures of a pair of sides: one row a metric, as `comparison.csv` has them."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from sim.stats.estimate import UNKNOWN, Estimate
from sim.stats.means import mean, resampled_paired, resampled_unpaired, unpaired
from sim.stats.shares import is_share, paired_share, unpaired_share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Vector = NDArray[np.float64]

Verdict = Literal["different", "equivalent", "undecided"]

MANY = 100_000  # rows of a side above which nothing is resampled


@dataclass(frozen=True, slots=True)
class MetricFigures:
    """One metric of a pair, before it is known what else was tested; `share` says that it is 0 or 1.

    `infinite_a` and `infinite_b` are the numbers of infinite values, which no other figure counts.
    """

    n_a: int
    n_b: int
    mean_a: float
    mean_b: float
    low: float
    high: float
    spread: float
    wasserstein: float
    p_value: float
    share: bool
    infinite_a: int = 0
    infinite_b: int = 0

    @property
    def difference(self) -> float:
        """Mean of a less mean of b; NaN where one of them has no value.

        Returns
        -------
        float
            In the unit of the metric; of a share as a fraction.
        """
        return self.mean_a - self.mean_b

    @property
    def effect_size(self) -> float:
        """The difference in standard deviations; NaN where neither side varies.

        Returns
        -------
        float
            Cohen's d: the difference over `spread`.
        """
        return self.difference / self.spread if self.spread > 0 else math.nan


def figures(a: Sequence[Vector], b: Sequence[Vector], alpha: float, *, paired: bool) -> list[MetricFigures]:
    """Return the figures of several metrics of one pair.

    Parameters
    ----------
    a, b : sequences of (n,) and (m,) float64
        One array a metric, NaN where missing; if paired, n = m and row k of both is the same run.
    alpha : float
        1 less the level of the intervals.
    paired : bool
        Whether row k of both sides is the same run.

    Returns
    -------
    list of MetricFigures
        One a metric, in the given order; infinite values are counted and otherwise left out, and so is, if
        paired, a run that lacks the metric on either side.
    """
    infinite = [tuple(int(np.sum(np.isinf(values))) for values in sides) for sides in zip(a, b, strict=True)]
    a, b = ([np.where(np.isinf(values), np.nan, values) for values in side] for side in (a, b))
    if paired:
        gaps = [np.isnan(one) | np.isnan(other) for one, other in zip(a, b, strict=True)]
        a, b = ([np.where(gap, np.nan, x) for gap, x in zip(gaps, side, strict=True)] for side in (a, b))
    shares = [is_share(one) and is_share(other) for one, other in zip(a, b, strict=True)]
    estimates = _estimates(a, b, shares, alpha, paired=paired)
    found = [_figures(*metric) for metric in zip(a, b, estimates, shares, strict=True)]
    return [
        replace(row, infinite_a=of_a, infinite_b=of_b)
        for row, (of_a, of_b) in zip(found, infinite, strict=True)
    ]


def _estimates(
    a: Sequence[Vector], b: Sequence[Vector], shares: Sequence[bool], alpha: float, *, paired: bool
) -> list[Estimate]:
    """Intervals and p-values: of shares by their own methods, of means resampled unless the rows are many."""
    found = [UNKNOWN] * len(a)
    rest = []
    for k, share in enumerate(shares):
        if share:
            found[k] = (paired_share if paired else unpaired_share)(a[k], b[k], alpha, tested=True)
        elif is_large(len(a[k]), len(b[k])):
            found[k] = mean(a[k] - b[k], alpha) if paired else unpaired(a[k], b[k], alpha)
        elif len(a[k]) and len(b[k]):
            rest.append(k)
    if rest:
        sides = [np.stack([side[k] for k in rest], axis=1) for side in (a, b)]
        resampled = (
            resampled_paired(sides[0] - sides[1], alpha)
            if paired
            else resampled_unpaired(sides[0], sides[1], alpha)
        )
        for k, estimate in zip(rest, resampled, strict=True):
            found[k] = estimate
    return found


def is_large(rows_a: int, rows_b: int) -> bool:
    """Return whether intervals and p-values are asymptotic.

    Parameters
    ----------
    rows_a, rows_b : int
        Numbers of rows of the two sides.

    Returns
    -------
    bool
        Whether either is above `MANY`.
    """
    return max(rows_a, rows_b) > MANY


def _figures(a: Vector, b: Vector, estimate: Estimate, share: bool) -> MetricFigures:  # noqa: FBT001 - a row of a table
    sorted_a, sorted_b = (np.sort(side[~np.isnan(side)]) for side in (a, b))
    means = [float(np.mean(side)) if len(side) else math.nan for side in (sorted_a, sorted_b)]
    return MetricFigures(
        n_a=len(sorted_a),
        n_b=len(sorted_b),
        mean_a=means[0],
        mean_b=means[1],
        low=estimate.low,
        high=estimate.high,
        spread=math.sqrt((_variance(sorted_a) + _variance(sorted_b)) / 2),
        wasserstein=wasserstein(sorted_a, sorted_b),
        p_value=estimate.p_value,
        share=share,
    )


def _variance(ordered: Vector) -> float:
    if len(ordered) < 2:
        return math.nan
    return 0.0 if ordered[0] == ordered[-1] else float(np.var(ordered, ddof=1))


def wasserstein(sorted_a: Vector, sorted_b: Vector) -> float:
    """Return the Wasserstein distance of order 1 between two ascending samples; NaN where one is empty.

    Between samples of one size it is the mean distance of their order statistics (Vallender 1974).

    Parameters
    ----------
    sorted_a, sorted_b : (n,) and (m,) float64
        In ascending order, without NaN.

    Returns
    -------
    float
        In the unit of the samples, at least 0.
    """
    if not (len(sorted_a) and len(sorted_b)):
        return math.nan
    if len(sorted_a) == len(sorted_b):
        return float(np.mean(np.abs(sorted_a - sorted_b)))
    from scipy.stats import wasserstein_distance

    return float(wasserstein_distance(sorted_a, sorted_b))


def holm(p_values: Sequence[float]) -> list[float]:
    """Return p-values by Holm's correction (1979); those that are NaN were no tests and stay NaN.

    Parameters
    ----------
    p_values : sequence of float
        One a test; those of one pair of scenarios.

    Returns
    -------
    list of float
        In the same order, at most 1.
    """
    from statsmodels.stats.multitest import multipletests

    known = [k for k, p in enumerate(p_values) if not math.isnan(p)]
    adjusted = [math.nan] * len(p_values)
    if known:
        corrected = multipletests([p_values[k] for k in known], method="holm")[1]
        for k, p in zip(known, corrected, strict=True):
            adjusted[k] = float(p)
    return adjusted


def verdict_of(row: MetricFigures, p_adjusted: float, alpha: float, margin: float) -> Verdict:
    """Return what the figures allow to say; the margin is in standard deviations.

    Equivalent is an exact zero, or an interval that lies within the margin on both sides (two one-sided
    tests, Schuirmann 1987, each at alpha / 2) where no difference was found. Where values are infinite, the
    rest cannot show that two sides are alike.

    Parameters
    ----------
    row : MetricFigures
        One metric of a pair.
    p_adjusted : float
        Its p-value after correction for all metrics of the pair; NaN where nothing was tested.
    alpha : float
        Largest p-value of a difference.
    margin : float
        At least 0, in standard deviations (`MetricFigures.spread`).

    Returns
    -------
    str
        `different`, `equivalent` or `undecided`.
    """
    infinite = row.infinite_a + row.infinite_b > 0
    if row.difference == 0 and not infinite:
        return "equivalent"
    if p_adjusted <= alpha:
        return "different"
    if infinite:
        return "undecided"
    width = margin * row.spread
    return "equivalent" if -width <= row.low and row.high <= width else "undecided"
