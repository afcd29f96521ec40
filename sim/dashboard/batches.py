"""Batches for the page: some thousand runs of a scenario played in the background, beside those of another.

Threads play blocks of runs with the kernel, which lets go of the interpreter's lock. A request that is no
longer wanted is dropped at the next block, a tenth of a second later. What was played is kept a while: the
scenario that others are compared with is played once.
"""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from sim.batch.plan import make_plan
from sim.engines.kernel import play_block
from sim.outcomes.bands import Bands, banded
from sim.pages.findings import BANDS, CONTRASTS, COURSES, DISTRIBUTIONS, Band
from sim.quantities import OUTCOMES, run_measures
from sim.scenario import load_scenario
from sim.scenario.compile import compile_inputs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from numpy.typing import NDArray

    from sim.dashboard.requests import Request
    from sim.scenario import Scenario
    from sim.scenario.compile import Inputs

    Vector = NDArray[np.float64]
    Progress = Callable[[float], None]
    Row = tuple[int, NDArray[np.float64], NDArray[np.int64]]  # first run of a block, metrics, outcomes

BLOCK_MONTHS = 6_000  # run-months of a block: about a tenth of a second
KEPT = 6  # batches
SHOWN = tuple(dict.fromkeys((*CONTRASTS, *DISTRIBUTIONS)))
KEPT_MONTHS = frozenset((*BANDS, *COURSES))
QUANTILES = (0.1, 0.5, 0.9)


@dataclass(frozen=True, slots=True)
class PlayedBatch:
    """What some runs of a scenario came to, in the order of the runs.

    `outcomes` (runs,) codes; `metrics` (runs,) by name, NaN where missing; `months` and `incidence` as the
    report has them.
    """

    scenario: Scenario
    outcomes: NDArray[np.int64]
    metrics: Mapping[str, Vector]
    months: Mapping[str, Band]
    incidence: Mapping[str, Vector]


class Kept:
    """The last batches that were played, by what decides their numbers."""

    def __init__(self, most: int = KEPT) -> None:
        """Start empty."""
        self.most = most
        self.lock = threading.Lock()
        self.batches: OrderedDict[str, PlayedBatch] = OrderedDict()

    def get(self, digest: str) -> PlayedBatch | None:
        """A batch, if it is there still.

        Parameters
        ----------
        digest : str
            Hash of the plan of the batch, by which it was kept.

        Returns
        -------
        PlayedBatch or None
            None where it was never kept, or has gone; one that is found becomes the latest.
        """
        with self.lock:
            if digest in self.batches:
                self.batches.move_to_end(digest)
            return self.batches.get(digest)

    def put(self, digest: str, played: PlayedBatch) -> None:
        """Keep a batch; the one that was not asked for longest goes.

        Parameters
        ----------
        digest : str
            Hash of the plan of the batch.
        played : PlayedBatch
            What is kept.
        """
        with self.lock:
            self.batches[digest] = played
            self.batches.move_to_end(digest)
            while len(self.batches) > self.most:
                self.batches.popitem(last=False)


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="sim-dashboard")


_KEPT = Kept()


def played(scenario: Scenario, runs: int, request: Request, progress: Progress) -> PlayedBatch:
    """Play runs 0 to `runs` - 1 of a scenario; at the first point of its sweep, if it has one.

    Parameters
    ----------
    scenario : Scenario
        Its own number of runs does not count.
    runs : int
        Number of runs, from 1.
    request : Request
        Can be dropped from any thread while this one waits.
    progress : function
        Receives the share that is done, between 0 and 1, from the thread that calls.

    Returns
    -------
    PlayedBatch
        One that is kept still, where the same runs were played before.

    Raises
    ------
    Dropped
        The request was dropped.
    """
    wanted = load_scenario(scenario, runs=runs)
    digest = make_plan([wanted]).digest
    found = _KEPT.get(digest)
    if found is None:
        found = _play(wanted, compile_inputs(wanted), request, progress)
        _KEPT.put(digest, found)
    progress(1.0)
    return found


def _play(scenario: Scenario, inputs: Inputs, request: Request, progress: Progress) -> PlayedBatch:
    size = max(BLOCK_MONTHS // inputs.horizon, 1)
    starts = iter(range(0, inputs.runs, size))
    lock, done = threading.Lock(), _Tally(inputs.runs)

    def work() -> tuple[Bands, list[Row]]:
        bands = Bands.empty(inputs.horizon)
        rows: list[Row] = []
        while True:
            with lock:
                first = next(starts, None)
            if first is None or request.dropped:
                return bands, rows
            block = play_block(inputs, first, min(size, inputs.runs - first), bands)
            rows.append((first, block.metrics, block.outcome))
            done.add(block.runs)

    futures = [_pool().submit(work) for _ in range(os.cpu_count() or 1)]
    for share in done.shares():
        progress(share)
        if request.dropped or any(future.done() and future.exception() for future in futures):
            break
    parts = [future.result() for future in futures]
    request.check()
    bands = parts[0][0]
    for other, _ in parts[1:]:
        bands.merge(other)
    return _counted(
        scenario, bands, sorted((row for _, rows in parts for row in rows), key=lambda row: row[0])
    )


class _Tally:
    """Runs done, counted by the threads that play and reported to the one that waits."""

    def __init__(self, runs: int) -> None:
        self.runs, self.done = runs, 0
        self.news = threading.Condition()

    def add(self, runs: int) -> None:
        with self.news:
            self.done += runs
            self.news.notify()

    def shares(self) -> Iterator[float]:
        """The share that is done, whenever it has grown, and now and then while it has not; ends with 1."""
        while True:
            with self.news:
                self.news.wait_for(lambda: self.done >= self.runs, timeout=0.1)
                done = self.done
            yield done / self.runs
            if done >= self.runs:
                return


def _counted(scenario: Scenario, bands: Bands, rows: list[Row]) -> PlayedBatch:
    metrics = np.concatenate([metrics for _, metrics, _ in rows])
    places = {measure.name: place for place, measure in enumerate(run_measures())}
    incidence = bands.cumulative_incidence()
    return PlayedBatch(
        scenario=scenario,
        outcomes=np.concatenate([outcomes for *_, outcomes in rows]),
        metrics={name: np.ascontiguousarray(metrics[:, places[name]]) for name in SHOWN},
        months=_months(bands),
        incidence={name: incidence[:, code] for code, name in enumerate(OUTCOMES)},
    )


def _months(bands: Bands) -> dict[str, Band]:
    means, (p10, p50, p90) = bands.means(), bands.quantiles(QUANTILES)
    going = bands.at_risk().astype(np.float64)
    return {
        measure.name: Band(
            means[:, place],
            p10[:, place],
            p50[:, place],
            p90[:, place],
            going=going if measure.missing_after_end else None,
        )
        for place, measure in enumerate(banded()[1])
        if measure.name in KEPT_MONTHS
    }
