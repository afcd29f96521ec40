"""Predictive checks: what the model, before and after, says of the past, number by number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from sim.analysis.calibration.record import Record, RecordStatistic

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

LEVELS = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class PredictiveCheck:
    """A statistic of an episode, with the quantiles at `LEVELS` of what the model predicts, before and after.

    `tail` is the smaller share of the runs, after, on either side of the record, its own value included.
    """

    episode: str
    statistic: RecordStatistic
    before: tuple[float, ...]
    after: tuple[float, ...]
    tail: float

    @property
    def covered_before(self) -> bool:
        """Whether the middle 90% of the prior's predictions hold the record."""
        return self.before[0] <= self.statistic.value <= self.before[-1]

    @property
    def covered(self) -> bool:
        """Whether the middle 90% of the posterior's do."""
        return self.after[0] <= self.statistic.value <= self.after[-1]


def checks(record: Record, before: Matrix, after: Matrix) -> Iterator[PredictiveCheck]:
    """Hold predictions (S, runs) of prior and posterior against the record.

    Parameters
    ----------
    record : Record
        The S statistics, in the order of the rows.
    before : (S, runs) float64
        What is predicted under the prior, in the unit of each observable.
    after : (S, runs) float64
        The same under the posterior.

    Yields
    ------
    PredictiveCheck
        One a statistic.
    """
    named = ((episode.scenario.name, one) for episode in record.episodes for one in episode.statistics)
    for (episode, statistic), old, new in zip(named, before, after, strict=True):
        tail = min(np.mean(new <= statistic.value), np.mean(new >= statistic.value))
        yield PredictiveCheck(episode, statistic, _quantiles(old), _quantiles(new), float(tail))


def _quantiles(values: Vector) -> tuple[float, ...]:
    return tuple(map(float, np.quantile(values, LEVELS)))
