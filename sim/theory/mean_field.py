"""Protest in a large crowd: where the share of the willing equals the share of the active.

Thresholds are normal, as shares of the population. The functions that say how many are willing are handed
in, so that what is solved is the crowd of the caller.

Sources: Granovetter 1978; Granovetter and Soong 1983.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.optimize import brentq

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_EPSILON = float(np.finfo(float).eps)
_FAR = 40.0  # standard deviations: nobody's threshold lies beyond


def fixed_points(willing: Callable[[float], float], turning_points: Sequence[float]) -> list[float]:
    """Return the shares at which as many are active as are willing, ascending, all of them.

    Parameters
    ----------
    willing : callable
        The share willing to be active, in [0, 1], when a share in [0, 1] is active; nondecreasing.
    turning_points : sequence of float
        Where `willing` has slope 1, as from `slope_is_one`: between them the gap between willing and
        active runs one way, so that it closes once at most.

    Returns
    -------
    list of float
        Active shares, 0 to 1.
    """

    def gap(active: float) -> float:
        return willing(active) - active

    inside = [point for point in turning_points if 0.0 < point < 1.0]
    found = [point for point in (0.0, *inside, 1.0) if gap(point) == 0.0]
    for low, high in pairwise((0.0, *inside, 1.0)):
        if gap(low) * gap(high) < 0.0:
            found.append(float(brentq(gap, low, high, xtol=_EPSILON**2, rtol=4 * _EPSILON)))
    return sorted(found)


def slope_is_one(mean: float, spread: float) -> tuple[float, ...]:
    """Return the active shares at which one more active makes one more willing; none in a wide crowd.

    Parameters
    ----------
    mean, spread : float
        Of the thresholds; the spread above 0.

    Returns
    -------
    tuple of float
        Two shares, ascending, which may lie outside 0 to 1; empty where the density is at most 1 everywhere.
    """
    peak = 1.0 / (spread * math.sqrt(2.0 * math.pi))
    if peak <= 1.0:
        return ()
    away = spread * math.sqrt(2.0 * math.log(peak))
    return mean - away, mean + away


class Tangency(NamedTuple):
    """The spread at which the calm state vanishes, and the active share at which it does."""

    spread: float
    active: float


def critical_spread(
    mean: float, distribution: Callable[[float], float], density: Callable[[float], float]
) -> Tangency:
    """Return the spread of thresholds beyond which a crowd with this mean threshold is never calm.

    Parameters
    ----------
    mean : float
        Mean threshold, in (0, 0.5).
    distribution, density : callable
        Of the standard normal law.

    Returns
    -------
    Tangency
        Standard deviation of the thresholds, and the active share at the tangency.

    Raises
    ------
    ValueError
        The mean is outside (0, 0.5): there is no such spread.
    """
    if not 0.0 < mean < 0.5:
        raise ValueError("the mean threshold must lie between 0 and 0.5, the ends excluded")
    # At the tangency active = F(u) = mean + spread u and spread = f(u); the gap below rises with u.
    at = float(
        brentq(
            lambda u: distribution(u) - u * density(u) - mean,
            *(-_FAR, 0.0),
            xtol=_EPSILON**2,
            rtol=4 * _EPSILON,
        )
    )
    spread = density(at)
    return Tangency(spread, mean + spread * at)
