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
from typing import TYPE_CHECKING, Literal

import numpy as np

from sim.analysis.sensitivity.outputs import mean_present
from sim.analysis.sensitivity.salib import generator
from sim.analysis.threshold.crossing import bisect, brackets, by_chance
from sim.analysis.threshold.over_draws import checked, others, over_draws_of
from sim.analysis.threshold.question import question_of
from sim.errors import UsageError
from sim.experiments.arms import ArmSetup
from sim.experiments.points import PointPlayer
from sim.experiments.workers import workers_of
from sim.scenario.options import listed
from sim.scenario.ranges import ARM_RUNS, DRAWS
from sim.stats.criterion import clear_direction
from sim.stats.means import mean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from sim.analysis.threshold.over_draws import OverDraws
    from sim.analysis.threshold.question import ThresholdQuestion
    from sim.experiments.subject import Subject
    from sim.experiments.workers import Listening, Workers
    from sim.output.report import Report
    from sim.scenario import Overrides, ScenarioLike
    from sim.stats.estimate import Estimate

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

POINTS = 9  # of the curve, ends included
STEPS = 6  # of bisection between two of them: to a five-hundredth of the range
RESAMPLES = 2000
CHANCE = 6  # the use that names the draws
RUNS = 4000  # pairs at each point of the curve
DRAWN, DRAWN_RUNS = 40, 500  # draws of the other quantities, and pairs of runs at each point of a draw
Verdict = Literal["changes sign", "no change of sign", "no effect"]


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

    @property
    def title(self) -> str:
        """The effect that is looked at, as the beginning of a sentence."""
        return f"{self.subject.says[0].upper()}{self.subject.says[1:]}"


def threshold(
    scenario: ScenarioLike,
    overrides: Overrides = (),
    *,
    of: str,
    over: str,
    metric: str | None = None,
    start: str | float | None = None,
    end: str | float | None = None,
    ends: tuple[float, float] | None = None,
    runs: int = RUNS,
    draws: int = DRAWN,
    draw_runs: int = DRAWN_RUNS,
    parameters: str | Sequence[str] | None = None,
    seed: int | None = None,
    minds: Mapping[str, str] | str | None = None,
    workers: int | None = None,
    progress: Listening | None = None,
) -> Report[Threshold]:
    """Find the value of a quantity at which an effect changes sign, or that it does not.

    Parameters
    ----------
    scenario : str, Path, mapping or Scenario
        As for `sim.load`.
    overrides : str, mapping, or several of these
        As for `sim.load`.
    of : str
        The effect of what: a pattern (`F2`), or a quantity that is moved.
    over : str
        The quantity along which the sign is looked for.
    metric : str, optional
        The effect on what: needed where a quantity is moved; a pattern has a metric of its own.
    start, end : str or float, optional
        From which value to which the quantity `of` is moved; both, or by default through its plausible range.
    ends : pair of float, optional
        The range of `over`: by default 0 to 1 for a share, and the plausible range of all else.
    runs : int
        Pairs of runs at each of 9 points of the range.
    draws, draw_runs : int
        Draws of all other uncertain quantities, 0 for none, and the pairs of runs at each point of a draw.
    parameters : str or sequence of str, optional
        Which quantities are drawn, as for `sim.sensitivity`.
    seed : int, optional
        In place of the scenario's own.
    minds : mapping or str, optional
        As for `sim.load`.
    workers : int, optional
        Number of threads, by default one a core; no number depends on it.
    progress : function, optional
        Informed of the progress: from a batch to a context that yields a listener.

    Returns
    -------
    Report
        Tables `curve` (a row a point of the range) and `signs` (how many draws have which signs at the ends
        of the range).

    Raises
    ------
    ScenarioErrors
        The scenario is not valid.
    UsageError
        An argument makes no sense, or the effect is missing at a point.

    Examples
    --------
    >>> import sim
    >>> report = sim.threshold(
    ...     "baseline_feb2021", of="F2", over="colour_revolution_belief"
    ... )  # doctest: +SKIP
    >>> report.sentences  # doctest: +SKIP
    """
    from sim.analysis.threshold.report import report

    question = question_of(of, over, metric, _arms(start, end), ends)
    stage = ArmSetup(scenario, listed(overrides), ARM_RUNS.checked("runs", runs), seed, minds)
    several, pairs = DRAWS.checked("draws", draws), ARM_RUNS.checked("draw_runs", draw_runs)
    return report(find(stage, question, parameters, several, pairs, workers_of(workers, progress)))


def _arms(start: str | float | None, end: str | float | None) -> tuple[str, str] | None:
    """Return the two values that are compared as text, if they are given."""
    if (start is None) != (end is None):
        raise UsageError("--from, --to: give both, or neither")
    return None if start is None else (str(start), str(end))


def find(
    stage: ArmSetup,
    question: ThresholdQuestion,
    wanted: str | Sequence[str] | None,
    draws: int,
    draw_runs: int,
    executor: Workers,
) -> Threshold:
    """Find where an effect changes sign along a quantity.

    Parameters
    ----------
    stage : ArmSetup
        The scenario; its runs are the pairs at each point of the curve.
    question : ThresholdQuestion
        What is asked.
    wanted : str or sequence of str, optional
        Which quantities are drawn, as for `choose`.
    draws, draw_runs : int
        How many draws of these, 0 for none, and the pairs of runs at each point of a draw.
    executor : Workers
        Who plays the points.

    Returns
    -------
    Threshold

    Raises
    ------
    UsageError
        The quantity is what the comparison varies, or the effect is missing at a point.
    ScenarioErrors
        The scenario is not valid.
    """
    player = PointPlayer(stage, question.subject, executor.threads, executor.listening)
    _check_apart(player, question)
    over_draws = None
    if draws:
        space = others(stage, question, wanted)
        drawn = PointPlayer(
            replace(stage, runs=draw_runs), question.subject, executor.threads, executor.listening
        )
        over_draws = over_draws_of(drawn, question, space, draws)
    places = np.linspace(question.low, question.high, POINTS)
    values = _along(player, question.over, places)
    curve = tuple(mean(row) for row in values)
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
    """Return whether the effects along a quantity are beyond chance on both sides of 0.

    Parameters
    ----------
    curve : sequence of Estimate
        The mean effect at each point of the range, with its standard error.

    Returns
    -------
    {"changes sign", "no change of sign", "no effect"}
        "changes sign" where one point lies more than 4 standard errors above 0 and another as far below; "no
        effect" where every pair of runs came to 0 at all points.
    """
    if all(point.exactly_zero for point in curve):
        return "no effect"
    sides = set(map(clear_direction, curve))
    return "changes sign" if sides >= {"above", "below"} else "no change of sign"


def _crossings(player: PointPlayer, over: str, places: Vector, curve: Vector) -> Vector:
    """Return where the mean effect changes sign between the points of its curve."""
    at = brackets(curve)

    def effects(x: Vector) -> Vector:
        return mean_present(_along(player, over, x))

    return bisect(places[at], places[at + 1], curve[at], effects, STEPS)


def _along(player: PointPlayer, over: str, places: Vector) -> Matrix:
    """Return the effect of each run along the quantity, (n, runs)."""
    return checked(player((over,), places[:, None]), player.subject)


def _check_apart(player: PointPlayer, question: ThresholdQuestion) -> None:
    """Make sure that the arms do not differ in the very quantity that they are looked at along."""
    values = {scenario.value(question.over) for scenario in player.scenarios}
    if len(values) > 1:
        listed = ", ".join(f"{value:g}" for value in sorted(values))
        raise UsageError(
            f"--over {question.over}: the comparison itself varies it ({listed}); choose another quantity"
        )
