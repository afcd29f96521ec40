"""How a rule is compiled: one decorator, one cache folder for one version of the sources.

numba's own cache notices a change only in the file that defines a function, not in the
functions it calls. The folder is therefore named by a hash of every source that can end up in
the kernel, of numba and of numpy. `NUMBA_DISABLE_JIT=1` runs the same rules as plain Python.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numba
import numpy as np
from numba.core import config

if TYPE_CHECKING:
    from collections.abc import Callable

Rule = TypeVar("Rule", bound="Callable[..., Any]")

_PACKAGE = Path(__file__).resolve().parents[1]
_COMPILED_FOLDERS = ("rules", "minds", "play", "engines")


@cache
def rules_version() -> str:
    """Return a hash of all sources that decide the numbers (16 hexadecimal digits)."""
    digest = hashlib.sha256()
    for folder in _COMPILED_FOLDERS:
        for source in sorted((_PACKAGE / folder).rglob("*.py")):
            digest.update(source.relative_to(_PACKAGE).as_posix().encode())
            digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def cache_folder() -> Path:
    """Return the folder that holds the machine code of this version of the rules."""
    home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    version = f"{rules_version()}-numba{numba.__version__}-numpy{np.__version__}"
    folder = Path(home) / "sim" / version
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        return Path(tempfile.gettempdir()) / f"sim-{os.getuid()}" / version


config.CACHE_DIR = str(cache_folder())
COMPILED = not config.DISABLE_JIT

if TYPE_CHECKING:

    def rule(function: Rule) -> Rule:
        """Compile a rule of the model; the same function runs as plain Python with the JIT off."""
        return function

else:
    rule = numba.njit(cache=True, error_model="numpy", nogil=True)
