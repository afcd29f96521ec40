"""What is worked out while the page goes on.

Threads are kept and lent, and what they find is kept by the component that asked: solara remembers every
thread and every reactive value of a page until it is closed, and with them whatever these hold.
"""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import solara
from solara.server import kernel_context

from sim.dashboard.requests import Dropped, Request, drop_all

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sim.scenario import Scenario

SECONDS_APART = 0.1  # of what is reported on the way
MOST_AT_ONCE = 4


def _of_no_page() -> None:
    """A thread belongs to no page, but while it works for one."""
    kernel_context.set_current_context(None)


EXECUTOR = ThreadPoolExecutor(MOST_AT_ONCE, thread_name_prefix="sim-page", initializer=_of_no_page)


def start_work(work: Callable[[], None]) -> None:
    """Have something done by another thread, for the page that asks.

    Parameters
    ----------
    work : function
        Called without arguments; an error that it raises is lost.
    """
    present = kernel_context.has_current_context()
    page: Any = kernel_context.get_current_context() if present else nullcontext()

    def run() -> None:
        with page:
            work()

    EXECUTOR.submit(run)


def close() -> None:
    """Drop all jobs that are not begun, and those that can be dropped: the process ends."""
    EXECUTOR.shutdown(wait=False, cancel_futures=True)
    drop_all()


@dataclass(frozen=True)
class Found:
    """What was found, or what went wrong; `of` is what it was found for."""

    of: object = None
    value: Any = None
    error: Exception | None = None


def use_found(work: Callable[[], Any], key: object) -> Found:
    """Work something out, anew whenever the key changes; `of` is None until it is there.

    Parameters
    ----------
    work : function
        Called without arguments in another thread; what it raises is kept as the error.
    key : object
        What the result depends on, compared by equality.

    Returns
    -------
    Found
        Empty until there is a result for this key.
    """
    found, set_found = solara.use_state(Found())

    def start() -> Callable[[], None]:
        dropped = threading.Event()

        def run() -> None:
            if dropped.is_set():  # nobody waits for it any more
                return
            try:
                result = Found(key, work())
            except Exception as error:  # noqa: BLE001 - whatever it is, the page lives on and shows it
                result = Found(key, error=error)
            if not dropped.is_set():
                set_found(result)

        start_work(run)
        return dropped.set

    solara.use_effect(start, [key])
    return found if found.of == key else Found()


@dataclass(frozen=True)
class BackgroundBatch:
    """What is known of a batch that is played in the background.

    `value` are the runs of each scenario, of the last job that was finished. `share` of the present job
    is done; `error` is what went wrong with it.
    """

    value: tuple[Any, ...] | None = None
    share: float = 0.0
    busy: bool = False
    seconds: float = 0.0
    error: Exception | None = None


def use_batch(scenarios: Sequence[Scenario], runs: int) -> BackgroundBatch:
    """Play scenarios in the background, again whenever they change; a newer job drops the older one.

    Parameters
    ----------
    scenarios : sequence of Scenario
        Played one after another; one with a sweep at its first point.
    runs : int
        Runs of each; 0 plays nothing.

    Returns
    -------
    BackgroundBatch
        What is known now; the component is drawn again whenever it changes.
    """
    job = (tuple(scenarios), runs)
    batch, set_batch = solara.use_state(BackgroundBatch())

    def start() -> Callable[[], None] | None:
        if runs == 0:
            set_batch(BackgroundBatch())
            return None
        work = _Work(job, set_batch)
        start_work(work.run)
        return work.drop

    solara.use_effect(start, [job])
    known: BackgroundBatch = batch
    return known


class _Work:
    """One job on its way."""

    def __init__(self, job: tuple[tuple[Scenario, ...], int], set_batch: Callable[[Any], None]) -> None:
        self.job, self.set_batch = job, set_batch
        self.dropped = False
        self.request: Any = None
        self.last = 0.0

    def drop(self) -> None:
        self.dropped = True
        if self.request is not None:
            self.request.drop()

    def publish(self, **news: Any) -> None:
        if not self.dropped:
            self.set_batch(lambda before: replace(before, **news))

    def run(self) -> None:
        start = time.perf_counter()
        self.publish(busy=True, share=0.0, error=None)
        from sim.dashboard.batches import played

        self.request = Request(self.dropped)
        scenarios, runs = self.job
        try:
            found = tuple(
                played(scenario, runs, self.request, self._watch(place, len(scenarios)))
                for place, scenario in enumerate(scenarios)
            )
        except Dropped:
            return
        except Exception as error:  # noqa: BLE001 - whatever it is, the page lives on and shows it
            self.publish(busy=False, error=error)
            return
        self.publish(value=found, share=1.0, busy=False, seconds=time.perf_counter() - start)

    def _watch(self, place: int, count: int) -> Callable[[float], None]:
        def progress(share: float) -> None:
            now = time.perf_counter()
            if now - self.last >= SECONDS_APART:
                self.last = now
                self.publish(share=(place + share) / count)

        return progress
