"""Playing the tournament: every pairing of minds, and every stance held against every mind."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.analysis.tournament.fixed_stance import payoffs_holding
from sim.batch.plan import Part, Plan
from sim.batch.values import Task, play_jobs
from sim.experiments.metrics import column
from sim.experiments.pairings import Pairing, pairings
from sim.minds.stances import STANCES
from sim.minds.workspace import KREMLIN, MINSK
from sim.quantities import OUTCOMES
from sim.scenario.compile import compile_inputs
from sim.scenario.scenario import single

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from sim.engines.kernel import Block
    from sim.experiments.workers import Workers
    from sim.scenario import Scenario

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

KEPT = (
    *("payoff_kremlin", "payoff_minsk", "agreement_share", "agreements", "pressure_mean", "stall_share"),
    *("kremlin_type", "minsk_type"),
)
SIDES = (KREMLIN, MINSK)


@dataclass(frozen=True, slots=True)
class PairingRuns:
    """A pairing's runs: metrics by name, each (runs,), and `outcome` codes (runs,)."""

    pairing: Pairing
    metrics: Mapping[str, Vector]
    outcome: NDArray[np.int64]

    def payoff(self, side: int) -> Vector:
        """What a side got in each run, (runs,).

        Parameters
        ----------
        side : int
            `KREMLIN` (0) or `MINSK` (1).

        Returns
        -------
        (runs,) float64
            Payoff units.
        """
        return self.metrics["payoff_kremlin" if side == KREMLIN else "payoff_minsk"]

    def types(self, side: int) -> NDArray[np.int64]:
        """A side's type in each run, (runs,).

        Parameters
        ----------
        side : int
            `KREMLIN` (0) or `MINSK` (1).

        Returns
        -------
        (runs,) int64
            Codes, 0 to 2.
        """
        return self.metrics["kremlin_type" if side == KREMLIN else "minsk_type"].astype(np.int64)

    def share(self, outcome: str) -> float:
        """The share of runs that ended so.

        Parameters
        ----------
        outcome : str
            One of `sim.quantities.OUTCOMES`.

        Returns
        -------
        float
            0 to 1.
        """
        return float(np.mean(self.outcome == OUTCOMES.index(outcome)))


class FixedStance(NamedTuple):
    """A stance that a side holds against a mind of the other."""

    side: int
    stance: int
    other: str


class HeldStance(NamedTuple):
    """Runs of a part in which a side holds a stance."""

    part: Part
    held: FixedStance

    def play(self, first: int, runs: int) -> Matrix:
        """Play a block; return what the side got in each run, (1, runs).

        Parameters
        ----------
        first : int
            Number of the first run of the block.
        runs : int
            How many are played.

        Returns
        -------
        (1, runs) float64
            Payoff units of the side that holds the stance.
        """
        payoffs = payoffs_holding(self.part.inputs, self.held.side, self.held.stance, first, runs)
        return payoffs[:, self.held.side][np.newaxis]


def play(scenario: Scenario, executor: Workers) -> tuple[list[PairingRuns], dict[FixedStance, Vector]]:
    """Play all; return the pairings, and what each held stance brought the side that held it, (runs,).

    Parameters
    ----------
    scenario : Scenario
        Its minds are replaced; seed, runs and all else are those of every pairing.
    executor : Workers
        Who plays.

    Returns
    -------
    played : list of PairingRuns
        One a pairing, in the order of `sim.experiments.pairings.pairings`.
    held : dict of FixedStance to (runs,) float64
        Payoff units of the side that held the stance, with the same random numbers.
    """
    parts = _parts(scenario)
    jobs = [
        Task(part, _read) if isinstance(what, Pairing) else HeldStance(part, what)
        for what, part in parts.items()
    ]
    played: list[PairingRuns] = []
    held: dict[FixedStance, Vector] = {}
    with executor.listening(Plan(tuple(parts.values()))) as listener:
        for what, pieces in zip(parts, play_jobs(jobs, executor.threads, listener), strict=True):
            table = np.concatenate(pieces, axis=1)
            if isinstance(what, Pairing):
                metrics = dict(zip(KEPT, table, strict=False))
                played.append(PairingRuns(what, metrics, table[-1].astype(np.int64)))
            else:
                held[what] = table[0]
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


def _read(block: Block) -> Matrix:
    """Return the metrics that are kept, and the outcome, (metrics + 1, runs)."""
    return np.vstack([*(column(block, name) for name in KEPT), block.outcome])
