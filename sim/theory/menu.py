"""A finite menu of packages in payoff space: gains, what is undominated, and what lotteries add."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from sim.theory.frontier import Point

Points: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]


def gains(points: ArrayLike, disagreement: Point) -> Points:
    """Return what each player gains over disagreement from each package, shape (n, 2).

    Parameters
    ----------
    points : array_like
        (n, 2) payoffs of the two players by package.
    disagreement : Point
        Their payoffs without agreement.

    Returns
    -------
    array
        (n, 2) payoff units.

    Raises
    ------
    ValueError
        The menu is empty, or a package has not two payoffs.
    """
    payoffs = np.asarray(points, dtype=np.float64)
    if payoffs.ndim != 2 or payoffs.shape[1] != 2 or len(payoffs) == 0:
        raise ValueError(f"a menu is one pair of payoffs a package, not an array of shape {payoffs.shape}")
    return payoffs - np.asarray(disagreement, dtype=np.float64)


def undominated(points: ArrayLike) -> Flags:
    """Return which packages are Pareto undominated, shape (n,): none is as good for both, better for one.

    Disagreement plays no part: a package may be undominated and yet leave a player worse off.

    Parameters
    ----------
    points : array_like
        (n, 2) payoffs of the two players by package.

    Returns
    -------
    array of bool
        (n,) one flag a package.
    """
    payoffs = gains(points, (0.0, 0.0))
    as_good = np.all(payoffs[:, None, :] >= payoffs[None, :, :], axis=2)
    better = np.any(payoffs[:, None, :] > payoffs[None, :, :], axis=2)
    dominated: Flags = np.any(as_good & better, axis=0)
    return ~dominated


def evenest(amounts: Points, eligible: Flags) -> int:
    """Return the eligible row with the largest lesser amount, then the larger other, then the first.

    Parameters
    ----------
    amounts : array of float64
        (n, 2) what each player gets by package.
    eligible : array of bool
        (n,) which packages count; at least one.

    Returns
    -------
    int
        Position of the row.
    """
    rows = np.flatnonzero(eligible)
    lesser, larger = amounts[rows].min(axis=1), amounts[rows].max(axis=1)
    return int(rows[np.lexsort((rows, -larger, -lesser))[0]])


class Lotteries:
    """What a menu offers when the two may draw lots between packages and throw payoff away.

    The set is bounded by half-planes: `slopes` (m, 2) >= 0 and `limits` (m,) with slopes . u <= limits.
    """

    def __init__(self, points: ArrayLike) -> None:
        """Take the menu, (n, 2) payoffs by package."""
        payoffs = gains(points, (0.0, 0.0))
        corners = _upper_right_hull(payoffs[undominated(payoffs)])
        rise = corners[1:] - corners[:-1]
        edges = np.column_stack((-rise[:, 1], rise[:, 0]))
        self.slopes = np.vstack((edges, [[1.0, 0.0], [0.0, 1.0]]))
        self.limits = np.append((edges * corners[1:]).sum(axis=1), payoffs.max(axis=0))

    def reach(self, start: Point, direction: Point) -> float:
        """Return how far one can go from `start` in a `direction` >= 0; negative if `start` is outside.

        Parameters
        ----------
        start : Point
            Payoffs to begin from.
        direction : Point
            Payoff units of each player a unit of the way, none of them below 0.

        Returns
        -------
        float
            Multiple of `direction`; minus infinity where no step along it helps.
        """
        rate = self.slopes @ np.asarray(direction)
        left = self.limits - self.slopes @ np.asarray(start)
        if np.any(left[rate <= 0.0] < 0.0):
            return -np.inf
        if not np.any(rate > 0.0):  # no direction at all
            return 0.0
        return float((left[rate > 0.0] / rate[rate > 0.0]).min())

    def furthest(self, start: Point, direction: Point) -> Point:
        """Return the last attainable point on the way from `start` in a `direction`.

        Parameters
        ----------
        start : Point
            Payoffs to begin from.
        direction : Point
            Payoff units of each player a unit of the way, none of them below 0.

        Returns
        -------
        Point
            Payoffs of player 1 and player 2.
        """
        way = self.reach(start, direction)
        return start[0] + way * direction[0], start[1] + way * direction[1]

    def ideal_gains(self, disagreement: Point) -> Point | None:
        """Return the most each could gain while the other loses nothing; None where somebody must lose.

        Parameters
        ----------
        disagreement : Point
            Payoffs without agreement.

        Returns
        -------
        Point or None
            Gains of player 1 and player 2, payoff units.
        """
        ideal = self.reach(disagreement, (1.0, 0.0)), self.reach(disagreement, (0.0, 1.0))
        return ideal if min(ideal) >= 0.0 else None


def _upper_right_hull(undominated_points: Points) -> Points:
    """Return the corners from the best package of player 2 to the best of player 1, shape (k, 2)."""
    order = np.lexsort((undominated_points[:, 1], undominated_points[:, 0]))
    corners: list[Points] = []
    for point in undominated_points[order]:
        while len(corners) > 1 and _lies_inside(corners[-2], corners[-1], point):
            corners.pop()
        corners.append(point)
    return np.array(corners)


def _lies_inside(left: Points, middle: Points, right: Points) -> bool:
    """Whether the middle one is on or below the line between the others."""
    to_middle, to_right = middle - left, right - left
    return bool(to_middle[0] * to_right[1] - to_middle[1] * to_right[0] >= 0.0)
