"""The numbers of a batch depend on the scenario, the seed and the run, and on nothing else."""

from __future__ import annotations

from contextlib import suppress

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sim
from sim.batch.blocks import JOURNAL, BlockStore
from sim.batch.plan import make_plan
from sim.batch.run import Silent, Threads, play
from sim.batch.store import Wanted, write_results
from sim.batch.tables import put_together
from sim.engines.kernel import play_block
from sim.outcomes.bands import Bands
from sim.scenario import load_many
from sim.scenario.compile import compile_inputs

TABLES = ("outcomes.csv", "distributions.csv", "monthly.csv", "panel.parquet")


class Stop(Exception):
    """What ends a batch in the middle."""


class Stopping(Silent):
    """Ends a batch after some blocks."""

    def __init__(self, blocks):
        self.left = blocks

    def played(self, *_):
        self.left -= 1
        if self.left < 0:
            raise Stop


def played(plan, folder, *, workers=2, block=None, panel=3, listener=None):
    return play(plan, BlockStore(folder), listener or Silent(), Threads(workers), panel=panel, block=block)


def written(done, target, panel=3):
    wanted = Wanted("questions", panel=panel)
    write_results(target, done.plan, wanted, lambda sink: put_together(done, sink, panel))
    return {name: (target / name).read_bytes() for name in TABLES}


@pytest.fixture
def plan(scenario_folder):
    return make_plan(load_many([scenario_folder]))


@pytest.mark.parametrize(("workers", "block"), [(1, None), (3, 50), (2, 6), (5, 1000)])
def test_the_bytes_do_not_depend_on_workers_or_blocks(plan, tmp_path, workers, block):
    first = written(played(plan, tmp_path / "a", workers=1, block=300), tmp_path / "first")
    second = played(plan, tmp_path / "b", workers=workers, block=block)
    assert written(second, tmp_path / "second") == first


@settings(max_examples=8, suppress_health_check=[*HealthCheck])
@given(stops=st.lists(st.integers(0, 6), min_size=1, max_size=4), block=st.integers(20, 90))
def test_a_batch_that_was_stopped_and_went_on_comes_out_the_same(plan, whole, stops, block, tmp_path_factory):
    folder = tmp_path_factory.mktemp("stopped")
    for blocks in stops:
        with suppress(Stop):
            played(plan, folder / "blocks", block=block, listener=Stopping(blocks))
    kept = BlockStore(folder / "blocks").of(plan, 3).runs
    heard = []
    again = Silent()
    again.ready = lambda done, _: heard.append(done)
    assert written(played(plan, folder / "blocks", listener=again), folder / "out") == whole
    assert heard == [kept]


@pytest.fixture
def whole(plan, tmp_path):
    return written(played(plan, tmp_path / "w"), tmp_path / "whole")


def test_a_block_that_the_journal_does_not_name_or_that_is_damaged_is_played_again(plan, whole, tmp_path):
    played(plan, tmp_path / "blocks", block=60)
    journal = tmp_path / "blocks" / JOURNAL
    lines = journal.read_text().splitlines(keepends=True)
    journal.write_text("".join(lines[:-2]) + lines[-1][:10])
    (tmp_path / "blocks" / "000001.bands.npz").write_bytes(b"cut")
    (tmp_path / "blocks" / "000002.numbers.npy").unlink()
    store = BlockStore(tmp_path / "blocks")
    assert len(store.entries) == len(lines) - 1 - 4  # of the lines, the first is the head
    assert written(played(plan, tmp_path / "blocks"), tmp_path / "out") == whole


def test_more_and_fewer_runs_go_on_from_the_same_blocks(scenario_folder, tmp_path):
    some, more, fewer = (make_plan(load_many([scenario_folder], runs=runs)) for runs in (30, 55, 21))
    played(some, tmp_path / "blocks", block=40)
    for plan in (more, fewer):
        store = BlockStore(tmp_path / "blocks")
        assert 0 < store.of(plan, 3).runs <= plan.runs
        fresh = written(played(plan, tmp_path / f"{plan.runs}"), tmp_path / f"fresh-{plan.runs}")
        assert written(played(plan, tmp_path / "blocks"), tmp_path / f"on-{plan.runs}") == fresh


def test_a_larger_panel_plays_again_only_what_it_needs(plan, tmp_path):
    played(plan, tmp_path / "blocks", panel=2, block=60)
    store = BlockStore(tmp_path / "blocks")
    assert 0 < store.of(plan, 9).runs < plan.runs
    fresh = written(played(plan, tmp_path / "fresh", panel=9), tmp_path / "a", 9)
    assert written(played(plan, tmp_path / "blocks", panel=9), tmp_path / "b", 9) == fresh


def test_rows_are_sorted_by_scenario_and_run(scenario_folder):
    rows = sim.run(scenario_folder, workers=3).outcomes
    assert list(rows["scenario"]) == ["calm"] * 40 + ["doubtful"] * 25
    assert list(rows["run"]) == [*range(40), *range(25)]
    assert set(rows["point"]) == {0}


def test_a_scenario_plays_the_same_alone_and_in_company(scenario_folder):
    together = sim.run(scenario_folder).outcomes.query("scenario == 'doubtful'").reset_index(drop=True)
    together["scenario"] = together["scenario"].cat.remove_unused_categories()
    alone = sim.run(scenario_folder / "doubtful.yaml").outcomes
    assert together.equals(alone)


def test_more_runs_leave_the_first_ones_as_they_were(scenario_folder):
    few = sim.run(scenario_folder / "calm.yaml", runs=10).outcomes
    many = sim.run(scenario_folder / "calm.yaml", runs=30).outcomes
    assert many.head(10).equals(few)


def test_another_seed_gives_other_runs(scenario_folder):
    one, other = (sim.run(scenario_folder / "calm.yaml", seed=seed).outcomes for seed in (1, 2))
    assert not one.equals(other)


def test_the_panel_holds_the_first_runs_and_ends_where_the_outcomes_say(scenario_folder):
    batch = sim.run(scenario_folder, panel=4)
    assert batch.panel.groupby("scenario")["run"].unique().map(list).to_dict() == {
        "calm": [0, 1, 2, 3],
        "doubtful": [0, 1, 2, 3],
    }
    last = batch.panel.query("scenario == 'calm' and month == 6 and variable == 'reserves_usd_bn'")
    assert list(last["value"]) == list(batch.outcomes["reserves_usd_bn"].head(4))


def test_bands_are_those_of_the_months_played(scenario_folder):
    inputs = compile_inputs(load_many([scenario_folder / "calm.yaml"])[0])
    bands = Bands.of_a_block(inputs.horizon)
    block = play_block(inputs, 0, inputs.runs, bands, inputs.runs)
    months = block.months[:, :, bands.columns]
    assert (bands.count == np.sum(~np.isnan(months), axis=0)).all()
    assert (bands.histogram.sum(axis=2) == bands.count).all()
    known = bands.count > 0
    off = bands.means()[known] - np.nanmean(months[:, known], axis=0)
    assert (np.abs(off) * np.broadcast_to(bands.scale, known.shape)[known] <= 0.51).all()


def test_the_last_incidence_is_the_share_of_the_outcomes(scenario_folder):
    batch = sim.run(scenario_folder / "doubtful.yaml")
    last = batch.monthly.query("month == 9").set_index("metric")["mean"]
    shares = batch.outcomes["outcome"].value_counts(normalize=True)
    for outcome, share in shares.items():
        assert last[f"incidence_{outcome}"] == pytest.approx(share)


def test_a_fixed_quantity_stands_in_the_column_of_those_who_draw_it(scenario_folder):
    rows = sim.run(scenario_folder).outcomes.groupby("scenario")
    assert rows["p_strength_cost"].nunique().to_dict() == {"calm": 1, "doubtful": 25}


def test_a_worker_that_fails_is_heard(scenario_folder, monkeypatch):
    def fail(*_):
        raise ZeroDivisionError("in a block")

    monkeypatch.setattr("sim.batch.run.play_block", fail)
    with pytest.raises(ZeroDivisionError, match="in a block"):
        sim.run(scenario_folder)
