"""The quantal mind (R1): looks ahead, weighs every alternative, errs the less the more it matters.

Sources: quantal response, McKelvey and Palfrey 1995.
"""

from __future__ import annotations

from sim.minds.choice import logit_pick
from sim.minds.responses import accept_chance, best_counter
from sim.minds.workspace import own_reservation, own_value
from sim.rules.compiled import rule
from sim.rules.shapes import Parameters, State, Workspace

ACCEPT, REJECT, COUNTER = range(3)


@rule
def offer(workspace: Workspace, count: int, p: Parameters, uniform: float) -> int:
    """Return the row of the package offered: a logit choice over what each promises.

    Parameters
    ----------
    workspace : Workspace
        Its `packages.appeal` holds what each package promises, payoff units; `weights` is overwritten.
    count : int
        Number of admissible packages, the first rows of `workspace.packages`.
    p : Parameters
        Parameters of the run.
    uniform : float
        Draw in (0, 1).

    Returns
    -------
    int
        Row in `workspace.packages`.
    """
    for row in range(count):
        workspace.weights[row] = workspace.packages.appeal[row]
    return logit_pick(workspace.weights, count, p.choice_precision, uniform)


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
        Its true type of Minsk, last month's overture and the beliefs about types are read.
    p : Parameters
        Parameters of the run.
    workspace : Workspace
        Packages and action paths of the month with their values; `weights` is overwritten.
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
    sensitivity = p.sovereignty_sensitivity_by_type[int(state.minsk_type)]
    counter, promise = best_counter(side, state, p, workspace, offered, False)
    workspace.weights[0] = own_value(side, workspace.packages, offered, sensitivity)
    workspace.weights[1] = own_reservation(side, workspace, state.overture, sensitivity)
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
        Its true type of Minsk and last month's overture are read.
    p : Parameters
        Parameters of the run.
    workspace : Workspace
        Packages and action paths of the month with their values; `weights` is overwritten.
    countered : int
        Row of the counter in `workspace.packages`.
    uniform : float
        Draw in (0, 1).

    Returns
    -------
    bool
        True where it is accepted.
    """
    sensitivity = p.sovereignty_sensitivity_by_type[int(state.minsk_type)]
    value = own_value(side, workspace.packages, countered, sensitivity)
    reservation = own_reservation(side, workspace, state.overture, sensitivity)
    return uniform < accept_chance(value, reservation, p.choice_precision)


@rule
def choose(side: int, state: State, p: Parameters, workspace: Workspace, count: int, uniform: float) -> int:
    """Return which of the `count` alternatives in the workspace is taken.

    Parameters
    ----------
    side : int
        The side whose decision it is.
    state : State
        Its true type of Minsk is read.
    p : Parameters
        Parameters of the run.
    workspace : Workspace
        Its `options` hold the alternatives with their values; `weights` is overwritten.
    count : int
        Number of alternatives.
    uniform : float
        Draw in (0, 1).

    Returns
    -------
    int
        Position of the alternative, 0 to `count` - 1.
    """
    sensitivity = p.sovereignty_sensitivity_by_type[int(state.minsk_type)]
    for option in range(count):
        workspace.weights[option] = own_value(side, workspace.options, option, sensitivity)
    return logit_pick(workspace.weights, count, p.choice_precision, uniform)
