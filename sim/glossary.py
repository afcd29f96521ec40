"""GLOSSARY.md, from seeds/: `python -m sim.glossary` writes it anew.

Terms of the field stand in seeds/glossary.yaml. Quantities and columns of the results are explained by their
own entries in seeds/parameters, seeds/initial and seeds/measures.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.quantities import initial, monthly_measures, parameters, run_measures
from sim.quantities.reading import read_entries
from sim.shipped import shipped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.quantities import Measure, Quantity

GLOSSARY = Path(__file__).with_name("GLOSSARY.md")
INTRODUCTION = """\
# Glossary

Generated from [seeds/](../seeds/README.md) by `python -m sim.glossary`. Values, ranges and symbols of the
quantities are in [MODEL.md](MODEL.md).

[Terms](#terms), [parameters](#parameters), [initial state](#initial-state),
[metrics of a run](#metrics-of-a-run), [measures of a month](#measures-of-a-month).
"""


def glossary() -> str:
    """Return the text of GLOSSARY.md as the seeds have it now.

    Returns
    -------
    str
        Markdown: the terms of the field, then a table for each kind of quantity and measure.

    Raises
    ------
    SimError
        An entry of seeds/glossary.yaml lacks a field or has an unknown one.
    """
    sections = (
        INTRODUCTION,
        section("Terms", ("term", "definition", "in this program", "source"), terms()),
        section("Parameters", ("label", "name", "unit", "meaning"), map(cells, parameters().values())),
        section("Initial state", ("label", "name", "unit", "meaning"), map(cells, initial().values())),
        section("Metrics of a run", ("label", "name", "unit", "meaning"), map(cells, run_measures())),
        section("Measures of a month", ("label", "name", "unit", "meaning"), map(cells, monthly_measures())),
    )
    return "\n".join(sections)


def terms() -> list[tuple[str, ...]]:
    """Return the terms of the field in alphabetical order.

    Returns
    -------
    list of tuple of str
        Term, definition, what it is in this program, sources.

    Raises
    ------
    SimError
        An entry lacks its definition or its sources, or has an unknown field.
    """
    required = ("definition", "sources")
    found = []
    for entry in read_entries(shipped("seeds") / "glossary.yaml"):
        entry.expect((*required, "here"), required)
        sources = "; ".join(entry.texts("sources"))
        found.append((entry.name, entry.text("definition"), entry.text("here"), sources))
    return sorted(found, key=lambda term: term[0].lower())


def cells(entry: Quantity | Measure) -> tuple[str, ...]:
    """Return the cells of a quantity or measure.

    Parameters
    ----------
    entry : Quantity or Measure
        An entry of seeds/; its label is its name in words, its name where it has no label.

    Returns
    -------
    tuple of str
        Label, name, unit and description.
    """
    label = getattr(entry, "label", "") or entry.name.replace("_", " ")
    return label, f"`{entry.name}`", entry.unit, entry.description


def section(title: str, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a heading with a table below it.

    Parameters
    ----------
    title : str
        The heading.
    columns : tuple of str
        The head of the table.
    rows : iterable of tuple of str
        A cell for each column; `|` is escaped.

    Returns
    -------
    str
        Markdown that ends with a line break.
    """
    lines = (columns, ("---",) * len(columns), *rows)
    table = "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |\n" for row in lines)
    return f"## {title}\n\n{table}"


def main() -> None:
    """Write GLOSSARY.md anew."""
    GLOSSARY.write_text(glossary(), encoding="utf-8")


if __name__ == "__main__":
    main()
