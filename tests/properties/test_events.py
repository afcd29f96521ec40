"""What happens of its own accord: when, for how long, how far, and to whom."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.rules import draws
from sim.scenario import Event, load_scenario
from sim.scenario.schema import flat_entries
from sim.testing import month_column, play, runs, scenarios
from tests.rules.witness import watch

MONTHS = 8


def event(month, operation, changes, **options):
    options = {"slot": 0, "duration": 1, "probability": 1.0, "why": "a test"} | options
    return Event(month=month, operation=operation, changes=changes, **options)


def held(flat, value):
    low, high = flat_entries()[flat].quantity.legal
    return min(high, max(low, value))


def after(value, operation, change):
    return {"add": value + change, "set": change, "multiply": value * change}[operation]


@settings(max_examples=40)
@given(
    scenarios(horizon=(MONTHS, MONTHS), events=0, uncertain=0, parameters={"strength_cost": 0.7}),
    runs(),
    st.integers(1, MONTHS),
    st.integers(1, 4),
    st.sampled_from([("add", 0.5), ("add", -9.0), ("set", 1.1), ("multiply", 2.0), ("multiply", 1000.0)]),
)
def test_a_parameter_is_moved_while_the_event_lasts_and_then_as_before(scenario, run, month, duration, what):
    operation, change = what
    one = event(month, operation, {"strength_cost": change}, duration=duration)
    _, months = watch(replace(scenario, events=(one,)), run)
    for played in months:
        lasts = month <= played.number < month + duration
        expected = held("strength_cost", after(0.7, operation, change)) if lasts else 0.7
        assert played.p["strength_cost"] == expected


@settings(max_examples=40)
@given(
    scenarios(horizon=(MONTHS, MONTHS), events=0, uncertain=0),
    runs(),
    st.integers(1, MONTHS),
    st.integers(1, 4),
    st.sampled_from(["mobilisation", "reserves", "grievance", "covid_load", "backing"]),
    st.sampled_from([("add", 0.3), ("add", -0.3), ("set", 0.4), ("multiply", 0.5)]),
)
def test_a_state_is_moved_in_each_month_the_event_lasts(scenario, run, month, duration, name, what):
    operation, change = what
    one = event(month, operation, {name: change}, duration=duration)
    _, months = watch(replace(scenario, events=(one,)), run)
    for played in months:
        before, met = float(played.before[name]), float(played.find("offer").state[name])
        lasts = month <= played.number < month + duration
        assert met == (held(name, after(before, operation, change)) if lasts else before)


def test_events_on_one_number_act_in_the_order_of_the_file():
    scenario = load_scenario("baseline_feb2021", months=3)
    double, add = event(2, "multiply", {"reserves": 2.0}), event(2, "add", {"reserves": 1.0}, slot=1)
    for events, expected in (((double, add), lambda r: 2 * r + 1), ((add, double), lambda r: 2 * (r + 1))):
        _, months = watch(replace(scenario, events=events), 0)
        assert float(months[1].find("offer").state["reserves"]) == expected(
            float(months[1].before["reserves"])
        )


def test_shares_of_an_issue_stay_in_order_whatever_an_event_does_to_them():
    scenario = load_scenario("baseline_feb2021", months=2)
    torn = event(1, "set", {"agreed.SE": 0.2, "implemented.FU": 0.9, "hidden.RM": 0.5})
    _, months = watch(replace(scenario, events=(torn,)), 0)
    state = months[0].find("offer").state
    assert state["agreed"][3] == state["signed"][3] == state["implemented"][3] == 0.2
    assert state["implemented"][2] == state["signed"][2] == 0.5
    assert state["hidden"][0] == state["signed"][0] == 0.0


@settings(max_examples=30)
@given(st.integers(0, 2**40), st.integers(1, 3), st.integers(0, 9), st.floats(0.05, 0.95), runs())
def test_an_event_happens_in_all_its_months_or_in_none_by_the_luck_of_its_slot(
    seed, month, slot, chance, run
):
    uncertain = event(month, "set", {"open_shock": 0.3}, slot=slot, probability=chance, duration=3)
    scenario = replace(load_scenario("baseline_feb2021", months=6), seed=seed, events=(uncertain,))
    draw_key = draws.uniform(*(np.uint64(part) for part in (seed, run, month, int(draws.SCENARIO), slot)))
    _, months = watch(scenario, run)
    for played in months:
        lasts = month <= played.number < month + 3
        assert played.p["open_shock"] == (0.3 if lasts and draw_key < chance else 0.0)


def test_an_event_happens_as_often_as_its_probability_says():
    scenario = load_scenario("baseline_feb2021", months=1)
    one = event(1, "set", {"grievance": 1.0, "grievance_speed": 0.0}, probability=0.3)
    block = play(replace(scenario, events=(one,)), runs=2000)
    happened = (month_column(block, "grievance")[:, 0] == 1.0).mean()
    assert happened == pytest.approx(0.3, abs=4 * (0.3 * 0.7 / 2000) ** 0.5)


def test_events_of_one_slot_and_month_share_their_luck():
    scenario = load_scenario("baseline_feb2021", months=1)
    first = event(1, "set", {"grievance": 1.0, "grievance_speed": 0.0}, slot=4, probability=0.5)
    second = event(
        1, "set", {"covid_load": 0.9, "covid_decay": 1.0, "covid_vaccine": 0.0}, slot=4, probability=0.5
    )
    block = play(replace(scenario, events=(first, second)), runs=200)
    angry = month_column(block, "grievance")[:, 0] == 1.0
    ill = month_column(block, "covid_load")[:, 0] == 0.9
    assert (angry == ill).all()
    assert 0 < angry.sum() < 200
