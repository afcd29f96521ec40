"""Parts of numba replaced, for compile time and for calls from Python: no number depends on it.

What each patch bought when it was made (recorded in sim/README.md, D6 and D37, and here):

- `_spelled_once`: numba spells records of many fields (the workspace, a run's state, its parameters) out at
  each mention while compiling. A tenth of compilation.
- `_handed_over`: and at each call from Python. A month of the Mesa model from 1.4 to .24 ms.
- `_optimised_where_it_runs`, `_finished`, `_as_it_is_linked`, `_called`, `_environment_set`, which are one
  patch: rules that rules alone call would become machine code, and be optimised, one by one, although what
  runs in the end is the copy that is linked into the kernel and optimised there. Compiling from 38 to 21 s.
- `_declared`: rules kept apart are never built into a caller. One that passes how many alternatives there are
  as a fixed number would have its loops written out step by step, and the processor work on one at a time.

The patches reach into numba's internals, so `check_release` refuses a release that they were not tried with.
To be imported before anything is compiled.

Decision D6 in sim/DECISIONS.md.
"""

from __future__ import annotations

import ctypes
from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba import _dynfunc  # type: ignore[attr-defined]
from numba.core import boxing as numba_boxing
from numba.core import types
from numba.core.codegen import CPUCodeLibrary, JITCodeLibrary, JITCPUCodegen
from numba.core.cpu import CPUContext
from numba.core.environment import lookup_environment
from numba.core.pythonapi import _unboxers

boxing: Any = numba_boxing  # numba has no types of its own
RECORD: Any = types.Record
CONTEXT: Any = CPUContext
LIBRARY: Any = CPUCodeLibrary
CACHED_LIBRARY: Any = JITCodeLibrary
ENGINE: Any = JITCPUCodegen
WORD = ctypes.sizeof(ctypes.c_void_p)
OLDEST, TOO_NEW = (0, 61), (0, 69)  # numba's releases: the patches are tried from the one to below the other
OURS = "_ZN3sim"  # how names of compiled functions begin
APART: set[tuple[str, str]] = set()  # module and name of rules that are kept apart
ENTRIES = ("cpython.", "cfunc.")  # and those of their entries from Python and from C

_declare = CONTEXT.declare_function
_spell = RECORD.__repr__
_executable = CONTEXT.get_executable
_optimise = LIBRARY._optimize_final_module
_finish = LIBRARY._finalize_final_module
_set_environment = ENGINE.set_env
_machine_code = CACHED_LIBRARY.serialize_using_object_code


def check_release(version: str) -> None:
    """Refuse a release of numba that the patches were never tried with.

    Parameters
    ----------
    version : str
        Of numba, as in `numba.__version__`.

    Raises
    ------
    ImportError
        The release is older or newer than those that `pyproject.toml` allows.
    """
    release = tuple(int(part) for part in version.split(".")[:2])
    if not OLDEST <= release < TOO_NEW:
        (_, oldest), (_, too_new) = OLDEST, TOO_NEW
        raise ImportError(
            f"sim works with numba 0.{oldest} and later below 0.{too_new}, and numba {version} is installed: "
            f"pip install 'numba>=0.{oldest},<0.{too_new}'"
        )


def _spelled_once(record: Any) -> str:
    """Return the name of a record's type. Left to itself, numba spells it out anew at each mention.

    The workspace has a hundred fields and is mentioned ten thousand times: a tenth of compilation.
    """
    known = vars(record)
    if "spelled" not in known:
        known["spelled"] = _spell(record)
    spelled: str = known["spelled"]
    return spelled


def _place_of_address() -> int | None:
    """Return where in a record from Python its address stands, in bytes; None if it is not found."""
    record: Any = np.zeros(1, [("field", np.float64)])[0]
    address = record.__array_interface__["data"][0]
    for place in range(0, object.__sizeof__(record) - WORD + 1, WORD):
        if ctypes.c_void_p.from_address(id(record) + place).value == address:
            return place
    return None


def _handed_over(kind: Any, record: Any, context: Any) -> Any:
    """Hand a record to compiled code by the address that it holds.

    numba asks for the record's buffer, for which numpy spells out all its fields: 10 to 20 microseconds each
    time, most of what a call from Python took.
    """
    builder = context.builder
    pointer = ir.PointerType(ir.IntType(8))
    holder = builder.gep(builder.bitcast(record, pointer), [ir.Constant(ir.IntType(64), _PLACE)])
    address = builder.load(builder.bitcast(holder, pointer.as_pointer()))
    return boxing.NativeValue(builder.bitcast(address, context.context.get_value_type(kind)))


def _declared(context: Any, module: Any, described: Any) -> Any:
    """Declare a function as numba does; say of a rule kept apart that it is not to be built in."""
    function = _declare(context, module, described)
    if (described.modname, described.qualname) in APART:
        function.attributes.add("noinline")
    return function


def _only_linked(library: Any) -> bool:
    """Return whether a library holds rules without any entry: nothing but other rules can call them."""
    names = [function.name for function in library._final_module.functions if not function.is_declaration]
    return any(name.startswith(OURS) for name in names) and not any(
        name.startswith(ENTRIES) for name in names
    )


def _optimised_where_it_runs(library: Any) -> None:
    if not _only_linked(library):
        _optimise(library)


def _finished(library: Any) -> None:
    if _only_linked(library):
        library._finalize_dynamic_globals()
        library._finalized = True
    else:
        _finish(library)


def _as_it_is_linked(library: Any) -> Any:
    library._ensure_finalized()
    return library.serialize_using_bitcode() if _only_linked(library) else _machine_code(library)


def _called(context: Any, library: Any, described: Any, environment: Any) -> Any:
    """Return what stands for a compiled function; for a rule that is only linked, it has no address."""
    library._ensure_finalized()
    if not _only_linked(library):
        entry = _executable(context, library, described, environment)
        for variable in library._final_module.global_variables:  # of the rules that are linked into it
            linked = lookup_environment(variable.name)  # type: ignore[no-untyped-call]
            if linked is not None:
                library.codegen.set_env(variable.name, linked)
        return entry
    name = described.qualname.rpartition(".")[2]
    nowhere = 0
    return _dynfunc.make_function(
        described.lookup_module(), name, "a rule that rules call", nowhere, environment, (library,)
    )


def _environment_set(engine: Any, name: str, environment: Any) -> None:
    """Give a function its environment; rules that are only linked are nowhere to be given one."""
    if engine._engine.get_global_value_address(name):
        _set_environment(engine, name, environment)


check_release(numba.__version__)
_PLACE = _place_of_address()
RECORD.__repr__ = _spelled_once
if _PLACE is not None:
    _unboxers.functions[RECORD] = _handed_over
LIBRARY._optimize_final_module = _optimised_where_it_runs
LIBRARY._finalize_final_module = _finished
CACHED_LIBRARY.serialize_using_object_code = _as_it_is_linked
ENGINE.set_env = _environment_set
CONTEXT.declare_function = _declared
CONTEXT.get_executable = _called
