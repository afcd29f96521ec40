"""Reputational bargaining: each side may be a type that never gives in, and waits to be taken for one.

A war of attrition between two flexible players, each of whom hides behind an obstinate type with a fixed
demand. To concede is to grant what the other demands.

Sources: Abreu and Gul 2000 (one obstinate type a side).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Player(NamedTuple):
    """`impatience` > 0, rate of discount; `demand` in (0, 1) and prior `obstinacy` in (0, 1) of its type."""

    impatience: float
    demand: float
    obstinacy: float


class Attrition(NamedTuple):
    """The equilibrium; pairs are of player 1 and player 2.

    `hazards`: rates of concession once the game is on. `exhaustion`: when each, conceding at its rate
    alone, would be known as obstinate. `end`: when both are. `at_once`: the chance, over both types, that
    a player concedes at the start. `payoffs` of the flexible types. `never`: the chance of no agreement;
    `immediate`: of one at the start.
    """

    hazards: tuple[float, float]
    exhaustion: tuple[float, float]
    end: float
    at_once: tuple[float, float]
    payoffs: tuple[float, float]
    never: float
    immediate: float


def equilibrium(first: Player, second: Player) -> Attrition:
    """Return the equilibrium: the side that would be known later makes up for it by conceding at once.

    Parameters
    ----------
    first, second : Player
        The two sides.

    Returns
    -------
    Attrition
        Rates, times, chances and payoffs.

    Raises
    ------
    ValueError
        The two demands can both be met: there is nothing to hold out for.
    """
    conflict = first.demand + second.demand - 1.0
    if conflict <= 0.0:
        raise ValueError("the two demands must exceed the pie of 1 together")
    hazards = (
        second.impatience * (1.0 - first.demand) / conflict,
        first.impatience * (1.0 - second.demand) / conflict,
    )
    exhaustion = -math.log(first.obstinacy) / hazards[0], -math.log(second.obstinacy) / hazards[1]
    end = min(exhaustion)
    at_once = (
        0.0 if exhaustion[0] == end else 1.0 - first.obstinacy * math.exp(hazards[0] * end),
        0.0 if exhaustion[1] == end else 1.0 - second.obstinacy * math.exp(hazards[1] * end),
    )
    payoffs = (
        at_once[1] * first.demand + (1.0 - at_once[1]) * (1.0 - second.demand),
        at_once[0] * second.demand + (1.0 - at_once[0]) * (1.0 - first.demand),
    )
    immediate = at_once[0] + at_once[1] - at_once[0] * at_once[1]
    never = first.obstinacy * second.obstinacy
    return Attrition(hazards, exhaustion, end, at_once, payoffs, never, immediate)


def concession_times(
    obstinacy: float,
    at_once: float,
    hazard: float,
    type_draws: NDArray[np.float64],
    time_draws: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return when a player concedes: 0 at once, infinity if it is of the obstinate type.

    Parameters
    ----------
    obstinacy, at_once, hazard : float
        Of one player, as in `Player` and `Attrition`.
    type_draws, time_draws : array of float64
        (n,) uniforms in (0, 1): the first decide the type, the second the time.

    Returns
    -------
    (n,) float64
        Times of concession, in the unit in which impatience is a rate.
    """
    conceded_by_then = time_draws * (1.0 - obstinacy)  # over both types
    waiting = np.maximum(conceded_by_then, at_once)
    times = -np.log((1.0 - waiting) / (1.0 - at_once)) / hazard
    return np.where(type_draws < obstinacy, np.inf, times)
