"""What numba does slowly with records of many fields, done in another way: desks, states, parameters.

Neither changes what is computed. To be imported before anything is compiled.
"""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import boxing as numba_boxing
from numba.core import types
from numba.core.pythonapi import _unboxers

boxing: Any = numba_boxing  # it has no types of its own
RECORD: Any = types.Record
WORD = ctypes.sizeof(ctypes.c_void_p)

_spell = RECORD.__repr__


def _spelled_once(record: Any) -> str:
    """Return the name of a record's type. Left to itself, numba spells it out anew at each mention.

    The desk has a hundred fields and is mentioned ten thousand times: a tenth of compilation.
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


_PLACE = _place_of_address()
RECORD.__repr__ = _spelled_once
if _PLACE is not None:
    _unboxers.functions[RECORD] = _handed_over
