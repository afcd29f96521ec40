"""Parameters separated from chance: the two parts of a variance, their bands, and what is unknown."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.outcomes.uncertainty import Measured, measured_columns, uncertainty_table

DRAWS, RUNS, SEED = 512, 16, 20_210_222
PLAIN, FLAG = Measured("measure", 0, flag=False), Measured("event", 0, flag=True)


def table(values, one=PLAIN, seed=SEED):
    """The one row of a column, from values (draws, runs)."""
    (row,) = uncertainty_table("scenario", [one], np.asarray(values, float)[None], seed).to_pylist()
    return row


def drawn(parameters, chance, seed, draws=DRAWS):
    """Runs whose means are drawn with one standard deviation, and which lie around them with another."""
    rng = np.random.default_rng(seed)
    return rng.normal(0, parameters, (draws, 1)) + rng.normal(0, chance, (draws, RUNS))


@given(st.integers(0, 10_000))
def test_the_parts_are_those_of_an_analysis_of_variance(seed):
    values = drawn(1.0, 2.0, seed, draws=20)
    row = table(values)
    between = RUNS * values.mean(axis=1).var(ddof=1)
    within = values.var(axis=1, ddof=1).mean()
    assert row["sd_chance"] ** 2 == pytest.approx(within)
    assert row["sd_parameters"] ** 2 == pytest.approx(max((between - within) / RUNS, 0.0), abs=1e-12)
    assert row["sd"] ** 2 == pytest.approx(row["sd_chance"] ** 2 + row["sd_parameters"] ** 2)
    assert stats.f_oneway(*values).statistic == pytest.approx(between / within)


@pytest.mark.parametrize(("parameters", "chance"), [(1.0, 1.0), (1.0, 3.0), (2.0, 0.5), (0.3, 1.0)])
def test_known_shares_lie_within_their_intervals(parameters, chance):
    known, hits = parameters**2 / (parameters**2 + chance**2), 0
    for seed in range(40):
        row = table(drawn(parameters, chance, seed), seed=seed)
        hits += row["share_low"] <= known <= row["share_high"]
        assert row["share_parameters"] == pytest.approx(known, abs=0.12)
    assert hits >= 34


@pytest.mark.parametrize("chance", [0.1, 1.0, 4.0])
def test_the_band_of_the_parameters_has_no_chance_left_in_it(chance):
    row = table(drawn(1.0, chance, 5))
    reach = stats.norm.ppf(0.9)
    assert row["parameters_p10"] == pytest.approx(-reach, abs=0.25)
    assert row["parameters_p90"] == pytest.approx(reach, abs=0.25)
    assert row["chance_p90"] - row["chance_p10"] == pytest.approx(2 * reach * chance, rel=0.12)


def test_what_only_parameters_move_is_theirs_and_what_only_chance_moves_is_its():
    alone = table(np.repeat(np.arange(20.0)[:, None], RUNS, axis=1))
    assert (alone["share_parameters"], alone["sd_chance"]) == (1.0, 0.0)
    by_chance = table(np.tile(np.arange(float(RUNS)), (20, 1)))
    assert (by_chance["share_parameters"], by_chance["sd_parameters"]) == (0.0, 0.0)
    assert by_chance["parameters_p10"] == by_chance["parameters_p90"] == by_chance["mean"]


def test_what_never_varies_has_neither_part():
    row = table(np.full((20, RUNS), 3.0))
    assert (row["mean"], row["sd"], row["share_parameters"]) == (3.0, 0.0, 0.0)
    assert row["chance_p10"] == row["chance_p90"] == row["parameters_p10"] == 3.0


def test_the_chance_of_an_event_has_a_band_between_0_and_1():
    rng = np.random.default_rng(2)
    law = stats.beta(0.5, 9.5)  # often near 0, seldom .3
    chances = law.rvs(DRAWS, random_state=rng)
    row = table(rng.random((DRAWS, RUNS)) < chances[:, None], FLAG)
    assert row["mean"] == pytest.approx(law.mean(), abs=0.01)
    assert row["sd_parameters"] == pytest.approx(law.std(), rel=0.15)
    assert (row["parameters_p10"], row["parameters_p90"]) == pytest.approx(law.ppf([0.1, 0.9]), abs=0.02)
    assert row["chance_p10"] is None


@given(st.integers(0, 10_000), st.floats(0.0, 0.9))
def test_missing_runs_are_left_out_and_do_not_bias_the_parts(seed, missing):
    values = drawn(1.0, 1.0, seed)
    values[np.random.default_rng(seed).random(values.shape) < missing] = math.nan
    row = table(values)
    assert row["mean"] == pytest.approx(np.nanmean(values))
    assert row["share_parameters"] == pytest.approx(0.5, abs=0.2)


def test_a_lone_run_a_draw_tells_nothing():
    values = np.full((20, RUNS), math.nan)
    values[:, 0] = np.arange(20)
    row = table(values)
    assert row["mean"] == pytest.approx(9.5)
    assert row["sd"] is row["share_parameters"] is row["parameters_p10"] is row["chance_p10"] is None
    nothing = table(np.full((20, RUNS), math.nan))
    assert nothing["mean"] is nothing["sd"] is None


@given(st.integers(0, 1000), st.floats(-100, 100), st.floats(0.01, 100))
def test_another_unit_and_another_zero_change_no_share(seed, shift, factor):
    values = drawn(1.0, 1.0, seed, draws=30)
    one, other = table(values), table(values * factor + shift)
    for name in ("share_parameters", "share_low", "share_high"):
        assert other[name] == pytest.approx(one[name], abs=1e-6)
    for name in ("parameters_p10", "chance_p90", "mean"):
        assert other[name] == pytest.approx(one[name] * factor + shift, abs=1e-6 * factor)


def test_every_metric_and_the_months_of_states_and_flows_are_looked_at():
    columns = measured_columns(3)
    assert [one.month for one in columns if one.metric == "reserves_usd_bn"] == [0, 1, 2, 3]
    whole = {one.metric: one.flag for one in columns if one.month == 0}
    assert whole["share_regime_collapse"]
    assert whole["package_signed"]
    assert not whole["pressure_mean"]
    assert not [one for one in columns if one.metric == "kremlin_mind"]
