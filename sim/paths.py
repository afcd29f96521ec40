"""Files that a user names: opened only where they are regular files, so that no pipe is waited for."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

KINDS = (
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def check_regular(path: Path) -> None:
    """Make sure that a path leads to a regular file, before a library opens it by its name.

    Parameters
    ----------
    path : Path
        A path, which may be a link.

    Raises
    ------
    IsADirectoryError
        It is a folder.
    OSError
        There is nothing, or a named pipe, a socket or a device, which could make the reader wait for ever.
    """
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    for is_kind, name in KINDS:
        if is_kind(mode):
            raise OSError(errno.EINVAL, f"{name}, no regular file", str(path))


def read_bytes(path: Path) -> bytes:
    """Return the content of a regular file; anything else is an OSError, as for `check_regular`.

    Parameters
    ----------
    path : Path
        A regular file, or a link to one.

    Returns
    -------
    bytes
        All of it.

    Raises
    ------
    OSError
        It is no regular file, or cannot be read.
    """
    check_regular(path)
    return path.read_bytes()


def read_text(path: Path, encoding: str = "utf-8") -> str:
    """Return the text of a regular file; anything else is an OSError, as for `check_regular`.

    Parameters
    ----------
    path : Path
        A regular file, or a link to one.
    encoding : str
        Name of an encoding, as Python knows it.

    Returns
    -------
    str
        All of it; every line break is a line feed.

    Raises
    ------
    OSError
        It is no regular file, or cannot be read.
    UnicodeDecodeError
        It is not text in this encoding.
    """
    check_regular(path)
    return path.read_text(encoding)
