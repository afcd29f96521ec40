"""`sim backtest`: questions read and checked, forecasts, scores against simple rules, files and page."""

from __future__ import annotations

import csv
import json
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import sim as package
from sim.analysis import extras, observation
from sim.analysis.backtest.forecasts import Forecast, forecast, without_a_model
from sim.analysis.backtest.questions import NEEDED, ForecastQuestion, read_questions
from sim.analysis.backtest.reliability import reliability
from sim.analysis.backtest.report import chance, report
from sim.analysis.backtest.scores import assess, score_of
from sim.analysis.backtest.skill import skills
from sim.analysis.observation import AGGREGATES, Observation, at_the_start, observables, placed
from sim.cli.app import main
from sim.errors import DataError, UsageError
from sim.pages.backtest import page
from sim.quantities import initial, monthly_measures
from sim.scenario import load_scenario
from sim.scenario.compile import compile_inputs
from sim.scenario.kinds import Month
from sim.shipped import shipped

if TYPE_CHECKING:
    from pathlib import Path

MARCH = Month(2021, 3)
SHIPPED = shipped("seeds") / "questions" / "after_the_briefing.csv"
HEAD = "id,question,metric,aggregate,op,threshold,by,resolution,from,group,period,plan"
MEASURES = [measure.name for measure in monthly_measures()]
EVIL = "<script>alert('x')</script> & \"quoted\""


def file_of(folder: Path, *lines: str, head: str = HEAD) -> Path:
    path = folder / "questions.csv"
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return path


def question(metric: str = "eu_rounds", *, op: str = ">=", **changes: object) -> ForecastQuestion:
    watched = Observation(metric, "last", 1, 10)
    settings = {"threshold": 1.0, "by": Month(2021, 12), "since": None, **changes}
    return ForecastQuestion("Q", "?", watched, op=op, **settings)


def asked(file: Path, scenario: str = "baseline_feb2021", workers: int = 1, **options: object):
    loaded = load_scenario(scenario, **{"runs": 60, **options})
    return package.backtest(loaded, questions=file, workers=workers).result


def rows(result):
    return report(result).parts[0].rows


def data(result):
    return json.loads(report(result).to_json())


def played(values: np.ndarray, metric: str) -> SimpleNamespace:
    months = np.zeros((*values.shape, len(MEASURES)))
    months[:, :, MEASURES.index(metric)] = values
    return SimpleNamespace(months=months)


# --- what is observed ---------------------------------------------------------------------------

paths = st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=12)


@given(paths, st.data())
def test_changes_of_neighbouring_stretches_add_up(path, data):
    cut = data.draw(st.integers(2, len(path)))
    block = played(np.array([path]), "reserves_usd_bn")
    parts = [
        Observation("reserves_usd_bn", "change", *ends).of(block)[0]
        for ends in ((cut, len(path)), (2, len(path)))
    ]
    before = 0.0 if cut == 2 else Observation("reserves_usd_bn", "change", 2, cut - 1).of(block)[0]
    assert before + parts[0] == pytest.approx(parts[1], abs=1e-6)


@given(paths, st.data())
def test_an_aggregate_looks_at_its_months_and_no_others(path, data):
    first, last = sorted(data.draw(st.tuples(*[st.integers(1, len(path))] * 2)))
    found = {
        name: Observation("turnout_peak", name, first, last).of(played(np.array([path]), "turnout_peak"))[0]
        for name in ("last", "max", "min", "sum")
    }
    inside = path[first - 1 : last]
    assert found == pytest.approx(
        {"last": inside[-1], "max": max(inside), "min": min(inside), "sum": sum(inside)}, abs=1e-6
    )


@given(st.floats(-1e6, 1e6), st.integers(1, 5), st.integers(0, 8), st.sampled_from(AGGREGATES))
def test_what_stays_is_observed_as_if_it_had_been_played(value, first, more, aggregate):
    one = Observation("reserves_usd_bn", aggregate, first + 1, first + 1 + more)
    block = played(np.full((1, first + 1 + more), value), "reserves_usd_bn")
    assert one.if_it_stays(value) == pytest.approx(one.of(block)[0])


def test_before_month_1_the_observables_are_those_of_the_initial_state():
    inputs = compile_inputs(
        load_scenario("baseline_feb2021", ["initial.signed.RM=0.4", "initial.subsidy_step=3"])
    )
    found = {
        name: values[0]
        for name, values in at_the_start(inputs.parameters[None], inputs.initial[None]).items()
    }
    assert set(found) == set(observables())
    assert found["reserves_usd_bn"] == pytest.approx(initial()["reserves"].central[0])
    assert found["political_prisoners"] == initial()["political_prisoners"].central[0]
    assert found["turnout_peak"] == pytest.approx(500)  # the crowd of the start
    assert found["gdp_growth_yoy"] == pytest.approx(1.5)  # the trend, while the gap stays
    assert found["gas_price_usd"] == found["gas_price_next_year"] == 128.5
    assert found["roadmaps_signed"] == 13  # 33 x .4 = 13.2
    assert (found["oil_compensation_in_force"], found["leader_in_office"], found["outcome"]) == (1, 1, 0)
    assert not any(found[name] for name in ("eu_rounds", "leader_meetings", "loans_promised_usd_bn"))


# --- the file -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("A,?,roadmap_signed,last,>=,1,2021-12,0,,,,", "metric: unknown: 'roadmap_signed'; one of"),
        (
            "A,?,roadmaps_signed,mean,>=,1,2021-12,0,,,,",
            "aggregate: unknown: 'mean'; one of last, max, min, sum, change",
        ),
        ("A,?,roadmaps_signed,last,=>,1,2021-12,0,,,,", "op: unknown: '=>'; one of >=, <=, ==, >"),
        ("A,?,roadmaps_signed,last,>=,x,2021-12,0,,,,", "threshold: 'x' is not a number"),
        ("A,?,roadmaps_signed,last,>=,,2021-12,0,,,,", "threshold: empty"),
        ("A,?,roadmaps_signed,last,,5,2021-12,0,,,,", "op: empty, though there is a threshold"),
        (
            "A,?,roadmaps_signed,last,>=,1,2021-12-31,0,,,,",
            "by: '2021-12-31' is not a month; a month as YYYY-MM",
        ),
        ("A,?,roadmaps_signed,last,>=,1,,0,,,,", "by: empty"),
        ("A,?,roadmaps_signed,last,>=,1,2021-02,0,,,,", "by: 2021-02 is before the start; 2021-03"),
        (
            "A,?,roadmaps_signed,last,>=,1,2041-03,0,,,,",
            "by: 2041-03 is after the longest horizon; 2021-03 (month 1",
        ),
        ("A,?,roadmaps_signed,last,>=,1,2021-12,0,2020-12,,,", "from: 2020-12 is before the start"),
        ("A,?,roadmaps_signed,last,>=,1,2021-12,0,2022-01,,,", "from: 2022-01 is after 2021-12"),
        (
            "A,?,roadmaps_signed,last,>=,1,2021-12,0.5,,,,",
            "resolution: '0.5' is neither yes nor no; 0, 1 or empty",
        ),
        ("A,?,roadmaps_signed,last,>=,1,2021-12,2,,,,", "resolution: '2' is out of range"),
        ('A,?,roadmaps_signed,last,,,2021-12,"1,5",,,,', "resolution: '1,5' is not a number"),
        ("A,?,roadmaps_signed,last,,,2021-12,inf,,,,", "resolution: 'inf' is not a number"),
        ("A,?,roadmaps_signed,last,>=,1,2021-12,0,,,,2", "plan: '2' is out of range"),
        ("A,?,outcome,last,,,2021-12,3,,,,", "op: empty, and a code is no number"),
        (",?,roadmaps_signed,last,>=,1,2021-12,0,,,,", "id: empty"),
        ("A,?,roadmaps_signed", "3 cells; 12, as in the head"),
    ],
)
def test_a_mistake_in_a_row_is_told_with_file_and_line(tmp_path, line, said):
    path = file_of(tmp_path, "Z,?,eu_rounds,last,>=,1,2021-12,0,,,,", line)
    with pytest.raises(DataError) as error:
        read_questions(path, MARCH)
    assert str(error.value).startswith(f"{path}:3: {said}")


def test_all_mistakes_are_told_at_once_in_the_order_of_the_lines(tmp_path):
    path = file_of(
        tmp_path,
        "A,?,eu_round,last,>=,one,2021-12,0,,,,",
        'B,"two\nlines",eu_rounds,last,>=,1,2021-12,no,,,,',
        "A,?,eu_rounds,last,>=,1,2020-12,0,,,,",
    )
    with pytest.raises(DataError) as error:
        read_questions(path, MARCH)
    assert [line.removeprefix(f"{path}:").split(":")[:2] for line in str(error.value).splitlines()] == [
        ["2", " metric"],
        ["2", " threshold"],
        ["3", " resolution"],
        ["5", " id"],
        ["5", " by"],
    ]


@pytest.mark.parametrize("name", NEEDED)
def test_a_missing_column_is_named_and_what_may_have_been_meant(tmp_path, name):
    head = HEAD.replace(name, f"{name}s") if name != "by" else HEAD.replace(",by,", ",until,")
    with pytest.raises(DataError, match=f":1: {name}: no such column"):
        read_questions(file_of(tmp_path, head=head), MARCH)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty; a head with id, question"),
        (f"{HEAD}\n".encode(), "no rows below the head"),
        (HEAD.replace(",", ";").encode(), "cells are not separated by commas"),
        (b"id\x00", "binary"),
        ("id,question\n".encode("utf-16"), "UTF-16; save it as UTF-8"),
        (f"{HEAD}\nA,\xe9".encode("latin-1"), "2: not UTF-8"),
        (f"{HEAD},id\n".encode(), "1: id: two columns of this name"),
        (HEAD.replace("group", "grup").encode(), "1: grup: no column of this format"),
        (f'{HEAD}\nA,"open'.encode(), "2: not CSV"),
    ],
)
def test_what_is_no_questions_file_is_told_in_one_line(tmp_path, content, said):
    path = tmp_path / "questions.csv"
    path.write_bytes(content)
    with pytest.raises(DataError) as error:
        read_questions(path, MARCH)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_files_as_spreadsheets_write_them_are_read(tmp_path):
    path = file_of(tmp_path, "A,?,eu_rounds,last,>=,1,2021-12,1,,,,", "", ",,,,,,,,,,,")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    (one,) = read_questions(path, MARCH)
    assert (one.name, one.resolution, one.observation.last) == ("A", 1.0, 10)


def test_the_shipped_questions_and_those_left_out_are_the_22():
    expressed = {one.name for one in read_questions(SHIPPED, MARCH)}
    with (SHIPPED.parent / "not_expressible.csv").open(encoding="utf-8", newline="") as file:
        left_out = {row["id"]: row["missing"] for row in csv.DictReader(file)}
    assert all(left_out.values())
    assert not expressed & set(left_out)
    assert len(expressed | set(left_out)) == 22


# --- forecasts ----------------------------------------------------------------------------------


@given(st.integers(1, 400), st.data())
def test_a_chance_is_never_certain_and_has_the_error_of_jeffreys_posterior(runs, data):
    hits = data.draw(st.integers(0, runs))
    found = forecast(question(), np.repeat([1.0, 0.0], [hits, runs - hits]))
    posterior = stats.beta(hits + 0.5, runs - hits + 0.5)
    assert 0 < found.value < 1
    assert found.value == pytest.approx((hits + 0.5) / (runs + 1))
    assert found.standard_error == pytest.approx(posterior.std())
    assert found.standard_error > 0


@pytest.mark.parametrize(("op", "yes"), [(">=", 2), ("<=", 2), ("==", 1), (">", 1)])
def test_every_operator_counts_what_it_says(op, yes):
    assert question(op=op, threshold=1.0).yes(np.array([0.0, 1.0, 2.0])).sum() == yes


def test_simple_rules_say_what_they_say():
    start = {"eu_rounds": 0.0, "turnout_peak": 500.0}
    said = without_a_model(question(plan=0.9), start)
    assert {name: one.value for name, one in said.items()} == {
        "persistence": 0,
        "half_half": 0.5,
        "plan": 0.9,
    }
    number = without_a_model(question("turnout_peak", op=""), start)
    assert {name: one.value for name, one in number.items()} == {"persistence": 500}


def test_a_file_never_seen_gets_a_forecast_for_every_observable(tmp_path):
    lines = [
        f"{metric}-{aggregate}-{op},?,{metric},{aggregate},{op},{1 if op else ''},2021-09,,2021-05,,,"
        for metric in observables()
        for aggregate in AGGREGATES
        for op in (">=", "<=", "==", ">", "")
        if op or metric != "outcome"
    ]
    result = asked(file_of(tmp_path, *lines))
    assert len(result.assessed) == len(lines) == 5 * (20 * 5 + 4)
    for row in rows(result):
        if row["kind"] == "yes_no":
            assert 0 < row["forecast"] < 1
            assert 0 < row["standard_error"] < 0.5
        else:
            assert row["p5"] <= row["p50"] <= row["p95"]
            assert row["standard_error"] >= 0
        assert row["brier"] is row["crps"] is None  # nobody knows the answers
    assert not result.skills


def test_questions_beyond_the_horizon_are_played_for_and_leave_the_others_alone(tmp_path):
    near = "A,?,leader_meetings,last,,,2021-06,3,,,,"
    alone = asked(file_of(tmp_path, near), months=6)
    both = asked(file_of(tmp_path, near, "B,?,leader_meetings,change,,,2021-10,2,2021-07,,,"), months=6)
    assert (alone.scenario.horizon, alone.notes) == (6, ())
    assert both.scenario.horizon == 8
    assert "for 8 months, to 2021-10, and not for 6" in both.notes[0]
    assert rows(alone)[0] == rows(both)[0]


def test_forecasts_do_not_depend_on_the_workers(tmp_path):
    file = file_of(tmp_path, "A,?,reserves_usd_bn,min,,,2022-02,6,,,,")
    assert rows(asked(file, runs=1100)) == rows(asked(file, runs=1100, workers=2))


def test_a_sweep_is_refused_since_it_is_many_scenarios(tmp_path):
    scenario = tmp_path / "many.yaml"
    scenario.write_text("name: many\nsweep: {grid: {leak: [0, 0.1]}}\n")
    with pytest.raises(UsageError, match="a sweep is many scenarios; write one of its points"):
        asked(file_of(tmp_path, "A,?,eu_rounds,last,>=,1,2021-12,1,,,,"), scenario)


# --- scores -------------------------------------------------------------------------------------


@given(st.floats(0, 1), st.sampled_from([0.0, 1.0]))
def test_briers_score_is_the_squared_error(share, answer):
    found = score_of(question(resolution=answer), Forecast(share, 0.0, np.empty(0)))
    assert found.value == found.scaled == pytest.approx((share - answer) ** 2)


@given(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4))
def test_the_crps_of_a_point_is_its_distance(point, answer):
    asked_for = question("reserves_usd_bn", op="", resolution=answer)
    found = score_of(asked_for, Forecast(point, 0.0, np.array([point])))
    assert found.value == pytest.approx(abs(point - answer))
    low, high = observables()["reserves_usd_bn"].band
    assert found.scaled == pytest.approx(abs(point - answer) / (high - low))


def test_the_crps_of_many_runs_is_that_of_their_law():
    sample = stats.norm.ppf((np.arange(4000) + 0.5) / 4000)
    found = score_of(question("gdp_growth_yoy", op="", resolution=0.7), Forecast(0.0, 0.0, sample))
    z = 0.7  # closed form of the normal law: Gneiting and Raftery 2007, eq. 21
    exact = z * (2 * stats.norm.cdf(z) - 1) + 2 * stats.norm.pdf(z) - 1 / np.sqrt(np.pi)
    assert found.value == pytest.approx(exact, abs=1e-3)


def test_crowds_are_placed_by_their_logarithm_unless_they_are_differences():
    low, high = observables()["turnout_peak"].band
    ends = np.array([low, np.sqrt(low * high), high])
    assert placed(Observation("turnout_peak", "max", 1, 2), ends) == pytest.approx([0, 0.5, 1])
    assert placed(Observation("turnout_peak", "change", 1, 2), ends) == pytest.approx(ends / (high - low))


def assessed(answers, said, *, group=lambda _: "", plan=None):
    return [
        assess(
            asked_for := question(resolution=float(answer), group=group(k), plan=plan),
            Forecast(share, 0.0, np.empty(0)),
            without_a_model(asked_for, {"eu_rounds": 0.0}),
        )
        for k, (answer, share) in enumerate(zip(answers, said, strict=True))
    ]


def test_skill_is_1_for_prophets_0_for_the_rule_itself_and_negative_for_worse():
    answers = [0, 1, 1, 0, 1]
    for said, skill in ((answers, 1.0), ([0.5] * 5, 0.0), ([1 - a for a in answers], -3.0)):
        (against,) = [one for one in skills(assessed(answers, said)) if one.against == "half_half"]
        assert against.skill == pytest.approx(skill)
        assert against.by_questions[0] <= against.skill <= against.by_questions[1]


def test_related_questions_count_as_one_where_groups_are_drawn():
    said = [0.9, 0.8, 0.2, 0.1, 0.7, 0.4]
    answers = [1, 1, 1, 0, 0, 1]
    alone = skills(assessed(answers, said))
    grouped = skills(assessed(answers, said, group=lambda _: "same"))
    apart = skills(assessed(answers, said, group=lambda k: f"{k}"))
    assert [one.groups for one in alone] == [one.groups for one in apart] == [6, 6]
    assert [one.by_groups for one in alone] == [one.by_groups for one in apart]
    assert [one.skill for one in grouped] == [one.skill for one in alone]
    assert all(np.isnan(one.by_groups).all() for one in grouped)  # one group tells nothing of chance


def test_there_is_no_skill_against_a_rule_that_makes_no_error():
    (plan,) = [one for one in skills(assessed([1, 1], [0.6, 0.7], plan=1.0)) if one.against == "plan"]
    assert np.isnan(plan.skill)


def test_periods_are_never_pooled(tmp_path):
    result = asked(
        file_of(
            tmp_path,
            "A,?,eu_rounds,last,>=,1,2021-12,1,,,pre-war,",
            "B,?,eu_rounds,last,>=,1,2022-12,1,,,war-affected,",
        )
    )
    assert {(one.period, one.questions) for one in result.skills} == {("pre-war", 1), ("war-affected", 1)}
    assert {(one.period, one.questions) for one in result.reliability} == {
        ("pre-war", 1),
        ("war-affected", 1),
    }


def test_the_reliability_table_counts_what_came_true():
    table = reliability(assessed([1, 1, 0, 0], [0.9, 0.95, 0.85, 0.1]))
    assert [(row.low, row.high, row.questions, row.observed) for row in table] == [
        (0.0, 0.2, 1, 0.0),
        (0.8, 1.0, 3, pytest.approx(2 / 3)),
    ]
    assert table[1].forecast == pytest.approx(0.9)
    assert all(row.ci_low <= row.observed <= row.ci_high for row in table)


def test_answers_within_central_parts_of_the_distributions_are_counted():
    sample = np.arange(101.0)
    asked_for = [question("reserves_usd_bn", op="", resolution=answer) for answer in (50.0, 12.0, 200.0)]
    table = reliability([assess(one, Forecast(50.0, 0.0, sample), {}) for one in asked_for])
    assert [(row.forecast, row.observed * row.questions) for row in table] == [
        (0.5, pytest.approx(1)),
        (0.8, pytest.approx(2)),
        (0.9, pytest.approx(2)),
    ]


@given(st.floats(1e-9, 1 - 1e-9))
def test_no_chance_is_written_as_certain(share):
    assert float(chance(share)) not in (0.0, 1.0)


# --- files, page, command -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def shipped_result():
    return asked(SHIPPED, runs=120)


@pytest.fixture
def sim(capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    def call(*arguments):
        code = 0
        try:
            main(list(arguments))
        except SystemExit as left:
            code = left.code or 0
        return code, *capsys.readouterr()

    return call


def test_the_shipped_questions_are_scored(shipped_result):
    table = {row["id"]: row for row in rows(shipped_result)}
    assert len(table) == 12
    assert all(row["brier" if row["op"] else "crps"] >= 0 for row in table.values())
    assert table["Q12"]["forecast"] == pytest.approx(120.5 / 121)  # contracts change in January only
    assert {(one.period, one.number) for one in shipped_result.skills} == {
        (period, number) for period in ("pre-war", "war-affected") for number in (False, True)
    }


def test_the_page_is_whole_harmless_and_always_the_same(tmp_path):
    line = f"{json.dumps(EVIL)[1:-1]}".replace('\\"', '""')
    file = file_of(
        tmp_path,
        f'A,"{line}",eu_rounds,last,>=,1,2021-12,1,,,,0.5',
        f'B,"{line}",turnout_peak,max,,,2021-12,,,,later,',
        "C,?,reserves_usd_bn,min,,,2021-12,6.9,,,later,6",
    )
    text = page(data(asked(file)))
    HTMLParser().feed(text)
    assert text.startswith("<!doctype html>")
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert "http" not in text.replace("http-equiv", "")
    assert text == page(data(asked(file)))
    assert text.count("<svg") == 3  # chances and their reliability; numbers


def test_the_command_prints_a_table_and_writes_a_folder(sim, tmp_path):
    code, out, err = sim(
        "backtest", "baseline_feb2021", "--questions", str(SHIPPED), "--runs", "60", "--out", "b"
    )
    assert code == 0
    assert "Q15" in out
    assert "skill" in out
    assert "playing 60 runs" in err
    assert {path.name for path in (tmp_path / "b").iterdir()} == {
        "backtest.csv",
        "skill.csv",
        "reliability.csv",
        "backtest.html",
        "backtest.json",
    }
    with (tmp_path / "b" / "backtest.csv").open(newline="") as file:
        found = list(csv.DictReader(file))
    assert len(found) == 12
    assert {"forecast", "standard_error", "brier", "crps", "persistence_brier", "half_half_brier"} <= set(
        found[0]
    )
    again = sim(
        "backtest", "baseline_feb2021", "--questions", str(SHIPPED), "--runs", "60", "--out", "b", "--quiet"
    )
    assert again == (0, out, "")


def test_the_command_gives_json_or_one_table(sim, tmp_path):
    file = str(file_of(tmp_path, "A,?,eu_rounds,last,>=,1,2021-12,1,,,,"))
    code, out, _ = sim(
        "backtest", "baseline_feb2021", "--questions", file, "--runs", "40", "--json", "--out", "a.csv"
    )
    found = json.loads(out)
    assert code == 0
    assert found["backtest"][0]["brier"] == pytest.approx((found["backtest"][0]["forecast"] - 1) ** 2)
    assert (tmp_path / "a.csv").read_text().count("\n") == 2


@pytest.mark.parametrize(("command", "library"), [("backtest", "scoringrules"), ("calibrate", "pyabc")])
def test_a_missing_library_is_told_with_the_extra_that_has_it(sim, monkeypatch, command, library):
    monkeypatch.setattr(extras, "find_spec", lambda name: None if name == library else name)
    questions = ("--questions", str(SHIPPED)) if command == "backtest" else ()
    code, out, err = sim(command, "baseline_feb2021", *questions)
    assert (code, out, err) == (2, "", f"{library} is not installed: pip install 'sim[analysis]'\n")


def test_bad_input_leaves_with_2_and_writes_nothing(sim, tmp_path):
    bad = str(file_of(tmp_path, "A,?,eu_round,last,>=,1,2021-1,1,,,,"))
    code, out, err = sim("backtest", "baseline_feb2021", "--questions", bad, "--out", "b")
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 2
    assert not (tmp_path / "b").exists()
    assert sim("backtest", "baseline_feb2021", "--questions", "nowhere.csv")[0] == 2
    assert sim("backtest", "nobody", "--questions", str(SHIPPED))[0] == 2
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").touch()
    code, _, err = sim("backtest", "baseline_feb2021", "--questions", str(SHIPPED), "--out", "full")
    assert (code, err) == (2, "full: holds something else (mine.txt); name a new or empty folder\n")


def test_observables_are_those_that_the_interface_names():
    assert len(observables()) == 21  # twenty, and how the run stands
    assert observation.ENDING in observables()
