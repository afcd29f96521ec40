"""API reference as HTML, from the docstrings of the public surface: `python -m sim.reference --out FOLDER`.

It ends with exit code 1 and lists what is wrong where a public function does not name each of its arguments
under `Parameters`, where a name of this package in a docstring does not exist, or where pdoc cannot resolve
an annotation. The pages are written all the same.
"""

from __future__ import annotations

import argparse
import inspect
import pkgutil
import re
import sys
import warnings
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import SimError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import ModuleType

PACKAGES = ("sim", "sim.errors", "sim.testing", "sim.theory")
PAGES = ("sim", "sim.errors", "sim.theory")  # pdoc finds sim.testing and the modules of sim.theory by itself
PARAMETERS = re.compile(r"(?ms)^Parameters\n-+\n(?P<section>.*?)(?=^\S[^\n]*\n-{3,}$|\Z)")
NAMED = re.compile(r"^\*{0,2}\w+(?:, \*{0,2}\w+)*(?= :|$)", re.MULTILINE)
REFERENCE = re.compile(r"`(?P<name>sim(?:\.\w+)+)`")


def public_modules() -> list[ModuleType]:
    """Return the modules of the public surface, with every name of their `__all__` imported.

    Returns
    -------
    list of module
        The packages and modules that have a page of their own.
    """
    names = [*PACKAGES, *(f"sim.theory.{found.name}" for found in pkgutil.iter_modules(_theory().__path__))]
    modules = [import_module(name) for name in names]
    for module in modules:
        for name in getattr(module, "__all__", ()):
            setattr(module, name, getattr(module, name))  # pdoc asks the module's dictionary, which is lazy
    return modules


def _theory() -> ModuleType:
    return import_module("sim.theory")


def documented(module: ModuleType) -> Iterator[tuple[str, Any]]:
    """Yield what a page shows: classes, functions, methods.

    Parameters
    ----------
    module : module
        A module of the public surface.

    Yields
    ------
    tuple of str and object
        Dotted name, and the class or function.
    """
    for name in getattr(module, "__all__", None) or vars(module):
        thing = getattr(module, name)
        own = hasattr(module, "__all__") or getattr(thing, "__module__", None) == module.__name__
        if name.startswith("_") or not own or not (inspect.isclass(thing) or inspect.isroutine(thing)):
            continue
        yield f"{module.__name__}.{name}", thing
        if inspect.isclass(thing):
            for part, member in vars(thing).items():
                method = getattr(member, "__func__", member)
                if not part.startswith("_") and inspect.isfunction(method):
                    yield f"{module.__name__}.{name}.{part}", method


def unnamed_arguments(function: Callable[..., Any]) -> list[str]:
    """Return the arguments of a function that its docstring does not name under `Parameters`.

    Parameters
    ----------
    function : callable
        A function or method.

    Returns
    -------
    list of str
        Names, in the order of the signature; `self` and `cls` need none.
    """
    found = PARAMETERS.search(inspect.getdoc(function) or "")
    named = set(re.findall(r"\w+", " ".join(NAMED.findall(found["section"])))) if found else set()
    return [name for name in inspect.signature(function).parameters if name not in {"self", "cls", *named}]


def resolves(name: str) -> bool:
    """Tell whether a dotted name of this package exists.

    Parameters
    ----------
    name : str
        Such as `sim.theory.nash.on_menu`.

    Returns
    -------
    bool
        Whether a module, or an attribute of one, has that name.
    """
    module, _, rest = name.partition(".")
    thing: Any = import_module(module)
    for part in rest.split("."):
        if hasattr(thing, "__path__") and find_spec(f"{thing.__name__}.{part}"):
            import_module(f"{thing.__name__}.{part}")
        if not hasattr(thing, part):
            return False
        thing = getattr(thing, part)
    return True


def faults(modules: Sequence[ModuleType]) -> list[str]:
    """Return what is wrong with the docstrings of the public surface.

    Parameters
    ----------
    modules : sequence of module
        The pages of the reference.

    Returns
    -------
    list of str
        A sentence a fault; empty where all is well.
    """
    found = []
    for module in modules:
        for name, thing in ((module.__name__, module), *documented(module)):
            text = inspect.getdoc(thing) or ""
            if not text:
                found.append(f"{name}: no docstring")
            if inspect.isroutine(thing) and (missing := unnamed_arguments(thing)):
                found.append(f"{name}: not under Parameters: {', '.join(missing)}")
            references = sorted({match["name"] for match in REFERENCE.finditer(text)})
            found += [f"{name}: `{other}` does not exist" for other in references if not resolves(other)]
    return found


def write(modules: Sequence[ModuleType], folder: Path) -> list[str]:
    """Write the pages.

    Parameters
    ----------
    modules : sequence of module
        The pages of the reference.
    folder : Path
        Where they go; made where it does not exist.

    Returns
    -------
    list of str
        The warnings of pdoc.

    Raises
    ------
    UsageError
        pdoc is not installed.
    """
    if find_spec("pdoc") is None:
        raise UsageError("pdoc is not installed: pip install 'sim[test]'")
    import pdoc

    for module in modules:
        for _, thing in documented(module):
            if hasattr(thing, "_fields"):  # pdoc looks for annotations where a method says it was defined
                thing.__new__.__module__ = thing.__module__
    pdoc.render.configure(docformat="numpy", show_source=False)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        pdoc.pdoc(*PAGES, output_directory=folder)
    return [str(warning.message) for warning in caught]


def main() -> None:
    """Write the reference, and end with exit code 1 where anything is wrong with it."""
    parser = argparse.ArgumentParser(prog="python -m sim.reference", description="API reference as HTML")
    parser.add_argument("--out", type=Path, required=True, help="folder for the pages")
    folder: Path = parser.parse_args().out
    modules = public_modules()
    try:
        found = [*faults(modules), *write(modules, folder)]
    except SimError as error:
        sys.exit(str(error))
    if found:
        sys.exit("\n".join(found))


if __name__ == "__main__":
    main()
