"""CSV files that a user gives: rows with their lines, and everything that is wrong with them at once."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic_core import PydanticCustomError

from sim.characters import encoding_of
from sim.errors import DataError, Problem, nearest
from sim.paths import read_bytes
from sim.scenario.kinds import Kind, Schema, complaint, number, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

MOST_SHOWN = 100  # a file with more problems than this is another kind of file
OTHER_SEPARATORS = (";", "\t")


@dataclass(frozen=True)
class Number(Kind):
    """A finite number, written as text."""

    low: float = -math.inf
    high: float = math.inf

    def check(self, value: object) -> float:
        """Return the number, or complain.

        Parameters
        ----------
        value : object
            The text of a cell.

        Returns
        -------
        float
            A finite number from `low` to `high`.
        """
        bounded = f", {number(self.low)} to {number(self.high)}" if math.isfinite(self.low) else ""
        allowed = f"a number{bounded}, written like 0.5, -2 or 1200"
        try:
            found = float(str(value)) if "_" not in str(value) else math.nan
        except ValueError:
            found = math.nan
        if not math.isfinite(found):
            raise complaint(f"{shown(value)} is not a number", allowed)
        if not self.low <= found <= self.high:
            raise complaint(f"{shown(value)} is out of range", allowed)
        return found

    def schema(self) -> Schema:
        """Return the type."""
        return {"type": "number"}


@dataclass
class Complaints:
    """What is wrong with one file, collected until everything has been looked at."""

    file: str
    found: list[Problem] = field(default_factory=list)

    def add(self, line: int, key: str, wrong: str, allowed: str, close: Iterable[str] = ()) -> None:
        """Note a problem; `close` are the names that were most likely meant.

        Parameters
        ----------
        line : int
            Line of the file, from 1; 0 for the file as a whole.
        key : str
            Column; empty for a whole row.
        wrong, allowed : str
            What is wrong with it, and what could stand there instead.
        close : iterable of str
            The names that were most likely meant; none by default.
        """
        self.found.append(Problem(self.file, line, 0, key, wrong, allowed, tuple(close)))

    def stop(self) -> None:
        """Raise what was found, if anything.

        Raises
        ------
        DataError
            Something is wrong: all of it, in the order of the lines.
        """
        if self.found:
            in_order = [str(problem) for problem in sorted(self.found, key=lambda problem: problem.line)]
            more = len(in_order) - MOST_SHOWN
            rest = [f"{self.file}: and {more} problems more"] if more > 0 else []
            raise DataError(*in_order[:MOST_SHOWN], *rest)


@dataclass(frozen=True)
class FileRow:
    """A row of a file: the line it starts in, and its cells by column."""

    line: int
    cells: dict[str, str]
    complaints: Complaints

    def text(self, column: str) -> str:
        """A cell as it stands, without blanks around it; empty where the file has no such column.

        Parameters
        ----------
        column : str
            Name of the column, as in the head.

        Returns
        -------
        str
            The cell without blanks at its ends.
        """
        return self.cells.get(column, "").strip()

    def value(self, column: str, kind: Kind, *, needed: bool = True) -> Any:
        """A cell as the program uses it; None where it is empty, or wrong, which is then noted.

        Parameters
        ----------
        column : str
            Name of the column, as in the head.
        kind : Kind
            What the cell may hold; its `check` turns the text into a value.
        needed : bool
            Whether an empty cell is a problem.

        Returns
        -------
        object
            What `kind.check` returns, or None.
        """
        given = self.text(column)
        if not given and not needed:
            return None
        try:
            return kind.check(given)
        except PydanticCustomError as error:
            said = error.context or {}
            close = nearest(said["name"], said["legal"]) if said["name"] else ()
            self.complain(column, "empty" if not given else said["wrong"], said["allowed"], close)
            return None

    def complain(self, column: str, wrong: str, allowed: str, close: Iterable[str] = ()) -> None:
        """Note that something is wrong with a cell.

        Parameters
        ----------
        column : str
            Name of the column.
        wrong, allowed : str
            What is wrong with the cell, and what could stand there instead.
        close : iterable of str
            The names that were most likely meant; none by default.
        """
        self.complaints.add(self.line, column, wrong, allowed, close)


def read_rows(
    path: Path, needed: Sequence[str], optional: Sequence[str] = ()
) -> tuple[list[FileRow], Complaints]:
    """Read a CSV file with a head; other columns than the `needed` and `optional` ones are left alone.

    Parameters
    ----------
    path : Path
        The file, in UTF-8.
    needed, optional : sequence of str
        Columns that must be there, and those that may be; a likely misspelling of either is a problem.

    Returns
    -------
    rows : list of FileRow
        Those with as many cells as the head; blank lines are left out.
    complaints : Complaints
        What was wrong with the others. The caller adds to it and then calls its `stop`.

    Raises
    ------
    DataError
        It is no such file, or its head is not right.
    """
    complaints = Complaints(str(path))
    reader = csv.reader(_text(path).splitlines(keepends=True), strict=True)
    rows: list[FileRow] = []
    head: list[str] = []
    line = 1
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                pass
            elif not head:
                head = [cell.strip() for cell in cells]
                _check_head(head, line, needed, optional, complaints)
            elif len(cells) != len(head):
                complaints.add(line, "", f"{len(cells)} cells", f"{len(head)}, as in the head; quote commas")
            else:
                rows.append(FileRow(line, dict(zip(head, cells, strict=True)), complaints))
            line = reader.line_num + 1
    except csv.Error as error:
        complaints.add(line, "", f"not CSV: {error}", "commas between cells, quotes around text with commas")
    if not head:
        complaints.add(0, "", "empty", f"a head with {', '.join(needed)}, and a row for each")
    elif not rows and not complaints.found:
        complaints.add(0, "", "no rows below the head", "at least one")
    return rows, complaints


def _text(path: Path) -> str:
    try:
        content = read_bytes(path)
    except IsADirectoryError:
        raise DataError(f"{path}: a folder; a CSV file") from None
    except (OSError, ValueError) as error:
        raise DataError(f"{path}: {getattr(error, 'strerror', None) or error}; a CSV file") from None
    if encoding := encoding_of(content):
        raise DataError(f"{path}: {encoding}; save it as UTF-8")
    if b"\0" in content:
        raise DataError(f"{path}: binary; a CSV file, which is text")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DataError(f"{path}:{line}: not UTF-8; save it as UTF-8") from None


def _check_head(
    head: Sequence[str], line: int, needed: Sequence[str], optional: Sequence[str], complaints: Complaints
) -> None:
    """Note missing columns, columns given twice, likely misspellings; then there is no use in going on."""
    known = (*needed, *optional)
    missing = [name for name in needed if name not in head]
    if missing and any(sign in head[0] for sign in OTHER_SEPARATORS) and len(head) == 1:
        complaints.add(line, "", "cells are not separated by commas", "save it with commas")
        complaints.stop()
    for name in missing:
        others = [other for other in head if other not in known]
        close = nearest(name, others, 1)
        complaints.add(line, name, "no such column", "needed", [f"{name} for {close[0]}"] if close else ())
    for name in sorted({name for name in known if head.count(name) > 1}):
        complaints.add(line, name, "two columns of this name", "one")
    for other in head:
        close = nearest(other, optional, 1) if other not in known else ()
        if close and close[0] not in head and not missing:
            complaints.add(line, other, "no column of this format", "another name, if it is your own", close)
    complaints.stop()
