"""Times and minds under which a number is moved, to see what it moves, and the values it is moved to."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from sim.engines.kernel import play_block
from sim.quantities import INDICES
from sim.scenario import load_scenario
from sim.scenario.compile import compile_inputs
from sim.scenario.schema import flat_entries

RUNS = 30
# Ordinary times and, where these do not show a number, an empty treasury with crowds in the street.
TIMES = {
    "ordinary": {},
    "hard": {
        "reserves": 0.5,
        "arrears": 0.1,
        "mobilisation": 0.6,
        "grievance": 0.9,
        "strength": 0.3,
        "isolation": 0.4,
        "colour_revolution_belief": 0.2,
        "kremlin_type": 2,
        "hidden_loan": 0.5,
        "hidden.FU": 0.1,
        "hidden.SE": 0.1,
    },
    "integrated": {
        **{f"{kind}.{issue}": 0.9 for kind in ("agreed", "signed") for issue in INDICES["issue"]},
        "implemented.RM": 0.9,
        "implemented.CR": 0.5,
        "implemented.FU": 0.5,
        "implemented.SE": 0.4,
        "implemented.SU": 0.9,
    },
}
# Which minds play, and how they learn: the learning mind reads other numbers by either rule.
MINDS = {
    "quantal": (),
    "aspiration": (),
    "learning": (),
    "attracted": ("learning_rule=attraction", "learning_rounds=20"),
    "farsighted": (),  # last: its tables are worked out for each value
}


@cache
def inputs_of(times, minds):
    mind = minds if minds != "attracted" else "learning"
    scenario = load_scenario(
        "baseline_feb2021", MINDS[minds], minds={"kremlin": mind, "minsk": mind}, months=26
    )
    return compile_inputs(replace(scenario, initial=TIMES[times]))


@cache
def ordinary(times, minds):
    return play_block(inputs_of(times, minds), 0, RUNS, keep_months=RUNS)


def other_values(flat):
    """Return other values of a quantity: the plausible first, then as far away again, then any legal."""
    quantity, position = flat_entries()[flat]
    low, central, high = (side[position] for side in (quantity.low, quantity.central, quantity.high))
    far = max(abs(central), 1.0)
    values = (low, high, low - far, high + far, *((0.0, 0.3, 1.0) if quantity.legal[1] <= 1.0 else ()))
    return [
        value
        for value in dict.fromkeys(values)
        if quantity.legal[0] <= value <= quantity.legal[1] and value != central
    ]
