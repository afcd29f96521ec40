"""Only ratios of payoffs mean anything: they may be counted in another unit."""

# covers: I17 (in a whole run; for single choices see test_choices)

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings

from sim.engines.kernel import play_block
from sim.quantities import entries, monthly_measures
from sim.scenario.compile import compile_inputs
from sim.scenario.schema import flat_entries
from sim.testing import metric_column, month_column, runs, same_bits, scenarios

# The aspiration mind weighs sovereignty against money without a price: its rule is bound to the unit.
QUANTAL = {"kremlin_mind": "quantal", "minsk_mind": "quantal"}
UNIT = 4.0  # a power of two: rounding is the same in both units
IN_PAYOFFS = tuple(measure.name for measure in monthly_measures() if measure.unit == "payoff units")


def power_of_payoff(flat):
    """Return how often a unit of payoff stands in the unit of a quantity, as seeds/ says it."""
    unit = flat_entries()[flat].quantity.unit
    if "per payoff unit" in unit:
        return -1
    return 1 if unit.startswith("payoff units") else 0


def test_the_seeds_name_the_unit_of_every_payoff():
    counted = [flat for flat in entries("parameter") if power_of_payoff(flat)]
    values = [flat for flat in entries("parameter") if flat.startswith(("value_kremlin_", "value_minsk_"))]
    assert set(values) <= set(counted)
    assert {"choice_precision", "reference_precision", "secrecy_sensitivity"} <= set(counted)
    assert set(IN_PAYOFFS) == {
        *("payoff_kremlin_now", "payoff_minsk_now", "kremlin_surplus", "minsk_surplus"),
    }


@settings(max_examples=60)
@given(scenarios(horizon=(1, 8), events=0, uncertain=0, **QUANTAL), runs())
def test_nobody_decides_otherwise_because_payoffs_are_counted_in_another_unit(scenario, run):
    inputs = compile_inputs(scenario)
    factors = np.array([UNIT ** power_of_payoff(flat) for flat in entries("parameter")])
    large = play_block(inputs, run, 3, keep_months=3)
    small = play_block(replace(inputs, parameters=inputs.parameters * factors), run, 3, keep_months=3)
    for measure in monthly_measures():
        factor = UNIT if measure.name in IN_PAYOFFS else 1.0
        one, other = month_column(large, measure.name), month_column(small, measure.name)
        assert same_bits(one * factor, other), measure.name
    for name in ("payoff_kremlin", "payoff_minsk"):
        assert same_bits(metric_column(large, name) * UNIT, metric_column(small, name))
    assert (large.outcome == small.outcome).all()
