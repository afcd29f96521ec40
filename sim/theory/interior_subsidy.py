"""The subsidy that trades money against the risk of losing the client.

max over s >= 0 of -c s - A exp(-k s) - B s^2 / 2: a marginal cost, a loss whose risk the subsidy lowers, and
a cost that rises. Strictly concave, so the optimum is unique.

Sources: Corless et al. 1996 (the Lambert W function).
"""

from __future__ import annotations

import math

from scipy.special import wrightomega

TIE = 1e-12
_POLISHING = 3


def pays_at_all(marginal_cost: float, loss: float, relief: float) -> bool:
    """Return whether the first unit of subsidy lowers the expected loss by more than it costs.

    Parameters
    ----------
    marginal_cost, loss, relief : float
        As for `best_subsidy`.

    Returns
    -------
    bool
        Whether the best subsidy is above 0.
    """
    return loss * relief > marginal_cost * (1.0 + TIE)


def best_subsidy(marginal_cost: float, loss: float, relief: float, rising_cost: float) -> float:
    """Return the best subsidy, 0 where even the first unit costs more than it brings.

    Parameters
    ----------
    marginal_cost : float
        c > 0, payoff a unit of subsidy at none.
    loss : float
        A > 0, expected loss at no subsidy.
    relief : float
        k > 0, by which share a unit of subsidy lowers the expected loss.
    rising_cost : float
        B > 0, by how much each unit raises the marginal cost.

    Returns
    -------
    float
        Subsidy in the unit in which `marginal_cost` and `relief` are given, not negative.
    """
    if not pays_at_all(marginal_cost, loss, relief):
        return 0.0
    # k s + k c / B = W(A k^2 / B exp(k c / B)); wrightomega is W of an exponential, without overflow.
    shift = marginal_cost / rising_cost
    log_argument = math.log(loss * relief) + math.log(relief / rising_cost) + relief * shift
    subsidy = float(wrightomega(log_argument).real) / relief - shift
    for _ in range(_POLISHING):  # what the subtraction lost, by Newton's method on the first-order condition
        gain = loss * relief * math.exp(-relief * subsidy)
        subsidy += (gain - marginal_cost - rising_cost * subsidy) / (relief * gain + rising_cost)
    return subsidy
