"""A few runs come out as they did when they were last pinned."""

from __future__ import annotations

from tests.baseline.played import moved, numbers, pinned
from tests.baseline.renew import with_entry

RENEW = 'if this is meant to be: python -m tests.baseline.renew --why "..."'


def test_a_few_runs_come_out_as_they_did():
    differences = moved(pinned(), numbers())
    assert not differences, "\n".join([*differences, RENEW])


def test_a_number_that_moved_is_named():
    old = {"a case, run 0": {"outcome": "rupture", "strength_end": 0.5}}
    new = {"a case, run 0": {"outcome": "rupture", "strength_end": 0.6}}
    assert moved(old, new) == ["a case, run 0: strength_end 0.5 -> 0.6"]
    assert moved(old, old) == []
    assert moved(old, {}) == ["a case, run 0: no longer pinned"]
    assert moved({}, new) == ["a case, run 0: newly pinned"]


def test_the_change_log_keeps_older_entries_below_the_newest():
    text = with_entry("# Title\n\nWhat it is.\n", "first", ["a, run 0: x 1 -> 2", "a, run 0: y 1 -> 2"])
    text = with_entry(text, "second", ["a, run 1: y 1 -> 2"])
    assert text.index("What it is.") < text.index("## second") < text.index("## first")
    assert "- a, run 0: 2" in text
