"""The farsighted mind: its solver against games with known answers, its tables, and what it is worth."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engines import value_tables
from sim.engines.setting import setting_of, value_tables_in
from sim.minds.choice import BEST_REPLY
from sim.minds.equilibrium import CLOSE_ENOUGH, MarkovGame, equilibrium, respond, scratch_for
from sim.rules import state_grid
from sim.scenario import load_scenario
from sim.scenario.compile import compile_inputs, expected
from sim.scenario.distributions import Uniform
from sim.shipped import shipped
from sim.testing import metric_column, month_column, play, same_bits

FARSIGHTED = {"kremlin": "farsighted", "minsk": "farsighted"}
LADDER = json.loads((shipped("seeds") / "ladder" / "ladder.json").read_text(encoding="utf-8"))["cases"]
FORESIGHT = [case for case in LADDER if case["kind"] == "value_iteration"]
payoffs = st.floats(-5.0, 5.0)


def game_of(first, second, transition, patience=(0.9, 0.8), precision=2.0, *, soft=False):
    """Return a game from payoffs (n, a, b) and chances (n, a, b, n)."""
    states, actions, answers = np.shape(first)
    ways = actions * answers
    return MarkovGame(
        first=np.array(first, float),
        second=np.array(second, float),
        leads=np.arange(ways).reshape(actions, answers),
        begins=np.arange(states * ways + 1) * states,
        following=np.tile(np.arange(states), states * ways),
        chance=np.ascontiguousarray(transition, float).ravel(),
        patience_first=patience[0],
        patience_second=patience[1],
        precision=precision,
        soft=soft,
    )


def decision(case, precision, *, soft):
    """Return a ladder case as a game in which the second has nothing to decide."""
    chances, rewards = np.array(case["inputs"]["P"]), np.array(case["inputs"]["r"])
    first = rewards.T[:, :, None]
    patience = case["inputs"]["delta"]
    transition = np.moveaxis(chances, 0, 1)[:, :, None, :]
    return game_of(first, 0.0 * first, transition, (patience, patience), precision, soft=soft)


def solved(game, start=0.0):
    """Return the equilibrium found from a value for all states, and the chances of all pairs (n, a * b)."""
    states = len(game.first)
    room = scratch_for(game)
    found = equilibrium(game, np.full(states, start), np.full(states, start), room)
    return found, room.pairs


@pytest.mark.parametrize("case", FORESIGHT, ids=[case["id"] for case in FORESIGHT])
def test_one_who_decides_alone_and_never_errs_finds_the_values_of_the_ladder(case):
    found, chances = solved(decision(case, BEST_REPLY, soft=False))
    assert found.first == pytest.approx(case["expected"]["V"], abs=1e-7)
    assert chances.argmax(axis=1).tolist() == case["expected"]["policy"]


@pytest.mark.parametrize("case", FORESIGHT, ids=[case["id"] for case in FORESIGHT])
def test_one_who_decides_alone_by_logit_finds_the_soft_values_of_the_ladder(case):
    found, chances = solved(decision(case, 1.0 / case["inputs"]["tau"], soft=True))
    assert found.first == pytest.approx(case["expected"]["V_soft"], abs=1e-7)
    assert chances == pytest.approx(np.array(case["expected"]["policy_soft"]), abs=1e-7)


@given(st.lists(payoffs, min_size=6, max_size=6), st.lists(payoffs, min_size=6, max_size=6))
def test_a_game_without_states_is_the_months_game_for_ever(first, second):
    one, other = np.reshape(first, (1, 2, 3)), np.reshape(second, (1, 2, 3))
    found, _ = solved(game_of(one, other, np.ones((1, 2, 3, 1))))
    replies = np.exp(2.0 * other[0])
    replies /= replies.sum(axis=1, keepdims=True)
    gained = (replies * one[0]).sum(axis=1)
    actions = np.exp(2.0 * (gained - gained.max()))
    actions /= actions.sum()
    assert found.first[0] == pytest.approx(actions @ gained / (1.0 - 0.9), abs=1e-5)
    assert found.second[0] == pytest.approx(
        actions @ (replies * other[0]).sum(axis=1) / (1.0 - 0.8), abs=1e-5
    )


@st.composite
def games(draw):
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    states = draw(st.integers(1, 6))
    chances = rng.dirichlet(np.ones(states), (states, 2, 3)) * rng.uniform(0.8, 1.0, (states, 2, 3, 1))
    first, second = rng.normal(size=(2, states, 2, 3))
    return game_of(first, second, chances, precision=draw(st.sampled_from((0.0, 0.5, 2.0))))


@given(games())
def test_nobody_would_choose_otherwise_in_a_solution(game):
    found, _ = solved(game)
    assert found.residual < CLOSE_ENOUGH
    once = [np.empty_like(found.first) for _ in range(2)]
    assert respond(game, found.first, found.second, scratch_for(game), *once) == found.residual
    assert np.abs(once[0] - found.first).max() < CLOSE_ENOUGH


@given(games(), st.floats(0.5, 4.0))
def test_only_the_product_of_precision_and_payoffs_counts(game, factor):
    scaled = game._replace(
        first=factor * game.first, second=factor * game.second, precision=game.precision / factor
    )
    found, other = solved(game)[0], solved(scaled)[0]
    assert other.first == pytest.approx(factor * found.first, abs=1e-5)
    assert other.second == pytest.approx(factor * found.second, abs=1e-5)


@pytest.fixture(scope="module")
def baseline():
    return value_tables_in(compile_inputs(load_scenario("baseline_feb2021", minds=FARSIGHTED)))


def test_the_tables_of_the_baseline_are_an_equilibrium_and_the_only_one_found(baseline):
    assert baseline.solved
    assert baseline.residual < 1e-8
    assert baseline.only_one
    assert np.isfinite(baseline.kremlin).all()
    assert np.isfinite(baseline.minsk).all()


def on_axes(values):
    """Return tables (3, 3, 960) by type, type, strength, integration, reserves, isolation, protest."""
    levels = state_grid.STRENGTHS, state_grid.INTEGRATIONS, state_grid.RESERVE_LEVELS, state_grid.ISOLATIONS
    return values.reshape(3, 3, *levels, state_grid.MOBILISATIONS)


def test_minsk_wants_a_stronger_regime_calmer_streets_and_fuller_coffers_unless_all_is_lost(baseline):
    # The resolute, with seven tenths integrated, would rather be overthrown: there it turns round.
    values = on_axes(baseline.minsk)[:, :, :, :-1]
    assert (np.diff(values, axis=2) > 0.0).all()
    assert (np.diff(values, axis=4) > 0.0).all()
    assert (np.diff(values, axis=6) < 0.0).all()


def test_what_is_integrated_is_the_kremlins_gain_and_every_minsks_loss(baseline):
    assert (np.diff(on_axes(baseline.kremlin), axis=3) > 0.0).all()
    assert (np.diff(on_axes(baseline.minsk), axis=3) < 0.0).all()


def test_a_kremlin_that_fears_a_colour_revolution_wants_calm_streets(baseline):
    assert (np.diff(on_axes(baseline.kremlin), axis=6) < 0.0).all()


def test_tables_are_the_same_bits_whoever_works_them_out(baseline):
    inputs = compile_inputs(load_scenario("baseline_feb2021", minds=FARSIGHTED))
    again = value_tables.work_out(*expected(inputs), setting_of(inputs))
    assert same_bits(again.kremlin, baseline.kremlin)
    assert same_bits(again.minsk, baseline.minsk)
    assert again.distance == baseline.distance


def test_tables_are_kept_on_disk_whole_or_worked_out_again(tmp_path, baseline):
    file = tmp_path / "value_tables-1.bin"
    value_tables._write(file, baseline)
    assert [path.name for path in tmp_path.iterdir()] == [file.name]
    kept = value_tables._read(file)
    assert same_bits(kept.kremlin, baseline.kremlin)
    assert kept[2:] == baseline[2:]
    file.write_bytes(file.read_bytes()[:1000])
    assert value_tables._read(file) is None
    assert value_tables._read(tmp_path / "nothing.bin") is None


def test_what_a_run_draws_is_foreseen_at_its_mean():
    scenario = load_scenario("baseline_feb2021", minds=FARSIGHTED)
    law = {"strength_cost": Uniform(low=0.5, high=1.5)}
    drawing = compile_inputs(replace(scenario, uncertain=law))
    certain = compile_inputs(load_scenario(scenario, ["strength_cost=1.0"]))
    for one, other in zip(expected(drawing), expected(certain), strict=True):
        assert one == pytest.approx(other, rel=1e-12)


@pytest.mark.parametrize("minsk", ["quantal", "aspiration"])
def test_against_a_minsk_that_stays_as_it_is_foresight_gains_the_kremlin(minsk):
    # I36, in distribution: paired runs, half of the types of Minsk and chance shared.
    got = {}
    for kremlin in ("quantal", "farsighted"):
        scenario = load_scenario("baseline_feb2021", minds={"kremlin": kremlin, "minsk": minsk})
        got[kremlin] = metric_column(play(scenario, runs=1500, keep_months=0), "payoff_kremlin")
    gain = got["farsighted"] - got["quantal"]
    assert gain.mean() > -2.0 * gain.std(ddof=1) / np.sqrt(len(gain))


def test_a_farsighted_minsk_carries_little_out():
    # Its tables know no memory of stalls: what is delivered is lost, and no later payment depends on it.
    stalled = {}
    for minsk in ("quantal", "farsighted"):
        scenario = load_scenario("baseline_feb2021", minds={"kremlin": "quantal", "minsk": minsk})
        stalled[minsk] = np.nanmean(month_column(play(scenario, runs=200), "stalled"))
    assert stalled["farsighted"] > stalled["quantal"]
