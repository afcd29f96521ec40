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
    """Return the row of the package offered: the best of the stance, any where the stance leaves it open."""
    stance = int(state.kremlin_stance if side == KREMLIN else state.minsk_stance)
    if side != KREMLIN and stance in (COMPLY, SIGN_AND_STALL):
        return quantal.offer(workspace, count, p, uniform)
    return best_offer(side, stance, summit, workspace)


@rule
def reply(
    side: int, state: State, p: Parameters, workspace: Workspace, offered: int, uniform: float
) -> tuple[int, int]:
    """Return the answer to an offer and the row of a counter; Minsk's stances make none."""
    if side == KREMLIN:
        return quantal.reply(side, state, p, workspace, offered, uniform)
    taken = minsk_would_take(int(state.minsk_stance), int(workspace.packages.number[offered]))
    return (ACCEPT if taken else REJECT), -1


@rule
def answer(
    side: int, state: State, p: Parameters, workspace: Workspace, countered: int, uniform: float
) -> bool:
    """Return whether a counter is accepted."""
    if side == KREMLIN:
        return quantal.answer(side, state, p, workspace, countered, uniform)
    return minsk_would_take(int(state.minsk_stance), int(workspace.packages.number[countered]))


@rule
def choose(
    decision: int, side: int, state: State, p: Parameters, workspace: Workspace, count: int, uniform: float
) -> int:
    """Return the alternative taken in one of the smaller decisions: the stance's, or as the quantal mind."""
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
