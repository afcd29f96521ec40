"""Playing the tournament: every pairing of minds, and every stance held against every mind."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.analysis.tournament.fixed_stance import FREE, payoffs_holding
from sim.batch.plan import Part, Plan
from sim.engines.kernel import play_block
from sim.experiments.pairings import Pairing, pairings
from sim.minds.stances import STANCES
from sim.minds.workspace import KREMLIN, MINSK
from sim.quantities import OUTCOMES, run_measures
from sim.scenario.compile import compile_inputs
from sim.scenario.scenario import single

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from sim.batch.run import Watcher
    from sim.experiments.workers import Workers
    from sim.scenario import Scenario

    Vector = NDArray[np.float64]

BLOCK_RUN_MONTHS = 24_000
KEPT = (
    *("payoff_kremlin", "payoff_minsk", "agreement_share", "agreements", "pressure_mean", "stall_share"),
    *("kremlin_type", "minsk_type"),
)
SIDES = (KREMLIN, MINSK)


@dataclass(frozen=True, slots=True)
class Played:
    """A pairing's runs: metrics by name, each (runs,), and `outcome` codes (runs,)."""

    pairing: Pairing
    metrics: Mapping[str, Vector]
    outcome: NDArray[np.int64]

    def payoff(self, side: int) -> Vector:
        """What a side got in each run, (runs,)."""
        return self.metrics["payoff_kremlin" if side == KREMLIN else "payoff_minsk"]

    def types(self, side: int) -> NDArray[np.int64]:
        """A side's type in each run, (runs,)."""
        return self.metrics["kremlin_type" if side == KREMLIN else "minsk_type"].astype(np.int64)

    def share(self, outcome: str) -> float:
        """The share of runs that ended so."""
        return float(np.mean(self.outcome == OUTCOMES.index(outcome)))


class FixedStance(NamedTuple):
    """A stance that a side holds against a mind of the other."""

    side: int
    stance: int
    other: str


class Job(NamedTuple):
    """A block of runs to play: of a pairing, or of a stance that is held."""

    what: Pairing | FixedStance
    part: Part
    first_run: int
    runs: int


def play(scenario: Scenario, executor: Workers) -> tuple[list[Played], dict[FixedStance, Vector]]:
    """Play all; return the pairings, and what each held stance brought the side that held it, (runs,)."""
    parts = _parts(scenario)
    jobs = [job for what, part in parts.items() for job in _jobs(what, part)]
    pieces: dict[Pairing | FixedStance, list[NDArray[np.float64]]] = {what: [] for what in parts}
    with executor.watching(Plan(tuple(parts.values()))) as watcher:
        for job, piece in zip(jobs, _results(jobs, executor.threads, watcher), strict=True):
            pieces[job.what].append(piece)
    played: list[Played] = []
    held: dict[FixedStance, Vector] = {}
    for what, blocks in pieces.items():
        if isinstance(what, Pairing):
            table = np.concatenate(blocks)
            metrics = {name: table[:, place] for place, name in enumerate(KEPT)}
            played.append(Played(what, metrics, table[:, -1].astype(np.int64)))
        else:
            held[what] = np.concatenate(blocks)[:, what.side]
    return played, held


def _parts(scenario: Scenario) -> dict[Pairing | FixedStance, Part]:
    """Return what is to be played; a held stance keeps the place of the mind that would else be there."""
    parts: dict[Pairing | FixedStance, Part] = {}
    for pairing in pairings():
        parts[pairing] = _part(scenario, pairing)
    minds = tuple(dict.fromkeys(pairing.kremlin for pairing in pairings()))
    for side in SIDES:
        for other in minds:
            part = parts[Pairing(minds[0], other) if side == KREMLIN else Pairing(other, minds[0])]
            parts |= {FixedStance(side, stance, other): part for stance in range(STANCES)}
    return parts


def _part(scenario: Scenario, pairing: Pairing) -> Part:
    paired = replace(
        single(scenario), kremlin_mind=pairing.kremlin, minsk_mind=pairing.minsk, name=pairing.words
    )
    return Part(paired, compile_inputs(paired))


def _jobs(what: Pairing | FixedStance, part: Part) -> Iterator[Job]:
    size = max(1, BLOCK_RUN_MONTHS // part.inputs.horizon)
    for first in range(0, part.inputs.runs, size):
        yield Job(what, part, first, min(size, part.inputs.runs - first))


def _results(jobs: list[Job], workers: int, watcher: Watcher) -> Iterator[NDArray[np.float64]]:
    """Yield what each job comes to, in order; no number of threads changes it."""
    threads = ThreadPoolExecutor(workers, thread_name_prefix="sim-worker")
    try:
        inputs = jobs[0].part.inputs
        threads.submit(play_block, inputs, 0, 1).result()  # compiles
        threads.submit(payoffs_holding, inputs, KREMLIN, FREE, 0, 1).result()
        watcher.ready()
        for job, done in zip(jobs, [threads.submit(_play, job) for job in jobs], strict=True):
            piece = done.result()
            watcher.played(job.part.scenario.name, job.runs, job.part.inputs.horizon)
            yield piece
    finally:
        threads.shutdown(wait=False, cancel_futures=True)


def _play(job: Job) -> NDArray[np.float64]:
    """Play one block: of a pairing the metrics that are kept and the outcome, else both payoffs."""
    inputs = job.part.inputs
    if isinstance(job.what, FixedStance):
        return payoffs_holding(inputs, job.what.side, job.what.stance, job.first_run, job.runs)
    block = play_block(inputs, job.first_run, job.runs)
    places = [[measure.name for measure in run_measures()].index(name) for name in KEPT]
    return np.column_stack([block.metrics[:, places], block.outcome])
