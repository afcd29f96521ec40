"""What the month's moves set going: what was signed is worked off, society, the West and beliefs move.

All at once: every right-hand side uses the stocks of the month's start.
"""

from __future__ import annotations

from sim.play.opening import calendar_month
from sim.rules import (
    beliefs,
    commitment,
    diplomacy,
    draws,
    economy,
    endings,
    energy,
    measures,
    russia,
    society,
    west,
)
from sim.rules.compiled import rule
from sim.rules.issues import CONSTITUTION, FUEL, ISSUES, SECURITY
from sim.rules.numerics import clip, log, normal_quantile
from sim.rules.payoffs import IN_KIND, SUPPRESSION
from sim.rules.shapes import Month, Parameters, Setting, State

_DECEMBER = 12


@rule
def implement(state: State, now: Month, p: Parameters, fuel_effort: float) -> None:
    """Work off what was signed; the constitution waits for the referendum.

    Equations: sim/MODEL.md, section "Implementing, voting, stalling".

    Parameters
    ----------
    state : State
        Shares signed and implemented, (5,), and whether the referendum was held.
    now : Month
        Effort of the month, 0 to 1.
    p : Parameters
        Its `implementation_rate` is the share of the backlog that full effort works off in a month.
    fuel_effort : float
        Effort on the fuel issue, 0 to 1.

    Returns
    -------
    None
        `state.implemented` rises towards `state.signed`.
    """
    for j in range(ISSUES):
        if j == CONSTITUTION and state.referendum_held == 0.0:
            continue
        effort = fuel_effort if j == FUEL else now.effort
        state.implemented[j] = commitment.implemented_after(
            state.implemented[j], state.signed[j], effort, p.implementation_rate
        )


@rule
def leak(state: State, now: Month, p: Parameters, draw_key: draws.DrawKey) -> None:
    """Let secrets of earlier months come out, each on its own; what comes out angers.

    Equations: sim/MODEL.md, section "The meeting".

    Parameters
    ----------
    state : State
        Hidden shares, (5,), and the hidden loan, bn USD.
    now : Month
        What was hidden at the month's start.
    p : Parameters
        Its `leak` is the chance that a secret comes out in a month.
    draw_key : DrawKey
        Draws of the stream `LEAK`, a slot for each issue and one for the loan.

    Returns
    -------
    None
        `state.hidden` and `hidden_loan` fall; `now.leaks_now` (leaks) and `now.leak_anger` (grievance) grow.
    """
    for j in range(ISSUES):
        secret = now.hidden_before[j]
        if secret > 0.0 and draws.draw(draw_key, draws.LEAK, draws.as_word(j)) < p.leak:
            state.hidden[j] = max(0.0, state.hidden[j] - secret)
            now.leaks_now += 1.0
            now.leak_anger += diplomacy.leak_anger(p.provocation_by_issue[j], secret, p.leak_shock)
    secret = now.hidden_loan_before
    if secret > 0.0 and draws.draw(draw_key, draws.LEAK, draws.as_word(ISSUES)) < p.leak:
        state.hidden_loan = max(0.0, state.hidden_loan - secret)
        now.leaks_now += 1.0


@rule
def provocation(state: State, p: Parameters) -> float:
    """Return how much the public state of all issues provokes.

    Equations: sim/MODEL.md, section "Society".

    Parameters
    ----------
    state : State
        Shares signed, implemented and hidden, (5,) each.
    p : Parameters
        Provocation by issue; negative for an issue that soothes.

    Returns
    -------
    float
        Summed over issues; what is hidden does not count.
    """
    total = 0.0
    for j in range(ISSUES):
        signed = state.signed[j] - state.hidden[j]
        total += society.provocation_of(
            p.provocation_by_issue[j], signed, min(state.implemented[j], signed), p.text_provocation
        )
    return total


@rule
def move_society(state: State, now: Month, p: Parameters, draw_key: draws.DrawKey) -> None:
    """Move activity, society, the West, relations and beliefs, all from the stocks of the month's start.

    Parameters
    ----------
    state : State
        Stocks of the month's start; replaced by those of its end.
    now : Month
        The decided month, and its flows of money.
    p : Parameters
        Parameters in force this month.
    draw_key : DrawKey
        Draws of the streams `PROTEST` and `WEST`.

    Returns
    -------
    None
        `now.protest_change`, a share, is written too.
    """
    activity_gap = next_activity(state, now, p)
    grievance = next_grievance(state, now, p)
    mobilisation = next_mobilisation(state, p, draw_key)
    strength = next_strength(state, now, p)
    isolation = next_isolation(state, p, draw_key)
    now.protest_change = mobilisation - state.mobilisation
    state.colour_revolution_belief = russia.belief_after(
        state.colour_revolution_belief,
        state.russia_west_tension,
        now.protest_change,
        isolation - state.isolation,
        p,
    )
    move_relations(state, now, p)
    move_epidemic(state, p, int(draw_key.month))
    state.activity_gap = activity_gap
    state.grievance = grievance
    state.strength = strength
    state.mobilisation_before = state.mobilisation
    state.mobilisation = mobilisation
    state.isolation = isolation


@rule
def next_activity(state: State, now: Month, p: Parameters) -> float:
    """Return the output gap at the end of the month.

    Equations: sim/MODEL.md, section "Economy and accounts".

    Parameters
    ----------
    state : State
        Stocks of the month's start.
    now : Month
        Subsidy and Western trade (bn USD a month); reserves and arrears before the month's accounts (bn USD).
    p : Parameters
        Effects on activity, and its speed.

    Returns
    -------
    float
        Share of output, negative below the ordinary level.
    """
    target = economy.activity_target(
        support=now.subsidy_paid + now.overture_trade,
        oil_log_ratio=state.log_brent - log(p.oil_reference),
        covid_load=state.covid_load,
        isolation=state.isolation,
        mobilisation=state.mobilisation,
        in_arrears=1.0 if now.arrears_before > 0.0 else 0.0,
        reserves=now.reserves_before,
        p=p,
    )
    return society.approach(state.activity_gap, target, p.activity_speed)


@rule
def next_grievance(state: State, now: Month, p: Parameters) -> float:
    """Return grievance at the end of the month; what leaked angers, what is hidden does not.

    Equations: sim/MODEL.md, section "Society".

    Parameters
    ----------
    state : State
        Stocks of the month's start, and this month's repression and issues.
    now : Month
        Anger at leaks.
    p : Parameters
        Effects on grievance, and its speed.

    Returns
    -------
    float
        0 to 1.
    """
    target = society.grievance_target(
        activity_gap=state.activity_gap,
        provocation=provocation(state, p),
        repression=state.repression,
        mobilisation=state.mobilisation,
        covid_load=state.covid_load,
        leak_shock=now.leak_anger,
        p=p,
    )
    return clip(society.approach(state.grievance, target, p.grievance_speed))


@rule
def next_mobilisation(state: State, p: Parameters, draw_key: draws.DrawKey) -> float:
    """Return mobilisation at the end of the month, with its shock.

    Equations: sim/MODEL.md, section "Society".

    Parameters
    ----------
    state : State
        Stocks of the month's start, and this month's repression and help.
    p : Parameters
        Effects on protest, thresholds and noise.
    draw_key : DrawKey
        One draw of the stream `PROTEST`.

    Returns
    -------
    float
        0 to 1.
    """
    suppressed = p.suppression_deterrence if state.help == SUPPRESSION else 0.0
    push = society.protest_push(state.grievance, state.repression + suppressed, state.backing, p)
    push += p.protest_noise * draws.draw_normal(draw_key, draws.PROTEST)
    return clip(
        society.mobilisation_after(
            state.mobilisation, push, p.threshold_mean, p.threshold_spread, p.protest_speed
        )
    )


@rule
def next_isolation(state: State, p: Parameters, draw_key: draws.DrawKey) -> float:
    """Return Western isolation at the end of the month, with its shock; the West sees what is public.

    Equations: sim/MODEL.md, section "The West".

    Parameters
    ----------
    state : State
        Stocks of the month's start, and this month's issues and conduct.
    p : Parameters
        Effects on isolation, its speed and noise.
    draw_key : DrawKey
        One draw of the stream `WEST`.

    Returns
    -------
    float
        0 (open) to 1 (wholly shut).
    """
    security = min(state.implemented[SECURITY], state.signed[SECURITY] - state.hidden[SECURITY])
    fuel = min(state.implemented[FUEL], state.signed[FUEL] - state.hidden[FUEL])
    target = west.isolation_target(
        repression=state.repression,
        mobilisation=state.mobilisation,
        overture=state.overture,
        security=security,
        fuel=fuel,
        rhetoric=state.rhetoric,
        p=p,
    )
    shock = p.isolation_noise * draws.draw_normal(draw_key, draws.WEST)
    return clip(society.approach(state.isolation, target, p.isolation_speed) + shock)


@rule
def next_strength(state: State, now: Month, p: Parameters) -> float:
    """Return regime strength at the end of the month.

    Equations: sim/MODEL.md, section "Society".

    Parameters
    ----------
    state : State
        Stocks of the month's start, and this month's help and repression.
    now : Month
        Subsidy paid, bn USD a month.
    p : Parameters
        Effects on strength, and its speed.

    Returns
    -------
    float
        0 to 1.
    """
    target = society.strength_target(
        subsidy=now.subsidy_paid,
        backing=state.backing,
        activity_gap=state.activity_gap,
        mobilisation=state.mobilisation,
        reform=state.implemented[CONSTITUTION],
        repression=state.repression,
        suppression=1.0 if state.help == SUPPRESSION else 0.0,
        p=p,
    )
    return clip(society.approach(state.strength, target, p.strength_speed))


@rule
def move_relations(state: State, now: Month, p: Parameters) -> None:
    """Move friction, backing, image, loud words and the tension that help in suppression adds.

    Equations: sim/MODEL.md, section "Relations: backing, confrontation, rhetoric".

    Parameters
    ----------
    state : State
        Stocks of the month's start, and this month's help and rhetoric.
    now : Month
        Friction of both sides and the backing of a summit, shares.
    p : Parameters
        Decay, speed and effects.

    Returns
    -------
    None
        Confrontation, backing, `pro_russian_share`, `rhetoric_stock` and `russia_west_tension` are moved, 0
        to 1.
    """
    suppressed = 1.0 if state.help == SUPPRESSION else 0.0
    view = russia.image_target(state.backing, state.mobilisation, suppressed, state.rhetoric, p)
    friction = now.friction_kremlin + now.friction_minsk
    state.confrontation = diplomacy.confrontation_after(state.confrontation, friction, p.confrontation_decay)
    gain = now.backing_gain + (p.in_kind_backing if state.help == IN_KIND else 0.0)
    state.backing = diplomacy.backing_after(state.backing, gain, p.backing_decay)
    state.pro_russian_share = clip(society.approach(state.pro_russian_share, view, p.image_speed))
    state.rhetoric_stock = diplomacy.rhetoric_stock_after(
        state.rhetoric_stock, state.rhetoric, p.rhetoric_wear
    )
    state.russia_west_tension = clip(state.russia_west_tension + p.suppression_tension * suppressed)


@rule
def move_epidemic(state: State, p: Parameters, month: int) -> None:
    """Move the epidemic, and the capacity to vaccinate once the know-how was given.

    Equations: sim/MODEL.md, section "Society".

    Parameters
    ----------
    state : State
        `covid_load` and `vaccine_capacity`, 0 to 1, and whether know-how was given.
    p : Parameters
        Decay and speed; `vaccine_start` is a month of the run.
    month : int
        Month of the run, from 1.

    Returns
    -------
    None
        Load and capacity are those of the month's end.
    """
    state.covid_load = society.covid_after(
        state.covid_load, state.vaccine_capacity, p.covid_decay, p.covid_vaccine
    )
    if month >= p.vaccine_start and state.vaccine_shared > 0.0:
        state.vaccine_capacity = society.vaccine_after(state.vaccine_capacity, p.vaccine_speed)


@rule
def learn_types(state: State, now: Month, p: Parameters) -> None:
    """Let both sides learn from the month's evidence, and adjust what they expect of each other.

    Equations: sim/MODEL.md, sections "Beliefs about types" and "Implementing, voting, stalling".

    Parameters
    ----------
    state : State
        Beliefs (3,), trust in being paid and expected effort are updated.
    now : Month
        Evidence (3,), log likelihoods by type; effort, and whether what was due was paid.
    p : Parameters
        Mixing of beliefs, and memory of trust and effort.

    Returns
    -------
    None
        Beliefs stay probabilities that sum to 1; trust moves only where something was due.
    """
    beliefs.bayes(state.belief_about_minsk, now.evidence_minsk)
    beliefs.mix(state.belief_about_minsk, p.belief_mixing)
    beliefs.bayes(state.belief_about_kremlin, now.evidence_kremlin)
    beliefs.mix(state.belief_about_kremlin, p.belief_mixing)
    if now.due > 0.0:
        if state.effort >= p.effort_delivers:
            state.trust_if_delivers = commitment.blended(p.trust_memory, state.trust_if_delivers, now.paid)
        else:
            state.trust_if_stalls = commitment.blended(p.trust_memory, state.trust_if_stalls, now.paid)
    state.effort_expected = commitment.blended(p.effort_memory, state.effort_expected, now.effort)
    state.effort = now.effort
    state.stall_streak = state.stall_streak + 1.0 if now.stalled > 0.0 else 0.0


@rule
def observe(state: State, now: Month, p: Parameters, setting: Setting, draw_key: draws.DrawKey) -> None:
    """Count what an observer of the news would count this month.

    Equations: sim/MODEL.md, section "Observables".

    Parameters
    ----------
    state : State
        State of the month's end; prisoners, rounds of EU sanctions and the exercise are counted in it.
    now : Month
        Row of the month.
    p : Parameters
        Parameters of the observables.
    setting : Setting
        Calendar month of month 1.
    draw_key : DrawKey
        Two draws of the stream `MEASURE`.

    Returns
    -------
    None
        `now.turnout_shock` is standard normal, `gas_price_next_year` in USD per 1000 m3,
        `oil_compensation_in_force` 0 or 1.
    """
    now.turnout_shock = normal_quantile(draws.draw(draw_key, draws.MEASURE, draws.SECOND))
    state.political_prisoners = measures.prisoners_after(
        state.political_prisoners, state.repression, state.mobilisation, p
    )
    chance = measures.sanctions_chance(state.repression, now.protest_change, p)
    if draws.draw(draw_key, draws.MEASURE, draws.FIRST) < chance:
        state.eu_rounds += 1.0
    going_on = state.outcome == endings.MUDDLING_THROUGH
    if going_on and state.months_to_exercise == 0.0 and state.confrontation < p.exercise_confrontation:
        state.exercise_held = 1.0
    next_year = calendar_month(setting, int(draw_key.month)) == _DECEMBER
    now.gas_price_next_year = (
        energy.contract_price_for(state.subsidy_step, p) if next_year else state.gas_contract
    )
    now.oil_compensation_in_force = (
        1.0 if state.subsidy_step >= p.oil_compensation_step and now.subsidy_paid > 0.0 else 0.0
    )
