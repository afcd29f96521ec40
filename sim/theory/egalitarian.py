"""The egalitarian solution: both gain the same over disagreement. It compares payoffs between players.

Sources: Kalai 1977; Imai 1983 (first the lesser gain, then the other).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.theory.menu import Lotteries, evenest, gains

if TYPE_CHECKING:
    from sim.theory.frontier import BargainingProblem, Point
    from sim.theory.menu import Points


def on_frontier(problem: BargainingProblem) -> Point:
    """Return the point of the frontier where both gain the same.

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
    return problem.where(lambda u1: (problem.left_for_2(u1) - d2) - (u1 - d1))


def on_menu(points: Points, disagreement: Point) -> int | None:
    """Return the package whose lesser gain is largest, then the other gain, then the first, by position.

    None where no package leaves both no worse off.

    Parameters
    ----------
    points : array_like
        (n, 2) payoffs of the two players by package.
    disagreement : Point
        Their payoffs without agreement.

    Returns
    -------
    int or None
        Position of the package.
    """
    gain = gains(points, disagreement)
    rational = np.all(gain >= 0.0, axis=1)
    return evenest(gain, rational) if rational.any() else None


def with_lotteries(points: Points, disagreement: Point) -> Point | None:
    """Return the furthest point of equal gains where the two may also draw lots between packages.

    None where not even a lottery leaves both no worse off.

    Parameters
    ----------
    points : array_like
        (n, 2) payoffs of the two players by package.
    disagreement : Point
        Their payoffs without agreement.

    Returns
    -------
    Point or None
        Payoffs of player 1 and player 2.
    """
    lotteries = Lotteries(points)
    if lotteries.ideal_gains(disagreement) is None:
        return None
    return lotteries.furthest(disagreement, (1.0, 1.0))
