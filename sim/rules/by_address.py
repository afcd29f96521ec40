"""Calling a function by its address, and handing it copies: how the kernel asks code that is not its own."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import extending
from numba.core import cgutils, types

intrinsic: Any = extending.intrinsic  # it has no types of its own


@intrinsic
def ask(_typing: Any, address: Any, given: Any) -> Any:
    """Return what the function at an address answers, a whole number.

    Of what it is given, records and vectors are handed over by their addresses.

    Parameters
    ----------
    address : int
        Address of a C function that returns a 64-bit integer.
    given : tuple
        Arguments of the function: records, vectors and numbers.

    Returns
    -------
    int
        Answer of the function, 64 bits.
    """

    def call(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        where, packed = values
        handed = []
        for place, kind in enumerate(signature.args[1]):
            value = builder.extract_value(packed, place)
            if isinstance(kind, types.Array):
                value = context.make_array(kind)(context, builder, value).data
            handed.append(value)
        shape = ir.FunctionType(ir.IntType(64), [value.type for value in handed])
        return builder.call(builder.inttoptr(where, shape.as_pointer()), handed)

    return types.int64(address, given), call


@intrinsic
def copied(_typing: Any, record: Any) -> Any:
    """Return a copy of a record that lasts until the function that asks for it returns.

    Parameters
    ----------
    record : record
        Record to copy, as a compiled function holds it.

    Returns
    -------
    record
        Copy on the stack of the calling function.
    """

    def copy(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        kind = signature.return_type
        (source,) = values
        with builder.goto_entry_block():
            target = builder.alloca(context.get_data_type(kind))
        cgutils.raw_memcpy(builder, target, source, context.get_constant(types.intp, kind.size), 1)
        return builder.bitcast(target, source.type)

    return record(record), copy
