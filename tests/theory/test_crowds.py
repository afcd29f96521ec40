"""Protest as a threshold process, in a crowd that can be counted and in a large one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.numerics import normal_cdf, normal_density, normal_quantile
from sim.rules.society import mobilisation_after, willing_share
from sim.theory.mean_field import critical_spread, fixed_points, slope_is_one
from sim.theory.thresholds import joined

crowds = st.lists(st.floats(-5, 30, allow_nan=False), max_size=25)


def at_rest(mean, spread):
    return fixed_points(lambda m: float(willing_share(m, 0.0, mean, spread)), slope_is_one(mean, spread))


@given(crowds)
def test_who_has_joined_wants_to_and_who_has_not_does_not(thresholds):
    active = joined(thresholds)
    assert sum(threshold <= active for threshold in thresholds) == active


@given(crowds, st.randoms(use_true_random=False))
def test_the_order_of_people_does_not_matter(thresholds, random):
    shuffled = list(thresholds)
    random.shuffle(shuffled)
    assert joined(shuffled) == joined(thresholds)


@given(crowds, st.integers(0, 24), st.floats(0, 10))
def test_a_bolder_person_never_makes_the_crowd_smaller(thresholds, who, bolder):
    if who < len(thresholds):
        emboldened = [*thresholds[:who], thresholds[who] - bolder, *thresholds[who + 1 :]]
        assert joined(emboldened) >= joined(thresholds)


@given(st.floats(-0.5, 1.5), st.floats(0.02, 1.0))
def test_a_large_crowd_rests_where_the_model_leaves_it(mean, spread):
    """A resting state of theory is one of the model's monthly map, whatever the speed."""
    for active in at_rest(mean, spread):
        assert mobilisation_after(active, 0.0, mean, spread, 0.5) == pytest.approx(active, abs=1e-12)


@given(st.floats(-0.5, 1.5), st.floats(0.02, 1.0))
def test_resting_states_are_one_or_three_and_stable_ones_enclose_the_others(mean, spread):
    found = at_rest(mean, spread)
    slopes = [normal_density((active - mean) / spread) / spread for active in found]
    if all(abs(slope - 1.0) > 1e-3 for slope in slopes):
        assert len(found) in (1, 3)
        assert [slope < 1.0 for slope in slopes] == [True, False, True][: len(found)]


@given(st.floats(0.02, 0.48))
def test_just_below_the_critical_spread_calm_can_last_and_just_above_it_cannot(mean):
    found = critical_spread(mean, normal_cdf, normal_density)
    assert len(at_rest(mean, found.spread * 0.999)) == 3
    assert len(at_rest(mean, found.spread * 1.001)) == 1
    assert at_rest(mean, found.spread * 0.999999)[0] == pytest.approx(found.active, abs=1e-2)


@given(st.floats(0.1, 0.6), st.floats(0.05, 0.5))
def test_a_counted_crowd_comes_near_the_large_one(mean, spread):
    """Thresholds at the quantiles of the normal law, as many as make the gap small."""
    low = at_rest(mean, spread)[0]
    if normal_density((low - mean) / spread) / spread < 0.8:
        people = 4000
        quantiles = [normal_quantile((i + 0.5) / people) for i in range(people)]
        thresholds = people * (mean + spread * np.array(quantiles))
        assert joined(thresholds) / people == pytest.approx(low, abs=5e-3)


def test_nobody_and_everybody_are_resting_states_of_a_crowd_of_one_mind():
    assert at_rest(0.5, 0.001) == pytest.approx([0.0, 0.5, 1.0])


@pytest.mark.parametrize("mean", [0.0, 0.5, -1.0])
def test_a_mean_without_a_critical_spread_is_refused(mean):
    with pytest.raises(ValueError, match=r"between 0 and 0\.5"):
        critical_spread(mean, normal_cdf, normal_density)
