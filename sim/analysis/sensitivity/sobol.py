"""Sobol indices: which share of the variance between points is due to which quantity.

The first-order index is the share that goes if the quantity is known; the total index the share that stays
if all others are known, so that it counts the quantity's interactions too. Indices below 0 or totals below
first orders are sampling error. Where the base points do not differ, there is no variance to share out, and
every index is undefined (0/0): NaN.

Sources: Sobol 2001; Saltelli et al. 2010 (design and estimators); sampled and analysed by SALib.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.sensitivity.outputs import constant_in, noise_variance, outputs_of
from sim.analysis.sensitivity.ranking import LEVEL, RESAMPLES, Ranking, ranked
from sim.analysis.sensitivity.salib import bootstrap_seed, generator, problem, salib
from sim.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from sim.experiments.parameter_space import Space

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]
    Evaluate = Callable[[tuple[str, ...], Matrix], Matrix]

SAMPLES = 512
FEWEST_SAMPLES = 8
SAMPLE, BOOTSTRAP = 3, 4
COLUMNS = ("total", "total_low", "total_high", "first", "first_low", "first_high", "noise_floor")


def check_samples(count: int) -> None:
    """Make sure that a Sobol sequence of this length is balanced.

    Parameters
    ----------
    count : int
        Length of the base sample: 8, 16, 32 and so on.

    Raises
    ------
    UsageError
        It is no power of two, or too few for an interval.
    """
    if count < FEWEST_SAMPLES or count & (count - 1):
        near = 1 << max(count, FEWEST_SAMPLES).bit_length()
        smaller = max(near >> 1, FEWEST_SAMPLES)
        meant = f"{smaller} or {smaller * 2}"
        raise UsageError(
            f"--samples {count}: Sobol indices need a power of two, {FEWEST_SAMPLES} or more: {meant}"
        )


def decompose(space: Space, evaluate: Evaluate, samples: int, seed: int, what: str) -> Ranking:
    """Rank the quantities of a space by their total index.

    Parameters
    ----------
    space : Space
        The D quantities with their priors.
    evaluate : function
        Takes names (D,) and values (n, D) to what the runs of each point come to, (n, runs).
    samples : int
        Length of the base sample, a power of two; each has D + 2 points.
    seed : int
        Names the draws of the design and of the bootstrap.
    what : str
        What is looked at, for messages.

    Returns
    -------
    Ranking

    Raises
    ------
    UsageError
        The sample has a wrong size, or a point has no finite value.
    """
    check_samples(samples)
    given = problem(space)
    cube = salib("sample.sobol").sample(given, samples, calc_second_order=False, seed=generator(seed, SAMPLE))
    values = evaluate(space.axes, space.at(cube))
    outputs = outputs_of(values, what)
    constant = constant_in(outputs)
    if np.ptp(outputs.reshape(samples, -1)[:, [0, -1]]) == 0:
        columns = {name: np.full(len(space.axes), np.nan) for name in COLUMNS}
    else:
        columns = _indices(given, outputs, seed)
        columns["noise_floor"] = _noise_floor(values.reshape(samples, len(space.axes) + 2, -1), outputs)
    return ranked(
        "sobol", space, columns, by="total", points=len(cube), runs=values.shape[1], constant=constant
    )


def _indices(given: dict[str, Any], outputs: Vector, seed: int) -> dict[str, Vector]:
    """Return both indices of each quantity, with the ends of their intervals, by name of the column."""
    found = salib("analyze.sobol").analyze(
        given,
        outputs,
        calc_second_order=False,
        num_resamples=RESAMPLES,
        conf_level=LEVEL,
        keep_resamples=True,
        seed=bootstrap_seed(seed, BOOTSTRAP),
    )
    columns: dict[str, Vector] = {}
    for name, key in (("total", "ST"), ("first", "S1")):
        ends = np.quantile(found[f"{key}_conf_all"], ((1 - LEVEL) / 2, (1 + LEVEL) / 2), axis=0)
        columns |= {name: np.asarray(found[key], float), f"{name}_low": ends[0], f"{name}_high": ends[1]}
    return columns


def _noise_floor(blocks: Matrix, outputs: Vector) -> Vector:
    """Return the part of each total index that chance makes (D,): half the error of its differences, squared.

    A block (D + 2, runs) holds the point of A, those that have one quantity of B, and the point of B.
    """
    base = outputs.reshape(len(blocks), -1)[:, [0, -1]]
    error = [
        np.mean(noise_variance(blocks[:, 0] - blocks[:, 1 + axis])) for axis in range(blocks.shape[1] - 2)
    ]
    return np.asarray(np.array(error) / (2 * np.var(base)))
