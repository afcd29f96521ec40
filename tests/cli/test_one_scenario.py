"""Commands that look into one scenario refuse the many of a sweep."""

from __future__ import annotations

import pytest

COMMANDS = (
    ("patterns", "--only", "F1"),
    ("sensitivity", "--metric", "implemented_index"),
    ("robustness", "--finding", "F1"),
    ("threshold", "--of", "F2", "--over", "leak"),
    ("tournament",),
)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_sweep_is_refused_since_it_is_many_scenarios(sim, tmp_path, command):
    file = tmp_path / "many.yaml"
    file.write_text("name: many\nsweep: {grid: {leak: [0, 0.1]}}\n", encoding="utf-8")
    done = sim(command[0], str(file), *command[1:])
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "many: a sweep is many scenarios; write one of its points as a scenario\n"
