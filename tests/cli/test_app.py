from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys

import pytest

from sim.cli.app import COMMANDS

from .conftest import ENVIRONMENT, SIM

HEAVY = ("numba", "numpy", "pandas", "scipy", "pyarrow", "mesa", "matplotlib")


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


def test_a_system_error_is_told_with_its_place_and_exit_code_1():
    code = (
        "import sim.cli.app as app\n"
        "def fail(name): open('/dev/null/x')\n"
        "app.imported = fail\napp.main(['run', 'x'])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert result.stderr == "/dev/null/x: Not a directory; --debug shows where it comes from\n"


@pytest.mark.parametrize(("value", "debug"), [("0", False), ("false", False), ("", False), ("1", True)])
def test_debugging_may_be_switched_on_and_off_by_a_variable(value, debug):
    environment = {**os.environ, "SIM_DEBUG": value}
    command = [*SIM, "validate", "nowhere.yaml"]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ("Traceback" in result.stderr) == debug


def with_broken(stream, *arguments, cwd=None):
    """The command with a reader of `stdout` or `stderr` who has left; the other stream is returned."""
    reading, writing = os.pipe()
    os.close(reading)
    other = "stdout" if stream == "stderr" else "stderr"
    streams = {stream: writing, other: subprocess.PIPE}
    with subprocess.Popen([*SIM, *arguments], cwd=cwd, env=ENVIRONMENT, text=True, **streams) as process:
        os.close(writing)
        text = "".join(filter(None, process.communicate()))
    return process.returncode, text


@pytest.mark.parametrize("arguments", [["schema"], ["--help"], ["run", "--help"], ["--version"]])
def test_a_reader_that_has_seen_enough_is_no_error(arguments):
    assert with_broken("stdout", *arguments) == (0, "")


def test_a_reader_who_does_not_wait_for_the_table_is_no_error(calm):
    assert with_broken("stdout", "run", "calm.yaml", "--out", "out", "--quiet", cwd=calm.parent) == (0, "")
    assert (calm.parent / "out" / "datapackage.json").is_file()


def test_a_lost_reader_of_the_progress_does_not_lose_the_batch(calm):
    code, text = with_broken("stderr", "run", "calm.yaml", "--out", "out", cwd=calm.parent)
    assert code == 0
    assert "results: out" in text
    assert (calm.parent / "out" / "datapackage.json").is_file()


def test_a_lost_reader_of_the_errors_does_not_change_the_exit_code():
    assert with_broken("stderr", "run", "nowhere.yaml") == (2, "")


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_that_was_ignored_at_the_start_stays_ignored(stop):
    """As under `nohup`, or in the background of a script."""
    code = (
        "import os, sim.cli.app as app\n"
        f"def stopped(name): os.kill(os.getpid(), {int(stop)}); raise ZeroDivisionError('it went on')\n"
        "app.imported = stopped\napp.main(['run', 'x'])"
    )
    command = f"trap '' {stop.name.removeprefix('SIG')}; exec {shlex.join([sys.executable, '-c', code])}"
    result = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=False)
    assert "it went on" in result.stderr
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (130, "\ninterrupted\n")


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&-"])
def test_a_closed_stream_is_no_error(calm, closed):
    command = f"{shlex.join([*SIM, 'run', 'calm.yaml', '--out', 'out'])} {closed}"
    result = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=calm.parent,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0
    assert "Traceback" not in result.stderr
    assert (calm.parent / "out" / "datapackage.json").is_file()


def test_a_full_disk_under_the_output_is_told(calm):
    with open("/dev/full", "w") as full:  # noqa: PTH123 - as a shell opens it
        result = subprocess.run(
            [*SIM, "schema"], cwd=calm.parent, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert result.returncode == 1
    assert result.stderr == "No space left on device; --debug shows where it comes from\n"


@pytest.mark.parametrize(
    "arguments", [["run", "calm.yaml"], ["show", "calm.yaml"], ["trace", "calm.yaml", "--run", "0"]]
)
def test_a_terminal_that_knows_no_other_letters_is_no_error(calm, arguments):
    calm.write_text(calm.read_text() + "question: What if nothing changes – or all?\n", encoding="utf-8")
    environment = {**ENVIRONMENT, "PYTHONIOENCODING": "ascii", "COLUMNS": "40"}
    result = subprocess.run(
        [*SIM, *arguments], cwd=calm.parent, env=environment, capture_output=True, check=False
    )
    assert result.returncode == 0
    if arguments[0] == "run":
        assert "+-" in result.stdout.decode("ascii")
