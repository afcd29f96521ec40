"""What each side learns about the other's type: Bayes' rule with a little forgetting."""

from __future__ import annotations

from sim.rules.compiled import rule
from sim.rules.numerics import exp, log
from sim.rules.shapes import Vector

LEAST_BELIEF = 1e-300  # below this a prior counts as impossible rather than as a number


@rule
def bayes(belief: Vector, log_likelihood: Vector) -> None:
    """Replace `belief` (n,) by its posterior; logs with the largest taken out first.

    Where the evidence is impossible under every type that is believed in, the belief stays.

    Parameters
    ----------
    belief : (n,) float64
        Probability of each type, overwritten; a type at or below `LEAST_BELIEF` is ruled out.
    log_likelihood : (n,) float64
        Logarithm of the probability of the evidence under each type; minus infinity where it is impossible.
    """
    types = len(belief)
    best = -1e308
    for k in range(types):
        if belief[k] > LEAST_BELIEF:
            best = max(best, log(belief[k]) + log_likelihood[k])
    if best <= -1e308:
        return
    total = 0.0
    for k in range(types):
        if belief[k] > LEAST_BELIEF:
            belief[k] = exp(log(belief[k]) + log_likelihood[k] - best)
        else:
            belief[k] = 0.0
        total += belief[k]
    for k in range(types):
        belief[k] = belief[k] / total


@rule
def mix(belief: Vector, belief_mixing: float) -> None:
    """Mix a belief (n,) in place with the uniform one: types may drift, and nobody is ever certain.

    Sources: the prediction step of a filter with uniform type switching.

    Parameters
    ----------
    belief : (n,) float64
        Probability of each type, overwritten.
    belief_mixing : float
        Weight of the uniform belief, a share a month.
    """
    types = len(belief)
    for k in range(types):
        belief[k] = (1.0 - belief_mixing) * belief[k] + belief_mixing / types
