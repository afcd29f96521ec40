"""Outcome tables of any origin and size, read a column at a time.

A table may be a result folder, a CSV or Parquet file, a folder of Parquet files, or a pandas frame; from
this program or from elsewhere, as long as the columns bear the same names. Parquet is read column by column
where it lies. A small CSV file is held in memory; a large one is first rewritten, block by block, as a
temporary Parquet file. So memory grows with the rows of one column, never with the whole table.
"""

from __future__ import annotations

import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from sim.errors import ResultsError
from sim.outcomes.columns import END_MONTH, OUTCOME, POINT, RUN, SCENARIO
from sim.outcomes.read import OUTCOMES_CSV, OUTCOMES_PARQUET
from sim.paths import check_regular

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from numpy.typing import NDArray

    from sim.outcomes.condition import Condition, Kind

IN_MEMORY = 2**27  # bytes: a CSV file up to this size is held in memory
BLOCK = 2**21  # bytes of CSV read at a time
MISSING = ["", "NA", "N/A", "NaN", "nan", "NULL", "null", "None"]  # as R, pandas and others write it
CSV_SUFFIXES = (".csv", ".csv.gz", ".csv.bz2", ".csv.zst")
PARQUET_SUFFIXES = (".parquet", ".pq")


@dataclass(frozen=True)
class Labels:
    """A column of text: `codes` (n,) int32, each a position in `names`, -1 where missing."""

    codes: NDArray[np.int32]
    names: tuple[str, ...]


@dataclass(frozen=True)
class OutcomeTable:
    """An open table of `rows` rows; `source` says in messages where it comes from."""

    source: str
    dataset: ds.Dataset
    rows: int

    @property
    def kinds(self) -> dict[str, Kind]:
        """Every column that holds numbers or text, with its kind, in the order of the table."""
        known = {field.name: _kind(field.type) for field in self.dataset.schema}
        return {name: kind for name, kind in known.items() if kind is not None}

    def numbers(self, name: str) -> NDArray[np.float64]:
        """A column as numbers, shape (rows,); NaN where missing or not finite."""
        values = np.empty(self.rows)
        self._fill(values, pc.field(name).cast(pa.float64(), safe=False))
        values[~np.isfinite(values)] = np.nan
        return values

    def whole(self, name: str) -> NDArray[np.int64]:
        """A column of whole numbers from 0, shape (rows,).

        Raises
        ------
        ResultsError
            It holds something else.
        """
        if self.kinds.get(name) != "number":
            raise ResultsError(f"{self.source}: the column {name} must hold whole numbers from 0")
        values = self.numbers(name)
        whole = np.nan_to_num(values, nan=-1.0).astype(np.int64)
        if self.rows and (whole.min() < 0 or not np.array_equal(whole, values)):
            raise ResultsError(f"{self.source}: the column {name} must hold whole numbers from 0")
        return whole

    def labels(self, name: str) -> Labels:
        """A column of text as codes and names, the names in the order in which they first occur."""
        places: dict[str, int] = {}
        codes = np.empty(self.rows, dtype=np.int32)
        for start, column in self._pieces(pc.field(name).cast(pa.string())):
            encoded = column.dictionary_encode()
            known = [places.setdefault(text, len(places)) for text in encoded.dictionary.to_pylist()]
            positions = encoded.indices.fill_null(len(known)).to_numpy(zero_copy_only=False)
            codes[start : start + len(column)] = np.array([*known, -1], dtype=np.int32)[positions]
        return Labels(codes, tuple(places))

    def meeting(self, condition: Condition) -> NDArray[np.bool_]:
        """Which rows meet a condition, shape (rows,)."""
        met = np.empty(self.rows, dtype=bool)
        self._fill(met, pc.coalesce(condition.expression, pc.scalar(False)))  # noqa: FBT003 - a value
        return met

    def _fill(self, target: NDArray[Any], expression: pc.Expression) -> None:
        for start, column in self._pieces(expression):
            target[start : start + len(column)] = column.to_numpy(zero_copy_only=False)

    def _pieces(self, expression: pc.Expression) -> Iterator[tuple[int, pa.Array]]:
        """One column, worked out piece by piece in the order of the rows, each with its first row."""
        start = 0
        with _told(self.source):
            scanner = self.dataset.scanner(
                columns={"column": expression}, batch_readahead=4, fragment_readahead=1
            )
            for batch in scanner.to_batches():
                yield start, batch.column(0)
                start += batch.num_rows


@contextmanager
def opened(given: Path | pd.DataFrame, source: str) -> Iterator[OutcomeTable]:
    """Open a table; what had to be written to disk for it is gone at the end.

    Raises
    ------
    ResultsError
        There is no such file, it cannot be read, or holds no table.
    """
    with ExitStack() as stack:
        if isinstance(given, Path):
            dataset = _dataset(find_table(given), stack)
        else:
            with _told(source):
                dataset = ds.dataset(pa.Table.from_pandas(given, preserve_index=False))
        _check_names(dataset.schema.names, source)
        with _told(source):
            rows = dataset.count_rows()
        if rows == 0:
            raise ResultsError(f"{source}: holds no rows")
        yield OutcomeTable(source, dataset, rows)


def find_table(path: Path) -> Path:
    """The outcome table that a path stands for: a file, or what a folder holds.

    Raises
    ------
    ResultsError
        There is none, or the folder has several.
    """
    allowed = "a result folder, or a CSV or Parquet file"
    try:
        check_regular(path)
    except IsADirectoryError:
        pass
    except FileNotFoundError:
        raise ResultsError(f"{path}: no such file or folder; {allowed}") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ResultsError(f"{path}: cannot be read: {reason}; {allowed}") from error
    else:
        return path
    for name in (OUTCOMES_PARQUET, OUTCOMES_CSV):
        if (path / name).exists():
            return path / name
    if any(path.glob("*.parquet")):
        return path
    tables = sorted(path.glob("*.csv"))
    if len(tables) != 1:
        found = f"it has {', '.join(table.name for table in tables) or 'no table at all'}"
        raise ResultsError(f"{path}: has no {OUTCOMES_CSV} or {OUTCOMES_PARQUET}; {found}")
    return tables[0]


def _dataset(path: Path, stack: ExitStack) -> ds.Dataset:
    name = path.name.lower()
    with _told(path):
        for file in path.rglob("*") if path.is_dir() else [path]:
            if not file.is_dir():
                check_regular(file)
        if name.endswith(CSV_SUFFIXES):
            return _csv(path, stack)
        if path.is_dir() or name.endswith(PARQUET_SUFFIXES):
            return ds.dataset(path, format="parquet")
    raise ResultsError(f"{path}: what kind of table is it? The name must end in .csv or .parquet")


def _csv(path: Path, stack: ExitStack) -> ds.Dataset:
    """A CSV file as a dataset: in memory if it is small and not packed, else by way of a temporary file."""
    reader = _csv_reader(path, _csv_types(path))
    if path.stat().st_size <= IN_MEMORY and path.name.lower().endswith(".csv"):
        return ds.dataset(reader.read_all())
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="sim-"))
    rewritten = Path(folder) / "outcomes.parquet"
    with pq.ParquetWriter(rewritten, reader.schema, compression="lz4") as writer:
        for batch in reader:
            writer.write_batch(batch)
    return ds.dataset(rewritten, format="parquet")


def _csv_reader(path: Path, types: dict[str, pa.DataType]) -> arrow_csv.CSVStreamingReader:
    convert = arrow_csv.ConvertOptions(column_types=types, null_values=MISSING, strings_can_be_null=True)
    return arrow_csv.open_csv(
        path,
        # threads would read far ahead, which takes memory and no time off
        read_options=arrow_csv.ReadOptions(block_size=BLOCK, use_threads=False),
        convert_options=convert,
    )


def _csv_types(path: Path) -> dict[str, pa.DataType]:
    """The type of each column, as its first block looks; what holds numbers or nothing may hold any."""
    with _csv_reader(path, {name: pa.string() for name in (SCENARIO.name, OUTCOME.name)}) as reader:
        first = reader.schema
    _check_names(first.names, str(path))
    numbers = {POINT.name, RUN.name, END_MONTH.name}
    return {
        field.name: pa.float64() if field.name in numbers or _kind(field.type) == "number" else pa.string()
        for field in first
    }


def _kind(kind: pa.DataType) -> Kind | None:
    """Whether a column of an Arrow type holds numbers or text; None where it holds neither."""
    types = pa.types
    if types.is_dictionary(kind):
        return _kind(kind.value_type)
    if types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind):
        return "number"
    if types.is_boolean(kind) or types.is_null(kind):
        return "number"
    is_text = types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind)
    return "text" if is_text else None


def _check_names(names: list[str], source: str) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ResultsError(f"{source}: two columns named {', '.join(twice)}")


@contextmanager
def _told(source: object) -> Iterator[None]:
    """Tell whatever goes wrong in reading a table in one line."""
    try:
        yield
    except (OSError, ValueError, TypeError, pa.ArrowException) as error:
        reason = " ".join(str(error).split())[:200]
        raise ResultsError(f"{source}: cannot be read as a table: {reason}") from cast("Exception", error)
