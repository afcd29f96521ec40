"""A table declared once: what its columns are, and which of them are printed and how.

From one declaration come the pandas table, the CSV file, the rows of the JSON, the table on the terminal and
the documentation of the columns, so that none of them can say something else than the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sim.outcomes.columns import Column
from sim.output.numbers import MISSING, NUMBER, formatted, interval

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd
    from rich.table import Table as RichTable

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Printed:
    """A column of the printed table.

    Parameters
    ----------
    heading : str
        Text above the column.
    column : str
        The declared column that is shown; a column of text stands on the left, a number on the right.
    form : str or function
        Of a number, as for `sim.output.numbers.formatted`; or a function from a row to its text, defined at
        the top of a module so that tables can be pickled.
    interval : bool
        Whether the limits `COLUMN_low` and `COLUMN_high` are shown instead of the value.
    """

    heading: str
    column: str
    form: str | Callable[[Row], str] = NUMBER
    interval: bool = False

    def text(self, row: Row) -> str:
        """Return the text of this column in a row, `-` where the value is missing.

        Parameters
        ----------
        row : mapping
            Value by name of column; None where it is missing.

        Returns
        -------
        str
            Text of one cell, on one line.
        """
        if callable(self.form):
            return self.form(row)
        if self.interval:
            low, high = (row[f"{self.column}_{end}"] for end in ("low", "high"))
            return MISSING if low is None or high is None else interval(low, high, self.form)
        value = row[self.column]
        if value is None:
            return MISSING
        return value if isinstance(value, str) else formatted(value, self.form)


@dataclass(frozen=True, slots=True)
class Declaration:
    """The columns of a table, and how it is printed.

    Parameters
    ----------
    name : str
        Name of the table: of its file without `.csv`, and of its rows in JSON.
    caption : str
        What a row is.
    columns : tuple of Column
        In the order of the file.
    printed : tuple of Printed
        Columns of the printed table; without any the table is not printed.
    legend : str
        Text below the printed table.
    most : int, optional
        The largest number of rows that is printed.
    dispensable : tuple of str
        Headings of the printed columns that are left out first where the terminal is narrow.
    """

    name: str
    caption: str
    columns: tuple[Column, ...]
    printed: tuple[Printed, ...] = ()
    legend: str = ""
    most: int | None = None
    dispensable: tuple[str, ...] = ()

    def with_columns(self, *more: Column) -> Declaration:
        """Return the declaration with further columns at the end.

        Parameters
        ----------
        *more : Column
            Columns that the table does not have yet, in the order of the file.

        Returns
        -------
        Declaration
            Printed like this one.
        """
        return replace(self, columns=(*self.columns, *more))

    def of(self, rows: Iterable[Row]) -> Table:
        """Return the table of these rows.

        Parameters
        ----------
        rows : iterable of mappings
            One a row, with exactly the declared columns; None where a value is missing.

        Returns
        -------
        Table
            A column of integers that lacks a value is of pandas' type `Int64`.

        Raises
        ------
        ValueError
            A row has other columns than the declared ones.
        """
        import pandas as pd

        given = list(rows)
        names = [column.name for column in self.columns]
        for row in given:
            if row.keys() != set(names):
                raise ValueError(f"{self.name}: not as declared: {sorted(row.keys() ^ set(names))}")
        frame = pd.DataFrame(given, columns=names)
        for column in self.columns:
            if column.type == "integer" and frame[column.name].isna().any():
                frame[column.name] = frame[column.name].astype("Int64")
        return Table(self, frame)


@dataclass(frozen=True)
class Table:
    """A declared table with its rows; `frame` has the declared columns in their order."""

    declaration: Declaration
    frame: pd.DataFrame

    @property
    def name(self) -> str:
        """Name of the table."""
        return self.declaration.name

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """The rows as plain data; None where a value is missing.

        Returns
        -------
        list of dict
            A mapping a row, by name of column.
        """
        import pandas as pd

        return [
            {str(name): None if pd.isna(value) else value for name, value in row.items()}
            for row in self.frame.to_dict("records")
        ]

    def as_rich(self) -> RichTable:
        """Return the printed table.

        Returns
        -------
        rich.table.Table
            The columns of `Declaration.printed`, at most `Declaration.most` rows.
        """
        declared = self.declaration
        texts = [[one.text(row) for one in declared.printed] for row in self.rows[: declared.most]]
        types = {column.name: column.type for column in declared.columns}
        left = [types[one.column] == "string" for one in declared.printed]
        return plain_table([one.heading for one in declared.printed], texts, left)

    @property
    def below(self) -> str:
        """Text below the printed table: how many rows are not shown, and the legend.

        Returns
        -------
        str
            Lines of text; empty where there is nothing to say.
        """
        most = self.declaration.most
        more = len(self.frame) - most if most is not None else 0
        lines = [f"and {more:,} more, all with --out"] if more > 0 else []
        return "\n".join([*lines, *filter(None, [self.declaration.legend])])


def text(name: str, description: str) -> Column:
    """Return a column of text.

    Parameters
    ----------
    name : str
        Name of the column in the file.
    description : str
        What it holds, without a full stop.

    Returns
    -------
    Column
        Of type `string`, its unit `name`.
    """
    return Column(name, "string", "name", description)


def integer(name: str, unit: str, description: str) -> Column:
    """Return a column of whole numbers.

    Parameters
    ----------
    name, unit, description : str
        Name of the column in the file, unit of its values, and what they are.

    Returns
    -------
    Column
        Of type `integer`.
    """
    return Column(name, "integer", unit, description)


def real(name: str, unit: str, description: str) -> Column:
    """Return a column of real numbers.

    Parameters
    ----------
    name, unit, description : str
        Name of the column in the file, unit of its values, and what they are.

    Returns
    -------
    Column
        Of type `number`.
    """
    return Column(name, "number", unit, description)


def estimated(name: str, unit: str, description: str, level: str = "95%") -> tuple[Column, Column, Column]:
    """Return three columns: an estimate, and the limits of its interval as `NAME_low` and `NAME_high`.

    Parameters
    ----------
    name, unit, description : str
        Name of the estimate's column, unit of all three, and what is estimated.
    level : str
        Level of the interval, as it is described.

    Returns
    -------
    tuple of Column
        Estimate, lower limit, upper limit.
    """
    limits = (f"{end} limit of the {level} interval of {name}" for end in ("Lower", "Upper"))
    low, high = (real(f"{name}_{end}", unit, words) for end, words in zip(("low", "high"), limits))
    return real(name, unit, description), low, high


def codebook(declarations: Iterable[Declaration]) -> pd.DataFrame:
    """Return what the columns of tables hold, a row a column.

    Parameters
    ----------
    declarations : iterable of Declaration
        The tables, in the order in which they are listed.

    Returns
    -------
    DataFrame
        Columns `table, column, type, unit, description`.
    """
    import pandas as pd

    rows = [
        (table.name, column.name, column.type, column.unit, column.description)
        for table in declarations
        for column in table.columns
    ]
    return pd.DataFrame(rows, columns=["table", "column", "type", "unit", "description"])


def markdown(declaration: Declaration) -> str:
    """Return the documentation of a table's columns in Markdown; an estimate and its limits share a row.

    Parameters
    ----------
    declaration : Declaration
        A table; vertical bars in its descriptions are written as `/`.

    Returns
    -------
    str
        A table of three columns: `column`, `unit`, `meaning`.
    """
    lines = ["| column | unit | meaning |", "|---|---|---|"]
    names = {column.name for column in declaration.columns}
    limits = {f"{name}_{end}" for name in names for end in ("low", "high")} & names
    for column in declaration.columns:
        if column.name in limits:
            continue
        also = f", `{column.name}_low`, `{column.name}_high`" if f"{column.name}_low" in names else ""
        unit = "" if column.type == "string" else column.unit
        lines.append(f"| `{column.name}`{also} | {unit} | {column.description.replace('|', '/')} |")
    return "\n".join(lines)


def plain_table(headings: Sequence[str], rows: Iterable[Sequence[str]], left: Sequence[bool]) -> RichTable:
    """Return a table without frame or colours.

    Parameters
    ----------
    headings : sequence of str
        Texts above the columns, from left to right.
    rows : iterable of sequences of str
        The cells of each row, as many as there are headings.
    left : sequence of bool
        Whether a column stands on the left; numbers stand on the right.

    Returns
    -------
    rich.table.Table
        In the given order of rows and columns.
    """
    from rich import box
    from rich.table import Table as RichTable

    table = RichTable(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0))
    for heading, words in zip(headings, left, strict=True):
        table.add_column(heading, justify="left" if words else "right")
    for row in rows:
        table.add_row(*row)
    return table
