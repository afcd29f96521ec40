"""Changes of sign with all other uncertain quantities drawn from their priors."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.analysis.sensitivity.outputs import mean_present
from sim.analysis.threshold.crossing import bisect
from sim.errors import UsageError
from sim.experiments.parameter_space import choose
from sim.scenario.compile import compile_inputs, draw, positions
from sim.scenario.schema import flat_entries
from sim.stats.criterion import CLEAR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sim.analysis.threshold.question import ThresholdQuestion
    from sim.experiments.arms import ArmSetup
    from sim.experiments.parameter_space import Space
    from sim.experiments.points import PointPlayer
    from sim.experiments.subject import Subject

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]
    Flags = NDArray[np.bool_]

DRAW_STEPS = 7  # of bisection between the ends


class Ends(NamedTuple):
    """The effects (n,) at both ends of the range, for each draw, with their standard errors."""

    low: Vector
    high: Vector
    error_low: Vector
    error_high: Vector

    @property
    def crossed(self) -> Flags:
        """Which of them have different signs at the ends.

        Returns
        -------
        (n,) bool
            By the means alone, whether they are beyond chance or not.
        """
        return np.asarray(self.low * self.high < 0)

    @property
    def clear(self) -> Flags:
        """Which of them are beyond chance at either end.

        Returns
        -------
        (n,) bool
            Whether both effects lie more than `CLEAR` standard errors from 0.
        """
        far = CLEAR * np.array([self.error_low, self.error_high])
        return np.asarray((np.abs([self.low, self.high]) > far).all(axis=0))

    @property
    def nothing(self) -> int:
        """Count those that are 0 at both ends in every pair of runs.

        Returns
        -------
        int
            Number of draws, 0 to n.
        """
        ends = np.array([self.low, self.high, self.error_low, self.error_high])
        return int((ends == 0).all(axis=0).sum())

    def both(self, sign: float) -> int:
        """Count those that have this sign at both ends, beyond chance.

        Parameters
        ----------
        sign : float
            1 for above 0, -1 for below.

        Returns
        -------
        int
            Number of draws, 0 to n.
        """
        return int((self.clear & (sign * self.low > 0) & (sign * self.high > 0)).sum())


@dataclass(frozen=True)
class OverDraws:
    """The same with the other quantities drawn from their priors: how many, the ends, the thresholds.

    `thresholds` (k,) are those of the k draws with a change of sign.
    """

    quantities: int
    runs: int
    ends: Ends
    thresholds: Vector


def checked(values: Matrix, subject: Subject) -> Matrix:
    """Return the effect of each run at points, (n, runs), where every point has one.

    Parameters
    ----------
    values : (n, runs) float64
        The effect of each run at n points, in the unit of the metric; NaN where missing.
    subject : Subject
        What is looked at, for the message.

    Returns
    -------
    (n, runs) float64
        The same array.

    Raises
    ------
    UsageError
        The effect is missing in all runs of a point.
    """
    missing = np.isnan(mean_present(values))
    if missing.any():
        raise UsageError(
            f"{subject.says} is missing in all pairs of runs at {missing.sum():,} of {len(values):,} points: "
            "take more runs, or another metric"
        )
    return values


def others(stage: ArmSetup, question: ThresholdQuestion, wanted: str | Sequence[str] | None) -> Space:
    """Return the uncertain quantities but the one that is looked along.

    Parameters
    ----------
    stage : ArmSetup
        The scenario.
    question : ThresholdQuestion
        Its quantity `over` is left out, and so is what its comparison sets.
    wanted : str or sequence of str, optional
        Which quantities, as for `sim.experiments.parameter_space.choose`.

    Returns
    -------
    Space
        One quantity or more, with their priors.

    Raises
    ------
    UsageError
        None is left, or a name is unknown.
    """
    space = choose(stage, question.subject, wanted).space
    axes = [flat for flat in space.axes if flat != question.over]
    if not axes:
        raise UsageError(f"no uncertain quantity is left beside {question.over}; --draws 0 draws none")
    return space.only(axes)


def over_draws_of(player: PointPlayer, question: ThresholdQuestion, space: Space, draws: int) -> OverDraws:
    """Find the thresholds of draws from the priors, all in step.

    Parameters
    ----------
    player : PointPlayer
        Plays the effect.
    question : ThresholdQuestion
        Along which quantity, in which range.
    space : Space
        The quantities that are drawn.
    draws : int
        How many draws.

    Returns
    -------
    OverDraws

    Raises
    ------
    UsageError
        The effect is missing at a point.
    """
    values = drawn_values(player, space, draws)
    axes = (*space.axes, question.over)

    def effects(rows: NDArray[np.int64], places: Vector) -> Matrix:
        return checked(player(axes, np.column_stack([values[rows], places])), player.subject)

    every = np.arange(draws)
    both = effects(np.tile(every, 2), np.repeat([question.low, question.high], draws))
    means, errors = mean_present(both).reshape(2, -1), _errors(both).reshape(2, -1)
    ends = Ends(means[0], means[1], errors[0], errors[1])
    crossed = np.flatnonzero(ends.crossed)
    thresholds = np.empty(0)
    if len(crossed):
        low, high = np.full(len(crossed), question.low), np.full(len(crossed), question.high)
        thresholds = bisect(
            low, high, ends.low[crossed], lambda x: mean_present(effects(crossed, x)), DRAW_STEPS
        )
    return OverDraws(len(space.axes), both.shape[1], ends, thresholds)


def _errors(values: Matrix) -> Vector:
    """Return the standard error of the mean of each row (n,)."""
    count = (~np.isnan(values)).sum(axis=1)
    return np.asarray(np.nanstd(values, axis=1) / np.sqrt(count))


def drawn_values(player: PointPlayer, space: Space, draws: int) -> Matrix:
    """Return the quantities of a space as the first runs of a scenario would draw them, (draws, axes).

    Parameters
    ----------
    player : PointPlayer
        Its scenario gives the seed, and the values of all that is not drawn.
    space : Space
        The quantities that are drawn, each from its own prior.
    draws : int
        How many draws.

    Returns
    -------
    (draws, axes) float64
        Draw k is what run k would draw; each column in the unit of its quantity.
    """
    inputs = compile_inputs(replace(player.scenario, uncertain=dict(space.distributions)))
    tables = dict(zip(("parameter", "initial"), draw(inputs, 0, draws), strict=True))
    columns = []
    for flat in space.axes:
        kind = flat_entries()[flat].quantity.kind
        columns.append(tables[kind][:, positions(kind)[flat]])
    return np.column_stack(columns)
