"""Minsk's economy: activity, the current account and a month of stock-flow consistent accounts.

Sources: Godley and Lavoie 2007 for the accounting; magnitudes in seeds/parameters/accounts.yaml.
"""

from __future__ import annotations

from typing import NamedTuple

from sim.rules.compiled import fused, rule
from sim.rules.energy import MONTHS_A_YEAR
from sim.rules.numerics import relu
from sim.rules.shapes import Parameters


class Service(NamedTuple):
    """A month of debt service, bn USD: interest and amortisation to Russia and to others."""

    interest_russia: float
    interest_other: float
    amortisation_russia: float
    amortisation_other: float


class Accounts(NamedTuple):
    """The stocks after a month of accounts, bn USD, and the amortisation Moscow deferred."""

    reserves: float
    arrears: float
    deferred: float


@fused
def shortage(reserves: float, reserves_thin: float) -> float:
    """Return how thin reserves are: 0 at or above the thin level, 1 when nothing is left."""
    return relu(1.0 - reserves / reserves_thin)


@fused
def activity_target(
    support: float,
    oil_log_ratio: float,
    covid_load: float,
    isolation: float,
    mobilisation: float,
    in_arrears: float,
    reserves: float,
    p: Parameters,
) -> float:
    """Return where the output gap heads; `support` is subsidy and Western trade, bn USD a month."""
    return (
        p.activity_base
        + p.activity_subsidy * (support - p.activity_subsidy_reference)
        + p.activity_oil * oil_log_ratio
        + p.activity_covid * covid_load
        + p.activity_isolation * (isolation - p.activity_isolation_reference)
        + p.activity_mobilisation * mobilisation
        + p.activity_arrears * in_arrears
        - p.activity_loss * shortage(reserves, p.reserves_thin)
    )


@fused
def current_account(
    januaries: float,
    activity_gap: float,
    oil_log_ratio: float,
    fuel: float,
    isolation: float,
    trade: float,
    reserves: float,
    p: Parameters,
) -> float:
    """Return the current account without subsidy and debt service, bn USD a month.

    `januaries` counts the steps of the Russian tax manoeuvre so far, `fuel` is the implemented
    share of exports through Russian ports, `trade` what an overture to the West earns.
    """
    return (
        p.current_account_base
        - p.oil_duty_loss * januaries
        + p.current_account_activity * activity_gap
        + p.current_account_oil * oil_log_ratio
        + p.current_account_fuel * fuel
        + p.current_account_isolation * isolation
        + trade
        + p.import_compression * shortage(reserves, p.reserves_thin)
    )


@fused
def interest(debt: float, annual_rate: float) -> float:
    """Return a month's interest on the opening debt."""
    return annual_rate / MONTHS_A_YEAR * debt


@fused
def debt_service(debt_to_russia: float, debt_other: float, p: Parameters) -> Service:
    """Return the month's interest and amortisation on opening debts."""
    return Service(
        interest(debt_to_russia, p.interest_russia),
        interest(debt_other, p.interest_other),
        p.amortisation_russia * debt_to_russia,
        p.amortisation_other * debt_other,
    )


@fused
def market_borrowing(isolation: float, amortisation_other: float, rollover: float) -> float:
    """Return new market debt: the West rolls over what falls due as far as it is open."""
    return rollover * (1.0 - isolation) * amortisation_other


@fused
def cash_need(
    account: float,
    subsidy: float,
    borrowed: float,
    service: Service,
    flight: float,
) -> float:
    """Return the month's change of reserves before loans from Russia and deferral, bn USD."""
    return (
        account
        + subsidy
        + borrowed
        - service.interest_russia
        - service.interest_other
        - service.amortisation_russia
        - service.amortisation_other
        - flight
    )


@rule
def close_accounts(
    reserves: float,
    arrears: float,
    change: float,
    amortisation_russia: float,
    paying: bool,
    reserves_floor: float,
) -> Accounts:
    """Return reserves, arrears and the deferral after a month's change.

    Moscow defers amortisation while it pays and reserves would fall below the floor; what is still
    missing becomes arrears, and what is spare above the floor clears them.
    """
    before = reserves + change
    deferred = min(amortisation_russia, relu(reserves_floor - before)) if paying else 0.0
    cash = before + deferred
    owed = arrears + relu(-cash)
    held = relu(cash)
    if cash > reserves_floor and arrears > 0.0:
        cleared = min(arrears, cash - reserves_floor)
        owed -= cleared
        held -= cleared
    return Accounts(held, owed, deferred)
