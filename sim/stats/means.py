"""The difference of two means: interval and p-value, paired or not, resampled or asymptotic.

- Resampled: the bootstrap's bias-corrected and accelerated interval (Efron 1987), and a permutation test:
  signs of paired differences, or labels of runs under Welch's t. p = (b + 1) / (m + 1) with b of m
  permutations at least as extreme (Phipson and Smyth 2010).
- Asymptotic: Student's paired t and Welch's t, with their intervals.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.stats.resampling import SEED, bootstrap_means, flipped_sums, permuted_t, welch_t

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

TIES = 1e-9  # relative: what differs by less is rounding


class Estimate(NamedTuple):
    """An interval for a difference, and the p-value of there being none; NaN where they cannot be had."""

    low: float
    high: float
    p_value: float


UNKNOWN = Estimate(math.nan, math.nan, math.nan)


def resampled_paired(differences: Matrix, alpha: float) -> list[Estimate]:
    """Bootstrap intervals and permutation p-values of mean paired differences.

    Parameters
    ----------
    differences : (n, M) float64
        One row a pair of runs, one column a metric; NaN where one of the two lacks it.
    alpha : float
        1 less the level of the intervals.
    """
    draws, signs = np.random.default_rng(SEED).spawn(2)
    means = [_mean(column) for column in differences.T]
    boot = bootstrap_means(differences - means, draws)
    flipped = np.abs(flipped_sums(differences, signs))
    observed = np.abs(np.nansum(differences, axis=0))
    found = []
    for k, column in enumerate(differences.T):
        present = column[~np.isnan(column)]
        if not len(present):
            found.append(UNKNOWN)
            continue
        interval = _interval(means[k], boot[:, k], (present,), alpha)
        p_value = _share_beyond(flipped[:, k], observed[k], float(np.linalg.norm(present)))
        found.append(Estimate(*interval, p_value))
    return found


def resampled_unpaired(a: Matrix, b: Matrix, alpha: float) -> list[Estimate]:
    """Bootstrap intervals and permutation p-values of differences of means, a less b.

    Parameters
    ----------
    a, b : (n, M) and (m, M) float64
        One row a run, one column a metric; NaN where missing.
    """
    draws_a, draws_b, order = np.random.default_rng(SEED).spawn(3)
    means_a, means_b = (np.array([_mean(column) for column in side.T]) for side in (a, b))
    boot = bootstrap_means(a - means_a, draws_a) - bootstrap_means(b - means_b, draws_b)
    pooled = np.concatenate([a, b])
    pooled = pooled - [_mean(column) for column in pooled.T]
    permuted = np.abs(permuted_t(pooled, len(a), order))
    observed = np.abs(_observed_t(pooled, len(a)))
    found = []
    for k in range(a.shape[1]):
        sides = [column[~np.isnan(column)] for column in (a[:, k], b[:, k])]
        if not all(map(len, sides)):
            found.append(UNKNOWN)
            continue
        interval = _interval(means_a[k] - means_b[k], boot[:, k], sides, alpha)
        found.append(Estimate(*interval, _share_beyond(permuted[:, k], observed[k], 1.0)))
    return found


def asymptotic_paired(differences: Vector, alpha: float) -> Estimate:
    """Student's interval and p-value of a mean paired difference; `differences` (n,), NaN where missing."""
    from statsmodels.stats.weightstats import DescrStatsW

    present = differences[~np.isnan(differences)]
    if len(present) < 2:
        return UNKNOWN
    if np.ptp(present) == 0:
        return _certain(float(present[0]))
    if np.var(present) == 0:  # differences whose squares are too small for a float
        return UNKNOWN
    described = DescrStatsW(present)
    low, high = described.tconfint_mean(alpha)
    return Estimate(float(low), float(high), float(described.ttest_mean()[1]))


def asymptotic_unpaired(a: Vector, b: Vector, alpha: float) -> Estimate:
    """Welch's interval and p-value of a difference of means, a less b; (n,) and (m,), NaN where missing."""
    from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

    a, b = a[~np.isnan(a)], b[~np.isnan(b)]
    if min(len(a), len(b)) < 2:
        return UNKNOWN
    if np.ptp(a) == np.ptp(b) == 0:
        return _certain(float(a[0] - b[0]))
    if np.var(a) == np.var(b) == 0:
        return UNKNOWN
    means = CompareMeans(DescrStatsW(a), DescrStatsW(b))
    low, high = means.tconfint_diff(alpha, usevar="unequal")
    return Estimate(float(low), float(high), float(means.ttest_ind(usevar="unequal")[1]))


def _certain(difference: float) -> Estimate:
    """What differs, or does not, by the same amount in every run."""
    return Estimate(difference, difference, float(difference == 0))


def _mean(values: Vector) -> float:
    present = values[~np.isnan(values)]
    return float(np.mean(present)) if len(present) else math.nan


def _interval(
    difference: float, centred: Vector, samples: Sequence[Vector], alpha: float
) -> tuple[float, float]:
    """The bias-corrected and accelerated interval around a difference of means (or one mean).

    `centred` are the bootstrap's differences less the observed one. The acceleration of a mean is known in
    closed form: a sixth of the sum of cubes over the 1.5th power of the sum of squares of the jackknife.
    """
    from scipy.stats import norm

    if min(map(len, samples)) < 2:
        return math.nan, math.nan
    centred = np.sort(centred[~np.isnan(centred)])
    if len(centred) == 0 or centred[0] == centred[-1]:
        return difference, difference
    rounding = TIES * (centred[-1] - centred[0])
    below, upto = np.searchsorted(centred, (-rounding, rounding))
    bias = norm.ppf((below + upto) / 2 / len(centred))
    if not math.isfinite(bias):
        bias = 0.0
    normal = bias + norm.ppf((alpha / 2, 1 - alpha / 2))
    levels = norm.cdf(bias + normal / (1 - _acceleration(samples) * normal))
    low, high = np.quantile(centred, levels)
    return difference + float(low), difference + float(high)


def _acceleration(samples: Sequence[Vector]) -> float:
    cubes = squares = 0.0
    deviations = [(sample - np.mean(sample)) / len(sample) for sample in samples]
    scale = max(float(np.max(np.abs(centred))) for centred in deviations) or 1.0  # cubes of tiny ones are 0
    for sign, deviation in zip((1, -1), deviations):
        centred = deviation / scale
        squares += float(np.sum(np.square(centred)))
        cubes += sign * float(np.sum(centred**3))
    return cubes / (6 * squares**1.5) if squares else 0.0


def _observed_t(pooled: Matrix, first: int) -> Vector:
    """Welch's t of the groups as they are, by the same arithmetic as under permutation."""
    stacked = np.concatenate([pooled, np.square(pooled)], axis=1)
    sizes, present = (np.sum(~np.isnan(part), axis=0) for part in (pooled[:first], pooled))
    sums, totals = np.nansum(stacked[:first], axis=0), np.nansum(stacked, axis=0)
    t: Vector = welch_t(sums[None], sizes[None], totals, present)[0]
    return np.nan_to_num(t, nan=0.0, posinf=math.inf, neginf=-math.inf)


def _share_beyond(permuted: Vector, observed: float, scale: float) -> float:
    """The p-value: the share of permutations, with the one observed, that are at least as extreme.

    `scale` is the size of the statistic by chance; what is smaller than it by far is rounding.
    """
    rounding = TIES * scale
    if observed <= rounding:
        return 1.0
    return (int(np.sum(permuted >= observed - rounding)) + 1) / (len(permuted) + 1)
