"""A backtest as a report: a row a question, a row a skill, and how reliable chances are."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.backtest.forecasts import BASELINES
from sim.analysis.observation import observables
from sim.output.numbers import formatted
from sim.output.report import Report
from sim.output.table import Declaration, Printed, integer, real, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.analysis.backtest.backtest import Backtest
    from sim.analysis.backtest.forecasts import Forecast
    from sim.analysis.backtest.scores import AssessedQuestion, Score
    from sim.output.table import Row

Data = dict[str, Any]

NAME = "backtest"
PAGE = "backtest.html"
QUANTILES = (5, 10, 25, 50, 75, 90, 95)
YES_NO, NUMBER = "yes_no", "number"
SCORES = {YES_NO: "brier", NUMBER: "crps"}
UNIT = "unit of the row"
AS_ASKED = "As in the questions file"


def chance(share: float) -> str:
    """Return a probability with three decimals, more where it would look like certainty: 0.330, 0.99995.

    Parameters
    ----------
    share : float
        0 to 1.

    Returns
    -------
    str
        As many decimals as tell it from 0 and 1, at most 12.
    """
    rest = max(min(share, 1 - share), 1e-12)
    return f"{share:.{max(3, math.ceil(-math.log10(rest)))}f}"


def plain(value: float) -> str:
    """Return a number with three significant digits: 0.0742, 4.74, 1,230.

    Parameters
    ----------
    value : float
        In any unit.

    Returns
    -------
    str
        Empty for NaN and infinite values; whole numbers are written without decimals.
    """
    if not math.isfinite(value):
        return ""
    size = math.floor(math.log10(abs(value))) if value else 0
    return f"{value:,.{min(max(2 - size, 0), 6)}f}" if value != round(value) else f"{value:,.0f}"


def _shown(value: float | None) -> str:
    return "" if value is None else plain(value)


def _forecast(row: Row) -> str:
    if row["kind"] == YES_NO:
        return chance(row["forecast"])
    return f"{plain(row['forecast'])} ({plain(row['p5'])} to {plain(row['p95'])})"


def _text(row: Row) -> str:
    return str(row["question"] or row["metric"])


def _error(row: Row) -> str:
    return _shown(row["standard_error"])


def _answer(row: Row) -> str:
    return _shown(row["resolution"])


def _score(row: Row) -> str:
    return _shown(row[SCORES[row["kind"]]])


def _persistence(row: Row) -> str:
    return _shown(row[f"persistence_{SCORES[row['kind']]}"])


def _half_half(row: Row) -> str:
    return _shown(row[f"half_half_{SCORES[row['kind']]}"])


def _plan(row: Row) -> str:
    return _shown(row[f"plan_{SCORES[row['kind']]}"])


def _counted(row: Row) -> str:
    return f"{row['questions']} in {row['groups']}"


def _interval(row: Row, groups: str = "") -> str:
    low, high = row[f"ci_low{groups}"], row[f"ci_high{groups}"]
    return "" if low is None else f"{formatted(low, '.2f')} to {formatted(high, '.2f')}"


def _interval_of_groups(row: Row) -> str:
    return _interval(row, "_groups")


RULES = {
    "persistence": "all stays as at the start",
    "half_half": "half and half",
    "plan": "what was officially announced",
}
PERIOD = text("period", "Period that is scored by itself; empty where the file names none")
KIND = text("kind", "yes_no or number")
BACKTEST = Declaration(
    name="backtest",
    caption="A question, its forecast, and the scores",
    columns=(
        *(text(name, AS_ASKED) for name in ("id", "question", "metric", "aggregate", "op")),
        real("threshold", UNIT, AS_ASKED),
        text("from", AS_ASKED),
        text("by", AS_ASKED),
        text("unit", "probability, or the unit of the observable"),
        text("group", AS_ASKED),
        text("period", AS_ASKED),
        real("resolution", UNIT, "The answer, 0 or 1 of a yes/no question; missing where it is not known"),
        KIND,
        real("forecast", UNIT, "Chance of yes, or mean over the runs"),
        real("standard_error", UNIT, "Monte Carlo standard error of the forecast"),
        real("sd", UNIT, "Of a number: standard deviation over the runs"),
        *(real(f"p{level}", UNIT, f"Of a number: quantile at {level}% over the runs") for level in QUANTILES),
        real("brier", "squared probability", "Score of a known yes/no answer: squared error; less is better"),
        real("crps", UNIT, "Score of a known number: continuous ranked probability score; less is better"),
        *(
            column
            for name, meaning in RULES.items()
            for column in (
                real(f"{name}_forecast", UNIT, f"Forecast of the simple rule: {meaning}"),
                real(f"{name}_brier", "squared probability", "Its score; missing where it says nothing"),
                real(f"{name}_crps", UNIT, "Its score; missing where it says nothing"),
            )
        ),
    ),
    printed=(
        Printed("id", "id"),
        Printed("period", "period"),
        Printed("question", "question", _text),
        Printed("forecast", "forecast", _forecast),
        Printed("±", "standard_error", _error),
        Printed("answer", "resolution", _answer),
        Printed("score", "brier", _score),
        Printed("persistence", "persistence_brier", _persistence),
        Printed("half-half", "half_half_brier", _half_half),
        Printed("plan", "plan_brier", _plan),
    ),
    legend="""\
forecast: chance of yes, or mean and middle 90% of the runs; ± its Monte Carlo standard error
score: Brier's of a yes/no question, CRPS of a number, in its unit; less is better. Beside it those of rules:
persistence, all stays as at the start; half-half; plan, what was officially announced""",
)
SKILL = Declaration(
    name="skill",
    caption="A period, a kind of question and a simple rule that the forecasts are compared with",
    columns=(
        PERIOD,
        KIND,
        text("against", f"The simple rule: {', '.join(RULES)}"),
        integer("questions", "questions", "Resolved questions to which the rule says something"),
        integer("groups", "groups", "Groups of related questions among them"),
        real("score", "score", "Mean score; of numbers on the scale of their observable's range"),
        real("baseline_score", "score", "The same of the rule"),
        real("skill", "1", "1 - score / baseline_score; missing where the rule makes no error"),
        real("ci_low", "1", "Lower limit of the 95% interval of the skill by resampling questions"),
        real("ci_high", "1", "Upper limit of that interval; missing with a single question"),
        real("ci_low_groups", "1", "Lower limit of the 95% interval by resampling groups of questions"),
        real("ci_high_groups", "1", "Upper limit of that interval; missing with a single group"),
    ),
    printed=(
        Printed("period", "period"),
        Printed("kind", "kind"),
        Printed("against", "against"),
        Printed("questions", "questions", _counted),
        Printed("skill", "skill", ".2f"),
        Printed("interval", "ci_low", _interval),
        Printed("by groups", "ci_low_groups", _interval_of_groups),
    ),
    legend="""\
skill: 1 less the mean score over that of the rule; 1 is perfect, 0 no better than the rule, below 0 worse
intervals at 95%, by resampling questions, and groups of related questions""",
)
RELIABILITY = Declaration(
    name="reliability",
    caption="A period and a bin of chances, or a central part of the forecasts of numbers",
    columns=(
        PERIOD,
        KIND,
        real(
            "low",
            "probability",
            "Smallest chance of the bin; of numbers the lower quantile",
        ),
        real("high", "probability", "Largest chance of the bin; of numbers the upper quantile"),
        integer("questions", "questions", "Resolved questions of the bin; of numbers all"),
        real(
            "forecast",
            "probability",
            "Mean chance; of numbers the share expected between the quantiles",
        ),
        real("observed", "share", "Share that came true; of numbers the share between the quantiles"),
        real("ci_low", "share", "Lower limit of Wilson's 95% interval of observed"),
        real("ci_high", "share", "Upper limit of that interval"),
    ),
)
DECLARATIONS = (BACKTEST, SKILL, RELIABILITY)


def report(result: Backtest) -> Report[Backtest]:
    """Return a backtest as a report.

    Parameters
    ----------
    result : Backtest
        The scenario as it was played, and what was scored.

    Returns
    -------
    Report
        Tables `backtest`, `skill` and `reliability`, and a sentence on each skill over persistence.
    """
    scenario, skill = result.scenario, SKILL.of(_skill_rows(result))
    return Report(
        name=NAME,
        result=result,
        heading=_heading(result),
        parts=(
            BACKTEST.of(map(_row, result.assessed)),
            skill,
            RELIABILITY.of(_reliability_rows(result)),
        ),
        sentences=tuple(_sentences(skill.rows)),
        details={
            "scenario": scenario.name,
            "questions_file": str(result.file),
            "start": str(scenario.start),
            "months": scenario.horizon,
            "runs": scenario.runs,
            "seed": scenario.seed,
            "notes": result.notes,
            "warnings": [str(warning) for warning in scenario.warnings],
        },
        notes=result.notes,
    )


def _sentences(skills: Sequence[Row]) -> Iterator[str]:
    """Say how skilful the forecasts are beside the rule that everything stays as it is."""
    compared = [row for row in skills if row["against"] == "persistence"]
    if not compared:
        yield "No question is resolved, so nothing is scored."
    for row in compared:
        what = f"{row['period'] or 'all questions'}, {row['kind']} ({row['questions']})"
        if row["skill"] is None:
            yield f"Skill over persistence, {what}: cannot be had, since that rule makes no error."
        else:
            limits = "one question has no interval" if row["ci_low"] is None else f"95%: {_interval(row)}"
            yield f"Skill over persistence, {what}: {row['skill']:.2f} ({limits})."


def _heading(result: Backtest) -> str:
    """Return what was forecast from what, in a line."""
    resolved = sum(one.score is not None for one in result.assessed)
    scenario = result.scenario
    return (
        f"{len(result.assessed)} question(s) of {result.file}, {resolved} of them resolved; {scenario.name}, "
        f"{scenario.runs:,} runs of {scenario.horizon} months from {scenario.start}, seed {scenario.seed}"
    )


def _row(one: AssessedQuestion) -> Data:
    question, kind = one.question, _kind(number=one.question.is_number)
    row: Data = {
        "id": question.name,
        "question": question.text,
        "metric": question.observation.metric,
        "aggregate": question.observation.aggregate,
        "op": question.op or None,
        "threshold": question.threshold if question.op else None,
        "from": str(question.since) if question.since else None,
        "by": str(question.by),
        "unit": "probability" if question.op else observables()[question.observation.metric].unit,
        "group": question.group or None,
        "period": question.period or None,
        "resolution": question.resolution,
        "kind": kind,
        "forecast": one.forecast.value,
        "standard_error": one.forecast.standard_error,
        **_distribution(one.forecast),
        **_scores(one.score, kind),
    }
    for name in BASELINES:
        given = one.baselines.get(name)
        scores = _scores(one.baseline_scores.get(name), kind)
        row[f"{name}_forecast"] = given.value if given else None
        row |= {f"{name}_{score}": value for score, value in scores.items()}
    return row


def _distribution(forecast: Forecast) -> Data:
    """Spread and quantiles of a number; None for a probability, which they would add nothing to."""
    sample = forecast.sample
    if not len(sample):
        return dict.fromkeys(("sd", *(f"p{level}" for level in QUANTILES)))
    spread = float(np.std(sample, ddof=1)) if len(sample) > 1 else None
    levels = np.percentile(sample, QUANTILES)
    named = zip(QUANTILES, levels, strict=True)
    return {"sd": spread} | {f"p{level}": float(value) for level, value in named}


def _scores(score: Score | None, kind: str) -> Data:
    return {name: score.value if score and SCORES[kind] == name else None for name in SCORES.values()}


def _skill_rows(result: Backtest) -> list[Data]:
    """Return a row a period, kind of question and simple rule."""
    return [
        {
            "period": skill.period or None,
            "kind": _kind(number=skill.number),
            "against": skill.against,
            "questions": skill.questions,
            "groups": skill.groups,
            "score": skill.score,
            "baseline_score": skill.baseline,
            "skill": skill.skill,
            "ci_low": skill.by_questions[0],
            "ci_high": skill.by_questions[1],
            "ci_low_groups": skill.by_groups[0],
            "ci_high_groups": skill.by_groups[1],
        }
        for skill in result.skills
    ]


def _reliability_rows(result: Backtest) -> list[Data]:
    """Return a row a period and bin of probabilities, or central part of the distributions of numbers."""
    return [
        {
            "period": row.period or None,
            "kind": _kind(number=row.number),
            "low": row.low,
            "high": row.high,
            "questions": row.questions,
            "forecast": row.forecast,
            "observed": row.observed,
            "ci_low": row.ci_low,
            "ci_high": row.ci_high,
        }
        for row in result.reliability
    ]


def _kind(*, number: bool) -> str:
    return NUMBER if number else YES_NO
