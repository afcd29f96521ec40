"""A questions file, checked as a whole: one question a row, each about one observable.

The columns `id, question, metric, aggregate, op, threshold, by, resolution` are needed, `from, group, period,
plan` may be there, others are the reader's own. With `op` and `threshold` it is a yes/no question, without
both a number is asked for.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.analysis.observation import AGGREGATES, ENDING, Observation, observables
from sim.analysis.table_file import Number, read_rows
from sim.scenario.kinds import CalendarMonth, Choice
from sim.scenario.schema import LONGEST_HORIZON

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from sim.analysis.table_file import FileRow
    from sim.scenario.kinds import Month

    Vector = NDArray[np.float64]

NEEDED = ("id", "question", "metric", "aggregate", "op", "threshold", "by", "resolution")
OPTIONAL = ("from", "group", "period", "plan")
OPERATORS = {">=": operator.ge, "<=": operator.le, "==": operator.eq, ">": operator.gt}
YES_OR_NO = Number(0, 1)


@dataclass(frozen=True, slots=True)
class ForecastQuestion:
    """What is asked of an observation: whether it meets a condition, or, without `op`, which number it is.

    `resolution` is 0 or 1, or the number; None where it is not known. `plan` is what the official plan said,
    a number or a probability. Questions of one `group` are about the same thing; those of one `period` are
    scored together.
    """

    name: str
    text: str
    observation: Observation
    since: Month | None
    by: Month
    op: str = ""
    threshold: float = 0.0
    resolution: float | None = None
    group: str = ""
    period: str = ""
    plan: float | None = None

    @property
    def is_number(self) -> bool:
        """Whether a number is asked for."""
        return not self.op

    def yes(self, values: Vector) -> NDArray[np.bool_]:
        """Return where observed values meet the condition.

        Parameters
        ----------
        values : (n,) float64
            In the unit of the observable; the question has an `op`.

        Returns
        -------
        (n,) bool
            One a run; False where the value is NaN.
        """
        met: NDArray[np.bool_] = OPERATORS[self.op](values, self.threshold)
        return met


def read_questions(path: Path, start: Month) -> tuple[ForecastQuestion, ...]:
    """Read a questions file for runs whose month 1 is `start`.

    Parameters
    ----------
    path : Path
        A CSV file.
    start : Month
        The calendar month of month 1, from which the months of the questions are counted.

    Returns
    -------
    tuple of ForecastQuestion
        In the order of the file.

    Raises
    ------
    DataError
        Everything that is wrong with it, with file and line.
    """
    rows, complaints = read_rows(path, NEEDED, OPTIONAL)
    questions: list[ForecastQuestion] = []
    lines: dict[str, int] = {}
    for row in rows:
        name = row.text("id")
        if not name:
            row.complain("id", "empty", "a name of its own for each question")
        elif name in lines:
            row.complain("id", f"{name} is the question of line {lines[name]} too", "a name of its own")
        lines.setdefault(name, row.line)
        question = _question(row, start)
        if question is not None:
            questions.append(question)
    complaints.stop()
    return tuple(questions)


def _question(row: FileRow, start: Month) -> ForecastQuestion | None:
    """Read one question; None where something is wrong with it."""
    before = len(row.complaints.found)
    metric = row.value("metric", Choice(tuple(observables())))
    aggregate = row.value("aggregate", Choice(AGGREGATES))
    op = row.value("op", Choice(tuple(OPERATORS)), needed=False)
    threshold = row.value("threshold", Number(), needed=bool(row.text("op")))
    if row.text("threshold") and not row.text("op"):
        row.complain("op", "empty, though there is a threshold", f"one of {', '.join(OPERATORS)}, or neither")
    if metric == ENDING and not row.text("op"):
        row.complain("op", "empty, and a code is no number to forecast", "== with a code as the threshold")
    answer = YES_OR_NO if row.text("op") else Number()
    resolution = row.value("resolution", answer, needed=False)
    if resolution is not None and row.text("op") and resolution not in (0, 1):
        row.complain("resolution", f"'{row.text('resolution')}' is neither yes nor no", "0, 1 or empty")
    plan = row.value("plan", answer, needed=False)
    since, by = _months(row, start)
    if len(row.complaints.found) > before or by is None:
        return None
    first = since.since(start) if since else 1
    return ForecastQuestion(
        name=row.text("id"),
        text=row.text("question"),
        observation=Observation(metric, aggregate, first, by.since(start)),
        since=since,
        by=by,
        op=op or "",
        threshold=threshold or 0.0,
        resolution=resolution,
        group=row.text("group"),
        period=row.text("period"),
        plan=plan,
    )


def _months(row: FileRow, start: Month) -> tuple[Month | None, Month | None]:
    """The months `from` and `by`; what is outside of any run, or out of order, is noted."""
    since = row.value("from", CalendarMonth(), needed=False)
    by = row.value("by", CalendarMonth())
    latest = start.later(LONGEST_HORIZON - 1)
    for column, month in (("from", since), ("by", by)):
        if month is not None and not 1 <= month.since(start) <= LONGEST_HORIZON:
            side = "before the start" if month.since(start) < 1 else "after the longest horizon"
            row.complain(column, f"{month} is {side}", f"{start} (month 1 of the scenario) to {latest}")
    if since is not None and by is not None and since.since(start) > by.since(start):
        row.complain("from", f"{since} is after {by}", "a month not after by")
    return since, by
