"""What options put on top of a file."""

import numpy as np
import pytest

from sim.errors import ScenarioErrors
from sim.scenario import load_scenario
from sim.scenario.kinds import Month


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "case.yaml"
    path.write_text(
        "horizon: 24\nevents: [{month: 3, add: {reserves: 1}}, {month: 20, add: {reserves: 1}}]\n"
    )
    return path


@pytest.mark.parametrize(
    ("override", "read"),
    [
        ("strength_cost=1.2", lambda s: s.parameters["strength_cost"] == 1.2),
        ("parameters.strength_cost=1.2", lambda s: s.parameters["strength_cost"] == 1.2),
        ("reserves=5", lambda s: s.initial["reserves"] == 5),
        ("initial.reserves = 5", lambda s: s.initial["reserves"] == 5),
        ("initial.agreed.RM=0.9", lambda s: s.initial["agreed.RM"] == 0.9),
        ("agreed=[0.9, 0.2, 0.6, 0.5, 0.1]", lambda s: s.initial["agreed.RM"] == 0.9),
        ("kremlin_type=replacer", lambda s: s.initial["kremlin_type"] == 2),
        ("minds.kremlin=aspiration", lambda s: s.kremlin_mind == "aspiration"),
        ("menu.loans=[0, 1, 2]", lambda s: s.loans == (0, 1, 2)),
        ("calendar.exercise=none", lambda s: s.exercise is None),
        ("start=2021-02", lambda s: s.start == Month(2021, 2)),
        ("uncertain=all", lambda s: len(s.uncertain) > 50),
        ("uncertain.strength_cost=prior", lambda s: set(s.uncertain) == {"strength_cost"}),
        ("runs=1e4", lambda s: s.runs == 10_000),
    ],
)
def test_a_value_is_overridden_by_its_key_path_or_by_its_bare_name(file, override, read):
    assert read(load_scenario(file, [override]))


@pytest.mark.parametrize(
    ("override", "words"),
    [
        ("strenth_cost=1", "--set strenth_cost=1: strenth_cost: unknown key; .*did you mean strength_cost"),
        ("strength_cost", "--set strength_cost: no value; --set key=value"),
        ("strength_cost=", "parameters.strength_cost: nothing is not a number"),
        ("strength_cost=much", "parameters.strength_cost: 'much' is not a number; 0 to"),
        ("mobilisation=2", "initial.mobilisation: 2 is out of range; 0 to 1"),
        ("parameters.reserves=5", "parameters.reserves: not one of `parameters`; write it under `initial`"),
        ("minds.moscow=quantal", "minds.moscow: unknown key; known here: kremlin, minsk"),
        ("runs=[1", "not valid YAML"),
        ("runs=!!python/object:x 1", "the tag !!python"),
        ("name=other", "name: cannot be set from outside; write a scenario that extends this one"),
        (
            "events=[]",
            "events: cannot be set from outside; .* all of name, question, claims, extends, events",
        ),
        ("months=12", "months: unknown key; .*did you mean horizon"),
        ("sweep.grid={}", "sweep.grid: cannot be set from outside"),
        ("signed.RM=0.9", "initial.signed.RM: signed.RM 0.9 exceeds agreed.RM 0.8"),
    ],
)
def test_a_wrong_override_is_told_like_a_wrong_line(file, override, words):
    with pytest.raises(ScenarioErrors, match=words) as caught:
        load_scenario(file, [override])
    assert str(caught.value).startswith("--set ")
    assert len(caught.value.problems) == 1


def test_options_win_over_settings_and_settings_over_the_file(file):
    scenario = load_scenario(file, ["runs=5", "seed=4", "runs=6"], seed=9, minds="kremlin=aspiration")
    assert (scenario.runs, scenario.seed, scenario.kremlin_mind) == (6, 9, "aspiration")
    assert load_scenario(file, minds={"minsk": "aspiration"}).minsk_mind == "aspiration"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"runs": 0}, "--runs: runs: 0 is out of range; a whole number, 1 to 1000000000"),
        ({"seed": 2**53}, "--seed: seed: 9007199254740992 is out of range"),
        ({"months": 241}, "--months: horizon: 241 is out of range; a whole number, 1 to 240"),
        ({"minds": "kremlin"}, "--minds: 'kremlin' is no pair of sides and minds"),
        ({"minds": "kremlin=quantel"}, "--minds: minds.kremlin: unknown: 'quantel'; .*did you mean quantal"),
    ],
)
def test_an_option_out_of_range_is_told_with_its_range(file, options, words):
    with pytest.raises(ScenarioErrors, match=words):
        load_scenario(file, **options)


def test_all_wrong_options_are_told_at_once(file):
    with pytest.raises(ScenarioErrors) as caught:
        load_scenario(file, ["strenth_cost=1", "mobilisation=2"], runs=0)
    assert len(caught.value.problems) == 3


@pytest.mark.parametrize("options", [{"months": 12}, {"overrides": ["horizon=12"]}])
def test_fewer_months_drop_the_later_events_and_say_so(file, options):
    scenario = load_scenario(file, **options)
    assert (scenario.horizon, [event.month for event in scenario.events]) == (12, [3])
    assert scenario.notes == ("12 months leave out events[1] of month 20",)


def test_the_events_that_stay_keep_their_lines(tmp_path):
    path = tmp_path / "case.yaml"
    path.write_text("events:\n  - {month: 20, add: {reserves: 1}}\n  - {month: 3, add: {reserves: 1}}\n")
    assert load_scenario(path, months=12).origin("events[0].month").line == 3


def test_more_months_drop_nothing(file):
    scenario = load_scenario(file, months=36)
    assert (len(scenario.events), scenario.notes) == (2, ())


def test_a_file_is_checked_as_it_stands_also_where_an_option_overrides_it(tmp_path):
    path = tmp_path / "case.yaml"
    path.write_text("runs: 0\nhorizon: 12\nevents: [{month: 20, add: {reserves: 1}}]\n")
    with pytest.raises(ScenarioErrors, match=r"case\.yaml:1:7: runs: 0 is out of range"):
        load_scenario(path, runs=5)
    path.write_text("horizon: 12\nevents: [{month: 20, add: {reserves: 1}}]\n")
    with pytest.raises(ScenarioErrors, match="20 lies after the horizon"):
        load_scenario(path, months=24)


def test_a_value_set_from_outside_is_not_drawn(tmp_path):
    path = tmp_path / "case.yaml"
    path.write_text("uncertain: all\n")
    assert "strength_cost" in load_scenario(path).uncertain
    assert "strength_cost" not in load_scenario(path, ["strength_cost=1"]).uncertain


CHANGES = {
    "nothing": ([], {}),
    "values": (["strength_cost=1.2", "initial.reserves=5", "uncertain.step_by_issue.RM=prior"], {}),
    "everything drawn": (["uncertain=all"], {}),
    "options": ([], {"runs": 5, "seed": 3, "months": 12, "minds": "minsk=aspiration"}),
    "a later start": (["start=2021-10"], {}),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_loaded_scenario_takes_options_like_its_file(tmp_path, change):
    parent, path = tmp_path / "base.yaml", tmp_path / "case.yaml"
    parent.write_text(
        "initial: {agreed.RM: 0.9}\nminds: {kremlin: aspiration}\n"
        "uncertain: {reserves: {distribution: uniform, low: 5, high: 9}}\n"
    )
    path.write_text(
        "extends: base\nparameters: {strength_cost: 0.7}\n"
        "events: [{month: 20, add: {reserves: 1}, slot: 7}, {month: 3, add: {reserves: 1}, why: no reason}]\n"
    )
    overrides, options = CHANGES[change]
    loaded, expected = load_scenario(path), load_scenario(path, overrides, **options)
    found = load_scenario(loaded, overrides, **options)
    assert found == expected
    for key in expected.origins:
        assert found.origin(key) == expected.origin(key), key


def test_a_wrong_option_on_a_loaded_scenario_is_told_like_on_its_file(file):
    with pytest.raises(
        ScenarioErrors, match=r"--set mobilisation=2: initial\.mobilisation: 2 is out of range"
    ):
        load_scenario(load_scenario(file), ["mobilisation=2"])


def test_numbers_of_numpy_are_numbers(file):
    scenario = load_scenario(file, runs=np.int64(5), seed=np.uint32(3), months=np.int8(12))
    assert (scenario.runs, scenario.seed, scenario.horizon) == (5, 3, 12)
    assert [type(number) for number in (scenario.runs, scenario.seed, scenario.horizon)] == [int] * 3


def test_a_side_given_twice_is_told(file):
    with pytest.raises(ScenarioErrors, match=r"--minds: .* gives a side twice"):
        load_scenario(file, minds="kremlin=quantal, kremlin=aspiration")
