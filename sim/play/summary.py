"""What a run comes to: its metrics, each a plain function of the months of its log.

Shares are over the months alive unless said; `agreement_share` over all months played (one exchange
each); `withheld_share` over months with something due.
"""

from __future__ import annotations

import math

from sim.rules.compiled import rule
from sim.rules.issues import FUEL, STEPS_ASKED, bundle_of
from sim.rules.payoffs import IN_KIND, SUPPRESSION
from sim.rules.shapes import Log, Metrics, Month, State

NOTHING_SIGNED, FUEL_FIRST, OTHER_FIRST = range(3)


@rule
def share(count: float, of: float) -> float:
    """Return a share, missing where there is nothing to divide by.

    Parameters
    ----------
    count : float
        Numerator.
    of : float
        Denominator.

    Returns
    -------
    float
        NaN where `of` is 0 or less.
    """
    return count / of if of > 0.0 else math.nan


@rule
def summarise(log: Log, months: int, state: State, metric: Metrics) -> None:
    """Write the metrics of a run from its log; `months` is the last month played alive.

    Parameters
    ----------
    log : Log
        Rows of all months up to the horizon.
    months : int
        From 1.
    state : State
        State at the end of the run.
    metric : Metrics
        Row of the run in the table of metrics.

    Returns
    -------
    None
        All fields of `metric` are written; units stand in seeds/measures/run.yaml.
    """
    last = log[len(log) - 1]
    count_bargaining(log, months, metric)
    count_money(log, months, state, metric)
    count_conduct(log, months, metric)
    metric.signed_index = last.signed_index
    metric.implemented_index = last.implemented_index
    metric.sovereignty_index = last.sovereignty_index
    metric.mobilisation_end = last.mobilisation
    metric.strength_end = last.strength
    metric.isolation_end = last.isolation
    metric.belief_resolute_end = last.belief_resolute
    metric.payoff_kremlin = state.payoff_kremlin
    metric.payoff_minsk = state.payoff_minsk
    metric.minsk_type = state.minsk_type
    metric.kremlin_type = state.kremlin_type
    metric.vote_delays = state.postponed
    copy_observables(last, metric)


@rule
def count_bargaining(log: Log, months: int, metric: Metrics) -> None:
    """Count offers, agreements, pressure and distances to the Nash and Kalai-Smorodinsky packages.

    Parameters
    ----------
    log : Log
        Rows of all months up to the horizon.
    months : int
        The last month played alive.
    metric : Metrics
        Row of the run in the table of metrics.

    Returns
    -------
    None
        Counts, shares of months, and means; a mean is NaN where no month has a value.
    """
    agreements = 0.0
    pressed = 0.0
    pressure = 0.0
    measured = 0.0
    nash = 0.0
    kalai_smorodinsky = 0.0
    hidden = 0.0
    leaks = 0.0
    summits = 0.0
    first = NOTHING_SIGNED
    for t in range(months):
        now = log[t]
        agreements += now.accepted
        summits += now.summit
        hidden += now.hidden_now
        leaks += now.leaks_now
        if now.kremlin_proposes > 0.0:
            pressed += 1.0
            pressure += now.pressure
        if not math.isnan(now.nash_distance):
            measured += 1.0
            nash += now.nash_distance
            kalai_smorodinsky += now.kalai_smorodinsky_distance
        if first == NOTHING_SIGNED and now.accepted > 0.0 and now.demand_agreed > 0.0:
            first = FUEL_FIRST if STEPS_ASKED[bundle_of(int(now.package)), FUEL] > 0.0 else OTHER_FIRST
    metric.agreements = agreements
    metric.agreement_share = share(agreements, months)
    metric.pressure_mean = share(pressure, pressed)
    metric.nash_distance_mean = share(nash, measured)
    metric.kalai_smorodinsky_distance_mean = share(kalai_smorodinsky, measured)
    metric.hidden_deals = hidden
    metric.leaks = leaks
    metric.summit_share = share(summits, months)
    metric.first_concession = first


@rule
def count_money(log: Log, months: int, state: State, metric: Metrics) -> None:
    """Add up subsidies, and count months of withholding; find the lowest reserves.

    Parameters
    ----------
    log : Log
        Rows of all months up to the horizon.
    months : int
        The last month played alive.
    state : State
        Debt at the end of the run.
    metric : Metrics
        Row of the run in the table of metrics.

    Returns
    -------
    None
        Totals and lowest reserves in bn USD, the mean subsidy in bn USD a month; `withheld_share` is NaN
        where nothing fell due.
    """
    subsidy = 0.0
    reported = 0.0
    due = 0.0
    withheld = 0.0
    lowest = log[0].reserves_usd_bn
    for t in range(months):
        now = log[t]
        subsidy += now.subsidy_paid
        reported += now.subsidy_reported
        due += now.due
        withheld += now.withheld
        lowest = min(lowest, now.reserves_usd_bn)
    metric.subsidy_policy_mean = share(subsidy, months)
    metric.subsidy_policy_usd_bn = subsidy
    metric.subsidy_reported_usd_bn = reported
    metric.withheld_share = share(withheld, due)
    metric.reserves_min_usd_bn = lowest
    metric.debt_to_russia_end_usd_bn = state.debt_to_russia


@rule
def count_conduct(log: Log, months: int, metric: Metrics) -> None:
    """Count stalls, pushes, overtures, help and rhetoric; average effort and repression.

    Parameters
    ----------
    log : Log
        Rows of all months up to the horizon.
    months : int
        The last month played alive.
    metric : Metrics
        Row of the run in the table of metrics.

    Returns
    -------
    None
        Shares of months, counts of months, means and maxima; `turnout_max` counts people.
    """
    stalls = 0.0
    pushes = 0.0
    overtures = 0.0
    suppression = 0.0
    in_kind = 0.0
    rhetoric = 0.0
    effort = 0.0
    repression = 0.0
    crowd = 0.0
    protest = 0.0
    for t in range(months):
        now = log[t]
        stalls += now.stalled
        pushes += now.push
        overtures += now.overture
        suppression += 1.0 if now.help == SUPPRESSION else 0.0
        in_kind += 1.0 if now.help == IN_KIND else 0.0
        rhetoric += now.rhetoric
        effort += now.effort
        repression += now.repression
        crowd = max(crowd, now.turnout_peak)
        protest = max(protest, now.mobilisation)
    metric.stall_share = share(stalls, months)
    metric.push_months = pushes
    metric.overture_months = overtures
    metric.suppression_share = share(suppression, months)
    metric.in_kind_share = share(in_kind, months)
    metric.rhetoric_share = share(rhetoric, months)
    metric.effort_mean = share(effort, months)
    metric.repression_mean = share(repression, months)
    metric.turnout_max = crowd
    metric.mobilisation_max = protest


@rule
def copy_observables(last: Month, metric: Metrics) -> None:
    """Copy the observables of the last month.

    Parameters
    ----------
    last : Month
        Row of the last month up to the horizon, which repeats the observables of a run that has ended.
    metric : Metrics
        Row of the run in the table of metrics.

    Returns
    -------
    None
        Fields of the same name are set.
    """
    metric.roadmaps_signed = last.roadmaps_signed
    metric.package_signed = last.package_signed
    metric.supranational_signed = last.supranational_signed
    metric.security_signed = last.security_signed
    metric.referendum_held = last.referendum_held
    metric.reform_content = last.reform_content
    metric.loans_promised_usd_bn = last.loans_promised_usd_bn
    metric.loans_paid_usd_bn = last.loans_paid_usd_bn
    metric.gas_price_usd = last.gas_price_usd
    metric.gas_price_next_year = last.gas_price_next_year
    metric.oil_compensation_in_force = last.oil_compensation_in_force
    metric.debt_deferred_usd_m = last.debt_deferred_usd_m
    metric.reserves_usd_bn = last.reserves_usd_bn
    metric.gdp_growth_yoy = last.gdp_growth_yoy
    metric.turnout_peak = last.turnout_peak
    metric.political_prisoners = last.political_prisoners
    metric.eu_rounds = last.eu_rounds
    metric.leader_meetings = last.leader_meetings
    metric.leader_in_office = last.leader_in_office
    metric.exercise_held = last.exercise_held
