"""The patterns F1 to F21 in a scenario: sign, effect, t, placebo and ablation of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.analysis.claims import catalogue
from sim.errors import UsageError, nearest
from sim.experiments.pairings import pairings
from sim.experiments.workers import workers_of
from sim.minds.kinds import MINDS
from sim.scenario.options import listed
from sim.scenario.ranges import ARM_RUNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sim.analysis.claims.catalogue import Pattern
    from sim.analysis.claims.readings import PatternResults
    from sim.experiments.workers import Listening
    from sim.output.report import Report
    from sim.scenario import Overrides, ScenarioLike

    Minds = Mapping[str, str] | str | None

RUNS = 6000
ALL = "all"


def patterns(
    scenario: ScenarioLike = "baseline_feb2021",
    overrides: Overrides = (),
    *,
    names: Iterable[str] = (),
    runs: int = RUNS,
    minds: Minds = None,
    seed: int | None = None,
    workers: int | None = None,
    progress: Listening | None = None,
) -> Report[Sequence[PatternResults]]:
    """Look for patterns in a scenario: what the model is expected to show, and whether it does.

    Parameters
    ----------
    scenario : str, Path, mapping or Scenario
        As for `sim.load`.
    overrides : str, mapping, or several of these
        As for `sim.load`; what a pattern sets comes on top.
    names : iterable of str
        Patterns by name (`F1`); all of them where none is named.
    runs : int
        Pairs of runs of each comparison.
    minds : mapping or str, optional
        As for `sim.load`; or a mind, for both sides; or `all`, for every pairing of minds.
    seed : int, optional
        In place of the scenario's own.
    workers : int, optional
        Number of threads, by default one a core; no number depends on it.
    progress : function, optional
        Informed of the progress: from a batch to a context that yields a listener.

    Returns
    -------
    Report
        Tables `readings` (a row a reading of a pattern) and `patterns` (a row a pattern); it has not
        `succeeded` where a required pattern fails with quantal minds on both sides.

    Raises
    ------
    ScenarioErrors
        The scenario, or what a pattern sets in it, is not valid.
    UsageError
        A number is out of its range, or there is no such pattern or mind.

    Examples
    --------
    >>> import sim
    >>> found = sim.patterns(names=["F5"], runs=200)  # doctest: +SKIP
    >>> found.tables["readings"][["effect", "t", "verdict"]]  # doctest: +SKIP
    """
    from sim.analysis.claims.pattern_report import report
    from sim.analysis.claims.readings import examine
    from sim.experiments.arms import ArmSetup

    chosen, executor = named(names), workers_of(workers, progress)
    count = ARM_RUNS.checked("runs", runs)
    stages = [ArmSetup(scenario, listed(overrides), count, seed, pair) for pair in _pairs(minds)]
    return report([examine(stage, chosen, executor) for stage in stages])


def named(names: Iterable[str]) -> list[Pattern]:
    """Return patterns by name, in the order of the file; all of them for no name.

    Parameters
    ----------
    names : iterable of str
        Such as `F1`.

    Returns
    -------
    list of Pattern
        Each once, however often it is named.

    Raises
    ------
    UsageError
        There is no such pattern.
    """
    known, wanted = catalogue.patterns(), list(names)
    for name in wanted:
        if name not in known:
            close = nearest(name, known, 1)
            hint = f"; did you mean {close[0]}?" if close else ""
            raise UsageError(f"no pattern {name!r}; one of {', '.join(known)}{hint}")
    return [pattern for name, pattern in known.items() if name in wanted or not wanted]


def _pairs(minds: Minds) -> list[Minds]:
    """Return the pairs of minds asked for; None is the scenario's own."""
    if minds == ALL:
        return [{"kremlin": pair.kremlin, "minsk": pair.minsk} for pair in pairings()]
    if isinstance(minds, str) and minds in MINDS:
        return [{"kremlin": minds, "minsk": minds}]
    if isinstance(minds, str) and "=" not in minds:
        raise UsageError(f"--minds: {minds!r}; {ALL}, {', '.join(MINDS)}, or kremlin=MIND,minsk=MIND")
    return [minds]
