"""The aspiration mind does what its rules of thumb say, in the words of the briefing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.minds import aspiration
from sim.minds.kinds import DECISIONS
from sim.scenario import load_scenario
from sim.testing import parameters_of, runs, scenarios, state_of
from tests.rules import equations as eq
from tests.rules.equations import DrawKey, clip, plain
from tests.rules.witness import watch

THUMBS = {"kremlin_mind": "aspiration", "minsk_mind": "aspiration"}
STREAMS = {
    "reply": 9,
    "answer": 10,
    "effort": 12,
    "pay": 13,
    "repress": 15,
    "overture": 16,
    "push": 17,
    "referendum": 27,
    "help": 29,
    "rhetoric": 30,
}
OFFERS = {"Kremlin": 7, "Minsk": 8}
RISING = (0, 3, 1, 6, 4, 7, 2, 9, 12, 8, 5, 10, 11)
GRADUAL = RISING[:8]


# --- the rules of thumb, from their description ---------------------------------------------------


def pressure(s, p):
    belief, crowd = s.colour_revolution_belief, s.mobilisation
    return clip(
        p.aspiration_pressure_base
        + p.aspiration_pressure_belief * belief * crowd
        + p.aspiration_pressure_trouble * s.russian_trouble
        + p.aspiration_pressure_protest * (1 - belief) * crowd
        + p.aspiration_pressure_shortfall * (s.aspiration_kremlin - s.last_payoff_kremlin)
    )


def boldness(s, p):
    return clip(
        p.aspiration_assert_base
        + p.aspiration_assert_strength * (s.strength - p.aspiration_assert_strength_reference)
        + p.aspiration_assert_mobilisation * (s.mobilisation - p.aspiration_assert_mobilisation_reference)
        + p.aspiration_assert_isolation * (s.isolation - p.aspiration_assert_isolation_reference)
        + p.aspiration_assert_trouble * s.russian_trouble
    )


def appetite(s, p):
    return p.replacement_appetite_by_type[int(s.kremlin_type)]


def granted(s, p):
    """Return the subsidy change and the loan that the Kremlin would grant."""
    drowning = s.reserves < p.aspiration_rescue_reserves
    if s.mobilisation > p.aspiration_rescue_mobilisation or drowning:
        return 1, int(drowning)
    cut = s.strength > p.aspiration_cut_strength and appetite(s, p) > p.aspiration_appetite
    return (-1 if cut else 0), int(drowning)


def demanded(s, p, possible, summit):
    """Return the first possible bundle that is large enough, else the largest a patient Kremlin asks for."""
    sizes = {b: eq.demand_size(s, p, b, summit) for b in RISING if b in possible}
    for bundle, size in sizes.items():
        if size >= pressure(s, p):
            return bundle
    allowed = [b for b in sizes if b in GRADUAL or not p.aspiration_gradual]
    return max(allowed, key=lambda b: (sizes[b], -RISING.index(b)))


def nearest(listed, change, loan, bundle):
    """Drop what is not admissible: first the loan, then the subsidy, then the demand."""
    for number in (eq_number(change, loan, bundle), eq_number(change, 0, bundle), eq_number(0, 0, bundle)):
        if number in listed:
            return number
    return eq.STATUS_QUO


def eq_number(change, loan, bundle):
    return ((change + 1) * 3 + loan) * 13 + bundle


def offered(seen, s, p, summit):
    listed = seen.packages["number"].astype(int).tolist()
    possible = {number % 13 for number in listed}
    if seen.side == "Kremlin":
        return nearest(listed, *granted(s, p), demanded(s, p, possible, summit))
    loan = int(s.reserves < p.aspiration_loan_reserves)
    return nearest(listed, 1, loan, 3 if 3 in possible else 0)


def accepts(seen, s, p, loans, summit):
    change, menu, bundle = eq.parts(seen.packages["number"][seen.package])
    if seen.side == "Kremlin":
        most, loan = granted(s, p)
        return (change <= most and menu <= loan) or eq.demand_size(s, p, bundle, summit) >= pressure(s, p)
    _, signed = eq.demanded(s, p, bundle, summit)
    ceded = eq.sacrifice(signed, p) - eq.sacrifice(s.signed, p)
    kappa = p.sovereignty_sensitivity_by_type[int(s.minsk_type)]
    money = p.subsidy_step_size * change + loans[menu] / p.lookahead
    gain = p.subsidy_value * money - kappa * ceded - p.aspiration_accept_assertive * boldness(s, p)
    return gain >= s.aspiration_minsk - s.last_payoff_minsk


def chosen(name, s, p, now):
    """Return the alternative that the rules of thumb take in a smaller decision."""
    bold = boldness(s, p)
    level = round(s.repression * 4)
    if s.mobilisation > s.mobilisation_before:
        level = min(4, level + 1)
    elif s.mobilisation < p.aspiration_calm:
        level = max(0, level - 1)
    suppress = (
        s.mobilisation > p.aspiration_suppress_mobilisation
        and s.colour_revolution_belief > p.aspiration_suppress_belief
    )
    pushes = (
        s.strength < p.aspiration_push_strength
        and s.colour_revolution_belief < p.aspiration_push_belief
        and appetite(s, p) > p.aspiration_appetite
    )
    courts = s.isolation < p.aspiration_overture_isolation and bold > p.aspiration_overture_assertive
    return {
        "pay": int(s.stall_streak < p.aspiration_patience),
        "push": int(pushes),
        "help": 2 if suppress else int(now.subsidy_paid == 0),
        "effort": int(bold < p.aspiration_comply_below),
        "referendum": int(bold < p.aspiration_comply_below),
        "repress": level,
        "overture": int(courts),
        "rhetoric": int(now.stalled > 0 and s.rhetoric_stock < p.aspiration_rhetoric_wear),
    }[name]


def options(seen):
    return len(seen.packages) if seen.name == "offer" else 2 if seen.name == "reply" else len(seen.options)


@settings(max_examples=150)
@given(
    scenarios(horizon=(1, 10), **THUMBS),
    st.sampled_from([0.0, 0.05, 1.0]),
    runs(),
)
def test_every_choice_follows_the_rules_of_thumb_but_for_trembles(scenario, tremble, run):
    scenario = replace(scenario, parameters={**scenario.parameters, "aspiration_tremble": tremble})
    _, months = watch(scenario, run)
    for month in months:
        summit, draw_key = bool(month.now["summit"]), DrawKey(scenario.seed, run, month.number)
        for seen in month.decisions:
            s, p, now = plain(seen.state), plain(month.p), plain(seen.now)
            uniform = draw_key.u(OFFERS[seen.side] if seen.name == "offer" else STREAMS[seen.name])
            if uniform < p.aspiration_tremble:
                expected = min(options(seen) - 1, int(uniform / p.aspiration_tremble * options(seen)))
            elif seen.name == "offer":
                numbers = seen.packages["number"].astype(int).tolist()
                expected = numbers.index(offered(seen, s, p, summit))
            elif seen.name == "reply":
                expected = 0 if accepts(seen, s, p, scenario.loans, summit) else 1
            else:
                expected = chosen(seen.name, s, p, now)
            assert seen.chosen == expected, f"month {month.number}, {seen.side}: {seen.name}"


@settings(max_examples=40)
@given(
    scenarios(
        horizon=(1, 8),
        kremlin_mind="aspiration",
        minsk_mind="quantal",
        parameters={"aspiration_tremble": 0.0},
    ),
    runs(),
)
def test_the_kremlin_answers_a_counter_as_it_would_an_offer(scenario, run):
    _, months = watch(scenario, run)
    for month in months:
        seen = month.find("answer")
        if seen is not None and seen.side == "Kremlin":
            yes = accepts(seen, plain(seen.state), plain(month.p), scenario.loans, bool(month.now["summit"]))
            assert seen.chosen == (0 if yes else 1)


@settings(max_examples=60)
@given(scenarios(horizon=(1, 8), **THUMBS), runs())
def test_it_makes_no_counters_and_always_delivers_fuel(scenario, run):
    _, months = watch(scenario, run)
    for month in months:
        assert month.now["response"] in (0.0, 1.0)
        fuel_before, fuel = (float(state["implemented"][2]) for state in (month.before, month.after))
        if not scenario.events:
            rate, signed = float(month.p["implementation_rate"]), float(month.after["signed"][2])
            assert fuel == pytest.approx(fuel_before + rate * (signed - fuel_before))


# --- in political words --------------------------------------------------------------------------


@pytest.fixture
def p():
    return parameters_of(load_scenario("baseline_feb2021"))


@pytest.fixture
def state():
    return state_of(load_scenario("baseline_feb2021"))


@pytest.mark.parametrize(
    ("name", "step", "sign"),
    [
        ("russian_trouble", 0.1, -1),
        ("aspiration_kremlin", 0.5, 1),
        ("last_payoff_kremlin", 0.5, -1),
        ("colour_revolution_belief", 0.1, -1),
    ],
)
def test_what_makes_the_kremlin_press_harder_or_less(state, p, name, step, sign):
    before = aspiration.pressure_wanted(state, p)
    state[name] += step
    assert (aspiration.pressure_wanted(state, p) - before) * sign > 0.0


def test_protest_eases_pressure_where_it_looks_western_and_raises_it_where_it_does_not(state, p):
    for belief, sign in ((1.0, -1), (0.0, 1)):
        state["colour_revolution_belief"], state["mobilisation"] = belief, 0.2
        before = aspiration.pressure_wanted(state, p)
        state["mobilisation"] = 0.4
        assert (aspiration.pressure_wanted(state, p) - before) * sign > 0.0


@pytest.mark.parametrize(
    ("name", "sign"), [("strength", 1), ("mobilisation", -1), ("isolation", -1), ("russian_trouble", 1)]
)
def test_what_makes_minsk_bold(state, p, name, sign):
    before = aspiration.assertiveness(state, p)
    state[name] += 0.1
    assert (aspiration.assertiveness(state, p) - before) * sign > 0.0


def test_a_drowning_client_gets_a_rope_and_a_strong_one_less_from_those_who_want_another(state, p):
    state["mobilisation"], state["reserves"], state["strength"] = 0.2, 7.0, 0.5
    assert aspiration.subsidy_wanted(state, p) == 0
    state["mobilisation"] = 0.5
    assert aspiration.subsidy_wanted(state, p) == 1
    state["mobilisation"], state["reserves"] = 0.2, 1.0
    assert aspiration.subsidy_wanted(state, p) == 1
    state["reserves"], state["strength"] = 7.0, 0.9
    for kind, change in ((0, 0), (1, 0), (2, -1)):
        state["kremlin_type"] = kind
        assert aspiration.subsidy_wanted(state, p) == change


def test_aspirations_start_at_the_first_payoff_and_follow_slowly(p):
    p["aspiration_memory"] = 0.8
    assert aspiration.payoff_aspired(0.0, 1.5, 1, p) == 1.5
    assert aspiration.payoff_aspired(1.0, 2.0, 2, p) == pytest.approx(1.2)


def test_every_smaller_decision_has_a_rule():
    assert set(DECISIONS) == set(STREAMS) - {"reply", "answer"}
