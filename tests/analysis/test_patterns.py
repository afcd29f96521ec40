"""The patterns: their table, how an effect is measured and judged, and a small and a full run of them."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.analysis.claims import pattern_report, readings
from sim.analysis.claims.catalogue import Reading, patterns, read
from sim.analysis.claims.readings import PatternResult, PatternResults, examine
from sim.cli.app import main
from sim.errors import SimError
from sim.experiments.arm import AS_IT_STANDS, Arm
from sim.experiments.arms import Arms, ArmSetup
from sim.experiments.metrics import metric
from sim.experiments.workers import Workers
from sim.minds.kinds import MINDS
from sim.quantities import monthly_measures, run_measures
from sim.stats.criterion import CLEAR
from sim.stats.effects import placebo, remainder
from sim.stats.estimate import UNKNOWN
from sim.stats.means import mean as estimate

NAMES = ("F1", "F2", "F2b", "F2c", *(f"F{number}" for number in range(3, 22)))
REQUIRED = {"F1", "F2", "F2b", *(f"F{n}" for n in (3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15, 16, 20))}
NO_EVIDENCE = {"F2", "F2b", "F2c", "F3", "F20", "F9", "F14", "F19"}
BASELINE = ArmSetup("baseline_feb2021", runs=200)

each = pytest.mark.parametrize("pattern", patterns().values(), ids=lambda pattern: pattern.name)


def arms_of(pattern):
    for reading in pattern.readings:
        for comparison in readings._comparisons(pattern, reading):
            yield from comparison.arms


# --- the table ---------------------------------------------------------------------------------


def test_every_pattern_is_there_in_order():
    assert tuple(patterns()) == NAMES


def test_the_patterns_of_the_model_page_are_those_of_the_table():
    text = (Path(__file__).resolve().parents[2] / "sim" / "MODEL.md").read_text(encoding="utf-8")
    assert tuple(re.findall(r"^\| (F\d+[bc]?) ", text, re.MULTILINE)) == NAMES


def test_required_are_those_that_the_model_must_show():
    assert {name for name, pattern in patterns().items() if pattern.status == "required"} == REQUIRED


def test_what_was_tuned_or_imposed_does_not_count_as_evidence():
    tuned = {name for name, pattern in patterns().items() if pattern.counts_as != "evidence"}
    assert not NO_EVIDENCE - tuned
    assert patterns()["F19"].counts_as == "imposed"


@each
def test_every_pattern_is_decided_by_something(pattern):
    assert pattern.deciding
    assert pattern.claims


@each
def test_every_metric_of_a_pattern_exists(pattern):
    for reading in pattern.readings:
        assert metric(reading.metric) is not None


@each
def test_every_arm_is_a_valid_scenario(pattern):
    for arm in arms_of(pattern):
        BASELINE.scenario_of(arm)


@each
def test_treatment_and_ablation_change_something(pattern):
    for reading in pattern.readings:
        arms = Arms(BASELINE)
        for comparison in readings._comparisons(pattern, reading):
            for arm in comparison.arms:
                arms.add(arm, "an arm", [reading.metric])
        expected = sum(len(comparison.arms) for comparison in readings._comparisons(pattern, reading))
        assert len(arms.parts) == expected


def test_every_claim_of_a_pattern_is_in_the_briefing():
    claims = (Path(__file__).resolve().parents[2] / "seeds" / "claims.yaml").read_text(encoding="utf-8")
    for pattern in patterns().values():
        for claim in pattern.claims:
            assert re.search(rf"\b{claim}\b", claims)


ENTRY = """
F1:
  says: The belief lowers pressure
  compares: belief 0 and .85
  claims: [C13]
  status: required
  counts_as: evidence
  mechanism: A collapse is dear.
  control: {set: [colour_revolution_belief=0]}
  treatment: {set: [], events: [{month: 2, add: {mobilisation: 0.1}}]}
  readings: [{metric: pressure_mean, expect: falls}]
  ablation: {channel: leaks, expect: gone}
"""
MALFORMED = {
    "a field that does not exist": ("mechanism:", "mechanisms:", "did you mean mechanism"),
    "a status of its own": ("required", "wanted", "status must be one of"),
    "tuned, and not said how": ("counts_as: evidence", "counts_as: calibrated", "because belongs"),
    "a metric nobody measures": ("pressure_mean", "presure_mean", "no metric 'presure_mean'"),
    "an unknown expectation": ("expect: falls", "expect: fals", "did you mean falls"),
    "a bound for a direction": ("expect: falls", "expect: falls, bound: 1", "bound belongs to"),
    "a comparison for a level": ("expect: falls", "expect: above, bound: 1", "every expectation needs but"),
    "an arm that is a list": ("control: {set: [colour_revolution_belief=0]}", "control: []", "a mapping"),
    "an event of nothing known": ("mobilisation: 0.1", "mobilization: 0.1", "did you mean mobilisation"),
    "an ablation of nothing": ("channel: leaks, ", "", "channel is missing"),
    "an ablation of no channel": ("channel: leaks", "channel: leeks", "did you mean leaks"),
    "readings that are none": ("[{metric: pressure_mean, expect: falls}]", "pressure", "must be a list"),
}


def test_a_well_formed_pattern_is_read_as_it_stands(tmp_path):
    (tmp_path / "patterns.yaml").write_text(ENTRY, encoding="utf-8")
    (pattern,) = read(tmp_path / "patterns.yaml")
    (reading,) = pattern.readings
    assert reading.comparison.control == Arm(("colour_revolution_belief=0",))
    assert reading.comparison.treatment.events[0].changes == {"mobilisation": 0.1}
    assert pattern.ablation.settings == ("leak=0",)


@pytest.mark.parametrize("fault", MALFORMED)
def test_a_malformed_pattern_is_refused_by_file_and_name(fault, tmp_path):
    old, new, reason = MALFORMED[fault]
    assert old in ENTRY
    (tmp_path / "patterns.yaml").write_text(ENTRY.replace(old, new), encoding="utf-8")
    with pytest.raises(SimError, match=rf"patterns\.yaml:2: F1(.|\n)*{re.escape(reason)}"):
        read(tmp_path / "patterns.yaml")


# --- what is measured --------------------------------------------------------------------------


def block_of(months=None, **columns):
    """A block of made-up runs: columns of the outcome table, and months by measure (runs, months)."""
    months = months or {"alive": np.ones((1, 1))}
    runs, horizon = next(iter(months.values())).shape
    if columns:
        runs = len(next(iter(columns.values())))
    metrics = np.full((runs, len(run_measures())), np.nan)
    for position, measure in enumerate(run_measures()):
        if measure.name in columns:
            metrics[:, position] = columns[measure.name]
    kept = np.zeros((runs, horizon, len(monthly_measures())))
    for position, measure in enumerate(monthly_measures()):
        if measure.name in months:
            kept[:, :, position] = months[measure.name]
    return SimpleNamespace(runs=runs, metrics=metrics, months=kept, outcome=np.array([0, 3, 3])[:runs])


def test_a_column_and_the_share_of_an_ending_are_metrics():
    block = block_of(pressure_mean=[0.1, math.nan, 0.3])
    np.testing.assert_array_equal(metric("pressure_mean").of(block), [0.1, math.nan, 0.3])
    np.testing.assert_array_equal(metric("share_regime_collapse").of(block), [0, 1, 1])


def test_a_window_counts_the_months_that_a_run_lasted_and_that_have_the_measure():
    months = {
        "alive": np.array([[1, 1, 1, 1], [1, 1, 0, 0], [1, 0, 0, 0]]),
        "pressure": np.array([[1, math.nan, 3, 9], [4, 2, 7, 7], [math.nan, 1, 1, 1]]),
    }
    block = block_of(months)
    np.testing.assert_array_equal(metric("pressure in months 1 to 3").of(block), [2, 3, math.nan])
    np.testing.assert_array_equal(metric("pressure in months 2 to end").of(block), [6, 2, math.nan])
    np.testing.assert_array_equal(metric("pressure in months 9 to end").of(block), [math.nan] * 3)
    np.testing.assert_array_equal(metric("pressure at the end").of(block), [9, 7, 1])


def test_the_kremlin_accepts_what_it_accepts_of_minsks_offers():
    months = {
        "alive": np.array([[1, 1, 1, 0]]),
        "kremlin_proposes": np.array([[1, 0, 0, 0]]),
        "response": np.array([[0, 0, 1, 0]]),
    }
    np.testing.assert_array_equal(metric("kremlin_accepts").of(block_of(months)), [0.5])


def test_a_subsidy_at_an_end_of_its_range_is_not_interior():
    months = {"alive": np.array([[1, 1, 1, 0]]), "subsidy_step": np.array([[0, 3, 5, 3]])}
    assert metric("interior_subsidy_share").of(block_of(months)) == pytest.approx(2 / 3)


def test_fuel_first_or_nothing_signed_is_the_cheap_concession():
    np.testing.assert_array_equal(metric("fuel_first").of(block_of(first_concession=[0, 1, 2])), [1, 1, 0])


@pytest.mark.parametrize(
    "name", ["share_of_nothing", "pressure in months 0 to 3", "nobody at the end", "pressure in months 3"]
)
def test_other_names_are_no_metric(name):
    assert metric(name) is None


# --- from runs to an effect --------------------------------------------------------------------


def normal(runs=2000, mean=0.0, sd=1.0, seed=7):
    return np.random.default_rng(seed).normal(mean, sd, runs)


def test_an_artificial_effect_is_found():
    found = estimate(normal(mean=0.2))
    assert found.t > CLEAR
    assert found.low < 0.2 < found.high


def test_the_estimate_is_that_of_the_paired_t_test():
    treated, control = normal(mean=0.1), normal(seed=8)
    found, expected = estimate(treated - control), stats.ttest_rel(treated, control)
    assert found.t == pytest.approx(expected.statistic)
    assert (found.low, found.high) == pytest.approx(tuple(expected.confidence_interval()))


@given(st.integers(0, 2**32), st.floats(-1, 1))
def test_a_placebo_is_calm_however_large_the_effect(seed, mean):
    assert placebo(normal(500, mean, seed=seed), seed) <= CLEAR


def test_a_measurement_that_makes_effects_by_itself_would_not_be_calm():
    differences = np.repeat(normal(2, mean=5.0), 1000)  # the same two pairs counted a thousand times
    assert placebo(differences, 3) == placebo(differences, 3)
    assert estimate(differences).t > 40


def test_pairs_that_lack_the_metric_are_left_out():
    with_gaps = np.array([1.0, math.nan, 2.0, 3.0])
    assert estimate(with_gaps) == estimate(np.array([1.0, 2.0, 3.0]))
    assert math.isnan(estimate(np.array([1.0, math.nan])).t)
    assert math.isnan(placebo(np.array([math.nan]), 1))


def test_no_difference_in_any_run_is_exactly_zero():
    found = estimate(np.zeros(10))
    assert found.exactly_zero
    assert found.t == 0
    assert not estimate(np.full(10, 0.5)).exactly_zero
    assert estimate(np.full(10, 0.5)).t == math.inf


def test_a_share_has_an_interval_inside_zero_and_one_even_where_no_run_ended_so():
    found = readings._level_of(np.zeros(100))
    assert found.low == 0
    assert 0 < found.high < 0.05
    assert 0 < readings._level_of(np.eye(1, 100).ravel()).low < 0.01


REMAINDERS = {
    "exactly 0": np.zeros(2000),
    "gone": normal(seed=9),
    "reversed": normal(mean=-1.0, seed=9),
    "weaker": normal(mean=0.3, seed=9),
    "stays": normal(mean=1.0, seed=9),
    "not measured": np.full(2000, math.nan),
}


@pytest.mark.parametrize("word", REMAINDERS)
def test_what_is_left_of_an_effect_is_said_in_a_word(word):
    assert remainder(normal(mean=1.0), REMAINDERS[word]) == word
    mirrored = remainder(-normal(mean=1.0), -REMAINDERS[word])
    assert mirrored == word


def test_each_expectation_of_an_ablation_allows_for_more_than_the_stricter_one():
    nothing, gone, weaker = (set(readings.ENOUGH[word]) for word in ("nothing", "gone", "weaker"))
    assert nothing < gone < weaker
    assert "stays" not in weaker


# --- the verdict -------------------------------------------------------------------------------


def reading(expect, **more):
    comparison = patterns()["F1"].readings[0].comparison
    return Reading("pressure_mean", expect, comparison, **more)


@pytest.mark.parametrize(
    ("expect", "more", "mean", "holds"),
    [
        ("rises", {}, 0.2, True),
        ("rises", {}, 0.0, False),
        ("rises", {}, -0.2, False),
        ("falls", {}, -0.2, True),
        ("falls", {}, 0.2, False),
        ("rises", {"at_least": 0.1}, 0.2, True),
        ("rises", {"at_least": 0.3}, 0.2, False),
        ("unmoved", {}, 0.0, True),
        ("unmoved", {}, 0.2, False),
        ("small", {"bound": 0.3}, 0.2, True),
        ("small", {"bound": 0.1}, -0.2, False),
    ],
)
def test_an_effect_holds_if_it_is_clear_and_as_expected(expect, more, mean, holds):
    assert readings._as_expected(reading(expect, **more), estimate(normal(mean=mean)), mean) is holds


def test_what_could_not_be_measured_neither_holds_nor_fails():
    assert readings._as_expected(reading("rises"), UNKNOWN, math.nan) is None


@pytest.mark.parametrize(
    ("expect", "bound", "value", "holds"),
    [("above", 0.5, 0.6, True), ("above", 0.5, 0.4, False), ("below", 0.05, 0.0, True), ("zero", 0, 0, True)],
)
def test_a_level_is_held_against_its_bound(expect, bound, value, holds):
    found = readings._level(Reading("pressure_mean", expect, None, bound), np.full(9, value))
    assert found.holds is holds


def played(*names, minds=None, runs=200, **changes):
    stage = ArmSetup("baseline_feb2021", runs=runs, minds=minds, **changes)
    chosen = [patterns()[name] for name in names]
    return examine(stage, chosen, Workers(2))


def rows(found):
    """The readings as plain data."""
    return pattern_report.tables([found])[0].rows


@pytest.fixture(scope="module")
def small():
    return played("F1", "F5")


def test_a_small_run_finds_the_strong_pattern_and_the_ablation_of_the_weak_one(small):
    belief, steps = small.results
    assert steps.holds
    assert steps.findings[0].calm
    assert belief.findings[0].ablated.remainder == "exactly 0"
    assert belief.findings[0].ablated.as_expected
    assert belief.worth == "calibrated"
    assert steps.worth == "evidence"


def test_a_pattern_falls_with_its_mechanism_and_is_reported_as_failed():
    table = played("F3", runs=20, settings=patterns()["F3"].ablation.settings)
    assert table.failed == ("F3",)
    (row,) = rows(table)
    assert row["verdict"] == "failed"
    assert (row["effect"], row["t"]) == (0, 0)


def test_a_pattern_that_is_only_reported_never_falls():
    table = played("F2c", runs=20)
    assert not table.results[0].holds
    assert table.failed == ()


def test_the_other_mind_has_the_story_written_into_it():
    table = played("F3", runs=20, minds="kremlin=aspiration,minsk=quantal")
    assert table.results[0].worth == "encoded"
    assert (
        PatternResults(
            "x", 1, 1, "quantal", "aspiration", (PatternResult(patterns()["F3"], (), "encoded"),)
        ).failed
        == ()
    )


def test_an_arm_is_played_once_however_it_is_written():
    arms = Arms(BASELINE)
    for name in ("F2", "F4", "F15"):
        readings.ask_for(arms, [patterns()[name]])
    assert len(arms.parts) == 2 + 3 * 2  # protest low (as it stands) and high, and under three ablations
    arms.add(AS_IT_STANDS.with_settings(("initial.mobilisation=0.15",)), "again", [])
    assert len(arms.parts) == 8


def test_the_number_of_threads_changes_nothing(small):
    stage = ArmSetup("baseline_feb2021", runs=200)
    chosen = [patterns()["F5"]]
    again = examine(stage, chosen, Workers(1))
    assert rows(again) == rows(small)[1:]


def test_patterns_are_found_in_a_scenario_with_events_of_its_own():
    stage = ArmSetup("protests_return", runs=20)
    shock = patterns()["F21"].readings[0].comparison.treatment
    assert [event.month for event in stage.scenario_of(shock).events] == [3, 1]


# --- the command -------------------------------------------------------------------------------


@pytest.fixture
def sim(capsys):
    def call(*arguments):
        code = 0
        try:
            main(list(arguments))
        except SystemExit as left:
            code = left.code or 0
        return code, *capsys.readouterr()

    return call


def test_the_command_shows_a_table_and_goes_on_where_a_reported_pattern_fails(sim):
    code, out, err = sim("patterns", "--runs", "20", "--only", "F2c,F5", "--quiet")
    assert (code, err) == (0, "")
    assert "F2c failed" in out
    assert "implemented_index: rises" in out
    assert "1 hold" in out


def test_the_command_fails_where_a_required_pattern_does(sim):
    off = [f"--set={setting}" for setting in patterns()["F3"].ablation.settings]
    code, out, _ = sim("patterns", "--runs", "20", "--only", "F3", *off)
    assert code == 1
    assert out.endswith("Required with quantal minds, and not there: F3.\n")
    code, _, _ = sim("patterns", "--runs", "20", "--only", "F3", "--minds", "aspiration", *off)
    assert code == 0


def test_the_command_writes_rows_and_plain_data(sim, tmp_path):
    target = tmp_path / "patterns.csv"
    code, out, _ = sim("patterns", "--runs", "20", "--only", "F10", "--json", "--out", str(target))
    found = json.loads(out)
    (pattern,) = found["patterns"]
    assert code == (1 if found["required_and_failed"] else 0)
    assert pattern["pattern"] == "F10"
    assert [row["metric"] for row in found["readings"]] == ["stall_share", "implemented_index"]
    assert "<svg" in target.with_suffix(".svg").read_text()
    lines = target.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 1 + 2
    assert lines[0].startswith("scenario,kremlin_mind,minsk_mind,pattern,")


def test_all_minds_are_all_pairs(sim):
    code, out, _ = sim("patterns", "--runs", "5", "--only", "F2c", "--minds", "all", "--json", "--quiet")
    assert code == 0
    found = json.loads(out)
    pairs = [(k, m) for k in MINDS for m in MINDS]
    assert [tuple(minds.values()) for minds in found["minds"]] == pairs
    assert [(row["kremlin_mind"], row["minsk_mind"]) for row in found["patterns"]] == pairs


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--only", "F99"), "F99"),
        (("--minds", "clever"), "clever"),
        (("--minds", "kremlin=clever"), "clever"),
        (("--set", "strenght_cost=1"), "strength_cost"),
        (("nowhere",), "nowhere"),
        (("--out", "no/such/folder/patterns.csv"), "no/such/folder"),
    ],
)
def test_what_makes_no_sense_is_said_with_exit_code_two(sim, arguments, said):
    code, out, err = sim("patterns", "--runs", "5", *arguments)
    assert (code, out) == (2, "")
    assert said in err


@pytest.mark.slow
def test_the_model_shows_what_it_must():
    table = played(*NAMES, runs=6000)
    # The interaction is about as small as 6,000 pairs can tell from 0: half of all seeds show it.
    assert set(table.failed) <= {"F2b"}
    for result in table.results:
        for finding in result.findings:
            assert finding.calm is not False, result.pattern.name
            if finding.ablated and result.pattern.name in REQUIRED:
                assert finding.ablated.as_expected, result.pattern.name
