"""`mesa.batch_run` plays the model like any model of Mesa."""

from __future__ import annotations

import mesa
import numpy as np
import pytest

import sim
from sim.errors import UsageError
from sim.quantities import monthly_measures

BASE = "baseline_feb2021"
MONTHS = 3
MEASURES = [measure.name for measure in monthly_measures()]


def batch_run(parameters, **options):
    rows = mesa.batch_run(sim.Model, {"months": MONTHS, **parameters}, display_progress=False, **options)
    return sorted(rows, key=lambda row: (row["RunId"], row["Step"], row["AgentID"]))


def of_kremlin(rows):
    return [row for row in rows if row["side"] == "Kremlin"]


@pytest.mark.filterwarnings("ignore:The `iterations` keyword:DeprecationWarning")  # of Mesa from 3.5 on
@pytest.mark.parametrize("processes", [1, 2])
def test_every_iteration_is_another_run_with_the_numbers_that_a_batch_gives_it(processes):
    rows = of_kremlin(batch_run({"scenario": BASE}, iterations=3, number_processes=processes))
    assert [row["run"] for row in rows] == [row["iteration"] for row in rows] == [0, 1, 2]
    outcomes = sim.run(BASE, runs=3, months=MONTHS).outcomes
    assert [row["reserves_usd_bn"] for row in rows] == outcomes["reserves_usd_bn"].tolist()


@pytest.mark.filterwarnings("ignore:The `iterations` keyword:DeprecationWarning")
def test_a_run_that_is_named_is_played_in_every_iteration():
    rows = of_kremlin(batch_run({"scenario": BASE, "run": range(2)}, iterations=2))
    assert [row["run"] for row in rows] == [0, 1, 0, 1]
    assert rows[0]["reserves_usd_bn"] == rows[2]["reserves_usd_bn"] != rows[1]["reserves_usd_bn"]


def test_a_model_that_a_batch_does_not_make_is_run_0():
    assert sim.Model(BASE, months=1).run_number == 0


def test_every_month_of_both_sides_is_collected_with_all_measures():
    rows = batch_run({"scenario": BASE, "run": 4}, data_collection_period=1)
    model = sim.Model(BASE, 4, months=MONTHS).play()
    assert [(row["month"], row["side"]) for row in rows] == [
        (month, side) for month in range(1, MONTHS + 1) for side in ("Kremlin", "Minsk")
    ]
    for row in rows:
        expected = model.month_rows()[row["month"] - 1]
        np.testing.assert_array_equal([row[name] for name in MEASURES], expected)
        assert row["payoff"] == row[f"payoff_{row['side'].lower()}_now"]
        assert row["mind"] == "quantal"


def test_by_default_the_last_month_is_what_a_batch_reports():
    assert {row["month"] for row in batch_run({"scenario": BASE})} == {MONTHS}


def test_minds_seeds_overrides_and_mappings_may_vary():
    parameters = {
        "scenario": [{"name": "mine", "extends": BASE}],
        "overrides": ["leak=0.1", "leak=0.3"],
        "minds": ["minsk=quantal", "minsk=aspiration"],
    }
    rows = of_kremlin(batch_run(parameters))
    assert len(rows) == 4
    assert len({row["reserves_usd_bn"] for row in rows}) > 1
    of_minsk = [row["mind"] for row in batch_run(parameters) if row["side"] == "Minsk"]
    assert sorted(of_minsk) == ["aspiration", "aspiration", "quantal", "quantal"]


@pytest.mark.parametrize("name", ["seed", "rng"])
def test_both_of_mesas_names_for_a_seed_mean_that_of_the_scenario(name):
    seeded = sim.Model(BASE, 2, months=MONTHS, **{name: 7})
    assert seeded.inputs.seed == 7
    assert seeded.play().metrics() == pytest.approx(
        sim.Model(sim.load(BASE, seed=7), 2, months=MONTHS).play().metrics(), rel=0, abs=0, nan_ok=True
    )


def test_a_seed_and_a_rng_are_too_many():
    with pytest.raises(UsageError, match="seed and rng are one number under two names"):
        sim.Model(BASE, seed=1, rng=1)


def test_tables_of_the_data_collector_hold_a_row_a_month_and_a_row_a_side():
    model = sim.Model(BASE, 4, months=MONTHS).play()
    months = model.datacollector.get_model_vars_dataframe()
    assert months["month"].tolist() == list(range(1, MONTHS + 1))
    np.testing.assert_array_equal(months[MEASURES].to_numpy(float), model.month_rows())
    sides = model.datacollector.get_agent_vars_dataframe().reset_index()
    assert sides["side"].tolist() == ["Kremlin", "Minsk"] * MONTHS
    assert sides["payoff"].tolist()[::2] == months["payoff_kremlin_now"].tolist()
