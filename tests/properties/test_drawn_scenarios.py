"""What `sim.testing` draws is legal from end to end, and reaches where things are interesting."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from sim.engines.records import parameter_dtype, state_dtype
from sim.rules.issues import MINISTERIAL, PACKAGES, bundle_of, loan_of, subsidy_change_of
from sim.scenario import load_scenario, to_yaml
from sim.scenario.schema import flat_entries
from sim.testing import (
    metric_column,
    month_column,
    packages,
    parameters_of,
    play,
    play_one,
    runs,
    same_bits,
    scenarios,
    seeds,
    states,
    values,
)

FIELDS = (
    *("horizon", "seed", "start", "kremlin_mind", "minsk_mind", "uncertain", "loans", "bundles"),
    *("summits", "exercise", "referendum", "events"),
)


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    return tmp_path_factory.mktemp("drawn") / "case.yaml"


@settings(max_examples=60)
@given(scenarios(plausible=False, changes=30, events=4, uncertain=4))
def test_a_drawn_scenario_is_a_valid_file_and_comes_back_the_same(case, scenario):
    case.write_text(to_yaml(scenario), encoding="utf-8")
    loaded = load_scenario(case)
    for name in FIELDS:
        assert getattr(loaded, name) == getattr(scenario, name), name
    for flat in (*scenario.parameters, *scenario.initial):
        assert loaded.value(flat) == scenario.value(flat), flat


@given(
    scenarios(horizon=(2, 3), minsk_mind="aspiration", parameters={"leak": 0.1}, initial={"reserves": 0.0})
)
def test_what_is_asked_for_holds_in_every_scenario(scenario):
    assert scenario.minsk_mind == "aspiration"
    assert scenario.horizon in (2, 3)
    assert scenario.parameters["leak"] == 0.1
    assert scenario.initial["reserves"] == 0.0
    assert not any(flat in event.changes for event in scenario.events for flat in ("leak", "reserves"))


@pytest.mark.parametrize(
    "flat", ["strength_cost", "hazard_collapse", "agreed.RM", "subsidy_step", "reserves"]
)
@pytest.mark.parametrize("plausible", [True, False])
def test_values_are_legal(flat, plausible):
    quantity = flat_entries()[flat].quantity

    @given(values(flat, plausible=plausible))
    def holds(value):
        assert quantity.legal[0] <= value <= quantity.legal[1]
        assert value == int(value) or not quantity.integer

    holds()


@given(packages(), packages(summit=False))
def test_packages_are_those_of_leaders_and_of_ministers(package, modest):
    assert 0 <= package < PACKAGES
    assert loan_of(modest) == 0
    assert subsidy_change_of(modest) in (-1, 0, 1)
    assert MINISTERIAL[bundle_of(modest)]


@settings(max_examples=30)
@given(states(horizon=(1, 1)))
def test_states_are_records_in_order(state):
    assert state.dtype == state_dtype()
    assert all(np.isfinite(state[name]).all() for name in state.dtype.names)
    for smaller, larger in (("signed", "agreed"), ("implemented", "signed"), ("hidden", "signed")):
        assert (state[smaller] <= state[larger]).all()


@given(seeds(), runs())
def test_seeds_and_runs_are_within_their_bounds(seed, run):
    assert 0 <= seed < 2**53
    assert 0 <= run < 10**9


@pytest.mark.parametrize(
    ("what", "happens"),
    [
        ("arrears", lambda block: month_column(block, "arrears").max() > 0.0),
        ("an ending", lambda block: (block.outcome > 0).any()),
        ("a secret", lambda block: metric_column(block, "hidden_deals").max() > 0.0),
        ("money withheld", lambda block: month_column(block, "withheld").max() > 0.0),
        ("a push", lambda block: metric_column(block, "push_months").max() > 0.0),
        ("a vote put off", lambda block: metric_column(block, "vote_delays").max() > 0.0),
        ("an overture", lambda block: metric_column(block, "overture_months").max() > 0.0),
        ("a deferral", lambda block: month_column(block, "deferred").max() > 0.0),
    ],
)
def test_drawn_scenarios_reach_what_the_rules_are_about(what, happens):
    first = settings(max_examples=2000, database=None, phases=[Phase.generate])
    assert find(
        scenarios(horizon=(4, 8)), lambda scenario: happens(play(scenario, runs=8)), settings=first
    ), what


def test_parameters_of_a_run_are_what_the_scenario_says():
    scenario = load_scenario("baseline_feb2021", ["strength_cost=1.1"])
    p = parameters_of(scenario)
    assert p.dtype == parameter_dtype()
    assert p["strength_cost"] == 1.1


def test_a_block_and_a_model_of_one_run_show_the_same_columns():
    scenario = load_scenario("baseline_feb2021", months=3)
    block, model = play(scenario, runs=2), play_one(scenario, 1)
    assert same_bits(month_column(block, "reserves_usd_bn")[1], model.months["reserves_usd_bn"].to_numpy())
    assert metric_column(block, "agreements")[1] == model.metrics()["agreements"]


@given(st.lists(st.sampled_from([0.0, -0.0, 1.0, np.nan, np.inf]), max_size=4))
def test_equal_to_the_last_bit_means_just_that(numbers):
    array = np.array(numbers)
    assert same_bits(array, array.copy())
    assert same_bits(array, -array) == (not numbers or bool(np.isnan(array).all()))
    assert not same_bits(array, np.append(array, 1.0))


def test_importing_the_strategies_starts_no_engine():
    heavy = "{'numba', 'mesa', 'pandas', 'pyarrow', 'matplotlib', 'scipy'}"
    code = f"import sys, sim.testing; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
