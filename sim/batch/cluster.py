"""Many machines: the same blocks played by the workers of a Dask cluster, to the same bytes.

A worker that dies costs the blocks it was playing; the scheduler hands them to another. Workers need this
program with the same rules. They are asked before anything is played, and each is asked again with every
block, since workers may join at any time. A worker that cannot import what it is sent closes its connection
and the block would never end; therefore the scheduler and the workers are sent nothing but text, bytes and a
builtin function, and the program is imported inside the task.

Decisions D19b, D53 in sim/DECISIONS.md.
"""

from __future__ import annotations

import asyncio
import pickle
import sys
import threading
import time
from concurrent.futures import CancelledError
from typing import TYPE_CHECKING, Any

from sim.batch.scheduler import read_address, wait_for_listener
from sim.engines import rules_version
from sim.errors import ClusterError, SimError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from sim.batch.blocks import PlayedBlock
    from sim.batch.scheduler import Address

SECONDS_TO_ANSWER = 10
SECONDS_WITHOUT_WORKERS = 10.0  # before the user is informed
SECONDS_BETWEEN_LOOKS = 0.5
ASK = "__import__('sim.engines').engines.rules_version()"  # on a worker, in text: see above
PLAY = "__import__('sim.batch.cluster').batch.cluster.play_there(rules, parcel)"
ADVICE = "install the same version of this program there, with the extra 'cluster', and start the worker anew"


class OtherRules(Exception):
    """Raised on a worker whose rules are not those of the batch."""


def play_there(rules: str, parcel: bytes) -> PlayedBlock:
    """Play a block on a worker, if its rules are those of the batch.

    Parameters
    ----------
    rules : str
        The version of the rules that the batch is played by.
    parcel : bytes
        The task and its arguments, pickled; unpickled only where the versions agree.

    Returns
    -------
    PlayedBlock
        What the task gave.

    Raises
    ------
    OtherRules
        They are others here.
    """
    if rules != rules_version():
        raise OtherRules(rules_version())
    task, arguments = pickle.loads(parcel)  # noqa: S301 - sent by the user's own run
    played: PlayedBlock = task(*arguments)
    return played


def _print(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)  # noqa: T201 - a run that waits has to say so


class Cluster:
    """The workers that a Dask scheduler knows."""

    def __init__(self, address: str, say: Callable[[str], None] = _print) -> None:
        """Find the scheduler, wait for a worker, and compare the rules of all workers with ours.

        Parameters
        ----------
        say : callable
            Receives a sentence when no worker is left, and when there are workers again.

        Raises
        ------
        UsageError
            Dask is not installed, no scheduler answers, or a worker lacks the program or has other rules.
        """
        self.address = read_address(address)
        self.say = say
        self.client = _connected(self.address)
        self.workers = 1
        self.over = threading.Event()
        self.any_worker = threading.Event()
        self.watch = threading.Thread(target=self._watch_workers, name="sim-cluster", daemon=True)
        self.watch.start()
        try:
            self.any_worker.wait()
            self._ask_workers()
            self.pool = self.client.get_executor()
        except BaseException:
            self._leave()
            raise

    def _watch_workers(self) -> None:
        """Count the threads of the workers, and say when there have been none for a while."""
        missing_since, reported = time.monotonic(), False
        while not self.over.is_set():
            try:
                threads = sum(self.client.nthreads().values())
            except Exception:  # noqa: BLE001 - the scheduler is gone: the futures tell
                threads = 0
            if threads:
                self.workers = threads
                missing_since = time.monotonic()
                if reported:
                    self.say(f"the cluster at {self.address} has workers again")
                reported = False
                self.any_worker.set()
            elif not reported and time.monotonic() - missing_since >= SECONDS_WITHOUT_WORKERS:
                reported = True
                self.say(
                    f"the cluster at {self.address} has had no worker for {SECONDS_WITHOUT_WORKERS:g} s; "
                    f"waiting for one (dask worker {self.address}), Ctrl-C to stop"
                )
            self.over.wait(SECONDS_BETWEEN_LOOKS)

    def _ask_workers(self) -> None:
        """Compare the rules of all workers that there are with ours.

        Raises
        ------
        UsageError
            A worker does not have this program, or has other rules.
        """
        for worker, answer in self.client.run(eval, ASK, {}, on_error="return").items():
            if isinstance(answer, Exception):
                why = f"cannot import this program ({answer})"
            elif answer != rules_version():
                why = f"has rules {answer}, here they are {rules_version()}"
            else:
                continue
            raise UsageError(f"--cluster {self.address}: worker {worker} {why}; {ADVICE}")

    def submit(self, task: Callable[..., PlayedBlock], *arguments: Any) -> Future[PlayedBlock]:
        """Have a task done by any worker.

        Parameters
        ----------
        task : callable
            Plays the block; it travels pickled and must be importable on a worker.
        *arguments : object
            What the task is called with.

        Returns
        -------
        future of PlayedBlock
            To be handed to `result`.
        """
        known = {"rules": rules_version(), "parcel": pickle.dumps((task, arguments))}
        future: Future[PlayedBlock] = self.pool.submit(eval, PLAY, known)
        return future

    def result(self, future: Future[PlayedBlock]) -> PlayedBlock | None:
        """The block that was played; None where its worker died.

        Parameters
        ----------
        future : future of PlayedBlock
            As `submit` gave it; waited for.

        Returns
        -------
        PlayedBlock or None
            None stands for a block that has to be submitted again.

        Raises
        ------
        UsageError
            A worker that joined meanwhile lacks the program or has other rules.
        ClusterError
            The scheduler is gone.
        """
        from distributed import KilledWorker

        try:
            return future.result()
        except KilledWorker:
            return None
        except CancelledError:
            raise ClusterError(
                f"--cluster {self.address}: the scheduler is gone; what was played is kept: start it again, "
                "with its workers, and give the same command"
            ) from None
        except SimError:
            raise
        except Exception as error:
            self._ask_workers()  # names the worker, if it is its fault
            if isinstance(error, OtherRules):  # and it has left
                raise UsageError(f"--cluster {self.address}: a worker had other rules; {ADVICE}") from error
            raise

    def shutdown(self) -> None:
        """Drop what is not begun, and leave the workers to others."""
        self.pool.shutdown(wait=False)
        self._leave()

    def _leave(self) -> None:
        self.over.set()
        self.watch.join(SECONDS_TO_ANSWER)
        self.client.close(timeout=SECONDS_TO_ANSWER)


def _connected(address: Address) -> Any:
    """A client of the scheduler at an address.

    Raises
    ------
    UsageError
        Dask is not installed, `tls://` has no certificates, or no scheduler answers.
    """
    try:
        from distributed import Client, Security
    except ImportError:
        raise UsageError("--cluster needs Dask: pip install 'sim[cluster]'") from None
    security = Security()
    if address.scheme == "tls":
        _check_certificates(address, security)
    wait_for_listener(address, SECONDS_TO_ANSWER)
    try:
        asyncio.run(_shake_hands(address, security))
        return Client(str(address), timeout=SECONDS_TO_ANSWER, security=security)
    except Exception as error:  # whatever another protocol makes of Dask's greeting
        reason = " ".join(str(error).split())[:200] or f"no answer in {SECONDS_TO_ANSWER:g} s"
        what = f"what listens there is no Dask scheduler that speaks {address.scheme}"
        raise UsageError(f"--cluster {address}: {what}: {reason}") from error


async def _shake_hands(address: Address, security: Any) -> None:
    """Open a connection and close it again: a client would wait for ever for the answer of another server."""
    from distributed.comm import connect

    arguments = security.get_connection_args("client")
    greeting = connect(str(address), timeout=SECONDS_TO_ANSWER, **arguments)
    comm = await asyncio.wait_for(greeting, SECONDS_TO_ANSWER)
    await comm.close()


def _check_certificates(address: Address, security: Any) -> None:
    """Make sure that Dask's configuration names certificates that can be read.

    Raises
    ------
    UsageError
        It does not.
    """
    keys = "distributed.comm.tls.ca-file, .client.cert and .client.key"
    try:
        context = security.get_connection_args("client")["ssl_context"]
    except (OSError, ValueError) as error:
        why = f"the certificates cannot be used: {error}; see {keys} in Dask's configuration"
        raise UsageError(f"--cluster {address}: {why}") from error
    if context is None:
        raise UsageError(f"--cluster {address}: needs certificates: set {keys} in Dask's configuration")
