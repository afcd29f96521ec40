"""No number of seeds/ is there for show: moving it moves something in some scenario."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.engines.kernel import play_block
from sim.quantities import entries
from sim.scenario.compile import positions
from sim.testing import same_bits
from tests.properties.perturbed import MINDS, RUNS, TIMES, inputs_of, ordinary, other_values

# Probabilities that are what the others leave: no rule reads them.
WHAT_IS_LEFT = {"prior_minsk_type.resolute", "prior_kremlin_type.replacer"}


@pytest.mark.parametrize("kind", ["parameter", "initial"])
def test_moving_any_number_moves_something(kind):
    field = "parameters" if kind == "parameter" else "initial"
    counted = [flat for flat in entries(kind) if flat not in WHAT_IS_LEFT]
    idle = [
        flat
        for flat in counted
        if not any(moves(flat, field, times, minds) for minds in MINDS for times in TIMES)
    ]
    assert ", ".join(idle) == ""


def moves(flat, field, times, minds):
    """Tell whether any other value of a number moves anything in these times."""
    inputs, before = inputs_of(times, minds), ordinary(times, minds)
    place = positions("parameter" if field == "parameters" else "initial")[flat]
    for value in other_values(flat):
        vector = getattr(inputs, field).copy()
        vector[place] = value
        block = play_block(replace(inputs, **{field: vector}), 0, RUNS, keep_months=RUNS)
        if not (same_bits(block.months, before.months) and same_bits(block.metrics, before.metrics)):
            return True
    return False


def test_the_same_inputs_move_nothing():
    """The test above can fail: it compares bits of the same runs."""
    again = play_block(inputs_of("hard", "quantal"), 0, RUNS, keep_months=RUNS)
    assert same_bits(again.months, ordinary("hard", "quantal").months)
    assert np.isfinite(again.months).any()
