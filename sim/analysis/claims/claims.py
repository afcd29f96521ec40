"""The claims of the briefing: what represents each, what belongs to a name, and each claim's own test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.experiments.workers import workers_of
from sim.scenario.ranges import CLAIM_RUNS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.analysis.claims.readings import PatternResults
    from sim.analysis.claims.trials import AssessedClaim
    from sim.experiments.workers import Listening, Workers
    from sim.output.report import Report

RUNS = 2500
BASELINE = "baseline_feb2021"


@dataclass(frozen=True, slots=True)
class AssessedClaims:
    """What came of the claims' tests, and of the patterns that bear on them."""

    claims: tuple[AssessedClaim, ...]
    patterns: PatternResults


def claims(
    names: str | Iterable[str] = (),
    *,
    test: bool = False,
    runs: int = RUNS,
    workers: int | None = None,
    progress: Listening | None = None,
) -> Report[Any]:
    """Show the claims of the briefing, what belongs to a name, or what came of the claims' tests.

    Parameters
    ----------
    names : str or iterable of str
        Parameters, initial quantities, claims, patterns, columns of the results or shipped scenarios; all
        claims where nothing is named. With `test` claims, each with the patterns that bear on it, or
        patterns.
    test : bool
        Whether the tests of the claims and the patterns are played, in the baseline and scenarios near it.
    runs : int
        Runs of each arm of a test.
    workers : int, optional
        Number of threads, by default one a core; no number depends on it.
    progress : function, optional
        Informed of the progress: from a batch to a context that yields a listener.

    Returns
    -------
    Report
        Table `claims` (a row a claim) and `links` (a row a link between a claim and what represents it);
        for names also `values` (a row a number); with `test` also `figures` (a row a figure of a test),
        `readings` and `patterns` (as of `sim.patterns`).

    Raises
    ------
    UsageError
        Nothing is called so, or the number of runs or threads is out of its range.

    Examples
    --------
    >>> import sim
    >>> sim.claims("pressure_cost_trouble").tables["claims"]["claim"].tolist()
    ['C14', 'C16', 'C48']
    """
    from sim.analysis.claims import lookup, report

    asked = [names] if isinstance(names, str) else list(names)
    count, executor = CLAIM_RUNS.checked("runs", runs), workers_of(workers, progress)
    if test:
        return report.of_tests(play(asked, count, executor))
    return report.of_names(lookup.look_up_all(asked)) if asked else report.overview()


def play(names: Iterable[str], runs: int, executor: Workers) -> AssessedClaims:
    """Play the tests of claims and the patterns that bear on them, each distinct arm once.

    Parameters
    ----------
    names : iterable of str
        Claims or patterns; all of both for none.
    runs : int
        Runs of each arm.
    executor : Workers
        Who plays; the figures do not depend on it.

    Returns
    -------
    AssessedClaims
        Claims in the order asked for, patterns in that of their file, without any where no arm is played.

    Raises
    ------
    UsageError
        There is no such claim or pattern.
    """
    from sim.analysis.claims import lookup, readings, trials
    from sim.experiments.arms import Arms, ArmSetup

    claims, patterns = lookup.tested_named(names)
    wanted = [trials.trials()[claim.name] for claim in claims]
    arms = Arms(ArmSetup(BASELINE, runs=runs))
    trials.ask_for(arms, wanted)
    readings.ask_for(arms, patterns)
    if not arms.parts:
        return AssessedClaims(
            tuple(trials.assessed(arms, one) for one in wanted), readings.results_of(arms, ())
        )
    with arms.playing(executor):
        assessed = tuple(trials.assessed(arms, one) for one in wanted)
    return AssessedClaims(assessed, readings.results_of(arms, patterns))
