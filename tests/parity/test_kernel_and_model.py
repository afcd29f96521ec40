"""Two engines, one model: the kernel's runs and the Mesa model's are equal to the last bit (I28)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.minds.kinds import MINDS
from sim.scenario import load_scenario
from sim.shipped import shipped
from sim.testing import play, play_one, runs, same_bits, scenarios

PAIRINGS = [(kremlin, minsk) for kremlin in MINDS for minsk in MINDS]
SHIPPED = sorted(path.stem for path in shipped("scenarios").glob("*.yaml"))


def assert_equal_to_the_last_bit(scenario, run, *, noting=False):
    block = play(scenario, runs=1, first_run=run)
    model = play_one(scenario, run, noting=noting)
    assert same_bits(block.months[0], model.month_rows())
    assert same_bits(block.metrics[0], np.array(list(model.metrics().values())))
    assert block.outcome[0] == model.state["outcome"]
    assert block.end_month[0] == model.state["end_month"]


@settings(max_examples=120)
@given(scenarios(horizon=(1, 14), foresight=True), runs())
def test_both_engines_play_any_plausible_scenario_alike(scenario, run):
    assert_equal_to_the_last_bit(scenario, run)


@settings(max_examples=80)
@given(
    scenarios(horizon=(1, 8), plausible=False, changes=40, events=4, foresight=True), runs(), st.booleans()
)
def test_both_engines_play_any_legal_scenario_alike(scenario, run, noting):
    assert_equal_to_the_last_bit(scenario, run, noting=noting)


@pytest.mark.parametrize(("kremlin", "minsk"), PAIRINGS)
def test_both_engines_play_every_pair_of_minds_alike(kremlin, minsk):
    scenario = load_scenario("baseline_feb2021", minds={"kremlin": kremlin, "minsk": minsk}, months=36)
    for run in range(3):
        assert_equal_to_the_last_bit(scenario, run)


@pytest.mark.parametrize("name", SHIPPED)
def test_both_engines_play_every_shipped_scenario_alike(name):
    assert_equal_to_the_last_bit(load_scenario(name), run=17)


@pytest.mark.slow
@settings(max_examples=1500)
@given(scenarios(horizon=(1, 48), plausible=False, changes=40, events=4, foresight=True), runs())
def test_both_engines_play_long_legal_scenarios_alike(scenario, run):
    assert_equal_to_the_last_bit(scenario, run)


def test_looking_at_a_run_while_it_is_played_changes_nothing():
    scenario = load_scenario("protests_return")
    watched, unwatched = (play_one(scenario, 5, noting=noting) for noting in (True, False))
    assert watched.decisions
    assert not unwatched.decisions
    assert same_bits(watched.month_rows(), unwatched.month_rows())
