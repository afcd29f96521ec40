"""Regret matching: play each action in proportion to how much one regrets not having played it.

Plain loops over arrays that are changed in place, so that numba can compile them as they stand. On average
regret vanishes: after t rounds it is at most D sqrt(n / t) for n actions and payoffs that differ by D.

Sources: Hart and Mas-Colell 2000 (unconditional regrets).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NEGLIGIBLE = 1e-12  # regrets up to this are what rounding leaves of none


def mix(regrets: NDArray[np.float64], shares: NDArray[np.float64]) -> None:
    """Write the mix to play, the positive regrets normalised; uniform where nothing is regretted.

    Parameters
    ----------
    regrets : array of float64
        (n,) in payoff units.
    shares : array of float64
        (n,) chance of each action, overwritten.
    """
    total = 0.0
    for action in range(len(regrets)):
        shares[action] = regrets[action] if regrets[action] > NEGLIGIBLE else 0.0
        total += shares[action]
    for action in range(len(regrets)):
        shares[action] = shares[action] / total if total > 0.0 else 1.0 / len(regrets)


def learn(
    regrets: NDArray[np.float64], shares: NDArray[np.float64], payoffs: NDArray[np.float64], memory: float
) -> None:
    """Update the regrets in place after one round.

    Parameters
    ----------
    regrets : array of float64
        (n,) overwritten; 0 before the first round.
    shares : array of float64
        (n,) the mix that was played.
    payoffs : array of float64
        (n,) what each action would have earned.
    memory : float
        In [0, 1]: how much of past regret is kept; 1 for the theorem.
    """
    earned = 0.0
    for action in range(len(regrets)):
        earned += shares[action] * payoffs[action]
    for action in range(len(regrets)):
        regrets[action] = memory * regrets[action] + payoffs[action] - earned
