"""Reliability: whether what was given 80 per cent came true in four of five cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.stats.shares import share

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.analysis.backtest.scores import AssessedQuestion

BINS = 5  # questions are few
CENTRAL = (0.5, 0.8, 0.9)  # of the distribution of a number


@dataclass(frozen=True, slots=True)
class Reliability:
    """Questions whose forecasts are alike: what was said, and how often it came true, with an interval.

    Of yes/no questions those with a probability from `low` to `high`, of which `forecast` is the mean. Of
    numbers all, and how many lie between the quantiles `low` and `high` of their forecasts, which should hold
    the share `forecast`.
    """

    period: str
    number: bool
    low: float
    high: float
    questions: int
    forecast: float
    observed: float
    ci_low: float
    ci_high: float


def reliability(assessed: Sequence[AssessedQuestion]) -> list[Reliability]:
    """Return the table of all resolved questions, by period; bins without a question are left out.

    Parameters
    ----------
    assessed : sequence of AssessedQuestion
        All questions; those without an answer are ignored.

    Returns
    -------
    list of Reliability
        For each period in the order of the file: `BINS` equal bins of probabilities, then the `CENTRAL` parts
        of numbers.
    """
    resolved = [one for one in assessed if one.question.resolution is not None]
    return [
        row
        for period in dict.fromkeys(one.question.period for one in resolved)
        for table in (_of_probabilities, _of_numbers)
        for row in table(period, [one for one in resolved if one.question.period == period])
    ]


def _of_probabilities(period: str, assessed: Sequence[AssessedQuestion]) -> Iterator[Reliability]:
    asked = [one for one in assessed if not one.question.is_number]
    for place in range(BINS):
        inside = [one for one in asked if min(int(one.forecast.value * BINS), BINS - 1) == place]
        if inside:
            said = float(np.mean([one.forecast.value for one in inside]))
            true = sum(one.question.resolution == 1 for one in inside)
            limits = (place / BINS, (place + 1) / BINS)
            yield _row(period, limits, said, true, inside)


def _of_numbers(period: str, assessed: Sequence[AssessedQuestion]) -> Iterator[Reliability]:
    asked = [one for one in assessed if one.question.is_number]
    for part in CENTRAL if asked else ():
        limits = (round(0.5 - part / 2, 3), round(0.5 + part / 2, 3))
        inside = sum(_lies_within(one, limits) for one in asked)
        yield _row(period, limits, part, inside, asked)


def _lies_within(one: AssessedQuestion, limits: tuple[float, float]) -> bool:
    low, high = np.quantile(one.forecast.sample, limits)
    return bool(low <= (one.question.resolution or 0.0) <= high)


def _row(
    period: str, limits: tuple[float, float], said: float, count: int, assessed: Sequence[AssessedQuestion]
) -> Reliability:
    """What was said of questions of one kind, and that `count` came true, with Wilson's interval at 95%."""
    number, questions = assessed[0].question.is_number, len(assessed)
    observed = share(count, questions)
    return Reliability(period, number, *limits, questions, said, observed.value, observed.low, observed.high)
