"""Simulations for the ladder: the model's random numbers at a fixed seed, and standard errors.

What is drawn in a loop is compiled and calls rules only: the compiler's cache notices a change in them.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.minds.choice import logit_pick
from sim.minds.responses import accept_chance
from sim.rules.compiled import rule
from sim.rules.draws import FIRST, uniform, uniforms
from sim.rules.endings import Rates, which_strikes
from sim.rules.energy import log_price_after
from sim.rules.numerics import normal_quantile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

SEED = np.uint64(20210222)
BLOCK = 1 << 18


class RunBlock(NamedTuple):
    """Runs in a row that are drawn together."""

    first: np.uint64
    runs: int

    def uniforms(self, stream: np.uint64, slot: np.uint64 = FIRST, month: int = 1) -> NDArray[np.float64]:
        """Return one uniform a run, shape (runs,).

        Parameters
        ----------
        stream : uint64
            Stream of the draw (`sim.rules.draws`).
        slot : uint64
            Which draw of the stream in that month.
        month : int
            Month of the draw, from 1.

        Returns
        -------
        ndarray
            (runs,) numbers in the open interval (0, 1), at the seed of the ladder.
        """
        return uniforms(SEED, self.first, self.runs, np.uint64(month), stream, slot)


def blocks(runs: int) -> Iterator[RunBlock]:
    """Yield all runs, block by block, so that memory does not grow with them.

    Parameters
    ----------
    runs : int
        Number of runs in all.

    Returns
    -------
    iterator of RunBlock
        Blocks of 2^18 runs, numbered from 0; the last may be shorter.
    """
    for first in range(0, runs, BLOCK):
        yield RunBlock(np.uint64(first), min(BLOCK, runs - first))


def error_of_share(chance: Any, runs: int) -> Any:
    """Return the standard error of the share of runs in which something of this chance happens.

    Parameters
    ----------
    chance : float or array
        Exact chance, 0 to 1.
    runs : int
        Number of runs in the share.

    Returns
    -------
    float or ndarray
        In the shape of `chance`: sqrt(chance (1 - chance) / runs).
    """
    return np.sqrt(np.maximum(0.0, chance * (1.0 - np.asarray(chance))) / runs)


def error_of_mean(spread: Any, runs: int) -> Any:
    """Return the standard error of a mean over runs with this standard deviation.

    Parameters
    ----------
    spread : float or array
        Exact standard deviation of the quantity over runs, in its unit.
    runs : int
        Number of runs in the mean.

    Returns
    -------
    float or ndarray
        In the shape and unit of `spread`: spread / sqrt(runs).
    """
    return np.asarray(spread) / math.sqrt(runs)


def error_of_variance(variance: Any, runs: int) -> Any:
    """Return the standard error of the variance of a normal law.

    Parameters
    ----------
    variance : float or array
        Exact variance of the normal law, in its squared unit.
    runs : int
        Number of independent values, 2 or more.

    Returns
    -------
    float or ndarray
        In the shape and unit of `variance`: variance sqrt(2 / (runs - 1)).
    """
    return np.asarray(variance) * math.sqrt(2.0 / (runs - 1))


@rule
def wait(
    seed: np.uint64,
    first: np.uint64,
    stream: np.uint64,
    chance: float,
    rounds: int,
    waited: NDArray[np.int64],
    struck: NDArray[np.float64],
) -> None:
    """Wait in each run for a uniform below `chance`; write the rounds waited and that uniform.

    Where none came, `rounds` and 1. `waited`, `struck` are (runs,).

    Parameters
    ----------
    seed, first, stream : uint64
        Seed, number of the first run and stream of the draws; each round takes its draw as a month does.
    chance : float
        Chance in each round, 0 to 1.
    rounds : int
        Number of rounds observed.
    waited : ndarray of int
        (runs,) overwritten: the round in which it struck, from 1.
    struck : ndarray
        (runs,) overwritten: the uniform that was below `chance`.
    """
    for i in range(len(waited)):
        waited[i] = rounds
        struck[i] = 1.0
        for month in range(1, rounds + 1):
            u = uniform(seed, first + np.uint64(i), np.uint64(month), stream, FIRST)
            if u < chance:
                waited[i] = month
                struck[i] = u
                break


@rule
def strikes_of_four(chance: Rates, drawn: NDArray[np.float64], causes: NDArray[np.int64]) -> None:
    """Write which of four endings each uniform selects, 4 for none; both (n,).

    Parameters
    ----------
    chance : Rates
        Chance of each ending within the month, at most 1 together.
    drawn : ndarray
        (n,) uniforms in [0, 1].
    causes : ndarray of int
        (n,) overwritten: position of the ending in `Rates`.
    """
    for i in range(len(drawn)):
        causes[i] = which_strikes(chance, drawn[i])


@rule
def prices_after(
    logs: NDArray[np.float64], drawn: NDArray[np.float64], mean: float, speed: float, noise: float
) -> None:
    """Move the log prices (n,) by one month, each with its uniform (n,).

    Parameters
    ----------
    logs : ndarray
        (n,) natural logarithms of the price, overwritten with those of the next month.
    drawn : ndarray
        (n,) uniforms in (0, 1), turned into standard normal shocks.
    mean : float
        Mean to which the logarithm reverts.
    speed : float
        Speed of reversion, per month, as `oil_speed`.
    noise : float
        Volatility, log points a month, as `oil_noise`.
    """
    for i in range(len(logs)):
        logs[i] = log_price_after(logs[i], mean, speed, noise, normal_quantile(drawn[i]))


@rule
def meetings(
    promised: NDArray[np.float64],
    responders: NDArray[np.float64],
    precision: float,
    offers: NDArray[np.float64],
    answers: NDArray[np.float64],
    offered: NDArray[np.int64],
    weights: NDArray[np.float64],
) -> int:
    """Play one offer and one answer a run; count the offers by package and return the agreements.

    `promised`, `responders` (packages,): what an offer promises the proposer, and what it is worth to the
    responder; `offers`, `answers` (runs,) uniforms; `offered` (packages,) is added to; `weights`
    (packages,) is scratch.

    Parameters
    ----------
    promised, responders : ndarray
        (packages,) payoffs relative to disagreement.
    precision : float
        Precision of both logit choices, per payoff unit.
    offers, answers : ndarray
        (runs,) uniforms in (0, 1): one selects the package, the other the answer.
    offered : ndarray of int
        (packages,) counts, added to.
    weights : ndarray
        (packages,) scratch space, overwritten.

    Returns
    -------
    int
        Number of runs that end in agreement.
    """
    count = len(promised)
    agreements = 0
    for i in range(len(offers)):
        for package in range(count):
            weights[package] = promised[package]
        package = logit_pick(weights, count, precision, offers[i])
        offered[package] += 1
        if answers[i] < accept_chance(responders[package], 0.0, precision):
            agreements += 1
    return agreements
