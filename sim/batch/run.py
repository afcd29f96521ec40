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

from sim.batch.block_size import BlockSize
from sim.batch.blocks import PlayedBlock
from sim.batch.order import RunRange, blocks_left
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
    from sim.scenario.compile import Inputs

BLOCKS_AHEAD = 2  # for each worker: none waits for the next


class ProgressListener(Protocol):
    """Receives the progress of a batch."""

    def ready(self, done: int = 0, done_months: int = 0) -> None:
        """The rules are compiled and playing starts; so many runs, and months of runs, were done before.

        Parameters
        ----------
        done : int
            Runs that were done before.
        done_months : int
            Run-months of these runs.
        """

    def played(self, scenario: str, runs: int, horizon: int) -> None:
        """More runs of a scenario are done.

        Parameters
        ----------
        scenario : str
            Name of the scenario.
        runs : int
            Number of runs that were not reported before.
        horizon : int
            Months of each of them.
        """


class Silent:
    """A listener that tells nobody."""

    def ready(self, done: int = 0, done_months: int = 0) -> None:
        """Say nothing."""

    def played(self, scenario: str, runs: int, horizon: int) -> None:
        """Say nothing."""


class Executor(Protocol):
    """Whoever plays blocks: threads of this process, or a cluster."""

    workers: int

    def submit(self, task: Callable[..., PlayedBlock], *arguments: Any) -> Future[PlayedBlock]:
        """Have a task done.

        Parameters
        ----------
        task : callable
            A function at the top of a module.
        *arguments : object
            What the task is called with.

        Returns
        -------
        future of PlayedBlock
            To be handed to `result`.
        """

    def result(self, future: Future[PlayedBlock]) -> PlayedBlock | None:
        """The block that was played; None where its worker died, so that it is handed out again.

        Parameters
        ----------
        future : future of PlayedBlock
            As `submit` gave it; waited for.

        Returns
        -------
        PlayedBlock or None
            An error of the task is raised here.
        """

    def shutdown(self) -> None:
        """Drop what is not begun."""


class Threads:
    """The cores of this machine."""

    def __init__(self, workers: int) -> None:
        """Call the threads together."""
        self.workers = workers
        self.pool = ThreadPoolExecutor(workers, thread_name_prefix="sim-worker")

    def submit(self, task: Callable[..., PlayedBlock], *arguments: Any) -> Future[PlayedBlock]:
        """Have a task done by the next thread that is free.

        Parameters
        ----------
        task : callable
            A function that lets go of the interpreter's lock while it plays.
        *arguments : object
            What the task is called with.

        Returns
        -------
        future of PlayedBlock
            To be handed to `result`.
        """
        return self.pool.submit(task, *arguments)

    def result(self, future: Future[PlayedBlock]) -> PlayedBlock:
        """The block that was played.

        Parameters
        ----------
        future : future of PlayedBlock
            As `submit` gave it; waited for.

        Returns
        -------
        PlayedBlock
            An error of the task is raised here.
        """
        return future.result()

    def shutdown(self) -> None:
        """Send the threads home; blocks not begun are dropped, and nobody waits for the others."""
        self.pool.shutdown(wait=False, cancel_futures=True)


def compiled_before() -> bool:
    """Whether the machine code of these rules lies ready, so that nobody has to wait for the compiler.

    Returns
    -------
    bool
        True also where the compiler is off.
    """
    if not isinstance(play_runs, Rule):  # the compiler is off
        return True
    entry = play_runs.outer
    name = f"{entry.__module__.rpartition('.')[2]}.{entry.__qualname__}"
    return any(Path(entry.stats.cache_path).glob(f"{name}-*.nbi"))


def play(
    plan: Plan,
    store: BlockStore,
    listener: ProgressListener,
    executor: Executor,
    *,
    panel: int = 0,
    block: int | None = None,
) -> Done:
    """Play all that is left of a batch, and return what is then done: everything.

    Parameters
    ----------
    plan : Plan
        The batch.
    store : BlockStore
        Holds what was played before, and takes what is played now.
    listener : ProgressListener
        Informed of the progress.
    executor : Executor
        Plays the blocks; it is shut down at the end, also after an error.
    panel : int
        How many runs of each scenario are kept month by month.
    block : int, optional
        Size of a block in run-months; set by the clock where it is left out.

    Returns
    -------
    Done
        All runs of the plan.

    Raises
    ------
    ResultsError
        The folder of the blocks was removed meanwhile.
    """
    done = store.of(plan, panel)
    block_size = BlockSize(executor.workers, block)
    waiting = blocks_left(plan.parts, done.run_ranges, block_size)
    try:
        if done.runs < plan.runs:
            first = _jobs(plan, (RunRange(0, 0, 1),))
            while (
                executor.result(executor.submit(play_run_ranges, first, plan.layout, 0)) is None
            ):  # compiles
                pass
        listener.ready(done.runs, sum(_months(plan, found) for found in done.run_ranges.values()))
        ahead: dict[Future[PlayedBlock], tuple[RunRange, ...]] = {}
        lost: list[tuple[RunRange, ...]] = []
        while True:
            while len(ahead) < executor.workers * BLOCKS_AHEAD:  # workers of a cluster come and go
                next_block = lost.pop() if lost else next(waiting, None)
                if next_block is None:
                    break
                ahead[executor.submit(play_run_ranges, _jobs(plan, next_block), plan.layout, panel)] = (
                    next_block
                )
            if not ahead:
                return store.of(plan, panel)
            for future in wait(ahead, return_when=FIRST_COMPLETED).done:
                run_ranges = ahead.pop(future)
                played = executor.result(future)
                if played is None:
                    lost.append(run_ranges)
                    continue
                store.keep(played, panel)
                block_size.note(_months(plan, played.run_ranges), played.seconds)
                for run_range in played.run_ranges:
                    inputs = plan.parts[run_range.part].inputs
                    listener.played(inputs.name, run_range.runs, inputs.horizon)
    finally:
        executor.shutdown()


Job = tuple[RunRange, "Inputs"]


def play_run_ranges(jobs: tuple[Job, ...], layout: Layout, panel: int) -> PlayedBlock:
    """Play a block; `panel`: how many of the first runs of a part keep their months.

    A block may hold several run ranges of one part.

    Parameters
    ----------
    jobs : tuple of RunRange and Inputs
        The run ranges of the block with the inputs of their parts.
    layout : Layout
        The columns of the batch.
    panel : int
        Only of point 0 of a sweep are months kept.

    Returns
    -------
    PlayedBlock
        With the seconds that it took.
    """
    start = time.perf_counter()
    numbers: list[NDArray[np.float64]] = []
    bands: dict[str, Bands] = {}
    months: dict[int, NDArray[np.float64]] = {}
    for position, (run_range, inputs) in enumerate(jobs):
        counted = bands.setdefault(inputs.name, Bands.of_a_block(inputs.horizon))
        kept = max(panel - run_range.first_run, 0) if inputs.point == 0 else 0
        runs = play_block(inputs, run_range.first_run, run_range.runs, counted, kept)
        numbers.append(numbers_of(runs, layout))
        if kept:
            months[position] = runs.months
    return PlayedBlock(
        tuple(run_range for run_range, _ in jobs),
        np.concatenate(numbers, axis=1),
        {name: counted.packed() for name, counted in bands.items()},
        months,
        time.perf_counter() - start,
    )


def _jobs(plan: Plan, run_ranges: Iterable[RunRange]) -> tuple[Job, ...]:
    return tuple((run_range, plan.parts[run_range.part].inputs) for run_range in run_ranges)


def _months(plan: Plan, run_ranges: Iterable[RunRange]) -> int:
    return sum(run_range.runs * plan.parts[run_range.part].inputs.horizon for run_range in run_ranges)
