from __future__ import annotations

import math

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from sim.stats.intervals import (
    ALPHA,
    Interval,
    paired,
    paired_shares,
    pooled_sd,
    unpaired,
    unpaired_shares,
    wilson,
)
from sim.stats.shares import paired_share, unpaired_share


@pytest.mark.parametrize(("count", "runs"), [(0, 10), (10, 10), (3, 10), (57, 10_000), (1, 1)])
def test_the_interval_of_a_share_is_wilsons(count, runs):
    low, high = proportion_confint(count, runs, method="wilson")
    share, *limits = wilson(count, runs)
    assert share == count / runs
    assert limits == pytest.approx([low, high], abs=1e-12)
    assert limits[0] <= share <= limits[1]


def test_no_run_has_no_share():
    assert math.isnan(wilson(0, 0).value)


@pytest.fixture
def flags():
    rng = np.random.default_rng(1)
    here = rng.random(200) < 0.2
    return here, np.where(rng.random(200) < 0.7, here, rng.random(200) < 0.1)


def test_differences_of_shares_are_those_of_sim_compare(flags):
    numbers = [side.astype(float) for side in flags]
    for ours, theirs in ((paired_shares, paired_share), (unpaired_shares, unpaired_share)):
        value, low, high = ours(*flags)
        assert value == pytest.approx(flags[0].mean() - flags[1].mean())
        expected = theirs(*numbers, ALPHA)
        assert (low, high) == pytest.approx((expected.low, expected.high), abs=1e-9)


def test_pairs_with_a_missing_value_are_left_out():
    here, there = np.array([1.0, 2, np.nan, 5]), np.array([0.0, 0, 3, np.nan])
    assert paired(here, there).value == 1.5


def test_a_constant_difference_is_certain():
    here = np.arange(5.0)
    assert paired(here + 2, here) == Interval(2, 2, 2)
    assert not paired(here, here).excludes_zero
    assert paired(here, here).over(math.nan) == Interval(0, 0, 0)


def test_what_cannot_be_had_is_unknown():
    none = np.array([np.nan, np.nan])
    for interval in (paired(none, none), unpaired(none, none), Interval(1, 1, 1).over(0)):
        assert math.isnan(interval.value)
        assert not interval.excludes_zero
    assert math.isnan(pooled_sd(none, np.arange(3.0)))


def test_the_unit_of_effects_is_the_root_mean_square_of_both_spreads():
    assert pooled_sd(np.array([0.0, 2]), np.array([0.0, 6])) == pytest.approx(math.sqrt((2 + 18) / 2))
