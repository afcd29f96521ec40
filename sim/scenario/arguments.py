"""What is asked of arguments: which run, how many threads, one scenario and not many."""

from __future__ import annotations

from numbers import Integral
from typing import TYPE_CHECKING, Any

from sim.errors import UsageError
from sim.scenario.schema import MOST_RUNS

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

MANY_WORKERS = 1024  # threads, at the most


def whole(name: str, value: Any, low: int, high: int) -> int:
    """Return a whole number within bounds, numpy's too, as Python's own.

    Raises
    ------
    UsageError
        It is no whole number, or out of range.
    """
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise UsageError(f"{name}: {value!r} is not a whole number; {low} to {high}")
    number = int(value)
    if not low <= number <= high:
        raise UsageError(f"{name}: {number} is out of range; a whole number, {low} to {high}")
    return number


def run_number(value: Any) -> int:
    """Return the number of a run, from 0; a scenario has at most 10^9 of them.

    Raises
    ------
    UsageError
        There can be no such run.
    """
    return whole("run", value, 0, MOST_RUNS - 1)


def single(scenario: Scenario) -> Scenario:
    """Return a scenario where one is wanted.

    Raises
    ------
    UsageError
        It has a sweep, so that it is many, which would say different things.
    """
    if scenario.sweep is not None:
        raise UsageError(f"{scenario.name}: a sweep is many scenarios; write one of its points as a scenario")
    return scenario
