"""A scenario varied around what its file says: plausible numbers, seeds, runs, fewer months."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from sim.scenario.schema import LAWS, ORDERED_SHARES, flat_entries
from sim.testing.numbers import runs, seeds
from sim.verification.invariants.case import Case

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hypothesis.strategies import DrawFn

    from sim.scenario import Scenario

MOST_MONTHS = 14
MOST_CHANGES = 6
KEPT = {*LAWS, *(name for pair in ORDERED_SHARES for name in pair)}  # whose entries hang together


def free_numbers(scenario: Scenario) -> Mapping[str, tuple[float, float]]:
    """Return the numbers that may be varied, each with its range.

    The range is the plausible one of seeds/, stretched to the value of the file. Left alone are numbers that
    are drawn once a run, and lists whose entries hang together.

    Parameters
    ----------
    scenario : Scenario
        The scenario around which to vary.

    Returns
    -------
    mapping of str to tuple of two float
        By flat name: the lowest and the highest value, in the unit of seeds/.
    """
    free = {}
    for flat, (quantity, position) in flat_entries().items():
        value = scenario.value(flat)
        low, high = min(quantity.low[position], value), max(quantity.high[position], value)
        if low < high and quantity.name not in KEPT and flat not in scenario.uncertain:
            free[flat] = (low, high)
    return free


@st.composite
def cases(draw: DrawFn, scenario: Scenario) -> Case:
    """Draw a case: a smaller one is nearer to the file, in fewer numbers, with fewer months.

    Parameters
    ----------
    draw : function
        Given by Hypothesis.
    scenario : Scenario
        The scenario around which to vary.

    Returns
    -------
    Case
        At most 14 months and 6 changed numbers; events after the last month are dropped.
    """
    months = draw(st.integers(1, min(scenario.horizon, MOST_MONTHS)))
    free = free_numbers(scenario)
    names = draw(st.lists(st.sampled_from(sorted(free)), max_size=MOST_CHANGES, unique=True))
    numbers = {flat: draw(_values(scenario, flat, free[flat])) for flat in names}
    seed = draw(st.one_of(st.just(scenario.seed), seeds()))
    shorter = replace(
        scenario,
        seed=seed,
        horizon=months,
        events=tuple(event for event in scenario.events if event.month <= months),
        sweep=None,
    )
    return Case(shorter, draw(runs())).changed({k: v for k, v in numbers.items() if v != scenario.value(k)})


def _values(scenario: Scenario, flat: str, span: tuple[float, float]) -> st.SearchStrategy[float]:
    """Draw a value between the ends, the simplest being that of the file."""
    (low, high), value = span, scenario.value(flat)
    quantity = flat_entries()[flat].quantity
    if quantity.integer or quantity.levels:
        return st.integers(int(low), int(high)).map(float)
    part = st.floats(-1.0, 1.0, allow_subnormal=False)
    return part.map(lambda t: value + t * (high - value) if t >= 0 else value + t * (value - low)).map(
        lambda moved: min(high, max(low, moved))
    )
