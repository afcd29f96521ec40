"""Playing points of a space: every point, in every arm, with the same runs (common random numbers)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.batch.plan import Part, Plan
from sim.batch.values import play_for_values
from sim.experiments.arms import task
from sim.scenario.compile import inputs_at, keep_order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sim.experiments.arms import ArmSetup
    from sim.experiments.subject import Subject
    from sim.experiments.workers import Listening
    from sim.scenario import Scenario

    Matrix = NDArray[np.float64]
    Cube = NDArray[np.float64]


class PointPlayer:
    """Plays a subject at points of a space.

    Parameters
    ----------
    workers : int
        Number of threads; no number depends on it.
    listening
        Called with all points as a batch; returns what is informed of the progress.
    """

    def __init__(self, stage: ArmSetup, subject: Subject, workers: int, listening: Listening) -> None:
        """Read the scenario of each arm."""
        self.subject, self.workers, self.listening = subject, workers, listening
        self.scenarios = tuple(stage.scenario_of(arm) for arm in subject.arms)

    @property
    def scenario(self) -> Scenario:
        """The scenario of the first arm: name, seed, runs and minds are those of all.

        Returns
        -------
        Scenario
            As resolved for the first arm of the subject.
        """
        return self.scenarios[0]

    def __call__(self, axes: tuple[str, ...], values: Matrix) -> Matrix:
        """Return what the subject comes to at points (n, axes), shape (n, runs); NaN where it is missing."""
        metrics = [self.subject.metric]
        arms = self.measured(axes, values, metrics)[:, :, 0, :]
        weighted = np.array(self.subject.signs)[:, None, None] * arms
        return np.asarray(weighted.sum(axis=0))

    def measured(self, axes: tuple[str, ...], values: Matrix, metrics: Sequence[str]) -> Cube:
        """Return metrics at points (n, axes), shape (arms, n, metrics, runs); NaN where missing.

        Parameters
        ----------
        axes : tuple of str
            Flat names of the quantities that differ between points.
        values : (n, axes) float64
            A row a point, in the units of the quantities.
        metrics : sequence of str
            Names as for `sim.experiments.metrics.metric`.

        Returns
        -------
        (arms, n, metrics, runs) float64
            In the units of the metrics; entries of one run number share their random numbers.

        Raises
        ------
        UsageError
            There is more to keep than fits into memory.
        """
        parts = [part for scenario in self.scenarios for part in _parts(scenario, axes, values)]
        with self.listening(Plan(tuple(parts))) as listener:
            played = play_for_values([task(part, metrics) for part in parts], self.workers, listener)
        return np.array(played).reshape(len(self.scenarios), len(values), len(metrics), -1)


def _parts(scenario: Scenario, axes: tuple[str, ...], values: Matrix) -> list[Part]:
    parts = [Part(scenario, inputs) for inputs in inputs_at(scenario, axes, values)]
    for part in parts:
        keep_order(part.inputs.initial.reshape(1, -1))
    return parts
