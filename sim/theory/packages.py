"""All solutions of one finite menu at once: what a settlement can be measured against."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.theory import egalitarian, kalai_smorodinsky, nash
from sim.theory.menu import Flags, undominated

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from sim.theory.frontier import Point


class Solutions(NamedTuple):
    """Where the solution concepts point in a menu; packages by position.

    The first five are None where nothing leaves both no worse off: no package, or for the two points no
    lottery either. `nash_product` is the product of the gains from the Nash package. `undominated` (n,)
    flags the Pareto set.
    """

    nash: int | None
    nash_product: float | None
    kalai_smorodinsky: int | None
    kalai_smorodinsky_point: Point | None
    egalitarian: int | None
    egalitarian_point: Point | None
    undominated: Flags


def solutions(points: ArrayLike, disagreement: Point = (0.0, 0.0)) -> Solutions:
    """Return the Nash, Kalai-Smorodinsky and egalitarian packages and points of a menu, and its Pareto set.

    Parameters
    ----------
    points : array_like
        (n, 2) payoffs of the two players by package.
    disagreement : Point
        Their payoffs without agreement.

    Returns
    -------
    Solutions
        Packages by position, points in payoff units.

    Raises
    ------
    ValueError
        The menu is empty, or a package has not two payoffs.

    Examples
    --------
    >>> chosen = solutions([(1.4, -0.3), (0.9, 0.7), (0.6, 0.9), (1.3, 0.4)])
    >>> chosen.nash, chosen.kalai_smorodinsky, chosen.undominated.tolist()
    (1, 1, [True, True, True, True])
    """
    payoffs = np.asarray(points, dtype=float)
    best = nash.on_menu(payoffs, disagreement)
    return Solutions(
        nash=best.position if best else None,
        nash_product=best.product if best else None,
        kalai_smorodinsky=kalai_smorodinsky.on_menu(payoffs, disagreement),
        kalai_smorodinsky_point=kalai_smorodinsky.with_lotteries(payoffs, disagreement),
        egalitarian=egalitarian.on_menu(payoffs, disagreement),
        egalitarian_point=egalitarian.with_lotteries(payoffs, disagreement),
        undominated=undominated(payoffs),
    )
