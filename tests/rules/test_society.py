"""Protest as a threshold process, and the other movers of society, Russia and the West, by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.diplomacy import (
    backing_after,
    confrontation_after,
    friction_left,
    leak_anger,
    secrecy_chance,
    summit_chance,
)
from sim.rules.russia import belief_after, image_target
from sim.rules.society import (
    covid_after,
    grievance_target,
    mobilisation_after,
    provocation_of,
    strength_target,
    willing_share,
)
from sim.rules.west import isolation_target, overture_trade
from sim.scenario import load_scenario
from sim.testing import parameters_of

SHARE = st.floats(0.0, 1.0)


@given(SHARE, st.floats(-1.0, 1.0), st.floats(0.1, 0.9), st.floats(0.05, 1.0))
def test_those_are_willing_whose_threshold_is_reached(active, push, mean, spread):
    expected = 0.5 * math.erfc(-(active + push - mean) / spread / math.sqrt(2))
    assert willing_share(active, push, mean, spread) == pytest.approx(expected, abs=1e-12)


@given(SHARE, st.floats(-1.0, 1.0), SHARE)
def test_a_crowd_that_is_as_large_as_those_willing_stays(active, push, speed):
    willing = willing_share(active, push, 0.5, 0.3)
    after = mobilisation_after(active, push, 0.5, 0.3, speed)
    assert after == pytest.approx(active + speed * (willing - active))
    assert min(active, willing) - 1e-15 <= after <= max(active, willing) + 1e-15


def test_growth_calms_no_more_than_no_growth(p):
    """Only hard times anger: a boom does not soothe below the base."""
    flat = grievance_target(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, p)
    assert grievance_target(0.1, 0.0, 0.0, 0.0, 0.0, 0.0, p) == flat == p["grievance_base"]
    assert grievance_target(-0.1, 0.0, 0.0, 0.0, 0.0, 0.0, p) == pytest.approx(
        p["grievance_base"] + 0.1 * p["grievance_activity"]
    )


@given(st.floats(-1.0, 1.0), SHARE, SHARE, SHARE)
def test_what_is_done_provokes_whole_and_text_by_a_part(weight, signed, part, text):
    done = signed * part
    assert provocation_of(weight, signed, done, text) == pytest.approx(
        weight * (done + text * (signed - done)), abs=1e-12
    )


def test_targets_are_shares_even_at_the_edge(p):
    assert grievance_target(-1.0, 1.0, 1.0, 1.0, 1.0, 1.0, p) == 1.0
    assert strength_target(10.0, 1.0, 1.0, 0.0, 0.0, 1.0, 1.0, p) == 1.0
    assert strength_target(0.0, 0.0, -1.0, 1.0, 1.0, 0.0, 0.0, p) == 0.0
    assert isolation_target(1.0, 1.0, 0.0, 5.0, 1.0, 1.0, p) == 1.0
    p["open_shock"] = 1.0
    assert isolation_target(0.0, 0.0, 1.0, 0.0, 0.0, 0.0, p) == 0.0
    assert image_target(1.0, 1.0, 1.0, 1.0, p) == pytest.approx(
        max(0.0, p["image_base"] - p["image_backing"] - p["image_suppression"]
            - p["image_protest"] * (1 - p["image_protest_reference"]) - p["image_rhetoric"])
    )  # fmt: skip


def test_the_world_sees_repression_fully_once_enough_people_are_out(p):
    at_reference = isolation_target(0.5, float(p["isolation_mobilisation_reference"]), 0.0, 0.0, 0.0, 0.0, p)
    assert isolation_target(0.5, 0.9, 0.0, 0.0, 0.0, 0.0, p) == at_reference
    unseen = isolation_target(0.5, 0.0, 0.0, 0.0, 0.0, 0.0, p)
    seen_part = (unseen - p["isolation_base"]) / (at_reference - p["isolation_base"])
    assert seen_part == pytest.approx(p["isolation_repression_floor"])


def test_no_trade_without_an_overture_into_a_closed_west_or_under_full_repression():
    assert overture_trade(0.3, 0.5, 0.0, 0.25) == 0.0
    assert overture_trade(1.0, 0.5, 1.0, 0.25) == 0.0
    assert overture_trade(0.3, 1.0, 1.0, 0.25) == 0.0
    assert overture_trade(0.2, 0.5, 1.0, 0.25) == pytest.approx(0.1)


def test_the_epidemic_ebbs_by_hand():
    assert covid_after(0.4, 0.0, 0.9, 0.5) == pytest.approx(0.36)
    assert covid_after(0.4, 1.0, 0.9, 0.5) == pytest.approx(0.18)


def test_a_belief_moves_by_log_odds(p):
    """From even odds at tension .5: evidence of weight 1, less the decay, times the speed."""
    for name, value in {
        "belief_speed": 0.2,
        "belief_tension_base": 0.5,
        "belief_evidence_western": 1.0,
        "belief_evidence_domestic": 0.5,
        "belief_decay": 0.02,
        "belief_protest_jump": 0.03,
        "belief_isolation_jump": 0.01,
    }.items():
        p[name] = value
    western = belief_after(0.5, 0.5, 0.04, 0.02, p)
    domestic = belief_after(0.5, 0.5, 0.04, 0.01, p)
    quiet = belief_after(0.5, 0.5, 0.03, 0.02, p)
    for belief, gained in ((western, 0.2 * 0.98), (domestic, 0.2 * -0.52), (quiet, 0.2 * -0.02)):
        assert math.log(belief / (1 - belief)) == pytest.approx(gained, abs=1e-12)


@given(st.floats(-1.0, 1.0), st.floats(-1.0, 1.0), SHARE)
def test_dogma_does_not_learn(protest_change, isolation_change, tension):
    p = parameters_of(load_scenario("baseline_feb2021"))
    assert belief_after(0.0, tension, protest_change, isolation_change, p) == 0.0
    assert belief_after(1.0, tension, protest_change, isolation_change, p) == 1.0
    p["belief_speed"] = 0.0
    assert belief_after(0.4, tension, protest_change, isolation_change, p) == 0.4


def test_the_chance_of_a_summit_by_hand(p):
    for name, value in {
        "summit_base": 0.35,
        "summit_backing": 0.2,
        "summit_backing_reference": 0.3,
        "summit_confrontation": -0.3,
        "summit_confrontation_reference": 0.1,
    }.items():
        p[name] = value
    assert summit_chance(0.3, 0.1, p) == 0.35
    assert summit_chance(0.8, 0.3, p) == pytest.approx(0.35 + 0.1 - 0.06)


def test_secrecy_by_hand(p):
    """Half a year of leaks at 4% come out with chance 1 - .96^6 = .217."""
    for name, value in {
        "secrecy_base": -2.0,
        "secrecy_sensitivity": 20.0,
        "leak": 0.04,
        "leak_penalty": 1.5,
        "lookahead": 6.0,
    }.items():
        p[name] = value
    worth = 1 - 1.5 * (1 - 0.96**6)
    assert secrecy_chance(0.0, p) == pytest.approx(1 / (1 + math.exp(2)))
    assert secrecy_chance(0.15, p) == pytest.approx(1 / (1 + math.exp(2 - 20 * 0.15 * worth)))


def test_relations_fade_and_are_renewed_within_0_and_1():
    assert backing_after(0.5, 0.3, 0.9) == pytest.approx(0.75)
    assert backing_after(0.9, 0.5, 0.9) == 1.0
    assert confrontation_after(0.2, 0.1, 0.85) == pytest.approx(0.27)
    assert confrontation_after(0.9, 0.9, 0.85) == 1.0


def test_words_excuse_nothing_where_nobody_believes_them_or_all_have_heard_them():
    assert friction_left(1.0, 0.0, 0.0, 0.5) == 1.0
    assert friction_left(1.0, 0.8, 1.0, 0.5) == 1.0
    assert friction_left(0.0, 0.8, 0.0, 0.5) == 1.0
    assert friction_left(1.0, 0.8, 0.25, 0.5) == pytest.approx(0.7)


def test_a_leak_of_what_soothes_angers_nobody():
    assert leak_anger(-0.3, 0.5, 0.5) == 0.0
    assert leak_anger(0.3, 0.5, 0.5) == pytest.approx(0.075)
