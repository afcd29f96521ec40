"""Whether a table is printed whole: every cell in full, every number on one line, or the column is named."""

from __future__ import annotations

import io
import re
from collections import Counter
from contextlib import redirect_stdout
from itertools import accumulate
from typing import TYPE_CHECKING

from sim.output import screen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.table import Table

    Show = Callable[[Table, int | None, Sequence[str]], None]

WIDTHS = (60, 80, 200)
NUMBER = re.compile(r"^\W*\d[^A-Za-z]*$|^\W*\d[\d.,]*[a-z]{1,3}[\d+-]*\W*$")


def checked(show: Show) -> Show:
    """Return a function that prints a table, after a look at it in every width."""

    def looked_at(table: Table, width: int | None, dispensable: Sequence[str]) -> None:
        for columns in WIDTHS:
            said = io.StringIO()
            with redirect_stdout(said):
                show(table, columns, dispensable)
            check(table, said.getvalue(), columns, dispensable)
        show(table, width, dispensable)

    return looked_at


def check(table: Table, said: str, width: int, dispensable: Sequence[str] = ()) -> None:
    """Compare what was printed of a table in a width with its cells."""
    held = screen._held(table)
    kept, out = screen._room(held, width, dispensable)
    widths = screen._widths(kept, width)
    lines = said.splitlines()
    if out:
        note = next(line for line in lines if line.startswith("left out, for want of room: "))
        assert all((one.header or "marks") in note for one in out)
        lines = lines[: lines.index(note)]
    assert "…" not in said.replace("…", "", sum(cell.count("…") for one in held for cell in one.cells))
    body = lines[-sum(_height(kept, widths, row) for row in range(len(table.rows))) :] if table.rows else []
    starts = [0, *accumulate(width + screen.GAP for width in widths)]
    assert starts[-1] <= width, f"{starts[-1]} columns in a terminal of {width}"
    for one, start, space in zip(kept, starts, widths):
        shown = [line[start : start + space] for line in body]
        assert _squeezed(shown) == _squeezed(one.cells), one.header
        assert _numbers(one.cells) <= _numbers(shown), one.header


def _height(kept: Sequence[screen._Fitted], widths: Sequence[int], row: int) -> int:
    return max(len(screen._wrapped(one.cells[row], width)) for one, width in zip(kept, widths))


def _numbers(texts: Sequence[str]) -> Counter[str]:
    return Counter(number for text in texts for word in text.split() for number in NUMBER.findall(word))


def _squeezed(texts: Sequence[str]) -> str:
    return "".join("".join(text.split()) for text in texts)
