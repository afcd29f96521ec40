from __future__ import annotations

import os
from pathlib import Path

import pytest

from sim.cli.app import main
from sim.dashboard.address import View
from sim.dashboard.catalogue import catalogue_of
from sim.dashboard.session import beside, load, settled
from sim.errors import ResultsError, ScenarioErrors, UsageError
from sim.scenario import load_scenario
from sim.scenario.files import shipped_names


def scenario(folder, name, text="extends: baseline_feb2021\n"):
    path = folder / f"{name}.yaml"
    path.write_text(f"name: {name}\n{text}")
    return path


def test_without_anything_given_the_shipped_scenarios_are_there(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    catalogue = catalogue_of()
    assert set(catalogue.scenarios) == set(shipped_names())
    assert catalogue.results == {}
    assert catalogue.given == "baseline_feb2021"


def test_a_file_is_opened_beside_the_shipped_ones_and_its_neighbours_are_not(tmp_path):
    path = scenario(tmp_path, "mine")
    scenario(tmp_path, "neighbour")
    catalogue = catalogue_of(str(path))
    assert catalogue.given == "mine"
    assert set(catalogue.scenarios) == {*shipped_names(), "mine"}
    assert catalogue.folder == tmp_path


def test_a_folder_gives_all_scenarios_in_it(tmp_path):
    for name in "ab":
        scenario(tmp_path, name)
    catalogue = catalogue_of(str(tmp_path))
    assert set(catalogue.scenarios) == {*shipped_names(), "a", "b"}
    assert catalogue.folder == tmp_path


def test_a_result_folder_and_a_folder_of_such_are_told_apart(results):
    one, several = catalogue_of(str(results)), catalogue_of(str(results.parent))
    assert one.results == {"results": results}
    assert several.results == {"results": results}
    assert one.results_given == several.results_given == "results"


def test_a_broken_scenario_is_taken_and_told_when_it_is_looked_at(tmp_path):
    path = scenario(tmp_path, "broken", "extends: baseline_feb2021\nhorizon: long\n")
    catalogue = catalogue_of(str(path))
    wrong = load(settled(View(), catalogue), catalogue)
    assert [line.partition(": ")[0] for line in wrong] == [f"{path}:3:10"]


NO_SCENARIOS = {
    "users": b"root:x:0:0:root:/root:/bin/sh\ndaemon:x:1:1::/usr/sbin:/bin/false\n",
    "data.csv": b"scenario,run\na,0\n",
    "package.json": b'{"name": "left-pad", "version": "1.3.0", "license": "WTFPL"}\n',
    "compose.yaml": b"services: {web: {image: nginx}}\nvolumes: {data: null}\n",
    "notes.md": b"# Notes\n\nNothing here.\n",
    "empty.yaml": b"",
    "list.yaml": b"- name: x\n",
    "program": b"\x7fELF\x02\x01\x01" + bytes(200),
    "broken.yaml": b"[[[",
}


@pytest.mark.parametrize("name", NO_SCENARIOS)
def test_a_file_that_is_neither_scenario_nor_result_opens_no_page(tmp_path, name, capsys):
    path = tmp_path / name
    path.write_bytes(NO_SCENARIOS[name])
    with pytest.raises(SystemExit) as left:
        main(["dashboard", str(path)])
    assert left.value.code == 2
    assert capsys.readouterr().err.startswith(f"{path}:")


@pytest.mark.parametrize("kind", ["fifo", "device", "folder of others", "loop"])
def test_what_is_no_file_with_text_opens_no_page_and_is_not_waited_for(tmp_path, kind):
    path = tmp_path / "place.yaml"
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "device":
        path = Path("/dev/zero")
    elif kind == "loop":
        path.symlink_to(path)
    else:
        path.mkdir()
        (path / "compose.yaml").write_bytes(NO_SCENARIOS["compose.yaml"])
    with pytest.raises(ScenarioErrors):
        catalogue_of(str(path))


def test_of_a_folder_the_scenarios_are_taken_and_other_files_are_not(tmp_path):
    scenario(tmp_path, "mine")
    (tmp_path / "compose.yaml").write_bytes(NO_SCENARIOS["compose.yaml"])
    assert set(catalogue_of(str(tmp_path)).scenarios) == {*shipped_names(), "mine"}


@pytest.mark.parametrize("given", ["", "nowhere.yaml", "nowhere/"])
def test_what_is_not_there_is_said_at_once(given):
    with pytest.raises(ScenarioErrors):
        catalogue_of(given)


def test_an_empty_folder_is_said_at_once(tmp_path):
    with pytest.raises(ScenarioErrors, match="without scenarios"):
        catalogue_of(str(tmp_path))


def test_a_damaged_result_folder_is_said_at_once(tmp_path):
    (tmp_path / "datapackage.json").write_text("{}")
    with pytest.raises(ResultsError, match="not a result folder"):
        catalogue_of(str(tmp_path))


@pytest.mark.parametrize("name", ["mine", "../mine", "/etc/passwd", "loan_3bn.yaml", ""])
def test_an_address_reaches_no_scenario_that_was_not_given(tmp_path, monkeypatch, name):
    scenario(tmp_path, "mine")
    monkeypatch.chdir(tmp_path)
    catalogue = catalogue_of("baseline_feb2021")
    with pytest.raises(UsageError, match="no scenario"):
        catalogue.scenario(name)


@pytest.mark.parametrize("name", ["../../mine", "/etc/passwd", "x/../../../mine", "..", ""])
def test_an_address_reaches_nothing_through_a_result_folder(results, name):
    catalogue = catalogue_of(str(results))
    wrong = load(View(results="results", scenario=name), catalogue)
    assert isinstance(wrong, tuple)
    assert all("scenarios/?.yaml: no such file" in line for line in wrong)


def test_a_result_folder_that_was_not_given_is_not_read(results):
    catalogue = catalogue_of("baseline_feb2021")
    wrong = load(View(results=str(results), scenario="evil"), catalogue)
    assert isinstance(wrong, tuple)
    assert "no result folder" in wrong[0]


def test_a_scenario_is_explored_against_itself_without_the_changes_or_another_or_nothing():
    catalogue = catalogue_of("loan_3bn")
    changed, plain = (
        View(scenario="loan_3bn", changes=("leak=0.1",)),
        View(scenario="loan_3bn"),
    )
    against = [
        beside(view, load(view, catalogue), catalogue)
        for view in (changed, plain, plain.but(against="baseline_feb2021"), plain.but(against="nowhere"))
    ]
    assert against == [
        load_scenario("loan_3bn"),
        None,
        load_scenario("baseline_feb2021"),
        None,
    ]
