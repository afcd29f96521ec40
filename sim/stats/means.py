"""Means and differences of two means: interval and p-value, paired or not, resampled or asymptotic.

- Resampled: the bootstrap's bias-corrected and accelerated interval (Efron 1987), and a permutation test:
  signs of paired differences, or labels of runs under Welch's t. p = (b + 1) / (m + 1) with b of m
  permutations at least as extreme (Phipson and Smyth 2010).
- Asymptotic: Student's paired t and Welch's t, with their intervals.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.stats.estimate import ALPHA, UNKNOWN, Estimate
from sim.stats.resampling import SEED, bootstrap_means, flipped_sums, permuted_t, welch_t

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

TIES = 1e-9  # relative: what differs by less is rounding


ROUNDING = 1e-13  # of the largest: runs that lie no further apart do not differ


def mean(values: Vector, alpha: float = ALPHA) -> Estimate:
    """Return the mean over runs with Student's interval.

    Parameters
    ----------
    values : (n,) float64
        One value a run; NaN where missing.
    alpha : float
        1 less the level of the interval.

    Returns
    -------
    Estimate
        Unknown without a value, without limits of a single one; with an error of 0 where the runs do not
        differ from one another.
    """
    present = values[~np.isnan(values)]
    if not len(present):
        return UNKNOWN
    value = float(np.mean(present))
    if len(present) < 2:
        return Estimate(value, math.nan, math.nan, 1)
    if np.ptp(present) <= ROUNDING * np.abs(present).max():
        return _certain(float(present[0]), len(present))
    error = float(np.std(present, ddof=1)) / math.sqrt(len(present))
    if error == 0:  # values whose squares are too small for a float
        return Estimate(value, math.nan, math.nan, len(present))
    from scipy import stats

    result = stats.ttest_1samp(present, 0.0)
    low, high = result.confidence_interval(1 - alpha)
    return Estimate(value, float(low), float(high), len(present), error, float(result.pvalue))


def unpaired(here: Vector, there: Vector, alpha: float = ALPHA) -> Estimate:
    """Return the mean of `here` less the mean of `there`, two separate sets of runs, with Welch's interval.

    Parameters
    ----------
    here, there : (n,) and (m,) float64
        One value a run; NaN where missing.
    alpha : float
        1 less the level of the interval.

    Returns
    -------
    Estimate
        Without limits where a side has fewer than two values; unknown where one has none.
    """
    from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

    here, there = here[~np.isnan(here)], there[~np.isnan(there)]
    if not (len(here) and len(there)):
        return UNKNOWN
    value, n = float(np.mean(here) - np.mean(there)), len(here) + len(there)
    if min(len(here), len(there)) < 2:
        return Estimate(value, math.nan, math.nan, n)
    if np.ptp(here) == np.ptp(there) == 0:
        return _certain(float(here[0] - there[0]), n)
    if np.var(here) == np.var(there) == 0:  # values whose squares are too small for a float
        return Estimate(value, math.nan, math.nan, n)
    means = CompareMeans(DescrStatsW(here), DescrStatsW(there))
    low, high = means.tconfint_diff(alpha, usevar="unequal")
    p_value = float(means.ttest_ind(usevar="unequal")[1])
    return Estimate(value, float(low), float(high), n, float(means.std_meandiff_separatevar), p_value)


def spread(values: Vector) -> float:
    """Return the standard deviation of the values that are not missing; NaN with fewer than two.

    Parameters
    ----------
    values : (n,) float64
        One value a run; NaN where missing.

    Returns
    -------
    float
        In the unit of the values, with n - 1 in the denominator.
    """
    present = values[~np.isnan(values)]
    return float(np.std(present, ddof=1)) if len(present) > 1 else math.nan


def pooled_sd(here: Vector, there: Vector) -> float:
    """Return the unit of effect sizes: the root mean square of both sides' standard deviations.

    Parameters
    ----------
    here, there : (n,) and (m,) float64
        One value a run; NaN where missing.

    Returns
    -------
    float
        In the unit of the values; NaN where a side has fewer than two.
    """
    return math.sqrt((spread(here) ** 2 + spread(there) ** 2) / 2)


def resampled_paired(differences: Matrix, alpha: float) -> list[Estimate]:
    """Return bootstrap intervals and permutation p-values of mean paired differences.

    Parameters
    ----------
    differences : (n, M) float64
        One row a pair of runs, one column a metric; NaN where one of the two lacks it.
    alpha : float
        1 less the level of the intervals.

    Returns
    -------
    list of Estimate
        One a metric, without a standard error; unknown where there is no pair, without limits of a single
        one.
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
        found.append(Estimate(means[k], *interval, len(present), p_value=p_value))
    return found


def resampled_unpaired(a: Matrix, b: Matrix, alpha: float) -> list[Estimate]:
    """Return bootstrap intervals and permutation p-values of differences of means, a less b.

    Parameters
    ----------
    a, b : (n, M) and (m, M) float64
        One row a run, one column a metric; NaN where missing.
    alpha : float
        1 less the level of the intervals.

    Returns
    -------
    list of Estimate
        One a metric, without a standard error; unknown where a side has no value, without limits where one
        has a single value. `n` counts the runs of both sides.
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
        value, n = float(means_a[k] - means_b[k]), sum(map(len, sides))
        interval = _interval(value, boot[:, k], sides, alpha)
        p_value = _share_beyond(permuted[:, k], observed[k], 1.0)
        found.append(Estimate(value, *interval, n, p_value=p_value))
    return found


def _certain(value: float, n: int) -> Estimate:
    """What is the same in every run."""
    return Estimate(value, value, value, n, 0.0, float(value == 0))


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
