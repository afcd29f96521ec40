"""Playing the episodes of a record: many runs from priors, or one run from one point of the space."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from sim.batch.plan import Part, Plan, make_plan
from sim.batch.values import Task, play_for_values
from sim.engines.kernel import play_block

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from numpy.typing import NDArray

    from sim.analysis.calibration.record import Episode, Record
    from sim.analysis.calibration.space import PriorSpace
    from sim.batch.run import ProgressListener
    from sim.engines.kernel import Block
    from sim.scenario import Scenario
    from sim.scenario.compile import Inputs
    from sim.scenario.distributions import Distribution

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]


def adapted(record: Record, scenario: Scenario) -> Record:
    """The record with its episodes played by the model of a scenario: its minds, parameters and seed.

    What an episode sets itself is a fact of that time and stands over it.

    Parameters
    ----------
    record : Record
        The record as it was read.
    scenario : Scenario
        The scenario that is calibrated.

    Returns
    -------
    Record
        The same statistics; start, horizon and facts of each episode stay as they are.
    """
    return replace(
        record,
        episodes=tuple(
            replace(episode, scenario=_adapted(episode.scenario, scenario)) for episode in record.episodes
        ),
    )


def _adapted(past: Scenario, scenario: Scenario) -> Scenario:
    drawn = {
        flat: one
        for flat, one in scenario.uncertain.items()
        if flat not in past.parameters and flat not in past.initial
    }
    return replace(
        past,
        seed=scenario.seed,
        kremlin_mind=scenario.kremlin_mind,
        minsk_mind=scenario.minsk_mind,
        parameters={**scenario.parameters, **past.parameters},
        uncertain={**drawn, **past.uncertain},
    )


def drawing(record: Record, priors: Mapping[str, Distribution], runs: int) -> Plan:
    """The episodes as a batch in which each run draws from priors.

    Parameters
    ----------
    record : Record
        Its episodes are the parts of the batch, in their order.
    priors : mapping of str to Distribution
        By flat name; they replace values that are set.
    runs : int
        Runs of each episode.

    Returns
    -------
    Plan
        What an episode leaves uncertain itself is drawn too.
    """
    scenarios = [
        replace(
            episode.scenario,
            uncertain={**episode.scenario.uncertain, **priors},
            parameters={k: v for k, v in episode.scenario.parameters.items() if k not in priors},
            runs=runs,
        )
        for episode in record.episodes
    ]
    by_name = {part.scenario.name: part for part in make_plan(scenarios).parts}
    return Plan(tuple(by_name[episode.scenario.name] for episode in record.episodes))


def play(record: Record, plan: Plan, workers: int, listener: ProgressListener) -> Matrix:
    """Play a batch of the episodes and return its statistics, shape (statistics, runs).

    Parameters
    ----------
    record : Record
        The episodes, with the statistics that are read.
    plan : Plan
        A part for each episode, in the same order.
    workers : int
        Number of threads; no number depends on it.
    listener : ProgressListener
        Informed of the progress.

    Returns
    -------
    (S, runs) float64
        A row a statistic, in the order of `record.statistics` and the unit of its observable.
    """
    tasks = [
        Task(part, _reader(episode), monthly=True)
        for episode, part in zip(record.episodes, plan.parts, strict=True)
    ]
    return np.concatenate(play_for_values(tasks, workers, listener))


def play_points(
    record: Record, space: PriorSpace, points: Matrix, workers: int, listener: ProgressListener
) -> Matrix:
    """Play one run of each point (n, A) of the space, statistics (statistics, n): run k from point k.

    Parameters
    ----------
    record : Record
        The episodes, with the statistics that are read.
    space : PriorSpace
        The A parameters that were searched.
    points : (n, A) float64
        Standard deviations of the priors.
    workers : int
        Number of threads; no number depends on it.
    listener : ProgressListener
        Informed of the progress.

    Returns
    -------
    (S, n) float64
        A row a statistic, in the order of `record.statistics` and the unit of its observable.
    """
    plays = [
        Task(Part(episode.scenario, inputs), _reader(episode), monthly=True, first_run=run)
        for episode in record.episodes
        for run, inputs in enumerate(EpisodePlayer.of(episode, space).inputs(space.values(points)))
    ]
    found = play_for_values(plays, workers, listener)
    rows = [found[k * len(points) : (k + 1) * len(points)] for k in range(len(record.episodes))]
    return np.concatenate([np.concatenate(row, axis=1) for row in rows])


@dataclass(frozen=True)
class EpisodePlayer:
    """An episode ready to be played from any values of the parameters that are searched."""

    episode: Episode
    part: Part
    places: list[int]

    @classmethod
    def of(cls, episode: Episode, space: PriorSpace) -> EpisodePlayer:
        """Make an episode ready.

        Parameters
        ----------
        episode : Episode
            A scenario of the past and what is on record of it.
        space : PriorSpace
            The parameters that are searched: the episode no longer draws them.

        Returns
        -------
        EpisodePlayer
            With the inputs compiled once.
        """
        left = {flat: one for flat, one in episode.scenario.uncertain.items() if flat not in space.names}
        (part,) = make_plan([replace(episode.scenario, uncertain=left, runs=1)]).parts
        return cls(episode, part, space.places)

    def inputs(self, values: Matrix) -> Iterator[Inputs]:
        """The inputs at each row of values (n, A): nothing else follows a parameter that can be drawn.

        Parameters
        ----------
        values : (n, A) float64
            Values of the parameters that are searched, each in its unit.

        Yields
        ------
        Inputs
            One a row.
        """
        for row in values:
            parameters = self.part.inputs.parameters.copy()
            parameters[self.places] = row
            yield replace(self.part.inputs, parameters=parameters)

    def statistics(self, values: Vector, run: int) -> Vector:
        """What is on record of the episode, in one run from these values (A,).

        Parameters
        ----------
        values : (A,) float64
            Values of the parameters that are searched, each in its unit.
        run : int
            Number of the run, which names its random numbers.

        Returns
        -------
        (statistics,) float64
            In the order of the episode's statistics, each in the unit of its observable.
        """
        (inputs,) = self.inputs(values[np.newaxis])
        return _reader(self.episode)(play_block(inputs, run, 1, keep_months=1))[:, 0]


def _reader(episode: Episode) -> Callable[[Block], Matrix]:
    """What reads the statistics of an episode off a block, shape (statistics, runs)."""
    observations = [statistic.observation for statistic in episode.statistics]
    return lambda block: np.array([one.of(block) for one in observations])
