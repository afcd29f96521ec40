"""Playing arms: each distinct one once, in threads, for a number a run and metric or for its whole runs.

Two arms are one if everything that decides their numbers is the same (`Plan.digest`), however it was
written: protest .15 at the start is the baseline.
"""

from __future__ import annotations

from collections import Counter
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from sim.batch.plan import Part, Plan, make_plan
from sim.batch.values import Task, check_size, play_jobs
from sim.experiments.arm_runs import ArmRuns, joined
from sim.experiments.metrics import metric
from sim.scenario import load_scenario
from sim.scenario.scenario import single

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from sim.batch.run import ProgressListener
    from sim.engines.kernel import Block
    from sim.experiments.arm import Arm
    from sim.experiments.workers import Workers
    from sim.scenario import Scenario, ScenarioLike
    from sim.scenario.options import Override

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ArmSetup:
    """The scenario that is studied, and what is changed in it for all arms."""

    scenario: ScenarioLike
    settings: tuple[Override, ...] = ()
    runs: int | None = None
    seed: int | None = None
    minds: Mapping[str, str] | str | None = None

    def scenario_of(self, arm: Arm, base: Scenario | None = None) -> Scenario:
        """Return the scenario of an arm.

        Parameters
        ----------
        arm : Arm
        base : Scenario, optional
            The scenario of the untouched arm, if it has been loaded before.

        Returns
        -------
        Scenario
            Without a sweep, with the events of the arm and its portion of the runs, at least one.

        Raises
        ------
        UsageError
            The scenario has a sweep.
        ScenarioErrors
            The scenario, or what is set in it, is not valid.
        """
        if base is None:
            base = load_scenario(
                self.scenario if arm.scenario is None else arm.scenario,
                (*self.settings, *arm.settings),
                runs=self.runs,
                seed=self.seed,
                months=arm.months,
                minds=self.minds,
            )
        elif arm.settings:
            base = load_scenario(base, arm.settings)
        runs = max(1, base.runs // arm.portion)
        return replace(single(base), events=(*base.events, *arm.events), runs=runs)


class Arms:
    """The arms of an analysis: collected first, then played, then asked for what was kept of them."""

    def __init__(self, stage: ArmSetup) -> None:
        """Start without an arm."""
        self.stage = stage
        self.bases: dict[Arm, Scenario] = {}
        self.digests: dict[str, str] = {}  # by the text of an arm
        self.parts: dict[str, Part] = {}  # by digest, as all below
        self.metrics: dict[str, set[str]] = {}
        self.takers: Counter[str] = Counter()  # how often the whole runs are still to be taken
        self.monthly: set[str] = set()  # whose whole runs have their months
        self.values: dict[str, dict[str, Vector]] = {}
        self.runs: dict[str, ArmRuns] = {}
        self.coming: Iterator[str] = iter(())

    def add(self, arm: Arm, label: str, metrics: Iterable[str] = (), *, whole: bool = False) -> None:
        """Ask for an arm and for what is to be kept of it.

        Parameters
        ----------
        arm : Arm
        label : str
            Shown while it is played.
        metrics : iterable of str
            Metrics of a run whose values are kept.
        whole : bool
            Whether the whole runs are to be taken (`take`), once for each time they are asked for.
        """
        if arm.key not in self.digests:
            if arm.untouched not in self.bases:
                self.bases[arm.untouched] = self.stage.scenario_of(arm.untouched)
            plan = make_plan([self.stage.scenario_of(arm, self.bases[arm.untouched])])
            (part,) = plan.parts
            self.digests[arm.key] = plan.digest
            self.parts.setdefault(plan.digest, Part(replace(part.scenario, name=label), part.inputs))
        digest = self.digests[arm.key]
        self.metrics.setdefault(digest, set()).update(metrics)
        self.takers[digest] += whole
        if whole and arm.portion == 1:
            self.monthly.add(digest)

    @property
    def plan(self) -> Plan:
        """The distinct arms as a batch.

        Returns
        -------
        Plan
            A part for each distinct arm, in the order in which they were added; it is played under its label.
        """
        return Plan(tuple(self.parts.values()))

    @contextmanager
    def playing(self, workers: Workers) -> Iterator[None]:
        """Play the arms in the order in which they were added, as far ahead as whole runs are taken.

        Parameters
        ----------
        workers : Workers
            Number of threads, and what is informed of the progress.

        Yields
        ------
        None
            Inside the context arms can be taken (`take`); at its end all have been played.

        Raises
        ------
        UsageError
            There is more to keep than fits into memory.
        """
        tasks = [self._task(digest, part) for digest, part in self.parts.items()]
        if not tasks:
            yield
            return
        check_size(tasks, max(map(len, self.metrics.values())))
        with (
            workers.listening(self.plan) as listener,
            closing(self._played(tasks, workers.threads, listener)) as self.coming,
        ):
            yield
            for _ in self.coming:  # what nobody took
                pass

    def play(self, workers: Workers) -> None:
        """Play all arms; the values do not depend on the number of threads.

        Parameters
        ----------
        workers : Workers
            Number of threads, and what is informed of the progress.

        Raises
        ------
        UsageError
            There is more to keep than fits into memory.
        """
        with self.playing(workers):
            pass

    def _task(self, digest: str, part: Part) -> Task:
        """Return an arm as a task that keeps the metrics, and the block where whole runs are taken."""
        measured, whole = task(part, sorted(self.metrics[digest])), self.takers[digest] > 0
        monthly = measured.monthly or digest in self.monthly
        return Task(part, lambda block: (measured.read(block), block if whole else None), monthly)

    def _played(
        self, tasks: Sequence[Task], threads: int, listener: ProgressListener
    ) -> Generator[str, None, None]:
        """Yield the digest of each arm when what is to be kept of it is there."""
        played = play_jobs(tasks, threads, listener)
        for (digest, part), pieces in zip(self.parts.items(), played, strict=True):
            tables, blocks = zip(*pieces, strict=True)
            table = np.concatenate(tables, axis=1)
            self.values[digest] = dict(zip(sorted(self.metrics[digest]), table, strict=True))
            if self.takers[digest]:
                self.runs[digest] = ArmRuns(part.scenario, joined(blocks))
            yield digest

    def take(self, arm: Arm) -> ArmRuns:
        """Return the whole runs of an arm, waiting for them if need be; the last taker has them for itself.

        To be called inside `playing`, as often as the whole runs were asked for.

        Parameters
        ----------
        arm : Arm
            An arm that was added with `whole`.

        Returns
        -------
        ArmRuns
            Its months are kept where the arm plays all runs.
        """
        digest = self.digests[arm.key]
        while digest not in self.runs:
            next(self.coming)
        self.takers[digest] -= 1
        return self.runs[digest] if self.takers[digest] else self.runs.pop(digest)

    def of(self, arm: Arm, name: str) -> Vector:
        """Return the values of a metric in an arm that was played, shape (runs,); NaN where missing.

        Parameters
        ----------
        arm : Arm
            An arm that has been played.
        name : str
            A metric that was asked for when the arm was added.

        Returns
        -------
        (runs,) float64
            In the order of the runs.
        """
        return self.values[self.digests[arm.key]][name]


def task(part: Part, names: Sequence[str]) -> Task:
    """Return the runs of a part as a task that keeps the metrics of these names, in this order.

    Parameters
    ----------
    part : Part
        A scenario's inputs, at one point.
    names : sequence of str
        Names as for `sim.experiments.metrics.metric`; unknown ones are left out.

    Returns
    -------
    Task
        It keeps an array (metrics, runs) of each block, and the months of the runs where a metric needs them.
    """
    metrics = [found for name in names if (found := metric(name))]

    def read(block: Block) -> Matrix:
        return np.array([one.of(block) for one in metrics]).reshape(len(metrics), block.runs)

    return Task(part, read, any(one.monthly for one in metrics))
