"""How statistics are made comparable, and which parameters they speak of: from draws of the priors.

Many runs of the episodes, every uncertain parameter drawn: how much a statistic varies among them is its
unit, and a parameter that a regression on the statistics tells nothing of is one the record is silent on.

Decision D31 in sim/DECISIONS.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.observation import placed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sim.analysis.calibration.record import RecordStatistic

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

SPEAKS = 0.15  # share of a prior's variance from which on the record says something about it


@dataclass(frozen=True)
class StatisticScales:
    """The units of the statistics (S,): standard deviations over draws of the prior; 0 where none varies."""

    statistics: tuple[RecordStatistic, ...]
    units: Vector

    @classmethod
    def of(cls, statistics: Sequence[RecordStatistic], played: Matrix) -> StatisticScales:
        """Measure statistics (S, runs) played from the prior.

        Parameters
        ----------
        statistics : sequence of RecordStatistic
            The S statistics, in the order of the rows.
        played : (S, runs) float64
            Their values under the prior, each in the unit of its observable.

        Returns
        -------
        StatisticScales
            Its units are shares of the range of each observable, as `sim.analysis.observation.placed` has it.
        """
        placed_ones = [_placed(one, values) for one, values in zip(statistics, played, strict=True)]
        return cls(tuple(statistics), np.std(placed_ones, axis=1))

    @property
    def silent(self) -> tuple[str, ...]:
        """Statistics that are the same in every run: they tell no two points apart."""
        return tuple(one.name for one, unit in zip(self.statistics, self.units, strict=True) if unit == 0)

    def scaled(self, values: Vector) -> dict[str, float]:
        """Statistics of one run (S,) in their units, by name, without the silent ones.

        Parameters
        ----------
        values : (S,) float64
            One value a statistic, in the unit of its observable.

        Returns
        -------
        dict of str to float
            Standard deviations of what the priors predict.
        """
        found = zip(self.statistics, values, self.units, strict=True)
        return {
            one.name: float(_placed(one, np.array([value]))[0] / unit)
            for one, value, unit in found
            if unit > 0
        }

    @property
    def observed(self) -> dict[str, float]:
        """The record itself, the same way.

        Returns
        -------
        dict of str to float
            Standard deviations of what the priors predict, without the silent statistics.
        """
        return self.scaled(np.array([one.value for one in self.statistics]))


def _placed(statistic: RecordStatistic, values: Vector) -> Vector:
    """Values on the scale of their observable, which is logarithmic for crowds."""
    return placed(statistic.observation, values)


def explained_shares(parameters: Matrix, played: Matrix) -> Vector:
    """How much of each parameter's variance the statistics tell, (A,): adjusted R² of a regression.

    Both sides by their normal scores, the statistics also by their squares.

    Parameters
    ----------
    parameters : (runs, A) float64
        As they were drawn.
    played : (S, runs) float64
        The statistics of the same runs.

    Returns
    -------
    (A,) float64
        At most 1; a little below 0 where the statistics tell nothing.
    """
    varying = played[played.std(axis=1) > 0]
    scores = np.array([normal_scores(row) for row in varying]).T
    design = np.column_stack([np.ones(len(scores)), scores, np.square(scores)])
    answers = np.column_stack([normal_scores(column) for column in parameters.T])
    fitted = design @ np.linalg.lstsq(design, answers, rcond=None)[0]
    left = np.mean(np.square(answers - fitted), axis=0) / np.maximum(np.var(answers, axis=0), 1e-12)
    runs, terms = design.shape
    return np.asarray(1.0 - left * (runs - 1) / max(runs - terms, 1))


def normal_scores(values: Vector) -> Vector:
    """The normal quantiles of the ranks of values (n,); ties share theirs.

    Parameters
    ----------
    values : (n,) float64
        Finite numbers.

    Returns
    -------
    (n,) float64
        Standard normal quantiles at (rank - 1/2) / n.
    """
    from scipy.special import ndtri
    from scipy.stats import rankdata

    return np.asarray(ndtri((rankdata(values) - 0.5) / len(values)))
