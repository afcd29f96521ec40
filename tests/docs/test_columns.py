"""results/README.md documents the columns of every table as they are declared."""

from __future__ import annotations

import pytest

from sim.errors import SimError
from sim.output.documentation import DOCUMENT, MARKED, rewritten

TEXT = DOCUMENT.read_text(encoding="utf-8")


def test_the_columns_are_those_of_the_declarations() -> None:
    assert rewritten(TEXT) == TEXT, "run: python -m sim.output.documentation"


def test_there_are_tables_of_columns() -> None:
    assert MARKED.search(TEXT)


def test_a_marker_that_names_no_declaration_is_an_error() -> None:
    with pytest.raises(SimError, match="no declaration"):
        rewritten("<!-- columns: sim.output.table:codebook -->\n<!-- /columns -->")
