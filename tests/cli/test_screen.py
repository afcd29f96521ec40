"""Tables in terminals of any width: nothing of a cell is lost, and no number is broken."""

import io
import re
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich import box
from rich.table import Table

from sim.output.screen import show
from tests.whole_tables import WIDTHS, check

NAMES = st.text("abcdefgh_-/. ", min_size=1, max_size=50).map(str.strip)
NUMBERS = st.floats(-1e9, 1e9).map(lambda value: f"{value:+.4g}")
PAIRS = st.tuples(NUMBERS, NUMBERS).map(" to ".join)
CELLS = {"words": NAMES, "figures": NUMBERS, "intervals": PAIRS}


def table_of(headings, rows, justified):
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0))
    for heading, justify in zip(headings, justified, strict=True):
        table.add_column(heading, justify=justify)
    for row in rows:
        table.add_row(*row)
    return table


def printed(table, width, dispensable=()):
    said = io.StringIO()
    with redirect_stdout(said):
        show(table, width, dispensable)
    return said.getvalue()


@given(st.data())
def test_every_cell_is_whole_or_its_column_is_named(data):
    kinds = data.draw(st.lists(st.sampled_from(sorted(CELLS)), min_size=1, max_size=12))
    headings = [f"{data.draw(st.text('xyz ', max_size=12)).strip()}{place}" for place in range(len(kinds))]
    rows = data.draw(st.lists(st.tuples(*(CELLS[kind] for kind in kinds)), max_size=6))
    table = table_of(headings, rows, ["left" if kind == "words" else "right" for kind in kinds])
    for width in WIDTHS:
        check(table, printed(table, width), width)


def test_where_there_is_no_terminal_nothing_is_wrapped_or_left_out():
    row = ["a_name_that_goes_on_and_on" * 3, *(f"{value:.6f}" for value in range(40))]
    said = printed(table_of(row, [row], ["left"] * 41), None)
    assert said.splitlines()[-1].split() == row


def test_columns_that_can_be_spared_go_first_and_the_first_column_stays():
    headings = ["name", "first", "second", "third"]
    table = table_of(headings, [["n" * 10, "1" * 30, "2" * 20, "3" * 20]], ["left", *["right"] * 3])
    said = printed(table, 60, ["first"])
    assert "left out, for want of room: first (" in said
    assert "2" * 20 in said
    assert "n" * 10 in printed(table, 12)


@pytest.mark.parametrize("text", ["[red]warning[/red]", "[bold", ":smile:", "[/]"])
def test_a_cell_is_no_markup(text):
    assert text in printed(table_of([text], [[text]], ["left"]), 80)


@pytest.mark.parametrize("steering", ["\x1b[31m", "\x9b", "\r", "\u202e", "\udcff"])
def test_a_cell_steers_no_terminal(steering):
    said = printed(table_of([f"a{steering}b"], [[f"a{steering}b"]], ["left"]), 80)
    assert said.replace("\n", "").isprintable()


def test_tables_are_printed_in_one_place():
    source = Path(__file__).parents[2] / "sim"
    others = [
        path.name
        for path in source.rglob("*.py")
        if re.search(r"Console\(", path.read_text()) and path.name not in ("screen.py", "progress.py")
    ]
    assert others == []
