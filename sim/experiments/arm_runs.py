"""The runs of an arm, whole: metrics, months, and what was drawn."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sim.engines.kernel import Block
from sim.experiments.metrics import column, mean_where, months_of
from sim.quantities import INDICES, OUTCOMES
from sim.scenario.compile import positions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sim.scenario import Scenario

    Vector = NDArray[np.float64]
    Flags = NDArray[np.bool_]


class ArmRuns:
    """An arm that has been played: vectors over runs, matrices over runs and months; missing is NaN.

    Parameters
    ----------
    scenario : Scenario
        The scenario of the arm.
    block : Block
        Its runs.
    """

    def __init__(self, scenario: Scenario, block: Block) -> None:
        """Keep the block."""
        self.scenario, self.block = scenario, block

    @property
    def runs(self) -> int:
        """Number of runs.

        Returns
        -------
        int
            Of the arm as played, which may be a portion of those of its scenario.
        """
        return self.block.runs

    def metric(self, name: str) -> Vector:
        """Return a metric of every run, shape (runs,).

        Parameters
        ----------
        name : str
            A run measure, as in `outcomes.csv`.

        Returns
        -------
        (runs,) float64
            In the unit of the measure, labels as codes; NaN where missing.
        """
        return column(self.block, name)

    def month(self, name: str) -> Vector:
        """Return a monthly measure, shape (runs, months), missing after the end of a run.

        Parameters
        ----------
        name : str
            A monthly measure.

        Returns
        -------
        (runs, months) float64
            In the unit of the measure, labels as codes; NaN where missing.
        """
        return np.where(self.alive, months_of(self.block, name), np.nan)

    def at(self, name: str, month: int) -> Vector:
        """Return a monthly measure in one month (from 1), shape (runs,).

        A run that has ended keeps its last state and lacks flows and decisions.

        Parameters
        ----------
        name : str
            A monthly measure.
        month : int
            From 1 to the horizon.

        Returns
        -------
        (runs,) float64
            In the unit of the measure, labels as codes; NaN where missing.
        """
        return months_of(self.block, name)[:, month - 1]

    @cached_property
    def alive(self) -> Flags:
        """Tell in which months a run was still going on, shape (runs, months).

        Returns
        -------
        (runs, months) bool
            True up to and including the month in which the run ended.
        """
        months = np.arange(1, self.scenario.horizon + 1)
        return np.asarray(months[None, :] <= self.block.end_month[:, None])

    def start(self, name: str) -> Vector:
        """Return an initial quantity by flat name, shape (runs,).

        Parameters
        ----------
        name : str
            Flat name of an initial quantity.

        Returns
        -------
        (runs,) float64
            In the unit of the quantity, as drawn by each run.
        """
        return np.asarray(self.block.initial[:, positions("initial")[name]])

    def parameter(self, name: str) -> Vector:
        """Return a parameter by flat name, shape (runs,).

        Parameters
        ----------
        name : str
            Flat name of a parameter: `step_by_issue.RM`.

        Returns
        -------
        (runs,) float64
            In the unit of the parameter, as drawn by each run.
        """
        return np.asarray(self.block.parameters[:, positions("parameter")[name]])

    def ended(self, *outcomes: str) -> Flags:
        """Tell which runs ended in one of these ways, shape (runs,).

        Parameters
        ----------
        *outcomes : str
            Names of outcomes, as in `OUTCOMES`.

        Returns
        -------
        (runs,) bool
            False for all runs where no outcome is named.
        """
        codes = [OUTCOMES.index(outcome) for outcome in outcomes]
        return np.isin(self.block.outcome, codes)

    def mean(self, name: str, first: int = 1, last: int | None = None) -> Vector:
        """Return each run's mean of a monthly measure over months first to last, where it has one.

        Parameters
        ----------
        name : str
            A monthly measure.
        first, last : int
            Months from 1, both included; without `last` to the horizon.

        Returns
        -------
        (runs,) float64
            In the unit of the measure; NaN where a run has it in none of these months.
        """
        return mean_where(self.month(name)[:, first - 1 : last])

    def total(self, name: str, first: int = 1, last: int | None = None) -> Vector:
        """Return each run's sum of a monthly measure over months first to last.

        Parameters
        ----------
        name : str
            A monthly measure.
        first, last : int
            Months from 1, both included; without `last` to the horizon.

        Returns
        -------
        (runs,) float64
            In the unit of the measure; months without a value add 0.
        """
        return np.asarray(np.nansum(self.month(name)[:, first - 1 : last], axis=1))

    def by_type(self, name: str) -> Vector:
        """Return a parameter of Minsk's type (`..._by_type`) in every run, shape (runs,).

        Parameters
        ----------
        name : str
            Name of a parameter with an entry for each type of Minsk.

        Returns
        -------
        (runs,) float64
            The entry of the type that the run has, in the unit of the parameter.
        """
        table = np.stack([self.parameter(f"{name}.{kind}") for kind in INDICES["minsk_type"]], axis=1)
        return np.asarray(table[np.arange(self.runs), self.metric("minsk_type").astype(int)])


def joined(blocks: Sequence[Block]) -> Block:
    """Return blocks that follow one another as one.

    Parameters
    ----------
    blocks : sequence of Block
        Blocks in the order of their runs, at least one, each with the months kept or each without.

    Returns
    -------
    Block
        All runs, numbered from the first of the first block.
    """
    tables = ("metrics", "outcome", "end_month", "parameters", "initial", "months")
    whole = {name: np.concatenate([getattr(block, name) for block in blocks]) for name in tables}
    return Block(first_run=blocks[0].first_run, runs=sum(block.runs for block in blocks), **whole)
