"""Stances: what each offers and takes can be had, and what is shown is recognised."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engines import records
from sim.engines.mesa_model import Model
from sim.minds import stances
from sim.minds.stances import (
    ASK,
    COMPLY,
    HOLD,
    LINKED_STEP,
    PRESS,
    PUNISH,
    REFUSE,
    SIGN_AND_STALL,
    SMALL_STEP,
    STANCES,
    SUPPORT,
    TOKEN,
    TURN_WEST,
)
from sim.minds.workspace import KREMLIN, MINSK
from sim.play import learning_step
from sim.rules.issues import STATUS_QUO, bundle_of, loan_of, subsidy_change_of
from sim.testing import packages, runs, scenarios

BUNDLES = {
    SUPPORT: {0},
    HOLD: {0},
    SMALL_STEP: {1, 3, 4, 6},
    LINKED_STEP: {9},
    PRESS: {11},
    PUNISH: {0},
}
SUBSIDY = {SUPPORT: 1, HOLD: 0, SMALL_STEP: 0, LINKED_STEP: 1, PRESS: 0, PUNISH: 0}
EFFORT = {COMPLY: 3, SIGN_AND_STALL: 0, ASK: 1, TOKEN: 1, REFUSE: 0, TURN_WEST: 0}

any_stance = st.integers(0, STANCES - 1)


def in_the_middle(scenario, run):
    """Return a model after its first months, its last month's packages still in the workspace."""
    return Model(scenario, run, noting=False).play()


@settings(max_examples=30)
@given(scenarios(horizon=(1, 4)), runs(), any_stance, st.sampled_from([KREMLIN, MINSK]))
def test_every_stance_offers_an_admissible_package_that_fits_it_or_the_status_quo(
    scenario, run, stance, side
):
    model = in_the_middle(scenario, run)
    count, summit = int(model.log[0]["admissible"]), bool(model.log[0]["summit"] > 0)
    first = Model(scenario, run, noting=False)
    first.step()
    row = int(stances.best_offer(side, stance, summit, first.workspace))
    assert 0 <= row < count
    package = int(first.workspace["packages"]["number"][row])
    assert int(first.workspace["row_of"][package]) == row
    fits = (
        stances.kremlin_would_offer(stance, package, summit)
        if side == KREMLIN
        else stances.minsk_would_offer(stance, package)
    )
    assert fits or package == STATUS_QUO


@settings(max_examples=30)
@given(scenarios(horizon=(1, 1)), runs(), any_stance)
def test_of_what_fits_the_kremlin_offers_what_promises_most(scenario, run, stance):
    model = in_the_middle(scenario, run)
    now, table = model.log[0], model.workspace["packages"]
    count, summit = int(now["admissible"]), bool(now["summit"] > 0)
    numbers = [int(number) for number in table["number"][:count]]
    fitting = [row for row, package in enumerate(numbers) if expected_offer(stance, package, summit)]
    chosen = int(stances.best_offer(KREMLIN, stance, summit, model.workspace))
    if fitting:
        assert table["appeal"][chosen] == max(table["appeal"][row] for row in fitting)
        assert chosen in fitting
    else:
        assert numbers[chosen] == STATUS_QUO


def expected_offer(stance, package, summit):
    """What the Kremlin offers in a stance, by the table of the model."""
    change, bundle = subsidy_change_of(package), bundle_of(package)
    bundles = BUNDLES[stance] if summit or stance not in (LINKED_STEP, PRESS) else {6}
    if stance == PUNISH and loan_of(package) > 0:
        return False
    return change == SUBSIDY[stance] and bundle in bundles


@given(any_stance, packages(), st.booleans())
def test_what_the_kremlin_offers_is_what_the_table_says(stance, package, summit):
    assert stances.kremlin_would_offer(stance, package, summit) == expected_offer(stance, package, summit)


def test_who_asks_for_money_asks_for_the_largest_loan_there_is():
    model = Model("baseline_feb2021", run=4, noting=False)
    asked = 0
    for _ in range(24):
        model.step()
        if not model.alive or not model.now["summit"]:
            continue
        count, table = int(model.now["admissible"]), model.workspace["packages"]
        row = int(stances.best_offer(MINSK, ASK, True, model.workspace))
        package = int(table["number"][row])
        if subsidy_change_of(package) == 1:
            asked += 1
            assert loan_of(package) == max(
                loan_of(int(number))
                for number in table["number"][:count]
                if subsidy_change_of(int(number)) == 1
            )
    assert asked > 0


@given(packages())
def test_what_minsk_takes_is_what_the_table_says(package):
    change, bundle = subsidy_change_of(package), bundle_of(package)
    taken = [bool(stances.minsk_would_take(stance, package)) for stance in range(STANCES)]
    assert taken == [
        True,
        True,
        change >= 1,
        bundle in (0, 3),
        bundle == 0 and change >= 0,
        bundle == 0 and change >= 0,
    ]


@given(packages())
def test_what_minsk_offers_is_what_the_table_says(package):
    change, bundle = subsidy_change_of(package), bundle_of(package)
    offered = [bool(stances.minsk_would_offer(stance, package)) for stance in range(STANCES)]
    quo = package == STATUS_QUO
    assert offered == [True, True, change == 1, bundle == 3 and change <= 1, quo, quo]


@pytest.mark.parametrize("stance", range(1, STANCES))
def test_a_stance_that_offers_what_the_one_before_it_does_is_known(stance):
    """Who complies and who signs to stall offer anything; who refuses and who turns West, nothing new."""
    assert bool(stances.offers_as_before(MINSK, stance)) == (stance in (SIGN_AND_STALL, TURN_WEST))
    assert not stances.offers_as_before(KREMLIN, stance)


@pytest.mark.parametrize("stance", range(STANCES))
def test_effort_follows_the_stance(stance):
    assert stances.effort_in(stance) == EFFORT[stance]


# --- what is shown -------------------------------------------------------------------------------


def month(**fields):
    """Return a month's row and a state with some fields set: an offer by the Kremlin unless said."""
    now, state = records.records(records.month_dtype(), 1)[0], records.records(records.state_dtype(), 1)[0]
    for name, value in fields.items():
        for record in (now, state):
            if name in record.dtype.names:
                record[name] = value
    return now, state


def test_a_push_that_is_seen_and_withheld_money_show_punishment():
    now, state = month(kremlin_proposes=1, offer=STATUS_QUO, due=1, paid=0, push_seen=1)
    assert learning_step.kremlin_stance_shown(state, now) == PUNISH


def test_of_stances_that_fit_alike_the_first_is_seen():
    """A month in which the Kremlin offered nothing and nothing was due fits all but punishment."""
    now, state = month(kremlin_proposes=0, due=0)
    assert learning_step.kremlin_stance_shown(state, now) == SUPPORT


def test_who_takes_everything_and_stalls_is_seen_as_signing_and_stalling():
    demand = 13 + STATUS_QUO + 9  # with a loan: three issues
    now, state = month(kremlin_proposes=1, offer=demand, response=0, effort=0.0, accepted=1)
    assert learning_step.minsk_stance_shown(state, now) == SIGN_AND_STALL


def test_who_turns_west_after_a_refusal_is_seen_to_turn_west():
    now, state = month(kremlin_proposes=1, offer=STATUS_QUO + 9, response=1, effort=0.0, overture=1)
    assert learning_step.minsk_stance_shown(state, now) == TURN_WEST


@settings(max_examples=25)
@given(scenarios(horizon=(2, 6), kremlin_mind="learning", minsk_mind="learning", events=0), runs())
def test_what_is_played_fits_the_stance_taken(scenario, run):
    """Offers, payment, push, effort and answers of a month are those of the month's stances."""
    model = Model(scenario, run, noting=False)
    while not model.finished and model.alive:
        model.step()
        now, state = model.now, model.state
        kremlin, minsk = int(state["kremlin_stance"]), int(state["minsk_stance"])
        offer, summit = int(now["offer"]), bool(now["summit"])
        if now["kremlin_proposes"]:
            assert offer == STATUS_QUO or stances.kremlin_would_offer(kremlin, offer, summit)
            assert now["response"] == (0 if stances.minsk_would_take(minsk, offer) else 1)
        else:
            assert offer == STATUS_QUO or stances.minsk_would_offer(minsk, offer)
        if now["due"]:
            assert now["paid"] == (0.0 if kremlin == PUNISH else 1.0)
        assert now["push"] == (1.0 if kremlin == PUNISH else 0.0)
        assert now["effort"] == pytest.approx(EFFORT[minsk] / 3)
        if now["accepted"] == 0.0 and minsk == TURN_WEST:
            assert now["overture"] == 1.0
        if now["vote_due"]:
            assert bool(now["referendum_held"]) == (minsk == COMPLY)


def test_nobody_takes_the_same_stance_in_all_runs():
    seen = {KREMLIN: set(), MINSK: set()}
    for run in range(40):
        model = Model(
            "baseline_feb2021", run, minds={"kremlin": "learning", "minsk": "learning"}, noting=False
        )
        while not model.finished and model.alive:
            model.step()
            seen[KREMLIN].add(int(model.state["kremlin_stance"]))
            seen[MINSK].add(int(model.state["minsk_stance"]))
    assert all(len(taken) > 1 for taken in seen.values())
