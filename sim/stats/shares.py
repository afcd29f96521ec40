"""The difference of two shares of runs: intervals right for proportions, and exact p-values.

- Unpaired: Newcombe's hybrid score interval (1998a, method 10) and Fisher's exact test.
- Paired: Newcombe's interval for correlated proportions (1998b, method 10) and McNemar's exact test.

Both tests are the permutation tests of shares, in closed form. One share alone gets Wilson's interval.

Sources: Newcombe 1998a, Statistics in Medicine 17, 873-890; 1998b, same volume, 2635-2650.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.stats.estimate import ALPHA, UNKNOWN, Estimate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]


def is_share(values: Vector) -> bool:
    """Return whether all values present are 0 or 1, and there is one; `values` (n,), NaN where missing.

    Parameters
    ----------
    values : (n,) float64
        One value a run; NaN where missing. Infinite values count as missing.

    Returns
    -------
    bool
        Whether the metric is treated as a share of runs.
    """
    present = np.isfinite(values)
    return bool(present.any() and np.all(((values == 0) | (values == 1)) == present))


def share(ones: int, size: int, alpha: float = ALPHA) -> Estimate:
    """Return a share of runs with Wilson's score interval (1927).

    Parameters
    ----------
    ones, size : int
        How many of how many runs.
    alpha : float
        1 less the level of the interval.

    Returns
    -------
    Estimate
        Unknown without a run.
    """
    if size == 0:
        return UNKNOWN
    value = ones / size
    low, high = wilson(ones, size, alpha)
    return Estimate(value, low, high, size, math.sqrt(value * (1 - value) / size))


def unpaired_share(a: Vector, b: Vector, alpha: float = ALPHA, *, tested: bool = False) -> Estimate:
    """Return the share of ones in `a` less that in `b`, two separate sets of runs.

    Parameters
    ----------
    a, b : (n,) and (m,) float64
        0 or 1 a run; NaN where missing.
    alpha : float
        1 less the level of the interval.
    tested : bool
        Whether the p-value of Fisher's exact test is worked out.

    Returns
    -------
    Estimate
        Unknown where a side has no run.
    """
    from statsmodels.stats.proportion import confint_proportions_2indep

    (ones_a, size_a), (ones_b, size_b) = _counts(a), _counts(b)
    if not (size_a and size_b):
        return UNKNOWN
    low, high = confint_proportions_2indep(
        ones_a, size_a, ones_b, size_b, method="newcomb", compare="diff", alpha=alpha
    )
    p_value = math.nan
    if tested:
        from scipy.stats import fisher_exact

        table = [[ones_a, size_a - ones_a], [ones_b, size_b - ones_b]]
        p_value = min(float(fisher_exact(table).pvalue), 1.0)
    value = ones_a / size_a - ones_b / size_b
    return Estimate(value, float(low), float(high), size_a + size_b, p_value=p_value)


def paired_share(a: Vector, b: Vector, alpha: float = ALPHA, *, tested: bool = False) -> Estimate:
    """Return the share of ones in `a` less that in `b`, run by run.

    Parameters
    ----------
    a, b : (n,) float64
        0 or 1 a run, row k of both the same run; NaN where missing.
    alpha : float
        1 less the level of the interval.
    tested : bool
        Whether the p-value of McNemar's exact test is worked out.

    Returns
    -------
    Estimate
        Unknown without a pair.
    """
    present = ~(np.isnan(a) | np.isnan(b))
    first, second = a[present] == 1, b[present] == 1
    both, only_a, only_b = (int(np.sum(x)) for x in (first & second, first & ~second, second & ~first))
    size = int(np.sum(present))
    if not size:
        return UNKNOWN
    low, high = newcombe_paired(both, only_a, only_b, size - both - only_a - only_b, alpha)
    apart = only_a + only_b
    p_value = math.nan
    if tested:
        from scipy.stats import binomtest

        p_value = float(binomtest(only_a, apart).pvalue) if apart else 1.0
    return Estimate((only_a - only_b) / size, low, high, size, p_value=p_value)


def newcombe_paired(both: int, only_a: int, only_b: int, neither: int, alpha: float) -> tuple[float, float]:
    """Return Newcombe's interval for the difference of two shares of the same runs (1998b, method 10).

    The squares of the distances to Wilson's limits are added as the theorem of Pythagoras would, less what
    the correlation of the two takes away; a positive correlation is first drawn towards 0 by n / 2.

    Parameters
    ----------
    both, only_a, only_b, neither : int
        Numbers of runs with a one on both sides, on one side only, and on none; their sum is at least 1.
    alpha : float
        1 less the level of the interval.

    Returns
    -------
    tuple of float
        Lower and upper limit of the share of ones in a less that in b.
    """
    size = both + only_a + only_b + neither
    ones_a, ones_b = both + only_a, both + only_b
    difference = (only_a - only_b) / size
    (low_a, high_a), (low_b, high_b) = (wilson(ones, size, alpha) for ones in (ones_a, ones_b))
    (to_low_a, to_high_a), (to_low_b, to_high_b) = (
        (ones / size - low, high - ones / size)
        for ones, low, high in ((ones_a, low_a, high_a), (ones_b, low_b, high_b))
    )
    phi = _correlation(both, only_a, only_b, neither)
    below = to_low_a**2 - 2 * phi * to_low_a * to_high_b + to_high_b**2
    above = to_high_a**2 - 2 * phi * to_high_a * to_low_b + to_low_b**2
    return difference - math.sqrt(max(below, 0.0)), difference + math.sqrt(max(above, 0.0))


def _correlation(both: int, only_a: int, only_b: int, neither: int) -> float:
    margins = (both + only_a) * (only_b + neither) * (both + only_b) * (only_a + neither)
    if margins == 0:
        return 0.0
    excess: float = both * neither - only_a * only_b
    if excess > 0:
        excess = max(excess - (both + only_a + only_b + neither) / 2, 0)
    return excess / math.sqrt(margins)


def wilson(ones: int, size: int, alpha: float) -> tuple[float, float]:
    """Return the limits of Wilson's score interval of a share.

    Parameters
    ----------
    ones, size : int
        How many of how many runs; `size` is at least 1.
    alpha : float
        1 less the level of the interval.

    Returns
    -------
    tuple of float
        Lower and upper limit, 0 to 1; exactly 0 (1) where none (all) of the runs count.
    """
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(ones, size, alpha=alpha, method="wilson")
    return 0.0 if ones == 0 else float(low), 1.0 if ones == size else float(high)


def _counts(values: Vector) -> tuple[int, int]:
    present = values[~np.isnan(values)]
    return int(np.sum(present == 1)), len(present)
