"""MODEL.md says what the code and the seeds say: tables, order of the month, names, claims."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest

from sim.errors import SimError
from sim.model_tables import MARKED, MODEL, groups, rewritten
from sim.quantities import initial, parameters
from sim.quantities.reading import read_entries
from sim.shipped import shipped

if TYPE_CHECKING:
    from pathlib import Path

SIM = MODEL.parent
TEXT = MODEL.read_text(encoding="utf-8")
PROSE = MARKED.sub("", TEXT)
WORDS = set(re.findall(r"\w+", PROSE))
CLAIMS = {entry.name for entry in read_entries(shipped("seeds") / "claims.yaml")}


def constant(file: Path, name: str) -> object:
    """The value of a constant of a module, read without importing it."""
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            return ast.literal_eval(node.value)
    raise LookupError(name)


def test_the_tables_are_those_of_the_seeds() -> None:
    assert rewritten(TEXT) == TEXT, "run: python -m sim.model_tables"


def test_every_group_of_the_seeds_has_its_table_once() -> None:
    assert sorted(match["group"] for match in MARKED.finditer(TEXT)) == sorted(groups())


def test_a_table_of_an_unknown_group_is_an_error() -> None:
    with pytest.raises(SimError, match="no group 'weather'"):
        rewritten("<!-- table: weather -->\n<!-- /table -->")


def test_writing_the_tables_twice_changes_nothing() -> None:
    assert rewritten(rewritten(TEXT)) == rewritten(TEXT)


def test_a_table_shows_name_symbol_unit_value_range_claims_and_meaning() -> None:
    empty = "<!-- table: society -->\n<!-- /table -->"
    row = next(line for line in rewritten(empty).splitlines() if "`grievance_pull`" in line)
    quantity = parameters()["grievance_pull"]
    for shown in (quantity.symbol, quantity.unit, f"{quantity.central[0]:g}", *quantity.claims):
        assert shown in row


def test_every_parameter_stands_in_an_equation_or_in_the_text() -> None:
    assert not set(parameters()) - WORDS


def test_every_initial_quantity_stands_in_the_text_by_its_name_or_its_symbol() -> None:
    assert not [name for name, quantity in initial().items() if not {name, quantity.symbol} & WORDS]


def test_the_order_of_the_month_is_that_of_the_code() -> None:
    steps = constant(SIM / "play" / "month.py", "STEP_ORDER")
    assert isinstance(steps, tuple)
    rows = re.findall(r"^\| (\d+) \| ([^|]+) \|", PROSE, re.MULTILINE)
    assert [row for row in rows if row[1] in steps] == [(str(k), step) for k, step in enumerate(steps, 1)]


def test_every_random_stream_is_listed() -> None:
    source = (SIM / "rules" / "draws.py").read_text(encoding="utf-8")
    block = source[source.index("(INIT,") : source.index("for stream in range")]
    streams = re.findall(r"\b[A-Z][A-Z_]+\b", block)
    section = PROSE[PROSE.index("### Random numbers") :]
    listed = re.findall(r"\b(\d+) ([A-Z][A-Z_]+)\b", section)
    assert listed == [(str(number), name) for number, name in enumerate(streams)]


def test_every_claim_has_its_place_in_the_mapping_and_no_other_is_named() -> None:
    mapping = PROSE[PROSE.index("## 8 From the briefing") : PROSE.index("## 9 ")]
    named = set(re.findall(r"\bC\d+b?\b", mapping))
    assert named == CLAIMS
    assert set(re.findall(r"\bC\d+b?\b", TEXT)) <= CLAIMS
