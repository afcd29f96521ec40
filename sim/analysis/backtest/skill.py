"""Skill: how much smaller the mean score is than that of a simple rule, with what chance may have done.

Questions are few and some are about the same thing. So the interval is drawn twice: by resampling questions,
as if they were independent, and by resampling groups of related questions. Periods are never pooled: after
February 2022 there was a war that the model does not have.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.backtest.forecasts import BASELINES
from sim.stats.resampling import SEED, bootstrap_means

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from sim.analysis.backtest.forecasts import Baseline
    from sim.analysis.backtest.scores import AssessedQuestion

    Matrix = NDArray[np.float64]
    Interval = tuple[float, float]

ENDS = (2.5, 97.5)  # percentiles of the interval
UNKNOWN = (math.nan, math.nan)


@dataclass(frozen=True, slots=True)
class Skill:
    """The skill over the resolved questions of a kind and period to which the rule `against` says something.

    `score` and `baseline` are mean scores (of numbers: of their places within the range of the observable);
    the skill is 1 less their ratio, 1 at best and 0 where the rule does as well. NaN where it cannot be had.
    """

    period: str
    number: bool
    against: Baseline
    questions: int
    groups: int
    score: float
    baseline: float
    skill: float
    by_questions: Interval
    by_groups: Interval


def skills(assessed: Sequence[AssessedQuestion]) -> list[Skill]:
    """Return all skills that are known: by period in the order of the file, by kind, by rule.

    Parameters
    ----------
    assessed : sequence of AssessedQuestion
        All questions; those without an answer are ignored.

    Returns
    -------
    list of Skill
        One for each period, kind and rule with at least one question that both score.
    """
    return [
        _skill(chosen, period, number=number, against=against)
        for period in dict.fromkeys(one.question.period for one in assessed)
        for number in (False, True)
        for against in BASELINES
        if (chosen := list(_comparable(assessed, period, number=number, against=against)))
    ]


def _comparable(
    assessed: Sequence[AssessedQuestion], period: str, *, number: bool, against: Baseline
) -> Iterator[AssessedQuestion]:
    for one in assessed:
        same = (one.question.period, one.question.is_number) == (period, number)
        if same and one.score is not None and against in one.baseline_scores:
            yield one


def _skill(chosen: list[AssessedQuestion], period: str, *, number: bool, against: Baseline) -> Skill:
    pairs = ((one.score, one.baseline_scores[against]) for one in chosen)
    scores = np.array([[mine.scaled, other.scaled] for mine, other in pairs if mine])
    groups = _group_sums(scores, [one.question.group for one in chosen])
    score, baseline = map(float, scores.mean(axis=0))
    return Skill(
        period,
        number,
        against,
        len(scores),
        len(groups),
        score,
        baseline,
        float(_skill_of(scores.mean(axis=0))),
        _interval(scores),
        _interval(groups),
    )


def _skill_of(means: Matrix) -> NDArray[np.float64]:
    """The skill from mean scores of the model and the rule (..., 2); NaN where the rule makes no error."""
    score, baseline = means[..., 0], means[..., 1]
    return 1.0 - np.divide(score, baseline, out=np.full_like(score, np.nan), where=baseline > 0)


def _group_sums(scores: Matrix, groups: Sequence[str]) -> Matrix:
    """Scores summed over the questions of a group (G, 2); a question without one is alone."""
    keys = [group or f"\0{position}" for position, group in enumerate(groups)]
    sums: dict[str, Matrix] = {}
    for key, row in zip(keys, scores, strict=True):
        sums[key] = sums.get(key, np.zeros(2)) + row
    return np.array(list(sums.values()))


def _interval(units: Matrix) -> Interval:
    """The bootstrap's percentile interval of the skill at 95% over units (n, 2) drawn with replacement.

    Draws without an error of the rule have no skill and are left out. One unit tells nothing of chance.
    """
    if len(units) < 2:
        return UNKNOWN
    drawn = _skill_of(bootstrap_means(units, np.random.default_rng(SEED)))
    drawn = drawn[~np.isnan(drawn)]
    return tuple(map(float, np.percentile(drawn, ENDS))) if len(drawn) else UNKNOWN  # type: ignore[return-value]
