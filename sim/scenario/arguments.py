"""What is asked of arguments beside their range (see `ranges`): one scenario and not many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.errors import UsageError
from sim.scenario.ranges import RUN

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario


def run_number(value: Any) -> int:
    """Return the number of a run, from 0; a scenario has at most 10^9 of them.

    Raises
    ------
    UsageError
        There can be no such run.
    """
    return RUN.checked("run", value)


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
