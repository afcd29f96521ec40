"""The whole calibration: parameters chosen, the posterior searched, its predictions held against the past."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.calibration import episodes
from sim.analysis.calibration.episodes import EpisodePlayer, adapted, drawing
from sim.analysis.calibration.posterior import ParameterChange, Posterior, changes
from sim.analysis.calibration.predictive import PredictiveCheck, checks
from sim.analysis.calibration.record import read_record
from sim.analysis.calibration.scales import SPEAKS, StatisticScales, explained_shares
from sim.analysis.calibration.space import PriorSpace, candidates, chosen
from sim.analysis.extras import required
from sim.errors import UsageError
from sim.experiments.workers import Workers, workers_of
from sim.scenario import load_scenario, ranges
from sim.scenario.compile import draw
from sim.scenario.scenario import single
from sim.shipped import shipped

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from sim.analysis.calibration.record import Record
    from sim.analysis.calibration.smc import Search
    from sim.batch.plan import Plan
    from sim.output.report import Report
    from sim.scenario import Overrides, Scenario, ScenarioLike
    from sim.scenario.distributions import Distribution

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

DRAWS = 2000  # of the priors, and of the posterior, for the checks
HASH_DIGITS = 8
POPULATION, GENERATIONS = 400, 4
RESULTS = Path("results")


class CalibrationTask:
    """What is to be calibrated on what: all that decides the numbers but the number of generations."""

    def __init__(
        self, scenario: Scenario, folder: Path, parameters: Sequence[str], population: int, executor: Workers
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
        self.space = PriorSpace(priors)

    def _spoken_of(self) -> dict[str, Distribution]:
        """The priors of the parameters on which the record says something."""
        known = candidates(self.scenario, self.record)
        played, plan = self._drawn(known)
        parameters, _ = draw(plan.parts[0].inputs, 0, DRAWS)
        shares = explained_shares(parameters[:, PriorSpace(known).places], played)
        found = {name: known[name] for name, share in zip(known, shares, strict=True) if share >= SPEAKS}
        if not found:
            raise UsageError("the record says something on no parameter; name some by --parameters")
        return found

    def _drawn(self, priors: dict[str, Distribution]) -> tuple[Matrix, Plan]:
        """The statistics of runs that draw from priors (S, DRAWS)."""
        plan = drawing(self.record, priors, DRAWS)
        with self.executor.listening(plan) as listener:
            return episodes.play(self.record, plan, self.executor.threads, listener), plan

    @cached_property
    def before(self) -> Matrix:
        """The statistics under the priors (S, DRAWS).

        Returns
        -------
        (S, DRAWS) float64
            A row a statistic of the record, in the unit of its observable.
        """
        return self._drawn(dict(self.space.priors))[0]

    @cached_property
    def scales(self) -> StatisticScales:
        """The units of the statistics."""
        return StatisticScales.of(self.record.statistics, self.before)

    @cached_property
    def digest(self) -> str:
        """Hash of all that decides the numbers of a generation.

        Returns
        -------
        str
            Eight hexadecimal digits.
        """
        plan = drawing(self.record, dict(self.space.priors), 1)
        text = (plan.digest, self.record.statistics, sorted(self.space.priors.items()), self.population)
        return hashlib.sha256(repr(text).encode()).hexdigest()[:HASH_DIGITS]

    @cached_property
    def players(self) -> list[EpisodePlayer]:
        """The episodes, ready to be played from any point."""
        return [EpisodePlayer.of(episode, self.space) for episode in self.record.episodes]

    def simulate(self, z: Vector, run: int) -> dict[str, float]:
        """Play one run of the past from a point (A,); its statistics in their units, by name.

        Parameters
        ----------
        z : (A,) float64
            A point of the space: each parameter in standard deviations of its prior.
        run : int
            Number of the run, which names its random numbers.

        Returns
        -------
        dict of str to float
            Standard deviations of what the priors predict, without the statistics that never vary.
        """
        values = self.space.values(z[np.newaxis])[0]
        return self.scales.scaled(np.concatenate([player.statistics(values, run) for player in self.players]))

    def search(self, database: Path) -> Search:
        """The search in a database, new or under way.

        Parameters
        ----------
        database : Path
            An SQLite file; it need not exist.

        Returns
        -------
        Search
            Ready to add a generation.
        """
        from sim.analysis.calibration.smc import Search

        observed = self.scales.observed
        return Search(database, self.space.names, self.simulate, observed, self.scenario.seed, self.digest)


@dataclass(frozen=True)
class Calibration:
    """What the record teaches about parameters.

    `silent` names the statistics that are the same in every run, `distance` is that of the farthest point
    from the record, and `simulations` counts the points that were tried.
    """

    scenario: Scenario
    record: Record
    population: int
    silent: tuple[str, ...]
    posterior: Posterior
    changes: tuple[ParameterChange, ...]
    checks: tuple[PredictiveCheck, ...]
    generations: int
    simulations: int
    distance: float


def calibrate(
    scenario: ScenarioLike,
    overrides: Overrides = (),
    *,
    data: str | Path | None = None,
    parameters: Sequence[str] = (),
    population: int = POPULATION,
    generations: int = GENERATIONS,
    seed: int | None = None,
    minds: Mapping[str, str] | str | None = None,
    workers: int | None = None,
    out: str | Path | None = None,
    progress: Callable[[str], None] | None = None,
) -> Report[Calibration]:
    """Search for values of parameters under which the past comes out as it is on record, by pyabc.

    The search is kept in a folder, with its tables and the posterior as a scenario that extends the given
    one; the same call goes on from there, to the same numbers.

    Parameters
    ----------
    scenario : str, Path, mapping or Scenario
        As for `sim.load`.
    overrides : str, mapping, or several of these
        As for `sim.load`.
    data : str or Path, optional
        Folder with `statistics.csv`; by default the record that is shipped with the program.
    parameters : sequence of str
        Flat names of what to calibrate; none for all with a prior on which the record says something.
    population : int
        Points of a generation.
    generations : int
        Number of generations: each keeps to the nearest 30% of the distances of the one before.
    seed : int, optional
        In place of the scenario's own.
    minds : str or mapping, optional
        As for `sim.load`.
    workers : int, optional
        Number of threads, by default one a core; no number depends on it.
    out : str or Path, optional
        The folder; by default `results/calibration-NAME-HASH`.
    progress : function, optional
        Called with a line of text for each step.

    Returns
    -------
    Report
        Tables `parameters` (a row a parameter), `predictive` (a row a number of the record) and `posterior`
        (a row a point).

    Raises
    ------
    DataError, ScenarioErrors
        Something is wrong with the record or a scenario.
    UsageError
        A parameter cannot be calibrated, the record is silent on all, the scenario has a sweep, a number is
        out of its range, or pyabc is not installed.
    ResultsError
        The folder holds something else, or nothing can be written there.

    Examples
    --------
    >>> import sim
    >>> report = sim.calibrate("baseline_feb2021", parameters=["summit_base"])  # doctest: +SKIP
    >>> report.tables["parameters"]  # doctest: +SKIP
    """
    from sim.analysis.calibration.files import check_place, database, write
    from sim.analysis.calibration.report import report

    required("pyabc")
    points = ranges.POPULATION.checked("population", population)
    wanted = ranges.GENERATIONS.checked("generations", generations)
    if out is not None:
        check_place(Path(out))
    inform = progress or _inform_nobody
    loaded = load_scenario(scenario, overrides, seed=seed, minds=minds)
    inform(f"{loaded.name}: playing the episodes of the record under the priors")
    record = shipped("seeds") / "history" if data is None else Path(data)
    task = CalibrationTask(loaded, record, parameters, points, workers_of(workers))
    inform(f"calibrating {', '.join(task.space.names)}")
    folder = RESULTS / f"calibration-{loaded.name}-{task.digest}" if out is None else Path(out)
    search = task.search(database(folder, task.digest))
    _search(search, points, wanted, inform)
    reported = report(concluded(task, search, wanted), folder)
    write(folder, reported)
    return reported


def _inform_nobody(_: str) -> None:
    pass


def _search(search: Search, population: int, wanted: int, inform: Callable[[str], None]) -> None:
    """Add the generations that are missing."""
    if search.generations:
        inform(f"{search.generations} generation(s) were there before")
    try:
        for number in range(search.generations, wanted):
            start = time.monotonic()
            search.next_generation(population)
            tried = search.simulations(number + 1) - search.simulations(number)
            inform(f"generation {number + 1} of {wanted}: {tried:,} tried, {time.monotonic() - start:.0f} s")
    except BaseException as error:
        if search.generations:
            error.add_note(
                f"{search.generations} generation(s) are kept: the same command goes on from there"
            )
        raise


def concluded(task: CalibrationTask, search: Search, generation: int) -> Calibration:
    """Return the posterior as it stands after a generation (from 1), and its checks.

    Parameters
    ----------
    task : CalibrationTask
        What is calibrated on what.
    search : Search
        With as many generations or more.
    generation : int
        The generation whose points are taken, from 1.

    Returns
    -------
    Calibration
        Its predictions come from 2,000 points drawn by weight, one run of each.
    """
    z, weights, distances = search.population(generation)
    posterior = Posterior(task.space, z, weights, distances)
    points = posterior.resampled(DRAWS, task.scenario.seed)
    plan = drawing(task.record, {}, DRAWS)
    with task.executor.listening(plan) as listener:
        after = episodes.play_points(task.record, task.space, points, task.executor.threads, listener)
    return Calibration(
        task.scenario,
        task.record,
        task.population,
        task.scales.silent,
        posterior,
        tuple(changes(posterior)),
        tuple(checks(task.record, task.before, after)),
        generation,
        search.simulations(generation),
        float(np.max(distances)),
    )
