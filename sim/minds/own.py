"""A user's own mind in machine code: called by address, as the desk tells, and what it answers is checked.

What it does not decide, the quantal mind does. A run in which a mind failed counts nowhere; the quantal mind
plays it to its end.
"""

from __future__ import annotations

from sim.minds import quantal
from sim.minds.quantal import COUNTER
from sim.minds.responses import counters
from sim.rules.by_address import ask
from sim.rules.compiled import rule
from sim.rules.shapes import Desk, Month, Parameters, State, Vector

FUNCTIONS = ("offer", "reply", "answer", "choose")
OFFER, REPLY, ANSWER, CHOOSE = range(len(FUNCTIONS))
REMEMBERED = 32  # numbers, at the most
UNDECIDED, NO_ANSWER = -1, -2  # in place of an answer


@rule
def decides(side: int, function: int, desk: Desk) -> bool:
    """Return whether a side's own mind has a function, and has not failed in this run."""
    return desk.own.functions[side, function] != 0 and desk.own.failed == 0


@rule
def checked(found: int, desk: Desk) -> int:
    """Return an answer; if it is none, the run has failed."""
    if found < 0:
        desk.own.failed = 1
    return found


@rule
def offer(side: int, state: State, now: Month, p: Parameters, desk: Desk, count: int, uniform: float) -> int:
    """Return the row of the package that it offers."""
    if decides(side, OFFER, desk):
        given = (desk.own.memory[side], side, state, now, p, desk, count, uniform)
        row = checked(ask(desk.own.functions[side, OFFER], given), desk)
        if row >= 0:
            return row
    return quantal.offer(desk, count, p, uniform)


@rule
def reply(
    side: int, state: State, p: Parameters, desk: Desk, loans: Vector, row: int, uniform: float
) -> tuple[int, int]:
    """Return its answer to an offer and the row of a counter, which must be one step or issue away."""
    if decides(side, REPLY, desk):
        given = (desk.own.memory[side], side, state, p, desk, loans, row, uniform)
        said = checked(ask(desk.own.functions[side, REPLY], given), desk)
        countered = desk.own.countered if said == COUNTER else -1
        if said == COUNTER and not may_counter(desk, row, countered):
            said = checked(NO_ANSWER, desk)
        if said >= 0:
            return said, countered
    return quantal.reply(side, state, p, desk, row, uniform)


@rule
def may_counter(desk: Desk, row: int, countered: int) -> bool:
    """Return whether one package on the desk may be countered by another, which must be on it this month."""
    if countered < 0:
        return False
    number = int(desk.packages.number[countered])
    return desk.row_of[number] == countered and counters(int(desk.packages.number[row]), number)


@rule
def answer(
    side: int, state: State, p: Parameters, desk: Desk, loans: Vector, row: int, uniform: float
) -> bool:
    """Return whether it accepts a counter."""
    if decides(side, ANSWER, desk):
        given = (desk.own.memory[side], side, state, p, desk, loans, row, uniform)
        said = checked(ask(desk.own.functions[side, ANSWER], given), desk)
        if said >= 0:
            return said == 1
    return quantal.answer(side, state, p, desk, row, uniform)


@rule
def choose(
    decision: int, side: int, state: State, now: Month, p: Parameters, desk: Desk, count: int, uniform: float
) -> int:
    """Return the alternative that it takes in the smaller decision on the desk."""
    if decides(side, CHOOSE, desk):
        given = (desk.own.memory[side], decision, side, state, now, p, desk, count, uniform)
        chosen = ask(desk.own.functions[side, CHOOSE], given)
        if chosen >= 0:
            return chosen
        if chosen != UNDECIDED:
            desk.own.failed = 1
    return quantal.choose(side, state, p, desk, count, uniform)
