"""The descriptor that makes a result folder readable without this program: a Frictionless data package.

It says of every column what it means and in which unit, of every file how many rows it has and its sha256,
and of the batch its seeds, versions and command. `variables` says the same of what stands in the rows of the
long tables. CSV files carry `hash` and `bytes`, which `frictionless
validate` compares; it cannot do so for Parquet and YAML, which carry `sha256` and `size` instead.
"""

from __future__ import annotations

import json
import platform
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from sim import __version__
from sim.outcomes.bands import banded
from sim.outcomes.columns import AT_RISK, coded, incidences, measured, shares
from sim.outcomes.read import DESCRIPTOR, sha256_of_file
from sim.outcomes.uncertainty import followed_months
from sim.quantities import metrics, monthly_measures

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sim.outcomes.columns import Column
    from sim.outcomes.write import WrittenFile

TITLES = {
    "outcomes": "One row a run: which, how it ended, what it drew, what it came to",
    "distributions": "Means, spreads, quantiles and outcome shares with their standard errors",
    "monthly": "Means and quantiles month by month, and the cumulative incidence of each outcome",
    "failures": "Runs in which a mind of the user's own failed: they have no outcome and count nowhere",
    "uncertainty": "Parameters separated from chance, for scenarios that draw: variances and bands",
    "panel": "The first runs of each scenario, month by month; of a sweep, those of point 0",
}


def write_descriptor(
    folder: Path, title: str, tables: Sequence[WrittenFile], provenance: Mapping[str, Any]
) -> None:
    """Write `datapackage.json` over the tables and the scenarios of a result folder.

    Parameters
    ----------
    folder : Path
        Where the files are now; the descriptor names them relative to it.
    title : str
        Title of the batch.
    tables : sequence of WrittenFile
        The files of the tables, each part of the outcomes by itself.
    provenance : mapping
        What the batch knows of itself: its hash, its scenarios with runs and seeds, its command.
    """
    scenarios = sorted((folder / "scenarios").glob("*.yaml"))
    descriptor = {
        "profile": "data-package",
        "name": "sim-results",
        "title": title,
        "resources": [_table(folder, file) for file in tables]
        + [_scenario(folder, path) for path in scenarios],
        "sim": {**provenance, "versions": versions()},
    }
    text = json.dumps(descriptor, indent=1, ensure_ascii=False) + "\n"
    (folder / DESCRIPTOR).write_text(text, encoding="utf-8")


def versions() -> dict[str, str]:
    """Versions of all that has a hand in the numbers, the rules' own apart.

    Returns
    -------
    dict of str to str
        Version by name: `sim`, `python`, `numpy`, `numba`.
    """
    others = {name: version(name) for name in ("numpy", "numba")}
    return {"sim": __version__, "python": platform.python_version(), **others}


def _table(folder: Path, file: WrittenFile) -> dict[str, Any]:
    kind = file.path.suffix.removeprefix(".")
    stem = file.path.parent.stem if file.path.parent != folder else file.path.stem
    resource = {
        "name": f"{stem}-{file.path.stem}" if file.path.parent != folder else stem,
        "title": TITLES[stem],
        "path": file.path.relative_to(folder).as_posix(),
        "format": kind,
        "rows": file.rows,
    }
    if kind == "csv":
        sums = {"hash": f"sha256:{sha256_of_file(file.path)}", "bytes": file.path.stat().st_size}
        resource |= {"profile": "tabular-data-resource", "mediatype": "text/csv", "encoding": "utf-8", **sums}
    else:
        resource |= _plain_sums(file.path)
    fields = [field_of(column) for column in file.columns]
    variables = [field_of(variable) for variable in variables_of(stem)]
    described = {"variables": variables} if variables else {}
    return {**resource, "schema": {"fields": fields, "missingValues": [""]}, **described}


def variables_of(stem: str) -> tuple[Column, ...]:
    """What stands in the rows of a long table, as columns stand in a wide one.

    Parameters
    ----------
    stem : str
        Name of the table: `monthly`, `uncertainty`, `panel`, ...

    Returns
    -------
    tuple of Column
        One for each name that stands in the rows; empty for a table that is not long.
    """
    if stem == "monthly":
        return (*map(measured, banded()[1]), *incidences(), AT_RISK)
    if stem == "uncertainty":
        months = (one for _, one in followed_months())
        return (*shares(), *map(measured, (*metrics(), *months)))
    return tuple(map(coded, monthly_measures())) if stem == "panel" else ()


def field_of(column: Column) -> dict[str, Any]:
    """What the data package says of a column: name, type, unit, description, title, source and labels.

    Parameters
    ----------
    column : Column
        A column, or what stands in the rows of a long table.

    Returns
    -------
    dict
        A field of a table schema; `source` and `constraints` only where the column has any.
    """
    said = {"name": column.name, "type": column.type, "unit": column.unit, "description": column.description}
    titled = {"title": column.title}
    sourced = {"source": column.source} if column.source else {}
    return said | titled | sourced | ({"constraints": {"enum": list(column.values)}} if column.values else {})


def _scenario(folder: Path, path: Path) -> dict[str, Any]:
    return {
        "name": f"scenario-{path.stem.lower()}",
        "title": f"The scenario {path.stem} as it was played",
        "path": path.relative_to(folder).as_posix(),
        "format": "yaml",
        **_plain_sums(path),
    }


def _plain_sums(path: Path) -> dict[str, Any]:
    return {"sha256": sha256_of_file(path), "size": path.stat().st_size}
