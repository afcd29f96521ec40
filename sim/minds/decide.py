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
    """Return the row of the package that a side offers."""
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
    """Return a side's answer to an offer (accept, reject, counter) and the row of its counter, or -1."""
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
    """Return whether the proposer accepts a counter."""
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
    """Return whether a mind asks what alternatives are worth by the rules in `sim.rules.valuation`."""
    return mind not in (ASPIRATION, FARSIGHTED)


@rule
def decider(decision: int) -> int:
    """Return whose a smaller decision is: the first three are the Kremlin's."""
    return KREMLIN if decision <= HELP else MINSK


@rule
def fuel_effort(mind: int, effort: float) -> float:
    """Return the effort spent on fuel: the aspiration mind always delivers it, the cheapest show."""
    return 1.0 if mind == ASPIRATION else effort
