"""Expected against obtained: every number of a case with its error and how large that may be."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.verification.cases.reading import Absolute, BenchmarkCase, Simulated

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.verification.cases.kind import SimulatedValue

COMPUTED = 1e-9  # how near a computed quantity must be in a case that is simulated
MISSING = object()


@dataclass(frozen=True, slots=True)
class CheckedValue:
    """One number, word or flag of a case.

    `error` is the distance, or None where the two cannot be subtracted; `tolerance` how large it may be, 0
    for what must be the same; `standard_errors` what that is in standard errors, None if it was computed.
    """

    name: str
    expected: Any
    got: Any
    error: float | None
    tolerance: float
    standard_errors: float | None
    holds: bool


@dataclass(frozen=True, slots=True)
class CaseResult:
    """A case that was run."""

    id: str
    kind: str
    title: str
    quantities: tuple[CheckedValue, ...]

    @property
    def holds(self) -> bool:
        """Whether all of it is as expected."""
        return all(quantity.holds for quantity in self.quantities)

    @property
    def worst(self) -> CheckedValue:
        """The value nearest to failing, or failing by most."""
        return max(self.quantities, key=_strain)


def assessed(
    case: BenchmarkCase, answer: Mapping[str, Any], estimates: Mapping[str, SimulatedValue]
) -> CaseResult:
    """Return what came of a case from its computed values and, where it is simulated, its estimates.

    Parameters
    ----------
    case : BenchmarkCase
        The case, with its expected values and its tolerance.
    answer : mapping of str to value
        By the names of the expected values: numbers, words, flags, or lists and mappings of these.
    estimates : mapping of str to SimulatedValue
        Estimates by name, of the quantities that were simulated; empty for a case that is computed only.

    Returns
    -------
    CaseResult
        One checked value for every number, word and flag. In a simulated case an estimate may be off by `se`
        standard errors, a computed value by 1e-9.
    """
    quantities: list[CheckedValue] = []
    for name, expected in case.expected.items():
        if name in estimates and isinstance(case.tolerance, Simulated):
            quantities += _estimated(name, expected, estimates[name], case.tolerance.se)
        else:
            within = case.tolerance.abs if isinstance(case.tolerance, Absolute) else COMPUTED
            quantities += _computed(name, expected, answer[name], within)
    return CaseResult(case.id, case.kind.name, case.title, tuple(quantities))


def _computed(name: str, expected: Any, got: Any, within: float) -> Iterator[CheckedValue]:
    for path, one, other in _pairs(name, expected, got):
        error = _distance(one, other)
        if isinstance(other, float) and error is not None:
            yield CheckedValue(path, one, other, error, within, None, error <= within)
        else:
            same = type(one) is type(other) and one == other
            yield CheckedValue(path, _plain(one), _plain(other), error, 0.0, None, same)


def _estimated(name: str, expected: Any, estimate: SimulatedValue, most: float) -> Iterator[CheckedValue]:
    """Hold an estimate against what is expected.

    Where the law leaves no chance the two are the same, as near as what is computed.
    """
    errors = {path: float(size) for path, size in _leaves(name, estimate.standard_error)}
    for path, one, other in _pairs(name, expected, estimate.found):
        error, within = _distance(one, other), max(COMPUTED, most * errors.get(path, 0.0))
        holds = error is not None and error <= within
        yield CheckedValue(path, _plain(one), _plain(other), error, within, most, holds)


def _distance(expected: Any, got: Any) -> float | None:
    """Return how far two numbers are apart; None for anything else."""
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in (expected, got))
    distance = abs(float(expected) - float(got)) if numbers else math.nan
    return distance if math.isfinite(distance) else None


def _pairs(path: str, expected: Any, got: Any) -> Iterator[tuple[str, Any, Any]]:
    """Yield every number, word or flag of the two, side by side; MISSING where one has none."""
    if isinstance(expected, dict) and isinstance(got, dict):
        for key in [*got, *(key for key in expected if key not in got)]:
            yield from _pairs(f"{path}.{key}", expected.get(key, MISSING), got.get(key, MISSING))
    elif isinstance(expected, list) and isinstance(got, list):
        for at in range(max(len(expected), len(got))):
            one = expected[at] if at < len(expected) else MISSING
            yield from _pairs(f"{path}[{at}]", one, got[at] if at < len(got) else MISSING)
    else:
        yield path, expected, got


def _leaves(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    yield from ((name, leaf) for name, leaf, _ in _pairs(path, value, value))


def _plain(value: Any) -> Any:
    """Return what can be written down: JSON has no word for what is missing, or not finite."""
    if value is MISSING:
        return "nothing"
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def _strain(quantity: CheckedValue) -> tuple[bool, float]:
    if quantity.error is None:
        return not quantity.holds, 0.0 if quantity.holds else math.inf
    if quantity.tolerance == 0.0:
        return not quantity.holds, 0.0 if quantity.error == 0.0 else math.inf
    return not quantity.holds, quantity.error / quantity.tolerance
