"""Which quantity turns a finding round: each moved alone to the ends of its plausible range.

This is done in the scenario's own pairing, with all else as the scenario has it. A few pairs of runs for
every quantity come first: since all points share random numbers, the change of the effect is known better
than the effect, and is added to what all runs made of it. The quantities under which least is left of the
effect, or most of its opposite, are then measured with all runs. Beside it stands how far the effect follows
a quantity over draws of all of them, by Spearman's rank correlation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.robustness.assess import verdict_on
from sim.analysis.robustness.play import at_points
from sim.analysis.sensitivity.morris import HIGH, LOW
from sim.analysis.sensitivity.outputs import mean_present
from sim.stats.means import mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sim.analysis.robustness.assess import Verdict
    from sim.analysis.robustness.findings import SignedFinding
    from sim.experiments.pairings import Pairing
    from sim.experiments.parameter_space import Space
    from sim.experiments.workers import Workers
    from sim.stats.estimate import Estimate

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

FEWEST = 4  # draws from which on a rank correlation has a p-value


@dataclass(frozen=True, slots=True)
class End:
    """One end of a range: its value, the effect there, and its estimate and verdict if all runs were used."""

    value: float
    effect: float
    found: Estimate | None = None
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """A quantity moved alone; `correlation` is that of the effect with it over draws, NaN where unknown."""

    quantity: str
    ends: tuple[End, ...]
    correlation: float = np.nan
    p_value: float = np.nan

    @property
    def looked_at(self) -> bool:
        """Whether its ends were measured with all runs."""
        return self.ends[0].found is not None

    @property
    def breaks(self) -> bool:
        """Whether the effect is reversed, beyond chance, at one of its ends."""
        return any(end.verdict == "reversed" for end in self.ends)


@dataclass(frozen=True, slots=True)
class OneAtATime:
    """How quantities are moved alone: the space, few pairs of runs for all, and how many get all runs."""

    space: Space
    runs: int
    refine_top: int


def moved_alone(
    finding: SignedFinding, sign: float, pairing: Pairing, centre: Vector, how: OneAtATime, executor: Workers
) -> list[Moved]:
    """Move each quantity alone, those first that leave least of the effect, or make most where there is none.

    Parameters
    ----------
    finding : SignedFinding
        The effect.
    sign : float
        Of the finding; 0 where it has none.
    pairing : Pairing
        The minds.
    centre : (runs,) float64
        The effect of each run where nothing is moved.
    how : OneAtATime
        Which quantities are moved, and with how many runs.
    executor : Workers
        Who plays.

    Returns
    -------
    list of Moved
    """
    points = [(flat, value) for flat in how.space.axes for value in _range(how.space, flat)]
    few = at_points(finding, pairing, points, min(how.runs, len(centre)), executor)
    effects = mean_present(centre[None])[0] + mean_present(few - centre[: few.shape[1]])
    ends: dict[str, list[End]] = {flat: [] for flat in how.space.axes}
    for (flat, value), effect in zip(points, effects, strict=True):
        ends[flat].append(End(value, float(effect)))
    least = {
        flat: min(sign * end.effect if sign else -abs(end.effect) for end in found)
        for flat, found in ends.items()
    }
    order = sorted(how.space.axes, key=lambda flat: (np.isnan(least[flat]), least[flat]))
    closely = _closely(
        finding, sign, pairing, {flat: ends[flat] for flat in order[: how.refine_top]}, executor
    )
    return [Moved(flat, closely.get(flat, tuple(ends[flat]))) for flat in order]


def _closely(
    finding: SignedFinding, sign: float, pairing: Pairing, ends: dict[str, list[End]], executor: Workers
) -> dict[str, tuple[End, ...]]:
    """Measure the effect at the ends of some quantities with all runs."""
    points = [(flat, end.value) for flat, found in ends.items() for end in found]
    measured: dict[str, tuple[End, ...]] = dict.fromkeys(ends, ())
    if points:
        rows = at_points(finding, pairing, points, finding.scenario.runs, executor)
        for (flat, value), row in zip(points, rows, strict=True):
            found = mean(row)
            measured[flat] += (End(value, found.value, found, verdict_on(found, sign)),)
    return measured


def _range(space: Space, quantity: str) -> list[float]:
    """Return the ends of a quantity's plausible range; one value where there is no more."""
    values = space.only((quantity,)).at(np.array([[LOW], [HIGH]]))[:, 0]
    return [float(value) for value in np.unique(values)]


def correlations(drawn: Matrix, effects: Vector) -> tuple[Vector, Vector]:
    """Return the rank correlation of the effect with each quantity over draws, and its p-value.

    Parameters
    ----------
    drawn : (draws, quantities) float64
        What was drawn.
    effects : (draws,) float64
        The effect of each draw; NaN where missing.

    Returns
    -------
    pair of (quantities,) float64
        NaN for a quantity that did not vary, or with too few draws. The p-values are for one quantity: where
        many are looked at, chance makes some small.
    """
    from scipy import stats

    known = np.isfinite(effects)
    rho, p = np.full((2, drawn.shape[1]), np.nan)
    if known.sum() >= FEWEST and np.ptp(effects[known]) > 0:
        for axis in np.flatnonzero(np.ptp(drawn[known], axis=0) > 0):
            rho[axis], p[axis] = stats.spearmanr(drawn[known, axis], effects[known])
    return rho, p


def with_correlations(
    moved: Sequence[Moved], axes: Sequence[str], drawn: Matrix, effects: Vector
) -> list[Moved]:
    """Return quantities with how far the effect follows them over draws.

    Parameters
    ----------
    moved : sequence of Moved
        Quantities moved alone, all of them among the axes.
    axes : sequence of str
        Flat names of the quantities that were drawn.
    drawn : (draws, quantities) float64
        What was drawn, a column an axis.
    effects : (draws,) float64
        The mean effect of each draw; NaN where missing.

    Returns
    -------
    list of Moved
        In the same order, with Spearman's rho and its p-value; both are NaN as in `correlations`.
    """
    by_name = {flat: pair for flat, *pair in zip(axes, *correlations(drawn, effects), strict=True)}
    return [Moved(one.quantity, one.ends, *map(float, by_name[one.quantity])) for one in moved]
