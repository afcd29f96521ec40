"""The codebook of a batch: what `datapackage.json` says of every column, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.outcomes.datapackage import field_of, variables_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

    from sim.outcomes.columns import Column

HEADS = ("table", "column", "label", "unit", "type", "values", "description", "source")
NAMED_BY = {"monthly": "metric", "uncertainty": "metric", "panel": "variable"}  # column that names the rows


def codebook(tables: Mapping[str, Sequence[Column]]) -> pd.DataFrame:
    """Describe every column of some tables, and what stands in the rows of the long ones.

    Parameters
    ----------
    tables : mapping of str to sequence of Column
        The columns of each table, by its name (`outcomes`, `monthly`, ...).

    Returns
    -------
    pandas.DataFrame
        A row a column: table, column, label, unit, type, values (the labels it may hold, with commas between
        them), description, source (of a drawn quantity). A row of a long table is `metric=NAME` or
        `variable=NAME`.
    """
    import pandas as pd

    return pd.DataFrame(list(_rows(tables)), columns=HEADS)


def _rows(tables: Mapping[str, Sequence[Column]]) -> Iterator[tuple[str, ...]]:
    for table, columns in tables.items():
        for column in columns:
            yield _row(table, column.name, field_of(column))
        for variable in variables_of(table):
            yield _row(table, f"{NAMED_BY[table]}={variable.name}", field_of(variable))


def _row(table: str, column: str, field: Mapping[str, Any]) -> tuple[str, ...]:
    labels = ", ".join(field.get("constraints", {}).get("enum", ()))
    cells = (field["title"], field["unit"], field["type"], labels, field["description"])
    return (table, column, *cells, field.get("source", ""))
