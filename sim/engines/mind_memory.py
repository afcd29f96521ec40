"""What a user's own mind in Python remembers, as bytes, so that a model that it sits in can be copied.

Its classes and functions cannot be imported: they exist in what its file defines, once for each run. They are
named here, and found again by running the file anew. What else the file's variables and classes hold is part
of what the mind remembers.
"""

from __future__ import annotations

import io
import pickle
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFINITIONS = (type, FunctionType, BuiltinFunctionType, ModuleType)


def remembered(mind: Any, names: Mapping[str, Any]) -> bytes:
    """Return what a mind remembers, given what its file defines by name.

    Parameters
    ----------
    mind : object
        An object of the user's class.
    names : mapping
        What the mind's file defines, by name.

    Returns
    -------
    bytes
        Pickled, without definitions.

    Raises
    ------
    Exception
        It remembers what cannot be pickled: an open file, a generator.
    """
    variables = {
        name: value for name, value in names.items() if not name.startswith("__") and not is_definition(value)
    }
    classes = {name: attributes_of(value) for name, value in names.items() if is_own_class(value, names)}
    into = io.BytesIO()
    _Writer(into, names).dump((mind, variables, classes))
    return into.getvalue()


def recalled(memory: bytes, names: dict[str, Any]) -> Any:
    """Return the mind that remembered this, among the definitions of a file that was run anew.

    Parameters
    ----------
    memory : bytes
        What `remembered` returned.
    names : dict
        What the file defines; its variables and classes are set to what was remembered.

    Returns
    -------
    object
        An object of the user's class.
    """
    mind, variables, classes = _Reader(io.BytesIO(memory), names).load()
    names.update(variables)
    for name, attributes in classes.items():
        for attribute, value in attributes.items():
            setattr(names[name], attribute, value)
    return mind


def is_definition(value: Any) -> bool:
    """Return whether a value is found again by its name: a class, a module, a function, compiled or not.

    Parameters
    ----------
    value : object
        Anything that the file names.

    Returns
    -------
    bool
        False for data.
    """
    return isinstance(value, DEFINITIONS) or hasattr(value, "py_func")


def is_own_class(value: Any, names: Mapping[str, Any]) -> bool:
    """Return whether a value is a class that the file itself defines.

    Parameters
    ----------
    value : object
        Anything that the file names.
    names : mapping
        What the mind's file defines, by name.

    Returns
    -------
    bool
        False for a class that the file imports.
    """
    return isinstance(value, type) and value.__module__ == names["__name__"]


def attributes_of(kind: type) -> dict[str, Any]:
    """Return the data that a class holds itself.

    Parameters
    ----------
    kind : type
        A class of the user's file.

    Returns
    -------
    dict
        Names to values, without special names, methods and descriptors.
    """
    return {
        name: value
        for name, value in vars(kind).items()
        if not name.startswith("__") and not is_definition(value) and not hasattr(value, "__get__")
    }


class _Writer(pickle.Pickler):
    """Writes definitions by name."""

    def __init__(self, into: io.BytesIO, names: Mapping[str, Any]) -> None:
        super().__init__(into)
        self.defined = {id(value): name for name, value in names.items() if is_definition(value)}

    def persistent_id(self, value: Any) -> str | None:
        """Return the name of a definition of the file; None for anything else."""
        return self.defined.get(id(value))


class _Reader(pickle.Unpickler):
    """Finds definitions by name."""

    def __init__(self, memory: io.BytesIO, names: Mapping[str, Any]) -> None:
        super().__init__(memory)
        self.names = names

    def persistent_load(self, name: str) -> Any:
        """Return the definition of a name."""
        return self.names[name]
