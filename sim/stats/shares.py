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

from sim.stats.means import UNKNOWN, Estimate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]


def is_share(values: Vector) -> bool:
    """Whether all values present are 0 or 1, and there is one; `values` (n,), NaN where missing."""
    present = np.isfinite(values)
    return bool(present.any() and np.all(((values == 0) | (values == 1)) == present))


def unpaired_share(a: Vector, b: Vector, alpha: float) -> Estimate:
    """Interval and p-value of the share of ones in `a` (n,) less that in `b` (m,); NaN where missing."""
    from scipy.stats import fisher_exact
    from statsmodels.stats.proportion import confint_proportions_2indep

    (ones_a, size_a), (ones_b, size_b) = _counts(a), _counts(b)
    if not (size_a and size_b):
        return UNKNOWN
    low, high = confint_proportions_2indep(
        ones_a, size_a, ones_b, size_b, method="newcomb", compare="diff", alpha=alpha
    )
    table = [[ones_a, size_a - ones_a], [ones_b, size_b - ones_b]]
    return Estimate(float(low), float(high), min(float(fisher_exact(table).pvalue), 1.0))


def paired_share(a: Vector, b: Vector, alpha: float) -> Estimate:
    """Interval and p-value of the share of ones in `a` less that in `b`, both (n,), row by row of one run."""
    from scipy.stats import binomtest

    present = ~(np.isnan(a) | np.isnan(b))
    first, second = a[present] == 1, b[present] == 1
    both, only_a, only_b = (int(np.sum(x)) for x in (first & second, first & ~second, second & ~first))
    size = int(np.sum(present))
    if not size:
        return UNKNOWN
    low, high = newcombe_paired(both, only_a, only_b, size - both - only_a - only_b, alpha)
    apart = only_a + only_b
    return Estimate(low, high, float(binomtest(only_a, apart).pvalue) if apart else 1.0)


def newcombe_paired(both: int, only_a: int, only_b: int, neither: int, alpha: float) -> tuple[float, float]:
    """Newcombe's interval for the difference of two shares of the same runs (1998b, method 10).

    The squares of the distances to Wilson's limits are added as the theorem of Pythagoras would, less what
    the correlation of the two takes away; a positive correlation is first drawn towards 0 by n / 2.
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
    """Wilson's interval of one share."""
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(ones, size, alpha=alpha, method="wilson")
    return float(low), float(high)


def _counts(values: Vector) -> tuple[int, int]:
    present = values[~np.isnan(values)]
    return int(np.sum(present == 1)), len(present)
