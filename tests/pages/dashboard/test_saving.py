from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.dashboard.controls import changed, track_of
from sim.dashboard.levers import labels
from sim.dashboard.saving import save
from sim.errors import UsageError
from sim.scenario import load_scenario
from sim.scenario.files import shipped_file, shipped_names
from sim.scenario.schema import flat_entries

NUMBERS = sorted(key for key in labels() if key in flat_entries() and not flat_entries()[key].quantity.levels)


def saved(folder, name, base, changes, *, source=None, overwrite=False, question=""):
    now = load_scenario(base, changes)
    return save(folder, name, question, source or shipped_file(base.name), base, now, overwrite=overwrite)


def numbers(scenario):
    return replace(scenario, name="", file="", question="", claims=(), notes=())


def test_a_saved_scenario_extends_its_parent_and_holds_only_the_changes(tmp_path):
    base = load_scenario("loan_3bn")
    changes = ("strength_cost=1.2", "agreed.RM=0.9", "minds.kremlin=aspiration", "kremlin_type=replacer")
    place, text = saved(tmp_path, "mine", base, changes, question='Is it "odd": or\'not?')
    assert place == tmp_path / "mine.yaml"
    assert text == place.read_text()
    assert text == (
        "name: mine\n"
        "question: 'Is it \"odd\": or''not?'\n"
        "extends: loan_3bn\n"
        "parameters: {strength_cost: 1.2}\n"
        "initial:\n"
        "  agreed: {RM: 0.9}\n"
        "  kremlin_type: replacer\n"
        "minds: {kremlin: aspiration}\n"
    )
    assert [entry.name for entry in tmp_path.iterdir()] == ["mine.yaml"]


@given(
    st.sampled_from(shipped_names()),
    st.dictionaries(st.sampled_from(NUMBERS), st.floats(0, 1), min_size=1, max_size=5),
)
def test_a_saved_scenario_gives_the_numbers_that_were_seen(tmp_path_factory, name, moves):
    base, changes = load_scenario(name), ()
    for key, share in moves.items():
        track = track_of(key)
        changes = changed(changes, key, track.low + share * (track.high - track.low), base)
    folder = tmp_path_factory.mktemp("saved")
    place, _ = saved(folder, "mine", base, changes)
    assert numbers(load_scenario(place)) == numbers(load_scenario(base, changes))


def test_nothing_is_overwritten_unless_asked_for(tmp_path):
    base = load_scenario("baseline_feb2021")
    place, before = saved(tmp_path, "mine", base, ("leak=0.1",))
    with pytest.raises(FileExistsError):
        saved(tmp_path, "mine", base, ("leak=0.2",))
    assert place.read_text() == before
    saved(tmp_path, "mine", base, ("leak=0.2",), overwrite=True)
    assert load_scenario(place).value("leak") == 0.2


@pytest.mark.parametrize("name", ["", "../out", "a/b", "a b", "ä", "x" * 81, "a.yaml", ".hidden"])
def test_a_name_is_no_path(tmp_path, name):
    with pytest.raises(UsageError, match="no name"):
        saved(tmp_path / "inside", name, load_scenario("baseline_feb2021"), ("leak=0.1",))
    assert list(tmp_path.iterdir()) == []


def test_the_name_of_a_shipped_scenario_is_taken(tmp_path):
    with pytest.raises(UsageError, match="shipped"):
        saved(tmp_path, "loan_3bn", load_scenario("baseline_feb2021"), ("leak=0.1",))
    assert list(tmp_path.iterdir()) == []


def test_a_scenario_is_not_saved_over_the_one_it_extends(tmp_path):
    source = tmp_path / "own.yaml"
    source.write_text("name: own\nextends: baseline_feb2021\n")
    with pytest.raises(UsageError, match="extend"):
        saved(tmp_path, "own", load_scenario(source), ("leak=0.1",), source=source, overwrite=True)
    assert source.read_text() == "name: own\nextends: baseline_feb2021\n"


def test_a_parent_elsewhere_is_named_by_its_path(tmp_path):
    folder = tmp_path / "results" / "scenarios"
    folder.mkdir(parents=True)
    source = folder / "played.yaml"
    source.write_text("name: played\nextends: baseline_feb2021\nparameters: {leak: 0.2}\n")
    place, text = saved(tmp_path, "mine", load_scenario(source), ("strength_cost=1.2",), source=source)
    assert "extends: results/scenarios/played.yaml\n" in text
    assert load_scenario(place).value("leak") == 0.2


def test_a_child_of_a_namesake_is_not_mistaken_for_one_of_the_parent(tmp_path):
    (tmp_path / "loan_3bn.yaml").write_text("name: loan_3bn\nextends: baseline_feb2021\n")
    base = load_scenario("loan_3bn")
    place, _ = saved(tmp_path, "mine", base, ("leak=0.2",))
    assert numbers(load_scenario(place)) == numbers(load_scenario(base, ["leak=0.2"]))


def test_where_nothing_can_be_written_nothing_is_left(tmp_path):
    from sim.errors import ResultsError

    with pytest.raises(ResultsError, match="no folder"):
        saved(tmp_path / "gone", "mine", load_scenario("baseline_feb2021"), ("leak=0.1",))
    assert list(tmp_path.iterdir()) == []
