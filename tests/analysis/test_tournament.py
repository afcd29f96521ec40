"""Every mind against every mind: payoffs are the kernel's, held stances are held, best replies are best."""

from __future__ import annotations

import json
from contextlib import nullcontext
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim.analysis.tournament.fixed_stance import FREE, payoffs_holding
from sim.analysis.tournament.play import FixedStance, play
from sim.analysis.tournament.replies import best_by_type, exploited
from sim.analysis.tournament.report import averages, report
from sim.analysis.tournament.tournament import NAMES, play_all, replies_to
from sim.batch.run import Silent
from sim.cli.app import main
from sim.engines.kernel import play_block
from sim.errors import UsageError
from sim.experiments.pairings import Pairing, pairings
from sim.experiments.workers import Workers
from sim.minds.kinds import MINDS
from sim.minds.stances import COMPLY, PUNISH, STANCES, SUPPORT
from sim.minds.workspace import KREMLIN, MINSK
from sim.output.figure import svg_of
from sim.quantities import OUTCOMES, run_measures
from sim.scenario import load_scenario
from sim.scenario.compile import compile_inputs

EXECUTOR = Workers(1, lambda _: nullcontext(Silent()))
PAYOFFS = ("payoff_kremlin", "payoff_minsk")


def scenario(*settings, runs=12, **options):
    return load_scenario("baseline_feb2021", ["horizon=5", *settings], runs=runs, seed=3, **options)


def columns(block, *names):
    places = [[measure.name for measure in run_measures()].index(name) for name in names]
    return block.metrics[:, places]


@pytest.fixture(scope="module")
def found():
    return play_all(scenario(), EXECUTOR)


@pytest.mark.parametrize("minds", [f"kremlin={k},minsk={m}" for k, m in product(MINDS, MINDS)])
def test_without_holding_payoffs_are_those_of_the_kernel(minds):
    inputs = compile_inputs(scenario(minds=minds))
    expected = columns(play_block(inputs, 4, 8), *PAYOFFS)
    np.testing.assert_array_equal(payoffs_holding(inputs, KREMLIN, FREE, 4, 8), expected)


@settings(max_examples=10)
@given(st.integers(0, 2**20), st.sampled_from(MINDS), st.booleans())
def test_a_held_stance_is_taken_every_month_by_either_rule_of_learning(run, other, regrets):
    """A Kremlin that punishes never pays, one that supports never presses; a Minsk that complies works."""
    rule = f"learning_rule={0 if regrets else 1}"
    punished = conduct(scenario(rule, minds=f"kremlin=learning,minsk={other}"), KREMLIN, PUNISH, run)
    supported = conduct(scenario(rule, minds=f"kremlin=learning,minsk={other}"), KREMLIN, SUPPORT, run)
    complied = conduct(scenario(rule, minds=f"kremlin={other},minsk=learning"), MINSK, COMPLY, run)
    assert punished["subsidy_policy_mean"] == 0.0
    assert punished["push_months"] > 0
    assert supported["push_months"] == supported["pressure_mean"] == 0.0
    assert complied["effort_mean"] == 1.0


def conduct(one, side, stance, run):
    """What a run's months come to where a side holds a stance, on the Mesa engine."""
    from sim.analysis.tournament.fixed_stance import hold

    class Holding(sim.Model):
        def _play_month(self):
            name = "kremlin_propensities" if side == KREMLIN else "minsk_propensities"
            hold(self.state[name], stance)
            super()._play_month()

    model = Holding(one, run, noting=False).play()
    expected = payoffs_holding(compile_inputs(one), side, stance, run, 1)[0]
    metrics = model.metrics()
    assert [metrics[name] for name in PAYOFFS] == expected.tolist()
    return metrics


def test_pairings_are_batches_with_these_minds(found):
    assert tuple(match.pairing for match in found.matches) == pairings()
    match = next(one for one in found.matches if one.pairing == Pairing("aspiration", "quantal"))
    batch = sim.run(
        "baseline_feb2021",
        ["horizon=5"],
        runs=12,
        seed=3,
        minds="kremlin=aspiration,minsk=quantal",
        workers=1,
    ).outcomes
    for name in (*PAYOFFS, "agreement_share"):
        np.testing.assert_array_equal(match.played.metrics[name], batch[name].to_numpy())
    shares = [match.played.share(outcome) for outcome in OUTCOMES]
    assert shares == [float((batch["outcome"] == outcome).mean()) for outcome in OUTCOMES]


def test_replies_are_all_minds_and_all_stances_against_the_same_mind():
    one = scenario(runs=3)
    played, held = play(one, EXECUTOR)
    replies = replies_to("quantal", 1, played, held)
    assert list(replies) == [*MINDS, *(f"always {name}" for name in NAMES[1])]
    assert len(held) == 2 * len(MINDS) * STANCES
    inputs = compile_inputs(scenario(runs=3, minds="kremlin=quantal,minsk=learning"))
    expected = payoffs_holding(inputs, MINSK, 2, 0, 3)[:, 1]
    np.testing.assert_array_equal(replies[f"always {NAMES[1][2]}"], expected)
    np.testing.assert_array_equal(held[FixedStance(MINSK, 2, "quantal")], expected)
    at_home = next(one for one in played if one.pairing == Pairing("quantal", "aspiration"))
    np.testing.assert_array_equal(replies["aspiration"], at_home.metrics["payoff_minsk"])


def test_the_best_reply_of_each_type_is_found_and_what_it_gains():
    types = np.arange(400) % 3
    noise_floor = np.random.default_rng(0).normal(size=400)
    payoffs = {
        "own": noise_floor,
        "good for the first": noise_floor + np.where(types == 0, 2.0, -1.0),
        "good for the last": noise_floor + np.where(types == 2, 1.0, -3.0),
    }
    got = exploited("own", payoffs, types, 3)
    assert got.replies == ("good for the first", "own", "good for the last")
    assert got.gain.value == pytest.approx((2.0 * (types == 0) + 1.0 * (types == 2)).mean())


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=20)
def test_luck_in_the_choice_is_no_gain(seed):
    """Many replies that are as good as the own: choosing and measuring on one half would gain a lot."""
    rng = np.random.default_rng(seed)
    payoffs = {str(k): rng.normal(size=2000) for k in range(12)}
    types = rng.integers(0, 3, 2000)
    gain = exploited("0", payoffs, types, 3).gain
    assert abs(gain.value) < 5 * np.sqrt(2 / 2000)


def test_the_own_mind_stands_where_nothing_is_better_or_a_type_never_came_up():
    table = np.array([[1.0, 2.0, 3.0, 4.0], [0.0, 1.0, 2.0, 3.0]])
    counted = np.ones(4, bool)
    assert best_by_type(table, 0, np.array([0, 0, 1, 1]), 3, counted).tolist() == [0, 0, 0]
    assert best_by_type(table, 1, np.array([0, 0, 0, 1]), 3, counted).tolist() == [0, 1, 1]
    got = exploited("own", {"own": np.arange(6.0)}, np.zeros(6, np.int64), 3)
    assert (got.gain.value, got.replies) == (0.0, ("own", "own", "own"))


def test_everything_is_reported(found):
    reported = report(found)
    text = " ".join(reported.sentences)
    for side in (0, 1):
        means = averages(found, side)
        assert list(means) == list(MINDS)
        best = max(means, key=means.get)
        assert f"As {('Kremlin', 'Minsk')[side]}, {best} gets most" in text
    table = reported.tables["pairings"]
    assert len(table) == len(MINDS) ** 2
    assert table[[f"share_{outcome}" for outcome in OUTCOMES]].sum(axis=1).tolist() == pytest.approx(
        [1.0] * len(table)
    )
    assert len(json.loads(reported.to_json())["pairings"]) == len(table)
    assert svg_of(reported.figure()) == svg_of(reported.figure())


def test_the_gains_are_those_of_the_pairings(found):
    reported = report(found)
    gains = reported.tables["gains"].set_index(["side", "mind", "against"])
    for row in reported.tables["pairings"].itertuples():
        assert gains.loc[("Kremlin", row.kremlin_mind, row.minsk_mind), "gain"] == row.gain_kremlin
        assert gains.loc[("Minsk", row.minsk_mind, row.kremlin_mind), "gain"] == row.gain_minsk


def test_threads_change_nothing(found):
    two = play_all(scenario(), Workers(2, EXECUTOR.listening))
    assert report(two).to_json() == report(found).to_json()


def test_stances_taken_by_chance_alone_cannot_be_held():
    with pytest.raises(UsageError, match="cannot be held"):
        play_all(scenario("learning_rule=1", "learning_precision=0"), EXECUTOR)


def test_the_command_writes_table_and_picture(tmp_path, capsys):
    out = tmp_path / "tournament.csv"
    arguments = ["tournament", "baseline_feb2021", "--runs", "4", "--set", "horizon=2", "--workers", "1"]
    with pytest.raises(SystemExit) as left:
        main([*arguments, "--quiet", "--json", "--out", str(out)])
    assert left.value.code == 0
    data = json.loads(capsys.readouterr().out)
    assert len(pd.read_csv(out)) == len(data["pairings"]) == len(MINDS) ** 2
    assert "<svg" in out.with_suffix(".svg").read_text()
