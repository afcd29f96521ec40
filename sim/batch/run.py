"""Playing a batch: what is not done yet goes out to workers block by block, and into the store as it comes.

The kernel lets go of the interpreter's lock, so on one machine threads suffice; a cluster takes the same
blocks. The tables are put together at the end, in the order of the rows. Sums over months are integers: the
same plan always gives the same bytes, whatever the workers, the blocks and the order in which they were done.
"""

from __future__ import annotations

import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from sim.batch.blocks import PlayedBlock
from sim.batch.order import Stretch, blocks_left
from sim.batch.pace import Pace
from sim.engines.kernel import play_runs
from sim.engines.play import play_block
from sim.outcomes.bands import Bands
from sim.outcomes.rows import numbers_of
from sim.rules.compiled import Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from sim.batch.blocks import BlockStore, Done
    from sim.batch.plan import Plan
    from sim.outcomes.rows import Layout
    from sim.scenario.inputs import Inputs

BLOCKS_AHEAD = 2  # for each worker: none waits for the next


class Watcher(Protocol):
    """Is told how a batch goes on."""

    def ready(self, done: int = 0, done_months: int = 0) -> None:
        """The rules are compiled and playing starts; so many runs, and months of runs, were done before."""

    def played(self, scenario: str, runs: int, horizon: int) -> None:
        """More runs of a scenario are done."""


class Silent:
    """A watcher that tells nobody."""

    def ready(self, done: int = 0, done_months: int = 0) -> None:
        """Say nothing."""

    def played(self, scenario: str, runs: int, horizon: int) -> None:
        """Say nothing."""


class Crew(Protocol):
    """Whoever plays blocks: threads of this process, or a cluster."""

    workers: int

    def submit(self, task: Callable[..., PlayedBlock], *arguments: Any) -> Future[PlayedBlock]:
        """Have a task done."""

    def result(self, future: Future[PlayedBlock]) -> PlayedBlock | None:
        """The block that was played; None where its worker died, so that it is handed out again."""

    def go_home(self) -> None:
        """Drop what is not begun."""


class Threads:
    """The cores of this machine."""

    def __init__(self, workers: int) -> None:
        """Call the threads together."""
        self.workers = workers
        self.pool = ThreadPoolExecutor(workers, thread_name_prefix="sim-worker")

    def submit(self, task: Callable[..., PlayedBlock], *arguments: Any) -> Future[PlayedBlock]:
        """Have a task done by the next thread that is free."""
        return self.pool.submit(task, *arguments)

    def result(self, future: Future[PlayedBlock]) -> PlayedBlock:
        """The block that was played."""
        return future.result()

    def go_home(self) -> None:
        """Send the threads home; blocks not begun are dropped, and nobody waits for the others."""
        self.pool.shutdown(wait=False, cancel_futures=True)


def compiled_before() -> bool:
    """Whether the machine code of these rules lies ready, so that nobody has to wait for the compiler."""
    if not isinstance(play_runs, Rule):  # the compiler is off
        return True
    entry = play_runs.outer
    name = f"{entry.__module__.rpartition('.')[2]}.{entry.__qualname__}"
    return any(Path(entry.stats.cache_path).glob(f"{name}-*.nbi"))


def play(
    plan: Plan,
    store: BlockStore,
    watcher: Watcher,
    crew: Crew,
    *,
    panel: int = 0,
    block: int | None = None,
) -> Done:
    """Play all that is left of a batch, and return what is then done: everything.

    Parameters
    ----------
    panel : int
        How many runs of each scenario are kept month by month.
    block : int, optional
        Size of a block in run-months; set by the clock where it is left out.
    """
    done = store.of(plan, panel)
    pace = Pace(crew.workers, block)
    waiting = blocks_left(plan.parts, done.stretches, pace)
    try:
        if done.runs < plan.runs:
            first = _jobs(plan, (Stretch(0, 0, 1),))
            while crew.result(crew.submit(play_stretches, first, plan.layout, 0)) is None:  # compiles
                pass
        watcher.ready(done.runs, sum(_months(plan, found) for found in done.stretches.values()))
        ahead: dict[Future[PlayedBlock], tuple[Stretch, ...]] = {}
        lost: list[tuple[Stretch, ...]] = []
        while True:
            while len(ahead) < crew.workers * BLOCKS_AHEAD:  # workers of a cluster come and go
                next_block = lost.pop() if lost else next(waiting, None)
                if next_block is None:
                    break
                ahead[crew.submit(play_stretches, _jobs(plan, next_block), plan.layout, panel)] = next_block
            if not ahead:
                return store.of(plan, panel)
            for future in wait(ahead, return_when=FIRST_COMPLETED).done:
                stretches = ahead.pop(future)
                played = crew.result(future)
                if played is None:
                    lost.append(stretches)
                    continue
                store.keep(played, panel)
                pace.note(_months(plan, played.stretches), played.seconds)
                for stretch in played.stretches:
                    inputs = plan.parts[stretch.part].inputs
                    watcher.played(inputs.name, stretch.runs, inputs.horizon)
    finally:
        crew.go_home()


Job = tuple[Stretch, "Inputs"]


def play_stretches(jobs: tuple[Job, ...], layout: Layout, panel: int) -> PlayedBlock:
    """Play a block; `panel`: how many of the first runs of a part keep their months.

    A block may hold several stretches of one part.
    """
    start = time.perf_counter()
    numbers: list[NDArray[np.float64]] = []
    bands: dict[str, Bands] = {}
    months: dict[int, NDArray[np.float64]] = {}
    for position, (stretch, inputs) in enumerate(jobs):
        counted = bands.setdefault(inputs.name, Bands.of_a_block(inputs.horizon))
        kept = max(panel - stretch.first_run, 0) if inputs.point == 0 else 0
        runs = play_block(inputs, stretch.first_run, stretch.runs, counted, kept)
        numbers.append(numbers_of(runs, layout))
        if kept:
            months[position] = runs.months
    return PlayedBlock(
        tuple(stretch for stretch, _ in jobs),
        np.concatenate(numbers, axis=1),
        {name: counted.packed() for name, counted in bands.items()},
        months,
        time.perf_counter() - start,
    )


def _jobs(plan: Plan, stretches: Iterable[Stretch]) -> tuple[Job, ...]:
    return tuple((stretch, plan.parts[stretch.part].inputs) for stretch in stretches)


def _months(plan: Plan, stretches: Iterable[Stretch]) -> int:
    return sum(stretch.runs * plan.parts[stretch.part].inputs.horizon for stretch in stretches)
