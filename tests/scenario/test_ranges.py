"""Every number that is asked for has a finite range, and what is out of it is refused in one line."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.batch import values
from sim.batch.plan import make_plan
from sim.batch.run import Silent
from sim.batch.values import Task, play_for_values
from sim.errors import UsageError
from sim.scenario import load_scenario, ranges
from sim.scenario.ranges import IntegerRange, RealRange

RANGES = {name: one for name, one in vars(ranges).items() if isinstance(one, IntegerRange | RealRange)}
INTEGERS = sorted(name for name, one in RANGES.items() if isinstance(one, IntegerRange))
REALS = sorted(set(RANGES) - set(INTEGERS))


def refused(allowed, value):
    with pytest.raises(UsageError) as caught:
        allowed.checked("it", value)
    said = str(caught.value)
    assert said.startswith("it: ")
    assert "\n" not in said
    assert len(said) < 250
    assert re.search(r"[\d.e+-]+ to [\d.e+-]+$", said)


@pytest.mark.parametrize("name", sorted(RANGES))
def test_a_range_is_finite_and_holds_both_its_ends(name):
    allowed = RANGES[name]
    assert math.isfinite(allowed.low)
    assert math.isfinite(allowed.high)
    assert allowed.low < allowed.high
    for end in (allowed.low, allowed.high):
        assert allowed.checked("it", end) == end
        assert allowed.read("it", repr(end)) == end


@given(st.sampled_from(INTEGERS), st.integers(1, 10**400))
def test_whole_numbers_beyond_either_end_are_refused(name, beyond):
    allowed = RANGES[name]
    refused(allowed, allowed.low - beyond)
    refused(allowed, allowed.high + beyond)


@given(st.sampled_from(REALS), st.floats() | st.integers(-(10**400), 10**400))
def test_a_number_is_within_its_range_or_refused(name, value):
    allowed = RANGES[name]
    if (isinstance(value, int) or not math.isnan(value)) and allowed.low <= value <= allowed.high:
        assert allowed.checked("it", value) == float(value)
    else:
        refused(allowed, value)


@pytest.mark.parametrize("value", [True, 1.0, "1", None, [1], math.nan, np.float64(1.0)])
def test_what_is_no_whole_number_is_refused(value):
    refused(ranges.WORKERS, value)


@pytest.mark.parametrize("value", [True, "0.1", None, [0.1]])
def test_what_is_no_number_is_refused(value):
    refused(ranges.MARGIN, value)


def test_numbers_of_numpy_are_numbers():
    assert type(ranges.WORKERS.checked("it", np.int32(3))) is int
    assert type(ranges.MARGIN.checked("it", np.float32(0.5))) is float


@pytest.mark.parametrize("text", ["", "many", "1.5", "9" * 5000, "0x10", "nan", "1e3"])
def test_what_was_typed_and_is_no_whole_number_is_refused(text):
    with pytest.raises(UsageError, match=r"is not a whole number; 1 to 1024$"):
        ranges.WORKERS.read("--workers", text)


BASELINE = "baseline_feb2021"
CALLS = {
    "--runs: ": lambda value: sim.run(BASELINE, runs=value),
    "--seed: ": lambda value: sim.load(BASELINE, seed=value),
    "--months: ": lambda value: sim.run(BASELINE, months=value),
    "workers: ": lambda value: sim.run(BASELINE, workers=value),
    "panel: ": lambda value: sim.run(BASELINE, panel=value),
    "run: ": lambda value: sim.trace(BASELINE, run=value),
    "--alpha: ": lambda value: sim.compare("a.csv", "b.csv", alpha=value),
    "--margin: ": lambda value: sim.compare("a.csv", "b.csv", margin=value),
    "--boxes: ": lambda value: sim.discover("a.csv", "hit == 1", boxes=value),
    "--density: ": lambda value: sim.discover("a.csv", "hit == 1", density=value),
    "--mass: ": lambda value: sim.discover("a.csv", "hit == 1", mass=value),
    "--peel: ": lambda value: sim.discover("a.csv", "hit == 1", peel=value),
    "--sample: ": lambda value: sim.discover("a.csv", "hit == 1", sample=value),
    "--held-out: ": lambda value: sim.discover("a.csv", "hit == 1", held_out=value),
}


@pytest.mark.parametrize("name", sorted(CALLS))
@pytest.mark.parametrize("value", [10**20, -1, math.nan, math.inf])
def test_the_same_ranges_hold_from_python(name, value):
    with pytest.raises(sim.SimError, match=re.escape(name)) as caught:
        CALLS[name](value)
    assert caught.value.exit_code == 2


def test_more_than_fits_into_memory_is_refused_before_it_is_played(monkeypatch):
    (part,) = make_plan([load_scenario(BASELINE, runs=100, months=2)]).parts
    monkeypatch.setattr(values, "MOST_VALUES", 350)
    task = Task(part, lambda block: np.zeros((3, block.runs)))
    assert len(play_for_values([task], 1, Silent())) == 1
    with pytest.raises(UsageError, match="200 runs at all points together, 3 number"):
        play_for_values([task, task], 1, Silent())
    with pytest.raises(UsageError, match="400 runs at all points together, 1 number"):
        play_for_values([task] * 4, 1, Silent())
