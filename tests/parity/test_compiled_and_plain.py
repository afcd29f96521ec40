"""The compiled rules and the same rules as plain Python are equal to the last bit.

One process with the JIT off answers for all cases: it takes the file of a scenario and a run, and gives
back what was played as hexadecimal bytes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings

from sim.minds.kinds import MINDS
from sim.scenario import load_scenario, to_yaml
from sim.testing import play, runs, same_bits, scenarios

if TYPE_CHECKING:
    from collections.abc import Iterator


ROOT = Path(__file__).parents[2]


class PlainPython:
    """The process with the JIT off."""

    def __init__(self, folder):
        self.file = folder / "case.yaml"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.parity.plain_python"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
        )

    def play(self, scenario, run, engine="kernel"):
        """Return the metrics and months of a run."""
        self.file.write_text(to_yaml(scenario), encoding="utf-8")
        self.process.stdin.write(json.dumps({"file": str(self.file), "run": run, "engine": engine}) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        assert answer["compiled"] is False
        metrics, months = (np.frombuffer(bytes.fromhex(answer[part])) for part in ("metrics", "months"))
        return metrics, months.reshape(scenario.horizon, -1)

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


@pytest.fixture(scope="module")
def plain(tmp_path_factory) -> Iterator[PlainPython]:
    process = PlainPython(tmp_path_factory.mktemp("plain"))
    yield process
    process.close()


@settings(max_examples=12)
@given(scenarios(horizon=(1, 4), changes=20), runs())
def test_the_compiled_kernel_computes_what_plain_python_does(plain, scenario, run):
    block = play(scenario, runs=1, first_run=run)
    metrics, months = plain.play(scenario, run)
    assert same_bits(block.metrics[0], metrics)
    assert same_bits(block.months[0], months)


@pytest.mark.parametrize("minds", MINDS)
def test_the_model_computes_in_plain_python_what_the_compiled_kernel_does(plain, minds):
    scenario = load_scenario("protests_return", minds={"kremlin": minds, "minsk": minds}, months=4)
    block = play(scenario, runs=1, first_run=3)
    metrics, months = plain.play(scenario, 3, engine="model")
    assert same_bits(block.metrics[0], metrics)
    assert same_bits(block.months[0], months)


@pytest.mark.slow
@settings(max_examples=60)
@given(scenarios(horizon=(1, 12), plausible=False, changes=40, events=4), runs())
def test_the_compiled_kernel_computes_what_plain_python_does_for_anything_legal(plain, scenario, run):
    block = play(scenario, runs=1, first_run=run)
    metrics, months = plain.play(scenario, run)
    assert same_bits(block.metrics[0], metrics)
    assert same_bits(block.months[0], months)
