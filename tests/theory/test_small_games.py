"""Reputation, screening, self-enforcing deals, subsidies, loans: each against its defining condition."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sim.theory.annuity import instalment
from sim.theory.interior_subsidy import best_subsidy, pays_at_all
from sim.theory.reputation import Player, concession_times, equilibrium
from sim.theory.screening import best_offer
from sim.theory.self_enforcing import relation

share = st.floats(0.05, 0.95)
players = st.builds(Player, st.floats(0.01, 0.5), share, st.floats(0.01, 0.6))
size = st.floats(0.05, 9)


@given(players, players)
def test_only_one_side_concedes_at_once_and_both_are_known_at_the_same_time(first, second):
    assume(first.demand + second.demand > 1.02)
    found = equilibrium(first, second)
    assert min(found.at_once) == 0.0
    for player, at_once, hazard in zip((first, second), found.at_once, found.hazards, strict=True):
        still_flexible = (1 - at_once) * math.exp(-hazard * found.end) - player.obstinacy
        assert still_flexible == pytest.approx(0.0, abs=1e-12)


@given(players, players)
def test_waiting_is_worth_what_conceding_is(first, second):
    """The other's rate of concession makes up for delay: r_i (1 - a_j) = lambda_j (a_1 + a_2 - 1)."""
    assume(first.demand + second.demand > 1.02)
    found = equilibrium(first, second)
    conflict = first.demand + second.demand - 1
    assert found.hazards[1] * conflict == pytest.approx(first.impatience * (1 - second.demand))
    assert found.hazards[0] * conflict == pytest.approx(second.impatience * (1 - first.demand))


@given(players, players, st.floats(0.001, 0.05))
def test_to_be_thought_obstinate_pays(first, second, more):
    assume(first.demand + second.demand > 1.02)
    better = equilibrium(first._replace(obstinacy=first.obstinacy + more), second)
    assert better.payoffs[0] >= equilibrium(first, second).payoffs[0] - 1e-12


def test_times_of_concession_follow_their_law():
    uniforms = (np.arange(1000) + 0.5) / 1000
    flexible = np.ones(1000)
    times = concession_times(0.2, 0.3, 0.1, flexible, uniforms)
    assert np.mean(times == 0.0) == pytest.approx(0.3 / 0.8, abs=1e-3)
    later = 0.7 * math.exp(-0.1 * 2.0)  # not conceded by then, either type
    assert np.mean(times > 2.0) == pytest.approx((later - 0.2) / 0.8, abs=2e-3)
    assert np.all(np.isinf(concession_times(0.2, 0.3, 0.1, np.full(3, 0.1), uniforms[:3])))


def test_demands_that_can_both_be_met_are_refused():
    with pytest.raises(ValueError, match="exceed the pie"):
        equilibrium(Player(0.1, 0.5, 0.1), Player(0.1, 0.5, 0.1))


@given(st.floats(-1, 1), st.floats(0.01, 2), st.floats(0.01, 2), st.floats(0, 1), st.floats(-1, 1))
def test_no_other_offer_is_better(soft, apart, room, tough, outside):
    pie = soft + outside + room
    found = best_offer(pie, soft + apart, soft, tough, outside)
    for offer, accepted in ((soft + apart, 1.0), (soft, 1.0 - tough), (soft - 1, 0.0)):
        assert found.value >= accepted * (pie - offer) + (1 - accepted) * outside - 1e-12
    assert found.threshold > 0


def test_at_the_threshold_the_tough_are_bought():
    assert best_offer(1.0, 0.5, 0.2, 0.375, 0.0).offer == 0.5
    assert best_offer(1.3, 0.6, 0.3, 0.3, 0.0).offer == 0.6  # 0.3 here is 0.30000000000000004 in binary


@given(size, size, size, size)
def test_the_best_subsidy_is_where_a_unit_more_costs_what_it_brings(cost, loss, relief, rising):
    best = best_subsidy(cost, loss, relief, rising)
    if not pays_at_all(cost, loss, relief):
        assert best == 0.0
        return
    brings = loss * relief * math.exp(-relief * best)
    assert brings == pytest.approx(cost + rising * best, rel=1e-9)


@given(size, size, size, size, st.floats(0, 12))
def test_the_best_subsidy_is_the_only_one(cost, loss, relief, rising, other):
    def worth(subsidy):
        return -cost * subsidy - loss * math.exp(-relief * subsidy) - rising * subsidy**2 / 2

    best = best_subsidy(cost, loss, relief, rising)
    assert worth(best) >= worth(other) - 1e-12
    if abs(best - other) > 1e-3:
        assert worth(best) > worth(other)


@given(size, size, size, size, st.floats(0.01, 2))
def test_the_best_subsidy_rises_with_the_loss_and_falls_with_its_costs(cost, loss, relief, rising, more):
    best = best_subsidy(cost, loss, relief, rising)
    assert best_subsidy(cost, loss + more, relief, rising) >= best
    assert best_subsidy(cost + more, loss, relief, rising) <= best
    assert best_subsidy(cost, loss, relief, rising + more) <= best
    if best > 0.0:
        assert best_subsidy(cost, loss + more, relief, rising) > best
        assert best_subsidy(cost + more, loss, relief, rising) < best
        assert best_subsidy(cost, loss, relief, rising + more) < best


@pytest.mark.parametrize("rising", [1e-9, 1e-6, 1e6])
def test_the_best_subsidy_survives_numbers_that_would_overflow_the_formula(rising):
    best = best_subsidy(1.0, 3.0, 2.0, rising)
    assert 6.0 * math.exp(-2.0 * best) == pytest.approx(1.0 + rising * best, rel=1e-9)


@given(st.floats(-1, 1), st.floats(0.01, 1), st.floats(0.01, 1), st.floats(0, 0.99), st.floats(0, 0.9))
def test_a_deal_holds_where_keeping_it_pays_more_than_breaking_it(punished, more, most, patience, hazard):
    cooperate = punished + more
    found = relation(cooperate, cooperate + most, punished, patience, hazard)
    weights = (patience * (1 - hazard)) ** np.arange(6000)
    kept, broken = weights.sum() * cooperate, cooperate + most + weights[1:].sum() * punished
    assert found.gain == pytest.approx(kept - broken, abs=1e-8)
    if abs(found.gain) > 1e-9:
        assert found.sustainable == (found.gain > 0)


@pytest.mark.parametrize(("payoffs", "patience"), [((0.3, 0.2, 0.1), 0.5), ((0.3, 0.5, 0.1), 1.0)])
def test_a_relation_without_temptation_or_without_impatience_is_refused(payoffs, patience):
    with pytest.raises(ValueError, match="must"):
        relation(*payoffs, patience, 0.0)


@given(st.floats(0.1, 5), st.floats(0, 0.05), st.integers(1, 360))
def test_instalments_clear_a_loan(principal, rate, payments):
    balance = principal
    for _ in range(payments):
        balance += balance * rate - instalment(principal, rate, payments)
    assert balance == pytest.approx(0.0, abs=1e-6 * (1 + rate) ** payments)


def test_a_loan_at_hardly_any_interest_is_like_one_without():
    assert instalment(1.5, 1e-15, 120) == pytest.approx(instalment(1.5, 0.0, 120), rel=1e-12)
