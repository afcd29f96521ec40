"""Learning and foresight: theorems hold, and the loops compile to the same numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numba import njit

from sim.theory import ewa, regret_matching, value_iteration

payoff = st.integers(-100, 100).map(lambda hundredths: hundredths / 100)


def tables(rows, columns):
    return st.lists(st.lists(payoff, min_size=columns, max_size=columns), min_size=1, max_size=rows).map(
        np.array
    )


some_rounds = st.integers(1, 5).flatmap(lambda actions: tables(30, actions))


def played(payoffs, memory=1.0):
    """The mixes played and the regrets after each round."""
    regrets, mixes, path = np.zeros(payoffs.shape[1]), [], []
    for row in payoffs:
        mix = np.empty_like(regrets)
        regret_matching.mix(regrets, mix)
        regret_matching.learn(regrets, mix, row, memory)
        mixes.append(mix)
        path.append(regrets.copy())
    return np.array(mixes), np.array(path)


@given(some_rounds)
def test_average_regret_vanishes(payoffs):
    """Hart and Mas-Colell 2000: at most D sqrt(A / t) for A actions and payoffs that differ by D."""
    _, regrets = played(payoffs)
    rounds = np.arange(1, len(payoffs) + 1)
    differ = np.ptp(payoffs, axis=1).max()
    assert np.all(regrets.max(axis=1) / rounds <= differ * np.sqrt(payoffs.shape[1] / rounds) + 1e-9)


def test_average_regret_vanishes_against_the_worst_that_can_be_played():
    """An opponent who always pays what is played least."""
    actions, rounds = 4, 5000
    regrets, mix = np.zeros(actions), np.empty(actions)
    for _ in range(rounds):
        regret_matching.mix(regrets, mix)
        regret_matching.learn(regrets, mix, np.eye(actions)[np.argmin(mix)], 1.0)
    assert regrets.max() / rounds <= np.sqrt(actions / rounds)


@given(some_rounds, st.floats(0, 1))
def test_a_mix_is_a_law_of_chance(payoffs, memory):
    mixes, _ = played(payoffs, memory)
    assert np.all(mixes >= 0.0)
    assert mixes.sum(axis=1) == pytest.approx(np.ones(len(mixes)))


@given(some_rounds, st.floats(-3, 3))
def test_what_all_actions_earn_alike_is_not_regretted(payoffs, more):
    mixes, regrets = played(payoffs)
    shifted_mixes, shifted = played(payoffs + more)
    assert shifted == pytest.approx(regrets, abs=1e-9)
    assert shifted_mixes == pytest.approx(mixes, abs=1e-6)


def test_what_rounding_leaves_is_no_regret():
    mixes, _ = played(np.full((4, 3), 0.1 + 0.2))
    assert mixes == pytest.approx(np.full((4, 3), 1 / 3))


@given(some_rounds, st.data())
def test_with_full_memory_and_imagination_attractions_add_up_what_could_be_earned(payoffs, data):
    attractions, experience = np.zeros(payoffs.shape[1]), 1.0
    for row in payoffs:
        chosen = data.draw(st.integers(0, len(row) - 1))
        experience = ewa.learn(attractions, experience, row, chosen, 1.0, 1.0, 1.0)
    assert experience == 1.0
    assert attractions == pytest.approx(payoffs.sum(axis=0), abs=1e-9)


@given(some_rounds)
def test_without_cumulation_attractions_average_experience(payoffs):
    attractions, experience = np.zeros(payoffs.shape[1]), 0.0
    for row in payoffs:
        experience = ewa.learn(attractions, experience, row, 0, 1.0, 1.0, 0.0)
    assert experience == len(payoffs)
    assert attractions == pytest.approx(payoffs.mean(axis=0), abs=1e-9)


def test_without_imagination_only_what_was_chosen_is_reinforced():
    attractions = np.zeros(3)
    ewa.learn(attractions, 1.0, np.array([1.0, 2.0, 3.0]), 1, 0.9, 0.0, 1.0)
    assert attractions.tolist() == [0.0, 2.0, 0.0]


@st.composite
def decision_problems(draw):
    states, actions = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    seed = draw(st.integers(0, 2**32 - 1))
    generator = np.random.default_rng(seed)
    transition = generator.dirichlet(np.ones(states), (actions, states))
    return transition, generator.normal(size=(actions, states)), draw(st.floats(0, 0.999))


@given(decision_problems())
def test_no_action_is_better_than_the_best_and_none_promises_more_than_it_gives(problem):
    transition, reward, patience = problem
    values, policy = value_iteration.solve(*problem)
    worth = reward + patience * transition @ values
    assert worth.max(axis=0) == pytest.approx(values, abs=1e-8)
    assert (policy.T * worth).sum(axis=0) == pytest.approx(values, abs=1e-8)
    assert policy.sum(axis=1) == pytest.approx(np.ones(len(values)))


@given(decision_problems(), st.floats(0.01, 3))
def test_logit_values_are_the_fixed_point_of_their_own_equation(problem, temperature):
    transition, reward, patience = problem
    values, policy = value_iteration.solve_logit(*problem, temperature)
    worth = reward + patience * transition @ values
    top = worth.max(axis=0)
    soft = top + temperature * np.log(np.exp((worth - top) / temperature).sum(axis=0))
    assert soft == pytest.approx(values, abs=1e-8)
    assert pytest.approx(np.exp((worth - values) / temperature), abs=1e-8) == policy.T


@given(decision_problems())
def test_a_small_temperature_leaves_the_best_values(problem):
    best, logit = value_iteration.solve(*problem), value_iteration.solve_logit(*problem, 1e-6)
    assert logit.values == pytest.approx(best.values, abs=1e-5 / (1 - problem[2]))


def test_of_actions_that_are_worth_the_same_the_first_is_taken():
    """Two actions that lead to states worth the same by different sums."""
    transition = np.array([[[0.1, 0.9], [0.9, 0.1]], [[0.7, 0.3], [0.2, 0.8]], [[0.3, 0.7], [0.6, 0.4]]])
    _, policy = value_iteration.solve(transition, np.full((3, 2), 0.1), 0.97)
    assert policy.argmax(axis=1).tolist() == [0, 0]


@pytest.mark.parametrize(
    ("transition", "patience", "temperature", "said"),
    [
        (np.ones((1, 1, 2)), 0.5, 1.0, "do not fit"),
        (np.full((1, 1, 1), 0.5), 0.5, 1.0, "sum to 1"),
        (np.ones((1, 1, 1)), 1.0, 1.0, "below 1"),
        (np.ones((1, 1, 1)), 0.5, 0.0, "temperature"),
    ],
)
def test_what_is_no_decision_problem_is_refused(transition, patience, temperature, said):
    with pytest.raises(ValueError, match=said):
        value_iteration.solve_logit(transition, np.zeros((1, 1)), patience, temperature)


def test_the_loops_compile_and_give_the_same_numbers():
    """Minds are compiled: what they are to learn by must be, too."""
    generator = np.random.default_rng(7)
    payoffs, attractions = generator.normal(size=(2, 4))
    plain, compiled = attractions.copy(), attractions.copy()
    rest = (1.3, payoffs, 2, 0.9, 0.5, 0.2)
    assert njit(ewa.learn)(compiled, *rest) == ewa.learn(plain, *rest)
    assert compiled.tolist() == plain.tolist()

    mixes = np.empty((2, 4))
    regret_matching.mix(attractions, mixes[0])
    njit(regret_matching.mix)(attractions, mixes[1])
    assert mixes[0].tolist() == mixes[1].tolist()
    plain, compiled = attractions.copy(), attractions.copy()
    regret_matching.learn(plain, mixes[0], payoffs, 0.98)
    njit(regret_matching.learn)(compiled, mixes[0], payoffs, 0.98)
    assert compiled.tolist() == plain.tolist()


def test_the_steps_of_value_iteration_compile_and_converge_to_the_solution():
    generator = np.random.default_rng(8)
    transition, reward = generator.dirichlet(np.ones(3), (2, 3)), generator.normal(size=(2, 3))
    look_ahead, best, logit = (
        njit(step)
        for step in (
            value_iteration.action_values,
            value_iteration.best_values,
            value_iteration.logit_values,
        )
    )
    worth, policy = np.empty((3, 2)), np.empty((3, 2))
    values, soft = np.zeros(3), np.zeros(3)
    for _ in range(400):
        look_ahead(transition, reward, 0.9, values, worth)
        best(worth, values, policy)
        look_ahead(transition, reward, 0.9, soft, worth)
        logit(worth, 0.3, soft, policy)
    assert values == pytest.approx(value_iteration.solve(transition, reward, 0.9).values)
    assert soft == pytest.approx(value_iteration.solve_logit(transition, reward, 0.9, 0.3).values)
