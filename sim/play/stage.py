"""The game that a farsighted mind works out: a month of two stances in every state of a grid.

The Kremlin takes a stance, Minsk sees it and takes one. What that brings and where it leads is worked out by
the rules of the model; everything that is no axis of the grid stays as at the start of a run, grievance
where it heads. Leaders meet every month.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.minds.stances import (
    PUNISH,
    STANCES,
    TURN_WEST,
    best_offer,
    effort_in,
    minsk_would_take,
)
from sim.minds.workspace import KREMLIN, TYPES
from sim.play import menu
from sim.play.action_paths import evaluate_for_kremlin, evaluate_for_minsk, project_signed, write_path
from sim.play.moves import effort_level, is_stall
from sim.rules import state_grid
from sim.rules.compiled import rule
from sim.rules.endings import chances
from sim.rules.issues import bundle_of, largest_demand, subsidy_change_of
from sim.rules.numerics import clip
from sim.rules.payoffs import (
    expected_ending,
    kremlin_endings,
    kremlin_total,
    minsk_endings,
    minsk_steady,
)
from sim.rules.projection import ActionPath, Integration, look_ahead, look_months_ahead, project, push_ahead
from sim.rules.shapes import Ahead, Parameters, Setting, State, Vector, Workspace
from sim.rules.society import mobilisation_after
from sim.rules.valuation import kremlin_now, minsk_now, survival

PAIRS = STANCES * STANCES
WIDTH = state_grid.CORNERS * state_grid.MOBILISATIONS  # most states that a month may lead to

# Three shocks of protest that have the mean, spread, skewness and kurtosis of a normal one (Gauss-Hermite).
SHOCKS = np.array([-np.sqrt(3.0), 0.0, np.sqrt(3.0)])
SHOCK_CHANCES = np.array([1.0 / 6.0, 2.0 / 3.0, 1.0 / 6.0])


class Stage(NamedTuple):
    """The month's payoffs and ways on for one type of Kremlin: n nodes, six stances a side.

    `kremlin`, `minsk_base`, `minsk_sovereignty` (n, 6, 6) with what endings are worth, Minsk's as base less
    sensitivity times sovereignty; `begins` (36 n + 1,), `following`, `chance` as in
    `sim.minds.equilibrium.Game`.
    """

    kremlin: Vector
    minsk_base: Vector
    minsk_sovereignty: Vector
    begins: NDArray[np.int64]
    following: NDArray[np.int64]
    chance: Vector


class Deal(NamedTuple):
    """What a pair of stances does in a month."""

    path: ActionPath
    delivered: float  # by how much integration grows
    kremlin_once: float
    sacrifice: float  # what the signed increment takes of Minsk's sovereignty, in public


@rule
def note_offers(state: State, p: Parameters, setting: Setting, workspace: Workspace, offers: Vector) -> None:
    """Write which package each type of Kremlin offers in each stance at the state of the start, (3, 6).

    Parameters
    ----------
    state : State
        State of the start; its `kremlin_type` is overwritten.
    p : Parameters
        Parameters of the run.
    setting : Setting
        Bundles and loans that the scenario allows.
    workspace : Workspace
        Overwritten; the demands at the state of the start stay in it.
    offers : (3, 6) float64
        Overwritten.

    Returns
    -------
    None
        `offers` holds package numbers by the Kremlin's type and stance.
    """
    look_ahead(workspace.ahead, state, p)
    for kind in range(TYPES):
        state.kremlin_type = float(kind)
        count = menu.list_packages(state, p, setting, True, workspace)
        menu.value_menu(state, p, workspace.ahead, setting, True, workspace, count)
        menu.evaluate_offers(KREMLIN, state, p, workspace, count)
        for stance in range(STANCES):
            row = best_offer(KREMLIN, stance, True, workspace)
            offers[kind, stance] = workspace.packages.number[row]


@rule
def deal_of(
    kremlin: int, minsk: int, package: int, state: State, p: Parameters, workspace: Workspace
) -> Deal:
    """Return what a pair of stances does in a month, the Kremlin offering a package.

    Equations: sim/MODEL.md, section "The farsighted mind".

    Parameters
    ----------
    kremlin, minsk : int
        Stances, 0 to 5.
    package : int
        Number of the package that the Kremlin offers.
    state : State
        State on a node of the grid.
    p : Parameters
        Friction, subsidy step, and the backlog that a farsighted mind reckons with.
    workspace : Workspace
        Demands at the state of the start.

    Returns
    -------
    Deal
        `delivered` and `sacrifice` are weighted shares of all issues, `kremlin_once` is in payoff units.
    """
    taken = minsk_would_take(minsk, package)
    demand = workspace.demands[bundle_of(package)]
    withheld = kremlin == PUNISH
    overture = 1.0 if minsk == TURN_WEST and not taken else 0.0
    effort = effort_level(effort_in(minsk))
    step = state.subsidy_step + (subsidy_change_of(package) if taken else 0)
    subsidy = 0.0 if withheld else p.subsidy_step_size * min(max(0.0, step), p.subsidy_step_max)
    friction = p.confrontation_overture * overture
    if withheld:
        friction += p.confrontation_withheld
    if is_stall(effort, p.farsighted_backlog, p):
        friction += p.confrontation_stall
    if not taken:
        friction += p.confrontation_refusal * demand.share
    pushed = 1.0 if withheld else 0.0
    path = ActionPath(
        subsidy_now=subsidy,
        subsidy_ahead=subsidy,
        tranches_ahead=0.0,
        backing=float(state.backing),
        repression=float(state.repression),
        overture=overture,
        help=float(state.help),
        rhetoric=float(state.rhetoric),
        confrontation=clip(state.confrontation + friction),
        friction_ahead=0.0,
        pushed=pushed,
        push_seen=pushed,
    )
    size = demand.share * largest_demand(p.kremlin_weight_by_issue, p.step_by_issue) if taken else 0.0
    once = -demand.pressing - p.push_cost * pushed
    return Deal(
        path,
        effort * p.implementation_rate * (p.farsighted_backlog + size),
        once + demand.publicity if taken else once,
        demand.sacrifice if taken else 0.0,
    )


@rule
def lay_out_stage(
    kind: int, state: State, p: Parameters, near: Ahead, workspace: Workspace, offers: Vector, stage: Stage
) -> None:
    """Work out the game of one type of Kremlin in all nodes; `state` is used up.

    Parameters
    ----------
    kind : int
        Type of the Kremlin, 0 to 2.
    state : State
        State of the start; strength, mobilisation, reserves and isolation are overwritten.
    p : Parameters
        Parameters of the run.
    near : Ahead
        Overwritten with what action paths share in each node, one month ahead.
    workspace : Workspace
        Demands at the state of the start.
    offers : (3, 6) float64
        Package numbers, from `note_offers`.
    stage : Stage
        Arrays to fill, n nodes.

    Returns
    -------
    None
        All arrays of `stage` are written as far as they are used.
    """
    filled = 0
    stage.begins[0] = 0
    for node in range(len(stage.kremlin)):
        integrated = stand_on(node, state, p)
        look_months_ahead(near, state, p, 1)
        near.keep_grievance = 0.0
        filled = lay_out_node(kind, node, filled, integrated, state, p, near, workspace, offers, stage)


@rule
def stand_on(node: int, state: State, p: Parameters) -> float:
    """Put a state on a node of the grid; return how far the issues are integrated there.

    Parameters
    ----------
    node : int
        Position in a table of the grid, mobilisation running fastest.
    state : State
        Strength, mobilisation, reserves (bn USD) and isolation are written.
    p : Parameters
        Its `reserves_thin`, bn USD, is the unit of reserves in the grid.

    Returns
    -------
    float
        Weighted share of all issues implemented, 0 to 1; it is no part of `state`.
    """
    place, m = node // state_grid.MOBILISATIONS, node % state_grid.MOBILISATIONS
    place, w = place // state_grid.ISOLATIONS, place % state_grid.ISOLATIONS
    place, r = place // state_grid.RESERVE_LEVELS, place % state_grid.RESERVE_LEVELS
    z, x = place // state_grid.INTEGRATIONS, place % state_grid.INTEGRATIONS
    state.strength, state.mobilisation = state_grid.STRENGTH[z], state_grid.MOBILISATION[m]
    state.reserves = state_grid.RESERVES[r] * p.reserves_thin
    state.isolation = state_grid.ISOLATION[w]
    return float(state_grid.INTEGRATION[x])


@rule
def lay_out_node(
    kind: int,
    node: int,
    filled: int,
    integrated: float,
    state: State,
    p: Parameters,
    near: Ahead,
    workspace: Workspace,
    offers: Vector,
    stage: Stage,
) -> int:
    """Work out the game in one node, with issues integrated so far; return how many entries there are.

    Parameters
    ----------
    kind : int
        Type of the Kremlin, 0 to 2.
    node : int
        Position in the tables.
    filled : int
        Entries of `stage.following` in use so far.
    integrated : float
        Weighted share of all issues, 0 to 1.
    state : State
        State on the node.
    p : Parameters
        Parameters of the run.
    near : Ahead
        What all action paths share, one month ahead.
    workspace : Workspace
        Demands at the state of the start.
    offers : (3, 6) float64
        Package numbers, from `note_offers`.
    stage : Stage
        Arrays that are filled.

    Returns
    -------
    int
        Entries of `stage.following` and `stage.chance` in use.
    """
    today = project_signed(state, p, near, 0.0, True)
    for pair in range(PAIRS):
        kremlin, minsk = pair // STANCES, pair % STANCES
        deal = deal_of(kremlin, minsk, int(offers[kind, kremlin]), state, p, workspace)
        earn(kind, node, kremlin, minsk, integrated, deal, state, p, near, stage)
        filled = lead_on(kind, node, kremlin, minsk, filled, integrated, today, deal, state, p, near, stage)
        stage.begins[node * PAIRS + pair + 1] = filled
    return filled


@rule
def earn(
    kind: int,
    node: int,
    kremlin: int,
    minsk: int,
    integrated: float,
    deal: Deal,
    state: State,
    p: Parameters,
    near: Ahead,
    stage: Stage,
) -> None:
    """Write what the month brings both sides.

    Equations: sim/MODEL.md, section "The farsighted mind".

    Parameters
    ----------
    kind : int
        Type of the Kremlin, 0 to 2.
    node : int
        Position in the tables.
    kremlin, minsk : int
        Stances, 0 to 5.
    integrated : float
        Weighted share of all issues, 0 to 1.
    deal : Deal
        What the two stances do.
    state : State
        State on the node.
    p : Parameters
        Weights of the payoffs.
    near : Ahead
        Windfall of the gas discount.
    stage : Stage
        Entry `[node, kremlin, minsk]` of the payoffs is written.

    Returns
    -------
    None
        Payoff units, without what endings are worth.
    """
    path = deal.path
    appetite, belief = p.replacement_appetite_by_type[kind], state.colour_revolution_belief
    gain = kremlin_now(state, p, integrated, near.windfall, path)
    stage.kremlin[node, kremlin, minsk] = kremlin_total(gain, appetite, belief) + deal.kremlin_once
    flow = minsk_now(state, p, integrated, path)
    stage.minsk_base[node, kremlin, minsk] = minsk_steady(flow)
    stage.minsk_sovereignty[node, kremlin, minsk] = -flow.sovereignty + p.audience_cost * deal.sacrifice


@rule
def lead_on(
    kind: int,
    node: int,
    kremlin: int,
    minsk: int,
    filled: int,
    integrated: float,
    today: Integration,
    deal: Deal,
    state: State,
    p: Parameters,
    near: Ahead,
    stage: Stage,
) -> int:
    """Write where the month leads and what its endings are worth; return how many entries there are.

    Equations: sim/MODEL.md, section "The farsighted mind".

    Parameters
    ----------
    kind : int
        Type of the Kremlin, 0 to 2.
    node : int
        Position in the tables.
    kremlin, minsk : int
        Stances, 0 to 5.
    filled : int
        Entries of `stage.following` in use so far.
    integrated : float
        Weighted share of all issues, 0 to 1.
    today : Integration
        Issues as implemented at the start, with the provocation of what is signed.
    deal : Deal
        What the two stances do.
    state : State
        State on the node.
    p : Parameters
        Parameters of the run.
    near : Ahead
        What all action paths share, one month ahead.
    stage : Stage
        Next nodes and their chances are appended; discounted values of endings are added to the payoffs.

    Returns
    -------
    int
        Entries of `stage.following` and `stage.chance` in use; the chances of a pair sum to the chance that
        no ending strikes.
    """
    path = deal.path
    push = push_ahead(state, p, near, today.provocation, path.repression, path.backing, path.help)
    crowded = stage.chance[len(stage.chance) - state_grid.MOBILISATIONS :]  # room behind the last entry
    for m in range(state_grid.MOBILISATIONS):
        crowded[m] = 0.0
    appetite, belief = p.replacement_appetite_by_type[kind], state.colour_revolution_belief
    kremlin_ends, minsk_ends = 0.0, 0.0
    z = x = r = w = 0
    in_z = in_x = in_r = in_w = 0.0
    for shock in range(len(SHOCKS)):
        moved = push + p.protest_noise * SHOCKS[shock]
        crowd = clip(
            mobilisation_after(
                state.mobilisation, moved, p.threshold_mean, p.threshold_spread, p.protest_speed
            )
        )
        then = project(state, p, near, today, crowd, path)
        chance = chances(then.rates)
        likely = SHOCK_CHANCES[shock]
        ends = kremlin_endings(belief, state.russian_trouble, then.tension, appetite, p)
        kremlin_ends += likely * expected_ending(chance, ends)
        minsk_ends += likely * expected_ending(chance, minsk_endings(then.isolation, p))
        m = state_grid.cell_of(state_grid.MOBILISATION, crowd)
        in_m = state_grid.share_of(state_grid.MOBILISATION, m, crowd)
        alive = likely * survival(chance)
        crowded[m] += alive * (1.0 - in_m)
        crowded[m + 1] += alive * in_m
        if shock == 0:
            ahead = integrated + deal.delivered
            z = state_grid.cell_of(state_grid.STRENGTH, then.strength)
            x = state_grid.cell_of(state_grid.INTEGRATION, ahead)
            reserves = then.reserves / p.reserves_thin
            r = state_grid.cell_of(state_grid.RESERVES, reserves)
            w = state_grid.cell_of(state_grid.ISOLATION, then.isolation)
            in_z = state_grid.share_of(state_grid.STRENGTH, z, then.strength)
            in_x = state_grid.share_of(state_grid.INTEGRATION, x, ahead)
            in_r = state_grid.share_of(state_grid.RESERVES, r, reserves)
            in_w = state_grid.share_of(state_grid.ISOLATION, w, then.isolation)
    stage.kremlin[node, kremlin, minsk] += p.kremlin_patience_by_type[kind] * kremlin_ends
    stage.minsk_base[node, kremlin, minsk] += p.minsk_patience * minsk_ends
    for corner in range(state_grid.CORNERS):
        i, j, k, o = corner // 8, corner // 4 % 2, corner // 2 % 2, corner % 2
        weight = in_z if i == 1 else 1.0 - in_z
        weight *= in_x if j == 1 else 1.0 - in_x
        weight *= in_r if k == 1 else 1.0 - in_r
        weight *= in_w if o == 1 else 1.0 - in_w
        if weight == 0.0:
            continue
        place = state_grid.node_at(z + i, x + j, r + k, w + o)
        for m in range(state_grid.MOBILISATIONS):
            if crowded[m] > 0.0:
                stage.following[filled] = place + m
                stage.chance[filled] = weight * crowded[m]
                filled += 1
    return filled


@rule
def write_quantal_values(
    kind: int,
    state: State,
    p: Parameters,
    workspace: Workspace,
    kremlin: Vector,
    minsk_base: Vector,
    minsk_sovereignty: Vector,
) -> None:
    """Write what the status quo is worth in every node to a mind that takes it to last, (n,) each.

    Somewhere to look for an equilibrium from. `state` is used up.

    Parameters
    ----------
    kind : int
        Type of the Kremlin, 0 to 2.
    state : State
        State of the start; strength, mobilisation, reserves, isolation and the Kremlin's type are
        overwritten.
    p : Parameters
        Parameters of the run.
    workspace : Workspace
        Its `ahead` and the first row of the alternatives are overwritten.
    kremlin, minsk_base, minsk_sovereignty : (n,) float64
        Overwritten, one entry a node.

    Returns
    -------
    None
        Payoff units; a type of Minsk values a node at base less sensitivity times sovereignty.
    """
    state.kremlin_type = float(kind)
    path = menu.refusing_path(state, p, 0.0)
    for node in range(len(kremlin)):
        integrated = stand_on(node, state, p)
        ahead = workspace.ahead
        look_ahead(ahead, state, p)
        ahead.prized_now = ahead.surrendered_now = integrated
        today = project_signed(state, p, ahead, 0.0, True)
        lasting = Integration(
            integrated,
            integrated,
            integrated,
            today.reform,
            today.fuel,
            today.security,
            today.supranational,
            today.provocation,
        )
        crowd = state.mobilisation
        options = workspace.options
        write_path(options, 0, path, lasting, crowd, 0)
        evaluate_for_kremlin(state, p, ahead, options, 1, False)
        evaluate_for_minsk(state, p, ahead, options, 1)
        kremlin[node] = options.kremlin_own[0]
        minsk_base[node] = options.minsk_base[0]
        minsk_sovereignty[node] = options.minsk_sovereignty[0]
