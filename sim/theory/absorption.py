"""Endings that strike with constant chances, round after round: an absorbing Markov chain.

Sources: Kemeny and Snell 1960.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


class Absorption(NamedTuple):
    """`ended` (n,) and `going_on`: chances after the rounds; `in_the_end` (n,): chances without limit.

    `mean_rounds`: how many there are to an ending, on average.
    """

    ended: NDArray[np.float64]
    going_on: float
    in_the_end: NDArray[np.float64]
    mean_rounds: float


def absorbed(chances: ArrayLike, rounds: int) -> Absorption:
    """Return how a game with constant chances of ending stands after some rounds.

    Parameters
    ----------
    chances : array_like
        (n,) chance of each ending a round, not negative, above 0 and below 1 together.
    rounds : int
        How many rounds, from 0.

    Returns
    -------
    Absorption
        Chances after the rounds and without limit, by ending, and the mean number of rounds.

    Raises
    ------
    ValueError
        The chances together are 0, or 1 and more.
    """
    each = np.asarray(chances, dtype=np.float64)
    total = math.fsum(each)
    if not 0.0 < total < 1.0:
        raise ValueError("the chances of all endings together must lie between 0 and 1, the ends excluded")
    shares = each / total
    log_going_on = rounds * math.log1p(-total)
    return Absorption(shares * -math.expm1(log_going_on), math.exp(log_going_on), shares, 1.0 / total)
