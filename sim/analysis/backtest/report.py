"""A backtest as rows of files, as plain data and as tables on the terminal."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.backtest.forecasts import BASELINES
from sim.analysis.observation import observables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.table import Table

    from sim.analysis.backtest.backtest import Backtest
    from sim.analysis.backtest.forecasts import Forecast
    from sim.analysis.backtest.scores import Judged, Score
    from sim.analysis.backtest.skill import Skill

Data = dict[str, Any]

QUANTILES = (5, 10, 25, 50, 75, 90, 95)
YES_NO, NUMBER = "yes_no", "number"
SCORES = {YES_NO: "brier", NUMBER: "crps"}
LEGEND = """\
forecast: chance of yes, or mean and middle 90% of the runs; ± its Monte Carlo standard error
score: Brier's of a yes/no question, CRPS of a number, in its unit; less is better. Beside it those of rules:
persistence, all stays as at the start; half-half; plan, what was officially announced"""
SKILL_LEGEND = """\
skill: 1 less the mean score over that of the rule; 1 is perfect, 0 no better than the rule, below 0 worse
intervals at 95%, by resampling questions, and groups of related questions"""


def rows(result: Backtest) -> list[Data]:
    """A row a question, in the order of the file; None where there is nothing to say."""
    return [_row(one) for one in result.judged]


def _row(one: Judged) -> Data:
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
        "standard_error": _finite(one.forecast.standard_error),
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


def skill_rows(result: Backtest) -> list[Data]:
    """A row a period, kind of question and simple rule."""
    return [
        {
            "period": skill.period or None,
            "kind": _kind(number=skill.number),
            "against": skill.against,
            "questions": skill.questions,
            "groups": skill.groups,
            "score": skill.score,
            "baseline_score": skill.baseline,
            "skill": _finite(skill.skill),
            "ci_low": _finite(skill.by_questions[0]),
            "ci_high": _finite(skill.by_questions[1]),
            "ci_low_groups": _finite(skill.by_groups[0]),
            "ci_high_groups": _finite(skill.by_groups[1]),
        }
        for skill in result.skills
    ]


def reliability_rows(result: Backtest) -> list[Data]:
    """A row a period and bin of probabilities, or central part of the distributions of numbers."""
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


def as_data(result: Backtest) -> Data:
    """All of it as plain data."""
    scenario = result.scenario
    return {
        "scenario": scenario.name,
        "questions_file": str(result.file),
        "start": str(scenario.start),
        "months": scenario.horizon,
        "runs": scenario.runs,
        "seed": scenario.seed,
        "questions": rows(result),
        "skill": skill_rows(result),
        "reliability": reliability_rows(result),
        "notes": list(result.notes),
        "warnings": [str(warning) for warning in scenario.warnings],
    }


def heading(result: Backtest) -> str:
    """What was forecast from what, in a line."""
    resolved = sum(one.score is not None for one in result.judged)
    scenario = result.scenario
    return (
        f"{len(result.judged)} question(s) of {result.file}, {resolved} of them resolved; {scenario.name}, "
        f"{scenario.runs:,} runs of {scenario.horizon} months from {scenario.start}, seed {scenario.seed}"
    )


def as_tables(result: Backtest) -> Iterator[Table]:
    """A table of questions a period, then one of skills."""
    for period in dict.fromkeys(one.question.period for one in result.judged):
        heads = ("id", "question", "forecast", "±", "answer", "score", *BASELINES)
        table = _table(period or "questions", *heads)
        for one in result.judged:
            if one.question.period == period:
                table.add_row(*_cells(one))
        yield table
    if result.skills:
        table = _table("skill", "period", "kind", "against", "questions", "skill", "interval", "by groups")
        for skill in result.skills:
            table.add_row(*_skill_cells(skill))
        yield table


def _table(title: str, *columns: str) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        show_edge=False,
        padding=(0, 1, 0, 0),
    )
    words = ("id", "question", "period", "kind", "against")
    for column in columns:
        table.add_column(column.replace("_", "-"), justify="left" if column in words else "right")
    return table


def _cells(one: Judged) -> list[str]:
    said = plain(one.forecast.value) if one.question.is_number else chance(one.forecast.value)
    if len(one.forecast.sample):
        low, high = np.percentile(one.forecast.sample, (5, 95))
        said = f"{said} ({plain(low)} to {plain(high)})"
    answer, score, scores = one.question.resolution, one.score, one.baseline_scores
    return [
        one.question.name,
        one.question.text or one.question.observation.metric,
        said,
        plain(one.forecast.standard_error),
        "" if answer is None else plain(answer),
        "" if score is None else plain(score.value),
        *(plain(scores[name].value) if name in scores else "" for name in BASELINES),
    ]


def _skill_cells(skill: Skill) -> list[str]:
    known = (skill.by_questions, skill.by_groups)
    intervals = ("" if math.isnan(low) else f"{low:.2f} to {high:.2f}" for low, high in known)
    return [
        skill.period,
        _kind(number=skill.number).replace("_", "/"),
        skill.against.replace("_", "-"),
        f"{skill.questions} in {skill.groups}",
        "" if math.isnan(skill.skill) else f"{skill.skill:.2f}",
        *intervals,
    ]


def chance(share: float) -> str:
    """A probability with three decimals, and more where it would look like certainty: 0.330, 0.99995."""
    rest = max(min(share, 1 - share), 1e-12)
    return f"{share:.{max(3, math.ceil(-math.log10(rest)))}f}"


def plain(value: float) -> str:
    """A number with three significant digits: 0.0742, 4.74, 1,230."""
    if not math.isfinite(value):
        return ""
    size = math.floor(math.log10(abs(value))) if value else 0
    return f"{value:,.{min(max(2 - size, 0), 6)}f}" if value != round(value) else f"{value:,.0f}"


def _kind(*, number: bool) -> str:
    return NUMBER if number else YES_NO


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
