"""Playing for what is kept of each run in memory, block by block; the rest is dropped.

The blocks are those of any batch, played by the same kernel. Nothing is written to disk, and nothing is left
to go on from: this is for measurements of minutes, over many sets of inputs.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

import numpy as np

from sim.engines.play import play_block
from sim.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from sim.batch.plan import Part
    from sim.batch.run import ProgressListener
    from sim.engines.kernel import Block

    Matrix = NDArray[np.float64]

MOST_VALUES = 200_000_000  # kept of all runs together: 1.6 GB
BLOCK_RUN_MONTHS = 24_000  # the months of a block are kept while it is played: about 25 MB
BLOCKS_AHEAD = 4  # for each thread, of those not asked for yet

Piece_co = TypeVar("Piece_co", covariant=True)


class Playable(Protocol[Piece_co]):
    """Runs of a part, and how a block of them is played."""

    @property
    def part(self) -> Part:
        """The part: as many runs are played as it has.

        Returns
        -------
        Part
            With the number of runs and the horizon.
        """

    def play(self, first: int, runs: int) -> Piece_co:
        """Play so many runs, `first` runs after the first one, and return what is kept of them.

        Parameters
        ----------
        first : int
            Number of runs of the part before these.
        runs : int
            Number of runs.

        Returns
        -------
        object
            Whatever the kind of job keeps.
        """


class Task(NamedTuple):
    """Runs of a part from `first_run` on (as many as it has), and what to keep of a block of them.

    `read` takes a block of n runs to an array (k, n); `monthly` says that it needs their months.
    """

    part: Part
    read: Callable[[Block], Any]
    monthly: bool = False
    first_run: int = 0

    def play(self, first: int, runs: int) -> Any:
        """Play a block with the kernel and read it.

        Parameters
        ----------
        first : int
            Number of runs of the task before these.
        runs : int
            Number of runs n.

        Returns
        -------
        array
            What `read` gives, (k, n) unless it says otherwise.
        """
        kept = runs if self.monthly else 0
        return self.read(play_block(self.part.inputs, self.first_run + first, runs, keep_months=kept))


def play_jobs(
    jobs: Sequence[Playable[Piece_co]], workers: int, listener: ProgressListener
) -> Iterator[list[Piece_co]]:
    """Play jobs in threads; few blocks are played before they are asked for, so that memory is bounded.

    Parameters
    ----------
    jobs : sequence of Playable
    workers : int
        Number of threads; nothing depends on it.
    listener : ProgressListener
        Informed of the progress.

    Yields
    ------
    list
        The pieces of a job in the order of its runs, job by job.
    """
    threads = ThreadPoolExecutor(workers, thread_name_prefix="sim-worker")
    try:
        for job in {type(job): job for job in jobs}.values():
            threads.submit(job.play, 0, 1).result()  # compiles
        listener.ready()
        waiting = (threads.submit(job.play, *block) for job in jobs for block in _blocks(job))
        ahead: deque[Future[Piece_co]] = deque()
        for job in jobs:
            pieces = []
            for _, runs in _blocks(job):
                ahead.extend(islice(waiting, workers * BLOCKS_AHEAD - len(ahead)))
                pieces.append(ahead.popleft().result())
                listener.played(job.part.scenario.name, runs, job.part.inputs.horizon)
            yield pieces
    finally:
        threads.shutdown(wait=False, cancel_futures=True)


def _blocks(job: Playable[Any]) -> Iterator[tuple[int, int]]:
    """Yield the blocks of a job: the first run of each, and how many there are."""
    inputs = job.part.inputs
    size = max(1, BLOCK_RUN_MONTHS // inputs.horizon)
    for first in range(0, inputs.runs, size):
        yield first, min(size, inputs.runs - first)


def play_for_values(tasks: Sequence[Task], workers: int, listener: ProgressListener) -> list[Matrix]:
    """Play all tasks and return what was asked of each, shape (k, runs); no number of threads changes it.

    Parameters
    ----------
    tasks : sequence of Task
        Each reads the same number k of values a run.
    workers : int
        Number of threads.
    listener : ProgressListener
        Informed of the progress.

    Returns
    -------
    list of (k, runs) float64
        In the order of the tasks; the columns in the order of the runs.

    Raises
    ------
    UsageError
        There is more to keep than fits into memory.
    """
    check_size(tasks, 1)
    found: list[Matrix] = []
    for pieces in play_jobs(tasks, workers, listener):
        if not found:
            check_size(tasks, len(pieces[0]))
        found.append(np.concatenate(pieces, axis=1))
    return found


def check_size(jobs: Sequence[Playable[Any]], numbers: int) -> None:
    """Make sure that so many numbers of every run can be kept in memory.

    Parameters
    ----------
    jobs : sequence of Playable
        All jobs; the runs of their parts are counted.
    numbers : int
        Numbers that are kept of each run.

    Raises
    ------
    UsageError
        There are too many.
    """
    runs = sum(job.part.inputs.runs for job in jobs)
    if runs * numbers > MOST_VALUES:
        raise UsageError(
            f"{runs:,} runs at all points together, {numbers:,} number(s) of each, do not fit into memory; "
            f"at most {MOST_VALUES:,} numbers: take fewer runs, points or draws"
        )
