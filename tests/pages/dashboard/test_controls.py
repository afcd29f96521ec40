from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.dashboard.controls import changed, chosen, control, controls, others, track_of
from sim.dashboard.levers import CHOICES, GROUPS, claims, labels
from sim.minds.kinds import MINDS
from sim.scenario import load_scenario
from sim.scenario.files import shipped_names
from sim.scenario.schema import LAWS, flat_entries

BASE = load_scenario("baseline_feb2021")
SLIDERS = [key for key in (*labels(), *others()) if key in flat_entries()]
NUMBERS = sorted(key for key in SLIDERS if not flat_entries()[key].quantity.levels)


def every_control():
    return [one for group in controls(BASE, BASE, ()) for one in group["controls"]]


def test_every_lever_is_a_number_of_the_seeds_or_a_choice_of_a_scenario():
    assert set(labels()) == {one["key"] for one in every_control()}
    assert set(labels()) <= set(flat_entries()) | set(CHOICES)


def test_every_control_has_a_label_a_meaning_and_the_claims_behind_it():
    for one in every_control():
        assert one["label"]
        assert one["about"]
        assert one["unit"] or one["kind"] == "choice"
        assert all(claim["content"] for claim in one["claims"])
    assert len({one["label"] for one in every_control()}) == len(labels())


def test_nearly_every_control_stands_for_a_claim_of_the_briefing():
    without = [one["key"] for one in every_control() if not one["claims"]]
    assert without == ["choice_precision"]


def test_the_claims_of_a_control_are_those_of_the_seeds():
    for one in every_control():
        if one["key"] in flat_entries():
            quantity = flat_entries()[one["key"]].quantity
            assert [claim["name"] for claim in one["claims"]] == list(quantity.claims)
    assert {name for choice in CHOICES.values() for name in choice.claims} <= set(claims())


def test_the_minds_are_those_there_are():
    for side in ("kremlin", "minsk"):
        assert tuple(option["text"] for option in control(f"minds.{side}", BASE, BASE)["options"]) == MINDS


@pytest.mark.parametrize("key", NUMBERS)
def test_a_slider_spans_what_is_plausible_and_stays_within_what_is_legal(key):
    one = control(key, BASE, BASE)
    quantity, position = flat_entries()[key]
    low, high = one["low"], one["high"]
    assert low < high
    assert 0 < one["step"] <= (high - low) / (1 if quantity.integer else 4)
    assert one["legal"][0] <= low + 1e-9
    assert high <= one["legal"][1] + 1e-9 * abs(high)
    assert low <= one["value"] <= high
    ends = (quantity.low[position], quantity.high[position])
    shown = [math.exp(end) if key == "log_brent" else end for end in ends]
    assert low <= min(shown)
    assert max(shown) <= high


@given(st.sampled_from(NUMBERS), st.floats(0, 1))
def test_a_slider_moved_is_a_change_that_the_scenario_takes(key, share):
    track = track_of(key)
    value = track.low + round(share * (track.high - track.low) / track.step) * track.step
    value = min(max(value, track.low), track.high)
    changes = changed((), key, value, BASE)
    now = load_scenario(BASE, changes)
    shown = math.exp(now.value(key)) if key == "log_brent" else now.value(key)
    assert shown == pytest.approx(round(value) if flat_entries()[key].quantity.integer else value)


@given(st.sampled_from(NUMBERS))
def test_a_value_that_the_scenario_has_anyhow_is_no_change(key):
    one = control(key, BASE, BASE)
    assert changed((), key, one["value"], BASE) == ()
    assert changed((f"{key}=0.123",), key, None, BASE) == ()


@pytest.mark.parametrize("key", sorted(CHOICES))
def test_every_option_of_a_choice_is_a_change_that_the_scenario_takes(key):
    for option in CHOICES[key].options:
        now = load_scenario(BASE, changed((), key, option.text, BASE))
        assert chosen(key, now) == option.text


@pytest.mark.parametrize("name", shipped_names())
def test_controls_show_what_a_shipped_scenario_has(name):
    scenario = load_scenario(name)
    for group in controls(scenario, scenario, ()):
        for one in group["controls"]:
            assert one["value"] == one["base"]
            if one["kind"] == "choice":
                assert one["value"] in [option["text"] for option in one["options"]]


ANYTHING = st.one_of(st.none(), st.text(), st.floats(), st.booleans(), st.lists(st.integers()))


@given(st.text(max_size=20), ANYTHING)
def test_a_page_can_set_nothing_but_what_has_a_control(key, value):
    known = (*flat_entries(), *CHOICES)
    assert all(change.partition("=")[0] in known for change in changed((), key, value, BASE))


def test_any_other_number_can_be_a_control():
    now = load_scenario(BASE, ["leak=0.1"])
    last = controls(BASE, now, ("leak=0.1",))[-1]
    assert last["title"] == "Other numbers"
    assert [one["key"] for one in last["controls"]] == ["leak"]


def test_every_number_but_the_laws_of_chance_is_to_be_had():
    laws = {key for key, entry in flat_entries().items() if entry.quantity.name in LAWS}
    assert set(others()) | set(labels()) >= set(flat_entries()) - laws
    assert not laws & {*others(), *labels()}


def test_groups_hold_every_lever_once():
    keys = [key for group in GROUPS for key in group.levers]
    assert len(keys) == len(set(keys))
