"""What a reader of newspapers would count."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.measures import prisoners_after, road_maps_signed, sanctions_chance, turnout, yearly_growth

SHARE = st.floats(0.0, 1.0)


def test_turnout_is_anchored_at_february_2021_and_august_2020(p):
    assert turnout(float(p["turnout_reference"]), 0.0, p) == pytest.approx(float(p["turnout_start"]))
    august = turnout(float(p["mobilisation_august_2020"]), 0.0, p)
    assert august == pytest.approx(float(p["turnout_start"] * p["turnout_ratio"]))


@given(SHARE, st.floats(-4.0, 4.0))
def test_a_crowd_is_never_larger_than_the_largest(mobilisation, shock):
    from sim.scenario import load_scenario
    from sim.testing import parameters_of

    p = parameters_of(load_scenario("baseline_feb2021"))
    assert 0.0 < turnout(mobilisation, shock, p) <= p["turnout_largest"]


@given(SHARE)
def test_road_maps_are_counted_in_whole_documents(signed):
    count = road_maps_signed(signed, 33.0)
    assert count == math.floor(33.0 * signed + 0.5)
    assert abs(count - 33.0 * signed) <= 0.5


def test_prisons_keep_their_number_where_release_equals_arrests(p):
    p["prisoners_floor"], p["prisoners_inflow"], p["prisoners_release"] = 0.5, 30.0, 0.98
    m, rho = float(p["prisoners_mobilisation_reference"]), float(p["prisoners_repression_reference"])
    assert prisoners_after(1500.0, rho, m, p) == pytest.approx(1500.0)
    assert prisoners_after(200.0, rho, 0.0, p) == pytest.approx(0.98 * 200 + 15)
    assert prisoners_after(200.0, 0.0, 0.5, p) == pytest.approx(196.0)


def test_sanctions_come_at_the_sum_of_their_rates(p):
    for name, value in {
        "sanctions_base": 0.08,
        "sanctions_repression": 0.35,
        "sanctions_repression_reference": 0.4,
        "sanctions_protest": 0.3,
        "sanctions_protest_jump": 0.05,
        "eu_trigger": 0.0,
    }.items():
        p[name] = value
    assert sanctions_chance(0.2, 0.0, p) == pytest.approx(1 - math.exp(-0.08))
    assert sanctions_chance(0.6, 0.05, p) == pytest.approx(1 - math.exp(-0.15))
    assert sanctions_chance(0.6, 0.06, p) == pytest.approx(1 - math.exp(-0.45))
    p["eu_trigger"] = 1.0
    assert sanctions_chance(0.6, 0.06, p) == pytest.approx(1 - math.exp(-1.45))


def test_growth_is_the_trend_and_the_change_of_the_gap():
    assert yearly_growth(-0.01, -0.03, 0.015) == pytest.approx(3.5)
