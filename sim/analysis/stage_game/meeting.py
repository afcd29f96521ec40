"""A meeting as it was held: the packages on the table, what they are worth to each side, what was said.

Decision D43 in sim/DECISIONS.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.engines import agents
from sim.engines.agents import package_name
from sim.engines.mesa_model import Model
from sim.errors import UsageError
from sim.minds.workspace import KREMLIN, REFUSED, TURNED_WEST, minsk_reservation, minsk_value, own_reservation
from sim.play.bargaining import COUNTERED
from sim.quantities import INDICES
from sim.scenario.ranges import IntegerRange

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from sim.scenario import Overrides, ScenarioLike

    Points = NDArray[np.float64]
    Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Menu:
    """What lies on the table: packages by number, and what each is worth to the Kremlin and to Minsk.

    `payoffs` (n, 2) and `disagreement` are those of the true types, payoff units, as if all were public;
    `believed` (n,) is how likely the proposer thinks acceptance. `turns_west` says whether Minsk, without an
    agreement, does better by an overture to the West.
    """

    numbers: tuple[int, ...]
    payoffs: Points
    disagreement: tuple[float, float]
    believed: Vector
    turns_west: bool


@dataclass(frozen=True, slots=True)
class MonthMeeting:
    """A month's meeting: what lay on the table, what was offered, countered and settled (None for nothing).

    Packages are positions in the table. The distances are those that the run has for this month, NaN where
    no package gains both sides anything.
    """

    scenario: str
    run: int
    seed: int
    month: int
    kremlin_mind: str
    minsk_mind: str
    kremlin_type: str
    minsk_type: str
    summit: bool
    kremlin_proposes: bool
    menu: Menu
    names: tuple[str, ...]
    offered: int
    countered: int | None
    settled: int | None
    nash_distance: float
    kalai_smorodinsky_distance: float

    @property
    def proposer(self) -> str:
        """The side that proposes."""
        return "Kremlin" if self.kremlin_proposes else "Minsk"


class NotingLeader(agents.Leader):
    """A side that notes what lies on the table before it offers."""

    model: WatchedModel

    def offer(self, count: int) -> int:
        """Offer as ever.

        Parameters
        ----------
        count : int
            How many packages lie on the table: the first ones of the workspace.

        Returns
        -------
        int
            Row of the package that is offered.
        """
        self.model.menu = menu_of(self.model, count)
        return super().offer(count)


class NotingKremlin(NotingLeader, agents.Kremlin):
    """The patron, noting."""


class NotingMinsk(NotingLeader, agents.Minsk):
    """The client, noting."""


class WatchedModel(Model):
    """A run whose last meeting is kept; its numbers are those of any other replay."""

    seats = (NotingKremlin, NotingMinsk)
    menu: Menu

    def __init__(self, scenario: ScenarioLike, run: int = 0, **options: Any) -> None:
        """Set up the run; packages that nobody asks about are valued too."""
        super().__init__(scenario, run, noting=False, **options)
        self.workspace["noted"] = 1.0


def menu_of(model: Model, count: int) -> Menu:
    """Return what lies on the table: the first `count` packages of the workspace.

    Parameters
    ----------
    model : Model
        A run in the middle of a meeting, its packages valued for true types as if these were public.
    count : int
        How many packages lie on the table.

    Returns
    -------
    Menu
        Copies: later months do not change it.
    """
    workspace, sensitivity = model.workspace, model.sensitivity
    packages, paths = workspace["packages"], workspace["paths"]
    minsk = [float(minsk_value(packages, row, sensitivity)) for row in range(count)]
    overture = float(model.state["overture"])
    stays, turns = (float(minsk_value(paths, row, sensitivity)) for row in (REFUSED, TURNED_WEST))
    return Menu(
        numbers=tuple(int(number) for number in packages["number"][:count]),
        payoffs=np.column_stack([packages["kremlin_own"][:count], minsk]),
        disagreement=(
            float(own_reservation(KREMLIN, workspace, overture, sensitivity)),
            float(minsk_reservation(workspace, sensitivity)),
        ),
        believed=np.array(packages["believed"][:count]),
        turns_west=turns > stays,
    )


def meeting(
    scenario: ScenarioLike,
    run: int,
    month: int,
    overrides: Overrides = (),
    *,
    point: int = 0,
    seed: int | None = None,
    minds: Mapping[str, str] | str | None = None,
) -> MonthMeeting:
    """Replay a run to a month and return its meeting.

    Parameters
    ----------
    scenario : str, Path, mapping or Scenario
        As for `sim.load`.
    run : int
        Number of the run, from 0.
    month : int
        Month of the meeting, from 1.
    overrides : str, mapping, or several of these
        As for `sim.load`.
    point : int
        Which point of a sweep, from 0.
    seed : int, optional
        In place of the scenario's own.
    minds : mapping or str, optional
        Minds in place of the scenario's own.

    Returns
    -------
    MonthMeeting
        With the packages on the table, and what was offered, countered and settled.

    Raises
    ------
    ScenarioErrors
        The scenario is not valid.
    UsageError
        There is no such run, point or month, or the run had ended before.
    """
    model = WatchedModel(scenario, run, point=point, overrides=overrides, seed=seed, minds=minds)
    IntegerRange(1, model.inputs.horizon).checked("month", month)
    while model.month < month:
        if not model.alive:
            ended = int(model.state["end_month"])
            raise UsageError(f"run {run} ended in month {ended}: nobody meets in month {month}")
        model.step()
    now, menu = model.now, model.menu
    row_of = {number: row for row, number in enumerate(menu.numbers)}
    state = model.state
    return MonthMeeting(
        scenario=model.resolved.name,
        run=model.run_number,
        seed=model.inputs.seed,
        month=month,
        kremlin_mind=model.kremlin.mind_name,
        minsk_mind=model.minsk.mind_name,
        kremlin_type=INDICES["kremlin_type"][int(state["kremlin_type"])],
        minsk_type=INDICES["minsk_type"][int(state["minsk_type"])],
        summit=bool(now["summit"]),
        kremlin_proposes=bool(now["kremlin_proposes"]),
        menu=menu,
        names=tuple(package_name(number, model.inputs.loans) for number in menu.numbers),
        offered=row_of[int(now["offer"])],
        countered=row_of[int(now["counter"])] if now["response"] == COUNTERED else None,
        settled=row_of[int(now["package"])] if now["accepted"] else None,
        nash_distance=float(now["nash_distance"]),
        kalai_smorodinsky_distance=float(now["kalai_smorodinsky_distance"]),
    )
