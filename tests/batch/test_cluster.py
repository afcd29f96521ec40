"""A Dask cluster plays the same blocks to the same bytes, and loses nothing when a worker dies."""

from __future__ import annotations

import os
import signal
import threading

import pytest

import sim
from sim.batch.blocks import BlockStore
from sim.batch.cluster import Cluster
from sim.batch.plan import make_plan
from sim.batch.run import Silent, play
from sim.errors import UsageError
from sim.scenario import load_many

distributed = pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def workers():
    """Two workers in processes of their own."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        yield cluster


def outcome_of(done):
    return [done.column([part], row).tobytes() for part in range(len(done.plan.parts)) for row in range(20)]


def test_a_cluster_plays_what_threads_play(workers, scenario_folder, tmp_path):
    plan = make_plan(load_many([scenario_folder]))
    crew = Cluster(workers.scheduler_address)
    assert crew.workers == 2
    done = play(plan, BlockStore(tmp_path), Silent(), crew, block=100)
    ends = [end for part in range(2) for end in done.column([part], 1)]
    assert ends == sim.run(scenario_folder).outcomes["end_month"].tolist()


def test_workers_with_other_rules_are_refused(workers, monkeypatch):
    monkeypatch.setattr("sim.batch.cluster.rules_version", lambda: "0" * 16)
    with pytest.raises(UsageError, match=r"worker tcp://.* has rules \w+, here they are 0000"):
        Cluster(workers.scheduler_address)


def test_nobody_answering_is_told(monkeypatch):
    monkeypatch.setattr("sim.batch.cluster.SECONDS_TO_ANSWER", 0.5)
    with pytest.raises(UsageError, match="no scheduler answers there"):
        Cluster("tcp://127.0.0.1:9")


@pytest.mark.slow
def test_a_worker_that_dies_costs_only_its_block(workers, scenario_folder, tmp_path):
    plan = make_plan(load_many([scenario_folder], runs=60000))
    whole = play(plan, BlockStore(tmp_path / "a"), Silent(), Cluster(workers.scheduler_address))
    stop, killed_workers = threading.Event(), []

    def kill_now_and_then():
        while not stop.wait(3.0):
            pids = [nanny.pid for nanny in workers.workers.values() if nanny.pid]
            if pids:
                killed_workers.append(pids[0])
                os.kill(pids[0], signal.SIGKILL)

    killer = threading.Thread(target=kill_now_and_then)
    killer.start()
    try:
        killed = play(
            plan, BlockStore(tmp_path / "b"), Silent(), Cluster(workers.scheduler_address), block=6000
        )
    finally:
        stop.set()
        killer.join()
    assert killed_workers
    assert outcome_of(killed) == outcome_of(whole)
