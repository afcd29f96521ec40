"""Draws played several times: which ones, with which chance, and what a batch then says of them."""

from __future__ import annotations

import json
from contextlib import nullcontext

import numpy as np
import pandas as pd
import pytest

import sim
from sim.batch.plan import make_plan
from sim.batch.run import Silent
from sim.batch.uncertainty import (
    FEWEST_DRAWS,
    MOST_RUN_MONTHS,
    RUNS,
    doubtful,
    draws_of,
    uncertainty_of,
)
from sim.engines.kernel import play_block
from sim.outcomes.columns import UNCERTAINTY
from sim.quantities import entries, monthly_measures
from sim.scenario import load_scenario

WIDE = "uncertain.reserves={distribution: uniform, low: 2, high: 12}"
SETTINGS = (WIDE, "uncertain.strength_cost=prior")


def plan_of(*settings, **options):
    return make_plan([load_scenario("baseline_feb2021", settings, **options)])


def table_of(plan, workers=1):
    return uncertainty_of(plan, workers, lambda _: nullcontext(Silent()))


def test_the_draws_are_those_of_the_first_runs():
    plan = plan_of(*SETTINGS, runs=400, months=2)
    parts = draws_of(plan.parts[0])
    played = sim.run(plan.scenarios[0], workers=1).outcomes.head(len(parts))
    place = entries("parameter").index("strength_cost")
    assert [part.inputs.parameters[place] for part in parts] == played["p_strength_cost"].tolist()
    place = entries("initial").index("reserves")
    assert [part.inputs.initial[place] for part in parts] == played["p_reserves"].tolist()


def test_a_run_of_a_draw_is_a_run_of_the_scenario_with_its_values_set():
    plan = plan_of(*SETTINGS, runs=400, months=4)
    part = draws_of(plan.parts[0])[3]
    cost = part.inputs.parameters[entries("parameter").index("strength_cost")]
    reserves = part.inputs.initial[entries("initial").index("reserves")]
    one = play_block(part.inputs, 3 * RUNS, RUNS).metrics
    settings = [f"strength_cost={float(cost)!r}", f"initial.reserves={float(reserves)!r}"]
    fixed = plan_of(*settings, months=4).parts[0].inputs
    np.testing.assert_array_equal(one, play_block(fixed, 3 * RUNS, RUNS).metrics)


@pytest.mark.parametrize(("runs", "months", "draws"), [(10, 2, 16), (1600, 2, 100), (10**6, 24, 512)])
def test_as_many_draws_are_played_as_the_runs_of_the_batch_pay_for(runs, months, draws):
    assert len(draws_of(plan_of(*SETTINGS, runs=runs, months=months).parts[0])) == draws


def test_long_runs_have_fewer_draws():
    parts = draws_of(plan_of(*SETTINGS, runs=10**6, months=240).parts[0])
    assert FEWEST_DRAWS <= len(parts) <= MOST_RUN_MONTHS / (240 * RUNS)


def test_what_parameters_decide_is_told_from_what_chance_decides():
    rows = table_of(plan_of(WIDE, runs=1000, months=2)).to_pandas()
    shares = rows[rows["month"].isna()].set_index("metric")["share_parameters"]
    assert shares["reserves_usd_bn"] > 0.99
    assert shares["leader_meetings"] < 0.1
    months = rows[rows["metric"] == "reserves_usd_bn"].set_index("month")
    assert (months["share_parameters"] > 0.99).all()
    assert months.loc[1, "parameters_p10"] == pytest.approx(3, abs=0.7)
    assert months.loc[1, "parameters_p90"] == pytest.approx(11, abs=0.7)


def test_parameters_that_nobody_reads_have_no_share():
    rows = table_of(plan_of("uncertain.aspiration_appetite=prior", runs=1000, months=6)).to_pandas()
    whole = rows[rows["month"].isna() & (rows["sd"] > 0)]
    assert whole["share_parameters"].max() < 0.15
    assert (whole["share_low"] == 0).mean() > 0.8


def test_the_table_does_not_depend_on_threads():
    plan = plan_of(*SETTINGS, runs=300, months=3)
    assert table_of(plan, 1).equals(table_of(plan, 3))


def test_a_scenario_that_draws_nothing_or_is_swept_has_no_table(tmp_path):
    assert table_of(plan_of(runs=10, months=2)) is None
    file = tmp_path / "swept.yaml"
    file.write_text(
        "extends: baseline_feb2021\nruns: 10\nhorizon: 2\nuncertain: {leak: prior}\n"
        "sweep: {grid: {strength_cost: [0.5, 1]}}\n"
    )
    assert doubtful(make_plan([load_scenario(file)])) == []


def test_a_batch_says_it_and_keeps_it(tmp_path):
    batch = sim.run(load_scenario("baseline_feb2021", SETTINGS, runs=40, months=3), workers=1)
    assert list(batch.uncertainty) == [column.name for column in UNCERTAINTY]
    folder = batch.save(tmp_path / "kept")
    written = pd.read_csv(folder / "uncertainty.csv")
    pd.testing.assert_frame_equal(written, batch.uncertainty, check_dtype=False, check_exact=True)
    package = json.loads((folder / "datapackage.json").read_text())
    (resource,) = [one for one in package["resources"] if one["name"] == "uncertainty"]
    assert resource["rows"] == len(written)
    described = {one["name"] for one in resource["variables"]}
    assert set(written["metric"]) == described
    assert sim.run("baseline_feb2021", runs=4, months=2, workers=1).uncertainty.empty


def test_flows_by_month_are_over_the_runs_still_going():
    plan = plan_of(*SETTINGS, "hazard_collapse=-1.5", runs=200, months=8)
    table = uncertainty_of(plan, 2, lambda _: nullcontext(Silent())).to_pandas()
    names = [measure.name for measure in monthly_measures()]
    total, going = np.zeros((8, 2)), np.zeros(8)
    for number, part in enumerate(draws_of(plan.parts[0])):
        block = play_block(part.inputs, number * RUNS, RUNS, keep_months=RUNS)
        still = np.arange(1, 9) <= block.end_month[:, None]
        for k, name in enumerate(("subsidy_paid", "stalled")):
            total[:, k] += np.where(still, block.months[:, :, names.index(name)], 0.0).sum(axis=0)
        going += still.sum(axis=0)
    assert 0 < going[-1] < going[0] / 2
    for k, name in enumerate(("subsidy_paid", "stalled")):
        rows = table[table["metric"] == name].sort_values("month")
        np.testing.assert_allclose(rows["mean"], total[:, k] / going, rtol=1e-12)
