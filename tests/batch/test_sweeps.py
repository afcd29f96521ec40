"""A sweep is played as one batch, each point as the scenario with its values set."""

from __future__ import annotations

import json

import numpy as np
import pytest

import sim
from sim.batch.plan import make_plan
from sim.cli.app import main
from sim.errors import ResultsError, UsageError
from sim.outcomes.rows import Layout
from sim.scenario import load_scenario
from sim.scenario.sampling import points_of

GRID = "sweep: {grid: {colour_revolution_belief: [0, 0.85], lookahead: [3, 12], kremlin_type: [replacer]}}\n"
SAMPLES = {
    "latin_hypercube": "sweep: {latin_hypercube: {n: 3, over: {strength_cost: prior, lookahead: [1, 24]}}}\n",
    "sobol": "sweep: {sobol: {n: 4, over: {leak: [0, 0.1], mobilisation: [0, 0.6]}}}\n",
}
SWEEPS = {"grid": GRID, **SAMPLES}
BASE = "runs: 6\nhorizon: 8\nuncertain: {reserves: {distribution: uniform, low: 3, high: 9}}\n"


@pytest.fixture
def scenario(tmp_path):
    def write(text, name="swept"):
        path = tmp_path / f"{name}.yaml"
        path.write_text(BASE + text)
        return path

    return write


def call(arguments):
    """The command line, which leaves with 0."""
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert not left.value.code


def at(rows, point):
    return rows[rows["point"] == point]


def comparable(rows, *without):
    """Rows without what says which scenario and point they are of."""
    return rows.drop(columns=["scenario", "point", *without]).reset_index(drop=True)


@pytest.mark.parametrize("design", SWEEPS)
def test_the_rows_of_a_point_are_those_of_the_scenario_with_its_values_set(scenario, design):
    path = scenario(SWEEPS[design])
    swept = load_scenario(path)
    played = sim.run(path).outcomes
    plain = scenario("", "plain")
    for point, row in enumerate(points_of(swept.sweep, swept.seed)):
        settings = [f"{flat}={float(value)!r}" for flat, value in zip(swept.sweep.axes, row, strict=True)]
        alone = sim.run(plain, settings).outcomes
        columns = Layout.of(swept.sweep.axes).columns
        names = [column.name for column in columns if column.name.startswith("p_")]
        of_point = at(played, point)
        assert comparable(of_point, *names).equals(comparable(alone))
        for flat, value in zip(swept.sweep.axes, row, strict=True):
            assert set(of_point[f"p_{flat}"]) == {value}


def test_rows_are_sorted_by_scenario_point_and_run(scenario):
    rows = sim.run([scenario(GRID, "b"), scenario(SAMPLES["sobol"], "a"), scenario("", "c")]).outcomes
    identity = rows[["scenario", "point", "run"]]
    assert list(rows["scenario"].unique()) == ["a", "b", "c"]
    assert list(rows.groupby("scenario")["point"].nunique()) == [4, 4, 1]
    assert identity.equals(identity.sort_values(["scenario", "point", "run"]))
    assert not identity.duplicated().any()
    assert set(rows.groupby(["scenario", "point"])["run"].agg(tuple)) == {tuple(range(6))}


def test_points_share_their_luck(scenario):
    rows = sim.run(scenario(GRID)).outcomes
    drawn = rows.pivot_table(index="run", columns="point", values="p_reserves")
    assert (drawn.nunique(axis=1) == 1).all()
    twice = sim.run(scenario("sweep: {grid: {lookahead: [3, 3]}}\n")).outcomes
    one, other = (comparable(at(twice, point)) for point in (0, 1))
    assert one.equals(other)


def test_the_order_of_axes_and_values_moves_points_and_no_row(scenario):
    turned = (
        "sweep: {grid: {kremlin_type: [replacer], lookahead: [12, 3], colour_revolution_belief: [0.85, 0]}}\n"
    )
    batches = [sim.run(scenario(text)).outcomes.drop(columns="point") for text in (GRID, turned)]
    keys = ["p_colour_revolution_belief", "p_lookahead", "run"]
    one, other = (rows.sort_values(keys).reset_index(drop=True) for rows in batches)
    assert one.equals(other)


def test_other_scenarios_show_the_values_that_they_fix(scenario):
    path = scenario("parameters: {strength_cost: 1.25}\n", "plain")
    rows = sim.run([scenario(SAMPLES["latin_hypercube"]), path]).outcomes.query("scenario == 'plain'")
    assert set(rows["p_strength_cost"]) == {1.25}
    assert set(rows["p_lookahead"]) == {load_scenario(path).value("lookahead")}


def test_a_sweep_plays_the_same_whatever_the_number_of_workers(scenario):
    path = scenario(SAMPLES["sobol"])
    one, other = (sim.run(path, workers=workers) for workers in (1, 3))
    assert one.outcomes.equals(other.outcomes)
    assert one.distributions.equals(other.distributions)
    assert one.monthly.equals(other.monthly)


def test_distributions_and_months_are_over_all_points_together(scenario):
    batch = sim.run(scenario(GRID))
    assert len(batch.outcomes) == 4 * 6
    table = batch.distributions.query("metric == 'pressure_mean' and statistic == 'mean'")
    assert table["value"].item() == pytest.approx(batch.outcomes["pressure_mean"].mean(), rel=1e-12)
    months = batch.monthly.query("month == 8 and metric == 'incidence_regime_collapse'")
    share = np.mean(batch.outcomes["outcome"] == "regime_collapse")
    assert months["mean"].item() == pytest.approx(share)


def test_the_hash_changes_with_the_points_and_with_nothing_else_of_a_sweep(scenario):
    def digest(text):
        return make_plan([load_scenario(scenario(text))]).digest

    different = [
        "",
        "sweep: {grid: {leak: [0.04]}}\n",  # the default: the same numbers, but another column
        "sweep: {grid: {leak: [0, 0.1]}}\n",
        "sweep: {grid: {leak: [0.1, 0]}}\n",
        "sweep: {sobol: {n: 2, over: {leak: [0, 0.1]}}}\n",
        "sweep: {sobol: {n: 4, over: {leak: [0, 0.1]}}}\n",
        "sweep: {latin_hypercube: {n: 4, over: {leak: [0, 0.1]}}}\n",
    ]
    assert len({digest(text) for text in different}) == len(different)
    other_words = "sweep: {sobol: {over: {leak: {distribution: uniform, low: 0, high: 0.1}}, n: 4}}\n"
    assert digest(other_words) == digest(different[5])


@pytest.mark.parametrize("table_format", ["csv", "parquet"])
@pytest.mark.parametrize("design", SWEEPS)
def test_every_point_is_replayed_to_the_last_bit_from_results(scenario, tmp_path, design, table_format):
    batch = sim.run(scenario(SWEEPS[design]))
    folder = batch.save(tmp_path / "out", table_format)
    for point in range(batch.scenarios[0].sweep.points):
        replayed = sim.trace(folder, run=5, point=point)
        assert replayed.matches
        assert (replayed.recorded["point"], replayed.recorded["run"]) == (point, 5)
        assert replayed.swept == {
            flat: replayed.recorded[f"p_{flat}"] for flat in batch.scenarios[0].sweep.axes
        }


def test_a_point_that_there_is_not_is_told_with_exit_code_2(scenario, tmp_path, capsys):
    path = scenario(GRID)
    folder = sim.run([path, scenario("", "plain")]).save(tmp_path / "out")
    reported = "swept: point: 4 is out of range; a whole number, 0 to 3"
    with pytest.raises(UsageError, match=reported):
        sim.Model(path, point=4)
    with pytest.raises(UsageError, match=reported):
        sim.trace(folder, 1, scenario="swept", point=4)
    with pytest.raises(UsageError, match="plain: point 1: there is no sweep"):
        sim.trace(folder, 1, scenario="plain", point=1)
    with pytest.raises(
        ResultsError, match=r"no run 6 .* point 3; it has plain \(runs 0 to 5\), swept \(runs"
    ):
        sim.trace(folder, 6, scenario="swept", point=3)
    with pytest.raises(SystemExit) as left:
        main(["trace", str(folder), "--scenario", "swept", "--point", "4", "--run", "1"])
    assert left.value.code == 2
    assert capsys.readouterr().err == f"{reported}\n"


def test_a_trace_says_at_which_point_it_is(scenario, capsys):
    call(["trace", str(scenario(GRID)), "--point", "2", "--run", "1"])
    head = capsys.readouterr().out.splitlines()[0]
    assert head.startswith(
        "swept, point 2 (colour_revolution_belief 0.85, lookahead 3, kremlin_type 2), run 1"
    )
    call(["trace", str(scenario(GRID)), "--point", "2", "--run", "1", "--json"])
    assert json.loads(capsys.readouterr().out)["point"] == 2


def test_a_dry_run_counts_points_and_all_runs(scenario, capsys):
    paths = [str(scenario(GRID)), str(scenario("", "plain"))]
    call(["run", *paths, "--dry-run"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("plain: 6 runs of 8 months")
    assert lines[1].startswith("swept: 4 points of 6 runs of 8 months")
    assert lines[-1].startswith("30 runs would be written")
    call(["run", *paths, "--dry-run", "--json"])
    plan = json.loads(capsys.readouterr().out)
    assert plan["runs"] == 30
    assert [(one["scenario"], one["points"], one["runs"]) for one in plan["scenarios"]] == [
        ("plain", 1, 6),
        ("swept", 4, 6),
    ]


def test_a_sobol_sample_that_is_not_balanced_is_noted_on_standard_error(scenario, capsys):
    path = scenario("sweep: {sobol: {n: 5, over: {leak: [0, 0.1]}}}\n")
    call(["run", str(path), "--dry-run"])
    assert "swept: sweep.sobol.n: 5 points are not balanced, as 4 or 8 would be" in capsys.readouterr().err


def test_the_data_package_says_what_was_swept_in_which_unit(scenario, tmp_path):
    folder = sim.run(scenario(SAMPLES["sobol"])).save(tmp_path / "out")
    package = json.loads((folder / "datapackage.json").read_text())
    (table,) = [resource for resource in package["resources"] if resource["name"] == "outcomes"]
    fields = {field["name"]: field for field in table["schema"]["fields"]}
    assert table["rows"] == 4 * 6
    for name in ("p_leak", "p_mobilisation"):
        assert fields[name]["type"] == "number"
        assert fields[name]["unit"]
        assert len(fields[name]["description"]) > 20
    assert set(fields) == set(sim.run(scenario(SAMPLES["sobol"])).outcomes.columns)


def test_a_panel_keeps_runs_of_the_first_point(scenario):
    panel = sim.run(scenario(GRID), panel=2).panel
    alone = sim.run(
        scenario("", "plain"), ["colour_revolution_belief=0", "lookahead=3", "kremlin_type=replacer"], panel=2
    ).panel
    assert panel.drop(columns="scenario").equals(alone.drop(columns="scenario"))
