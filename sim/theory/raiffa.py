"""The Raiffa solution: agree on half of what is left to gain, again and again.

Sources: Raiffa 1953.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.theory.frontier import where_it_falls_to_zero

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.theory.frontier import Point, Problem

_MOST_STEPS = 10_000


def steps(problem: Problem) -> Iterator[Point]:
    """Yield the interim agreements: each halfway from the one before to its ideal point.

    Ends where rounding leaves nothing to gain.
    """
    (u1, u2), highest = problem.disagreement, problem.most_for_1
    while True:
        floor = u2
        highest = where_it_falls_to_zero(lambda x, floor=floor: problem.left_for_2(x) - floor, u1, highest)  # type: ignore[misc]
        reached = ((u1 + highest) / 2.0, (u2 + problem.left_for_2(u1)) / 2.0)
        if not (reached[0] > u1 and reached[1] > u2):
            return
        u1, u2 = reached
        yield reached


def limit(problem: Problem) -> Point:
    """Return the point of the frontier that the interim agreements approach."""
    last = problem.disagreement
    for step, last in enumerate(steps(problem)):  # noqa: B007 - the last one counts
        if step > _MOST_STEPS:
            raise ValueError("the interim agreements do not settle")
    return last
