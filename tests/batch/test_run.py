"""The numbers of a batch depend on the scenario, the seed and the run, and on nothing else."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.batch.plan import make_plan
from sim.batch.run import play
from sim.batch.store import Wanted, write_results
from sim.engines.kernel import play_block
from sim.outcomes.bands import Bands
from sim.scenario import load_many
from sim.scenario.inputs import compile_inputs

TABLES = ("outcomes.csv", "distributions.csv", "monthly.csv", "panel.parquet")


class Nobody:
    def ready(self):
        """Nobody is watching."""

    def played(self, scenario, runs, horizon):
        """Nobody is watching."""


def written(folder, target, *, workers=2, block=None, panel=3):
    plan = make_plan(load_many([folder]))
    wanted = Wanted("questions", panel=panel)
    write_results(
        target,
        plan,
        wanted,
        lambda sink: play(plan, sink, Nobody(), workers=workers, panel=panel, block=block),
    )
    return {name: (target / name).read_bytes() for name in TABLES}


@pytest.mark.parametrize(("workers", "block"), [(1, None), (3, 7), (2, 1), (5, 1000)])
def test_the_bytes_do_not_depend_on_workers_or_blocks(scenario_folder, tmp_path, workers, block):
    first = written(scenario_folder, tmp_path / "first", workers=1, block=40)
    assert written(scenario_folder, tmp_path / "second", workers=workers, block=block) == first


def test_rows_are_sorted_by_scenario_and_run(scenario_folder):
    rows = sim.run(scenario_folder, workers=3).outcomes
    assert list(rows["scenario"]) == ["calm"] * 40 + ["doubtful"] * 25
    assert list(rows["run"]) == [*range(40), *range(25)]
    assert set(rows["point"]) == {0}


def test_a_scenario_plays_the_same_alone_and_in_company(scenario_folder):
    together = sim.run(scenario_folder).outcomes.query("scenario == 'doubtful'").reset_index(drop=True)
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
    last = batch.panel.query("scenario == 'calm' and month == 6 and variable == 'reserves_usd_m'")
    assert list(last["value"]) == list(batch.outcomes["reserves_usd_m"].head(4))


def test_bands_are_those_of_the_months_played(scenario_folder):
    inputs = compile_inputs(load_many([scenario_folder / "calm.yaml"])[0])
    bands = Bands.empty(inputs.horizon)
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
