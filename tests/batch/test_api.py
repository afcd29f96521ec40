from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

import sim
from sim.errors import ScenarioErrors, UsageError


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


def test_numbers_may_be_those_of_numpy(scenario_folder):
    batch = sim.run(scenario_folder / "calm.yaml", runs=np.int64(5), workers=np.int8(1), panel=np.int32(2))
    assert len(batch.outcomes) == 5
    assert batch.panel["run"].nunique() == 2


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"workers": 0}, "workers: 0 is out of range; a whole number, 1 to 1024"),
        ({"workers": 2.5}, "workers: 2.5 is not a whole number"),
        ({"panel": -1}, "panel: -1 is out of range"),
        ({"panel": "all"}, "panel: 'all' is not a whole number"),
    ],
)
def test_numbers_out_of_range_are_told(scenario_folder, options, said):
    with pytest.raises(UsageError, match=said):
        sim.run(scenario_folder, **options)


def test_names_that_differ_in_capitals_only_are_told(scenario_folder):
    (scenario_folder / "shout.yaml").write_text("name: CALM\n")
    with pytest.raises(ScenarioErrors, match=r"calm is the name of .* in whatever letters"):
        sim.run(scenario_folder)


def test_a_batch_says_what_it_is(scenario_folder):
    assert repr(sim.run(scenario_folder)) == "<Batch of 65 runs: calm, doubtful>"


def test_a_batch_without_a_panel_has_an_empty_one(scenario_folder):
    assert sim.run(scenario_folder).panel.empty
