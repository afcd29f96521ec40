"""Stances: six ways of dealing with the other that each side may take, for learning and farsighted minds.

A stance says what is offered, what is taken and how far what was agreed is carried out. Sources: claims C10,
C17, C19, C21, C23, C43 for the stances; the names are ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.minds.workspace import KREMLIN
from sim.rules.compiled import rule
from sim.rules.issues import (
    BUNDLES,
    FUEL_ONLY,
    LOANS,
    NO_DEMAND,
    PACKAGES,
    ROAD_MAPS_AND_FUEL,
    STATUS_QUO,
    SUBSIDY_STEPS,
    THREE_ISSUES,
    ULTIMATUM,
    loan_of,
)
from sim.rules.shapes import Workspace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

STANCES = 6

# The Kremlin gives and asks nothing; lets things be; asks for a small step; pays for a larger one; asks for
# everything at once; pays nothing and works for another leader.
SUPPORT, HOLD, SMALL_STEP, LINKED_STEP, PRESS, PUNISH = range(STANCES)

# Minsk takes all and delivers; takes all and stalls; asks for money; gives a token; refuses; courts the West.
COMPLY, SIGN_AND_STALL, ASK, TOKEN, REFUSE, TURN_WEST = range(STANCES)


LAST_STEP = SUBSIDY_STEPS - 2  # the largest change of the subsidy


def _packages(changes: Sequence[int], bundles: Sequence[int]) -> NDArray[np.bool_]:
    """Return which packages change the subsidy so and make one of these demands, with any loan, (156,)."""
    chosen = np.zeros((SUBSIDY_STEPS, LOANS, BUNDLES), np.bool_)
    chosen[np.ix_([change + 1 for change in changes], range(LOANS), bundles)] = True
    return chosen.reshape(PACKAGES)


def _kremlin_offers(linked: int, pressed: int) -> list[NDArray[np.bool_]]:
    """Return what the Kremlin offers in each stance; ministers cannot sign the large demands."""
    return [
        _packages([1], [NO_DEMAND]),
        _packages([0], [NO_DEMAND]),
        _packages([0], [1, FUEL_ONLY, 4, ROAD_MAPS_AND_FUEL]),
        _packages([1], [linked]),
        _packages([0], [pressed]),
        _AS_THINGS_ARE,
    ]


def _listed(offers: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the numbers of the packages offered in each stance, in order and then -1, shape (..., 156)."""
    numbers = np.where(offers, np.arange(PACKAGES), PACKAGES)
    numbers.sort(axis=-1)
    return np.where(numbers < PACKAGES, numbers, -1)


_AS_THINGS_ARE = np.arange(PACKAGES) == STATUS_QUO
_ANY = range(-1, LAST_STEP + 1)
KREMLIN_OFFERS = np.array(
    [
        _kremlin_offers(ROAD_MAPS_AND_FUEL, ROAD_MAPS_AND_FUEL),
        _kremlin_offers(THREE_ISSUES, ULTIMATUM),  # at a summit
    ]
)
MINSK_OFFERS = np.array(
    [
        _packages(_ANY, range(BUNDLES)),
        _packages(_ANY, range(BUNDLES)),
        _packages([1], range(BUNDLES)),
        _packages([-1, 0, 1], [FUEL_ONLY]),
        _AS_THINGS_ARE,
        _AS_THINGS_ARE,
    ]
)
MINSK_TAKES = np.array(
    [
        _packages(_ANY, range(BUNDLES)),
        _packages(_ANY, range(BUNDLES)),
        _packages([1, LAST_STEP], range(BUNDLES)),
        _packages(_ANY, [NO_DEMAND, FUEL_ONLY]),
        _packages([0, 1, LAST_STEP], [NO_DEMAND]),
        _packages([0, 1, LAST_STEP], [NO_DEMAND]),
    ]
)
KREMLIN_LISTED, MINSK_LISTED = _listed(KREMLIN_OFFERS), _listed(MINSK_OFFERS)
MINSK_OFFERS_AS_BEFORE = (np.roll(MINSK_OFFERS, 1, axis=0) == MINSK_OFFERS).all(axis=1)


@rule
def kremlin_would_offer(stance: int, package: int, summit: bool) -> bool:
    """Return whether the Kremlin offers a package in a stance.

    Parameters
    ----------
    stance : int
        Number of the stance, 0 to 5, of the side in question.
    package : int
        Number of the package, 0 to 155.
    summit : bool
        Whether the leaders meet; ministers cannot sign the large demands.

    Returns
    -------
    bool
        Whether or not the package is admissible this month.
    """
    return KREMLIN_OFFERS[1 if summit else 0, stance, package]


@rule
def offers_as_before(side: int, stance: int) -> bool:
    """Return whether a stance offers what the one before it in the list does: two pairs of Minsk's do.

    Parameters
    ----------
    side : int
        `KREMLIN` or `MINSK`.
    stance : int
        Number of the stance, 0 to 5, of the side in question.

    Returns
    -------
    bool
        False for the Kremlin and for the first stance.
    """
    return side != KREMLIN and stance > 0 and MINSK_OFFERS_AS_BEFORE[stance]


@rule
def minsk_would_offer(stance: int, package: int) -> bool:
    """Return whether a package is one that Minsk offers in a stance.

    Parameters
    ----------
    stance : int
        Number of the stance, 0 to 5, of the side in question.
    package : int
        Number of the package, 0 to 155.

    Returns
    -------
    bool
        Whether or not the package is admissible this month.
    """
    return MINSK_OFFERS[stance, package]


@rule
def minsk_would_take(stance: int, package: int) -> bool:
    """Return whether Minsk accepts a package in a stance.

    Parameters
    ----------
    stance : int
        Number of the stance, 0 to 5, of the side in question.
    package : int
        Number of the package, 0 to 155.

    Returns
    -------
    bool
        True where Minsk accepts it.
    """
    return MINSK_TAKES[stance, package]


@rule
def effort_in(stance: int) -> int:
    """Return how hard Minsk works in a stance, as an alternative of that decision: 0, 1/3, 2/3, 1.

    Parameters
    ----------
    stance : int
        Number of Minsk's stance, 0 to 5.

    Returns
    -------
    int
        Position of the alternative: 0, 1 or 3.
    """
    if stance == COMPLY:
        return 3
    return 1 if stance in (ASK, TOKEN) else 0


@rule
def best_offer(side: int, stance: int, summit: bool, workspace: Workspace) -> int:
    """Return the row of the best package that a stance offers, by what each promises the proposer.

    Who asks for money asks for the largest loan first. What cannot be offered leaves things as they are.

    Parameters
    ----------
    side : int
        The side that proposes.
    stance : int
        Number of the stance, 0 to 5, of the side in question.
    summit : bool
        Whether the leaders meet; ministers cannot sign the large demands.
    workspace : Workspace
        Its packages are compared by their promise to the proposer (`appeal`, payoff units).

    Returns
    -------
    int
        Row in `workspace.packages`; that of the status quo where the stance has no admissible package.
    """
    best, best_loan, best_appeal = workspace.row_of[STATUS_QUO], -1, 0.0
    listed = KREMLIN_LISTED[1 if summit else 0, stance] if side == KREMLIN else MINSK_LISTED[stance]
    for package in listed:
        if package < 0:
            break
        row = workspace.row_of[package]
        if row < 0:
            continue
        loan = loan_of(package) if side != KREMLIN and stance == ASK else 0
        appeal = workspace.packages.appeal[row]
        if loan > best_loan or (loan == best_loan and appeal > best_appeal):
            best, best_loan, best_appeal = row, loan, appeal
    return best
