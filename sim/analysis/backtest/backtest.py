"""The whole backtest: a scenario played, its forecasts of a questions file scored."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sim.analysis.backtest.forecasts import forecast, long_enough, play, without_a_model
from sim.analysis.backtest.questions import read_questions
from sim.analysis.backtest.reliability import Reliability, reliability
from sim.analysis.backtest.scores import AssessedQuestion, assess
from sim.analysis.backtest.skill import Skill, skills
from sim.analysis.extras import required
from sim.batch.plan import make_plan
from sim.experiments.workers import workers_of
from sim.scenario import load_scenario
from sim.scenario.ranges import BACKTEST_RUNS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.experiments.workers import Listening, Workers
    from sim.output.report import Report
    from sim.scenario import Overrides, Scenario, ScenarioLike


@dataclass(frozen=True)
class Backtest:
    """What came of it; `scenario` as it was played, which may be longer than its file says."""

    scenario: Scenario
    file: Path
    assessed: tuple[AssessedQuestion, ...]
    skills: tuple[Skill, ...]
    reliability: tuple[Reliability, ...]
    notes: tuple[str, ...]


def backtest(
    scenario: ScenarioLike,
    overrides: Overrides = (),
    *,
    questions: str | Path,
    runs: int | None = None,
    seed: int | None = None,
    minds: Mapping[str, str] | str | None = None,
    workers: int | None = None,
    progress: Listening | None = None,
) -> Report[Backtest]:
    """Forecast the questions of a file from a scenario, and score the answers that are known.

    Parameters
    ----------
    scenario : str, Path, mapping or Scenario
        As for `sim.load`; it is played on as far as the questions go.
    overrides : str, mapping, or several of these
        As for `sim.load`.
    questions : str or Path
        The questions file (CSV), one question a row.
    runs, seed : int, optional
        In place of the scenario's own.
    minds : str or mapping, optional
        As for `sim.load`.
    workers : int, optional
        Number of threads, by default one a core; no number depends on it.
    progress : function, optional
        Informed of the progress: from a batch to a context that yields a listener.

    Returns
    -------
    Report
        Tables `backtest` (a row a question), `skill` (a row a period, kind and simple rule) and `reliability`
        (a row a period and bin of probabilities).

    Raises
    ------
    DataError
        Everything that is wrong with the file.
    ScenarioErrors
        The scenario is not valid.
    UsageError
        A number is out of its range, the scenario has a sweep, or scoringrules is not installed.

    Examples
    --------
    >>> import sim
    >>> file = "seeds/questions/after_the_briefing.csv"
    >>> report = sim.backtest("baseline_feb2021", questions=file, runs=200)  # doctest: +SKIP
    >>> report.tables["skill"]  # doctest: +SKIP
    """
    from sim.analysis.backtest.report import report

    required("scoringrules")
    count = None if runs is None else BACKTEST_RUNS.checked("runs", runs)
    loaded = load_scenario(scenario, overrides, runs=count, seed=seed, minds=minds)
    return report(_scored(loaded, Path(questions), workers_of(workers, progress)))


def _scored(scenario: Scenario, file: Path, executor: Workers) -> Backtest:
    """Play a scenario as far as the questions go, and score its forecasts."""
    questions = read_questions(file, scenario.start)
    longer = long_enough(scenario, questions)
    plan = make_plan([longer])
    with executor.listening(plan) as listener:
        answers = play(plan.parts[0], questions, executor.threads, listener)
    assessed = tuple(
        assess(question, forecast(question, observed), without_a_model(question, answers.at_start))
        for question, observed in zip(questions, answers.observed, strict=True)
    )
    return Backtest(
        longer,
        file,
        assessed,
        tuple(skills(assessed)),
        tuple(reliability(assessed)),
        tuple(_notes(scenario, longer)),
    )


def _notes(scenario: Scenario, longer: Scenario) -> list[str]:
    if longer.horizon == scenario.horizon:
        return []
    last = scenario.start.later(longer.horizon - 1)
    how = f"for {longer.horizon} months, to {last}, and not for {scenario.horizon}"
    return [f"{scenario.name} is played {how}: questions go so far, and the earlier months stay as they are"]
