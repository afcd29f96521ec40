"""Every example in a docstring runs, and prints what it says."""

from __future__ import annotations

import doctest
from importlib import import_module
from pathlib import Path

import pytest

import sim

PACKAGE = Path(sim.__file__).parent
WITH_EXAMPLES = sorted(
    ".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
    for file in PACKAGE.rglob("*.py")
    if ">>>" in file.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_the_examples_of_a_module_run_as_they_stand(name, capsys):
    failed, tried = doctest.testmod(import_module(name))
    assert tried > 0, "no docstring of this module holds its example"
    assert failed == 0, capsys.readouterr().out
