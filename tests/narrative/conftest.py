from __future__ import annotations

import pytest

import sim
from sim.narrative.account import recalled
from sim.quantities import OUTCOMES

# Scenarios in which something of everything happens; each ending occurs in a real run of one of them.
WORLDS = {
    "baseline_feb2021": (),
    "protests_return": (),
    "hidden_deals": ("leak=0.2",),
    "baseline_feb2021 poor": ("reserves=2.2", "debt_other=14"),
    "baseline_feb2021 willing": (
        *("minsk_type=pliable", "sovereignty_cost=0.1"),
        *("implementation_rate=0.4", "deep_integration_index=0.6"),
    ),
    "baseline_feb2021 aspiring": ("minds.minsk=aspiration", "minds.kremlin=aspiration"),
}
RUNS = 250


@pytest.fixture(scope="session")
def reported():
    """Recalled runs by scenario and number: some of each world, and one of every ending of the first two."""
    found = {}
    for name, settings in WORLDS.items():
        scenario = name.partition(" ")[0]
        outcomes = sim.run(scenario, settings, runs=RUNS).outcomes
        first = outcomes.drop_duplicates("outcome")["run"].tolist()
        for run in sorted({*first, 0, 1}):
            found[name, run] = recalled(scenario, run, overrides=settings)
    return found


@pytest.fixture(scope="session")
def of_every_ending(reported):
    """One real run of every ending, by outcome."""
    found = {trace.row["outcome"]: trace for trace in reported.values()}
    assert set(found) == set(OUTCOMES)
    return found
