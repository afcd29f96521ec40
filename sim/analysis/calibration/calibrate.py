"""The whole calibration: parameters chosen, the posterior searched, its predictions held against the past."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.calibration import episodes
from sim.analysis.calibration.episodes import Player, adapted, drawing
from sim.analysis.calibration.posterior import Change, Posterior, changes
from sim.analysis.calibration.predictive import Check, checks
from sim.analysis.calibration.record import read_record
from sim.analysis.calibration.scales import SPEAKS, Yardstick, explained_shares
from sim.analysis.calibration.space import Space, candidates, chosen
from sim.batch.plan import Plan
from sim.batch.run import Watcher
from sim.errors import UsageError
from sim.scenario.compile import draw
from sim.scenario.scenario import single

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from sim.analysis.calibration.record import Record
    from sim.analysis.calibration.smc import Search
    from sim.scenario import Scenario
    from sim.scenario.distributions import Distribution

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

Watching = Callable[[Plan], AbstractContextManager[Watcher]]

DRAWS = 2000  # of the priors, and of the posterior, for the checks
HASH_DIGITS = 8


@dataclass(frozen=True)
class Executor:
    """Who plays, and who is informed: nothing here changes a number."""

    workers: int
    watching: Watching


class Task:
    """What is to be calibrated on what: all that decides the numbers but the number of generations."""

    def __init__(
        self, scenario: Scenario, folder: Path, parameters: Sequence[str], population: int, executor: Executor
    ) -> None:
        """Read the record, choose the parameters and measure the statistics under their priors.

        Parameters
        ----------
        parameters
            By flat name; none: those that the record says something on.

        Raises
        ------
        DataError, ScenarioErrors
            Something is wrong with the record or its scenarios.
        UsageError
            A parameter cannot be calibrated, the record is silent on all, or a sweep cannot be calibrated.
        """
        self.scenario, self.population, self.executor = single(scenario), population, executor
        self.record: Record = adapted(read_record(folder), scenario)
        priors = chosen(parameters, scenario, self.record) if parameters else self._spoken_of()
        self.space = Space(priors)

    def _spoken_of(self) -> dict[str, Distribution]:
        """The priors of the parameters on which the record says something."""
        known = candidates(self.scenario, self.record)
        played, plan = self._drawn(known)
        parameters, _ = draw(plan.parts[0].inputs, 0, DRAWS)
        shares = explained_shares(parameters[:, Space(known).places], played)
        found = {name: known[name] for name, share in zip(known, shares, strict=True) if share >= SPEAKS}
        if not found:
            raise UsageError("the record says something on no parameter; name some by --parameters")
        return found

    def _drawn(self, priors: dict[str, Distribution]) -> tuple[Matrix, Plan]:
        """The statistics of runs that draw from priors (S, DRAWS)."""
        plan = drawing(self.record, priors, DRAWS)
        with self.executor.watching(plan) as watcher:
            return episodes.play(self.record, plan, self.executor.workers, watcher), plan

    @cached_property
    def before(self) -> Matrix:
        """The statistics under the priors (S, DRAWS)."""
        return self._drawn(dict(self.space.priors))[0]

    @cached_property
    def mesa_baseline(self) -> Yardstick:
        """The units of the statistics."""
        return Yardstick.of(self.record.statistics, self.before)

    @cached_property
    def digest(self) -> str:
        """Hash of all that decides the numbers of a generation."""
        plan = drawing(self.record, dict(self.space.priors), 1)
        text = (plan.digest, self.record.statistics, sorted(self.space.priors.items()), self.population)
        return hashlib.sha256(repr(text).encode()).hexdigest()[:HASH_DIGITS]

    @cached_property
    def players(self) -> list[Player]:
        """The episodes, ready to be played from any point."""
        return [Player.of(episode, self.space) for episode in self.record.episodes]

    def simulate(self, z: Vector, run: int) -> dict[str, float]:
        """Play one run of the past from a point (A,); its statistics in their units, by name."""
        values = self.space.values(z[np.newaxis])[0]
        return self.mesa_baseline.scaled(
            np.concatenate([player.statistics(values, run) for player in self.players])
        )

    def search(self, database: Path) -> Search:
        """The search in a database, new or under way."""
        from sim.analysis.calibration.smc import Search

        observed = self.mesa_baseline.observed
        return Search(database, self.space.names, self.simulate, observed, self.scenario.seed, self.digest)


@dataclass(frozen=True)
class Calibration:
    """What came of it."""

    task: Task
    posterior: Posterior
    changes: tuple[Change, ...]
    checks: tuple[Check, ...]
    generations: int
    simulations: int
    distance: float


def concluded(task: Task, search: Search, generation: int) -> Calibration:
    """The posterior as it stands after a generation (from 1), and its checks."""
    z, weights, distances = search.population(generation)
    posterior = Posterior(task.space, z, weights, distances)
    points = posterior.resampled(DRAWS, task.scenario.seed)
    plan = drawing(task.record, {}, DRAWS)
    with task.executor.watching(plan) as watcher:
        after = episodes.play_points(task.record, task.space, points, task.executor.workers, watcher)
    return Calibration(
        task,
        posterior,
        tuple(changes(posterior)),
        tuple(checks(task.record, task.before, after)),
        generation,
        search.simulations(generation),
        float(np.max(distances)),
    )
