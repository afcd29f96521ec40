from __future__ import annotations

import os
import shutil
import subprocess
from html.parser import HTMLParser

import pytest

from .conftest import ENVIRONMENT, SIM


@pytest.fixture(scope="module")
def batch(tmp_path_factory):
    """A small batch without a report, played once."""
    folder = tmp_path_factory.mktemp("batch")
    (folder / "calm.yaml").write_text("name: calm\nruns: 30\nhorizon: 6\n")
    command = [*SIM, "run", "calm.yaml", "--out", "out", "--no-report", "--quiet"]
    subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, check=True)
    return folder / "out"


@pytest.fixture
def played(batch, calm):
    """The batch in the folder in which the command is called; changed as a test likes."""
    return shutil.copytree(batch, calm.parent / "out")


def test_a_report_is_written_into_the_folder(sim, played):
    result = sim("report", "out")
    assert (result.returncode, result.stdout, result.stderr) == (0, "report: out/report.html\n", "")
    text = (played / "report.html").read_text(encoding="utf-8")
    HTMLParser().feed(text)
    assert text.startswith("<!doctype html>")
    assert "sim run calm.yaml --out out --no-report --quiet" in text
    assert sim("report", "out", "--quiet").stdout == ""
    assert (played / "report.html").read_text(encoding="utf-8") == text


def test_a_report_may_be_written_anywhere(sim, played):
    result = sim("report", "out", "--out", "page.html")
    assert result.stdout == "report: page.html\n"
    assert (played.parent / "page.html").is_file()
    assert not (played / "report.html").exists()
    assert sim("report", "out", "--out", "/dev/stdout", "--quiet").stdout.startswith("<!doctype html>")


def test_a_batch_comes_with_its_report(sim, calm):
    result = sim("run", "calm.yaml", "--out", "out")
    assert "report:  out/report.html" in result.stdout
    report = calm.parent / "out" / "report.html"
    report.unlink()
    assert sim("run", "calm.yaml", "--out", "out").stdout == result.stdout  # complete but for the report
    written = report.stat().st_mtime_ns
    sim("run", "calm.yaml", "--out", "out")
    assert report.stat().st_mtime_ns == written
    assert sim("report", "out").returncode == 0


def test_other_results_get_a_report_of_their_own(sim, calm):
    sim("run", "calm.yaml", "--out", "out")
    assert "parquet" not in (calm.parent / "out" / "report.html").read_text()
    sim("run", "calm.yaml", "--out", "out", "--format", "parquet")
    assert "outcomes.parquet" in (calm.parent / "out" / "report.html").read_text()


def test_the_scenarios_of_a_folder_give_its_numbers_again(sim, played):
    sim("run", "out/scenarios", "--out", "again", "--no-report", "--quiet")
    for table in ("outcomes.csv", "monthly.csv", "distributions.csv"):
        assert (played / table).read_bytes() == (played.parent / "again" / table).read_bytes()


@pytest.mark.usefixtures("played")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere"], "nowhere: not a result folder"),
        (["calm.yaml"], "calm.yaml: not a result folder"),
        (["."], "not a result folder"),
        (["out", "--baseline", "clam"], "holds no scenario 'clam'; did you mean calm?"),
        (["out", "--out", "no/such/page.html"], "no folder"),
        (["out", "--out", "."], "is a folder"),
        ([], "RESULTS"),
    ],
)
def test_what_cannot_be_reported_is_told(sim, calm, arguments, said):
    before = sorted(calm.parent.rglob("*"))
    result = sim("report", *arguments)
    assert result.returncode == 2
    assert said in result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    assert sorted(calm.parent.rglob("*")) == before


@pytest.mark.parametrize("file", ["outcomes.csv", "datapackage.json", "scenarios/calm.yaml"])
def test_a_damaged_folder_is_told(sim, played, file):
    content = (played / file).read_bytes()
    (played / file).write_bytes(content[: len(content) // 2])
    result = sim("report", "out")
    assert result.returncode == 2
    assert result.stderr.startswith("out")
    assert len(result.stderr.splitlines()) == 1
    assert not (played / "report.html").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_that_may_not_be_written_is_told(sim, played):
    played.chmod(0o500)
    try:
        result = sim("report", "out")
    finally:
        played.chmod(0o700)
    assert result.returncode == 2
    assert "cannot be written" in result.stderr
