"""The Raiffa solution: agree on half of what is left to gain, again and again.

Sources: Raiffa 1953.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.theory.frontier import where_it_falls_to_zero

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.theory.frontier import BargainingProblem, Point

_MOST_STEPS = 10_000


def steps(problem: BargainingProblem) -> Iterator[Point]:
    """Yield the interim agreements: each halfway from the one before to its ideal point.

    Ends where rounding leaves nothing to gain.

    Parameters
    ----------
    problem : BargainingProblem
        Frontier and disagreement point, payoff units.

    Yields
    ------
    Point
        Payoffs of player 1 and player 2.
    """
    now, most = problem.disagreement, problem.most_for_1
    while True:
        most = _most_for_1(problem, now, most)
        after = ((now[0] + most) / 2.0, (now[1] + problem.left_for_2(now[0])) / 2.0)
        if not (after[0] > now[0] and after[1] > now[1]):
            return
        now = after
        yield now


def _most_for_1(problem: BargainingProblem, now: Point, most_before: float) -> float:
    """Return the most player 1 can have while player 2 keeps what it has now."""
    return where_it_falls_to_zero(lambda u1: problem.left_for_2(u1) - now[1], now[0], most_before)


def limit(problem: BargainingProblem) -> Point:
    """Return the point of the frontier that the interim agreements approach.

    Parameters
    ----------
    problem : BargainingProblem
        Frontier and disagreement point, payoff units.

    Returns
    -------
    Point
        Payoffs of player 1 and player 2.

    Raises
    ------
    ValueError
        The interim agreements do not settle.
    """
    last = problem.disagreement
    for step, last in enumerate(steps(problem)):  # noqa: B007 - the last one counts
        if step > _MOST_STEPS:
            raise ValueError("the interim agreements do not settle")
    return last
