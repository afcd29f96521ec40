"""What each side gains and loses in a month, and what each ending is worth to it.

Unit: one month of Minsk's normal tenure is 1. Every flow keeps its terms apart, so that a trace
can show the reasons of a decision; `kremlin_total` and `minsk_total` add them in a fixed order.
"""

from __future__ import annotations

from typing import NamedTuple

from sim.rules.compiled import fused, rule
from sim.rules.economy import shortage
from sim.rules.endings import Rates
from sim.rules.numerics import clip, relu
from sim.rules.shapes import Parameters

NO_HELP, IN_KIND, SUPPRESSION = range(3)


class KremlinFlow(NamedTuple):
    """The Kremlin's gains (positive) and losses (negative) in a month, payoff units.

    `strength` is to be multiplied by the type's appetite for replacement and `protest` by the
    belief in a colour revolution: see `kremlin_total`.
    """

    dominance: float
    integration: float
    exercise: float
    subsidy: float
    confrontation: float
    windfall: float
    image: float
    help: float
    strength: float
    protest: float


class MinskFlow(NamedTuple):
    """Minsk's gains and losses in a month, payoff units.

    `sovereignty` is to be multiplied by the type's sensitivity: see `minsk_total`.
    """

    tenure: float
    activity: float
    income: float
    backing: float
    protest: float
    repression: float
    confrontation: float
    overture: float
    rhetoric: float
    sovereignty: float


class EndingValues(NamedTuple):
    """What one side gets where it ends, as a present value in payoff units."""

    collapse: float
    replaced: float
    reopening: float
    rupture: float


@fused
def help_cost(help: float, p: Parameters) -> float:
    """Return what the Kremlin's cheap help costs it a month (C4, C26)."""
    in_kind = p.in_kind_cost if help == IN_KIND else 0.0
    return p.suppression_cost if help == SUPPRESSION else in_kind


@fused
def exercise_calm(
    months_to_exercise: float, mobilisation: float, confrontation: float, exercise_window: float
) -> float:
    """Return how well an exercise close at hand would look: calm streets and no quarrel (C38)."""
    if 0.0 <= months_to_exercise <= exercise_window:
        return (1.0 - mobilisation) * (1.0 - confrontation)
    return 0.0


@fused
def kremlin_flow(
    prized_integration: float,
    calm: float,
    subsidy: float,
    confrontation: float,
    windfall: float,
    pro_russian_share: float,
    help: float,
    strength: float,
    mobilisation: float,
    p: Parameters,
) -> KremlinFlow:
    """Return the terms of the Kremlin's month.

    `prized_integration` is the weighted implemented share with the last road maps counted more,
    `calm` from `exercise_calm`, `subsidy` bn USD a month, `windfall` the discount against the hub.
    """
    return KremlinFlow(
        dominance=p.dominance_value,
        integration=p.integration_value * prized_integration,
        exercise=p.exercise_value * calm,
        subsidy=-(p.subsidy_cost_linear + p.subsidy_cost_quadratic * subsidy) * subsidy,
        confrontation=-p.confrontation_cost_kremlin * confrontation,
        windfall=-p.windfall_cost * windfall,
        image=-p.image_cost * (p.image_reference - pro_russian_share),
        help=-help_cost(help, p),
        strength=-p.strength_cost * strength,
        protest=-p.protest_cost * mobilisation,
    )


@fused
def kremlin_total(flow: KremlinFlow, appetite: float, belief: float) -> float:
    """Return the Kremlin's flow for a type's appetite for replacement and a colour-revolution belief."""
    steady = (
        flow.dominance
        + flow.integration
        + flow.exercise
        + flow.subsidy
        + flow.confrontation
        + flow.windfall
        + flow.image
        + flow.help
    )
    return steady + appetite * flow.strength + belief * flow.protest


@fused
def minsk_flow(
    activity_gap: float,
    income: float,
    backing: float,
    mobilisation: float,
    repression: float,
    confrontation: float,
    overture: float,
    rhetoric: float,
    surrendered: float,
    p: Parameters,
) -> MinskFlow:
    """Return the terms of Minsk's month.

    `income` is the subsidy and Western trade, bn USD a month; `surrendered` the weighted implemented
    share with the last road maps counted dearer.
    """
    return MinskFlow(
        tenure=p.tenure_value,
        activity=p.activity_value * activity_gap,
        income=p.subsidy_value * income,
        backing=p.backing_value * backing,
        protest=-p.protest_cost_minsk * mobilisation,
        repression=-p.repression_cost * repression * repression,
        confrontation=-p.confrontation_cost_minsk * confrontation,
        overture=-p.overture_cost * overture,
        rhetoric=-p.rhetoric_cost * rhetoric,
        sovereignty=-p.sovereignty_cost * surrendered,
    )


@fused
def minsk_steady(flow: MinskFlow) -> float:
    """Return the part of Minsk's flow that is the same for every type."""
    return (
        flow.tenure
        + flow.activity
        + flow.income
        + flow.backing
        + flow.protest
        + flow.repression
        + flow.confrontation
        + flow.overture
        + flow.rhetoric
    )


@rule
def minsk_total(flow: MinskFlow, sensitivity: float) -> float:
    """Return Minsk's flow for a type's sensitivity to sovereignty."""
    return minsk_steady(flow) + sensitivity * flow.sovereignty


@rule
def default_risk(reserves: float, in_arrears: float, p: Parameters) -> float:
    """Return the chance that a Russian loan is not paid back."""
    return clip(
        p.default_risk_base
        + p.default_risk_reserves * shortage(reserves, p.reserves_thin)
        + p.default_risk_arrears * in_arrears
    )


@rule
def loan_burden(loan: float, risk: float, p: Parameters) -> float:
    """Return what promising a loan of `loan` bn USD costs the Kremlin at once."""
    return (p.loan_cost + p.default_cost * risk) * loan


@rule
def pressing_burden(demand: float, trouble: float, tension: float, p: Parameters) -> float:
    """Return what pressing costs the Kremlin, whatever the answer.

    `demand` is the size of its own offer as a share of the largest; trouble at home (C14) and
    tension with the West (C15) make pressing dearer.
    """
    attention = 1.0 + p.pressure_cost_trouble * trouble + p.pressure_cost_tension * tension
    return attention * (p.pressure_cost_linear + p.pressure_cost * demand) * demand


@rule
def publicity(demands_anything: bool, demands_fuel: bool, p: Parameters) -> float:
    """Return the show value of a public concession: fuel through Russian ports shows best (C44)."""
    if demands_fuel:
        return p.publicity_fuel
    return p.publicity_other if demands_anything else 0.0


@fused
def kremlin_endings(
    belief: float, trouble: float, tension: float, appetite: float, p: Parameters
) -> EndingValues:
    """Return what each ending is worth to the Kremlin.

    Collapse is the worse the more it looks like a Western colour revolution, the more trouble at
    home it could feed, and the deeper the crisis with the West (C13, C37).
    """
    collapse = (
        p.value_kremlin_collapse
        + p.value_kremlin_collapse_belief * belief
        + p.value_kremlin_collapse_belief_trouble * trouble * belief
        + p.value_kremlin_collapse_tension * belief * tension
    )
    return EndingValues(
        collapse=collapse,
        replaced=p.value_kremlin_replaced + p.value_kremlin_replaced_appetite * appetite,
        reopening=p.value_kremlin_reopening,
        rupture=p.value_kremlin_rupture,
    )


@fused
def minsk_endings(isolation: float, p: Parameters) -> EndingValues:
    """Return what each ending is worth to Minsk: reopening is worth the more the wider the West opens."""
    return EndingValues(
        collapse=p.value_minsk_collapse,
        replaced=p.value_minsk_replaced,
        reopening=p.value_minsk_reopening * (1.0 - isolation),
        rupture=p.value_minsk_rupture,
    )


@fused
def expected_ending(chance: Rates, value: EndingValues) -> float:
    """Return the expected value of ending this month."""
    return (
        chance.collapse * value.collapse
        + chance.replaced * value.replaced
        + chance.reopening * value.reopening
        + chance.rupture * value.rupture
    )


@fused
def annuity(flow: float, patience: float, ending: float, survival: float) -> float:
    """Return the value of a flow for ever that may end: exact for a constant state.

    `ending` is the expected value of endings a month, `survival` the chance that none strikes.
    """
    return (flow + patience * ending) / (1.0 - patience * survival)


@rule
def surplus(value: float, disagreement: float) -> float:
    """Return a side's gain over its disagreement point, 0 where it would lose."""
    return relu(value - disagreement)
