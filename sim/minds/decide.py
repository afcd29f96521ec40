"""Which mind decides: the one place that knows the minds by their codes.

Decision D12 in sim/DECISIONS.md.
"""

from __future__ import annotations

from sim.minds import aspiration, farsighted, learning, own, quantal
from sim.minds.kinds import ASPIRATION, FARSIGHTED, HELP, LEARNING, OWN
from sim.minds.quantal import ACCEPT
from sim.minds.workspace import KREMLIN, MINSK
from sim.rules.compiled import rule
from sim.rules.shapes import Month, Parameters, State, Vector, Workspace


@rule
def offer(
    mind: int,
    side: int,
    state: State,
    now: Month,
    p: Parameters,
    workspace: Workspace,
    count: int,
    uniform: float,
) -> int:
    """Return the row of the package that a side offers.

    Parameters
    ----------
    mind : int
        Code of the side's mind: a position in `kinds.MINDS`, or `OWN`.
    side : int
        `KREMLIN` or `MINSK`.
    state : State
        Stocks at the start of the month, and what was decided so far in it.
    now : Month
        Row of the month in progress.
    p : Parameters
        Parameters of the run.
    workspace : Workspace
        Alternatives of the decision with their values; some of it is scratch and overwritten.
    count : int
        Number of admissible packages, the first rows of `workspace.packages`.
    uniform : float
        Draw in (0, 1); the same draw gives the same choice.

    Returns
    -------
    int
        Row in `workspace.packages`, 0 to `count` - 1.
    """
    if mind == ASPIRATION:
        return aspiration.offer(side, state, p, workspace, count, uniform)
    if mind == LEARNING:
        return learning.offer(side, state, now.summit > 0.0, p, workspace, count, uniform)
    if mind == FARSIGHTED:
        return farsighted.offer(side, state, p, workspace, count, uniform)
    if mind == OWN:
        return own.offer(side, state, now, p, workspace, count, uniform)
    return quantal.offer(workspace, count, p, uniform)


@rule
def reply(
    mind: int,
    side: int,
    state: State,
    p: Parameters,
    workspace: Workspace,
    loans: Vector,
    row: int,
    uniform: float,
) -> tuple[int, int]:
    """Return a side's answer to an offer (accept, reject, counter) and the row of its counter, or -1.

    Parameters
    ----------
    mind : int
        Code of the side's mind: a position in `kinds.MINDS`, or `OWN`.
    side : int
        The side that replies.
    state : State
        Stocks at the start of the month, and what was decided so far in it.
    p : Parameters
        Parameters of the run.
    workspace : Workspace
        Alternatives of the decision with their values; some of it is scratch and overwritten.
    loans : (3,) array
        Menu of loans in rising order, bn USD, the first 0.
    row : int
        Row of the offer in `workspace.packages`.
    uniform : float
        Draw in (0, 1); the same draw gives the same choice.

    Returns
    -------
    reply : int
        `ACCEPT`, `REJECT` or `COUNTER` (see `sim.minds.quantal`).
    countered : int
        Row of a package one step or one issue away from the offer; it counts only where the reply is
        `COUNTER`.
    """
    if mind == ASPIRATION:
        return aspiration.reply(side, state, p, workspace, loans, row, uniform), -1
    if mind == LEARNING:
        return learning.reply(side, state, p, workspace, row, uniform)
    if mind == FARSIGHTED:
        return farsighted.reply(side, state, p, workspace, row, uniform)
    if mind == OWN:
        return own.reply(side, state, p, workspace, loans, row, uniform)
    return quantal.reply(side, state, p, workspace, row, uniform)


@rule
def answer(
    mind: int,
    side: int,
    state: State,
    p: Parameters,
    workspace: Workspace,
    loans: Vector,
    row: int,
    uniform: float,
) -> bool:
    """Return whether the proposer accepts a counter.

    Parameters
    ----------
    mind : int
        Code of the side's mind: a position in `kinds.MINDS`, or `OWN`.
    side : int
        The side that proposed.
    state : State
        Stocks at the start of the month, and what was decided so far in it.
    p : Parameters
        Parameters of the run.
    workspace : Workspace
        Alternatives of the decision with their values; some of it is scratch and overwritten.
    loans : (3,) array
        Menu of loans in rising order, bn USD, the first 0.
    row : int
        Row of the counter in `workspace.packages`.
    uniform : float
        Draw in (0, 1); the same draw gives the same choice.

    Returns
    -------
    bool
        True where the counter is settled, False where nothing is.
    """
    if mind == ASPIRATION:
        return aspiration.reply(side, state, p, workspace, loans, row, uniform) == ACCEPT
    if mind == LEARNING:
        return learning.answer(side, state, p, workspace, row, uniform)
    if mind == FARSIGHTED:
        return farsighted.answer(side, state, p, workspace, row, uniform)
    if mind == OWN:
        return own.answer(side, state, p, workspace, loans, row, uniform)
    return quantal.answer(side, state, p, workspace, row, uniform)


@rule
def choose(mind: int, state: State, now: Month, p: Parameters, workspace: Workspace, uniform: float) -> int:
    """Return the alternative taken in the smaller decision in the workspace (see `kinds.DECISIONS`).

    `now` is the month so far: what is asked, how many alternatives there are, what was paid.

    Parameters
    ----------
    mind : int
        Code of the mind of the side that decides.
    state : State
        Stocks at the start of the month, and what was decided so far in it.
    now : Month
        Its `asked` is the code of the decision, `alternatives` their number, `subsidy_paid` bn USD.
    p : Parameters
        Parameters of the run.
    workspace : Workspace
        Alternatives of the decision with their values; some of it is scratch and overwritten.
    uniform : float
        Draw in (0, 1); the same draw gives the same choice.

    Returns
    -------
    int
        Position of the alternative, 0 to `now.alternatives` - 1.
    """
    decision, count = int(now.asked), int(now.alternatives)
    side = decider(decision)
    if mind == ASPIRATION:
        return aspiration.choose(decision, state, p, now.subsidy_paid, now.stalled, count, uniform)
    if mind == LEARNING:
        return learning.choose(decision, side, state, p, workspace, count, uniform)
    if mind == FARSIGHTED:
        return farsighted.choose(p, workspace, count, uniform)
    if mind == OWN:
        return own.choose(decision, side, state, now, p, workspace, count, uniform)
    return quantal.choose(side, state, p, workspace, count, uniform)


@rule
def needs_values(mind: int) -> bool:
    """Return whether a mind asks what alternatives are worth by the rules in `sim.rules.valuation`.

    Parameters
    ----------
    mind : int
        Code of the side's mind: a position in `kinds.MINDS`, or `OWN`.

    Returns
    -------
    bool
        False for the aspiration mind, which ignores values, and the farsighted one, which has its own.
    """
    return mind not in (ASPIRATION, FARSIGHTED)


@rule
def decider(decision: int) -> int:
    """Return whose a smaller decision is: the first three are the Kremlin's.

    Parameters
    ----------
    decision : int
        Code of the decision, a position in `kinds.DECISIONS`.

    Returns
    -------
    int
        `KREMLIN` or `MINSK`.
    """
    return KREMLIN if decision <= HELP else MINSK


@rule
def fuel_effort(mind: int, effort: float) -> float:
    """Return the effort spent on fuel: the aspiration mind always delivers it, the cheapest show.

    Parameters
    ----------
    mind : int
        Code of Minsk's mind.
    effort : float
        Effort of the month, share.

    Returns
    -------
    float
        Effort spent on fuel, share.
    """
    return 1.0 if mind == ASPIRATION else effort
