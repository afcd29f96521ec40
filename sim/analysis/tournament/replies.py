"""The best of many replies to a mind, and what it would have gained: a lower bound of exploitability.

A side that knew the other's mind could answer it as well as the game allows; what that would bring it above
what its own mind brings is its exploitability (in the sense of how far it is from a best reply). The best
reply of all is out of reach in a game of so many states, so the best of a list stands in for it: every mind
there is, and every stance held from the first month to the last. The side knows its own type, so it may
answer with another reply for each type.

Two things make the figure a lower bound. The list does not hold every reply, and adding some could only raise
it. And the reply is chosen on one half of the runs and measured on the other (and the other way round), so
that no reply gains by chance alone. Another reply than the own mind is chosen where it is better
by more than its standard error; the gain of one that is no better after all may come out a little below 0,
where 0 is the better bound.

Decision D44 in sim/DECISIONS.md.

Sources: Lanctot et al. 2017 (exploitability by approximate best replies); Efron and Tibshirani 1993 (halves).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.stats.means import mean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from sim.stats.estimate import Estimate

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

HALVES = 2


@dataclass(frozen=True, slots=True)
class Exploited:
    """What the best reply of the list would have gained a side over its own mind.

    `replies` is the best for each type by all runs, by name; a type that never came up has its own mind.
    """

    gain: Estimate
    replies: tuple[str, ...]


def exploited(own: str, payoffs: Mapping[str, Vector], types: NDArray[np.int64], kinds: int) -> Exploited:
    """Find the best reply for each type, and what it gains.

    Parameters
    ----------
    own : str
        The reply that the side gave: its own mind.
    payoffs : mapping of str to (runs,) float64
        What each reply brings in each run, the own one among them; all share their random numbers.
    types : (runs,) int64
        The side's type in each run.
    kinds : int
        How many types there are.

    Returns
    -------
    Exploited
        The gain in payoff units, a mean over all runs with its interval.
    """
    names = list(payoffs)
    table = np.array([payoffs[name] for name in names])
    home = names.index(own)
    numbers = np.arange(len(types))
    gains = np.empty(len(types))
    for half in range(HALVES):
        measured = numbers % HALVES == half
        chosen = best_by_type(table, home, types, kinds, ~measured)
        gains[measured] = (table[chosen[types], numbers] - table[home])[measured]
    best = best_by_type(table, home, types, kinds, np.ones(len(types), np.bool_))
    return Exploited(mean(gains), tuple(names[row] for row in best))


def best_by_type(
    table: Matrix, home: int, types: NDArray[np.int64], kinds: int, counted: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Return the row of the best reply of each type by the runs that are counted, (kinds,).

    `table` (replies, runs) is what each brings. The own one, `home`, stands where another is not better by
    more than a standard error, or where a type came up less than twice.

    Parameters
    ----------
    table : (replies, runs) float64
        What each reply brings in each run, in payoff units.
    home : int
        Row of the reply that the side gave.
    types : (runs,) int64
        The side's type in each run, 0 to `kinds` - 1.
    kinds : int
        How many types there are.
    counted : (runs,) bool
        Runs by which replies are chosen.

    Returns
    -------
    (kinds,) int64
        A row of `table` for each type.
    """
    best = np.full(kinds, home)
    for kind in range(kinds):
        runs = counted & (types == kind)
        if runs.sum() > 1:
            row = int(np.argmax(table[:, runs].mean(axis=1)))
            better = table[row, runs] - table[home, runs]
            if better.mean() > better.std(ddof=1) / np.sqrt(len(better)):
                best[kind] = row
    return best
