"""Payoffs: values by hand, and the annuity, exact for a constant state."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.payoffs import (
    annuity,
    default_risk,
    exercise_calm,
    help_cost,
    kremlin_endings,
    kremlin_flow,
    kremlin_total,
    loan_burden,
    minsk_endings,
    minsk_flow,
    minsk_total,
    pressing_burden,
    publicity,
    surplus,
)


@given(
    st.floats(-3.0, 3.0),
    st.floats(0.0, 0.99),
    st.floats(-100.0, 50.0),
    st.floats(0.0, 0.5),
)
def test_the_annuity_is_the_sum_over_all_months_of_a_constant_state(flow, patience, value, chance):
    """u + δ h V now, and with chance 1 - h the same again a month later, for ever."""
    total, weight = 0.0, 1.0
    for _ in range(4000):
        total += weight * (flow + patience * chance * value)
        weight *= patience * (1.0 - chance)
        if weight < 1e-17:
            break
    assert annuity(flow, patience, chance * value, 1.0 - chance) == pytest.approx(total, rel=1e-9, abs=1e-9)


def test_a_flow_that_nothing_ends_is_worth_its_perpetuity():
    assert annuity(1.0, 0.97, 0.0, 1.0) == pytest.approx(1 / 0.03)


def test_the_kremlins_month_by_hand(p):
    """Of the subsidy: (0.6 + 3*0.12)*0.12 = 0.1152; the rest is a product of two numbers each."""
    for name, value in {
        "dominance_value": 0.6,
        "integration_value": 3.0,
        "exercise_value": 0.2,
        "subsidy_cost_linear": 0.6,
        "subsidy_cost_quadratic": 3.0,
        "confrontation_cost_kremlin": 0.2,
        "windfall_cost": 0.05,
        "image_cost": 0.5,
        "image_reference": 0.5,
        "suppression_cost": 0.02,
        "strength_cost": 0.8,
        "protest_cost": 0.3,
    }.items():
        p[name] = value
    flow = kremlin_flow(0.2, 0.5, 0.12, 0.1, 0.3, 0.4, 2.0, 0.6, 0.2, p)
    steady = 0.6 + 0.6 + 0.1 - 0.1152 - 0.02 - 0.015 - 0.05 - 0.02
    assert kremlin_total(flow, 0.0, 0.0) == pytest.approx(steady)
    assert kremlin_total(flow, 0.3, 0.85) == pytest.approx(steady - 0.3 * 0.48 - 0.85 * 0.06)


def test_minsks_month_by_hand(p):
    for name, value in {
        "tenure_value": 1.0,
        "activity_value": 4.0,
        "subsidy_value": 2.5,
        "backing_value": 0.2,
        "protest_cost_minsk": 0.8,
        "repression_cost": 1.5,
        "confrontation_cost_minsk": 0.2,
        "overture_cost": 0.12,
        "rhetoric_cost": 0.01,
        "sovereignty_cost": 2.5,
    }.items():
        p[name] = value
    flow = minsk_flow(-0.03, 0.2, 0.5, 0.15, 0.5, 0.1, 1.0, 1.0, 0.1, p)
    steady = 1.0 - 0.12 + 0.5 + 0.1 - 0.12 - 0.375 - 0.02 - 0.12 - 0.01
    assert minsk_total(flow, 0.0) == pytest.approx(steady)
    assert minsk_total(flow, 2.0) == pytest.approx(steady - 2.0 * 0.25)


def test_only_help_that_is_given_costs(p):
    assert help_cost(0.0, p) == 0.0
    assert help_cost(1.0, p) == p["in_kind_cost"] > 0
    assert help_cost(2.0, p) == p["suppression_cost"] > 0


def test_an_exercise_counts_from_its_window_to_its_month():
    looks = [exercise_calm(float(months), 0.2, 0.1, 3.0) for months in range(5, -3, -1)]
    assert looks == pytest.approx([0.0, 0.0, 0.72, 0.72, 0.72, 0.72, 0.0, 0.0])


def test_the_risk_of_default_by_hand(p):
    for name, value in {
        "default_risk_base": 0.05,
        "default_risk_reserves": 0.3,
        "default_risk_arrears": 0.5,
        "reserves_thin": 3.0,
        "loan_cost": 0.5,
        "default_cost": 0.3,
    }.items():
        p[name] = value
    assert default_risk(7.0, 0.0, p) == pytest.approx(0.05)
    assert default_risk(1.5, 1.0, p) == pytest.approx(0.7)
    p["default_risk_arrears"] = 5.0
    assert default_risk(1.5, 1.0, p) == 1.0
    assert loan_burden(1.5, 0.2, p) == pytest.approx(0.84)


def test_pressing_costs_nothing_where_nothing_is_demanded_and_dear_in_a_crisis(p):
    for name, value in {
        "pressure_cost": 0.5,
        "pressure_cost_linear": 0.1,
        "pressure_cost_trouble": 3.0,
        "pressure_cost_tension": 2.0,
    }.items():
        p[name] = value
    assert pressing_burden(0.0, 0.5, 0.5, p) == 0.0
    assert pressing_burden(0.4, 0.0, 0.0, p) == pytest.approx(0.04 + 0.08)
    assert pressing_burden(0.4, 0.5, 0.25, p) == pytest.approx(3.0 * 0.12)


def test_fuel_shows_best_and_nothing_shows_nothing(p):
    something, fuel = True, True
    assert publicity(not something, not fuel, p) == 0.0
    assert publicity(something, not fuel, p) == p["publicity_other"]
    assert publicity(something, fuel, p) == p["publicity_fuel"]


def test_what_endings_are_worth_by_hand(p):
    for name, value in {
        "value_kremlin_collapse": 30.0,
        "value_kremlin_collapse_belief": -90.0,
        "value_kremlin_collapse_belief_trouble": -25.0,
        "value_kremlin_collapse_tension": -15.0,
        "value_kremlin_replaced": 5.0,
        "value_kremlin_replaced_appetite": 35.0,
        "value_minsk_reopening": 45.0,
    }.items():
        p[name] = value
    kremlin = kremlin_endings(0.8, 0.5, 0.4, 0.2, p)
    assert kremlin.collapse == pytest.approx(30 - 72 - 10 - 4.8)
    assert kremlin.replaced == pytest.approx(12.0)
    assert kremlin_endings(0.0, 1.0, 1.0, 0.2, p).collapse == 30.0
    assert minsk_endings(0.7, p).reopening == pytest.approx(13.5)
    assert minsk_endings(1.0, p).reopening == 0.0


def test_a_loss_is_no_surplus():
    assert surplus(1.0, 2.0) == 0.0
    assert surplus(2.0, 0.5) == 1.5
