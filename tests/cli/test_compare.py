from __future__ import annotations

import json

import pandas as pd
import pytest

from sim.analysis.comparison.report import COMPARISON


@pytest.fixture
def results(sim, calm):
    """Two scenarios of one seed in one folder, and the first with another seed."""
    (calm.parent / "rich.yaml").write_text("name: rich\nextends: calm\ninitial: {reserves: 9}\n")
    assert sim("run", "calm.yaml", "rich.yaml", "--out", "both").returncode == 0
    assert sim("run", "calm.yaml", "--seed", "5", "--out", "other").returncode == 0
    return calm.parent


def test_a_folder_is_compared_with_its_baseline(sim, results):
    result = sim("compare", "both", "--baseline", "calm", "--out", "comparison.csv")
    assert result.returncode == 0
    assert "A  rich: 30 runs (both)" in result.stdout
    assert "paired by run" in result.stdout
    assert "initial.reserves: 9.0 | " in result.stdout
    assert "metrics: " in result.stdout
    table = pd.read_csv(results / "comparison.csv")
    assert list(table.columns) == [column.name for column in COMPARISON.columns]
    assert set(table["verdict"]) <= {"different", "equivalent", "undecided"}
    assert table.set_index("metric").loc["reserves_usd_bn", "difference"] > 0


@pytest.mark.usefixtures("results")
def test_a_file_equals_itself(sim):
    result = sim("compare", "both/outcomes.csv", "both/outcomes.csv", "--json")
    assert result.returncode == 0
    data = json.loads(result.stdout)
    assert all(pair["paired"] and pair["inputs_that_differ"] == {} for pair in data["pairs"])
    assert {row["verdict"] for row in data["comparison"]} == {"equivalent"}


@pytest.mark.usefixtures("results")
def test_other_seeds_are_not_paired(sim):
    result = sim("compare", "both", "other", "--metric", "outcome,leaks")
    assert result.returncode == 0
    assert "unpaired: the seeds differ" in result.stdout
    assert "seed: 20210222 | 5" in result.stdout
    assert result.stdout.count("share of runs that end in") == 6


def test_a_table_from_elsewhere_is_welcome(sim, results):
    table = pd.read_csv(results / "both" / "outcomes.csv")
    table[["scenario", "run", "outcome", "leaks"]].to_parquet(results / "theirs.parquet")
    result = sim("compare", "both", "theirs.parquet")
    assert result.returncode == 0
    assert "unknown" in result.stdout
    assert "unpaired: the seed is not known" in result.stdout
    assert "left out (B: no such column): end_month, agreements, " in result.stderr
    assert "paired by run (as asked)" in sim("compare", "both", "theirs.parquet", "--paired").stdout


@pytest.mark.usefixtures("results")
def test_within_a_condition(sim):
    result = sim("compare", "both", "--baseline", "calm", "--where", "leaks >= 0", "--metric", "leaks")
    assert result.returncode == 0
    assert "where leaks >= 0: met by A 100.0% of runs" in result.stdout
    assert "Where leaks >= 0: " in result.stdout


BAD = [
    (["both", "--baseline", "clam"], "did you mean calm?"),
    (["both", "--baseline", "calm", "--metric", "leeks"], "did you mean leaks?"),
    (["both", "--baseline", "calm", "--where", "leeks > 0"], "did you mean leaks?"),
    (["both", "--baseline", "calm", "--where", "outcome == 'ruptur'"], "did you mean rupture?"),
    (["both", "--baseline", "calm", "--where", "leaks > 99"], "met by none of the 30 runs"),
    (["both"], "which scenario is the baseline?"),
    (["both", "other", "--baseline", "calm"], "here are two tables"),
    (["both", "nothing"], "no such file or folder"),
    (["both", "other", "--alpha", "2"], "--alpha: 2.0 is out of range; a number, 1e-06 to 0.5"),
    (["both", "other", "--margin", "nan"], "0 to 100"),
    (["both", "other", "--out", "no/where.csv"], "no folder"),
]


@pytest.mark.usefixtures("results")
def test_bad_input_is_told_in_one_line(sim):
    for arguments, reported in BAD:
        result = sim("compare", *arguments)
        assert result.returncode == 2, arguments
        assert result.stdout == ""
        assert reported in result.stderr
        assert len(result.stderr.strip().splitlines()) == 1
