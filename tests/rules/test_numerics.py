"""Arithmetic against mpmath: how many units in the last place a function is off, at most."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sim.rules import numerics

MANY = settings(max_examples=400)
PROBABILITIES = st.floats(1e-300, 1.0 - 2**-53, exclude_max=False, allow_subnormal=False)


def ulps_off(value, exact):
    """Return how many units in the last place of `value` lie between it and the exact number."""
    with mpmath.workdps(60):
        return float(abs(mpmath.mpf(value) - exact) / mpmath.mpf(math.ulp(value)))


def exactly(function, *arguments):
    with mpmath.workdps(60):
        return function(*(mpmath.mpf(argument) for argument in arguments))


@MANY
@given(st.one_of(st.floats(-708.0, 709.0), st.floats(-2.0, 2.0)))
@example(0.0)
@example(-708.0)
@example(709.0)
@example(math.log(2) / 128)
def test_exp_is_within_two_units_in_the_last_place(x):
    assert ulps_off(numerics.exp(x), exactly(mpmath.exp, x)) <= 2


@MANY
@given(st.one_of(st.floats(1e-300, 1e300), st.floats(0.5, 2.0)))
@example(1.0)
@example(math.sqrt(0.5))
@example(np.nextafter(1.0, 0.0))
def test_log_is_within_two_units_in_the_last_place(x):
    value = numerics.log(float(x))
    if x == 1.0:
        assert value == 0.0
    else:
        assert ulps_off(value, exactly(mpmath.log, float(x))) <= 2


@MANY
@given(PROBABILITIES)
@example(0.075)
@example(0.925)
@example(1e-12)
@example(math.exp(-25))
def test_the_normal_quantile_is_within_six_units_in_the_last_place(u):
    value = numerics.normal_quantile(u)
    if u == 0.5:
        assert value == 0.0
        return
    with mpmath.workdps(60):
        guess = mpmath.mpf(value)
        for _ in range(4):  # Newton from a value that is right to 15 digits
            guess -= (mpmath.ncdf(guess) - mpmath.mpf(u)) / mpmath.npdf(guess)
        if abs(value) > 1e-8:  # nearer to 0, u - 0.5 has no more digits to give
            assert ulps_off(value, guess) <= 6
        else:
            assert abs(value - float(guess)) < 1e-16


@MANY
@given(st.floats(-40.0, 40.0))
@example(1 / 256)
@example(-4.5 / 256)
@example(37.0)
def test_the_normal_distribution_is_within_3e_16(x):
    assert abs(mpmath.mpf(numerics.normal_cdf(x)) - exactly(mpmath.ncdf, x)) < 3e-16


@MANY
@given(st.floats(-16.0, 0.0))
@example(-16.0)
@example(-15.996)
def test_its_tail_is_right_in_proportion(x):
    assert numerics.normal_cdf(x) == pytest.approx(float(exactly(mpmath.ncdf, x)), rel=1e-10)


@given(st.floats(16.0))
def test_beyond_sixteen_it_is_as_there(x):
    assert numerics.normal_cdf(-x) == numerics.normal_cdf(-16.0) < 1e-57
    assert numerics.normal_cdf(x) == 1.0


@given(st.floats(-40.0, 40.0), st.floats(0.0, 5.0))
def test_the_normal_distribution_rises_but_for_rounding(x, step):
    assert numerics.normal_cdf(x + step) >= numerics.normal_cdf(x) - 1e-15
    assert numerics.normal_cdf(x) + numerics.normal_cdf(-x) == pytest.approx(1.0, abs=2e-16)


@given(st.floats(-30.0, 30.0))
def test_the_normal_density_is_that_of_the_normal_distribution(x):
    assert numerics.normal_density(x) == pytest.approx(float(exactly(mpmath.npdf, x)), rel=1e-12)


@MANY
@given(st.floats(-800.0, 800.0))
def test_the_logistic_function_and_its_logarithm_agree(x):
    exact = float(1 / (1 + exactly(mpmath.exp, -x)))
    assert numerics.logistic(x) == pytest.approx(exact, rel=1e-14, abs=1e-307)
    with mpmath.workdps(60):
        exact_log = float(-mpmath.log1p(mpmath.exp(-mpmath.mpf(x))))
    assert numerics.log_logistic(x) == pytest.approx(exact_log, rel=1e-13, abs=1e-15)


@given(st.floats(-1e6, 1e6))
def test_the_logistic_functions_of_opposite_numbers_sum_to_one(x):
    assert numerics.logistic(x) + numerics.logistic(-x) == pytest.approx(1.0, abs=4e-16)


def test_exp_and_log_have_ends():
    assert numerics.exp(-708.5) == 0.0
    assert numerics.exp(-math.inf) == 0.0
    assert numerics.exp(800.0) == numerics.exp(709.0) < math.inf
    assert math.isnan(numerics.exp(math.nan))
    assert numerics.log(0.0) == numerics.log(-1.0) == -math.inf


@given(st.floats(-10.0, 10.0))
def test_clip_and_relu_are_what_they_say(x):
    assert numerics.clip(x) == min(max(x, 0.0), 1.0)
    assert numerics.relu(x) == max(x, 0.0)


@given(st.floats(0.0, 1.5), st.integers(0, 24))
def test_a_small_power_is_repeated_multiplication(base, exponent):
    assert numerics.power(base, exponent) == pytest.approx(base**exponent, rel=1e-14, abs=1e-300)
