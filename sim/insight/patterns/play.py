"""Playing the arms: each distinct one once, in threads, keeping a number a run and metric.

Two arms are one if everything that decides their numbers is the same (`Plan.digest`), however it was
written: protest .15 at the start is the baseline.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from sim.batch.plan import Part, Plan, make_plan
from sim.engines.kernel import play_block
from sim.insight.patterns.metrics import metric
from sim.scenario import load_scenario

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from numpy.typing import NDArray

    from sim.batch.run import Watcher
    from sim.insight.patterns.catalogue import Arm
    from sim.scenario import Scenario
    from sim.scenario.inputs import Inputs

    Vector = NDArray[np.float64]

BLOCK_RUN_MONTHS = 24_000  # the months of a block are kept while it is played: about 25 MB


@dataclass(frozen=True, slots=True)
class Stage:
    """The scenario in which the patterns are looked for, and what is changed in it for all arms."""

    scenario: str | Path
    settings: tuple[str, ...] = ()
    runs: int | None = None
    seed: int | None = None
    minds: str | None = None

    def scenario_of(self, arm: Arm) -> Scenario:
        """Return the scenario of an arm; a sweep is left out, the arms are what is varied.

        Raises
        ------
        ScenarioErrors
            The scenario, or what is set in it, is not valid.
        """
        settings = (*self.settings, *arm.settings)
        loaded = load_scenario(self.scenario, settings, runs=self.runs, seed=self.seed, minds=self.minds)
        return replace(loaded, events=(*loaded.events, *arm.events), sweep=None)


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
        threads = ThreadPoolExecutor(workers, thread_name_prefix="sim-worker")
        try:
            threads.submit(play_block, self.plan.parts[0].inputs, 0, 1).result()
            watcher.ready()
            blocks = {
                threads.submit(_play, part.inputs, first, sorted(self.metrics[digest])): (digest, first)
                for digest, part in self.parts.items()
                for first in range(0, part.inputs.runs, _block_runs(part.inputs))
            }
            self._collect(blocks, watcher)
        finally:
            threads.shutdown(wait=False, cancel_futures=True)

    def _collect(self, blocks: dict[Future[dict[str, Vector]], tuple[str, int]], watcher: Watcher) -> None:
        for digest, part in self.parts.items():
            self.values[digest] = {name: np.empty(part.inputs.runs) for name in self.metrics[digest]}
        for done in as_completed(blocks):
            digest, first = blocks[done]
            inputs, played = self.parts[digest].inputs, done.result()
            runs = min(_block_runs(inputs), inputs.runs - first)
            for name, values in played.items():
                self.values[digest][name][first : first + runs] = values
            watcher.played(self.parts[digest].scenario.name, runs, inputs.horizon)

    def of(self, arm: Arm, name: str) -> Vector:
        """Return the values of a metric in an arm that was played, shape (runs,); NaN where missing."""
        return self.values[self.digests[arm.key]][name]


def _block_runs(inputs: Inputs) -> int:
    return max(1, BLOCK_RUN_MONTHS // inputs.horizon)


def _play(inputs: Inputs, first: int, names: list[str]) -> dict[str, Vector]:
    """Play a block of runs and return what is kept of it."""
    runs = min(_block_runs(inputs), inputs.runs - first)
    metrics = [found for name in names if (found := metric(name))]
    keep = runs if any(one.monthly for one in metrics) else 0
    block = play_block(inputs, first, runs, keep_months=keep)
    return {one.name: one.of(block) for one in metrics}
