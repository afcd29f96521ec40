"""Reading the YAML of seeds/: plain mappings, lists, words and numbers, each entry with its file and line.

The start of every command waits for this, so values are built straight from the events of the C parser: a
third of the time of a full load. The seeds use plain data only, and anything else in them is an error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from sim.errors import SimError, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?")
WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(frozen=True, slots=True)
class SeedEntry:
    """One named entry of a seeds file, and where it stands."""

    file: Path
    line: int
    name: str
    fields: Mapping[str, Any]

    def fail(self, wrong: str) -> NoReturn:
        """Stop with the file, the line and the name of the entry.

        Parameters
        ----------
        wrong : str
            What is wrong, without a full stop at the end.

        Raises
        ------
        SimError
            Always.
        """
        raise SimError(f"{self.file}:{self.line}: {self.name}: {wrong}")

    def expect(self, allowed: Sequence[str], required: Sequence[str]) -> None:
        """Stop at a field that does not exist, and at one that is missing or empty.

        Parameters
        ----------
        allowed : sequence of str
            Names of all fields that the entry may have.
        required : sequence of str
            Names of those that it must have, filled.

        Raises
        ------
        SimError
            A field is unknown, missing or empty.
        """
        for field in self.fields:
            if field not in allowed:
                close = nearest(field, allowed)
                self.fail(f"no field {field!r}" + (f"; did you mean {close[0]}?" if close else ""))
        for field in required:
            if self.fields.get(field) in (None, "", [], {}):
                self.fail(f"{field} is missing or empty")

    def text(self, field: str) -> str:
        """Read the words of a field, on one line; empty where it is absent.

        Parameters
        ----------
        field : str
            Name of the field.

        Returns
        -------
        str
            The words with single spaces between them.

        Raises
        ------
        SimError
            The field holds something else than words.
        """
        value = self.fields.get(field, "")
        if not isinstance(value, str):
            self.fail(f"{field} must be words, not {value!r}")
        return " ".join(value.split())

    def texts(self, field: str) -> tuple[str, ...]:
        """Read a list of words; empty where the field is absent.

        Parameters
        ----------
        field : str
            Name of the field.

        Returns
        -------
        tuple of str
            In the order of the file, unchanged.

        Raises
        ------
        SimError
            The field holds something else than a list of words.
        """
        value = self.fields.get(field, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.fail(f"{field} must be a list of words, not {value!r}")
        return tuple(value)

    def flag(self, field: str) -> bool:
        """Read a field that says true or false; false where it is absent.

        Parameters
        ----------
        field : str
            Name of the field.

        Returns
        -------
        bool
            False where the field is absent.

        Raises
        ------
        SimError
            The field holds something else than true or false.
        """
        value = self.fields.get(field, False)
        if not isinstance(value, bool):
            self.fail(f"{field} must be true or false, not {value!r}")
        return value

    def number(self, field: str, value: object) -> float:
        """Take a value of this field as a number.

        Parameters
        ----------
        field : str
            Name of the field, for the message; `low.RM` for an entry of a list.
        value : object
            What stands there, as YAML gave it.

        Returns
        -------
        float
            Whole numbers are converted.

        Raises
        ------
        SimError
            It is no number; true and false are none.
        """
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.fail(f"{field} must be a number, not {value!r}")
        return float(value)

    def pair(self, field: str) -> tuple[float, float]:
        """Read a range: two numbers, the lower first.

        Parameters
        ----------
        field : str
            Name of the field.

        Returns
        -------
        tuple of float and float
            Lower and upper bound; the two may be equal.

        Raises
        ------
        SimError
            The field is absent, is not a list of two numbers, or the first is the larger.
        """
        value = self.fields.get(field)
        if not isinstance(value, list) or len(value) != 2:
            self.fail(f"{field} must be two numbers, not {value!r}")
        low, high = (self.number(field, bound) for bound in value)
        if low > high:
            self.fail(f"{field} must rise, not {low:g} to {high:g}")
        return low, high


def read_entries(path: Path) -> Iterator[SeedEntry]:
    """Read the entries of one file, in its order.

    Parameters
    ----------
    path : Path
        A file of seeds/, which is a mapping of names to mappings of fields.

    Yields
    ------
    SeedEntry
        With the line of its name, counted from 1.

    Raises
    ------
    SimError
        The file cannot be read, is not YAML, goes beyond plain data, names an entry twice or holds one that
        is not a mapping.
    """
    lines: dict[str, int] = {}
    for name, fields in _document(path, lines).items():
        entry = SeedEntry(path, lines[name], name, fields if isinstance(fields, dict) else {})
        if not entry.fields:
            entry.fail("an entry is a mapping of fields")
        yield entry


def _document(path: Path, lines: dict[str, int]) -> dict[str, Any]:
    try:
        events = _Events(path)
        content = events.value(lines)
    except (OSError, YAMLError, UnicodeDecodeError) as error:
        raise SimError(f"{path}: cannot be read: {' '.join(str(error).split())}") from error
    if not isinstance(content, dict):
        raise SimError(f"{path}: a seeds file is a mapping of entries")
    return content


class _Events:
    """The events of a file, built into plain values."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.entry = ""
        self.stream = iter(YAML(typ="safe", pure=False).parse(path.read_bytes()))
        self.event = next(self.stream)
        self.skip("StreamStartEvent", "DocumentStartEvent")

    def skip(self, *kinds: str) -> None:
        for kind in kinds:
            if type(self.event).__name__ == kind:
                self.event = next(self.stream)

    def value(self, lines: dict[str, int] | None = None) -> object:
        """Build the value that starts here; `lines` takes the lines of the keys of the outermost mapping."""
        kind = type(self.event).__name__
        if kind == "ScalarEvent":
            return self.scalar()
        if kind == "SequenceStartEvent":
            return self.sequence()
        if kind == "MappingStartEvent":
            return self.mapping(lines)
        if kind == "AliasEvent":
            self.fail("only plain data here: no aliases")
        return None  # the file ends before anything was said

    def scalar(self) -> object:
        event = self.event
        if event.tag is not None or event.anchor is not None:
            self.fail("only plain data here: no tags, no anchors")
        text: str = event.value
        self.event = next(self.stream)
        if not event.implicit[0]:
            return text
        if NUMBER.fullmatch(text):
            return int(text) if text.lstrip("+-").isdigit() else float(text)
        return WORDS.get(text, text)

    def sequence(self) -> list[object]:
        self.event = next(self.stream)
        items = []
        while type(self.event).__name__ != "SequenceEndEvent":
            items.append(self.value())
        self.event = next(self.stream)
        return items

    def mapping(self, lines: dict[str, int] | None) -> dict[str, object]:
        self.event = next(self.stream)
        content: dict[str, object] = {}
        while type(self.event).__name__ != "MappingEndEvent":
            line = self.event.start_mark.line + 1
            key = str(self.scalar())
            if lines is not None:
                lines[key], self.entry = line, key
            if key in content:
                self.fail(f"{key!r} stands twice")
            content[key] = self.value()
        self.event = next(self.stream)
        return content

    def fail(self, wrong: str) -> NoReturn:
        place = f"{self.path}:{self.event.start_mark.line + 1}"
        raise SimError(": ".join(part for part in (place, self.entry, wrong) if part))
