"""A folder of files of known names, which appears whole or not at all."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import uuid4

from sim.errors import ResultsError
from sim.outcomes.places import PARTIAL, check_folder_place, hidden_prefix
from sim.outcomes.write import unwritable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


def check_folder(place: Path, files: Sequence[str], hint: str = "name a folder") -> None:
    """Make sure that these files may be put into a folder, before anything is worked out for it.

    It may be new, empty, or hold such files from before, which are then replaced.

    Parameters
    ----------
    place : Path
        The folder, which need not exist; its parents are made.
    files : sequence of str
        Names of all files that the folder may hold.
    hint : str
        What to do instead, for the message where the place is a file.

    Raises
    ------
    ResultsError
        Something else is there, or nothing may be written there.
    """
    check_folder_place(place)
    try:
        if place.exists() and not place.is_dir():
            raise ResultsError(f"{place}: is a file; {hint}")
        others = sorted({path.name for path in place.iterdir()} - set(files)) if place.is_dir() else []
        place.absolute().parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(place, error) from error
    if others:
        raise ResultsError(f"{place}: holds something else ({others[0]}); name a new or empty folder")


@contextmanager
def new_folder(place: Path, files: Sequence[str]) -> Iterator[Path]:
    """Make a hidden folder to write files into, which are put in place at the end; gone if anything fails.

    Parameters
    ----------
    place : Path
        Where the files belong in the end.
    files : sequence of str
        Names of the files; all of them are to be written.

    Yields
    ------
    Path
        The hidden folder, beside the place.

    Raises
    ------
    ResultsError
        Nothing can be written there.
    """
    hidden = place.absolute().parent / f"{hidden_prefix(place)}{uuid4().hex}{PARTIAL}"
    try:
        hidden.mkdir(parents=True)
        yield hidden
        _put_in_place(hidden, place, files)
    except OSError as error:
        raise unwritable(place, error) from error
    finally:
        shutil.rmtree(hidden, ignore_errors=True)


def _put_in_place(hidden: Path, place: Path, files: Sequence[str]) -> None:
    if not place.exists():
        hidden.rename(place)
        return
    for name in files:
        (hidden / name).replace(place / name)
