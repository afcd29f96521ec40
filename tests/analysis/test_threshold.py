"""Where an effect changes sign: found where it does, said plainly where it does not."""

from __future__ import annotations

import json
import math
import re
from contextlib import nullcontext
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.threshold import threshold
from sim.analysis.threshold.crossing import bisect, brackets, by_chance
from sim.analysis.threshold.over_draws import DRAW_STEPS, drawn_values, others
from sim.analysis.threshold.question import question_of
from sim.analysis.threshold.report import report
from sim.analysis.threshold.threshold import find, verdict_on
from sim.batch.run import Silent
from sim.cli.app import main
from sim.errors import UsageError
from sim.experiments.arms import ArmSetup
from sim.experiments.points import PointPlayer
from sim.experiments.workers import Workers
from sim.output.numbers import number
from sim.stats.means import mean as estimate

EXECUTOR = Workers(1, lambda _: nullcontext(Silent()))
STAGE = ArmSetup("baseline_feb2021", ("horizon=2",), runs=400)
BELIEF = "colour_revolution_belief"


class Along(PointPlayer):
    """Plays no model: the effect is a known function of the quantities, plus chance shared by all points."""

    slope, at = -1.0, 0.3

    def __call__(self, axes, values):
        noise_floor = np.random.default_rng(1).normal(0, 0.5, self.scenario.runs)
        where = self.at + (values[:, axes.index("leak")] - 0.04 if "leak" in axes else 0.0)
        return (
            self.slope * (values[:, axes.index(BELIEF)] - where)[:, None] + noise_floor - noise_floor.mean()
        )


@pytest.fixture
def known(monkeypatch):
    monkeypatch.setattr(threshold, "PointPlayer", Along)
    return Along


def asked(**options):
    return question_of("F2", BELIEF, None, None, options.get("ends"))


@given(st.lists(st.floats(0.001, 0.999), min_size=1, max_size=5), st.booleans())
def test_bisection_closes_in_on_every_change_of_sign(roots, falling):
    at, sign = np.array(roots), -1.0 if falling else 1.0
    found = bisect(np.zeros(len(at)), np.ones(len(at)), -at * sign, lambda x: sign * (x - at), 12)
    assert np.abs(found - at).max() <= 2.0**-13


def test_brackets_are_where_neighbours_differ_in_sign():
    assert brackets(np.array([1.0, 2.0, -1.0, -3.0, 0.5])).tolist() == [1, 3]
    assert brackets(np.array([1.0, 0.0, 1.0])).tolist() == []


def test_the_interval_by_chance_covers_the_change_of_sign_as_often_as_it_says():
    places, hits = np.linspace(0, 1, 9), 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        noise_floor = rng.normal(0, 1.0, 300)
        values = (places - 0.4)[:, None] + noise_floor
        low, high = np.quantile(by_chance(places, values, rng, 400), (0.025, 0.975))
        hits += low <= 0.4 <= high
    assert 52 <= hits <= 60


def test_a_change_of_sign_is_found_with_its_interval(known):
    found = find(STAGE, asked(), None, 0, 2, EXECUTOR)
    assert found.verdict == "changes sign"
    assert found.thresholds == pytest.approx((known.at,), abs=1 / 8 / 2**threshold.STEPS)
    low, high = np.quantile(found.by_chance, (0.025, 0.975))
    assert low < known.at < high
    assert f"changes sign at {BELIEF} = {number(found.thresholds[0])}" in report(found).text()
    assert "from above 0 to below" in report(found).text()


@pytest.mark.usefixtures("known")
def test_an_effect_that_keeps_its_sign_is_said_to_with_the_effects_at_both_ends():
    found = find(STAGE, asked(ends=(0.5, 1.0)), None, 0, 2, EXECUTOR)
    assert (found.verdict, found.thresholds) == ("no change of sign", ())
    text = report(found).text()
    assert "There is no change of sign between 0.5 and 1:" in text
    assert "-0.20000" in text
    assert "-0.70000" in text
    assert report(found).details["resampled_interval"] is None


def test_draws_of_the_other_quantities_move_the_threshold_by_what_they_are_worth(known):
    found = find(STAGE, asked(), "leak,strength_cost", 30, 50, EXECUTOR).over_draws
    assert found is not None
    assert (found.quantities, len(found.thresholds)) == (2, 30)
    drawn = drawn_values(
        known(STAGE, asked().subject, 1, EXECUTOR.listening),
        others(STAGE, asked(), "leak,strength_cost"),
        30,
    )
    expected = known.at + drawn[:, 0] - 0.04
    assert found.thresholds == pytest.approx(expected, abs=2.0**-DRAW_STEPS)


def test_draws_are_those_of_the_first_runs_of_an_uncertain_scenario():
    import sim

    space = others(STAGE, asked(), "leak,strength_cost")
    player = PointPlayer(STAGE, asked().subject, 1, EXECUTOR.listening)
    settings = ["horizon=2", "uncertain.leak=prior", "uncertain.strength_cost=prior"]
    played = sim.run("baseline_feb2021", settings, runs=5, workers=1).outcomes
    columns = [f"p_{flat}" for flat in space.axes]
    np.testing.assert_array_equal(drawn_values(player, space, 5), played[columns].to_numpy())


@pytest.mark.parametrize(
    ("means", "verdict"),
    [
        ((5.0, 1.0, -5.0), "changes sign"),
        ((5.0, 4.0, 0.0), "no change of sign"),
        ((-5.0, -4.0, 0.1), "no change of sign"),
        ((0.1, -0.1, 0.1), "no change of sign"),
    ],
)
def test_a_sign_changes_if_the_effect_is_beyond_chance_on_both_sides(means, verdict):
    noise_floor = np.random.default_rng(0).normal(size=100)
    noise_floor -= noise_floor.mean()
    assert verdict_on([estimate(mean + noise_floor) for mean in means]) == verdict


def test_pairs_that_never_differ_have_no_effect():
    assert verdict_on([estimate(np.zeros(10))] * 3) == "no effect"


def test_an_effect_that_is_missing_everywhere_is_refused(known, monkeypatch):
    monkeypatch.setattr(known, "__call__", lambda _, __, values: np.full((len(values), 3), math.nan))
    with pytest.raises(UsageError, match="missing in all pairs"):
        find(STAGE, asked(), None, 0, 2, EXECUTOR)


def test_any_two_quantities_can_be_looked_at_together():
    """More wealth at the start means more at the end, whatever else: an effect that keeps its sign."""
    question = question_of("reserves", "mobilisation", "reserves_usd_bn", ("5", "9"), (0.1, 0.3))
    found = find(replace(STAGE, runs=20), question, "leak", 3, 10, EXECUTOR)
    assert found.verdict == "no change of sign"
    assert all(point.low > 0 for point in found.curve)
    assert found.over_draws is not None
    assert found.over_draws.ends.both(1.0) == 3
    assert "reserves from 5 to 9" in report(found).text()


def test_a_list_entry_and_a_named_level_can_be_moved():
    question = question_of(
        "kremlin_type", "strength_cost", "subsidy_policy_mean", ("gradualist", "replacer"), None
    )
    found = find(replace(STAGE, runs=4), question, "leak", 0, 2, EXECUTOR)
    assert len(found.curve) == threshold.POINTS
    assert question_of("step_by_issue.RM", "leak", "leaks", None, None).subject.is_effect


def call(capsys, *arguments):
    code = 0
    try:
        main(["threshold", "baseline_feb2021", *arguments])
    except SystemExit as left:
        code = int(left.code or 0)
    said = capsys.readouterr()
    return code, said.out, said.err


def test_draws_without_any_effect_are_counted_apart(capsys):
    options = ["--of", "leak", "--over", "strength_cost", "--metric", "roadmaps_signed", "--runs", "4"]
    options += ["--set", "menu.bundles=[0]", "--set", "horizon=3", "--draws", "3", "--draw-runs", "2"]
    options += ["--parameters", "loan_cost", "--quiet", "--workers", "1"]
    code, shown, _ = call(capsys, *options)
    assert code == 0
    assert "there is no effect, in no pair of runs" in shown
    assert re.search(r"0 at both ends, in every pair of runs +3 ", shown)
    assert re.search(r"different signs, or one that is open +0 ", shown)
    code, shown, _ = call(capsys, *options, "--json")
    signs = {row["signs"]: row["draws"] for row in json.loads(shown)["signs"]}
    assert (code, signs["0 at both ends, in every pair of runs"]) == (0, 3)


def test_the_command_answers_draws_and_writes(capsys, tmp_path):
    out = tmp_path / "curve.csv"
    options = ["--of", "F2", "--over", BELIEF, "--runs", "30", "--draws", "4", "--draw-runs", "10"]
    options += ["--set", "horizon=4", "--parameters", "leak,strength_cost", "--quiet", "--workers", "1"]
    code, shown, _ = call(capsys, *options, "--out", str(out))
    assert code == 0
    assert "change of sign between 0 and 1" in shown or "changes sign" in shown
    assert "4 draws of 2 other quantities" in shown
    table = pd.read_csv(out)
    assert table[BELIEF].tolist() == np.linspace(0, 1, threshold.POINTS).tolist()
    assert (table["ci_low"] <= table["effect"]).all()
    assert (tmp_path / "curve.svg").read_text(encoding="utf-8").startswith("<?xml")
    code, shown, _ = call(capsys, *options, "--json")
    data = json.loads(shown)
    assert [row["effect"] for row in data["curve"]] == pytest.approx(table["effect"].tolist())
    assert data["over_draws"]["draws"] == 4


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--of", "F1", "--over", BELIEF], "the comparison itself varies it (0, 0.85)"),
        (["--of", "F2b", "--over", BELIEF], "the comparison itself varies it"),
        (["--of", "F14", "--over", "leak"], "compares nothing"),
        (["--of", "F13", "--over", "leak", "--metric", "best_subsidy_step"], "not to a run"),
        (["--of", "mobilisaton", "--over", "leak"], "mobilisation"),
        (["--of", "mobilisation", "--over", "leak"], "--metric"),
        (["--of", "step_by_issue", "--over", "leak", "--metric", "leaks"], "step_by_issue."),
        (["--of", "F2", "--over", "leek"], "leak"),
        (["--of", "F2", "--over", "kremlin_type"], "takes steps"),
        (["--of", "F2", "--over", "leak", "--range", "0.3", "0.1"], "two rising values"),
        (["--of", "F2", "--over", "leak", "--range", "0", "1.5"], "within 0 to 1"),
        (["--of", "F2", "--over", "leak", "--from", "1"], "give both"),
        (["--of", "F2", "--over", "leak", "--from", "1", "--to", "2"], "arms of its own"),
        (["--of", "mobilisation", "--over", "leak", "--metric", "leeks"], "leaks"),
        (["--of", "reserves", "--from", "x", "--to", "9", "--over", "leak", "--metric", "leaks"], "reserves"),
        (["--of", "F2", "--over", "leak", "--parameters", "leak"], "--draws 0"),
        (
            ["--of", "reserves", "--from", "3", "--to", "3.0", "--over", "leak", "--metric", "leaks"],
            "nothing moves",
        ),
    ],
)
def test_bad_usage_is_refused(capsys, arguments, said):
    code, shown, reported_there = call(capsys, *arguments, "--quiet")
    assert (code, shown) == (2, "")
    assert said in reported_there
    assert "Traceback" not in reported_there
