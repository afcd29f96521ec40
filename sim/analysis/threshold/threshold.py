"""Decision thresholds: the value of one quantity at which an effect changes sign.

The effect, treatment less control in paired runs, is measured along the quantity. Where it is beyond chance
on both sides of 0, the places at which its mean changes sign are found by bisection under the same random
numbers. How far other random numbers would move the first is seen by drawing the runs anew; how far other
judgements would, by doing the same for draws of all other uncertain quantities from their priors. An effect
may keep its sign throughout: that is an answer too, and then the effects at both ends are what there is to
say.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from sim.analysis.claims.catalogue import patterns
from sim.analysis.claims.subject import subject_of
from sim.analysis.sensitivity.outputs import mean_present
from sim.analysis.sensitivity.salib import generator
from sim.analysis.threshold.crossing import bisect, brackets, by_chance
from sim.errors import UsageError, nearest
from sim.experiments.arm import Arm, Comparison
from sim.experiments.parameter_space import choose
from sim.experiments.points import Player
from sim.experiments.subject import check_metric, effect_of
from sim.quantities import parameters
from sim.scenario.compile import compile_inputs, draw, positions
from sim.scenario.schema import LAWS, flat_entries
from sim.stats.effects import estimate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sim.experiments.arms import Stage
    from sim.experiments.parameter_space import Space
    from sim.experiments.subject import Subject
    from sim.experiments.workers import Workers
    from sim.stats.effects import Estimate

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]
    Flags = NDArray[np.bool_]

POINTS = 9  # of the curve, ends included
STEPS = 6  # of bisection between two of them: to a five-hundredth of the range
DRAW_STEPS = 7  # of bisection between the ends
RESAMPLES = 2000
CHANCE = 6  # the use that names the draws
SHARE = (0.0, 1.0)  # the legal range of a share: looked at from end to end
FAR = 3.0  # standard errors: a mean so far from 0 is beyond chance, also where several are looked at
Verdict = Literal["changes sign", "no change of sign", "no effect"]


class Ends(NamedTuple):
    """The effects (n,) at both ends of the range, for each draw, with their standard errors."""

    low: Vector
    high: Vector
    error_low: Vector
    error_high: Vector

    @property
    def crossed(self) -> Flags:
        """Which of them have different signs at the ends."""
        return np.asarray(self.low * self.high < 0)

    @property
    def clear(self) -> Flags:
        """Which of them are beyond chance at either end."""
        far = FAR * np.array([self.error_low, self.error_high])
        return np.asarray((np.abs([self.low, self.high]) > far).all(axis=0))

    @property
    def nothing(self) -> int:
        """Count those that are 0 at both ends in every pair of runs."""
        ends = np.array([self.low, self.high, self.error_low, self.error_high])
        return int((ends == 0).all(axis=0).sum())

    def both(self, sign: float) -> int:
        """Count those that have this sign at both ends, beyond chance."""
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


@dataclass(frozen=True)
class Threshold:
    """What was found along a quantity.

    `curve` are the effects at `places` (n,), all else at its central value; `verdict` whether they are beyond
    chance on both sides of 0, and then `thresholds` the changes of sign, from below, and `by_chance` where
    the first would be with other runs, (m,) of `RESAMPLES`.
    """

    subject: Subject
    over: str
    scenario: str
    seed: int
    runs: int
    places: Vector
    curve: tuple[Estimate, ...]
    verdict: Verdict
    thresholds: tuple[float, ...]
    by_chance: Vector
    over_draws: OverDraws | None


@dataclass(frozen=True)
class Question:
    """What is asked: the effect of what, over which quantity, in which range of it."""

    subject: Subject
    over: str
    low: float
    high: float


def find(
    stage: Stage, question: Question, wanted: str | None, draws: int, draw_runs: int, executor: Workers
) -> Threshold:
    """Find where an effect changes sign along a quantity.

    Parameters
    ----------
    stage : Stage
        The scenario; its runs are the pairs at each point of the curve.
    wanted : str, optional
        Which quantities are drawn, as for `choose`.
    draws, draw_runs : int
        How many draws of these, 0 for none, and the pairs of runs at each point of a draw.

    Raises
    ------
    UsageError
        The quantity is what the comparison varies, or the effect is missing at a point.
    ScenarioErrors
        The scenario is not valid.
    """
    player = Player(stage, question.subject, executor.threads, executor.watching)
    _check_apart(player, question)
    over_draws = None
    if draws:
        space = _others(stage, question, wanted)
        drawn = Player(replace(stage, runs=draw_runs), question.subject, executor.threads, executor.watching)
        over_draws = _over_draws(drawn, question, space, draws)
    places = np.linspace(question.low, question.high, POINTS)
    values = _along(player, question.over, places)
    curve = tuple(estimate(row) for row in values)
    verdict = verdict_on(curve)
    thresholds, chance = np.empty(0), np.empty(0)
    scenario = player.scenario
    if verdict == "changes sign":
        thresholds = _crossings(player, question.over, places, mean_present(values))
        chance = by_chance(places, values, generator(scenario.seed, CHANCE), RESAMPLES)
    return Threshold(
        subject=question.subject,
        over=question.over,
        scenario=scenario.name,
        seed=scenario.seed,
        runs=values.shape[1],
        places=places,
        curve=curve,
        verdict=verdict,
        thresholds=tuple(map(float, thresholds)),
        by_chance=chance,
        over_draws=over_draws,
    )


def verdict_on(curve: Sequence[Estimate]) -> Verdict:
    """Return whether the effects along a quantity are beyond chance on both sides of 0."""
    if all(point.exactly_zero for point in curve):
        return "no effect"
    above, below = any(point.t > FAR for point in curve), any(point.t < -FAR for point in curve)
    return "changes sign" if above and below else "no change of sign"


def _crossings(player: Player, over: str, places: Vector, curve: Vector) -> Vector:
    """Return where the mean effect changes sign between the points of its curve."""
    at = brackets(curve)

    def effects(x: Vector) -> Vector:
        return mean_present(_along(player, over, x))

    return bisect(places[at], places[at + 1], curve[at], effects, STEPS)


def _along(player: Player, over: str, places: Vector) -> Matrix:
    """Return the effect of each run along the quantity, (n, runs)."""
    return _checked(player((over,), places[:, None]), player.subject)


def _checked(values: Matrix, subject: Subject) -> Matrix:
    missing = np.isnan(mean_present(values))
    if missing.any():
        raise UsageError(
            f"{subject.says} is missing in all pairs of runs at {missing.sum():,} of {len(values):,} points: "
            "take more runs, or another metric"
        )
    return values


def _check_apart(player: Player, question: Question) -> None:
    """Make sure that the arms do not differ in the very quantity that they are looked at along."""
    values = {scenario.value(question.over) for scenario in player.scenarios}
    if len(values) > 1:
        listed = ", ".join(f"{value:g}" for value in sorted(values))
        raise UsageError(
            f"--over {question.over}: the comparison itself varies it ({listed}); choose another quantity"
        )


def _others(stage: Stage, question: Question, wanted: str | None) -> Space:
    """Return the uncertain quantities but the one that is looked along."""
    space = choose(stage, question.subject, wanted).space
    axes = [flat for flat in space.axes if flat != question.over]
    if not axes:
        raise UsageError(f"no uncertain quantity is left beside {question.over}; --draws 0 draws none")
    return space.only(axes)


def _over_draws(player: Player, question: Question, space: Space, draws: int) -> OverDraws:
    """Find the thresholds of draws from the priors, all in step."""
    others = _drawn(player, space, draws)
    axes = (*space.axes, question.over)

    def effects(rows: NDArray[np.int64], places: Vector) -> Matrix:
        return _checked(player(axes, np.column_stack([others[rows], places])), player.subject)

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


def _drawn(player: Player, space: Space, draws: int) -> Matrix:
    """Return the quantities of a space as the first runs of a scenario would draw them, (draws, axes)."""
    inputs = compile_inputs(replace(player.scenario, uncertain=dict(space.distributions)))
    tables = dict(zip(("parameter", "initial"), draw(inputs, 0, draws), strict=True))
    columns = []
    for flat in space.axes:
        kind = flat_entries()[flat].quantity.kind
        columns.append(tables[kind][:, positions(kind)[flat]])
    return np.column_stack(columns)


def question_of(
    of: str,
    over: str,
    name: str | None,
    arms: tuple[str, str] | None,
    ends: tuple[float, float] | None,
) -> Question:
    """Return what is asked, checked.

    Parameters
    ----------
    of : str
        A pattern, or a quantity that is moved from one value to another.
    over : str
        The quantity that is looked along.
    name : str, optional
        The metric: needed where a quantity is moved, and else the pattern's own.
    arms : pair of str, optional
        From which value to which the quantity is moved: by default through its plausible range.
    ends : pair of float, optional
        The range looked at: by default 0 to 1 for a share, and the plausible range of all else.

    Raises
    ------
    UsageError
        Something of this makes no sense.
    """
    return Question(_effect(of, name, arms), over, *_range(over, ends))


def _effect(of: str, name: str | None, arms: tuple[str, str] | None) -> Subject:
    if of in patterns():
        if arms is not None:
            raise UsageError(f"--from, --to: {of} has arms of its own")
        subject = subject_of(name, of)
        if not subject.is_effect:
            raise UsageError(f"--of {of}: looks at one scenario and compares nothing, so there is no effect")
        return subject
    if of not in flat_entries():
        close = nearest(of, [*patterns(), *flat_entries()])
        hint = f"did you mean {' or '.join(close)}?" if close else f"a quantity, or {', '.join(patterns())}"
        raise UsageError(f"--of: no pattern or single quantity {of!r}; {hint}")
    if name is None:
        raise UsageError(
            f"--metric: say on what the effect of {of} is looked at, e.g. --metric pressure_mean"
        )
    quantity, position = flat_entries()[of]
    low, high = arms or (f"{quantity.low[position]:g}", f"{quantity.high[position]:g}")
    if _is_same(low, high):
        raise UsageError(f"--from {low} --to {high}: nothing moves; two values of {of}")
    section = "parameters" if of.partition(".")[0] in parameters() else "initial"
    compared = Comparison(Arm((f"{section}.{of}={low}",)), Arm((f"{section}.{of}={high}",)))
    return effect_of(f"the effect of {of} from {low} to {high} on {name}", check_metric(name), compared)


def _is_same(low: str, high: str) -> bool:
    """Whether two values as written are one number; what is no number is reported where it is set."""
    try:
        return float(low) == float(high)
    except ValueError:
        return False


def _range(over: str, ends: tuple[float, float] | None) -> tuple[float, float]:
    if over not in flat_entries():
        close = nearest(over, flat_entries())
        hint = f"; did you mean {' or '.join(close)}?" if close else ""
        raise UsageError(f"--over: no single quantity {over!r}{hint}")
    quantity, position = flat_entries()[over]
    if quantity.levels or quantity.integer or quantity.name in LAWS:
        raise UsageError(f"--over {over}: takes steps or belongs to a law; choose a number that can be moved")
    usual = SHARE if quantity.legal == SHARE else (quantity.low[position], quantity.high[position])
    low, high = ends or usual
    if not quantity.legal[0] <= low < high <= quantity.legal[1]:
        legal = f"{quantity.legal[0]:g} to {quantity.legal[1]:g}"
        raise UsageError(f"--range {low:g} {high:g}: two rising values of {over} within {legal}")
    return low, high
