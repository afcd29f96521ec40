"""Arguments from Python that stand in no scenario: which run, how many threads."""

from __future__ import annotations

from numbers import Integral
from typing import Any

from sim.errors import UsageError
from sim.scenario.schema import MOST_RUNS

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
