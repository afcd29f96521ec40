"""Hypothesis looks for a case in which an invariant fails, and makes it as small as it can."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, Phase, Verbosity, given, settings

from sim.verification.invariants.case import CannotTell, Case
from sim.verification.invariants.variations import cases

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sim.scenario import Scenario
    from sim.verification.invariants.catalogue import Invariant


@dataclass(frozen=True, slots=True)
class TriedInvariant:
    """An invariant tried on a scenario: on how many examples, and the smallest case where it fails, if any.

    `not_tried` says why it could not be tried on any of them.
    """

    scenario: Scenario
    invariant: Invariant
    examples: int
    counterexample: Case | None = None
    seen: str = ""
    not_tried: str = ""

    @property
    def holds(self) -> bool:
        """Whether no case was found in which it fails."""
        return self.counterexample is None


class InvariantFailed(Exception):
    """An invariant does not hold in a case."""


def try_all(scenario: Scenario, invariants: Iterable[Invariant], examples: int) -> Iterator[TriedInvariant]:
    """Try invariants on a scenario varied around its file; yield what came of each as soon as it is there.

    The same command tries the same examples.

    Parameters
    ----------
    scenario : Scenario
        The scenario whose numbers, seed, run and horizon are varied.
    invariants : iterable of Invariant
        Those to try, in this order.
    examples : int
        Variations that each is tried on, at most.

    Returns
    -------
    iterator of TriedInvariant
        One an invariant.
    """
    for invariant in invariants:
        yield try_one(scenario, invariant, examples)


def try_one(scenario: Scenario, invariant: Invariant, examples: int) -> TriedInvariant:
    """Try one invariant on so many examples.

    Parameters
    ----------
    scenario : Scenario
        The scenario whose numbers, seed, run and horizon are varied.
    invariant : Invariant
        The one to try.
    examples : int
        Variations to generate; those about which the invariant cannot tell are not counted as tried.

    Returns
    -------
    TriedInvariant
        With the smallest case in which Hypothesis finds it to fail; `not_tried` gives the last reason where
        no variation could be tried.
    """
    tried = 0
    smallest: list[tuple[Case, str]] = []
    reasons: list[str] = []

    @settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        verbosity=Verbosity.quiet,
        phases=(Phase.generate, Phase.shrink),
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    @given(cases(scenario))
    def holds(case: Case) -> None:
        nonlocal tried
        try:
            found = invariant.breach(case)
        except CannotTell as reason:
            reasons[:] = [str(reason)]
            return
        tried += not smallest
        if found:
            smallest[:] = [(case, found)]
            raise InvariantFailed(found)

    try:
        holds()
    except InvariantFailed:
        return TriedInvariant(scenario, invariant, tried, *smallest[0])
    return TriedInvariant(scenario, invariant, tried, not_tried="" if tried else reasons[0])


def look_at(scenario: Scenario, invariants: Iterable[Invariant], run: int) -> Iterator[TriedInvariant]:
    """Look at one run of a scenario as it stands, without varying anything.

    Parameters
    ----------
    scenario : Scenario
        The scenario, played with the numbers of its file.
    invariants : iterable of Invariant
        Those to look at, in this order.
    run : int
        Number of the run, from 0; the two after it are played too.

    Returns
    -------
    iterator of TriedInvariant
        One an invariant, with 1 example, or 0 where it cannot tell.
    """
    for invariant in invariants:
        case = Case(scenario, run)
        try:
            found = invariant.breach(case)
        except CannotTell as reason:
            yield TriedInvariant(scenario, invariant, 0, not_tried=str(reason))
            continue
        yield TriedInvariant(scenario, invariant, 1, *((case, found) if found else ()))
