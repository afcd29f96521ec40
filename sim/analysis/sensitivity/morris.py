"""Morris screening: the effect of moving one quantity at a time, from many places of the space.

A trajectory is a walk through the space in which each quantity moves once; the difference that a move makes,
per width of the quantity's plausible range, is an elementary effect. mu* is the mean of their sizes: how
much depends on the quantity. mu is their mean, sigma their standard deviation: large where the effect depends
on where the others are, or on where the quantity itself is.

Sources: Morris 1991; Campolongo, Cariboni and Saltelli 2007 (mu*); sampled and analysed by SALib.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.sensitivity.outputs import constant_in, noise_variance, outputs_of
from sim.analysis.sensitivity.ranking import LEVEL, RESAMPLES, Ranking, ranked
from sim.analysis.sensitivity.salib import generator, problem, salib
from sim.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from sim.experiments.parameter_space import Space

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]
    Evaluate = Callable[[tuple[str, ...], Matrix], Matrix]

TRAJECTORIES = 12
LEVELS = 4
LOW, HIGH = 0.05, 0.95  # a coordinate of 0 and of 1, as quantiles: the range that the seeds call plausible
SAMPLE, BOOTSTRAP = 1, 2


def check_trajectories(count: int) -> None:
    """Make sure that the spread of effects can be had.

    Parameters
    ----------
    count : int
        Number of trajectories: 2 or more.

    Raises
    ------
    UsageError
        There are fewer than two trajectories.
    """
    if count < 2:
        raise UsageError(f"--samples {count}: Morris screening needs 2 trajectories or more")


def screen(space: Space, evaluate: Evaluate, trajectories: int, seed: int, what: str) -> Ranking:
    """Rank the quantities of a space by mu*.

    Parameters
    ----------
    space : Space
        The D quantities with their priors.
    evaluate : function
        Takes names (D,) and values (n, D) to what the runs of each point come to, (n, runs).
    trajectories : int
        How many walks, 2 or more; each has D + 1 points.
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
        There are too few trajectories, or a point has no finite value.
    """
    check_trajectories(trajectories)
    given = problem(space)
    cube = salib("sample.morris").sample(given, trajectories, num_levels=LEVELS, seed=generator(seed, SAMPLE))
    values = evaluate(space.axes, space.at(LOW + (HIGH - LOW) * cube))
    outputs = outputs_of(values, what)
    found = salib("analyze.morris").analyze(
        given,
        cube,
        outputs,
        num_resamples=RESAMPLES,
        conf_level=LEVEL,
        num_levels=LEVELS,
        seed=generator(seed, BOOTSTRAP),
    )
    star, half = np.asarray(found["mu_star"], float), np.asarray(found["mu_star_conf"], float)
    ends = space.at(np.array([[LOW], [HIGH]]).repeat(len(space.axes), axis=1))
    columns = {
        "low": ends[0],
        "high": ends[1],
        "mu_star": star,
        "mu_star_low": np.maximum(star - half, 0.0),
        "mu_star_high": star + half,
        "mu": np.asarray(found["mu"], float),
        "sigma": np.asarray(found["sigma"], float),
        "noise_floor": _noise_floor(cube, values),
    }
    return ranked(
        "morris",
        space,
        columns,
        by="mu_star",
        points=len(cube),
        runs=values.shape[1],
        constant=constant_in(outputs),
    )


def _noise_floor(cube: Matrix, values: Matrix) -> Vector:
    """Return the mu* that chance alone would give each quantity: the mean size of a normal error (D,)."""
    walks = cube.reshape(-1, cube.shape[1] + 1, cube.shape[1])
    runs = values.reshape(len(walks), cube.shape[1] + 1, -1)
    moved = np.abs(np.diff(walks, axis=1))
    axis, step = moved.argmax(axis=2).ravel(), moved.max(axis=2).ravel()
    error = noise_variance(np.diff(runs, axis=1).reshape(len(axis), -1)) / step**2
    total = np.bincount(axis, error, minlength=cube.shape[1])
    return np.asarray(math.sqrt(2 / math.pi) * np.sqrt(total / len(walks)))
