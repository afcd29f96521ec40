from __future__ import annotations

import subprocess
import sys

import pytest

import sim
from sim.errors import ScenarioErrors


def test_every_public_name_is_there():
    for name in sim.__all__:
        assert getattr(sim, name) is not None


def test_an_unknown_name_is_an_attribute_error_that_lists_the_known():
    with pytest.raises(AttributeError, match="run"):
        sim.no_such_thing  # noqa: B018 - the access is the test


def test_importing_the_package_imports_nothing_heavy():
    heavy = {"numba", "numpy", "pandas", "pyarrow", "scipy", "mesa", "matplotlib", "pydantic", "rich"}
    code = f"import sim, sys; print({heavy} & set(sys.modules))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "set()"


def test_scenarios_may_be_files_folders_names_or_loaded(scenario_folder):
    file = scenario_folder / "calm.yaml"
    loaded = sim.load(file)
    expected = sim.run(file).outcomes
    assert sim.run(str(file)).outcomes.equals(expected)
    assert sim.run(loaded).outcomes.equals(expected)
    assert len(sim.run([loaded, scenario_folder / "doubtful.yaml"]).scenarios) == 2


def test_options_change_loaded_scenarios_as_they_change_files(scenario_folder):
    file = scenario_folder / "calm.yaml"
    options = {"runs": 5, "seed": 3, "months": 4, "minds": "minsk=aspiration"}
    expected = sim.run(file, ["strength_cost=1.1"], **options).outcomes
    assert sim.run(sim.load(file), ["strength_cost=1.1"], **options).outcomes.equals(expected)
    assert len(expected) == 5


def test_what_is_wrong_with_an_option_is_said(scenario_folder):
    with pytest.raises(ScenarioErrors, match="runs"):
        sim.run(scenario_folder, runs=0)


def test_a_batch_says_what_it_is(scenario_folder):
    assert repr(sim.run(scenario_folder)) == "<Batch of 65 runs: calm, doubtful>"


def test_a_batch_without_a_panel_has_an_empty_one(scenario_folder):
    assert sim.run(scenario_folder).panel.empty
