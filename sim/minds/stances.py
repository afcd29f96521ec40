"""Stances: six ways of dealing with the other that each side may take, for learning and farsighted minds.

A stance says what is offered, what is taken and how far what was agreed is carried out. Sources: claims C10,
C17, C19, C21, C23, C43 for the stances; the names are ours.
"""

from __future__ import annotations

from sim.minds.desk import KREMLIN
from sim.rules.compiled import rule
from sim.rules.issues import (
    FUEL_ONLY,
    NO_DEMAND,
    ROAD_MAPS_AND_FUEL,
    STATUS_QUO,
    THREE_ISSUES,
    ULTIMATUM,
    bundle_of,
    loan_of,
    subsidy_change_of,
)
from sim.rules.shapes import Desk

STANCES = 6

# The Kremlin gives and asks nothing; lets things be; asks for a small step; pays for a larger one; asks for
# everything at once; pays nothing and works for another leader.
SUPPORT, HOLD, SMALL_STEP, LINKED_STEP, PRESS, PUNISH = range(STANCES)

# Minsk takes all and delivers; takes all and stalls; asks for money; gives a token; refuses; courts the West.
COMPLY, SIGN_AND_STALL, ASK, TOKEN, REFUSE, TURN_WEST = range(STANCES)


@rule
def kremlin_would_offer(stance: int, package: int, summit: bool) -> bool:
    """Return whether the Kremlin offers a package in a stance; ministers cannot sign the large ones."""
    change, bundle = subsidy_change_of(package), bundle_of(package)
    if stance == SUPPORT:
        return change == 1 and bundle == NO_DEMAND
    if stance == HOLD:
        return change == 0 and bundle == NO_DEMAND
    if stance == SMALL_STEP:
        return change == 0 and bundle in (1, FUEL_ONLY, 4, ROAD_MAPS_AND_FUEL)
    if stance == LINKED_STEP:
        return change == 1 and bundle == (THREE_ISSUES if summit else ROAD_MAPS_AND_FUEL)
    if stance == PRESS:
        return change == 0 and bundle == (ULTIMATUM if summit else ROAD_MAPS_AND_FUEL)
    return package == STATUS_QUO


@rule
def minsk_would_offer(stance: int, package: int) -> bool:
    """Return whether a package is one that Minsk offers in a stance."""
    if stance in (COMPLY, SIGN_AND_STALL):
        return True
    if stance == ASK:
        return subsidy_change_of(package) == 1
    if stance == TOKEN:
        return bundle_of(package) == FUEL_ONLY and subsidy_change_of(package) <= 1
    return package == STATUS_QUO


@rule
def minsk_would_take(stance: int, package: int) -> bool:
    """Return whether Minsk accepts a package in a stance."""
    change, bundle = subsidy_change_of(package), bundle_of(package)
    if stance in (COMPLY, SIGN_AND_STALL):
        return True
    if stance == ASK:
        return change >= 1
    if stance == TOKEN:
        return bundle in (NO_DEMAND, FUEL_ONLY)
    return change >= 0 and bundle == NO_DEMAND


@rule
def effort_in(stance: int) -> int:
    """Return how hard Minsk works in a stance, as an alternative of that decision: 0, 1/3, 2/3, 1."""
    if stance == COMPLY:
        return 3
    return 1 if stance in (ASK, TOKEN) else 0


@rule
def best_offer(side: int, stance: int, summit: bool, desk: Desk, count: int) -> int:
    """Return the row of the best package that a stance offers, by what each promises the proposer.

    Who asks for money asks for the largest loan first. What cannot be offered leaves things as they are.
    """
    best, best_loan, best_appeal = desk.row_of[STATUS_QUO], -1, 0.0
    if stance == PUNISH if side == KREMLIN else stance >= REFUSE:
        return best
    for row in range(count):
        package = int(desk.packages.number[row])
        if side == KREMLIN:
            fits = kremlin_would_offer(stance, package, summit)
        else:
            fits = minsk_would_offer(stance, package)
        loan = loan_of(package) if side != KREMLIN and stance == ASK else 0
        appeal = desk.packages.appeal[row]
        if fits and (loan > best_loan or (loan == best_loan and appeal > best_appeal)):
            best, best_loan, best_appeal = row, loan, appeal
    return best
