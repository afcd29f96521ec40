"""Where a function known by its values changes sign: brackets, bisection of many at once, and by chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]
    Indices = NDArray[np.int64]


def brackets(effects: Vector) -> Indices:
    """Return the positions k at which effects k and k + 1 of a curve (n,) lie on either side of 0.

    Parameters
    ----------
    effects : (n,) float64
        Values at rising places; a value of 0 or NaN ends no bracket.

    Returns
    -------
    (m,) int64
        Rising; empty where the sign does not change.
    """
    return np.flatnonzero(effects[:-1] * effects[1:] < 0)


def bisect(
    low: Vector, high: Vector, at_low: Vector, effects: Callable[[Vector], Vector], steps: int
) -> Vector:
    """Return where each of several functions changes sign, by halving its bracket so many times.

    Parameters
    ----------
    low, high : (n,) float64
        The bracket of each.
    at_low : (n,) float64
        Its value at the lower end; that at the upper end has the other sign.
    effects : function
        Takes a place for each (n,) to the values there (n,).
    steps : int
        How many times each bracket is halved: its width falls to 1 in 2^steps.

    Returns
    -------
    (n,) float64
        The middle of the last bracket.
    """
    low, high = low.copy(), high.copy()
    for _ in range(steps):
        middle = (low + high) / 2
        same = effects(middle) * at_low > 0
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    return np.asarray((low + high) / 2)


def by_chance(places: Vector, values: Matrix, seed: np.random.Generator, resamples: int) -> Vector:
    """Return where the curve changes sign first when other runs are drawn, where it does at all.

    Parameters
    ----------
    places : (n,) float64
        Where the curve is known, rising.
    values : (n, runs) float64
        What each run comes to there; NaN where missing.
    seed : Generator
        Draws the runs, with replacement, the same at all places.
    resamples : int
        How many curves are looked at.

    Returns
    -------
    (m,) float64
        Of the `resamples` curves those that change sign.
    """
    runs = values.shape[1]
    weights = seed.multinomial(runs, np.full(runs, 1 / runs), size=resamples).astype(np.float64)
    present = ~np.isnan(values)
    count = weights @ present.T
    total = weights @ np.where(present, values, 0.0).T
    curves = np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
    found = [_first(places, curve) for curve in curves]
    return np.array([place for place in found if place is not None])


def _first(places: Vector, curve: Vector) -> float | None:
    """Return the first change of sign of a curve, straight between its points."""
    crossed = brackets(curve)
    if not len(crossed):
        return None
    k = crossed[0]
    share = curve[k] / (curve[k] - curve[k + 1])
    return float(places[k] + share * (places[k + 1] - places[k]))
