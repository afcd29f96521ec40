"""Which rule reads a number, and which writes it: found by parsing the sources of the model.

A rule reads parameters as `p.NAME`, the state as `state.NAME`, and the row of a month or of a run as
`now.NAME`, `metric.NAME` and the like. What is found here cannot go stale.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from sim.shipped import PACKAGE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

FOLDERS = ("rules", "minds", "play")
RECORDS = {"p": "parameters", "state": "state", "metric": "run"}  # every other record is a row of a month
PARAMETERS, STATE, RUN, MONTH = "parameters", "state", "run", "month"

Act = Literal["reads", "writes"]


@dataclass(frozen=True, slots=True)
class Use:
    """A function that reads or writes a name: in which file, on which line first."""

    file: str
    line: int
    function: str
    act: Act


@cache
def uses() -> Mapping[tuple[str, str], tuple[Use, ...]]:
    """Find all uses by record (`parameters`, `state`, `run` or `month`) and name, file by file.

    Returns
    -------
    mapping of tuple of str to tuple of Use
        By (record, name); of each function the first line that reads, and the first that writes.
    """
    found: dict[tuple[str, str], dict[tuple[str, str, Act], Use]] = {}
    for folder in FOLDERS:
        for path in sorted((PACKAGE / folder).glob("*.py")):
            for record, name, use in _uses_in(path):
                found.setdefault((record, name), {}).setdefault((use.file, use.function, use.act), use)
    return {key: tuple(each.values()) for key, each in found.items()}


def uses_of(record: str, name: str, act: Act) -> tuple[Use, ...]:
    """Return who reads, or who writes, a name of a record.

    Parameters
    ----------
    record : str
        `PARAMETERS`, `STATE`, `RUN` or `MONTH`.
    name : str
        Name of a field of the record.
    act : str
        `reads` or `writes`.

    Returns
    -------
    tuple of Use
        One a function; empty where there is none.
    """
    return tuple(use for use in uses().get((record, name), ()) if use.act == act)


def _uses_in(path: Path) -> Iterator[tuple[str, str, Use]]:
    file = f"sim/{path.relative_to(PACKAGE).as_posix()}"
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Attribute) and (record := _record(node.value)):
                    act: Act = "writes" if isinstance(node.ctx, ast.Store) else "reads"
                    yield record, node.attr, Use(file, node.lineno, function.name, act)


def _record(owner: ast.expr) -> str:
    """Return which record an attribute belongs to; a row of a table (`log[t]`) is a month."""
    if isinstance(owner, ast.Name):
        return RECORDS.get(owner.id, MONTH)
    return MONTH if isinstance(owner, ast.Subscript) else ""
