"""Hypothesis looks for a case in which an invariant falls, and makes it as small as it can."""

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
class Finding:
    """What came of trying an invariant: how many examples, and the smallest case where it falls, if any.

    `unreported` says why it could not be tried on any of them.
    """

    invariant: Invariant
    examples: int
    fallen: Case | None = None
    seen: str = ""
    unreported: str = ""

    @property
    def holds(self) -> bool:
        """Whether no case was found in which it falls."""
        return self.fallen is None


class Fallen(Exception):
    """An invariant does not hold in a case."""


def try_all(scenario: Scenario, invariants: Iterable[Invariant], examples: int) -> Iterator[Finding]:
    """Try invariants on a scenario varied around its file; yield each finding as soon as it is there.

    The same command tries the same examples.
    """
    for invariant in invariants:
        yield try_one(scenario, invariant, examples)


def try_one(scenario: Scenario, invariant: Invariant, examples: int) -> Finding:
    """Try one invariant on so many examples."""
    tried = 0
    smallest: list[tuple[Case, str]] = []
    unreported: list[str] = []

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
            unreported[:] = [str(reason)]
            return
        tried += not smallest
        if found:
            smallest[:] = [(case, found)]
            raise Fallen(found)

    try:
        holds()
    except Fallen:
        return Finding(invariant, tried, *smallest[0])
    return Finding(invariant, tried, unreported="" if tried else unreported[0])


def look_at(scenario: Scenario, invariants: Iterable[Invariant], run: int) -> Iterator[Finding]:
    """Look at one run of a scenario as it stands, without varying anything."""
    for invariant in invariants:
        case = Case(scenario, run)
        try:
            found = invariant.breach(case)
        except CannotTell as reason:
            yield Finding(invariant, 0, unreported=str(reason))
            continue
        yield Finding(invariant, 1, case, found) if found else Finding(invariant, 1)
