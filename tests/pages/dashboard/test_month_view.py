from __future__ import annotations

import gc
import itertools
import math
import weakref
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.analysis.stage_game.meeting import WatchedModel
from sim.dashboard.month_view import ASKED, TERMS, month_of, package_words
from sim.dashboard.replay import replay, replay_recorded
from sim.engines.agents import ALTERNATIVES, bundle_name, package_name
from sim.engines.mesa_model import Model
from sim.minds.kinds import DECISIONS, MINDS
from sim.narrative.recall import RecalledModel
from sim.pages.course import Alternative, alternatives, gains, reach_of
from sim.quantities import monthly_measures
from sim.rules.issues import BUNDLES, PACKAGES
from sim.scenario import load_scenario

LOANS = (0.0, 0.5, 1.5)
PAIRS = [f"kremlin={kremlin},minsk={minsk}" for kremlin, minsk in itertools.product(MINDS, MINDS)]


def texts(picture):
    """The words of a picture, from its XML."""
    root = ET.fromstring(str(picture))  # noqa: S314 - our own
    return [element.text or "" for element in root.iter() if element.tag.endswith("text")]


@pytest.fixture(scope="module")
def run():
    found = replay(load_scenario("baseline_feb2021"), 17)
    found.until(24)
    return found


def test_every_decision_and_every_term_has_a_name(run):
    assert set(DECISIONS) <= set(ASKED)
    assert set(DECISIONS) == set(ALTERNATIVES)
    assert {gain.term for gain in run.model.gains} <= set(TERMS)


def test_packages_are_said_in_words():
    assert package_words("subsidy +1, loan 0.5 bn, RM+FU+SE") == (
        "subsidy +1, loan 0.5 bn, road maps, fuel and security"
    )
    assert package_words("counter: subsidy as it is, no demand") == "subsidy as it is, no demand"


@pytest.mark.parametrize("number", range(PACKAGES))
def test_no_short_name_of_an_issue_is_left_in_a_package(number):
    words = package_words(package_name(number, LOANS)).replace(",", "").split()
    assert not {"RM", "CR", "FU", "SE", "SU"} & set(words)


def test_packages_that_differ_are_said_differently():
    said = {package_words(package_name(number, LOANS)) for number in range(PACKAGES)}
    assert len(said) == PACKAGES
    assert len({bundle_name(bundle) for bundle in range(BUNDLES)}) == BUNDLES


@pytest.mark.parametrize("minds", PAIRS)
def test_every_month_of_a_run_can_be_told_whoever_decides(minds):
    found = replay(load_scenario("protests_return", minds=minds), 5)
    for month in range(found.scenario.horizon + 1):
        reported = month_of(found, found.until(month), None)
        pictures = [
            one["picture"] for one in (*reported["exchange"], *reported["smaller"], *reported["gains"])
        ]
        pictures += [picture for *_, picture in (*reported["courses"], *reported["beliefs"])]
        for picture in (*pictures, reported["issues"]):
            assert texts(picture)
        assert bool(reported["meeting"]) == (month > 0 and found.row(month)["alive"] == 1)


def test_gains_and_losses_add_up_to_the_payoff_of_the_month(run):
    for month in range(1, 25):
        for one in month_of(run, month, None)["gains"]:
            payoff = run.row(month)[f"payoff_{one['side'].lower()}_now"]
            assert texts(one["picture"])[-2:] == ["all together", f"{payoff:+.2f}".replace("-", "−")]


def test_a_run_is_stepped_as_far_as_it_is_looked_at():
    found = replay(load_scenario("baseline_feb2021"), 4)
    assert (found.model.month, found.end) == (0, None)
    assert found.until(3) == found.model.month == 3
    assert found.until(1) == 1
    assert found.model.month == 3
    assert found.until(99) == found.until(24) == 24
    trace = sim.trace("baseline_feb2021", run=4)
    np.testing.assert_array_equal(found.model.month_rows(), trace.model.month_rows())


def test_the_eve_stands_as_the_scenario_says():
    scenario = load_scenario("oil_collapse")
    start = replay(scenario, 0).start
    assert start["reserves_usd_bn"] == scenario.value("reserves")
    assert start["brent"] == pytest.approx(30)
    assert start["agreed_RM"] == scenario.value("agreed.RM")
    assert math.isnan(start["subsidy_paid"])
    assert set(start) == {measure.name for measure in monthly_measures()}


def test_a_replay_of_a_result_folder_is_held_against_its_row(results):
    found = replay_recorded(results, "swept", 2, 11)
    assert found.matches
    assert found.recorded["p_colour_revolution_belief"] == 0.85
    assert found.end == found.recorded["end_month"]
    assert found.outcome == found.recorded["outcome"]


def test_what_ended_is_said_from_its_month_on():
    scenario = load_scenario("baseline_feb2021", ["hazard_collapse=2"])
    found = replay(scenario, 0)
    found.until(24)
    assert found.outcome == "regime_collapse"
    assert month_of(found, found.end - 1, None)["ended"] == "" or found.end == 1
    assert "regime collapse" in month_of(found, found.end, None)["ended"]
    assert "regime collapse" in month_of(found, 24, None)["ended"]


WORTHS = st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=5)


@given(WORTHS, st.integers(0, 4), st.booleans())
def test_a_bar_is_never_longer_than_its_room_and_one_is_chosen(worths, chosen, chances):
    options = [
        Alternative(f"option {k}", worth, 1 / len(worths) if chances else None, k == chosen % len(worths))
        for k, worth in enumerate(worths)
    ]
    root = ET.fromstring(str(alternatives("key", "A question", options)))  # noqa: S314 - our own
    bars = [element for element in root.iter() if element.get("class") in ("rest", "taken", "left")]
    room = float(bars[0].get("width"))
    assert all(0 <= float(bar.get("width")) <= room for bar in bars)
    assert sum(bar.get("class") == "taken" for bar in bars) == 1


@given(st.dictionaries(st.sampled_from(sorted(TERMS)), st.floats(-50, 50), min_size=1))
def test_a_gain_reaches_to_the_right_and_a_loss_to_the_left(terms):
    picture = gains("key", "Minsk", terms, reach_of(terms))
    root = ET.fromstring(str(picture))  # noqa: S314 - our own
    zero = float(next(e for e in root.iter() if e.get("class") == "axis").get("x1"))
    for bar in (element for element in root.iter() if element.get("class") in ("gain", "loss")):
        start, width = float(bar.get("x")), float(bar.get("width"))
        assert width >= 0
        if bar.get("class") == "gain":
            assert start == pytest.approx(zero, abs=0.02)
        else:
            assert start + width == pytest.approx(zero, abs=0.02)
        assert 0 <= start <= start + width <= 340


def test_a_run_that_nobody_looks_at_any_more_is_forgotten():
    found = replay(load_scenario("baseline_feb2021"), 0)
    found.until(2)
    model = weakref.ref(found.model)
    del found
    gc.collect()
    assert model() is None


@pytest.mark.parametrize("kind", [Model, RecalledModel, WatchedModel])
def test_so_is_a_run_of_any_kind(kind):
    model = kind("baseline_feb2021", 0)
    model.step()
    forgotten = weakref.ref(model)
    del model
    gc.collect()
    assert forgotten() is None
