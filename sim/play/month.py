"""The order of a month, and the steps that both engines share.

The order is part of the model. The kernel plays these steps fused, the Mesa model one by one with
its agents deciding; a test holds the two equal to the last bit.
"""

from __future__ import annotations

import math

from sim.minds import aspiration
from sim.play import accounts, ending, opening, world
from sim.rules import draws, measures
from sim.rules.compiled import rule
from sim.rules.issues import CONSTITUTION, FUEL, ISSUES, ROAD_MAPS, SECURITY, SUPRANATIONAL
from sim.rules.numerics import exp
from sim.rules.shapes import Log, Month, Parameters, Setting, State, Vector

STEP_ORDER = (
    "deadlines, events, January resets, prices, Russia",
    "calendar: summit or ministerial",
    "bargaining: offer, answer, counter, settlement",
    "the Kremlin pays or withholds, pushes, helps",
    "Minsk implements, votes if due, represses, courts the West, speaks",
    "implementation",
    "leaks of what was hidden before",
    "accounts",
    "society, West, relations, belief in a colour revolution",
    "beliefs about types, expectations",
    "endings",
    "memory of the minds",
    "log",
)

_BN_TO_MN = 1000.0
_YEAR = 12


@rule
def begin(
    state: State,
    now: Month,
    stocks: Vector,
    parameters: Vector,
    ordinary: Vector,
    p: Parameters,
    setting: Setting,
    agenda: opening.Agenda,
    draw_key: draws.DrawKey,
) -> None:
    """Play step 1: deadlines, events, January, prices, Russia.

    Parameters
    ----------
    state : State
        State of the end of last month; deadlines, prices and Russian affairs move.
    now : Month
        Row of the month; what is hidden at its start is noted.
    stocks : (S,) float64
        Flat view of `state`, initial quantities first.
    parameters : (P,) float64
        Flat view of `p`, which events move.
    ordinary : (P,) float64
        Values of the parameters without events.
    p : Parameters
        Parameters, the same memory as `parameters`.
    setting : Setting
        Calendar month of month 1, and legal limits.
    agenda : Agenda
        Events of the scenario.
    draw_key : DrawKey
        Draws of the streams `SCENARIO`, `OIL`, `GAS`, `RUSSIA` and `TENSION`.

    Returns
    -------
    None
        `state`, `parameters` and `now` are changed.
    """
    opening.count_down(state)
    opening.strike_events(state, stocks, parameters, ordinary, setting, agenda, draw_key)
    opening.open_month(state, now, p, setting, draw_key)


@rule
def carry_out(state: State, now: Month, p: Parameters, draw_key: draws.DrawKey, fuel_effort: float) -> None:
    """Play steps 6 and 7: implementation, and the leaks of what was hidden before.

    Parameters
    ----------
    state : State
        Issues signed, implemented and hidden, (5,) each.
    now : Month
        Effort of the month; leaks are counted here.
    p : Parameters
        Speed of implementation, and chance of a leak.
    draw_key : DrawKey
        Draws of the stream `LEAK`.
    fuel_effort : float
        Effort on the fuel issue, 0 to 1; other issues take `now.effort`.

    Returns
    -------
    None
        `state.implemented`, `state.hidden` and `state.hidden_loan` are changed, and the leaks in `now`.
    """
    world.implement(state, now, p, fuel_effort)
    world.leak(state, now, p, draw_key)


@rule
def close(state: State, now: Month, p: Parameters, setting: Setting, draw_key: draws.DrawKey) -> None:
    """Play steps 8 to 12: flows and accounts, society, beliefs, endings, memory.

    Parameters
    ----------
    state : State
        Stocks of the month's start; replaced by those of its end.
    now : Month
        The decided month; flows and observables are written.
    p : Parameters
        Parameters in force this month.
    setting : Setting
        Calendar month of month 1.
    draw_key : DrawKey
        Draws of the streams `PROTEST`, `WEST`, `HAZARD` and `MEASURE`.

    Returns
    -------
    None
        `state.outcome` is other than 0 where the run ends here.
    """
    accounts.earn(state, now, p)
    accounts.keep_accounts(state, now, p)
    world.move_society(state, now, p, draw_key)
    world.learn_types(state, now, p)
    ending.end_or_go_on(state, p, draw_key)
    remember(state, now, p, int(draw_key.month))
    world.observe(state, now, p, setting, draw_key)


@rule
def remember(state: State, now: Month, p: Parameters, month: int) -> None:
    """Adjust the aspirations of both sides to the month's payoffs.

    Equations: sim/MODEL.md, section "The aspiration mind".

    Parameters
    ----------
    state : State
        Aspirations and last payoffs are written, payoff units a month.
    now : Month
        Payoffs of the month.
    p : Parameters
        Its `aspiration_memory` is the share kept a month.
    month : int
        Month of the run, from 1.

    Returns
    -------
    None
        `state.aspiration_kremlin`, `aspiration_minsk`, `last_payoff_kremlin` and `last_payoff_minsk` are set.
    """
    state.aspiration_kremlin = aspiration.payoff_aspired(
        state.aspiration_kremlin, now.payoff_kremlin_now, month, p
    )
    state.aspiration_minsk = aspiration.payoff_aspired(state.aspiration_minsk, now.payoff_minsk_now, month, p)
    state.last_payoff_kremlin = now.payoff_kremlin_now
    state.last_payoff_minsk = now.payoff_minsk_now


@rule
def freeze(now: Month, before: Month) -> None:
    """Begin the row of a month after the end: what was observed stays.

    Parameters
    ----------
    now : Month
        Empty row of the month.
    before : Month
        Row of the month before.

    Returns
    -------
    None
        `now.alive` is 0; four observables that `log_month` does not take from the state are copied.
    """
    now.alive = 0.0
    now.gas_price_next_year = before.gas_price_next_year
    now.oil_compensation_in_force = before.oil_compensation_in_force
    now.turnout_peak = before.turnout_peak
    now.gdp_growth_yoy = before.gdp_growth_yoy


@rule
def log_month(state: State, now: Month, log: Log, month: int, start_activity: float, p: Parameters) -> None:
    """Write the state and the observables at the end of a month into its row.

    `log` holds the rows of all months so far; `start_activity` is the output gap before month 1.

    Parameters
    ----------
    state : State
        State at the end of the month.
    now : Month
        Row of the month.
    log : Log
        Row `month - 1` is `now`.
    month : int
        Month of the run, from 1.
    start_activity : float
        Share of output.
    p : Parameters
        Parameters of the observables and weights of the issues.

    Returns
    -------
    None
        `now` is complete; turnout (people) and growth (per cent) are new only in a month that was played.
    """
    now.outcome = state.outcome
    if now.alive > 0.0:
        now.turnout_peak = measures.turnout(state.mobilisation, now.turnout_shock, p)
        year_ago = log[month - 1 - _YEAR].activity_gap if month > _YEAR else start_activity
        now.gdp_growth_yoy = measures.yearly_growth(state.activity_gap, year_ago, p.growth_trend)
    log_contracts(state, now, p)
    log_economy(state, now)
    log_society(state, now)
    log_relations(state, now)
    log_observables(state, now, p)


@rule
def leave_out(row: Vector, setting: Setting) -> None:
    """Write flows and decisions as missing in the row (fields,) of a month after the end.

    Parameters
    ----------
    row : (fields,) float64
        Flat view of the row.
    setting : Setting
        Positions of the measures that are missing after the end.

    Returns
    -------
    None
        NaN stands in these positions.
    """
    for place in setting.missing_after_end:
        row[place] = math.nan


@rule
def log_contracts(state: State, now: Month, p: Parameters) -> None:
    """Write what is agreed, signed, implemented and hidden.

    Parameters
    ----------
    state : State
        Shares of the issues, (5,) each, subsidy step and loans.
    now : Month
        Row of the month.
    p : Parameters
        Weights of the issues.

    Returns
    -------
    None
        Shares by issue, indices (weighted shares), `hidden_share` (summed over issues) and loans (bn USD) are
        written.
    """
    now.agreed_RM, now.agreed_CR = state.agreed[ROAD_MAPS], state.agreed[CONSTITUTION]
    now.agreed_FU, now.agreed_SE = state.agreed[FUEL], state.agreed[SECURITY]
    now.agreed_SU = state.agreed[SUPRANATIONAL]
    now.signed_RM, now.signed_CR = state.signed[ROAD_MAPS], state.signed[CONSTITUTION]
    now.signed_FU, now.signed_SE = state.signed[FUEL], state.signed[SECURITY]
    now.signed_SU = state.signed[SUPRANATIONAL]
    now.implemented_RM, now.implemented_CR = state.implemented[ROAD_MAPS], state.implemented[CONSTITUTION]
    now.implemented_FU, now.implemented_SE = state.implemented[FUEL], state.implemented[SECURITY]
    now.implemented_SU = state.implemented[SUPRANATIONAL]
    now.sovereignty_index = 1.0
    now.signed_index = 0.0
    now.implemented_index = 0.0
    now.hidden_share = 0.0
    for j in range(ISSUES):
        now.signed_index += p.kremlin_weight_by_issue[j] * state.signed[j]
        now.implemented_index += p.kremlin_weight_by_issue[j] * state.implemented[j]
        now.sovereignty_index -= p.sovereignty_weight_by_issue[j] * state.implemented[j]
        now.hidden_share += state.hidden[j]
    now.hidden_loan = state.hidden_loan
    now.subsidy_step = state.subsidy_step
    now.loan_committed = state.loan_committed


@rule
def log_economy(state: State, now: Month) -> None:
    """Write stocks, activity and prices.

    Parameters
    ----------
    state : State
        State at the end of the month.
    now : Month
        Row of the month.

    Returns
    -------
    None
        Debts, arrears and `kremlin_wealth` are in bn USD, `brent` in USD a barrel, `gas_hub` in USD per 1000
        m3.
    """
    now.debt_to_russia = state.debt_to_russia
    now.debt_other = state.debt_other
    now.arrears = state.arrears
    now.kremlin_wealth = state.kremlin_wealth
    now.activity_gap = state.activity_gap
    now.brent = exp(state.log_brent)
    now.gas_hub = state.gas_hub


@rule
def log_society(state: State, now: Month) -> None:
    """Write protest, strength, the West, Russia and the epidemic.

    Parameters
    ----------
    state : State
        State at the end of the month.
    now : Month
        Row of the month.

    Returns
    -------
    None
        All are shares or probabilities, 0 to 1.
    """
    now.mobilisation = state.mobilisation
    now.grievance = state.grievance
    now.repression = state.repression
    now.isolation = state.isolation
    now.strength = state.strength
    now.russian_trouble = state.russian_trouble
    now.russia_west_tension = state.russia_west_tension
    now.colour_revolution_belief = state.colour_revolution_belief
    now.covid_load = state.covid_load
    now.vaccine_capacity = state.vaccine_capacity
    now.pro_russian_share = state.pro_russian_share


@rule
def log_relations(state: State, now: Month) -> None:
    """Write what the two do to each other and think of each other.

    Parameters
    ----------
    state : State
        State at the end of the month.
    now : Month
        Row of the month.

    Returns
    -------
    None
        Shares, probabilities, codes of decisions, and the months to the two deadlines.
    """
    now.backing = state.backing
    now.confrontation = state.confrontation
    now.push = state.push
    now.push_seen = state.push_seen
    now.overture = state.overture
    now.rhetoric_stock = state.rhetoric_stock
    now.help = state.help
    now.rhetoric = state.rhetoric
    now.effort = state.effort
    now.effort_expected = state.effort_expected
    now.trust_if_delivers = state.trust_if_delivers
    now.trust_if_stalls = state.trust_if_stalls
    now.belief_pliable = state.belief_about_minsk[0]
    now.belief_staller = state.belief_about_minsk[1]
    now.belief_resolute = state.belief_about_minsk[2]
    now.belief_gradualist = state.belief_about_kremlin[0]
    now.belief_integrator = state.belief_about_kremlin[1]
    now.belief_replacer = state.belief_about_kremlin[2]
    now.months_to_referendum = state.months_to_referendum
    now.months_to_exercise = state.months_to_exercise


@rule
def log_observables(state: State, now: Month, p: Parameters) -> None:
    """Write what an observer would report at the end of the month.

    Equations: sim/MODEL.md, section "Observables".

    Parameters
    ----------
    state : State
        State at the end of the month.
    now : Month
        Row of the month.
    p : Parameters
        Thresholds from which something counts as signed.

    Returns
    -------
    None
        Units stand in seeds/measures/monthly.yaml; `leader_in_office` is 0 after a replacement or a collapse.
    """
    now.roadmaps_signed = measures.road_maps_signed(state.signed[ROAD_MAPS], p.road_maps_total)
    now.package_signed = 1.0 if state.signed[ROAD_MAPS] >= p.package_signed_at else 0.0
    now.supranational_signed = 1.0 if state.signed[SUPRANATIONAL] >= p.supranational_signed_at else 0.0
    now.security_signed = 1.0 if state.signed[SECURITY] >= p.security_signed_at else 0.0
    now.referendum_held = state.referendum_held
    now.reform_content = state.implemented[CONSTITUTION]
    now.loans_promised_usd_bn = state.loans_promised
    now.loans_paid_usd_bn = state.loans_disbursed
    now.gas_price_usd = state.gas_contract
    now.debt_deferred_usd_m = _BN_TO_MN * state.debt_deferred
    now.reserves_usd_bn = state.reserves
    now.political_prisoners = state.political_prisoners
    now.eu_rounds = state.eu_rounds
    now.leader_meetings = state.leader_meetings
    now.leader_in_office = 1.0 if state.outcome < 2.0 or state.outcome > 3.0 else 0.0
    now.exercise_held = state.exercise_held
