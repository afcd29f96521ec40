"""Reading result folders back, bit for bit."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

from sim.errors import ResultsError
from sim.outcomes.columns import IDENTITY

if TYPE_CHECKING:
    from collections.abc import Mapping
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
        There is none, or it is not one of ours.
    """
    path = folder / DESCRIPTOR
    try:
        descriptor: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        descriptor["sim"]["hash"]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ResultsError(
            f"{folder}: not a result folder: {DESCRIPTOR} is missing or not one of ours"
        ) from error
    return descriptor


def read_table(folder: Path, stem: str) -> pa.Table:
    """A whole table of a result folder (`outcomes`, `distributions`, `monthly`), with its types.

    Raises
    ------
    ResultsError
        The folder has no such table.
    """
    if stem == "outcomes" and (folder / OUTCOMES_PARQUET).is_dir():
        import pyarrow.parquet as pq

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
    return arrow_csv.read_csv(path, convert_options=options)


def column_types(descriptor: Mapping[str, Any], file: str) -> dict[str, str]:
    """The type of each column of a file (`string`, `integer`, `number`), as the data package says."""
    for resource in descriptor["resources"]:
        if resource["path"] == file:
            return {field["name"]: field["type"] for field in resource["schema"]["fields"]}
    raise ResultsError(f"{DESCRIPTOR}: says nothing of {file}")


def read_run(folder: Path, scenario: str, run: int, point: int = 0) -> Row:
    """The recorded row of one run, bit for bit; what is missing is None.

    Raises
    ------
    ResultsError
        The folder has no such run.
    """
    read = _parquet_run if (folder / OUTCOMES_PARQUET).is_dir() else _csv_run
    row = read(folder, scenario, run, point)
    if row is None:
        raise ResultsError(
            f"{folder}: no run {run} of scenario {scenario!r}, point {point}; it has {_contents(folder)}"
        )
    return row


def _contents(folder: Path) -> str:
    scenarios = read_descriptor(folder)["sim"]["scenarios"]
    return ", ".join(f"{entry['name']} (runs 0 to {entry['runs'] - 1})" for entry in scenarios)


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
