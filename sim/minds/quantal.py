"""The quantal mind (R1): looks ahead, weighs every alternative, errs the less the more it matters.

Sources: quantal response, McKelvey and Palfrey 1995.
"""

from __future__ import annotations

from sim.minds.choice import logit_pick
from sim.minds.desk import own_reservation, own_value
from sim.minds.responses import accept_chance, best_counter
from sim.rules.compiled import rule
from sim.rules.shapes import Desk, Parameters, State

ACCEPT, REJECT, COUNTER = range(3)


@rule
def offer(desk: Desk, count: int, p: Parameters, uniform: float) -> int:
    """Return the row of the package offered: a logit choice over what each promises."""
    for row in range(count):
        desk.weights[row] = desk.packages.appeal[row]
    return logit_pick(desk.weights, count, p.choice_precision, uniform)


@rule
def reply(
    side: int, state: State, p: Parameters, desk: Desk, offered: int, uniform: float
) -> tuple[int, int]:
    """Return the answer to an offer (accept, reject or counter) and the row of the counter."""
    sensitivity = p.sovereignty_sensitivity_by_type[int(state.minsk_type)]
    counter, promise = best_counter(side, state, p, desk, offered, False)
    desk.weights[0] = own_value(side, desk.packages, offered, sensitivity)
    desk.weights[1] = own_reservation(side, desk, state.overture, sensitivity)
    desk.weights[2] = promise
    return logit_pick(desk.weights, 3 if counter >= 0 else 2, p.choice_precision, uniform), counter


@rule
def answer(side: int, state: State, p: Parameters, desk: Desk, countered: int, uniform: float) -> bool:
    """Return whether a counter is accepted."""
    sensitivity = p.sovereignty_sensitivity_by_type[int(state.minsk_type)]
    value = own_value(side, desk.packages, countered, sensitivity)
    reservation = own_reservation(side, desk, state.overture, sensitivity)
    return uniform < accept_chance(value, reservation, p.choice_precision)


@rule
def choose(side: int, state: State, p: Parameters, desk: Desk, count: int, uniform: float) -> int:
    """Return which of the `count` alternatives on the desk is taken."""
    sensitivity = p.sovereignty_sensitivity_by_type[int(state.minsk_type)]
    for option in range(count):
        desk.weights[option] = own_value(side, desk.options, option, sensitivity)
    return logit_pick(desk.weights, count, p.choice_precision, uniform)
