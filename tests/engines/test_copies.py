"""Models, traces, batches and scenarios travel between processes, and a copy goes on to the same numbers."""

from __future__ import annotations

import copy
import multiprocessing
import pickle
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim import Model, load
from sim.engines import mesa_model
from sim.engines.own_minds import InMachineCode, MindError, Own
from sim.errors import SimError
from sim.minds.kinds import MINDS
from sim.testing import runs, same_bits, scenarios

BASE = "baseline_feb2021"
WAYS = {
    "pickle": lambda thing: pickle.loads(pickle.dumps(thing)),  # noqa: S301 - our own
    "deepcopy": copy.deepcopy,
    "copy": copy.copy,
}
REMEMBERING = """
import random

asked = 0
heard = []


class Note:
    def __init__(self, uniform):
        self.uniform = uniform


class Remembering:
    seen = []
    total = 0.0

    def __init__(self):
        self.dice = random.Random(3)
        self.notes = {}
        self.kind = Note

    def choose(self, decision, side, state, now, p, workspace, count, uniform):
        global asked
        asked += 1
        heard.append(uniform)
        self.seen.append(uniform)
        type(self).total += uniform
        self.notes[asked] = self.kind(uniform)
        held = sum(heard) + sum(self.seen) + type(self).total + sum(n.uniform for n in self.notes.values())
        return int(1000 * (held + self.dice.random())) % count
"""
COUNTING = """
class Counting:
    compiled = True

    def __init__(self):
        self.total = 0.0

    def choose(self, decision, side, state, now, p, workspace, count, uniform):
        self.total += uniform
        return int(self.total * 1000) % count
"""
SECRETIVE = """
class Secretive:
    def __init__(self):
        self.answers = (number for number in range(100))

    def choose(self, decision, side, state, now, p, workspace, count, uniform):
        return next(self.answers) % count
"""


def stepped(model, months):
    for _ in range(months):
        model.step()
    return model


def same_run(one, other):
    return (
        same_bits(one.month_rows(), other.month_rows())
        and one.decisions == other.decisions
        and one.gains == other.gains
        and one.month == other.month
        and one.running == other.running
        and one.steps == other.steps
    )


@pytest.mark.parametrize("way", WAYS)
@given(scenarios(horizon=(1, 6)), runs(), st.integers(0, 6), st.booleans())
@settings(max_examples=15)
def test_a_copy_goes_on_to_the_same_numbers_and_leaves_the_original_alone(way, scenario, run, months, noting):
    model = stepped(Model(scenario, run, noting=noting), min(months, scenario.horizon))
    copied = WAYS[way](model)
    before = model.month_rows()
    assert copied.kremlin.model is copied
    assert set(copied.agents) == {copied.kremlin, copied.minsk}
    copied.play()
    assert same_bits(model.month_rows(), before)
    assert same_run(model.play(), copied)
    assert same_run(copied, Model(scenario, run, noting=noting).play())


@pytest.mark.parametrize("mind", MINDS)
def test_a_copy_has_what_its_minds_have_learnt(mind):
    whole = Model(BASE, 3, minds={"kremlin": mind, "minsk": mind}, months=8)
    cut = WAYS["pickle"](stepped(Model(BASE, 3, minds={"kremlin": mind, "minsk": mind}, months=8), 4))
    assert same_run(whole.play(), cut.play())


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("source", "name", "kind"),
    [(REMEMBERING, "Remembering", Own), (COUNTING, "Counting", InMachineCode)],
)
def test_a_mind_of_the_users_own_goes_on_from_what_it_remembers(tmp_path, way, source, name, kind):
    (tmp_path / "mine.py").write_text(source)
    scenario = load(
        {"name": "mine", "horizon": 6, "minds": {"minsk": f"{tmp_path}/mine.py:{name}"}}, allow_code=True
    )
    model = stepped(Model(scenario, 1), 3)
    assert isinstance(model.minsk.decide, kind)
    copied = WAYS[way](model)
    model.play()
    assert same_run(model, copied.play())
    assert same_run(model, Model(scenario, 1).play())


def test_a_mind_that_remembers_what_cannot_be_copied_is_told(tmp_path):
    (tmp_path / "mine.py").write_text(SECRETIVE)
    scenario = load(
        {"name": "mine", "horizon": 2, "minds": {"minsk": f"{tmp_path}/mine.py:Secretive"}}, allow_code=True
    )
    with pytest.raises(MindError, match="Secretive: what it remembers cannot be copied"):
        pickle.dumps(Model(scenario, 1).play())


def test_a_model_that_other_rules_played_is_not_taken_up(monkeypatch):
    written = pickle.dumps(Model(BASE, 1, months=2))
    monkeypatch.setattr(mesa_model, "rules_version", lambda: "another")
    with pytest.raises(SimError, match="by the version that wrote it only"):
        pickle.loads(written)  # noqa: S301 - our own


@pytest.mark.parametrize("way", WAYS)
def test_what_python_returns_can_be_copied(way):
    mine = {"name": "mine", "extends": BASE, "uncertain": {"leak": "prior"}}
    batch = sim.run([BASE, mine], runs=8, panel=2)
    copied = WAYS[way](batch)
    for name in ("outcomes", "distributions", "monthly", "panel", "uncertainty"):
        assert getattr(copied, name).equals(getattr(batch, name))
    comparison = sim.compare(batch, baseline=BASE)
    assert WAYS[way](comparison).table.equals(comparison.table)
    for scenario in batch.scenarios:
        assert WAYS[way](scenario) == scenario
        assert WAYS[way](scenario).origins == scenario.origins
    trace = sim.trace(BASE, 3)
    assert WAYS[way](trace).months.equals(trace.months)
    assert WAYS[way](trace.model.minsk).model.metrics() == pytest.approx(
        trace.model.metrics(), rel=0, abs=0, nan_ok=True
    )


def half(run):
    return stepped(Model(BASE, run, months=6), 3)


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # from Python 3.12 on, of fork
@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_a_run_begun_in_another_process_is_finished_here(method):
    context = multiprocessing.get_context(method)
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        model = pool.submit(half, 5).result()
    assert model.month == 3
    assert same_run(model.play(), half(5).play())
    assert np.isfinite(model.metrics()["pressure_mean"])


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_trace_comes_back_from_another_process():
    with ProcessPoolExecutor(1) as pool:
        trace = pool.submit(sim.trace, BASE, 5, months=3).result()
    assert trace.months.equals(sim.trace(BASE, 5, months=3).months)
    assert repr(trace) == repr(sim.trace(BASE, 5, months=3))
