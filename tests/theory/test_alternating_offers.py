"""Alternating offers: who is patient gets more, and who proposes first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.theory.alternating_offers import Game, proposers_shares

patience = st.floats(0.05, 0.99)
chance = st.floats(0, 1)
payoff = st.floats(-0.5, 0.5)
length = st.none() | st.integers(1, 40)


@given(patience, length, chance, payoff)
def test_players_alike_get_mirrored_shares_when_the_proposer_changes(patience, offers, breakdown, payoff):
    first, second = proposers_shares(Game(patience, patience, offers, breakdown, payoff, payoff))
    assert first == pytest.approx(second, abs=1e-12)


@given(patience, patience, length, chance, payoff, payoff)
def test_players_who_change_places_change_shares(one, other, offers, breakdown, payoff, other_payoff):
    here = proposers_shares(Game(one, other, offers, breakdown, payoff, other_payoff))
    there = proposers_shares(Game(other, one, offers, breakdown, other_payoff, payoff))
    assert here == pytest.approx(there[::-1], abs=1e-12)


@given(patience, patience, st.floats(0, 0.009))
def test_more_patience_never_gives_less(one, other, more):
    impatient, _ = proposers_shares(Game(one, other))
    patient, _ = proposers_shares(Game(one + more, other))
    assert patient >= impatient - 1e-12


@given(patience, patience)
def test_a_far_end_is_like_no_end(one, other):
    assert proposers_shares(Game(one, other, offers=4001)) == pytest.approx(
        proposers_shares(Game(one, other))
    )


def test_a_game_of_a_billion_offers_settles_and_keeps_who_has_the_last_word():
    assert proposers_shares(Game(0.9, 0.8, 10**9)) == pytest.approx(proposers_shares(Game(0.9, 0.8)))
    assert proposers_shares(Game(1.0, 1.0, 10**9)) == (0.0, 0.0)
    assert proposers_shares(Game(1.0, 1.0, 10**9 + 1)) == (1.0, 1.0)


@given(payoff, payoff)
def test_a_vanishing_risk_of_breakdown_leads_to_the_nash_solution(one, other):
    """Binmore, Rubinstein and Wolinsky 1986: with breakdown payoffs as the disagreement point."""
    first, second = proposers_shares(Game(1.0, 1.0, None, 1e-9, one, other))
    assert first == pytest.approx((1 + one - other) / 2, abs=1e-8)
    assert second == pytest.approx((1 + other - one) / 2, abs=1e-8)


@given(patience, patience, st.floats(0, 1))
def test_an_outside_option_counts_only_where_it_beats_bargaining(one, other, outside):
    first, _ = proposers_shares(Game(one, other))
    with_option, _ = proposers_shares(Game(one, other, outside_option_2=outside))
    assert with_option == pytest.approx(min(first, 1 - outside), abs=1e-12)


def test_a_game_that_nothing_presses_is_refused():
    with pytest.raises(ValueError, match="nothing presses"):
        proposers_shares(Game(1.0, 1.0))


def test_an_outside_option_in_a_game_that_ends_is_refused():
    with pytest.raises(ValueError, match="without end"):
        proposers_shares(Game(0.9, 0.9, 3, outside_option_2=0.2))
