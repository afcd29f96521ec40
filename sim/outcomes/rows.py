"""From a played block to tables: one row a run, and one row a run, month and variable for a panel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pyarrow as pa

from sim.outcomes.columns import FAILURES, PANEL, Column, outcome_columns
from sim.quantities import entries, monthly_measures, run_measures

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray

    from sim.quantities import Kind

FAILED = -1  # in place of the code of an outcome: a user's own mind failed in this run
KINDS: tuple[Kind, ...] = ("parameter", "initial")
ARROW_TYPES = {"string": pa.string(), "integer": pa.int64(), "number": pa.float64()}


class PlayedRows(Protocol):
    """What the rows need of n runs in a row that an engine has played."""

    @property
    def metrics(self) -> NDArray[np.float64]:
        """Run measures, shape (n, measures); NaN where missing."""

    @property
    def outcome(self) -> NDArray[np.int64]:
        """Codes of the outcomes, shape (n,)."""

    @property
    def end_month(self) -> NDArray[np.int64]:
        """Months in which the runs ended, shape (n,)."""

    @property
    def parameters(self) -> NDArray[np.float64]:
        """The parameters that each run was played with, shape (n, P)."""

    @property
    def initial(self) -> NDArray[np.float64]:
        """The initial quantities that each run started from, shape (n, S)."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a batch's outcome table; `drawn` are flat names, parameters first."""

    drawn: tuple[str, ...]

    @classmethod
    def of(cls, drawn: Collection[str]) -> Layout:
        """The layout of a batch in which any scenario draws these entries.

        Parameters
        ----------
        drawn : collection of str
            Flat names of parameters and initial quantities, in any order.

        Returns
        -------
        Layout
            In the order of `entries`, parameters first; names that are no entries are left out.
        """
        return cls(tuple(entry for kind in KINDS for entry in entries(kind) if entry in drawn))

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the table.

        Returns
        -------
        tuple of Column
            As `outcome_columns` of the drawn entries.
        """
        return outcome_columns(self.drawn)

    def values(self, block: PlayedRows) -> list[NDArray[np.float64]]:
        """The values of a block's runs, one array (n,) an entry, the fixed ones of a scenario too.

        Parameters
        ----------
        block : PlayedRows
            n runs.

        Returns
        -------
        list of (n,) float64
            In the order of `drawn`, each in the unit of its quantity.
        """
        tables = {"parameter": block.parameters, "initial": block.initial}
        places = {entry: (tables[kind], k) for kind in KINDS for k, entry in enumerate(entries(kind))}
        return [table[:, k] for table, k in map(places.__getitem__, self.drawn)]

    @property
    def figures(self) -> list[int]:
        """The rows of `numbers_of` that hold the end month and the metrics.

        Returns
        -------
        list of int
            Positions of the end month and then of each run measure, those of labels among them.
        """
        first = 2 + len(self.drawn)
        return [1, *range(first, first + len(run_measures()))]


def numbers_of(block: PlayedRows, layout: Layout) -> NDArray[np.float64]:
    """The numbers of a block's runs: outcome code, end month, drawn, metrics; (2 + drawn + metrics, n).

    Outcome and end month are NaN where a run failed.

    Parameters
    ----------
    block : PlayedRows
        n runs.
    layout : Layout
        The columns of the batch.

    Returns
    -------
    (2 + drawn + metrics, n) float64
        A row for each column after `scenario`, `point` and `run`; labels as codes, NaN where missing.
    """
    failed = block.outcome == FAILED
    ends = (np.where(failed, np.nan, values) for values in (block.outcome, block.end_month))
    return np.vstack([*ends, *layout.values(block), block.metrics.T])


def outcome_rows(
    scenario: str, point: int, first_run: int, numbers: NDArray[np.float64], layout: Layout
) -> pa.Table:
    """One row a run, in the order of the runs; `numbers` as `numbers_of` makes them.

    Parameters
    ----------
    scenario : str
        Name of the scenario.
    point : int
        Point of its sweep; 0 where there is none.
    first_run : int
        Number of the first of the n runs.
    numbers : (2 + drawn + metrics, n) float64
        Labels as codes, NaN where missing.
    layout : Layout
        The columns of the batch.

    Returns
    -------
    pyarrow.Table
        n rows with the columns of the layout; labels as text, null where missing.
    """
    count = numbers.shape[1]
    runs = np.arange(first_run, first_run + count)
    identity = [_repeat(scenario, count), pa.array(np.full(count, point)), pa.array(runs)]
    rest = [
        _typed(values, column)
        for values, column in zip(numbers, layout.columns[len(identity) :], strict=True)
    ]
    return pa.table([*identity, *rest], schema=schema(layout.columns))


def panel_rows(scenario: str, first_run: int, months_of_runs: NDArray[np.float64]) -> pa.Table:
    """One row a run, month and variable, in this order; the months have the shape (k, T, measures).

    Parameters
    ----------
    scenario : str
        Name of the scenario.
    first_run : int
        Number of the first of the k runs.
    months_of_runs : (k, T, measures) float64
        In the order of `monthly_measures()`, labels as codes; NaN where missing.

    Returns
    -------
    pyarrow.Table
        With the columns of `PANEL`; null where missing.
    """
    kept, horizon, width = months_of_runs.shape
    months = np.tile(np.repeat(np.arange(1, horizon + 1), width), kept)
    runs = np.repeat(np.arange(first_run, first_run + kept), horizon * width)
    names = pa.array([measure.name for measure in monthly_measures()], pa.string())
    variables = names.take(pa.array(np.tile(np.arange(width), kept * horizon)))
    values = pa.array(months_of_runs.reshape(-1), from_pandas=True)
    return pa.table([_repeat(scenario, len(runs)), runs, months, variables, values], schema=schema(PANEL))


def failure_rows(rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """One row a run in which a user's own mind failed, in the order of the runs.

    Parameters
    ----------
    rows : sequence of mapping
        One a run, by the names of the columns of `FAILURES`.

    Returns
    -------
    pyarrow.Table
        With the columns of `FAILURES`.
    """
    return pa.Table.from_pylist(list(rows), schema(FAILURES))


def schema(columns: Sequence[Column]) -> pa.Schema:
    """The Arrow schema of a table with these columns.

    Parameters
    ----------
    columns : sequence of Column
        Columns in the order of the table.

    Returns
    -------
    pyarrow.Schema
        `string`, `int64` or `float64` by the type of each column.
    """
    return pa.schema([(column.name, ARROW_TYPES[column.type]) for column in columns])


def joined(pieces: Sequence[pa.Table]) -> pa.Table:
    """One table of several with the same columns.

    Parameters
    ----------
    pieces : sequence of pyarrow.Table
        Tables with the same columns, at least one.

    Returns
    -------
    pyarrow.Table
        Their rows one after the other; the data are not copied.
    """
    return pa.concat_tables(pieces)


def _repeat(text: str, count: int) -> pa.Array:
    return pa.array([text], pa.string()).take(pa.array(np.zeros(count, dtype=np.int64)))


def _typed(values: NDArray[np.float64], column: Column) -> pa.Array:
    """Missing where NaN; whole numbers as integers, codes as their labels."""
    missing = np.isnan(values)
    if column.type != "number":
        whole = pa.array(np.where(missing, 0, values).astype(np.int64), mask=missing)
        return pa.array(column.values, pa.string()).take(whole) if column.values else whole
    return pa.array(np.ascontiguousarray(values, dtype=np.float64), mask=missing)
