"""For your own tests: Hypothesis strategies for scenarios, states, packages, seeds and runs.

Everything drawn is legal: a scenario from `scenarios()` passes `sim validate`, and its numbers keep to the
ranges of seeds/.

>>> from hypothesis import given
>>> from sim.testing import month_column, play, runs, scenarios
>>> @given(scenarios(horizon=(1, 6), minsk_mind="aspiration"), runs())
... def test_reserves_are_never_negative(scenario, run):
...     block = play(scenario, first_run=run, runs=3)
...     assert (month_column(block, "reserves_usd_bn") >= 0).all()
>>> test_reserves_are_never_negative()

| strategy | draws |
|---|---|
| `scenarios()` | `sim.scenario.Scenario`, resolved: parameters, start, minds, menu, dates, events |
| `states()` | the state of a run in the middle of it: the record that rules read, every field a float64 |
| `packages()` | the number of a package, 0 to 155: what `sim.rules.issues` takes apart |
| `seeds()`, `runs()` | the seed of a scenario, 0 to 2^53 - 1; the number of a run, from 0 |
| `values()` | one number of a quantity by its flat name, in the unit of seeds/ |

The engines are made ready when a name is first taken from here (`from sim.testing import play`): that takes
about two seconds, and half a minute once per version of the rules, while they are compiled. Tests then keep
to the limits of time that Hypothesis sets by default. `import sim.testing` alone starts no engine.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.testing.drawn_scenarios import scenarios
    from sim.testing.drawn_states import states
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

_HOMES = {
    "sim.testing.drawn_scenarios": ("scenarios",),
    "sim.testing.drawn_states": ("states",),
    "sim.testing.numbers": ("packages", "runs", "seeds", "values"),
    "sim.testing.playing": (
        *("metric_column", "month_column", "parameters_of", "play", "play_one", "same_bits", "state_of"),
    ),
}


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            import_module("sim.testing.ready").engines_ready()
            return getattr(import_module(home), name)
    raise AttributeError(f"module 'sim.testing' has no attribute {name!r}; it has {', '.join(__all__)}")


def __dir__() -> list[str]:
    return __all__
