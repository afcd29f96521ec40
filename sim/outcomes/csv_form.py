"""How a CSV file from elsewhere is written: its encoding, separator, decimal sign and lines before the head.

What is found has to be unambiguous; anything else is refused with a message that says what was found. A `;`,
a tab or `|` between cells, a first line `sep=;`, lines that begin with `#`, a byte order mark and decimal
commas are recognised.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sim.characters import encoding_of
from sim.errors import ResultsError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SAMPLE = 2**18  # bytes of a file that are looked at
LINES = 200  # lines of them, below the head
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
MOST_COLUMNS = 10_000
COMMENT = "#"
MISSING = (
    *(
        "",
        "NA",
        "N/A",
        "n/a",
        "NaN",
        "nan",
        "-NaN",
        "-nan",
        "NULL",
        "Null",
        "null",
        "None",
        "<NA>",
    ),  # R, pandas
    *("#N/A", "#N/A N/A", "#NA", "1.#IND", "-1.#IND", "1.#QNAN", "-1.#QNAN"),
    *("#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!"),  # spreadsheets
    *(".", *(f".{letter}" for letter in "abcdefghijklmnopqrstuvwxyz")),  # Stata
    *("-", "--"),
)
_COMMA = re.compile(r"[-+]?[0-9]+,[0-9]+(?:[eE][-+]?[0-9]+)?")
_POINT = re.compile(r"[-+]?[0-9]*\.[0-9]+(?:[eE][-+]?[0-9]+)?")
_NUMBER = re.compile(r"[-+]?(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+)(?:[eE][-+]?[0-9]+)?")
_THOUSANDS = re.compile(
    r"[-+]?[1-9][0-9]{0,2}(?:(,[0-9]{3})+(?:\.[0-9]*)?|(\.[0-9]{3})+,[0-9]*|([ '][0-9]{3})+)"
)
_MAYBE_THOUSANDS = re.compile(r"[-+]?[1-9][0-9]{0,2},[0-9]{3}")


class Cell(NamedTuple):
    """A cell of the sample: its row (from 1, below the head), the name of its column, its text."""

    row: int
    column: str
    text: str


@dataclass(frozen=True, slots=True)
class CsvForm:
    """How a CSV file is written; `skipped` is the number of lines above the head."""

    separator: str = ","
    decimal: str = "."
    skipped: int = 0


def form_of(content: bytes, source: str) -> CsvForm:
    """How a CSV file is written that begins with `content` (up to `SAMPLE` bytes).

    Parameters
    ----------
    content : bytes
        First bytes of the file; fewer than `SAMPLE` count as all of it.
    source : str
        Name of the file in messages.

    Returns
    -------
    CsvForm
        Separator, decimal sign and number of lines above the head.

    Raises
    ------
    ResultsError
        It is no text in UTF-8, or more than one reading fits.
    """
    lines = _lines(content, source)
    separator, skipped = None, 0
    if lines and (found := re.fullmatch(r"sep=(.)\s*", lines[0])):
        separator, skipped = found[1], 1
    while skipped < len(lines) and (lines[skipped].startswith(COMMENT) or not lines[skipped].strip()):
        skipped += 1
    if skipped == len(lines):
        raise ResultsError(f"{source}: empty; a table with a head and a row a run")
    kept = [line for line in lines[skipped:] if line.strip() and not line.startswith(COMMENT)][: LINES + 1]
    if separator is None:
        separator = _separator(kept, skipped + 1, source)
    elif separator not in SEPARATORS:
        raise ResultsError(
            f"{source}:1: sep={separator}: no separator of cells; {', '.join(SEPARATORS.values())}"
        )
    head, *rows = _rows(kept, separator)
    check_width(len(head), source)
    if all(_NUMBER.fullmatch(cell.strip()) for cell in head):
        raise ResultsError(
            f"{source}:{skipped + 1}: no names of columns but {separator.join(head)[:60]}; "
            "the first line names the columns"
        )
    return CsvForm(separator, _decimal(head, rows, separator, source), skipped)


def check_width(columns: int, source: str) -> None:
    """Refuse a table with more columns than can be read in decent time.

    Parameters
    ----------
    columns : int
        Number of columns.
    source : str
        Name of the table in messages.

    Raises
    ------
    ResultsError
        There are too many.
    """
    if columns > MOST_COLUMNS:
        raise ResultsError(
            f"{source}: {columns:,} columns; at most {MOST_COLUMNS:,} can be read: keep those that matter"
        )


def _lines(content: bytes, source: str) -> list[str]:
    """The whole lines of the sample."""
    if encoding := encoding_of(content):
        raise ResultsError(f"{source}: {encoding}; save it as UTF-8")
    if b"\0" in content:
        line = content.count(b"\n", 0, content.index(b"\0")) + 1
        raise ResultsError(f"{source}:{line}: holds a zero byte; a CSV file is text")
    try:
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(content, final=len(content) < SAMPLE)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ResultsError(f"{source}:{line}: not UTF-8; save it as UTF-8") from None
    lines = io.StringIO(text, newline=None).read().split("\n")
    return lines if len(content) < SAMPLE or len(lines) == 1 else lines[:-1]


def _rows(lines: Sequence[str], separator: str) -> list[list[str]]:
    try:
        return list(csv.reader(lines, delimiter=separator))
    except csv.Error:  # reported where the file is read
        return [lines[0].split(separator)]


def _separator(lines: Sequence[str], line: int, source: str) -> str:
    """The only sign that stands in the head and cuts every line into as many cells as the head."""
    in_head = [sign for sign in SEPARATORS if len(_rows(lines[:1], sign)[0]) > 1]
    if len(in_head) < 2:
        return in_head[0] if in_head else ","
    even = [sign for sign in in_head if len({len(row) for row in _rows(lines, sign)}) == 1]
    if len(even) == 1:
        return even[0]
    found = " and ".join(SEPARATORS[sign] for sign in in_head)
    raise ResultsError(
        f"{source}:{line}: what stands between the cells? The head has {found}; "
        "a first line such as sep=; decides it"
    )


def _decimal(head: Sequence[str], rows: Sequence[Sequence[str]], separator: str, source: str) -> str:
    """The decimal sign: a comma where some number has one and none has a point."""
    cells = list(_cells(head, rows))
    commas = [cell for cell in cells if _COMMA.fullmatch(cell.text)]
    if separator == "," or not commas:
        return "."
    points = [cell for cell in cells if _POINT.fullmatch(cell.text)]
    if points:
        raise ResultsError(
            f"{source}: decimal commas and points: {_shown(commas[0])} and {_shown(points[0])}"
        )
    if all(_MAYBE_THOUSANDS.fullmatch(cell.text) for cell in commas):
        raise ResultsError(
            f"{source}: {_shown(commas[0])}: a decimal comma, or one between thousands? Save it with points, "
            "and nothing between thousands"
        )
    return ","


def _cells(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[Cell]:
    for number, row in enumerate(rows, 1):
        for name, text in zip(head, row, strict=False):
            yield Cell(number, name.strip(), text.strip())


def _shown(cell: Cell) -> str:
    return f"{cell.text[:40]} in row {cell.row}, column {cell.column}"


def word_reason(text: str) -> str:
    """Why a cell is no number, for a message.

    Parameters
    ----------
    text : str
        Text of the cell.

    Returns
    -------
    str
        The cell in quotes, at most 40 characters of it, and what it is instead of a number.
    """
    text = text.strip()
    short = text if len(text) <= 40 else f"{text[:37]}..."
    if _THOUSANDS.fullmatch(text) or _COMMA.fullmatch(text):
        return f"{short!r}, which may have a separator of thousands"
    return f"{short!r}, which is no number"
