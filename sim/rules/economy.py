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
    """Return how thin reserves are: 0 at or above the thin level, 1 when nothing is left.

    Parameters
    ----------
    reserves, reserves_thin : float
        Reserves and their thin level, in the same unit (bn USD); the level above 0.

    Returns
    -------
    float
        A share, 0 to 1.
    """
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
    """Return where the output gap heads; `support` is subsidy and Western trade, bn USD a month.

    Parameters
    ----------
    support : float
        Subsidy and Western trade, bn USD a month.
    oil_log_ratio : float
        Logarithm of the oil price over its reference, log points.
    covid_load, isolation, mobilisation : float
        Shares, 0 to 1.
    in_arrears : float
        1 if there are arrears, else 0.
    reserves : float
        Reserves, bn USD.
    p : Parameters
        Parameters of the run.

    Returns
    -------
    float
        Output gap, share of output; negative below the ordinary level.
    """
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

    Parameters
    ----------
    januaries : float
        Steps of the Russian tax manoeuvre so far.
    activity_gap : float
        Output gap, share of output.
    oil_log_ratio : float
        Logarithm of the oil price over its reference, log points.
    fuel : float
        Implemented share of the fuel issue, 0 to 1.
    isolation : float
        Western isolation, 0 to 1.
    trade : float
        Income from an overture to the West, bn USD a month.
    reserves : float
        Reserves, bn USD.
    p : Parameters
        Parameters of the run.

    Returns
    -------
    float
        Negative for a deficit.
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
    """Return a month's interest on the opening debt.

    Parameters
    ----------
    debt : float
        Debt at the start of the month, bn USD.
    annual_rate : float
        Share a year.

    Returns
    -------
    float
        Interest, bn USD a month.
    """
    return annual_rate / MONTHS_A_YEAR * debt


@fused
def debt_service(debt_to_russia: float, debt_other: float, p: Parameters) -> Service:
    """Return the month's interest and amortisation on opening debts.

    Parameters
    ----------
    debt_to_russia, debt_other : float
        Debts at the start of the month, bn USD.
    p : Parameters
        Parameters of the run.

    Returns
    -------
    Service
        Interest and amortisation, bn USD a month.
    """
    return Service(
        interest(debt_to_russia, p.interest_russia),
        interest(debt_other, p.interest_other),
        p.amortisation_russia * debt_to_russia,
        p.amortisation_other * debt_other,
    )


@fused
def market_borrowing(isolation: float, amortisation_other: float, rollover: float) -> float:
    """Return new market debt: the West rolls over what falls due as far as it is open.

    Parameters
    ----------
    isolation : float
        Western isolation, 0 (open) to 1 (shut).
    amortisation_other : float
        Amortisation of debt to others than Russia, bn USD a month.
    rollover : float
        Share that a fully open West rolls over.

    Returns
    -------
    float
        New debt, bn USD a month.
    """
    return rollover * (1.0 - isolation) * amortisation_other


@fused
def cash_need(
    account: float,
    subsidy: float,
    borrowed: float,
    service: Service,
    flight: float,
) -> float:
    """Return the month's change of reserves before loans from Russia and deferral, bn USD.

    Parameters
    ----------
    account : float
        Current account without subsidy and debt service, bn USD a month.
    subsidy : float
        Subsidy paid, bn USD a month.
    borrowed : float
        New market debt, bn USD a month.
    service : Service
        Interest and amortisation of the month.
    flight : float
        Capital flight, bn USD a month.

    Returns
    -------
    float
        Negative where reserves fall.
    """
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

    Parameters
    ----------
    reserves, arrears : float
        Stocks at the start of the month, bn USD.
    change : float
        Change of reserves over the month before deferral, loan tranches included, bn USD.
    amortisation_russia : float
        Amortisation owed to Russia this month, bn USD: the most that can be deferred.
    paying : bool
        Whether Moscow withholds nothing this month.
    reserves_floor : float
        Level below which amortisation is deferred, bn USD.

    Returns
    -------
    Accounts
        Reserves and arrears after the month, neither negative, and the amortisation deferred.
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
