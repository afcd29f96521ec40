"""Reading result folders back, bit for bit; one that is damaged is reported as such."""

from __future__ import annotations

import csv
import hashlib
import json
import math
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sim.errors import ResultsError
from sim.outcomes.columns import IDENTITY, labels_of
from sim.outcomes.descriptor import check_descriptor
from sim.paths import check_regular, read_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import pyarrow as pa

Row = dict[str, str | int | float | None]

DESCRIPTOR = "datapackage.json"
OUTCOMES_CSV = "outcomes.csv"
OUTCOMES_PARQUET = "outcomes.parquet"


def read_descriptor(folder: Path) -> dict[str, Any]:
    """The data package of a result folder.

    Parameters
    ----------
    folder : Path
        A result folder.

    Returns
    -------
    dict
        Content of `datapackage.json`, checked by `check_descriptor`.

    Raises
    ------
    ResultsError
        There is none, it is not one of ours, or it is damaged.
    """
    if not is_results(folder):
        raise ResultsError(f"{folder}: not a result folder: it has no {DESCRIPTOR}")
    try:
        descriptor: dict[str, Any] = json.loads(read_text(folder / DESCRIPTOR))
        check_descriptor(descriptor)
    except (OSError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())[:300]
        raise ResultsError(
            f"{folder}: not a result folder, or a damaged one: {DESCRIPTOR}: {reason}"
        ) from error
    return descriptor


def _fields(resource: Mapping[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = resource["schema"]["fields"] if "schema" in resource else []
    return found


def sha256_of(resource: Mapping[str, Any]) -> str:
    """The sha256 of a file as its data package knows it, 64 hexadecimal digits.

    Parameters
    ----------
    resource : mapping
        Entry of a file in a data package: `sha256`, or `hash` with the prefix `sha256:`.

    Returns
    -------
    str
        Without the prefix.
    """
    known: str = resource["sha256"] if "sha256" in resource else resource["hash"]
    return known.removeprefix("sha256:")


def sha256_of_file(path: Path) -> str:
    """The sha256 of a file as it stands there, 64 hexadecimal digits.

    Parameters
    ----------
    path : Path
        A regular file.

    Returns
    -------
    str
        Of all its bytes.

    Raises
    ------
    OSError
        There is no such file, it is no regular one, or it cannot be read.
    """
    check_regular(path)
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def is_whole(folder: Path, resource: Mapping[str, Any]) -> bool:
    """Whether a file of a result folder is there, byte for byte as it was written.

    Parameters
    ----------
    folder : Path
        The result folder.
    resource : mapping
        Entry of the file in the data package.

    Returns
    -------
    bool
        False where the file is missing, changed or cannot be read.
    """
    path = folder / resource["path"]
    try:
        return path.is_file() and sha256_of_file(path) == sha256_of(resource)
    except OSError:
        return False


def is_results(place: Path) -> bool:
    """Whether there is a folder with a data package: a result folder, whole or damaged.

    Parameters
    ----------
    place : Path
        Any path.

    Returns
    -------
    bool
        False where nothing is there, or the path is none that a file could have.
    """
    try:
        return (place / DESCRIPTOR).is_file()
    except (OSError, ValueError):  # no name that a file could have
        return False


@contextmanager
def _damage_reported(path: Path) -> Iterator[None]:
    """Tell whatever goes wrong in reading a file as what it is: a damaged file."""
    import pyarrow as pa

    try:
        yield
    except (OSError, ValueError, KeyError, StopIteration, csv.Error, pa.ArrowException) as error:
        reason = " ".join(str(error).split())[:200]
        raise ResultsError(
            f"{path}: damaged, or not as {DESCRIPTOR} says" + (f": {reason}" if reason else "")
        ) from error


def read_table(folder: Path, stem: str) -> pa.Table:
    """A whole table of a result folder (`outcomes`, `distributions`, `monthly`), with its types.

    Parameters
    ----------
    folder : Path
        A result folder.
    stem : str
        Name of the table.

    Returns
    -------
    pyarrow.Table
        All rows with the types of the data package; null where a number is missing.

    Raises
    ------
    ResultsError
        The folder has no such table, or it is damaged.
    """
    if stem == "outcomes" and (folder / OUTCOMES_PARQUET).is_dir():
        import pyarrow.parquet as pq

        with _damage_reported(folder / OUTCOMES_PARQUET):
            _check_parts(folder)
            return pq.read_table(folder / OUTCOMES_PARQUET)
    path = folder / f"{stem}.csv"
    if not path.is_file():
        raise ResultsError(f"{folder}: has no {stem}.csv" + (" or .parquet" if stem == "outcomes" else ""))
    return _read_csv(path, column_types(read_descriptor(folder), path.name))


def _check_parts(folder: Path) -> None:
    """Make sure that all parts of the outcomes are regular files."""
    for part in (folder / OUTCOMES_PARQUET).iterdir():
        check_regular(part)


def _read_csv(path: Path, types: Mapping[str, str]) -> pa.Table:
    import pyarrow.csv as arrow_csv

    with _damage_reported(path):
        table = arrow_csv.read_csv(path, convert_options=_conversion(types))
        _check_head(table.column_names, types)
        return table


def _conversion(types: Mapping[str, str]) -> Any:
    """How the cells of one of our CSV files are read."""
    import pyarrow.csv as arrow_csv

    from sim.outcomes.rows import ARROW_TYPES

    return arrow_csv.ConvertOptions(
        column_types={name: ARROW_TYPES[kind] for name, kind in types.items()},
        null_values=[""],
        strings_can_be_null=False,
    )


def _check_head(names: Sequence[str], types: Mapping[str, str]) -> None:
    if list(names) != list(types):
        odd = next((name for name in (*types, *names) if (name in types) != (name in names)), "their order")
        raise ValueError(f"the columns differ: {odd}")


def outcome_batches(folder: Path, descriptor: Mapping[str, Any]) -> Iterator[pa.RecordBatch]:
    """The outcomes piece by piece, in the memory of one piece, with the types of the data package.

    Parameters
    ----------
    folder : Path
        A result folder.
    descriptor : mapping
        Its data package, which names the files and their types.

    Yields
    ------
    pyarrow.RecordBatch
        Rows in the order of the table, with all its columns.

    Raises
    ------
    ResultsError
        A file is missing or damaged, there are others beside those that the data package names, or both
        formats are there.
    """
    csv_file, parquet = folder / OUTCOMES_CSV, folder / OUTCOMES_PARQUET
    names = [one["path"] for one in descriptor["resources"] if one["path"].startswith("outcomes")]
    is_csv = names == [OUTCOMES_CSV]
    if (parquet if is_csv else csv_file).exists():
        raise ResultsError(f"{folder}: holds outcomes in two formats, where {DESCRIPTOR} names one")
    if is_csv:
        with _damage_reported(csv_file):
            yield from _csv_batches(csv_file, column_types(descriptor, OUTCOMES_CSV))
        return
    with _damage_reported(parquet):
        found = {file.relative_to(folder).as_posix() for file in parquet.iterdir()}
        if odd := sorted(found ^ set(names)):
            raise ValueError(f"{odd[0]} is there and not in {DESCRIPTOR}, or the other way round")
        for name in sorted(names):
            yield from _parquet_batches(folder / name, column_types(descriptor, name))


def _csv_batches(path: Path, types: Mapping[str, str]) -> Iterator[pa.RecordBatch]:
    import pyarrow.csv as arrow_csv

    with arrow_csv.open_csv(path, convert_options=_conversion(types)) as reader:
        _check_head(reader.schema.names, types)
        yield from reader


def _parquet_batches(path: Path, types: Mapping[str, str]) -> Iterator[pa.RecordBatch]:
    import pyarrow.parquet as pq

    from sim.outcomes.rows import ARROW_TYPES

    with pq.ParquetFile(path) as file:
        _check_head(file.schema_arrow.names, types)
        for field in file.schema_arrow:
            if field.type != ARROW_TYPES[types[field.name]]:
                raise ValueError(f"the column {field.name} holds {field.type}, not {types[field.name]}")
        yield from file.iter_batches()


def column_types(descriptor: Mapping[str, Any], file: str) -> dict[str, str]:
    """The type of each column of a file (`string`, `integer`, `number`), as the data package says.

    Parameters
    ----------
    descriptor : mapping
        A data package.
    file : str
        Path of the file in it: `monthly.csv`.

    Returns
    -------
    dict of str to str
        Type by name of the column, in the order of the file.

    Raises
    ------
    ResultsError
        The data package does not name the file.
    """
    for resource in descriptor["resources"]:
        if resource["path"] == file:
            return {field["name"]: field["type"] for field in _fields(resource)}
    raise ResultsError(f"{DESCRIPTOR}: says nothing of {file}")


def read_run(folder: Path, scenario: str, run: int, point: int = 0) -> Row:
    """The recorded row of one run, bit for bit; what is missing is None.

    Parameters
    ----------
    folder : Path
        A result folder.
    scenario : str
        Name of the scenario.
    run : int
        Number of the run, from 0.
    point : int
        Point of the sweep; 0 where there is none.

    Returns
    -------
    dict of str to str, int, float or None
        Value by name of the column; labels as text.

    Raises
    ------
    ResultsError
        The folder has no such run, or is damaged.
    """
    parquet = (folder / OUTCOMES_PARQUET).is_dir()
    read = _parquet_run if parquet else _csv_run
    with _damage_reported(folder / (OUTCOMES_PARQUET if parquet else OUTCOMES_CSV)):
        row = read(folder, scenario, run, point)
    if row is not None:
        _check_row(folder, row)
        return row
    raise ResultsError(
        f"{folder}: no run {run} of scenario {scenario!r}, point {point}; it has {_contents(folder)}"
    )


def _check_row(folder: Path, row: Row) -> None:
    """Make sure that a recorded run can be one: a known outcome, and finite numbers."""
    where = f"{folder}: run {row['run']} of scenario {row['scenario']!r}"
    for name, value in row.items():
        if isinstance(value, str) and (labels := labels_of(name)) and value not in {*labels, ""}:
            raise ResultsError(f"{where} has an unknown {name}: {value!r:.80}")
        if isinstance(value, float) and not math.isfinite(value):
            raise ResultsError(f"{where} is damaged: {name} is {value}")


def _contents(folder: Path) -> str:
    scenarios = read_descriptor(folder)["sim"]["scenarios"]
    held = dict.fromkeys(f"{entry['name']} (runs 0 to {entry['runs'] - 1})" for entry in scenarios)
    return ", ".join(held)


def _csv_run(folder: Path, scenario: str, run: int, point: int) -> Row | None:
    types = column_types(read_descriptor(folder), OUTCOMES_CSV)
    path = folder / OUTCOMES_CSV
    if not path.is_file():
        raise ResultsError(f"{folder}: has no {OUTCOMES_CSV} or .parquet")
    start = f"{scenario},{point},{run},"
    with path.open(encoding="utf-8", newline="") as lines:
        header = next(lines)
        for line in lines:
            if line.startswith(start):
                names, cells = csv.reader([header, line])
                _check_head(names, types)
                return {name: _typed(text, types[name]) for name, text in zip(names, cells, strict=True)}
    return None


def _typed(text: str, kind: str) -> str | int | float | None:
    if kind == "string":
        return text
    if text == "":
        return None
    return int(text) if kind == "integer" else float(text)


def _parquet_run(folder: Path, scenario: str, run: int, point: int) -> Row | None:
    import pyarrow.parquet as pq

    keys = [column.name for column in IDENTITY[:3]]
    wanted = [(key, "=", value) for key, value in zip(keys, (scenario, point, run), strict=True)]
    _check_parts(folder)
    rows: list[Row] = pq.read_table(folder / OUTCOMES_PARQUET, filters=wanted).to_pylist()
    return rows[0] if rows else None
