"""Kinds of the ladder: prices, accounts, loans, subsidies, and deals that hold by themselves."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated

import numpy as np
from pydantic import model_validator

from sim.rules.draws import OIL
from sim.rules.economy import Service, cash_need, interest
from sim.rules.energy import MONTHS_A_YEAR, log_price_after
from sim.theory import annuity, interior_subsidy, self_enforcing
from sim.verification.cases.fields import (
    Count,
    FromOne,
    NotNegative,
    Positive,
    Real,
    Reals,
    Share,
    WholeNumber,
)
from sim.verification.cases.kind import CaseFields, CaseKind, SimulatedValue, require
from sim.verification.cases.sampling import blocks, error_of_mean, error_of_variance, prices_after

if TYPE_CHECKING:
    from sim.verification.cases.kind import Answer

TIE = 1e-12  # relative; reserves this close to the floor are at the floor up to rounding


class PriceInputs(CaseFields):
    """A price whose logarithm reverts to a mean, and months to look at."""

    kappa: Positive
    sigma: NotNegative
    mu: Real
    x0: Real
    months: list[FromOne]


class PriceExpected(CaseFields):
    """The law of the price at those months, and in the long run."""

    ar1: Real
    stationary_var: Real
    stationary_sd: Real
    half_life: Real
    mean_log_at: Reals
    var_at: Reals
    median_price_at: Reals
    mean_price_at: Reals


def _price(given: PriceInputs) -> Answer:
    """Follow the model's monthly step: its mean without a shock, its variance by the weight of one."""
    keep = log_price_after(1.0, 0.0, given.kappa, 0.0, 0.0)
    weight = log_price_after(0.0, 0.0, given.kappa, given.sigma, 1.0)
    mean, variance = given.x0, 0.0
    means, variances = {}, {}
    for month in range(1, max(given.months, default=0) + 1):
        mean = log_price_after(mean, given.mu, given.kappa, given.sigma, 0.0)
        variance = keep * keep * variance + weight * weight
        means[month], variances[month] = mean, variance
    in_the_long_run = weight * weight / (1.0 - keep * keep)
    return {
        "ar1": keep,
        "stationary_var": in_the_long_run,
        "stationary_sd": math.sqrt(in_the_long_run),
        "half_life": math.log(2.0) / given.kappa,
        "mean_log_at": [means[month] for month in given.months],
        "var_at": [variances[month] for month in given.months],
        "median_price_at": [math.exp(means[month]) for month in given.months],
        "mean_price_at": [math.exp(means[month] + variances[month] / 2.0) for month in given.months],
    }


def _simulate_price(given: PriceInputs, runs: int) -> dict[str, SimulatedValue]:
    exact = _price(given)
    centres, variances, prices = (np.array(exact[key]) for key in ("mean_log_at", "var_at", "mean_price_at"))
    sums = np.zeros((3, len(given.months)))  # of logs less their exact mean, of squares of these, of prices
    for block in blocks(runs):
        logs = np.full(block.runs, given.x0)
        for month in range(1, max(given.months, default=0) + 1):
            prices_after(logs, block.uniforms(OIL, month=month), given.mu, given.kappa, given.sigma)
            for at in (i for i, wanted in enumerate(given.months) if wanted == month):
                away = logs - centres[at]
                sums[:, at] += away.sum(), (away * away).sum(), np.exp(logs).sum()
    drift = sums[0] / runs
    return {
        "mean_log_at": SimulatedValue(
            (centres + drift).tolist(), error_of_mean(np.sqrt(variances), runs).tolist()
        ),
        "var_at": SimulatedValue(
            ((sums[1] - runs * drift * drift) / (runs - 1)).tolist(),
            error_of_variance(variances, runs).tolist(),
        ),
        "mean_price_at": SimulatedValue(
            (sums[2] / runs).tolist(), error_of_mean(prices * np.sqrt(np.expm1(variances)), runs).tolist()
        ),
    }


class Loan(CaseFields):
    """A loan paid out in a month."""

    month: FromOne
    amount: Real


class AccountsInputs(CaseFields):
    """Reserves and debt at the start, and what moves them each month."""

    R0: Real
    D0: Real
    annual_rate: Real
    amort_share: Share
    current_account: Real
    subsidy: Real
    flight: Real
    loans: list[Loan]
    months: FromOne
    report_months: list[FromOne]
    reserve_floor: Real

    @model_validator(mode="after")
    def _fits(self) -> AccountsInputs:
        latest = max(self.report_months, default=1)
        require(
            holds=latest <= self.months,
            key="report_months",
            wrong=f"month {latest} is not played",
            allowed=f"1 to months, {self.months}",
        )
        return self


class AccountsExpected(CaseFields):
    """Stocks at the end of the months reported, and what happened on the way."""

    R_at: Reals
    D_at: Reals
    interest_paid_total: Real
    first_month_below_floor: Annotated[int | None, WholeNumber(1, or_null=True)]


def _accounts(given: AccountsInputs) -> Answer:
    """Keep the books month by month. Reserves may fall below 0 here: arrears are a rule of their own."""
    reserves, debt, paid = given.R0, given.D0, 0.0
    reserves_at, debt_at, below = {}, {}, None
    least = given.reserve_floor - TIE * max(1.0, abs(given.reserve_floor))
    for month in range(1, given.months + 1):
        lent = math.fsum(loan.amount for loan in given.loans if loan.month == month)
        due, repaid = interest(debt, given.annual_rate), given.amort_share * debt
        service = Service(due, 0.0, repaid, 0.0)
        reserves += cash_need(given.current_account, given.subsidy, lent, service, given.flight)
        debt += lent - repaid
        paid += due
        if below is None and reserves < least:
            below = month
        reserves_at[month], debt_at[month] = reserves, debt
    return {
        "R_at": [reserves_at[month] for month in given.report_months],
        "D_at": [debt_at[month] for month in given.report_months],
        "interest_paid_total": paid,
        "first_month_below_floor": below,
    }


class AnnuityInputs(CaseFields):
    """A loan paid back in equal instalments."""

    principal: Real
    annual_rate: NotNegative
    months: FromOne
    report_month: Count

    @model_validator(mode="after")
    def _fits(self) -> AnnuityInputs:
        require(
            holds=self.report_month <= self.months,
            key="report_month",
            wrong=f"month {self.report_month} comes after the last payment",
            allowed=f"up to months, {self.months}",
        )
        return self


class AnnuityExpected(CaseFields):
    """The instalment, and how the loan stands after a month's payment."""

    payment: Real
    balance_at: Real
    interest_paid_to: Real


def _annuity(given: AnnuityInputs) -> Answer:
    payment = annuity.instalment(given.principal, given.annual_rate / MONTHS_A_YEAR, given.months)
    balance, paid = given.principal, 0.0
    for _ in range(given.report_month):
        due = interest(balance, given.annual_rate)
        balance += due - payment
        paid += due
    return {"payment": payment, "balance_at": balance, "interest_paid_to": paid}


class SubsidyInputs(CaseFields):
    """What a subsidy costs at the margin, what it lowers and how its cost rises."""

    c: Positive
    A: Positive
    k: Positive
    B: Positive


class SubsidyExpected(CaseFields):
    """The best subsidy, and whether there is one."""

    s_star: Real
    interior: bool


def _subsidy(given: SubsidyInputs) -> Answer:
    return {
        "s_star": interior_subsidy.best_subsidy(given.c, given.A, given.k, given.B),
        "interior": interior_subsidy.pays_at_all(given.c, given.A, given.k),
    }


class RelationInputs(CaseFields):
    """Payoffs a period, patience, and the chance that the relation ends."""

    coop: Real
    dev: Real
    pun: Real
    delta: Share
    exit_hazard: Share

    @model_validator(mode="after")
    def _fits(self) -> RelationInputs:
        require(
            holds=self.dev > self.coop > self.pun,
            key="coop",
            wrong=f"{self.coop:g} is not between pun, {self.pun:g}, and dev, {self.dev:g}",
            allowed="dev above coop above pun",
        )
        require(
            holds=self.delta * (1.0 - self.exit_hazard) < 1.0,
            key="delta",
            wrong="the future never loses weight",
            allowed="below 1, or an exit_hazard above 0",
        )
        return self


class RelationExpected(CaseFields):
    """Whether the deal holds."""

    critical_delta: Real
    gain: Real
    sustainable: bool


def _relation(given: RelationInputs) -> Answer:
    found = self_enforcing.relation(given.coop, given.dev, given.pun, given.delta, given.exit_hazard)
    return {
        "critical_delta": found.critical_patience,
        "gain": found.gain,
        "sustainable": found.sustainable,
    }


KINDS = (
    CaseKind("ou_process", PriceInputs, PriceExpected, _price, _simulate_price),
    CaseKind("accounts", AccountsInputs, AccountsExpected, _accounts),
    CaseKind("annuity", AnnuityInputs, AnnuityExpected, _annuity),
    CaseKind("interior_subsidy", SubsidyInputs, SubsidyExpected, _subsidy),
    CaseKind("self_enforcing", RelationInputs, RelationExpected, _relation),
)
