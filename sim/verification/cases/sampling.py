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
        """Return one uniform a run, shape (runs,)."""
        return uniforms(SEED, self.first, self.runs, np.uint64(month), stream, slot)


def blocks(runs: int) -> Iterator[RunBlock]:
    """Yield all runs, block by block, so that memory does not grow with them."""
    for first in range(0, runs, BLOCK):
        yield RunBlock(np.uint64(first), min(BLOCK, runs - first))


def error_of_share(chance: Any, runs: int) -> Any:
    """Return the standard error of the share of runs in which something of this chance happens."""
    return np.sqrt(np.maximum(0.0, chance * (1.0 - np.asarray(chance))) / runs)


def error_of_mean(spread: Any, runs: int) -> Any:
    """Return the standard error of a mean over runs with this standard deviation."""
    return np.asarray(spread) / math.sqrt(runs)


def error_of_variance(variance: Any, runs: int) -> Any:
    """Return the standard error of the variance of a normal law."""
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
    """Write which of four endings each uniform selects, 4 for none; both (n,)."""
    for i in range(len(drawn)):
        causes[i] = which_strikes(chance, drawn[i])


@rule
def prices_after(
    logs: NDArray[np.float64], drawn: NDArray[np.float64], mean: float, speed: float, noise: float
) -> None:
    """Move the log prices (n,) by one month, each with its uniform (n,)."""
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
