"""The farsighted mind (R2): has worked out what every state is worth if both play on as in equilibrium.

It decides as the quantal mind does; only what comes after the month is worth something else to it: not the
state projected half a year on as if it lasted, but the state of next month by a table. What the other will
answer it judges as everybody does. Sources: Maskin and Tirole 2001 (Markov-perfect equilibrium); McKelvey and
Palfrey 1998.
"""

from __future__ import annotations

from sim.minds.choice import logit_pick
from sim.minds.continuation import (
    farsighted_reservation,
    project_month_of_paths,
    value_of_package,
    value_of_projected_package,
)
from sim.minds.responses import accept_chance, best_counter, expected_gain
from sim.minds.workspace import KREMLIN
from sim.rules.compiled import rule
from sim.rules.shapes import Parameters, State, Workspace


@rule
def offer(side: int, state: State, p: Parameters, workspace: Workspace, count: int, uniform: float) -> int:
    """Return the row of the package offered: a logit choice over what each promises.

    Parameters
    ----------
    side : int
        `KREMLIN` or `MINSK`.
    state : State
        Stocks at the start of the month, and what was decided so far in it.
    p : Parameters
        Parameters of the run.
    workspace : Workspace
        Packages, action paths and value tables of the month; `weights` is overwritten.
    count : int
        Number of admissible packages, the first rows of `workspace.packages`.
    uniform : float
        Draw in (0, 1).

    Returns
    -------
    int
        Row in `workspace.packages`.
    """
    evaluate_offers(side, state, p, workspace, count)
    for row in range(count):
        workspace.weights[row] = workspace.packages.far[row]
    return logit_pick(workspace.weights, count, p.choice_precision, uniform)


@rule
def evaluate_offers(side: int, state: State, p: Parameters, workspace: Workspace, count: int) -> None:
    """Write what every package promises a farsighted proposer into `workspace.packages.far`.

    Parameters
    ----------
    side : int
        `KREMLIN` or `MINSK`.
    state : State
        Stocks at the start of the month, and what was decided so far in it.
    p : Parameters
        Parameters of the run.
    workspace : Workspace
        Its `packages.far` is written in payoff units, for the Kremlin less the burden of pressing.
    count : int
        Number of admissible packages, the first rows of `workspace.packages`.
    """
    packages = workspace.packages
    refusing = farsighted_reservation(side, state, p, workspace)
    project_month_of_paths(
        side, state, p, workspace, int(packages.path[count - 1]) + 1
    )  # the last row's is the last
    sensitivity = p.sovereignty_sensitivity_by_type[int(state.minsk_type)]
    for row in range(count):
        value = value_of_projected_package(side, p, workspace, row, sensitivity)
        promise = expected_gain(packages.believed[row], value, refusing)
        packages.far[row] = promise - packages.pressing[row] if side == KREMLIN else promise


@rule
def reply(
    side: int, state: State, p: Parameters, workspace: Workspace, offered: int, uniform: float
) -> tuple[int, int]:
    """Return the answer to an offer (accept, reject or counter) and the row of the counter.

    Parameters
    ----------
    side : int
        The side that replies.
    state : State
        Stocks at the start of the month, and what was decided so far in it.
    p : Parameters
        Parameters of the run.
    workspace : Workspace
        Packages, action paths and value tables of the month; `weights` is overwritten.
    offered : int
        Row of the offer in `workspace.packages`.
    uniform : float
        Draw in (0, 1).

    Returns
    -------
    reply : int
        `ACCEPT`, `REJECT` or `COUNTER`.
    countered : int
        Row of the best counter, -1 where there is none.
    """
    counter, promise = best_counter(side, state, p, workspace, offered, True)
    workspace.weights[0] = value_of_package(side, state, p, workspace, offered)
    workspace.weights[1] = farsighted_reservation(side, state, p, workspace)
    workspace.weights[2] = promise
    return logit_pick(workspace.weights, 3 if counter >= 0 else 2, p.choice_precision, uniform), counter


@rule
def answer(
    side: int, state: State, p: Parameters, workspace: Workspace, countered: int, uniform: float
) -> bool:
    """Return whether a counter is accepted.

    Parameters
    ----------
    side : int
        The side that proposed.
    state : State
        Stocks at the start of the month, and what was decided so far in it.
    p : Parameters
        Parameters of the run.
    workspace : Workspace
        Packages, action paths and value tables of the month; `weights` is overwritten.
    countered : int
        Row of the counter in `workspace.packages`.
    uniform : float
        Draw in (0, 1).

    Returns
    -------
    bool
        True where it is accepted.
    """
    value = value_of_package(side, state, p, workspace, countered)
    reservation = farsighted_reservation(side, state, p, workspace)
    return uniform < accept_chance(value, reservation, p.choice_precision)


@rule
def choose(p: Parameters, workspace: Workspace, count: int, uniform: float) -> int:
    """Return which of the `count` alternatives in the workspace is taken.

    Parameters
    ----------
    p : Parameters
        Parameters of the run.
    workspace : Workspace
        Its `options.far` holds the worth of the alternatives, payoff units; `weights` is overwritten.
    count : int
        Number of alternatives.
    uniform : float
        Draw in (0, 1).

    Returns
    -------
    int
        Position of the alternative, 0 to `count` - 1.
    """
    for option in range(count):
        workspace.weights[option] = workspace.options.far[option]
    return logit_pick(workspace.weights, count, p.choice_precision, uniform)
