"""Bayes' rule between types, by hand and in logs; its theorems are in tests/properties."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.beliefs import bayes, mix

PRIORS = st.tuples(*[st.floats(0.01, 1.0)] * 3).map(lambda w: np.array(w) / sum(w))
LIKELIHOODS = st.tuples(*[st.floats(1e-6, 1.0)] * 3).map(np.array)


def after(prior, *likelihoods):
    belief = np.array(prior, dtype=np.float64)
    for likelihood in likelihoods:
        bayes(belief, np.log(likelihood))
    return belief


def test_a_posterior_is_the_one_computed_by_hand():
    """Half, three tenths, two tenths; evidence 0.2, 0.5, 0.9: 0.10, 0.15, 0.18 of 0.43."""
    assert after([0.5, 0.3, 0.2], [0.2, 0.5, 0.9]) == pytest.approx([0.10 / 0.43, 0.15 / 0.43, 0.18 / 0.43])


@given(PRIORS, st.lists(LIKELIHOODS, max_size=5))
def test_beliefs_sum_to_one(prior, evidence):
    belief = after(prior, *evidence)
    assert belief.sum() == pytest.approx(1.0, abs=1e-12)
    assert (belief >= 0).all()


@given(PRIORS, LIKELIHOODS, LIKELIHOODS)
def test_log_odds_add(prior, one, other):
    def log_odds(belief):
        return math.log(belief[0] / belief[1])

    gained = [log_odds(after(prior, evidence)) - log_odds(prior) for evidence in (one, other)]
    both = log_odds(after(prior, one, other)) - log_odds(prior)
    assert both == pytest.approx(sum(gained), abs=1e-9)


def test_forgetting_moves_a_belief_towards_the_uniform_one():
    belief = np.array([1.0, 0.0, 0.0])
    mix(belief, 0.3)
    assert belief == pytest.approx([0.8, 0.1, 0.1])
    mix(belief, 1.0)
    assert belief == pytest.approx([1 / 3] * 3)


@given(LIKELIHOODS)
def test_a_type_that_is_ruled_out_stays_ruled_out(evidence):
    belief = after([0.0, 0.5, 0.5], evidence)
    assert belief[0] == 0.0


def test_evidence_that_no_believed_type_could_have_given_changes_nothing():
    belief = np.array([0.0, 0.4, 0.6])
    bayes(belief, np.array([0.0, -math.inf, -math.inf]))
    assert belief.tolist() == [0.0, 0.4, 0.6]


def test_evidence_far_below_the_smallest_number_still_decides():
    belief = np.array([0.2, 0.5, 0.3])
    bayes(belief, np.array([-5000.0, -5001.0, -6000.0]))
    assert belief == pytest.approx(
        [0.2 / (0.2 + 0.5 * math.exp(-1)), 1 - 0.2 / (0.2 + 0.5 * math.exp(-1)), 0.0]
    )
