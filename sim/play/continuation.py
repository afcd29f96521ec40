"""What a farsighted side sees of the month in the workspace: one month ahead instead of many.

Where neither side is farsighted nothing here does anything.
"""

from __future__ import annotations

from sim.minds.continuation import path_value
from sim.minds.kinds import FARSIGHTED
from sim.minds.workspace import KREMLIN, MINSK, write_integration
from sim.rules.compiled import rule
from sim.rules.issues import BUNDLES
from sim.rules.projection import (
    ActionPath,
    Integration,
    look_months_ahead,
    project_crowds,
    project_integration,
    push_ahead,
)
from sim.rules.shapes import Parameters, Setting, State, Vector, Workspace
from sim.rules.state_grid import NODES


@rule
def open_tables(state: State, p: Parameters, setting: Setting, workspace: Workspace) -> None:
    """Open the month for farsighted sides: next month as all their action paths share it, and their tables.

    A side's table is that of its own type, taken together over what it believes of the other's.

    Equations: sim/MODEL.md, section "The farsighted mind".

    Parameters
    ----------
    state : State
        Types and beliefs of both sides, and stocks of the month's start.
    p : Parameters
        Parameters in force this month.
    setting : Setting
        Minds, and the value tables by types of the Kremlin and Minsk, (3, 3, 960) payoff units.
    workspace : Workspace
        Receives `farsighted` (2,) of 0 or 1, the look of one month `near`, and `values` (2, 960).

    Returns
    -------
    None
        `near` and `values` are left as they are where no side is farsighted.
    """
    workspace.farsighted[KREMLIN] = 1.0 if setting.kremlin_mind == FARSIGHTED else 0.0
    workspace.farsighted[MINSK] = 1.0 if setting.minsk_mind == FARSIGHTED else 0.0
    if workspace.farsighted[KREMLIN] + workspace.farsighted[MINSK] == 0.0:
        return
    look_months_ahead(workspace.near, state, p, 1)
    kremlin, minsk = int(state.kremlin_type), int(state.minsk_type)
    if workspace.farsighted[KREMLIN] > 0.0:
        tables = setting.kremlin_table[kremlin]
        take_together(tables[0], tables[1], tables[2], state.belief_about_minsk, workspace.values[KREMLIN])
    if workspace.farsighted[MINSK] > 0.0:
        known = setting.minsk_table
        belief = state.belief_about_kremlin
        take_together(known[0, minsk], known[1, minsk], known[2, minsk], belief, workspace.values[MINSK])


@rule
def take_together(first: Vector, second: Vector, third: Vector, belief: Vector, values: Vector) -> None:
    """Write the mean of three tables by a belief about three types, (3,).

    Parameters
    ----------
    first, second, third : (960,) float64
        Values of the states of the grid against each type of the other side, payoff units.
    belief : (3,) float64
        Probability of each type.
    values : (960,) float64
        Overwritten.

    Returns
    -------
    None
        `values` holds the mean, payoff units.
    """
    one, two, three = belief[0], belief[1], belief[2]
    for node in range(NODES):
        values[node] = one * first[node] + two * second[node] + three * third[node]


@rule
def reform_waits(state: State) -> bool:
    """Return whether no reform is carried out this month: the vote is not held, and not due.

    Parameters
    ----------
    state : State
        Whether the referendum was held, and the months until it is due.

    Returns
    -------
    bool
        False in the month in which the vote is due, and in every month after it was held.
    """
    return state.referendum_held == 0.0 and state.months_to_referendum != 0.0


@rule
def project_demands(state: State, p: Parameters, workspace: Workspace, backing: float) -> None:
    """Write what refusing and each possible demand would come to in a month: the issues and the crowd.

    `backing` is what a settlement would leave Minsk with.

    Parameters
    ----------
    state : State
        Issues, expected effort, repression and help at the month's start.
    p : Parameters
        Parameters in force this month.
    workspace : Workspace
        Demands are read; `near_projections`, `pushes` and `near_crowds` are written, refusing first.
    backing : float
        0 to 1.

    Returns
    -------
    None
        Nothing is written where no side is farsighted.
    """
    if workspace.farsighted[KREMLIN] + workspace.farsighted[MINSK] == 0.0:
        return
    waits, effort, near = reform_waits(state), state.effort_expected, workspace.near
    projection = project_integration(state.implemented, state.signed, effort, waits, near, p)
    put_demand(state, p, workspace, 0, projection, state.backing)
    count = 1
    for bundle in range(BUNDLES):
        demand = workspace.demands[bundle]
        if demand.possible > 0.0:
            projection = project_integration(state.implemented, demand.signed, effort, waits, near, p)
            put_demand(state, p, workspace, count, projection, backing)
            count += 1
    project_crowds(workspace.pushes, workspace.near_crowds, count, state, p, near)


@rule
def put_demand(
    state: State, p: Parameters, workspace: Workspace, place: int, projection: Integration, backing: float
) -> None:
    """Note the issues as projected in a month, and what will move people then.

    Parameters
    ----------
    state : State
        Repression and help of last month, and grievance.
    p : Parameters
        Effects on grievance and on protest.
    workspace : Workspace
        Its look of one month, and the tables written.
    place : int
        0 for refusing, then the possible demands in the order of their bundles.
    projection : Integration
        The issues one month ahead.
    backing : float
        Public backing of Minsk after this way of the meeting, 0 to 1.

    Returns
    -------
    None
        Row `place` of `near_projections` and entry `place` of `pushes` are written.
    """
    write_integration(workspace.near_projections, place, projection)
    workspace.pushes[place] = push_ahead(
        state, p, workspace.near, projection.provocation, state.repression, backing, state.help
    )


@rule
def write_continuation_value(
    side: int,
    option: int,
    state: State,
    p: Parameters,
    workspace: Workspace,
    path: ActionPath,
    tranche: float,
    effort: float,
    waits: bool,
) -> None:
    """Write what an action path is worth to a side that is farsighted, as an alternative in the workspace.

    `tranche` is the loan paid out this month, bn USD; `effort` what Minsk does for what is signed; `waits`
    whether reform waits for a vote.

    Equations: sim/MODEL.md, section "The farsighted mind".

    Parameters
    ----------
    side : int
        `KREMLIN` or `MINSK`.
    option : int
        Row among the alternatives.
    state : State
        Stocks of the month's start.
    p : Parameters
        Parameters in force this month.
    workspace : Workspace
        Look of one month and values of states; the alternatives are written.
    path : ActionPath
        The alternative's action path.
    tranche : float
        Loan paid out this month, bn USD.
    effort : float
        0 to 1.
    waits : bool
        Whether constitutional reform stays as implemented this month.

    Returns
    -------
    None
        `workspace.options.far[option]` holds payoff units, one-off gains not included; it is left as it is
        where the side is not farsighted.
    """
    if workspace.farsighted[side] == 0.0:
        return
    near = workspace.near
    projection = project_integration(state.implemented, state.signed, effort, waits, near, p)
    workspace.pushes_now[0] = push_ahead(
        state, p, near, projection.provocation, path.repression, path.backing, path.help
    )
    project_crowds(workspace.pushes_now, workspace.crowds_now, 1, state, p, near)
    workspace.options.far[option] = path_value(
        side, state, p, workspace, projection, workspace.crowds_now[0], path, tranche
    )
