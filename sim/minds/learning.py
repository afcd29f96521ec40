"""The learning mind (R4): takes a stance for a month, and learns from what the others would have brought.

By regret matching or by experience-weighted attraction (`learning_rule`); what a stance leaves open is
decided as the quantal mind would. Sources: Hart and Mas-Colell 2000; Camerer and Ho 1999.
"""

from __future__ import annotations

from sim.minds import quantal
from sim.minds.choice import logit_pick, pick
from sim.minds.kinds import EFFORT, OVERTURE, PAY, PUSH, REFERENDUM
from sim.minds.quantal import ACCEPT, REJECT
from sim.minds.stances import (
    COMPLY,
    PUNISH,
    SIGN_AND_STALL,
    STANCES,
    TURN_WEST,
    best_offer,
    effort_in,
    minsk_would_take,
)
from sim.minds.workspace import KREMLIN
from sim.rules.compiled import rule
from sim.rules.shapes import Parameters, State, Vector, Workspace
from sim.theory import ewa, regret_matching

REGRETS = 0.0  # the value of `learning_rule` that stands for regret matching

mix_of_regrets = rule(regret_matching.mix)
learn_regrets = rule(regret_matching.learn)
learn_attractions = rule(ewa.learn)


@rule
def take_stance(propensities: Vector, mix: Vector, p: Parameters, uniform: float) -> int:
    """Return the stance of a month; `propensities` (6,) are regrets or attractions.

    The chance of each stance is left in `mix` (6,); when learning by attraction, its logit weight.

    Parameters
    ----------
    propensities : Vector
        Regrets in payoff units, attractions in units of `learning_payoff_scale`.
    mix : Vector
        Overwritten.
    p : Parameters
        Parameters of the run.
    uniform : float
        Draw in (0, 1).

    Returns
    -------
    int
        Number of the stance, 0 to 5.
    """
    if p.learning_rule == REGRETS:
        mix_of_regrets(propensities, mix)
        return pick(mix, STANCES, 1.0, uniform)
    for stance in range(STANCES):
        mix[stance] = propensities[stance]
    return logit_pick(mix, STANCES, p.learning_precision, uniform)


@rule
def learn(
    propensities: Vector, mix: Vector, payoffs: Vector, experience: float, stance: int, p: Parameters
) -> float:
    """Learn from what each stance would have brought, `payoffs` (6,); return the weight of experience.

    `mix` (6,) is what `take_stance` left of the month's choice.

    Parameters
    ----------
    propensities : Vector
        Regrets or attractions, shape (6,), updated in place.
    mix : Vector
        Not changed.
    payoffs : Vector
        In payoff units; when learning by attraction they are divided by `learning_payoff_scale` in place.
    experience : float
        Weight of what was learned before; returned as it is when matching regrets.
    stance : int
        Number of the stance taken, 0 to 5.
    p : Parameters
        Parameters of the run.

    Returns
    -------
    float
        Pure number.

    Notes
    -----
    Equations: sim/MODEL.md, section "The learning mind".
    """
    if p.learning_rule == REGRETS:
        learn_regrets(propensities, mix, payoffs, p.learning_regret_memory)
        return experience
    for other in range(STANCES):
        payoffs[other] /= p.learning_payoff_scale
    return learn_attractions(
        propensities,
        experience,
        payoffs,
        stance,
        p.learning_memory,
        p.learning_imagination,
        p.learning_cumulation,
    )


@rule
def offer(
    side: int, state: State, summit: bool, p: Parameters, workspace: Workspace, count: int, uniform: float
) -> int:
    """Return the row of the package offered: the best of the stance, any where the stance leaves it open.

    Parameters
    ----------
    side : int
        `KREMLIN` or `MINSK`.
    state : State
        Stocks at the start of the month; its `kremlin_stance` and `minsk_stance` are those of the month.
    summit : bool
        Whether the leaders meet; ministers cannot sign the large demands.
    p : Parameters
        Parameters of the run.
    workspace : Workspace
        Packages and alternatives of the month with their values.
    count : int
        Number of admissible packages, the first rows of `workspace.packages`.
    uniform : float
        Draw in (0, 1).

    Returns
    -------
    int
        Row in `workspace.packages`.
    """
    stance = int(state.kremlin_stance if side == KREMLIN else state.minsk_stance)
    if side != KREMLIN and stance in (COMPLY, SIGN_AND_STALL):
        return quantal.offer(workspace, count, p, uniform)
    return best_offer(side, stance, summit, workspace)


@rule
def reply(
    side: int, state: State, p: Parameters, workspace: Workspace, offered: int, uniform: float
) -> tuple[int, int]:
    """Return the answer to an offer and the row of a counter; Minsk's stances make none.

    Parameters
    ----------
    side : int
        The side that replies.
    state : State
        Stocks at the start of the month; its `kremlin_stance` and `minsk_stance` are those of the month.
    p : Parameters
        Parameters of the run.
    workspace : Workspace
        Packages and alternatives of the month with their values.
    offered : int
        Row of the offer in `workspace.packages`.
    uniform : float
        Draw in (0, 1).

    Returns
    -------
    reply : int
        `ACCEPT`, `REJECT` or, from the Kremlin only, `COUNTER`.
    countered : int
        Row of the best counter, -1 where there is none.
    """
    if side == KREMLIN:
        return quantal.reply(side, state, p, workspace, offered, uniform)
    taken = minsk_would_take(int(state.minsk_stance), int(workspace.packages.number[offered]))
    return (ACCEPT if taken else REJECT), -1


@rule
def answer(
    side: int, state: State, p: Parameters, workspace: Workspace, countered: int, uniform: float
) -> bool:
    """Return whether a counter is accepted.

    Parameters
    ----------
    side : int
        The side that proposed.
    state : State
        Stocks at the start of the month; its `kremlin_stance` and `minsk_stance` are those of the month.
    p : Parameters
        Parameters of the run.
    workspace : Workspace
        Packages and alternatives of the month with their values.
    countered : int
        Row of the counter in `workspace.packages`.
    uniform : float
        Draw in (0, 1).

    Returns
    -------
    bool
        True where it is accepted.
    """
    if side == KREMLIN:
        return quantal.answer(side, state, p, workspace, countered, uniform)
    return minsk_would_take(int(state.minsk_stance), int(workspace.packages.number[countered]))


@rule
def choose(
    decision: int, side: int, state: State, p: Parameters, workspace: Workspace, count: int, uniform: float
) -> int:
    """Return the alternative taken in one of the smaller decisions: the stance's, or as the quantal mind.

    Parameters
    ----------
    decision : int
        Code of the decision, a position in `kinds.DECISIONS`.
    side : int
        The side whose decision it is.
    state : State
        Stocks at the start of the month; its `kremlin_stance` and `minsk_stance` are those of the month.
    p : Parameters
        Parameters of the run.
    workspace : Workspace
        Packages and alternatives of the month with their values.
    count : int
        Number of alternatives.
    uniform : float
        Draw in (0, 1).

    Returns
    -------
    int
        Position of the alternative, 0 to `count` - 1.
    """
    if decision == PAY:
        return 0 if state.kremlin_stance == PUNISH else 1
    if decision == PUSH:
        return 1 if state.kremlin_stance == PUNISH else 0
    if decision == EFFORT:
        return effort_in(int(state.minsk_stance))
    if decision == REFERENDUM:
        return 1 if state.minsk_stance == COMPLY else 0
    if decision == OVERTURE and state.minsk_stance == TURN_WEST:
        return 1
    return quantal.choose(side, state, p, workspace, count, uniform)
