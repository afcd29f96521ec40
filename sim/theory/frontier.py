"""The frontier of a bargaining problem: the most player 2 can have for what player 1 gets.

A problem is a frontier and a disagreement point below it. The frontier is a polynomial, decreasing and
concave between the disagreement point and the most that player 1 could get.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.polynomial import Polynomial
from scipy.optimize import brentq

if TYPE_CHECKING:
    from collections.abc import Callable

Point: TypeAlias = tuple[float, float]

_ROUNDING = 1e-9  # relative; a curvature this small may be rounding
_EPSILON = float(np.finfo(float).eps)
_DOUBLINGS = 200


@dataclass(frozen=True)
class BargainingProblem:
    """What two players can agree on, and what they have if they do not.

    Parameters
    ----------
    coefficients
        (n,) of u2 = c0 + c1 u1 + c2 u1^2 + ..., in payoff units.
    disagreement
        What each has without agreement: a point below the frontier.

    Raises
    ------
    ValueError
        The point is not below the frontier, or the frontier does not fall, or it is not concave where the
        two bargain.

    """

    coefficients: tuple[float, ...]
    disagreement: Point

    def __post_init__(self) -> None:
        """Refuse what is no bargaining problem."""
        low = self.disagreement[0]
        if self.left_for_2(low) <= self.disagreement[1]:
            raise ValueError("the disagreement point must lie below the frontier")
        size = sum(abs(c) for c in self.coefficients)
        if self.slope(low) > _ROUNDING * size:
            raise ValueError("the frontier must decrease to the right of the disagreement point")
        if self._largest_curvature(low, self.most_for_1) > _ROUNDING * size:
            raise ValueError("the frontier must be concave between the disagreement and the ideal point")

    @cached_property
    def _curve(self) -> Polynomial:
        return Polynomial(self.coefficients)

    @cached_property
    def _slope(self) -> Polynomial:
        return self._curve.deriv()

    def left_for_2(self, u1: float) -> float:
        """Return what player 2 gets when player 1 gets `u1`.

        Parameters
        ----------
        u1 : float
            Payoff of player 1.

        Returns
        -------
        float
            Payoff of player 2 on the frontier.
        """
        return float(self._curve(u1))

    def slope(self, u1: float) -> float:
        """Return what player 2 gains, at the margin, when player 1 gets more (negative).

        Parameters
        ----------
        u1 : float
            Payoff of player 1.

        Returns
        -------
        float
            Payoff units of player 2 a unit of player 1.
        """
        return float(self._slope(u1))

    @cached_property
    def most_for_1(self) -> float:
        """The most player 1 can have while player 2 keeps its disagreement payoff.

        Returns
        -------
        float
            Payoff of player 1.

        Raises
        ------
        ValueError
            The frontier does not fall to that payoff of player 2.
        """
        low, floor = self.disagreement
        step = 1e-3 * max(1.0, abs(low))
        for _ in range(_DOUBLINGS):
            if self.left_for_2(low + step) < floor:
                return where_it_falls_to_zero(lambda u1: self.left_for_2(u1) - floor, low, low + step)
            step *= 2.0
        raise ValueError("the frontier must fall to the disagreement payoff of player 2")

    @property
    def ideal(self) -> Point:
        """The most each could have while the other keeps its disagreement payoff: together out of reach.

        Returns
        -------
        Point
            Payoffs of player 1 and player 2.
        """
        return self.most_for_1, self.left_for_2(self.disagreement[0])

    def at(self, u1: float) -> Point:
        """Return the point of the frontier where player 1 gets `u1`.

        Parameters
        ----------
        u1 : float
            Payoff of player 1.

        Returns
        -------
        Point
            Payoffs of player 1 and player 2.
        """
        return u1, self.left_for_2(u1)

    def where(self, condition: Callable[[float], float]) -> Point:
        """Return the point of the frontier at which a condition that falls in u1 reaches 0.

        Where it has one sign throughout, the end of the frontier that comes nearest.

        Parameters
        ----------
        condition : callable
            Function of the payoff of player 1 that falls between the ends of the frontier.

        Returns
        -------
        Point
            Payoffs of player 1 and player 2.
        """
        return self.at(where_it_falls_to_zero(condition, self.disagreement[0], self.most_for_1))

    def _largest_curvature(self, low: float, high: float) -> float:
        curvature = self._curve.deriv(2)
        turns = [complex(root) for root in curvature.deriv().roots()]
        inside = [turn.real for turn in turns if abs(turn.imag) < _ROUNDING and low < turn.real < high]
        return max(float(curvature(u1)) for u1 in (low, high, *inside))


def where_it_falls_to_zero(falling: Callable[[float], float], low: float, high: float) -> float:
    """Return where a falling function reaches 0, or the end that comes nearest, to the last digits.

    Parameters
    ----------
    falling : callable
        A function of one number that does not rise between the ends.
    low, high : float
        The ends of the range that is searched.

    Returns
    -------
    float
        The root, or an end.
    """
    if falling(low) <= 0.0:
        return low
    if falling(high) >= 0.0:
        return high
    nearness = max(_EPSILON * max(abs(low), abs(high)), 1e-300)
    return float(brentq(falling, low, high, xtol=nearness, rtol=4 * _EPSILON, maxiter=1000))
