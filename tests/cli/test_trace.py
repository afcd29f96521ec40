from __future__ import annotations

import csv
import io
import json

import pytest


@pytest.fixture
def eventful(tmp_path):
    file = tmp_path / "eventful.yaml"
    file.write_text(
        "name: eventful\nruns: 4\nhorizon: 5\nevents:\n"
        "  - {month: 2, add: {mobilisation: 0.3}, why: a strike}\n"
    )
    return file


@pytest.mark.usefixtures("eventful")
def test_a_run_is_told_from_a_scenario_and_from_its_results(sim):
    one = sim("trace", "eventful.yaml", "--run", "2", "--story")
    assert (one.returncode, one.stderr) == (0, "")
    assert one.stdout.startswith("eventful, run 2, seed 20210222\n\nRun 2 of eventful: in Minsk")
    assert "\nApril 2021. A strike." in one.stdout
    assert "\nJuly 2021. " in one.stdout
    sim("run", "eventful.yaml", "--out", "out", "--quiet", "--no-report")
    other = sim("trace", "out", "--scenario", "eventful", "--run", "2", "--story")
    assert other.stdout == one.stdout + "the replay equals the recorded row\n"


@pytest.mark.usefixtures("eventful")
def test_a_run_without_something_shows_where_the_paths_part(sim):
    result = sim("trace", "eventful.yaml", "--run", "2", "--ablate", "a strike")
    assert (result.returncode, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0] == "eventful, run 2, seed 20210222"
    assert "without event 1: event 1, a strike" in lines
    assert any(line.startswith("numbers differ from month 2 (2021-04) on: ") for line in lines)
    assert "reserves_usd_bn" in result.stdout
    assert "Run 2 of" not in result.stdout
    assert (
        "Without event 1:" in sim("trace", "eventful.yaml", "--run", "2", "--ablate", "1", "--story").stdout
    )


def test_json_holds_story_and_parting_and_csv_both_paths(sim, eventful):
    arguments = ("trace", "eventful.yaml", "--run", "2", "--story", "--ablate", "help")
    data = json.loads(sim(*arguments, "--json", "--csv", "months.csv").stdout)
    assert data["scenario"] == "eventful"
    assert data["without"]["name"] == "help"
    assert data["story"]["months"][0]["facts"][0]["sentence"]
    rows = list(csv.DictReader(io.StringIO((eventful.parent / "months.csv").read_text())))
    assert [row["path"] for row in rows] == ["as played"] * 5 + ["without"] * 5
    assert {row["alive"] for row in rows} <= {"0", "1"}
    assert all("." in row["payoff_minsk_now"] for row in rows)
    assert json.loads(sim(*arguments[:4], "--ablate", "help", "--json").stdout).keys() == data.keys() - {
        "story"
    }


def test_what_cannot_be_left_out_is_one_message(sim, eventful):
    result = sim("trace", "eventful.yaml", "--run", "2", "--ablate", "strikes")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("--ablate: there is no 'strikes' to leave out; endings: ")
    assert "events of eventful: 1 (a strike)" in result.stderr
    assert result.stderr.count("\n") == 1
    assert not (eventful.parent / "x.csv").exists()
    sim("trace", "eventful.yaml", "--run", "2", "--ablate", "strikes", "--csv", "x.csv")
    assert not (eventful.parent / "x.csv").exists()
