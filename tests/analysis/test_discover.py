"""Scenario discovery: PRIM as the library has it, on tables with a known box and on a batch of ours."""

from __future__ import annotations

import json
import re
import warnings
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import sim
from sim.analysis.discovery import peeling
from sim.analysis.discovery.discover import LEVEL, Box, BoxFigures, _fault, _figures, _p_value
from sim.analysis.discovery.peeling import SIGNIFICANT, PeelingStep, harmonic, peel, within
from sim.analysis.discovery.report import ended
from sim.analysis.discovery.runs import split
from sim.cli.app import main
from sim.errors import ResultsError, UsageError
from sim.scenario import load_scenario
from sim.scenario.write import data_of

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    prim = pytest.importorskip("ema_workbench.analysis.prim")

RUNS = 4000
INSIDE, OUTSIDE = 0.8, 0.05


def known(seed=1, runs=RUNS):
    """A table whose target is met in the box p_a < .4, p_b > .5 by 80% of the runs, elsewhere by 5%."""
    rng = np.random.default_rng(seed)
    table = pd.DataFrame(rng.random((runs, 5)), columns=[f"p_{name}" for name in "abcde"])
    box = (table["p_a"] < 0.4) & (table["p_b"] > 0.5)
    table["hit"] = (rng.random(runs) < np.where(box, INSIDE, OUTSIDE)).astype(int)
    return table


@pytest.fixture
def table(tmp_path):
    def write(frame):
        path = tmp_path / "table.csv"
        frame.to_csv(path, index=False)
        return path

    return write


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A batch that draws two parameters on which an outcome hangs, and one on which nothing does."""
    place = tmp_path_factory.mktemp("open")
    (place / "open.yaml").write_text(
        "name: open\nextends: baseline_feb2021\nhorizon: 6\nruns: 1500\nuncertain:\n"
        "  hazard_collapse: {distribution: normal, mean: -5, sd: 1}\n"
        "  aspiration_calm: prior\n"
        "  mobilisation: {distribution: uniform, low: 0.1, high: 0.5}\n"
    )
    (place / "fixed.yaml").write_text("name: fixed\nextends: baseline_feb2021\nhorizon: 6\nruns: 20\n")
    sim.run([place / "open.yaml", place / "fixed.yaml"]).save(place / "out")
    return place


def discover(results, target, **options):
    return sim.discover(results, target, **options).result


def call(arguments, code=0):
    with pytest.raises(SystemExit) as left:
        main([str(part) for part in arguments])
    assert (left.value.code or 0) == code


def test_a_known_box_is_found_with_its_limits_and_shares(table):
    found = discover(table(known()), "hit == 1")
    (box,) = found.boxes
    limits = {one.column: one.limit for one in box.ranges}
    assert set(limits) == {"p_a", "p_b"}
    assert limits["p_a"].high == pytest.approx(0.4, abs=0.03)
    assert limits["p_b"].low == pytest.approx(0.5, abs=0.03)
    assert limits["p_a"].low is limits["p_b"].high is None
    assert box.chosen.density == pytest.approx(INSIDE, abs=0.05)
    expected = 0.2 * INSIDE / (0.2 * INSIDE + 0.8 * OUTSIDE)
    assert box.chosen.coverage == pytest.approx(expected, abs=0.05)
    assert box.checked.density == pytest.approx(INSIDE, abs=0.08)
    assert all(one.checked_p < 1e-6 for one in box.ranges)


def test_the_figures_of_a_box_are_those_of_its_runs(table):
    frame = known()
    found = discover(table(frame), "hit == 1", boxes=2)
    searched, aside = split(RUNS, 0, 20_000, 0.25)
    assert (len(searched), len(aside)) == (found.searched, found.aside) == (3000, 1000)
    assert not set(searched) & set(aside)
    for rows, figures in ((searched, "chosen"), (aside, "checked")):
        left = frame.iloc[rows]
        hits = left["hit"].sum()
        for box in found.boxes:
            ends = {
                one.column: (
                    -np.inf if one.limit.low is None else one.limit.low,
                    np.inf if one.limit.high is None else one.limit.high,
                )
                for one in box.ranges
            }
            inside = within(left, ends, len(left))
            assert getattr(box, figures).density == pytest.approx(left["hit"][inside].mean())
            assert getattr(box, figures).coverage == pytest.approx(left["hit"][inside].sum() / hits)
            left = left[~inside]


def test_two_boxes_are_found_by_covering(table):
    rng = np.random.default_rng(3)
    frame = known()
    frame["hit"] = (rng.random(RUNS) < np.where((frame.p_a < 0.2) | (frame.p_c > 0.85), 0.9, 0.02)).astype(
        int
    )
    found = discover(table(frame), "hit == 1", boxes=3)
    restricted = [{one.column for one in box.ranges} for box in found.boxes]
    assert {"p_a"} in restricted[:2]
    assert {"p_c"} in restricted[:2]
    assert sum(box.chosen.coverage for box in found.boxes) <= 1
    assert all(box.chosen.density > found.share for box in found.boxes)


def shuffled(frame, seed):
    """The same table with the target dealt out at random: no parameter has anything to do with it."""
    return frame.assign(hit=np.random.default_rng(seed).permutation(frame["hit"]))


@pytest.mark.parametrize(("inside", "outside"), [(INSIDE, OUTSIDE), (0.04, 0.04)])
def test_where_the_target_is_dealt_out_at_random_almost_nothing_is_found(table, inside, outside):
    frame = known(runs=1200)
    box = (frame["p_a"] < 0.4) & (frame["p_b"] > 0.5)
    frame["hit"] = (np.random.default_rng(9).random(len(frame)) < np.where(box, inside, outside)).astype(int)
    found = [discover(table(shuffled(frame, seed)), "hit == 1", boxes=2) for seed in range(20)]
    assert sum(bool(one.boxes) for one in found) <= 1
    for one in found:
        assert one.rejected is not None
        assert one.boxes or ended(one).startswith("nothing found: ")


@given(st.integers(0, 2**32 - 1), st.integers(1, 60))
def test_the_p_value_of_a_box_is_that_of_fishers_exact_test(seed, runs):
    rng = np.random.default_rng(seed)
    met, inside, left = rng.random((3, runs + 1)) < 0.5
    inside &= left
    figures = _figures(inside, met)
    if figures is None:
        assert _p_value(figures, left, met) is None
        return
    cells = [[(inside & met).sum(), (inside & ~met).sum()]]
    cells += [[(left & ~inside & met).sum(), (left & ~inside & ~met).sum()]]
    assert _p_value(figures, left, met) == pytest.approx(stats.fisher_exact(cells, "greater").pvalue)


def test_a_density_that_is_not_reached_is_said_to_be_so(table):
    path = table(known())
    found = discover(path, "hit == 1", density=0.97)
    assert not found.boxes
    assert "no density of 97.0% is reached; the densest box has" in found.rejected.why
    assert found.rejected.box.chosen.density < 0.97
    (box,) = discover(path, "hit == 1", density=0.5).boxes
    assert box.chosen.density >= 0.5


def test_a_box_that_is_dense_where_it_was_found_alone_is_not_what_was_asked_for():
    figures = BoxFigures(1000, 60, 30, 0.5, 0.5)
    box = Box(1, (), PeelingStep(0.5, 0.8, 0.1, 2), figures, 1e-9, (), ())
    assert "80.0% were asked for" in _fault(box, 0.8)
    assert _fault(box, 0.55) == ""
    assert _fault(box, None) == ""
    assert "no more than chance" in _fault(replace(box, p_value=0.01), None)
    assert "cannot be tested" in _fault(replace(box, checked=None, p_value=None), None)


def test_peeling_is_that_of_the_library_step_by_step():
    frame = known(runs=1500)
    drawn, met = frame[[f"p_{name}" for name in "abcde"]], frame["hit"].to_numpy(bool)
    (box,) = peel(drawn, met, 1, None, 0.05, 0.05)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        whole = prim.Prim(drawn, met.astype(int), threshold=met.mean(), peel_alpha=0.05).find_box()
    theirs = whole.peeling_trajectory
    for name in ("coverage", "density", "mass"):
        np.testing.assert_array_equal([getattr(step, name) for step in box.steps], theirs[name])
    for ends, limits in zip(box.ends, whole.box_lims, strict=True):
        assert all((limits[name].iloc[0], limits[name].iloc[1]) == end for name, end in ends.items())


def test_the_step_is_the_best_by_both_shares_or_the_largest_that_is_dense_enough():
    frame = known(runs=1500)
    drawn, met = frame[[f"p_{name}" for name in "abcde"]], frame["hit"].to_numpy(bool)
    (best,) = peel(drawn, met, 1, None, 0.05, 0.05)
    step = best.steps[peeling._best(best.steps, None, met.mean())]
    assert all(
        harmonic(step.coverage, step.density) >= harmonic(other.coverage, other.density)
        for other in best.steps
        if other.density > met.mean()
    )
    dense = best.steps[peeling._best(best.steps, 0.6, met.mean())]
    assert dense.density >= 0.6
    assert dense.coverage == max(other.coverage for other in best.steps if other.density >= 0.6)
    assert peeling._best(best.steps, None, 1.0) is None


def test_every_limit_that_is_left_is_significant(table):
    for box in discover(table(known()), "hit == 1", boxes=2).boxes:
        chances = [
            p for one in box.ranges for p in (one.limit.quasi_p_low, one.limit.quasi_p_high) if p is not None
        ]
        assert chances
        assert len(chances) == 1 or max(chances) <= SIGNIFICANT


def test_the_same_table_gives_the_same_boxes_and_a_sample_is_checked_on_all_others(table):
    path = table(known())
    assert discover(path, "hit == 1") == discover(path, "hit == 1")
    found = discover(path, "hit == 1", sample=1000, held_out=0)
    assert (found.searched, found.aside) == (1000, 3000)


@pytest.mark.parametrize(
    ("target", "options", "said"),
    [
        ("hit == 2", {}, "met by none of the 4,000 runs"),
        ("hit >= 0", {}, "met by all of the 4,000 runs"),
        ("hitt == 1", {}, "no column 'hitt'; did you mean hit"),
        ("hit", {}, "no condition by itself"),
        ("hit == 1", {"boxes": 0}, "--boxes: 0"),
        ("hit == 1", {"sample": 1}, "--sample: 1"),
        ("hit == 1", {"held_out": 1.0}, "--held-out: 1"),
        ("hit == 1", {"held_out": 0.0}, "of 4,000 runs none is set aside"),
        ("hit == 1", {"mass": 0.0}, "--mass: 0"),
        ("hit == 1", {"density": 1.5}, "--density: 1.5"),
        ("hit == 1", {"scenario": "foo"}, "no scenario 'foo'"),
    ],
)
def test_what_makes_no_sense_gets_one_clear_message(table, target, options, said):
    with pytest.raises(UsageError, match=re.escape(said)) as caught:
        discover(table(known()), target, **options)
    assert "\n" not in str(caught.value)


def test_a_table_without_drawn_parameters_and_one_with_holes_are_told(table):
    with pytest.raises(ResultsError, match="draws and sweeps no parameter"):
        discover(table(known()[["hit"]]), "hit == 1")
    frame = known()
    frame.loc[3, "p_a"] = np.nan
    with pytest.raises(ResultsError, match="p_a is empty in some runs"):
        discover(table(frame), "hit == 1")


def test_without_the_library_the_extra_is_named(table, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "ema_workbench.analysis.prim", None)
    peeling._patient.cache_clear()
    with pytest.raises(UsageError, match=re.escape("pip install 'sim[analysis]'")):
        discover(table(known()), "hit == 1")
    peeling._patient.cache_clear()


def test_the_scenario_is_the_one_that_draws_something(folder):
    found = discover(folder / "out", "outcome == regime_collapse")
    assert found.scenario == "open"
    assert next(one.column for box in found.boxes for one in box.ranges) == "p_hazard_collapse"
    with pytest.raises(ResultsError, match="fixed draws and sweeps no parameter"):
        discover(folder / "out", "outcome == regime_collapse", scenario="fixed")


def test_a_box_played_again_under_other_luck_is_as_dense_as_it_was_found(folder):
    call(
        [
            "discover",
            folder / "out",
            "--target",
            "outcome == regime_collapse",
            "--quiet",
            "--save",
            folder / "box.yaml",
        ]
    )
    found = discover(folder / "out", "outcome == regime_collapse")
    scenario = load_scenario(folder / "box.yaml")
    assert scenario.name == "box"
    outcomes = sim.run(folder / "box.yaml", seed=7, runs=1500).outcomes
    for one in found.boxes[0].ranges:
        values = outcomes[one.column]
        assert one.limit.low is None or values.min() >= one.limit.low - 1e-5 * abs(one.limit.low)
        assert one.limit.high is None or values.max() <= one.limit.high + 1e-5 * abs(one.limit.high)
    density = (outcomes["outcome"] == "regime_collapse").mean()
    error = (density * (1 - density) * (1 / 1500 + 1 / found.boxes[0].checked.inside)) ** 0.5
    assert abs(density - found.boxes[0].checked.density) < 4 * error


def test_a_saved_box_extends_the_scenario_by_name_or_else_that_of_the_results(folder, tmp_path):
    target = ["discover", folder / "out", "--target", "outcome == regime_collapse", "--quiet", "--save"]
    call([*target, folder / "near.yaml"])
    call([*target, tmp_path / "far.yaml"])
    assert "extends: open\n" in (folder / "near.yaml").read_text()
    assert "/out/scenarios/open.yaml" in (tmp_path / "far.yaml").read_text()
    near, far = load_scenario(folder / "near.yaml"), load_scenario(tmp_path / "far.yaml")
    assert near.uncertain == far.uncertain
    assert near.runs == far.runs == 1500
    (folder / "open.yaml").rename(folder / "was_open.yaml")
    (folder / "open.yaml").write_text("name: open\nhorizon: 5\n")  # another scenario of that name
    call([*target, folder / "near.yaml"])
    (folder / "was_open.yaml").rename(folder / "open.yaml")
    assert "out/scenarios/open.yaml" in (folder / "near.yaml").read_text()


def test_a_box_of_a_scenario_from_a_mapping_is_saved_all_the_same(folder, tmp_path):
    mapping = data_of(load_scenario(folder / "open.yaml"), "set")
    sim.run(mapping).save(tmp_path / "out")
    target = ["discover", tmp_path / "out", "--target", "outcome == regime_collapse", "--quiet", "--save"]
    call([*target, tmp_path / "box.yaml"])
    call(["discover", folder / "out", *target[2:], folder / "box.yaml"])
    assert load_scenario(tmp_path / "box.yaml").uncertain == load_scenario(folder / "box.yaml").uncertain


def test_the_command_writes_tables_a_picture_and_data(folder, tmp_path, capsys):
    files = {name: tmp_path / name for name in ("box.csv", "way.csv", "box.svg")}
    writing = ["--plot", files["box.svg"], "--out", files["box.csv"], "--trajectory", files["way.csv"]]
    call(["discover", folder / "out", "--target", "outcome == regime_collapse", "--json", *writing])
    data = json.loads(capsys.readouterr().out)
    ranges, way = pd.read_csv(files["box.csv"]), pd.read_csv(files["way.csv"])
    assert list(ranges["parameter"]) == [row["parameter"] for row in data["ranges"]]
    assert len(way) == len(data["trajectory"])
    assert len(data["boxes"]) == 1
    assert way["coverage"].iloc[0] == 1
    words = files["box.svg"].read_text()
    assert "<svg" in words
    assert "hazard_collapse" in words
    first = files["box.svg"].read_bytes()
    call(
        [
            "discover",
            folder / "out",
            "--target",
            "outcome == regime_collapse",
            "--quiet",
            "--plot",
            files["box.svg"],
        ]
    )
    assert files["box.svg"].read_bytes() == first


def test_a_name_that_no_scenario_can_have_writes_nothing(folder, tmp_path, capsys):
    target = ["discover", folder / "out", "--target", "outcome == regime_collapse", "--quiet", "--save"]
    for name in ("a box.yaml", "box.txt"):
        call([*target, tmp_path / name], code=2)
        said = capsys.readouterr().err
        assert said.startswith(f"--save: {tmp_path / name}: ")
        assert said.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
    call([*target, tmp_path / "box.yaml", "--box", "2"], code=2)
    assert "--box: 2; one of the 1" in capsys.readouterr().err


def test_where_nothing_is_found_no_file_is_written_and_that_is_said(folder, tmp_path, capsys):
    names = {"--out": "a.csv", "--trajectory": "b.csv", "--plot": "c.svg", "--save": "d.yaml"}
    files = [part for option, name in names.items() for part in (option, tmp_path / name)]
    noise = ["discover", folder / "out", "--target", "run < 700", "--quiet"]
    call([*noise, *files], code=1)
    shown, said = capsys.readouterr()
    assert "target: run < 700" in shown
    assert said.startswith("nothing found: box 1 ")
    assert all(str(tmp_path / name) in said for name in names.values())
    assert list(tmp_path.iterdir()) == []
    call([*noise, "--json"], code=1)
    data = json.loads(capsys.readouterr().out)
    assert data["boxes"] == []
    assert data["rejected"]["why"] in said
    assert data["rejected"]["box"]["p_value"] > LEVEL


def test_a_density_that_no_box_has_is_told_by_the_command(folder, capsys):
    collapse = ["--target", "outcome == regime_collapse", "--quiet", "--density", "0.999"]
    call(["discover", folder / "out", *collapse], code=1)
    assert "no density of 99.9% is reached" in capsys.readouterr().err


def test_a_box_that_was_not_found_is_neither_drawn_nor_saved(folder, tmp_path, capsys):
    collapse = ["--target", "outcome == regime_collapse", "--quiet", "--boxes", "9", "--box", "9"]
    files = ["--out", tmp_path / "a.csv", "--save", tmp_path / "d.yaml"]
    call(["discover", folder / "out", *collapse, *files], code=1)
    shown, said = capsys.readouterr()
    assert "no box after box" in shown
    assert f"not written: {tmp_path / 'd.yaml'}" in said
    assert {file.name for file in tmp_path.iterdir()} == {"a.csv", "a.svg"}


@pytest.mark.parametrize("option", ["--boxes", "--box"])
def test_no_box_at_all_is_blamed_on_the_option_that_asks_for_it(folder, capsys, option):
    call(["discover", folder / "out", "--target", "outcome == regime_collapse", option, "0"], code=2)
    assert capsys.readouterr().err.startswith(f"{option}: 0 is out of range")


def test_what_a_person_reads_names_parameters_units_and_both_checks(folder, capsys):
    call(["discover", folder / "out", "--target", "outcome == 'regime_collapse'"])
    text = capsys.readouterr().out
    for words in ("hazard_collapse", "log monthly rate", "on the runs set aside", "quasi-p", "covers"):
        assert words in text
