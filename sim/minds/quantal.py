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
    """Return the row of the package offered: a logit choice over what each promises."""
    for row in range(count):
        workspace.weights[row] = workspace.packages.appeal[row]
    return logit_pick(workspace.weights, count, p.choice_precision, uniform)


@rule
def reply(
    side: int, state: State, p: Parameters, workspace: Workspace, offered: int, uniform: float
) -> tuple[int, int]:
    """Return the answer to an offer (accept, reject or counter) and the row of the counter."""
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
    """Return whether a counter is accepted."""
    sensitivity = p.sovereignty_sensitivity_by_type[int(state.minsk_type)]
    value = own_value(side, workspace.packages, countered, sensitivity)
    reservation = own_reservation(side, workspace, state.overture, sensitivity)
    return uniform < accept_chance(value, reservation, p.choice_precision)


@rule
def choose(side: int, state: State, p: Parameters, workspace: Workspace, count: int, uniform: float) -> int:
    """Return which of the `count` alternatives in the workspace is taken."""
    sensitivity = p.sovereignty_sensitivity_by_type[int(state.minsk_type)]
    for option in range(count):
        workspace.weights[option] = own_value(side, workspace.options, option, sensitivity)
    return logit_pick(workspace.weights, count, p.choice_precision, uniform)
