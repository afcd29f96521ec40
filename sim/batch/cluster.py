"""Many machines: the same blocks played by the workers of a Dask cluster, to the same bytes.

A worker that dies costs the blocks it was playing; the scheduler hands them to another. Workers need this
program in the same version: their rules are compared with ours before anything is played.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.engines import rules_version
from sim.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from sim.batch.blocks import PlayedBlock

SECONDS_TO_ANSWER = 10


def _rules_there() -> str:
    """The version of the rules on the worker that is asked, as it is imported there."""
    from sim.engines import rules_version

    return rules_version()


class Cluster:
    """The workers that a Dask scheduler knows."""

    def __init__(self, address: str) -> None:
        """Find the scheduler and its workers.

        Raises
        ------
        UsageError
            Dask is not installed, nobody answers, there is no worker, or a worker has other rules.
        """
        try:
            from distributed import Client, KilledWorker
        except ImportError:
            raise UsageError("--cluster needs Dask: pip install 'sim[cluster]'") from None
        try:
            self.client = Client(address, timeout=SECONDS_TO_ANSWER)
        except (OSError, ValueError) as error:
            raise UsageError(f"--cluster {address}: no scheduler answers there: {error}") from error
        try:
            self._call_workers(address)
        except UsageError:
            self.client.close(timeout=SECONDS_TO_ANSWER)
            raise
        self.deaths: tuple[type[Exception], ...] = (KilledWorker,)
        self.pool = self.client.get_executor()

    def _call_workers(self, address: str) -> None:
        """Count the workers, and compare their rules with ours."""
        threads = self.client.nthreads()
        if not threads:
            raise UsageError(f"--cluster {address}: the scheduler has no worker yet; start one and try again")
        self.workers = sum(threads.values())
        try:
            versions = self.client.run(_rules_there)
        except ImportError as error:
            raise UsageError(f"--cluster {address}: a worker does not have this program: {error}") from error
        for worker, version in versions.items():
            if version != rules_version():
                raise UsageError(
                    f"--cluster {address}: worker {worker} has rules {version}, here they are "
                    f"{rules_version()}; install the same version on all"
                )

    def submit(self, task: Callable[..., PlayedBlock], *arguments: Any) -> Future[PlayedBlock]:
        """Have a task done by any worker."""
        future: Future[PlayedBlock] = self.pool.submit(task, *arguments)
        return future

    def go_home(self) -> None:
        """Drop what is not begun, and leave the workers to others."""
        self.pool.shutdown(wait=False)
        self.client.close(timeout=SECONDS_TO_ANSWER)
