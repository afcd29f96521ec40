"""Writing tables: CSV that every tool reads back bit for bit, and Parquet.

CSV is UTF-8 with a header and `.` decimals, as RFC 4180 says; floats are the shortest that read back to the
same 64 bits, and always look like floats (`1.0`, never `1`), so that readers that infer types infer the same
from any rows; what is missing is empty. Only what a user's own mind failed at is quoted: all other text is
names, and the writer refuses others. Parquet is one folder of parts, compressed with zstd; parts and row
groups hold fixed numbers of rows, so that the same rows give the same bytes however they arrive.
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Protocol
from uuid import uuid4

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq

from sim.errors import ResultsError
from sim.outcomes.places import PARTIAL, check_file_place
from sim.outcomes.rows import schema

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import pandas as pd

    from sim.outcomes.columns import Column

GROUP_ROWS = 2**16
PART_ROWS = 2**20


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A table's file, or one of its parts, as it was written."""

    path: Path
    rows: int
    columns: tuple[Column, ...]


class TableWriter(Protocol):
    """Takes a table piece by piece."""

    def write(self, piece: pa.Table) -> None:
        """Add rows.

        Parameters
        ----------
        piece : pyarrow.Table
            Rows that follow those written before, with the columns of the table.
        """

    def close(self) -> list[WrittenFile]:
        """Finish; say which files hold how many rows.

        Returns
        -------
        list of WrittenFile
            One a file, in the order of the rows.
        """


class CsvWriter:
    """One CSV file; its text is quoted if it may be any."""

    def __init__(self, path: Path, columns: Sequence[Column], *, any_text: bool = False) -> None:
        """Open the file and write its header."""
        self.path, self.columns, self.rows = path, tuple(columns), 0
        self.quoting = "needed" if any_text else "none"
        self.sink = pa.OSFile(str(path), "wb")
        self.sink.write((",".join(column.name for column in columns) + "\n").encode())

    def write(self, piece: pa.Table) -> None:
        """Add rows.

        Parameters
        ----------
        piece : pyarrow.Table
            Rows that follow those written before, with the columns of the file.
        """
        options = arrow_csv.WriteOptions(include_header=False, batch_size=8192, quoting_style=self.quoting)
        arrow_csv.write_csv(_floats_marked(piece), self.sink, options)
        self.rows += piece.num_rows

    def close(self) -> list[WrittenFile]:
        """Close the file.

        Returns
        -------
        list of WrittenFile
            The one file.
        """
        self.sink.close()
        return [WrittenFile(self.path, self.rows, self.columns)]


class ParquetFile:
    """One Parquet file."""

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        """Open the file."""
        self.path, self.columns, self.rows = path, tuple(columns), 0
        self.waiting = schema(columns).empty_table()
        self.file = pq.ParquetWriter(path, schema(columns), compression="zstd")

    def write(self, piece: pa.Table) -> None:
        """Add rows; full row groups are written at once, the rest waits.

        Parameters
        ----------
        piece : pyarrow.Table
            Rows that follow those written before, with the columns of the file.
        """
        self.rows += piece.num_rows
        self.waiting = pa.concat_tables([self.waiting, piece])
        while self.waiting.num_rows >= GROUP_ROWS:
            self.file.write_table(self.waiting.slice(0, GROUP_ROWS).combine_chunks())
            self.waiting = self.waiting.slice(GROUP_ROWS)

    def close(self) -> list[WrittenFile]:
        """Write what waits and close the file.

        Returns
        -------
        list of WrittenFile
            The one file.
        """
        self.file.write_table(self.waiting.combine_chunks())
        self.file.close()
        return [WrittenFile(self.path, self.rows, self.columns)]


class ParquetFolder:
    """A folder of Parquet files, each of `PART_ROWS` rows but the last."""

    def __init__(self, folder: Path, columns: Sequence[Column]) -> None:
        """Make the folder and open the first part."""
        folder.mkdir(parents=True)
        self.folder, self.columns = folder, tuple(columns)
        self.written: list[WrittenFile] = []
        self.part = self._open_part()

    def _open_part(self) -> ParquetFile:
        return ParquetFile(self.folder / f"part-{len(self.written):05d}.parquet", self.columns)

    def write(self, piece: pa.Table) -> None:
        """Add rows, to the next part where this one is full.

        Parameters
        ----------
        piece : pyarrow.Table
            Rows that follow those written before, with the columns of the table.
        """
        while piece.num_rows:
            if self.part.rows == PART_ROWS:
                self.written += self.part.close()
                self.part = self._open_part()
            room = PART_ROWS - self.part.rows
            self.part.write(piece.slice(0, room))
            piece = piece.slice(room)

    def close(self) -> list[WrittenFile]:
        """Close the last part.

        Returns
        -------
        list of WrittenFile
            One a part, in the order of the rows; the only part may be empty.
        """
        return self.written + self.part.close()


def _floats_marked(piece: pa.Table) -> pa.Table:
    """The table with every column of floats that holds a whole number as text, `1.0` instead of `1`."""
    columns = [
        _marked(column.combine_chunks()) if pa.types.is_floating(column.type) else column
        for column in piece.columns
    ]
    return pa.table(columns, names=piece.column_names)


def _marked(values: pa.Array) -> pa.Array:
    # Arrow writes 1.0 as 1; only the cells concerned are written anew, which costs little time
    whole = pc.and_kleene(pc.equal(values, pc.trunc(values)), pc.is_finite(values)).fill_null(False)  # noqa: FBT003
    if not pc.any(whole).as_py():
        return values
    text = values.cast(pa.string())
    return pc.replace_with_mask(
        text, whole, pc.replace_substring_regex(text.filter(whole), "^(-?[0-9]+)$", r"\1.0")
    )


def write_csv(
    path: Path, columns: Sequence[Column], table: pa.Table, *, any_text: bool = False
) -> WrittenFile:
    """Write a small table to one CSV file; its text is quoted if it may be any.

    Parameters
    ----------
    path : Path
        The file, which is written over where it exists.
    columns : sequence of Column
        Columns of the table, for the header.
    table : pyarrow.Table
        All rows, with these columns.
    any_text : bool
        Whether text may hold separators, quotes or line breaks; without it the writer refuses such text.

    Returns
    -------
    WrittenFile
        Path, number of rows and columns.
    """
    writer = CsvWriter(path, columns, any_text=any_text)
    writer.write(table)
    return writer.close()[0]


def check_file(path: Path) -> None:
    """Make sure that a file can be written there, before anything is worked out for it.

    Parameters
    ----------
    path : Path
        The file that is to be written; nothing is left there.

    Raises
    ------
    ResultsError
        It is a folder or a device for storage, its folder is missing, nothing may be written there, or it is
        a file of a result folder.
    """
    check_file_place(path)
    try:
        if not _is_stream(path):
            with _hidden_beside(path):
                pass
    except OSError as error:
        raise unwritable(path, error) from error


def write_frame(path: Path, frame: pd.DataFrame) -> None:
    """Write a pandas table with words in it to one CSV file, quoted where needed; whole or not at all.

    A link is followed. Terminals, pipes and the like (`/dev/stdout`) take the text as it comes.

    Parameters
    ----------
    path : Path
        The file, which is written over where it exists.
    frame : DataFrame
        The table; its index is not written, and what is missing is empty.

    Raises
    ------
    ResultsError
        The file cannot be written.
    """
    # pandas writes floats as Arrow does, and marks them; Arrow would quote them once they are text
    write_text(path, frame.to_csv(index=False, lineterminator="\n"))


def write_text(path: Path, text: str) -> None:
    """Write a text to a file, as UTF-8; whole or not at all, and with links and streams as `write_frame`.

    Parameters
    ----------
    path : Path
        The file, which is written over where it exists.
    text : str
        All of its content.

    Raises
    ------
    ResultsError
        The file cannot be written.
    """
    try:
        if _is_stream(path):
            with _open_stream(path) as stream:
                stream.write(text.encode())
            return
        with _hidden_beside(path) as hidden:
            hidden.write_bytes(text.encode())
            hidden.replace(path.resolve())
    except OSError as error:
        raise unwritable(path, error) from error


def unwritable(path: Path, error: OSError) -> ResultsError:
    """The error that names the place and says, in the system's words, why nothing can be written there.

    Parameters
    ----------
    path : Path
        The place, as the user named it.
    error : OSError
        What the system answered.

    Returns
    -------
    ResultsError
        To be raised by the caller.
    """
    why = os.strerror(error.errno) if error.errno else str(error)
    return ResultsError(f"{path}: cannot be written: {why}")


def _is_stream(path: Path) -> bool:
    """Whether the path is no place for a file of its own but leads to a terminal, a pipe or the like."""
    try:
        kind = path.stat().st_mode
    except FileNotFoundError:
        return False
    if stat.S_ISDIR(kind):
        raise ResultsError(f"{path}: is a folder; name a file")
    if stat.S_ISBLK(kind) or stat.S_ISSOCK(kind):
        raise ResultsError(f"{path}: is a device or a socket; name a file")
    return not stat.S_ISREG(kind) or path.absolute().parts[1] in ("dev", "proc")


def _open_stream(path: Path) -> BinaryIO:
    """Open a terminal, a pipe or the like; a pipe that nobody reads is an error instead of a long wait."""
    descriptor = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
    os.set_blocking(descriptor, True)
    return os.fdopen(descriptor, "wb")


@contextmanager
def _hidden_beside(path: Path) -> Iterator[Path]:
    """A new hidden file in the folder in which a file is to stand; gone at the end unless it was moved."""
    target = path.resolve()
    if not target.parent.is_dir():
        raise ResultsError(f"{path}: no folder {target.parent}; make it first")
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    hidden = target.with_name(f".sim-{uuid4().hex}{PARTIAL}")
    hidden.touch(exist_ok=False)
    try:
        yield hidden
    finally:
        hidden.unlink(missing_ok=True)
