from __future__ import annotations

import os
from dataclasses import astuple

import numpy as np
import pytest

import sim
from sim.dashboard import batches
from sim.dashboard.batches import SHOWN, Kept, played
from sim.dashboard.exploring import compared, explored
from sim.dashboard.requests import Dropped, Request
from sim.engines.kernel import play_block
from sim.pages.findings import BANDS, COURSES
from sim.quantities import OUTCOMES
from sim.scenario import load_scenario
from sim.scenario.schema import LONGEST_HORIZON

BASE = load_scenario("baseline_feb2021", months=8)
CHANGED = load_scenario(BASE, ["colour_revolution_belief=0.2"])
RUNS = 300
THREADS = os.cpu_count() or 1


def silent(_share):
    pass


@pytest.fixture(scope="module")
def batch():
    return tuple(played(scenario, RUNS, Request(), silent) for scenario in (BASE, CHANGED))


@pytest.fixture(scope="module")
def tables():
    return [sim.run(scenario, runs=RUNS) for scenario in (BASE, CHANGED)]


def test_a_batch_of_the_page_is_that_of_sim_run(batch, tables):
    for here, there in zip(batch, tables, strict=True):
        assert [OUTCOMES[code] for code in here.outcomes] == list(there.outcomes["outcome"])
        for name in SHOWN:
            np.testing.assert_array_equal(here.metrics[name], there.outcomes[name])


def test_its_months_are_those_of_sim_run(batch, tables):
    for here, there in zip(batch, tables, strict=True):
        for name in {*BANDS, *COURSES}:
            rows = there.monthly[there.monthly["metric"] == name]
            for column in ("mean", "p10", "p50", "p90"):
                np.testing.assert_array_equal(getattr(here.months[name], column), rows[column])


def test_its_flows_come_with_the_number_of_runs_still_going(batch, tables):
    for here, there in zip(batch, tables, strict=True):
        at_risk = there.monthly[there.monthly["metric"] == "runs_at_risk"]["mean"]
        for name in ("subsidy_paid", "pressure"):
            np.testing.assert_array_equal(here.months[name].going, at_risk)
        assert here.months["mobilisation"].going is None


def test_what_a_change_moves_is_what_the_report_says(batch, tmp_path):
    from sim.pages.reading import find

    both = sim.run([BASE, load_scenario(_named(CHANGED, tmp_path))], runs=RUNS)
    both.save(tmp_path / "results")
    there = next(one for one in find(tmp_path / "results").scenarios if one.contrast is not None)
    here, _ = compared(batch[1], batch[0])
    assert here.contrast.paired
    assert dict(here.contrast.shares) == dict(there.contrast.shares)
    for a, b in zip(here.contrast.metrics, there.contrast.metrics, strict=True):
        np.testing.assert_equal(astuple(a.difference), astuple(b.difference))
        np.testing.assert_equal(astuple(a.effect), astuple(b.effect))


def _named(scenario, folder):
    """The same scenario under another name: two of one name are no batch."""
    from sim.scenario.write import to_yaml

    path = folder / "changed.yaml"
    path.write_text(to_yaml(scenario).replace(f"name: {scenario.name}", "name: changed"))
    return path


def test_a_scenario_as_it_stands_is_told_without_comparison(batch):
    reported = explored(batch[:1])
    assert reported["forest_shares"] is None
    assert reported["beside"] == ""
    assert "Move a lever" in reported["sentences"][0]


def test_after_a_request_is_dropped_no_block_begins(monkeypatch):
    scenario = load_scenario("baseline_feb2021", seed=77, months=LONGEST_HORIZON)
    request, begun_after, reported = Request(), [], []

    def begun(*given):
        begun_after.append(request.dropped)
        return play_block(*given)

    def drop(share):
        reported.append(share)
        request.drop()

    monkeypatch.setattr(batches, "play_block", begun)
    with pytest.raises(Dropped):
        played(scenario, 20_000, request, drop)
    (share,) = reported
    assert share < 1
    assert sum(begun_after) <= THREADS  # one that a thread had just decided to begin
    assert len(begun_after) * batches.BLOCK_MONTHS < 20_000 * LONGEST_HORIZON


def test_progress_grows_to_the_whole():
    reported = []
    played(load_scenario(BASE, seed=78), RUNS, Request(), reported.append)
    assert reported == sorted(reported)
    assert reported[-1] == 1.0


def test_the_batch_that_was_not_asked_for_longest_goes(batch):
    kept = Kept(most=2)
    for name in "ab":
        kept.put(name, batch[0])
    assert kept.get("a") is batch[0]
    kept.put("c", batch[0])
    assert kept.get("b") is None
    assert kept.get("a") is batch[0]


def test_a_failure_while_playing_is_told(monkeypatch):
    def fail(*_):
        raise MemoryError

    monkeypatch.setattr("sim.dashboard.batches.play_block", fail)
    with pytest.raises(MemoryError):
        played(load_scenario(BASE, seed=79), RUNS, Request(), silent)
