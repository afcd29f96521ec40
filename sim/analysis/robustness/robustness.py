"""Robustness: a finding under all pairings of minds, over draws, and with each quantity moved alone.

Decision D42 in sim/DECISIONS.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.robustness.assess import assess
from sim.analysis.robustness.breaking import OneAtATime, moved_alone, with_correlations
from sim.analysis.robustness.findings import findings_of
from sim.analysis.robustness.play import at_draws, under_pairings
from sim.analysis.robustness.space import drawn_in
from sim.analysis.sensitivity.outputs import mean_present
from sim.errors import UsageError
from sim.experiments.arms import ArmSetup
from sim.experiments.pairings import Pairing, pairings
from sim.experiments.workers import workers_of
from sim.scenario.options import listed, names_in
from sim.scenario.ranges import ARM_RUNS, CLOSELY, DRAWS, MOVE_RUNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sim.analysis.robustness.assess import PairingResult
    from sim.analysis.robustness.breaking import Moved
    from sim.analysis.robustness.findings import SignedFinding
    from sim.experiments.parameter_space import Space
    from sim.experiments.workers import Listening, Workers
    from sim.output.report import Report
    from sim.scenario import Overrides, ScenarioLike

    Matrix = NDArray[np.float64]
    Vector = NDArray[np.float64]

RUNS = 4000
FORESEEN_EXACTLY = 5  # draws that farsighted minds also foresee as they are


@dataclass(frozen=True, slots=True)
class DrawnQuantities:
    """What was drawn: quantities, their values (draws, quantities), and the pairs of runs at each draw."""

    quantities: tuple[str, ...]
    values: Matrix
    runs: int


@dataclass(frozen=True)
class Robustness:
    """The results of one finding.

    `pairings` has one for each pairing of minds; `own` is the scenario's own pairing and `sign` that of the
    finding, 0 where it has none there. `moved` are the uncertain quantities, moved alone; `left_out` those
    that the comparison itself sets.
    """

    finding: SignedFinding
    scenario: str
    seed: int
    runs: int
    own: Pairing
    sign: float
    pairings: tuple[PairingResult, ...]
    drawn: DrawnQuantities | None
    moved: tuple[Moved, ...]
    left_out: tuple[str, ...]

    @property
    def at_home(self) -> PairingResult:
        """The result under the scenario's own pairing."""
        return next(one for one in self.pairings if one.pairing == self.own)


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is played beside the scenario's runs.

    Draws, 0 for none, with pairs of runs at each; pairs of runs for each quantity that is moved alone, 0 for
    none, and how many of these get all runs.
    """

    draws: int = 100
    draw_runs: int = 100
    oat_runs: int = 200
    refine_top: int = 6


def robustness(
    scenario: ScenarioLike,
    overrides: Overrides = (),
    *,
    finding: str | Sequence[str],
    against: ScenarioLike | None = None,
    runs: int = RUNS,
    draws: int = Effort().draws,
    draw_runs: int = Effort().draw_runs,
    oat_runs: int = Effort().oat_runs,
    refine_top: int = Effort().refine_top,
    parameters: str | Sequence[str] | None = None,
    seed: int | None = None,
    workers: int | None = None,
    progress: Listening | None = None,
) -> Report[tuple[Robustness, ...]]:
    """Measure findings under every pairing of minds and over draws of the uncertain quantities.

    A finding is an effect with a sign: of a pattern, or the difference of a metric between two scenarios.

    Parameters
    ----------
    scenario : str, Path, mapping or Scenario
        As for `sim.load`.
    overrides : str, mapping, or several of these
        As for `sim.load`.
    finding : str or sequence of str
        Patterns (`F1`), or metrics that are compared with `against`.
    against : str, Path, mapping or Scenario, optional
        The scenario that a metric is compared with: `scenario` less this one, run by run.
    runs : int
        Pairs of runs under each pairing of minds.
    draws, draw_runs : int
        Draws of all uncertain quantities under each pairing, 0 for none, and the pairs of runs at each.
    oat_runs : int
        Pairs of runs for each quantity that is moved alone to the ends of its range; 0 moves none.
    refine_top : int
        How many of these, those that leave least of the effect, are measured with `runs` pairs of runs.
    parameters : str or sequence of str, optional
        Which quantities are drawn and moved, as for `sim.sensitivity`.
    seed : int, optional
        In place of the scenario's own.
    workers : int, optional
        Number of threads, by default one a core; no number depends on it.
    progress : function, optional
        Informed of the progress: from a batch to a context that yields a listener.

    Returns
    -------
    Report
        Tables `pairings` (a row a finding and pairing of minds), `draws` (a row a draw of these), `drawn` (a
        row a draw: what was drawn) and `quantities` (a row an end of the range of a quantity moved alone).

    Raises
    ------
    ScenarioErrors
        A scenario is not valid.
    UsageError
        An argument makes no sense, or a finding cannot be measured in the scenario's own pairing.

    Examples
    --------
    >>> import sim
    >>> report = sim.robustness("baseline_feb2021", finding="F1")  # doctest: +SKIP
    >>> report.tables["pairings"][["kremlin_mind", "minsk_mind", "verdict"]]  # doctest: +SKIP
    """
    from sim.analysis.robustness.report import report

    stage = ArmSetup(scenario, listed(overrides), ARM_RUNS.checked("runs", runs), seed)
    effort = Effort(
        DRAWS.checked("draws", draws),
        ARM_RUNS.checked("draw_runs", draw_runs),
        MOVE_RUNS.checked("oat_runs", oat_runs),
        CLOSELY.checked("refine_top", refine_top),
    )
    executor = workers_of(workers, progress)
    found = findings_of(stage, names_in(finding), against)
    return report([examine(one, parameters, effort, executor) for one in found], effort)


def examine(
    finding: SignedFinding, wanted: str | Sequence[str] | None, effort: Effort, executor: Workers
) -> Robustness:
    """Examine one finding.

    Parameters
    ----------
    finding : SignedFinding
        The effect and the sign that it should have.
    wanted : str or sequence of str, optional
        Which quantities are drawn and moved, as for `sim.experiments.parameter_space.choose`.
    effort : Effort
        How much is played beside the scenario's runs.
    executor : Workers
        Who plays.

    Returns
    -------
    Robustness

    Raises
    ------
    UsageError
        A quantity is unknown, or the finding cannot be measured in the scenario's own pairing.
    ScenarioErrors
        A scenario is not valid.
    """
    scenario = finding.scenario
    own = Pairing(scenario.kremlin_mind, scenario.minsk_mind)
    pairs = tuple(dict.fromkeys((*pairings(), own)))
    home = pairs.index(own)
    choice = drawn_in(finding, wanted) if effort.draws or effort.oat_runs else None
    values = under_pairings(finding, pairs, executor)
    sign = finding.sign or _sign_in(values[home], finding)
    drawn, effects, moved = None, None, []
    exact: dict[Pairing, Matrix] = {}
    if choice is not None and effort.oat_runs:
        how = OneAtATime(choice.space, effort.oat_runs, effort.refine_top)
        moved = moved_alone(finding, sign, own, values[home], how, executor)
    if choice is not None and effort.draws:
        effects, table = at_draws(finding, pairs, choice.space, effort.draws, effort.draw_runs, executor)
        drawn = DrawnQuantities(choice.space.axes, table, effort.draw_runs)
        exact = _exactly(finding, pairs, choice.space, effort, executor)
        moved = with_correlations(moved, drawn.quantities, table, mean_present(effects[home]))
    return Robustness(
        finding=finding,
        scenario=scenario.name,
        seed=scenario.seed,
        runs=values.shape[1],
        own=own,
        sign=sign,
        pairings=tuple(
            assess(pairing, row, sign, None if effects is None else effects[number], exact.get(pairing))
            for number, (pairing, row) in enumerate(zip(pairs, values, strict=True))
        ),
        drawn=drawn,
        moved=tuple(moved),
        left_out=choice.left_out if choice else (),
    )


def _exactly(
    finding: SignedFinding, pairs: Sequence[Pairing], space: Space, effort: Effort, executor: Workers
) -> dict[Pairing, Matrix]:
    """Return the effects of the first draws, foreseen as they are, where a side sees far, (draws, runs)."""
    far = [pairing for pairing in pairs if pairing.sees_far]
    if not far:
        return {}
    draws = min(FORESEEN_EXACTLY, effort.draws)
    effects, _ = at_draws(finding, far, space, draws, effort.draw_runs, executor, exact=True)
    return dict(zip(far, effects, strict=True))


def _sign_in(values: Vector, finding: SignedFinding) -> float:
    """Return the sign of the effect in the scenario's own pairing: what the others are held against.

    Returns 0 where the mean effect is 0 there, so that the others have no sign to be held against.

    Raises
    ------
    UsageError
        No pair of runs has the metric.
    """
    present = values[~np.isnan(values)]
    if not len(present):
        raise UsageError(f"{finding.says}: in no pair of runs with the scenario's own minds")
    return float(np.sign(present.mean()))
