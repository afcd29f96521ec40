"""What became of a finding: under one pairing, and over draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from sim.analysis.sensitivity.outputs import mean_present, noise_variance
from sim.stats.criterion import CLEAR, is_clear
from sim.stats.means import mean

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.experiments.pairings import Pairing
    from sim.stats.estimate import Estimate

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

BAND = (0.05, 0.5, 0.95)  # of the effects over draws
Verdict = Literal["confirmed", "reversed", "inconclusive", "none", "not measured"]


def verdict_on(found: Estimate, sign: float) -> Verdict:
    """Return what an effect says to a finding of this sign: beyond chance for it, against it, or neither.

    To a finding without a sign (0) every effect beyond chance is there.

    Parameters
    ----------
    found : Estimate
        The effect under one pairing of minds, in the unit of the metric.
    sign : float
        1, -1, or 0 for a finding without a sign.

    Returns
    -------
    {"confirmed", "reversed", "inconclusive", "none", "not measured"}
        Confirmed and reversed beyond 4 standard errors; none where every pair of runs came to 0; not measured
        where no pair of runs has the metric, or a single one.
    """
    if np.isnan(found.t):
        return "not measured"
    if found.exactly_zero:
        return "none"
    if not is_clear(found):
        return "inconclusive"
    return "confirmed" if found.t * sign > 0 or sign == 0 else "reversed"


@dataclass(frozen=True, slots=True)
class Spread:
    """Effects over draws: `means` (n,) of each draw with standard `errors`; NaN where a draw has none.

    What the means vary more than their errors explain is due to the draws; `settled` are the means drawn
    together until they vary by just that.
    """

    means: Vector
    errors: Vector

    @property
    def known(self) -> NDArray[np.bool_]:
        """Which draws have an effect with an error.

        Returns
        -------
        (n,) bool
            False where a draw has fewer than two runs with an effect.
        """
        return np.isfinite(self.means) & np.isfinite(self.errors)

    @property
    def between(self) -> float:
        """Standard deviation of the effect over draws, chance apart; 0 where chance explains all.

        Returns
        -------
        float
            In the unit of the metric.
        """
        return float(np.sqrt(max(self._variance - self._noise_floor, 0.0)))

    @property
    def _variance(self) -> float:
        return float(np.var(self.means[self.known], ddof=1)) if self.known.sum() > 1 else 0.0

    @property
    def _noise_floor(self) -> float:
        return float(np.mean(self.errors[self.known] ** 2)) if self.known.any() else 0.0

    @property
    def settled(self) -> Vector:
        """The effects of the known draws without the chance in them.

        Returns
        -------
        (m,) float64
            In the unit of the metric; m is the number of known draws.
        """
        means = self.means[self.known]
        if self._variance == 0.0:
            return means
        centre = means.mean()
        return np.asarray(centre + self.between / np.sqrt(self._variance) * (means - centre))

    @property
    def band(self) -> tuple[float, float, float]:
        """The 5, 50 and 95% quantiles of the effect over draws, chance apart; NaN without draws.

        Returns
        -------
        tuple of three float
            In the unit of the metric, rising.
        """
        if not self.known.any():
            return (np.nan, np.nan, np.nan)
        low, middle, high = map(float, np.quantile(self.settled, BAND))
        return low, middle, high

    def share(self, sign: float) -> float:
        """Return the share of draws whose mean has this sign, which chance pulls to a half; NaN without.

        Parameters
        ----------
        sign : float
            1 for above 0, -1 for below.

        Returns
        -------
        float
            0 to 1, of the known draws.
        """
        return float(np.mean(self.means[self.known] * sign > 0)) if self.known.any() else np.nan

    def beyond_chance(self, sign: float) -> int:
        """Count the draws whose mean has this sign and is beyond chance.

        Parameters
        ----------
        sign : float
            1 for above 0, -1 for below.

        Returns
        -------
        int
            Draws whose mean lies more than 4 of its standard errors on that side of 0.
        """
        return int((self.means[self.known] * sign > CLEAR * self.errors[self.known]).sum())


def spread_of(values: Matrix) -> Spread:
    """Return the effects over draws from the effect of each run, (draws, runs).

    Parameters
    ----------
    values : (draws, runs) float64
        The effect of each run at each draw, in the unit of the metric; NaN where missing.

    Returns
    -------
    Spread
        A mean and a standard error a draw; the error is NaN under two runs.
    """
    return Spread(mean_present(values), np.sqrt(noise_variance(values)))


@dataclass(frozen=True, slots=True)
class PairingResult:
    """A finding under one pairing: at the scenario's own values, and over draws where some were made.

    `exact` are the first draws once more, with each of them foreseen as it is, where a side sees far.
    """

    pairing: Pairing
    found: Estimate
    verdict: Verdict
    spread: Spread | None = None
    exact: Spread | None = None


def assess(
    pairing: Pairing, values: Vector, sign: float, over_draws: Matrix | None, exact: Matrix | None = None
) -> PairingResult:
    """Assess a finding under one pairing.

    Parameters
    ----------
    pairing : Pairing
        The minds.
    values : (runs,) float64
        The effect of each run; NaN where missing.
    sign : float
        The sign of the finding, 0 where it has none.
    over_draws, exact : (draws, runs) float64, optional
        The same over draws, and over the first draws with each of them foreseen as it is.

    Returns
    -------
    PairingResult
    """
    found = mean(values)
    spread = None if over_draws is None else spread_of(over_draws)
    again = None if exact is None else spread_of(exact)
    return PairingResult(pairing, found, verdict_on(found, sign), spread, again)
