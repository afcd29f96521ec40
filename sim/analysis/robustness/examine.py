"""One finding, examined: under all pairings, over draws, and at the ends of what it follows most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.robustness.breaking import Alone, moved_alone, with_correlations
from sim.analysis.robustness.judge import judged
from sim.analysis.robustness.play import at_draws, under_pairings
from sim.analysis.robustness.space import drawn_in
from sim.analysis.sensitivity.outputs import mean_present
from sim.errors import UsageError
from sim.experiments.pairings import Pairing, pairings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sim.analysis.robustness.breaking import Moved
    from sim.analysis.robustness.findings import Finding
    from sim.analysis.robustness.judge import Judged
    from sim.experiments.parameter_space import Space
    from sim.experiments.workers import Workers

    Matrix = NDArray[np.float64]
    Vector = NDArray[np.float64]


FORESEEN_EXACTLY = 5  # draws that farsighted minds also foresee as they are


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn: quantities, their values (draws, quantities), and the pairs of runs at each draw."""

    quantities: tuple[str, ...]
    values: Matrix
    runs: int


@dataclass(frozen=True)
class Robustness:
    """What came of a finding.

    `own` is the scenario's own pairing and `sign` that of the finding, 0 where it has none there. `moved` are
    the uncertain quantities, moved alone; `left_out` those that the comparison itself sets.
    """

    finding: Finding
    scenario: str
    seed: int
    runs: int
    own: Pairing
    sign: float
    judged: tuple[Judged, ...]
    drawn: Drawn | None
    moved: tuple[Moved, ...]
    left_out: tuple[str, ...]

    @property
    def at_home(self) -> Judged:
        """What came of it under the scenario's own pairing."""
        return next(one for one in self.judged if one.pairing == self.own)


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is played beside the scenario's runs.

    Draws, 0 for none, with pairs of runs at each; pairs of runs for each quantity that is moved alone, 0 for
    none, and how many of these get all runs.
    """

    draws: int
    draw_runs: int
    move_runs: int
    closely: int


def examine(finding: Finding, wanted: str | None, effort: Effort, executor: Workers) -> Robustness:
    """Examine a finding.

    Parameters
    ----------
    wanted : str, optional
        Which quantities are drawn and moved, as for `sim.experiments.parameter_space.choose`.

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
    choice = drawn_in(finding, wanted) if effort.draws or effort.move_runs else None
    values = under_pairings(finding, pairs, executor)
    sign = finding.sign or _sign_in(values[home], finding)
    drawn, effects, moved = None, None, []
    exact: dict[Pairing, Matrix] = {}
    if choice is not None and effort.move_runs:
        how = Alone(choice.space, effort.move_runs, effort.closely)
        moved = moved_alone(finding, sign, own, values[home], how, executor)
    if choice is not None and effort.draws:
        effects, table = at_draws(finding, pairs, choice.space, effort.draws, effort.draw_runs, executor)
        drawn = Drawn(choice.space.axes, table, effort.draw_runs)
        exact = _exactly(finding, pairs, choice.space, effort, executor)
        moved = with_correlations(moved, drawn.quantities, table, mean_present(effects[home]))
    return Robustness(
        finding=finding,
        scenario=scenario.name,
        seed=scenario.seed,
        runs=values.shape[1],
        own=own,
        sign=sign,
        judged=tuple(
            judged(pairing, row, sign, None if effects is None else effects[number], exact.get(pairing))
            for number, (pairing, row) in enumerate(zip(pairs, values, strict=True))
        ),
        drawn=drawn,
        moved=tuple(moved),
        left_out=choice.left_out if choice else (),
    )


def _exactly(
    finding: Finding, pairs: Sequence[Pairing], space: Space, effort: Effort, executor: Workers
) -> dict[Pairing, Matrix]:
    """Return the effects of the first draws, foreseen as they are, where a side sees far, (draws, runs)."""
    far = [pairing for pairing in pairs if pairing.sees_far]
    if not far:
        return {}
    draws = min(FORESEEN_EXACTLY, effort.draws)
    effects, _ = at_draws(finding, far, space, draws, effort.draw_runs, executor, exact=True)
    return dict(zip(far, effects, strict=True))


def _sign_in(values: Vector, finding: Finding) -> float:
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
