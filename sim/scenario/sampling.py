"""From the unit cube to values: quantile functions of distributions, and the points of a sweep.

A grid is the product of its axes. A Latin hypercube and a Sobol sequence spread points over the unit cube;
the quantile function of each axis' distribution takes them to values. What is random in that has names, as
all draws have: the seed of the scenario and the swept quantity. So no generator of another package decides
where the points are, and a further axis leaves the strata and scrambles of the others alone.
"""

from __future__ import annotations

from itertools import product
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from sim.rules import draws
from sim.rules.compiled import rule
from sim.rules.numerics import exp, log, normal_cdf, normal_quantile
from sim.scenario.distributions import Beta, Distribution, Lognormal, Loguniform, Normal, Triangular, Uniform
from sim.scenario.schema import flat_entries

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]
    from collections.abc import Sequence

    from sim.scenario.scenario import Sweep

TINY, BELOW_ONE = np.nextafter(0.0, 1.0), np.nextafter(1.0, 0.0)  # of the open interval of shares
BETA_DIGITS = 12  # SciPy's builds differ in the last bits: rounded, all machines draw the same
DESIGN = np.uint64(1 << 15)  # a stream of draws far beyond those of the model
JITTER, ORDER, SHIFT, MIX = (np.uint64(use) for use in range(4))
BITS = 30  # of a Sobol coordinate: 2^30 points before it repeats


def legal_values(flat: str, values: Vector) -> Vector:
    """Return values (n,) of a quantity cut to its legal range, and rounded where it is a whole number.

    Parameters
    ----------
    flat : str
        Flat name of the quantity.
    values : (n,) float64
        In the unit of the quantity.

    Returns
    -------
    (n,) float64
        Legal values, in the same unit.
    """
    quantity = flat_entries()[flat].quantity
    cut = np.clip(values, *quantity.legal)
    return np.rint(cut) if quantity.integer else cut


def quantile(distribution: Distribution, uniforms: Vector) -> Vector:
    """Return the values below which a distribution has the shares `uniforms` (n,).

    One that is cut off draws from the shares of the whole distribution that lie between its ends.

    Parameters
    ----------
    distribution : Distribution
        A law.
    uniforms : (n,) float64
        Shares between 0 and 1, both excluded.

    Returns
    -------
    (n,) float64
        In the unit of the quantity.
    """
    low, high = distribution.ends
    if not (isfinite(low) or isfinite(high)):
        return _whole_quantile(distribution, uniforms)
    first, last = sorted((_share_at(distribution, low, 0.0), _share_at(distribution, high, 1.0)))
    between = np.clip(first + (last - first) * uniforms, TINY, BELOW_ONE)
    return np.clip(_whole_quantile(distribution, between), low, high)


def _share_at(distribution: Distribution, value: float, beyond: float) -> float:
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


def points_of(sweep: Sweep, seed: int) -> Matrix:
    """Return the values of the swept quantities, shape (points, axes): a row a point, a column an axis.

    The points of a grid follow one another as nested loops over its axes would: the last varies fastest.

    Parameters
    ----------
    sweep : Sweep
        A grid, or `n` points of a design.
    seed : int
        Seed of the scenario.

    Returns
    -------
    (points, axes) float64
        Legal values, each in the unit of its quantity.
    """
    if sweep.design == "grid":
        return np.array(list(product(*sweep.grid.values())), np.float64).reshape(-1, len(sweep.grid))
    spread = sobol if sweep.design == "sobol" else latin_hypercube
    cube = spread(sweep.axes, sweep.n, seed)
    columns = [
        legal_values(flat, quantile(distribution, cube[:, axis]))
        for axis, (flat, distribution) in enumerate(sweep.over.items())
    ]
    return np.column_stack(columns)


def latin_hypercube(axes: Sequence[str], n: int, seed: int) -> Matrix:
    """Return `n` points in the open unit cube, shape (n, axes): one in each of n equal strata of each axis.

    McKay, Beckman and Conover 1979. An axis depends on its own name, `n` and the seed, not on the others.

    Parameters
    ----------
    axes : sequence of str
        Flat names of the swept quantities.
    n : int
        Number of points.
    seed : int
        Seed of the scenario.

    Returns
    -------
    (n, axes) float64
        Coordinates between 0 and 1, both excluded.
    """
    columns = []
    for flat in axes:
        strata = np.argsort(_uniforms(seed, flat, ORDER, n), kind="stable")
        columns.append(np.minimum((strata + _uniforms(seed, flat, JITTER, n)) / n, BELOW_ONE))
    return np.column_stack(columns)


def sobol(axes: Sequence[str], n: int, seed: int) -> Matrix:
    """Return the first `n` points of a scrambled Sobol sequence in the open unit cube, shape (n, axes).

    The sequence with the direction numbers of Joe and Kuo 2008; each axis is scrambled by a random lower
    triangular matrix over its bits and a random shift of them (Matoušek 1998). Of 2^k points each of 2^k
    equal strata of each axis holds one.

    Parameters
    ----------
    axes : sequence of str
        Flat names of the swept quantities.
    n : int
        Number of points; a power of two is balanced.
    seed : int
        Seed of the scenario.

    Returns
    -------
    (n, axes) float64
        Coordinates between 0 and 1, both excluded.
    """
    from scipy.stats import qmc

    plain = qmc.Sobol(len(axes), scramble=False, bits=BITS).random_base2((n - 1).bit_length())[:n]
    words = (plain * 2.0**BITS).astype(np.uint64)
    return np.column_stack([_scrambled(words[:, axis], flat, seed) for axis, flat in enumerate(axes)])


def _scrambled(words: NDArray[np.uint64], flat: str, seed: int) -> Vector:
    """Scramble coordinates (n,) of an axis: each bit becomes a sum of itself, some above it, and a draw."""
    mixing = _words(_uniforms(seed, flat, MIX, BITS))
    (scrambled,) = _words(_uniforms(seed, flat, SHIFT, 1))
    result = np.full(len(words), scrambled)
    for place in range(BITS):
        bit = np.uint64(1 << place)
        above = np.uint64((1 << BITS) - (1 << (place + 1)))
        parity = np.bitwise_count(words & (mixing[place] & above | bit)) & np.uint8(1)
        result ^= parity.astype(np.uint64) * bit
    return (result + 0.5) / 2.0**BITS


def _words(uniforms: Vector) -> NDArray[np.uint64]:
    return (uniforms * 2.0**BITS).astype(np.uint64)


def _uniforms(seed: int, flat: str, use: np.uint64, count: int) -> Vector:
    """Return `count` uniforms of a swept quantity for one use, shape (count,)."""
    slot = np.uint64(list(flat_entries()).index(flat))
    return np.asarray(draws.uniforms(np.uint64(seed), np.uint64(0), count, use, DESIGN, slot))
