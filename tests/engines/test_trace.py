"""A run replayed, from a scenario and from a folder of results that may have changed since."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest

import sim
from sim.cli.app import main
from sim.errors import ResultsError, UsageError


@pytest.fixture(scope="module")
def batch(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scenarios")
    (folder / "calm.yaml").write_text("name: calm\nruns: 3\nhorizon: 4\n")
    (folder / "doubtful.yaml").write_text(
        "name: doubtful\nruns: 3\nhorizon: 4\n"
        "uncertain: {strength_cost: prior, reserves: {distribution: uniform, low: 5, high: 9}}\n"
    )
    return sim.run(folder)


@pytest.fixture(params=["csv", "parquet"])
def results(batch, tmp_path, request):
    return batch.save(tmp_path / "out", request.param)


@pytest.mark.parametrize("scenario", ["calm", "doubtful"])
def test_a_recorded_run_is_replayed_to_the_last_bit_with_what_it_drew(results, scenario):
    replayed = sim.trace(results, run=2, scenario=scenario)
    assert replayed.matches
    assert not replayed.other_rules
    assert {"p_strength_cost", "p_reserves"} <= set(replayed.recorded)


def test_a_loaded_scenario_takes_options_like_its_file(tmp_path):
    path = tmp_path / "case.yaml"
    path.write_text("horizon: 6\n")
    one, other = (
        sim.trace(source, 2, overrides=["strength_cost=1.2"], months=3, seed=5)
        for source in (path, sim.load(path))
    )
    assert other.row == one.row
    assert len(other.months) == 3


def test_a_drawn_value_that_differs_is_a_difference(batch, tmp_path):
    folder = batch.save(tmp_path / "out")
    drawn = batch.outcomes.query("scenario == 'doubtful' and run == 1")["p_strength_cost"].item()
    table = folder / "outcomes.csv"
    table.write_text(table.read_text().replace(f",{drawn!r},", ",0.5,"))
    assert sim.trace(folder, run=1, scenario="doubtful").differences == {"p_strength_cost": (drawn, 0.5)}


@pytest.mark.parametrize("nothing", [None, math.nan])
@pytest.mark.parametrize("name", ["p_reserves", "reserves_usd_bn", "agreements"])
def test_what_is_recorded_nowhere_differs_from_nothing_but_from_a_number(batch, tmp_path, nothing, name):
    replayed = sim.trace(batch.save(tmp_path / "out"), run=1, scenario="calm")
    emptied = replace(replayed, recorded={**replayed.recorded, name: nothing})
    drawn = name.startswith("p_")
    assert set(emptied.differences) == (set() if drawn else {name})


@pytest.mark.parametrize("nothing", [None, math.nan])
def test_a_metric_that_is_missing_on_both_sides_is_equal(batch, tmp_path, nothing, monkeypatch):
    replayed = sim.trace(batch.save(tmp_path / "out"), run=1, scenario="calm")
    measured = {**replayed.model.metrics(), "agreements": math.nan}
    monkeypatch.setattr(replayed.model, "metrics", lambda: measured)
    assert replace(replayed, recorded={**replayed.recorded, "agreements": nothing}).matches
    assert set(replayed.differences) == {"agreements"}


def test_a_scenario_changed_since_is_not_replayed(results):
    scenario = results / "scenarios" / "calm.yaml"
    scenario.write_text(scenario.read_text().replace("seed: 20210222", "seed: 20210223"))
    with pytest.raises(ResultsError, match=r"calm\.yaml: gone or changed since the batch was played"):
        sim.trace(results, run=1, scenario="calm")
    assert sim.trace(results, run=1, scenario="doubtful").matches


def test_a_batch_of_other_rules_is_told_where_the_replay_differs(batch, tmp_path, capsys):
    folder = batch.save(tmp_path / "out")
    descriptor = folder / "datapackage.json"
    package = json.loads(descriptor.read_text())
    package["sim"]["rules"] = "of another time"
    descriptor.write_text(json.dumps(package))
    assert sim.trace(folder, run=1, scenario="calm").other_rules
    table = folder / "outcomes.csv"
    table.write_text(table.read_text().replace("calm,0,1,muddling_through", "calm,0,1,rupture"))
    with pytest.raises(SystemExit) as left:
        main(["trace", str(folder), "--scenario", "calm", "--run", "1"])
    assert left.value.code == 1
    assert (
        "recorded row, which was played by another version of the rules: outcome" in capsys.readouterr().err
    )


def cut(file):
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def spoil(file):
    file.write_bytes(b"\xff\x00 no table at all")


DAMAGE = {
    "gone": lambda file: file.unlink(),
    "empty": lambda file: file.write_bytes(b""),
    "cut": cut,
    "odd": spoil,
}


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("table", ["datapackage.json", "outcomes"])
def test_a_damaged_folder_is_told_with_exit_code_2(results, table, damage, capsys):
    if table == "outcomes":
        (file,) = (
            path
            for path in results.rglob("*")
            if path.is_file() and "outcomes" in str(path.relative_to(results))
        )
    else:
        file = results / table
    DAMAGE[damage](file)
    with pytest.raises(SystemExit) as left:
        main(["trace", str(results), "--scenario", "doubtful", "--run", "2"])
    assert left.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


PACKAGE = (
    '{"sim": {"hash": "", "rules": "", "format": "", "panel": 0, "scenarios": [SCENARIOS]}, "resources": []}'
)
BROKEN = {
    "a list": "[]",
    "no scenario": PACKAGE.replace("SCENARIOS", ""),
    "a scenario without a name": PACKAGE.replace("SCENARIOS", "{}"),
    "no files": '{"sim": {"hash": "x"}}',
    "nested without end": "[" * 100_000,
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_data_package_that_is_none_is_told(tmp_path, case):
    (tmp_path / "datapackage.json").write_text(BROKEN[case])
    with pytest.raises(ResultsError, match="not a result folder"):
        sim.trace(tmp_path, run=1)


@pytest.mark.parametrize("path", ["/etc/passwd", "../precious.txt", "scenarios/../../precious.txt", "."])
def test_a_data_package_that_names_files_elsewhere_is_damaged(results, path):
    descriptor = results / "datapackage.json"
    package = json.loads(descriptor.read_text())
    package["resources"][0]["path"] = path
    descriptor.write_text(json.dumps(package))
    with pytest.raises(ResultsError, match="damaged"):
        sim.trace(results, run=1, scenario="calm")


def test_every_column_of_a_trace_is_described_and_its_repr_is_a_line():
    trace = sim.trace("baseline_feb2021", run=17)
    described = trace.codebook.set_index("table")
    for name, table in (("months", trace.months), ("decisions", trace.decisions)):
        assert described.loc[name, "column"].tolist() == list(table)
        assert (described.loc[name, "description"].str.len() > 8).all()
    assert repr(trace).startswith("<Trace of baseline_feb2021, run 17, seed 20210222: ")
    assert len(repr(trace)) < 120
    assert repr(trace.model) == "<Model of baseline_feb2021, run 17: 24 of 24 months>"


@pytest.mark.parametrize("run", [-1, 10**9, 1.5])
def test_a_run_that_there_cannot_be_is_told(run):
    with pytest.raises(UsageError, match=r"run: .*0 to 999999999"):
        sim.trace("baseline_feb2021", run)


def test_a_name_too_long_for_a_file_is_told():
    with pytest.raises(sim.SimError, match="no such file"):
        sim.trace("x" * 5000, 1)


def test_as_plain_data_what_is_missing_or_infinite_is_none(tmp_path):
    path = tmp_path / "case.yaml"
    path.write_text("horizon: 3\n")
    replayed = sim.trace(path, 2)
    decision = replayed.model.decisions[0]
    replayed.model.decisions[0] = replace(decision, values=(-math.inf, *decision.values[1:]))
    data = replayed.to_dict()
    assert data["decisions"][0]["values"][0] is None
    assert json.loads(json.dumps(data, allow_nan=False)) == data
