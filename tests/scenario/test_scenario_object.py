"""A loaded scenario as an object: changed by its methods, shown, copied and sent to other processes."""

from __future__ import annotations

import copy
import pickle
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.errors import ScenarioErrors
from sim.scenario import Event, Origin, load_scenario
from sim.scenario.files import shipped_names
from sim.scenario.schema import flat_entries
from sim.scenario.values import no_effect
from sim.scenario.write import data_of, event_data, explain
from sim.testing.numbers import free_names, values

BASE = "baseline_feb2021"
ALONE = [
    name
    for section in ("parameters", "initial")
    for name in free_names(section)
    if not flat_entries()[name].quantity.members
]
MOVED = [name for name in ALONE if no_effect(name, 2) is None and not flat_entries()[name].quantity.levels]
STRIKE = {"month": 3, "add": {"mobilisation": 0.2}}


@st.composite
def settings(draw, most=4):
    """Values of a few quantities by name."""
    names = draw(st.lists(st.sampled_from(ALONE), min_size=1, max_size=most, unique=True))
    return {name: draw(values(name)) for name in names}


@st.composite
def events(draw, horizon=24):
    """An event as a mapping, with or without what may be left out."""
    name = draw(st.sampled_from(MOVED))
    optional = {
        "duration": st.integers(1, 3),
        "probability": st.sampled_from((0, 0.5, 1)),
        "slot": st.integers(0, 9),
        "why": st.sampled_from(("", "news")),
    }
    event = {"month": draw(st.integers(2, horizon)), "set": {name: draw(values(name))}}
    return event | draw(st.fixed_dictionaries({}, optional=optional))


def complaints(call, *arguments, **options):
    with pytest.raises(ScenarioErrors) as error:
        call(*arguments, **options)
    return str(error.value).splitlines()


@given(settings())
def test_values_are_set_as_with_the_option(chosen):
    expected = load_scenario(BASE, [f"{name}={value!r}" for name, value in chosen.items()])
    assert load_scenario(BASE).with_values(chosen) == expected
    assert load_scenario(BASE).with_values(**chosen) == expected


@given(settings(), st.randoms())
def test_the_order_in_which_independent_values_are_set_does_not_matter(chosen, random):
    names = list(chosen)
    random.shuffle(names)
    one = other = load_scenario(BASE)
    for name in chosen:
        one = one.with_values({name: chosen[name]})
    for name in names:
        other = other.with_values({name: chosen[name]})
    assert one == other == load_scenario(BASE).with_values(chosen)
    assert one.origins == other.origins


@given(settings(), st.sampled_from(("pressure_2019", "uncertain_reciprocity")))
def test_a_quantity_that_is_set_says_so_and_is_no_longer_drawn(chosen, name):
    before = load_scenario(name)
    after = before.with_values(chosen)
    for flat, value in chosen.items():
        assert after.value(flat) == value
        assert after.origin(flat_entries()[flat].key) == Origin("overrides", 0, "overrides")
        assert flat not in after.uncertain
    assert before == load_scenario(name)
    assert after.file == before.file
    assert after.origin("horizon") == before.origin("horizon")


@given(st.lists(events(), max_size=3), st.lists(events(), max_size=3))
def test_events_are_added_as_if_they_stood_in_the_file(first, more):
    file = {"name": "mine", "extends": BASE}
    whole = load_scenario({**file, "events": [*first, *more]})
    added = load_scenario({**file, "events": first}).with_events(more)
    assert added == whole
    assert load_scenario(BASE).with_events(first).with_events(more).events == whole.events


@given(st.lists(events(), min_size=1, max_size=3), settings())
def test_events_as_objects_say_the_same_and_values_keep_out_of_their_way(listed, chosen):
    scenario = load_scenario(BASE)
    added = scenario.with_events(listed)
    assert scenario.with_events(added.events) == added
    assert added.with_values(chosen) == scenario.with_values(chosen).with_events(listed)


def test_an_added_event_has_an_origin_of_its_own_and_leaves_that_of_the_others():
    before = sim.load("covid_second_wave")
    after = before.with_events([STRIKE])
    last = len(before.events)
    assert after.origin("events[0].month") == before.origin("events[0].month")
    assert str(after.origin(f"events[{last}].month")) == "with_events"
    assert str(after.origin(f"events[{last}].add.mobilisation")) == "with_events"
    assert after.events[last] == Event(last, 3, 1, "add", {"mobilisation": 0.2}, 1.0, "")
    assert "# with_events" in explain(after)


def test_a_keyword_wins_over_the_mapping():
    assert sim.load(BASE).with_values({"leak": 0.3, "agreed.RM": 0.8}, leak=0.1).value("leak") == 0.1


def test_all_that_is_wrong_with_values_is_said_with_its_key_path():
    said = complaints(sim.load(BASE).with_values, {"leek": 0.1, "initial": {"reserves": -5}}, leak=2)
    assert [line.partition(": ")[2].partition(": ")[0] for line in said] == [
        "leek", "parameters.leak", "initial.reserves",
    ]  # fmt: skip
    assert "leak" in said[0]


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ({**STRIKE, "month": 99}, "with_events: events[1].month: 99 lies after the horizon"),
        ({"month": 3, "add": {"mobilization": 0.2}}, "with_events: events[1].add.mobilization: unknown"),
        ({"month": 3}, "with_events: events[1]: nothing is changed"),
        ({"add": {"mobilisation": 0.2}}, "with_events: events[1].month: missing"),
        ({**STRIKE, "why": "\ud800"}, "with_events: events[1].why: the lone surrogate U+D800 in a text"),
        ("month", "with_events: events[1]: 'month' is not a mapping"),
        (
            Event(1, 3, 1, "set", {"covid_load": 7.0}, 1.0, ""),
            "with_events: events[1].set.covid_load: 7.0 is out of range; 0 to 1 (share)",
        ),
    ],
)
def test_what_is_wrong_with_an_event_is_said_by_its_position(event, said):
    scenario = sim.load("covid_second_wave")
    assert len(scenario.events) == 1
    assert complaints(scenario.with_events, [event])[0].startswith(said)


def test_code_and_notes_stay_with_a_changed_scenario():
    short = load_scenario("covid_second_wave", months=1, allow_code=True)
    assert short.notes
    for changed in (short.with_values(leak=0.1), short.with_events([{**STRIKE, "month": 1}])):
        assert changed.allow_code
        assert changed.notes == short.notes


@pytest.mark.parametrize("name", shipped_names())
def test_a_scenario_survives_copies_and_pickling(name):
    scenario = load_scenario(name)
    for twin in (copy.copy(scenario), copy.deepcopy(scenario), pickle.loads(pickle.dumps(scenario))):  # noqa: S301
        assert twin == scenario
        assert twin.origins == scenario.origins
        assert data_of(twin.with_values(leak=0.1)) == data_of(scenario.with_values(leak=0.1))


def test_a_deep_copy_shares_nothing_that_can_be_changed():
    scenario = load_scenario("pressure_2019").with_events([STRIKE])
    twin = copy.deepcopy(scenario)
    twin.parameters["leak"] = 0.9
    twin.events[-1].changes["mobilisation"] = 0.9
    assert "leak" not in scenario.parameters
    assert scenario.events[-1].changes == {"mobilisation": 0.2}


def test_an_event_written_out_reads_the_same():
    scenario = load_scenario("covid_second_wave").with_events([{**STRIKE, "slot": 7, "why": "news"}])
    data = [event_data(position, event) for position, event in enumerate(scenario.events)]
    assert load_scenario(BASE).with_events(data).events == scenario.events


def test_a_scenario_is_shown_in_a_line():
    scenario = load_scenario(BASE, {"leak": 0.1}, months=6, runs=1000, seed=5).with_events([STRIKE])
    assert repr(scenario) == (
        "<Scenario baseline_feb2021: 6 months, 1,000 runs, seed 5, minds quantal (Kremlin) and quantal "
        "(Minsk), 1 event, 1 changed value>"
    )


def test_the_longest_scenario_fits_a_screen_when_shown():
    mind = f"{'folder/' * 500}my_minds.py:Stubborn"
    scenario = load_scenario({"name": "n" * 80, "extends": BASE})
    long = replace(scenario, kremlin_mind=mind, minsk_mind=mind, events=(scenario.events * 500))
    assert len(repr(long)) <= 6 * 80
