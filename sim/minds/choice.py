"""Quantal response: better alternatives are likelier, by a precision.

Sources: Luce 1959; McFadden 1974; McKelvey and Palfrey 1995.
"""

from __future__ import annotations

from sim.rules.compiled import rule
from sim.rules.numerics import exp, log
from sim.rules.shapes import Vector

BEST_REPLY = 1e6  # a precision at or above this picks the best alternative, the lowest on ties


@rule
def logit_weights(weights: Vector, count: int, precision: float) -> float:
    """Turn the first `count` values in `weights` into logit weights in place; return their sum.

    The largest value has weight 1, so nothing overflows.
    """
    best = largest(weights, count)
    if precision < BEST_REPLY:
        return exponentiate(weights, count, precision, best)
    total = 0.0
    for i in range(count):
        weights[i] = 1.0 if weights[i] == best and total == 0.0 else 0.0
        total += weights[i]
    return total


@rule
def largest(values: Vector, count: int) -> float:
    """Return the largest of the first `count` values."""
    best = values[0]
    for i in range(1, count):
        best = max(best, values[i])
    return best


@rule
def exponentiate(values: Vector, count: int, precision: float, best: float) -> float:
    """Turn the first `count` values into exp(precision * (value - best)) in place; return their sum."""
    for i in range(count):
        values[i] = exp(precision * (values[i] - best))
    total = 0.0
    for i in range(count):
        total += values[i]
    return total


@rule
def pick(weights: Vector, count: int, total: float, uniform: float) -> int:
    """Return the alternative that a uniform selects, by the inverse distribution function."""
    reached = 0.0
    target = uniform * total
    last = 0
    for i in range(count):
        if weights[i] > 0.0:
            reached += weights[i]
            last = i
            if target < reached:
                return i
    return last


@rule
def logit_pick(weights: Vector, count: int, precision: float, uniform: float) -> int:
    """Return the logit choice among the first `count` values in `weights`, which is overwritten."""
    return pick(weights, count, logit_weights(weights, count, precision), uniform)


@rule
def log_choice_chance(weights: Vector, count: int, chosen: int, precision: float) -> float:
    """Return the log chance of the chosen of the first `count` values in `weights`, which is overwritten."""
    best = largest(weights, count)
    likely = precision * (weights[chosen] - best)
    return likely - log(exponentiate(weights, count, precision, best))


@rule
def uniform_pick(count: int, uniform: float) -> int:
    """Return one of `count` alternatives, all alike."""
    return min(count - 1, int(uniform * count))
