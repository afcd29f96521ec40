from __future__ import annotations

import json
import os
import subprocess
import sys
import time

import pytest

from sim.cli.app import COMMANDS

HEAVY = ("numba", "numpy", "pandas", "scipy", "pyarrow", "mesa", "matplotlib")


def seconds(*command: str) -> float:
    def once() -> float:
        start = time.perf_counter()
        subprocess.run([sys.executable, *command], capture_output=True, check=True)
        return time.perf_counter() - start

    return min(once() for _ in range(5))


def test_help_lists_every_command_with_what_it_does(sim):
    result = sim("--help")
    assert result.returncode == 0
    assert result.stderr == ""
    for name, summary in COMMANDS.items():
        assert f"  {name} " in result.stdout
        assert summary in result.stdout


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_help_has_an_example(sim, command):
    result = sim(*command.split(), "--help")
    assert result.returncode == 0
    assert f"Example: sim {command}" in result.stdout


def test_help_starts_within_three_tenths_of_a_second_of_a_bare_interpreter():
    assert seconds("-m", "sim.cli.app", "--help") - seconds("-c", "pass") < 0.3


@pytest.mark.parametrize(
    "arguments", [["--help"], ["run", "--help"], ["validate", "calm.yaml"], ["--version"]]
)
def test_what_needs_no_numbers_imports_no_numbers(calm, arguments):
    code = (
        "import sys, json\nfrom sim.cli.app import main\n"
        f"try:\n    main({arguments})\n"
        f"finally:\n    print(json.dumps([name for name in {HEAVY} if name in sys.modules]))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=calm.parent, capture_output=True, text=True, check=True
    )
    assert json.loads(result.stdout.splitlines()[-1]) == []


def test_the_version_is_said(sim):
    result = sim("--version")
    assert (result.returncode, result.stdout) == (0, "sim 0.1.0\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["rnu"], "Did you mean 'run'?"),
        (["run"], "PATH"),
        (["run", "calm.yaml", "--wrokers", "2"], "--workers"),
        (["run", "calm.yaml", "--workers", "0"], "1"),
        (["run", "calm.yaml", "--runs", "0"], "1 to 1000000000"),
        (["run", "calm.yaml", "--runs", "many"], "--runs"),
        (["run", "calm.yaml", "--months", "241"], "240"),
        (["run", "calm.yaml", "--format", "xls"], "parquet"),
        (["run", "calm.yaml", "--minds", "kremlin=clever"], "quantal"),
        (["run", "calm.yaml", "--set", "strength_csot=1"], "strength_cost"),
        (["run", "calm.yaml", "--cluster", "tcp://x:1"], "--cluster"),
        (["run", "clam.yaml"], "calm.yaml"),
        (["run", "calm.yaml", "calm.yaml"], "calm"),
        (["run", "."], "calm.yml"),
        (["run", "calm.yaml", "--out", "calm.yaml"], "is a file"),
    ],
)
def test_bad_usage_is_said_with_what_is_allowed_and_nothing_is_written(sim, calm, arguments, said):
    if arguments == ["run", "."]:
        calm.with_suffix(".yml").write_text("name: calm\nruns: lots\n")
    before = sorted(calm.parent.rglob("*"))
    result = sim(*arguments)
    assert result.returncode == 2
    assert said in result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    assert sorted(calm.parent.rglob("*")) == before


@pytest.mark.parametrize("place", [0, 1, 2])
def test_debug_shows_where_an_error_comes_from_wherever_it_stands(sim, place):
    arguments = ["run", "nowhere.yaml"]
    arguments.insert(place, "--debug")
    assert "Traceback" in sim(*arguments).stderr


def test_an_internal_error_is_one_line_and_exit_code_1():
    code = (
        "import sim.cli.app as app\n"
        "def fail(name): raise ZeroDivisionError('of ours')\n"
        "app.imported = fail\napp.main(['run', 'x'])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert result.stderr.splitlines() == [
        "internal error: ZeroDivisionError: of ours; --debug shows where it comes from"
    ]


def test_a_reader_that_has_seen_enough_is_no_error():
    reading, writing = os.pipe()
    with subprocess.Popen(
        [sys.executable, "-m", "sim.cli.app", "schema"], stdout=writing, stderr=subprocess.PIPE, text=True
    ) as process:
        os.close(reading)
        os.close(writing)
        _, errors = process.communicate()
    assert errors == ""
    assert process.returncode == 0
