"""Scenarios and overrides as Python gives them: text, mappings, lists of these, numbers of numpy."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.errors import ScenarioErrors
from sim.scenario import Origin, load_scenario
from sim.scenario.schema import flat_entries
from sim.scenario.write import data_of
from sim.testing.numbers import free_names, values

BASE = "baseline_feb2021"
ALONE = [name for name in free_names("parameters") if not flat_entries()[name].quantity.members]


def said_of(*arguments, **options):
    with pytest.raises(ScenarioErrors) as error:
        load_scenario(*arguments, **options)
    return str(error.value).splitlines()


def without_origins(scenario):
    return replace(scenario, origins={}, file="")


@given(st.data())
def test_text_a_list_and_every_form_of_mapping_set_the_same(data):
    names = data.draw(st.lists(st.sampled_from(ALONE), min_size=1, max_size=4, unique=True))
    chosen = {name: data.draw(values(name)) for name in names}
    expected = load_scenario(BASE, [f"{name}={value!r}" for name, value in chosen.items()])
    forms = [
        chosen,
        {"parameters": chosen},
        {f"parameters.{name}": value for name, value in chosen.items()},
        [{name: value} for name, value in chosen.items()],
        {name: np.float64(value) for name, value in chosen.items()},
        dict(reversed(chosen.items())),
        (f"{name}={value!r}" for name, value in chosen.items()),
    ]
    if len(chosen) == 1:
        forms.append(f"{names[0]}={chosen[names[0]]!r}")
    for form in forms:
        assert load_scenario(BASE, form) == expected


def test_of_several_overrides_the_later_wins_whatever_their_form():
    assert load_scenario(BASE, ["leak=0.3", {"leak": 0.1}]).parameters["leak"] == 0.1
    assert load_scenario(BASE, [{"leak": 0.3}, "leak=0.1"]).parameters["leak"] == 0.1


def test_a_generator_of_overrides_changes_every_scenario_of_a_batch():
    batch = sim.run([BASE, "loan_3bn"], (text for text in ["leak=0.3"]), runs=2, months=1)
    assert [scenario.parameters["leak"] for scenario in batch.scenarios] == [0.3, 0.3]


def test_a_mapping_reaches_every_section_that_may_be_set():
    scenario = load_scenario(
        BASE,
        {
            "initial": {"reserves": np.int64(5)},
            "menu.loans": np.array([0.0, 1.0, 2.0]),
            "menu": {"bundles": [0, 1]},
            "minds": {"minsk": "aspiration"},
            "uncertain": {"leak": "prior"},
            "runs": np.int32(7),
            "start": "2021-05",
            "strength_cost": Fraction(1, 2),
        },
    )
    assert scenario.initial["reserves"] == 5
    assert (scenario.loans, scenario.bundles) == ((0.0, 1.0, 2.0), (0, 1))
    assert (scenario.minsk_mind, scenario.runs, str(scenario.start)) == ("aspiration", 7, "2021-05")
    assert list(scenario.uncertain) == ["leak"]
    assert scenario.parameters["strength_cost"] == 0.5


def test_one_mapping_counts_as_a_file_that_extends_whatever_the_order_of_its_keys():
    """A quantity that the layer itself sets is not drawn, although the same layer draws everything."""
    pinned = {"uncertain": "all", "leak": 0.3}
    child = load_scenario({"name": "mine", "extends": BASE, "uncertain": "all", "parameters": {"leak": 0.3}})
    for form in (pinned, dict(reversed(pinned.items()))):
        scenario = load_scenario(BASE, form)
        assert scenario.parameters["leak"] == 0.3
        assert "leak" not in scenario.uncertain
        assert scenario.uncertain == child.uncertain


def test_everything_wrong_with_a_mapping_is_said_at_once():
    said = said_of(BASE, {"lekk": 1, "leak": 3, "initial": {"reserves": "much"}, "events": []})
    assert len(said) == 4
    assert all(line.startswith("overrides: ") for line in said)
    assert "did you mean leak?" in said[0] + said[1]


LOOP: dict[str, object] = {}
LOOP["initial"] = LOOP


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        ({"leak": 0.1, "parameters": {"leak": 0.2}}, "parameters.leak: given twice"),
        ({"menu": 3, "menu.loans": [0, 1, 2]}, "menu: given twice"),
        ({"step_by_issue.RM": 0.1, "parameters": {"step_by_issue": {"RM": 0.1}}}, "given twice"),
        ({"leak": float("nan")}, "nan is out of range"),
        ({"leak": float("inf")}, "inf is out of range"),
        ({"leak": 10**5000}, "inf is out of range"),
        ({"leak": True}, "true is not a number"),
        ({"leak": "0.1"}, "without quotes"),
        ({"leak": {"low": 1}}, "a mapping is not a number"),
        ({1: 2}, "1: unknown key"),
        (LOOP, "nested too deeply"),
        ({"name": "mine"}, "name: cannot be set from outside"),
        ("leak=0.1, strength_cost=1", "'0.1, strength_cost=1' is not a number"),
        ("", "no value"),
        (b"leak=1", "b'leak=1' is neither text nor a mapping"),
        ({"leak=0.1", "leak=0.2"}, "is neither text nor a mapping"),
        (None, "None is neither text nor a mapping"),
        ([("leak", 0.1)], "('leak', 0.1) is neither text nor a mapping"),
    ],
)
def test_overrides_that_mean_nothing_are_told(overrides, said):
    assert said in said_of(BASE, overrides)[0]


def test_a_shipped_scenario_is_the_same_from_a_mapping():
    scenario = load_scenario("loan_3bn")
    data = data_of(scenario, "set")
    assert without_origins(load_scenario(data)) == without_origins(scenario)
    assert load_scenario({**data, "extends": BASE}).name == "loan_3bn"


def test_a_mapping_extends_a_shipped_scenario_or_one_of_the_working_folder(tmp_path, monkeypatch):
    (tmp_path / "calm.yaml").write_text("name: calm\nhorizon: 4\n")
    monkeypatch.chdir(tmp_path)
    assert load_scenario({"name": "mine", "extends": "calm"}).horizon == 4
    scenario = load_scenario({"name": "mine", "extends": BASE, "parameters": {"leak": 0.1}})
    assert (scenario.name, scenario.file, scenario.parameters["leak"]) == ("mine", "", 0.1)
    assert scenario.origin("parameters.leak") == Origin("", 0, "file")
    assert scenario.origin("horizon").what == "parent"


def test_a_mapping_is_not_kept_but_copied():
    given = {"name": "mine", "events": [{"month": 3, "add": {"mobilisation": 0.3}}]}
    scenario = load_scenario(given)
    given["events"][0]["add"]["mobilisation"] = 0.9
    assert scenario.events[0].changes == {"mobilisation": 0.3}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"extends": BASE}, "name: missing"),
        ({}, "name: missing"),
        ({"name": "mine", "parameters": {"leak": 2}}, "parameters.leak: 2 is out of range"),
        ({"name": "mine", "horizon": -1}, "horizon: -1 is out of range"),
        ({"name": "mine", "extends": "basline_feb2021"}, "extends: no scenario 'basline_feb2021'"),
        ({"name": "mine", "events": [{"month": 3}]}, "events[0]: nothing is changed"),
        ({"name": "mine", "minds": {"minsk": "clever"}}, "minds.minsk: unknown: 'clever'"),
        ({"name": "mine", "parmeters": {}}, "parmeters: unknown key"),
    ],
)
def test_what_is_wrong_with_a_mapping_is_told_by_its_key_without_a_file(given, said):
    assert said_of(given)[0].startswith(said)


def test_two_mappings_of_one_name_are_no_batch():
    with pytest.raises(ScenarioErrors, match="mine is the name of another one too"):
        sim.run([{"name": "mine"}, {"name": "mine"}], runs=2)


@pytest.mark.parametrize(
    "overrides", ["leak=0.3", ["leak=0.3"], {"leak": 0.3}, {"parameters": {"leak": 0.3}}]
)
def test_whatever_takes_a_scenario_takes_mappings_and_overrides(overrides):
    mine = {"name": "mine", "extends": BASE, "horizon": 2}
    rows = sim.run(mine, overrides, runs=2).outcomes
    assert (rows["scenario"] == "mine").all()
    assert sim.load(mine, overrides).parameters["leak"] == 0.3
    assert sim.trace(mine, 1, overrides=overrides).played_with["p_leak"] == 0.3
    assert sim.Model(mine, 1, overrides=overrides).p["leak"] == 0.3
    row = sim.trace(mine, 1, overrides=overrides).row
    assert row["reserves_usd_bn"] == rows["reserves_usd_bn"][1]
