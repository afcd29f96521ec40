"""Who plays an analysis: threads of this machine, and what is informed of the progress."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from sim.batch.plan import Plan
from sim.batch.run import ProgressListener, Silent
from sim.scenario.ranges import WORKERS

Listening = Callable[[Plan], AbstractContextManager[ProgressListener]]


def silent(_: Plan) -> AbstractContextManager[ProgressListener]:
    """Inform nobody of the progress of a batch.

    Parameters
    ----------
    _ : Plan
        The batch that is played.

    Returns
    -------
    context manager of ProgressListener
        Its listener says nothing.
    """
    return nullcontext(Silent())


@dataclass(frozen=True)
class Workers:
    """So many threads; `listening` takes a batch to a context in which its progress is reported."""

    threads: int
    listening: Listening = silent


def workers_of(count: int | None, progress: Listening | None = None) -> Workers:
    """Return the workers that a user asks for.

    Parameters
    ----------
    count : int, optional
        Number of threads; one a core where it is left out. No number depends on it.
    progress : function, optional
        As `Workers.listening`; without it nobody is informed.

    Returns
    -------
    Workers

    Raises
    ------
    UsageError
        The number of threads is out of its range.
    """
    threads = (os.cpu_count() or 1) if count is None else WORKERS.checked("workers", count)
    return Workers(threads, silent if progress is None else progress)
