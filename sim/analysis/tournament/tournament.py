"""The tournament: what every mind gets against every mind, and what each side could have gained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.analysis.tournament.play import SIDES, FixedStance, play
from sim.analysis.tournament.replies import exploited
from sim.errors import UsageError
from sim.experiments.workers import workers_of
from sim.minds.learning import REGRETS
from sim.minds.stances import STANCES
from sim.minds.workspace import KREMLIN
from sim.quantities import INDICES
from sim.scenario import load_scenario
from sim.scenario.ranges import TOURNAMENT_RUNS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from sim.analysis.tournament.play import PairingRuns
    from sim.analysis.tournament.replies import Exploited
    from sim.experiments.pairings import Pairing
    from sim.experiments.workers import Listening, Workers
    from sim.output.report import Report
    from sim.scenario import Overrides, Scenario, ScenarioLike

    Vector = NDArray[np.float64]

RUNS = 2000
NAMES = (
    ("support", "hold", "small step", "linked step", "press", "punish"),
    ("comply", "sign and stall", "ask", "token", "refuse", "turn West"),
)
TYPES = ("kremlin_type", "minsk_type")


@dataclass(frozen=True, slots=True)
class Match:
    """A pairing, what came of it, and what each side could have gained, the Kremlin first."""

    played: PairingRuns
    exploited: tuple[Exploited, Exploited]

    @property
    def pairing(self) -> Pairing:
        """The pairing of minds."""
        return self.played.pairing


@dataclass(frozen=True)
class Tournament:
    """All matches in one scenario."""

    scenario: str
    seed: int
    runs: int
    horizon: int
    matches: tuple[Match, ...]


def tournament(
    scenario: ScenarioLike,
    overrides: Overrides = (),
    *,
    runs: int = RUNS,
    seed: int | None = None,
    workers: int | None = None,
    progress: Listening | None = None,
) -> Report[Tournament]:
    """Let every mind play every mind: payoffs, agreements, endings, and what a best reply would gain.

    Parameters
    ----------
    scenario : str, Path, mapping or Scenario
        As for `sim.load`.
    overrides : str, mapping, or several of these
        As for `sim.load`.
    runs : int
        Runs of each pairing of minds, with the same random numbers in all pairings.
    seed : int, optional
        In place of the scenario's own.
    workers : int, optional
        Number of threads, by default one a core; no number depends on it.
    progress : function, optional
        Informed of the progress: from a batch to a context that yields a listener.

    Returns
    -------
    Report
        Tables `pairings` (a row a pairing) and `gains` (a row a side of a pairing).

    Raises
    ------
    ScenarioErrors
        The scenario is not valid.
    UsageError
        A number is out of its range, or learning minds take their stances by chance alone, so that none
        could be held.
    """
    from sim.analysis.tournament.report import report

    count = TOURNAMENT_RUNS.checked("runs", runs)
    loaded = load_scenario(scenario, overrides, runs=count, seed=seed)
    return report(play_all(loaded, workers_of(workers, progress)))


def play_all(scenario: Scenario, executor: Workers) -> Tournament:
    """Play all pairings and all stances held against a mind, and find the best replies.

    Parameters
    ----------
    scenario : Scenario
        Its own minds are not played, but every pairing of `sim.experiments.pairings.pairings`.
    executor : Workers
        Who plays.

    Returns
    -------
    Tournament
        A match for each pairing of minds.

    Raises
    ------
    UsageError
        Learning minds take their stances by chance alone, so none could be held.
    """
    if scenario.value("learning_rule") != REGRETS and scenario.value("learning_precision") == 0.0:
        raise UsageError("learning_precision is 0: a stance taken by chance cannot be held; set it above 0")
    played, held = play(scenario, executor)
    matches = tuple(
        Match(one, (_exploited(one, 0, played, held), _exploited(one, 1, played, held))) for one in played
    )
    return Tournament(scenario.name, scenario.seed, scenario.runs, scenario.horizon, matches)


def _exploited(
    one: PairingRuns, side: int, played: list[PairingRuns], held: Mapping[FixedStance, Vector]
) -> Exploited:
    """Return what a side of a pairing could have gained."""
    own, other = _seats(one.pairing, side)
    kinds = len(INDICES[TYPES[side]])
    return exploited(own, replies_to(other, side, played, held), one.types(SIDES[side]), kinds)


def _seats(pairing: Pairing, side: int) -> tuple[str, str]:
    """Return the minds of a side and of the other."""
    kremlin, minsk = pairing
    return (kremlin, minsk) if SIDES[side] == KREMLIN else (minsk, kremlin)


def replies_to(
    other: str, side: int, played: list[PairingRuns], held: Mapping[FixedStance, Vector]
) -> dict[str, Vector]:
    """Return what each reply to a mind of the other side brings, (runs,): minds first, then stances.

    Parameters
    ----------
    other : str
        The mind that is replied to.
    side : int
        The side that replies: 0 for the Kremlin, 1 for Minsk.
    played : list of PairingRuns
        All pairings.
    held : mapping of FixedStance to (runs,) float64
        What each held stance brought the side that held it.

    Returns
    -------
    dict of str to (runs,) float64
        Payoff units, by name of the mind, or `always STANCE`.
    """
    minds = {
        own: one.payoff(SIDES[side])
        for one in played
        for own, met in [_seats(one.pairing, side)]
        if met == other
    }
    stances = {
        f"always {NAMES[side][stance]}": held[FixedStance(SIDES[side], stance, other)]
        for stance in range(STANCES)
    }
    return {**minds, **stances}
