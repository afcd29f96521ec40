"""The verification ladder: known answers are met, wrong ones fail, and what cannot be run is said."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
from functools import reduce
from operator import getitem
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sim.errors import DataError
from sim.verification.cases.kinds import KINDS
from sim.verification.cases.reading import FORMAT
from sim.verification.cases.verify import results_of, shipped_ladder, verify
from tests.verification.other_games import GAMES, CannotTellError
from tests.verification.other_worlds import WORLDS

RECOMPUTED = GAMES | WORLDS
FILES = Path(__file__).parent / "ladders"
SIMULATED = ("hazard_absorption", "competing_risks", "leak", "ou_process", "reputational_bargaining")
SHIPPED = json.loads(shipped_ladder().read_text(encoding="utf-8"))
CASES = {case["id"]: case for case in SHIPPED["cases"]}


def a_case(kind, inputs, expected, **tolerance):
    return {
        "id": "X",
        "kind": kind,
        "title": "",
        "inputs": inputs,
        "expected": expected,
        "tolerance": tolerance or {"abs": 1e-9},
        "notes": "",
    }


def leaves(value, path=()):
    """The places of all numbers, words and flags in a nested value."""
    if isinstance(value, dict):
        return [leaf for key, part in value.items() for leaf in leaves(part, (*path, key))]
    if isinstance(value, list):
        return [leaf for i, part in enumerate(value) for leaf in leaves(part, (*path, i))]
    return [path]


def at(value, place):
    return reduce(getitem, place, value)


@pytest.fixture(scope="module")
def ladder(tmp_path_factory):
    """A file of cases, run; written where no other test looks."""
    file = tmp_path_factory.mktemp("ladder") / "ladder.json"

    def run(*cases):
        file.write_text(json.dumps({"format": FORMAT, "cases": list(cases)}), encoding="utf-8")
        return list(results_of(file))

    return run


@pytest.fixture(scope="module")
def shipped_verdicts():
    return list(verify().result)


def sim_verify(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "sim.cli.app", "verify", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": "100", "SIM_DEBUG": ""},
    )


def test_every_shipped_case_holds(shipped_verdicts):
    assert [verdict.id for verdict in shipped_verdicts if not verdict.holds] == []
    assert len(shipped_verdicts) == len(SHIPPED["cases"])


def test_the_shipped_ladder_has_a_case_of_every_kind():
    assert {case["kind"] for case in SHIPPED["cases"]} == set(KINDS) == set(RECOMPUTED)


@pytest.mark.parametrize("file", sorted(FILES.glob("*.json")), ids=lambda file: file.stem)
def test_ladders_of_other_numbers_hold(file):
    failed = [(verdict.id, verdict.worst) for verdict in results_of(file) if not verdict.holds]
    assert failed == []


@pytest.mark.parametrize("file", sorted(FILES.glob("*.json")), ids=lambda file: file.stem)
def test_what_these_ladders_expect_was_computed_another_way(file):
    for case in json.loads(file.read_text(encoding="utf-8"))["cases"]:
        again = RECOMPUTED[case["kind"]][1](case["inputs"])
        for place in leaves(case["expected"]):
            one, other = at(case["expected"], place), at(again, place)
            assert one == (pytest.approx(other, abs=1e-11) if isinstance(one, float) else other), case["id"]


def reported(recompute, drawn):
    """What is expected; the example is given up where the second way cannot tell."""
    try:
        return recompute(drawn)
    except CannotTellError:
        assume(condition=False)


@pytest.mark.parametrize("kind", RECOMPUTED)
@given(data=st.data())
def test_an_answer_is_what_another_way_of_computing_it_gives(ladder, kind, data):
    inputs, recompute = RECOMPUTED[kind]
    drawn = data.draw(inputs())
    (verdict,) = ladder(a_case(kind, drawn, reported(recompute, drawn)))
    assert verdict.holds, verdict.worst


@pytest.mark.parametrize("kind", [*SIMULATED, "package_menu"])
@settings(max_examples=8)
@given(data=st.data())
def test_a_simulation_finds_what_another_way_of_computing_it_gives(ladder, kind, data):
    inputs, recompute = RECOMPUTED[kind]
    drawn = data.draw(inputs())
    (verdict,) = ladder(a_case(kind, drawn, reported(recompute, drawn), se=6, runs=20_000))
    assert verdict.holds, verdict.worst
    estimated = [quantity for quantity in verdict.quantities if quantity.standard_errors is not None]
    assert estimated or not drawn.get("months", True)


def spoiled(case, place):
    """The same case with one expected value wrong: by more than it may be, and no more than that."""
    wrong = copy.deepcopy(case)
    *way, last = place
    inside = at(wrong["expected"], way)
    value = inside[last]
    if isinstance(value, bool):
        inside[last] = not value
    elif isinstance(value, str):
        inside[last] = "0" * 8 if case["kind"] == "philox" else f"{value}s"
    elif isinstance(value, int):
        inside[last] = value + 1
    else:
        far = 3 * wrong["tolerance"]["abs"] if "abs" in wrong["tolerance"] else 0.1
        inside[last] = 1.0 if value is None else value + far
    return wrong


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if "abs" in case["tolerance"]])
def test_every_wrong_value_fails(ladder, name):
    """One after the other, all as cases of one file."""
    places = leaves(CASES[name]["expected"])
    cases = [spoiled(CASES[name], place) | {"id": str(number)} for number, place in enumerate(places)]
    for place, verdict in zip(places, ladder(*cases), strict=True):
        failed = [quantity.name for quantity in verdict.quantities if not quantity.holds]
        assert len(failed) == 1, (place, failed)
        assert failed[0].startswith(place[0])


@pytest.mark.parametrize("name", ["L09b", "L18b", "L20c", "L21b", "L29b", "L34b"])
def test_a_wrong_value_fails_in_a_simulation_too(ladder, name):
    case = copy.deepcopy(CASES[name])
    case["tolerance"]["runs"] = 50_000
    for place in leaves(case["expected"])[:12]:
        (verdict,) = ladder(spoiled(case, place))
        assert not verdict.holds


def test_a_list_of_another_length_fails(ladder):
    case = copy.deepcopy(CASES["L15a"])
    for values in case["expected"].values():
        values.pop()
    (verdict,) = ladder(case)
    assert [quantity.name for quantity in verdict.quantities if not quantity.holds] == [
        "fixed_points[2]",
        "map_slope[2]",
        "stable[2]",
    ]


def test_what_is_certain_must_come_out_exactly(ladder):
    inputs = {"leak": 1.0, "T": 5}
    sure = {"secret_at_T": 0.0, "mean_secret_months_censored": 1.0, "median_month": 1}
    (verdict,) = ladder(a_case("leak", inputs, sure, se=4, runs=1000))
    assert verdict.holds
    (verdict,) = ladder(a_case("leak", inputs, sure | {"secret_at_T": 1e-6}, se=4, runs=1000))
    assert not verdict.holds


def test_a_simulation_is_the_same_every_time(ladder):
    case = CASES["L29b"]
    assert ladder(case) == ladder(case)


@settings(max_examples=200)
@given(data=st.data())
def test_whatever_is_wrong_with_a_case_is_said_with_its_name_and_key(ladder, data):
    """Leave a key out, or put one in, or put in what it cannot be."""
    case = copy.deepcopy(CASES[data.draw(st.sampled_from(sorted(CASES)))])
    place = data.draw(st.sampled_from(["inputs", "expected"]))
    key = data.draw(st.sampled_from(sorted(case[place])))
    how = data.draw(st.sampled_from(["missing", "added", "object", "too large", "flag in a list"]))
    if how == "missing":
        del case[place][key]
    elif how == "added":
        key = "surplus"
        case[place][key] = 1
    else:
        assume(not (how == "object" and isinstance(case[place][key], dict)))
        wrong = {"object": {"x": None}, "too large": 1e301, "flag in a list": [[[[True, "x"]]]]}
        case[place][key] = wrong[how]
    with pytest.raises(DataError) as error:
        ladder(case)
    assert f": {case['id']}: {place}.{key}" in str(error.value)


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("L01a", {"inputs.d1": 0}, "L01a: inputs.d1: 0 is out of range; a number above 0 and at most 1"),
        ("L01a", {"inputs.d1": "0.9"}, "'0.9' is not a number"),
        ("L01a", {"inputs.d1": 1, "inputs.d2": 1}, "L01a: inputs.p: nothing presses for agreement"),
        ("L02a", {"inputs.offers": 1.5}, "1.5 is not a whole number"),
        ("L02a", {"inputs.outside_option_2": 0.3}, "L02a: inputs.outside_option_2: an outside option"),
        ("L05", {"inputs.d": [0, 4]}, "L05: inputs.d: not below the frontier"),
        ("L05", {"inputs.frontier": [1, 1]}, "L05: inputs.frontier: the frontier must decrease"),
        ("L05", {"inputs.frontier": [4, -2, 0.1]}, "L05: inputs.frontier: the frontier must be concave"),
        ("L07a", {"inputs.d": [0]}, "L07a: inputs.d: 1 entries; at least 2"),
        ("L09a", {"inputs.a1": 0.2}, "L09a: inputs.a1: demands of 0.2 and 0.7 can both be met"),
        ("L12a", {"inputs.v_tough": 0.1}, "L12a: inputs.v_tough: 0.1 is not above v_soft"),
        ("L12a", {"inputs.pie": 0.1}, "L12a: inputs.v_soft"),
        ("L13a", {"inputs.thresholds": [1, None]}, "L13a: inputs.thresholds[1]: nothing is not a number"),
        ("L14a", {"inputs.mu": 0.5}, "L14a: inputs.mu: 0.5 is out of range"),
        ("L15a", {"inputs.sd": 0}, "L15a: inputs.sd"),
        ("L16", {"inputs.A": [[1, 2]]}, "L16: inputs.A: 1 entries; at least 2"),
        ("L16", {"inputs.lambda": [-1]}, "L16: inputs.lambda[0]: -1 is out of range"),
        ("L18a", {"inputs.h": {"x": 0.5, "y": 0.5}}, "L18a: inputs.h: chances of 1 together"),
        ("L18a", {"expected.p_limit": {"x": 1}}, "L18a: expected.p_limit.x: unknown key"),
        ("L20a", {"inputs.uniforms": [1]}, "L20a: inputs.uniforms[0]: 1 is out of range"),
        ("L22a", {"inputs.prior": [0.5, 0.4]}, "L22a: inputs.prior: sums to 0.9"),
        ("L22b", {"inputs.events": ["strike"]}, "L22b: inputs.events[0]: 'strike' has no likelihood"),
        ("L22b", {"inputs.likelihood": {"stall": [0, 0]}}, "L22b: inputs.events: 'stall' is impossible"),
        ("L25a", {"inputs.report_months": [25]}, "L25a: inputs.report_months: month 25 is not played"),
        ("L25a", {"inputs.loans": [{"month": 1}]}, "L25a: inputs.loans[0].amount: missing"),
        ("L26a", {"inputs.report_month": 121}, "L26a: inputs.report_month"),
        ("L28a", {"inputs.delta": 1}, "L28a: inputs.delta: the future never loses weight"),
        ("L29a", {"inputs.leak": float("nan")}, "L29a: inputs.leak: nan is out of range"),
        ("L29a", {"inputs.T": float("inf")}, "L29a: inputs.T: inf is not a whole number"),
        ("L29a", {"inputs.leak": 0}, "L29a: inputs.leak: 0 is out of range"),
        ("L30a", {"inputs.delta": 1}, "L30a: inputs.delta: 1 is out of range"),
        ("L30a", {"inputs.r": [[1, 2]]}, "L30a: inputs.r: length 1; one for each action, 2"),
        ("L31a", {"inputs.A0": [0]}, "L31a: inputs.rounds[0].payoffs: length 2; one for each action, 1"),
        ("L33a", {"inputs.key": ["0", "0x1"]}, "L33a: inputs.key[1]: '0x1' is not a 32-bit word"),
        ("L34a", {"inputs.menu": {}}, "L34a: inputs.menu: 0 entries; at least 1"),
        ("L01a", {"kind": "alternating_ofers"}, "L01a: kind: unknown: 'alternating_ofers'"),
        ("L01a", {"kind": "alternating_ofers"}, "did you mean alternating_offers?"),
        ("L01a", {"tolerance": {}}, "L01a: tolerance: says nothing"),
        ("L01a", {"tolerance": {"abs": -1}}, "L01a: tolerance.abs: -1 is out of range"),
        ("L01a", {"tolerance": {"se": 4}}, "L01a: tolerance.runs: missing"),
        ("L01a", {"tolerance": {"abs": 1, "se": 4}}, "L01a: tolerance.se: unknown key"),
        ("L01a", {"weight": 1}, "L01a: weight: unknown key"),
        ("L01a", {"id": 7}, "cases[0]: id: 7 is not text"),
        ("L01a", {"inputs": []}, "L01a: inputs: a list is not an object"),
    ],
)
def test_what_is_out_of_domain_is_said_with_what_is_allowed(ladder, name, change, said):
    case = copy.deepcopy(CASES[name])
    for path, value in change.items():
        *way, last = path.split(".")
        at(case, way)[last] = value
    with pytest.raises(DataError) as error:
        ladder(case)
    assert said in str(error.value)


def test_all_problems_of_a_file_come_at_once_and_in_order(ladder):
    one, two, three = (copy.deepcopy(CASES[name]) for name in ("L01a", "L05", "L18b"))
    one["inputs"]["d1"] = 2
    del one["inputs"]["p"]
    two["inputs"]["d"] = [0, 9]
    three["expected"]["p_at_T"]["coup"] = three["expected"]["p_at_T"].pop("collapse")
    with pytest.raises(DataError) as error:
        ladder(one, two, three, CASES["L01b"], CASES["L01b"])
    lines = [line.split(": ", 1)[1].partition(";")[0] for line in str(error.value).splitlines()]
    assert lines == [
        "L01a: inputs.d1: 2 is out of range",
        "L01a: inputs.p: missing",
        "L05: inputs.d: not below the frontier",
        "L18b: expected.p_at_T.collapse: missing",
        "L18b: expected.p_at_T.coup: unknown key",
        "L01b: id: given to more than one case",
    ] or sorted(lines[3:5]) == [
        "L18b: expected.p_at_T.collapse: missing",
        "L18b: expected.p_at_T.coup: unknown key",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not JSON"),
        ('{"cases": [', "not JSON"),
        ("[]", "no list of cases"),
        ('{"cases": {}}', "no list of cases"),
        ('{"cases": []}', "at least one"),
        ('{"cases": [1]}', "cases[0]: 1 is not an object"),
        ('{"format": "another ladder", "cases": [1]}', "'another ladder' is not known"),
        ('{"cases": [{"id": "A", "kind": "leak", "kind": "leak"}]}', "A: kind: given twice"),
        ('{"cases": [{"id": "A", "kind": "leak", "inputs": {"leak": NaN}}]}', "A: expected: missing"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_a_file_that_is_no_ladder_is_said(tmp_path, text, said):
    file = tmp_path / "ladder.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"ladder\.json") as error:
        list(results_of(file))
    assert said in str(error.value)


def test_a_place_in_the_file_is_named_by_line_and_column(tmp_path):
    file = tmp_path / "ladder.json"
    case = copy.deepcopy(CASES["L29a"])
    case["inputs"]["leak"] = 2
    file.write_text(json.dumps({"cases": [CASES["L01a"], case]}, indent=1), encoding="utf-8")
    with pytest.raises(DataError) as error:
        list(results_of(file))
    line = file.read_text(encoding="utf-8").splitlines().index('   "id": "L29a",') + 1
    assert str(error.value).startswith(f"{file}:{line}:10: L29a: inputs.leak: 2 is out of range")


def test_the_command_prints_expected_and_got_for_every_value():
    result = sim_verify()
    assert (result.returncode, result.stderr) == (0, "")
    heading, table, *_ = result.stdout.split("\n\n")
    lines = table.splitlines()
    assert heading.startswith(f"{len(CASES)} cases of ")
    assert len(lines) == 2 + sum(len(leaves(case["expected"])) for case in CASES.values())
    assert lines[0].split() == [
        "case",
        "kind",
        "quantity",
        "expected",
        "got",
        "error",
        "tolerance",
        "verdict",
    ]
    assert result.stdout.endswith(f"{len(CASES)} of {len(CASES)} cases hold.\n")
    for name, case in CASES.items():
        assert any(line.startswith(f"{name} ") and case["kind"] in line for line in lines)


def test_the_command_fails_with_1_where_a_case_fails_and_names_it(tmp_path):
    file = tmp_path / "ladder.json"
    wrong = spoiled(CASES["L05"], ("nash", 1))
    file.write_text(json.dumps({"format": FORMAT, "cases": [CASES["L01a"], wrong]}), encoding="utf-8")
    result = sim_verify(file, "--json")
    assert result.returncode == 1
    data = json.loads(result.stdout)
    assert data["sentences"][1] == "1 of 2 cases failed: L05 (frontier_solutions: nash[1])."
    assert [(one["case"], one["verdict"]) for one in data["cases"]] == [("L01a", "holds"), ("L05", "FAILED")]
    assert [one["quantity"] for one in data["values"] if one["verdict"] == "FAILED"] == ["nash[1]"]


def test_the_command_fails_with_2_where_a_case_cannot_be_run_and_prints_no_verdict(tmp_path):
    file = tmp_path / "ladder.json"
    file.write_text(
        json.dumps({"cases": [CASES["L01a"], {**CASES["L05"], "kind": "riddle"}]}), encoding="utf-8"
    )
    result = sim_verify(file)
    assert (result.returncode, result.stdout) == (2, "")
    assert f"{file}:1:" in result.stderr
    assert "L05: kind: unknown: 'riddle'" in result.stderr
    assert "Traceback" not in result.stderr
