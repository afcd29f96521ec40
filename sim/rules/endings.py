"""How it ends: monthly rates of the competing endings, and which one strikes.

Sources: independent exponential clocks, Prentice et al. 1978.
"""

from __future__ import annotations

from typing import NamedTuple

from sim.rules.compiled import fused, rule
from sim.rules.economy import shortage
from sim.rules.numerics import exp
from sim.rules.shapes import Parameters

# Outcome codes, in the order of the names in `sim.quantities.OUTCOMES`.
MUDDLING_THROUGH, DEEP_INTEGRATION, LEADER_REPLACED, REGIME_COLLAPSE, WESTERN_REOPENING, RUPTURE = range(6)
NONE_STRUCK = 4


class Rates(NamedTuple):
    """Monthly rates of the four endings that strike by chance."""

    collapse: float
    replaced: float
    reopening: float
    rupture: float


@fused
def collapse_rate(
    mobilisation: float, strength: float, reserves: float, in_arrears: float, p: Parameters
) -> float:
    """Return the monthly rate of collapse: protest, weakness, empty coffers.

    Parameters
    ----------
    mobilisation, strength : float
        Protest and strength of the regime, shares, 0 to 1.
    reserves : float
        Reserves, bn USD.
    in_arrears : float
        1 if there are arrears, else 0.
    p : Parameters
        Parameters of the run.

    Returns
    -------
    float
        Not negative; 0 where the multiplier of the ending is 0.
    """
    return p.hazard_multiplier_by_ending[0] * exp(
        p.hazard_collapse
        + p.hazard_collapse_mobilisation * mobilisation
        + p.hazard_collapse_strength * (strength - p.hazard_strength_reference)
        + p.hazard_collapse_reserves * shortage(reserves, p.reserves_thin)
        + p.hazard_collapse_arrears * in_arrears
    )


@fused
def replaced_rate(
    pushed: float, strength: float, reform: float, security: float, backing: float, p: Parameters
) -> float:
    """Return the monthly rate at which the leader is replaced, far higher when Moscow pushes.

    Parameters
    ----------
    pushed : float
        Above 0 if Moscow works for the leader's replacement.
    strength : float
        Strength of the regime, 0 to 1.
    reform, security : float
        Implemented shares of constitutional reform and of the security issue, 0 to 1.
    backing : float
        Public backing by the Kremlin, 0 to 1.
    p : Parameters
        Parameters of the run.

    Returns
    -------
    float
        Not negative; 0 where the multiplier of the ending is 0.
    """
    base = p.hazard_replaced_push if pushed > 0.0 else p.hazard_replaced
    return p.hazard_multiplier_by_ending[1] * exp(
        base
        + p.hazard_replaced_strength * (strength - p.hazard_strength_reference)
        + p.hazard_replaced_reform * reform
        + p.hazard_replaced_security * security
        + p.hazard_replaced_backing * (1.0 - backing)
    )


@fused
def reopening_rate(
    isolation: float, repression: float, security: float, overture: float, tension: float, p: Parameters
) -> float:
    """Return the monthly rate at which the West reopens to Minsk.

    Parameters
    ----------
    isolation, repression : float
        Western isolation and repression, shares, 0 to 1.
    security : float
        Implemented share of the security issue, 0 to 1.
    overture : float
        1 if Minsk courts the West, else 0.
    tension : float
        Tension between Russia and the West, 0 to 1.
    p : Parameters
        Parameters of the run.

    Returns
    -------
    float
        Not negative; 0 where the multiplier of the ending is 0.
    """
    return p.hazard_multiplier_by_ending[2] * exp(
        p.hazard_reopening
        + p.hazard_reopening_isolation * (p.hazard_isolation_reference - isolation)
        + p.hazard_reopening_repression * repression
        + p.hazard_reopening_security * security
        + p.hazard_reopening_overture * overture
        + p.hazard_reopening_tension * tension
    )


@fused
def rupture_rate(confrontation: float, isolation: float, p: Parameters) -> float:
    """Return the monthly rate of a break with Moscow.

    Parameters
    ----------
    confrontation, isolation : float
        Confrontation with Moscow and Western isolation, shares, 0 to 1.
    p : Parameters
        Parameters of the run.

    Returns
    -------
    float
        Not negative; 0 where the multiplier of the ending is 0.
    """
    return p.hazard_multiplier_by_ending[3] * exp(
        p.hazard_rupture
        + p.hazard_rupture_confrontation * confrontation
        + p.hazard_rupture_isolation * (p.hazard_isolation_reference - isolation)
    )


@fused
def chance_of_any(total_rate: float) -> float:
    """Return the chance that some clock strikes within the month.

    Parameters
    ----------
    total_rate : float
        Sum of the rates of all endings, a month.

    Returns
    -------
    float
        Probability, 0 to 1.
    """
    return 1.0 - exp(-total_rate)


@fused
def chances(rates: Rates) -> Rates:
    """Return the chance of each ending within the month, all 0 where every rate is 0.

    Parameters
    ----------
    rates : Rates
        Rates a month, not negative.

    Returns
    -------
    Rates
        Probabilities in place of rates; their sum is at most 1.
    """
    total = rates.collapse + rates.replaced + rates.reopening + rates.rupture
    share = chance_of_any(total) / total if total > 0.0 else 0.0
    return Rates(
        rates.collapse * share, rates.replaced * share, rates.reopening * share, rates.rupture * share
    )


@rule
def which_strikes(chance: Rates, uniform: float) -> int:
    """Return the position of the ending that a uniform selects, 4 if none strikes.

    Parameters
    ----------
    chance : Rates
        Probability of each ending within the month, as `chances` returns it.
    uniform : float
        Uniform number between 0 and 1.

    Returns
    -------
    int
        Position in the order of the fields of `Rates`, or `NONE_STRUCK`.
    """
    reached = chance.collapse
    if uniform < reached:
        return 0
    reached += chance.replaced
    if uniform < reached:
        return 1
    reached += chance.reopening
    if uniform < reached:
        return 2
    reached += chance.rupture
    if uniform < reached:
        return 3
    return NONE_STRUCK


@rule
def outcome_of(cause: int) -> int:
    """Return the outcome code of the ending in position `cause` of the rates.

    Parameters
    ----------
    cause : int
        Position in the order of the fields of `Rates`, 0 to 3.

    Returns
    -------
    int
        Code in the order of `sim.quantities.OUTCOMES`.
    """
    if cause == 0:
        return REGIME_COLLAPSE
    if cause == 1:
        return LEADER_REPLACED
    if cause == 2:
        return WESTERN_REOPENING
    return RUPTURE


@fused
def deeply_integrated(implemented_index: float, supranational: float, p: Parameters) -> bool:
    """Return whether so much is implemented that nothing is left to bargain over.

    Parameters
    ----------
    implemented_index : float
        Implemented share of all issues, by the Kremlin's weights, 0 to 1.
    supranational : float
        Implemented share of supranational bodies, 0 to 1.
    p : Parameters
        Parameters of the run.

    Returns
    -------
    bool
        True where both reach their thresholds.
    """
    return implemented_index >= p.deep_integration_index and supranational >= p.deep_integration_supranational
