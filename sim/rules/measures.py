"""Observables: how the state of the model would look to someone who counts and reads the news.

Measurement only: nothing here feeds back. Every map is a parameter with a source
(seeds/parameters/measures.yaml).
"""

from __future__ import annotations

from sim.rules.compiled import rule
from sim.rules.numerics import exp, log, relu
from sim.rules.shapes import Parameters


@rule
def road_maps_signed(signed: float, road_maps_total: float) -> float:
    """Return how many of the road maps are signed, rounded to the nearest (C5).

    Parameters
    ----------
    signed : float
        Signed share of the road maps, 0 to 1.
    road_maps_total : float
        Number of road maps there are.

    Returns
    -------
    float
        Whole number of documents.
    """
    return float(int(road_maps_total * signed + 0.5))


@rule
def turnout(mobilisation: float, shock: float, p: Parameters) -> float:
    """Return the people on the biggest day of a month, anchored at February 2021 and August 2020.

    The map is exponential, so it is capped where it would leave what was ever claimed.

    Parameters
    ----------
    mobilisation : float
        Mobilisation, 0 to 1.
    shock : float
        Standard normal number.
    p : Parameters
        Parameters of the run.

    Returns
    -------
    float
        People, at most `turnout_largest`.
    """
    scale = (mobilisation - p.turnout_reference) / (p.mobilisation_august_2020 - p.turnout_reference)
    people = p.turnout_start * exp(log(p.turnout_ratio) * scale + p.turnout_noise * shock)
    return min(p.turnout_largest, people)


@rule
def prisoners_after(prisoners: float, repression: float, mobilisation: float, p: Parameters) -> float:
    """Return next month's stock of political prisoners.

    Parameters
    ----------
    prisoners : float
        Political prisoners this month, people.
    repression, mobilisation : float
        Shares, 0 to 1.
    p : Parameters
        Parameters of the run.

    Returns
    -------
    float
        People: those still held and those arrested this month.
    """
    floor = p.prisoners_floor
    seen = floor + (1.0 - floor) * mobilisation / p.prisoners_mobilisation_reference
    arrested = p.prisoners_inflow * (repression / p.prisoners_repression_reference) * seen
    return p.prisoners_release * prisoners + arrested


@rule
def sanctions_chance(repression: float, protest_change: float, p: Parameters) -> float:
    """Return the chance of a new round of EU sanctions within the month.

    Parameters
    ----------
    repression : float
        Repression, 0 to 1.
    protest_change : float
        Change of mobilisation over the month, a share.
    p : Parameters
        Parameters of the run.

    Returns
    -------
    float
        Probability, 0 to 1.
    """
    rate = (
        p.sanctions_base
        + p.sanctions_repression * relu(repression - p.sanctions_repression_reference)
        + p.eu_trigger
    )
    if protest_change > p.sanctions_protest_jump:
        rate += p.sanctions_protest
    return 1.0 - exp(-rate)


@rule
def yearly_growth(activity_gap: float, activity_gap_year_ago: float, growth_trend: float) -> float:
    """Return the growth of GDP over twelve months, per cent.

    Parameters
    ----------
    activity_gap, activity_gap_year_ago : float
        Output gaps, share of output.
    growth_trend : float
        Growth at a constant output gap, share a year.

    Returns
    -------
    float
        Per cent a year.
    """
    return 100.0 * (growth_trend + activity_gap - activity_gap_year_ago)
