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
    attractions
        (n,) of each action, overwritten.
    experience
        Weight of what was learned before, N > 0.
    payoffs
        (n,) what each action earned or would have earned.
    chosen
        The action taken, from 0.
    memory
        phi in [0, 1]: how much of the past is kept.
    imagination
        delta in [0, 1]: the weight of payoffs that were not earned but would have been.
    cumulation
        kappa in [0, 1]: 0 averages experience, 1 adds it up.

    """
    after = memory * (1.0 - cumulation) * experience + 1.0
    for action in range(len(attractions)):
        weight = 1.0 if action == chosen else imagination
        kept = memory * experience * attractions[action]
        attractions[action] = (kept + weight * payoffs[action]) / after
    return after
