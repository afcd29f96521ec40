"""Random numbers as a function of their name: (seed, run, month, stream, slot).

No rule owns a generator: it receives its uniform. A branch that is not taken burns nothing, so
runs share their random numbers across scenarios (common random numbers), whatever the order, the block or
the machine.

Decision D4 in sim/DECISIONS.md.

Sources: Philox4x32-10, Salmon, Moraes, Dror and Shaw 2011.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.rules.compiled import rule
from sim.rules.numerics import normal_quantile

if TYPE_CHECKING:
    from numpy.typing import NDArray

# fmt: off
(INIT, OIL, RUSSIA, WEST, COVID, PROTEST, SUMMIT, KREMLIN_OFFER, MINSK_OFFER, REPLY, COUNTER_REPLY,
 HIDE, EFFORT, PAY, LEAK, REPRESS, OVERTURE, PUSH, HAZARD, LEARN_KREMLIN, LEARN_MINSK, PUSH_SEEN,
 SCENARIO, PRETRAIN, ROLLOUT, GAS, MEASURE, REFERENDUM, TENSION, HELP, RHETORIC) = (
    np.uint64(stream) for stream in range(31))
# fmt: on
FIRST = np.uint64(0)
SECOND = np.uint64(1)
FIRST_PARAMETER_SLOT = 16

# The stream of each smaller decision, in the order of `sim.minds.kinds.DECISIONS`.
DECISION_STREAMS = np.array(
    [PAY, PUSH, HELP, EFFORT, REFERENDUM, REPRESS, OVERTURE, RHETORIC], dtype=np.uint64
)

_LOW32 = np.uint64(0xFFFFFFFF)
_SHIFT32 = np.uint64(32)
_BELOW_1 = 1.0 - 2.0**-53  # the largest float64 below 1
_SHIFT16 = np.uint64(16)
_SHIFT5 = np.uint64(5)
_SHIFT6 = np.uint64(6)
_SHIFT26 = np.uint64(26)
_MULTIPLY_0 = np.uint64(0xD2511F53)
_MULTIPLY_1 = np.uint64(0xCD9E8D57)
_WEYL_0 = np.uint64(0x9E3779B9)
_WEYL_1 = np.uint64(0xBB67AE85)


class DrawKey(NamedTuple):
    """Where the draws of one month of one run come from: seed, run and month (unsigned 64 bit)."""

    seed: np.uint64
    run: np.uint64
    month: np.uint64


@rule
def as_word(number: int) -> np.uint64:
    """Return a nonnegative whole number as a word that a name of a draw can be made of.

    Parameters
    ----------
    number : int
        At least 0.

    Returns
    -------
    uint64
        The same number as an unsigned word.
    """
    return np.uint64(number)


@rule
def philox(
    c0: np.uint64, c1: np.uint64, c2: np.uint64, c3: np.uint64, k0: np.uint64, k1: np.uint64
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Return the four 32-bit words of Philox4x32-10 for a counter and a key (held in 64 bits).

    Parameters
    ----------
    c0, c1, c2, c3 : uint64
        Words of the counter, each below 2^32.
    k0, k1 : uint64
        Words of the key, each below 2^32.

    Returns
    -------
    tuple of uint64
        Four words, each below 2^32.
    """
    for _ in range(10):
        product_0 = _MULTIPLY_0 * c0
        product_1 = _MULTIPLY_1 * c2
        c0 = (product_1 >> _SHIFT32) ^ c1 ^ k0
        c1 = product_1 & _LOW32
        c2 = (product_0 >> _SHIFT32) ^ c3 ^ k1
        c3 = product_0 & _LOW32
        k0 = (k0 + _WEYL_0) & _LOW32
        k1 = (k1 + _WEYL_1) & _LOW32
    return c0, c1, c2, c3


@rule
def open_unit(word: np.uint64) -> float:
    """Return the middle of the interval of width 2^-53 that a word names, never 0 and never 1.

    Parameters
    ----------
    word : uint64
        53 random bits.

    Returns
    -------
    float
        In the open interval (0, 1): the middle of the last interval would be rounded to 1.
    """
    return min((np.float64(word) + 0.5) / 9007199254740992.0, _BELOW_1)


@rule
def uniform(seed: np.uint64, run: np.uint64, month: np.uint64, stream: np.uint64, slot: np.uint64) -> float:
    """Return the uniform in the open interval (0, 1) that bears this name.

    Parameters
    ----------
    seed : uint64
        Seed of the scenario: the key.
    run : uint64
        Number of the run.
    month : uint64
        Month of the run, below 2^32; 0 for what is drawn before the first month.
    stream : uint64
        One of the streams of this module, below 2^16.
    slot : uint64
        Number of the draw within the stream, below 2^16.

    Returns
    -------
    float
        Uniform number made of 53 random bits.
    """
    c0, c1, _, _ = philox(
        c0=run & _LOW32,
        c1=run >> _SHIFT32,
        c2=month,
        c3=(stream << _SHIFT16) + slot,
        k0=seed & _LOW32,
        k1=seed >> _SHIFT32,
    )
    return open_unit(((c0 >> _SHIFT5) << _SHIFT26) + (c1 >> _SHIFT6))


@rule
def draw(draw_key: DrawKey, stream: np.uint64, slot: np.uint64) -> float:
    """Return this month's uniform of a stream.

    Parameters
    ----------
    draw_key : DrawKey
        Seed, run and month.
    stream, slot : uint64
        Stream, and number of the draw within it.

    Returns
    -------
    float
        Uniform number, as `uniform` returns it.
    """
    return uniform(draw_key.seed, draw_key.run, draw_key.month, stream, slot)


@rule
def draw_normal(draw_key: DrawKey, stream: np.uint64) -> float:
    """Return this month's standard normal of a stream.

    Parameters
    ----------
    draw_key : DrawKey
        Seed, run and month.
    stream : uint64
        Stream; its first slot is used.

    Returns
    -------
    float
        Standard normal number.
    """
    return normal_quantile(draw(draw_key, stream, FIRST))


def uniforms(
    seed: np.uint64, first_run: np.uint64, count: int, month: np.uint64, stream: np.uint64, slot: np.uint64
) -> NDArray[np.float64]:
    """Return the uniforms of `count` runs in a row, shape (count,).

    Parameters
    ----------
    seed : uint64
        Seed of the scenario.
    first_run : uint64
        Number of the first run.
    count : int
        Number of runs.
    month, stream, slot : uint64
        As for `uniform`, the same for all runs.

    Returns
    -------
    (count,) float64
        Uniform numbers, in the order of the runs.
    """
    result = np.empty(count)
    write_uniforms(result, seed, first_run, month, stream, slot)
    return result


@rule
def write_uniforms(
    result: NDArray[np.float64],
    seed: np.uint64,
    first_run: np.uint64,
    month: np.uint64,
    stream: np.uint64,
    slot: np.uint64,
) -> None:
    """Write the uniforms of runs in a row, one an entry of `result` (runs,).

    Parameters
    ----------
    result : (runs,) float64
        Overwritten; its length is the number of runs.
    seed : uint64
        Seed of the scenario.
    first_run : uint64
        Number of the first run.
    month, stream, slot : uint64
        As for `uniform`, the same for all runs.
    """
    for i in range(len(result)):
        result[i] = uniform(seed, first_run + np.uint64(i), month, stream, slot)
