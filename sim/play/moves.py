"""What each side does after the meeting: a chain of questions, each with its alternatives.

The Kremlin pays or withholds, pushes or not, helps; then Minsk implements, votes if the referendum
is due, represses, courts the West, speaks. `first_question` puts the first question in the workspace and
`proceed` carries out a choice and puts the next one there; both engines follow this chain.
"""

from __future__ import annotations

import math

from sim.minds.decide import needs_values
from sim.minds.kinds import EFFORT, HELP, OVERTURE, PAY, PUSH, REFERENDUM, REPRESS, RHETORIC
from sim.minds.workspace import KREMLIN, MINSK, integration_at, write_integration
from sim.play import evidence, menu
from sim.play.action_paths import (
    add_once,
    courting,
    evaluate_for_kremlin,
    evaluate_for_minsk,
    going_on,
    helping,
    project_signed,
    push_on,
    pushing,
    repressing,
    speaking,
    vary,
    write_path,
)
from sim.play.continuation import reform_waits, write_continuation_value
from sim.rules import draws
from sim.rules.commitment import effort_if_withheld, expected_payment, tranche_due
from sim.rules.compiled import rule
from sim.rules.diplomacy import friction_left
from sim.rules.issues import BUNDLES, CONSTITUTION, ISSUES
from sim.rules.payoffs import IN_KIND, default_risk
from sim.rules.projection import ActionPath, Integration, project_crowds
from sim.rules.shapes import Ahead, Month, Parameters, Setting, State, Workspace

EFFORT_LEVELS = 4  # 0, 1/3, 2/3, 1
REPRESSION_LEVELS = 5  # 0, 1/4, 1/2, 3/4, 1
HELP_LEVELS = 3
YES_OR_NO = 2
NO_QUESTION = -1
AS_DECIDED = BUNDLES + 1  # row of the projections, after those of refusing and of all demands


@rule
def effort_level(option: int) -> float:
    """Return the effort of an alternative.

    Parameters
    ----------
    option : int
        0 to 3.

    Returns
    -------
    float
        0, 1/3, 2/3 or 1.
    """
    return option / (EFFORT_LEVELS - 1)


@rule
def repression_level(option: int) -> float:
    """Return the repression of an alternative.

    Parameters
    ----------
    option : int
        0 to 4.

    Returns
    -------
    float
        0, 1/4, 1/2, 3/4 or 1.
    """
    return option / (REPRESSION_LEVELS - 1)


@rule
def backlog(state: State) -> float:
    """Return what is signed and could be implemented but is not, summed over issues.

    Parameters
    ----------
    state : State
        Shares signed and implemented, (5,).

    Returns
    -------
    float
        Between 0 and 5; constitutional reform counts only after the referendum.
    """
    total = 0.0
    for j in range(ISSUES):
        if j != CONSTITUTION or state.referendum_held > 0.0:
            total += state.signed[j] - state.implemented[j]
    return total


@rule
def is_stall(effort: float, waiting: float, p: Parameters) -> bool:
    """Return whether an effort counts as stalling: little done while much waits.

    Parameters
    ----------
    effort : float
        0 to 1.
    waiting : float
        Backlog, a share summed over issues.
    p : Parameters
        Both limits of a stall.

    Returns
    -------
    bool
    """
    return waiting > p.stall_backlog and effort <= p.stall_effort


@rule
def ask(now: Month, decision: int, alternatives: int) -> None:
    """Note which decision is in the workspace and how many alternatives it has.

    Parameters
    ----------
    now : Month
        Row of the month.
    decision : int
        Code of `sim.minds.kinds`, or `NO_QUESTION`.
    alternatives : int
        Number of rows of `workspace.options` to choose from.

    Returns
    -------
    None
        `now.asked` and `now.alternatives` are set.
    """
    now.asked = decision
    now.alternatives = alternatives


@rule
def look_on(state: State, now: Month, p: Parameters, ahead: Ahead, workspace: Workspace) -> None:
    """Note what the issues would come to as decided so far this month.

    Parameters
    ----------
    state : State
        Shares implemented and signed, (5,).
    now : Month
        Effort that is taken to go on.
    p : Parameters
        Weights of the issues.
    ahead : Ahead
        How far the projection reaches, and what all action paths share.
    workspace : Workspace
        Projections.

    Returns
    -------
    None
        Row `AS_DECIDED` of `workspace.projections` is written.
    """
    projection = project_signed(state, p, ahead, now.effort_ahead, menu.reform_frozen(state, p))
    write_integration(workspace.projections, AS_DECIDED, projection)


@rule
def write_value_as_decided(
    side: int, option: int, state: State, now: Month, p: Parameters, workspace: Workspace, path: ActionPath
) -> None:
    """Write what an alternative is worth to a side that is farsighted, all as decided so far this month.

    Parameters
    ----------
    side : int
        `KREMLIN` or `MINSK`.
    option : int
        Row of the alternative.
    state : State
        Stocks of the month's start, with the decisions made so far.
    now : Month
        Tranche paid and effort decided so far.
    p : Parameters
        Parameters in force this month.
    workspace : Workspace
        Look of one month and values of states.
    path : ActionPath
        The alternative's action path.

    Returns
    -------
    None
        `workspace.options.far[option]`, payoff units, is written where the side is farsighted.
    """
    write_continuation_value(
        side, option, state, p, workspace, path, now.tranche_paid, now.effort_ahead, reform_waits(state)
    )


@rule
def need(setting: Setting, workspace: Workspace) -> None:
    """Note whose alternatives somebody asks the worth of this month.

    Parameters
    ----------
    setting : Setting
        Minds of both sides.
    workspace : Workspace
        Its `noted` is 1 where a trace takes notes.

    Returns
    -------
    None
        `workspace.needed` (2,) is set to 0 or 1, the Kremlin first.
    """
    workspace.needed[KREMLIN] = 1.0 if workspace.noted > 0.0 or needs_values(setting.kremlin_mind) else 0.0
    workspace.needed[MINSK] = 1.0 if workspace.noted > 0.0 or needs_values(setting.minsk_mind) else 0.0


@rule
def first_question(state: State, now: Month, p: Parameters, ahead: Ahead, workspace: Workspace) -> None:
    """Put the month's first question in the workspace: paying, or pushing where nothing is due.

    Parameters
    ----------
    state : State
        Stocks of the month's start, after the settlement.
    now : Month
        What is due; `asked` names the question.
    p : Parameters
        Parameters in force this month.
    ahead : Ahead
        What all action paths of the month share.
    workspace : Workspace
        Alternatives, projections and crowds are overwritten.

    Returns
    -------
    None
        Where nothing is due `now.paid` is NaN.
    """
    if now.due > 0.0:
        evaluate_paying(state, now, p, ahead, workspace)
        return
    now.paid = math.nan
    look_on(state, now, p, ahead, workspace)
    project_help(
        state, p, ahead, 0, integration_at(workspace.projections, AS_DECIDED), going_on(state, now), workspace
    )
    project_crowds(workspace.pushes, workspace.crowds, YES_OR_NO + HELP_LEVELS, state, p, ahead)
    now.mobilisation_ahead = workspace.crowds[0]
    now.help_crowds = YES_OR_NO
    evaluate_pushing(state, now, p, ahead, workspace)


@rule
def proceed(
    state: State,
    now: Month,
    p: Parameters,
    ahead: Ahead,
    draw_key: draws.DrawKey,
    workspace: Workspace,
    choice: int,
) -> None:
    """Carry out the choice and put the next question in the workspace; after the last there is none.

    Parameters
    ----------
    state : State
        State with the decisions made so far.
    now : Month
        Its `asked` is the decision taken; the next one, or `NO_QUESTION`, replaces it.
    p : Parameters
        Parameters in force this month.
    ahead : Ahead
        What all action paths of the month share.
    draw_key : DrawKey
        Draws of the stream `PUSH_SEEN`.
    workspace : Workspace
        Alternatives of the decision, replaced by those of the next.
    choice : int
        Row of the chosen alternative, from 0.

    Returns
    -------
    None
        `state` and `now` hold what the choice changes.
    """
    decision = int(now.asked)
    if decision == PAY:
        pay(state, now, p, ahead, workspace, choice)
        evaluate_pushing(state, now, p, ahead, workspace)
    elif decision == PUSH:
        push(state, now, p, draw_key, workspace, choice)
        evaluate_help(state, now, p, ahead, workspace)
    elif decision == HELP:
        give_help(state, now, workspace, choice)
        evaluate_effort(state, now, p, ahead, workspace)
    elif decision == EFFORT:
        spend_effort(state, now, p, workspace, choice)
        if state.referendum_held == 0.0 and state.months_to_referendum == 0.0:
            evaluate_referendum(state, now, p, ahead, workspace)
        else:
            evaluate_repression(state, now, p, ahead, workspace)
    elif decision == REFERENDUM:
        vote(state, now, p, choice)
        look_on(state, now, p, ahead, workspace)
        evaluate_repression(state, now, p, ahead, workspace)
    elif decision == REPRESS:
        repress(state, now, workspace, choice)
        if now.accepted > 0.0:  # a settled package forbids courting the West
            state.overture = 0.0
            evaluate_rhetoric(state, now, p, ahead, workspace)
        else:
            evaluate_overture(state, now, p, ahead, workspace)
    elif decision == OVERTURE:
        court_west(state, now, p, choice)
        evaluate_rhetoric(state, now, p, ahead, workspace)
    else:
        speak(state, now, p, choice)
        ask(now, NO_QUESTION, 0)


# --- the Kremlin -------------------------------------------------------------------------------


@rule
def fall_due(state: State, now: Month, p: Parameters, month: int) -> None:
    """Note what is due this month: the agreed subsidy and, every few months, a tranche.

    Equations: sim/MODEL.md, section "Paying, pushing, helping".

    Parameters
    ----------
    state : State
        Agreed subsidy step, loans and expected effort.
    now : Month
        Row of the month.
    p : Parameters
        Size of a subsidy step, and tranches.
    month : int
        Month of the run, from 1; tranches fall due in multiples of `tranche_interval`.

    Returns
    -------
    None
        `now.subsidy_due` (bn USD a month), `now.tranche_due` (bn USD) and `now.due` (0 or 1) are set; money
        and effort ahead are set as if all were paid.
    """
    now.subsidy_due = p.subsidy_step_size * state.subsidy_step
    now.tranche_due = tranche_due(month, state.loan_committed, p)
    now.due = 1.0 if now.subsidy_due + now.tranche_due > 0.0 else 0.0
    now.subsidy_paid = now.subsidy_due
    now.subsidy_ahead = now.subsidy_due
    now.tranches_ahead = menu.tranches_ahead(state.loan_committed, p)
    now.effort_ahead = state.effort_expected


@rule
def evaluate_paying(state: State, now: Month, p: Parameters, ahead: Ahead, workspace: Workspace) -> None:
    """Lay out withholding (0) and paying (1).

    Equations: sim/MODEL.md, section "Looking ahead".

    Parameters
    ----------
    state : State
        Stocks of the month's start, after the settlement.
    now : Month
        What is due; `asked` and `alternatives` are set.
    p : Parameters
        Parameters in force this month.
    ahead : Ahead
        What all action paths of the month share.
    workspace : Workspace
        Projections, pushes and crowds are overwritten, for the help to come too.

    Returns
    -------
    None
        Two rows of `workspace.options` hold paths and the Kremlin's values, payoff units.
    """
    frozen = menu.reform_frozen(state, p)
    paid = going_on(state, now)
    withheld = vary(
        paid,
        0.0,
        p.withheld_ahead * now.subsidy_due,
        p.withheld_ahead * now.tranches_ahead,
        p.confrontation_withheld,
    )
    soured = project_signed(
        state, p, ahead, effort_if_withheld(state.effort_expected, state.effort, p), frozen
    )
    kept = project_signed(state, p, ahead, state.effort_expected, frozen)
    write_integration(workspace.projections, 0, soured)
    write_integration(workspace.projections, 1, kept)
    project_help(state, p, ahead, 0, soured, withheld, workspace)
    project_help(state, p, ahead, 1, kept, paid, workspace)
    project_crowds(workspace.pushes, workspace.crowds, YES_OR_NO * (1 + HELP_LEVELS), state, p, ahead)
    write_path(workspace.options, 0, withheld, soured, workspace.crowds[0], 0)
    write_path(workspace.options, 1, paid, kept, workspace.crowds[1], 1)
    evaluate_for_kremlin(state, p, ahead, workspace.options, YES_OR_NO, True)
    soured_effort = effort_if_withheld(state.effort_expected, state.effort, p)
    waits = reform_waits(state)
    write_continuation_value(KREMLIN, 0, state, p, workspace, withheld, 0.0, soured_effort, waits)
    write_continuation_value(
        KREMLIN, 1, state, p, workspace, paid, now.tranche_due, state.effort_expected, waits
    )
    add_once(workspace.options, 1, -tranche_risk(state, now, p, ahead))
    ask(now, PAY, YES_OR_NO)


@rule
def project_help(
    state: State,
    p: Parameters,
    ahead: Ahead,
    option: int,
    projection: Integration,
    path: ActionPath,
    workspace: Workspace,
) -> None:
    """Write what will move people on one way of paying, with last month's help and with each help to come.

    The processor works out the crowds of all of them in the time of one.

    Parameters
    ----------
    state : State
        Grievance, activity and protest of the month's start.
    p : Parameters
        Effects on grievance and on protest.
    ahead : Ahead
        How far the projection reaches, and what all action paths share.
    option : int
        Way of paying, 0 or 1, which decides the places in `pushes`.
    projection : Integration
        The issues as projected on this way.
    path : ActionPath
        Action path with last month's help.
    workspace : Workspace
        Its `pushes` are written.

    Returns
    -------
    None
        Place `option` holds last month's help, the three places from `YES_OR_NO + HELP_LEVELS * option` on
        each help to come.
    """
    workspace.pushes[option] = push_on(state, p, ahead, projection, path)
    for help in range(HELP_LEVELS):
        place = YES_OR_NO + HELP_LEVELS * option + help
        workspace.pushes[place] = push_on(state, p, ahead, projection, helping(path, float(help)))


@rule
def tranche_risk(state: State, now: Month, p: Parameters, ahead: Ahead) -> float:
    """Return what paying out this month's tranche costs the Kremlin in default risk.

    Parameters
    ----------
    state : State
        Reserves, bn USD.
    now : Month
        Tranche due, bn USD.
    p : Parameters
        Cost and risk of default.
    ahead : Ahead
        Whether Minsk is in arrears.

    Returns
    -------
    float
        Payoff units, not negative.
    """
    return p.default_cost * default_risk(state.reserves, ahead.in_arrears, p) * now.tranche_due


@rule
def pay(state: State, now: Month, p: Parameters, ahead: Ahead, workspace: Workspace, choice: int) -> None:
    """Pay what is due, or withhold all of it.

    Parameters
    ----------
    state : State
        Expected effort and effort of last month.
    now : Month
        Money, friction and effort of the month.
    p : Parameters
        Friction of withholding, and the share withheld ahead.
    ahead : Ahead
        Whether Minsk is in arrears.
    workspace : Workspace
        The two valued alternatives, and their projections.
    choice : int
        0 withhold, 1 pay.

    Returns
    -------
    None
        `now.paid`, money paid and ahead, and the evidence about the Kremlin's type are written.
    """
    evidence.kremlin_paid(now, p, workspace, choice == 1)
    now.mobilisation_ahead = workspace.crowds[choice]
    now.help_crowds = YES_OR_NO + HELP_LEVELS * choice
    write_integration(workspace.projections, AS_DECIDED, integration_at(workspace.projections, choice))
    if choice == 1:
        now.paid = 1.0
        now.tranche_paid = now.tranche_due
        now.oneoff_kremlin -= tranche_risk(state, now, p, ahead)
        return
    now.paid = 0.0
    now.withheld = 1.0
    now.subsidy_paid = 0.0
    now.subsidy_ahead = p.withheld_ahead * now.subsidy_due
    now.tranches_ahead = p.withheld_ahead * now.tranches_ahead
    now.effort_ahead = effort_if_withheld(state.effort_expected, state.effort, p)
    now.friction_kremlin += p.confrontation_withheld


@rule
def evaluate_pushing(state: State, now: Month, p: Parameters, ahead: Ahead, workspace: Workspace) -> None:
    """Lay out leaving the leader alone (0) and pushing for another (1).

    Parameters
    ----------
    state : State
        Stocks of the month's start.
    now : Month
        Money decided so far; `asked` and `alternatives` are set.
    p : Parameters
        Parameters in force this month.
    ahead : Ahead
        What all action paths of the month share.
    workspace : Workspace
        Alternatives are overwritten.

    Returns
    -------
    None
        Two rows of `workspace.options` hold paths and the Kremlin's values, payoff units.
    """
    path, integration = going_on(state, now), integration_at(workspace.projections, AS_DECIDED)
    for option in range(YES_OR_NO):
        pushed = pushing(path, float(option))
        write_path(workspace.options, option, pushed, integration, now.mobilisation_ahead, AS_DECIDED)
        write_value_as_decided(KREMLIN, option, state, now, p, workspace, pushed)
    evaluate_for_kremlin(state, p, ahead, workspace.options, YES_OR_NO, True)
    add_once(workspace.options, 1, -p.push_cost)
    ask(now, PUSH, YES_OR_NO)


@rule
def push(
    state: State, now: Month, p: Parameters, draw_key: draws.DrawKey, workspace: Workspace, choice: int
) -> None:
    """Push or not; Minsk notices a push only sometimes.

    Parameters
    ----------
    state : State
        Its `push` and `push_seen` are set to 0 or 1.
    now : Month
        Evidence about the Kremlin's type, and its one-off costs.
    p : Parameters
        Cost of a push, and the chance that it is seen.
    draw_key : DrawKey
        One draw of the stream `PUSH_SEEN`, only after a push.
    workspace : Workspace
        The two valued alternatives.
    choice : int
        0 leave the leader alone, 1 push.

    Returns
    -------
    None
        Besides `state`, `now.evidence_kremlin` (3,) and `now.oneoff_kremlin` change.
    """
    state.push = float(choice)
    seen = choice == 1 and draws.draw(draw_key, draws.PUSH_SEEN, draws.FIRST) < p.push_seen_probability
    state.push_seen = 1.0 if seen else 0.0
    evidence.push_noticed(now, p, workspace, seen)
    if choice == 1:
        now.oneoff_kremlin -= p.push_cost


@rule
def evaluate_help(state: State, now: Month, p: Parameters, ahead: Ahead, workspace: Workspace) -> None:
    """Lay out no help (0), help in kind (1) and help in suppressing protest (2).

    Parameters
    ----------
    state : State
        Stocks of the month's start, and whether the Kremlin pushes.
    now : Month
        Money decided so far; `asked` and `alternatives` are set.
    p : Parameters
        Parameters in force this month.
    ahead : Ahead
        What all action paths of the month share.
    workspace : Workspace
        Crowds worked out with the paying; alternatives are overwritten.

    Returns
    -------
    None
        Three rows of `workspace.options` hold paths; values, in payoff units, only where somebody asks for
        them.
    """
    path, integration = going_on(state, now), integration_at(workspace.projections, AS_DECIDED)
    for option in range(HELP_LEVELS):
        helped = helping(path, float(option))
        crowd = workspace.crowds[int(now.help_crowds) + option]
        write_path(workspace.options, option, helped, integration, crowd, AS_DECIDED)
        write_value_as_decided(KREMLIN, option, state, now, p, workspace, helped)
    if workspace.needed[KREMLIN] > 0.0:
        evaluate_for_kremlin(state, p, ahead, workspace.options, HELP_LEVELS, False)
    ask(now, HELP, HELP_LEVELS)


@rule
def give_help(state: State, now: Month, workspace: Workspace, choice: int) -> None:
    """Give the chosen help.

    Parameters
    ----------
    state : State
        Its `help` is set; help in kind sets `vaccine_shared` to 1 for good.
    now : Month
        Row of the month.
    workspace : Workspace
        Crowds worked out with the paying.
    choice : int
        0 none, 1 in kind, 2 in suppressing protest.

    Returns
    -------
    None
        `now.mobilisation_ahead` is projected mobilisation with this help, 0 to 1.
    """
    state.help = float(choice)
    now.mobilisation_ahead = workspace.crowds[int(now.help_crowds) + choice]
    if choice == IN_KIND:
        state.vaccine_shared = 1.0


# --- Minsk -------------------------------------------------------------------------------------


@rule
def evaluate_effort(state: State, now: Month, p: Parameters, ahead: Ahead, workspace: Workspace) -> None:
    """Lay out the four levels of effort; Minsk expects to be paid by what it delivers.

    Equations: sim/MODEL.md, section "Looking ahead".

    Parameters
    ----------
    state : State
        Issues, trust in being paid, and last month's rhetoric.
    now : Month
        What is due and paid; `asked` and `alternatives` are set.
    p : Parameters
        Parameters in force this month.
    ahead : Ahead
        What all action paths of the month share.
    workspace : Workspace
        Alternatives, projections, pushes and crowds are overwritten.

    Returns
    -------
    None
        Four rows of `workspace.options` hold paths and Minsk's values, payoff units.
    """
    path = going_on(state, now)
    waiting = backlog(state)
    frozen = menu.reform_frozen(state, p)
    relief = friction_left(state.rhetoric, p.c_common, state.rhetoric_stock, p.rhetoric_relief)
    tranches = menu.tranches_ahead(state.loan_committed - now.tranche_paid, p)
    for option in range(EFFORT_LEVELS):
        projection = project_signed(state, p, ahead, effort_level(option), frozen)
        write_integration(workspace.projections, option, projection)
        workspace.pushes[option] = push_on(state, p, ahead, projection, path)
    project_crowds(workspace.pushes, workspace.crowds, EFFORT_LEVELS, state, p, ahead)
    for option in range(EFFORT_LEVELS):
        effort = effort_level(option)
        friction = p.confrontation_stall * relief if is_stall(effort, waiting, p) else 0.0
        trust = expected_payment(effort, state.trust_if_delivers, state.trust_if_stalls)
        varied = vary(path, path.subsidy_now, trust * now.subsidy_due, trust * tranches, friction)
        projection = integration_at(workspace.projections, option)
        write_path(workspace.options, option, varied, projection, workspace.crowds[option], option)
        write_continuation_value(
            MINSK, option, state, p, workspace, varied, now.tranche_paid, effort, reform_waits(state)
        )
    evaluate_for_minsk(state, p, ahead, workspace.options, EFFORT_LEVELS)
    ask(now, EFFORT, EFFORT_LEVELS)


@rule
def spend_effort(state: State, now: Month, p: Parameters, workspace: Workspace, choice: int) -> None:
    """Implement with the chosen effort; the Kremlin sees it.

    Parameters
    ----------
    state : State
        Issues, and trust in being paid.
    now : Month
        Row of the month.
    p : Parameters
        Limits of a stall, and its friction.
    workspace : Workspace
        The valued levels of effort, and their projections.
    choice : int
        0 to 3 (effort 0, 1/3, 2/3, 1).

    Returns
    -------
    None
        `now.effort`, `backlog`, `stalled`, money ahead and the evidence about Minsk's type are written.
    """
    evidence.minsk_chose_effort(now, p, workspace, EFFORT_LEVELS, choice)
    effort = effort_level(choice)
    now.mobilisation_ahead = workspace.crowds[choice]
    write_integration(workspace.projections, AS_DECIDED, integration_at(workspace.projections, choice))
    now.effort = effort
    now.backlog = backlog(state)
    now.effort_ahead = effort
    trust = expected_payment(effort, state.trust_if_delivers, state.trust_if_stalls)
    now.subsidy_ahead = trust * now.subsidy_due
    now.tranches_ahead = trust * menu.tranches_ahead(state.loan_committed - now.tranche_paid, p)
    if is_stall(effort, now.backlog, p):
        now.stalled = 1.0
        now.friction_minsk += p.confrontation_stall


@rule
def evaluate_referendum(state: State, now: Month, p: Parameters, ahead: Ahead, workspace: Workspace) -> None:
    """Lay out postponing the referendum (0) and holding it (1).

    Parameters
    ----------
    state : State
        Issues and expected effort.
    now : Month
        Effort of the month; `vote_due` is set to 1.
    p : Parameters
        Friction of a postponed vote, and what all paths depend on.
    ahead : Ahead
        What all action paths of the month share.
    workspace : Workspace
        Alternatives, pushes and crowds are overwritten.

    Returns
    -------
    None
        Two rows of `workspace.options` hold paths and Minsk's values, payoff units, where somebody asks for
        them.
    """
    now.vote_due = 1.0
    path = going_on(state, now)
    effort = max(now.effort, state.effort_expected)
    later = vary(
        path,
        path.subsidy_now,
        path.subsidy_ahead,
        path.tranches_ahead,
        p.confrontation_postponed,
    )
    waiting = project_signed(state, p, ahead, effort, True)
    reformed = project_signed(state, p, ahead, effort, False)
    if workspace.needed[MINSK] > 0.0:
        workspace.pushes[0] = push_on(state, p, ahead, waiting, later)
        workspace.pushes[1] = push_on(state, p, ahead, reformed, path)
        project_crowds(workspace.pushes, workspace.crowds, YES_OR_NO, state, p, ahead)
        write_path(workspace.options, 0, later, waiting, workspace.crowds[0], 0)
        write_path(workspace.options, 1, path, reformed, workspace.crowds[1], 1)
        evaluate_for_minsk(state, p, ahead, workspace.options, YES_OR_NO)
    write_continuation_value(MINSK, 0, state, p, workspace, later, now.tranche_paid, effort, True)
    write_continuation_value(MINSK, 1, state, p, workspace, path, now.tranche_paid, effort, False)
    ask(now, REFERENDUM, YES_OR_NO)


@rule
def vote(state: State, now: Month, p: Parameters, choice: int) -> None:
    """Hold the referendum, or put it off once more.

    Parameters
    ----------
    state : State
        Either `referendum_held`, or a new date and one more delay are written.
    now : Month
        `vote_postponed` and friction made by Minsk.
    p : Parameters
        Its `postpone_months` until the new date.
    choice : int
        0 postpone, 1 hold.

    Returns
    -------
    None
        Issues move only in the step of implementation.
    """
    if choice == 1:
        state.referendum_held = 1.0
        return
    state.months_to_referendum = p.postpone_months
    state.postponed += 1.0
    now.vote_postponed = 1.0
    now.friction_minsk += p.confrontation_postponed


@rule
def evaluate_repression(state: State, now: Month, p: Parameters, ahead: Ahead, workspace: Workspace) -> None:
    """Lay out the five levels of repression.

    Parameters
    ----------
    state : State
        Stocks of the month's start, with the decisions made so far.
    now : Month
        Money and effort decided so far; `asked` and `alternatives` are set.
    p : Parameters
        Parameters in force this month.
    ahead : Ahead
        What all action paths of the month share.
    workspace : Workspace
        Alternatives, pushes and crowds are overwritten.

    Returns
    -------
    None
        Five rows of `workspace.options` hold paths and Minsk's values, payoff units, where somebody asks for
        them.
    """
    path, integration = going_on(state, now), integration_at(workspace.projections, AS_DECIDED)
    for option in range(REPRESSION_LEVELS):
        write_value_as_decided(
            MINSK, option, state, now, p, workspace, repressing(path, repression_level(option))
        )
    if workspace.needed[MINSK] > 0.0:
        for option in range(REPRESSION_LEVELS):
            repressed = repressing(path, repression_level(option))
            workspace.pushes[option] = push_on(state, p, ahead, integration, repressed)
        project_crowds(workspace.pushes, workspace.crowds, REPRESSION_LEVELS, state, p, ahead)
        for option in range(REPRESSION_LEVELS):
            repressed = repressing(path, repression_level(option))
            write_path(
                workspace.options, option, repressed, integration, workspace.crowds[option], AS_DECIDED
            )
        evaluate_for_minsk(state, p, ahead, workspace.options, REPRESSION_LEVELS)
    ask(now, REPRESS, REPRESSION_LEVELS)


@rule
def repress(state: State, now: Month, workspace: Workspace, choice: int) -> None:
    """Set the level of repression.

    Parameters
    ----------
    state : State
        Its `repression` is set, 0 to 1.
    now : Month
        Row of the month.
    workspace : Workspace
        Crowds by level of repression.
    choice : int
        0 to 4 (repression 0, 1/4, 1/2, 3/4, 1).

    Returns
    -------
    None
        `now.mobilisation_ahead` is projected mobilisation at this level, 0 to 1.
    """
    state.repression = repression_level(choice)
    now.mobilisation_ahead = workspace.crowds[choice]


@rule
def evaluate_overture(state: State, now: Month, p: Parameters, ahead: Ahead, workspace: Workspace) -> None:
    """Lay out staying away from the West (0) and courting it (1).

    Parameters
    ----------
    state : State
        Stocks of the month's start, with the decisions made so far.
    now : Month
        Money and effort decided so far; `asked` and `alternatives` are set.
    p : Parameters
        Parameters in force this month.
    ahead : Ahead
        What all action paths of the month share.
    workspace : Workspace
        Alternatives are overwritten.

    Returns
    -------
    None
        Two rows of `workspace.options` hold paths; values, in payoff units, only where somebody asks for
        them.
    """
    path, integration = going_on(state, now), integration_at(workspace.projections, AS_DECIDED)
    for option in range(YES_OR_NO):
        courted = courting(path, float(option), p.confrontation_overture * option)
        write_path(workspace.options, option, courted, integration, now.mobilisation_ahead, AS_DECIDED)
        write_value_as_decided(MINSK, option, state, now, p, workspace, courted)
    if workspace.needed[MINSK] > 0.0:
        evaluate_for_minsk(state, p, ahead, workspace.options, YES_OR_NO)
    ask(now, OVERTURE, YES_OR_NO)


@rule
def court_west(state: State, now: Month, p: Parameters, choice: int) -> None:
    """Court the West or not.

    Parameters
    ----------
    state : State
        Its `overture` is set to 0 or 1.
    now : Month
        Friction made by Minsk.
    p : Parameters
        Friction of an overture, a share a month.
    choice : int
        0 stay away, 1 court the West.

    Returns
    -------
    None
        `now.friction_minsk` grows by an overture.
    """
    state.overture = float(choice)
    if choice == 1:
        now.friction_minsk += p.confrontation_overture


@rule
def evaluate_rhetoric(state: State, now: Month, p: Parameters, ahead: Ahead, workspace: Workspace) -> None:
    """Lay out silence (0) and loud words about a common threat (1), which excuse this month's friction.

    Parameters
    ----------
    state : State
        Stock of loud words, and the decisions made so far.
    now : Month
        Friction made by Minsk this month; `asked` and `alternatives` are set.
    p : Parameters
        Parameters in force this month.
    ahead : Ahead
        What all action paths of the month share.
    workspace : Workspace
        Alternatives are overwritten.

    Returns
    -------
    None
        Two rows of `workspace.options` hold paths; values, in payoff units, only where somebody asks for
        them.
    """
    path, integration = going_on(state, now), integration_at(workspace.projections, AS_DECIDED)
    for option in range(YES_OR_NO):
        left = friction_left(float(option), p.c_common, state.rhetoric_stock, p.rhetoric_relief)
        spoken = speaking(path, float(option), now.friction_minsk * left)
        write_path(workspace.options, option, spoken, integration, now.mobilisation_ahead, AS_DECIDED)
        write_value_as_decided(MINSK, option, state, now, p, workspace, spoken)
    if workspace.needed[MINSK] > 0.0:
        evaluate_for_minsk(state, p, ahead, workspace.options, YES_OR_NO)
    ask(now, RHETORIC, YES_OR_NO)


@rule
def speak(state: State, now: Month, p: Parameters, choice: int) -> None:
    """Speak or stay silent; where Moscow believes in a common threat, words excuse Minsk's friction.

    Parameters
    ----------
    state : State
        The Kremlin's belief in a colour revolution; `rhetoric` is set to 0 or 1.
    now : Month
        Friction made by Minsk this month, which words reduce.
    p : Parameters
        How much friction words excuse at most, a share.
    choice : int
        0 silence, 1 loud words.

    Returns
    -------
    None
        `now.friction_minsk` is multiplied by the share that is not excused.
    """
    state.rhetoric = float(choice)
    now.friction_minsk *= friction_left(
        state.rhetoric, state.colour_revolution_belief, state.rhetoric_stock, p.rhetoric_relief
    )
