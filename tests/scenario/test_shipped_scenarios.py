"""The scenarios that come with the program."""

import re

import pytest

from sim.scenario import load_many, load_scenario
from sim.scenario.compile import compile_inputs
from sim.scenario.distributions import prior
from sim.scenario.files import shipped_names
from sim.scenario.schema import flat_entries
from sim.shipped import shipped

NAMES = {
    "baseline_feb2021", "protests_return", "no_colour_revolution_belief", "loan_3bn", "russian_crisis",
    "western_reopening", "oil_collapse", "forced_integration", "gradualism", "leader_replacement",
    "covid_second_wave", "zapad_deadline", "russia_west_crisis", "hidden_deals", "no_reciprocity",
    "pressure_2019", "rescue_2020",
    "uncertain_reciprocity",
}  # fmt: skip
PAST = {"pressure_2019": ("2019-01", 16), "rescue_2020": ("2020-09", 6)}


def test_all_are_there_and_can_be_played():
    scenarios = load_many([shipped("scenarios")])
    assert {scenario.name for scenario in scenarios} == NAMES == set(shipped_names())
    for scenario in scenarios:
        compile_inputs(scenario)


@pytest.mark.parametrize("name", sorted(NAMES))
def test_each_asks_one_question_names_its_claims_and_shares_the_seed(name):
    scenario = load_scenario(name)
    assert scenario.question.endswith("?")
    assert scenario.claims
    start, horizon = PAST.get(name, ("2021-03", 24))
    assert (str(scenario.start), scenario.horizon) == (start, horizon)
    assert (scenario.runs, scenario.seed) == (10_000, 20_210_222)
    seeded = (shipped("seeds") / "claims.yaml").read_text(encoding="utf-8")
    for claim in scenario.claims:
        assert re.search(rf"\b{claim}\b", seeded), claim


@pytest.mark.parametrize("name", sorted(NAMES))
def test_each_stands_in_the_table_of_the_readme_with_its_question_and_claims(name):
    scenario = load_scenario(name)
    row = f"| `{name}` | {scenario.question} | {' '.join(scenario.claims)} |"
    assert row in (shipped("scenarios") / "README.md").read_text(encoding="utf-8")


def test_the_example_in_the_readme_can_be_played(tmp_path):
    text = (shipped("scenarios") / "README.md").read_text(encoding="utf-8")
    example = re.search(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert example is not None
    path = tmp_path / "my_summer.yaml"
    path.write_text(example[1].replace("\n   ", "\n").removeprefix("   "))
    scenario = load_scenario(path)
    assert (scenario.name, scenario.exercise, scenario.initial["reserves"]) == ("my_summer", None, 5.5)


def test_the_baseline_changes_nothing():
    baseline = load_scenario("baseline_feb2021")
    assert (baseline.parameters, baseline.initial, baseline.events, baseline.uncertain) == ({}, {}, (), {})
    assert (baseline.exercise, baseline.referendum, baseline.summits) == (7, 11, ())


def test_the_oil_collapse_makes_subsidy_half_as_dear_again_in_every_month():
    scenario = load_scenario("oil_collapse")
    (event,) = scenario.events
    assert (event.month, event.duration, event.operation) == (1, scenario.horizon, "multiply")
    assert event.changes == {"subsidy_cost_linear": 1.5}


def test_reciprocity_is_drawn_as_the_seeds_have_it():
    drawn = load_scenario("uncertain_reciprocity").uncertain
    numbers = ("punishment_belief", "resentment_belief", "trust_if_delivers", "trust_if_stalls")
    assert drawn == {flat: prior(*flat_entries()[flat]) for flat in numbers}


def test_fixed_types_are_those_the_questions_are_about():
    assert load_scenario("leader_replacement").initial["kremlin_type"] == 2
    assert load_scenario("forced_integration").initial["kremlin_type"] == 1
