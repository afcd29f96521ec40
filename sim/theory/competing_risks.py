"""Competing risks in one round: several independent clocks, and which strikes first.

For any number of causes; `sim.rules.endings` has the same for the four endings that strike by chance.

Sources: Prentice et al. 1978.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def chances(rates: ArrayLike) -> NDArray[np.float64]:
    """Return the chance that each cause strikes first within the round, shape (n,).

    Parameters
    ----------
    rates : array_like
        (n,) rate of each cause a round, not negative.

    Returns
    -------
    (n,) float64
        Probabilities, all 0 where every rate is 0.
    """
    each = np.asarray(rates, dtype=np.float64)
    total = each.sum()
    return each * (-np.expm1(-total) / total) if total > 0.0 else np.zeros(len(each))


def which_strikes(chance: ArrayLike, uniforms: ArrayLike) -> NDArray[np.int64]:
    """Return which cause each uniform selects, the number of causes for none, shape of `uniforms`.

    Cause k for a uniform from the chances of those before it up to, not including, these and its own.

    Parameters
    ----------
    chance : array_like
        (n,) chance of each cause, at most 1 together.
    uniforms : array_like
        In [0, 1), any shape.

    Returns
    -------
    array of int64
        Position of the cause, from 0; n where none strikes.
    """
    return np.searchsorted(np.cumsum(np.asarray(chance, dtype=np.float64)), uniforms, side="right")
