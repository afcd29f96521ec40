"""What the world does in a month: before the two meet (prices, events) and after (society, accounts).

Steps 8 and 9 are synchronous: every right-hand side uses the stocks of the month's start.
"""

from __future__ import annotations

from sim.minds.desk import Setting
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
from sim.rules.issues import CONSTITUTION, FUEL, ISSUES, SECURITY, SUPRANATIONAL
from sim.rules.numerics import clip, log, normal_quantile
from sim.rules.outlook import implemented_prize, implemented_sacrifice
from sim.rules.payoffs import (
    IN_KIND,
    SUPPRESSION,
    KremlinFlow,
    MinskFlow,
    exercise_calm,
    kremlin_endings,
    kremlin_flow,
    kremlin_total,
    minsk_endings,
    minsk_flow,
    minsk_total,
)
from sim.rules.shapes import Month, Parameters, Row, State, Vector

ADD, SET, MULTIPLY = range(3)
ON_STATE, ON_PARAMETER = range(2)
_JANUARY = 1
_DECEMBER = 12


@rule
def calendar_month(setting: Setting, month: int) -> int:
    """Return the calendar month (1..12) of a month of the run."""
    return (setting.calendar_month - 1 + month - 1) % 12 + 1


@rule
def strike(values: Vector, position: int, event: Row, low: float, high: float) -> None:
    """Let an event move one entry of a vector, held within its legal range."""
    if event.operation == ADD:
        moved = values[position] + event.value
    elif event.operation == SET:
        moved = event.value
    else:
        moved = values[position] * event.value
    values[position] = min(high, max(low, moved))


@rule
def strike_events(
    state: State,
    stocks: Vector,
    parameters: Vector,
    ordinary: Vector,
    setting: Setting,
    luck: draws.Luck,
) -> None:
    """Let this month's events act on state and parameters (flat views of their records).

    A parameter is moved while the event lasts, from its `ordinary` value; a state in each month.
    """
    month = int(luck.month)
    for i in range(len(parameters)):
        parameters[i] = ordinary[i]
    for k in range(len(setting.events)):
        event = setting.events[k]
        if month < event.month or month >= event.month + event.duration:
            continue
        start = draws.as_word(event.month)
        chance = draws.uniform(luck.seed, luck.run, start, draws.SCENARIO, draws.as_word(event.slot))
        if chance >= event.probability:
            continue
        position = event.index
        if event.target == ON_STATE:
            strike(stocks, position, event, setting.lowest[position], setting.highest[position])
        else:
            limit = len(setting.lowest) - len(parameters) + position
            strike(parameters, position, event, setting.lowest[limit], setting.highest[limit])
    keep_order(state)


@rule
def keep_order(state: State) -> None:
    """Keep implemented <= signed <= agreed and hidden <= signed, whatever an event did."""
    for j in range(ISSUES):
        state.signed[j] = min(state.signed[j], state.agreed[j])
        state.implemented[j] = min(state.implemented[j], state.signed[j])
        state.hidden[j] = min(state.hidden[j], state.signed[j])


@rule
def open_month(state: State, now: Month, p: Parameters, setting: Setting, luck: draws.Luck) -> None:
    """Count the deadlines down, reset prices in January, and let prices and Russia move."""
    month = int(luck.month)
    if calendar_month(setting, month) == _JANUARY:
        state.gas_contract = energy.contract_price_for(state.subsidy_step, p)
        state.januaries = min(p.oil_duty_januaries, state.januaries + 1.0)
    shock = draws.draw_normal(luck, draws.OIL)
    state.log_brent = energy.log_price_after(
        state.log_brent, log(p.oil_mean), p.oil_speed, p.oil_noise, shock
    )
    shock = draws.draw_normal(luck, draws.GAS)
    state.gas_hub = energy.price_after(state.gas_hub, p.gas_mean, p.gas_speed, p.gas_noise, shock)
    shock = draws.draw_normal(luck, draws.RUSSIA)
    state.russian_trouble = russia.reverting_share(
        state.russian_trouble, p.trouble_normal, p.trouble_speed, p.trouble_noise, shock
    )
    shock = draws.draw_normal(luck, draws.TENSION)
    state.russia_west_tension = russia.reverting_share(
        state.russia_west_tension, p.tension_normal, p.tension_speed, p.tension_noise, shock
    )
    for j in range(ISSUES):
        now.hidden_before[j] = state.hidden[j]
    now.hidden_loan_before = state.hidden_loan


@rule
def count_down(state: State) -> None:
    """Let the deadlines come one month closer."""
    state.months_to_referendum -= 1.0
    state.months_to_exercise -= 1.0


@rule
def implement(state: State, now: Month, p: Parameters, fuel_effort: float) -> None:
    """Work off what was signed; the constitution waits for the referendum."""
    for j in range(ISSUES):
        if j == CONSTITUTION and state.referendum_held == 0.0:
            continue
        effort = fuel_effort if j == FUEL else now.effort
        state.implemented[j] = commitment.implemented_after(
            state.implemented[j], state.signed[j], effort, p.implementation_rate
        )


@rule
def leak(state: State, now: Month, p: Parameters, luck: draws.Luck) -> None:
    """Let secrets of earlier months come out, each on its own; what comes out angers."""
    for j in range(ISSUES):
        secret = now.hidden_before[j]
        if secret > 0.0 and draws.draw(luck, draws.LEAK, draws.as_word(j)) < p.leak:
            state.hidden[j] = max(0.0, state.hidden[j] - secret)
            now.leaks_now += 1.0
            now.leak_anger += diplomacy.leak_anger(p.provocation_by_issue[j], secret, p.leak_shock)
    secret = now.hidden_loan_before
    if secret > 0.0 and draws.draw(luck, draws.LEAK, draws.as_word(ISSUES)) < p.leak:
        state.hidden_loan = max(0.0, state.hidden_loan - secret)
        now.leaks_now += 1.0


@rule
def kremlin_month(state: State, now: Month, p: Parameters) -> KremlinFlow:
    """Return the terms of what the Kremlin gets this month, at the stocks of its start."""
    confrontation = clip(state.confrontation + now.friction_kremlin + now.friction_minsk)
    return kremlin_flow(
        implemented_prize(state.implemented, p),
        exercise_calm(state.months_to_exercise, state.mobilisation, confrontation, p.exercise_window),
        now.subsidy_paid,
        confrontation,
        energy.windfall(state.gas_hub, p),
        state.pro_russian_share,
        state.help,
        state.strength,
        state.mobilisation,
        p,
    )


@rule
def minsk_month(state: State, now: Month, p: Parameters) -> MinskFlow:
    """Return the terms of what Minsk gets this month, at the stocks of its start."""
    trade = west.overture_trade(state.isolation, state.repression, state.overture, p.overture_income)
    return minsk_flow(
        state.activity_gap,
        now.subsidy_paid + trade,
        state.backing,
        state.mobilisation,
        state.repression,
        clip(state.confrontation + now.friction_kremlin + now.friction_minsk),
        state.overture,
        state.rhetoric,
        implemented_sacrifice(state.implemented, p),
        p,
    )


@rule
def earn(state: State, now: Month, p: Parameters) -> None:
    """Add the month's flows and one-off gains to what both sides have got, discounted."""
    appetite = p.replacement_appetite_by_type[int(state.kremlin_type)]
    sensitivity = p.sovereignty_sensitivity_by_type[int(state.minsk_type)]
    kremlin = kremlin_total(kremlin_month(state, now, p), appetite, state.colour_revolution_belief)
    now.payoff_kremlin_now = kremlin + now.oneoff_kremlin - now.pressing
    now.payoff_minsk_now = minsk_total(minsk_month(state, now, p), sensitivity) + now.oneoff_minsk
    state.payoff_kremlin += state.discount_kremlin * now.payoff_kremlin_now
    state.payoff_minsk += state.discount_minsk * now.payoff_minsk_now
    state.discount_kremlin *= p.kremlin_patience_by_type[int(state.kremlin_type)]
    state.discount_minsk *= p.minsk_patience
    now.overture_trade = west.overture_trade(
        state.isolation, state.repression, state.overture, p.overture_income
    )
    now.windfall = energy.windfall(state.gas_hub, p)
    now.subsidy_reported = now.subsidy_paid + now.windfall


@rule
def keep_accounts(state: State, now: Month, p: Parameters) -> None:
    """Close the month's books: what comes in, what falls due, what is deferred or left unpaid."""
    now.reserves_before = state.reserves
    now.arrears_before = state.arrears
    service = economy.debt_service(state.debt_to_russia, state.debt_other, p)
    borrowed = economy.market_borrowing(state.isolation, service.amortisation_other, p.rollover)
    account = economy.current_account(
        state.januaries,
        state.activity_gap,
        state.log_brent - log(p.oil_reference),
        state.implemented[FUEL],
        state.isolation,
        now.overture_trade,
        state.reserves,
        p,
    )
    need = economy.cash_need(account, now.subsidy_paid, borrowed, service, p.flight * state.mobilisation)
    paying = now.withheld == 0.0
    books = economy.close_books(
        state.reserves,
        state.arrears,
        need + now.tranche_paid,
        service.amortisation_russia,
        paying,
        p.reserves_floor,
    )
    state.reserves = books.reserves
    state.arrears = books.arrears
    now.deferred = books.deferred
    state.debt_to_russia += now.tranche_paid - service.amortisation_russia + books.deferred
    state.debt_other += borrowed - service.amortisation_other
    state.loan_committed = max(0.0, state.loan_committed - now.tranche_paid)
    state.kremlin_wealth += (
        service.interest_russia
        + service.amortisation_russia
        - books.deferred
        - now.subsidy_paid
        - now.tranche_paid
    )
    state.loans_disbursed += now.tranche_paid
    state.debt_deferred += books.deferred
    now.current_account = account
    now.interest_russia = service.interest_russia
    now.interest_other = service.interest_other
    now.flight = p.flight * state.mobilisation


@rule
def provocation(state: State, p: Parameters) -> float:
    """Return how much the public state of all issues provokes."""
    total = 0.0
    for j in range(ISSUES):
        signed = state.signed[j] - state.hidden[j]
        total += society.provocation_of(
            p.provocation_by_issue[j], signed, min(state.implemented[j], signed), p.text_provocation
        )
    return total


@rule
def move_society(state: State, now: Month, p: Parameters, luck: draws.Luck) -> None:
    """Move activity, society, the West, relations and beliefs, all from the stocks of the month's start."""
    activity_gap = next_activity(state, now, p)
    grievance = next_grievance(state, now, p)
    mobilisation = next_mobilisation(state, p, luck)
    strength = next_strength(state, now, p)
    isolation = next_isolation(state, p, luck)
    now.protest_change = mobilisation - state.mobilisation
    state.colour_revolution_belief = russia.belief_after(
        state.colour_revolution_belief,
        state.russia_west_tension,
        now.protest_change,
        isolation - state.isolation,
        p,
    )
    move_relations(state, now, p)
    move_epidemic(state, p, int(luck.month))
    state.activity_gap = activity_gap
    state.grievance = grievance
    state.strength = strength
    state.mobilisation_before = state.mobilisation
    state.mobilisation = mobilisation
    state.isolation = isolation


@rule
def next_activity(state: State, now: Month, p: Parameters) -> float:
    """Return the output gap at the end of the month."""
    target = economy.activity_target(
        now.subsidy_paid + now.overture_trade,
        state.log_brent - log(p.oil_reference),
        state.covid_load,
        state.isolation,
        state.mobilisation,
        1.0 if now.arrears_before > 0.0 else 0.0,
        now.reserves_before,
        p,
    )
    return society.approach(state.activity_gap, target, p.activity_speed)


@rule
def next_grievance(state: State, now: Month, p: Parameters) -> float:
    """Return grievance at the end of the month; what leaked angers, what is hidden does not."""
    target = society.grievance_target(
        state.activity_gap,
        provocation(state, p),
        state.repression,
        state.mobilisation,
        state.covid_load,
        now.leak_anger,
        p,
    )
    return clip(society.approach(state.grievance, target, p.grievance_speed))


@rule
def next_mobilisation(state: State, p: Parameters, luck: draws.Luck) -> float:
    """Return mobilisation at the end of the month, with its shock."""
    suppressed = p.suppression_deterrence if state.help == SUPPRESSION else 0.0
    push = society.protest_push(state.grievance, state.repression + suppressed, state.backing, p)
    push += p.protest_noise * draws.draw_normal(luck, draws.PROTEST)
    return clip(
        society.mobilisation_after(
            state.mobilisation, push, p.threshold_mean, p.threshold_spread, p.protest_speed
        )
    )


@rule
def next_isolation(state: State, p: Parameters, luck: draws.Luck) -> float:
    """Return Western isolation at the end of the month, with its shock; the West sees what is public."""
    security = min(state.implemented[SECURITY], state.signed[SECURITY] - state.hidden[SECURITY])
    fuel = min(state.implemented[FUEL], state.signed[FUEL] - state.hidden[FUEL])
    target = west.isolation_target(
        state.repression, state.mobilisation, state.overture, security, fuel, state.rhetoric, p
    )
    shock = p.isolation_noise * draws.draw_normal(luck, draws.WEST)
    return clip(society.approach(state.isolation, target, p.isolation_speed) + shock)


@rule
def next_strength(state: State, now: Month, p: Parameters) -> float:
    """Return regime strength at the end of the month."""
    target = society.strength_target(
        now.subsidy_paid,
        state.backing,
        state.activity_gap,
        state.mobilisation,
        state.implemented[CONSTITUTION],
        state.repression,
        1.0 if state.help == SUPPRESSION else 0.0,
        p,
    )
    return clip(society.approach(state.strength, target, p.strength_speed))


@rule
def move_relations(state: State, now: Month, p: Parameters) -> None:
    """Move friction, backing, image, loud words and the tension that help in suppression adds."""
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
    """Move the epidemic, and the capacity to vaccinate once the know-how was given."""
    state.covid_load = society.covid_after(
        state.covid_load, state.vaccine_capacity, p.covid_decay, p.covid_vaccine
    )
    if month >= p.vaccine_start and state.vaccine_shared > 0.0:
        state.vaccine_capacity = society.vaccine_after(state.vaccine_capacity, p.vaccine_speed)


@rule
def learn_types(state: State, now: Month, p: Parameters) -> None:
    """Let both sides learn from the month's evidence, and adjust what they expect of each other."""
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
def implemented_index(state: State, p: Parameters) -> float:
    """Return the share of all issues implemented, by the Kremlin's weights."""
    total = 0.0
    for j in range(ISSUES):
        total += p.kremlin_weight_by_issue[j] * state.implemented[j]
    return total


@rule
def end_or_go_on(state: State, p: Parameters, luck: draws.Luck) -> None:
    """See whether the bargaining ends this month: by integration, or by one of the four endings."""
    if endings.deeply_integrated(implemented_index(state, p), state.implemented[SUPRANATIONAL], p):
        state.outcome = endings.DEEP_INTEGRATION
        state.payoff_kremlin += state.discount_kremlin * p.value_kremlin_deep_integration
        sensitivity = p.sovereignty_sensitivity_by_type[int(state.minsk_type)]
        state.payoff_minsk += state.discount_minsk * sensitivity * p.value_minsk_deep_integration
    else:
        chance = endings.chances(current_rates(state, p))
        cause = endings.which_strikes(chance, draws.draw(luck, draws.HAZARD, draws.FIRST))
        if cause < endings.NONE_STRUCK:
            state.outcome = endings.outcome_of(cause)
            appetite = p.replacement_appetite_by_type[int(state.kremlin_type)]
            kremlin = kremlin_endings(
                state.colour_revolution_belief,
                state.russian_trouble,
                state.russia_west_tension,
                appetite,
                p,
            )
            state.payoff_kremlin += state.discount_kremlin * kremlin[cause]
            state.payoff_minsk += state.discount_minsk * minsk_endings(state.isolation, p)[cause]
    state.end_month = float(luck.month)


@rule
def current_rates(state: State, p: Parameters) -> endings.Rates:
    """Return the monthly rates of the endings in the state as it stands."""
    in_arrears = 1.0 if state.arrears > 0.0 else 0.0
    reform, security = state.implemented[CONSTITUTION], state.implemented[SECURITY]
    return endings.Rates(
        endings.collapse_rate(state.mobilisation, state.strength, state.reserves, in_arrears, p),
        endings.replaced_rate(state.push, state.strength, reform, security, state.backing, p),
        endings.reopening_rate(
            state.isolation, state.repression, security, state.overture, state.russia_west_tension, p
        ),
        endings.rupture_rate(state.confrontation, state.isolation, p),
    )


@rule
def observe(state: State, now: Month, p: Parameters, setting: Setting, luck: draws.Luck) -> None:
    """Count what an observer of the news would count this month."""
    now.turnout_shock = normal_quantile(draws.draw(luck, draws.MEASURE, draws.SECOND))
    state.political_prisoners = measures.prisoners_after(
        state.political_prisoners, state.repression, state.mobilisation, p
    )
    chance = measures.sanctions_chance(state.repression, now.protest_change, p)
    if draws.draw(luck, draws.MEASURE, draws.FIRST) < chance:
        state.eu_rounds += 1.0
    going_on = state.outcome == endings.MUDDLING_THROUGH
    if going_on and state.months_to_exercise == 0.0 and state.confrontation < p.exercise_confrontation:
        state.exercise_held = 1.0
    next_year = calendar_month(setting, int(luck.month)) == _DECEMBER
    now.gas_price_next_year = (
        energy.contract_price_for(state.subsidy_step, p) if next_year else state.gas_contract
    )
    now.oil_compensation_in_force = (
        1.0 if state.subsidy_step >= p.oil_compensation_step and now.subsidy_paid > 0.0 else 0.0
    )
