"""What an action path is worth to each side: the month, the state projected as if it lasted, the endings.

The equations are in sim/MODEL.md, section "Looking ahead".
"""

from __future__ import annotations

from sim.rules.compiled import fused
from sim.rules.endings import Rates, chances
from sim.rules.payoffs import (
    KremlinFlow,
    MinskFlow,
    annuity,
    exercise_calm,
    expected_ending,
    kremlin_endings,
    kremlin_flow,
    kremlin_total,
    minsk_endings,
    minsk_flow,
    minsk_steady,
)
from sim.rules.projection import ActionPath, Integration, ProjectedState
from sim.rules.shapes import Ahead, Parameters, State, ValueColumns
from sim.rules.west import overture_trade

KREMLIN_TYPES = 3


@fused
def kremlin_now(state: State, p: Parameters, prized: float, windfall: float, path: ActionPath) -> KremlinFlow:
    """Return what an action path brings the Kremlin this month; `prized` is integration as it values it.

    Parameters
    ----------
    state : State
        State of the run this month.
    p : Parameters
        Parameters of the run.
    prized : float
        Weighted implemented share, as `implemented_prize` returns it.
    windfall : float
        Discount against the hub price of gas, bn USD a month.
    path : ActionPath
        What is done this month.

    Returns
    -------
    KremlinFlow
        Payoff units a month, one-off gains apart.
    """
    calm = exercise_calm(state.months_to_exercise, state.mobilisation, path.confrontation, p.exercise_window)
    return kremlin_flow(
        prized_integration=prized,
        calm=calm,
        subsidy=path.subsidy_now,
        confrontation=path.confrontation,
        windfall=windfall,
        pro_russian_share=state.pro_russian_share,
        help=path.help,
        strength=state.strength,
        mobilisation=state.mobilisation,
        p=p,
    )


@fused
def minsk_now(state: State, p: Parameters, surrendered: float, path: ActionPath) -> MinskFlow:
    """Return what an action path brings Minsk this month; `surrendered` is the sovereignty given up.

    Parameters
    ----------
    state : State
        State of the run this month.
    p : Parameters
        Parameters of the run.
    surrendered : float
        Weighted implemented share, as `implemented_sacrifice` returns it.
    path : ActionPath
        What is done this month.

    Returns
    -------
    MinskFlow
        Payoff units a month, one-off losses apart.
    """
    trade = overture_trade(state.isolation, path.repression, path.overture, p.overture_income)
    return minsk_flow(
        activity_gap=state.activity_gap,
        income=path.subsidy_now + trade,
        backing=state.backing,
        mobilisation=state.mobilisation,
        repression=path.repression,
        confrontation=path.confrontation,
        overture=path.overture,
        rhetoric=path.rhetoric,
        surrendered=surrendered,
        p=p,
    )


@fused
def write_minsk_value(
    table: ValueColumns,
    k: int,
    state: State,
    p: Parameters,
    ahead: Ahead,
    integration: Integration,
    projected: ProjectedState,
    path: ActionPath,
) -> None:
    """Write what an action path is worth to Minsk, one-off losses apart, into row `k` of a table.

    The value is `minsk_base - sensitivity * minsk_sovereignty`.

    Parameters
    ----------
    table : ValueColumns
        Table whose columns `minsk_base` and `minsk_sovereignty` are written, payoff units.
    k : int
        Row of the table.
    state : State
        State of the run this month.
    p : Parameters
        Parameters of the run.
    ahead : Ahead
        What the action paths of the month share.
    integration : Integration
        The five issues as projected.
    projected : ProjectedState
        State at the end of the look-ahead.
    path : ActionPath
        What is done this month and taken to go on.
    """
    patience = p.minsk_patience
    now = minsk_now(state, p, ahead.surrendered_now, path)
    trade = overture_trade(projected.isolation, path.repression, path.overture, p.overture_income)
    then = minsk_flow(
        activity_gap=projected.activity,
        income=path.subsidy_ahead + trade,
        backing=projected.backing,
        mobilisation=projected.mobilisation,
        repression=path.repression,
        confrontation=projected.confrontation,
        overture=path.overture,
        rhetoric=path.rhetoric,
        surrendered=integration.surrendered,
        p=p,
    )
    chance = chances(projected.rates)
    alive = survival(chance)
    ending = expected_ending(chance, minsk_endings(projected.isolation, p))
    lasting = annuity(minsk_steady(then), patience, ending, alive)
    surrendering = annuity(-then.sovereignty, patience, 0.0, alive)
    table.minsk_base[k] = minsk_steady(now) + (0.0 if projected.deep else patience * lasting)
    table.minsk_sovereignty[k] = -now.sovereignty + (
        -patience * p.value_minsk_deep_integration if projected.deep else patience * surrendering
    )


@fused
def write_kremlin_value(
    table: ValueColumns,
    k: int,
    state: State,
    p: Parameters,
    ahead: Ahead,
    integration: Integration,
    projected: ProjectedState,
    path: ActionPath,
    kremlin_type: int,
    telling: bool,
) -> None:
    """Write what an action path is worth to the Kremlin, without one-off gains, into row `k` of a table.

    `kremlin_own` is its own value; `kremlin_by_type` (3,), written only where the choice will be
    `telling`, what Minsk takes a gradualist, an integrator and a replacer to gain.

    Parameters
    ----------
    table : ValueColumns
        Table whose columns `kremlin_own` and `kremlin_by_type` are written, payoff units.
    k : int
        Row of the table.
    state : State
        State of the run this month.
    p : Parameters
        Parameters of the run.
    ahead : Ahead
        What the action paths of the month share.
    integration : Integration
        The five issues as projected.
    projected : ProjectedState
        State at the end of the look-ahead.
    path : ActionPath
        What is done this month and taken to go on.
    kremlin_type : int
        Type whose value is written to `kremlin_own`: 0 gradualist, 1 integrator, 2 replacer.
    telling : bool
        Whether Minsk infers the Kremlin's type from the choice.
    """
    now = kremlin_now(state, p, ahead.prized_now, ahead.windfall, path)
    calm = exercise_calm(
        state.months_to_exercise, projected.mobilisation, projected.confrontation, p.exercise_window
    )
    then = kremlin_flow(
        prized_integration=integration.prized,
        calm=calm,
        subsidy=path.subsidy_ahead,
        confrontation=projected.confrontation,
        windfall=ahead.windfall,
        pro_russian_share=projected.image,
        help=path.help,
        strength=projected.strength,
        mobilisation=projected.mobilisation,
        p=p,
    )
    seen = chances(projected.rates)
    known = seen
    if path.pushed != path.push_seen:
        rates = projected.rates
        known = chances(Rates(rates.collapse, projected.replaced_known, rates.reopening, rates.rupture))
    trouble, tension, deep = state.russian_trouble, projected.tension, projected.deep
    belief = state.colour_revolution_belief
    table.kremlin_own[k] = kremlin_value(
        now, then, known, survival(known), belief, kremlin_type, trouble, tension, deep, p
    )
    if not telling:
        return
    alive = survival(seen)
    for kind in range(KREMLIN_TYPES):
        table.kremlin_by_type[kind, k] = kremlin_value(
            now, then, seen, alive, p.c_common, kind, trouble, tension, deep, p
        )


@fused
def survival(chance: Rates) -> float:
    """Return the chance that no ending strikes within the month.

    Parameters
    ----------
    chance : Rates
        Probability of each ending within the month.

    Returns
    -------
    float
        Probability, 0 to 1.
    """
    return 1.0 - (chance.collapse + chance.replaced + chance.reopening + chance.rupture)


@fused
def kremlin_value(
    now: KremlinFlow,
    then: KremlinFlow,
    chance: Rates,
    alive: float,
    belief: float,
    kind: int,
    trouble: float,
    tension: float,
    deep: bool,
    p: Parameters,
) -> float:
    """Return what an action path is worth to one type of Kremlin under one colour-revolution belief.

    Parameters
    ----------
    now, then : KremlinFlow
        Terms of this month, and of a month of the projected state.
    chance : Rates
        Probability of each ending within a month of the projected state.
    alive : float
        Probability that none strikes.
    belief : float
        Probability that protest is a Western colour revolution.
    kind : int
        Type: 0 gradualist, 1 integrator, 2 replacer.
    trouble, tension : float
        Trouble in Russia and tension with the West, shares, 0 to 1.
    deep : bool
        Whether the projected state passes the test for deep integration.
    p : Parameters
        Parameters of the run.

    Returns
    -------
    float
        Present value without one-off gains, payoff units.
    """
    appetite = p.replacement_appetite_by_type[kind]
    patience = p.kremlin_patience_by_type[kind]
    ending = expected_ending(chance, kremlin_endings(belief, trouble, tension, appetite, p))
    lasting = annuity(kremlin_total(then, appetite, belief), patience, ending, alive)
    after = p.value_kremlin_deep_integration if deep else lasting
    return kremlin_total(now, appetite, belief) + patience * after
