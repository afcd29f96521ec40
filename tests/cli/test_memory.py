"""A lack of memory ends a command with one message and exit code 1, and what was done is kept."""

from __future__ import annotations

import errno
import resource
import subprocess
import sys

import pyarrow as pa
import pytest

from sim.cli.app import LEAST_MEMORY
from sim.errors import ResultsError, is_out_of_memory

from .conftest import ENVIRONMENT, SIM


def chained(error):
    found = ResultsError("reported otherwise")
    found.__cause__ = error
    return found


@pytest.mark.parametrize(
    ("error", "lack"),
    [
        (MemoryError(), True),
        (pa.ArrowMemoryError("malloc of size 64 failed"), True),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), True),
        (RuntimeError("can't start new thread"), True),
        (ImportError("libx.so: failed to map segment from shared object"), True),
        (ImportError("no module named x"), False),
        (OSError(errno.ENOSPC, "No space left on device"), False),
        (RuntimeError("dictionary changed size"), False),
    ],
)
def test_what_libraries_raise_for_lack_of_memory_is_known_even_from_within(error, lack):
    assert is_out_of_memory(error) == lack
    assert is_out_of_memory(chained(error)) == lack


def with_limit(size, *arguments, cwd):
    return subprocess.run(
        [*SIM, *arguments],
        cwd=cwd,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (size, size)),
    )


@pytest.mark.parametrize("share", [0.2, 0.5, 0.99])
def test_a_limit_that_is_too_low_for_the_libraries_is_one_message(calm, share):
    result = with_limit(int(share * LEAST_MEMORY), "run", "calm.yaml", cwd=calm.parent)
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert result.stderr.startswith("not enough memory")
    assert [path.name for path in calm.parent.iterdir()] == ["calm.yaml"]


def test_checking_a_scenario_needs_no_libraries(calm):
    assert with_limit(LEAST_MEMORY // 2, "validate", "calm.yaml", cwd=calm.parent).returncode == 0


RUN_OUT = """
import sys
from sim.batch.blocks import BlockStore
from sim.cli.app import main

keep, kept = BlockStore.keep, []

def keep_three(store, *block):
    if len(kept) == 3:
        raise MemoryError("Unable to allocate 1. TiB")
    kept.append(keep(store, *block))

BlockStore.keep = keep_three
main(sys.argv[1:])
"""


def test_memory_that_runs_out_in_the_middle_keeps_what_was_done(calm, sim):
    arguments = ["run", "calm.yaml", "--block", "5", "--out", "out", "--no-report", "--quiet"]
    result = subprocess.run(
        [sys.executable, "-c", RUN_OUT, *arguments],
        cwd=calm.parent,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    first, second = result.stderr.splitlines()
    assert first.startswith("not enough memory")
    assert "Unable to allocate 1. TiB" in first
    assert second == "15 runs are kept: the same command goes on from there"
    again = sim(*[word for word in arguments if word != "--quiet"])
    assert "going on: 15 of 30 runs were done before" in again.stderr
