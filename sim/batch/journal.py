"""The journal of a batch under way: JSON records, one a line, each with its own checksum.

The first record is the format of the folder. A last line without an end belongs to a process that was killed
while it wrote it, and is left out without a word; any other line that cannot be used is damage.

Decision D55 in sim/DECISIONS.md.
"""

from __future__ import annotations

import json
import os
import zlib
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.paths import read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

JOURNAL = "journal.jsonl"
HEAD = {"format": 2}  # raised when the journal or the files that it names are written differently
AGAIN = "what it named is played again"
UNUSABLE = (ValueError, TypeError, KeyError, RecursionError)  # what reading a damaged record raises


class Journal(NamedTuple):
    """What a journal says: its records after the head, and what is wrong with it in a sentence.

    `tidy`: there is a journal, and no line of it is damaged or cut off.
    """

    records: list[Any]
    damage: str
    tidy: bool


def line_of(record: Mapping[str, Any]) -> bytes:
    """Return a record as a line of the journal.

    Parameters
    ----------
    record : mapping
        Plain data that JSON can hold.

    Returns
    -------
    bytes
        JSON with a CRC-32 of the record, ended by a line break.
    """
    return json.dumps({"record": record, "crc32": _crc32(record)}).encode() + b"\n"


def text_of(records: Iterable[Mapping[str, Any]]) -> bytes:
    """Return a whole journal.

    Parameters
    ----------
    records : iterable of mapping
        Plain data each, in the order of the blocks.

    Returns
    -------
    bytes
        The head and a line a record.
    """
    return b"".join(map(line_of, (HEAD, *records)))


def read_journal(path: Path, *, expected: bool) -> Journal:
    """Read a journal; `expected`: there are blocks, so that a missing or empty one is damage.

    Parameters
    ----------
    path : Path
        The file, which need not exist.
    expected : bool
        Whether blocks are there, which a journal has to name.

    Returns
    -------
    Journal
        Without records where the head is damaged or of another format.
    """
    if not os.path.lexists(path):
        return Journal([], f"{path}: missing; {AGAIN}" if expected else "", tidy=False)
    try:
        *lines, torn = read_bytes(path).split(b"\n")
    except OSError as error:
        return Journal([], f"{path}: cannot be read ({error.strerror}); {AGAIN}", tidy=False)
    if not lines:
        return Journal([], f"{path}: empty; {AGAIN}" if expected else "", tidy=False)
    head, *records = map(_record, lines)
    if head != HEAD:
        return Journal([], f"{path}: damaged, or of another version of the program; {AGAIN}", tidy=False)
    lost = [number for number, record in enumerate(records, start=2) if record is None]
    damage = f"{path}:{lost[0]}: damaged, {len(lost)} line(s) in all; {AGAIN}" if lost else ""
    return Journal([record for record in records if record is not None], damage, not (lost or torn))


def _record(line: bytes) -> Any:
    """Return the record in a line; None where there is none that matches its checksum."""
    try:
        found = json.loads(line)
        return found["record"] if found["crc32"] == _crc32(found["record"]) else None
    except UNUSABLE:
        return None


def _crc32(record: Any) -> int:
    return zlib.crc32(json.dumps(record, sort_keys=True).encode())
