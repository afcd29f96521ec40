"""Every analysis returns a report that can be kept: pickled, written, shown in a notebook."""

from __future__ import annotations

import json
import pickle
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import pytest

import sim

SMALL = {"overrides": ["horizon=3"], "seed": 5, "workers": 1}
AXES = ["leak", "strength_cost"]
GAMES = pd.DataFrame({"run": range(9), "x": [1.0, 2, 3, 4, 5, 6, 7, 8, 9], "won": [0, 1, 0] * 3})


def discovered():
    rng = np.random.default_rng(1)
    table = pd.DataFrame(rng.random((1200, 3)), columns=["p_a", "p_b", "p_c"])
    table["hit"] = (rng.random(1200) < np.where(table["p_a"] < 0.3, 0.8, 0.05)).astype(int)
    with TemporaryDirectory() as folder:
        table.to_csv(Path(folder, "runs.csv"), index=False)
        return sim.discover(Path(folder, "runs.csv"), "hit == 1")


def backtested():
    head = "id,question,metric,aggregate,op,threshold,by,resolution"
    rows = ("A,?,eu_rounds,last,>=,1,2021-06,1", "B,?,leader_meetings,last,,,2021-06,3")
    with TemporaryDirectory() as folder:
        questions = Path(folder, "questions.csv")
        questions.write_text("\n".join([head, *rows]) + "\n")
        return sim.backtest("baseline_feb2021", questions=questions, runs=20, workers=1)


def calibrated():
    few = {"parameters": ["summit_base", "turnout_start"], "population": 20, "generations": 1}
    with TemporaryDirectory() as folder:
        return sim.calibrate("baseline_feb2021", out=Path(folder, "calibration"), workers=1, **few)


REPORTS = {
    "backtest": backtested,
    "calibrate": calibrated,
    "check": lambda: sim.check("gradualism", run=3, only=["I2", "I17"]),
    "claims": sim.claims,
    "comparison": lambda: sim.compare(GAMES, GAMES.assign(x=GAMES["x"] * 2, won=1), paired=True),
    "discover": discovered,
    "stage_game": lambda: sim.stage_game("baseline_feb2021", month=3, run=17),
    "verify": sim.verify,
    "names": lambda: sim.claims(["strength_cost", "C13", "F5", "loan_3bn", "mobilisation"]),
    "tests": lambda: sim.claims(["C22", "F3"], test=True, runs=4, workers=1),
    "patterns": lambda: sim.patterns(names=["F3", "F13", "F21"], runs=4, **SMALL),
    "morris": lambda: sim.sensitivity(
        "baseline_feb2021", metric="pressure_mean", parameters=AXES, samples=2, runs=4, **SMALL
    ),
    "sobol": lambda: sim.sensitivity(
        "baseline_feb2021",
        method="sobol",
        metric="pressure_mean",
        parameters=AXES,
        samples=8,
        top=1,
        runs=4,
        **SMALL,
    ),
    "identifiability": lambda: sim.sensitivity(
        "baseline_feb2021", method="identifiability", parameters=AXES, runs=200, **SMALL
    ),
    "threshold": lambda: sim.threshold(
        "baseline_feb2021",
        of="F2",
        over="leak",
        parameters="strength_cost",
        runs=4,
        draws=2,
        draw_runs=4,
        **SMALL,
    ),
    "robustness": lambda: sim.robustness(
        "baseline_feb2021",
        finding=["F1", "F14"],
        parameters=AXES,
        runs=4,
        draws=2,
        draw_runs=2,
        oat_runs=2,
        refine_top=1,
        **SMALL,
    ),
}


@cache
def report_of(name):
    return REPORTS[name]()


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_pickles(name):
    report = report_of(name)
    again = pickle.loads(pickle.dumps(report))  # noqa: S301 - what it wrote itself
    assert again.to_json() == report.to_json()
    assert again._repr_html_() == report._repr_html_()


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_is_written_to_a_folder_and_to_a_file(name, tmp_path):
    report = report_of(name)
    folder = report.save(tmp_path / "folder")
    files = {*(f"{table}.csv" for table in report.tables), f"{report.name}.json"}
    files |= {f"{report.name}.svg"} if report.draw else set()
    assert {path.name for path in folder.iterdir()} == files
    file = report.save(tmp_path / "main.csv")
    assert file.with_suffix(".svg").exists() == (report.draw is not None)
    (main, frame), *_ = report.tables.items()
    assert file.read_bytes() == (folder / f"{main}.csv").read_bytes()
    assert list(pd.read_csv(file)) == list(frame)
    data = json.loads((folder / f"{report.name}.json").read_text(encoding="utf-8"))
    assert data["sentences"] == list(report.sentences)
    assert {table: len(data[table]) for table in report.tables} == {
        table: len(rows) for table, rows in report.tables.items()
    }


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_is_shown_in_a_notebook_and_its_columns_are_documented(name):
    report = report_of(name)
    assert report.sentences
    assert ("<svg" in report._repr_html_()) == (report.draw is not None)
    described = report.codebook.groupby("table", sort=False)["column"].apply(list).to_dict()
    assert described == {table: list(frame) for table, frame in report.tables.items()}


def test_an_analysis_takes_a_loaded_scenario_and_overrides_as_a_mapping():
    wanted = {"metric": "pressure_mean", "parameters": "leak,strength_cost", "samples": 2, "runs": 4}
    loaded = sim.load("baseline_feb2021", {"horizon": 3}, seed=5)
    assert sim.sensitivity(loaded, **wanted, workers=1).to_json() == report_of("morris").to_json()
    of = {"finding": "reserves_usd_bn", "runs": 4, "draws": 0, "oat_runs": 2, "refine_top": 0}
    other = {"name": "leaky", "extends": "baseline_feb2021", "parameters": {"leak": 0.2}}
    by_mapping, by_name = (
        sim.robustness(given, overrides, against=other, parameters="strength_cost", seed=5, workers=1, **of)
        for given, overrides in ((loaded, {"horizon": 3}), ("baseline_feb2021", "horizon=3"))
    )
    assert by_mapping.to_json() == by_name.to_json()


@pytest.mark.parametrize(
    ("called", "said"),
    [
        (lambda: sim.sensitivity("baseline_feb2021", method="fast", metric="leaks"), "morris, sobol"),
        (lambda: sim.sensitivity("baseline_feb2021", metric="leaks", samples=1), "2 to 65536"),
        (lambda: sim.threshold("baseline_feb2021", of="F2", over="leak", draws=-1), "0 to 10000"),
        (lambda: sim.threshold("baseline_feb2021", of="F2", over="leak", start=1), "give both"),
        (lambda: sim.robustness("baseline_feb2021", finding="F1", workers=0), "1 to 1024"),
        (lambda: sim.robustness("baseline_feb2021", finding="F1", oat_runs=0.5), "oat_runs"),
    ],
)
def test_arguments_are_checked_as_on_the_command_line(called, said):
    with pytest.raises(sim.SimError, match=said):
        called()
