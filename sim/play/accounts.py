"""What a month brings both sides, and the client's accounts: all from the stocks of the month's start."""

from __future__ import annotations

from sim.rules import economy, energy, west
from sim.rules.compiled import rule
from sim.rules.issues import FUEL, implemented_prize, implemented_sacrifice
from sim.rules.numerics import clip, log
from sim.rules.payoffs import (
    KremlinFlow,
    MinskFlow,
    exercise_calm,
    kremlin_flow,
    kremlin_total,
    minsk_flow,
    minsk_total,
)
from sim.rules.shapes import Month, Parameters, State


@rule
def kremlin_month(state: State, now: Month, p: Parameters) -> KremlinFlow:
    """Return the terms of what the Kremlin gets this month, at the stocks of its start.

    Equations: sim/MODEL.md, section "Payoffs".

    Parameters
    ----------
    state : State
        Stocks of the month's start; signatures, implementation and decisions are this month's.
    now : Month
        Subsidy paid and friction of the month.
    p : Parameters
        Weights of the Kremlin's payoff.

    Returns
    -------
    KremlinFlow
        Payoff units, undiscounted; `strength` and `protest` without the weights of type and belief.
    """
    confrontation = clip(state.confrontation + now.friction_kremlin + now.friction_minsk)
    return kremlin_flow(
        prized_integration=implemented_prize(state.implemented, p),
        calm=exercise_calm(state.months_to_exercise, state.mobilisation, confrontation, p.exercise_window),
        subsidy=now.subsidy_paid,
        confrontation=confrontation,
        windfall=energy.windfall(state.gas_hub, p),
        pro_russian_share=state.pro_russian_share,
        help=state.help,
        strength=state.strength,
        mobilisation=state.mobilisation,
        p=p,
    )


@rule
def minsk_month(state: State, now: Month, p: Parameters) -> MinskFlow:
    """Return the terms of what Minsk gets this month, at the stocks of its start.

    Equations: sim/MODEL.md, section "Payoffs".

    Parameters
    ----------
    state : State
        Stocks of the month's start; signatures, implementation and decisions are this month's.
    now : Month
        Subsidy paid and friction of the month.
    p : Parameters
        Weights of Minsk's payoff.

    Returns
    -------
    MinskFlow
        Payoff units, undiscounted; `sovereignty` without the weight of Minsk's type.
    """
    trade = west.overture_trade(state.isolation, state.repression, state.overture, p.overture_income)
    return minsk_flow(
        activity_gap=state.activity_gap,
        income=now.subsidy_paid + trade,
        backing=state.backing,
        mobilisation=state.mobilisation,
        repression=state.repression,
        confrontation=clip(state.confrontation + now.friction_kremlin + now.friction_minsk),
        overture=state.overture,
        rhetoric=state.rhetoric,
        surrendered=implemented_sacrifice(state.implemented, p),
        p=p,
    )


@rule
def earn(state: State, now: Month, p: Parameters) -> None:
    """Add the month's flows and one-off gains to what both sides have got, discounted.

    Equations: sim/MODEL.md, section "Payoffs".

    Parameters
    ----------
    state : State
        Stocks of the month's start. The present values `payoff_kremlin` and `payoff_minsk` grow, payoff
        units; the discount factors are multiplied by a month's patience.
    now : Month
        The decided month, with `oneoff_kremlin`, `oneoff_minsk` and `pressing` in payoff units.
    p : Parameters
        Weights of the payoffs, and patience by type.

    Returns
    -------
    None
        `now.payoff_kremlin_now` and `now.payoff_minsk_now` are written in payoff units; `now.overture_trade`,
        `now.windfall` and `now.subsidy_reported` in bn USD a month.
    """
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
    """Close the month's books: what comes in, what falls due, what is deferred or left unpaid.

    Equations: sim/MODEL.md, section "Economy and accounts".

    Parameters
    ----------
    state : State
        Reserves, debts and arrears of the month's start, bn USD; replaced by those of its end.
    now : Month
        Subsidy and tranche paid, bn USD; `withheld` 1 where the Kremlin withheld what was due.
    p : Parameters
        Terms of debt and trade, and the floor of reserves.

    Returns
    -------
    None
        The flows are written to `now` in bn USD a month, and what `state` held before to
        `now.reserves_before` and `now.arrears_before`.
    """
    now.reserves_before = state.reserves
    now.arrears_before = state.arrears
    service = economy.debt_service(state.debt_to_russia, state.debt_other, p)
    borrowed = economy.market_borrowing(state.isolation, service.amortisation_other, p.rollover)
    account = economy.current_account(
        januaries=state.januaries,
        activity_gap=state.activity_gap,
        oil_log_ratio=state.log_brent - log(p.oil_reference),
        fuel=state.implemented[FUEL],
        isolation=state.isolation,
        trade=now.overture_trade,
        reserves=state.reserves,
        p=p,
    )
    need = economy.cash_need(account, now.subsidy_paid, borrowed, service, p.flight * state.mobilisation)
    paying = now.withheld == 0.0
    accounts = economy.close_accounts(
        state.reserves,
        state.arrears,
        need + now.tranche_paid,
        service.amortisation_russia,
        paying,
        p.reserves_floor,
    )
    state.reserves = accounts.reserves
    state.arrears = accounts.arrears
    now.deferred = accounts.deferred
    state.debt_to_russia += now.tranche_paid - service.amortisation_russia + accounts.deferred
    state.debt_other += borrowed - service.amortisation_other
    state.loan_committed = max(0.0, state.loan_committed - now.tranche_paid)
    state.kremlin_wealth += (
        service.interest_russia
        + service.amortisation_russia
        - accounts.deferred
        - now.subsidy_paid
        - now.tranche_paid
    )
    state.loans_disbursed += now.tranche_paid
    state.debt_deferred += accounts.deferred
    now.current_account = account
    now.interest_russia = service.interest_russia
    now.interest_other = service.interest_other
    now.flight = p.flight * state.mobilisation
