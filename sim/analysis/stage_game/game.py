"""The stage game of a sitting: where the solution concepts of bargaining theory point in its menu."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.theory.menu import gains
from sim.theory.packages import Solutions, solutions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from sim.analysis.stage_game.meeting import MeetingRecord
    from sim.theory.frontier import Point

    Points = NDArray[np.float64]


class Concept(NamedTuple):
    """A solution concept: the package it picks, and the point it picks if the two may draw lots.

    Either is None where nothing leaves both no worse off; the point also where the concept has none here.
    """

    name: str
    package: int | None
    point: Point | None


@dataclass(frozen=True, slots=True)
class StageGame:
    """A sitting and the solutions of its menu; `gains` (n, 2) over disagreement, the Kremlin's first."""

    meeting: MeetingRecord
    gains: Points
    solutions: Solutions

    @property
    def concepts(self) -> tuple[Concept, ...]:
        """The solution concepts, packages by position and points as gains."""
        found = self.solutions
        return (
            Concept("Nash", found.nash, None),
            Concept(
                "Kalai-Smorodinsky", found.kalai_smorodinsky, self._gained(found.kalai_smorodinsky_point)
            ),
            Concept("egalitarian", found.egalitarian, self._gained(found.egalitarian_point)),
        )

    def _gained(self, point: Point | None) -> Point | None:
        if point is None:
            return None
        d1, d2 = self.meeting.table.disagreement
        return point[0] - d1, point[1] - d2

    @property
    def said(self) -> Iterator[tuple[str, int]]:
        """What was put on the table and what was settled, by position."""
        meeting = self.meeting
        yield f"offered by {meeting.proposer}", meeting.offered
        if meeting.countered is not None:
            yield (
                f"countered by {'Minsk' if meeting.kremlin_proposes else 'Kremlin'}",
                meeting.countered,
            )
        if meeting.settled is not None:
            yield "settled", meeting.settled

    @property
    def rational(self) -> NDArray[np.bool_]:
        """Which packages leave both no worse off than disagreement, (n,)."""
        return np.asarray(np.all(self.gains >= 0.0, axis=1))

    @property
    def frontier(self) -> NDArray[np.int64]:
        """The undominated packages by position, from the best for Minsk to the best for the Kremlin."""
        rows = np.flatnonzero(self.solutions.undominated)
        return rows[np.argsort(self.gains[rows, 0], kind="stable")]


def game_of(meeting: MeetingRecord) -> StageGame:
    """Return the stage game of a sitting."""
    table = meeting.table
    return StageGame(
        meeting, gains(table.payoffs, table.disagreement), solutions(table.payoffs, table.disagreement)
    )
