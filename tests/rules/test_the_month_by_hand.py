"""Every number of a month follows from the equations: state, flows, payoffs, accounts, observables.

The decisions are taken as they fell; that they fell as they should is the matter of `test_projections`.
"""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.minds.kinds import ASPIRATION
from sim.quantities import INDICES, monthly_measures
from sim.scenario import load_scenario
from sim.testing import runs, scenarios
from tests.rules.equations import DrawKey, plain, play_month
from tests.rules.witness import watch

BY_HAND = scenarios(horizon=(1, 8), events=0)


# Beliefs about types and the values of packages need the look-ahead: see `test_projections`.
ELSEWHERE = {
    *("pressure", "nash_distance", "kalai_smorodinsky_distance", "kremlin_surplus", "minsk_surplus"),
    *(f"belief_{kind}" for kind in (*INDICES["minsk_type"], *INDICES["kremlin_type"])),
}
BELIEFS = {"belief_about_minsk", "belief_about_kremlin"}
# What a learning mind takes with it: see `tests/minds`.
LEARNED = {
    f"{side}_{what}"
    for side in ("kremlin", "minsk")
    for what in ("stance", "stance_seen", "experience", "propensities")
}


def assert_same(name, one, two, month):
    pairs = zip(one, two, strict=True) if isinstance(one, list) else [(one, two)]
    for mine, played in pairs:
        missing = math.isnan(mine) and math.isnan(played)
        assert missing or math.isclose(mine, played, rel_tol=1e-9, abs_tol=1e-9), (
            f"month {month}, {name}: {mine} by the equations, {played} played"
        )


def assert_follows_the_equations(scenario, run):
    model, months = watch(scenario, run)
    for month in months:
        state, flows = play_month(
            plain(month.before),
            plain(month.now),
            plain(month.p),
            DrawKey(scenario.seed, run, month.number),
            scenario.loans,
            month.number in scenario.summits,
            (scenario.start.month - 1 + month.number - 1) % 12 + 1,
            a_year_before(months, month.number),
            fuel_always=model.inputs.minsk_mind == ASPIRATION,
        )
        for name in set(month.after.dtype.names) - BELIEFS - LEARNED:
            assert_same(name, getattr(state, name), month.after[name].tolist(), month.number)
        for name in {measure.name for measure in monthly_measures()} - ELSEWHERE:
            mine = getattr(flows, name) if hasattr(flows, name) else getattr(state, name)
            assert_same(name, mine, float(month.now[name]), month.number)


def a_year_before(months, number):
    """Return the output gap twelve months before; before the start it was that of the start."""
    if number > 12:
        return float(months[number - 13].after["activity_gap"])
    return float(months[0].before["activity_gap"])


@settings(max_examples=150)
@given(BY_HAND, runs())
def test_every_month_of_any_scenario_follows_the_equations(scenario, run):
    assert_follows_the_equations(scenario, run)


@settings(max_examples=60)
@given(
    scenarios(
        horizon=(1, 4),
        events=0,
        parameters={"deep_integration_index": 0.3, "deep_integration_supranational": 0.1},
        initial={
            f"{kind}.{issue}": 0.5 for kind in ("agreed", "signed", "implemented") for issue in ("RM", "SU")
        },
    ),
    runs(),
)
def test_so_does_a_month_that_ends_in_deep_integration(scenario, run):
    assert_follows_the_equations(scenario, run)


@settings(max_examples=60)
@given(scenarios(horizon=(2, 6), events=0, initial={"reserves": 0.0}), st.floats(0.0, 1.0), runs())
def test_so_does_a_month_with_an_empty_treasury(scenario, arrears, run):
    owing = replace(scenario, initial={**scenario.initial, "arrears": arrears})
    assert_follows_the_equations(owing, run)


@settings(max_examples=60)
@given(
    scenarios(
        horizon=(1, 6),
        events=0,
        parameters={
            f"hazard_multiplier_by_ending.{ending}": 300.0
            for ending in ("regime_collapse", "leader_replaced", "western_reopening", "rupture")
        },
    ),
    runs(),
)
def test_so_does_a_month_in_which_an_ending_strikes(scenario, run):
    assert_follows_the_equations(scenario, run)


@pytest.mark.parametrize("run", range(4))
def test_so_does_every_month_of_the_baseline(run):
    assert_follows_the_equations(load_scenario("baseline_feb2021"), run)
