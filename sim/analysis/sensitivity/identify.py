"""Identifiability: which directions of the parameter space leave no trace in what can be observed.

The Jacobian holds the derivatives of log moments (mean and standard deviation over the runs of each metric)
with respect to log parameters: secants over the middle two thirds of each prior, under the same random
numbers. A parameter is counted in standard deviations of its prior: a scale by its logarithm, a log rate or a
share as it is. A moment is counted in units of its own chance error, so that what is hardly known weighs
little. A singular value is by how many such errors of one run the moments move, all together, per step along
its direction; a direction is flat if its singular value is no larger than chance makes one. Then no record,
however long, tells its parameters apart, or it would take a longer one than was simulated here.

Chance is assessed by groups of runs. The Jacobians of the groups differ by chance alone; their differences,
with signs at random, are errors of the size and the correlations of that of the Jacobian, and what these
reach beyond the directions that are distinguished already is the limit. Pairs of quantities whose columns
point the same way are named apart: in a large space flat directions are any mixture of many.

Decision D35 in sim/DECISIONS.md.

Sources: Bellman and Astrom 1970 (structural identifiability); Brun, Reichert and Kuensch 2001 (collinearity);
Horn 1965 (the noise of singular values by resampling).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.analysis.sensitivity.salib import generator
from sim.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from sim.experiments.parameter_space import Space

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]
    Cube = NDArray[np.float64]
    Measure = Callable[[tuple[str, ...], Matrix], Cube]

RUNS = 1000
GROUPS = 20
FEWEST_RUNS = 10 * GROUPS
LOW, HIGH = 0.1587, 0.8413  # quantiles of the steps: one standard deviation of a normal prior
REPLICATES = 200
SURE = 0.95
ALIKE = 0.9
SIGNS = 5  # the use that names the draws


class Direction(NamedTuple):
    """A direction in the space: its singular value, what chance alone makes one, and its weights (D,)."""

    singular: float
    noise_floor: float
    weights: Vector


class AlikePair(NamedTuple):
    """Two quantities that move the moments alike; `cosine` is -1 where one undoes the other."""

    one: str
    other: str
    cosine: float


@dataclass(frozen=True)
class Identifiability:
    """What can be distinguished: directions, the clearest first; the first `rank` are beyond chance.

    `silent` quantities moved no run at all; `moments` are those that could be used. Where all are silent
    there is no direction, and the rank is 0.
    """

    axes: tuple[str, ...]
    silent: tuple[str, ...]
    moments: tuple[str, ...]
    directions: tuple[Direction, ...]
    rank: int
    pairs: tuple[AlikePair, ...]
    runs: int

    @property
    def condition(self) -> float:
        """The largest singular value over the smallest; infinite where that is 0, NaN without directions.

        Returns
        -------
        float
            A pure number, 1 or more.
        """
        if not self.directions:
            return float("nan")
        smallest = self.directions[-1].singular
        return self.directions[0].singular / smallest if smallest > 0 else float("inf")

    @property
    def flat(self) -> tuple[Direction, ...]:
        """The directions that chance hides, the flattest first.

        Returns
        -------
        tuple of Direction
            The D - `rank` last ones of `directions`, in reverse; empty where all are beyond chance.
        """
        return tuple(reversed(self.directions[self.rank :]))


def identify(space: Space, measure: Measure, metrics: Sequence[str], seed: int) -> Identifiability:
    """Find the directions of a space that the moments of some metrics tell apart, and those they do not.

    Parameters
    ----------
    space : Space
        The D quantities with their priors.
    measure : function
        Takes names (D,) and values (n, D) to the metrics of the runs of each point, (n, metrics, runs).
    metrics : sequence of str
        Their names.
    seed : int
        Names the draws.

    Returns
    -------
    Identifiability

    Raises
    ------
    UsageError
        There are too few runs, or no moment can be used.
    """
    size = len(space.axes)
    cube = np.full((2 * size + 1, size), 0.5)
    cube[1::2][np.diag_indices(size)] = HIGH
    cube[2::2][np.diag_indices(size)] = LOW
    values = space.at(cube)
    played = measure(space.axes, values)
    check_runs(played.shape[-1])
    if np.array_equal(played, np.broadcast_to(played[:1], played.shape), equal_nan=True):
        return Identifiability((), space.axes, (), (), 0, (), played.shape[-1])
    jacobian, of_groups, names = _jacobians(played, metrics)
    moved = np.abs(jacobian).sum(axis=0) > 0
    if not moved.any():
        return Identifiability((), space.axes, names, (), 0, (), played.shape[-1])
    axes = tuple(flat for flat, some in zip(space.axes, moved, strict=True) if some)
    noise = _noise(of_groups[:, :, moved], seed)
    directions, rank = _directions(jacobian[:, moved], noise)
    return Identifiability(
        axes=axes,
        silent=tuple(flat for flat in space.axes if flat not in axes),
        moments=names,
        directions=directions,
        rank=rank,
        pairs=tuple(_pairs(axes, jacobian[:, moved], noise)),
        runs=played.shape[-1],
    )


def check_runs(runs: int) -> None:
    """Make sure that chance can be assessed.

    Parameters
    ----------
    runs : int
        Runs of each point: 200 or more.

    Raises
    ------
    UsageError
        There are too few runs.
    """
    if runs < FEWEST_RUNS:
        raise UsageError(f"--runs {runs}: identifiability needs {FEWEST_RUNS} runs a point or more")


def _jacobians(played: Cube, metrics: Sequence[str]) -> tuple[Matrix, Cube, tuple[str, ...]]:
    """Return the Jacobian (m, D), those of the groups of runs (GROUPS, m, D), and the names of the m moments.

    A moment is left out where it is 0 or missing in any group at any point.
    """
    groups = np.array([_log_moments(played[:, :, first::GROUPS]) for first in range(GROUPS)])
    whole = _log_moments(played)
    error = np.sqrt(played.shape[-1] / GROUPS) * groups[:, 0].std(axis=0, ddof=1)
    usable = np.isfinite(whole).all(axis=0) & np.isfinite(groups).all(axis=(0, 1)) & (error > 0)
    if not usable.any():
        raise UsageError(
            "no moment of these metrics can be used: all are 0, missing or the same in some groups of the "
            "runs; take more --runs, or other metrics"
        )
    names = [*(f"mean of {name}" for name in metrics), *(f"sd of {name}" for name in metrics)]

    def slopes(moments: Cube) -> Cube:
        """Half the differences of log moments (..., n, 2 metrics) between the steps, (..., m, D)."""
        change = (moments[..., 1::2, :] - moments[..., 2::2, :]) / 2
        return np.swapaxes(change[..., usable] / error[usable], -1, -2)

    return slopes(whole), slopes(groups), tuple(n for n, use in zip(names, usable, strict=True) if use)


def _log_moments(played: Cube) -> Matrix:
    """Return the logs of the absolute means and of the standard deviations at n points, (n, 2 metrics)."""
    return np.array([_of_point(values) for values in played])


def _of_point(values: Matrix) -> Vector:
    """Return those of one point from what its runs came to, (metrics, runs); NaN for none."""
    present = ~np.isnan(values)
    count = np.maximum(present.sum(axis=1), 1)
    mean = np.where(present, values, 0.0).sum(axis=1) / count
    apart = np.where(present, values - mean[:, None], 0.0)
    size = np.concatenate([np.abs(mean), np.sqrt((apart**2).sum(axis=1) / count)])
    return np.asarray(np.log(np.where(size > 0, size, np.nan)))


def _noise(of_groups: Cube, seed: int) -> Cube:
    """Return errors such as the Jacobian has from chance, (REPLICATES, m, D)."""
    apart = of_groups - of_groups.mean(axis=0)
    signs = generator(seed, SIGNS).choice((-1.0, 1.0), size=(REPLICATES, len(apart)))
    return np.asarray(np.tensordot(signs, apart, axes=1) / len(apart))


def _directions(jacobian: Matrix, noise: Cube) -> tuple[tuple[Direction, ...], int]:
    """Return all D directions and how many are beyond chance, one after the other from the clearest.

    What chance reaches is measured beyond the directions that are clear already; the first that is not ends
    it, and its limit stands for all that are flatter.
    """
    left, singular, right = np.linalg.svd(jacobian)
    sizes = np.pad(singular, (0, len(right) - len(singular)))
    rounding = max(jacobian.shape) * np.finfo(float).eps * sizes[0]
    limits = [max(_reach(noise), rounding)]
    while len(limits) < len(right) and sizes[len(limits) - 1] > limits[-1]:
        u, v = left[:, len(limits) - 1], right[len(limits) - 1]
        noise = noise - u[:, None] * (u @ noise)[:, None, :]
        noise = noise - (noise @ v)[:, :, None] * v
        limits.append(max(_reach(noise), rounding))
    rank = len(limits) - (sizes[len(limits) - 1] <= limits[-1])
    limits += limits[-1:] * (len(right) - len(limits))
    return tuple(map(Direction, map(float, sizes), limits, right)), int(rank)


def _reach(noise: Cube) -> float:
    """Return how large a singular value chance makes, but for a few cases."""
    shorter = noise if noise.shape[1] <= noise.shape[2] else np.swapaxes(noise, 1, 2)
    squares = np.linalg.eigvalsh(shorter @ np.swapaxes(shorter, 1, 2))[:, -1]
    return float(np.quantile(np.sqrt(np.maximum(squares, 0.0)), SURE))


def _pairs(axes: tuple[str, ...], jacobian: Matrix, noise: Cube) -> list[AlikePair]:
    """Return the pairs of quantities that are beyond chance each, and move the moments alike."""
    size = np.linalg.norm(jacobian, axis=0)
    clear = size > np.quantile(np.linalg.norm(noise, axis=1), SURE, axis=0)
    found = []
    for one, other in combinations(np.flatnonzero(clear), 2):
        cosine = float(jacobian[:, one] @ jacobian[:, other] / (size[one] * size[other]))
        if abs(cosine) >= ALIKE:
            found.append(AlikePair(axes[one], axes[other], cosine))
    return sorted(found, key=lambda pair: -abs(pair.cosine))
