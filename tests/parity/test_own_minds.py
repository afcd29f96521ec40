"""A mind of the user's own plays the same numbers in the kernel, on Mesa agents, and in Python."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engines import play as engines
from sim.engines.compiled_minds import NotCompiledError, python_minds
from sim.engines.kernel import play_block
from sim.engines.mesa_model import Model
from sim.engines.own_minds import InMachineCode, MindError, Own
from sim.minds.kinds import MINDS
from sim.outcomes.bands import Bands
from sim.outcomes.rows import FAILED
from sim.scenario import load_scenario
from sim.scenario.compile import compile_inputs
from sim.scenario.own_minds import OwnMind
from sim.testing import runs, same_bits, scenarios

WILFUL = """
from sim.minds.responses import counters


class Wilful:
    compiled = True
    PATIENCE = 2

    def __init__(self):
        self.refused, self.total = 0, 0.0

    def offer(self, side, state, now, p, workspace, count, uniform):
        self.total += uniform
        return min(int(self.total * count) % count, count - 1)

    def reply(self, side, state, p, workspace, loans, row, uniform):
        if uniform < 0.3:
            numbers = workspace["packages"]["number"]
            for other in range(len(workspace["row_of"])):
                if workspace["row_of"][other] >= 0:
                    found = int(workspace["row_of"][other])
                    if counters(int(numbers[row]), int(numbers[found])):
                        return 2, found
        if workspace["packages"]["share"][row] > 0.2 * state["reserves"] / 7 and self.refused < self.PATIENCE:
            self.refused += 1
            return 1, -1
        return 0, -1

    def answer(self, side, state, p, workspace, loans, row, uniform):
        return uniform < 0.5 + 0.1 * loans[1]

    def choose(self, decision, side, state, now, p, workspace, count, uniform):
        if decision == "effort" or decision == "pay":
            return int(uniform * count)
        if decision == "repress" and self.total > 3:
            return count - 1
        return None
"""
MEDDLING = """
class Meddling:
    compiled = True

    def choose(self, decision, side, state, now, p, workspace, count, uniform):
        state["reserves"] = 0.0
        now["effort"] = 1.0
        p["choice_precision"] = 100.0
        workspace["own"]["failed"] = 1
        for row in range(count):
            workspace["options"]["kremlin_own"][row] = 1000.0
        return None
"""
FAILING = """
class Failing:
    compiled = True

    def __init__(self):
        self.months = 0

    def choose(self, decision, side, state, now, p, workspace, count, uniform):
        if decision == "repress":
            self.months += 1
            if uniform < 0.15 and self.months > 1:
                {bug}
        return None
"""
BUGS = {
    "nan": "return float('nan')",
    "illegal": "return count",
    "raises": "raise ValueError('out of my depth')",
    "divides": "return 1 // int(state['outcome'])",
    "beyond": "return int(workspace['packages']['share'][int(p['choice_precision'] * 1e6)])",
    "half": "return 0.5",
    "negative": "return -1",
}
CHOOSES = "    def choose(self, *given):\n"
NO_MACHINE_CODE = {
    "a static function": "    @staticmethod\n    def choose(*given):\n        return len(given) % 2\n",
    "a generator": f"{CHOOSES}        yield 1\n",
    "a default that is written to": "    def choose(self, *given, seen=np.zeros(2)):\n        seen[0] += 1\n",
    "a property over what is remembered": (
        "    @property\n    def n(self):\n        return 1\n\n"
        f"    def __init__(self):\n        vars(self)['n'] = 0\n\n{CHOOSES}        return int(self.n)\n"
    ),
    "attributes it looks after": (
        "    n = 0\n\n    def __setattr__(self, name, value):\n        pass\n\n"
        f"{CHOOSES}        self.n += 1\n        return int(self.n)\n"
    ),
    "a decision made when asked": "    def __getattr__(self, name):\n        return lambda *given: 0\n",
    "slots": (
        "    __slots__ = ('n',)\n\n    def __init__(self):\n        self.n = 1\n\n"
        f"{CHOOSES}        return self.n\n"
    ),
    "a list": f"    def __init__(self):\n        self.seen = []\n\n{CHOOSES}        return None\n",
    "text": f"    def __init__(self):\n        self.word = 'no'\n\n{CHOOSES}        return None\n",
    "an attribute made later": f"{CHOOSES}        self.later = 1\n",
    "a flag that is none": f"    compiled = 1\n\n{CHOOSES}        return None\n",
    "too exact a number": f"    n = 2**53 + 1\n\n{CHOOSES}        return int(self.n) % 2\n",
    "too large a number": f"    n = 10**400\n\n{CHOOSES}        return 0 if self.n > 5 else 1\n",
    "a name that is none": (
        f"    def __init__(self):\n        vars(self)[' '] = 1\n\n{CHOOSES}        return None\n"
    ),
    "three for an answer": "    def reply(self, *given):\n        return 0, 1, 2\n",
}
CURIOUS = """
class Curious:
    compiled = True

    def choose(self, decision, side, state, now, p, workspace, count, uniform):
        seen = 0.0
        for row in range(len(workspace["weights"])):
            seen += workspace["paths"]["minsk_base"][row] * row + workspace["packages"]["minsk_base"][row]
        for weight in workspace["weights"]:
            seen = seen * 0.9 + weight
        return int(abs(seen) * 1000) % count
"""
REACHING = """
import numba


@numba.njit
def taken(rows, row):
    return rows[row]


class Reaching:
    compiled = True

    def choose(self, decision, side, state, now, p, workspace, count, uniform):
        return taken(workspace["row_of"], int(uniform * 100000)) * 0
"""
DATA = """
from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Data:
    compiled = True
    asked: int = 0

    def choose(self, decision, side, state, now, p, workspace, count, uniform):
        self.asked += 1
        return int(self.asked) % count
"""


@pytest.fixture(scope="module")
def minds(tmp_path_factory):
    """Write minds into a file, and name one of it for a side or both."""
    folder = tmp_path_factory.mktemp("minds")

    def seated(text, name, *, kremlin="quantal", minsk="quantal", scenario=None):
        file = folder / f"{name.lower()}_{abs(hash(text))}.py"
        file.write_text(text, encoding="utf-8")
        own = f"{file}:{name}"
        chosen = {"kremlin_mind": kremlin or own, "minsk_mind": minsk or own, "allow_code": True}
        return replace(scenario or load_scenario("baseline_feb2021", months=18), **chosen)

    return seated


def in_python(inputs, run):
    """Play a run with its own minds in Python, although they could be compiled."""
    model = Model.of(inputs, run)
    for leader, mind in zip((model.kremlin, model.minsk), inputs.own_minds, strict=True):
        if mind is not None:
            assert isinstance(leader.decide, InMachineCode)
            leader.decide = Own(mind)
    return model.play()


SEATS = [("quantal", None), (None, "quantal"), (None, None), (None, "learning"), ("aspiration", None)]


@settings(max_examples=40)
@given(scenarios(horizon=(1, 12)), runs(), st.sampled_from(SEATS))
def test_a_mind_plays_alike_in_the_kernel_on_agents_and_in_python(minds, scenario, run, seats):
    kremlin, minsk = seats
    inputs = compile_inputs(minds(WILFUL, "Wilful", kremlin=kremlin, minsk=minsk, scenario=scenario))
    block = play_block(inputs, run, 1, keep_months=1)
    for model in (Model.of(inputs, run).play(), in_python(inputs, run)):
        assert same_bits(block.months[0], model.month_rows())
        assert same_bits(block.metrics[0], np.array(list(model.metrics().values())))


@pytest.mark.parametrize("other", MINDS)
def test_it_plays_alike_against_every_built_in_mind(minds, other):
    inputs = compile_inputs(minds(WILFUL, "Wilful", kremlin=other, minsk=None))
    block = play_block(inputs, 0, 4, keep_months=4)
    for run in range(4):
        assert same_bits(block.months[run], Model.of(inputs, run).play().month_rows())


def test_it_makes_a_difference(minds):
    wilful, quantal = (
        play_block(compile_inputs(minds(WILFUL, "Wilful", minsk=minsk)), 0, 50) for minsk in (None, "quantal")
    )
    assert not same_bits(wilful.metrics, quantal.metrics)


def test_a_run_starts_with_a_memory_of_its_own(minds):
    inputs = compile_inputs(minds(WILFUL, "Wilful", minsk=None))
    together, alone = play_block(inputs, 0, 6), play_block(inputs, 5, 1)
    assert same_bits(together.metrics[5], alone.metrics[0])


def test_what_it_writes_moves_nothing(minds):
    inputs = compile_inputs(minds(MEDDLING, "Meddling", kremlin=None, minsk=None))
    quantal = compile_inputs(minds(MEDDLING, "Meddling"))
    assert python_minds(inputs) == []
    assert same_bits(play_block(inputs, 0, 20).metrics, play_block(quantal, 0, 20).metrics)


@pytest.mark.parametrize("bug", BUGS)
def test_a_bug_costs_the_same_runs_in_kernel_and_python_and_counts_nowhere(minds, bug):
    inputs = compile_inputs(minds(FAILING.format(bug=BUGS[bug]), "Failing", minsk=None))
    assert python_minds(inputs) == []
    bands = Bands.of_a_block(inputs.horizon)
    block = play_block(inputs, 0, 40, bands, keep_months=40)
    failed = block.outcome == FAILED
    assert 0 < failed.sum() < 40
    assert np.isnan(block.metrics[failed]).all()
    assert np.isnan(block.months[failed]).all()
    assert bands.incidence[0].sum() == 40 - failed.sum()
    for run in range(40):
        reported = []
        for plays in (lambda: Model.of(inputs, run).play(), lambda: in_python(inputs, run)):  # noqa: B023
            try:
                model = plays()
            except MindError as error:
                reported.append(str(error))
            else:
                assert same_bits(block.months[run], model.month_rows())
        assert len(reported) == (2 if failed[run] else 0)
        assert len(set(reported)) < 2


def test_runs_that_fail_leave_the_bands_of_the_others_as_they_are(minds):
    inputs = compile_inputs(minds(FAILING.format(bug=BUGS["half"]), "Failing", minsk=None))
    together, apart = Bands.of_a_block(inputs.horizon), Bands.of_a_block(inputs.horizon)
    block = play_block(inputs, 0, 40, together)
    for run in np.flatnonzero(block.outcome != FAILED):
        play_block(inputs, int(run), 1, apart)
    for name in ("count", "total", "histogram", "incidence"):
        assert (getattr(together, name) == getattr(apart, name)).all()


def test_a_class_that_does_not_say_so_is_played_in_python_to_the_same_numbers(minds):
    said, unsaid = (
        compile_inputs(minds(WILFUL.replace("compiled = True", said), "Wilful", minsk=None))
        for said in ("compiled = True", "pass")
    )
    assert python_minds(unsaid) == ["Wilful"]
    assert same_bits(engines.play_block(unsaid, 0, 3).metrics, play_block(said, 0, 3).metrics)


def test_what_remembers_anything_is_played_in_python(minds):
    code = f"class Odd:\n    def __init__(self):\n        self.seen = []\n\n{CHOOSES}        self.later = 1\n"
    inputs, quantal = compile_inputs(minds(code, "Odd", minsk=None)), compile_inputs(minds(code, "Odd"))
    assert same_bits(engines.play_block(inputs, 0, 3).metrics, play_block(quantal, 0, 3).metrics)


def refusal(inputs):
    """Return the one message that every way of playing refuses a mind with."""
    messages = set()
    for plays in (engines.play_block, play_block, lambda inputs, run, _runs: Model.of(inputs, run)):
        with pytest.raises(NotCompiledError) as caught:
            plays(inputs, 0, 1)
        messages.add(str(caught.value))
    (message,) = messages
    return message


@pytest.mark.parametrize("what", NO_MACHINE_CODE)
def test_what_says_compiled_and_cannot_be_is_refused_with_file_and_line(minds, what):
    flag = "" if "compiled" in NO_MACHINE_CODE[what] else "    compiled = True\n\n"
    code = f"import numpy as np\n\n\nclass Odd:\n{flag}{NO_MACHINE_CODE[what]}"
    inputs = compile_inputs(minds(code, "Odd", minsk=None))
    place = re.match(rf"{re.escape(inputs.own_minds[1].file)}:(\d+): Odd ", refusal(inputs))
    assert 4 <= int(place[1]) <= code.count("\n")


def test_more_numbers_than_there_is_room_for_are_refused(minds):
    made = "".join(f"        self.n{k} = {k}\n" for k in range(40))
    code = (
        f"class Many:\n    compiled = True\n\n    def __init__(self):\n{made}\n{CHOOSES}        return None\n"
    )
    assert "more than 32 numbers" in refusal(compile_inputs(minds(code, "Many", minsk=None)))


def test_it_is_said_what_numba_cannot_do_and_where(minds):
    code = (
        "def helper(): return 1\n\n\nclass Odd:\n    compiled = True\n\n"
        f"{CHOOSES}        n = 1\n        return helper() + n\n"
    )
    message = refusal(compile_inputs(minds(code, "Odd", minsk=None)))
    assert ":9: Odd says `compiled = True` and cannot be compiled: choose: " in message
    assert "Untyped global name 'helper'" in message


def test_what_nobody_wrote_this_month_is_the_same_in_every_block(minds):
    inputs = compile_inputs(minds(CURIOUS, "Curious", kremlin="learning", minsk=None))
    assert python_minds(inputs) == []
    together = play_block(inputs, 0, 6, keep_months=6)
    for run in range(6):
        assert same_bits(together.months[run], play_block(inputs, run, 1, keep_months=1).months[0])
        assert same_bits(together.months[run], Model.of(inputs, run).play().month_rows())


def test_a_function_that_numba_compiles_reaches_not_beyond_a_table(minds):
    inputs = compile_inputs(minds(REACHING, "Reaching", minsk=None))
    assert python_minds(inputs) == []
    assert (play_block(inputs, 0, 4).outcome == FAILED).all()
    for plays in (lambda: Model.of(inputs, 0).play(), lambda: in_python(inputs, 0)):
        with pytest.raises(MindError, match="IndexError"):
            plays()


def test_a_mind_that_leaves_costs_its_run_only(minds):
    code = f"class Leaving:\n{CHOOSES}        exit('enough')\n"
    inputs = compile_inputs(minds(code, "Leaving", minsk=None))
    assert (engines.play_block(inputs, 0, 2).outcome == FAILED).all()


def test_a_dataclass_is_a_mind(minds):
    inputs = compile_inputs(minds(DATA, "Data", minsk=None))
    assert python_minds(inputs) == []
    assert same_bits(play_block(inputs, 0, 1, keep_months=1).months[0], in_python(inputs, 0).month_rows())


def test_a_mind_that_cannot_be_made_again_costs_its_run(minds, monkeypatch):
    code = f"class Once:\n    def __init__(self):\n        self.seen = []\n\n{CHOOSES}        return None\n"
    inputs = compile_inputs(minds(code, "Once", minsk=None))
    assert python_minds(inputs) == ["Once"]

    def fails(_mind):
        raise OSError("gone")

    monkeypatch.setattr(OwnMind, "namespace", fails)
    assert (engines.play_block(inputs, 0, 2).outcome == FAILED).all()
    _, failure = engines.played(inputs, 0)
    assert failure == (0, "Once cannot be made: OSError: gone")
