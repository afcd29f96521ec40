"""The API reference is built from docstrings that are whole."""

from __future__ import annotations

import subprocess
import sys
from types import ModuleType

from sim.reference import faults, resolves, unnamed_arguments


def test_the_reference_is_built_without_a_warning(tmp_path) -> None:
    command = [sys.executable, "-m", "sim.reference", "--out", str(tmp_path / "reference")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    pages = {path.relative_to(tmp_path / "reference").as_posix() for path in tmp_path.rglob("*.html")}
    assert {"index.html", "sim.html", "sim/errors.html", "sim/testing.html", "sim/theory/nash.html"} <= pages
    text = (tmp_path / "reference" / "sim.html").read_text(encoding="utf-8")
    assert all(
        f'id="{name}"' in text for name in ("run", "compare", "trace", "load", "Model", "Scenario.value")
    )


def test_an_argument_that_is_not_named_is_found() -> None:
    def described(one, two, *rest, other=0):
        """Say something.

        Parameters
        ----------
        one, *rest
            Numbers; two is not among them.

        Returns
        -------
        other
            Of another section.
        """

    assert unnamed_arguments(described) == ["two", "other"]


def test_a_name_that_does_not_exist_is_found() -> None:
    assert resolves("sim.theory.nash.on_menu")
    assert resolves("sim.scenario.Scenario.value")
    assert not resolves("sim.theory.nash.on_table")
    assert not resolves("sim.insight")
    module = ModuleType("made_up", "See `sim.insight`.")
    assert faults([module]) == ["made_up: `sim.insight` does not exist"]
