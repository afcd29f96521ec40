"""Outcome tables of any origin and size, read a column at a time.

A table may be a result folder, a CSV or Parquet file, a folder of Parquet files, or a pandas frame; from
this program or from elsewhere, as long as the columns bear the same names. Parquet is read column by column
where it lies; a CSV file is held in memory or rewritten as Parquet. So memory grows with the rows of one
column, never with the whole table. Numbers and truth values (as 1 and 0) are columns of numbers; of any other
column the table says why it is none.
"""

from __future__ import annotations

import re
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from sim.errors import ResultsError
from sim.outcomes.csv_form import check_width, word_reason
from sim.outcomes.csv_table import check_names, csv_dataset
from sim.outcomes.read import OUTCOMES_CSV, OUTCOMES_PARQUET
from sim.paths import check_regular

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from sim.outcomes.condition import Condition, Kind

CSV_SUFFIXES = (".csv", ".csv.gz", ".csv.bz2", ".csv.zst")
PARQUET_SUFFIXES = (".parquet", ".pq")
LARGEST_WHOLE = 2**53
_ROW_INDEX = re.compile(r"|Unnamed: [0-9]+|__index_level_[0-9]+__")  # as pandas and R write and read it


@dataclass(frozen=True)
class Labels:
    """A column of text: `codes` (n,) int32, each a position in `names`, -1 where missing."""

    codes: NDArray[np.int32]
    names: tuple[str, ...]


@dataclass(frozen=True)
class OutcomeTable:
    """An open table of `rows` rows; `source` says in messages where it comes from.

    `words` says of columns of numbers which word is among them: they cannot be used.
    """

    source: str
    dataset: ds.Dataset
    rows: int
    words: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        """Every column that holds numbers or text, with its kind, in the order of the table.

        Returns
        -------
        dict of str to str
            `number` or `text` by name; a row index and columns with a word among numbers are left out.
        """
        known = {field.name: _kind(field.type) for field in self.dataset.schema}
        return {
            name: kind
            for name, kind in known.items()
            if kind is not None and name not in self.words and not _ROW_INDEX.fullmatch(name)
        }

    def no_metric(self, name: str) -> str | None:
        """Why a column is none of numbers that could be compared; None where it is one.

        Parameters
        ----------
        name : str
            Name of a column, which need not exist.

        Returns
        -------
        str or None
            The reason in words, without a full stop.
        """
        if self.kinds.get(name) == "number":
            return None
        if name in self.words:
            return self.words[name]
        if name not in self.dataset.schema.names:
            return "no such column"
        if _ROW_INDEX.fullmatch(name):
            return "a row index"
        if name in self.kinds:
            return f"holds {word_reason(self._first_text(name))}"
        return f"{self.dataset.schema.field(name).type}, no numbers"

    def _first_text(self, name: str) -> str:
        for _, column in self._pieces(pc.field(name).cast(pa.string())):
            for text in column.drop_null()[:1]:
                return str(text)
        return ""

    def values(self, name: str) -> NDArray[np.float64]:
        """A column as numbers, shape (rows,), infinite where the table says so; NaN where missing.

        Parameters
        ----------
        name : str
            Column of kind `number`.

        Returns
        -------
        (rows,) float64
            In the order of the rows; truth values as 1 and 0.

        Raises
        ------
        ResultsError
            The table cannot be read.
        """
        return self.values_of([name])[0]

    def values_of(self, names: Sequence[str]) -> list[NDArray[np.float64]]:
        """Several columns as `values` gives one, read together: a scan of a wide table takes long.

        Parameters
        ----------
        names : sequence of str
            Columns of kind `number`.

        Returns
        -------
        list of (rows,) float64
            In the order of the names; NaN where missing.

        Raises
        ------
        ResultsError
            The table cannot be read.
        """
        found = [np.empty(self.rows) for _ in names]
        wanted = {str(k): pc.field(name).cast(pa.float64(), safe=False) for k, name in enumerate(names)}
        for start, batch in self._batches(wanted):
            for values, column in zip(found, batch.columns, strict=True):
                values[start : start + len(column)] = column.to_numpy(zero_copy_only=False)
        return found

    def numbers(self, name: str) -> NDArray[np.float64]:
        """A column as finite numbers, shape (rows,); NaN where missing.

        Parameters
        ----------
        name : str
            Column of kind `number`.

        Returns
        -------
        (rows,) float64
            In the order of the rows.

        Raises
        ------
        ResultsError
            A number is infinite.
        """
        values = self.values(name)
        infinite = np.flatnonzero(np.isinf(values))
        if len(infinite):
            value, row = values[infinite[0]], infinite[0] + 1
            raise ResultsError(f"{self.source}: {name} is {value:g} in row {row}; finite numbers, or empty")
        return values

    def whole(self, name: str) -> NDArray[np.int64]:
        """A column of whole numbers from 0, shape (rows,).

        Parameters
        ----------
        name : str
            Name of the column; one that is missing, or holds text, is an error too.

        Returns
        -------
        (rows,) int64
            From 0 to 2**53, none missing.

        Raises
        ------
        ResultsError
            It holds something else.
        """
        if self.kinds.get(name) != "number":
            raise ResultsError(f"{self.source}: the column {name} must hold whole numbers from 0")
        values = self.numbers(name)
        wrong = ~((values >= 0) & (values <= LARGEST_WHOLE) & (values == np.floor(values)))
        if wrong.any():
            row = int(np.argmax(wrong))
            held = "nothing" if np.isnan(values[row]) else f"{values[row]:g}"
            raise ResultsError(
                f"{self.source}: the column {name} must hold whole numbers from 0; row {row + 1} holds {held}"
            )
        return values.astype(np.int64)

    def labels(self, name: str) -> Labels:
        """A column of text as codes and names, the names in the order in which they first occur.

        Parameters
        ----------
        name : str
            Column of text, or one that can be read as text.

        Returns
        -------
        Labels
            Codes (rows,), -1 where missing.

        Raises
        ------
        ResultsError
            The table cannot be read.
        """
        places: dict[str, int] = {}
        codes = np.empty(self.rows, dtype=np.int32)
        for start, column in self._pieces(pc.field(name).cast(pa.string())):
            encoded = column.dictionary_encode()
            known = [places.setdefault(text, len(places)) for text in encoded.dictionary.to_pylist()]
            positions = encoded.indices.fill_null(len(known)).to_numpy(zero_copy_only=False)
            codes[start : start + len(column)] = np.array([*known, -1], dtype=np.int32)[positions]
        return Labels(codes, tuple(places))

    def meeting(self, condition: Condition) -> NDArray[np.bool_]:
        """Which rows meet a condition, shape (rows,).

        Parameters
        ----------
        condition : Condition
            A condition read for the columns of this table.

        Returns
        -------
        (rows,) bool
            False where a missing value leaves the condition open.

        Raises
        ------
        ResultsError
            The table cannot be read.
        """
        met = np.empty(self.rows, dtype=bool)
        self._fill(met, pc.coalesce(condition.expression, pc.scalar(False)))  # noqa: FBT003 - a value
        return met

    def _fill(self, target: NDArray[Any], expression: pc.Expression) -> None:
        for start, column in self._pieces(expression):
            target[start : start + len(column)] = column.to_numpy(zero_copy_only=False)

    def _pieces(self, expression: pc.Expression) -> Iterator[tuple[int, pa.Array]]:
        """One column, worked out piece by piece in the order of the rows, each with its first row."""
        for start, batch in self._batches({"column": expression}):
            yield start, batch.column(0)

    def _batches(self, columns: Mapping[str, pc.Expression]) -> Iterator[tuple[int, pa.RecordBatch]]:
        start = 0
        with _reported(self.source):
            scanner = self.dataset.scanner(columns=dict(columns), batch_readahead=4, fragment_readahead=1)
            for batch in scanner.to_batches():
                yield start, batch
                start += batch.num_rows


@contextmanager
def opened(given: Path | pd.DataFrame, source: str) -> Iterator[OutcomeTable]:
    """Open a table; what had to be written to disk for it is gone at the end.

    Parameters
    ----------
    given : Path or DataFrame
        A file, a folder as for `find_table`, or a pandas table.
    source : str
        Name of the table in messages.

    Yields
    ------
    OutcomeTable
        At least one row; to be read inside the context only.

    Raises
    ------
    ResultsError
        There is no such file, it cannot be read, or holds no table.
    """
    with ExitStack() as stack:
        if isinstance(given, Path):
            dataset, words = _dataset(find_table(given), stack)
        else:
            dataset, words = _from_frame(given, source)
        check_width(len(dataset.schema.names), source)
        check_names(dataset.schema.names, source)
        with _reported(source):
            rows = dataset.count_rows()
        if rows == 0:
            raise ResultsError(f"{source}: holds no rows")
        yield OutcomeTable(source, dataset, rows, words)


def _from_frame(frame: pd.DataFrame, source: str) -> tuple[ds.Dataset, dict[str, str]]:
    """A pandas frame as a dataset; a column that Arrow has no type for is left out with its reason."""
    columns, words = {}, {}
    names = [str(name) for name in frame.columns]
    check_names(names, source)
    for place, name in enumerate(names):
        try:
            columns[name] = pa.array(frame.iloc[:, place], from_pandas=True)
        except (pa.ArrowException, TypeError, ValueError, OverflowError):
            columns[name] = pa.nulls(len(frame))
            words[name] = "values of several types"
    with _reported(source):
        return ds.dataset(pa.table(columns)), words


def find_table(path: Path) -> Path:
    """The outcome table that a path stands for: a file, or what a folder holds.

    Parameters
    ----------
    path : Path
        A file, a result folder, or a folder with Parquet files or with one CSV file.

    Returns
    -------
    Path
        A file, or a folder of Parquet files.

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


def _dataset(path: Path, stack: ExitStack) -> tuple[ds.Dataset, dict[str, str]]:
    name = path.name.lower()
    with _reported(path):
        for file in path.rglob("*") if path.is_dir() else [path]:
            if not file.is_dir():
                check_regular(file)
        if name.endswith(CSV_SUFFIXES):
            return csv_dataset(path, stack)
        if path.is_dir() or name.endswith(PARQUET_SUFFIXES):
            return ds.dataset(path, format="parquet"), {}
    raise ResultsError(f"{path}: what kind of table is it? The name must end in .csv or .parquet")


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


@contextmanager
def _reported(source: object) -> Iterator[None]:
    """Tell whatever goes wrong in reading a table in one line."""
    try:
        yield
    except (OSError, ValueError, TypeError, pa.ArrowException) as error:
        reason = " ".join(str(error).split())[:200]
        raise ResultsError(f"{source}: cannot be read as a table: {reason}") from cast("Exception", error)
