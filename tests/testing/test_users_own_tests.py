"""A user's property tests, in a session of their own.

Hypothesis limits how long an example may be drawn and played. Within a test nothing may be compiled or read
from the cache, however busy the machine is; slow tests try the limits themselves, with nothing compiled.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

# Hypothesis goes by these to tell a server from a workspace, and then lifts its limits of time.
SERVERS = ("CI", "TF_BUILD", "__TOX_ENVIRONMENT_VARIABLE_ORIGINAL_CI", "GITHUB_ACTIONS")
# In the place of seconds: how many compiled functions there are before and after each test.
COUNTED = """
import datetime
import gc

import pytest
from hypothesis import settings
from numba.core.dispatcher import Dispatcher

settings.register_profile("patient", deadline=datetime.timedelta(minutes=5))
settings.load_profile("patient")


def compiled():
    return sum(len(thing.signatures) for thing in gc.get_objects() if isinstance(thing, Dispatcher))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call():
    before = compiled()
    yield
    assert compiled() == before
"""
DEFAULT = """
from hypothesis import settings

assert settings.default.deadline.total_seconds() == 0.2
"""
TESTS = """
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

import sim
from sim.testing import (
    metric_column, month_column, packages, play, play_one, runs, scenarios, seeds, state_of, states, values
)

few = settings(max_examples=20)


@few
@given(scenarios(), runs())
def test_drawn_scenarios(scenario, run):
    assert (month_column(play(scenario, first_run=run, runs=3), "reserves_usd_bn") >= 0).all()


@few
@given(scenarios(horizon=(1, 3)), runs())
def test_the_other_engine(scenario, run):
    assert play_one(scenario, run, noting=True).month == scenario.horizon


@few
@given(scenarios(horizon=(1, 3), plausible=False, events=4, uncertain=4))
def test_whatever_is_legal(scenario):
    assert play_one(scenario).month == len(play(scenario).months[0])


@few
@given(states())
def test_states(state):
    assert state["reserves"] >= 0


@st.composite
def pairs(draw):
    return draw(scenarios()), play(draw(scenarios()), runs=1)


@few
@given(pairs())
def test_what_is_drawn_within(pair):
    assert len(pair[1].outcome) == 1


@few
@given(st.data())
def test_what_is_drawn_later(data):
    assert metric_column(play(data.draw(scenarios())), "agreements").min() >= 0


@few
@given(runs(), seeds(), packages(), values("leak"))
def test_single_numbers(run, seed, package, leak):
    scenario = sim.load("baseline_feb2021", {"leak": leak}, seed=seed, months=2)
    assert state_of(scenario, run)["reserves"] >= 0


@few
@given(st.integers(0, 99))
def test_nothing_drawn_of_ours(run):
    assert sim.Model("baseline_feb2021", run, months=3).play().month == 3


@few
@given(scenarios(horizon=(1, 2), foresight=True))
def test_foresight(scenario):
    assert play_one(scenario).month == scenario.horizon


class Machine(RuleBasedStateMachine):
    @rule(scenario=scenarios())
    def plays(self, scenario):
        assert len(play(scenario, runs=1).outcome) == 1


Machine.TestCase.settings = settings(max_examples=5, stateful_step_count=3)
TestMachine = Machine.TestCase
"""


def outcome_of(folder, conftest, *selected, seed=0, **variables):
    """Run the tests, or some of them, in a process of their own."""
    (folder / "conftest.py").write_text(conftest)
    (folder / "test_mine.py").write_text(TESTS)
    environment = {name: value for name, value in os.environ.items() if name not in SERVERS} | variables
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--hypothesis-seed={seed}"]
    chosen = ["-k", " or ".join(selected)] if selected else []
    return subprocess.run(
        [*command, *chosen, "test_mine.py"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_nothing_is_compiled_or_loaded_while_a_test_runs(tmp_path):
    done = outcome_of(tmp_path, COUNTED)
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    "first", ["drawn_scenarios", "the_other_engine", "states", "drawn_within", "drawn_later", "nothing_drawn"]
)
def test_they_pass_by_default_when_the_first_of_them_finds_nothing_compiled(tmp_path, first):
    done = outcome_of(tmp_path, DEFAULT, first, XDG_CACHE_HOME=str(tmp_path / "cache"))
    assert done.returncode == 0, done.stdout


def test_importing_the_strategies_module_alone_starts_no_engine():
    code = "import sim.testing, sys; print(*[m for m in ('numba', 'mesa', 'hypothesis') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_an_unknown_name_is_told_with_those_that_exist():
    import sim

    with pytest.raises(AttributeError, match=r"no attribute 'scenario'; it has .*scenarios"):
        sim.testing.scenario  # noqa: B018 - the access is the test
