"""Playing the arms: each distinct one once, in threads, keeping a number a run and metric.

Two arms are one if everything that decides their numbers is the same (`Plan.digest`), however it was
written: protest .15 at the start is the baseline.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from sim.batch.plan import Part, Plan, make_plan
from sim.batch.values import Task, play_for_values
from sim.experiments.metrics import metric
from sim.scenario import load_scenario
from sim.scenario.scenario import single

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from sim.batch.run import Watcher
    from sim.experiments.arm import Arm
    from sim.scenario import Scenario

    Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Stage:
    """The scenario in which the patterns are looked for, and what is changed in it for all arms."""

    scenario: str | Path
    settings: tuple[str, ...] = ()
    runs: int | None = None
    seed: int | None = None
    minds: str | None = None

    def scenario_of(self, arm: Arm) -> Scenario:
        """Return the scenario of an arm.

        Raises
        ------
        UsageError
            The scenario has a sweep.
        ScenarioErrors
            The scenario, or what is set in it, is not valid.
        """
        settings = (*self.settings, *arm.settings)
        loaded = load_scenario(self.scenario, settings, runs=self.runs, seed=self.seed, minds=self.minds)
        return replace(single(loaded), events=(*loaded.events, *arm.events))


class Arms:
    """The arms of all comparisons: collected first, then played, then asked for their values."""

    def __init__(self, stage: Stage) -> None:
        """Start without an arm."""
        self.stage = stage
        self.digests: dict[str, str] = {}  # by the text of an arm
        self.parts: dict[str, Part] = {}  # by digest, as all below
        self.metrics: dict[str, set[str]] = {}
        self.values: dict[str, dict[str, Vector]] = {}

    def add(self, arm: Arm, label: str, metrics: Iterable[str]) -> None:
        """Ask for an arm and for what is to be kept of it; `label` is shown while it is played."""
        if arm.key not in self.digests:
            plan = make_plan([self.stage.scenario_of(arm)])
            (part,) = plan.parts
            self.digests[arm.key] = plan.digest
            self.parts.setdefault(plan.digest, Part(replace(part.scenario, name=label), part.inputs))
        self.metrics.setdefault(self.digests[arm.key], set()).update(metrics)

    @property
    def plan(self) -> Plan:
        """The distinct arms as a batch."""
        return Plan(tuple(self.parts.values()))

    def play(self, workers: int, watcher: Watcher) -> None:
        """Play all arms; the values do not depend on the number of threads."""
        names = {digest: sorted(self.metrics[digest]) for digest in self.parts}
        tasks = [task(part, names[digest]) for digest, part in self.parts.items()]
        for digest, values in zip(self.parts, play_for_values(tasks, workers, watcher), strict=True):
            self.values[digest] = dict(zip(names[digest], values, strict=True))

    def of(self, arm: Arm, name: str) -> Vector:
        """Return the values of a metric in an arm that was played, shape (runs,); NaN where missing."""
        return self.values[self.digests[arm.key]][name]


def task(part: Part, names: Sequence[str]) -> Task:
    """Return the runs of a part as a task that keeps the metrics of these names, in this order."""
    metrics = [found for name in names if (found := metric(name))]
    return Task(
        part, lambda block: np.array([one.of(block) for one in metrics]), any(one.monthly for one in metrics)
    )
