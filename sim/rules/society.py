"""Society: grievance, protest as a threshold process, regime strength, the epidemic.

Sources: Granovetter 1978 (thresholds); Kuran 1991 (grievance hidden until the lower root
vanishes).
"""

from __future__ import annotations

from sim.rules.compiled import fused, rule
from sim.rules.numerics import clip, normal_cdf, relu
from sim.rules.shapes import Parameters


@rule
def approach(value: float, target: float, speed: float) -> float:
    """Return `value` moved towards `target` by the share `speed` of the gap.

    Parameters
    ----------
    value, target : float
        In the same unit.
    speed : float
        Share of the gap closed a month.

    Returns
    -------
    float
        In the unit of `value`.
    """
    return value + speed * (target - value)


@fused
def willing_share(active: float, push: float, threshold_mean: float, threshold_spread: float) -> float:
    """Return the share of people whose threshold is at or below what they see and feel.

    `active` is the share already active, `push` what moves people beside it; thresholds are normal.

    Parameters
    ----------
    active : float
        Share already active, 0 to 1.
    push : float
        As `protest_push` returns it, in units of the threshold scale.
    threshold_mean, threshold_spread : float
        Mean and standard deviation of the thresholds, shares; the latter above 0.

    Returns
    -------
    float
        A share, 0 to 1.
    """
    return normal_cdf((active + push - threshold_mean) * (1.0 / threshold_spread))


@fused
def mobilisation_after(
    mobilisation: float,
    push: float,
    threshold_mean: float,
    threshold_spread: float,
    protest_speed: float,
) -> float:
    """Return next month's mobilisation: a part of the gap to those willing is closed.

    Parameters
    ----------
    mobilisation : float
        Share active this month, 0 to 1.
    push : float
        As `protest_push` returns it, with the month's shock where there is one.
    threshold_mean, threshold_spread : float
        Mean and standard deviation of the thresholds, shares; the latter above 0.
    protest_speed : float
        Share of the gap closed a month.

    Returns
    -------
    float
        A share, 0 to 1.
    """
    willing = willing_share(mobilisation, push, threshold_mean, threshold_spread)
    return mobilisation + protest_speed * (willing - mobilisation)


@rule
def protest_push(grievance: float, repression: float, backing: float, p: Parameters) -> float:
    """Return what moves people beside the crowd: grievance, less repression and Moscow's backing.

    Parameters
    ----------
    grievance : float
        A share, 0 to 1.
    repression : float
        What deters people: repression, and what Moscow's help in suppression adds to it.
    backing : float
        Public backing by the Kremlin, 0 to 1, and what help in kind adds to it.
    p : Parameters
        Parameters of the run.

    Returns
    -------
    float
        In units of the threshold scale; negative where deterrence outweighs grievance.
    """
    return (
        p.grievance_pull * grievance - p.repression_deterrence * repression - p.backing_deterrence * backing
    )


@rule
def grievance_target(
    activity_gap: float,
    provocation: float,
    repression: float,
    mobilisation: float,
    covid_load: float,
    leak_shock: float,
    p: Parameters,
) -> float:
    """Return where grievance heads: hard times, visible integration, beaten protest, covid, leaks.

    Parameters
    ----------
    activity_gap : float
        Output gap, share of output; only a negative one adds grievance.
    provocation : float
        Sum over the issues, as `provocation_of` returns it for each.
    repression, mobilisation, covid_load : float
        Shares, 0 to 1.
    leak_shock : float
        What this month's leaks add, as `leak_anger` returns it.
    p : Parameters
        Parameters of the run.

    Returns
    -------
    float
        A share, 0 to 1.
    """
    return clip(
        p.grievance_base
        + p.grievance_activity * relu(-activity_gap)
        + provocation
        + p.grievance_repression * repression * mobilisation
        + p.grievance_covid * covid_load
        + leak_shock
    )


@rule
def provocation_of(weight: float, signed: float, implemented: float, text_provocation: float) -> float:
    """Return how much one issue's public state provokes: text signed weighs a part of what is done.

    Parameters
    ----------
    weight : float
        Grievance per unit delivered of the issue; negative where it soothes.
    signed, implemented : float
        Public shares of the issue, 0 to 1.
    text_provocation : float
        Weight of what is signed and not implemented, 0 to 1.

    Returns
    -------
    float
        Grievance, a share.
    """
    return weight * (implemented + text_provocation * (signed - implemented))


@fused
def strength_target(
    subsidy: float,
    backing: float,
    activity_gap: float,
    mobilisation: float,
    reform: float,
    repression: float,
    suppression: float,
    p: Parameters,
) -> float:
    """Return where regime strength heads (`suppression` is 1 if Moscow helps to put protest down).

    Parameters
    ----------
    subsidy : float
        Subsidy, bn USD a month.
    backing : float
        Public backing by the Kremlin, 0 to 1.
    activity_gap : float
        Output gap, share of output.
    mobilisation : float
        Protest, 0 to 1.
    reform : float
        Implemented share of constitutional reform, 0 to 1.
    repression : float
        Repression, 0 to 1.
    suppression : float
        1 or 0.
    p : Parameters
        Parameters of the run.

    Returns
    -------
    float
        A share, 0 to 1.
    """
    return clip(
        p.strength_base
        + p.strength_subsidy * subsidy
        + p.strength_backing * backing
        + p.strength_activity * activity_gap
        + p.strength_mobilisation * mobilisation
        + p.strength_reform * reform
        + p.strength_repression * repression
        + p.suppression_strength * suppression
    )


@rule
def covid_after(
    covid_load: float, vaccine_capacity: float, covid_decay: float, covid_vaccine: float
) -> float:
    """Return next month's epidemic load: it ebbs, faster with vaccines.

    Parameters
    ----------
    covid_load, vaccine_capacity : float
        Shares this month, 0 to 1.
    covid_decay : float
        Share of the load kept a month without vaccine.
    covid_vaccine : float
        Share by which full capacity lowers the load further.

    Returns
    -------
    float
        A share, 0 to 1.
    """
    return clip(covid_decay * covid_load * (1.0 - covid_vaccine * vaccine_capacity))


@rule
def vaccine_after(vaccine_capacity: float, vaccine_speed: float) -> float:
    """Return next month's capacity to vaccinate, once the know-how was given (C4).

    Parameters
    ----------
    vaccine_capacity : float
        Capacity this month, 0 to 1.
    vaccine_speed : float
        Share of the gap to full capacity closed a month.

    Returns
    -------
    float
        A share, 0 to 1.
    """
    return vaccine_capacity + vaccine_speed * (1.0 - vaccine_capacity)
