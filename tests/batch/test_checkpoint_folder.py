"""One process at a time; what is done stays, what is finished goes."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress

import numpy as np
import pytest

from sim.batch.blocks import PlayedBlock
from sim.batch.checkpoint import checkpoint, clear
from sim.batch.order import RunRange
from sim.batch.plan import make_plan
from sim.errors import ResultsError
from sim.scenario import load_many

HOLD = """
import fcntl, os, sys
lock = os.open(sys.argv[1], os.O_RDONLY)
fcntl.flock(lock, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def plan(scenario_folder):
    return make_plan(load_many([scenario_folder]))


def keep_one(store):
    store.keep(PlayedBlock((RunRange(0, 0, 1),), np.zeros((3, 1)), {}, {}, 0.1), panel=0)


def hidden(folder):
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]


def interrupted(target, plan, *, after_a_block):
    with suppress(KeyboardInterrupt), checkpoint(target, plan) as store:
        if after_a_block:
            keep_one(store)
        raise KeyboardInterrupt


@pytest.mark.parametrize("exists", [False, True])
def test_what_was_done_is_found_again_and_goes_when_all_is_done(plan, tmp_path, exists):
    target = tmp_path / "out"
    if exists:
        target.mkdir()
    interrupted(target, plan, after_a_block=True)
    with checkpoint(target, plan) as store:
        assert [entry.run_ranges for entry in store.entries] == [((0, 0, 1),)]
    assert hidden(tmp_path) == []
    assert not exists or hidden(target) == []


def test_nothing_done_leaves_nothing(plan, tmp_path):
    interrupted(tmp_path / "out", plan, after_a_block=False)
    assert hidden(tmp_path) == []


def test_another_number_of_runs_goes_on_there_and_another_seed_does_not(plan, scenario_folder, tmp_path):
    interrupted(tmp_path / "out", plan, after_a_block=True)
    for options, found in (({"runs": 3}, 1), ({"seed": 4}, 0)):
        other = make_plan(load_many([scenario_folder], **options))
        with suppress(KeyboardInterrupt), checkpoint(tmp_path / "out", other) as store:
            assert len(store.entries) == found
            raise KeyboardInterrupt
    assert len(hidden(tmp_path)) == 1


def test_the_second_process_is_told_who_holds_the_place(plan, tmp_path):
    interrupted(tmp_path / "out", plan, after_a_block=True)
    (folder,) = hidden(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout.readline() == "held\n"
        with pytest.raises(ResultsError, match=r"process \d+ on .+ since .+; wait for it, or stop it"):
            checkpoint(tmp_path / "out", plan).__enter__()
        clear(tmp_path / "out", plan)
        assert hidden(tmp_path) == [folder]
        other.kill()
    with checkpoint(tmp_path / "out", plan) as store:
        assert len(store.entries) == 1


def test_leftovers_of_a_finished_batch_are_cleared(plan, tmp_path):
    interrupted(tmp_path / "out", plan, after_a_block=True)
    clear(tmp_path / "out", plan)
    assert hidden(tmp_path) == []
