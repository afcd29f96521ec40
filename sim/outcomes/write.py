"""Writing tables: CSV that every tool reads back bit for bit, and Parquet.

CSV is UTF-8 with a header and `.` decimals, as RFC 4180 says; floats are the shortest that read back to the
same 64 bits; what is missing is empty. Nothing is ever quoted: all text here is names, and the writer
refuses others. Parquet is one folder of parts, compressed with zstd; parts and row groups hold fixed numbers
of rows, so that the same rows give the same bytes however they arrive.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq

from sim.errors import ResultsError
from sim.outcomes.rows import schema

if TYPE_CHECKING:
    from collections.abc import Sequence
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
        """Add rows."""

    def close(self) -> list[WrittenFile]:
        """Finish; say which files hold how many rows."""


class CsvWriter:
    """One CSV file."""

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        """Open the file and write its header."""
        self.path, self.columns, self.rows = path, tuple(columns), 0
        self.sink = pa.OSFile(str(path), "wb")
        self.sink.write((",".join(column.name for column in columns) + "\n").encode())

    def write(self, piece: pa.Table) -> None:
        """Add rows."""
        options = arrow_csv.WriteOptions(include_header=False, batch_size=8192, quoting_style="none")
        arrow_csv.write_csv(piece, self.sink, options)
        self.rows += piece.num_rows

    def close(self) -> list[WrittenFile]:
        """Close the file."""
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
        """Add rows; full row groups are written at once, the rest waits."""
        self.rows += piece.num_rows
        self.waiting = pa.concat_tables([self.waiting, piece])
        while self.waiting.num_rows >= GROUP_ROWS:
            self.file.write_table(self.waiting.slice(0, GROUP_ROWS).combine_chunks())
            self.waiting = self.waiting.slice(GROUP_ROWS)

    def close(self) -> list[WrittenFile]:
        """Write what waits and close the file."""
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
        """Add rows, to the next part where this one is full."""
        while piece.num_rows:
            if self.part.rows == PART_ROWS:
                self.written += self.part.close()
                self.part = self._open_part()
            room = PART_ROWS - self.part.rows
            self.part.write(piece.slice(0, room))
            piece = piece.slice(room)

    def close(self) -> list[WrittenFile]:
        """Close the last part."""
        return self.written + self.part.close()


def write_csv(path: Path, columns: Sequence[Column], table: pa.Table) -> WrittenFile:
    """Write a small table to one CSV file."""
    writer = CsvWriter(path, columns)
    writer.write(table)
    return writer.close()[0]


def write_frame(path: Path, frame: pd.DataFrame) -> None:
    """Write a pandas table with words in it to one CSV file, quoted where needed; whole or not at all.

    Raises
    ------
    ResultsError
        The file cannot be written.
    """
    hidden = path.with_name(f".{path.name}.partial")
    options = arrow_csv.WriteOptions(quoting_style="needed")
    try:
        arrow_csv.write_csv(pa.Table.from_pandas(frame, preserve_index=False), str(hidden), options)
        hidden.replace(path)
    except OSError as error:
        raise ResultsError(f"{path}: cannot be written: {error.strerror}") from error
