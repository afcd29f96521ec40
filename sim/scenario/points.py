"""The points of a sweep: which value each swept quantity has at each of them.

A grid is the product of its axes. A Latin hypercube and a Sobol sequence spread points over the unit cube;
the quantile function of each axis' distribution takes them to values. What is random in that has names, as
all draws have: the seed of the scenario and the swept quantity. So no generator of another package decides
where the points are, and a further axis leaves the strata and scrambles of the others alone.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from sim.rules import draws
from sim.scenario.names import flat_entries
from sim.scenario.sample import BELOW_ONE, legal_values, quantile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sim.scenario.scenario import Sweep

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

DESIGN = np.uint64(1 << 15)  # a stream of draws far beyond those of the model
JITTER, ORDER, SHIFT, MIX = (np.uint64(use) for use in range(4))
BITS = 30  # of a Sobol coordinate: 2^30 points before it repeats


def points_of(sweep: Sweep, seed: int) -> Matrix:
    """Return the values of the swept quantities, shape (points, axes): a row a point, a column an axis.

    The points of a grid follow one another as nested loops over its axes would: the last varies fastest.
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
