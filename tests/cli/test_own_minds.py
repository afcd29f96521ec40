"""A mind of the user's own: played only where it may, checked, recorded, replayed."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from sim.batch.plan import make_plan
from sim.dashboard.folders import folder_of
from sim.engines.agents import package_name
from sim.engines.mesa_model import Model
from sim.errors import UsageError
from sim.pages.reading import find
from sim.quantities import OUTCOMES
from sim.scenario import load_scenario
from sim.testing import play

README = Path(__file__).parents[2] / "sim" / "minds" / "README.md"
BUGS = {
    "nan": "return float('nan')",
    "illegal": "return count",
    "raises": "raise ValueError('out of my depth,' + chr(10) + '\"far\"')",
    "nonsense": "return 'perhaps'",
}
COMPILED_BUGS = (BUGS["nan"], BUGS["illegal"])
BUGGY = """
class Buggy:
    compiled = {compiled}

    def choose(self, decision, side, state, now, p, workspace, count, uniform):
        if decision == "repress" and uniform < 0.2:
            {bug}
        return None
"""


def example(language):
    """Return the worked example of the README in a language."""
    section = README.read_text(encoding="utf-8").partition("## A mind of your own")[2]
    return re.search(rf"```{language}\n(.*?)```", section, re.DOTALL)[1]


@pytest.fixture
def stubborn(tmp_path):
    (tmp_path / "my_minds.py").write_text(example("python"), encoding="utf-8")
    file = tmp_path / "stubborn.yaml"
    file.write_text(example("yaml") + "horizon: 6\nruns: 8\n", encoding="utf-8")
    return file


@pytest.fixture
def buggy(tmp_path):
    def made(bug):
        (tmp_path / "bugs.py").write_text(
            BUGGY.format(bug=bug, compiled=bug in COMPILED_BUGS), encoding="utf-8"
        )
        file = tmp_path / "buggy.yaml"
        text = "extends: baseline_feb2021\nhorizon: 4\nruns: 12\nminds: {minsk: bugs.py:Buggy}\n"
        file.write_text(text, encoding="utf-8")
        return file

    return made


def said(done):
    """Return exit code and what was printed on both streams."""
    return done.returncode, done.stdout, done.stderr


def rows(file):
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def test_without_leave_it_is_refused_with_its_place_and_nothing_is_written(sim, stubborn, tmp_path):
    code, out, err = said(sim("run", str(stubborn), "--out", str(tmp_path / "results")))
    assert code == 2
    assert f"{stubborn}:3:16: minds.minsk" in err
    assert "--allow-code" in err
    assert out == ""
    assert not (tmp_path / "results").exists()


def test_the_worked_example_plays_and_any_row_can_be_replayed(sim, stubborn, tmp_path):
    folder = tmp_path / "results"
    code, out, err = said(sim("run", str(stubborn), "--allow-code", "--out", str(folder)))
    assert code == 0, err
    assert f"sim trace {folder} --scenario stubborn --run 0 --allow-code" in out
    assert "--story --allow-code" in (folder / "report.html").read_text(encoding="utf-8")
    assert len(rows(folder / "outcomes.csv")) == 8
    assert not (folder / "failures.csv").exists()
    code, out, err = said(sim("trace", str(folder), "--run", "3", "--allow-code"))
    assert code == 0
    assert "equals the recorded row" in out + err
    assert sim("trace", str(folder), "--run", "3").returncode == 2


def test_it_does_what_its_class_says(stubborn):
    from sim.engines.mesa_model import Model

    model = Model(load_scenario(stubborn, allow_code=True), 3, noting=False).play()
    demanded = [row for row in model.log if row["kremlin_proposes"] and row["pressure"] > 0]
    assert demanded
    assert all(row["response"] == 1 for row in demanded)


def test_a_mind_that_decides_nothing_itself_is_the_quantal_mind(tmp_path):
    (tmp_path / "idle.py").write_text(
        "class Idle:\n    def choose(self, *given):\n        return None\n", encoding="utf-8"
    )
    file = tmp_path / "idle.yaml"
    file.write_text(
        "extends: baseline_feb2021\nhorizon: 8\nminds: {kremlin: idle.py:Idle, minsk: idle.py:Idle}\n",
        encoding="utf-8",
    )
    from sim.engines.play import play_block
    from sim.outcomes.bands import Bands
    from sim.scenario.compile import compile_inputs
    from sim.testing import same_bits

    idle, quantal = (
        load_scenario(file, allow_code=True),
        load_scenario("baseline_feb2021", months=8),
    )
    bands, expected = Bands.of_a_block(8), Bands.of_a_block(8)
    block = play_block(compile_inputs(idle), 5, 6, bands, 6)
    other = play(quantal, runs=6, first_run=5, bands=expected)
    assert same_bits(block.metrics, other.metrics)
    assert same_bits(block.months, other.months)
    for name in ("count", "total", "histogram", "incidence"):
        assert (getattr(bands, name) == getattr(expected, name)).all()


ONE_STEP_AWAY = """
    def reply(self, side, state, p, workspace, loans, row, uniform):
        numbers = workspace["packages"]["number"]
        for other in range(int((workspace["row_of"] >= 0).sum())):
            if counters(int(numbers[row]), int(numbers[other])):
                return 2, other
        return 1
"""


@pytest.mark.parametrize(
    "reply", ["    def choose(self, *given):\n        return None\n", ONE_STEP_AWAY], ids=["quantal", "own"]
)
def test_whichever_mind_counters_its_counter_is_noted(tmp_path, reply):
    code = f"from sim.minds.responses import counters\n\n\nclass Mine:\n{reply}"
    (tmp_path / "mine.py").write_text(code, encoding="utf-8")
    file = tmp_path / "mine.yaml"
    file.write_text("extends: baseline_feb2021\nminds: {kremlin: mine.py:Mine}\n", encoding="utf-8")
    made = 0
    for run in range(4):
        model = Model(load_scenario(file, allow_code=True), run=run).play()
        for noted in (one for one in model.decisions if (one.side, one.name) == ("Kremlin", "reply")):
            countered = int(model.log[noted.month - 1]["counter"])
            assert noted.choice.startswith("counter: ") == (countered >= 0)
            if countered >= 0:
                made += 1
                assert noted.choice == f"counter: {package_name(countered, model.inputs.loans)}"
                assert len(noted.values) == len(noted.alternatives) == 3
    assert made > 0


@pytest.mark.parametrize("bug", BUGS)
def test_a_bug_costs_its_run_and_the_batch_goes_on(sim, buggy, tmp_path, bug):
    folder = tmp_path / "results"
    options = ("--allow-code", "--out", str(folder), "--no-report", "--quiet")
    code, _, err = said(sim("run", str(buggy(BUGS[bug])), *options))
    assert code == 1
    failures, outcomes = rows(folder / "failures.csv"), rows(folder / "outcomes.csv")
    assert len(outcomes) == 12
    assert 0 < len(failures) < 12
    assert {row["run"] for row in outcomes if not row["outcome"]} == {row["run"] for row in failures}
    first = failures[0]
    assert f"buggy, run {first['run']}, month {first['month']}: Buggy.choose" in err
    assert f"{len(failures)} runs failed" in err
    assert all(row["failure"].startswith("Buggy.choose") and "\n" not in row["failure"] for row in failures)
    code, _, err = said(sim("trace", str(buggy(BUGS[bug])), "--allow-code", "--run", first["run"]))
    assert code == 1
    assert f"buggy, run {first['run']}, month {first['month']}: Buggy.choose" in err


def test_runs_that_failed_are_no_ending_in_the_report_and_on_the_page(sim, buggy, tmp_path):
    folder = tmp_path / "results"
    sim("run", str(buggy(BUGS[next(iter(BUGS))])), "--allow-code", "--out", str(folder), "--no-report")
    recorded = rows(folder / "outcomes.csv")
    ended = [row["outcome"] for row in recorded if row["outcome"]]
    assert 0 < len(ended) < len(recorded)
    (found,) = find(folder).scenarios
    assert (found.runs, found.failed) == (len(ended), len(recorded) - len(ended))
    assert {name: share.value for name, share in found.shares.items()} == {
        name: ended.count(name) / len(ended) for name in OUTCOMES
    }
    shown = folder_of(folder).rows[found.name]
    assert [OUTCOMES[code] for code in shown.outcomes] == ended


def test_the_text_of_the_file_is_part_of_what_names_the_results(stubborn):
    def digest():
        return make_plan([load_scenario(stubborn, allow_code=True)]).digest

    before = digest()
    assert digest() == before
    minds = stubborn.with_name("my_minds.py")
    minds.write_text(minds.read_text(encoding="utf-8").replace("> 3", "> 4"), encoding="utf-8")
    assert digest() != before


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("class Other:\n    pass\n", "KeyError"),
        ("class Stubborn:\n    pass\n", "decides nothing"),
        ("class Stubborn(:\n", "SyntaxError"),
        (None, "cannot be read"),
    ],
)
def test_a_file_that_holds_no_mind_is_refused(sim, stubborn, text, wrong):
    minds = stubborn.with_name("my_minds.py")
    minds.unlink()
    if text is not None:
        minds.write_text(text, encoding="utf-8")
    code, _, err = said(sim("run", str(stubborn), "--allow-code"))
    assert code == 2
    assert wrong in err
    assert f"{stubborn}:3:16: minds.minsk" in err


@pytest.fixture
def listing(tmp_path):
    def made(flag):
        code = f"class Listing:\n    compiled = {flag}\n\n    def __init__(self):\n        self.seen = []\n\n"
        code += "    def choose(self, *given):\n        self.seen.append(given)\n"
        (tmp_path / "listing.py").write_text(code, encoding="utf-8")
        file = tmp_path / "listing.yaml"
        text = "extends: baseline_feb2021\nhorizon: 2\nruns: 4\nminds: {minsk: listing.py:Listing}\n"
        file.write_text(text, encoding="utf-8")
        return file

    return made


def test_the_kernel_refuses_one_that_is_not_compiled_and_the_command_plays_it_in_python(
    sim, listing, tmp_path
):
    file = listing(flag=False)
    with pytest.raises(UsageError, match="does not say `compiled = True`"):
        play(load_scenario(file, allow_code=True))
    code, _, err = said(sim("run", str(file), "--allow-code", "--out", str(tmp_path / "results")))
    assert code == 0, err
    assert "Listing: its class does not say `compiled = True`: played in Python" in err


@pytest.mark.parametrize(
    "options", [("run", "--out", "results"), ("run", "--quiet"), ("trace", "--run", "0")]
)
def test_one_that_says_compiled_and_cannot_be_is_refused_with_file_and_line(sim, listing, tmp_path, options):
    command, *rest = options
    code, out, err = said(sim(command, str(listing(flag=True)), "--allow-code", *rest))
    assert code == 2
    assert f"{tmp_path / 'listing.py'}:1: Listing says `compiled = True` and cannot be compiled" in err
    assert "its seen is more than a number" in err
    assert out == ""


def test_one_that_fails_once_and_not_again_is_named_with_the_run_that_it_cost(sim, tmp_path):
    calls = tmp_path / "calls"
    calls.touch()
    (tmp_path / "moody.py").write_text(
        "class Moody:\n    def choose(self, *given):\n"
        f"        with open({str(calls)!r}, 'a+') as file:\n"
        "            file.write('.')\n            number = file.tell()\n"
        "        if number == 20:\n            raise OSError('not now')\n",
        encoding="utf-8",
    )
    file = tmp_path / "moody.yaml"
    text = "extends: baseline_feb2021\nhorizon: 1\nruns: 12\nminds: {minsk: moody.py:Moody}\n"
    file.write_text(text, encoding="utf-8")
    folder = tmp_path / "results"
    options = ("--allow-code", "--out", str(folder), "--no-report", "--quiet", "--workers", "1")
    code, _, err = said(sim("run", str(file), *options))
    assert code == 1, err
    (failure,) = rows(folder / "failures.csv")
    assert [row["run"] for row in rows(folder / "outcomes.csv") if not row["outcome"]] == [failure["run"]]
    assert (failure["month"], failure["failure"][:22]) == ("0", "failed once and not ag")
