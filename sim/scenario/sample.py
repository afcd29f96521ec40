"""What each run starts from: uncertain quantities drawn, and what follows another quantity filled in."""

from __future__ import annotations

from math import fsum, isfinite
from typing import TYPE_CHECKING

import numpy as np

from sim.quantities import INDICES, Kind, entries
from sim.rules import draws
from sim.rules.compiled import rule
from sim.rules.numerics import exp, log, normal_cdf, normal_quantile
from sim.scenario.check import ORDERED_SHARES
from sim.scenario.distributions import (
    Beta,
    Distribution,
    Lognormal,
    Loguniform,
    Normal,
    Triangular,
    Uniform,
)
from sim.scenario.inputs import Draw, Inputs, positions
from sim.scenario.names import flat_entries
from sim.scenario.scenario import followed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

TINY, BELOW_ONE = np.nextafter(0.0, 1.0), np.nextafter(1.0, 0.0)  # of the open interval of shares
MEAN_SHARES = 512  # from which a mean is taken
BETA_DIGITS = 12  # SciPy's builds differ in the last bits: rounded, all machines draw the same


def draw(inputs: Inputs, first_run: int, runs: int) -> tuple[Matrix, Matrix]:
    """Return the parameters (runs, P) and initial quantities (runs, S) of `runs` runs from `first_run` on.

    Each number is a function of seed, run and its own name: neither block nor scenario moves it.
    """
    tables: dict[Kind, Matrix] = {
        "parameter": np.tile(inputs.parameters, (runs, 1)),
        "initial": np.tile(inputs.initial, (runs, 1)),
    }
    drawn = set()
    for one in inputs.uncertain:
        flat = entries(one.kind)[one.index]
        tables[one.kind][:, one.index] = _values(one, flat, inputs.seed, first_run, runs)
        drawn.add(flat)
    if drawn:
        keep_order(tables["initial"])
        _follow(tables, inputs.fixed | drawn)
    return tables["parameter"], tables["initial"]


def expected(inputs: Inputs) -> tuple[Vector, Vector]:
    """Return the parameters (P,) and initial quantities (S,) with each drawn one at the mean of its law.

    The mean is that of the values at the middle of equal shares, within the legal range.
    """
    tables: dict[Kind, Matrix] = {
        "parameter": inputs.parameters[np.newaxis].copy(),
        "initial": inputs.initial[np.newaxis].copy(),
    }
    shares = (np.arange(MEAN_SHARES) + 0.5) / MEAN_SHARES
    drawn = set()
    for one in inputs.uncertain:
        flat = entries(one.kind)[one.index]
        values = quantile(one.distribution, shares.copy())
        mean = np.array([fsum(values) / MEAN_SHARES])
        tables[one.kind][:, one.index] = legal_values(flat, mean)
        drawn.add(flat)
    if drawn:
        keep_order(tables["initial"])
        _follow(tables, inputs.fixed | drawn)
    return tables["parameter"][0], tables["initial"][0]


def _values(one: Draw, flat: str, seed: int, first_run: int, runs: int) -> Vector:
    """Return the draws of one quantity (runs,)."""
    uniforms = draws.uniforms(
        np.uint64(seed), np.uint64(first_run), runs, np.uint64(0), draws.INIT, np.uint64(one.slot)
    )
    return legal_values(flat, quantile(one.distribution, uniforms))


def legal_values(flat: str, values: Vector) -> Vector:
    """Return values (n,) of a quantity cut to its legal range, and rounded where it is a whole number."""
    quantity = flat_entries()[flat].quantity
    cut = np.clip(values, *quantity.legal)
    return np.rint(cut) if quantity.integer else cut


def quantile(distribution: Distribution, uniforms: Vector) -> Vector:
    """Return the values below which a distribution has the shares `uniforms` (n,).

    One that is cut off draws from the shares of the whole distribution that lie between its ends.
    """
    low, high = distribution.ends
    if not (isfinite(low) or isfinite(high)):
        return _whole_quantile(distribution, uniforms)
    first, last = sorted((share_at(distribution, low, 0.0), share_at(distribution, high, 1.0)))
    between = np.clip(first + (last - first) * uniforms, TINY, BELOW_ONE)
    return np.clip(_whole_quantile(distribution, between), low, high)


def share_at(distribution: Distribution, value: float, beyond: float) -> float:
    """Return the uniform whose quantile is a value; where the value is infinite, `beyond` or its mirror."""
    mirrored = isinstance(distribution, Lognormal) and distribution.median < 0.0
    if not isfinite(value):
        return 1.0 - beyond if mirrored else beyond
    lowest, highest = distribution.support
    if not lowest < value < highest:
        return float((value >= highest) != mirrored)
    match distribution:
        case Lognormal(median=median, sigma=sigma):
            share = normal_cdf(log(value / median) / sigma)
        case Normal(mean=mean, sd=sd):
            share = normal_cdf((value - mean) / sd)
        case Loguniform(low=low, high=high):
            share = (log(value) - log(low)) / (log(high) - log(low))
        case Triangular(low=low, mode=mode, high=high):
            share = _triangular_share(value, low, mode, high)
        case Beta(mean=mean, size=size):
            share = _beta_share(value, mean, size)
        case _:
            share = (value - lowest) / (highest - lowest)
    return float(share)


def _triangular_share(value: float, low: float, mode: float, high: float) -> float:
    if value < mode:
        return (value - low) ** 2 / ((high - low) * (mode - low))
    return 1.0 - (high - value) ** 2 / ((high - low) * (high - mode))


def _beta_share(value: float, mean: float, size: float) -> float:
    from scipy.special import betainc

    return round(float(betainc(mean * size, (1.0 - mean) * size, value)), BETA_DIGITS)


def _whole_quantile(distribution: Distribution, uniforms: Vector) -> Vector:
    values = uniforms.copy()
    match distribution:
        case Lognormal(median=median, sigma=sigma):
            _to_lognormal(values, median, sigma)
        case Normal(mean=mean, sd=sd):
            _to_normal(values, mean, sd)
        case Loguniform(low=low, high=high):
            _to_loguniform(values, low, high)
        case Triangular(low=low, mode=mode, high=high):
            values = _triangular(uniforms, low, mode, high)
        case Beta(mean=mean, size=size):
            values = _beta(uniforms, mean, size)
        case Uniform(low=low, high=high):
            values = low + (high - low) * uniforms
    return values


@rule
def _to_lognormal(values: Vector, median: float, sigma: float) -> None:
    for i in range(len(values)):
        values[i] = median * exp(sigma * normal_quantile(values[i]))


@rule
def _to_normal(values: Vector, mean: float, sd: float) -> None:
    for i in range(len(values)):
        values[i] = mean + sd * normal_quantile(values[i])


@rule
def _to_loguniform(values: Vector, low: float, high: float) -> None:
    for i in range(len(values)):
        values[i] = exp(log(low) + values[i] * (log(high) - log(low)))


def _triangular(uniforms: Vector, low: float, mode: float, high: float) -> Vector:
    rising = low + np.sqrt(uniforms * (high - low) * (mode - low))
    falling = high - np.sqrt((1.0 - uniforms) * (high - low) * (high - mode))
    return np.where(uniforms * (high - low) < mode - low, rising, falling)


def _beta(uniforms: Vector, mean: float, size: float) -> Vector:
    from scipy.special import betaincinv

    values: Vector = betaincinv(mean * size, (1.0 - mean) * size, uniforms)
    return np.round(values, BETA_DIGITS)


def keep_order(initial: Matrix) -> None:
    """Cut drawn shares of an issue, in place, to what they never exceed: implemented <= signed <= agreed."""
    place = positions("initial")
    for smaller, larger in ORDERED_SHARES:
        for issue in INDICES["issue"]:
            low, high = place[f"{smaller}.{issue}"], place[f"{larger}.{issue}"]
            np.minimum(initial[:, low], initial[:, high], out=initial[:, low])


def _follow(tables: dict[Kind, Matrix], own: frozenset[str] | set[str]) -> None:
    """Give every quantity that follows another one, and is not its `own`, the other's value of the run."""
    for kind in ("parameter", "initial"):
        for flat, place in positions(kind).items():
            source = followed(flat)
            if source is not None and flat not in own:
                source_kind = flat_entries()[source].quantity.kind
                tables[kind][:, place] = tables[source_kind][:, positions(source_kind)[source]]
