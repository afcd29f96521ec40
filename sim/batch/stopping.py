"""`--until-se`: play until a metric is known as well as was asked for, and no further.

The numbers of runs that are tried follow from what was found before, and that from the scenario and the seed
alone. So the batch that comes out is the one of so many runs, to the byte, whoever plays it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.batch.plan import make_plan
from sim.errors import UsageError, nearest
from sim.quantities import metrics, run_measures, share_metrics
from sim.scenario import load_scenario
from sim.scenario.ranges import STANDARD_ERROR

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from sim.batch.blocks import Done
    from sim.batch.plan import Plan

FIRST_RUNS = 500
STEP = 100
MOST_RUNS = 1_000_000  # a scenario, where `--runs` does not say otherwise
GROWTH = 10.0  # at most, from one number of runs to the next
MARGIN = 1.02  # how much more than seems needed is played: standard deviations are estimates too
OUTCOME = "outcome"


@dataclass(frozen=True, slots=True)
class Precision:
    """A metric, or `share_OUTCOME`, and the largest standard error of its mean that will do."""

    metric: str
    standard_error: float

    def reached(self, done: Done, part: int) -> float:
        """Standard error of the mean over the runs of a part that are done; infinite under two values.

        Parameters
        ----------
        done : Done
            What has been played.
        part : int
            Position of the part in its plan.

        Returns
        -------
        float
            In the unit of the metric; for a share p = (hits + 1/2) / (n + 1) is taken, so that it is never 0.
        """
        if self.metric in share_metrics():
            column, _, code = share_metrics()[self.metric]
            row = 0 if column == OUTCOME else done.plan.layout.figures[_position(column)]
            codes = done.column([part], row)
            hits, n = np.count_nonzero(codes == code), len(codes)
            share = (hits + 0.5) / (n + 1)  # never 0 or 1, where nothing would seem left to learn
            return math.sqrt(share * (1.0 - share) / n)
        return _error_of_mean(done.column([part], done.plan.layout.figures[_position(self.metric)]))


def precision(text: str) -> Precision:
    """Read `METRIC=STANDARD_ERROR`.

    Parameters
    ----------
    text : str
        As after `--until-se`: `pressure_mean=0.01`.

    Returns
    -------
    Precision
        The metric exists and the error is within `STANDARD_ERROR`.

    Raises
    ------
    UsageError
        It is not of that form, the metric is unknown, or the error is out of range.
    """
    name, _, number = text.partition("=")
    known = [*(measure.name for measure in metrics()), *share_metrics()]
    if name not in known:
        close = nearest(name, known)
        hint = f"; did you mean {' or '.join(close)}?" if close else ""
        what = "allowed are METRIC=NUMBER, with a number of outcomes.csv, share_OUTCOME or share_COLUMN_LABEL"
        raise UsageError(f"--until-se {text}: no metric {name!r}; {what}{hint}")
    return Precision(name, STANDARD_ERROR.read(f"--until-se {name}", number))


def until(
    wanted: Precision, plan: Plan, play_all: Callable[[Plan], Done], most_runs: int | None
) -> tuple[Done, list[str]]:
    """Play a plan with more and more runs until every part is known well enough; say how it went.

    `most_runs` (a million where it is None) a scenario are the end of it.

    Parameters
    ----------
    wanted : Precision
        The metric and the largest standard error.
    plan : Plan
        The scenarios; its own numbers of runs count for nothing.
    play_all : callable
        Plays a plan and returns what is done.
    most_runs : int, optional
        Largest number of runs of a scenario.

    Returns
    -------
    tuple of Done and list of str
        What was played last, and a sentence for each scenario: its standard error and number of runs.
    """
    most = most_runs or MOST_RUNS
    runs = {scenario.name: min(FIRST_RUNS, most) for scenario in plan.scenarios}
    while True:
        done = play_all(_with_runs(plan, runs))
        errors = dict.fromkeys(runs, 0.0)
        for position, part in enumerate(plan.parts):
            name = part.inputs.name
            errors[name] = max(errors[name], wanted.reached(done, position))
        missed = {
            name for name, error in errors.items() if error > wanted.standard_error and runs[name] < most
        }
        if not missed:
            return done, [
                f"{name}: standard error of {wanted.metric} {errors[name]:.3g} after {runs[name]:,} runs"
                + (" (not reached: that is the most)" if errors[name] > wanted.standard_error else "")
                for name in runs
            ]
        for name in missed:
            runs[name] = more_runs(runs[name], errors[name], wanted.standard_error, most)


def _with_runs(plan: Plan, runs: Mapping[str, int]) -> Plan:
    return make_plan(load_scenario(scenario, runs=runs[scenario.name]) for scenario in plan.scenarios)


def more_runs(runs: int, reached: float, wanted: float, most: int) -> int:
    """Number of runs to try next where `runs` were not enough: a multiple of `STEP`, or `most`.

    Parameters
    ----------
    runs : int
        Number of runs that were played.
    reached : float
        Their standard error, in the unit of the metric; may be infinite.
    wanted : float
        The largest standard error that will do, above 0.
    most : int
        Largest number of runs.

    Returns
    -------
    int
        Runs times (reached / wanted) squared and a margin of 2%, at most ten times as many, rounded up; at
        least `runs` + `STEP`, and in any case at most `most`.
    """
    needed = runs * min((reached / wanted) ** 2 * MARGIN, GROWTH)
    return min(max(math.ceil(needed / STEP) * STEP, runs + STEP), most)


def _position(metric: str) -> int:
    return 1 + [measure.name for measure in run_measures()].index(metric)  # after the end month


def _error_of_mean(values: NDArray[np.float64]) -> float:
    present = values[~np.isnan(values)]
    return float(np.std(present, ddof=1) / math.sqrt(len(present))) if len(present) > 1 else math.inf
