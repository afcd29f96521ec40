"""For your own tests: Hypothesis strategies for scenarios, states, packages, seeds and runs.

Everything drawn is legal: a scenario from `scenarios()` passes `sim validate`, and its numbers keep to the
ranges of seeds/. Importing this starts no engine; the first run that is played does.

>>> from hypothesis import given
>>> from sim.testing import play, runs, scenarios
>>> @given(scenarios(horizon=(1, 6), minsk_mind="aspiration"), runs())
... def test_reserves_are_never_negative(scenario, run):
...     block = play(scenario, first_run=run, runs=3)
...     assert (month_column(block, "reserves") >= 0).all()

| strategy | draws |
|---|---|
| `scenarios()` | `sim.scenario.Scenario`, resolved: parameters, start, minds, menu, dates, events |
| `states()` | the state of a run in the middle of it: the record that rules read, every field a float64 |
| `packages()` | the number of a package, 0 to 155: what `sim.rules.issues` takes apart |
| `seeds()`, `runs()` | the seed of a scenario, 0 to 2^53 - 1; the number of a run, from 0 |
| `values()` | one number of a quantity by its flat name, in the unit of seeds/ |

Needs the extra `test` (`pip install sim[test]`).
"""

from __future__ import annotations

from sim.testing.numbers import packages, runs, seeds, values
from sim.testing.playing import (
    metric_column,
    month_column,
    parameters_of,
    play,
    play_one,
    same_bits,
    state_of,
)
from sim.testing.scenarios import scenarios
from sim.testing.states import states

__all__ = [
    "metric_column",
    "month_column",
    "packages",
    "parameters_of",
    "play",
    "play_one",
    "runs",
    "same_bits",
    "scenarios",
    "seeds",
    "state_of",
    "states",
    "values",
]
