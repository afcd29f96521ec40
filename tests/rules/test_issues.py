"""Packages, bundles and how far a demand moves an issue."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules import issues
from sim.scenario import load_scenario
from sim.testing import packages, parameters_of
from tests.rules import equations as eq

SHARES = st.lists(st.floats(0.0, 1.0), min_size=5, max_size=5).map(np.array)
SHARE = st.floats(0.0, 1.0)
STEP = st.floats(0.001, 1.0)


@given(packages())
def test_a_package_is_its_three_parts(number):
    parts = (issues.subsidy_change_of(number), issues.loan_of(number), issues.bundle_of(number))
    assert parts == eq.parts(number)
    assert issues.package_number(*parts) == number


def test_there_are_156_packages_and_the_status_quo_changes_nothing():
    numbers = {
        issues.package_number(change, loan, bundle)
        for change in (-1, 0, 1, 2)
        for loan in range(3)
        for bundle in range(13)
    }
    assert numbers == set(range(156)) == set(range(issues.PACKAGES))
    assert eq.parts(issues.STATUS_QUO) == (0, 0, 0)


def test_the_largest_demand_is_two_steps_on_every_issue():
    weights, steps = np.array([0.3, 0.2, 0.08, 0.22, 0.2]), np.array([0.1, 0.2, 0.25, 0.15, 0.25])
    assert issues.largest_demand(weights, steps) == pytest.approx(2 * (0.03 + 0.04 + 0.02 + 0.033 + 0.05))


def test_the_thirteen_bundles_ask_for_what_the_model_page_says():
    assert issues.STEPS_ASKED.tolist() == [list(map(float, row)) for row in eq.STEPS]
    assert issues.MINISTERIAL.nonzero()[0].tolist() == [0, 1, 3, 4, 6]


def test_a_counter_changes_a_demand_by_one_issue_only():
    """Of the bundles of single steps, those listed differ in exactly one issue."""
    pairs = {(a, b) for a in range(13) for b in range(a) if issues.ONE_ISSUE_APART[a, b]}
    listed = [(0, b) for b in (1, 2, 3, 4, 5, 12)]
    listed += [(1, 6), (1, 7), (1, 12), (2, 8), (3, 6), (4, 7), (4, 8), (6, 9), (7, 9), (10, 11)]
    assert pairs == {(max(pair), min(pair)) for pair in listed}
    assert (issues.ONE_ISSUE_APART == issues.ONE_ISSUE_APART.T).all()
    for a, b in listed:
        if {a, b} not in ({1, 12}, {10, 11}):
            assert sum(x != y for x, y in zip(eq.STEPS[a], eq.STEPS[b], strict=True)) == 1


@given(SHARE, SHARE, STEP, st.sampled_from([0.0, 1.0, 2.0]), st.booleans())
def test_a_demand_moves_an_issue_as_far_as_text_and_step_allow(agreed, part, step, steps, summit):
    signed = agreed * part
    text = issues.agreed_after(agreed, signed, step, steps, summit)
    after = issues.signed_after(text, signed, step, steps)
    assert agreed <= text <= 1.0
    assert signed <= after <= text
    assert after - signed <= step * steps + 1e-15
    if not summit or steps == 0.0:
        assert text == agreed
    if summit and steps > 0.0:
        assert after == pytest.approx(min(1.0, signed + step * steps))


@given(SHARE, STEP, SHARE)
def test_a_pile_of_text_counts_whole_up_to_a_step_and_by_weight_beyond(increment, step, weight):
    size = issues.text_size(increment, step, weight)
    assert size == pytest.approx(increment if increment <= step else step + weight * (increment - step))


@given(SHARE, SHARE, st.floats(0.0, 5.0))
def test_only_the_last_road_maps_are_dearer(share, last_at, extra):
    dear = issues.costly_road_maps(share, last_at, extra)
    assert dear == pytest.approx(share if share <= last_at else share + extra * (share - last_at))


@given(SHARES)
def test_what_is_implemented_is_the_sum_of_its_issues(shares):
    p = parameters_of(load_scenario("baseline_feb2021"))
    sizes = [issues.prize_size(j, share, p) for j, share in enumerate(shares)]
    assert issues.implemented_prize(shares, p) == pytest.approx(sum(sizes))
    sizes = [issues.sovereignty_size(j, share, p) for j, share in enumerate(shares)]
    assert issues.implemented_sacrifice(shares, p) == pytest.approx(sum(sizes))


def test_full_integration_takes_all_sovereignty_and_is_the_whole_prize():
    p = parameters_of(load_scenario("baseline_feb2021"))
    everything = np.ones(5)
    dear = p["sovereignty_weight_by_issue"][0] * p["last_road_maps_minsk"] * (1 - p["last_road_maps_at"])
    assert issues.implemented_sacrifice(everything, p) == pytest.approx(
        p["sovereignty_weight_by_issue"].sum() + dear
    )
    dear = p["kremlin_weight_by_issue"][0] * p["last_road_maps_kremlin"] * (1 - p["last_road_maps_at"])
    assert issues.implemented_prize(everything, p) == pytest.approx(p["kremlin_weight_by_issue"].sum() + dear)
