"""Prices as Ornstein-Uhlenbeck processes (I23), the gas contract and the windfall."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.energy import contract_price_for, log_price_after, price_after, windfall

START = st.floats(2.0, 6.0)
SPEED = st.floats(0.01, 2.0)
SHOCKS = st.lists(st.floats(-3.0, 3.0), min_size=1, max_size=24)


def path(start, mean, speed, noise, shocks):
    prices = [start]
    for shock in shocks:
        prices.append(log_price_after(prices[-1], mean, speed, noise, shock))
    return np.array(prices)


@given(START, START, SPEED, SHOCKS)
def test_the_gap_between_two_paths_under_one_luck_decays_by_the_speed(one, other, speed, shocks):
    gaps = path(one, 4.0, speed, 0.1, shocks) - path(other, 4.0, speed, 0.1, shocks)
    expected = (one - other) * np.exp(-speed * np.arange(len(gaps)))
    assert gaps == pytest.approx(expected, abs=1e-9)


@given(START, st.floats(0.0, 2.0), SPEED, SHOCKS)
def test_a_higher_start_stays_higher(start, more, speed, shocks):
    low, high = (path(value, 4.0, speed, 0.1, shocks) for value in (start, start + more))
    assert (high >= low - 1e-12).all()


@given(START, START, SPEED, st.floats(0.01, 0.5))
def test_a_month_has_the_mean_and_the_variance_of_the_exact_step(start, mean, speed, noise):
    middle = log_price_after(start, mean, speed, noise, 0.0)
    spread = log_price_after(start, mean, speed, noise, 1.0) - middle
    assert middle == pytest.approx(mean + (start - mean) * math.exp(-speed), rel=1e-9)
    assert spread**2 == pytest.approx(noise**2 * (1 - math.exp(-2 * speed)) / (2 * speed), rel=1e-9)


@given(START, SPEED)
def test_two_half_months_are_one_month(start, speed):
    """The step is exact: noise of two halves adds up in variance."""
    whole = log_price_after(start, 4.0, speed, 0.1, 0.0)
    half = log_price_after(start, 4.0, speed / 2, 0.1, 0.0)
    assert log_price_after(half, 4.0, speed / 2, 0.1, 0.0) == pytest.approx(whole, rel=1e-12)


def test_the_long_run_has_the_stationary_moments():
    rng = np.random.default_rng(1)
    prices = path(4.0, 4.0, 0.2, 0.1, rng.standard_normal(20_000))[200:]
    assert prices.mean() == pytest.approx(4.0, abs=0.02)
    assert prices.var() == pytest.approx(0.1**2 / (2 * 0.2), rel=0.1)


@given(st.floats(20.0, 400.0), st.floats(-2.0, 2.0))
def test_a_price_is_the_exponential_of_its_logarithm(price, shock):
    log_price = log_price_after(math.log(price), math.log(170.0), 0.1, 0.12, shock)
    assert price_after(price, 170.0, 0.1, 0.12, shock) == pytest.approx(math.exp(log_price), rel=1e-12)


def test_without_return_to_a_mean_a_price_walks():
    assert log_price_after(4.0, 9.0, 0.0, 0.1, 2.0) == pytest.approx(4.2)


def test_the_contract_price_falls_by_half_of_what_a_step_is_worth(p):
    for name, value in {
        "gas_contract_reference": 128.5,
        "gas_share_of_step": 0.5,
        "gas_price_of_step": 38.0,
        "subsidy_step_reference": 2.0,
    }.items():
        p[name] = value
    assert contract_price_for(2.0, p) == 128.5
    assert contract_price_for(4.0, p) == pytest.approx(128.5 - 38.0)
    assert contract_price_for(0.0, p) == pytest.approx(128.5 + 38.0)


def test_the_windfall_is_volume_times_margin_and_may_be_negative(p):
    """19 bcm a year at 300 - 40 - 128.5 USD per 1000 m3: 2.4985 bn a year."""
    p["gas_volume"], p["gas_transport"], p["gas_contract_reference"] = 19.0, 40.0, 128.5
    assert windfall(300.0, p) == pytest.approx(19.0 * 131.5 / 1000 / 12)
    assert windfall(100.0, p) == pytest.approx(-19.0 * 68.5 / 1000 / 12)
