"""The whole backtest: a scenario played, its forecasts of a questions file scored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.analysis.backtest.forecasts import forecast, long_enough, play, without_a_model
from sim.analysis.backtest.questions import read_questions
from sim.analysis.backtest.reliability import Reliability, reliability
from sim.analysis.backtest.scores import Judged, judge
from sim.analysis.backtest.skill import Skill, skills
from sim.analysis.extras import required
from sim.batch.plan import make_plan

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from sim.batch.plan import Plan
    from sim.batch.run import Watcher
    from sim.scenario import Scenario


@dataclass(frozen=True)
class Backtest:
    """What came of it; `scenario` as it was played, which may be longer than its file says."""

    scenario: Scenario
    file: Path
    judged: tuple[Judged, ...]
    skills: tuple[Skill, ...]
    reliability: tuple[Reliability, ...]
    notes: tuple[str, ...]


def backtest(
    scenario: Scenario,
    file: Path,
    *,
    workers: int,
    watching: Callable[[Plan], AbstractContextManager[Watcher]],
) -> Backtest:
    """Forecast the questions of a file from a scenario, and score what is resolved.

    Parameters
    ----------
    workers : int
        Number of threads; the numbers do not depend on it.
    watching
        Called with what is played; returns what is informed of the progress.

    Raises
    ------
    DataError
        Everything that is wrong with the file.
    UsageError
        The scenario cannot be played for it, or a library is not installed.
    """
    required("scoringrules")
    questions = read_questions(file, scenario.start)
    longer = long_enough(scenario, questions)
    plan = make_plan([longer])
    with watching(plan) as watcher:
        answers = play(plan.parts[0], questions, workers, watcher)
    judged = tuple(
        judge(question, forecast(question, observed), without_a_model(question, answers.at_start))
        for question, observed in zip(questions, answers.observed, strict=True)
    )
    return Backtest(
        longer,
        file,
        judged,
        tuple(skills(judged)),
        tuple(reliability(judged)),
        tuple(_notes(scenario, longer)),
    )


def _notes(scenario: Scenario, longer: Scenario) -> list[str]:
    if longer.horizon == scenario.horizon:
        return []
    last = scenario.start.later(longer.horizon - 1)
    how = f"for {longer.horizon} months, to {last}, and not for {scenario.horizon}"
    return [f"{scenario.name} is played {how}: questions go so far, and the earlier months stay as they are"]
