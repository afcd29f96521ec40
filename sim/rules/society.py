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
    """Return `value` moved towards `target` by the share `speed` of the gap."""
    return value + speed * (target - value)


@fused
def willing_share(active: float, push: float, threshold_mean: float, threshold_spread: float) -> float:
    """Return the share of people whose threshold is at or below what they see and feel.

    `active` is the share already active, `push` what moves people beside it; thresholds are normal.
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
    """Return next month's mobilisation: a part of the gap to those willing is closed."""
    willing = willing_share(mobilisation, push, threshold_mean, threshold_spread)
    return mobilisation + protest_speed * (willing - mobilisation)


@rule
def protest_push(grievance: float, repression: float, backing: float, p: Parameters) -> float:
    """Return what moves people beside the crowd: grievance, less repression and Moscow's backing."""
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
    """Return where grievance heads: hard times, visible integration, beaten protest, covid, leaks."""
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
    """Return how much one issue's public state provokes: text signed weighs a part of what is done."""
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
    """Return where regime strength heads (`suppression` is 1 if Moscow helps to put protest down)."""
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
    """Return next month's epidemic load: it ebbs, faster with vaccines."""
    return clip(covid_decay * covid_load * (1.0 - covid_vaccine * vaccine_capacity))


@rule
def vaccine_after(vaccine_capacity: float, vaccine_speed: float) -> float:
    """Return next month's capacity to vaccinate, once the know-how was given (C4)."""
    return vaccine_capacity + vaccine_speed * (1.0 - vaccine_capacity)
