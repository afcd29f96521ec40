"""The panel: every run that is kept stands in it once, with its own months, however the batch was played."""

from __future__ import annotations

import pickle
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sim.api import KeptRows
from sim.batch.blocks import JOURNAL, BlockStore
from sim.batch.checkpoint import CHECKPOINT
from sim.batch.plan import make_plan
from sim.batch.run import Silent, Threads, play
from sim.batch.tables import put_together
from sim.outcomes.columns import PANEL
from sim.quantities import monthly_measures
from sim.scenario import load_many

UNSHRUNK = (Phase.explicit, Phase.generate)  # a failing batch is small as it is, and slow to make smaller
SWEPT = (
    "name: swept\nextends: calm\nruns: 7\nhorizon: 5\n"
    "sweep: {grid: {colour_revolution_belief: [0, 0.85], lookahead: [3, 12]}}\n"
)
SHORT_LIVED = (
    "name: short_lived\nextends: calm\nruns: 19\nhorizon: 14\n"
    "parameters: {hazard_collapse: -3, hazard_rupture: -3}\n"
)

LAST = ("mobilisation", "strength", "isolation", "belief_resolute")  # `NAME_end` in the outcomes
OBSERVABLES = tuple(measure.name for measure in monthly_measures() if measure.kind == "observable")
PEAKS = {"mobilisation_max": "mobilisation", "turnout_max": "turnout_peak"}
MEANS = {"repression_mean": "repression", "effort_mean": "effort", "agreement_share": "accepted"}


class Stop(Exception):
    """What ends a batch in the middle."""


class Stopping(Silent):
    """Ends a batch after some run ranges."""

    def __init__(self, run_ranges):
        self.left = run_ranges

    def played(self, *_):
        self.left -= 1
        if self.left < 0:
            raise Stop


class WorkerDied(Exception):
    """A worker of `Away` is gone, with the block in its hands."""


class Away:
    """Plays blocks as a cluster does: from pickled arguments, in any order, with workers that die."""

    def __init__(self, workers, deadly):
        self.workers, self.deadly, self.blocks = workers, deadly, 0
        self.pool = ThreadPoolExecutor(workers)

    def submit(self, task, *arguments):
        self.blocks += 1
        dies = self.blocks > 1 and self.blocks % self.deadly == 0
        return self.pool.submit(self._play, pickle.dumps((task, arguments)), dies)

    @staticmethod
    def _play(parcel, dies):
        task, arguments = pickle.loads(parcel)  # noqa: S301 - written above
        played = task(*arguments)
        if dies:
            raise WorkerDied
        return pickle.loads(pickle.dumps(played))  # noqa: S301 - written here

    @staticmethod
    def result(future):
        try:
            return future.result()
        except WorkerDied:
            return None

    def shutdown(self):
        self.pool.shutdown(wait=False, cancel_futures=True)


def executors():
    threads = st.integers(1, 4).map(lambda workers: lambda: Threads(workers))
    away = st.tuples(st.integers(1, 3), st.integers(2, 5)).map(lambda given: lambda: Away(*given))
    return threads | away


def tables_of(done, panel):
    """All tables of a batch that is done, as one mapping."""
    memory = KeptRows()
    figures = put_together(done, memory, panel)
    return {
        "outcomes": pa.concat_tables(memory.outcome_pieces),
        "panel": pa.concat_tables(memory.panel_pieces) if memory.panel_pieces else None,
        "distributions": figures.distributions,
        "monthly": figures.monthly,
    }


def check(tables, plan, panel):
    """See whether the panel holds what it should, and whether it agrees with the outcomes."""
    outcomes = tables["outcomes"].to_pandas()
    assert not outcomes.duplicated(["scenario", "point", "run"]).any()
    assert len(outcomes) == plan.runs
    if not panel:
        assert tables["panel"] is None
        return
    table = tables["panel"].to_pandas()
    keys = [column.name for column in PANEL][:-1]
    assert not table.duplicated(keys).any()
    parts = [part.inputs for part in plan.parts if part.inputs.point == 0]
    rows = {
        inputs.name: min(panel, inputs.runs) * inputs.horizon * len(monthly_measures()) for inputs in parts
    }
    assert table.groupby("scenario").size().to_dict() == rows
    first = outcomes[outcomes["point"] == 0].set_index(["scenario", "run"])
    wide = table.pivot(index=keys[:-1], columns="variable", values="value")
    runs = wide.groupby(["scenario", "run"])
    kept = first.loc[runs.size().index]
    assert set(runs.size().index) == set(first[first.index.get_level_values("run") < panel].index)
    last = runs.nth(-1).droplevel("month")
    for name in OBSERVABLES:
        assert last[name].equals(kept[name].astype(float)), name
    for name in LAST:
        assert last[name].equals(kept[f"{name}_end"].rename(name)), name
    for metric, name in PEAKS.items():
        assert runs[name].max().equals(kept[metric].rename(name)), metric
    alive = wide[wide["alive"] == 1].groupby(["scenario", "run"])
    assert alive.size().equals(kept["end_month"])
    for metric, name in MEANS.items():
        np.testing.assert_allclose(alive[name].mean(), kept[metric], rtol=1e-12, atol=1e-12, err_msg=metric)


@pytest.fixture
def files(scenario_folder):
    (scenario_folder / "swept.yaml").write_text(SWEPT)
    (scenario_folder / "short_lived.yaml").write_text(SHORT_LIVED)
    return scenario_folder


def sittings(most_runs):
    """One attempt at a batch: who plays it, in blocks of how many run-months, and what it is to keep."""
    blocks = st.none() | st.integers(most_runs // 3, 8 * most_runs)
    return st.tuples(executors(), blocks, st.integers(0, most_runs + 5), st.integers(1, most_runs))


def play_in_sittings(files, folder, interrupted, last):
    """Play a batch in attempts that are interrupted, then to the end; return its plan and tables."""
    for (executor, block, panel, runs), stop in interrupted:
        plan = make_plan(load_many([files], runs=runs))
        with suppress(Stop):
            play(
                plan, BlockStore(folder, durable=False), Stopping(stop), executor(), panel=panel, block=block
            )
    executor, block, panel, runs = last
    plan = make_plan(load_many([files], runs=runs))
    store = BlockStore(folder, durable=False)
    return plan, tables_of(play(plan, store, Silent(), executor(), panel=panel, block=block), panel)


def whole(plan, folder, panel):
    """The tables of the same batch, played at once."""
    store = BlockStore(folder, durable=False)
    return tables_of(play(plan, store, Silent(), Threads(1), panel=panel, block=10**6), panel)


@settings(max_examples=15, phases=UNSHRUNK, suppress_health_check=[*HealthCheck])
@given(last=sittings(30))
def test_the_panel_holds_each_run_once_with_its_own_months(files, last, tmp_path_factory):
    folder = tmp_path_factory.mktemp("panel")
    plan, tables = play_in_sittings(files, folder / "blocks", [], last)
    check(tables, plan, last[2])
    assert tables == whole(plan, folder / "whole", last[2])


@settings(max_examples=12, phases=UNSHRUNK, suppress_health_check=[*HealthCheck])
@given(
    interrupted=st.lists(st.tuples(sittings(30), st.integers(0, 9)), min_size=1, max_size=4),
    last=sittings(30),
)
def test_whatever_was_played_before_an_interruption_counts_once(files, interrupted, last, tmp_path_factory):
    folder = tmp_path_factory.mktemp("stopped")
    plan, tables = play_in_sittings(files, folder / "blocks", interrupted, last)
    check(tables, plan, last[2])
    assert tables == whole(plan, folder / "whole", last[2])


@pytest.mark.slow
@settings(max_examples=60, phases=UNSHRUNK, suppress_health_check=[*HealthCheck])
@given(
    interrupted=st.lists(st.tuples(sittings(300), st.integers(0, 40)), max_size=6),
    last=sittings(300),
)
def test_random_batches_stopped_at_random_keep_each_run_once(files, interrupted, last, tmp_path_factory):
    folder = tmp_path_factory.mktemp("random")
    plan, tables = play_in_sittings(files, folder / "blocks", interrupted, last)
    check(tables, plan, last[2])
    assert tables == whole(plan, folder / "whole", last[2])


def killed(command, folder, pause):
    """Start a batch and kill it some time after its first block; say whether it was still at work."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None and not list(folder.glob(f"*{CHECKPOINT}/{JOURNAL}")):
            time.sleep(0.01)
        time.sleep(pause)
        at_work = process.poll() is None
        process.kill()
    return at_work


@pytest.mark.slow
@pytest.mark.parametrize("number", range(4))
def test_a_batch_that_is_killed_and_goes_on_comes_out_the_same(files, tmp_path, number):
    rng = np.random.default_rng(number)
    program = [sys.executable, "-m", "sim.cli.app", "run", str(files), "--no-report", "--quiet"]

    def command(name, runs, panel):
        workers = int(rng.integers(1, 5))
        options = {"--runs": runs, "--panel": panel, "--workers": workers, "--out": tmp_path / name}
        return [*program, *(str(part) for option in options.items() for part in option)]

    last = int(rng.integers(4000, 9000)), int(rng.integers(1, 300))
    kills = 0
    for _ in range(4):
        runs, panel = last if rng.random() < 0.5 else (20000, int(rng.integers(300)))
        kills += killed(command("out", runs, panel), tmp_path, rng.uniform(0.0, 1.0))
        if (tmp_path / "out").exists():
            shutil.rmtree(tmp_path / "out")
    assert kills
    for name in ("out", "whole"):
        subprocess.run(command(name, *last), check=True)
    for name in ("outcomes.csv", "distributions.csv", "monthly.csv", "panel.parquet"):
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes(), name
