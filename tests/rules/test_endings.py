"""Competing risks: rates, chances, and which clock strikes (I14)."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.quantities import INDICES, OUTCOMES
from sim.rules.endings import (
    NONE_STRUCK,
    Rates,
    chance_of_any,
    chances,
    collapse_rate,
    deeply_integrated,
    outcome_of,
    reopening_rate,
    replaced_rate,
    rupture_rate,
    which_strikes,
)
from sim.rules.payoffs import EndingValues, expected_ending

RATE = st.one_of(st.just(0.0), st.floats(1e-9, 3.0))
RATES = st.builds(Rates, RATE, RATE, RATE, RATE)
UNIFORM = st.floats(0.0, 1.0, exclude_min=True, exclude_max=True)


def test_rates_at_their_references_are_their_intercepts(p):
    """At ordinary strength, isolation and reserves, without protest, contracts and quarrels."""
    z, w = float(p["hazard_strength_reference"]), float(p["hazard_isolation_reference"])
    assert collapse_rate(0.0, z, 100.0, 0.0, p) == pytest.approx(math.exp(p["hazard_collapse"]))
    assert replaced_rate(0.0, z, 0.0, 0.0, 1.0, p) == pytest.approx(math.exp(p["hazard_replaced"]))
    assert replaced_rate(1.0, z, 0.0, 0.0, 1.0, p) == pytest.approx(math.exp(p["hazard_replaced_push"]))
    assert reopening_rate(w, 0.0, 0.0, 0.0, 0.0, p) == pytest.approx(math.exp(p["hazard_reopening"]))
    assert rupture_rate(0.0, w, p) == pytest.approx(math.exp(p["hazard_rupture"]))


def test_a_multiplier_of_zero_rules_an_ending_out(p):
    p["hazard_multiplier_by_ending"] = [0.0, 0.0, 0.0, 0.0]
    assert collapse_rate(1.0, 0.0, 0.0, 1.0, p) == 0.0
    assert replaced_rate(1.0, 0.0, 1.0, 1.0, 0.0, p) == 0.0
    assert reopening_rate(0.0, 0.0, 0.0, 1.0, 0.0, p) == 0.0
    assert rupture_rate(1.0, 0.0, p) == 0.0


@given(RATES)
def test_chances_share_out_the_chance_of_any_by_the_rates(rates):
    total = sum(rates)
    chance = chances(rates)
    assert sum(chance) == pytest.approx(-math.expm1(-total), rel=1e-9)
    assert chance_of_any(total) == pytest.approx(-math.expm1(-total), rel=1e-9, abs=1e-15)
    for rate, share in zip(rates, chance, strict=True):
        assert share == pytest.approx(rate / total * -math.expm1(-total) if total else 0.0, rel=1e-9)


@given(RATES, UNIFORM)
def test_one_uniform_selects_the_cause_whose_interval_it_falls_into(rates, uniform):
    chance = chances(rates)
    ends = np.cumsum(chance)
    expected = int(np.searchsorted(ends, uniform, side="right"))
    struck = which_strikes(chance, uniform)
    if not np.isclose(ends, uniform, rtol=1e-12, atol=0.0).any():
        assert struck == expected
    assert struck == NONE_STRUCK or chance[struck] > 0.0


@given(st.lists(st.tuples(RATES, RATES, UNIFORM), min_size=1, max_size=24))
def test_a_run_under_higher_rates_ends_no_later(path):
    """The same uniforms, every month's rates higher: the exit comes no later (I14)."""

    def exit_month(rates):
        struck = (
            which_strikes(chances(r), u) != NONE_STRUCK for r, (_, _, u) in zip(rates, path, strict=True)
        )
        return next((month for month, any_struck in enumerate(struck) if any_struck), len(path))

    low = [rates for rates, _, _ in path]
    high = [Rates(*(a + b for a, b in zip(rates, more, strict=True))) for rates, more, _ in path]
    assert exit_month(high) <= exit_month(low)


def test_constant_rates_give_the_exponential_law_of_competing_risks():
    """A million draws of the first month: share of cause k is rate_k / total * (1 - exp(-total))."""
    rates = Rates(0.03, 0.02, 0.0, 0.05)
    uniforms = (np.arange(10_000) + 0.5) / 10_000
    struck = np.bincount([which_strikes(chances(rates), u) for u in uniforms], minlength=5) / 10_000
    total = 0.1
    expected = [rate / total * -math.expm1(-total) for rate in rates]
    assert struck[:4] == pytest.approx(expected, abs=2e-4)
    assert struck[4] == pytest.approx(math.exp(-total), abs=2e-4)


def test_causes_and_outcomes_have_their_names():
    assert [OUTCOMES[outcome_of(cause)] for cause in range(4)] == list(INDICES["ending"])


def test_deep_integration_needs_both_the_sum_and_a_supranational_body(p):
    p["deep_integration_index"], p["deep_integration_supranational"] = 0.7, 0.5
    assert deeply_integrated(0.7, 0.5, p)
    assert not deeply_integrated(0.69, 1.0, p)
    assert not deeply_integrated(1.0, 0.49, p)


def test_the_expected_ending_weighs_values_by_chances():
    chance, value = Rates(0.1, 0.2, 0.3, 0.05), EndingValues(-30.0, 20.0, -25.0, -10.0)
    assert expected_ending(chance, value) == pytest.approx(-3.0 + 4.0 - 7.5 - 0.5)
