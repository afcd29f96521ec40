"""Playing a batch on all cores: blocks out to threads, rows back in order.

The kernel lets go of the interpreter's lock, so threads suffice. Rows come back sorted by scenario, point
and run whatever the workers and the blocks, and sums over months are integers: the same plan always gives
the same bytes.
"""

from __future__ import annotations

import time
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from sim.batch.pace import Pace
from sim.batch.scratch import Scratch
from sim.engines.kernel import Block, play_block, play_runs
from sim.outcomes.bands import Bands
from sim.outcomes.distributions import distribution_table
from sim.outcomes.monthly import monthly_table
from sim.outcomes.rows import joined, outcome_rows, panel_rows
from sim.quantities import run_measures
from sim.rules.compiled import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyarrow as pa

    from sim.batch.plan import Part, Plan

BLOCKS_AHEAD = 3  # for each worker: none waits while a slow block holds up the order


class Watcher(Protocol):
    """Is told how a batch goes on."""

    def ready(self) -> None:
        """The rules are compiled; playing starts."""

    def played(self, scenario: str, runs: int, horizon: int) -> None:
        """More runs of a scenario are done."""


class Sink(Protocol):
    """Takes the rows of a batch, in order."""

    def outcomes(self, rows: pa.Table) -> None:
        """Rows of the outcome table."""

    def panel(self, rows: pa.Table) -> None:
        """Rows of the panel."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What the runs of a batch come to: the tables `distributions` and `monthly`."""

    distributions: pa.Table
    monthly: pa.Table


@dataclass(frozen=True, slots=True)
class PlayedBlock:
    """A block of runs of one part, with the seconds it took."""

    part: Part
    block: Block
    seconds: float


def compiled_before() -> bool:
    """Whether the machine code of these rules lies ready, so that nobody has to wait for the compiler."""
    if not isinstance(play_runs, Rule):  # the compiler is off
        return True
    entry = play_runs.outer
    name = f"{entry.__module__.rpartition('.')[2]}.{entry.__qualname__}"
    return any(Path(entry.stats.cache_path).glob(f"{name}-*.nbi"))


def play(
    plan: Plan, sink: Sink, watcher: Watcher, *, workers: int, panel: int = 0, block: int | None = None
) -> Figures:
    """Play a batch to its end.

    Parameters
    ----------
    workers : int
        Number of threads; the results do not depend on it.
    panel : int
        How many runs of each scenario are kept month by month.
    block : int, optional
        Number of runs in a block; set by the clock where it is left out. The results do not depend on it.
    """
    crew = Crew(workers, panel, Pace(workers, block))
    distributions, monthly = [], []
    try:
        crew.warm_up(plan.parts[0])
        watcher.ready()
        for name, blocks in groupby(crew.play(plan.parts), key=lambda played: played.part.scenario.name):
            distributions.append(_collect(name, plan, _told(blocks, watcher), sink))
            monthly.append(monthly_table(name, crew.bands_of(name)))
    finally:
        crew.go_home()
    return Figures(joined(distributions), joined(monthly))


def _told(blocks: Iterable[PlayedBlock], watcher: Watcher) -> Iterator[PlayedBlock]:
    for played in blocks:
        yield played
        watcher.played(played.part.scenario.name, played.block.runs, played.part.inputs.horizon)


def _collect(name: str, plan: Plan, blocks: Iterable[PlayedBlock], sink: Sink) -> pa.Table:
    """Pass on the rows of one scenario; return its distributions."""
    with Scratch() as scratch:
        for played in blocks:
            block = played.block
            scratch.add(np.column_stack([block.outcome, block.end_month, block.metrics]))
            sink.outcomes(outcome_rows(name, played.part.inputs.point, block, plan.layout))
            if len(block.months):
                sink.panel(panel_rows(name, block))
        columns = (scratch.column(k) for k in range(2 + len(run_measures())))
        return distribution_table(name, next(columns).astype(np.int64), columns)


class Crew:
    """Threads that play blocks; each block borrows a set of bands of its scenario and gives it back."""

    def __init__(self, workers: int, panel: int, pace: Pace) -> None:
        """Call the threads together."""
        self.threads = ThreadPoolExecutor(workers, thread_name_prefix="sim-worker")
        self.panel, self.pace = panel, pace
        self.most_ahead = workers * BLOCKS_AHEAD
        self.bands: dict[str, list[Bands]] = {}

    def warm_up(self, part: Part) -> None:
        """Play one run for nothing, so that the rules are compiled before the clock runs."""
        self.threads.submit(play_block, part.inputs, 0, 1, Bands.empty(part.inputs.horizon), 0).result()

    def play(self, parts: Iterable[Part]) -> Iterator[PlayedBlock]:
        """Play all runs of all parts; blocks come back in order, while later ones are being played."""
        ahead: deque[Future[PlayedBlock]] = deque()
        for part in parts:
            first_run = 0
            while first_run < part.inputs.runs:
                runs = self.pace.block_runs(part.inputs.horizon, part.inputs.runs - first_run)
                ahead.append(self.threads.submit(self._play_block, part, first_run, runs))
                first_run += runs
                if len(ahead) >= self.most_ahead:
                    yield self._next(ahead)
        while ahead:
            yield self._next(ahead)

    def _next(self, ahead: deque[Future[PlayedBlock]]) -> PlayedBlock:
        played = ahead.popleft().result()
        self.pace.note(played.block.runs * played.part.inputs.horizon, played.seconds)
        return played

    def _play_block(self, part: Part, first_run: int, runs: int) -> PlayedBlock:
        lent = self.bands.setdefault(part.scenario.name, [])
        try:
            bands = lent.pop()
        except IndexError:
            bands = Bands.empty(part.inputs.horizon)
        kept = min(max(self.panel - first_run, 0), runs) if part.inputs.point == 0 else 0
        start = time.perf_counter()
        block = play_block(part.inputs, first_run, runs, bands, kept)
        seconds = time.perf_counter() - start
        lent.append(bands)
        return PlayedBlock(part, block, seconds)

    def bands_of(self, name: str) -> Bands:
        """The bands of a scenario that has been played to its end."""
        first, *others = self.bands.pop(name)
        for other in others:
            first.merge(other)
        return first

    def go_home(self) -> None:
        """Send the threads home; blocks not begun are dropped, and nobody waits for the others."""
        self.threads.shutdown(wait=False, cancel_futures=True)
