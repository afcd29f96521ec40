"""Looking ahead: what an action path of action is worth to each side, with targets frozen as they stand.

A side asks what the state would be `lookahead` months on if everything kept heading where it
heads now, and values that state as if it lasted, with the endings it may bring. The equations
are in sim/MODEL.md, section "Looking ahead".
"""

from __future__ import annotations

from typing import NamedTuple

from sim.rules.compiled import apart, fused, rule
from sim.rules.economy import (
    Service,
    activity_target,
    cash_need,
    current_account,
    debt_service,
    market_borrowing,
)
from sim.rules.endings import (
    Rates,
    collapse_rate,
    deeply_integrated,
    reopening_rate,
    replaced_rate,
    rupture_rate,
)
from sim.rules.energy import windfall
from sim.rules.issues import (
    CONSTITUTION,
    FUEL,
    ISSUES,
    SECURITY,
    SUPRANATIONAL,
    implemented_prize,
    implemented_sacrifice,
    prize_size,
    sovereignty_size,
)
from sim.rules.numerics import clip, log, power, relu
from sim.rules.payoffs import IN_KIND, SUPPRESSION
from sim.rules.russia import image_target
from sim.rules.shapes import Ahead, Parameters, State, Vector
from sim.rules.society import (
    grievance_target,
    mobilisation_after,
    protest_push,
    provocation_of,
    strength_target,
)
from sim.rules.west import isolation_target, overture_trade

LANES = 8  # alternatives that the processor may work on at once


# What a month shares between all action paths weighed in it.
AHEAD = (
    "months",
    "keep_activity",  # how much of each gap stays
    "keep_strength",
    "keep_grievance",
    "keep_isolation",
    "keep_backing",
    "keep_confrontation",
    "keep_image",
    "carried_out",  # share of a backlog that full effort works off
    "backing_months",  # what one unit of backing a month adds up to
    "friction_months",  # what one unit of friction a month adds up to
    "prized_now",  # what is implemented today, by the Kremlin's weights
    "surrendered_now",  # and by Minsk's
    "oil_log_ratio",
    "in_arrears",
    "windfall",
    "interest_russia",  # what falls due each month whatever is done, bn USD ...
    "interest_other",
    "amortisation_russia",
    "amortisation_other",
    "borrowed",  # ... and what is borrowed on the market for it
    "flight",
)


class Integration(NamedTuple):
    """What the five issues would come to, implemented as far as the look-ahead sees."""

    weighted: float  # by the Kremlin's weights
    prized: float  # the same, the last road maps counted more
    surrendered: float  # by Minsk's weights, the last road maps dearer
    reform: float
    fuel: float
    security: float
    supranational: float
    provocation: float  # how much all of it angers; all that is signed counts as public


class ActionPath(NamedTuple):
    """What is done this month and taken to go on: money bn USD a month, the rest shares or 0/1."""

    subsidy_now: float
    subsidy_ahead: float
    tranches_ahead: float
    backing: float
    repression: float
    overture: float
    help: float
    rhetoric: float
    confrontation: float
    friction_ahead: float  # friction that every month ahead would add
    pushed: float  # the Kremlin knows whether it pushes ...
    push_seen: float  # ... Minsk only what it saw


class ProjectedState(NamedTuple):
    """The state some months on, as far as the payoffs and the endings depend on it."""

    deep: bool  # so much is implemented that nothing is left to bargain over
    activity: float
    strength: float
    mobilisation: float
    isolation: float
    backing: float
    confrontation: float
    image: float
    tension: float
    rates: Rates  # as Minsk sees them
    replaced_known: float  # the rate of replacement as the Kremlin knows it
    reserves: float


@rule
def summed(keep: float, months: int) -> float:
    """Return 1 + keep + keep^2 + ... over `months` terms.

    Parameters
    ----------
    keep : float
        Share kept a month.
    months : int
        Number of terms.

    Returns
    -------
    float
        0 for no months.
    """
    total = 0.0
    term = 1.0
    for _ in range(months):
        total += term
        term *= keep
    return total


@rule
def look_ahead(ahead: Ahead, state: State, p: Parameters) -> None:
    """Write what this month's action paths share, for a look as far ahead as leaders look.

    Parameters
    ----------
    ahead : Ahead
        Overwritten.
    state : State
        State of the run this month.
    p : Parameters
        Parameters of the run; its `lookahead` is the number of months.
    """
    look_months_ahead(ahead, state, p, int(p.lookahead))


@rule
def look_months_ahead(ahead: Ahead, state: State, p: Parameters, months: int) -> None:
    """Write what this month's action paths share, for a look some months ahead.

    Parameters
    ----------
    ahead : Ahead
        Overwritten.
    state : State
        State of the run this month.
    p : Parameters
        Parameters of the run.
    months : int
        How far to look.
    """
    ahead.months = months
    ahead.keep_activity = power(1.0 - p.activity_speed, months)
    ahead.keep_strength = power(1.0 - p.strength_speed, months)
    ahead.keep_grievance = power(1.0 - p.grievance_speed, months)
    ahead.keep_isolation = power(1.0 - p.isolation_speed, months)
    ahead.keep_backing = power(p.backing_decay, months)
    ahead.keep_confrontation = power(p.confrontation_decay, months)
    ahead.keep_image = power(1.0 - p.image_speed, months)
    ahead.carried_out = 1.0 - power(1.0 - p.implementation_rate, months)
    ahead.backing_months = summed(p.backing_decay, months)
    ahead.friction_months = summed(p.confrontation_decay, months)
    ahead.prized_now = implemented_prize(state.implemented, p)
    ahead.surrendered_now = implemented_sacrifice(state.implemented, p)
    ahead.oil_log_ratio = state.log_brent - log(p.oil_reference)
    ahead.in_arrears = 1.0 if state.arrears > 0.0 else 0.0
    ahead.windfall = windfall(state.gas_hub, p)
    service = debt_service(state.debt_to_russia, state.debt_other, p)
    ahead.interest_russia = service.interest_russia
    ahead.interest_other = service.interest_other
    ahead.amortisation_russia = service.amortisation_russia
    ahead.amortisation_other = service.amortisation_other
    ahead.borrowed = market_borrowing(state.isolation, service.amortisation_other, p.rollover)
    ahead.flight = p.flight * state.mobilisation


@rule
def project_share(
    issue: int, implemented: float, signed: float, effort: float, reform_frozen: bool, ahead: Ahead
) -> float:
    """Return an issue's implemented share some months on if effort stays; reform waits for the vote.

    Parameters
    ----------
    issue : int
        Number of the issue, 0 to 4.
    implemented, signed : float
        Shares of it, 0 to 1.
    effort : float
        Minsk's effort in each month ahead, 0 to 1.
    reform_frozen : bool
        Whether constitutional reform stays as it is over the look-ahead.
    ahead : Ahead
        What the action paths of the month share.

    Returns
    -------
    float
        Share of the issue, 0 to 1.
    """
    if issue == CONSTITUTION and reform_frozen:
        return implemented
    return implemented + effort * (signed - implemented) * ahead.carried_out


@rule
def project_integration(
    implemented: Vector, signed: Vector, effort: float, reform_frozen: bool, ahead: Ahead, p: Parameters
) -> Integration:
    """Return what the five issues would come to some months on.

    `implemented` and `signed` are shares by issue, shape (5,).

    Parameters
    ----------
    implemented, signed : (5,) float64
        Implemented share by issue now, and signed share with the action path's signatures.
    effort : float
        Minsk's effort in each month ahead, 0 to 1.
    reform_frozen : bool
        Whether constitutional reform stays as it is over the look-ahead.
    ahead : Ahead
        What the action paths of the month share.
    p : Parameters
        Parameters of the run.

    Returns
    -------
    Integration
        Weighted totals, and the shares of four issues.
    """
    weighted = 0.0
    prized = 0.0
    surrendered = 0.0
    reform = 0.0
    fuel = 0.0
    security = 0.0
    supranational = 0.0
    provocation = 0.0
    for j in range(ISSUES):
        share = project_share(j, implemented[j], signed[j], effort, reform_frozen, ahead)
        weighted += p.kremlin_weight_by_issue[j] * share
        prized += prize_size(j, share, p)
        surrendered += sovereignty_size(j, share, p)
        provocation += provocation_of(p.provocation_by_issue[j], signed[j], share, p.text_provocation)
        if j == CONSTITUTION:
            reform = share
        elif j == FUEL:
            fuel = share
        elif j == SECURITY:
            security = share
        elif j == SUPRANATIONAL:
            supranational = share
    return Integration(weighted, prized, surrendered, reform, fuel, security, supranational, provocation)


@rule
def push_ahead(
    state: State,
    p: Parameters,
    ahead: Ahead,
    provocation: float,
    repression: float,
    backing: float,
    help: float,
) -> float:
    """Return what will move people beside the crowd, some months on: see `protest_push`.

    Parameters
    ----------
    state : State
        State of the run this month.
    p : Parameters
        Parameters of the run.
    ahead : Ahead
        What the action paths of the month share.
    provocation : float
        Grievance that the projected issues add, as `Integration.provocation`.
    repression, backing : float
        Shares of the action path, 0 to 1.
    help : float
        `NO_HELP`, `IN_KIND` or `SUPPRESSION`.

    Returns
    -------
    float
        In units of the threshold scale.
    """
    anger = grievance_target(
        activity_gap=state.activity_gap,
        provocation=provocation,
        repression=repression,
        mobilisation=state.mobilisation,
        covid_load=state.covid_load,
        leak_shock=0.0,
        p=p,
    )
    grievance = anger + (state.grievance - anger) * ahead.keep_grievance
    deterrence = repression
    if help == SUPPRESSION:
        deterrence += p.suppression_deterrence
    if help == IN_KIND:
        backing += p.in_kind_backing
    return protest_push(grievance, deterrence, backing, p)


@rule
def in_lanes(count: int) -> int:
    """Return `count` rounded up to what the processor works on at once; a few alternatives stay a few.

    What is computed beyond `count` is never read.

    Parameters
    ----------
    count : int
        Number of alternatives.

    Returns
    -------
    int
        `count` itself below half of `LANES`, else a multiple of `LANES`.
    """
    return count if count < LANES // 2 else (count + LANES - 1) // LANES * LANES


@apart
def project_crowds(
    pushes: Vector, crowds: Vector, count: int, state: State, p: Parameters, ahead: Ahead
) -> None:
    """Write the mobilisation projected under each of the first `count` pushes into `crowds`.

    It depends on demands, not on money. Action paths go month by month side by side, so that the
    processor works on several at once; both arrays have room for `in_lanes(count)`.

    Parameters
    ----------
    pushes : (n,) float64
        What moves people beside the crowd, as `push_ahead` returns it.
    crowds : (n,) float64
        Mobilisation, a share; overwritten.
    count : int
        Number of entries that are read later.
    state : State
        State of the run this month.
    p : Parameters
        Parameters of the run.
    ahead : Ahead
        What the action paths of the month share; its `months` is the number of steps.
    """
    lanes = in_lanes(count)
    for k in range(lanes):
        crowds[k] = state.mobilisation
    for _ in range(int(ahead.months)):
        for k in range(lanes):
            crowds[k] = mobilisation_after(
                crowds[k], pushes[k], p.threshold_mean, p.threshold_spread, p.protest_speed
            )


@fused
def project_isolation(
    state: State, p: Parameters, ahead: Ahead, integration: Integration, path: ActionPath
) -> float:
    """Return Western isolation some months on, without shocks.

    Parameters
    ----------
    state : State
        State of the run this month.
    p : Parameters
        Parameters of the run.
    ahead : Ahead
        What the action paths of the month share.
    integration : Integration
        The five issues as projected.
    path : ActionPath
        What is done this month and taken to go on.

    Returns
    -------
    float
        A share, 0 to 1.
    """
    closing = isolation_target(
        repression=path.repression,
        mobilisation=state.mobilisation,
        overture=path.overture,
        security=integration.security,
        fuel=integration.fuel,
        rhetoric=path.rhetoric,
        p=p,
    )
    return closing + (state.isolation - closing) * ahead.keep_isolation


@fused
def project_cash(
    state: State, p: Parameters, ahead: Ahead, fuel: float, trade: float, subsidy: float
) -> float:
    """Return what reserves would come to some months on if each went like this one, without tranches.

    Parameters
    ----------
    state : State
        State of the run this month.
    p : Parameters
        Parameters of the run.
    ahead : Ahead
        What the action paths of the month share.
    fuel : float
        Projected implemented share of the fuel issue, 0 to 1.
    trade : float
        Income from an overture to the West, bn USD a month.
    subsidy : float
        Subsidy ahead, bn USD a month.

    Returns
    -------
    float
        Reserves in bn USD; may be negative.
    """
    account = current_account(
        januaries=state.januaries,
        activity_gap=state.activity_gap,
        oil_log_ratio=ahead.oil_log_ratio,
        fuel=fuel,
        isolation=state.isolation,
        trade=trade,
        reserves=state.reserves,
        p=p,
    )
    service = Service(
        ahead.interest_russia, ahead.interest_other, ahead.amortisation_russia, ahead.amortisation_other
    )
    need = cash_need(account, subsidy, ahead.borrowed, service, ahead.flight)
    return state.reserves + ahead.months * need


@fused
def reserves_with(cash: float, tranches: float) -> float:
    """Return projected reserves, bn USD: cash and what tranches bring, never below 0.

    Parameters
    ----------
    cash : float
        Reserves as `project_cash` returns them, bn USD.
    tranches : float
        Loan tranches over the look-ahead, bn USD.

    Returns
    -------
    float
        Reserves in bn USD.
    """
    return relu(cash + tranches)


@fused
def project(
    state: State, p: Parameters, ahead: Ahead, integration: Integration, mobilisation: float, path: ActionPath
) -> ProjectedState:
    """Return the state some months on if the action path goes on and every target stays where it is.

    `mobilisation` comes from a projection of its own: it is shared by many action paths.

    Parameters
    ----------
    state : State
        State of the run this month.
    p : Parameters
        Parameters of the run.
    ahead : Ahead
        What the action paths of the month share.
    integration : Integration
        The five issues as projected.
    mobilisation : float
        Mobilisation as projected, a share.
    path : ActionPath
        What is done this month and taken to go on.

    Returns
    -------
    ProjectedState
        State at the end of the look-ahead, and the monthly rates of the endings in it.
    """
    suppressed = 1.0 if path.help == SUPPRESSION else 0.0
    in_kind = 1.0 if path.help == IN_KIND else 0.0
    trade = overture_trade(state.isolation, path.repression, path.overture, p.overture_income)
    heading = activity_target(
        support=path.subsidy_ahead + trade,
        oil_log_ratio=ahead.oil_log_ratio,
        covid_load=state.covid_load,
        isolation=state.isolation,
        mobilisation=state.mobilisation,
        in_arrears=ahead.in_arrears,
        reserves=state.reserves,
        p=p,
    )
    firmness = strength_target(
        subsidy=path.subsidy_ahead,
        backing=path.backing,
        activity_gap=state.activity_gap,
        mobilisation=state.mobilisation,
        reform=integration.reform,
        repression=path.repression,
        suppression=suppressed,
        p=p,
    )
    view = image_target(path.backing, state.mobilisation, suppressed, path.rhetoric, p)
    strength = firmness + (state.strength - firmness) * ahead.keep_strength
    backing = clip(path.backing * ahead.keep_backing + in_kind * p.in_kind_backing * ahead.backing_months)
    confrontation = clip(
        path.confrontation * ahead.keep_confrontation + path.friction_ahead * ahead.friction_months
    )
    isolation = project_isolation(state, p, ahead, integration, path)
    tension = clip(state.russia_west_tension + p.suppression_tension * suppressed)
    cash = project_cash(state, p, ahead, integration.fuel, trade, path.subsidy_ahead)
    reserves = reserves_with(cash, path.tranches_ahead)
    reform, security = integration.reform, integration.security
    replaced = replaced_rate(path.push_seen, strength, reform, security, backing, p)
    replaced_known = replaced
    if path.pushed != path.push_seen:
        replaced_known = replaced_rate(path.pushed, strength, reform, security, backing, p)
    return ProjectedState(
        deep=deeply_integrated(integration.weighted, integration.supranational, p),
        activity=heading + (state.activity_gap - heading) * ahead.keep_activity,
        strength=strength,
        mobilisation=mobilisation,
        isolation=isolation,
        backing=backing,
        confrontation=confrontation,
        image=view + (state.pro_russian_share - view) * ahead.keep_image,
        tension=tension,
        rates=Rates(
            collapse_rate(mobilisation, strength, reserves, ahead.in_arrears, p),
            replaced,
            reopening_rate(isolation, path.repression, security, path.overture, tension, p),
            rupture_rate(confrontation, isolation, p),
        ),
        replaced_known=replaced_known,
        reserves=reserves,
    )
