"""A user's own mind in machine code, so that the kernel can ask it; most are, some cannot be.

A mind can be compiled if numba can compile each of its functions and all it remembers are numbers. Its
functions are called by address and given copies, as on Mesa agents. Its memory is float64, whatever it is in
Python.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from dis import get_instructions
from functools import cache
from inspect import getattr_static, iscoroutinefunction, isfunction, isgeneratorfunction
from threading import Lock
from typing import TYPE_CHECKING, Any

import numba as untyped_numba
import numpy as np
from numba.core import types as untyped_types

from sim.engines import records
from sim.errors import SimError
from sim.minds.kinds import DECISIONS
from sim.minds.own import FUNCTIONS, NO_ANSWER, REMEMBERED, UNDECIDED
from sim.minds.quantal import COUNTER
from sim.rules.by_address import copied
from sim.rules.compiled import COMPILED
from sim.rules.issues import LOANS

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from sim.rules.shapes import Workspace
    from sim.scenario.compile import Inputs
    from sim.scenario.own_minds import OwnMind

numba: Any = untyped_numba
types: Any = untyped_types
_one_at_a_time = Lock()
NUMBERS = (bool, int, float, np.float64)
EXACT = 2**53  # float64 holds every whole number up to here
ACCESS = ("__getattr__", "__getattribute__", "__setattr__")
OF_KINDS = frozenset(("isinstance", "type"))


class Unlike(SimError):
    """A mind that would not do in machine code what it does in Python."""


@dataclass(frozen=True, slots=True)
class CompiledMind:
    """A mind in machine code, or the `trouble` that says why there is none.

    `functions` in the order of `sim.minds.own.FUNCTIONS`, None for one that it lacks; `remembers` the names
    of what it remembers, `start` their values before month 1.
    """

    functions: tuple[Any, ...] = ()
    remembers: tuple[str, ...] = ()
    start: tuple[float, ...] = ()
    trouble: str = ""

    @property
    def addresses(self) -> tuple[int, ...]:
        """Where the functions lie; 0 for one that the mind lacks."""
        return tuple(0 if function is None else function.address for function in self.functions)


def compiled(mind: OwnMind) -> CompiledMind:
    """Return a mind in machine code, compiled once for all its runs."""
    with _one_at_a_time:
        return _compiled(mind)


def troubles(inputs: Inputs) -> list[str]:
    """Say of each mind of the user's own that cannot be compiled why not."""
    found = {mind.name: compiled(mind).trouble for mind in inputs.own_minds if mind is not None}
    return [f"{name}: {trouble}" for name, trouble in found.items() if trouble]


def seat(workspace: Workspace, inputs: Inputs) -> None:
    """Give a workspace those minds of the user's own that are in machine code."""
    for side, mind in enumerate(inputs.own_minds):
        found = CompiledMind() if mind is None else compiled(mind)
        if found.functions:
            workspace["own"]["functions"][side] = found.addresses
            workspace["own"]["memory"][side, : len(found.start)] = found.start


@cache
def _compiled(mind: OwnMind) -> CompiledMind:
    if not COMPILED:
        return CompiledMind(trouble="numba is switched off")
    try:
        made = mind.new()
        remembered = memory_of(made)
        methods = [method_of(type(made), name) for name in FUNCTIONS]
    except Exception as error:  # noqa: BLE001 - whatever the user's code raises
        return CompiledMind(trouble=str(error) or type(error).__name__)
    functions = []
    for name, method in zip(FUNCTIONS, methods, strict=True):
        try:
            functions.append(None if method is None else _function(name, method, tuple(remembered)))
        except Exception as error:  # noqa: BLE001 - numba raises whatever stops it
            return CompiledMind(trouble=f"numba cannot compile {name}: {reason(error)}")
    return CompiledMind(tuple(functions), tuple(remembered), tuple(map(float, remembered.values())))


def memory_of(made: Any) -> dict[str, Any]:
    """Return what a mind remembers, by name: what it has of its own, and numbers of its class.

    Raises
    ------
    Unlike
        It remembers what is not a number in machine code, or not by its attributes alone.
    """
    kind = type(made)
    if any(getattr(kind, name, None) is not getattr(object, name, None) for name in ACCESS):
        raise Unlike("it looks after its attributes itself")
    of_class = {
        name: value
        for base in reversed(kind.__mro__)
        for name, value in vars(base).items()
        if type(value) in NUMBERS and not name.startswith("__")
    }
    remembered = of_class | getattr(made, "__dict__", {})
    if not all(type(value) in NUMBERS for value in remembered.values()):
        raise Unlike("it remembers more than numbers")
    if any(isinstance(value, int) and abs(value) > EXACT for value in remembered.values()):
        raise Unlike("it remembers a number beyond 2**53")
    if len(remembered) > REMEMBERED:
        raise Unlike(f"it remembers more than {REMEMBERED} numbers")
    for name in remembered:
        if type(getattr_static(kind, name, 0)) not in NUMBERS:
            raise Unlike(f"its {name} is more than a number")
    return remembered


def method_of(kind: type, name: str) -> Callable[..., Any] | None:
    """Return a function of a mind, None for one that it lacks.

    Raises
    ------
    Unlike
        It is more than a function, or does what machine code does otherwise, or not at all.
    """
    method = getattr_static(kind, name, None)
    if method is None:
        return None
    if not isfunction(method) or isgeneratorfunction(method) or iscoroutinefunction(method):
        raise Unlike(f"its {name} is more than a function")
    defaults = (*(method.__defaults__ or ()), *(method.__kwdefaults__ or {}).values())
    if not all(value is None or type(value) in NUMBERS for value in defaults):
        raise Unlike(f"a default of its {name} is more than a number")
    asks = any(step.opname == "IS_OP" for step in get_instructions(method))
    if asks or not OF_KINDS.isdisjoint(method.__code__.co_names):
        raise Unlike(f"its {name} asks of what kind a thing is, and in machine code all numbers are one")
    return method


def reason(error: Exception) -> str:
    """Return the line of numba's message that says what it cannot do."""
    lines = [line for line in str(error).splitlines() if line.strip() and not line.startswith("Failed in")]
    return lines[0] if lines else type(error).__name__


def _function(name: str, method: Callable[..., Any], remembers: tuple[str, ...]) -> Any:
    """Compile a function of a mind with what surrounds it."""
    memory = numba.from_dtype(np.dtype([(number, "f8") for number in (*remembers, " ")]))
    state, now = numba.from_dtype(records.state_dtype()), numba.from_dtype(records.month_dtype())
    p, workspace = numba.from_dtype(records.parameter_dtype()), numba.from_dtype(records.workspace_dtype())
    loans = types.CPointer(types.float64)
    whole, real = types.int64, types.float64
    given = {
        "offer": (memory, whole, state, now, p, workspace, whole, real),
        "reply": (memory, whole, state, p, workspace, loans, whole, real),
        "answer": (memory, whole, state, p, workspace, loans, whole, real),
        "choose": (memory, whole, whole, state, now, p, workspace, whole, real),
    }
    around = {"offer": _offer, "reply": _reply, "answer": _answer, "choose": _choose}[name]
    signature = whole(*given[name])
    return numba.cfunc(signature)(around(numba.njit(boundscheck=True)(method)))


@numba.njit
def whole_below(found: Any, count: int) -> int:
    """Return an answer as a whole number from 0 to `count` - 1; None as `UNDECIDED`."""
    if found is None:
        return UNDECIDED
    number = found * 1.0
    return int(number) if number == math.floor(number) and 0 <= number < count else NO_ANSWER


@numba.njit
def pair(found: Any) -> Any:
    """Return an answer and the row of a counter."""
    if isinstance(found, tuple):
        said, countered = found  # of any other length, it is not compiled
        return said, countered
    return found, -1


@numba.njit
def copy_of(loans: Any) -> NDArray[np.float64]:
    """Return the menu of loans, copied."""
    return numba.carray(loans, (LOANS,)).copy()


def _offer(method: Any) -> Any:
    def offer(
        memory: Any, side: int, state: Any, now: Any, p: Any, workspace: Any, count: int, uniform: float
    ) -> int:
        try:
            given = copied(state), copied(now), copied(p), copied(workspace)
            found = method(memory, side, given[0], given[1], given[2], given[3], count, uniform)
            return whole_below(found, count)
        except Exception:  # noqa: BLE001 - whatever it raises
            return NO_ANSWER

    return offer


def _reply(method: Any) -> Any:
    def reply(
        memory: Any, side: int, state: Any, p: Any, workspace: Any, loans: Any, row: int, uniform: float
    ) -> int:
        try:
            given = copied(state), copied(p), copied(workspace)
            found = method(memory, side, given[0], given[1], given[2], copy_of(loans), row, uniform)
            said, countered = pair(found)
            workspace.own.countered = whole_below(countered, len(workspace.row_of)) if said == COUNTER else -1
            return whole_below(said, COUNTER + 1)
        except Exception:  # noqa: BLE001 - whatever it raises
            return NO_ANSWER

    return reply


def _answer(method: Any) -> Any:
    def answer(
        memory: Any, side: int, state: Any, p: Any, workspace: Any, loans: Any, row: int, uniform: float
    ) -> int:
        try:
            given = copied(state), copied(p), copied(workspace)
            return whole_below(
                method(memory, side, given[0], given[1], given[2], copy_of(loans), row, uniform), 2
            )
        except Exception:  # noqa: BLE001 - whatever it raises
            return NO_ANSWER

    return answer


def _choose(method: Any) -> Any:
    def choose(
        memory: Any,
        decision: int,
        side: int,
        state: Any,
        now: Any,
        p: Any,
        workspace: Any,
        count: int,
        uniform: float,
    ) -> int:
        try:
            name = DECISIONS[decision]
            given = copied(state), copied(now), copied(p), copied(workspace)
            found = method(memory, name, side, given[0], given[1], given[2], given[3], count, uniform)
            return whole_below(found, count)
        except Exception:  # noqa: BLE001 - whatever it raises
            return NO_ANSWER

    return choose
