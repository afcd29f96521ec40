"""GLOSSARY.md is what the seeds say."""

from __future__ import annotations

from sim.glossary import GLOSSARY, glossary, terms
from sim.quantities import initial, monthly_measures, parameters, run_measures

TEXT = GLOSSARY.read_text(encoding="utf-8")


def test_the_glossary_is_that_of_the_seeds() -> None:
    assert glossary() == TEXT, "run: python -m sim.glossary"


def test_every_quantity_and_every_measure_has_a_row() -> None:
    names = [*parameters(), *initial(), *(measure.name for measure in (*run_measures(), *monthly_measures()))]
    assert not [name for name in names if f"| `{name}` |" not in TEXT]


def test_every_term_has_a_definition_and_a_source() -> None:
    assert len(terms()) > 30
    assert not [term for term, definition, _, source in terms() if not definition.endswith(".") or not source]
