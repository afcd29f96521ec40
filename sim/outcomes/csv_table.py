"""CSV files from elsewhere as datasets: a column with a word in it costs that column, never the file.

Arrow converts all cells while it reads, by the types that the first block shows. Where that fails, or where
the first block holds numbers and words in one column, the file is read as text and each column converted by
itself. A small file is held in memory; a large one is rewritten, block by block, as a temporary Parquet file.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from sim.errors import ResultsError
from sim.outcomes.columns import END_MONTH, OUTCOME, POINT, RUN, SCENARIO
from sim.outcomes.csv_form import COMMENT, MISSING, SAMPLE, CsvForm, form_of, word_reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import ExitStack

IN_MEMORY = 2**27  # bytes: a CSV file up to this size is held in memory
BLOCK = 2**21  # bytes of CSV read at a time; more where lines are long
LONGEST_HEAD = 2**26  # bytes of a first line
TEXTS = (SCENARIO.name, OUTCOME.name)
WHOLE = (POINT.name, RUN.name, END_MONTH.name)
_PLAIN = "^-?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?$|^-?(inf|Inf|INF|infinity|Infinity)$"


@dataclass
class Converter:
    """Columns of text as numbers, as far as they are; `words` says of each that is not what it holds."""

    form: CsvForm
    numbers: set[str]
    words: dict[str, str] = field(default_factory=dict)
    rows: int = 0

    def convert(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The next batch, with numbers where a column is one of numbers; missing where a cell is none.

        Parameters
        ----------
        batch : pyarrow.RecordBatch
            Rows that follow those converted before; every column is text.

        Returns
        -------
        pyarrow.RecordBatch
            The same columns, float64 where they are in `numbers`; null where a cell is no number.
        """
        columns = []
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            columns.append(self._numbers(name, column) if name in self.numbers else column)
        self.rows += batch.num_rows
        return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)

    def _numbers(self, name: str, column: pa.Array) -> pa.Array:
        text, plain = plain_numbers(column, self.form)
        wrong = pc.and_(pc.is_valid(text), pc.invert(plain.fill_null(False)))  # noqa: FBT003 - a value
        if name not in self.words and pc.any(wrong).as_py():
            place = pc.index(wrong, True).as_py()
            reason = word_reason(column[place].as_py())
            self.words[name] = f"row {self.rows + place + 1} holds {reason}"
        return pc.if_else(plain, text, None).cast(pa.float64())


def plain_numbers(column: pa.Array, form: CsvForm) -> tuple[pa.Array, pa.Array]:
    """Cells as Arrow reads numbers, truth values as 1 and 0, and which of them are numbers then.

    Parameters
    ----------
    column : array of text
        Cells of a column.
    form : CsvForm
        How the file is written; its decimal sign counts.

    Returns
    -------
    tuple of array and array
        The texts, null where the cell says that it is missing; and booleans, null for the same cells.
    """
    text = pc.utf8_trim_whitespace(column)
    text = pc.if_else(pc.is_in(text, pa.array(MISSING)), None, text)
    truth = pc.utf8_lower(text)
    text = pc.if_else(pc.equal(truth, "true"), "1", pc.if_else(pc.equal(truth, "false"), "0", text))
    text = pc.replace_substring_regex(text, "^[+]([0-9.,])", r"\1")
    if form.decimal == ",":
        text = pc.replace_substring_regex(
            pc.replace_substring(text, ".", "?"), "^(-?[0-9]*),([0-9])", r"\1.\2"
        )
    return text, pc.match_substring_regex(text, _PLAIN)


def csv_dataset(path: Path, stack: ExitStack) -> tuple[ds.Dataset, dict[str, str]]:
    """A CSV file as a dataset, and why columns of numbers cannot be used as such.

    Parameters
    ----------
    path : Path
        A CSV file, which may be compressed (.gz, .bz2, .zst).
    stack : ExitStack
        Removes the temporary file of a large table when it closes; the dataset can be read until then.

    Returns
    -------
    tuple of pyarrow.dataset.Dataset and dict of str to str
        The dataset with trimmed names of columns; and a reason by name of each column that holds a word among
        numbers.

    Raises
    ------
    ResultsError
        It is not text in UTF-8, or it is not clear how its cells are set apart.
    """
    with pa.input_stream(str(path)) as stream:
        content = _sample(stream)
    form = form_of(content, str(path))
    block = max(BLOCK, 4 * max(map(len, content.split(b"\n"))))
    with _reader(path, form, block, dict.fromkeys(TEXTS, pa.string())) as reader:
        names, first = reader.schema.names, next(reader, None)
    check_names([name.strip() for name in names], str(path))
    if first is None:
        raise ResultsError(f"{path}: holds no rows")
    numeric = {name for name in names if _is_numeric(first.column(name), name, form)}
    mixed = {name for name in numeric if pa.types.is_string(first.column(name).type)}
    if not mixed:
        types = {name: _fast_type(first.schema.field(name).type, name, numeric) for name in names}
        try:
            with _reader(path, form, block, types) as reader:
                return _dataset(reader, reader.schema, path, stack), {}
        except pa.ArrowInvalid as error:
            if "conversion error" not in str(error):
                raise
    converter = Converter(form, numeric)
    with _reader(path, form, block, dict.fromkeys(names, pa.string())) as reader:
        schema = pa.schema([(name, pa.float64() if name in numeric else pa.string()) for name in names])
        dataset = _dataset(map(converter.convert, reader), schema, path, stack)
    return dataset, {name.strip(): reason for name, reason in converter.words.items()}


def _sample(stream: pa.NativeFile) -> bytes:
    """The beginning of a file, at least a line and a bit of the next."""
    content: bytes = stream.read(SAMPLE)
    while content.count(b"\n") < 2 and len(content) < LONGEST_HEAD:
        more = stream.read(len(content))
        if not more:
            break
        content += more
    return content


def _reader(
    path: Path, form: CsvForm, block: int, types: dict[str, pa.DataType]
) -> arrow_csv.CSVStreamingReader:
    return arrow_csv.open_csv(
        path,
        # threads would read far ahead, which takes memory and no time off
        read_options=arrow_csv.ReadOptions(block_size=block, use_threads=False, skip_rows=form.skipped),
        parse_options=arrow_csv.ParseOptions(
            delimiter=form.separator,
            invalid_row_handler=lambda row: "skip" if (row.text or "").startswith(COMMENT) else "error",
        ),
        convert_options=arrow_csv.ConvertOptions(
            column_types=types,
            null_values=list(MISSING),
            strings_can_be_null=True,
            decimal_point=form.decimal,
        ),
    )


def _is_numeric(column: pa.Array, name: str, form: CsvForm) -> bool:
    """Whether the first block holds a number in a column, or nothing at all."""
    if name.strip() in TEXTS:
        return False
    if name.strip() in WHOLE or column.null_count == len(column):
        return True
    kind = column.type
    if pa.types.is_string(kind):
        return bool(pc.any(plain_numbers(column, form)[1]).as_py())
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_boolean(kind))


def _fast_type(kind: pa.DataType, name: str, numeric: set[str]) -> pa.DataType:
    """The type to read a column by: what holds whole numbers or nothing so far may hold any."""
    if name not in numeric:
        return pa.string()
    return kind if pa.types.is_boolean(kind) else pa.float64()


def _dataset(
    batches: Iterator[pa.RecordBatch], schema: pa.Schema, path: Path, stack: ExitStack
) -> ds.Dataset:
    """Batches as a dataset with trimmed names: in memory if the file is small and not packed."""
    named = pa.schema([(one.name.strip(), one.type) for one in schema])
    renamed = (pa.RecordBatch.from_arrays(batch.columns, schema=named) for batch in batches)
    if path.stat().st_size <= IN_MEMORY and path.name.lower().endswith(".csv"):
        return ds.dataset(pa.Table.from_batches(renamed, named))
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="sim-"))
    rewritten = Path(folder) / "outcomes.parquet"
    with pq.ParquetWriter(rewritten, named, compression="lz4") as writer:
        for batch in renamed:
            writer.write_batch(batch)
    return ds.dataset(rewritten, format="parquet")


def check_names(names: Sequence[str], source: str) -> None:
    """Refuse a table with two columns of one name.

    Parameters
    ----------
    names : sequence of str
        Names of the columns.
    source : str
        Name of the table in messages.

    Raises
    ------
    ResultsError
        There are such columns.
    """
    twice = sorted(name or "(no name)" for name, times in Counter(names).items() if times > 1)
    if twice:
        raise ResultsError(f"{source}: two columns named {', '.join(twice)}")
