"""A finding under all pairings and draws: known effects are found as they are, and played as others are."""

from __future__ import annotations

import json
import math
from contextlib import nullcontext
from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.analysis.robustness import breaking, robustness
from sim.analysis.robustness.assess import assess, spread_of, verdict_on
from sim.analysis.robustness.breaking import correlations
from sim.analysis.robustness.findings import findings_of
from sim.analysis.robustness.play import at_draws, at_points, under_pairings
from sim.analysis.robustness.report import DECLARATIONS, report
from sim.analysis.robustness.robustness import Effort, examine
from sim.analysis.robustness.sentences import sentences
from sim.analysis.robustness.space import drawn_in
from sim.batch.run import Silent
from sim.cli.app import main
from sim.errors import ResultsError, UsageError
from sim.experiments.arms import ArmSetup
from sim.experiments.pairings import Pairing, pairings
from sim.experiments.workers import Workers
from sim.minds.kinds import MINDS
from sim.output.report import check_place, files_of
from sim.stats.means import mean as estimate

EXECUTOR = Workers(1, lambda _: nullcontext(Silent()))
STAGE = ArmSetup("baseline_feb2021", ("horizon=4",), runs=20, seed=5)
OWN = Pairing("quantal", "quantal")
BELIEF = "colour_revolution_belief"


def finding(name="F1", against=None):
    (found,) = findings_of(STAGE, [name], against)
    return found


def test_every_mind_meets_every_mind_and_aspiration_is_no_evidence():
    assert list(pairings()) == list(product(MINDS, MINDS))
    assert {one for one in pairings() if not one.is_evidence} == {
        one for one in pairings() if "aspiration" in one
    }
    assert all(("briefing" in one.remark) != one.is_evidence for one in pairings())
    assert all(("means of the priors" in one.remark) == ("farsighted" in one) for one in pairings())


def test_effects_are_those_of_batches_played_with_these_minds():
    pair = Pairing("quantal", "aspiration")
    (effects,) = under_pairings(finding(), [pair], EXECUTOR)
    minds = f"kremlin={pair.kremlin},minsk={pair.minsk}"
    means = [
        sim.run(
            "baseline_feb2021",
            ["horizon=4", f"{BELIEF}={belief}", "belief_speed=0"],
            runs=20,
            seed=5,
            minds=minds,
            workers=1,
        ).outcomes["pressure_mean"]
        for belief in (0, 0.85)
    ]
    np.testing.assert_array_equal(effects, (means[1] - means[0]).to_numpy())


def test_draws_are_those_of_the_first_runs_of_an_uncertain_scenario_and_the_same_for_all():
    found = finding()
    space = drawn_in(found, "leak,strength_cost").space
    pairs = [OWN, Pairing("aspiration", "quantal")]
    effects, drawn = at_draws(found, pairs, space, 3, 4, EXECUTOR)
    assert effects.shape == (2, 3, 4)
    played = sim.run(
        "baseline_feb2021",
        ["horizon=4", "uncertain.leak=prior", "uncertain.strength_cost=prior"],
        runs=3,
        seed=5,
        workers=1,
    ).outcomes
    np.testing.assert_array_equal(drawn, played[["p_leak", "p_strength_cost"]].to_numpy())
    (alone,), again = at_draws(found, pairs[1:], space, 3, 4, EXECUTOR)
    np.testing.assert_array_equal(alone, effects[1])
    np.testing.assert_array_equal(again, drawn)


def test_each_draw_has_random_numbers_of_its_own():
    """Where what is drawn moves nothing, the draws are further runs of the scenario as it stands."""
    found = finding()
    space = drawn_in(found, "learning_memory").space
    effects, _ = at_draws(found, [OWN], space, 4, 5, EXECUTOR)
    np.testing.assert_array_equal(effects.reshape(1, -1), under_pairings(found, [OWN], EXECUTOR))


def test_a_quantity_at_its_own_value_changes_nothing():
    found = finding()
    value = STAGE.scenario_of(found.sides[0].arm).value("leak")
    moved = at_points(found, OWN, [("leak", value)], 7, EXECUTOR)
    np.testing.assert_array_equal(moved, under_pairings(found, [OWN], EXECUTOR)[:, :7])


def test_what_the_comparison_sets_is_not_drawn():
    choice = drawn_in(finding(), "belief_speed,leak")
    assert (choice.space.axes, choice.left_out) == (("leak",), ("belief_speed",))


def test_two_scenarios_are_compared_with_common_random_numbers_and_what_they_set_is_not_drawn():
    found = finding("reserves_usd_bn", "loan_3bn")
    assert [side.scenario.name for side in found.sides] == ["loan_3bn", "baseline_feb2021"]
    assert len({(side.scenario.seed, side.scenario.runs) for side in found.sides}) == 1
    same = finding("reserves_usd_bn", "baseline_feb2021")
    assert not under_pairings(same, [OWN], EXECUTOR).any()


def test_a_difference_of_nothing_is_a_result_without_a_sign():
    same = finding("reserves_usd_bn", "baseline_feb2021")
    effort = Effort(3, 2, 2, 1)
    found = examine(same, "leak,strength_cost", effort, EXECUTOR)
    assert found.sign == 0
    assert {one.verdict for one in found.pairings} == {"none"}
    text = " ".join(sentences(found))
    assert "0 in every pair of runs" in text
    assert "beyond chance under none" in text
    assert f"0 of {3 * len(pairings())}" in text
    reported = report([found], effort)
    pairs = reported.tables["pairings"]
    assert set(pairs["expected_sign"]) == {0}
    assert pairs[["same_sign", "draws_for"]].isna().all(axis=None)
    assert "(at 0)" in reported._repr_html_().replace("<!-- ", "")


def test_a_metric_that_no_pair_of_runs_has_is_refused():
    with pytest.raises(UsageError, match="in no pair of runs"):
        robustness._sign_in(np.full(3, np.nan), finding("reserves_usd_bn", "loan_3bn"))


def test_a_level_is_held_against_its_bound():
    (muddling, deep) = findings_of(STAGE, ["F14"], None)
    assert (muddling.sign, muddling.bound, deep.sign) == (1.0, 0.5, -1.0)
    (effects,) = under_pairings(muddling, [OWN], EXECUTOR)
    assert set(effects) <= {-0.5, 0.5}


@pytest.mark.parametrize(
    ("names", "against", "message"),
    [
        (["F99"], None, "no metric 'F99'.*pattern F9"),
        (["pressure_men"], None, "did you mean pressure_mean"),
        (["pressure_mean"], None, "--against names the other"),
        (["F1"], "loan_3bn", "--against: belongs to a metric"),
        (["F18"], None, "expects no sign"),
    ],
)
def test_what_is_no_finding_is_refused(names, against, message):
    with pytest.raises(UsageError, match=message):
        findings_of(STAGE, names, against)


@pytest.mark.parametrize(
    ("mean", "sign", "verdict"),
    [
        (0.5, 1.0, "confirmed"),
        (0.5, -1.0, "reversed"),
        (-0.5, -1.0, "confirmed"),
        (0.01, 1.0, "inconclusive"),
        (-0.5, 0.0, "confirmed"),
        (0.01, 0.0, "inconclusive"),
        (0.21, 1.0, "confirmed"),
        (0.19, 1.0, "inconclusive"),
    ],
)
def test_a_verdict_needs_four_standard_errors(mean, sign, verdict):
    noise_floor = np.random.default_rng(0).normal(size=400)
    noise_floor /= noise_floor.std(ddof=1)  # so that the standard error is 0.05
    assert verdict_on(estimate(mean + noise_floor - noise_floor.mean()), sign) == verdict


def test_no_pair_that_differs_is_no_effect_and_none_that_has_it_not_measured():
    assert verdict_on(estimate(np.zeros(9)), 1.0) == "none"
    assert verdict_on(estimate(np.full(9, np.nan)), 1.0) == "not measured"


@given(st.integers(0, 2**32 - 1), st.floats(0.0, 3.0))
def test_the_spread_over_draws_is_distinguished_from_chance(seed, between):
    rng = np.random.default_rng(seed)
    draws = 400
    values = rng.normal(0.3, between, draws)[:, None] + rng.normal(0.0, 2.0, (draws, 25))
    spread = spread_of(values)
    assert spread.between == pytest.approx(between, abs=0.25 + 0.2 * between)
    assert np.std(spread.settled, ddof=1) == pytest.approx(spread.between)
    assert spread.share(1.0) + spread.share(-1.0) == pytest.approx(1.0)


def test_draws_without_the_metric_are_left_out():
    values = np.vstack([np.full(5, np.nan), np.arange(5.0), 1.0 + np.arange(5.0)])
    spread = spread_of(values)
    assert spread.known.tolist() == [False, True, True]
    assert spread.share(1.0) == 1.0
    assert math.isnan(spread_of(np.full((2, 3), np.nan)).share(1.0))


def test_correlations_find_what_the_effect_follows():
    rng = np.random.default_rng(3)
    drawn = np.column_stack([rng.normal(size=200), np.ones(200), rng.normal(size=200)])
    rho, p = correlations(drawn, -np.exp(drawn[:, 2]))
    assert rho[2] == pytest.approx(-1.0)
    assert np.isnan(rho[1])
    assert p[2] < 1e-6 < p[0]


@pytest.fixture
def known(monkeypatch):
    """A model with a known effect under the minds of the scenario: leak breaks it, nothing else does."""
    noise_floor = np.random.default_rng(1).normal(0, 0.5, 20)
    noise_floor -= noise_floor.mean()

    def under(_, pairs, __):
        return np.array([noise_floor + (-1.0 if "aspiration" not in pair else 2.0) for pair in pairs])

    def points(_, __, asked, runs, ___):
        effects = [-1.0 + (60.0 * (value - 0.04) if flat == "leak" else 0.0) for flat, value in asked]
        return np.array([noise_floor[:runs] + effect for effect in effects])

    def draws(_, pairs, space, count, runs, __, *, exact=False):
        drawn = np.random.default_rng(2).normal(0.04, 0.02, (count, len(space.axes)))
        effects = -1.0 + 60.0 * (drawn[:, space.axes.index("leak")] - 0.04)
        return np.tile(effects[:, None] + (0.25 if exact else 0.0), (len(pairs), 1, runs)), drawn

    monkeypatch.setattr(robustness, "under_pairings", under)
    monkeypatch.setattr(breaking, "at_points", points)
    monkeypatch.setattr(robustness, "at_draws", draws)


@pytest.mark.usefixtures("known")
def test_what_breaks_a_finding_is_named():
    found = examine(finding(), "leak,strength_cost,loan_cost", Effort(60, 4, 10, 2), EXECUTOR)
    first = found.moved[0]
    assert (first.quantity, first.breaks, first.looked_at) == ("leak", True, True)
    assert first.correlation == pytest.approx(1.0)
    assert [one.breaks for one in found.moved[1:]] == [False, False]
    assert [one.looked_at for one in found.moved] == [True, True, False]
    broken = {one.pairing for one in found.pairings if one.verdict == "reversed"}
    assert broken == {one for one in pairings() if not one.is_evidence}
    text = " ".join(sentences(found))
    assert "leak = " in text
    assert "reverses it" in text
    assert "the first 5 draws have the sign in" in text
    assert "effects 0.2500 apart" in text
    assert "reversed under quantal Kremlin, aspiration Minsk" in text
    evidence = sum(one.is_evidence for one in pairings())
    assert f"in {evidence} of {evidence} pairings, {evidence} of them beyond chance" in text
    assert "<svg" in report([found], Effort())._repr_html_()


@pytest.mark.usefixtures("known")
def test_effects_moved_by_few_runs_are_those_of_all_runs_plus_the_change():
    effort = Effort(0, 2, 3, 0)
    found = examine(finding(), "leak,strength_cost", effort, EXECUTOR)
    still = next(one for one in found.moved if one.quantity == "strength_cost")
    assert [end.effect for end in still.ends] == pytest.approx([-1.0, -1.0])
    assert not still.looked_at
    assert found.drawn is None
    assert report([found], effort).tables["pairings"]["draws"].isna().all()


def test_a_pairing_is_assessed_by_its_own_runs():
    one = assess(OWN, np.array([-1.0, -2.0, -3.0]), -1.0, None)
    assert (one.found.value, one.spread) == (-2.0, None)


def test_the_command_writes_everything_or_nothing(tmp_path, capsys):
    place = tmp_path / "out"
    arguments = ["robustness", "baseline_feb2021", "--finding", "F1", "--runs", "6", "--draws", "2"]
    arguments += ["--draw-runs", "2", "--oat-runs", "2", "--refine-top", "1", "--set", "horizon=3"]
    arguments += ["--parameters", "leak,strength_cost", "--workers", "1", "--quiet", "--out", str(place)]
    main_done([*arguments, "--json"])
    data = json.loads(capsys.readouterr().out)
    assert sorted(path.name for path in place.iterdir()) == sorted(files_of("robustness", DECLARATIONS))
    assert len(pd.read_csv(place / "pairings.csv")) == len(pairings()) == len(data["pairings"])
    draws = pd.read_csv(place / "draws.csv")
    assert len(draws) == 2 * len(pairings())
    far = (draws[["kremlin_mind", "minsk_mind"]] == "farsighted").any(axis=1)
    assert (draws["exact"].notna() == (far & draws["effect"].notna())).all()
    assert list(pd.read_csv(place / "drawn.csv")) == ["draw", "p_leak", "p_strength_cost"]
    before = {path.name: path.read_bytes() for path in place.iterdir()}
    main_done(arguments)
    assert "has its sign" in capsys.readouterr().out
    assert {path.name: path.read_bytes() for path in place.iterdir()} == before


def main_done(arguments):
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 0


def test_a_folder_of_something_else_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(ResultsError, match="holds something else"):
        check_place(tmp_path, "robustness", DECLARATIONS)
    with pytest.raises(ResultsError, match="is a file"):
        check_place(tmp_path / "mine.txt", "robustness", DECLARATIONS)


def test_a_result_does_not_hang_on_the_number_of_threads():
    two = replace(EXECUTOR, threads=2)
    effort = Effort(2, 2, 2, 1)
    texts = [
        report([examine(finding(), "leak,strength_cost", effort, executor)], effort).to_json()
        for executor in (EXECUTOR, two)
    ]
    assert texts[0] == texts[1]
