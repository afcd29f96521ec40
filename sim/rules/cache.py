"""Where compiled rules are kept on disk: the first folder that takes them.

The user's cache folder comes first, then a temporary folder, for a cache folder that is read-only or on a
full disk. Both are read, so what was kept before the disk was full is used. What no folder takes is compiled
again at the next start.

Decisions D5, D56 in sim/DECISIONS.md.
"""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from numba.core import caching as numba_caching

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

caching: Any = numba_caching  # numba has no types of its own
_Cache: Any = caching._Cache


def cache_homes() -> tuple[Path, ...]:
    """Return the folders that caches may lie in, the preferred one first; neither needs to be writable.

    Returns
    -------
    tuple of Path
        At most two: the user's cache folder and the temporary folder, each with one for this program.
    """
    with suppress(RuntimeError):  # a user without a home directory
        home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
        return Path(home) / "sim", *_temporary_home()
    return tuple(_temporary_home())


def _temporary_home() -> list[Path]:
    """Return the temporary folder if it is this user's alone: code is loaded from it."""
    try:
        folder = Path(tempfile.gettempdir()) / f"sim-{os.getuid()}"
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
        found = folder.lstat()
    except OSError:
        return []
    private = found.st_uid == os.getuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return [folder] if stat.S_ISDIR(found.st_mode) and private else []


def kept_in(folders: Sequence[Path], dispatcher: Any) -> Any:
    """Return a function that numba compiles, with its machine code kept in the first folder that takes it.

    Parameters
    ----------
    folders : sequence of Path
        Folders to read from and write to, the preferred one first.
    dispatcher : numba dispatcher
        What `numba.njit` returned for the function.

    Returns
    -------
    numba dispatcher
        The same object, with `KeptCode` as its cache.
    """
    dispatcher._cache = KeptCode(dispatcher.py_func, folders)
    return dispatcher


class KeptCode(_Cache):
    """The machine code of one rule, as numba's cache of a function, but over several folders."""

    def __init__(self, function: Callable[..., Any], folders: Sequence[Path]) -> None:
        """Look into the folders; nothing is created before there is something to keep."""
        self.places = [_numba_cache(folder)(function) for folder in folders]

    @property
    def cache_path(self) -> str | None:
        """The folder that the code of this rule is in, or would be put into first."""
        paths = [place.cache_path for place in self.places if Path(place._cache_file._index_path).is_file()]
        return next(iter([*paths, *(place.cache_path for place in self.places)]), None)

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Load the code for a signature; None where no folder has it whole.

        Parameters
        ----------
        sig : numba signature
            Types of the arguments.
        target_context : numba context
            Compilation target that the code is rebuilt for.

        Returns
        -------
        compile result or None
            Compiled code, as numba's own cache returns it.
        """
        for place in self.places:
            with suppress(Exception):  # unpickling a damaged file may raise anything
                found = place.load_overload(sig, target_context)
                if found is not None:
                    return found
        return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep the code for a signature in the first folder that takes it.

        Parameters
        ----------
        sig : numba signature
            Types of the arguments.
        data : compile result
            Compiled code, as numba hands it to its own cache.
        """
        for place in self.places:
            with suppress(Exception):  # the disk is full or read-only, or an index there is damaged
                place.save_overload(sig, data)
                return

    def enable(self) -> None:
        """Switch all folders on."""
        for place in self.places:
            place.enable()

    def disable(self) -> None:
        """Switch all folders off."""
        for place in self.places:
            place.disable()

    def flush(self) -> None:
        """Forget what is kept."""
        for place in self.places:
            place.flush()


@cache
def _numba_cache(folder: Path) -> Any:
    """Return numba's cache of functions, bound to one folder that need not exist yet."""

    class Locator(caching.UserProvidedCacheLocator):
        def __init__(self, function: Any, file: str) -> None:
            super().__init__(function, file)
            self._cache_path = str(folder / self.get_suitable_cache_subpath(file))

        @classmethod
        def from_function(cls, function: Any, file: str) -> Any:
            return cls(function, file)

    class Contents(caching.CompileResultCacheImpl):
        _locator_classes = (Locator,)

    class Cache(caching.FunctionCache):
        _impl_class = Contents

    return Cache
