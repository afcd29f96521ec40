"""Decisions that code and pages cite exist, each number once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "sim" / "DECISIONS.md").read_text(encoding="utf-8")
ENTRIES = re.findall(r"^\*\*(D\d+[a-e]?)\. ", TEXT, re.MULTILINE)
CITED = re.compile(r"Decisions? ((?:D\d+[a-e]?(?:, )?)+) in sim/DECISIONS\.md")
CITING = {
    path: CITED.findall(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "sim").rglob("*.py"))
}


def test_each_number_stands_once() -> None:
    assert len(ENTRIES) > 60
    assert len(set(ENTRIES)) == len(ENTRIES)


def test_every_entry_gives_context_decision_and_consequences() -> None:
    for entry in TEXT.split("\n**D")[1:]:
        assert all(part in entry for part in ("*Context:*", "*Decision:*", "*Consequences:*")), entry[:60]


@pytest.mark.parametrize(
    "path", [path for path, found in CITING.items() if found], ids=lambda path: path.stem
)
def test_a_decision_that_code_cites_exists(path) -> None:
    assert set(re.findall(r"D\d+[a-e]?", " ".join(CITING[path]))) <= set(ENTRIES)
