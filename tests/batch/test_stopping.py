"""`--until-se` stops where the error is small enough, and its rows are those of a batch of that size."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.batch.blocks import BlockStore
from sim.batch.plan import make_plan
from sim.batch.run import Silent, Threads, play
from sim.batch.stopping import GROWTH, STEP, more_runs, precision, until
from sim.batch.tables import put_together
from sim.errors import UsageError
from sim.scenario import load_many


@given(st.integers(1, 10**6), st.floats(1e-6, 1e3), st.floats(1e-6, 1e3), st.integers(1, 10**7))
def test_the_next_number_of_runs_is_larger_and_within_bounds(runs, reached, wanted, most):
    found = more_runs(runs, reached, wanted, most)
    assert found <= most
    assert found == most or (found % STEP == 0 or found == runs + STEP)
    assert found == most or runs + STEP <= found <= max(runs * GROWTH, runs) + 2 * STEP


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("pressure=0.1", "did you mean pressure_mean"),
        ("pressure_mean", "is not a number"),
        ("pressure_mean=0", "0.0 is out of range; a number, 1e-12 to"),
        ("pressure_mean=nan", "nan is out of range"),
        ("share_peace=0.1", "no metric"),
    ],
)
def test_what_makes_no_sense_is_said(text, said):
    with pytest.raises(UsageError, match=said):
        precision(text)


@pytest.mark.parametrize("text", ["reserves_usd_bn=0.05", "share_muddling_through=0.01"])
def test_it_stops_where_every_scenario_is_known_well_enough(scenario_folder, tmp_path, text):
    wanted = precision(text)
    plan = make_plan(load_many([scenario_folder]))
    rounds = []

    def play_all(plan):
        rounds.append(plan.runs)
        return play(plan, BlockStore(tmp_path), Silent(), Threads(2))

    done, notes = until(wanted, plan, play_all, 20_000)
    assert rounds == sorted(rounds)
    for position, part in enumerate(done.plan.parts):
        assert wanted.reached(done, position) <= wanted.standard_error
        again = sim.run(scenario_folder / f"{part.inputs.name}.yaml", runs=part.inputs.runs).outcomes
        assert done.column([position], 1).tolist() == again["end_month"].tolist()
    assert all("after" in note and "not reached" not in note for note in notes)


def test_the_most_runs_are_the_end_of_it(scenario_folder, tmp_path):
    plan = make_plan(load_many([scenario_folder]))
    done, notes = until(
        precision("reserves_usd_bn=1e-9"),
        plan,
        lambda plan: play(plan, BlockStore(tmp_path), Silent(), Threads(1)),
        150,
    )
    assert {part.inputs.runs for part in done.plan.parts} == {150}
    assert all("not reached" in note for note in notes)


def test_a_share_that_never_happened_is_not_taken_for_certain(scenario_folder, tmp_path):
    plan = make_plan(load_many([scenario_folder], runs=20))
    done = play(plan, BlockStore(tmp_path), Silent(), Threads(1))
    error = precision("share_deep_integration=0.1").reached(done, 0)
    assert error == pytest.approx(math.sqrt(0.5 / 21 * (1 - 0.5 / 21) / 20))


def test_put_together_gives_the_tables_of_the_plan(scenario_folder, tmp_path):
    plan = make_plan(load_many([scenario_folder], runs=20))
    done = play(plan, BlockStore(tmp_path), Silent(), Threads(1))

    class Rows:
        seen = 0

        def outcomes(self, rows):
            self.seen += rows.num_rows

    rows = Rows()
    put_together(done, rows)
    assert rows.seen == plan.runs
