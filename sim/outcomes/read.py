"""Reading result folders back, bit for bit; one that is damaged is told as such."""

from __future__ import annotations

import csv
import hashlib
import json
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from sim.errors import ResultsError
from sim.outcomes.columns import IDENTITY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import pyarrow as pa

Row = dict[str, str | int | float | None]

DESCRIPTOR = "datapackage.json"
OUTCOMES_CSV = "outcomes.csv"
OUTCOMES_PARQUET = "outcomes.parquet"


def read_descriptor(folder: Path) -> dict[str, Any]:
    """The data package of a result folder.

    Raises
    ------
    ResultsError
        There is none, it is not one of ours, or it is damaged.
    """
    try:
        descriptor: dict[str, Any] = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
        _check_descriptor(descriptor)
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise ResultsError(
            f"{folder}: not a result folder: {DESCRIPTOR} is missing, damaged or not one of ours"
        ) from error
    return descriptor


def _check_descriptor(descriptor: Mapping[str, Any]) -> None:
    """Raise what fits where a data package lacks something that we rely on, or names a file elsewhere."""
    known = descriptor["sim"]
    words = [known[key] for key in ("hash", "rules", "format")]
    numbers = [known["panel"]]
    for scenario in known["scenarios"]:
        words.append(scenario["name"])
        numbers += [scenario[key] for key in ("runs", "seed", "horizon")]
    for resource in descriptor["resources"]:
        words += [resource["path"], sha256_of(resource)]
        words += [field[key] for field in _fields(resource) for key in ("name", "type")]
        place = PurePosixPath(resource["path"])
        if place.is_absolute() or ".." in place.parts or not place.parts:
            raise ValueError(place)
    if not (known["scenarios"] and all(isinstance(word, str) for word in words)):
        raise TypeError(words)
    if not all(isinstance(number, int) for number in numbers):
        raise TypeError(numbers)


def _fields(resource: Mapping[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = resource["schema"]["fields"] if "schema" in resource else []
    return found


def sha256_of(resource: Mapping[str, Any]) -> str:
    """The sha256 of a file as its data package knows it, 64 hexadecimal digits."""
    known: str = resource["sha256"] if "sha256" in resource else resource["hash"]
    return known.removeprefix("sha256:")


def sha256_of_file(path: Path) -> str:
    """The sha256 of a file as it stands there, 64 hexadecimal digits."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def is_whole(folder: Path, resource: Mapping[str, Any]) -> bool:
    """Whether a file of a result folder is there, byte for byte as it was written."""
    try:
        return sha256_of_file(folder / resource["path"]) == sha256_of(resource)
    except OSError:
        return False


def is_results(place: Path) -> bool:
    """Whether there is a folder with a data package: a result folder, whole or damaged."""
    try:
        return (place / DESCRIPTOR).is_file()
    except (OSError, ValueError):  # no name that a file could have
        return False


@contextmanager
def _damage_told(path: Path) -> Iterator[None]:
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

    Raises
    ------
    ResultsError
        The folder has no such table, or it is damaged.
    """
    if stem == "outcomes" and (folder / OUTCOMES_PARQUET).is_dir():
        import pyarrow.parquet as pq

        with _damage_told(folder / OUTCOMES_PARQUET):
            return pq.read_table(folder / OUTCOMES_PARQUET)
    path = folder / f"{stem}.csv"
    if not path.is_file():
        raise ResultsError(f"{folder}: has no {stem}.csv" + (" or .parquet" if stem == "outcomes" else ""))
    return _read_csv(path, column_types(read_descriptor(folder), path.name))


def _read_csv(path: Path, types: Mapping[str, str]) -> pa.Table:
    import pyarrow.csv as arrow_csv

    from sim.outcomes.rows import ARROW_TYPES

    options = arrow_csv.ConvertOptions(
        column_types={name: ARROW_TYPES[kind] for name, kind in types.items()},
        null_values=[""],
        strings_can_be_null=False,
    )
    with _damage_told(path):
        return arrow_csv.read_csv(path, convert_options=options)


def column_types(descriptor: Mapping[str, Any], file: str) -> dict[str, str]:
    """The type of each column of a file (`string`, `integer`, `number`), as the data package says."""
    for resource in descriptor["resources"]:
        if resource["path"] == file:
            return {field["name"]: field["type"] for field in _fields(resource)}
    raise ResultsError(f"{DESCRIPTOR}: says nothing of {file}")


def read_run(folder: Path, scenario: str, run: int, point: int = 0) -> Row:
    """The recorded row of one run, bit for bit; what is missing is None.

    Raises
    ------
    ResultsError
        The folder has no such run, or is damaged.
    """
    parquet = (folder / OUTCOMES_PARQUET).is_dir()
    read = _parquet_run if parquet else _csv_run
    with _damage_told(folder / (OUTCOMES_PARQUET if parquet else OUTCOMES_CSV)):
        row = read(folder, scenario, run, point)
    if row is None:
        raise ResultsError(
            f"{folder}: no run {run} of scenario {scenario!r}, point {point}; it has {_contents(folder)}"
        )
    return row


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
    rows: list[Row] = pq.read_table(folder / OUTCOMES_PARQUET, filters=wanted).to_pylist()
    return rows[0] if rows else None
