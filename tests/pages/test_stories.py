"""Typical runs on the page: every ending that occurred, reported and escaped, with its command."""

from __future__ import annotations

import html
import json
import re
import shutil

import pytest

import sim
from sim.narrative.account import recalled
from sim.narrative.telling import tell
from sim.outcomes.read import read_table
from sim.pages import stories as module
from sim.pages.reading import find
from sim.pages.report import page
from sim.pages.stories import stories
from sim.quantities import OUTCOMES
from tests.pages.conftest import EVIL, FILES


@pytest.fixture(scope="module")
def text(results):
    return page(find(results))


@pytest.fixture(scope="module")
def found(results):
    return {scenario.name: scenario for scenario in find(results).scenarios}


def part(text, name):
    """The section of a scenario."""
    return text.partition(f'<section id="s-{name}"')[2].partition("</section>")[0]


def test_every_ending_that_occurred_has_its_typical_run(text, results):
    outcomes = read_table(results, "outcomes").to_pandas()
    for name in FILES:
        counts = outcomes[outcomes["scenario"] == name]["outcome"].value_counts()
        titles = re.findall(r"<summary>(.*?): run (\d+), typical of (\S+) runs?</summary>", part(text, name))
        assert {title: int(count) for title, _, count in titles} == {
            outcome.replace("_", " "): count for outcome, count in counts.items()
        }
        order = [title.replace(" ", "_") for title, _, _ in titles]
        assert order == sorted(order, key=OUTCOMES.index)


def test_the_command_beside_a_story_replays_it(text, results):
    known = part(text, "swept")
    commands = re.findall(
        r"<pre>sim trace RESULTS --scenario (\S+) --point (\d+) --run (\d+) --story</pre>", known
    )
    assert commands
    for name, point, run in commands:
        replayed = sim.trace(results, scenario=name, point=int(point), run=int(run))
        assert replayed.matches
        for paragraph in tell(recalled(results, int(run), scenario=name, point=int(point))).paragraphs:
            assert f"<p>{paragraph}</p>" in html.unescape(known)


def test_what_a_scenario_file_says_is_escaped_in_a_story(text):
    known = part(text, "evil")
    assert "<script>" not in text
    paragraphs = [html.unescape(found) for found in re.findall(r"<p>(.*?)</p>", known, re.DOTALL)]
    assert any(EVIL in paragraph for paragraph in paragraphs if "2021." in paragraph)


def test_results_of_other_rules_are_not_told(results, tmp_path):
    copied = shutil.copytree(results, tmp_path / "copied")
    descriptor = json.loads((copied / "datapackage.json").read_text())
    descriptor["sim"]["rules"] = "0" * 16
    (copied / "datapackage.json").write_text(json.dumps(descriptor))
    text = page(find(copied))
    assert module.OTHER_RULES in text
    assert "The leaders meet." not in text
    assert "--story</pre>" in text


def test_a_page_of_very_many_typical_runs_names_them_only(results, monkeypatch):
    monkeypatch.setattr(module, "MOST", 3)
    reported = stories(find(results))
    assert all(part["why"] == module.TOO_MANY for part in reported.values())
    assert not any(run["paragraphs"] for part in reported.values() for run in part["runs"])


def test_the_typical_run_is_one_of_the_scenario_and_ended_so(found, results):
    outcomes = read_table(results, "outcomes").to_pandas().set_index(["scenario", "point", "run"])["outcome"]
    for name, scenario in found.items():
        for code, typical in scenario.typical.items():
            assert outcomes.loc[(name, typical.point, typical.run)] == OUTCOMES[code]
