"""Where results may be put: places that can be made, outside of finished results and of work under way.

What is being written stands under hidden names beside its place, or in it.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import ResultsError
from sim.outcomes.read import DESCRIPTOR, read_descriptor

if TYPE_CHECKING:
    from collections.abc import Iterator

CHECKPOINT = ".under-way"  # how the name of a folder ends in which a batch is kept while it is played
PARTIAL = ".partial"  # how the name of a file or a folder ends that is being written
PREFIX_BYTES = 60  # of a target's name in the names of what is hidden beside it
LONGEST_NAME = 255  # bytes, on all usual disks
LONGEST_PATH = 4096 - 256  # bytes, with room for the names of the files in it
DEEPEST = 200  # folders
SHOWN = 120  # characters of a path in a message, so that what is wrong with it is seen


def hidden_prefix(target: Path) -> str:
    """Return how the hidden names begin that belong to a target, short enough for any disk.

    Parameters
    ----------
    target : Path
        The file or folder that is to be written.

    Returns
    -------
    str
        `.NAME-`, with at most 60 bytes of the name.
    """
    name = os.fsencode(target.name)[:PREFIX_BYTES].decode(errors="ignore")
    return f".{name}-"


def is_hidden_work(path: Path) -> bool:
    """Tell whether a path is named like something that is being played or written.

    Parameters
    ----------
    path : Path
        Only its last name is looked at, not the disk.

    Returns
    -------
    bool
        True for a name that begins with a dot and ends in `.under-way` or `.partial`.
    """
    return path.name.startswith(".") and path.name.endswith((CHECKPOINT, PARTIAL))


def check_place(place: Path, kind: str = "folder") -> None:
    """Make sure that a new file or folder can be in a place; nothing is written or made.

    Parameters
    ----------
    place : Path
        Path of the new file or folder; it need not exist.
    kind : str
        What is to be there, `folder` or `file`, for the message.

    Raises
    ------
    ResultsError
        The path cannot be: a name is too long, it is too deep, a loop of links, or leads through a file or
        through `..` of a missing folder; or it lies in a folder that is being played or written.
    """
    for wrong in _wrong(place):
        name = str(place)
        shown = name if len(name) <= SHOWN else f"{name[: SHOWN // 2]}...{name[-SHOWN // 2 :]}"
        raise ResultsError(f"{shown}: {wrong}; name another {kind}")


def _wrong(place: Path) -> Iterator[str]:
    """Yield what is wrong with the path of something new."""
    absolute = place.absolute()
    if "\0" in str(place):
        yield "cannot be written: a NUL character"
    if any(len(os.fsencode(name)) > LONGEST_NAME for name in place.parts):
        yield f"cannot be written: File name too long, at most {LONGEST_NAME} bytes"
    if len(absolute.parts) > DEEPEST:
        yield f"cannot be written: more than {DEEPEST} folders deep"
    if len(os.fsencode(absolute)) > LONGEST_PATH:
        yield f"cannot be written: longer than {LONGEST_PATH} bytes"
    yield from _no_way(absolute)
    if work := next(filter(is_hidden_work, (absolute, *absolute.resolve().parents)), None):
        yield f"lies in {work}, where a batch is kept or written"


def _no_way(absolute: Path) -> Iterator[str]:
    """Yield why a path leads nowhere: through a file, a loop of links, or `..` of a missing folder."""
    for number, name in enumerate(absolute.parts):
        above = Path(*absolute.parts[:number])
        if name == ".." and not above.is_dir():
            yield f"leads through {above}, which is no folder"
    for folder in (absolute, *absolute.parents):
        try:
            folder.stat()
        except FileNotFoundError:
            continue
        except OSError as error:
            yield f"cannot be written: {error.strerror}"
        return


def results_above(place: Path) -> Path | None:
    """Return the result folder that a place lies in; None where it is in none.

    Parameters
    ----------
    place : Path
        A path that need not exist.

    Returns
    -------
    Path or None
        The innermost folder above it whose data package can be read; the place itself does not count.
    """
    for folder in place.resolve().parents:
        if (folder / DESCRIPTOR).is_file():
            with suppress(ResultsError):
                read_descriptor(folder)
                return folder
    return None


def check_folder_place(place: Path) -> None:
    """Make sure that a folder of results can be in a place, as `check_place`, and in no other's results.

    Parameters
    ----------
    place : Path
        Path of the folder; it need not exist.

    Raises
    ------
    ResultsError
        It cannot.
    """
    check_place(place)
    if (results := results_above(place)) is not None:
        raise ResultsError(f"{place}: lies in the results {results}; name a folder outside of them")


def check_file_place(place: Path) -> None:
    """Make sure that a file can be in a place, as `check_place`, and is none of the files of results.

    Parameters
    ----------
    place : Path
        Path of the file; it need not exist.

    Raises
    ------
    ResultsError
        It cannot.
    """
    check_place(place, "file")
    if (results := results_above(place)) is not None:
        files = [resource["path"] for resource in read_descriptor(results)["resources"]]
        if place.resolve() in {(results / name).resolve() for name in (DESCRIPTOR, *files)}:
            raise ResultsError(f"{place}: is a file of the results {results}; name another file")
