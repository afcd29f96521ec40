"""A user's own mind in machine code: called by the address in the workspace; its answers are checked.

What it does not decide, the quantal mind does. A run in which a mind failed counts nowhere; the quantal mind
plays it to its end.

Decision D45 in sim/DECISIONS.md.
"""

from __future__ import annotations

from sim.minds import quantal
from sim.minds.quantal import COUNTER
from sim.minds.responses import counters
from sim.rules.by_address import ask
from sim.rules.compiled import rule
from sim.rules.shapes import Month, Parameters, State, Vector, Workspace

FUNCTIONS = ("offer", "reply", "answer", "choose")
OFFER, REPLY, ANSWER, CHOOSE = range(len(FUNCTIONS))
REMEMBERED = 32  # numbers, at the most
UNDECIDED, NO_ANSWER = -1, -2  # in place of an answer


@rule
def decides(side: int, function: int, workspace: Workspace) -> bool:
    """Return whether a side's own mind has a function, and has not failed in this run."""
    return workspace.own.functions[side, function] != 0 and workspace.own.failed == 0


@rule
def checked(found: int, workspace: Workspace) -> int:
    """Return an answer; if it is none, the run has failed."""
    if found < 0:
        workspace.own.failed = 1
    return found


@rule
def offer(
    side: int, state: State, now: Month, p: Parameters, workspace: Workspace, count: int, uniform: float
) -> int:
    """Return the row of the package that it offers."""
    if decides(side, OFFER, workspace):
        given = (workspace.own.memory[side], side, state, now, p, workspace, count, uniform)
        row = checked(ask(workspace.own.functions[side, OFFER], given), workspace)
        if row >= 0:
            return row
    return quantal.offer(workspace, count, p, uniform)


@rule
def reply(
    side: int, state: State, p: Parameters, workspace: Workspace, loans: Vector, row: int, uniform: float
) -> tuple[int, int]:
    """Return its answer to an offer and the row of a counter, which must be one step or issue away."""
    if decides(side, REPLY, workspace):
        given = (workspace.own.memory[side], side, state, p, workspace, loans, row, uniform)
        said = checked(ask(workspace.own.functions[side, REPLY], given), workspace)
        countered = workspace.own.countered if said == COUNTER else -1
        if said == COUNTER and not may_counter(workspace, row, countered):
            said = checked(NO_ANSWER, workspace)
        if said >= 0:
            return said, countered
    return quantal.reply(side, state, p, workspace, row, uniform)


@rule
def may_counter(workspace: Workspace, row: int, countered: int) -> bool:
    """Return whether a package may be countered by another; both must be in this month's workspace."""
    if countered < 0:
        return False
    number = int(workspace.packages.number[countered])
    return workspace.row_of[number] == countered and counters(int(workspace.packages.number[row]), number)


@rule
def answer(
    side: int, state: State, p: Parameters, workspace: Workspace, loans: Vector, row: int, uniform: float
) -> bool:
    """Return whether it accepts a counter."""
    if decides(side, ANSWER, workspace):
        given = (workspace.own.memory[side], side, state, p, workspace, loans, row, uniform)
        said = checked(ask(workspace.own.functions[side, ANSWER], given), workspace)
        if said >= 0:
            return said == 1
    return quantal.answer(side, state, p, workspace, row, uniform)


@rule
def choose(
    decision: int,
    side: int,
    state: State,
    now: Month,
    p: Parameters,
    workspace: Workspace,
    count: int,
    uniform: float,
) -> int:
    """Return the alternative that it takes in the smaller decision in the workspace."""
    if decides(side, CHOOSE, workspace):
        given = (workspace.own.memory[side], decision, side, state, now, p, workspace, count, uniform)
        chosen = ask(workspace.own.functions[side, CHOOSE], given)
        if chosen >= 0:
            return chosen
        if chosen != UNDECIDED:
            workspace.own.failed = 1
    return quantal.choose(side, state, p, workspace, count, uniform)
