"""Proper scores of single forecasts: Brier's for yes or no, the CRPS for a number; less is better."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.observation import placed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.analysis.backtest.forecasts import Baseline, Forecast
    from sim.analysis.backtest.questions import ForecastQuestion


@dataclass(frozen=True)
class Score:
    """A score in the unit of the question, and the same on a scale that all observables share.

    Of a yes/no question both are Brier's score. Of a number `value` is the CRPS, and `scaled` the CRPS of its
    place within the range of the observable.
    """

    value: float
    scaled: float


@dataclass(frozen=True)
class AssessedQuestion:
    """A question with the model's forecast and those of the simple rules, each scored if it is resolved."""

    question: ForecastQuestion
    forecast: Forecast
    baselines: Mapping[Baseline, Forecast]
    score: Score | None
    baseline_scores: Mapping[Baseline, Score]


def assess(
    question: ForecastQuestion, forecast: Forecast, baselines: Mapping[Baseline, Forecast]
) -> AssessedQuestion:
    """Score the forecasts of one question.

    Parameters
    ----------
    question : ForecastQuestion
        With or without an answer.
    forecast : Forecast
        Of the model.
    baselines : mapping of str to Forecast
        Of the simple rules, by name.

    Returns
    -------
    AssessedQuestion
        Without scores while nobody knows the answer.
    """
    score = score_of(question, forecast)
    scores = {name: score_of(question, given) for name, given in baselines.items()}
    found = {name: given for name, given in scores.items() if given is not None}
    return AssessedQuestion(question, forecast, baselines, score, found)


def score_of(question: ForecastQuestion, forecast: Forecast) -> Score | None:
    """Score a forecast; None while nobody knows the answer.

    Sources: Brier 1950; Gneiting and Raftery 2007.

    Parameters
    ----------
    question : ForecastQuestion
        With its answer in `resolution`: 0 or 1, or a number in the unit of the observable.
    forecast : Forecast
        A probability, or a number with its sample.

    Returns
    -------
    Score, optional
        At least 0, less is better.
    """
    from scoringrules import brier_score, crps_ensemble

    if question.resolution is None:
        return None
    if not question.is_number:
        brier = float(brier_score(question.resolution, forecast.value, backend="numpy"))
        return Score(brier, brier)
    answer, sample = np.array([question.resolution]), forecast.sample
    on_scale = (placed(question.observation, values) for values in (answer, sample))
    value, scaled = (
        float(crps_ensemble(known[0], drawn, estimator="qd", backend="numpy"))
        for known, drawn in ((answer, sample), tuple(on_scale))
    )
    return Score(value, scaled)
