"""`backtest.html`: forecasts and answers on one page, in the report's style; it needs no network either."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.pages import forecasts
from sim.pages.pages import rendered, style
from sim.pages.words import number, plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    Data = Mapping[str, Any]

TEMPLATE = "backtest.html.j2"
RULES = {
    "persistence": "all stays as at the start",
    "half_half": "half and half",
    "plan": "the official plan",
}
KINDS = {"yes_no": "yes/no", "number": "numbers"}
NO_PERIOD = "All questions"


def page(found: Data) -> str:
    """Return the whole page as text, from the data that `sim backtest --json` prints.

    Parameters
    ----------
    found : mapping
        Keys `scenario`, `questions_file`, `runs`, `seed`, `start`, `months`, `notes`, `backtest`, `skill`
        and `reliability`.

    Returns
    -------
    str
        HTML that loads nothing from elsewhere.
    """
    questions = found["backtest"]
    periods = list(dict.fromkeys(question["period"] for question in questions))
    return rendered(
        TEMPLATE,
        {
            "title": f"Backtest of {found['scenario']}",
            "style": style(),
            "opening": list(_opening(found)),
            "notes": found["notes"],
            "skill": [_skill_cells(skill) for skill in found["skill"]],
            "parts": [_part(f"p{k}", period, found) for k, period in enumerate(periods)],
            "command": f"sim backtest {found['scenario']} --questions {found['questions_file']}"
            f" --runs {found['runs']} --seed {found['seed']}",
        },
    )


def _opening(found: Data) -> Iterator[str]:
    questions = found["backtest"]
    resolved = [question for question in questions if question["resolution"] is not None]
    yield (
        f"{plural(len(questions), 'question')} from {found['questions_file']}, {len(resolved)} of them "
        f"resolved, forecast from {plural(found['runs'], 'run')} of {found['scenario']} over "
        f"{plural(found['months'], 'month')} from {found['start']}, seed {found['seed']}."
    )
    for skill in found["skill"]:
        if skill["against"] == "persistence":
            count = plural(skill["questions"], "question")
            yield (
                f"{_period(skill['period'])}, {KINDS[skill['kind']]} ({count}): "
                f"skill over “{RULES['persistence']}” {_skill_words(skill)}."
            )


def _period(name: str | None) -> str:
    return name[0].upper() + name[1:] if name else NO_PERIOD


def _skill_words(skill: Data) -> str:
    if skill["skill"] is None:
        return "cannot be had, since that rule makes no error"
    words = number(skill["skill"])
    if skill["ci_low"] is None:
        return f"{words}, without an interval: it is one question"
    return f"{words}, between {number(skill['ci_low'])} and {number(skill['ci_high'])} at 95%"


def _skill_cells(skill: Data) -> list[str]:
    def interval(end: str) -> str:
        low, high = skill[f"ci_low{end}"], skill[f"ci_high{end}"]
        return "–" if low is None else f"{number(low)} to {number(high)}"

    return [
        _period(skill["period"]),
        KINDS[skill["kind"]],
        RULES[skill["against"]],
        str(skill["questions"]),
        str(skill["groups"]),
        number(skill["score"]),
        number(skill["baseline_score"]),
        number(skill["skill"]),
        interval(""),
        interval("_groups"),
    ]


def _part(key: str, period: str | None, found: Data) -> dict[str, Any]:
    mine = [question for question in found["backtest"] if question["period"] == period]
    by_kind = {kind: [question for question in mine if question["kind"] == kind] for kind in KINDS}
    bins = [row for row in found["reliability"] if (row["period"], row["kind"]) == (period, "yes_no")]
    inside = [row for row in found["reliability"] if (row["period"], row["kind"]) == (period, "number")]
    return {
        "name": _period(period),
        "key": key,
        "chances": forecasts.chances(f"{key}-chances", by_kind["yes_no"]) if by_kind["yes_no"] else None,
        "numbers": forecasts.numbers(f"{key}-numbers", by_kind["number"]) if by_kind["number"] else None,
        "reliability": forecasts.reliability(f"{key}-reliability", bins) if bins else None,
        "inside": [
            f"{round(row['observed'] * row['questions'])} of {row['questions']} answers lie in the middle "
            f"{100 * row['forecast']:g}% of their forecast"
            for row in inside
        ],
        "rows": [_cells(question) for question in mine],
    }


def _cells(question: Data) -> tuple[str, str, str, Sequence[str]]:
    score = question["brier"] if question["kind"] == "yes_no" else question["crps"]
    name = "brier" if question["kind"] == "yes_no" else "crps"
    said = forecasts.chance(question["forecast"]) if question["op"] else number(question["forecast"])
    if question["p5"] is not None:
        said = f"{said} ({number(question['p5'])} to {number(question['p95'])})"
    cells = [
        said,
        number(question["standard_error"]),
        forecasts.ANSWERS[question["resolution"]] if question["op"] else number(question["resolution"]),
        number(score),
        *(number(question[f"{rule}_{name}"]) for rule in RULES),
    ]
    return question["id"], forecasts.asked(question), question["question"], cells
