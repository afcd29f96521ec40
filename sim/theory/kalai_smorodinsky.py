"""The Kalai-Smorodinsky solution: both gain the same share of the most they could gain.

Sources: Kalai and Smorodinsky 1975; Nagahisa and Tanaka 2002 (finitely many alternatives).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.theory.menu import Lotteries, evenest, gains

if TYPE_CHECKING:
    from sim.theory.frontier import BargainingProblem, Point
    from sim.theory.menu import Points


def on_frontier(problem: BargainingProblem) -> Point:
    """Return the point where the line from disagreement to the ideal point meets the frontier.

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
    a1, a2 = problem.ideal
    return problem.where(lambda u1: (problem.left_for_2(u1) - d2) * (a1 - d1) - (u1 - d1) * (a2 - d2))


def on_menu(points: Points, disagreement: Point) -> int | None:
    """Return the package whose lesser share of the most to be gained is largest, by position.

    Only packages that leave both no worse off count, for the shares too. Among equals the one with the
    larger other share, then the first. None where no package leaves both no worse off.

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
    if not rational.any():
        return None
    most = gain[rational].max(axis=0)
    shares = np.where(most > 0.0, gain / np.where(most > 0.0, most, 1.0), 1.0)
    return evenest(shares, rational)


def with_lotteries(points: Points, disagreement: Point) -> Point | None:
    """Return the Kalai-Smorodinsky point where the two may also draw lots between packages.

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
    ideal = lotteries.ideal_gains(disagreement)
    return None if ideal is None else lotteries.furthest(disagreement, ideal)
