"""Whole comparisons of small tables, ours and from elsewhere."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim.analysis.comparison.provenance import CARRIED, carried
from sim.analysis.comparison.report import COMPARISON
from sim.analysis.comparison.table import MetricFigures, holm, verdict_of, wasserstein
from sim.errors import ResultsError, UsageError
from sim.quantities import OUTCOMES

METRICS = ["pressure_mean", "leaks", "package_signed", "share_rupture"]


def table(
    runs=40, seed=1, scenario="mine", shift=0.0, *, played_with=None, rules="r1", horizon=24, inputs=None
):
    """A table of outcomes; `played_with` is the seed it says it was played with."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "scenario": scenario,
            "point": 0,
            "run": np.arange(runs),
            "outcome": rng.choice(OUTCOMES[:3] + OUTCOMES[5:], runs),
            "pressure_mean": np.where(rng.random(runs) < 0.1, np.nan, rng.normal(size=runs) + shift),
            "leaks": rng.integers(0, 4, runs),
            "package_signed": rng.integers(0, 2, runs),
        }
    )
    if played_with is not None:
        known = {"name": scenario, "seed": played_with, "horizon": horizon, "inputs": inputs or {}}
        frame.attrs[CARRIED] = carried(rules, [known])
    return frame


def figures_of(comparison):
    return comparison.table.set_index("metric").drop(columns=["a", "b"])


seeds = st.integers(0, 10**6)
few = settings(max_examples=8)  # a comparison takes a tenth of a second


@few
@given(seeds, st.booleans())
def test_a_table_is_equivalent_to_itself(seed, paired):
    frame = table(seed=seed)
    found = sim.compare(frame, frame, paired=paired).table
    assert set(found["verdict"]) == {"equivalent"}
    assert (found["difference"] == 0).all()
    assert (found["wasserstein"] == 0).all()
    assert (found["p_value"] == 1).all()


@few
@given(seeds, st.booleans())
def test_swapping_the_sides_flips_the_signs(seed, paired):
    a, b = table(seed=seed), table(seed=seed + 1, shift=0.5)
    one, other = (figures_of(sim.compare(x, y, paired=paired)) for x, y in ((a, b), (b, a)))
    for column in ("difference", "effect_size"):
        assert one[column].to_numpy() == pytest.approx(-other[column].to_numpy(), nan_ok=True)
    assert one["wasserstein"].to_numpy() == pytest.approx(other["wasserstein"].to_numpy())
    assert (one["mean_a"] == other["mean_b"]).all()
    assert (one["n_a"] == other["n_b"]).all()
    if paired:
        assert one["ci_low"].to_numpy() == pytest.approx(-other["ci_high"].to_numpy(), nan_ok=True)
        assert one["p_value"].to_numpy() == pytest.approx(other["p_value"].to_numpy())
        assert list(one["verdict"]) == list(other["verdict"])


@few
@given(seeds, st.booleans())
def test_the_order_of_the_rows_does_not_matter(seed, paired):
    a, b = table(seed=seed), table(seed=seed + 1)
    shuffled = a.sample(frac=1, random_state=seed)
    one, other = (sim.compare(x, b, paired=paired).table for x in (a, shuffled))
    pd.testing.assert_frame_equal(one, other)


@given(st.lists(st.one_of(st.floats(0, 1), st.just(math.nan)), max_size=30))
def test_holm_corrects_upwards_and_keeps_the_order(p_values):
    adjusted = holm(p_values)
    for p, corrected in zip(p_values, adjusted, strict=True):
        assert math.isnan(p) == math.isnan(corrected)
        assert math.isnan(p) or p <= corrected <= 1
    known = sorted((p, q) for p, q in zip(p_values, adjusted, strict=True) if not math.isnan(p))
    assert [q for _, q in known] == sorted(q for _, q in known)


def test_holm_by_hand():
    assert holm([0.01, math.nan, 0.04, 0.03]) == pytest.approx([0.03, math.nan, 0.06, 0.06], nan_ok=True)


@given(st.lists(st.integers(-20, 20), min_size=1, max_size=15), st.integers(-5, 5))
def test_a_shift_moves_a_distribution_by_as_much(values, shift):
    ordered = np.sort(np.array(values, dtype=float))
    assert wasserstein(ordered, ordered + shift) == pytest.approx(abs(shift))


def test_samples_of_two_sizes_have_a_distance_too():
    # the quantile functions 0, 1 (a half each) and 0, 0, 3 (a third each): 0 * 1/2 + 1 * 1/6 + 2 * 1/3
    assert wasserstein(np.array([0.0, 1.0]), np.array([0.0, 0.0, 3.0])) == pytest.approx(1 / 6 + 2 / 3)
    assert math.isnan(wasserstein(np.array([]), np.array([1.0])))


@pytest.mark.parametrize(
    ("difference", "low", "high", "p", "verdict"),
    [
        (0.0, -1.0, 1.0, 0.001, "equivalent"),
        (0.3, 0.1, 0.5, 0.01, "different"),
        (0.05, 0.01, 0.09, 0.01, "different"),
        (0.05, -0.02, 0.1, 0.2, "equivalent"),
        (0.05, -0.02, 0.11, 0.2, "undecided"),
        (0.05, math.nan, math.nan, math.nan, "undecided"),
        (math.nan, math.nan, math.nan, math.nan, "undecided"),
    ],
)
def test_verdicts(difference, low, high, p, verdict):
    row = MetricFigures(9, 9, difference, 0.0, low, high, 1.0, 0.0, p, share=False)
    assert verdict_of(row, p, alpha=0.05, margin=0.1) == verdict


def test_the_table_has_the_columns_that_are_described():
    found = sim.compare(table(), table(seed=2)).table
    assert list(found.columns) == [column.name for column in COMPARISON.columns]
    assert [name for name in found["metric"] if not name.startswith("share_")] == METRICS[:3]
    assert [name.removeprefix("share_") for name in found["metric"] if name.startswith("share_")] == list(
        OUTCOMES
    )


def test_figures_by_hand():
    a = pd.DataFrame({"run": [0, 1, 2, 3], "x": [1.0, 2.0, math.nan, 6.0], "y": [1, 0, 1, 1]})
    b = pd.DataFrame({"run": [0, 1, 2, 4], "x": [0.0, 4.0, 9.0, 9.0], "y": [0, 0, 1, 1]})
    paired = figures_of(sim.compare(a, b, paired=True))
    assert paired.loc["x", ["n_a", "n_b", "mean_a", "mean_b", "difference"]].tolist() == [
        2,
        2,
        1.5,
        2.0,
        -0.5,
    ]
    # variances 1/2 and 8, their mean 17/4
    assert paired.loc["x", "effect_size"] == pytest.approx(-0.5 / math.sqrt(17 / 4))
    assert paired.loc["x", "wasserstein"] == pytest.approx(1.5)
    assert paired.loc["y", ["n_a", "mean_a", "mean_b"]].tolist() == [3, 2 / 3, 1 / 3]
    unpaired = figures_of(sim.compare(a, b))
    assert unpaired.loc["x", ["n_a", "n_b", "mean_a", "mean_b"]].tolist() == [3, 4, 3.0, 5.5]


def test_runs_of_one_seed_are_paired_and_others_are_not():
    same = sim.compare(table(played_with=5), table(seed=2, scenario="other", played_with=5))
    assert same.table["paired"].all()
    assert "both have seed 5" in same.pairs[0].why
    other = sim.compare(table(played_with=5), table(seed=2, played_with=6))
    assert not other.table["paired"].any()
    assert "seeds differ (5 and 6)" in other.pairs[0].why
    unknown = sim.compare(table(played_with=5), table(seed=2))
    assert not unknown.table["paired"].any()
    assert "not known" in unknown.pairs[0].why


def test_points_of_a_sweep_are_warned_of():
    swept = table().assign(point=np.arange(40) % 2)
    assert any("sweep" in warning for warning in sim.compare(swept, swept, metrics="leaks").pairs[0].warnings)
    assert not sim.compare(table(), table(), metrics="leaks").pairs[0].warnings


def test_runs_on_one_side_only_are_left_out_of_pairs():
    found = sim.compare(table(40, played_with=5), table(30, seed=2, played_with=5), metrics=["leaks"])
    assert found.table[["n_a", "n_b"]].to_numpy().tolist() == [[30, 30]]
    assert "10 runs stand on one side only" in found.pairs[0].why


def test_a_run_that_stands_there_twice_cannot_be_paired():
    twice = pd.concat([table(), table()])
    with pytest.raises(ResultsError, match="run 0 of mine stands there twice"):
        sim.compare(twice, table(), paired=True)
    with pytest.raises(ResultsError, match="without the column run"):
        sim.compare(table().drop(columns="run"), table(), paired=True)


def test_inputs_that_differ_stand_at_the_head():
    a = table(played_with=5, inputs={"parameters": {"x": 1.0, "y": 2.0}, "events": [{"month": 3}]})
    b = table(played_with=5, inputs={"parameters": {"x": 1.5, "y": 2.0}})
    assert sim.compare(a, b).pairs[0].inputs == {"parameters.x": (1.0, 1.5), "events[0].month": (3, None)}
    assert sim.compare(a, a).pairs[0].inputs == {}
    assert sim.compare(a, table()).pairs[0].inputs is None


def test_other_rules_and_other_horizons_are_warned_of():
    a = table(played_with=5)
    assert not sim.compare(a, table(played_with=5)).pairs[0].warnings
    (rules,) = sim.compare(a, table(played_with=5, rules="r2")).pairs[0].warnings
    assert "rules" in rules
    (horizon,) = sim.compare(a, table(played_with=5, horizon=36)).pairs[0].warnings
    assert "24 months" in horizon


@few
@given(seeds, st.integers(0, 3))
def test_within_a_condition_only_runs_that_meet_it_count(seed, most):
    a, b = table(seed=seed), table(seed=seed + 1)
    found = sim.compare(a, b, where=f"leaks <= {most}", metrics=METRICS)
    by_hand = sim.compare(a[a["leaks"] <= most], b[b["leaks"] <= most], metrics=METRICS)
    pd.testing.assert_frame_equal(found.table, by_hand.table)
    (share, low, high), _ = found.pairs[0].met
    assert low <= share == np.mean(a["leaks"] <= most) <= high
    assert all(text.startswith(f"Where leaks <= {most}:") for text in found.findings)


def test_a_condition_that_picks_the_same_runs_leaves_them_paired():
    a, b = table(played_with=5), table(seed=2, played_with=5)
    b["leaks"] = a["leaks"]
    assert sim.compare(a, b, where="leaks == 1").table["paired"].all()
    b["leaks"] = 3 - a["leaks"]
    found = sim.compare(a, b, where="leaks == 1")
    assert not found.table["paired"].any()
    assert found.pairs[0].warnings


def test_many_rows_are_compared_asymptotically_and_it_is_said():
    n = 100_001
    a = pd.DataFrame({"run": np.arange(n), "x": np.arange(n) % 7.0})
    b = a.assign(x=a["x"] + (a["run"] % 3 == 0))
    found = sim.compare(a, b, paired=True)
    assert "asymptotic" in found.pairs[0].method
    # d is 1 in one run of three: mean 33334 / 100001, and Student's interval around it
    p = 33334 / n
    error = math.sqrt(p * (1 - p) / (n - 1))
    assert found.table.loc[0, "difference"] == pytest.approx(-p)
    assert found.table.loc[0, "ci_low"] == pytest.approx(-p - 1.96 * error, abs=1e-5)
    assert "bootstrap" in sim.compare(a[:50], b[:50]).pairs[0].method


def test_scenarios_of_one_table_are_compared_with_the_baseline():
    parts = [table(seed=k, scenario=name) for k, name in enumerate(["baseline_feb2021", "loan", "gas"])]
    frame = pd.concat(parts)
    found = sim.compare(frame, metrics="leaks").table
    assert list(zip(found["a"], found["b"], strict=True)) == [
        ("gas", "baseline_feb2021"),
        ("loan", "baseline_feb2021"),
    ]
    assert set(sim.compare(frame, baseline="gas").table["b"]) == {"gas"}
    with pytest.raises(UsageError, match=r"no scenario 'gass'.*did you mean gas"):
        sim.compare(frame, baseline="gass")
    with pytest.raises(UsageError, match="which scenario is the baseline"):
        sim.compare(pd.concat(parts[1:]))
    with pytest.raises(UsageError, match="only the scenario gas"):
        sim.compare(parts[2])


def test_scenarios_of_two_tables_are_matched_by_name():
    a = pd.concat([table(seed=1, scenario="x"), table(seed=2, scenario="y")])
    b = pd.concat([table(seed=3, scenario="y"), table(seed=4, scenario="z")])
    assert len(sim.compare(a, b).pairs) == 1
    with pytest.raises(UsageError, match="no scenario is on both sides"):
        sim.compare(a, b.replace({"scenario": {"y": "w"}}))


def test_metrics_that_do_not_exist_are_told():
    with pytest.raises(UsageError, match=r"no metric 'leeks'.*did you mean leaks"):
        sim.compare(table(), table(), metrics=["leeks"])
    with pytest.raises(UsageError, match="gold cannot be compared: B: no such column"):
        sim.compare(table().assign(gold=1), table(), metrics=["gold"])
    assert sim.compare(table().assign(gold=1), table()).left_out == {"gold": "B: no such column"}


def test_what_is_no_table_is_told():
    for nothing in (None, 3, [table()]):
        with pytest.raises(UsageError, match="a batch, a pandas table"):
            sim.compare(nothing, table())
    with pytest.raises(ResultsError, match="no such file or folder"):
        sim.compare("nowhere.csv", table())
    with pytest.raises(ResultsError, match="scenario is empty in 40 rows"):
        sim.compare(table().assign(scenario=None), table())
    with pytest.raises(ResultsError, match="holds no rows"):
        sim.compare(table()[:0], table())
    with pytest.raises(ResultsError, match="no metric to compare"):
        sim.compare(table()[["run"]], table())


def test_what_neither_side_has_is_undecided():
    gone = table().assign(leaks=np.nan)
    found = sim.compare(gone, gone, metrics="leaks")
    assert found.table.loc[0, "verdict"] == "undecided"
    assert "cannot be compared" in found.findings[0]


@pytest.mark.parametrize("wrong", [{"alpha": 0.0}, {"alpha": 1.0}, {"margin": -1.0}, {"margin": math.nan}])
def test_levels_and_margins_have_bounds(wrong):
    with pytest.raises(UsageError):
        sim.compare(table(), table(), **wrong)


def test_endings_of_another_model_are_shares_too():
    a = pd.DataFrame({"outcome": ["won", "lost", "won", "won"]})
    b = pd.DataFrame({"outcome": ["won", "lost", "drawn", "lost"]})
    found = figures_of(sim.compare(a, b))
    assert found["mean_a"].to_dict() == {"share_drawn": 0, "share_lost": 0.25, "share_won": 0.75}
    assert found["mean_b"].to_dict() == {"share_drawn": 0.25, "share_lost": 0.5, "share_won": 0.25}


def test_findings_are_sentences():
    a, b = table(400, shift=2.0), table(400, seed=2, scenario="other")
    found = sim.compare(a, b, metrics=["pressure_mean", "share_rupture"])
    said, share = found.findings
    assert said.startswith("With mine, pressure_mean (Kremlin's mean demand;")
    assert "higher than with other" in said
    assert "95% interval +" in said
    assert "the share of runs that end in rupture" in share
    assert "percentage points" in share
    assert repr(found).endswith("undecided.")


@pytest.mark.parametrize("value", [1e308, -1e308, 1e91])
def test_a_number_too_large_to_be_squared_is_refused_by_name_and_row(value):
    frame = table()
    frame.loc[3, "pressure_mean"] = value
    with pytest.raises(ResultsError, match=r"pressure_mean is .* in row 4; at most 1e\+90"):
        sim.compare(table(), frame)


def test_the_largest_number_that_is_taken_has_an_interval():
    frame = table()
    frame.loc[3, "pressure_mean"] = 1e90
    row = figures_of(sim.compare(table(), frame, metrics=["pressure_mean"])).loc["pressure_mean"]
    assert row["ci_low"] <= row["difference"] <= row["ci_high"]


@few
@given(st.integers(0, 5), st.integers(0, 5), st.booleans())
def test_infinite_values_are_counted_and_never_make_two_sides_alike(of_a, of_b, paired):
    a, b = (
        pd.DataFrame({"run": range(20), "x": [math.inf] * count + [1.5] * (20 - count)})
        for count in (of_a, of_b)
    )
    found = sim.compare(a, b, paired=paired)
    assert found.table["verdict"][0] == ("undecided" if of_a + of_b else "equivalent")
    said = found.findings[0]
    assert ("exactly the same" in said) == (of_a + of_b == 0)
    assert (f"{of_a} with" in said) == (f"{of_b} with" in said) == (of_a + of_b > 0)
    (counts,) = found.tables["findings"].to_dict("records")
    assert (counts["infinite_a"], counts["infinite_b"]) == (of_a, of_b)


def test_every_column_left_out_has_its_reason():
    a = pd.DataFrame({"x": [1.0, 2.0], "note": ["one", "two"], "mine": [1, 2]})
    b = pd.DataFrame({"x": [1.0, 2.0], "note": ["one", "two"], "Unnamed: 0": [0, 1]})
    assert sim.compare(a, b).left_out == {
        "note": "holds 'one', which is no number",
        "mine": "B: no such column",
        "Unnamed: 0": "A: no such column, B: a row index",
    }
    with pytest.raises(UsageError, match="note cannot be compared: holds 'one'"):
        sim.compare(a, b, metrics=["note"])


def test_too_many_metrics_are_refused_with_their_number():
    wide = pd.DataFrame(np.ones((3, 2001)), columns=[f"m{k}" for k in range(2001)])
    with pytest.raises(UsageError, match="2,001 metrics; at most 2,000 are compared at once"):
        sim.compare(wide, wide)
    assert len(sim.compare(wide, wide, metrics=["m7"]).table) == 1


@pytest.mark.parametrize("scale", [1e-320, 1e-200, 1e-120])
@pytest.mark.parametrize("times", [1, 30_000])
@pytest.mark.parametrize("paired", [True, False])
def test_tiny_numbers_are_compared_without_a_warning(scale, times, paired):
    a, b = (
        pd.DataFrame({"run": range(4 * times), "x": values * times})
        for values in ([scale, 2 * scale, 3 * scale, 5 * scale], [2 * scale, 4 * scale, 6 * scale, 9 * scale])
    )
    assert len(sim.compare(a, b, paired=paired).table) == 1
