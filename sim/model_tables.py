"""The tables of MODEL.md, from seeds/: `python -m sim.model_tables` writes them anew.

Prose and equations are written by hand and name no numbers. Every number stands in seeds/ and is shown in a
table between the markers `<!-- table: society -->` and `<!-- /table -->`. A group of parameters is named by
its file in seeds/parameters, a group of initial quantities as `initial/society`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import SimError
from sim.quantities import initial, parameters

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.quantities import Quantity

MODEL = Path(__file__).with_name("MODEL.md")
MARKED = re.compile(r"(?P<begin><!-- table: (?P<group>\S+) -->\n).*?(?P<end><!-- /table -->)", re.DOTALL)
COLUMNS = ("name", "symbol", "unit", "central", "low to high", "claims", "meaning")
SENTENCE_END = re.compile(r"(?<=[\w)])\. (?=[A-Z])")


def groups() -> dict[str, tuple[Quantity, ...]]:
    """Return the quantities of every table by its name, each group in alphabetical order.

    Returns
    -------
    dict of str to tuple of Quantity
        By name of the file in seeds/parameters, or `initial/GROUP`.
    """
    found: dict[str, list[Quantity]] = {}
    for quantity in (*parameters().values(), *initial().values()):
        name = quantity.group if quantity.kind == "parameter" else f"initial/{quantity.group}"
        found.setdefault(name, []).append(quantity)
    return {name: tuple(members) for name, members in found.items()}


def rewritten(text: str) -> str:
    """Return a document with each table between its markers as the seeds have it now.

    Parameters
    ----------
    text : str
        Markdown with markers, as MODEL.md has it.

    Returns
    -------
    str
        The document; what stands outside the markers is unchanged.

    Raises
    ------
    SimError
        A marker names a group that does not exist.
    """
    known = groups()

    def one(match: re.Match[str]) -> str:
        group = match["group"]
        if group not in known:
            raise SimError(f"no group {group!r} in seeds/; there are {', '.join(sorted(known))}")
        return f"{match['begin']}\n{table(known[group])}\n{match['end']}"

    return MARKED.sub(one, text)


def table(quantities: Iterable[Quantity]) -> str:
    """Return a markdown table with a row a quantity.

    Parameters
    ----------
    quantities : iterable of Quantity
        Rows of the table, in this order.

    Returns
    -------
    str
        Markdown with the columns of `COLUMNS`, which ends with a line break.
    """
    rows = [COLUMNS, ("---",) * len(COLUMNS), *map(cells, quantities)]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def cells(quantity: Quantity) -> tuple[str, ...]:
    """Return the cells of a quantity's row, in the order of the columns.

    Parameters
    ----------
    quantity : Quantity
        A parameter or an initial quantity.

    Returns
    -------
    tuple of str
        A text for each of `COLUMNS`; `|` is escaped.
    """
    texts = (
        f"`{quantity.name}`",
        quantity.symbol,
        quantity.unit,
        central(quantity),
        plausible(quantity),
        " ".join(quantity.claims),
        SENTENCE_END.split(quantity.description)[0].rstrip("."),
    )
    return tuple(text.replace("|", "\\|") for text in texts)


def central(quantity: Quantity) -> str:
    """Return the value that is played unless a scenario says otherwise: of a list, entry by entry.

    Parameters
    ----------
    quantity : Quantity
        A parameter or an initial quantity.

    Returns
    -------
    str
        Numbers in the unit of the quantity, the name of a level, or the quantity whose value is taken.
    """
    if quantity.default_from:
        return f"as `{quantity.default_from}`"
    if quantity.levels:
        return next(level for level in quantity.levels if quantity.level_value(level) == quantity.central[0])
    return by_member(quantity, map(number, quantity.central))


def plausible(quantity: Quantity) -> str:
    """Return the plausible range, or the names of the levels where there is no scale.

    Parameters
    ----------
    quantity : Quantity
        A parameter or an initial quantity.

    Returns
    -------
    str
        Numbers in the unit of the quantity: `0.1 to 0.3`, one number where both bounds are equal.
    """
    if quantity.levels:
        return ", ".join(quantity.levels)
    spans = (
        number(low) if low == high else f"{number(low)} to {number(high)}"
        for low, high in zip(quantity.low, quantity.high, strict=True)
    )
    return by_member(quantity, spans)


def by_member(quantity: Quantity, texts: Iterable[str]) -> str:
    """Return the texts of a list's entries, each with the entry's name; of a single number as they are.

    Parameters
    ----------
    quantity : Quantity
        A parameter or an initial quantity.
    texts : iterable of str
        One for each entry of the quantity.

    Returns
    -------
    str
        `RM 0.1, CR 0.2` for a list.
    """
    if not quantity.members:
        return " ".join(texts)
    return ", ".join(f"{member} {text}" for member, text in zip(quantity.members, texts, strict=True))


def number(value: float) -> str:
    """Return a number as short as four digits allow.

    Parameters
    ----------
    value : float
        Any finite number.

    Returns
    -------
    str
        From 1000 on without decimals and with commas between thousands.
    """
    return f"{value:.4g}" if abs(value) < 1000 else f"{value:,.0f}"


def main() -> None:
    """Write the tables of MODEL.md anew."""
    MODEL.write_text(rewritten(MODEL.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
