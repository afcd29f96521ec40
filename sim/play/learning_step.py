"""What a month teaches learning minds: the other's stance, and what each of one's own would have brought.

A pair of stances yields an offer by the month's proposer, an answer, payment and effort; what that is worth
is worked out as for any action path.

Decision D36 in sim/DECISIONS.md.
"""

from __future__ import annotations

from sim.minds import learning
from sim.minds.kinds import LEARNING
from sim.minds.stances import (
    COMPLY,
    HOLD,
    PUNISH,
    SIGN_AND_STALL,
    STANCES,
    TURN_WEST,
    best_offer,
    effort_in,
    kremlin_would_offer,
    minsk_would_offer,
    minsk_would_take,
    offers_as_before,
)
from sim.minds.workspace import (
    KREMLIN,
    MINSK,
    REFUSED,
    TURNED_WEST,
    own_reservation,
    own_value,
    path_at,
)
from sim.play import menu
from sim.play.action_paths import (
    evaluate_for_kremlin,
    evaluate_for_minsk,
    push_on,
    pushing,
    vary,
    write_path,
)
from sim.play.bargaining import ACCEPTED
from sim.play.moves import backlog, effort_level, is_stall
from sim.rules import draws
from sim.rules.commitment import expected_payment
from sim.rules.compiled import rule
from sim.rules.issues import NO_DEMAND, bundle_of, loan_of
from sim.rules.payoffs import default_risk, loan_burden
from sim.rules.projection import ActionPath, Integration, look_ahead, project_crowds, project_integration
from sim.rules.shapes import Ahead, Month, Parameters, Setting, State, Workspace


@rule
def take_stances(
    state: State, p: Parameters, setting: Setting, draw_key: draws.DrawKey, workspace: Workspace
) -> None:
    """Let each learning mind take its stance for the month."""
    if setting.kremlin_mind == LEARNING:
        uniform = draws.draw(draw_key, draws.LEARN_KREMLIN, draws.FIRST)
        state.kremlin_stance = learning.take_stance(
            state.kremlin_propensities, workspace.mix[KREMLIN], p, uniform
        )
    if setting.minsk_mind == LEARNING:
        uniform = draws.draw(draw_key, draws.LEARN_MINSK, draws.FIRST)
        state.minsk_stance = learning.take_stance(state.minsk_propensities, workspace.mix[MINSK], p, uniform)


@rule
def learn_from_month(
    state: State, now: Month, p: Parameters, ahead: Ahead, setting: Setting, workspace: Workspace
) -> None:
    """Let each learning mind see which stance the other took, and what its own would have brought beside it.

    To be asked when all of the month is decided and nothing of it is carried out.
    """
    if LEARNING not in (setting.kremlin_mind, setting.minsk_mind):
        return
    state.kremlin_stance_seen = kremlin_stance_shown(state, now)
    state.minsk_stance_seen = minsk_stance_shown(state, now)
    kremlin_offers, summit = now.kremlin_proposes > 0.0, now.summit > 0.0
    if setting.kremlin_mind == LEARNING:
        other = int(state.minsk_stance_seen)
        evaluate_stances(KREMLIN, other, kremlin_offers, summit, state, p, ahead, setting, workspace)
        kremlin_learns(state, int(state.kremlin_stance), p, workspace)
    if setting.minsk_mind == LEARNING:
        other = int(state.kremlin_stance_seen)
        evaluate_stances(MINSK, other, kremlin_offers, summit, state, p, ahead, setting, workspace)
        minsk_learns(state, int(state.minsk_stance), p, workspace)


@rule
def kremlin_learns(state: State, stance: int, p: Parameters, workspace: Workspace) -> None:
    """Let the Kremlin, who took a stance, learn from what each would have brought (`workspace.payoffs`)."""
    state.kremlin_experience = learning.learn(
        state.kremlin_propensities,
        workspace.mix[KREMLIN],
        workspace.payoffs,
        state.kremlin_experience,
        stance,
        p,
    )


@rule
def minsk_learns(state: State, stance: int, p: Parameters, workspace: Workspace) -> None:
    """Let Minsk, who took a stance, learn from what each would have brought (`workspace.payoffs`)."""
    state.minsk_experience = learning.learn(
        state.minsk_propensities, workspace.mix[MINSK], workspace.payoffs, state.minsk_experience, stance, p
    )


@rule
def kremlin_stance_shown(state: State, now: Month) -> int:
    """Return the stance that fits most of what Minsk saw the Kremlin do this month, the first of equals."""
    best, most = HOLD, -1
    for stance in range(STANCES):
        fits = 0
        if now.kremlin_proposes > 0.0 and kremlin_would_offer(stance, int(now.offer), now.summit > 0.0):
            fits += 1
        if now.due > 0.0 and (now.paid > 0.0) == (stance != PUNISH):
            fits += 1
        if (state.push_seen > 0.0) == (stance == PUNISH):
            fits += 1
        if fits > most:
            best, most = stance, fits
    return best


@rule
def minsk_stance_shown(state: State, now: Month) -> int:
    """Return the stance that fits most of what the Kremlin saw Minsk do this month, the first of equals."""
    best, most = SIGN_AND_STALL, -1
    for stance in range(STANCES):
        fits = 0
        if now.kremlin_proposes > 0.0:
            took = minsk_would_take(stance, int(now.offer))
            if took == (now.response == ACCEPTED):
                fits += 1
        elif minsk_would_offer(stance, int(now.offer)):
            fits += 1
        if now.effort == effort_level(effort_in(stance)):
            fits += 1
        if now.vote_due > 0.0 and (state.referendum_held > 0.0) == (stance == COMPLY):
            fits += 1
        if now.accepted == 0.0 and (state.overture > 0.0) == (stance == TURN_WEST):
            fits += 1
        if fits > most:
            best, most = stance, fits
    return best


@rule
def evaluate_stances(
    side: int,
    other: int,
    kremlin_offers: bool,
    summit: bool,
    state: State,
    p: Parameters,
    ahead: Ahead,
    setting: Setting,
    workspace: Workspace,
) -> None:
    """Write what each of a side's stances brings it against the other's into `workspace.payoffs` (6,)."""
    waiting = backlog(state)
    proposer = KREMLIN if kremlin_offers else MINSK
    row = 0
    for own in range(STANCES):
        kremlin, minsk = (own, other) if side == KREMLIN else (other, own)
        if own == 0 or (side == proposer and not offers_as_before(side, own)):
            row = best_offer(proposer, own if side == proposer else other, summit, workspace)
        taken = taken_by(minsk, kremlin_offers, state, workspace, row)
        workspace.settled[own] = row if taken else -1.0
        projection = projection_of(minsk, state, p, ahead, workspace, row, taken)
        path = path_of(side, kremlin, minsk, state, p, workspace, row, taken, waiting)
        write_path(workspace.options, own, path, projection, 0.0, own)
        workspace.pushes[own] = push_on(state, p, ahead, projection, path)
        workspace.payoffs[own] = (
            -workspace.packages.pressing[row] if side == KREMLIN and kremlin_offers else 0.0
        )
    project_crowds(workspace.pushes, workspace.options.mobilisation, STANCES, state, p, ahead)
    if side == KREMLIN:
        evaluate_for_kremlin(state, p, ahead, workspace.options, STANCES, False)
    else:
        evaluate_for_minsk(state, p, ahead, workspace.options, STANCES)
    sensitivity = p.sovereignty_sensitivity_by_type[int(state.minsk_type)]
    for own in range(STANCES):
        value = own_value(side, workspace.options, own, sensitivity)
        workspace.payoffs[own] += value - p.push_cost if side == KREMLIN and own == PUNISH else value
        if workspace.settled[own] >= 0.0:
            workspace.payoffs[own] += gained_once(
                side, state, p, ahead, setting, workspace, int(workspace.settled[own])
            )


@rule
def taken_by(minsk: int, kremlin_offers: bool, state: State, workspace: Workspace, row: int) -> bool:
    """Return whether an offer is taken: by Minsk's stance, or by a Kremlin if it gains something."""
    if kremlin_offers:
        return minsk_would_take(minsk, int(workspace.packages.number[row]))
    return workspace.packages.kremlin_own[row] > own_reservation(KREMLIN, workspace, state.overture, 0.0)


@rule
def projection_of(
    minsk: int, state: State, p: Parameters, ahead: Ahead, workspace: Workspace, row: int, taken: bool
) -> Integration:
    """Return what the issues would come to if Minsk's stance goes on, signed as the pair has it."""
    demand = workspace.demands[bundle_of(int(workspace.packages.number[row])) if taken else NO_DEMAND]
    effort = effort_level(effort_in(minsk))
    return project_integration(
        state.implemented, demand.signed, effort, menu.reform_frozen(state, p), ahead, p
    )


@rule
def path_of(
    side: int,
    kremlin: int,
    minsk: int,
    state: State,
    p: Parameters,
    workspace: Workspace,
    row: int,
    taken: bool,
    waiting: float,
) -> ActionPath:
    """Return the action path that a pair of stances comes to, in a side's eyes.

    Minsk expects to be paid by its effort, the Kremlin knows what it pays.
    """
    refused = TURNED_WEST if minsk == TURN_WEST else REFUSED
    path = path_at(workspace.paths, int(workspace.packages.path[row]) if taken else refused)
    effort = effort_level(effort_in(minsk))
    friction = p.confrontation_stall if is_stall(effort, waiting, p) else 0.0
    share = 1.0
    if side == MINSK:
        share = expected_payment(effort, state.trust_if_delivers, state.trust_if_stalls)
    if kremlin == PUNISH:
        share *= p.withheld_ahead
        friction += p.confrontation_withheld
    now = 0.0 if kremlin == PUNISH else path.subsidy_now
    varied = vary(path, now, share * path.subsidy_ahead, share * path.tranches_ahead, friction)
    return pushing(varied, 1.0 if kremlin == PUNISH else 0.0)


@rule
def gained_once(
    side: int, state: State, p: Parameters, ahead: Ahead, setting: Setting, workspace: Workspace, row: int
) -> float:
    """Return what an agreement gains or costs a side at once, if it is public."""
    number = int(workspace.packages.number[row])
    demand = workspace.demands[bundle_of(number)]
    if side == KREMLIN:
        risk = default_risk(state.reserves, ahead.in_arrears, p)
        return demand.publicity - loan_burden(setting.loans[loan_of(number)], risk, p)
    sensitivity = p.sovereignty_sensitivity_by_type[int(state.minsk_type)]
    return -sensitivity * p.audience_cost * demand.sacrifice


@rule
def train(
    state: State, p: Parameters, setting: Setting, draw_key: draws.DrawKey, workspace: Workspace
) -> None:
    """Let learning minds practise before month 1: rounds of both sides' stances at the state of the start.

    The Kremlin offers, at a summit; what each pair of stances brings does not change. `draw_key` names month
    0.
    """
    state.kremlin_stance_seen, state.minsk_stance_seen = HOLD, SIGN_AND_STALL
    state.kremlin_experience = state.minsk_experience = 1.0
    if LEARNING not in (setting.kremlin_mind, setting.minsk_mind):
        return
    if p.learning_rounds > 0.0:
        tabulate(state, p, setting, workspace)
    for round_ in range(int(p.learning_rounds)):
        practise(state, p, draw_key, workspace, round_)


@rule
def tabulate(state: State, p: Parameters, setting: Setting, workspace: Workspace) -> None:
    """Write the payoffs of all pairs of stances into `workspace.kremlin_game` and `.minsk_game` (6, 6)."""
    ahead = workspace.ahead
    look_ahead(ahead, state, p)
    count = menu.list_packages(state, p, setting, True, workspace)
    menu.value_menu(state, p, ahead, setting, True, workspace, count)
    menu.evaluate_offers(KREMLIN, state, p, workspace, count)
    for other in range(STANCES):
        evaluate_stances(KREMLIN, other, True, True, state, p, ahead, setting, workspace)
        for own in range(STANCES):
            workspace.kremlin_game[own, other] = workspace.payoffs[own]
        evaluate_stances(MINSK, other, True, True, state, p, ahead, setting, workspace)
        for own in range(STANCES):
            workspace.minsk_game[other, own] = workspace.payoffs[own]


@rule
def practise(state: State, p: Parameters, draw_key: draws.DrawKey, workspace: Workspace, round_: int) -> None:
    """Play and learn one round of practice: both take a stance, and each learns against the other's."""
    first = draws.draw(draw_key, draws.PRETRAIN, draws.as_word(2 * round_))
    second = draws.draw(draw_key, draws.PRETRAIN, draws.as_word(2 * round_ + 1))
    kremlin = learning.take_stance(state.kremlin_propensities, workspace.mix[KREMLIN], p, first)
    minsk = learning.take_stance(state.minsk_propensities, workspace.mix[MINSK], p, second)
    for own in range(STANCES):
        workspace.payoffs[own] = workspace.kremlin_game[own, minsk]
    kremlin_learns(state, kremlin, p, workspace)
    for own in range(STANCES):
        workspace.payoffs[own] = workspace.minsk_game[kremlin, own]
    minsk_learns(state, minsk, p, workspace)
    state.kremlin_stance_seen, state.minsk_stance_seen = float(kremlin), float(minsk)
