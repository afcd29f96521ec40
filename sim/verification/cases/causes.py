"""How many causes may strike: the four of the model by its own rule, any other number by theory.

The model has four endings that strike by chance (`sim.rules.endings`). Up to four causes are put in their
places, the places left over at rate 0; more than four are left to `sim.theory.competing_risks`, which is
tested to be the same law.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.rules import endings
from sim.rules.endings import NONE_STRUCK, Rates
from sim.theory import competing_risks
from sim.verification.cases.sampling import strikes_of_four

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def chances(rates: Sequence[float]) -> NDArray[np.float64]:
    """Return the chance that each cause strikes first in a round, from its rate, shape (n,).

    Parameters
    ----------
    rates : sequence of float
        (n,) rate of each cause in a round, 0 or more.

    Returns
    -------
    ndarray
        (n,) chances, at most 1 together: the rest is the chance that none strikes.
    """
    if len(rates) > NONE_STRUCK:
        return competing_risks.chances(rates)
    return np.array(endings.chances(_four(rates))[: len(rates)])


def selected(chance: Sequence[float], uniforms: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return which cause each uniform selects, the number of causes for none; shapes (n,) and (m,).

    Parameters
    ----------
    chance : sequence of float
        (n,) chance of each cause, at most 1 together.
    uniforms : ndarray
        (m,) numbers in [0, 1]; those from the sum of the chances on select no cause.

    Returns
    -------
    ndarray of int
        (m,) position of a cause from 0; n where none strikes.
    """
    if len(chance) > NONE_STRUCK:
        return competing_risks.which_strikes(chance, uniforms)
    causes = np.empty(len(uniforms), dtype=np.int64)
    strikes_of_four(_four(chance), uniforms, causes)
    return np.minimum(causes, len(chance))


def shares(chance: Sequence[float], uniforms: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return how many uniforms select each cause, and none: shape (n + 1,).

    Parameters
    ----------
    chance : sequence of float
        (n,) chance of each cause, at most 1 together.
    uniforms : ndarray
        (m,) numbers in [0, 1]; those from the sum of the chances on select no cause.

    Returns
    -------
    ndarray of int
        (n + 1,) counts that sum to m; the last counts the uniforms that select no cause.
    """
    return np.bincount(selected(chance, uniforms), minlength=len(chance) + 1)


def _four(values: Sequence[float]) -> Rates:
    padded = [*map(float, values), 0.0, 0.0, 0.0, 0.0]
    return Rates(*padded[:NONE_STRUCK])
