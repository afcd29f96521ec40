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

    Parameters
    ----------
    weights : Vector
        Values of the alternatives, any unit; overwritten by weights.
    count : int
        Number of alternatives, at least 1.
    precision : float
        Per unit of the values, 0 or more; from `BEST_REPLY` on the best alternative has all the weight.

    Returns
    -------
    float
        Sum of the weights, 1 or more.
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
    """Return the largest of the first `count` values.

    Parameters
    ----------
    values : Vector
        Shape of `count` or more; what lies beyond is not read.
    count : int
        Number of alternatives, at least 1.

    Returns
    -------
    float
        In the unit of the values.
    """
    best = values[0]
    for i in range(1, count):
        best = max(best, values[i])
    return best


@rule
def exponentiate(values: Vector, count: int, precision: float, best: float) -> float:
    """Turn the first `count` values into exp(precision * (value - best)) in place; return their sum.

    Parameters
    ----------
    values : Vector
        Overwritten by weights.
    count : int
        Number of alternatives, at least 1.
    precision : float
        Per unit of the values, 0 or more.
    best : float
        The largest value, which gets weight 1.

    Returns
    -------
    float
        Sum of the weights, 1 or more.
    """
    for i in range(count):
        values[i] = exp(precision * (values[i] - best))
    total = 0.0
    for i in range(count):
        total += values[i]
    return total


@rule
def pick(weights: Vector, count: int, total: float, uniform: float) -> int:
    """Return the alternative that a uniform selects, by the inverse distribution function.

    Parameters
    ----------
    weights : Vector
        Weights of the alternatives, not negative; they need not sum to 1.
    count : int
        Number of alternatives, at least 1.
    total : float
        Sum of the first `count` weights.
    uniform : float
        Draw in (0, 1).

    Returns
    -------
    int
        Position of an alternative with a positive weight; the last of them where rounding leaves none.
    """
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
    """Return the logit choice among the first `count` values in `weights`, which is overwritten.

    Parameters
    ----------
    weights : Vector
        Values of the alternatives, any unit; overwritten by weights.
    count : int
        Number of alternatives, at least 1.
    precision : float
        Per unit of the values, 0 or more; from `BEST_REPLY` on the best alternative has all the weight.
    uniform : float
        Draw in (0, 1).

    Returns
    -------
    int
        Position of the alternative, 0 to `count` - 1.
    """
    return pick(weights, count, logit_weights(weights, count, precision), uniform)


@rule
def log_choice_chance(weights: Vector, count: int, chosen: int, precision: float) -> float:
    """Return the log chance of the chosen of the first `count` values in `weights`, which is overwritten.

    Parameters
    ----------
    weights : Vector
        Values of the alternatives, any unit; overwritten by weights.
    count : int
        Number of alternatives, at least 1.
    chosen : int
        Position of the alternative taken.
    precision : float
        Per unit of the values, 0 or more and finite; there is no case apart for `BEST_REPLY`.

    Returns
    -------
    float
        Natural logarithm of the chance, at most 0.
    """
    best = largest(weights, count)
    likely = precision * (weights[chosen] - best)
    return likely - log(exponentiate(weights, count, precision, best))


@rule
def uniform_pick(count: int, uniform: float) -> int:
    """Return one of `count` alternatives, all alike.

    Parameters
    ----------
    count : int
        Number of alternatives, at least 1.
    uniform : float
        Draw in (0, 1).

    Returns
    -------
    int
        Position of the alternative, 0 to `count` - 1.
    """
    return min(count - 1, int(uniform * count))
