"""The principal branch of logit equilibria: each point is an equilibrium, and the branch is one curve."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.special import expit

from sim.theory.logit_equilibrium import principal_branch

payoffs = st.lists(st.lists(st.integers(-5, 9), min_size=2, max_size=2), min_size=2, max_size=2)
PATH = np.linspace(0, 4, 161)


def answers(row, column, precision, found):
    """What each player's lead calls for, given the other's mix."""
    row, column = np.array(row, float), np.array(column, float)
    p, q = found
    return (
        expit(precision * float((row[0] - row[1]) @ [q, 1 - q])),
        expit(precision * float((column[:, 0] - column[:, 1]) @ [p, 1 - p])),
    )


@given(payoffs, payoffs, st.lists(st.floats(0, 20), min_size=1, max_size=4))
def test_both_answer_each_other(row, column, precisions):
    for precision, found in zip(precisions, principal_branch(row, column, precisions), strict=True):
        assert found == pytest.approx(answers(row, column, precision, found), abs=1e-9)


@given(payoffs, payoffs)
def test_it_starts_at_even_chances(row, column):
    assert principal_branch(row, column, [0.0]) == [(0.5, 0.5)]
    start = principal_branch(row, column, [1e-6])[0]
    assert start == pytest.approx((0.5, 0.5), abs=1e-4)


@given(payoffs, payoffs, st.floats(0, 20))
def test_where_there_is_one_equilibrium_it_is_found(row, column, precision):
    """Leads that run opposite ways: the row player's chance, by its own equation."""
    a, b = np.array(row, float), np.array(column, float)
    one, other = a[0, 0] - a[1, 0] - a[0, 1] + a[1, 1], b[0, 0] - b[0, 1] - b[1, 0] + b[1, 1]
    if one * other > 0:
        b = -b

    def gap(p):
        q = expit(precision * float((b[:, 0] - b[:, 1]) @ [p, 1 - p]))
        return expit(precision * float((a[0] - a[1]) @ [q, 1 - q])) - p

    (found,) = principal_branch(a, b, [precision])
    ends = gap(0.0), gap(1.0)
    if ends[0] > 0 > ends[1]:
        assert found.row == pytest.approx(brentq(gap, 0, 1, xtol=1e-15), abs=1e-9)


@given(payoffs, payoffs, st.sampled_from([0.5, 4.0, 10.0]))
def test_the_unit_of_payoffs_is_the_inverse_of_that_of_precision(row, column, factor):
    found = principal_branch(row, column, [0.3, 1.0])
    scaled = principal_branch(
        np.multiply(row, factor), np.multiply(column, factor), [0.3 / factor, 1.0 / factor]
    )
    assert np.array(scaled) == pytest.approx(np.array(found), abs=1e-8)


@pytest.mark.parametrize("game", [[[0, 4], [1, 3]], [[0, 5], [1, 3]], [[2, 0], [0, 2]]])
def test_players_alike_stay_alike_also_where_other_equilibria_branch_off(game):
    """In a symmetric game the branch from even chances is the symmetric one, stable or not."""
    found = principal_branch(game, np.transpose(game), PATH.tolist())
    assert [at.row for at in found] == pytest.approx([at.column for at in found], abs=1e-7)


@pytest.mark.parametrize("lead", [1e-1, 1e-3, 1e-6, 1e-9])
def test_the_slightest_lead_decides_which_of_two_conventions_is_reached(lead):
    """Just off symmetry the branch bends sharply, to the convention that risks less."""
    (for_first,) = principal_branch([[1 + lead, 0], [0, 1]], [[1, 0], [0, 1]], [10.0])
    (for_second,) = principal_branch([[1, 0], [0, 1 + lead]], [[1, 0], [0, 1]], [10.0])
    assert for_first.row > 0.999
    assert for_second.row < 0.001


def test_a_branch_that_folds_back_is_followed_and_first_reached():
    """Row shuns its first action until column is nearly sure to play its own, and column waits for row.

    Precision rises, falls and rises again along this branch: while the calm state lasts it counts, and
    where it ends the equilibrium jumps to the only one left.
    """
    row, column = [[1.0, -9.0], [0.0, 0.0]], [[1.0, 0.0], [0.2, 0.0]]
    precisions = np.linspace(0, 14, 281)
    found = np.array([at.row for at in principal_branch(row, column, precisions.tolist())])
    jump = int(np.argmax(np.diff(found)))
    assert 8.0 < precisions[jump] < 9.0
    assert np.all(found[: jump + 1] <= 0.5)
    assert np.all(found[jump + 1 :] > 0.999)
    assert np.all(np.abs(np.diff(found[: jump + 1])) < 0.1)
    (late, early), (alone,) = (principal_branch(row, column, at) for at in ([14.0, 2.0], [14.0]))
    assert late == alone
    assert early == pytest.approx(principal_branch(row, column, [2.0])[0])


def test_players_who_do_not_care_play_at_even_chances():
    assert principal_branch([[1, 2], [1, 2]], [[3, 3], [4, 4]], [0.0, 7.0]) == [(0.5, 0.5)] * 2


def test_a_negative_precision_is_refused():
    with pytest.raises(ValueError, match="negative"):
        principal_branch([[1, 0], [0, 1]], [[1, 0], [0, 1]], [-1.0])
