"""The Nash solution: the largest product of what both gain over disagreement.

Sources: Nash 1950; Mariotti 1998 (finitely many alternatives).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.theory.menu import gains

if TYPE_CHECKING:
    from sim.theory.frontier import BargainingProblem, Point
    from sim.theory.menu import Points


def on_frontier(problem: BargainingProblem) -> Point:
    """Return the Nash point: a further unit for one costs the other the same share of its gain.

    Parameters
    ----------
    problem : BargainingProblem
        Frontier and disagreement point, payoff units.

    Returns
    -------
    Point
        Payoffs of player 1 and player 2.
    """
    d1, d2 = problem.disagreement
    return problem.where(lambda u1: problem.left_for_2(u1) - d2 + (u1 - d1) * problem.slope(u1))


class Package(NamedTuple):
    """A package of a menu, by position, and the product of what both gain from it."""

    position: int
    product: float


def on_menu(points: Points, disagreement: Point) -> Package | None:
    """Return the Nash package of a menu, the first of equals; None where none leaves both no worse off.

    Parameters
    ----------
    points : array of float64
        (n, 2) payoffs of the two players by package.
    disagreement : Point
        Their payoffs without agreement.

    Returns
    -------
    Package or None
        Position of the package, and the product of the gains from it in squared payoff units.
    """
    gain = gains(points, disagreement)
    rational = np.all(gain >= 0.0, axis=1)
    if not rational.any():
        return None
    products = np.where(rational, gain[:, 0] * gain[:, 1], -np.inf)
    best = int(np.argmax(products))
    return Package(best, float(products[best]))
