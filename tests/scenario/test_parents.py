"""Scenarios that extend others: what is inherited, what replaced, and where each value comes from."""

import pytest

from sim.errors import ScenarioErrors
from sim.scenario import load_many, load_scenario
from sim.scenario.distributions import Normal
from sim.scenario.own_minds import own_mind


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def write(**files):
        for name, text in files.items():
            (tmp_path / f"{name}.yaml").write_text(text)
        return tmp_path

    return write


def test_a_child_replaces_what_it_names_and_inherits_the_rest(folder):
    folder(
        parent="horizon: 30\nparameters: {strength_cost: 1.1, leak: 0.1}\nminds: {kremlin: aspiration}\n"
        "menu: {loans: [0, 1, 2]}\ncalendar: {exercise: none}\n",
        child="extends: parent\nparameters: {leak: 0.2}\nminds: {minsk: aspiration}\nmenu: {bundles: [1]}\n",
    )
    child = load_scenario("child.yaml")
    assert (child.name, child.horizon) == ("child", 30)
    assert child.parameters == {"leak": 0.2, "strength_cost": 1.1}
    assert (child.kremlin_mind, child.minsk_mind) == ("aspiration", "aspiration")
    assert (child.loans, child.bundles, child.exercise) == ((0, 1, 2), (0, 1), None)


def test_a_child_replaces_single_entries_of_a_list(folder):
    folder(
        parent="initial: {agreed: {RM: 0.9, CR: 0.3}}\n", child="extends: parent\ninitial: {agreed.RM: 0.7}\n"
    )
    assert load_scenario("child.yaml").initial == {"agreed.CR": 0.3, "agreed.RM": 0.7}


def test_events_replace_the_parents_events_as_a_whole(folder):
    folder(
        parent="events: [{month: 3, add: {reserves: 1}}, {month: 4, add: {reserves: 1}}]\n",
        silent="extends: parent\n",
        own="extends: parent\nevents: [{month: 5, add: {reserves: 2}}]\n",
        none="extends: parent\nevents: []\n",
    )
    assert [event.month for event in load_scenario("silent.yaml").events] == [3, 4]
    assert [event.month for event in load_scenario("own.yaml").events] == [5]
    assert load_scenario("none.yaml").events == ()


def test_question_and_claims_are_not_inherited(folder):
    folder(parent="question: Why?\nclaims: [C1]\n", child="extends: parent\n")
    child = load_scenario("child.yaml")
    assert (child.question, child.claims) == ("", ())


def test_a_value_set_by_a_child_is_not_drawn_any_more_and_the_other_way_round(folder):
    normal = "{distribution: normal, mean: 5, sd: 1}"
    folder(
        parent=f"uncertain: {{reserves: {normal}}}\ninitial: {{gas_hub: 200}}\n",
        fixed="extends: parent\ninitial: {reserves: 6}\n",
        drawn=f"extends: parent\nuncertain: {{gas_hub: {normal}}}\n",
        both=f"initial: {{reserves: 6}}\nuncertain: {{reserves: {normal}}}\n",
    )
    assert load_scenario("parent.yaml").uncertain == {"reserves": Normal(mean=5, sd=1)}
    assert load_scenario("fixed.yaml").uncertain == {}
    assert set(load_scenario("drawn.yaml").uncertain) == {"gas_hub", "reserves"}
    assert set(load_scenario("both.yaml").uncertain) == {"reserves"}


def test_every_value_knows_its_file_and_line(folder):
    folder(
        eldest="horizon: 30\nruns: 7\n",
        parent="extends: eldest\nparameters:\n  leak: 0.1\n  strength_cost: 1\n",
        child="name: child\nextends: parent\nparameters: {leak: 0.2}\n",
    )
    child = load_scenario("child.yaml", ["reserves=5"], seed=3)
    said = {key: str(child.origin(key)) for key in ("name", "horizon", "runs", "seed", "start", "menu.loans")}
    assert said == {
        "name": "child.yaml:1",
        "horizon": "parent eldest.yaml:1",
        "runs": "parent eldest.yaml:2",
        "seed": "--seed",
        "start": "default",
        "menu.loans": "default",
    }
    assert str(child.origin("parameters.leak")) == "child.yaml:3"
    assert str(child.origin("parameters.strength_cost")) == "parent parent.yaml:4"
    assert str(child.origin("initial.reserves")) == "--set reserves=5"
    assert str(child.origin("parameters.oil_mean")) == "default, seeds/parameters/energy.yaml"
    assert str(child.origin("parameters.c_common")) == "default, as colour_revolution_belief"


def test_a_parent_is_looked_up_beside_the_file_before_the_shipped_ones(folder):
    folder(
        loan_3bn="horizon: 7\n",
        child="extends: loan_3bn\n",
        grandchild="extends: baseline_feb2021\nruns: 5\n",
    )
    assert load_scenario("child.yaml").horizon == 7
    assert load_scenario("grandchild.yaml").horizon == 24


def test_a_parent_in_another_folder_is_found_from_the_childs_folder(folder, tmp_path):
    folder(parent="horizon: 9\n")
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "child.yml").write_text("extends: ../parent\n")
    assert load_scenario("below/child.yml").horizon == 9


def test_a_cycle_shows_its_whole_chain(folder):
    folder(a="extends: b\n", b="extends: c\n", c="extends: a\n")
    with pytest.raises(
        ScenarioErrors, match=r"c.yaml:1:10: extends: a cycle: a.yaml -> b.yaml -> c.yaml -> a.yaml"
    ):
        load_scenario("a.yaml")


def test_what_is_wrong_with_a_parent_is_told_with_the_parents_own_line(folder):
    folder(parent="horizon: 24\nruns: 0\n", child="extends: parent\nseed: -1\n")
    with pytest.raises(ScenarioErrors) as caught:
        load_scenario("child.yaml")
    places = [str(problem).partition(": ")[0] for problem in caught.value.problems]
    assert places == ["child.yaml:2:7", "parent.yaml:2:7"]


def test_a_shorter_horizon_in_a_child_is_named_where_it_leaves_out_an_event(folder):
    folder(
        parent="horizon: 24\nevents: [{month: 20, add: {reserves: 1}}]\n",
        child="extends: parent\nhorizon: 12\n",
    )
    with pytest.raises(
        ScenarioErrors, match=r"child.yaml:2:10: events\[0\].month: 20 lies after the horizon; 1 to 12"
    ):
        load_scenario("child.yaml")


def test_a_contradiction_between_parent_and_child_is_named_in_the_child(folder):
    folder(parent="initial: {signed.RM: 0.7}\n", child="extends: parent\ninitial: {agreed.RM: 0.5}\n")
    with pytest.raises(
        ScenarioErrors, match=r"child.yaml:2:22: initial.signed.RM: signed.RM 0.7 exceeds agreed.RM 0.5"
    ):
        load_scenario("child.yaml")


def test_a_folder_stands_for_its_files_in_the_order_of_their_names(folder, tmp_path):
    folder(b="runs: 1\n", a="runs: 2\n", c="runs: 3\n")
    (tmp_path / "c.yaml").rename(tmp_path / "c.yml")
    (tmp_path / "notes.txt").write_text("not a scenario")
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "d.yaml").write_text("runs: 4\n")
    assert [scenario.name for scenario in load_many([tmp_path])] == ["a", "b", "c"]


def test_an_empty_folder_is_an_error(tmp_path):
    with pytest.raises(ScenarioErrors, match=r"a folder without scenarios; \*.yaml or \*.yml in it"):
        load_many([tmp_path])


def test_two_scenarios_of_one_name_in_one_batch_are_an_error(folder):
    folder(a="name: same\n", b="runs: 5\nname: same\n")
    with pytest.raises(
        ScenarioErrors, match=r"b\.yaml:2:7: name: same is the name of a\.yaml too; one scenario"
    ):
        load_many(["a.yaml", "b.yaml"])


def test_what_is_wrong_in_several_files_is_told_together(folder):
    folder(a="runs: 0\n", b="runs: 0\n")
    with pytest.raises(ScenarioErrors) as caught:
        load_many(["a.yaml", "b.yaml", "nowhere"])
    assert [problem.file for problem in caught.value.problems] == ["a.yaml", "b.yaml", "nowhere"]


def test_a_parent_is_looked_for_beside_the_file_that_a_link_leads_to_then_beside_the_link(tmp_path):
    for place in ("kept", "linked"):
        (tmp_path / place).mkdir()
    (tmp_path / "kept" / "child.yaml").write_text("extends: parent\n")
    link = tmp_path / "linked" / "child.yaml"
    link.symlink_to(tmp_path / "kept" / "child.yaml")
    with pytest.raises(ScenarioErrors, match="no scenario 'parent'"):
        load_scenario(link)
    for horizon, place in ((30, "linked"), (40, "kept")):
        (tmp_path / place / "parent.yaml").write_text(f"horizon: {horizon}\n")
        assert load_scenario(link).horizon == horizon


def test_a_mind_is_looked_for_beside_the_file_that_a_link_leads_to(tmp_path):
    for place in ("kept", "linked"):
        (tmp_path / place).mkdir()
    (tmp_path / "kept" / "minds.py").write_text(
        "class Mine:\n    def reply(self, month, offer):\n        return 0\n"
    )
    (tmp_path / "kept" / "child.yaml").write_text("minds: {minsk: minds.py:Mine}\n")
    link = tmp_path / "linked" / "child.yaml"
    link.symlink_to(tmp_path / "kept" / "child.yaml")
    assert own_mind(load_scenario(link, allow_code=True), "minsk").name == "Mine"


def test_suffixes_in_capitals_are_suffixes(tmp_path):
    (tmp_path / "A.YAML").write_text("horizon: 7\n")
    (tmp_path / "b.Yml").write_text("extends: A\n")
    assert [(one.name, one.horizon) for one in load_many([tmp_path])] == [("A", 7), ("b", 7)]
