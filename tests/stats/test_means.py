"""Differences of means: laws, agreement with SciPy's slow versions, coverage."""

from __future__ import annotations

import math
from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from sim.stats.estimate import Estimate
from sim.stats.means import (
    mean,
    resampled_paired,
    resampled_unpaired,
    unpaired,
)
from sim.stats.resampling import bootstrap_means, flipped_sums, labels

ALPHA = 0.05
values = st.one_of(st.integers(-50, 50).map(float), st.just(math.nan))


def samples(least=1, most=25):
    return st.integers(least, most).flatmap(lambda n: arrays(float, (n, 2), elements=values))


def skewed(n, seed):
    return np.random.default_rng(seed).exponential(size=n)


@given(samples())
def test_swapping_the_sides_of_pairs_turns_the_interval_round(differences):
    for one, other in zip(
        resampled_paired(differences, ALPHA), resampled_paired(-differences, ALPHA), strict=True
    ):
        assert one.low == pytest.approx(-other.high, nan_ok=True)
        assert one.p_value == pytest.approx(other.p_value, nan_ok=True)


@given(samples(), samples())
def test_swapping_unpaired_sides_turns_the_interval_round_but_for_chance(a, b):
    for one, other in zip(resampled_unpaired(a, b, ALPHA), resampled_unpaired(b, a, ALPHA), strict=True):
        assert math.isnan(one.p_value) == math.isnan(other.p_value)
        if not (math.isnan(one.low) or math.isnan(one.p_value)):
            width = one.high - one.low
            assert one.low == pytest.approx(-other.high, abs=0.5 * width + 1e-9)
            assert one.p_value == pytest.approx(other.p_value, abs=0.04)


@given(samples(), st.floats(0.01, 100))
def test_the_unit_of_a_metric_does_not_matter(differences, unit):
    for one, scaled in zip(
        resampled_paired(differences, ALPHA), resampled_paired(unit * differences, ALPHA), strict=True
    ):
        assert scaled.low == pytest.approx(unit * one.low, rel=1e-6, abs=1e-6 * unit, nan_ok=True)
        assert scaled.p_value == pytest.approx(one.p_value, abs=0.01, nan_ok=True)


@given(samples())
def test_no_difference_at_all_is_certain(differences):
    nothing = np.where(np.isnan(differences), np.nan, 0.0)
    for column, estimate in zip(nothing.T, resampled_paired(nothing, ALPHA), strict=True):
        present = np.sum(~np.isnan(column))
        if present:
            assert estimate.p_value == 1
        if present > 1:
            assert estimate.low == estimate.high == 0


@given(samples(least=2))
def test_a_metric_is_resampled_the_same_alone_and_among_others(differences):
    together = resampled_paired(differences, ALPHA)
    alone = [resampled_paired(differences[:, [k]], ALPHA)[0] for k in range(2)]
    for one, other in zip(together, alone, strict=True):
        assert astuple(one) == pytest.approx(astuple(other), nan_ok=True)


def test_what_is_missing_is_as_if_it_were_not_there():
    full = skewed(60, 1)
    gaps = np.concatenate([full, np.full(30, np.nan)])
    (one,), (other,) = (resampled_paired(x[:, None], ALPHA) for x in (full, gaps))
    assert one.low == pytest.approx(other.low, abs=0.03)
    assert one.high == pytest.approx(other.high, abs=0.03)


def test_the_paired_bootstrap_is_that_of_scipy():
    differences = skewed(50, 2) - 0.8
    (found,) = resampled_paired(differences[:, None], ALPHA)
    theirs = stats.bootstrap((differences,), np.mean, n_resamples=40_000, rng=3).confidence_interval
    error = np.std(differences) / np.sqrt(50)
    assert found.low == pytest.approx(theirs.low, abs=0.2 * error)
    assert found.high == pytest.approx(theirs.high, abs=0.2 * error)


def test_the_unpaired_bootstrap_is_that_of_scipy():
    a, b = skewed(50, 2), np.random.default_rng(5).normal(size=80)
    (found,) = resampled_unpaired(a[:, None], b[:, None], ALPHA)
    theirs = stats.bootstrap(
        (a, b), lambda x, y, axis: x.mean(axis) - y.mean(axis), n_resamples=40_000, rng=3
    ).confidence_interval
    error = math.hypot(np.std(a) / np.sqrt(50), np.std(b) / np.sqrt(80))
    assert found.low == pytest.approx(theirs.low, abs=0.2 * error)
    assert found.high == pytest.approx(theirs.high, abs=0.2 * error)


def test_p_values_of_pairs_are_those_of_all_sign_changes():
    differences = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, -1.0, -2.0])
    sums = [sum(d if bits >> k & 1 else -d for k, d in enumerate(differences)) for bits in range(2**8)]
    exact = np.mean(np.abs(sums) >= abs(differences.sum()))
    assert resampled_paired(differences[:, None], ALPHA)[0].p_value == pytest.approx(exact, abs=0.01)


def test_p_values_of_two_groups_are_those_of_all_labellings():
    a, b = np.array([1.0, 2.0, 4.0, 9.0]), np.array([3.0, 8.0, 12.0, 10.0, 7.0])

    def welch(x, y, axis):
        return stats.ttest_ind(x, y, axis=axis, equal_var=False).statistic

    exact = stats.permutation_test((a, b), welch, vectorized=True, n_resamples=np.inf).pvalue
    assert resampled_unpaired(a[:, None], b[:, None], ALPHA)[0].p_value == pytest.approx(exact, abs=0.015)


def test_the_asymptotic_figures_are_those_of_scipy():
    a, b = skewed(200, 6), np.random.default_rng(7).normal(size=200)
    for found, theirs in (
        (mean(a - b, ALPHA), stats.ttest_1samp(a - b, 0)),
        (unpaired(a, b, ALPHA), stats.ttest_ind(a, b, equal_var=False)),
    ):
        interval = theirs.confidence_interval(1 - ALPHA)
        expected = (interval.low, interval.high, theirs.pvalue, theirs.statistic)
        assert (found.low, found.high, found.p_value, found.t) == pytest.approx(expected)


def test_few_runs_allow_no_interval():
    assert math.isnan(resampled_paired(np.full((3, 1), np.nan), ALPHA)[0].value)
    for found in (
        resampled_paired(np.ones((1, 1)), ALPHA)[0],
        mean(np.ones(1)),
        unpaired(np.ones(1), np.ones(1)),
    ):
        assert math.isnan(found.low)
        assert math.isnan(found.high)


def test_what_is_the_same_in_every_run_is_certain():
    assert mean(np.ones(5)) == Estimate(1, 1, 1, 5, 0.0, 0.0)
    assert unpaired(np.ones(5), np.ones(4)) == Estimate(0, 0, 0, 9, 0.0, 1.0)


@pytest.mark.parametrize("paired", [True, False])
def test_bootstrap_intervals_cover_at_their_rate(paired):
    """300 metrics at once, skewed, 80 runs: 95% comes out between .90 and .98."""
    rng = np.random.default_rng(8)
    a, b = rng.exponential(size=(80, 300)), rng.exponential(size=(80, 300)) + 0.5
    found = resampled_paired(a - b, ALPHA) if paired else resampled_unpaired(a, b, ALPHA)
    assert 0.90 < np.mean([estimate.low <= -0.5 <= estimate.high for estimate in found]) < 0.98


@given(st.integers(1, 60), st.data())
def test_labels_are_drawn_in_the_number_asked_for(runs, data):
    first = data.draw(st.integers(0, runs))
    assert set(labels(runs, first, 50, np.random.default_rng(1)).sum(axis=1)) == {first}


def test_every_choice_of_labels_is_equally_likely():
    drawn = labels(5, 2, 20_000, np.random.default_rng(9))
    _, counts = np.unique(drawn @ (1 << np.arange(5)), return_counts=True)
    assert len(counts) == math.comb(5, 2)
    assert stats.chisquare(counts).pvalue > 0.001


def test_draws_have_the_moments_they_should_have():
    x = skewed(400, 10)[:, None]
    boot, flipped = bootstrap_means(x, np.random.default_rng(1)), flipped_sums(x, np.random.default_rng(2))
    assert boot.mean() == pytest.approx(x.mean(), abs=0.01)
    assert boot.std() == pytest.approx(x.std() / 20, rel=0.05)
    assert flipped.std() == pytest.approx(np.sqrt(np.sum(x**2)), rel=0.03)
