"""What packages and alternatives are worth to a farsighted side; equations in `sim.rules.continuation`."""

from __future__ import annotations

from sim.minds.workspace import KREMLIN, REFUSED, TURNED_WEST, integration_at, kremlin_refusal, path_at
from sim.rules.compiled import fused, rule
from sim.rules.continuation import MonthAhead, kremlin_month_ahead, minsk_month_ahead, month_value, this_month
from sim.rules.projection import ActionPath, Integration, in_lanes
from sim.rules.shapes import Parameters, Paths, State, Workspace


@rule
def path_value(
    side: int,
    state: State,
    p: Parameters,
    workspace: Workspace,
    integration: Integration,
    crowd: float,
    path: ActionPath,
    tranche: float,
) -> float:
    """Return what an action path is worth to a farsighted side, what happens once apart.

    `tranche` is the loan paid out this month, bn USD; issues and crowd are projected one month ahead.

    Parameters
    ----------
    side : int
        `KREMLIN` or `MINSK`.
    state : State
        Stocks at the start of the month, and what was decided so far in it.
    p : Parameters
        Parameters of the run.
    workspace : Workspace
        Its `near` record and the side's row of `values` are read.
    integration : Integration
        The five issues as projected.
    crowd : float
        Mobilisation as projected, share.
    path : ActionPath
        Money in bn USD a month, the rest shares or 0/1.
    tranche : float
        0 or more.

    Returns
    -------
    float
        Payoff units.
    """
    month = this_month(path, tranche)
    if side == KREMLIN:
        seen = kremlin_month_ahead(state, p, workspace.near, integration, crowd, month)
    else:
        seen = minsk_month_ahead(state, p, workspace.near, integration, crowd, month)
    return month_value(workspace.values[side], seen, 0.0)


@rule
def project_month_of_paths(side: int, state: State, p: Parameters, workspace: Workspace, count: int) -> None:
    """Write what the workspace's first action paths come to in a month, for the side that proposes.

    Side by side, so that the processor works on several at once.

    Parameters
    ----------
    side : int
        `KREMLIN` or `MINSK`.
    state : State
        Stocks at the start of the month, and what was decided so far in it.
    p : Parameters
        Parameters of the run.
    workspace : Workspace
        Its action paths are read; their columns `near_` are written.
    count : int
        Number of action paths; some rows beyond it are written too and never read.
    """
    paths, near = workspace.paths, workspace.near
    if side == KREMLIN:
        for k in range(in_lanes(count)):
            month = this_month(path_at(paths, k), paths.tranches_ahead[k] / p.lookahead)
            place = int(paths.place[k])
            projection, crowd = (
                integration_at(workspace.near_projections, place),
                workspace.near_crowds[place],
            )
            write_month_ahead(paths, k, kremlin_month_ahead(state, p, near, projection, crowd, month))
    else:
        for k in range(in_lanes(count)):
            month = this_month(path_at(paths, k), paths.tranches_ahead[k] / p.lookahead)
            place = int(paths.place[k])
            projection, crowd = (
                integration_at(workspace.near_projections, place),
                workspace.near_crowds[place],
            )
            write_month_ahead(paths, k, minsk_month_ahead(state, p, near, projection, crowd, month))


@fused
def write_month_ahead(paths: Paths, k: int, seen: MonthAhead) -> None:
    """Put what an action path comes to in a month into its row.

    Parameters
    ----------
    paths : Paths
        Table of action paths; its columns `near_` are written.
    k : int
        Row of the action path.
    seen : MonthAhead
        Reserves in units of `reserves_thin`, worth in payoff units, the rest shares.
    """
    paths.near_sure[k] = seen.sure
    paths.near_alive[k] = seen.alive
    paths.near_strength[k] = seen.strength
    paths.near_mobilisation[k] = seen.mobilisation
    paths.near_integration[k] = seen.integration
    paths.near_reserves[k] = seen.reserves
    paths.near_isolation[k] = seen.isolation


@fused
def month_ahead_at(paths: Paths, k: int) -> MonthAhead:
    """Return what an action path comes to in a month, from its row.

    Parameters
    ----------
    paths : Paths
        Table of action paths; its columns `near_` are read.
    k : int
        Row of the action path.

    Returns
    -------
    MonthAhead
        As `write_month_ahead` wrote it.
    """
    return MonthAhead(
        paths.near_sure[k],
        paths.near_alive[k],
        paths.near_strength[k],
        paths.near_mobilisation[k],
        paths.near_integration[k],
        paths.near_reserves[k],
        paths.near_isolation[k],
    )


@rule
def project_month_of_path(side: int, state: State, p: Parameters, workspace: Workspace, k: int) -> None:
    """Write what one of the workspace's action paths comes to in a month, for a side.

    Parameters
    ----------
    side : int
        `KREMLIN` or `MINSK`.
    state : State
        Stocks at the start of the month, and what was decided so far in it.
    p : Parameters
        Parameters of the run.
    workspace : Workspace
        Its action path in row `k` is read; the columns `near_` of that row are written.
    k : int
        Row of the action path.
    """
    paths, near = workspace.paths, workspace.near
    month = this_month(path_at(paths, k), paths.tranches_ahead[k] / p.lookahead)
    place = int(paths.place[k])
    projection, crowd = integration_at(workspace.near_projections, place), workspace.near_crowds[place]
    if side == KREMLIN:
        seen = kremlin_month_ahead(state, p, near, projection, crowd, month)
    else:
        seen = minsk_month_ahead(state, p, near, projection, crowd, month)
    write_month_ahead(paths, k, seen)


@rule
def value_of_projected_package(
    side: int, p: Parameters, workspace: Workspace, row: int, sensitivity: float
) -> float:
    """Return what a package is worth whose action path was looked into, with what happens once in public.

    Of tranches ahead an even share falls to this month: a larger loan brings more than its action path has.

    Parameters
    ----------
    side : int
        `KREMLIN` or `MINSK`.
    p : Parameters
        Parameters of the run.
    workspace : Workspace
        The columns `near_` of the package's action path must be written already.
    row : int
        Row of the package in `workspace.packages`.
    sensitivity : float
        Sovereignty sensitivity of Minsk's type (pure number, staller = 1); not used for the Kremlin.

    Returns
    -------
    float
        Payoff units.
    """
    packages, paths = workspace.packages, workspace.paths
    k = int(packages.path[row])
    lent = (packages.tranches[row] - paths.tranches_ahead[k]) / p.lookahead
    value = month_value(workspace.values[side], month_ahead_at(paths, k), lent / p.reserves_thin)
    if side == KREMLIN:
        return value + (packages.kremlin_own[row] - paths.kremlin_own[k])
    return value - sensitivity * (packages.minsk_sovereignty[row] - paths.minsk_sovereignty[k])


@rule
def value_of_package(side: int, state: State, p: Parameters, workspace: Workspace, row: int) -> float:
    """Return what a package is worth to a farsighted side.

    Parameters
    ----------
    side : int
        `KREMLIN` or `MINSK`.
    state : State
        Stocks at the start of the month, and what was decided so far in it.
    p : Parameters
        Parameters of the run.
    workspace : Workspace
        The columns `near_` of the package's action path are written on the way.
    row : int
        Row of the package in `workspace.packages`.

    Returns
    -------
    float
        Payoff units, at the side's true type.
    """
    project_month_of_path(side, state, p, workspace, int(workspace.packages.path[row]))
    sensitivity = p.sovereignty_sensitivity_by_type[int(state.minsk_type)]
    return value_of_projected_package(side, p, workspace, row, sensitivity)


@rule
def farsighted_reservation(side: int, state: State, p: Parameters, workspace: Workspace) -> float:
    """Return what refusing is worth: Minsk may turn West, the Kremlin expects no change.

    Parameters
    ----------
    side : int
        `KREMLIN` or `MINSK`.
    state : State
        Stocks at the start of the month, and what was decided so far in it.
    p : Parameters
        Parameters of the run.
    workspace : Workspace
        The columns `near_` of the paths `REFUSED` and `TURNED_WEST` are written on the way.

    Returns
    -------
    float
        Payoff units, at the side's true type.
    """
    table = workspace.values[side]
    if side == KREMLIN:
        row = kremlin_refusal(state.overture)
        project_month_of_path(side, state, p, workspace, row)
        return month_value(table, month_ahead_at(workspace.paths, row), 0.0)
    project_month_of_path(side, state, p, workspace, REFUSED)
    project_month_of_path(side, state, p, workspace, TURNED_WEST)
    return max(
        month_value(table, month_ahead_at(workspace.paths, REFUSED), 0.0),
        month_value(table, month_ahead_at(workspace.paths, TURNED_WEST), 0.0),
    )
