"""One thing less: what is left out never happens, no other draw moves, and the paths part where they say."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim.errors import UsageError
from sim.narrative.account import Account, recalled, replay_without
from sim.narrative.parting import _steps, parting
from sim.narrative.removal import NO_INTEGRATION, at_point, without
from sim.quantities import INDICES, OUTCOMES
from sim.scenario import load_scenario
from sim.scenario.channels import channels

EVENTS = (
    "horizon: 8\nruns: 20\nevents:\n"
    "  - {month: 2, add: {mobilisation: 0.3}, why: A  strike}\n"
    "  - {month: 3, add: {reserves: -2}, probability: 0.5}\n"
    "  - {month: 4, multiply: {strength_cost: 2}, why: twice}\n"
    "  - {month: 5, add: {mobilisation: 0.1}, why: twice}\n"
)
EXOGENOUS = ("brent", "gas_hub", "russian_trouble")


@pytest.fixture
def eventful(tmp_path):
    file = tmp_path / "eventful.yaml"
    file.write_text(EVENTS)
    return load_scenario(file)


@pytest.mark.parametrize("name", channels())
def test_every_channel_can_be_left_out_of_every_shipped_scenario(name):
    for scenario in ("baseline_feb2021", "forced_integration", "no_reciprocity", "oil_collapse"):
        left = without(load_scenario(scenario), 0, name)
        assert left.says
        assert left.scenario.seed == load_scenario(scenario).seed


@pytest.mark.parametrize(
    ("channel", "metric"),
    [
        ("overture", "overture_months"),
        ("rhetoric", "rhetoric_share"),
        ("push", "push_months"),
        ("secrecy", "hidden_deals"),
        ("leaks", "leaks"),
        ("help", "suppression_share"),
        ("help", "in_kind_share"),
    ],
)
def test_what_is_left_out_never_happens(channel, metric):
    played = sim.run("hidden_deals", ["leak=0.2"], runs=60).outcomes
    left = without(sim.load("hidden_deals", ["leak=0.2"]), 0, channel).scenario
    assert played[metric].sum() > 0
    assert sim.run(left, runs=60).outcomes[metric].sum() == 0


@pytest.mark.parametrize("ending", OUTCOMES[1:])
def test_an_ending_that_is_left_out_never_comes(ending):
    likely = [f"hazard_multiplier_by_ending.{name}=20" for name in INDICES["ending"]]
    if ending == "deep_integration":
        likely = ["deep_integration_index=0.1", "deep_integration_supranational=0"]
    scenario = sim.load("baseline_feb2021", likely)
    assert ending in set(sim.run(scenario, runs=60).outcomes["outcome"])
    left = without(scenario, 0, ending).scenario
    assert ending not in set(sim.run(left, runs=60).outcomes["outcome"])


def test_endings_are_left_out_by_their_multiplier_or_their_threshold():
    scenario = sim.load("baseline_feb2021")
    left = without(scenario, 0, "rupture").scenario
    assert left == sim.load("baseline_feb2021", ["hazard_multiplier_by_ending.rupture=0"])
    assert without(scenario, 0, "deep_integration").scenario == sim.load("baseline_feb2021", NO_INTEGRATION)


@pytest.mark.parametrize(
    ("name", "number"), [("1", 1), ("a strike", 1), (" A strike ", 1), ("2", 2), ("4", 4)]
)
def test_an_event_is_left_out_by_its_number_or_its_reason(eventful, name, number):
    left = without(eventful, 0, name).scenario
    assert left.events == tuple(event for k, event in enumerate(eventful.events, 1) if k != number)


def test_leaving_an_event_out_moves_no_draw_of_the_others(eventful):
    first = sim.run(without(eventful, 0, "1").scenario).outcomes
    for run in range(5):
        played, left = recalled(eventful, run), recalled(without(eventful, 0, "1").scenario, run)
        assert [played.model.log[0][name] for name in EXOGENOUS] == [
            left.model.log[0][name] for name in EXOGENOUS
        ]
        assert left.row["outcome"] == first.set_index("run").loc[run, "outcome"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("twice", "the reason of events 3, 4"),
        ("5", "there is no '5'"),
        ("0", "there is no '0'"),
        ("overtur", "did you mean overture"),
        ("muddling_through", "endings: deep_integration"),
        ("", "channels: overture"),
    ],
)
def test_what_cannot_be_left_out_is_told_with_what_can(eventful, name, said):
    with pytest.raises(UsageError, match=said):
        without(eventful, 0, name)


@settings(max_examples=6)
@given(run=st.integers(0, 400), name=st.sampled_from([*channels(), *OUTCOMES[1:]]))
def test_luck_stays_and_the_paths_are_one_before_they_part(run, name):
    replay = replay_without(recalled("russian_crisis", run), name)
    paths = replay.played.model, replay.without.model
    last = min(int(path.state["end_month"]) for path in paths)
    for column in ("brent", "gas_hub"):
        assert (paths[0].log[column][:last] == paths[1].log[column][:last]).all()
    fork, drift = replay.parting.fork, replay.parting.drift
    for month in range(1, fork.month if fork else last + 1):
        assert list(_steps(replay.played, month)) == list(_steps(replay.without, month))
    if fork:
        assert fork.played != fork.without
        assert drift is not None
        assert drift.month <= fork.month
    assert replay.parting.same == (drift is None)
    if drift is None:
        assert replay.played.row == replay.without.row


def test_a_run_parts_from_itself_nowhere():
    trace = recalled("baseline_feb2021", 3)
    part = parting(trace, trace)
    assert part.same
    assert all(a == b for a, b in part.ends.values())


def test_where_it_played_no_part_that_is_what_is_said():
    trace = recalled("baseline_feb2021", 0)
    assert trace.row["leaks"] == 0
    lines = list(Account(trace, story=False, without="leaks").lines)
    assert any("it played no part in this run" in line for line in lines)


def test_a_point_of_a_sweep_is_a_scenario_of_its_own(tmp_path):
    file = tmp_path / "swept.yaml"
    file.write_text("horizon: 6\nruns: 4\nsweep: {grid: {leak: [0, 0.1], lookahead: [3, 12]}}\n")
    swept = load_scenario(file)
    for point in range(4):
        alone = at_point(swept, point)
        assert alone.sweep is None
        assert recalled(alone, 2).row == recalled(swept, 2, point=point).row
    left = without(swept, 3, "leaks")  # also what is swept can be left out
    assert left.scenario.parameters["leak"] == 0


def test_a_replay_without_says_all_in_text_data_and_table():
    account = Account(recalled("protests_return", 5), story=True, without="protests come back")
    text = "\n".join(account.lines)
    assert "without event 1: event 1, protests come back" in text
    assert "the paths part in month" in text
    assert text.count("Run 5 of protests_return") == 2
    data = account.to_dict()
    assert data["without"]["paths_part"]["month"] >= data["without"]["numbers_differ_from"]["month"] == 3
    assert set(data["without"]["ends"]["outcome"]) == {"played", "without"}
    assert data["story"]["months"]
    assert data["without"]["story"]["months"]
    months = account.months
    assert months.groupby("path")["month"].agg(list).to_dict() == {
        "as played": list(range(1, 25)),
        "without": list(range(1, 25)),
    }
    assert not any(math.isnan(x) for x in months["mobilisation"])
