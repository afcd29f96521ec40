from __future__ import annotations

import pytest

from sim.batch.plan import folder_name, make_plan
from sim.errors import ScenarioErrors, UsageError
from sim.scenario import load_many


@pytest.fixture
def plan_of(scenario_folder):
    def plan(*overrides, **options):
        return make_plan(load_many([scenario_folder], overrides, **options))

    return plan


@pytest.mark.parametrize(
    ("overrides", "options"),
    [
        ([], {"runs": 41}),
        ([], {"seed": 7}),
        ([], {"months": 5}),
        ([], {"minds": "minsk=aspiration"}),
        (["strength_cost=0.81"], {}),
        (["initial.reserves=5"], {}),
        (["menu.loans=[0, 1, 2]"], {}),
    ],
)
def test_the_hash_changes_with_everything_that_decides_the_numbers(plan_of, overrides, options):
    assert plan_of(*overrides, **options).digest != plan_of().digest


def test_the_hash_changes_with_the_rules(plan_of, monkeypatch):
    before = plan_of().digest
    monkeypatch.setattr("sim.batch.plan.rules_version", lambda: "another")
    assert plan_of().digest != before


def test_the_hash_does_not_change_with_words_or_places(plan_of, scenario_folder):
    before = plan_of().digest
    calm = scenario_folder / "calm.yaml"
    calm.write_text(calm.read_text().replace("What if nothing changes?", "And now?"))
    scenario_folder = scenario_folder.rename(scenario_folder.parent / "elsewhere")
    assert make_plan(load_many([scenario_folder])).digest == before


def test_the_hash_does_not_change_with_the_order(scenario_folder):
    files = [scenario_folder / "calm.yaml", scenario_folder / "doubtful.yaml"]
    assert make_plan(load_many(files)).digest == make_plan(load_many(files[::-1])).digest


def test_parts_are_sorted_by_name(scenario_folder):
    files = [scenario_folder / "doubtful.yaml", scenario_folder / "calm.yaml"]
    assert [part.inputs.name for part in make_plan(load_many(files)).parts] == ["calm", "doubtful"]


def test_two_scenarios_of_one_name_are_an_error(scenario_folder):
    scenarios = [load_many([scenario_folder / "calm.yaml"])[0] for _ in range(2)]
    with pytest.raises(ScenarioErrors, match="calm"):
        make_plan(scenarios)


def test_a_batch_of_nothing_is_an_error():
    with pytest.raises(UsageError, match="no scenario"):
        make_plan([])


def test_the_folder_is_named_after_the_input_and_the_hash(plan_of):
    plan = plan_of()
    assert folder_name("questions", plan) == f"questions-{plan.digest[:8]}"


def test_a_drawn_quantity_has_a_column_in_all_scenarios(plan_of):
    assert plan_of().layout.drawn == ("step_by_issue.RM", "strength_cost", "colour_revolution_belief")
