"""The backtest's pictures: chances and answers, distributions and answers, and how reliable chances are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.pages.svg import (
    LETTER,
    WIDTH,
    Frame,
    Scale,
    box,
    fitted,
    line,
    marker,
    picture,
    rounded,
    text,
    ticks,
)
from sim.pages.words import number, percent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

    Data = Mapping[str, Any]

LEFT, RIGHT = 44.0, WIDTH - 8
LEAST = 0.001  # what is less likely is not distinguished
STEP = 36.0  # from row to row
SHOWN = ("p5", "p95", "resolution", "persistence_forecast", "plan_forecast")
ANSWERS = {0: "no", 1: "yes", None: "open"}


def asked(question: Data) -> str:
    """What a question asks in terms of the observable: `change of leader_meetings, 2022-01 to 2022-12`.

    Parameters
    ----------
    question : mapping
        A row of `backtest` in what `sim backtest --json` prints.

    Returns
    -------
    str
        The quantity and its months; then the threshold of a yes/no question, or the unit of a number.
    """
    since = f"{question['from']} to " if question["from"] else "until "
    condition = f" {question['op']} {question['threshold']:g}" if question["op"] else f", {question['unit']}"
    return f"{question['aggregate']} of {question['metric']}, {since}{question['by']}{condition}"


def chance(share: float) -> str:
    """A probability in words: `85.7%`; one that is nearly certain is not rounded to certainty.

    Parameters
    ----------
    share : float
        Between 0 and 1.

    Returns
    -------
    str
        In per cent; beyond `LEAST` from 0 or 1, `under` or `over` it.
    """
    if LEAST < share < 1 - LEAST:
        return f"{percent(share)}%"
    return f"{'under' if share <= LEAST else 'over'} {percent(LEAST if share <= LEAST else 1 - LEAST)}%"


def chances(key: str, questions: Sequence[Data]) -> Markup:
    """A line a question from 0 to 100%: the forecast as a point, the answer as a diamond at its end.

    Parameters
    ----------
    key : str
        Id of the picture, unique in its page.
    questions : sequence of mappings
        Yes/no questions, as rows of `backtest`; `forecast` is a probability, `resolution` 0, 1 or None
        while it is open.

    Returns
    -------
    Markup
        SVG of a row for each question.
    """
    x = Scale(0, 100, 8.0, WIDTH - 8)
    top, floor = 4.0, 4.0 + STEP * len(questions)
    parts = [line(x(value), top, x(value), floor, "grid") for value in ticks(0, 100, 4)]
    for position, question in enumerate(questions):
        y, share = top + STEP * position, 100 * question["forecast"]
        words = f"{chance(question['forecast'])}, answer {ANSWERS[question['resolution']]}"
        parts += _heads(y, question["id"], words)
        if question["resolution"] is not None:
            end = x(100 * question["resolution"])
            parts.append(line(x(share), y + 25, end, y + 25, "whisker"))
            parts.append(marker("diamond", end, y + 25, "reference", 4.5))
        parts.append(marker("circle", x(share), y + 25, "solid", 4.5))
    parts += Frame(x, Scale(0, 1, floor, top)).numbers_below("chance of yes, per cent")
    description = "; ".join(
        f"{question['id']}: {chance(question['forecast'])}, answer {ANSWERS[question['resolution']]}"
        for question in questions
    )
    return picture(key, floor + 40, "Chances and answers", description, parts)


def numbers(key: str, questions: Sequence[Data]) -> Markup:
    """A row a question, each on a scale of its own: middle 90% and 50%, median, answer, and simple rules.

    Parameters
    ----------
    key : str
        Id of the picture, unique in its page.
    questions : sequence of mappings
        Questions about numbers, as rows of `backtest`: quantiles of the forecast, answer and simple rules
        in the unit of the question; None where missing.

    Returns
    -------
    Markup
        SVG of a row for each question.
    """
    step = 58.0
    parts: list[Markup] = []
    for position, question in enumerate(questions):
        y = 4.0 + step * position
        known = [question[name] for name in SHOWN if question[name] is not None]
        x = Scale(*rounded(min(known), max(known), 4), 8.0, WIDTH - 8)
        answer = question["resolution"]
        words = f"answer {number(answer)}" if answer is not None else "open"
        parts += _heads(y, question["id"], words)
        parts += [
            line(x(question["p5"]), y + 27, x(question["p95"]), y + 27, "whisker"),
            box(x(question["p25"]), y + 22, x(question["p75"]) - x(question["p25"]), 10, "bar"),
            line(x(question["p50"]), y + 21, x(question["p50"]), y + 33, "axis"),
        ]
        parts.append(marker("triangle", x(question["persistence_forecast"]), y + 27, "hollow", 3.5))
        if question["plan_forecast"] is not None:
            parts.append(marker("square", x(question["plan_forecast"]), y + 27, "hollow", 3))
        if answer is not None:
            parts.append(marker("diamond", x(answer), y + 27, "reference", 4.5))
        parts += [
            text(x.start, y + 48, number(x.low), "tick"),
            text(x.end, y + 48, number(x.high), "tick", "end"),
            text(WIDTH / 2, y + 48, fitted(question["unit"], 170), "tick", "middle"),
        ]
    description = "; ".join(
        f"{question['id']}: median {number(question['p50'])}, middle 90% {number(question['p5'])} to "
        f"{number(question['p95'])} {question['unit']}, answer {number(question['resolution'])}"
        for question in questions
    )
    return picture(key, 4.0 + step * len(questions), "Distributions and answers", description, parts)


def reliability(key: str, bins: Sequence[Data]) -> Markup:
    """The share of yes among questions given about the same chance, against that chance, with intervals.

    Parameters
    ----------
    key : str
        Id of the picture, unique in its page.
    bins : sequence of mappings
        Rows of `reliability` for yes/no questions: `forecast`, `observed`, `ci_low` and `ci_high` between
        0 and 1, and `questions`, the number of questions.

    Returns
    -------
    Markup
        SVG in per cent; a perfect forecast lies on the diagonal.
    """
    frame = Frame(Scale(0, 100, LEFT, RIGHT), Scale(0, 100, 170.0, 10.0))
    parts = [*frame.grid(), line(frame.x(0), frame.y(0), frame.x(100), frame.y(100), "reference-line")]
    for row in bins:
        x, y = frame.x(100 * row["forecast"]), frame.y(100 * row["observed"])
        parts += [
            line(x, frame.y(100 * row["ci_low"]), x, frame.y(100 * row["ci_high"]), "whisker"),
            marker("circle", x, y, "solid", 4),
            text(min(x + 7, RIGHT - 12), y + 4, str(row["questions"]), "tick halo"),
        ]
    parts += frame.numbers_below("forecast, per cent")
    description = "; ".join(
        f"{row['questions']} questions given {percent(row['forecast'])}% on average: "
        f"{percent(row['observed'])}% came true"
        for row in bins
    )
    return picture(key, 212, "Reliability", description, parts)


def _heads(y: float, label: str, words: str) -> list[Markup]:
    return [
        text(4, y + 13, fitted(label, WIDTH - 24 - LETTER * len(words)), "name halo"),
        text(WIDTH - 4, y + 13, words, "value halo", "end"),
    ]
