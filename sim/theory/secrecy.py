"""A secret that may leak, once a month with the same chance: a geometric law.

Sources: Feller 1968 (waiting times in Bernoulli trials).
"""

from __future__ import annotations

import math
from typing import NamedTuple

TIE = 1e-12


class Secret(NamedTuple):
    """`kept`: chance that it is still secret after the months; `median` month of a leak.

    `mean` and `spread` (standard deviation) of the months up to the leak, cut off at the last month.
    """

    kept: float
    mean: float
    spread: float
    median: int


def survival(leak: float, months: int) -> Secret:
    """Return how long a secret lasts.

    Parameters
    ----------
    leak : float
        Chance of a leak a month, in (0, 1], first tested in the month after signing.
    months : int
        When observation ends, from 0.

    Returns
    -------
    Secret
        Probability that the secret is kept, and mean, standard deviation and median in months.

    Raises
    ------
    ValueError
        The chance is 0 or not a chance.
    """
    if not 0.0 < leak <= 1.0:
        raise ValueError("the chance of a leak must lie above 0 and not above 1")
    log_kept = math.log1p(-leak) if leak < 1.0 else -math.inf
    log_secret = months * log_kept if months else 0.0
    mean = -math.expm1(log_secret) / leak
    median = max(1, math.ceil(math.log(0.5) / log_kept - TIE))
    return Secret(math.exp(log_secret), mean, math.sqrt(_variance(leak, months, mean)), median)


def _variance(leak: float, months: int, mean: float) -> float:
    """Return the variance of the months up to the leak: E x^2 is the sum of (2k + 1) P(x > k)."""
    square, kept = 0.0, 1.0
    for month in range(months):
        square += (2 * month + 1) * kept
        kept *= 1.0 - leak
        if kept * (month + 1) * months < 1e-18 * square:
            break
    return max(0.0, square - mean * mean)
