from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engines.kernel import counts_of
from sim.outcomes.bands import BINS, Bands, banded
from sim.outcomes.monthly import monthly_table
from sim.play.tally import buffer_run, count_buffered
from sim.quantities import OUTCOMES, monthly_measures

POSITIONS, MEASURES = banded()


def count_slowly(bands: Bands, months: np.ndarray, codes: np.ndarray, end_month: np.ndarray) -> None:
    """Bands as their own docstring defines them, one value at a time."""
    for run in range(len(months)):
        for t in range(months.shape[1]):
            ended = codes[run] if t + 1 >= end_month[run] else 0
            bands.incidence[t, ended] += 1
            for b, position in enumerate(bands.columns):
                x = months[run, t, position]
                if math.isnan(x):
                    continue
                s = math.log(x) if bands.log[b] else x
                place = math.floor((s - bands.low[b]) * bands.per_bin()[b])
                bands.count[t, b] += 1
                bands.total[t, b] += math.floor((x - bands.origin[b]) * bands.scale[b] + 0.5)
                bands.histogram[t, b, min(max(place, 0), BINS - 1)] += 1


def random_months(runs: int, horizon: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    months = np.full((runs, horizon, len(monthly_measures())), np.nan)
    for position, measure in zip(POSITIONS, MEASURES, strict=True):
        low, high = measure.band
        shape = (runs, horizon)
        months[:, :, position] = (
            rng.integers(math.ceil(low), math.floor(high) + 1, shape)
            if measure.integer
            else low + (high - low) * rng.random(shape) ** 2
        )
    months[rng.random(months.shape) < 0.05] = np.nan
    return months


def endings(runs: int, horizon: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    codes = rng.integers(0, len(OUTCOMES), runs)
    return codes, np.where(codes == 0, horizon, rng.integers(1, horizon + 1, runs))


def bands_over(months: np.ndarray, codes: np.ndarray, end_month: np.ndarray) -> Bands:
    bands = Bands.empty(months.shape[1])
    count_slowly(bands, months, codes, end_month)
    return bands


@pytest.fixture(scope="module")
def sample():
    months = random_months(60, 3, seed=5)
    codes, end_month = endings(60, 3, seed=5)
    return months, codes, end_month


def column(months, b):
    return months[:, :, POSITIONS[b]]


def test_means_are_those_of_the_runs_that_have_a_value(sample):
    means = bands_over(*sample).means()
    for b, measure in enumerate(MEASURES):
        low, high = measure.band
        expected = np.nanmean(column(sample[0], b), axis=0)
        assert means[:, b] == pytest.approx(expected, abs=(high - low) * 2.0**-23, rel=1e-14)


def test_means_of_whole_numbers_are_exact(sample):
    means = bands_over(*sample).means()
    for b, measure in enumerate(MEASURES):
        if measure.integer and measure.band[0] == 0:
            values = column(sample[0], b)
            expected = np.nansum(values, axis=0) / np.sum(~np.isnan(values), axis=0)
            assert list(means[:, b]) == list(expected)


def test_quantiles_are_at_most_one_bin_off(sample):
    probabilities = (0.1, 0.5, 0.9)
    quantiles = bands_over(*sample).quantiles(probabilities)
    for b, measure in enumerate(MEASURES):
        low, high = measure.band
        for q, probability in enumerate(probabilities):
            expected = np.nanquantile(column(sample[0], b), probability, axis=0, method="inverted_cdf")
            if measure.log:
                width = math.log(high / low) / BINS
                assert np.log(quantiles[q, :, b]) == pytest.approx(np.log(expected), abs=width)
            else:
                assert quantiles[q, :, b] == pytest.approx(expected, abs=(high - low) / BINS)


def test_quantiles_of_whole_numbers_are_exact(sample):
    quantiles = bands_over(*sample).quantiles((0.1, 0.5, 0.9))
    for b, measure in enumerate(MEASURES):
        if measure.integer and measure.band[1] - measure.band[0] < BINS:
            for q, probability in enumerate((0.1, 0.5, 0.9)):
                expected = np.nanquantile(column(sample[0], b), probability, axis=0, method="inverted_cdf")
                assert list(quantiles[q, :, b]) == list(expected)


@pytest.mark.parametrize("end", [0, 1])
def test_shares_that_sit_at_an_end_of_the_range_are_reported_as_that_end(end):
    months = np.zeros((10, 2, len(monthly_measures())))
    for position, measure in zip(POSITIONS, MEASURES, strict=True):
        months[:, :, position] = measure.band[end]
    quantiles = bands_over(months, np.zeros(10, int), np.full(10, 2)).quantiles((0.5,))[0]
    for b, measure in enumerate(MEASURES):
        assert quantiles[:, b] == pytest.approx(measure.band[end], rel=1e-12)


@settings(max_examples=10, deadline=None)
@given(st.lists(st.integers(1, 20), min_size=1, max_size=4))
def test_bands_do_not_depend_on_the_blocks(sizes):
    runs = sum(sizes)
    months = random_months(runs, 2, seed=runs)
    codes, end_month = endings(runs, 2, seed=runs)
    whole = bands_over(months, codes, end_month)
    merged = Bands.empty(2)
    start = 0
    for size in sizes:
        rows = slice(start, start + size)
        merged.merge(bands_over(months[rows], codes[rows], end_month[rows]))
        start += size
    for name in ("count", "total", "histogram", "incidence"):
        assert (getattr(merged, name) == getattr(whole, name)).all()


def test_where_no_run_has_a_measure_nothing_is_said():
    months = np.full((4, 1, len(monthly_measures())), np.nan)
    bands = bands_over(months, np.zeros(4, int), np.ones(4, int))
    assert np.isnan(bands.means()).all()
    assert np.isnan(bands.quantiles((0.5,))).all()


def test_incidence_never_falls_and_ends_in_the_outcome_shares(sample):
    _, codes, _ = sample
    incidence = bands_over(*sample).cumulative_incidence()
    assert (np.diff(incidence, axis=0) >= 0).all()
    assert incidence[-1] == pytest.approx(np.bincount(codes, minlength=6) / len(codes))


@pytest.mark.parametrize("value", [-1e300, -1e9, 1e9, 1e300])
def test_the_sum_of_a_billion_runs_still_fits(value):
    months = np.full((1, len(monthly_measures())), abs(value))
    for position, measure in zip(POSITIONS, MEASURES, strict=True):
        if not measure.log:
            months[:, position] = value
    bands = Bands.of_a_block(1)
    counts = counts_of(bands)
    buffer_run(months, 0, 1, 0, counts)
    count_buffered(1, counts)
    assert all(abs(int(total)) * 10**9 < 2**63 for total in bands.total[0])


def test_values_far_beyond_their_band_still_count_in_the_mean():
    low, high = np.array([measure.band for measure in MEASURES]).T
    months = np.zeros((1, len(monthly_measures())))
    months[0, list(POSITIONS)] = low + 100.0 * (high - low)
    bands = Bands.of_a_block(1)
    counts = counts_of(bands)
    buffer_run(months, 0, 1, 0, counts)
    count_buffered(1, counts)
    assert bands.means()[0] == pytest.approx(months[0, list(POSITIONS)], rel=1e-6)


def test_the_monthly_table_has_a_row_for_each_month_and_metric(sample):
    rows = monthly_table("one", bands_over(*sample)).to_pandas()
    names = [measure.name for measure in MEASURES] + [f"incidence_{outcome}" for outcome in OUTCOMES]
    assert list(rows["metric"]) == [*names, "runs_at_risk"] * 3
    assert list(rows["month"].unique()) == [1, 2, 3]
    incidence = rows[rows["metric"].str.startswith(("incidence_", "runs_at_risk"))]
    assert incidence[["p10", "p50", "p90"]].isna().all(axis=None)
    assert incidence["mean"].notna().all()
