"""A user's own mind in machine code, so that the kernel can ask it; most are, some cannot be.

A mind can be compiled if numba can compile each of its functions and all it remembers are numbers. Its
functions are called by address and given copies, as on Mesa agents. Its memory is float64, whatever it is in
Python.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any

import numba as untyped_numba
import numpy as np
from numba.core import types as untyped_types

from sim.engines import records
from sim.minds import own
from sim.minds.kinds import DECISIONS
from sim.minds.own import FAILED, FUNCTIONS, REMEMBERED, UNDECIDED
from sim.minds.quantal import COUNTER
from sim.rules.by_address import copied
from sim.rules.compiled import COMPILED
from sim.rules.issues import LOANS

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from sim.rules.shapes import Desk
    from sim.scenario.inputs import Inputs
    from sim.scenario.own_minds import OwnMind

numba: Any = untyped_numba
types: Any = untyped_types
_one_at_a_time = Lock()


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


def seat(desk: Desk, inputs: Inputs) -> None:
    """Give a desk those minds of the user's own that are in machine code."""
    for side, mind in enumerate(inputs.own_minds):
        found = CompiledMind() if mind is None else compiled(mind)
        if found.functions:
            desk["own"]["functions"][side] = found.addresses
            desk["own"]["start"][side, : len(found.start)] = found.start
    own.begin(desk)


@cache
def _compiled(mind: OwnMind) -> CompiledMind:
    if not COMPILED:
        return CompiledMind(trouble="numba is switched off")
    made = mind.new()
    remembered = memory_of(made)
    if not all(isinstance(value, (int, float)) for value in remembered.values()):
        return CompiledMind(trouble="it remembers more than numbers")
    if len(remembered) > REMEMBERED:
        return CompiledMind(trouble=f"it remembers more than {REMEMBERED} numbers")
    memory = numba.from_dtype(np.dtype([(name, "f8") for name in (*remembered, " ")]))
    functions = []
    for name in FUNCTIONS:
        method = getattr(type(made), name, None)
        try:
            functions.append(None if method is None else _function(name, method, memory))
        except Exception as error:  # noqa: BLE001 - numba raises whatever stops it
            reason = str(error).strip().splitlines() or [type(error).__name__]
            return CompiledMind(trouble=f"numba cannot compile {name}: {reason[0]}")
    return CompiledMind(tuple(functions), tuple(remembered), tuple(map(float, remembered.values())))


def memory_of(made: Any) -> dict[str, Any]:
    """Return what a mind remembers, by name: what it has of its own, and numbers of its class."""
    of_class = {
        name: value
        for kind in reversed(type(made).__mro__)
        for name, value in vars(kind).items()
        if isinstance(value, (int, float)) and not name.startswith("__")
    }
    return of_class | vars(made)


def _function(name: str, method: Callable[..., Any], memory: Any) -> Any:
    """Compile a function of a mind with what surrounds it."""
    state, now = numba.from_dtype(records.state_dtype()), numba.from_dtype(records.month_dtype())
    p, desk = numba.from_dtype(records.parameter_dtype()), numba.from_dtype(records.desk_dtype())
    loans = types.CPointer(types.float64)
    whole, real = types.int64, types.float64
    given = {
        "offer": (memory, whole, state, now, p, desk, whole, real),
        "reply": (memory, whole, state, p, desk, loans, whole, real),
        "answer": (memory, whole, state, p, desk, loans, whole, real),
        "choose": (memory, whole, whole, state, now, p, desk, whole, real),
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
    return int(number) if number == math.floor(number) and 0 <= number < count else FAILED


@numba.njit
def pair(found: Any) -> Any:
    """Return an answer and the row of a counter."""
    if isinstance(found, tuple):
        return found[0], found[1]
    return found, -1


@numba.njit
def copy_of(loans: Any) -> NDArray[np.float64]:
    """Return the menu of loans, copied."""
    return numba.carray(loans, (LOANS,)).copy()


def _offer(method: Any) -> Any:
    def offer(
        memory: Any, side: int, state: Any, now: Any, p: Any, desk: Any, count: int, uniform: float
    ) -> int:
        try:
            given = copied(state), copied(now), copied(p), copied(desk)
            found = method(memory, side, given[0], given[1], given[2], given[3], count, uniform)
            return whole_below(found, count)
        except Exception:  # noqa: BLE001 - whatever it raises
            return FAILED

    return offer


def _reply(method: Any) -> Any:
    def reply(
        memory: Any, side: int, state: Any, p: Any, desk: Any, loans: Any, row: int, uniform: float
    ) -> int:
        try:
            given = copied(state), copied(p), copied(desk)
            found = method(memory, side, given[0], given[1], given[2], copy_of(loans), row, uniform)
            said, countered = pair(found)
            desk.own.countered = whole_below(countered, len(desk.row_of)) if said == COUNTER else -1
            return whole_below(said, COUNTER + 1)
        except Exception:  # noqa: BLE001 - whatever it raises
            return FAILED

    return reply


def _answer(method: Any) -> Any:
    def answer(
        memory: Any, side: int, state: Any, p: Any, desk: Any, loans: Any, row: int, uniform: float
    ) -> int:
        try:
            given = copied(state), copied(p), copied(desk)
            return whole_below(
                method(memory, side, given[0], given[1], given[2], copy_of(loans), row, uniform), 2
            )
        except Exception:  # noqa: BLE001 - whatever it raises
            return FAILED

    return answer


def _choose(method: Any) -> Any:
    def choose(
        memory: Any,
        decision: int,
        side: int,
        state: Any,
        now: Any,
        p: Any,
        desk: Any,
        count: int,
        uniform: float,
    ) -> int:
        try:
            name = DECISIONS[decision]
            given = copied(state), copied(now), copied(p), copied(desk)
            found = method(memory, name, side, given[0], given[1], given[2], given[3], count, uniform)
            return whole_below(found, count)
        except Exception:  # noqa: BLE001 - whatever it raises
            return FAILED

    return choose
