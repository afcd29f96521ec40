"""Action paths after the meeting, and what each is worth to the side that decides."""

from __future__ import annotations

from sim.minds.workspace import TYPES, integration_at, path_at, write_integration
from sim.rules.compiled import rule
from sim.rules.numerics import clip
from sim.rules.projection import (
    ActionPath,
    Integration,
    in_lanes,
    project,
    project_integration,
    push_ahead,
)
from sim.rules.shapes import Ahead, Month, Options, Parameters, PathColumns, State
from sim.rules.valuation import write_kremlin_value, write_minsk_value


@rule
def write_path(
    paths: PathColumns, k: int, path: ActionPath, integration: Integration, crowd: float, place: int
) -> None:
    """Put an action path into row `k` of a table, with the issues and the crowd projected on it.

    `place` is where these stand among the projections.

    Parameters
    ----------
    paths : PathColumns
        Table of the workspace: its action paths, or the alternatives of a decision.
    k : int
        Row of the table.
    path : ActionPath
        What is done this month and taken to go on.
    integration : Integration
        The issues as projected on this path.
    crowd : float
        Mobilisation as projected on this path, 0 to 1.
    place : int
        Row of the projection among those of the workspace.

    Returns
    -------
    None
        All columns of row `k` but the values are written.
    """
    paths.subsidy_now[k] = path.subsidy_now
    paths.subsidy_ahead[k] = path.subsidy_ahead
    paths.tranches_ahead[k] = path.tranches_ahead
    paths.backing[k] = path.backing
    paths.repression[k] = path.repression
    paths.overture[k] = path.overture
    paths.help[k] = path.help
    paths.rhetoric[k] = path.rhetoric
    paths.confrontation[k] = path.confrontation
    paths.friction_ahead[k] = path.friction_ahead
    paths.pushed[k] = path.pushed
    paths.push_seen[k] = path.push_seen
    write_integration(paths, k, integration)
    paths.mobilisation[k] = crowd
    paths.place[k] = place


@rule
def going_on(state: State, now: Month) -> ActionPath:
    """Return the action path as decided so far this month; what is not yet decided goes on as last month.

    Parameters
    ----------
    state : State
        Decisions of last month where this month's are open, and backing at the month's start.
    now : Month
        Money, friction and backing decided so far.

    Returns
    -------
    ActionPath
        Without friction in the months ahead; no overture once a package is settled.
    """
    return ActionPath(
        subsidy_now=float(now.subsidy_paid),
        subsidy_ahead=float(now.subsidy_ahead),
        tranches_ahead=float(now.tranches_ahead),
        backing=clip(state.backing + now.backing_gain),
        repression=float(state.repression),
        overture=0.0 if now.accepted > 0.0 else float(state.overture),
        help=float(state.help),
        rhetoric=float(state.rhetoric),
        confrontation=float(state.confrontation),
        friction_ahead=0.0,
        pushed=float(state.push),
        push_seen=float(state.push_seen),
    )


@rule
def vary(
    path: ActionPath,
    subsidy_now: float,
    subsidy_ahead: float,
    tranches: float,
    friction: float,
) -> ActionPath:
    """Return an action path with other money and with friction added this month.

    Parameters
    ----------
    path : ActionPath
        The path to start from.
    subsidy_now, subsidy_ahead : float
        Subsidy this month and in each later month, bn USD a month.
    tranches : float
        Tranches paid out within the look-ahead, bn USD.
    friction : float
        Added to confrontation at once, a share; the sum is held within 0 and 1.

    Returns
    -------
    ActionPath
        All else as in `path`.
    """
    return ActionPath(
        subsidy_now,
        subsidy_ahead,
        tranches,
        path.backing,
        path.repression,
        path.overture,
        path.help,
        path.rhetoric,
        clip(path.confrontation + friction),
        path.friction_ahead,
        path.pushed,
        path.push_seen,
    )


@rule
def steer(
    path: ActionPath,
    repression: float,
    overture: float,
    help: float,
    rhetoric: float,
    friction: float,
    friction_ahead: float,
) -> ActionPath:
    """Return an action path with the same money and another conduct; `friction` comes at once.

    Parameters
    ----------
    path : ActionPath
        The path to start from.
    repression : float
        0 to 1.
    overture, help, rhetoric : float
        Codes: overture and rhetoric 0 or 1, help 0 to 2 (none, in kind, suppression).
    friction : float
        Added to confrontation at once, a share; the sum is held within 0 and 1.
    friction_ahead : float
        Friction that every later month adds, a share a month.

    Returns
    -------
    ActionPath
        Money, backing and push as in `path`.
    """
    return ActionPath(
        path.subsidy_now,
        path.subsidy_ahead,
        path.tranches_ahead,
        path.backing,
        repression,
        overture,
        help,
        rhetoric,
        clip(path.confrontation + friction),
        friction_ahead,
        path.pushed,
        path.push_seen,
    )


@rule
def helping(path: ActionPath, help: float) -> ActionPath:
    """Return an action path with another help from the Kremlin.

    Parameters
    ----------
    path : ActionPath
        The path to start from.
    help : float
        0 none, 1 in kind, 2 in suppressing protest.

    Returns
    -------
    ActionPath
        Without friction ahead; all else as in `path`.
    """
    return steer(
        path,
        repression=path.repression,
        overture=path.overture,
        help=help,
        rhetoric=path.rhetoric,
        friction=0.0,
        friction_ahead=0.0,
    )


@rule
def repressing(path: ActionPath, repression: float) -> ActionPath:
    """Return an action path with another level of repression.

    Parameters
    ----------
    path : ActionPath
        The path to start from.
    repression : float
        0 to 1.

    Returns
    -------
    ActionPath
        Without friction ahead; all else as in `path`.
    """
    return steer(
        path,
        repression=repression,
        overture=path.overture,
        help=path.help,
        rhetoric=path.rhetoric,
        friction=0.0,
        friction_ahead=0.0,
    )


@rule
def courting(path: ActionPath, overture: float, friction: float) -> ActionPath:
    """Return an action path with or without an overture to the West, and the friction it makes.

    Parameters
    ----------
    path : ActionPath
        The path to start from.
    overture : float
        0 or 1.
    friction : float
        Added to confrontation at once, a share.

    Returns
    -------
    ActionPath
        Without friction ahead; all else as in `path`.
    """
    return steer(
        path,
        repression=path.repression,
        overture=overture,
        help=path.help,
        rhetoric=path.rhetoric,
        friction=friction,
        friction_ahead=0.0,
    )


@rule
def speaking(path: ActionPath, rhetoric: float, friction_ahead: float) -> ActionPath:
    """Return an action path with or without loud words, and the friction that each month ahead would add.

    Parameters
    ----------
    path : ActionPath
        The path to start from.
    rhetoric : float
        0 silence, 1 loud words.
    friction_ahead : float
        Friction made by Minsk that each later month adds, a share a month.

    Returns
    -------
    ActionPath
        All else as in `path`.
    """
    return steer(
        path,
        repression=path.repression,
        overture=path.overture,
        help=path.help,
        rhetoric=rhetoric,
        friction=0.0,
        friction_ahead=friction_ahead,
    )


@rule
def pushing(path: ActionPath, pushed: float) -> ActionPath:
    """Return an action path with or without a push, judged by both sides as if it were seen.

    Parameters
    ----------
    path : ActionPath
        The path to start from.
    pushed : float
        0 or 1; both what the Kremlin does and what Minsk sees.

    Returns
    -------
    ActionPath
        All else as in `path`.
    """
    return ActionPath(
        path.subsidy_now,
        path.subsidy_ahead,
        path.tranches_ahead,
        path.backing,
        path.repression,
        path.overture,
        path.help,
        path.rhetoric,
        path.confrontation,
        path.friction_ahead,
        pushed,
        pushed,
    )


@rule
def project_signed(state: State, p: Parameters, ahead: Ahead, effort: float, frozen: bool) -> Integration:
    """Return the issues as projected at an effort, from what is signed by now.

    Parameters
    ----------
    state : State
        Issues implemented and signed, shares (5,).
    p : Parameters
        Weights of the issues.
    ahead : Ahead
        How far the projection reaches, and what all action paths share.
    effort : float
        Minsk's effort in every month ahead, 0 to 1.
    frozen : bool
        Whether constitutional reform stays as implemented.

    Returns
    -------
    Integration
        The issues at the end of the look-ahead, by both sides' weights.
    """
    return project_integration(state.implemented, state.signed, effort, frozen, ahead, p)


@rule
def push_on(state: State, p: Parameters, ahead: Ahead, integration: Integration, path: ActionPath) -> float:
    """Return what will move people beside the crowd on an action path.

    Parameters
    ----------
    state : State
        Grievance, activity and protest of the month's start.
    p : Parameters
        Effects on grievance and on protest.
    ahead : Ahead
        How far the projection reaches, and what all action paths share.
    integration : Integration
        The issues as projected; only their provocation counts.
    path : ActionPath
        Repression, backing and help.

    Returns
    -------
    float
        In the unit of the threshold scale, as `sim.rules.society.protest_push`; higher moves more people.
    """
    return push_ahead(state, p, ahead, integration.provocation, path.repression, path.backing, path.help)


@rule
def evaluate_for_kremlin(
    state: State, p: Parameters, ahead: Ahead, paths: PathColumns, count: int, telling: bool
) -> None:
    """Write what the first action paths of a table are worth to the Kremlin.

    Where the choice will be `telling`, also what Minsk takes them to be worth to each type.

    Parameters
    ----------
    state : State
        Stocks of the month's start; its `kremlin_type` is the type valued as its own.
    p : Parameters
        Weights and patience of the types.
    ahead : Ahead
        What all action paths of the month share.
    paths : PathColumns
        Table whose rows hold paths and projections; values are written beside them.
    count : int
        Number of rows that are read later; up to `in_lanes(count)` are worked out.
    telling : bool
        Whether Minsk will infer the type from the choice.

    Returns
    -------
    None
        Columns `kremlin_own` and, if `telling`, `kremlin_by_type` (3, rows) hold payoff units, one-off gains
        not included.
    """
    kremlin_type = int(state.kremlin_type)
    for k in range(in_lanes(count)):
        path, integration = path_at(paths, k), integration_at(paths, k)
        projected = project(state, p, ahead, integration, paths.mobilisation[k], path)
        write_kremlin_value(paths, k, state, p, ahead, integration, projected, path, kremlin_type, telling)


@rule
def evaluate_for_minsk(state: State, p: Parameters, ahead: Ahead, paths: PathColumns, count: int) -> None:
    """Write what the first action paths of a table are worth to Minsk.

    Parameters
    ----------
    state : State
        Stocks of the month's start.
    p : Parameters
        Weights and patience of Minsk.
    ahead : Ahead
        What all action paths of the month share.
    paths : PathColumns
        Table whose rows hold paths and projections; values are written beside them.
    count : int
        Number of rows that are read later; up to `in_lanes(count)` are worked out.

    Returns
    -------
    None
        Columns `minsk_base` and `minsk_sovereignty` hold payoff units; a type's value is base less
        sensitivity times sovereignty.
    """
    for k in range(in_lanes(count)):
        path, integration = path_at(paths, k), integration_at(paths, k)
        projected = project(state, p, ahead, integration, paths.mobilisation[k], path)
        write_minsk_value(paths, k, state, p, ahead, integration, projected, path)


@rule
def add_once(options: Options, option: int, gain: float) -> None:
    """Add what happens once to the Kremlin's values of an alternative in the workspace.

    Parameters
    ----------
    options : Options
        Alternatives of a smaller decision.
    option : int
        Row of the alternative.
    gain : float
        One-off gain in payoff units, negative for a cost.

    Returns
    -------
    None
        `kremlin_own`, `far` and all types of `kremlin_by_type` grow by `gain`.
    """
    options.kremlin_own[option] += gain
    options.far[option] += gain
    for kind in range(TYPES):
        options.kremlin_by_type[kind, option] += gain
