from __future__ import annotations

import json
import re
import shutil
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest

from sim.analysis.comparison.compare import compare
from sim.errors import ResultsError, UsageError
from sim.pages.figures import MARKERS, OTHERS, months
from sim.pages.findings import Band, monthly_measure
from sim.pages.measured import bin_edges, histogram
from sim.pages.reading import find
from sim.pages.report import page, write_report
from sim.pages.settings import marks
from sim.quantities import OUTCOMES
from sim.scenario import load_scenario
from tests.pages.conftest import EVIL, FILES, LONG, played

VOID = {"meta", "link", "br", "hr", "img", "input"}
LOADING = {"script", "iframe", "object", "embed", "base", "form", "img", "audio", "video", "source", "image"}
SVG = re.compile(r"<svg.*?</svg>", re.DOTALL)


class Reader(HTMLParser):
    """Reads a page as strictly as a page can be read: every tag closed, in order."""

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.ids, self.links, self.heads = [], [], [], [], []

    def handle_starttag(self, tag, attrs):
        known = dict(attrs)
        self.tags.append(tag)
        if "id" in known:
            self.ids.append(known["id"])
        self.links += [known[name] for name in ("href", "src", "xlink:href", "data") if name in known]
        assert not [name for name in known if name.startswith("on")]
        if tag == "th":
            self.heads.append(known.get("scope"))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(text)
    reader.close()
    assert reader.open == []
    return reader


@pytest.fixture(scope="module")
def text(results):
    return page(find(results))


@pytest.fixture(scope="module")
def found(results):
    return {scenario.name: scenario for scenario in find(results).scenarios}


@pytest.fixture
def copied(results, tmp_path):
    return shutil.copytree(results, tmp_path / "copied")


def test_the_page_is_whole_and_its_ids_are_unique(text):
    reader = read(text)
    assert len(reader.ids) == len(set(reader.ids))
    assert not LOADING & set(reader.tags)
    anchors = [link.removeprefix("#") for link in reader.links if link.startswith("#")]
    assert len(anchors) == len(FILES)
    assert set(anchors) <= set(reader.ids)


def test_the_page_loads_nothing(text):
    reader = read(text)
    assert {link for link in reader.links if not link.startswith("#")} == {"data:,"}
    assert "http://" not in text
    assert "https://" not in text
    assert "@import" not in text
    assert set(re.findall(r"url\(([^)]*)\)", text)) == {f"#h-{name}" for name in OUTCOMES}
    assert "default-src 'none'" in text


def test_every_picture_is_xml_with_a_name_and_a_description(text):
    pictures = [ET.fromstring(found) for found in SVG.findall(text)]  # noqa: S314 - our own text
    named = [root for root in pictures if root.attrib.get("role") == "img"]
    assert len(named) > 50
    assert all(root.attrib.get("aria-hidden") == "true" for root in pictures if root not in named)
    for root in named:
        title, description = root.find("title"), root.find("desc")
        assert title.text
        assert description.text
        assert root.attrib["aria-labelledby"].split() == [title.attrib["id"], description.attrib["id"]]
    assert "nan" not in re.findall(r'(?:x|y|d|width|height|cx|cy|x1|x2|y1|y2)="([^"]*)"', text)
    assert not re.search(r'="[^"]*\b(?:nan|inf)\b[^"]*"', "".join(SVG.findall(text)).lower())


def test_every_head_of_a_table_says_what_it_heads(text):
    assert set(read(text).heads) == {"row", "col"}


def test_text_of_scenario_files_is_escaped(text):
    assert "<script" not in text
    assert "alert(" in text
    assert text.count("&lt;script&gt;") >= 2  # the question and the event
    assert EVIL not in text


def test_the_same_results_give_the_same_bytes(results, copied, tmp_path):
    first, second = tmp_path / "first.html", tmp_path / "second.html"
    assert write_report(results, first) == first
    write_report(copied, second)
    assert first.read_bytes() == second.read_bytes()
    assert not (results / "report.html").exists()


def test_the_page_says_what_was_asked_played_and_found(text, results):
    descriptor = json.loads((results / "datapackage.json").read_text())
    assert "What if nothing changes?" in text
    assert "6 scenarios of 8 to 300 runs each, over 12 to 240 months from Mar 2021." in text
    assert descriptor["sim"]["hash"] in text
    assert descriptor["sim"]["rules"] in text
    assert all(resource["sha256" if "sha256" in resource else "hash"][-64:] in text
               for resource in descriptor["resources"])  # fmt: skip
    assert "What differs from baseline_small" in text
    assert "parameters.strength_cost" in text
    assert "parameters.step_by_issue.RM" in text
    assert "Mar 2021" in text
    assert "with probability 0.5" in text


def test_shares_and_figures_are_those_of_the_outcome_table(results, found):
    outcomes = pd.read_csv(results / "outcomes.csv")
    for name, scenario in found.items():
        rows = outcomes[outcomes["scenario"] == name]
        assert scenario.runs == len(rows)
        for outcome in OUTCOMES:
            assert scenario.shares[outcome].value == pytest.approx((rows["outcome"] == outcome).mean())
        bars = scenario.histograms["reserves_usd_bn"]
        assert bars.median == pytest.approx(rows["reserves_usd_bn"].median())
        assert bars.shares.sum() == pytest.approx(1)


def test_differences_are_those_of_sim_compare(results, found):
    compared = compare(results, baseline="baseline_small", metrics=["outcome", "pressure_mean"]).table
    for name in ("evil", "another_seed"):
        contrast = found[name].contrast
        rows = compared[compared["a"] == name].set_index("metric")
        assert contrast.paired == bool(rows["paired"].iloc[0]) == (name == "evil")
        for outcome, interval in contrast.shares.items():
            row = rows.loc[f"share_{outcome}"]
            assert interval.value == pytest.approx(row["difference"])
            assert (interval.low, interval.high) == pytest.approx((row["ci_low"], row["ci_high"]), abs=1e-6)
        shift = next(shift for shift in contrast.metrics if shift.measure.name == "pressure_mean")
        row = rows.loc["pressure_mean"]
        assert shift.difference.value == pytest.approx(row["difference"])
        assert shift.effect.value == pytest.approx(row["effect_size"])


def test_a_sweep_is_shown_point_by_point_and_not_compared(found, text):
    sweep = found["swept"].sweep
    assert [point.values for point in sweep.points] == [(0.0,), (0.5,), (0.85,)]
    for point in sweep.points:
        assert sum(share.value for share in point.shares.values()) == pytest.approx(1)
    assert found["swept"].contrast is None
    assert "3 points over colour_revolution_belief" in text
    assert found["evil"].sweep is None


def test_many_points_of_a_sweep_are_summed_up(tmp_path):
    folder = played(tmp_path, ("swept",), overrides=[], runs=1)
    found = find(folder)
    many = tuple(found.scenarios[0].sweep.points) * 20
    scenario = found.scenarios[0]
    object.__setattr__(scenario.sweep, "points", many)
    text = page(found)
    assert "60 points over" in text
    assert "a quarter below" in text
    assert len(re.findall(r'<th scope="row">\d+</th>', text)) == 0


def test_the_calendar_is_marked_within_the_horizon(found):
    scenario = found["evil"].scenario
    signs = [(mark.sign, mark.month, mark.until) for mark in marks(scenario)]
    assert signs == [("S", 3, 3), ("E", 3, 3), ("1", 3, 6), ("2", 3, 3), ("S", 4, 4), ("R", 11, 11)]
    assert [mark.sign for mark in marks(load_scenario("baseline_feb2021", months=6))] == []


def test_one_scenario_has_nothing_to_be_compared_with(tmp_path):
    folder = played(tmp_path, ("evil",), runs=1, months=3)
    text = page(find(folder))
    read(text)
    assert "Against" not in text
    assert "What differs from the defaults" in text
    assert "1 scenario of 1 run, over 3 months from Mar 2021." in text


def test_bins_hold_every_value_and_whole_numbers_have_one_each():
    values = np.array([0.0, 1, 1, 2, 50, np.nan])
    figures = {"p5": 0.0, "p95": 2.0}
    edges = bin_edges(values, [figures], integer=True)
    assert (edges[0], edges[-1]) == (-0.5, 3.5)
    bars = histogram(values, edges, 1.0)
    assert bars.shares.tolist() == [0.2, 0.4, 0.2, 0.2]  # 50 is counted at the end
    assert bars.missing == 1
    assert len(bin_edges(np.array([np.nan]), [{}], integer=False)) == 2


def test_endings_are_told_apart_without_colour(text):
    style = text[text.index("<style>") : text.index("</style>")]
    dashes = [
        re.search(rf"\.stroke\.o-{name} {{[^}}]*?(?:dasharray: ([\d ]+))?;? }}", style)[1] for name in OTHERS
    ]
    assert len(set(dashes)) == len(OTHERS)
    assert len(set(MARKERS.values())) == len(OTHERS)
    patterns = [re.search(rf'<pattern id="h-{name}"[^>]*>(.*?)</pattern>', text)[1] for name in OTHERS]
    assert len(set(patterns)) == len(OTHERS)


@pytest.mark.parametrize("file", ["outcomes.csv", "monthly.csv", "distributions.csv", "scenarios/evil.yaml"])
@pytest.mark.parametrize("harm", ["gone", "cut", "changed"])
def test_a_damaged_folder_is_told_and_nothing_is_written(copied, file, harm):
    place = copied / file
    content = place.read_bytes()
    if harm == "gone":
        place.unlink()
    else:
        place.write_bytes(content[:-20] if harm == "cut" else content.replace(b"1", b"2", 1))
    with pytest.raises(ResultsError, match=f"{file}: gone or changed since the batch was played"):
        write_report(copied)
    assert not list(copied.glob("*.html"))
    assert not list(copied.glob("*.partial"))


def test_a_folder_that_holds_no_results_is_told(tmp_path):
    with pytest.raises(ResultsError, match="not a result folder"):
        write_report(tmp_path)


def test_an_unknown_baseline_is_told_with_the_nearest(results):
    with pytest.raises(UsageError, match="did you mean baseline_small"):
        find(results, "baseline_smal")


def test_another_baseline_may_be_named(results):
    found = find(results, "evil")
    assert found.baseline.name == "evil"
    assert {s.name for s in found.scenarios if s.contrast} == {
        "baseline_small",
        "another_seed",
        "doubtful",
        LONG,
    }


def test_a_scenario_of_another_time_is_not_compared(tmp_path):
    import sim

    past, now = tmp_path / "past.yaml", tmp_path / "now.yaml"
    now.write_text("name: now\nruns: 20\nhorizon: 5\n")
    past.write_text("name: past\nextends: now\nstart: 2020-09\nparameters: {strength_cost: 1.1}\n")
    found = find(sim.run([now, past]).save(tmp_path / "results"), "now")
    assert not [one.name for one in found.scenarios if one.contrast]
    text = page(found)
    assert "from Sep 2020 or later." in text
    assert "What differs from now" in text
    assert "median of now" not in text


def test_parquet_gives_the_same_figures(tmp_path, results):
    names = tuple(FILES)
    questions = results.parent / "questions"
    import sim

    batch = sim.run([questions / f"{name}.yaml" for name in names])
    folder = batch.save(tmp_path / "parquet", table_format="parquet")
    cut = '<section id="provenance">'
    one, other = (page(find(place)).partition(cut)[0] for place in (results, folder))
    assert one == other.replace("Report: parquet<", "Report: results<")


def test_pictures_of_flows_say_how_many_runs_are_still_going(results, text):
    table = pd.read_csv(results / "monthly.csv")
    for scenario in find(results).scenarios:
        going = table[(table["scenario"] == scenario.name) & (table["metric"] == "runs_at_risk")]["mean"]
        for name, band in scenario.months.items():
            if name in ("pressure", "subsidy_paid"):
                assert list(band.going) == list(going)
            else:
                assert band.going is None
        (part,) = re.findall(f'id="s-{scenario.name}".*?</section>', text, re.DOTALL)
        assert part.count("month; below: runs still going") == 2
        reported = (
            f"of the runs still going, {going.iloc[0]:,.0f} in month 1 and {going.iloc[-1]:,.0f} in the last"
        )
        assert part.count(reported) == 2
        assert "flows are those of the runs still going" in part


def test_a_picture_of_months_in_which_no_run_is_going_names_the_last_that_has_one():
    none = np.full(6, np.nan)
    going = np.array([20.0, 7.0, 3.0, 0.0, 0.0, 0.0])
    known = np.array([0.1, 0.2, 0.3, np.nan, np.nan, np.nan])
    measure, scenario = monthly_measure("subsidy_paid"), load_scenario("baseline_feb2021", months=6)
    drawn = months("k", measure, scenario, Band(known, known, known, known, going), None, ())
    assert "median 0.100 in the first month and 0.300 in month 3" in drawn
    empty = months("k", measure, scenario, Band(none, none, none, none, 0 * going), None, ())
    assert "no run has it in any month" in empty
    assert "nan" not in drawn + empty
