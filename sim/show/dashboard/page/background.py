"""Batches that are played while the page goes on."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import solara

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.scenario import Scenario

SECONDS_APART = 0.1  # of what is told on the way


@dataclass(frozen=True)
class Batch:
    """What is known of a batch that is played in the background.

    `value` are the runs of each scenario, of the last wish that was fulfilled; `of` is what was wished for
    then. `share` of the present wish is done; `error` is what went wrong with it.
    """

    value: tuple[Any, ...] | None = None
    of: object = None
    share: float = 0.0
    busy: bool = False
    seconds: float = 0.0
    error: Exception | None = None


def use_batch(scenarios: Sequence[Scenario], runs: int) -> Batch:
    """Play scenarios in the background, again whenever they change; a newer wish drops the older one.

    Parameters
    ----------
    runs
        Runs of each; 0 plays nothing.
    """
    wish = (tuple(scenarios), runs)
    told = solara.use_reactive(Batch())

    def start() -> Any:
        if runs == 0:
            told.set(Batch(of=wish))
            return None
        work = _Work(wish, told)
        threading.Thread(target=work.run, daemon=True, name="sim-dashboard-batch").start()
        return work.drop

    solara.use_effect(start, [wish])
    known: Batch = told.value
    return known


class _Work:
    """One wish on its way."""

    def __init__(self, wish: tuple[tuple[Scenario, ...], int], told: Any) -> None:
        self.wish, self.told = wish, told
        self.dropped = False
        self.request: Any = None
        self.last = 0.0

    def drop(self) -> None:
        self.dropped = True
        if self.request is not None:
            self.request.drop()

    def tell(self, **news: Any) -> None:
        if not self.dropped:
            self.told.set(replace(self.told.peek(), **news))

    def run(self) -> None:
        start = time.perf_counter()
        self.tell(busy=True, share=0.0, error=None)
        from sim.show.dashboard.batches import Dropped, Request, played

        self.request = Request(self.dropped)
        scenarios, runs = self.wish
        try:
            found = tuple(
                played(scenario, runs, self.request, self._watch(place, len(scenarios)))
                for place, scenario in enumerate(scenarios)
            )
        except Dropped:
            return
        except Exception as error:  # noqa: BLE001 - whatever it is, the page lives on and shows it
            self.tell(busy=False, error=error)
            return
        self.tell(value=found, of=self.wish, share=1.0, busy=False, seconds=time.perf_counter() - start)

    def _watch(self, place: int, count: int) -> Any:
        def progress(share: float) -> None:
            now = time.perf_counter()
            if now - self.last >= SECONDS_APART:
                self.last = now
                self.tell(share=(place + share) / count)

        return progress
