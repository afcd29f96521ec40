"""What the other side is believed to do, and what an offer or a counter promises because of it.

Shared by every mind: a proposer and a responder judge each other by the same quantal model that
an outside observer would use (`reference_precision`).
"""

from __future__ import annotations

from sim.minds.desk import KREMLIN, TYPES, Desk, minsk_reservation, minsk_value, own_reservation, own_value
from sim.rules.compiled import rule
from sim.rules.issues import (
    BUNDLES,
    LOANS,
    ONE_ISSUE_APART,
    SUBSIDY_STEPS,
    bundle_of,
    loan_of,
    package_number,
    subsidy_change_of,
)
from sim.rules.numerics import logistic
from sim.rules.shapes import Parameters, Row, State


@rule
def accept_chance(value: float, reservation: float, precision: float) -> float:
    """Return the logit chance that a package is accepted, nondecreasing in its value."""
    return logistic(precision * (value - reservation))


@rule
def expected_gain(accept: float, value: float, disagreement: float) -> float:
    """Return what an offer promises: its value if accepted, the disagreement point if not."""
    return accept * value + (1.0 - accept) * disagreement


@rule
def other_reservations(side: int, state: State, p: Parameters, desk: Desk) -> tuple[float, float, float]:
    """Return the reservation values of the three types that the other side may be of."""
    if side == KREMLIN:
        by_type = p.sovereignty_sensitivity_by_type
        return (
            minsk_reservation(desk, by_type[0]),
            minsk_reservation(desk, by_type[1]),
            minsk_reservation(desk, by_type[2]),
        )
    standing = desk.refusal[1 if state.overture > 0.0 else 0].kremlin_by_type
    return float(standing[0]), float(standing[1]), float(standing[2])


@rule
def belief_other_accepts(
    side: int, state: State, p: Parameters, package: Row, reservations: tuple[float, float, float]
) -> float:
    """Return how likely a side thinks the other is to accept a package, over the types it may be of."""
    chance = 0.0
    for kind in range(TYPES):
        if side == KREMLIN:
            belief = state.belief_about_minsk[kind]
            value = minsk_value(package, p.sovereignty_sensitivity_by_type[kind])
        else:
            belief = state.belief_about_kremlin[kind]
            value = package.kremlin_by_type[kind]
        chance += belief * accept_chance(value, reservations[kind], p.reference_precision)
    return chance


@rule
def counters(offer: int, number: int) -> bool:
    """Return whether a package differs from an offer in one thing only, by one step or one issue."""
    subsidy = abs(subsidy_change_of(offer) - subsidy_change_of(number))
    loan = abs(loan_of(offer) - loan_of(number))
    demand = bundle_of(offer) != bundle_of(number)
    if demand:
        return subsidy == 0 and loan == 0 and ONE_ISSUE_APART[bundle_of(offer), bundle_of(number)]
    return subsidy + loan == 1


@rule
def best_counter(side: int, state: State, p: Parameters, desk: Desk, offered: int) -> tuple[int, float]:
    """Return the responder's best counter to the package in row `offered` and what it promises.

    The row is -1 where no admissible package differs in one thing only; ties go to the lowest
    number.
    """
    offer = int(desk.packages[offered].number)
    sensitivity = p.sovereignty_sensitivity_by_type[int(state.minsk_type)]
    disagreement = own_reservation(side, desk, state.overture, sensitivity)
    reservations = other_reservations(side, state, p, desk)
    subsidy, loan = subsidy_change_of(offer), loan_of(offer)
    best_row = -1
    best_gain = 0.0
    for change in range(max(-1, subsidy - 1), min(SUBSIDY_STEPS - 2, subsidy + 1) + 1):
        for lent in range(max(0, loan - 1), min(LOANS - 1, loan + 1) + 1):
            for demand in range(BUNDLES):
                number = package_number(change, lent, demand)
                row = desk.row_of[number]
                if row < 0 or not counters(offer, number):
                    continue
                value = own_value(side, desk.packages[row], sensitivity)
                accepted = belief_other_accepts(side, state, p, desk.packages[row], reservations)
                gain = expected_gain(accepted, value, disagreement)
                if best_row < 0 or gain > best_gain:
                    best_row = row
                    best_gain = gain
    return best_row, best_gain
