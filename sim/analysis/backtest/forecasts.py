"""Forecasts: what the runs of a scenario say to each question, and what needs no model to say it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from sim.analysis.observation import at_the_start
from sim.batch.values import Task, play_for_values
from sim.scenario import load_scenario
from sim.scenario.scenario import single

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sim.analysis.backtest.questions import ForecastQuestion
    from sim.batch.plan import Part
    from sim.batch.run import ProgressListener
    from sim.engines.kernel import Block
    from sim.scenario import Scenario

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

Baseline = Literal["persistence", "half_half", "plan"]
BASELINES: tuple[Baseline, ...] = get_args(Baseline)
HALF = 0.5


@dataclass(frozen=True)
class Forecast:
    """A probability (of yes) or the mean of a distribution, with its Monte Carlo standard error.

    `sample` (n,) is the distribution of a number: its values in n runs; empty for a probability and one
    value for a point.
    """

    value: float
    standard_error: float
    sample: Vector


@dataclass(frozen=True)
class Answers:
    """What was observed in each run for each question, shape (questions, runs), and before month 1."""

    observed: Matrix
    at_start: dict[str, float]


def long_enough(scenario: Scenario, questions: Sequence[ForecastQuestion]) -> Scenario:
    """Return the scenario, played on to the last month that is asked about: no earlier month changes by that.

    Parameters
    ----------
    scenario : Scenario
        As it was loaded.
    questions : sequence of ForecastQuestion
        At least one; their last months count from 1.

    Returns
    -------
    Scenario
        The same where its horizon reaches as far already.

    Raises
    ------
    UsageError
        It has a sweep: many scenarios that would say different things.
    """
    scenario = single(scenario)
    needed = max(question.observation.last for question in questions)
    return load_scenario(scenario, months=needed) if needed > scenario.horizon else scenario


def play(
    part: Part, questions: Sequence[ForecastQuestion], workers: int, listener: ProgressListener
) -> Answers:
    """Play a scenario and note in every run what the questions ask.

    Parameters
    ----------
    part : Part
        The scenario as a part of a batch.
    questions : sequence of ForecastQuestion
        None about a month after the horizon.
    workers : int
        Number of threads; no number depends on it.
    listener : ProgressListener
        Informed of the progress.

    Returns
    -------
    Answers
        `observed` in the units of the observables, a row a question and a column a run.
    """

    def observe(block: Block) -> Matrix:
        return np.array([question.observation.of(block) for question in questions])

    (observed,) = play_for_values([Task(part, observe, monthly=True)], workers, listener)
    return Answers(observed, _at_start(part))


def _at_start(part: Part) -> dict[str, float]:
    """The observables before month 1, before anything is drawn."""
    inputs = part.inputs
    values = at_the_start(inputs.parameters[np.newaxis], inputs.initial[np.newaxis])
    return {name: float(value[0]) for name, value in values.items()}


def forecast(question: ForecastQuestion, observed: Vector) -> Forecast:
    """Return what n runs (n,) say: the mean of Jeffreys' posterior of a probability, or the runs themselves.

    A probability from k of n runs is (k + 1/2) / (n + 1), never 0 or 1; its standard error is the standard
    deviation of that posterior, a beta distribution (Jeffreys 1946).

    Parameters
    ----------
    question : ForecastQuestion
        Whether a condition is met, or which number it is.
    observed : (n,) float64
        The observable in each run, in its unit.

    Returns
    -------
    Forecast
        A probability without a sample; or the mean in the unit of the observable, its standard error NaN of a
        single run.
    """
    runs = len(observed)
    if question.is_number:
        spread = float(np.std(observed, ddof=1)) if runs > 1 else math.nan
        return Forecast(float(np.mean(observed)), spread / math.sqrt(runs), observed)
    chance = (int(np.sum(question.yes(observed))) + 0.5) / (runs + 1)
    return Forecast(chance, math.sqrt(chance * (1 - chance) / (runs + 2)), np.empty(0))


def without_a_model(question: ForecastQuestion, at_start: dict[str, float]) -> dict[Baseline, Forecast]:
    """Return what simple rules say: all stays as at the start, heads or tails, and the official plan.

    A rule that says nothing to a question is left out.

    Parameters
    ----------
    question : ForecastQuestion
        The plan is what its file says; `half_half` answers yes/no questions only.
    at_start : dict of str to float
        The observables before month 1, in their units.

    Returns
    -------
    dict of str to Forecast
        By name of the rule, with a standard error of 0; of a number a sample of one value.
    """
    stays = np.array([question.observation.if_it_stays(at_start[question.observation.metric])])
    said: dict[Baseline, float] = {
        "persistence": float(stays[0] if question.is_number else question.yes(stays)[0])
    }
    if not question.is_number:
        said["half_half"] = HALF
    if question.plan is not None:
        said["plan"] = question.plan
    nothing, point = np.empty(0), np.empty(1)
    return {
        name: Forecast(value, 0.0, np.full_like(point, value) if question.is_number else nothing)
        for name, value in said.items()
    }
