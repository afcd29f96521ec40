"""How a rule is compiled: one decorator, a cache folder of its own for each version of the sources.

numba's own cache notices a change only in the file that defines a function, not in the
functions it calls. The folder is therefore named by a hash of every source that can end up in
the kernel, of numba and of numpy. `NUMBA_DISABLE_JIT=1` runs the same rules as plain Python.

Decisions D5, D6, D6a in sim/DECISIONS.md.
"""

from __future__ import annotations

import hashlib
from functools import cache, partial, update_wrapper
from pathlib import Path
from types import FunctionType
from typing import TYPE_CHECKING, Any, TypeVar

import numba
import numpy as np
from numba.core import config as numba_config
from numba.core import types
from numba.extending import models, register_model, typeof_impl

from sim.rules import quick_numba  # before anything is compiled
from sim.rules.cache import cache_homes, kept_in

if TYPE_CHECKING:
    from collections.abc import Callable

Callable_ = TypeVar("Callable_", bound="Callable[..., Any]")

config: Any = numba_config  # its attributes are made at run time
unliteral: Any = types.unliteral  # it has no types of its own
_PACKAGE = Path(__file__).resolve().parents[1]
_DECIDING = (
    *("rules/*.py", "minds/*.py", "play/*.py"),
    *("theory/ewa.py", "theory/regret_matching.py"),
    *("engines/kernel.py", "engines/records.py", "engines/setting.py", "engines/value_tables.py"),
    "engines/compiled_minds.py",
    *("scenario/compile.py", "scenario/sampling.py", "scenario/distributions.py"),
)


@cache
def rules_version() -> str:
    """Return a hash of all sources that decide the numbers (16 hexadecimal digits).

    Returns
    -------
    str
        16 hexadecimal digits of a SHA-256 hash.
    """
    digest = hashlib.sha256()
    for pattern in _DECIDING:
        for source in sorted(_PACKAGE.glob(pattern)):
            digest.update(source.relative_to(_PACKAGE).as_posix().encode())
            digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


@cache
def cache_folders() -> tuple[Path, ...]:
    """Return the folders that may hold machine code and tables of this version, the preferred one first.

    Returns
    -------
    tuple of Path
        Folders named after the hash of the sources and the versions of numba and numpy; they need not exist.
    """
    version = f"{rules_version()}-numba{numba.__version__}-numpy{np.__version__}"
    return tuple(home / version for home in cache_homes())


COMPILED = not config.DISABLE_JIT
# Rules allocate nothing: without numba's run time no reference to an array is counted, which took a sixth of
# the kernel's time.
_OPTIONS: dict[str, Any] = {"error_model": "numpy", "nogil": True, "_nrt": False}
_NO_ENTRY = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}


class Rule:
    """A compiled rule: other rules call its inner form; Python calls its outer form, compiled on demand.

    Only the outer form has an entry from Python. Most rules are called by rules alone, and leaving
    their entries out saves a quarter of the time that compiling the kernel takes.
    """

    def __init__(self, function: Callable[..., Any], *, fused: bool = False, apart: bool = False) -> None:
        """Take the rule as it is written; nothing is compiled before it is called."""
        if apart:
            quick_numba.APART.add((function.__module__, function.__qualname__))
        update_wrapper(self, function)
        self.py_func = function
        folders = cache_folders()
        self.inner = kept_in(folders, numba.njit(forceinline=fused, **(_OPTIONS | _NO_ENTRY))(function))
        self.outer = kept_in(folders, numba.njit(**_OPTIONS)(_renamed(function)))

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Call the rule from Python."""
        return self.outer(*arguments, **named)


def _renamed(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the same function under a name of its own: the cache on disk goes by names."""
    copy = FunctionType(function.__code__, function.__globals__, f"{function.__name__}_from_python")
    copy.__qualname__, copy.__module__ = copy.__name__, function.__module__
    return copy


class RuleType(types.Dispatcher):
    """A rule as other rules see it: compiled once for all numbers of a kind.

    Left to itself, numba compiles a rule anew for each constant that some caller passes.
    """

    def get_call_type(self, context: Any, args: Any, kws: Any) -> Any:
        """Return the signature of a call, in which a constant is any number of its kind.

        Parameters
        ----------
        context : numba typing context
            Context in which the caller is compiled.
        args : tuple of numba types
            Types of the positional arguments.
        kws : dict of numba types
            Types of the arguments by name.

        Returns
        -------
        numba signature
            Signature of the rule for these types.
        """
        plain = {name: unliteral(kind) for name, kind in kws.items()}
        return super().get_call_type(context, tuple(map(unliteral, args)), plain)


register_model(RuleType)(models.OpaqueModel)


@typeof_impl.register(Rule)
def _rule_within_rules(value: Rule, _context: Any) -> RuleType:
    return RuleType(value.inner)


if TYPE_CHECKING or not COMPILED:

    def rule(function: Callable_) -> Callable_:
        """Compile a rule of the model; with the JIT off it stays plain Python.

        Parameters
        ----------
        function : callable
            Rule as it is written: numbers, tuples, vectors and records in, no allocation inside.

        Returns
        -------
        callable
            The function unchanged where the JIT is off, else a `Rule`.
        """
        return function

    def fused(function: Callable_) -> Callable_:
        """Compile a rule into each of its callers, so that a loop over many alternatives holds no call.

        The processor then works on several of them at once. For what such loops are made of: each use
        is a copy in machine code.

        Parameters
        ----------
        function : callable
            Short rule, called within loops over alternatives.

        Returns
        -------
        callable
            The function unchanged where the JIT is off, else a `Rule`.
        """
        return function

    def apart(function: Callable_) -> Callable_:
        """Compile a rule once for all its callers, and never into one of them.

        For a short loop over alternatives whose number some callers fix: built in, it would be written out
        step by step, and the processor would work on one alternative at a time.

        Parameters
        ----------
        function : callable
            Rule that consists of a short loop over alternatives.

        Returns
        -------
        callable
            The function unchanged where the JIT is off, else a `Rule`.
        """
        return function

else:
    rule = Rule
    fused = partial(Rule, fused=True)
    apart = partial(Rule, apart=True)
