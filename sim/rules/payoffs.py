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
    """Return what the Kremlin's cheap help costs it a month (C4, C26).

    Parameters
    ----------
    help : float
        `NO_HELP`, `IN_KIND` or `SUPPRESSION`.
    p : Parameters
        Parameters of the run.

    Returns
    -------
    float
        Payoff units a month.
    """
    in_kind = p.in_kind_cost if help == IN_KIND else 0.0
    return p.suppression_cost if help == SUPPRESSION else in_kind


@fused
def exercise_calm(
    months_to_exercise: float, mobilisation: float, confrontation: float, exercise_window: float
) -> float:
    """Return how well an exercise close at hand would look: calm streets and no quarrel (C38).

    Parameters
    ----------
    months_to_exercise : float
        Months until the exercise, 0 in its own; negative once it is over, or where none is announced.
    mobilisation, confrontation : float
        Shares, 0 to 1.
    exercise_window : float
        Months before the exercise from which on calm counts.

    Returns
    -------
    float
        From 0 to 1; 0 outside the window.
    """
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

    Parameters
    ----------
    prized_integration : float
        Weighted implemented share, as `implemented_prize` returns it.
    calm : float
        From 0 to 1, as `exercise_calm` returns it.
    subsidy : float
        Subsidy paid, bn USD a month.
    confrontation : float
        Confrontation of the month, 0 to 1.
    windfall : float
        Discount against the hub price of gas, bn USD a month.
    pro_russian_share : float
        Share of Belarusians, 0 to 1.
    help : float
        `NO_HELP`, `IN_KIND` or `SUPPRESSION`.
    strength, mobilisation : float
        Strength of the regime and protest, shares, 0 to 1.
    p : Parameters
        Parameters of the run.

    Returns
    -------
    KremlinFlow
        Payoff units a month; the equation is in sim/MODEL.md, section "Payoffs".
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
    """Return the Kremlin's flow for a type's appetite for replacement and a colour-revolution belief.

    Parameters
    ----------
    flow : KremlinFlow
        Terms of the month.
    appetite : float
        Appetite of the type for replacing the leader, 0 to 1.
    belief : float
        Probability that protest is a Western colour revolution.

    Returns
    -------
    float
        Payoff units a month.
    """
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

    Parameters
    ----------
    activity_gap : float
        Output gap, share of output.
    income : float
        Subsidy and Western trade, bn USD a month.
    backing, mobilisation, repression, confrontation : float
        Shares, 0 to 1.
    overture, rhetoric : float
        1 if Minsk courts the West, or speaks loudly of the common threat, else 0.
    surrendered : float
        Weighted implemented share, as `implemented_sacrifice` returns it.
    p : Parameters
        Parameters of the run.

    Returns
    -------
    MinskFlow
        Payoff units a month; the equation is in sim/MODEL.md, section "Payoffs".
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
    """Return the part of Minsk's flow that is the same for every type.

    Parameters
    ----------
    flow : MinskFlow
        Terms of the month.

    Returns
    -------
    float
        Payoff units a month, without the term of sovereignty.
    """
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
    """Return Minsk's flow for a type's sensitivity to sovereignty.

    Parameters
    ----------
    flow : MinskFlow
        Terms of the month.
    sensitivity : float
        Sensitivity of the type to sovereignty, a pure number (staller = 1).

    Returns
    -------
    float
        Payoff units a month.
    """
    return minsk_steady(flow) + sensitivity * flow.sovereignty


@rule
def default_risk(reserves: float, in_arrears: float, p: Parameters) -> float:
    """Return the chance that a Russian loan is not paid back.

    Parameters
    ----------
    reserves : float
        Reserves, bn USD.
    in_arrears : float
        1 if there are arrears, else 0.
    p : Parameters
        Parameters of the run.

    Returns
    -------
    float
        Probability, 0 to 1.
    """
    return clip(
        p.default_risk_base
        + p.default_risk_reserves * shortage(reserves, p.reserves_thin)
        + p.default_risk_arrears * in_arrears
    )


@rule
def loan_burden(loan: float, risk: float, p: Parameters) -> float:
    """Return what promising a loan of `loan` bn USD costs the Kremlin at once.

    Parameters
    ----------
    loan : float
        Loan promised, bn USD.
    risk : float
        Probability that it is not paid back.
    p : Parameters
        Parameters of the run.

    Returns
    -------
    float
        Payoff units, once; a cost is positive.
    """
    return (p.loan_cost + p.default_cost * risk) * loan


@rule
def pressing_burden(demand: float, trouble: float, tension: float, p: Parameters) -> float:
    """Return what pressing costs the Kremlin, whatever the answer.

    `demand` is the size of its own offer as a share of the largest; trouble at home (C14) and
    tension with the West (C15) make pressing dearer.

    Parameters
    ----------
    demand : float
        Size of the Kremlin's own offer as a share of the largest demand.
    trouble, tension : float
        Shares, 0 to 1.
    p : Parameters
        Parameters of the run.

    Returns
    -------
    float
        Payoff units, once; a cost is positive.
    """
    attention = 1.0 + p.pressure_cost_trouble * trouble + p.pressure_cost_tension * tension
    return attention * (p.pressure_cost_linear + p.pressure_cost * demand) * demand


@rule
def publicity(demands_anything: bool, demands_fuel: bool, p: Parameters) -> float:
    """Return the show value of a public concession: fuel through Russian ports shows best (C44).

    Parameters
    ----------
    demands_anything, demands_fuel : bool
        What the public agreement contains.
    p : Parameters
        Parameters of the run.

    Returns
    -------
    float
        Payoff units of the Kremlin, once.
    """
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

    Parameters
    ----------
    belief : float
        Probability that protest is a Western colour revolution.
    trouble, tension : float
        Trouble in Russia and tension with the West, shares, 0 to 1.
    appetite : float
        Appetite of the type for replacing the leader, 0 to 1.
    p : Parameters
        Parameters of the run.

    Returns
    -------
    EndingValues
        Present values, payoff units.
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
    """Return what each ending is worth to Minsk: reopening is worth the more the wider the West opens.

    Parameters
    ----------
    isolation : float
        Western isolation, 0 to 1.
    p : Parameters
        Parameters of the run.

    Returns
    -------
    EndingValues
        Present values, payoff units.
    """
    return EndingValues(
        collapse=p.value_minsk_collapse,
        replaced=p.value_minsk_replaced,
        reopening=p.value_minsk_reopening * (1.0 - isolation),
        rupture=p.value_minsk_rupture,
    )


@fused
def expected_ending(chance: Rates, value: EndingValues) -> float:
    """Return the expected value of ending this month.

    Parameters
    ----------
    chance : Rates
        Probability of each ending within the month.
    value : EndingValues
        Present value of each ending.

    Returns
    -------
    float
        Payoff units; the chances are not divided by their sum.
    """
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

    Parameters
    ----------
    flow : float
        Payoff units a month.
    patience : float
        Weight of next month, 0 to 1.
    ending : float
        Expected value of endings a month, payoff units.
    survival : float
        Probability that no ending strikes within the month; below 1 where `patience` is 1.

    Returns
    -------
    float
        Present value, payoff units: `W` in sim/MODEL.md, section "Looking ahead".
    """
    return (flow + patience * ending) / (1.0 - patience * survival)


@rule
def surplus(value: float, disagreement: float) -> float:
    """Return a side's gain over its disagreement point, 0 where it would lose.

    Parameters
    ----------
    value, disagreement : float
        Values of agreeing and of not agreeing, payoff units.

    Returns
    -------
    float
        Payoff units, not negative.
    """
    return relu(value - disagreement)
