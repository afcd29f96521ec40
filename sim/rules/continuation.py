"""What an action path is worth by a value table: the month, its endings, and the state it leaves.

The state is projected one month ahead by the same rules as any look-ahead; what it is worth stands in a table
on a grid of states. The equations are in sim/MODEL.md, section "The farsighted mind".
"""

from __future__ import annotations

from typing import NamedTuple

from sim.rules.compiled import fused, rule
from sim.rules.endings import Rates, chances
from sim.rules.payoffs import (
    expected_ending,
    kremlin_endings,
    kremlin_total,
    minsk_endings,
    minsk_steady,
)
from sim.rules.projection import ActionPath, Integration, ProjectedState, project
from sim.rules.shapes import Ahead, Parameters, State, Vector
from sim.rules.state_grid import value_at
from sim.rules.valuation import kremlin_now, minsk_now, survival


@fused
def this_month(path: ActionPath, tranche: float) -> ActionPath:
    """Return an action path as far as one month sees: what is paid in it, and no more.

    Parameters
    ----------
    path : ActionPath
        Action path with what is paid now and what is paid ahead.
    tranche : float
        Loan tranche paid this month, bn USD.

    Returns
    -------
    ActionPath
        The same path, with this month's subsidy and tranche as those ahead.
    """
    return ActionPath(
        path.subsidy_now,
        path.subsidy_now,
        tranche,
        path.backing,
        path.repression,
        path.overture,
        path.help,
        path.rhetoric,
        path.confrontation,
        path.friction_ahead,
        path.pushed,
        path.push_seen,
    )


class MonthAhead(NamedTuple):
    """What an action path comes to in a month, as a side sees it.

    `sure` is the worth of the month, one-off gains apart, and of what may end it; `alive` the weight of going
    on from the state that is reached.
    """

    sure: float
    alive: float
    strength: float
    mobilisation: float
    integration: float
    reserves: float  # in units of what counts as thin
    isolation: float


@fused
def month_ahead(
    now: float,
    patience: float,
    ending: float,
    alive: float,
    deep: float,
    projected: ProjectedState,
    integration: Integration,
    reserves_thin: float,
) -> MonthAhead:
    """Return what a month comes to that is worth `now`; `deep` is what deep integration is worth.

    Parameters
    ----------
    now : float
        Payoff of the month, one-off gains apart, payoff units.
    patience : float
        Weight of next month, 0 to 1.
    ending : float
        Expected value of the endings that may strike within the month, payoff units.
    alive : float
        Chance that no ending strikes within the month.
    deep : float
        Value of deep integration to the side, payoff units.
    projected : ProjectedState
        State one month ahead.
    integration : Integration
        The five issues one month ahead.
    reserves_thin : float
        Level of reserves that counts as thin, bn USD.

    Returns
    -------
    MonthAhead
        With weight 0 of going on where the state passes the test for deep integration.
    """
    return MonthAhead(
        now + patience * (deep if projected.deep else ending),
        0.0 if projected.deep else patience * alive,
        projected.strength,
        projected.mobilisation,
        integration.weighted,
        projected.reserves / reserves_thin,
        projected.isolation,
    )


@fused
def kremlin_month_ahead(
    state: State, p: Parameters, near: Ahead, integration: Integration, crowd: float, path: ActionPath
) -> MonthAhead:
    """Return what an action path comes to in a month for the Kremlin.

    Parameters
    ----------
    state : State
        State of the run this month; its `kremlin_type` and colour-revolution belief decide the value.
    p : Parameters
        Parameters of the run.
    near : Ahead
        What the action paths of the month share, for one month ahead.
    integration : Integration
        The five issues one month ahead.
    crowd : float
        Mobilisation one month ahead, a share.
    path : ActionPath
        Action path as `this_month` returns it.

    Returns
    -------
    MonthAhead
        Values in payoff units, at the rate of replacement that the Kremlin knows.
    """
    projected = project(state, p, near, integration, crowd, path)
    kind, belief = int(state.kremlin_type), state.colour_revolution_belief
    appetite = p.replacement_appetite_by_type[kind]
    now = kremlin_now(state, p, near.prized_now, near.windfall, path)
    rates = projected.rates
    chance = chances(Rates(rates.collapse, projected.replaced_known, rates.reopening, rates.rupture))
    ends = kremlin_endings(belief, state.russian_trouble, projected.tension, appetite, p)
    return month_ahead(
        now=kremlin_total(now, appetite, belief),
        patience=p.kremlin_patience_by_type[kind],
        ending=expected_ending(chance, ends),
        alive=survival(chance),
        deep=p.value_kremlin_deep_integration,
        projected=projected,
        integration=integration,
        reserves_thin=p.reserves_thin,
    )


@fused
def minsk_month_ahead(
    state: State, p: Parameters, near: Ahead, integration: Integration, crowd: float, path: ActionPath
) -> MonthAhead:
    """Return what an action path comes to in a month for Minsk.

    Parameters
    ----------
    state : State
        State of the run this month; its `minsk_type` decides the sensitivity to sovereignty.
    p : Parameters
        Parameters of the run.
    near : Ahead
        What the action paths of the month share, for one month ahead.
    integration : Integration
        The five issues one month ahead.
    crowd : float
        Mobilisation one month ahead, a share.
    path : ActionPath
        Action path as `this_month` returns it.

    Returns
    -------
    MonthAhead
        Values in payoff units, at the rate of replacement that Minsk sees.
    """
    projected = project(state, p, near, integration, crowd, path)
    sensitivity = p.sovereignty_sensitivity_by_type[int(state.minsk_type)]
    now = minsk_now(state, p, near.surrendered_now, path)
    chance = chances(projected.rates)
    return month_ahead(
        now=minsk_steady(now) + sensitivity * now.sovereignty,
        patience=p.minsk_patience,
        ending=expected_ending(chance, minsk_endings(projected.isolation, p)),
        alive=survival(chance),
        deep=sensitivity * p.value_minsk_deep_integration,
        projected=projected,
        integration=integration,
        reserves_thin=p.reserves_thin,
    )


@rule
def month_value(table: Vector, seen: MonthAhead, lent: float) -> float:
    """Return what a month is worth, states by a table; `lent` comes on top of reserves, in their unit.

    Parameters
    ----------
    table : (960,) float64
        Value of each node of `sim.rules.state_grid` to the side, payoff units.
    seen : MonthAhead
        What the month comes to.
    lent : float
        Loan not yet in the projected reserves, in units of `reserves_thin`.

    Returns
    -------
    float
        Present value, payoff units.
    """
    value = value_at(
        table, seen.strength, seen.mobilisation, seen.integration, seen.reserves + lent, seen.isolation
    )
    return seen.sure + seen.alive * value
