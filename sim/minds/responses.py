"""What the other side is believed to do, and what an offer or a counter promises because of it.

Shared by every mind: a proposer and a responder judge each other by the same quantal model that
an outside observer would use (`reference_precision`).
"""

from __future__ import annotations

from sim.minds.continuation import farsighted_reservation, value_of_package
from sim.minds.workspace import (
    KREMLIN,
    TYPES,
    kremlin_refusal,
    minsk_reservation,
    minsk_value,
    own_reservation,
    own_value,
)
from sim.rules.compiled import fused, rule
from sim.rules.issues import (
    BUNDLES,
    LOANS,
    ONE_ISSUE_APART,
    SUBSIDY_STEPS,
    bundle_of,
    loan_of,
    package_number,
    subsidy_change_of,
)
from sim.rules.numerics import logistic
from sim.rules.shapes import Packages, Parameters, State, Workspace


@fused
def accept_chance(value: float, reservation: float, precision: float) -> float:
    """Return the logit chance that a package is accepted, nondecreasing in its value.

    Parameters
    ----------
    value : float
        Worth of the package, payoff units.
    reservation : float
        Worth of refusing, payoff units.
    precision : float
        Of the logit, per payoff unit.

    Returns
    -------
    float
        Probability; 1/2 where both are worth the same.

    Notes
    -----
    Equation: sim/MODEL.md, section "The quantal mind".
    """
    return logistic(precision * (value - reservation))


@fused
def expected_gain(accept: float, value: float, disagreement: float) -> float:
    """Return what an offer promises: its value if accepted, the disagreement point if not.

    Parameters
    ----------
    accept : float
        Chance of acceptance, 0 to 1.
    value : float
        Worth of the package to the proposer, payoff units.
    disagreement : float
        Worth of a refusal to the proposer, payoff units.

    Returns
    -------
    float
        Payoff units; the burden of pressing is not taken off yet.

    Notes
    -----
    Equation: `EU` in sim/MODEL.md, section "The quantal mind".
    """
    return accept * value + (1.0 - accept) * disagreement


@rule
def minsk_reservations(p: Parameters, workspace: Workspace) -> tuple[float, float, float]:
    """Return the reservation values of the three types that Minsk may be of.

    Parameters
    ----------
    p : Parameters
        Parameters of the run.
    workspace : Workspace
        Its paths `REFUSED` and `TURNED_WEST` are read.

    Returns
    -------
    tuple of float
        Payoff units, in the order of the types in seeds/: pliable, staller, resolute.
    """
    by_type = p.sovereignty_sensitivity_by_type
    return (
        minsk_reservation(workspace, by_type[0]),
        minsk_reservation(workspace, by_type[1]),
        minsk_reservation(workspace, by_type[2]),
    )


@rule
def kremlin_reservations(state: State, workspace: Workspace) -> tuple[float, float, float]:
    """Return what Minsk takes the reservation values of the three types of Kremlin to be.

    Parameters
    ----------
    state : State
        Last month's overture is read.
    workspace : Workspace
        Its paths `REFUSED` and `TURNED_WEST` are read.

    Returns
    -------
    tuple of float
        Payoff units, in the order of the types in seeds/: gradualist, integrator, replacer.
    """
    by_type, row = workspace.paths.kremlin_by_type, kremlin_refusal(state.overture)
    return by_type[0, row], by_type[1, row], by_type[2, row]


@fused
def belief_minsk_accepts(
    state: State, p: Parameters, packages: Packages, row: int, reservations: tuple[float, float, float]
) -> float:
    """Return how likely the Kremlin thinks Minsk is to accept a package, over the types it may be of.

    Parameters
    ----------
    state : State
        The Kremlin's belief about Minsk's type is read, shape (3,).
    p : Parameters
        Parameters of the run.
    packages : Packages
        Minsk's values of the packages are read, payoff units.
    row : int
        Row of the package.
    reservations : tuple of float
        What refusing is worth to each type of the side that accepts or rejects, payoff units.

    Returns
    -------
    float
        Probability.

    Notes
    -----
    Equation: `accept(o)` in sim/MODEL.md, section "The quantal mind".
    """
    chance = 0.0
    for kind in range(TYPES):
        value = minsk_value(packages, row, p.sovereignty_sensitivity_by_type[kind])
        accepting = accept_chance(value, reservations[kind], p.reference_precision)
        chance += state.belief_about_minsk[kind] * accepting
    return chance


@fused
def belief_kremlin_accepts(
    state: State, p: Parameters, packages: Packages, row: int, reservations: tuple[float, float, float]
) -> float:
    """Return how likely Minsk thinks the Kremlin is to accept a package, over the types it may be of.

    Parameters
    ----------
    state : State
        Minsk's belief about the Kremlin's type is read, shape (3,).
    p : Parameters
        Parameters of the run.
    packages : Packages
        The values of the packages to each type of Kremlin are read, payoff units.
    row : int
        Row of the package.
    reservations : tuple of float
        What refusing is worth to each type of the side that accepts or rejects, payoff units.

    Returns
    -------
    float
        Probability.

    Notes
    -----
    Equation: `accept(o)` in sim/MODEL.md, section "The quantal mind".
    """
    chance = 0.0
    for kind in range(TYPES):
        value = packages.kremlin_by_type[kind, row]
        accepting = accept_chance(value, reservations[kind], p.reference_precision)
        chance += state.belief_about_kremlin[kind] * accepting
    return chance


@rule
def belief_other_accepts(
    side: int,
    state: State,
    p: Parameters,
    workspace: Workspace,
    row: int,
    reservations: tuple[float, float, float],
) -> float:
    """Return how likely a side thinks the other is to accept a package.

    Parameters
    ----------
    side : int
        `KREMLIN` or `MINSK`: the side that believes.
    state : State
        The side's belief about the other's type is read, shape (3,).
    p : Parameters
        Parameters of the run.
    workspace : Workspace
        Packages and action paths of the month with their values.
    row : int
        Row of the package.
    reservations : tuple of float
        From `other_reservations`, payoff units.

    Returns
    -------
    float
        Probability.
    """
    if side == KREMLIN:
        return belief_minsk_accepts(state, p, workspace.packages, row, reservations)
    return belief_kremlin_accepts(state, p, workspace.packages, row, reservations)


@rule
def other_reservations(
    side: int, state: State, p: Parameters, workspace: Workspace
) -> tuple[float, float, float]:
    """Return the reservation values of the three types that the other side may be of.

    Parameters
    ----------
    side : int
        `KREMLIN` or `MINSK`: the side that believes.
    state : State
        Last month's overture is read.
    p : Parameters
        Parameters of the run.
    workspace : Workspace
        Packages and action paths of the month with their values.

    Returns
    -------
    tuple of float
        Payoff units, in the order of the types in seeds/.
    """
    return minsk_reservations(p, workspace) if side == KREMLIN else kremlin_reservations(state, workspace)


@rule
def counters(offer: int, number: int) -> bool:
    """Return whether a package differs from an offer in one thing only, by one step or one issue.

    Parameters
    ----------
    offer : int
        Number of the package offered, 0 to 155.
    number : int
        Number of the other package, 0 to 155.

    Returns
    -------
    bool
        False for the same package, too.
    """
    subsidy = abs(subsidy_change_of(offer) - subsidy_change_of(number))
    loan = abs(loan_of(offer) - loan_of(number))
    demand = bundle_of(offer) != bundle_of(number)
    if demand:
        return subsidy == 0 and loan == 0 and ONE_ISSUE_APART[bundle_of(offer), bundle_of(number)]
    return subsidy + loan == 1


@rule
def best_counter(
    side: int, state: State, p: Parameters, workspace: Workspace, offered: int, farsighted: bool
) -> tuple[int, float]:
    """Return the responder's best counter to the package in row `offered` and what it promises.

    Values are those of a farsighted responder or of any other. The row is -1 where no admissible package
    differs in one thing only; ties go to the lowest number.

    Parameters
    ----------
    side : int
        The side that replies.
    state : State
        Stocks at the start of the month, true types and beliefs about types.
    p : Parameters
        Parameters of the run.
    workspace : Workspace
        Packages and action paths of the month with their values.
    offered : int
        Row in `workspace.packages`.
    farsighted : bool
        Whether values come from the value tables.

    Returns
    -------
    row : int
        Row of the counter in `workspace.packages`.
    promise : float
        Payoff units; 0 where there is no counter.
    """
    offer = int(workspace.packages.number[offered])
    sensitivity = p.sovereignty_sensitivity_by_type[int(state.minsk_type)]
    if farsighted:
        disagreement = farsighted_reservation(side, state, p, workspace)
    else:
        disagreement = own_reservation(side, workspace, state.overture, sensitivity)
    reservations = other_reservations(side, state, p, workspace)
    subsidy, loan, bundle = subsidy_change_of(offer), loan_of(offer), bundle_of(offer)
    best_row = -1
    best_gain = 0.0
    for change in range(max(-1, subsidy - 1), min(SUBSIDY_STEPS - 2, subsidy + 1) + 1):
        for lent in range(max(0, loan - 1), min(LOANS - 1, loan + 1) + 1):
            same_money = change == subsidy and lent == loan
            for demand in range(0 if same_money else bundle, BUNDLES if same_money else bundle + 1):
                number = package_number(change, lent, demand)
                row = workspace.row_of[number]
                if row < 0 or not counters(offer, number):
                    continue
                if farsighted:
                    value = value_of_package(side, state, p, workspace, row)
                else:
                    value = own_value(side, workspace.packages, row, sensitivity)
                accepted = belief_other_accepts(side, state, p, workspace, row, reservations)
                gain = expected_gain(accepted, value, disagreement)
                if best_row < 0 or gain > best_gain:
                    best_row = row
                    best_gain = gain
    return best_row, best_gain
