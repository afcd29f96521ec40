"""One run to look at: the Mesa model, stepped as far as it is looked at, and what stood before month 1."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sim.engines import records
from sim.engines.mesa_model import Model
from sim.engines.trace import Trace, trace
from sim.play import month as months
from sim.quantities import OUTCOMES, monthly_measures

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from sim.engines.agents import Decision
    from sim.outcomes.read import Row
    from sim.scenario import Scenario


@dataclass(frozen=True)
class ReplayedRun:
    """A run of a scenario, or one of a result folder with the row that was recorded of it.

    `start` holds the measures as they stand before month 1, by name; what only months have is missing there.
    """

    model: Model
    start: Mapping[str, float]
    recorded: Row | None = None
    other_rules: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def scenario(self) -> Scenario:
        """The scenario that is played."""
        return self.model.resolved

    def until(self, month: int) -> int:
        """Play on to a month, as far as there are months; return the one that is then looked at.

        Parameters
        ----------
        month : int
            From 0, before the first month; a number beyond the horizon counts as the horizon, a negative
            one as 0.

        Returns
        -------
        int
            Between 0 and the horizon.
        """
        month = min(max(month, 0), self.scenario.horizon)
        with self.lock:
            while self.model.month < month:
                self.model.step()
        return month

    @property
    def end(self) -> int | None:
        """The month in which the bargaining ended, as far as it is played; None while it goes on.

        Returns
        -------
        int or None
            From 1; the horizon where the run muddles through.
        """
        outcome = int(self.model.state["outcome"])
        return int(self.model.state["end_month"]) if outcome or self.model.finished else None

    @property
    def outcome(self) -> str:
        """How the run has ended, as far as it is played.

        Returns
        -------
        str
            Name in `OUTCOMES`; `muddling_through` also while it goes on.
        """
        return OUTCOMES[int(self.model.state["outcome"])]

    def column(self, measure: str, month: int) -> NDArray[np.float64]:
        """A measure in months 1 to `month`, (month,).

        Parameters
        ----------
        measure : str
            Name of a monthly measure.
        month : int
            Not beyond what is played.

        Returns
        -------
        (month,) float64
            In the unit of the measure; NaN where it has no value.
        """
        return np.array(self.model.log[measure][:month], dtype=np.float64)

    def row(self, month: int) -> Mapping[str, float]:
        """All measures of a month; before the first, as they stand at the start.

        Parameters
        ----------
        month : int
            From 0, before the first, to the last that is played.

        Returns
        -------
        mapping of str to float
            By name, in the unit of each measure; NaN where it has no value.
        """
        if month == 0:
            return self.start
        names = [measure.name for measure in monthly_measures()]
        return {name: float(self.model.log[month - 1][name]) for name in names}

    def decisions(self, month: int) -> list[Decision]:
        """What was decided in a month, in order.

        Parameters
        ----------
        month : int
            From 1.

        Returns
        -------
        list of Decision
            Empty where nothing was noted, and after the end.
        """
        return [decision for decision in self.model.decisions if decision.month == month]

    def gains(self, month: int, side: str) -> dict[str, float]:
        """The terms of a side's month, payoff units.

        Parameters
        ----------
        month : int
            From 1.
        side : str
            `Kremlin` or `Minsk`.

        Returns
        -------
        dict of str to float
            By name of the term; a loss is negative. Empty where nothing was noted.
        """
        return {
            gain.term: gain.value for gain in self.model.gains if (gain.month, gain.side) == (month, side)
        }

    @cached_property
    def matches(self) -> bool | None:
        """Whether the whole run equals the recorded row; None where there is none."""
        return Trace(self.model, self.recorded, self.other_rules).matches


def replay(scenario: Scenario, run: int, point: int = 0) -> ReplayedRun:
    """Set up a run of a scenario at the end of the month before the first.

    Parameters
    ----------
    scenario : Scenario
        With its changes.
    run : int
        From 0; it decides the random numbers.
    point : int
        Point of the sweep, from 0; 0 without a sweep.

    Returns
    -------
    ReplayedRun
        No month of it is played yet.

    Raises
    ------
    UsageError
        There is no such run or point.
    """
    model = Model(scenario, run, point=point)
    return ReplayedRun(model, _start(model))


def replay_recorded(folder: Path, scenario: str, point: int, run: int) -> ReplayedRun:
    """Replay a run of a result folder to its end, to hold it against its row.

    Parameters
    ----------
    folder : Path
        The result folder.
    scenario : str
        Name of a scenario in it.
    point : int
        Point of the sweep, from 0; 0 without a sweep.
    run : int
        From 0.

    Returns
    -------
    ReplayedRun
        With the row that was recorded, and whether that was made by other rules.

    Raises
    ------
    ResultsError
        There is no such run, or the folder is damaged.
    UsageError
        There is no such scenario or point.
    """
    found = trace(folder, run, scenario=scenario, point=point)
    before = Model(found.model.resolved, run, point=point, noting=False)
    return ReplayedRun(found.model, _start(before), found.recorded, found.other_rules)


def _start(model: Model) -> dict[str, float]:
    """The measures on the eve of the first month; decisions and flows of a month are missing."""
    log = records.records(records.month_dtype(), 1)
    months.log_month(model.state, log[0], log, 1, float(model.state["activity_gap"]), model.p)
    return {
        measure.name: float(log[0][measure.name]) if measure.kind in ("state", "observable") else float("nan")
        for measure in monthly_measures()
    }
