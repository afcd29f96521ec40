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
    """Return whether a side's own mind has a function, and has not failed in this run.

    Parameters
    ----------
    side : int
        `KREMLIN` or `MINSK`.
    function : int
        `OFFER`, `REPLY`, `ANSWER` or `CHOOSE`.
    workspace : Workspace
        Its `own.functions` and `own.failed` are read.

    Returns
    -------
    bool
        False where the quantal mind decides instead.
    """
    return workspace.own.functions[side, function] != 0 and workspace.own.failed == 0


@rule
def checked(found: int, workspace: Workspace) -> int:
    """Return an answer; if it is none, the run has failed.

    Parameters
    ----------
    found : int
        What the mind answered; below 0 it is none.
    workspace : Workspace
        Its `own.failed` is set to 1 where there is no answer.

    Returns
    -------
    int
        `found`, unchanged.
    """
    if found < 0:
        workspace.own.failed = 1
    return found


@rule
def offer(
    side: int, state: State, now: Month, p: Parameters, workspace: Workspace, count: int, uniform: float
) -> int:
    """Return the row of the package that it offers.

    Parameters
    ----------
    side : int
        `KREMLIN` or `MINSK`.
    state : State
        Stocks at the start of the month, and what was decided so far in it.
    now : Month
        Row of the month in progress.
    p : Parameters
        Parameters of the run.
    workspace : Workspace
        Alternatives of the decision with their values; its `own` holds the mind's functions and memory.
    count : int
        Number of admissible packages, the first rows of `workspace.packages`.
    uniform : float
        Draw in (0, 1).

    Returns
    -------
    int
        Row in `workspace.packages`, 0 to `count` - 1.
    """
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
    """Return its answer to an offer and the row of a counter, which must be one step or issue away.

    Parameters
    ----------
    side : int
        The side that replies.
    state : State
        Stocks at the start of the month, and what was decided so far in it.
    p : Parameters
        Parameters of the run.
    workspace : Workspace
        Alternatives of the decision with their values; its `own` holds the mind's functions and memory.
    loans : (3,) array
        Menu of loans, bn USD.
    row : int
        Row of the offer in `workspace.packages`.
    uniform : float
        Draw in (0, 1).

    Returns
    -------
    reply : int
        `ACCEPT`, `REJECT` or `COUNTER`.
    countered : int
        Row of a counter; it counts only where the reply is `COUNTER`.
    """
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
    """Return whether a package may be countered by another; both must be in this month's workspace.

    Parameters
    ----------
    workspace : Workspace
        Its `packages.number` and `row_of` are read.
    row : int
        Row of the offer.
    countered : int
        Row of the counter; negative for none.

    Returns
    -------
    bool
        True for an admissible package that is one step or one issue away from the offer.
    """
    if countered < 0:
        return False
    number = int(workspace.packages.number[countered])
    return workspace.row_of[number] == countered and counters(int(workspace.packages.number[row]), number)


@rule
def answer(
    side: int, state: State, p: Parameters, workspace: Workspace, loans: Vector, row: int, uniform: float
) -> bool:
    """Return whether it accepts a counter.

    Parameters
    ----------
    side : int
        The side that proposed.
    state : State
        Stocks at the start of the month, and what was decided so far in it.
    p : Parameters
        Parameters of the run.
    workspace : Workspace
        Alternatives of the decision with their values; its `own` holds the mind's functions and memory.
    loans : (3,) array
        Menu of loans, bn USD.
    row : int
        Row of the counter in `workspace.packages`.
    uniform : float
        Draw in (0, 1).

    Returns
    -------
    bool
        True where it is accepted.
    """
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
    """Return the alternative that it takes in the smaller decision in the workspace.

    Parameters
    ----------
    decision : int
        Code of the decision, a position in `kinds.DECISIONS`.
    side : int
        The side whose decision it is.
    state : State
        Stocks at the start of the month, and what was decided so far in it.
    now : Month
        Row of the month in progress.
    p : Parameters
        Parameters of the run.
    workspace : Workspace
        Alternatives of the decision with their values; its `own` holds the mind's functions and memory.
    count : int
        Number of alternatives.
    uniform : float
        Draw in (0, 1).

    Returns
    -------
    int
        Position of the alternative, 0 to `count` - 1.
    """
    if decides(side, CHOOSE, workspace):
        given = (workspace.own.memory[side], decision, side, state, now, p, workspace, count, uniform)
        chosen = ask(workspace.own.functions[side, CHOOSE], given)
        if chosen >= 0:
            return chosen
        if chosen != UNDECIDED:
            workspace.own.failed = 1
    return quantal.choose(side, state, p, workspace, count, uniform)
