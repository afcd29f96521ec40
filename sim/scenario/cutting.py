"""A scenario cut down to a box: what is drawn or swept keeps its law, within limits."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sim.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.scenario.distributions import Distribution
    from sim.scenario.scenario import Scenario, Sweep

    Limits = Mapping[str, tuple[float | None, float | None]]

DIGITS = 6  # of a limit, as it is written


def cut_to(scenario: Scenario, limits: Limits) -> Scenario:
    """Return a scenario whose drawn and swept quantities lie within limits, by flat name; None is no limit.

    A distribution is cut off there: what is drawn has the law that it had, given that it lies within. Of a
    grid the values within stay.

    Raises
    ------
    UsageError
        A quantity is neither drawn nor swept, or nothing of it is left.
    """
    swept = scenario.sweep.axes if scenario.sweep else ()
    for flat in limits:
        if flat not in scenario.uncertain and flat not in swept:
            raise UsageError(f"{scenario.name}: {flat} is neither drawn nor swept")
    drawn = {
        flat: _cut(distribution, *limits[flat]) if flat in limits else distribution
        for flat, distribution in scenario.uncertain.items()
    }
    sweep = None if scenario.sweep is None else _cut_sweep(scenario.sweep, limits)
    return replace(scenario, uncertain=drawn, sweep=sweep)


def _cut(distribution: Distribution, low: float | None, high: float | None) -> Distribution:
    lowest, highest = distribution.ends
    ends: dict[str, Any] = {}
    if low is not None and rounded(low) > lowest:
        ends["at_least"] = rounded(low)
    if high is not None and rounded(high) < highest:
        ends["at_most"] = rounded(high)
    return type(distribution).model_validate({**distribution.written, **ends})


def rounded(limit: float) -> float:
    """A limit as it is written: short, and the same on every machine."""
    return float(f"{limit:.{DIGITS}g}")


def _cut_sweep(sweep: Sweep, limits: Limits) -> Sweep:
    over = {
        flat: _cut(distribution, *limits[flat]) if flat in limits else distribution
        for flat, distribution in sweep.over.items()
    }
    grid = {
        flat: tuple(value for value in values if _between(value, *limits.get(flat, (None, None))))
        for flat, values in sweep.grid.items()
    }
    return replace(sweep, over=over, grid=grid)


def _between(value: float, low: float | None, high: float | None) -> bool:
    return (low is None or low <= value) and (high is None or value <= high)
