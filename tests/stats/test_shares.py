"""Differences of shares against published intervals and against tests counted out."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.stats.shares import is_share, newcombe_paired, paired_share, share, unpaired_share

counts = st.integers(0, 40)


def column(ones, zeros):
    return np.array([1.0] * ones + [0.0] * zeros)


def pairs(both, only_a, only_b, neither):
    a = column(both + only_a, 0).tolist() + [0.0] * (only_b + neither)
    b = [1.0] * both + [0.0] * only_a + [1.0] * only_b + [0.0] * neither
    return np.array(a), np.array(b)


@pytest.mark.parametrize(
    ("table", "interval"),
    [
        ((36, 12, 2, 0), (0.0569, 0.3404)),  # Newcombe 1998b, table II, method 10
        ((14, 5, 0, 22), (0.011, 0.226)),  # Altman and others 2000, Statistics with Confidence, page 52
    ],
)
def test_paired_intervals_are_the_published_ones(table, interval):
    digits = len(str(interval[0])) - 2
    assert np.round(newcombe_paired(*table, alpha=0.05), digits) == pytest.approx(interval)


def test_unpaired_intervals_are_the_published_ones():
    # Newcombe 1998a, table II, method 10: 56/70 against 48/80
    found = unpaired_share(column(56, 14), column(48, 32), 0.05)
    assert (round(found.low, 4), round(found.high, 4)) == (0.0524, 0.3339)


@given(counts, counts, counts, counts)
def test_paired_shares_swap_sides(both, only_a, only_b, neither):
    a, b = pairs(both, only_a, only_b, neither)
    one, other = (paired_share(*sides, tested=True) for sides in ((a, b), (b, a)))
    if not len(a):
        assert math.isnan(one.p_value)
        return
    assert one.low == pytest.approx(-other.high)
    assert one.p_value == pytest.approx(other.p_value)
    assert one.low <= (only_a - only_b) / len(a) <= one.high
    assert -1 - 1e-12 <= one.low <= one.high <= 1 + 1e-12


@given(counts, counts, counts, counts)
def test_unpaired_shares_swap_sides(ones_a, zeros_a, ones_b, zeros_b):
    a, b = column(ones_a, zeros_a), column(ones_b, zeros_b)
    one, other = (unpaired_share(*sides, tested=True) for sides in ((a, b), (b, a)))
    if not (len(a) and len(b)):
        assert math.isnan(one.p_value)
        return
    assert one.low == pytest.approx(-other.high)
    assert one.p_value == pytest.approx(other.p_value)
    assert one.low - 1e-9 <= ones_a / len(a) - ones_b / len(b) <= one.high + 1e-9


def test_the_paired_p_value_counts_the_runs_that_differ():
    # 12 differ one way, 2 the other: two tails of a fair coin thrown 14 times
    tail = sum(math.comb(14, k) for k in range(3)) / 2**14
    assert paired_share(*pairs(36, 12, 2, 0), 0.05, tested=True).p_value == pytest.approx(2 * tail)


def test_the_unpaired_p_value_counts_all_labellings():
    """5 of 6 against 1 of 7: labellings that are no more likely than the one seen, of all 6 out of 13."""
    chances = [math.comb(6, k) * math.comb(7, 6 - k) for k in range(7)]
    expected = sum(chance for chance in chances if chance <= chances[5]) / math.comb(13, 6)
    assert unpaired_share(column(5, 1), column(1, 6), 0.05, tested=True).p_value == pytest.approx(expected)


@pytest.mark.parametrize("rate", [0.02, 0.3])
def test_intervals_of_shares_cover_at_their_rate(rate):
    """1000 repetitions of a few hundred runs: 95% comes out between .93 and .98 (three errors, small n)."""
    rng = np.random.default_rng(4)
    hits = {"paired": 0, "unpaired": 0}
    for _ in range(1000):
        noise_floor, own = rng.random((2, 150))
        a = (noise_floor < rate).astype(float)
        b = (np.where(rng.random(150) < 0.5, noise_floor, own) < rate + 0.05).astype(float)
        for name, estimate in (
            ("paired", paired_share(a, b, 0.05)),
            ("unpaired", unpaired_share(a, b, 0.05)),
        ):
            hits[name] += estimate.low <= -0.05 <= estimate.high
    assert 0.93 < hits["paired"] / 1000 < 0.98
    assert hits["unpaired"] / 1000 > 0.93  # wider: it does not know that the chance is shared


def test_what_is_0_or_1_is_a_share():
    assert is_share(np.array([0.0, 1.0, np.nan]))
    assert not is_share(np.array([0.0, 0.5]))
    assert not is_share(np.array([np.nan]))
    assert not is_share(np.array([]))


@given(counts, counts)
def test_a_share_lies_within_its_interval(ones, zeros):
    found = share(ones, ones + zeros)
    if not ones + zeros:
        assert math.isnan(found.value)
        return
    assert 0.0 <= found.low <= found.value <= found.high <= 1.0
    assert (found.low == 0.0) == (ones == 0)
    assert (found.high == 1.0) == (zeros == 0)


def test_the_interval_of_a_share_solves_wilsons_equation():
    """Its limits are the shares p at which the observed one lies 1.96 of their standard errors away."""
    found = share(57, 400)
    for p in (found.low, found.high):
        assert abs(found.value - p) / math.sqrt(p * (1 - p) / 400) == pytest.approx(1.959964, abs=1e-6)
