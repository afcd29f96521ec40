"""Choices and beliefs: logit, Bayes, and what no sensible negotiator would do."""

# covers: I11 I15 I16 I17 I18 (package order) I24 I25 I30 I31 I38

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sim.engines import records
from sim.minds.choice import log_choice_chance, logit_pick, logit_weights
from sim.minds.responses import accept_chance
from sim.play import bargaining, evidence, menu, world
from sim.rules import draws
from sim.rules.beliefs import bayes, mix
from sim.rules.issues import STATUS_QUO, largest_demand, package_number
from sim.rules.society import mobilisation_after, protest_push
from sim.testing import month_column, play, play_one, runs, same_bits, scenarios
from sim.testing.playing import parameters_of, state_of

VALUES = st.lists(st.floats(-5.0, 5.0, allow_subnormal=False), min_size=1, max_size=20)
HUGE = st.lists(st.floats(-1e6, 1e6, allow_subnormal=False), min_size=1, max_size=20)
PRECISION = st.one_of(st.just(0.0), st.floats(0.0, 50.0, allow_subnormal=False))
UNIFORM = st.floats(1e-9, 1.0 - 1e-9)


def probabilities(values, precision):
    weights = np.array(values, dtype=np.float64)
    return weights / logit_weights(weights, len(weights), precision)


# --- choices -------------------------------------------------------------------------------------


@settings(max_examples=300)
@given(HUGE, st.one_of(PRECISION, st.sampled_from((1e3, 1e6, 1e12))))
def test_chances_are_finite_and_sum_to_one_however_large_the_stakes(values, precision):
    chances = probabilities(values, precision)
    assert np.isfinite(chances).all()
    assert (chances >= 0.0).all()
    assert abs(chances.sum() - 1.0) < 1e-12


@settings(max_examples=200)
@given(VALUES, st.floats(0.0, 4.0, allow_subnormal=False), st.floats(0.5, 2.0), st.floats(-5.0, 5.0))
def test_only_differences_in_units_of_precision_count(values, precision, scale, shift):
    moved = [scale * value + shift for value in values]
    one, other = probabilities(values, precision), probabilities(moved, precision / scale)
    assert np.abs(one - other).max() < 1e-12


@settings(max_examples=50)
@given(HUGE)
def test_without_precision_all_alternatives_are_alike(values):
    assert np.abs(probabilities(values, 0.0) - 1.0 / len(values)).max() < 1e-15


@settings(max_examples=200)
@given(VALUES, st.floats(0.0, 50.0, allow_subnormal=False), st.randoms(use_true_random=False))
def test_the_order_of_packages_does_not_matter_to_their_chances(values, precision, random):
    order = list(range(len(values)))
    random.shuffle(order)
    shuffled = probabilities([values[i] for i in order], precision)
    assert np.abs(shuffled - probabilities(values, precision)[order]).max() < 1e-12


@settings(max_examples=200)
@given(VALUES, PRECISION, st.data())
def test_the_log_chance_that_an_observer_computes_is_that_of_the_choice(values, precision, data):
    chosen = data.draw(st.integers(0, len(values) - 1))
    reported = log_choice_chance(np.array(values), len(values), chosen, precision)
    chance = probabilities(values, precision)[chosen]
    assert abs(np.exp(reported) - chance) < 1e-12


_BETTER = st.one_of(st.just(0.0), st.floats(1e-6, 5.0))


@settings(max_examples=300)
@given(
    st.floats(-5.0, 5.0), _BETTER, st.floats(-5.0, 5.0), st.none() | st.floats(-5.0, 5.0), PRECISION, UNIFORM
)
def test_a_better_offer_is_accepted_whenever_a_worse_one_is(
    value, better, reject, counter, precision, draw_key
):
    rest = [reject] if counter is None else [reject, counter]
    first, second = (np.array([v, *rest]) for v in (value, value + better))
    if logit_pick(first, len(first), precision, draw_key) == 0:
        assert logit_pick(second, len(second), precision, draw_key) == 0
    low, high = (accept_chance(v, reject, precision) for v in (value, value + better))
    assert low <= high


KEEN = {"choice_precision": 1e6}
MINDS = {"kremlin_mind": "quantal", "minsk_mind": "quantal"}


@settings(max_examples=60)
@given(scenarios(horizon=(2, 8), events=0, uncertain=0, parameters=KEEN, **MINDS), runs())
def test_nobody_who_errs_never_accepts_less_than_refusing_brings(scenario, run):
    log = play_one(scenario, run).log
    at_once = (log["accepted"] > 0.0) & (log["response"] == bargaining.ACCEPTED)
    countered = (log["accepted"] > 0.0) & (log["response"] == bargaining.COUNTERED)
    kremlin_proposes = log["kremlin_proposes"] > 0.0
    responder = np.where(kremlin_proposes, log["minsk_surplus"], log["kremlin_surplus"])
    proposer = np.where(kremlin_proposes, log["kremlin_surplus"], log["minsk_surplus"])
    assert (responder[at_once] >= 0.0).all()
    assert (responder[countered] >= 0.0).all()
    assert (proposer[countered] >= -1e-4).all()


# --- signing -------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(scenarios(uncertain=0), runs(), st.booleans(), st.integers(1, 12))
def test_what_is_signed_cannot_be_sold_a_second_time(scenario, run, summit, bundle):
    model = play_one(scenario, run)
    state, p = model.state, model.p
    demand = records.records(records.DEMAND, 1)[0]
    largest = largest_demand(p["kremlin_weight_by_issue"], p["step_by_issue"])
    for _ in range(60):
        menu.write_demand(state, p, summit, bundle, largest, demand)
        if demand["possible"] == 0.0:
            break
        assert demand["share"] > 0.0
        bargaining.sign(state, demand["agreed"].copy(), demand["signed"].copy(), False)
    steps = p["step_by_issue"]
    if (steps >= 1.0 / 60).all():
        assert demand["possible"] == 0.0
    menu.write_demand(state, p, summit, bundle, largest, demand)
    if demand["possible"] == 0.0 and bundle in (1, 2, 3, 4, 5):
        assert demand["share"] < 1e-6


@settings(max_examples=40)
@given(scenarios(uncertain=0), runs(), st.booleans(), st.integers(0, 2))
def test_raising_the_subsidy_and_lowering_it_again_leaves_every_stock_as_it_was(scenario, run, summit, steps):
    model = play_one(scenario, run)
    assume(float(model.state["subsidy_step"]) + steps <= float(model.p["subsidy_step_max"]))
    now = records.records(records.month_dtype(), 1)[0]
    now["summit"] = 1.0 if summit else 0.0
    before = model._stocks.copy()
    there, back = package_number(min(steps, 2), 0, 0), package_number(-1, 0, 0)
    for number in (there, *[back] * steps):
        menu.write_demand(model.state, model.p, summit, 0, 1.0, model.workspace["demands"][0])
        model.workspace["packages"]["number"][0] = number
        bargaining.settle(model.state, now, model.p, model.setting, model.draw_key, model.workspace, 0)
    assert same_bits(before, model._stocks)
    assert now["oneoff_kremlin"] == 0.0
    assert now["oneoff_minsk"] == 0.0
    assert package_number(0, 0, 0) == STATUS_QUO


# --- secrets -------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(scenarios(uncertain=0), runs(), st.lists(st.floats(0.0, 1.0), min_size=5, max_size=5))
def test_what_is_hidden_angers_nobody(scenario, run, secrets):
    state, p = state_of(scenario, run), parameters_of(scenario, run)
    state["hidden"][:] = 0.0
    public = world.provocation(state, p)
    secret = np.array(secrets) * (1.0 - state["signed"])
    all_done = state["implemented"] == state["signed"]
    state["signed"] += secret
    state["hidden"][:] = secret
    state["implemented"][all_done] += 0.5 * secret[all_done]
    assert abs(world.provocation(state, p) - public) < 1e-12


@settings(max_examples=40)
@given(scenarios(horizon=(2, 8), parameters={"leak": 0.3, "secrecy_base": 4.0}), runs())
def test_secrets_leak_each_by_its_own_luck_and_not_in_the_month_they_are_made(scenario, run):
    model = play_one(scenario, run)
    for t, row in enumerate(model.log, start=1):
        if row["alive"] == 0.0:
            continue
        draw_key = draws.DrawKey(np.uint64(scenario.seed), np.uint64(run), np.uint64(t))
        secrets = [*row["hidden_before"], row["hidden_loan_before"]]
        out = [
            secret > 0.0 and draws.draw(draw_key, draws.LEAK, np.uint64(j)) < 0.3
            for j, secret in enumerate(secrets)
        ]
        assert row["leaks_now"] == sum(out)
        if not any(out):
            assert row["leak_anger"] == 0.0


# --- beliefs -------------------------------------------------------------------------------------

_WEIGHTS = st.tuples(*[st.floats(0.01, 1.0) for _ in range(3)])
_EVIDENCE = st.tuples(*[st.floats(-20.0, 0.0) for _ in range(3)])


def belief(weights):
    prior = np.array(weights)
    return prior / prior.sum()


def posterior(prior, log_likelihood):
    after = prior.copy()
    bayes(after, np.array(log_likelihood, dtype=np.float64))
    return after


@settings(max_examples=200)
@given(_WEIGHTS, st.lists(_EVIDENCE, min_size=1, max_size=6), st.floats(0.0, 0.2, allow_subnormal=False))
def test_beliefs_sum_to_one_and_none_falls_below_its_share_of_doubt(weights, months, doubt):
    now = belief(weights)
    for reported in months:
        bayes(now, np.array(reported))
        mix(now, doubt)
        assert abs(now.sum() - 1.0) < 1e-12
        assert (now >= doubt / 3.0 * (1.0 - 1e-12)).all()


@settings(max_examples=200)
@given(_WEIGHTS, st.lists(_EVIDENCE, min_size=2, max_size=5), st.randoms(use_true_random=False))
def test_without_forgetting_the_order_of_the_evidence_does_not_matter(weights, months, random):
    one = other = belief(weights)
    for reported in months:
        one = posterior(one, reported)
    random.shuffle(months)
    for reported in months:
        other = posterior(other, reported)
    assert np.abs(one - other).max() < 1e-10
    together = posterior(belief(weights), np.sum(months, axis=0))
    assert np.abs(one - together).max() < 1e-10


@settings(max_examples=300)
@given(_WEIGHTS, _EVIDENCE)
def test_a_stall_speaks_for_the_resolute_for_every_prior_only_if_he_stalls_most(weights, stall):
    resolute = 2
    if stall[resolute] >= max(stall):
        prior = belief(weights)
        assert posterior(prior, stall)[resolute] >= prior[resolute] - 1e-12
    else:
        rival = int(np.argmax(stall))
        prior = np.zeros(3)
        prior[[resolute, rival]] = 0.5
        assert posterior(prior, stall)[resolute] <= 0.5
        assume(max(stall) - stall[resolute] > 1e-9)
        assert posterior(prior, stall)[resolute] < 0.5


@settings(max_examples=60)
@given(_WEIGHTS, st.lists(st.tuples(*[st.floats(-3.0, 3.0)] * 2), min_size=4, max_size=4))
def test_what_an_observer_expects_to_believe_is_what_he_believes(weights, worth):
    """A martingale, exactly: over all that Minsk may do, by the observer's own model of each type."""
    p = _ordinary_parameters()
    workspace = records.new_workspace()
    for level, (base, sovereignty) in enumerate(worth):
        workspace["options"]["minsk_base"][level] = base
        workspace["options"]["minsk_sovereignty"][level] = sovereignty
    prior, expected, seen = belief(weights), np.zeros(3), np.zeros(3)
    for choice in range(4):
        now = records.records(records.month_dtype(), 1)[0]
        evidence.minsk_chose_effort(now, p, workspace, 4, choice)
        likelihood = np.exp(now["evidence_minsk"])
        expected += (prior * likelihood).sum() * posterior(prior, now["evidence_minsk"])
        seen += likelihood
    assert np.abs(seen - 1.0).max() < 1e-12
    assert np.abs(expected - prior).max() < 1e-12


@settings(max_examples=60)
@given(_WEIGHTS, st.tuples(*[st.floats(-3.0, 3.0)] * 3), st.floats(-3.0, 3.0), st.booleans())
def test_an_answer_is_accepting_or_not_and_moves_nobody_on_average(weights, worth, refusal, accepting):
    p = _ordinary_parameters()
    workspace = records.new_workspace()
    workspace["packages"]["minsk_base"][0], workspace["packages"]["minsk_sovereignty"][0] = worth[0], worth[1]
    for row in range(2):
        workspace["paths"]["minsk_base"][row], workspace["paths"]["minsk_sovereignty"][row] = (
            refusal,
            worth[2],
        )
    prior, expected, seen = belief(weights), np.zeros(3), np.zeros(3)
    for accepted in (accepting, not accepting):
        now = records.records(records.month_dtype(), 1)[0]
        evidence.minsk_answered(now, p, workspace, 0, accepted)
        likelihood = np.exp(now["evidence_minsk"])
        expected += (prior * likelihood).sum() * posterior(prior, now["evidence_minsk"])
        seen += likelihood
    assert np.abs(seen - 1.0).max() < 1e-12
    assert np.abs(expected - prior).max() < 1e-12


def _ordinary_parameters():
    from sim.scenario import load_scenario

    return parameters_of(load_scenario("baseline_feb2021"))


@settings(max_examples=30)
@given(scenarios(horizon=(1, 6), events=0, uncertain=0, parameters={"belief_mixing": 0.03}), runs())
def test_in_a_run_nobody_is_ever_certain(scenario, run):
    block = play(scenario, first_run=run)
    for types in (("pliable", "staller", "resolute"), ("gradualist", "integrator", "replacer")):
        share = np.stack([month_column(block, f"belief_{name}") for name in types])
        assert (share >= 0.01 * (1.0 - 1e-12)).all()
        assert np.abs(share.sum(axis=0) - 1.0).max() < 1e-12


# --- protest -------------------------------------------------------------------------------------

_SHARE = st.floats(0.0, 1.0, allow_subnormal=False)


@settings(max_examples=150)
@given(
    st.tuples(_SHARE, _SHARE),
    st.lists(st.tuples(_SHARE, _SHARE, _SHARE, _SHARE, _SHARE, st.floats(-3.0, 3.0)), min_size=1, max_size=8),
    st.floats(0.05, 1.0),
    st.floats(0.05, 1.0),
)
def test_more_anger_or_less_repression_never_makes_a_smaller_crowd(start, months, speed, spread):
    p = _ordinary_parameters()
    small, large = sorted(start)
    for anger_1, anger_2, baton_1, baton_2, backing, shock in months:
        calm, angry = sorted((anger_1, anger_2))
        soft, hard = sorted((baton_1, baton_2))
        noise = p["protest_noise"] * shock
        quiet = protest_push(calm, hard, backing, p) + noise
        loud = protest_push(angry, soft, backing, p) + noise
        small = mobilisation_after(small, quiet, p["threshold_mean"], spread, speed)
        large = mobilisation_after(large, loud, p["threshold_mean"], spread, speed)
        assert small <= large + 1e-12
        assert small >= 0.0
        assert large <= 1.0


def test_all_pairs_of_types_are_told_apart_by_evidence_that_differs():
    for one, other in itertools.permutations(range(3), 2):
        reported = np.zeros(3)
        reported[one] = 1.0
        after = posterior(np.full(3, 1 / 3), reported)
        assert after[one] > after[other]
