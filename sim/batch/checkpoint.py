"""The hidden folder in which a batch is kept while it is played, so that the same command goes on there.

Its name holds the hash of all that decides the numbers but the number of runs: more or fewer runs of the same
batch go on from the same blocks. It goes when the results stand; nothing that was done goes before.
"""

from __future__ import annotations

import fcntl
import json
import os
import platform
import shutil
from contextlib import contextmanager, suppress
from datetime import datetime
from glob import escape
from typing import TYPE_CHECKING

from sim.batch.blocks import BlockStore, remove
from sim.errors import CheckFailed, ResultsError, is_out_of_memory
from sim.outcomes.places import CHECKPOINT, hidden_prefix
from sim.outcomes.write import unwritable
from sim.paths import read_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sim.batch.plan import Plan

HOLDER = "holder.json"
HASH_DIGITS = 16


@contextmanager
def checkpoint(target: Path, plan: Plan, *, shared: bool = False) -> Iterator[BlockStore]:
    """The blocks of a batch whose results are to stand in `target`, held for this process alone.

    Lies in the target where that exists (which may be a disk of its own), else beside it. Is removed when
    the work is done, and when nothing was done. `shared`: the target's name is not the final one, and other
    batches may use it.

    Parameters
    ----------
    target : Path
        Where the results are to stand; missing folders above it are made.
    plan : Plan
        The batch; its hash without the number of runs names the folder.
    shared : bool
        Whether batches with other hashes may be at work on the same target.

    Yields
    ------
    BlockStore
        With the blocks that an earlier process left.

    Raises
    ------
    ResultsError
        Another process is at work on the target, or nothing can be written there; a note says how many runs
        are kept, as with any other error.
    """
    shown, target = target, target.resolve()
    try:
        place = target if target.is_dir() else target.parent
        made = [folder for folder in (place, *place.parents) if not folder.exists()]
        place.mkdir(parents=True, exist_ok=True)
        folder = place / _name(target, plan)
        for rival in () if shared else place.glob(f"{escape(hidden_prefix(target))}*{CHECKPOINT}"):
            if rival.is_dir():
                with _held(rival):  # not by another process
                    pass
        damage = _make_room(folder)
        folder.mkdir(exist_ok=True)
        with _held(folder):
            store = BlockStore(folder)
            store.damage[:0] = damage
            try:
                yield store
            except BaseException as error:
                if not store.entries:
                    shutil.rmtree(folder, ignore_errors=True)
                    _remove_empty(made)
                elif store.runs and not isinstance(error, CheckFailed):
                    error.add_note(f"{store.runs:,} runs are kept: the same command goes on from there")
                raise
            shutil.rmtree(folder, ignore_errors=True)
    except OSError as error:
        if is_out_of_memory(error):
            raise
        refused = unwritable(shown, error)
        refused.__notes__ = getattr(error, "__notes__", [])
        raise refused from error


def _make_room(folder: Path) -> list[str]:
    """Remove what is no folder, or a link to one, from the place of the working folder; say so."""
    if not os.path.lexists(folder) or (folder.is_dir() and not folder.is_symlink()):
        return []
    remove(folder)
    return [f"{folder}: was no folder and is removed; all runs are played again"]


def _remove_empty(folders: list[Path]) -> None:
    """Remove folders that were made for nothing, the innermost first."""
    with suppress(OSError):  # something else was put there
        for folder in folders:
            folder.rmdir()


def clear(target: Path, plan: Plan) -> None:
    """Remove what a process left that was killed after its results stood and before it had tidied up.

    Parameters
    ----------
    target : Path
        Where the results stand.
    plan : Plan
        The batch whose folder is removed; one that another process holds stays.
    """
    target = target.resolve()
    for place in (target, target.parent):
        with suppress(OSError, ResultsError), _held(place / _name(target, plan)) as folder:
            shutil.rmtree(folder, ignore_errors=True)


def _name(target: Path, plan: Plan) -> str:
    return f"{hidden_prefix(target)}{plan.stem[:HASH_DIGITS]}{CHECKPOINT}"


@contextmanager
def _held(folder: Path) -> Iterator[Path]:
    """Lock a folder as long as this process lives, and leave a note who holds it."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ResultsError(f"{folder.parent}: {_holder(folder)}; wait for it, or stop it") from error
        except OSError:  # the disk knows no locks
            pass
        since = f"{datetime.now().astimezone():%Y-%m-%d %H:%M %Z}"
        note = {"process": os.getpid(), "machine": platform.node(), "since": since}
        with suppress(OSError):  # nothing depends on the note
            hidden = folder / f".{HOLDER}"
            hidden.unlink(missing_ok=True)
            hidden.write_text(json.dumps(note), encoding="utf-8")
            hidden.replace(folder / HOLDER)
        yield folder
    finally:
        os.close(descriptor)


def _holder(folder: Path) -> str:
    with suppress(OSError, ValueError, KeyError, TypeError):
        note = json.loads(read_text(folder / HOLDER))
        who = f"process {note['process']} on {note['machine']}"
        return f"{who} has been playing a batch there since {note['since']}"
    return "another process is playing a batch there"
