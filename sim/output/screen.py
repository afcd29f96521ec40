"""Tables on standard output: as wide as the terminal, with every cell whole.

A table that is too wide has its words wrapped: at spaces and inside names after `_`, `-`, `/` and `:`, but
never within a number. Where that is not enough, whole columns are left out and named below the table. Where
no terminal says how wide it is, nothing is wrapped or left out.
"""

from __future__ import annotations

import re
import shutil
import sys
from typing import TYPE_CHECKING, NamedTuple

from sim.characters import printable, shortened
from sim.output.streams import undisguised

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType
    from rich.table import Column, Table

GAP = 2  # blanks after each column: its padding, and the line between two columns, which is not drawn
LONGEST_CELL = 300  # characters; only a file from elsewhere has longer names
SHORT_HEADING = 8  # a heading of so many characters is not wrapped
LEAST_WORDS = 12  # a longer piece of a name may be broken anywhere
EASY_WORDS = 20  # so far words are wrapped before figures are
_BREAKS = re.compile(r"(?<=[A-Za-z0-9][_/:-])(?=[A-Za-z])")
_MOST_UNIT = 3  # letters in a number with its unit (`1e-05`, `7bn`); a piece with more is a name


class _Fitted(NamedTuple):
    """A column with its cells, and how wide it may and must be."""

    column: Column
    header: str
    cells: list[str]

    @property
    def natural(self) -> int:
        """The width at which no cell is wrapped."""
        return max(map(len, (self.header, *self.cells)))

    @property
    def least(self) -> int:
        """The width below which a number, or a short word, would be broken."""
        pieces = (piece for cell in (self.header, *self.cells) for piece in _pieces(cell))
        heading = len(self.header) if len(self.header) <= SHORT_HEADING else 0
        return max(heading, *map(_least, pieces), 0)

    @property
    def easy(self) -> int:
        """The width to which the column is wrapped before others are left as they are."""
        words = self.column.justify == "left"
        return max(self.least, min(self.natural, EASY_WORDS)) if words else self.natural


def columns() -> int | None:
    """Return how wide a table may be, in columns; None where there is no terminal.

    Returns
    -------
    int, optional
        Characters of a line of the terminal.
    """
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def show(shown: RenderableType, width: int | None, dispensable: Sequence[str] = ()) -> None:
    """Print a table, or several, in a width.

    Parameters
    ----------
    shown
        A table of plain text, or a group of tables and lines.
    width
        Columns of the terminal; None: as many as it takes.
    dispensable
        Headings of the columns that are left out first, in this order; then the last ones go.
    """
    for one in getattr(shown, "renderables", [shown]):
        if isinstance(one, str):
            sys.stdout.write(f"{one}\n")
        else:
            _show_table(one, width, dispensable)


def _show_table(table: Table, width: int | None, dispensable: Sequence[str]) -> None:
    undisguised(sys.stdout).write(text_of(table, width, dispensable))


def text_of(table: Table, width: int | None, dispensable: Sequence[str] = ()) -> str:
    """Return a table as text, with the names of columns that are left out below it.

    Parameters
    ----------
    table : Table
        A table of plain text, as rich has it.
    width : int, optional
        Columns of the terminal; None for as many as the table takes.
    dispensable : sequence of str
        Headings of the columns that are left out first, in this order; then the last ones go.

    Returns
    -------
    str
        Lines that end in a newline; the first column is always among them.
    """
    held = _held(table)
    kept, out = _room(held, width, dispensable)
    widths = _widths(kept, width)
    drawn = _drawn(_redrawn(table, kept, widths), sum(widths) + GAP * len(kept))
    if not out:
        return drawn
    needed = sum(one.natural + GAP for one in held)
    return (
        f"{drawn}left out, for want of room: {', '.join(one.header or 'marks' for one in out)} "
        f"({needed} columns show all of it, so does a pipe)\n"
    )


def _held(table: Table) -> list[_Fitted]:
    """Return the columns of a table with their texts."""
    return [
        _Fitted(column, _cell(column.header), [_cell(cell) for cell in column.cells])
        for column in table.columns
    ]


def _room(
    held: list[_Fitted], width: int | None, dispensable: Sequence[str]
) -> tuple[list[_Fitted], list[_Fitted]]:
    """Return the columns for which there is room, and the others; the first column always stays."""
    order = [one for heading in dispensable for one in held if one.header == heading]
    order += [one for one in reversed(held[1:]) if one not in order]
    out: list[_Fitted] = []
    for one in order:
        kept = [other for other in held if other not in out]
        if width is None or sum(other.least + GAP for other in kept) <= width:
            break
        out.append(one)
    return [one for one in held if one not in out], [one for one in held if one in out]


def _widths(kept: list[_Fitted], width: int | None) -> list[int]:
    """Return the width of each column: words give way first, as far as is easy, then figures, then words."""
    widths = [one.natural for one in kept]
    if width is None:
        return widths
    roomy = [max(one.least, min(one.natural, LEAST_WORDS)) for one in kept]
    for floors in ([one.easy for one in kept], roomy, [one.least for one in kept]):
        while sum(widths) + GAP * len(kept) > width:
            slack = [have - floor for have, floor in zip(widths, floors, strict=True)]
            if max(slack) <= 0:
                break
            widths[slack.index(max(slack))] -= 1
    return widths


def _redrawn(table: Table, kept: list[_Fitted], widths: list[int]) -> Table:
    """Return a table with its cells wrapped to the widths."""
    from rich.table import Table as RichTable

    drawn = RichTable(
        title=None if table.title is None else printable(str(table.title)),
        title_justify=table.title_justify,
        title_style=table.title_style,
        box=table.box,
        show_edge=table.show_edge,
        padding=(0, GAP if table.box is None else GAP - 1, 0, 0),
    )
    for one, width in zip(kept, widths, strict=True):
        header = "\n".join(_wrapped(one.header, width))
        drawn.add_column(header, justify=one.column.justify, width=width, no_wrap=True, overflow="fold")
    for position, row in enumerate(table.rows):
        wrapped = (_wrapped(one.cells[position], width) for one, width in zip(kept, widths, strict=True))
        cells = ["\n".join(lines) for lines in wrapped]
        drawn.add_row(*cells, style=row.style)
    return drawn


def _drawn(table: RenderableType, width: int) -> str:
    """Return a table as text: rich printing it itself would call a reader who has left a failure."""
    from rich.console import Console

    terminal = shutil.get_terminal_size().columns if sys.stdout.isatty() else 0
    console = Console(width=max(width + GAP, terminal), markup=False, emoji=False, highlight=False)
    with console.capture() as captured:
        console.print(table)
    return captured.get()


def _cell(given: RenderableType) -> str:
    return shortened(printable(str(given)), LONGEST_CELL)


def _pieces(cell: str) -> list[str]:
    """Return the parts between which a cell may be broken without a loss."""
    return [piece for word in cell.split() for piece in _BREAKS.split(word)]


def _least(piece: str) -> int:
    """Return how wide a piece must be: whole where it is a number."""
    named = sum(map(str.isalpha, piece)) > _MOST_UNIT
    return min(len(piece), LEAST_WORDS) if named else len(piece)


def _wrapped(cell: str, width: int) -> list[str]:
    """Return a cell as lines of at most `width` characters, indented like its first one."""
    if len(cell) <= width:
        return [cell]
    indent = cell[: len(cell) - len(cell.lstrip())]
    indent = indent if len(indent) <= width - LEAST_WORDS else ""
    lines, line = [], indent
    for word in cell.split():
        glue = " " if line.strip() else ""
        for piece in _broken(word, width - len(indent)):
            if len(line) + len(glue) + len(piece) > width and line.strip():
                lines.append(line)
                line, glue = indent, ""
            line += glue + piece
            glue = ""
    return [*lines, line]


def _broken(word: str, width: int) -> Iterable[str]:
    """Return the pieces of a word, those too long for a line folded."""
    for piece in _BREAKS.split(word):
        yield from (piece[start : start + width] for start in range(0, len(piece), max(width, 1)))
