"""Solution concepts on a frontier: what each is known for, and what each is known not to have."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sim.theory import egalitarian, kalai_smorodinsky, nash, raiffa, utilitarian
from sim.theory.frontier import BargainingProblem

CONCEPTS = {
    "nash": nash.on_frontier,
    "kalai_smorodinsky": kalai_smorodinsky.on_frontier,
    "egalitarian": egalitarian.on_frontier,
    "raiffa": raiffa.limit,
}
INVARIANT = {name: CONCEPTS[name] for name in ("nash", "kalai_smorodinsky", "raiffa")}


@st.composite
def problems(draw):
    """A frontier that falls and is concave, and a point below it."""
    falls, bends, more = (draw(st.floats(0, 3)) for _ in range(3))
    assume(falls + bends + more > 0.2)
    top, d1, room = draw(st.floats(0.5, 5)), draw(st.floats(-1, 1)), draw(st.floats(0.2, 3))
    around = np.polynomial.Polynomial([top, -falls, -bends, -more])
    return BargainingProblem(
        tuple(around(np.polynomial.Polynomial([-d1, 1])).coef.tolist()), (d1, top - room)
    )


def rescaled(problem, factor, shift):
    """The same problem with player 2's payoffs in another unit, from another zero."""
    first, *others = problem.coefficients
    coefficients = (factor * first + shift, *(factor * c for c in others))
    return BargainingProblem(
        coefficients, (problem.disagreement[0], factor * problem.disagreement[1] + shift)
    )


@given(problems(), st.sampled_from(sorted(INVARIANT)), st.floats(0.1, 10), st.floats(-5, 5))
def test_the_unit_in_which_a_payoff_is_measured_does_not_matter(problem, name, factor, shift):
    u1, u2 = CONCEPTS[name](problem)
    scaled = CONCEPTS[name](rescaled(problem, factor, shift))
    assert scaled == pytest.approx((u1, factor * u2 + shift), abs=1e-6)


@given(problems(), st.floats(1.5, 10))
def test_equal_gains_do_depend_on_the_unit(problem, factor):
    """What scale invariance must not hold for: gains twice as large in number are met earlier."""
    u1, _ = egalitarian.on_frontier(problem)
    scaled, _ = egalitarian.on_frontier(rescaled(problem, factor, 0.0))
    assert scaled > u1 + 1e-9


@given(problems(), st.sampled_from(sorted(CONCEPTS)))
def test_a_solution_lies_on_the_frontier_and_leaves_nobody_worse_off(problem, name):
    u1, u2 = CONCEPTS[name](problem)
    assert u2 == pytest.approx(problem.left_for_2(u1), abs=1e-9)
    assert u1 >= problem.disagreement[0] - 1e-12
    assert u2 >= problem.disagreement[1] - 1e-12


@given(problems(), st.floats(0, 1))
def test_no_other_agreement_has_a_larger_product_of_gains(problem, share):
    d1, d2 = problem.disagreement
    u1, u2 = nash.on_frontier(problem)
    other = d1 + share * (problem.most_for_1 - d1)
    assert (u1 - d1) * (u2 - d2) >= (other - d1) * (problem.left_for_2(other) - d2) - 1e-9


@given(problems(), st.floats(0, 1))
def test_no_other_agreement_has_a_larger_sum(problem, share):
    other = problem.disagreement[0] + share * (problem.most_for_1 - problem.disagreement[0])
    assert sum(utilitarian.on_frontier(problem)) >= other + problem.left_for_2(other) - 1e-9


@given(problems())
def test_both_gain_the_same_share_of_the_ideal(problem):
    (d1, d2), (a1, a2) = problem.disagreement, problem.ideal
    u1, u2 = kalai_smorodinsky.on_frontier(problem)
    assert (u1 - d1) / (a1 - d1) == pytest.approx((u2 - d2) / (a2 - d2), abs=1e-9)


@given(problems(), st.floats(0.01, 2))
def test_a_wider_choice_for_one_at_the_same_ideal_of_the_other_never_harms_it(problem, more):
    """Kalai and Smorodinsky's monotonicity, for player 2: its frontier rises, what player 1 could get stays.

    The frontier is raised by a concave curve that is 0 where player 1 gets most: `more` x (a1 - u1), which
    raises the ideal of player 2.
    """
    first, *others = problem.coefficients
    others = [*others, *([0.0] * (1 - len(others)))]
    wider = BargainingProblem(
        (first + more * problem.most_for_1, others[0] - more, *others[1:]), problem.disagreement
    )
    assert wider.most_for_1 == pytest.approx(problem.most_for_1, abs=1e-9)
    assert kalai_smorodinsky.on_frontier(wider)[1] >= kalai_smorodinsky.on_frontier(problem)[1] - 1e-9


def test_nash_is_not_monotonic_where_kalai_smorodinsky_is():
    """From the 1975 paper's point: of a wider choice at the same ideal, Nash can make somebody poorer."""
    narrow = BargainingProblem((1.0, -0.3, 0.0, 0.0, -0.7), (0.0, 0.0))
    wide = BargainingProblem((1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, -1.0), (0.0, 0.0))
    assert narrow.ideal == pytest.approx(wide.ideal)
    shares = np.linspace(0.01, 0.99, 99)
    assert all(wide.left_for_2(u) >= narrow.left_for_2(u) for u in shares)
    assert kalai_smorodinsky.on_frontier(wide)[1] > kalai_smorodinsky.on_frontier(narrow)[1]


def test_nash_ignores_alternatives_that_nobody_would_take():
    """Independence of irrelevant alternatives, which Kalai-Smorodinsky gives up for monotonicity."""
    whole = BargainingProblem((1.0, 0.0, -1.0), (0.0, 0.0))
    u1, u2 = nash.on_frontier(whole)
    slope = whole.slope(u1)
    tangent = BargainingProblem((u2 - slope * u1, slope), (0.0, 0.0))
    assert nash.on_frontier(tangent) == pytest.approx((u1, u2))
    assert kalai_smorodinsky.on_frontier(whole) != pytest.approx(kalai_smorodinsky.on_frontier(tangent))


@given(problems())
def test_every_interim_agreement_gains_for_both(problem):
    before = problem.disagreement
    for after in raiffa.steps(problem):
        assert after[0] > before[0]
        assert after[1] > before[1]
        before = after


def test_a_straight_frontier_is_shared_equally_by_every_solution():
    problem = BargainingProblem((2.0, -1.0), (0.5, 0.3))
    for solution in (*CONCEPTS.values(),):
        assert solution(problem) == pytest.approx((1.1, 0.9))


@pytest.mark.parametrize(
    ("coefficients", "disagreement", "said"),
    [
        ((1.0, 0.0, -1.0), (0.0, 1.0), "below the frontier"),
        ((1.0, 0.0, -1.0), (-0.5, 0.0), "decrease"),
        ((4.0, -2.0, 0.1), (0.0, 0.0), "concave"),
        ((1.0,), (0.0, 0.0), "must fall"),
    ],
)
def test_what_is_no_bargaining_problem_is_refused(coefficients, disagreement, said):
    with pytest.raises(ValueError, match=said):
        BargainingProblem(coefficients, disagreement)
