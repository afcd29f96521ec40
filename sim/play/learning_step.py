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
    """Let each learning mind take its stance for the month.

    Equations: sim/MODEL.md, section "The learning mind".

    Parameters
    ----------
    state : State
        Regrets or attractions (6,) of both sides; the stances 0 to 5 are written.
    p : Parameters
        The rule of learning and its precision.
    setting : Setting
        Minds of both sides.
    draw_key : DrawKey
        Draws of the streams `LEARN_KREMLIN` and `LEARN_MINSK`.
    workspace : Workspace
        Receives the chance of each stance in `mix` (2, 6).

    Returns
    -------
    None
        `state.kremlin_stance` and `state.minsk_stance`; that of a side that does not learn is left as it is.
    """
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

    Equations: sim/MODEL.md, section "The learning mind".

    Parameters
    ----------
    state : State
        Stocks of the month's start, with this month's decisions.
    now : Month
        All decisions of the month.
    p : Parameters
        Parameters in force this month.
    ahead : Ahead
        What all action paths of the month share.
    setting : Setting
        Minds of both sides, and loans on the menu.
    workspace : Workspace
        Packages of the month are read; alternatives and `payoffs` (6,) are overwritten.

    Returns
    -------
    None
        Stances shown, propensities (6,) and experience are written to `state`.
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
    """Let the Kremlin, who took a stance, learn from what each would have brought (`workspace.payoffs`).

    Parameters
    ----------
    state : State
        What it learned so far.
    stance : int
        The stance it took, 0 to 5.
    p : Parameters
        The rule of learning and its memory.
    workspace : Workspace
        `payoffs` (6,) in payoff units, and the chances in `mix`.

    Returns
    -------
    None
        `state.kremlin_propensities` (6,) and `state.kremlin_experience` are updated.
    """
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
    """Let Minsk, who took a stance, learn from what each would have brought (`workspace.payoffs`).

    Parameters
    ----------
    state : State
        What it learned so far.
    stance : int
        The stance it took, 0 to 5.
    p : Parameters
        The rule of learning and its memory.
    workspace : Workspace
        `payoffs` (6,) in payoff units, and the chances in `mix`.

    Returns
    -------
    None
        `state.minsk_propensities` (6,) and `state.minsk_experience` are updated.
    """
    state.minsk_experience = learning.learn(
        state.minsk_propensities, workspace.mix[MINSK], workspace.payoffs, state.minsk_experience, stance, p
    )


@rule
def kremlin_stance_shown(state: State, now: Month) -> int:
    """Return the stance that fits most of what Minsk saw the Kremlin do this month, the first of equals.

    Parameters
    ----------
    state : State
        Whether Minsk saw a push this month.
    now : Month
        Offer, and what was due and paid.

    Returns
    -------
    int
        0 to 5, as in `sim.minds.stances`.
    """
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
    """Return the stance that fits most of what the Kremlin saw Minsk do this month, the first of equals.

    Parameters
    ----------
    state : State
        Referendum held and overture of this month.
    now : Month
        Offer, response, effort and whether a vote was due.

    Returns
    -------
    int
        0 to 5, as in `sim.minds.stances`.
    """
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
    """Write what each of a side's stances brings it against the other's into `workspace.payoffs` (6,).

    Equations: sim/MODEL.md, section "The learning mind".

    Parameters
    ----------
    side : int
        `KREMLIN` or `MINSK`: whose stances are compared.
    other : int
        The other side's stance, 0 to 5.
    kremlin_offers : bool
        Whether the Kremlin proposes; otherwise Minsk does.
    summit : bool
        Whether leaders meet, and not ministers.
    state : State
        Stocks of the month's start.
    p : Parameters
        Parameters in force this month.
    ahead : Ahead
        What all action paths of the month share.
    setting : Setting
        Loans on the menu, bn USD.
    workspace : Workspace
        Packages are read; alternatives, `pushes` and `settled` (6,) are overwritten.

    Returns
    -------
    None
        `workspace.payoffs` holds payoff units, one-off gains and costs included.
    """
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
    """Return whether an offer is taken: by Minsk's stance, or by a Kremlin if it gains something.

    Parameters
    ----------
    minsk : int
        Minsk's stance, 0 to 5; read only where the Kremlin offers.
    kremlin_offers : bool
        Whether the Kremlin proposes; otherwise Minsk does.
    state : State
        Last month's overture, which goes on after a refusal.
    workspace : Workspace
        Packages and action paths of refusing, valued.
    row : int
        Row of the offered package.

    Returns
    -------
    bool
    """
    if kremlin_offers:
        return minsk_would_take(minsk, int(workspace.packages.number[row]))
    return workspace.packages.kremlin_own[row] > own_reservation(KREMLIN, workspace, state.overture, 0.0)


@rule
def projection_of(
    minsk: int, state: State, p: Parameters, ahead: Ahead, workspace: Workspace, row: int, taken: bool
) -> Integration:
    """Return what the issues would come to if Minsk's stance goes on, signed as the pair has it.

    Parameters
    ----------
    minsk : int
        Minsk's stance, 0 to 5, which fixes its effort.
    state : State
        Issues implemented, (5,), and the date of the referendum.
    p : Parameters
        Weights of the issues.
    ahead : Ahead
        How far the projection reaches.
    workspace : Workspace
        Packages and demands of the month.
    row : int
        Row of the offered package.
    taken : bool
        Whether the offer is taken; if not, nothing new is signed.

    Returns
    -------
    Integration
        The issues at the end of the look-ahead.
    """
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

    Parameters
    ----------
    side : int
        `KREMLIN` or `MINSK`: in whose eyes.
    kremlin, minsk : int
        Stances, 0 to 5.
    state : State
        Minsk's trust in being paid.
    p : Parameters
        Friction of stalling and withholding, and the share withheld ahead.
    workspace : Workspace
        Packages and their action paths.
    row : int
        Row of the offered package.
    taken : bool
        Whether the offer is taken.
    waiting : float
        Backlog of what is signed, a share summed over issues.

    Returns
    -------
    ActionPath
        With a push where the Kremlin punishes.
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
    """Return what an agreement gains or costs a side at once, if it is public.

    Parameters
    ----------
    side : int
        `KREMLIN` or `MINSK`.
    state : State
        Reserves, and Minsk's type.
    p : Parameters
        Costs of publicity and of a loan.
    ahead : Ahead
        Whether Minsk is in arrears.
    setting : Setting
        Loans on the menu, bn USD.
    workspace : Workspace
        Packages and demands of the month.
    row : int
        Row of the package agreed on.

    Returns
    -------
    float
        Payoff units, negative for a loss.
    """
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

    Equations: sim/MODEL.md, section "The learning mind".

    Parameters
    ----------
    state : State
        State of the start.
    p : Parameters
        Parameters of the run; `learning_rounds` may be 0.
    setting : Setting
        Minds of both sides, and what the scenario allows.
    draw_key : DrawKey
        Draws of the stream `PRETRAIN`.
    workspace : Workspace
        Overwritten where a side learns and practises.

    Returns
    -------
    None
        Stances seen, propensities (6,) and experience are written to `state`.
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
    """Write the payoffs of all pairs of stances into `workspace.kremlin_game` and `.minsk_game` (6, 6).

    Parameters
    ----------
    state : State
        State of the start.
    p : Parameters
        Parameters of the run.
    setting : Setting
        Bundles and loans that the scenario allows.
    workspace : Workspace
        Overwritten; its `ahead` is worked out here.

    Returns
    -------
    None
        Both tables hold payoff units, the Kremlin's stance by row and Minsk's by column.
    """
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
    """Play and learn one round of practice: both take a stance, and each learns against the other's.

    Parameters
    ----------
    state : State
        What both sides learned so far.
    p : Parameters
        The rule of learning and its memory.
    draw_key : DrawKey
        Two draws of the stream `PRETRAIN`; its month is 0.
    workspace : Workspace
        The tables of `tabulate`; `mix` and `payoffs` are overwritten.
    round_ : int
        Number of the round, from 0, which names its draws.

    Returns
    -------
    None
        Propensities (6,), experience and stances seen are updated in `state`.
    """
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
