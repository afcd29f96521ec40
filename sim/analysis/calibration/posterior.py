"""What the search found: each parameter before and after, and the distribution that comes nearest to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri
from scipy.stats import norm

from sim.scenario.distributions import Beta, Distribution, Lognormal, Loguniform, Normal

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.analysis.calibration.space import PriorSpace

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

LEVELS = (0.05, 0.5, 0.95)
MOVED = 0.85  # a posterior that overlaps its prior by less has been moved by the record
GRID = np.linspace(-8.0, 8.0, 4001)
DIGITS = 6  # significant ones of a fitted number
WIDEST = 1e9  # cases: of a beta whose points are all one


@dataclass(frozen=True)
class Posterior:
    """Weighted points: `z` (n, A) in the space, their values (n, A), weights (n,) that sum to 1."""

    space: PriorSpace
    z: Matrix
    weights: Vector
    distances: Vector

    @property
    def values(self) -> Matrix:
        """The values of the parameters.

        Returns
        -------
        (n, A) float64
            Each column in the unit of its parameter.
        """
        return self.space.values(self.z)

    @property
    def effective(self) -> float:
        """How many equally weighted points these are worth (Kish 1965).

        Returns
        -------
        float
            From 1, where one point has all the weight, to n.
        """
        return float(1.0 / np.sum(np.square(self.weights)))

    def resampled(self, count: int, seed: int) -> Matrix:
        """Points (count, A), drawn by their weights.

        Parameters
        ----------
        count : int
            How many points are drawn, with replacement.
        seed : int
            Names the draws, together with `count`.

        Returns
        -------
        (count, A) float64
            Standard deviations of the priors.
        """
        drawn = np.random.default_rng([seed, count]).choice(len(self.z), count, p=self.weights)
        return np.asarray(self.z[drawn])

    @property
    def most_correlated(self) -> tuple[str, str, float] | None:
        """The two parameters that hang together most, and their correlation; None with a single one.

        Returns
        -------
        tuple of two str and float, or None
            Flat names, and the weighted correlation of the points in the space that is searched, -1 to 1.
        """
        if len(self.space.names) < 2:
            return None
        off = self.z - self.weights @ self.z
        covariance = off.T @ (off * self.weights[:, np.newaxis])
        spread = np.sqrt(np.diag(covariance))
        correlation = covariance / np.outer(spread, spread) - np.eye(len(spread))
        one, other = np.unravel_index(np.argmax(np.abs(correlation)), correlation.shape)
        return self.space.names[one], self.space.names[other], float(correlation[one, other])


@dataclass(frozen=True)
class ParameterChange:
    """One parameter: quantiles of prior and posterior, and how far it went.

    `shift` and `spread` are mean and standard deviation of the posterior in the space that is searched, in
    which the prior has 0 and 1. `overlap` is the area under both, taken as normal: 1 where nothing moved.
    """

    name: str
    prior: Distribution
    before: tuple[float, float, float]
    after: tuple[float, float, float]
    shift: float
    spread: float
    overlap: float
    fitted: Distribution

    @property
    def moved(self) -> bool:
        """Whether the record moved it, by the rule that the overlap is below `MOVED`."""
        return self.overlap < MOVED


def changes(posterior: Posterior) -> list[ParameterChange]:
    """Compare posterior and prior of every parameter.

    Parameters
    ----------
    posterior : Posterior
        The weighted points of a generation.

    Returns
    -------
    list of ParameterChange
        In the order of the parameters in the space.
    """
    middle = posterior.space.values(np.tile(ndtri(LEVELS)[:, np.newaxis], len(posterior.space.names)))
    return [
        _change(name, prior, before, posterior.z[:, axis], posterior.values[:, axis], posterior.weights)
        for axis, (before, (name, prior)) in enumerate(
            zip(middle.T, posterior.space.priors.items(), strict=True)
        )
    ]


def _change(
    name: str, prior: Distribution, before: Vector, z: Vector, values: Vector, weights: Vector
) -> ParameterChange:
    shift, spread = _moments(z, weights)
    after = np.quantile(values, LEVELS, weights=weights, method="inverted_cdf")
    low, half, high = sorted(map(float, before))
    return ParameterChange(
        name,
        prior,
        (low, half, high),
        (float(after[0]), float(after[1]), float(after[2])),
        shift,
        spread,
        overlap(shift, spread),
        fitted(prior, values, weights),
    )


def _moments(values: Vector, weights: Vector) -> tuple[float, float]:
    mean = float(weights @ values)
    return mean, float(np.sqrt(weights @ np.square(values - mean)))


def overlap(shift: float, spread: float) -> float:
    """The area under both a standard normal density and one with this mean and spread (Weitzman 1970).

    Parameters
    ----------
    shift, spread : float
        Mean and standard deviation of the other density, in standard deviations of the prior.

    Returns
    -------
    float
        0 to 1; 0 for a spread of 0.
    """
    if spread == 0:
        return 0.0
    both = np.minimum(norm.pdf(GRID), norm.pdf(GRID, shift, spread))
    return float(min(np.trapezoid(both, GRID), 1.0))


def fitted(prior: Distribution, values: Vector, weights: Vector) -> Distribution:
    """The distribution of the prior's family with the mean and the spread of weighted values (n,).

    For families with ends it is the normal law, or the lognormal for loguniform ones; draws are cut to what
    is legal.

    Parameters
    ----------
    prior : Distribution
        Its family is kept, where it has no ends.
    values : (n,) float64
        Values of the parameter, in its unit.
    weights : (n,) float64
        Weights of the values, which sum to 1.

    Returns
    -------
    Distribution
        Its numbers have six significant digits.
    """
    match prior:
        case Lognormal(median=median):
            centre, sigma = _moments(np.log(np.abs(values)), weights)
            middle = _round(np.copysign(np.exp(centre), median))
            return prior.model_copy(update={"median": middle, "sigma": _round(sigma)})
        case Loguniform():
            centre, sigma = _moments(np.log(values), weights)
            return Lognormal(median=_round(np.exp(centre)), sigma=_round(sigma))
        case Beta():
            mean, deviation = _moments(values, weights)
            size = min(mean * (1 - mean) / max(deviation**2, 1e-18) - 1, WIDEST)
            return prior.model_copy(update={"mean": _round(mean), "size": _round(max(size, 1e-3))})
        case Normal():
            mean, deviation = _moments(values, weights)
            return prior.model_copy(update={"mean": _round(mean), "sd": _round(deviation)})
    mean, deviation = _moments(values, weights)
    return Normal(mean=_round(mean), sd=_round(deviation))


def _round(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
