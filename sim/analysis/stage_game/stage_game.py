"""The stage game of a meeting: where the solution concepts of bargaining theory point in its menu."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.analysis.stage_game.meeting import meeting
from sim.analysis.stage_game.report import report
from sim.theory.menu import gains
from sim.theory.packages import Solutions, solutions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from sim.analysis.stage_game.meeting import MonthMeeting
    from sim.output.report import Report
    from sim.scenario import Overrides, ScenarioLike
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
    """A meeting and the solutions of its menu; `gains` (n, 2) over disagreement, the Kremlin's first."""

    meeting: MonthMeeting
    gains: Points
    solutions: Solutions

    @property
    def concepts(self) -> tuple[Concept, ...]:
        """The solution concepts, packages by position and points as gains.

        Returns
        -------
        tuple of Concept
            Nash, Kalai-Smorodinsky, egalitarian; points in payoff units over disagreement.
        """
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
        d1, d2 = self.meeting.menu.disagreement
        return point[0] - d1, point[1] - d2

    @property
    def moves(self) -> Iterator[tuple[str, int]]:
        """What was offered, countered and settled, by position.

        Yields
        ------
        tuple of str and int
            Who did what, and the position of the package in the menu.
        """
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
    def disagreement(self) -> str:
        """The disagreement point in words: what goes on if nothing is agreed."""
        way = "turns West" if self.meeting.menu.turns_west else "stays away from the West"
        return f"nothing agreed, the subsidy goes on, Minsk {way}"

    @property
    def rational(self) -> NDArray[np.bool_]:
        """Which packages leave both no worse off than disagreement, (n,).

        Returns
        -------
        (n,) bool
            A gain of exactly 0 counts as no loss.
        """
        return np.asarray(np.all(self.gains >= 0.0, axis=1))

    @property
    def frontier(self) -> NDArray[np.int64]:
        """The undominated packages by position, from the best for Minsk to the best for the Kremlin.

        Returns
        -------
        (m,) int64
            Positions in the menu.
        """
        rows = np.flatnonzero(self.solutions.undominated)
        return rows[np.argsort(self.gains[rows, 0], kind="stable")]


def stage_game(
    scenario: ScenarioLike,
    overrides: Overrides = (),
    *,
    month: int,
    run: int,
    point: int = 0,
    minds: Mapping[str, str] | str | None = None,
    seed: int | None = None,
) -> Report[StageGame]:
    """Value one month's packages for both sides, and find those that bargaining theory would pick.

    The disagreement point is what each side has if nothing is agreed; values are those of the true types, as
    in the distances of every run.

    Parameters
    ----------
    scenario : str, Path, mapping or Scenario
        As for `sim.load`.
    overrides : str, mapping, or several of these
        As for `sim.load`.
    month : int
        Month of the meeting, from 1.
    run : int
        Number of the run, from 0.
    point : int
        Which point of a sweep, from 0.
    minds : mapping or str, optional
        Minds in place of the scenario's own.
    seed : int, optional
        In place of the scenario's own.

    Returns
    -------
    Report
        Tables `menu` (a row a package) and `points` (what was offered, countered and settled, and what Nash,
        Kalai and Smorodinsky, and the egalitarian solution pick).

    Raises
    ------
    ScenarioErrors
        The scenario is not valid.
    UsageError
        There is no such run, point or month, or the run had ended before.

    Examples
    --------
    >>> import sim
    >>> report = sim.stage_game("baseline_feb2021", month=3, run=17)
    >>> report.tables["points"]["what"].tolist()[:3]
    ['offered by Minsk', 'countered by Kremlin', 'settled']
    """
    return report(game_of(meeting(scenario, run, month, overrides, point=point, seed=seed, minds=minds)))


def game_of(meeting: MonthMeeting) -> StageGame:
    """Return the stage game of a meeting.

    Parameters
    ----------
    meeting : MonthMeeting
        A meeting with its menu.

    Returns
    -------
    StageGame
        With gains (n, 2) in payoff units, and the solutions by `sim.theory.packages`.
    """
    menu = meeting.menu
    return StageGame(
        meeting, gains(menu.payoffs, menu.disagreement), solutions(menu.payoffs, menu.disagreement)
    )
