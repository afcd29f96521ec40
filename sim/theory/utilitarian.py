"""The utilitarian solution: the largest sum of payoffs. It compares payoffs between players.

Sources: Harsanyi 1955.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from sim.theory.frontier import BargainingProblem, Point
    from sim.theory.menu import Points


def on_frontier(problem: BargainingProblem) -> Point:
    """Return the point where the frontier falls by one for one, or the end of it that comes nearest.

    Where the frontier falls by one for one over a stretch, the end of the stretch best for player 2.

    Parameters
    ----------
    problem : BargainingProblem
        Frontier and disagreement point, payoff units.

    Returns
    -------
    Point
        Payoffs of player 1 and player 2.
    """
    return problem.where(lambda u1: problem.slope(u1) + 1.0)


def on_menu(points: Points) -> int:
    """Return the package with the largest sum of payoffs, the first of equals, by position.

    Parameters
    ----------
    points : array_like
        (n, 2) payoffs of the two players by package.

    Returns
    -------
    int
        Position of the package.
    """
    return int(np.argmax(np.asarray(points, dtype=float).sum(axis=1)))
