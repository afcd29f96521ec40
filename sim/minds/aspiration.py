"""The aspiration mind (R3): the briefing's account of both leaders, written as rules of thumb.

It encodes the story, so its agreement with the story is no evidence for it. It never counters.
Sources: satisficing, Simon 1955; aspiration adaptation, Selten 1998; claims C10, C14, C17, C26,
C29, C36.
"""

from __future__ import annotations

import numpy as np

from sim.minds.choice import uniform_pick
from sim.minds.kinds import EFFORT, HELP, OVERTURE, PAY, PUSH, REFERENDUM, REPRESS
from sim.minds.quantal import ACCEPT, REJECT
from sim.minds.workspace import KREMLIN
from sim.rules.compiled import rule
from sim.rules.issues import (
    BUNDLES,
    FUEL_ONLY,
    NO_DEMAND,
    STATUS_QUO,
    bundle_of,
    loan_of,
    package_number,
    subsidy_change_of,
)
from sim.rules.numerics import clip
from sim.rules.payoffs import IN_KIND, NO_HELP, SUPPRESSION
from sim.rules.shapes import Parameters, State, Vector, Workspace

# From the smallest demand to the largest: fuel first (C44), supranational bodies and all five last.
_RISING = np.array([0, 3, 1, 6, 4, 7, 2, 9, 12, 8, 5, 10, 11])
_GRADUAL = 8  # how many of these a patient Kremlin would ever ask for


@rule
def pressure_wanted(state: State, p: Parameters) -> float:
    """Return how hard the Kremlin wants to press, as a share of the largest demand.

    Parameters
    ----------
    state : State
        Belief in a colour revolution, mobilisation and Russian trouble (shares), the Kremlin's aspiration
        and last payoff (payoff units) are read.
    p : Parameters
        Parameters of the run.

    Returns
    -------
    float
        Share of the largest demand, 0 to 1.

    Notes
    -----
    Equation: `P*` in sim/MODEL.md, section "The aspiration mind".
    """
    belief, mobilisation = state.colour_revolution_belief, state.mobilisation
    return clip(
        p.aspiration_pressure_base
        + p.aspiration_pressure_belief * belief * mobilisation
        + p.aspiration_pressure_trouble * state.russian_trouble
        + p.aspiration_pressure_protest * (1.0 - belief) * mobilisation
        + p.aspiration_pressure_shortfall * (state.aspiration_kremlin - state.last_payoff_kremlin)
    )


@rule
def assertiveness(state: State, p: Parameters) -> float:
    """Return how bold Minsk feels: strong, calm, not shut out, with Moscow distracted (C16, C29).

    Parameters
    ----------
    state : State
        Strength, mobilisation, isolation and Russian trouble are read, all shares.
    p : Parameters
        Parameters of the run.

    Returns
    -------
    float
        Between 0 and 1.

    Notes
    -----
    Equation: `bold` in sim/MODEL.md, section "The aspiration mind".
    """
    return clip(
        p.aspiration_assert_base
        + p.aspiration_assert_strength * (state.strength - p.aspiration_assert_strength_reference)
        + p.aspiration_assert_mobilisation * (state.mobilisation - p.aspiration_assert_mobilisation_reference)
        + p.aspiration_assert_isolation * (state.isolation - p.aspiration_assert_isolation_reference)
        + p.aspiration_assert_trouble * state.russian_trouble
    )


@rule
def subsidy_wanted(state: State, p: Parameters) -> int:
    """Return the change of the subsidy the Kremlin would grant: more to a client who may drown.

    Parameters
    ----------
    state : State
        Mobilisation and strength (shares), reserves (bn USD) and the true type of the Kremlin are read.
    p : Parameters
        Parameters of the run.

    Returns
    -------
    int
        Steps of the subsidy: 1, 0 or -1.
    """
    appetite = p.replacement_appetite_by_type[int(state.kremlin_type)]
    if state.mobilisation > p.aspiration_rescue_mobilisation or state.reserves < p.aspiration_rescue_reserves:
        return 1
    if state.strength > p.aspiration_cut_strength and appetite > p.aspiration_appetite:
        return -1
    return 0


@rule
def demand_wanted(state: State, p: Parameters, workspace: Workspace) -> int:
    """Return the first bundle large enough, or else the largest that a gradual Kremlin asks for.

    Parameters
    ----------
    state : State
        Stocks at the start of the month, and what was decided so far in it.
    p : Parameters
        Parameters of the run.
    workspace : Workspace
        Demands and admissible packages of the month.

    Returns
    -------
    int
        Bundle of demands, 0 to 12; only bundles that are possible this month.
    """
    wanted = pressure_wanted(state, p)
    largest, largest_size = NO_DEMAND, -1.0
    for position in range(BUNDLES):
        bundle = _RISING[position]
        if workspace.demands[bundle].possible == 0.0:
            continue
        size = workspace.demands[bundle].share
        if size >= wanted:
            return bundle
        if size > largest_size and (position < _GRADUAL or p.aspiration_gradual == 0.0):
            largest, largest_size = bundle, size
    return largest


@rule
def nearest_row(workspace: Workspace, subsidy: int, loan: int, bundle: int) -> int:
    """Return the row of a package; what is not admissible is dropped: loan, subsidy, then demand.

    Parameters
    ----------
    workspace : Workspace
        Demands and admissible packages of the month.
    subsidy : int
        Change of the subsidy, -1 to 2 steps.
    loan : int
        Place in the menu of loans, 0 to 2.
    bundle : int
        Bundle of demands, 0 to 12.

    Returns
    -------
    int
        Row in `workspace.packages`; that of the status quo if nothing else is left.
    """
    row = workspace.row_of[package_number(subsidy, loan, bundle)]
    if row < 0:
        row = workspace.row_of[package_number(subsidy, 0, bundle)]
    if row < 0:
        row = workspace.row_of[package_number(0, 0, bundle)]
    return row if row >= 0 else workspace.row_of[STATUS_QUO]


@rule
def offer(side: int, state: State, p: Parameters, workspace: Workspace, count: int, uniform: float) -> int:
    """Return the row of the package offered.

    Parameters
    ----------
    side : int
        `KREMLIN` or `MINSK`.
    state : State
        Stocks at the start of the month, and what was decided so far in it.
    p : Parameters
        Parameters of the run.
    workspace : Workspace
        Demands and admissible packages of the month.
    count : int
        Number of admissible packages, the first rows of `workspace.packages`.
    uniform : float
        Draw in (0, 1); below `aspiration_tremble` the side acts at random.

    Returns
    -------
    int
        Row in `workspace.packages`.
    """
    if uniform < p.aspiration_tremble:
        return uniform_pick(count, uniform / p.aspiration_tremble)
    if side == KREMLIN:
        loan = 1 if state.reserves < p.aspiration_rescue_reserves else 0
        return nearest_row(workspace, subsidy_wanted(state, p), loan, demand_wanted(state, p, workspace))
    loan = 1 if state.reserves < p.aspiration_loan_reserves else 0
    bundle = FUEL_ONLY if workspace.demands[FUEL_ONLY].possible > 0.0 else NO_DEMAND
    return nearest_row(workspace, 1, loan, bundle)


@rule
def satisfied(side: int, state: State, p: Parameters, workspace: Workspace, loans: Vector, row: int) -> bool:
    """Return whether a package meets a side's aspiration. `loans` (3,) is the loan menu, bn USD.

    Parameters
    ----------
    side : int
        `KREMLIN` or `MINSK`.
    state : State
        Its true types, aspirations, last payoffs and stocks are read.
    p : Parameters
        Parameters of the run.
    workspace : Workspace
        Demands and admissible packages of the month.
    loans : Vector
        Menu in rising order, the first 0.
    row : int
        Row of the package in `workspace.packages`.

    Returns
    -------
    bool
        True where the side would accept.

    Notes
    -----
    Conditions: sim/MODEL.md, section "The aspiration mind".
    """
    number = int(workspace.packages.number[row])
    demand = workspace.demands[bundle_of(number)]
    if side == KREMLIN:
        own_loan = 1 if state.reserves < p.aspiration_rescue_reserves else 0
        cheap = subsidy_change_of(number) <= subsidy_wanted(state, p) and loan_of(number) <= own_loan
        return cheap or demand.share >= pressure_wanted(state, p)
    money = p.subsidy_step_size * subsidy_change_of(number) + loans[loan_of(number)] / p.lookahead
    sensitivity = p.sovereignty_sensitivity_by_type[int(state.minsk_type)]
    gain = (
        p.subsidy_value * money
        - sensitivity * demand.sacrifice
        - p.aspiration_accept_assertive * assertiveness(state, p)
    )
    return gain >= state.aspiration_minsk - state.last_payoff_minsk


@rule
def reply(
    side: int, state: State, p: Parameters, workspace: Workspace, loans: Vector, row: int, uniform: float
) -> int:
    """Return whether an offer is accepted or rejected; this mind makes no counters.

    Parameters
    ----------
    side : int
        `KREMLIN` or `MINSK`.
    state : State
        Stocks at the start of the month, and what was decided so far in it.
    p : Parameters
        Parameters of the run.
    workspace : Workspace
        Demands and admissible packages of the month.
    loans : (3,) array
        Menu of loans, bn USD.
    row : int
        Row of the offer in `workspace.packages`.
    uniform : float
        Draw in (0, 1); below `aspiration_tremble` the side acts at random.

    Returns
    -------
    int
        `ACCEPT` or `REJECT`.
    """
    if uniform < p.aspiration_tremble:
        return uniform_pick(2, uniform / p.aspiration_tremble)
    return ACCEPT if satisfied(side, state, p, workspace, loans, row) else REJECT


@rule
def help_wanted(state: State, paid: float, p: Parameters) -> int:
    """Return the cheap help given: against protest that looks Western, in kind where no cash was paid.

    Parameters
    ----------
    state : State
        Mobilisation and belief in a colour revolution are read, both shares.
    paid : float
        Subsidy paid this month, bn USD.
    p : Parameters
        Parameters of the run.

    Returns
    -------
    int
        `NO_HELP`, `IN_KIND` or `SUPPRESSION`.
    """
    if (
        state.mobilisation > p.aspiration_suppress_mobilisation
        and state.colour_revolution_belief > p.aspiration_suppress_belief
    ):
        return SUPPRESSION
    return IN_KIND if paid == 0.0 else NO_HELP


@rule
def pushes(state: State, p: Parameters) -> bool:
    """Return whether the Kremlin pushes for another leader: a weak one, no fear, and the appetite.

    Parameters
    ----------
    state : State
        Strength and belief in a colour revolution (shares) and the true type of the Kremlin are read.
    p : Parameters
        Parameters of the run.

    Returns
    -------
    bool
        True where all three conditions hold.
    """
    appetite = p.replacement_appetite_by_type[int(state.kremlin_type)]
    return (
        state.strength < p.aspiration_push_strength
        and state.colour_revolution_belief < p.aspiration_push_belief
        and appetite > p.aspiration_appetite
    )


@rule
def repression_wanted(state: State, p: Parameters, levels: int) -> int:
    """Return the level of repression: a notch up when protest rose, down when the streets are calm.

    Parameters
    ----------
    state : State
        Repression, mobilisation and mobilisation a month before are read, all shares.
    p : Parameters
        Parameters of the run.
    levels : int
        Number of levels, evenly spaced from 0 to 1.

    Returns
    -------
    int
        Level, 0 to `levels` - 1.
    """
    level = int(state.repression * (levels - 1) + 0.5)
    if state.mobilisation > state.mobilisation_before:
        return min(levels - 1, level + 1)
    if state.mobilisation < p.aspiration_calm:
        return max(0, level - 1)
    return level


@rule
def choose(
    decision: int, state: State, p: Parameters, paid: float, stalled: float, count: int, uniform: float
) -> int:
    """Return the alternative taken in one of the smaller decisions.

    `paid` is the subsidy paid this month, `stalled` whether the month brought a stall.

    Parameters
    ----------
    decision : int
        Code of the decision, a position in `kinds.DECISIONS`.
    state : State
        Stocks at the start of the month, and what was decided so far in it.
    p : Parameters
        Parameters of the run.
    paid : float
        In bn USD; 0 where money is withheld or nothing is due.
    stalled : float
        0 or 1.
    count : int
        Number of alternatives.
    uniform : float
        Draw in (0, 1); below `aspiration_tremble` the side acts at random.

    Returns
    -------
    int
        Position of the alternative, 0 to `count` - 1.
    """
    if uniform < p.aspiration_tremble:
        return uniform_pick(count, uniform / p.aspiration_tremble)
    if decision == PAY:
        return 0 if state.stall_streak >= p.aspiration_patience else 1
    if decision == PUSH:
        return 1 if pushes(state, p) else 0
    if decision == HELP:
        return help_wanted(state, paid, p)
    bold = assertiveness(state, p)
    if decision == EFFORT:
        return 1 if bold < p.aspiration_comply_below else 0
    if decision == REFERENDUM:
        return 1 if bold < p.aspiration_comply_below else 0
    if decision == REPRESS:
        return repression_wanted(state, p, count)
    if decision == OVERTURE:
        courting = state.isolation < p.aspiration_overture_isolation
        return 1 if courting and bold > p.aspiration_overture_assertive else 0
    return 1 if stalled > 0.0 and state.rhetoric_stock < p.aspiration_rhetoric_wear else 0


@rule
def payoff_aspired(aspiration: float, payoff: float, month: int, p: Parameters) -> float:
    """Return next month's aspiration: the first payoff, then a slow average of payoffs.

    Parameters
    ----------
    aspiration : float
        Aspiration so far, payoff units; ignored in month 1.
    payoff : float
        Payoff of the month, payoff units.
    month : int
        Number of the month, from 1.
    p : Parameters
        Parameters of the run.

    Returns
    -------
    float
        Payoff units.

    Notes
    -----
    Equation: `asp'` in sim/MODEL.md, section "The aspiration mind".
    """
    if month == 1:
        return payoff
    return p.aspiration_memory * aspiration + (1.0 - p.aspiration_memory) * payoff
