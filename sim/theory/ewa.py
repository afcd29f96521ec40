"""Experience-weighted attraction: learning from what was earned and from what would have been.

A plain loop over an array that is changed in place, so that numba can compile it as it stands. The choice
that goes with it is the logit of the minds.

Sources: Camerer and Ho 1999; Ho, Camerer and Chong 2007 (the form with kappa).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def learn(
    attractions: NDArray[np.float64],
    experience: float,
    payoffs: NDArray[np.float64],
    chosen: int,
    memory: float,
    imagination: float,
    cumulation: float,
) -> float:
    """Update the attractions in place after one round; return the new weight of experience.

    Parameters
    ----------
    attractions : array of float64
        (n,) of each action, overwritten.
    experience : float
        Weight of what was learned before, N > 0.
    payoffs : array of float64
        (n,) what each action earned or would have earned.
    chosen : int
        The action taken, from 0.
    memory : float
        phi in [0, 1]: how much of the past is kept.
    imagination : float
        delta in [0, 1]: the weight of payoffs that were not earned but would have been.
    cumulation : float
        kappa in [0, 1]: 0 averages experience, 1 adds it up.

    Returns
    -------
    float
        Weight of experience after the round, at least 1.
    """
    after = memory * (1.0 - cumulation) * experience + 1.0
    for action in range(len(attractions)):
        weight = 1.0 if action == chosen else imagination
        kept = memory * experience * attractions[action]
        attractions[action] = (kept + weight * payoffs[action]) / after
    return after
