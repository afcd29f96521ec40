"""Choosing by logit and at random, by hand; the theorems are in tests/properties."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.minds.choice import BEST_REPLY, logit_pick, logit_weights, pick, uniform_pick

VALUES = st.lists(st.floats(-5.0, 5.0), min_size=1, max_size=12)
UNIFORM = st.floats(0.0, 1.0, exclude_min=True, exclude_max=True)


def chances(values, precision):
    weights = np.array(values, dtype=np.float64)
    total = logit_weights(weights, len(weights), precision)
    return weights / total


def test_a_logit_choice_by_hand():
    """A difference of ln 3 at precision 1 makes one thing three times as likely as another."""
    assert chances([0.0, math.log(3.0)], 1.0) == pytest.approx([0.25, 0.75])
    assert chances([0.0, math.log(3.0) / 2], 2.0) == pytest.approx([0.25, 0.75])
    assert chances([1.0, 1.0, 1.0], 4.0) == pytest.approx([1 / 3] * 3)


def test_the_best_reply_takes_the_best_and_the_first_of_equals():
    assert chances([1.0, 3.0, 2.0, 3.0], BEST_REPLY).tolist() == [0.0, 1.0, 0.0, 0.0]
    for uniform in (1e-12, 0.5, 1 - 1e-12):
        assert logit_pick(np.array([1.0, 3.0, 2.0, 3.0]), 4, BEST_REPLY, uniform) == 1


@given(VALUES, st.floats(0.0, 20.0), UNIFORM)
def test_a_uniform_picks_by_the_inverse_distribution_function(values, precision, uniform):
    reached = np.cumsum(chances(values, precision))
    if not np.isclose(reached, uniform, rtol=0.0, atol=1e-12).any():
        picked = logit_pick(np.array(values), len(values), precision, uniform)
        assert picked == int(np.searchsorted(reached, uniform))


@given(VALUES, UNIFORM)
def test_only_alternatives_with_a_chance_are_picked(values, uniform):
    weights = np.array([max(0.0, value) for value in values])
    if weights.sum() > 0.0:
        assert weights[pick(weights, len(weights), float(weights.sum()), uniform)] > 0.0


@given(VALUES)
def test_only_the_first_few_of_a_list_count(values):
    long = np.array([*values, 99.0, 99.0])
    total = logit_weights(long, len(values), 4.0)
    assert long[-1] == 99.0
    assert long[: len(values)].sum() == pytest.approx(total)


def test_at_random_all_alternatives_are_alike():
    picked = [uniform_pick(4, (i + 0.5) / 400) for i in range(400)]
    assert np.bincount(picked).tolist() == [100] * 4
    assert uniform_pick(4, 1.0 - 1e-17) == 3
