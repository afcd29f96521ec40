"""A meeting: who proposes, the exchange of an offer and at most one counter, and what is settled."""

from __future__ import annotations

import math

from sim.minds.quantal import ACCEPT, COUNTER, REJECT
from sim.minds.workspace import KREMLIN, MINSK, minsk_reservation, minsk_value, own_reservation
from sim.play import evidence, menu
from sim.play.moves import fall_due
from sim.play.opening import Agenda
from sim.rules import draws
from sim.rules.compiled import rule
from sim.rules.diplomacy import secrecy_chance, summit_chance
from sim.rules.issues import ISSUES, ROAD_MAPS, STATUS_QUO, bundle_of, loan_of, subsidy_change_of
from sim.rules.payoffs import default_risk, loan_burden, surplus
from sim.rules.shapes import Ahead, Month, Parameters, Setting, State, Vector, Workspace

# Replies to offers and counter-offers, as the month's row holds them: the codes of the labels `reply`.
ACCEPTED, REJECTED, COUNTERED, NO_REPLY = ACCEPT, REJECT, COUNTER, 3
NO_COUNTER = -1.0
_KREMLIN_TURN = 0.5


@rule
def call_meeting(state: State, now: Month, p: Parameters, agenda: Agenda, draw_key: draws.DrawKey) -> None:
    """Decide whether leaders or ministers meet this month, and who proposes.

    Equations: sim/MODEL.md, section "The meeting".

    Parameters
    ----------
    state : State
        Backing and confrontation; `leader_meetings` grows by 1 at a summit.
    now : Month
        Row of the month.
    p : Parameters
        Parameters of the chance of a summit.
    agenda : Agenda
        Its `summits` (horizon + 1,) are the announced ones.
    draw_key : DrawKey
        Draws of the stream `SUMMIT`.

    Returns
    -------
    None
        `now.summit` and `now.kremlin_proposes` are set to 0 or 1.
    """
    month = int(draw_key.month)
    announced = agenda.summits[month] > 0
    met = announced or draws.draw(draw_key, draws.SUMMIT, draws.FIRST) < summit_chance(
        state.backing, state.confrontation, p
    )
    kremlin_turn = month % 2 == 1
    if met:
        kremlin_turn = draws.draw(draw_key, draws.SUMMIT, draws.SECOND) < _KREMLIN_TURN
        state.leader_meetings += 1.0
    now.summit = 1.0 if met else 0.0
    now.kremlin_proposes = 1.0 if kremlin_turn else 0.0


@rule
def convene(
    state: State,
    now: Month,
    p: Parameters,
    ahead: Ahead,
    setting: Setting,
    agenda: Agenda,
    draw_key: draws.DrawKey,
    workspace: Workspace,
) -> int:
    """Call the month's meeting and put its packages in the workspace; return how many are admissible.

    Parameters
    ----------
    state : State
        Stocks of the month's start.
    now : Month
        Row of the month; track, proposer and `admissible` are written.
    p : Parameters
        Parameters in force this month.
    ahead : Ahead
        What all action paths of the month share.
    setting : Setting
        Bundles and loans that the scenario allows.
    agenda : Agenda
        Announced summits.
    draw_key : DrawKey
        Draws of the stream `SUMMIT`.
    workspace : Workspace
        Demands, packages and action paths are overwritten.

    Returns
    -------
    int
        Number of admissible packages: the first rows of `workspace.packages`.
    """
    call_meeting(state, now, p, agenda, draw_key)
    return lay_out(state, now, p, ahead, setting, workspace)


@rule
def lay_out(
    state: State, now: Month, p: Parameters, ahead: Ahead, setting: Setting, workspace: Workspace
) -> int:
    """Put the month's packages and their values in the workspace; return how many are admissible.

    Parameters
    ----------
    state : State
        Stocks of the month's start.
    now : Month
        Track and proposer are read; counter, answer and package are reset.
    p : Parameters
        Parameters in force this month.
    ahead : Ahead
        What all action paths of the month share.
    setting : Setting
        Bundles and loans that the scenario allows.
    workspace : Workspace
        Demands, packages and action paths are overwritten.

    Returns
    -------
    int
        Number of admissible packages: the first rows of `workspace.packages`.
    """
    summit = now.summit > 0.0
    count = menu.list_packages(state, p, setting, summit, workspace)
    menu.value_menu(state, p, ahead, setting, summit, workspace, count)
    menu.evaluate_offers(KREMLIN if now.kremlin_proposes > 0.0 else MINSK, state, p, workspace, count)
    now.counter = NO_COUNTER
    now.answer = NO_REPLY
    now.package = STATUS_QUO
    now.admissible = count
    return count


@rule
def make_offer(state: State, now: Month, p: Parameters, workspace: Workspace, row: int) -> None:
    """Put an offer on the table: the Kremlin pays for pressing, and Minsk learns from its demand.

    Parameters
    ----------
    state : State
        Last month's overture, which a refusal by the Kremlin leaves as it is.
    now : Month
        Its `kremlin_proposes` says who offers.
    p : Parameters
        Precision with which an observer infers types.
    workspace : Workspace
        Packages with what each promises the proposer.
    row : int
        Row of the offered package.

    Returns
    -------
    None
        `now.offer` is set to the package number. `now.pressure` is the size of the Kremlin's demand (share of
        the largest) and NaN where Minsk offers; `now.pressing` what the demand costs the Kremlin, payoff
        units.
    """
    now.offer = workspace.packages.number[row]
    now.pressure = math.nan
    if now.kremlin_proposes > 0.0:
        now.pressure = workspace.packages.share[row]
        now.pressing = workspace.packages.pressing[row]
        evidence.kremlin_offered(state, now, p, workspace, row)


@rule
def take_reply(
    state: State, now: Month, p: Parameters, workspace: Workspace, offered: int, reply: int, countered: int
) -> None:
    """Note the answer to an offer and what it tells the proposer.

    Parameters
    ----------
    state : State
        Last month's overture, which a refusal by the Kremlin leaves as it is.
    now : Month
        Its `kremlin_proposes` says who offered.
    p : Parameters
        Precision with which an observer infers types.
    workspace : Workspace
        Valued packages.
    offered : int
        Row of the offered package.
    reply : int
        `ACCEPTED`, `REJECTED` or `COUNTERED`.
    countered : int
        Row of the counter-offer; read only after `COUNTERED`.

    Returns
    -------
    None
        `now.response`, the evidence about the responder's type and, after a counter, `now.counter` (package
        number) are written.
    """
    now.response = reply
    if now.kremlin_proposes > 0.0:
        evidence.minsk_answered(now, p, workspace, offered, reply == ACCEPTED)
    else:
        evidence.kremlin_answered(state, now, p, workspace, offered, reply == ACCEPTED)
    if reply == COUNTERED:
        now.counter = workspace.packages.number[countered]


@rule
def take_answer(
    state: State, now: Month, p: Parameters, workspace: Workspace, countered: int, accepted: bool
) -> None:
    """Note the proposer's answer to a counter and what it tells the responder.

    Parameters
    ----------
    state : State
        Last month's overture, which a refusal by the Kremlin leaves as it is.
    now : Month
        Its `kremlin_proposes` says who answers the counter.
    p : Parameters
        Precision with which an observer infers types.
    workspace : Workspace
        Valued packages.
    countered : int
        Row of the counter-offer.
    accepted : bool
        Whether the proposer accepts the counter.

    Returns
    -------
    None
        `now.answer` and the evidence about the proposer's type are written.
    """
    now.answer = ACCEPTED if accepted else REJECTED
    if now.kremlin_proposes > 0.0:
        evidence.kremlin_answered(state, now, p, workspace, countered, accepted)
    else:
        evidence.minsk_answered(now, p, workspace, countered, accepted)


@rule
def conclude(
    state: State,
    now: Month,
    p: Parameters,
    setting: Setting,
    draw_key: draws.DrawKey,
    workspace: Workspace,
    count: int,
    offered: int,
    countered: int,
) -> None:
    """Bring the exchange to its end, settled or refused, and note what falls due after it.

    Equations: sim/MODEL.md, section "The meeting".

    Parameters
    ----------
    state : State
        An agreement changes signatures, subsidy step and loans at once.
    now : Month
        Response and answer are read; settlement, friction and what is due are written.
    p : Parameters
        Parameters in force this month.
    setting : Setting
        Loans on the menu, bn USD.
    draw_key : DrawKey
        Draws of the stream `HIDE`; its month decides whether a tranche is due.
    workspace : Workspace
        Valued packages.
    count : int
        Number of admissible packages.
    offered : int
        Row of the offer.
    countered : int
        Row of the counter-offer, -1 without one.

    Returns
    -------
    None
        What is settled, refused and due is written to `state` and `now`.
    """
    settled = -1
    if now.response == ACCEPTED:
        settled = offered
    elif now.answer == ACCEPTED:
        settled = countered
    note_distance(state, now, p, workspace, count, settled)
    if settled >= 0:
        settle(state, now, p, setting, draw_key, workspace, settled)
    else:
        resent(now, p, workspace, offered, countered)
    write_text(state, now, p)
    fall_due(state, now, p, int(draw_key.month))


@rule
def resent(now: Month, p: Parameters, workspace: Workspace, offered: int, countered: int) -> None:
    """Let a refusal leave friction behind: Minsk's the more, the larger the demand it refused.

    Parameters
    ----------
    now : Month
        Response, answer and proposer.
    p : Parameters
        Friction of a refusal by either side, share a month.
    workspace : Workspace
        Size of the demands by package.
    offered : int
        Row of the offer.
    countered : int
        Row of the counter-offer; read only where one was made.

    Returns
    -------
    None
        `now.friction_minsk` or `now.friction_kremlin` grows, a share.
    """
    minsk_refused = (now.response == COUNTERED) != (now.kremlin_proposes > 0.0)
    refused = countered if now.response == COUNTERED else offered
    if minsk_refused:
        now.friction_minsk += p.confrontation_refusal * workspace.packages.share[refused]
    else:
        now.friction_kremlin += p.confrontation_refusal_kremlin


@rule
def note_distance(
    state: State, now: Month, p: Parameters, workspace: Workspace, count: int, settled: int
) -> None:
    """Note each side's surplus, and how far the settlement lies from two solutions of the bargain.

    The disagreement point is each side's value of refusing; values are those of the true types. A
    distance is 1 minus what the settlement reaches of the best package: of the Nash product, and of
    the smaller share of either side's ideal gain (Kalai and Smorodinsky). Both are 1 where nothing
    is settled, and missing where no package gains both sides anything.
    Sources: Nash 1950; Kalai and Smorodinsky 1975.

    Parameters
    ----------
    state : State
        True type of Minsk, and last month's overture.
    now : Month
        Row of the month; the measures are written here.
    p : Parameters
        Sensitivity to sovereignty by type.
    workspace : Workspace
        Valued packages, and the action paths of refusing.
    count : int
        Number of admissible packages.
    settled : int
        Row of the settled package, -1 for none.

    Returns
    -------
    None
        `now.nash_distance` and `now.kalai_smorodinsky_distance` are written, 0 to 1 or NaN; where a package
        is settled also `now.minsk_surplus` and `now.kremlin_surplus`, payoff units.
    """
    sensitivity = p.sovereignty_sensitivity_by_type[int(state.minsk_type)]
    minsk_point = minsk_reservation(workspace, sensitivity)
    kremlin_point = own_reservation(KREMLIN, workspace, state.overture, sensitivity)
    ideal_kremlin = 0.0
    ideal_minsk = 0.0
    for row in range(count):
        minsk_gain = minsk_value(workspace.packages, row, sensitivity) - minsk_point
        kremlin_gain = workspace.packages.kremlin_own[row] - kremlin_point
        if minsk_gain >= 0.0 and kremlin_gain >= 0.0:
            ideal_kremlin = max(ideal_kremlin, kremlin_gain)
            ideal_minsk = max(ideal_minsk, minsk_gain)
    best_product = 0.0
    best_share = 0.0
    for row in range(count):
        minsk_gain = surplus(minsk_value(workspace.packages, row, sensitivity), minsk_point)
        kremlin_gain = surplus(workspace.packages.kremlin_own[row], kremlin_point)
        best_product = max(best_product, minsk_gain * kremlin_gain)
        best_share = max(best_share, smaller_share(minsk_gain, ideal_minsk, kremlin_gain, ideal_kremlin))
    product = 0.0
    share = 0.0
    if settled >= 0:
        now.minsk_surplus = minsk_value(workspace.packages, settled, sensitivity) - minsk_point
        now.kremlin_surplus = workspace.packages.kremlin_own[settled] - kremlin_point
        minsk_gain = surplus(now.minsk_surplus, 0.0)
        kremlin_gain = surplus(now.kremlin_surplus, 0.0)
        product = minsk_gain * kremlin_gain
        share = smaller_share(minsk_gain, ideal_minsk, kremlin_gain, ideal_kremlin)
    now.nash_distance = 1.0 - product / best_product if best_product > 0.0 else math.nan
    now.kalai_smorodinsky_distance = 1.0 - share / best_share if best_share > 0.0 else math.nan


@rule
def smaller_share(gain: float, ideal: float, other_gain: float, other_ideal: float) -> float:
    """Return the smaller of the shares that two sides reach of their ideal gains, 0 without any.

    Parameters
    ----------
    gain, ideal : float
        What one side gains over its disagreement point, and the most it gains in any package that harms
        neither side; payoff units, not negative.
    other_gain, other_ideal : float
        The same of the other side.

    Returns
    -------
    float
        0 to 1.
    """
    if ideal <= 0.0 or other_ideal <= 0.0:
        return 0.0
    return min(gain / ideal, other_gain / other_ideal)


@rule
def settle(
    state: State,
    now: Month,
    p: Parameters,
    setting: Setting,
    draw_key: draws.DrawKey,
    workspace: Workspace,
    row: int,
) -> None:
    """Carry out an agreement: subsidy step, loan, text and signatures, in public or in secret.

    Equations: sim/MODEL.md, section "The meeting".

    Parameters
    ----------
    state : State
        Subsidy step, loans, text, signatures and secrets are changed.
    now : Month
        Row of the month.
    p : Parameters
        Costs of publicity and of a loan, and the chance of secrecy.
    setting : Setting
        Loans on the menu, bn USD.
    draw_key : DrawKey
        Draws of the stream `HIDE`.
    workspace : Workspace
        Packages and demands of the month.
    row : int
        Row of the settled package.

    Returns
    -------
    None
        `now.accepted`, `package`, `hidden_now`, `new_loan` (bn USD) and `demand_agreed` (share of the largest
        demand) are written; one-off gains are added to `now.oneoff_kremlin` and `now.oneoff_minsk`, payoff
        units.
    """
    number = int(workspace.packages.number[row])
    bundle, loan = bundle_of(number), setting.loans[loan_of(number)]
    demand = workspace.demands[bundle]
    sensitivity = p.sovereignty_sensitivity_by_type[int(state.minsk_type)]
    public_cost = sensitivity * p.audience_cost * demand.sacrifice
    hidden = False
    if bundle > 0 or loan > 0.0:
        hidden = draws.draw(draw_key, draws.HIDE, draws.FIRST) < secrecy_chance(public_cost, p)
    now.accepted = 1.0
    now.package = number
    now.hidden_now = 1.0 if hidden else 0.0
    now.new_loan = loan
    now.demand_agreed = workspace.demands[bundle].share
    if now.summit > 0.0:
        now.backing_gain += p.backing_summit
    state.subsidy_step += subsidy_change_of(number)
    state.loan_committed += loan
    state.loans_promised += loan
    sign(state, demand.agreed, demand.signed, hidden)
    risk = default_risk(state.reserves, 1.0 if state.arrears > 0.0 else 0.0, p)
    now.oneoff_kremlin -= loan_burden(loan, risk, p)
    if hidden:
        state.hidden_loan += loan
    else:
        now.oneoff_kremlin += demand.publicity
        now.oneoff_minsk -= public_cost


@rule
def sign(state: State, agreed: Vector, signed: Vector, hidden: bool) -> None:
    """Put the agreed text and the signatures on the books; a hidden deal adds to the hidden share.

    Parameters
    ----------
    state : State
        Text, signatures and secrets so far, shares (5,); none of them falls.
    agreed, signed : (5,) float64
        Shares of each issue in text and under signature after the agreement.
    hidden : bool
        Whether the agreement is secret.

    Returns
    -------
    None
        `state.agreed` and `state.signed` rise to the shares given, `state.hidden` by what is signed in
        secret.
    """
    for j in range(ISSUES):
        increment = signed[j] - state.signed[j]
        if hidden:
            state.hidden[j] = min(signed[j], state.hidden[j] + increment)
        state.agreed[j] = max(state.agreed[j], agreed[j])
        state.signed[j] = max(state.signed[j], signed[j])


@rule
def write_text(state: State, now: Month, p: Parameters) -> None:
    """Let ministers bring the text of the road maps a little further.

    Equations: sim/MODEL.md, section "The meeting".

    Parameters
    ----------
    state : State
        Share of the road maps agreed in text.
    now : Month
        Its `summit` is 0 in a month of ministers; at a summit nothing happens.
    p : Parameters
        Its `roadmap_text_rate` is a share a month.

    Returns
    -------
    None
        `state.agreed` of the road maps rises, to 1 at most.
    """
    if now.summit == 0.0:
        state.agreed[ROAD_MAPS] = min(1.0, state.agreed[ROAD_MAPS] + p.roadmap_text_rate)
