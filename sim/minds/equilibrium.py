"""A logit Markov-perfect equilibrium of two leaders who move one after the other, month after month.

In every state the first takes an action, the second sees it and takes one; both choose by logit over what
their actions are worth, given how both will choose in every later state. What they choose and what states
are worth is a fixed point. Given all choices, values are linear and are solved for at once (a step of policy
iteration); the step is halved where it leads away. All is loops over arrays, so that no library's order of
summation enters: the same tables come out on every machine.

Decision D38 in sim/DECISIONS.md.

Sources: McKelvey and Palfrey 1998 (logit equilibrium of games in extensive form); Howard 1960 (policy
iteration); van der Vorst 1992 (BiCGSTAB).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.minds.choice import logit_weights
from sim.rules.compiled import rule
from sim.rules.numerics import log
from sim.rules.shapes import Vector

if TYPE_CHECKING:
    from numpy.typing import NDArray

CLOSE_ENOUGH = 1e-8  # of the equilibrium conditions, payoff units
MOST_SWEEPS = 200
_MOST_STEPS = 2000  # of the linear solver
_LINEAR = 1e-11  # its residual, relative to the payoffs
_SMALLEST_STEP = 1.0 / 64.0
_VECTORS = 6  # that the linear solver needs


class MarkovGame(NamedTuple):
    """A game of two with n states, a actions of the first and b of the second, which lead on in k ways.

    `first`, `second` (n, a, b) payoffs of a month, with what endings are worth; `leads` (a, b) the way on
    that a pair takes; `begins` (n * k + 1,), `following` and `chance` the next states of a state and a way,
    from `begins[n * k + way]` on: chances sum to at most 1, the rest is the end. `patience_first`,
    `patience_second` weigh next month; `precision` is that of the logit, and `soft` counts the value of
    choosing in by log-sum-exp.
    """

    first: NDArray[np.float64]
    second: NDArray[np.float64]
    leads: NDArray[np.int64]
    begins: NDArray[np.int64]
    following: NDArray[np.int64]
    chance: NDArray[np.float64]
    patience_first: float
    patience_second: float
    precision: float
    soft: bool


class Scratch(NamedTuple):
    """Room to work in: chances of pairs (n, a * b), payoffs, the chain in rows, and vectors of the solver."""

    pairs: NDArray[np.float64]
    replies: NDArray[np.float64]
    own: NDArray[np.float64]
    acting: NDArray[np.float64]
    weights: NDArray[np.float64]
    row: NDArray[np.float64]
    touched: NDArray[np.int64]
    begins: NDArray[np.int64]
    columns: NDArray[np.int64]
    entries: NDArray[np.float64]
    flow: NDArray[np.float64]
    vectors: NDArray[np.float64]


class MarkovEquilibrium(NamedTuple):
    """Values of both (n,), how far they are from an equilibrium, and how many sweeps it took."""

    first: NDArray[np.float64]
    second: NDArray[np.float64]
    residual: float
    sweeps: int


@rule
def expect(game: MarkovGame, state: int, values: Vector, ahead: Vector) -> None:
    """Write what each way on from a state is worth next month, (k,).

    Parameters
    ----------
    game : MarkovGame
        Payoffs, ways on and patience of both sides.
    state : int
        Number of the state, 0 to n - 1.
    values : Vector
        Worth of the states, shape (n,), payoff units.
    ahead : Vector
        Written, shape (k,), payoff units; not weighed by patience.
    """
    ways = len(ahead)
    for way in range(ways):
        total = 0.0
        for entry in range(game.begins[state * ways + way], game.begins[state * ways + way + 1]):
            total += game.chance[entry] * values[game.following[entry]]
        ahead[way] = total


@rule
def value_of_choosing(weights: Vector, values: Vector, count: int, precision: float, soft: bool) -> float:
    """Turn values into chances (in `weights`); return what choosing so is worth.

    Parameters
    ----------
    weights : Vector
        Overwritten by chances that sum to 1.
    values : Vector
        Worth of the alternatives, payoff units.
    count : int
        Number of alternatives.
    precision : float
        Of the logit, per payoff unit.
    soft : bool
        Whether log-sum-exp of the values is returned instead of the expected value of the choice.

    Returns
    -------
    float
        Payoff units.
    """
    best = values[0]
    for i in range(count):
        weights[i] = values[i]
        best = max(best, values[i])
    total = logit_weights(weights, count, precision)
    expected = 0.0
    for i in range(count):
        weights[i] /= total
        expected += weights[i] * values[i]
    # The weights are relative to the best value, so that no exponential overflows: log-sum-exp adds it again.
    return best + log(total) / precision if soft else expected


@rule
def respond(
    game: MarkovGame,
    first: Vector,
    second: Vector,
    room: Scratch,
    next_first: Vector,
    next_second: Vector,
) -> float:
    """Write how both choose in every state if values are `first` and `second`, and what that is worth.

    Returns the largest difference between the values that went in and those that come out.

    Parameters
    ----------
    game : MarkovGame
        Payoffs, ways on and patience of both sides.
    first, second : Vector
        Values of the states to either side, shape (n,), payoff units.
    room : Scratch
        Its `pairs` are written: the chance of each pair of actions in each state; the rest is scratch.
    next_first, next_second : Vector
        Values that come out, shape (n,), overwritten.

    Returns
    -------
    float
        Payoff units; NaN or infinite where a value is.

    Notes
    -----
    Equations: sim/MODEL.md, section "The farsighted mind".
    """
    states, actions, answers = game.first.shape
    ways = len(room.row) // 2
    off = 0.0
    for state in range(states):
        expect(game, state, first, room.row[:ways])
        expect(game, state, second, room.row[ways:])
        for action in range(actions):
            for answer in range(answers):
                way = game.leads[action, answer]
                ahead = game.patience_second * room.row[ways + way]
                room.own[answer] = game.second[state, action, answer] + ahead
            place = room.replies[action]
            gained = value_of_choosing(place, room.own, answers, game.precision, game.soft)
            got = 0.0
            for answer in range(answers):
                way = game.leads[action, answer]
                ahead = game.patience_first * room.row[way]
                got += place[answer] * (game.first[state, action, answer] + ahead)
            room.acting[0, action] = got
            room.acting[1, action] = gained
        value = value_of_choosing(room.weights, room.acting[0], actions, game.precision, game.soft)
        other = 0.0
        for action in range(actions):
            other += room.weights[action] * room.acting[1, action]
            for answer in range(answers):
                room.pairs[state, action * answers + answer] = (
                    room.weights[action] * room.replies[action, answer]
                )
        next_first[state], next_second[state] = value, other
        change = max(abs(value - first[state]), abs(other - second[state]))
        # `not <=` instead of `>`: a value that is no number becomes the residual and ends the search.
        off = change if not change <= off else off
    return off


@rule
def follow(game: MarkovGame, room: Scratch) -> None:
    """Write the chain of states that both sides' choices make, row by row, without its zeros.

    Parameters
    ----------
    game : MarkovGame
        Payoffs, ways on and patience of both sides.
    room : Scratch
        Its `pairs` are read; `begins`, `columns` and `entries` are written, a compressed sparse matrix
        (n, n).
    """
    states, actions, answers = game.first.shape
    ways = len(room.row) // 2
    row = room.vectors[0]
    for state in range(states):
        row[state] = 0.0
    filled = 0
    room.begins[0] = 0
    for state in range(states):
        seen = 0
        for way in range(ways):
            room.row[way] = 0.0
        for action in range(actions):
            for answer in range(answers):
                room.row[game.leads[action, answer]] += room.pairs[state, action * answers + answer]
        for way in range(ways):
            taken = room.row[way]
            if taken == 0.0:
                continue
            for entry in range(game.begins[state * ways + way], game.begins[state * ways + way + 1]):
                place = game.following[entry]
                # Chances are not negative, so 0 means that the state is not in the row yet.
                if row[place] == 0.0:
                    room.touched[seen] = place
                    seen += 1
                row[place] += taken * game.chance[entry]
        for i in range(seen):
            place = room.touched[i]
            # A chance of 0 leaves its state at 0, or lists it twice: the second time it is cleared already.
            if row[place] != 0.0:
                room.columns[filled] = place
                room.entries[filled] = row[place]
                row[place] = 0.0
                filled += 1
        room.begins[state + 1] = filled


@rule
def apply_chain(room: Scratch, patience: float, values: Vector, result: Vector) -> None:
    """Write values less what the chain makes of them next month.

    Parameters
    ----------
    room : Scratch
        Holds the chain as `follow` writes it.
    patience : float
        What next month is worth against now, in (0, 1).
    values : Vector
        Shape (n,).
    result : Vector
        Overwritten, shape (n,); must not share memory with `values`.
    """
    for state in range(len(values)):
        total = 0.0
        for entry in range(room.begins[state], room.begins[state + 1]):
            total += room.entries[entry] * values[room.columns[entry]]
        result[state] = values[state] - patience * total


@rule
def product(left: Vector, right: Vector) -> float:
    """Return the inner product of two vectors.

    Parameters
    ----------
    left, right : Vector
        Of equal length.

    Returns
    -------
    float
        Summed in the order of the entries.
    """
    total = 0.0
    for i in range(len(left)):
        total += left[i] * right[i]
    return total


@rule
def largest_size(values: Vector) -> float:
    """Return the largest absolute value; not a number where any is none.

    Parameters
    ----------
    values : Vector
        Of any unit, shape (n,).

    Returns
    -------
    float
        In the unit of the values; 0 for an empty vector.
    """
    found = 0.0
    for i in range(len(values)):
        size = abs(values[i])
        found = size if not size <= found else found
    return found


@rule
def follow_for_ever(room: Scratch, patience: float, values: Vector) -> bool:
    """Improve `values` (n,) until they are what the flow `room.flow` is worth along the chain, for ever.

    Returns whether the linear equations are solved; by the stabilised method of conjugate gradients.

    Parameters
    ----------
    room : Scratch
        Holds the chain and the flow, payoff units a month; its `vectors` are scratch.
    patience : float
        What next month is worth against now, in (0, 1).
    values : Vector
        Where the search begins; overwritten, payoff units.

    Returns
    -------
    bool
        True where the residual is at most 1e-11 of the largest flow (or of 1, if that is more).
    """
    rest, shadow, along = room.vectors[0], room.vectors[1], room.vectors[2]
    image, half, turned = room.vectors[3], room.vectors[4], room.vectors[5]
    apply_chain(room, patience, values, rest)
    for i in range(len(values)):
        rest[i] = room.flow[i] - rest[i]
        shadow[i] = rest[i]
        along[i] = rest[i]
    wanted = _LINEAR * max(1.0, largest_size(room.flow))
    before = product(shadow, rest)
    for _ in range(_MOST_STEPS):
        if largest_size(rest) <= wanted:
            return True
        apply_chain(room, patience, along, image)
        step = before / product(shadow, image)
        for i in range(len(values)):
            half[i] = rest[i] - step * image[i]
        apply_chain(room, patience, half, turned)
        size = product(turned, turned)
        stretch = product(turned, half) / size if size > 0.0 else 0.0
        for i in range(len(values)):
            values[i] += step * along[i] + stretch * half[i]
            rest[i] = half[i] - stretch * turned[i]
        after = product(shadow, rest)
        # The method breaks down where a divisor of the next round is 0, or no number.
        if not abs(after) > 0.0 or stretch == 0.0:
            return largest_size(rest) <= wanted
        turn = after / before * (step / stretch)
        for i in range(len(values)):
            along[i] = rest[i] + turn * (along[i] - stretch * image[i])
        before = after
    return False


def scratch_for(game: MarkovGame) -> Scratch:
    """Return room to work a game out in.

    Parameters
    ----------
    game : MarkovGame
        Only its shapes are read.

    Returns
    -------
    Scratch
        Arrays of zeros.
    """
    states, actions, answers = game.first.shape
    ways = (len(game.begins) - 1) // states
    entries = max(1, len(game.following))
    return Scratch(
        pairs=np.zeros((states, actions * answers)),
        replies=np.zeros((actions, answers)),
        own=np.zeros(answers),
        acting=np.zeros((2, actions)),
        weights=np.zeros(actions),
        row=np.zeros(2 * ways),
        touched=np.zeros(entries, np.int64),
        begins=np.zeros(states + 1, np.int64),
        columns=np.zeros(entries, np.int64),
        entries=np.zeros(entries),
        flow=np.zeros(states),
        vectors=np.zeros((_VECTORS, states)),
    )


def equilibrium(
    game: MarkovGame, first: NDArray[np.float64], second: NDArray[np.float64], room: Scratch | None = None
) -> MarkovEquilibrium:
    """Return an equilibrium of a game, from values (n,) that it is looked for from.

    What comes back after `MOST_SWEEPS` without one says so by its residual.

    Parameters
    ----------
    game : MarkovGame
        Payoffs, ways on and patience of both sides.
    first, second : array of float64
        Starting values of the states to either side, payoff units; not changed.
    room : Scratch, optional
        From `scratch_for`, to be used again for games of the same shape; made anew if left out.

    Returns
    -------
    MarkovEquilibrium
        Values in payoff units; it is an equilibrium where `residual` is below `CLOSE_ENOUGH`.
    """
    room = scratch_for(game) if room is None else room
    now, then = np.stack((first, second)), np.empty((2, len(first)))
    patience = (game.patience_first, game.patience_second)
    residual = float(respond(game, now[0], now[1], room, then[0], then[1]))
    sweeps, size = 1, 1.0
    while not residual < CLOSE_ENOUGH and sweeps < MOST_SWEEPS:
        follow(game, room)
        step = np.zeros_like(now)
        # Given the choices of both sides, values are linear in what a month pays: one system of equations
        # takes the differences of a sweep to the values of playing these choices for ever.
        for side in range(2):
            room.flow[:] = then[side] - now[side]
            follow_for_ever(room, patience[side], step[side])
        while True:
            tried = now + size * step
            found = float(respond(game, tried[0], tried[1], room, then[0], then[1]))
            sweeps += 1
            # Policy iteration settles for one side; no theorem says so for two. The smallest step is taken
            # even where it leads away, since the search would otherwise stay where it is.
            if found < residual or size <= _SMALLEST_STEP or sweeps >= MOST_SWEEPS:
                break
            size /= 2.0
        if not math.isfinite(found):
            break
        now, residual = tried, found
        size = min(1.0, 2.0 * size)
    return MarkovEquilibrium(now[0], now[1], residual, sweeps)
