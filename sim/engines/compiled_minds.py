"""A user's own mind in machine code, so that the kernel can ask it: one whose class says `compiled = True`.

Numba must be able to compile each of its functions, and all it remembers must be numbers; where that fails,
the message names the file and the line. Its functions are called by address and given copies, as on Mesa
agents. Its memory is float64, whatever it is in Python.

Decision D45 in sim/DECISIONS.md.
"""

from __future__ import annotations

import ast
import math
import re
from dataclasses import dataclass
from functools import cache
from inspect import getattr_static, iscoroutinefunction, isfunction, isgeneratorfunction
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numba as untyped_numba
import numpy as np
from numba.core import types as untyped_types

from sim.engines import records
from sim.errors import UsageError
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
FLAG = "compiled"  # the attribute of the class that asks for machine code
NOT_SAID = f"its class does not say `{FLAG} = True`"


class NotCompiledError(UsageError):
    """A mind whose class says `compiled = True` and that cannot be compiled."""


@dataclass(frozen=True, slots=True)
class CompiledMind:
    """A mind in machine code.

    Attributes
    ----------
    functions : tuple
        In the order of `sim.minds.own.FUNCTIONS`, None for one that it lacks.
    remembers : tuple of str
        The names of what it remembers.
    start : tuple of float
        Their values before month 1.
    """

    functions: tuple[Any, ...]
    remembers: tuple[str, ...]
    start: tuple[float, ...]

    @property
    def addresses(self) -> tuple[int, ...]:
        """Where the functions lie; 0 for one that the mind lacks.

        Returns
        -------
        tuple of int
            In the order of `sim.minds.own.FUNCTIONS`; valid in this process only.
        """
        return tuple(0 if function is None else function.address for function in self.functions)


def compiled(mind: OwnMind) -> CompiledMind | None:
    """Return a mind in machine code, compiled once for all its runs.

    Parameters
    ----------
    mind : OwnMind
        A mind of the user's.

    Returns
    -------
    CompiledMind or None
        None for a mind that is played in Python: its class does not say `compiled = True`, or numba is
        switched off.

    Raises
    ------
    NotCompiledError
        Its class says so, and it cannot be compiled.
    """
    with _one_at_a_time:
        return _compiled(mind)


def python_minds(inputs: Inputs) -> list[str]:
    """Return the names of the user's own minds that are played in Python, on Mesa agents.

    Parameters
    ----------
    inputs : Inputs
        A compiled scenario.

    Returns
    -------
    list of str
        Names of classes, each once; empty where the kernel can play the scenario.

    Raises
    ------
    NotCompiledError
        A class says `compiled = True` and cannot be compiled.
    """
    own = (mind for mind in inputs.own_minds if mind is not None)
    return list(dict.fromkeys(mind.name for mind in own if compiled(mind) is None))


def seat(workspace: Workspace, inputs: Inputs) -> None:
    """Give a workspace those minds of the user's own that are in machine code.

    Parameters
    ----------
    workspace : Workspace
        Its `own.functions` and `own.memory` are written, in the row of each side that has such a mind.
    inputs : Inputs
        A compiled scenario.

    Raises
    ------
    NotCompiledError
        A class says `compiled = True` and cannot be compiled.
    """
    for side, mind in enumerate(inputs.own_minds):
        found = None if mind is None else compiled(mind)
        if found is not None:
            workspace["own"]["functions"][side] = found.addresses
            workspace["own"]["memory"][side, : len(found.start)] = found.start


@cache
def _compiled(mind: OwnMind) -> CompiledMind | None:
    try:
        made = mind.new()
    except Exception:  # noqa: BLE001 - whatever the user's code raises: that it cannot be made is told by run
        return None
    if not (COMPILED and says_compiled(mind, type(made))):
        return None
    remembered = memory_of(mind, made)
    functions = []
    for name in FUNCTIONS:
        method = method_of(mind, type(made), name)
        try:
            functions.append(None if method is None else _function(name, method, tuple(remembered)))
        except Exception as error:
            raise refused(mind, f"{name}: {reason(error)}", line_of(mind, error, method)) from error
    return CompiledMind(tuple(functions), tuple(remembered), tuple(map(float, remembered.values())))


def says_compiled(mind: OwnMind, kind: type) -> bool:
    """Return whether a mind's class asks for machine code.

    Parameters
    ----------
    mind : OwnMind
        A mind of the user's.
    kind : type
        The class that the mind's file defines.

    Returns
    -------
    bool
        False where the class says nothing.

    Raises
    ------
    NotCompiledError
        Its `compiled` is neither True nor False.
    """
    said = getattr_static(kind, FLAG, False)
    if not isinstance(said, bool):
        raise refused(mind, f"`{FLAG}` is True or False, not {said!r}")
    return said


def memory_of(mind: OwnMind, made: Any) -> dict[str, Any]:
    """Return what a mind remembers, by name: what it has of its own, and numbers of its class.

    Parameters
    ----------
    mind : OwnMind
        A mind of the user's.
    made : object
        A mind as it is before month 1.

    Returns
    -------
    dict
        At most `REMEMBERED` numbers, those of the class first.

    Raises
    ------
    NotCompiledError
        It remembers what is not a number in machine code, or not by its attributes alone.
    """
    kind = type(made)
    if any(getattr(kind, name, None) is not getattr(object, name, None) for name in ACCESS):
        raise refused(mind, "it looks after its attributes itself")
    of_class = {
        name: value
        for base in reversed(kind.__mro__)
        for name, value in vars(base).items()
        if type(value) in NUMBERS and not name.startswith("__")
    }
    remembered = of_class | getattr(made, "__dict__", {})
    remembered.pop(FLAG, None)
    for name, value in remembered.items():
        if type(value) not in NUMBERS or type(getattr_static(kind, name, 0)) not in NUMBERS:
            raise refused(mind, f"its {name} is more than a number")
        if isinstance(value, int) and abs(value) > EXACT:
            raise refused(mind, f"its {name} is a number beyond 2**53")
    if len(remembered) > REMEMBERED:
        raise refused(mind, f"it remembers more than {REMEMBERED} numbers")
    return remembered


def method_of(mind: OwnMind, kind: type, name: str) -> Callable[..., Any] | None:
    """Return a function of a mind, None for one that it lacks.

    Parameters
    ----------
    mind : OwnMind
        A mind of the user's.
    kind : type
        The class that the mind's file defines.
    name : str
        One of `sim.minds.own.FUNCTIONS`.

    Returns
    -------
    function or None
        As the class holds it, not bound.

    Raises
    ------
    NotCompiledError
        It is more than a plain function, or has a default that is more than a number.
    """
    method = getattr_static(kind, name, None)
    if method is None:
        return None
    if not isfunction(method) or isgeneratorfunction(method) or iscoroutinefunction(method):
        raise refused(mind, f"its {name} is more than a function")
    defaults = (*(method.__defaults__ or ()), *(method.__kwdefaults__ or {}).values())
    if not all(value is None or type(value) in NUMBERS for value in defaults):
        raise refused(mind, f"a default of its {name} is more than a number", method.__code__.co_firstlineno)
    return method


def refused(mind: OwnMind, why: str, line: int | None = None) -> NotCompiledError:
    """Return the error for a mind that cannot be compiled; without a line, that of its class.

    Parameters
    ----------
    mind : OwnMind
        A mind of the user's.
    why : str
        The cause, as the end of a sentence.
    line : int, optional
        Line of the mind's file, from 1.

    Returns
    -------
    NotCompiledError
        To be raised by the caller.
    """
    place = f"{mind.file}:{class_line(mind) if line is None else line}"
    return NotCompiledError(
        f"{place}: {mind.name} says `{FLAG} = True` and cannot be compiled: {why}; "
        f"`{FLAG} = False` plays it in Python"
    )


def class_line(mind: OwnMind) -> int:
    """Return the line on which a mind's class begins; 1 where its file makes it otherwise.

    Parameters
    ----------
    mind : OwnMind
        A mind of the user's.

    Returns
    -------
    int
        Line of the mind's file, from 1.
    """
    classes = (node for node in ast.walk(ast.parse(mind.source)) if isinstance(node, ast.ClassDef))
    return next((node.lineno for node in classes if node.name == mind.name), 1)


def line_of(mind: OwnMind, error: Exception, method: Callable[..., Any] | None) -> int | None:
    """Return the line of a mind's file that numba names, else that of the function that it compiled.

    Parameters
    ----------
    mind : OwnMind
        A mind of the user's.
    error : Exception
        What numba raised.
    method : function or None
        The function that was compiled.

    Returns
    -------
    int or None
        Line of the mind's file, from 1; None where there is neither.
    """
    for file, line in re.findall(r'File "([^"]+)", line (\d+)', str(error)):
        if Path(file).resolve() == Path(mind.file).resolve():
            return int(line)
    return None if method is None else method.__code__.co_firstlineno


def reason(error: Exception) -> str:
    """Return the line of numba's message that says what it cannot do.

    Parameters
    ----------
    error : Exception
        What numba raised.

    Returns
    -------
    str
        One line; the type of the error where it has no text.
    """
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
    """Return an answer as a whole number from 0 to `count` - 1; None as `UNDECIDED`.

    Parameters
    ----------
    found : number or None
        What a mind answered.
    count : int
        Number of possible answers.

    Returns
    -------
    int
        `NO_ANSWER` for anything that is no whole number in this range, NaN included.
    """
    if found is None:
        return UNDECIDED
    number = found * 1.0
    return int(number) if number == math.floor(number) and 0 <= number < count else NO_ANSWER


@numba.njit
def pair(found: Any) -> Any:
    """Return an answer and the row of a counter.

    Parameters
    ----------
    found : number or tuple
        What a mind answered to an offer.

    Returns
    -------
    said : number
        The answer, not checked.
    countered : number
        The row, not checked; -1 where the answer is no pair.
    """
    if isinstance(found, tuple):
        said, countered = found  # of any other length, it is not compiled
        return said, countered
    return found, -1


@numba.njit
def copy_of(loans: Any) -> NDArray[np.float64]:
    """Return the menu of loans, copied.

    Parameters
    ----------
    loans : pointer to float64
        Address of the menu, three numbers.

    Returns
    -------
    array of float64
        Shape (3,), bn USD.
    """
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
