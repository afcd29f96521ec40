from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import time

import pytest

from sim.batch.blocks import JOURNAL
from sim.batch.checkpoint import CHECKPOINT
from sim.batch.plan import make_plan
from sim.cli.progress import listening
from sim.outcomes.summary import METRIC_HEADINGS, OUTCOME_HEADINGS
from sim.scenario import load_scenario

from .conftest import ENVIRONMENT, SIM

SECONDS = 120  # for a busy machine
OUTCOMES = (
    "muddling_through",
    "deep_integration",
    "leader_replaced",
    "regime_collapse",
    "western_reopening",
    "rupture",
)


def results(folder):
    found = folder / "results"
    return sorted(path.name for path in found.iterdir()) if found.exists() else []


def test_a_run_ends_with_a_table_a_folder_and_the_next_command(sim, calm):
    result = sim("run", "calm.yaml")
    assert result.returncode == 0
    (name,) = results(calm.parent)
    assert name.startswith("calm-")
    assert "calm" in result.stdout
    assert "±" in result.stdout
    assert f"results/{name}" in result.stdout
    assert f"sim trace results/{name} --scenario calm --run 0" in result.stdout
    assert "30 of 30 runs" in result.stderr


def test_the_same_command_again_finds_it_complete(sim, calm):
    first = sim("run", "calm.yaml")
    (name,) = results(calm.parent)
    files = {path: path.stat().st_mtime_ns for path in (calm.parent / "results" / name).rglob("*")}
    second = sim("run", "calm.yaml")
    assert second.returncode == 0
    assert "complete" in second.stderr
    assert second.stdout == first.stdout
    assert {path: path.stat().st_mtime_ns for path in (calm.parent / "results" / name).rglob("*")} == files


def test_other_numbers_get_another_folder(sim, calm):
    sim("run", "calm.yaml")
    sim("run", "calm.yaml", "--seed", "5")
    assert len(results(calm.parent)) == 2


def test_out_puts_the_files_right_there(sim, calm):
    assert sim("run", "calm.yaml", "--out", "here", "--format", "parquet", "--panel", "2").returncode == 0
    names = {path.name for path in (calm.parent / "here").iterdir()}
    assert {"outcomes.parquet", "panel.parquet", "datapackage.json", "monthly.csv"} <= names
    assert results(calm.parent) == []


@pytest.mark.usefixtures("calm")
def test_json_is_the_only_thing_on_standard_output(sim):
    result = sim("run", "calm.yaml", "--json")
    (scenario,) = json.loads(result.stdout)["scenarios"]
    assert scenario["scenario"] == "calm"
    assert scenario["runs"] == 30
    assert set(scenario["outcomes"]) == set(OUTCOMES)
    assert sum(outcome["share"] for outcome in scenario["outcomes"].values()) == pytest.approx(1)
    assert scenario["metrics"]["pressure_mean"]["standard_error"] > 0


@pytest.mark.usefixtures("calm")
def test_quiet_leaves_only_the_result(sim):
    result = sim("run", "calm.yaml", "--quiet")
    assert result.stderr == ""
    assert "calm" in result.stdout
    assert "next:" not in result.stdout


@pytest.mark.parametrize("extra", [[], ["--json"]])
def test_a_dry_run_says_what_would_be_played_and_writes_nothing(sim, calm, extra):
    result = sim("run", "calm.yaml", "--dry-run", "--runs", "1000", *extra)
    assert result.returncode == 0
    assert list(calm.parent.iterdir()) == [calm]
    if extra:
        plan = json.loads(result.stdout)
        assert plan["dry_run"] is True
        assert plan["runs"] == 1000
    else:
        assert "calm: 1,000 runs of 6 months" in result.stdout


def test_a_shorter_run_says_which_events_it_drops(sim, calm):
    calm.write_text(calm.read_text() + "events:\n  - {month: 5, add: {mobilisation: 0.3}}\n")
    result = sim("run", "calm.yaml", "--months", "4")
    assert result.returncode == 0
    assert "calm: " in result.stderr.splitlines()[0]


def test_workers_and_blocks_change_no_byte(sim, calm):
    sim("run", "calm.yaml", "--out", "a", "--workers", "1")
    sim("run", "calm.yaml", "--out", "b", "--workers", "3", "--block", "7")
    for name in ("outcomes.csv", "distributions.csv", "monthly.csv"):
        assert (calm.parent / "a" / name).read_bytes() == (calm.parent / "b" / name).read_bytes()


def test_the_data_package_remembers_the_command(sim, calm):
    sim("run", "calm.yaml", "--out", "a", "--set", "strength_cost=0.9")
    package = json.loads((calm.parent / "a" / "datapackage.json").read_text())
    assert package["sim"]["command"] == "sim run calm.yaml --out a --set strength_cost=0.9"


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_an_interruption_ends_the_batch_before_its_end_and_the_same_command_goes_on(sim, calm, stop):
    arguments = ["run", "calm.yaml", "--runs", "60000", "--block", "500", "--no-report", "--out", "out/here"]
    sim(*[word.replace("out/here", "whole") for word in arguments])
    with subprocess.Popen(
        [*SIM, *arguments], cwd=calm.parent, env=ENVIRONMENT, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            wait_for_blocks(calm.parent / "out", process)
            process.send_signal(stop)
            _, errors = process.communicate(timeout=SECONDS)
        finally:
            process.kill()
    if stop != signal.SIGKILL:
        assert process.returncode == 130
        assert "interrupted" in errors
        assert "runs are kept: the same command goes on from there" in errors
    assert "Traceback" not in errors
    assert all(path.name.endswith(CHECKPOINT) for path in (calm.parent / "out").iterdir())
    assert "runs were done before" in sim(*arguments).stderr
    assert [path.name for path in (calm.parent / "out").iterdir()] == ["here"]
    for name in ("outcomes.csv", "distributions.csv", "monthly.csv"):
        whole, cut = (calm.parent / folder / name for folder in ("whole", "out/here"))
        assert whole.read_bytes() == cut.read_bytes()


def wait_for_blocks(folder, process):
    while not any(file.stat().st_size > 200 for file in folder.glob(f".*/{JOURNAL}")):
        assert process.poll() is None, process.stderr.read()
        time.sleep(0.02)


@pytest.mark.usefixtures("calm")
def test_until_se_says_how_many_runs_it_took(sim):
    result = sim("run", "calm.yaml", "--until-se", "reserves_usd_bn=0.05", "--no-report", "--out", "o")
    assert result.returncode == 0
    assert "standard error of reserves_usd_bn" in result.stderr
    assert sim("run", "calm.yaml", "--until-se", "reserves=0.05").returncode == 2


@pytest.mark.parametrize("compiled", [True, False])
def test_the_compiler_is_spoken_of_only_where_it_has_to_be_waited_for(calm, monkeypatch, capsys, compiled):
    monkeypatch.setattr("sim.batch.run.compiled_before", lambda: compiled)
    with listening(make_plan([load_scenario(calm)]), quiet=False):
        assert ("compiling the rules, once per version" in capsys.readouterr().err) == (not compiled)


@pytest.mark.usefixtures("calm")
def test_the_second_batch_of_a_version_waits_for_no_compiler(sim):
    sim("run", "calm.yaml", "--quiet")
    assert "compiling" not in sim("run", "calm.yaml", "--seed", "5").stderr


def test_in_a_terminal_a_bar_shows_rate_and_time_left(calm):
    shown, terminal = pty.openpty()
    environment = {**ENVIRONMENT, "TERM": "xterm", "COLUMNS": "160"}
    with subprocess.Popen(
        [*SIM, "run", "calm.yaml", "--runs", "3000"],
        cwd=calm.parent,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=terminal,
    ) as process:
        os.close(terminal)
        text = read_all(shown)
    assert process.returncode == 0
    assert "3,000/3,000 runs" in text
    assert "/s" in text


def test_a_narrow_terminal_shows_every_figure(calm):
    shown, terminal = pty.openpty()
    with subprocess.Popen(
        [*SIM, "run", "calm.yaml", "--quiet"],
        cwd=calm.parent,
        env={**ENVIRONMENT, "TERM": "xterm", "COLUMNS": "40"},
        stdout=terminal,
        stderr=terminal,
    ) as process:
        os.close(terminal)
        text = read_all(shown)
    assert process.returncode == 0
    for heading in (*OUTCOME_HEADINGS.values(), *METRIC_HEADINGS.values()):
        assert heading in text


def read_all(shown):
    text = b""
    while True:
        try:
            text += os.read(shown, 4096)
        except OSError:  # the other end is closed
            os.close(shown)
            return text.decode()


def test_a_scenario_that_draws_has_its_parameters_told_from_chance(sim, calm):
    calm.write_text(calm.read_text() + "uncertain: {strength_cost: prior}\n")
    result = sim("run", "calm.yaml", "--out", "out", "--no-report")
    assert result.returncode == 0
    assert "telling parameters from chance in calm" in result.stderr
    assert (calm.parent / "out" / "uncertainty.csv").is_file()
    assert "is complete" in sim("run", "calm.yaml", "--out", "out", "--no-report").stderr
    assert "telling" not in sim("run", "calm.yaml", "--out", "quiet", "--no-report", "--quiet").stderr
