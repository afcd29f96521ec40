"""Solution concepts on a finite menu of packages, held against brute force and a linear programme."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from sim.play.bargaining import smaller_share
from sim.theory import egalitarian, kalai_smorodinsky, nash, utilitarian
from sim.theory.menu import Lotteries, undominated
from sim.theory.packages import solutions

TENTHS = st.integers(-30, 30).map(lambda tenths: tenths / 10)
menus = st.lists(st.tuples(TENTHS, TENTHS), min_size=1, max_size=12)
points = st.tuples(TENTHS, TENTHS)


def as_gains(menu, disagreement):
    return [(u - disagreement[0], v - disagreement[1]) for u, v in menu]


def rational(menu, disagreement):
    return {i: g for i, g in enumerate(as_gains(menu, disagreement)) if min(g) >= 0}


@given(menus, points)
def test_packages_are_those_that_brute_force_finds(menu, disagreement):
    found, left = solutions(menu, disagreement), rational(menu, disagreement)
    if not left:
        assert found[:2] == (None, None)
        assert (found.kalai_smorodinsky, found.egalitarian) == (None, None)
        return
    most = [max(gain[player] for gain in left.values()) for player in (0, 1)]
    shares = {i: [g[p] / most[p] if most[p] else 1.0 for p in (0, 1)] for i, g in left.items()}
    assert found.nash_product == max(u * v for u, v in left.values())
    assert left[found.nash][0] * left[found.nash][1] == found.nash_product
    assert min(shares[found.kalai_smorodinsky]) == max(min(share) for share in shares.values())
    assert min(left[found.egalitarian]) == max(min(gain) for gain in left.values())


@given(menus)
def test_the_pareto_set_is_what_brute_force_finds(menu):
    for (u, v), flag in zip(menu, undominated(menu), strict=True):
        assert flag == (not any(x >= u and y >= v and (x, y) != (u, v) for x, y in menu))


@given(menus, points)
def test_kalai_smorodinsky_and_egalitarian_packages_are_pareto_undominated(menu, disagreement):
    found = solutions(menu, disagreement)
    for package in (found.kalai_smorodinsky, found.egalitarian):
        if package is not None:
            gain = as_gains(menu, disagreement)
            better = [g for g in gain if min(np.subtract(g, gain[package])) >= 0]
            assert all(g == gain[package] for g in better)


@given(menus, points, st.sampled_from([0.25, 2.0, 8.0]), TENTHS)
def test_the_unit_of_a_payoff_does_not_move_nash_or_kalai_smorodinsky(menu, disagreement, factor, shift):
    found = solutions(menu, disagreement)
    scaled = solutions([(u, factor * v) for u, v in menu], (disagreement[0], factor * disagreement[1]))
    assert scaled.nash == found.nash
    assert scaled.kalai_smorodinsky == found.kalai_smorodinsky
    assert scaled.undominated.tolist() == found.undominated.tolist()
    if found.nash is not None:
        assert scaled.nash_product == pytest.approx(factor * found.nash_product)
        moved = nash.on_menu(np.array(menu) + shift, tuple(np.array(disagreement) + shift))
        assert moved.product == pytest.approx(found.nash_product)


def test_the_unit_of_a_payoff_does_move_the_egalitarian_package():
    menu = [(1.0, 3.0), (2.0, 2.0), (3.0, 1.0)]
    assert egalitarian.on_menu(menu, (0.0, 0.0)) == 1
    assert egalitarian.on_menu([(u, 4 * v) for u, v in menu], (0.0, 0.0)) == 2


@given(menus, points)
def test_a_package_nobody_would_take_does_not_move_nash(menu, disagreement):
    found = nash.on_menu(menu, disagreement)
    with_more = nash.on_menu([*menu, (disagreement[0] - 1, 9.0)], disagreement)
    assert with_more == found


@given(menus, points, st.sampled_from([(1.0, 1.0), (1.0, 0.0), (0.0, 1.0), (2.0, 0.5)]))
def test_lotteries_reach_as_far_as_a_linear_programme_says(menu, start, direction):
    payoffs = np.array(menu)
    weights = np.column_stack((-payoffs.T, np.array(direction)))  # -(mix of packages) + way x direction
    solved = linprog(
        np.append(np.zeros(len(menu)), -1.0),
        A_ub=weights,
        b_ub=-np.array(start),
        A_eq=[[*np.ones(len(menu)), 0.0]],
        b_eq=[1.0],
        bounds=[(0, None)] * len(menu) + [(None, None)],
    )
    reach = Lotteries(payoffs).reach(start, direction)
    if solved.status == 0:
        assert reach == pytest.approx(-solved.fun, abs=1e-7)
    else:
        assert reach == -np.inf


@given(menus, points)
def test_points_with_lotteries_gain_evenly_and_at_least_what_the_packages_do(menu, disagreement):
    found, left = solutions(menu, disagreement), rational(menu, disagreement)
    if found.kalai_smorodinsky_point is None:
        assert not left
        return
    ideal = Lotteries(menu).ideal_gains(disagreement)
    gain = np.subtract(found.kalai_smorodinsky_point, disagreement)
    assert gain[0] * ideal[1] == pytest.approx(gain[1] * ideal[0], abs=1e-9)
    even = np.subtract(found.egalitarian_point, disagreement)
    assert even[0] == pytest.approx(even[1], abs=1e-9)
    if left:
        assert even[0] >= min(left[found.egalitarian]) - 1e-9


def test_the_points_of_a_known_menu():
    menu = [(0.0, 2.0), (4.0, 0.0), (1.0, 1.0)]
    found = solutions(menu)
    assert found.kalai_smorodinsky_point == pytest.approx((2.0, 1.0))
    assert found.egalitarian_point == pytest.approx((4 / 3, 4 / 3))
    assert (found.nash, found.nash_product) == (2, 1.0)
    assert (found.kalai_smorodinsky, found.egalitarian) == (2, 2)
    assert found.undominated.tolist() == [True, True, True]
    assert utilitarian.on_menu(menu) == 1


def test_where_nobody_can_gain_the_point_is_disagreement_itself():
    assert solutions([(0.0, 0.0)]).kalai_smorodinsky_point == (0.0, 0.0)


@given(menus, points)
def test_the_model_measures_the_same_kalai_smorodinsky_share(menu, disagreement):
    """What a run's distance is measured against is the package found here."""
    left = rational(menu, disagreement)
    package = kalai_smorodinsky.on_menu(menu, disagreement)
    most = [max((gain[player] for gain in left.values()), default=0.0) for player in (0, 1)]
    if package is None or min(most) <= 0:
        return
    measured = {i: smaller_share(g[0], most[0], g[1], most[1]) for i, g in left.items()}
    assert measured[package] == max(measured.values())


@pytest.mark.parametrize("menu", [[], [1.0, 2.0], [(1.0, 2.0, 3.0)]])
def test_what_is_no_menu_is_refused(menu):
    with pytest.raises(ValueError, match="a menu is"):
        solutions(menu)
