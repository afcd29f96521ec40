"""Scenario files: read with line and column, checked, resolved over their parents, written out again.

Nothing here knows an engine, and nothing on the way to `load_scenario` imports numpy: checking a file is
quick. What a block of runs needs of a scenario, and the draws of each run, are in `sim.scenario.compile`.
"""

from __future__ import annotations

from sim.scenario.options import Overrides
from sim.scenario.resolve import ScenarioLike, load_many, load_scenario, same_names
from sim.scenario.scenario import Event, Origin, Scenario, Sweep
from sim.scenario.write import explain, to_yaml

__all__ = [
    "Event",
    "Origin",
    "Overrides",
    "Scenario",
    "ScenarioLike",
    "Sweep",
    "explain",
    "load_many",
    "load_scenario",
    "same_names",
    "to_yaml",
]
