"""Estimates change their unit and their sign, and the criterion says where they lie."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sim.stats.criterion import CLEAR, clear_direction, direction, is_clear
from sim.stats.estimate import UNKNOWN, Estimate
from sim.stats.means import mean, pooled_sd, unpaired

numbers = st.floats(-1e6, 1e6)
OPPOSITE = {"above": "below", "below": "above"}


@st.composite
def estimates(draw):
    low, value, high = sorted(draw(st.tuples(numbers, numbers, numbers)))
    return Estimate(value, low, high, draw(st.integers(2, 100)), draw(st.floats(0, 1e3)))


@given(estimates(), st.floats(1e-3, 1e3))
def test_another_unit_changes_no_distance_in_standard_errors(estimate, unit):
    assume(estimate.standard_error == 0 or estimate.standard_error > 1e-6)
    other = estimate.over(unit)
    assert other.excludes_zero == estimate.excludes_zero
    assert other.t == pytest.approx(estimate.t)


@given(estimates(), st.floats(0, 10))
def test_the_opposite_sign_lies_on_the_opposite_side(estimate, matters):
    one, other = clear_direction(estimate, matters), clear_direction(-estimate, matters)
    assert other == OPPOSITE.get(one, one)
    opposite = -estimate
    assert -opposite == estimate


@given(numbers, numbers, st.floats(0, 1e6))
def test_an_interval_lies_in_one_place(one, other, matters):
    """Counted out: all of it beyond the band, all of it inside, or neither."""
    low, high = sorted((one, other))
    points = np.linspace(low, high, 21)
    found = direction(low, high, matters)
    assert (found == "above") == bool((points > matters).all())
    assert (found == "below") == bool((points < -matters).all())
    if found == "no effect that matters":
        assert (np.abs(points) <= matters).all()


@given(estimates())
def test_without_a_band_it_is_the_distance_from_zero_that_counts(estimate):
    assume(abs(abs(estimate.t) - CLEAR) > 1e-9)
    assert is_clear(estimate) == (abs(estimate.t) > CLEAR)


def test_a_wider_band_leaves_less_beyond_it():
    estimate = Estimate(1.0, 0.8, 1.2, 100, 0.1)
    assert [clear_direction(estimate, matters) for matters in (0.0, 0.7, 2.0)] == [
        "above",
        "undecided",
        "no effect that matters",
    ]


def test_what_is_unknown_is_undecided():
    assert clear_direction(UNKNOWN) == direction(math.nan, math.nan) == "undecided"
    assert not UNKNOWN.excludes_zero


def test_pairs_with_a_missing_value_are_left_out():
    here, there = np.array([1.0, 2, np.nan, 5]), np.array([0.0, 0, 3, np.nan])
    assert mean(here - there).value == 1.5


def test_a_constant_difference_is_certain():
    here = np.arange(5.0)
    found = mean(here + 2 - here)
    assert (found.value, found.low, found.high, found.t) == (2, 2, 2, math.inf)
    assert mean(here - here).exactly_zero
    assert not mean(here - here).excludes_zero
    assert mean(here - here).over(math.nan) == mean(here - here)


def test_what_cannot_be_had_is_unknown():
    none = np.array([np.nan, np.nan])
    for estimate in (mean(none), unpaired(none, none), Estimate(1, 1, 1).over(0)):
        assert math.isnan(estimate.value)
    assert math.isnan(pooled_sd(none, np.arange(3.0)))
    assert math.isnan(mean(np.array([3.0])).low)


def test_the_unit_of_effects_is_the_root_mean_square_of_both_spreads():
    assert pooled_sd(np.array([0.0, 2]), np.array([0.0, 6])) == pytest.approx(math.sqrt((2 + 18) / 2))
