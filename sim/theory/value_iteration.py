"""Looking ahead without end: what each state is worth to somebody who always chooses well, or by logit.

The three steps of an iteration are plain loops over arrays, so that numba can compile them as they stand:
`action_values`, then `best_values` or `logit_values`. The solvers take Newton's steps in place of plain
sweeps (policy iteration), which end after a few whatever the patience.

Sources: Bellman 1957; Howard 1960 (policy iteration); Rust 1987 (the logit version).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_TIE = 1e-10  # values as close as this, relative to the largest, are equal up to rounding
_SETTLED = 1e-14
_MOST_STEPS = 1000


class Solution(NamedTuple):
    """`values` (states,); `policy` (states, actions): the chance of each action."""

    values: NDArray[np.float64]
    policy: NDArray[np.float64]


def action_values(
    transition: NDArray[np.float64],
    reward: NDArray[np.float64],
    patience: float,
    values: NDArray[np.float64],
    worth: NDArray[np.float64],
) -> None:
    """Write what each action is worth in each state: its reward and the future it leads to.

    Parameters
    ----------
    transition : array of float64
        (actions, states, states) chance of the next state.
    reward : array of float64
        (actions, states) payoff of the period.
    patience : float
        Discount factor, in [0, 1).
    values : array of float64
        (states,) what each state is worth.
    worth : array of float64
        (states, actions) overwritten.
    """
    actions, states = reward.shape
    for state in range(states):
        for action in range(actions):
            future = 0.0
            for following in range(states):
                future += transition[action, state, following] * values[following]
            worth[state, action] = reward[action, state] + patience * future


def best_values(worth: NDArray[np.float64], values: NDArray[np.float64], policy: NDArray[np.float64]) -> None:
    """Write the best action as a policy, the lowest of equals, and what each state is then worth.

    Parameters
    ----------
    worth : array of float64
        (states, actions) what each action is worth, as `action_values` writes it.
    values : array of float64
        (states,) overwritten.
    policy : array of float64
        (states, actions) chance of each action, overwritten.
    """
    states, actions = worth.shape
    for state in range(states):
        best = 0
        for action in range(1, actions):
            if worth[state, action] > worth[state, best]:
                best = action
        values[state] = worth[state, best]
        for action in range(actions):
            policy[state, action] = 1.0 if action == best else 0.0


def logit_values(
    worth: NDArray[np.float64],
    temperature: float,
    values: NDArray[np.float64],
    policy: NDArray[np.float64],
) -> None:
    """Write the logit policy and the value of each state (states,), its log-sum-exp at a temperature > 0.

    Parameters
    ----------
    worth : array of float64
        (states, actions) what each action is worth, as `action_values` writes it.
    temperature : float
        Above 0, payoff units: the higher, the more even the choice.
    values : array of float64
        (states,) overwritten.
    policy : array of float64
        (states, actions) chance of each action, overwritten.
    """
    states, actions = worth.shape
    for state in range(states):
        best = worth[state, 0]
        for action in range(1, actions):
            best = max(best, worth[state, action])
        total = 0.0
        for action in range(actions):
            policy[state, action] = math.exp((worth[state, action] - best) / temperature)
            total += policy[state, action]
        for action in range(actions):
            policy[state, action] = policy[state, action] / total
        values[state] = best + temperature * math.log(total)


def solve(transition: NDArray[np.float64], reward: NDArray[np.float64], patience: float) -> Solution:
    """Return the optimal values, and the policy with the lowest of the best actions in each state.

    Parameters
    ----------
    transition : array of float64
        (actions, states, states) chance of the next state.
    reward : array of float64
        (actions, states) payoff of the period.
    patience : float
        Discount factor, in [0, 1).

    Returns
    -------
    Solution
        Values and policy.

    Raises
    ------
    ValueError
        Shapes that do not fit, rows that are no law of chance, or a patience outside [0, 1).
    """
    worth = _fresh(transition, reward, patience)
    policy = np.empty_like(worth)
    values = np.zeros(len(worth))
    for _ in range(_MOST_STEPS):
        action_values(transition, reward, patience, values, worth)
        best_values(worth, values.copy(), policy)
        before, values = values, _followed(transition, _mean(reward, policy), patience, policy)
        if _settled(before, values):
            break
    action_values(transition, reward, patience, values, worth)
    as_good = worth >= worth.max(axis=1, keepdims=True) - _TIE * max(1.0, float(np.abs(worth).max()))
    return Solution(values, np.eye(worth.shape[1])[np.argmax(as_good, axis=1)])


def solve_logit(
    transition: NDArray[np.float64], reward: NDArray[np.float64], patience: float, temperature: float
) -> Solution:
    """Return the fixed point of V = temperature x log-sum-exp(worth / temperature), and its logit policy.

    Parameters
    ----------
    transition : array of float64
        (actions, states, states) chance of the next state.
    reward : array of float64
        (actions, states) payoff of the period.
    patience : float
        Discount factor, in [0, 1).
    temperature : float
        Above 0, payoff units.

    Returns
    -------
    Solution
        Values and policy.

    Raises
    ------
    ValueError
        As for `solve`, or a temperature that is not above 0.
    """
    if temperature <= 0.0:
        raise ValueError("the temperature must be above 0")
    worth = _fresh(transition, reward, patience)
    policy = np.empty_like(worth)
    values = np.zeros(len(worth))
    for _ in range(_MOST_STEPS):
        action_values(transition, reward, patience, values, worth)
        swept = np.empty_like(values)
        logit_values(worth, temperature, swept, policy)
        step = _followed(transition, swept - values, patience, policy)
        before, values = values, values + step
        if _settled(before, values):
            break
    action_values(transition, reward, patience, values, worth)
    logit_values(worth, temperature, values, policy)
    return Solution(values, policy)


def _fresh(
    transition: NDArray[np.float64], reward: NDArray[np.float64], patience: float
) -> NDArray[np.float64]:
    actions, states = reward.shape
    if transition.shape != (actions, states, states):
        wanted = (actions, states, states)
        raise ValueError(f"{transition.shape} chances do not fit rewards that ask for {wanted}")
    if transition.min() < 0.0 or np.abs(transition.sum(axis=2) - 1.0).max() > 1e-9:
        raise ValueError("the chances of the next states must not be negative, and sum to 1")
    if not 0.0 <= patience < 1.0:
        raise ValueError("patience must be at least 0 and below 1")
    return np.empty((states, actions))


def _mean(reward: NDArray[np.float64], policy: NDArray[np.float64]) -> NDArray[np.float64]:
    mean: NDArray[np.float64] = (policy * reward.T).sum(axis=1)
    return mean


def _followed(
    transition: NDArray[np.float64],
    reward: NDArray[np.float64],
    patience: float,
    policy: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return what following a policy for ever is worth in each state, (states,)."""
    chain = np.einsum("sa,ast->st", policy, transition)
    worth: NDArray[np.float64] = np.linalg.solve(np.eye(len(chain)) - patience * chain, reward)
    return worth


def _settled(before: NDArray[np.float64], after: NDArray[np.float64]) -> bool:
    return bool(np.abs(after - before).max() <= _SETTLED * max(1.0, float(np.abs(after).max())))
