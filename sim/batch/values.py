"""Playing for a few numbers a run: what is asked of each block is kept in memory, the rest is dropped.

The blocks are those of any batch, played by the same kernel. Nothing is written to disk, and nothing is left
to go on from: this is for measurements of minutes, over many sets of inputs.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.engines.play import play_block
from sim.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from sim.batch.plan import Part
    from sim.batch.run import Watcher
    from sim.engines.kernel import Block

    Matrix = NDArray[np.float64]

MOST_VALUES = 200_000_000  # kept of all runs together: 1.6 GB
BLOCK_RUN_MONTHS = 24_000  # the months of a block are kept while it is played: about 25 MB


class Task(NamedTuple):
    """Runs of a part from `first_run` on (as many as it has), and what to keep of a block of them.

    `read` takes a block of n runs to an array (k, n); `monthly` says that it needs their months.
    """

    part: Part
    read: Callable[[Block], Matrix]
    monthly: bool = False
    first_run: int = 0


def play_for_values(tasks: Sequence[Task], workers: int, watcher: Watcher) -> list[Matrix]:
    """Play all tasks and return what was asked of each, shape (k, runs); no number of threads changes it.

    Raises
    ------
    UsageError
        There is more to keep than fits into memory.
    """
    _check_size(tasks, 1)
    threads = ThreadPoolExecutor(workers, thread_name_prefix="sim-worker")
    try:
        threads.submit(play_block, tasks[0].part.inputs, 0, 1).result()  # compiles
        watcher.ready()
        blocks = {
            threads.submit(_play, task, first): (number, first)
            for number, task in enumerate(tasks)
            for first in range(0, task.part.inputs.runs, _block_runs(task))
        }
        return _collected(tasks, blocks, watcher)
    finally:
        threads.shutdown(wait=False, cancel_futures=True)


def _collected(
    tasks: Sequence[Task], blocks: dict[Future[Matrix], tuple[int, int]], watcher: Watcher
) -> list[Matrix]:
    """Put the blocks together as they come."""
    pieces: list[dict[int, Matrix]] = [{} for _ in tasks]
    for done in as_completed(blocks):
        number, first = blocks.pop(done)
        if not any(pieces):
            _check_size(tasks, len(done.result()))
        pieces[number][first] = done.result()
        part = tasks[number].part
        watcher.played(part.scenario.name, pieces[number][first].shape[1], part.inputs.horizon)
    return [np.concatenate([of[first] for first in sorted(of)], axis=1) for of in pieces]


def _check_size(tasks: Sequence[Task], numbers: int) -> None:
    """Make sure that so many numbers of every run can be kept in memory."""
    runs = sum(task.part.inputs.runs for task in tasks)
    if runs * numbers > MOST_VALUES:
        raise UsageError(
            f"{runs:,} runs at all points together, {numbers:,} number(s) of each, do not fit into memory; "
            f"at most {MOST_VALUES:,} numbers: take fewer runs, points or draws"
        )


def _block_runs(task: Task) -> int:
    return max(1, BLOCK_RUN_MONTHS // task.part.inputs.horizon)


def _play(task: Task, first: int) -> Matrix:
    """Play one block of a task, `first` runs after its first one."""
    inputs = task.part.inputs
    runs = min(_block_runs(task), inputs.runs - first)
    block = play_block(inputs, task.first_run + first, runs, keep_months=runs if task.monthly else 0)
    return task.read(block)
