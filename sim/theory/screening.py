"""Screening: one offer, take it or leave it, to somebody who may be tough or soft.

Sources: Fudenberg and Tirole 1983.
"""

from __future__ import annotations

from typing import NamedTuple

TIE = 1e-12  # chances as close as this are the same number up to rounding


class Offer(NamedTuple):
    """`threshold`: from which chance of a tough responder on the proposer offers what the tough accept."""

    threshold: float
    offer: float
    value: float


def best_offer(pie: float, least_tough: float, least_soft: float, tough: float, disagreement: float) -> Offer:
    """Return the proposer's best offer and what it expects from it; a responder takes what leaves it even.

    Parameters
    ----------
    pie : float
        What there is to share.
    least_tough, least_soft : float
        The least that each type accepts, the tough one's larger.
    tough : float
        Chance in [0, 1] that the responder is tough.
    disagreement : float
        What the proposer has if it is refused.

    Returns
    -------
    Offer
        Threshold as a probability; offer and expected value in the unit of `pie`.

    Raises
    ------
    ValueError
        The tough accept as little as the soft, or even the soft leave the proposer nothing to gain.
    """
    if least_tough <= least_soft:
        raise ValueError("the tough type must hold out for more than the soft one")
    gain_from_soft = pie - least_soft - disagreement
    if gain_from_soft <= 0.0:
        raise ValueError("the soft type must leave the proposer more than its disagreement payoff")
    threshold = 1.0 - (pie - least_tough - disagreement) / gain_from_soft
    if tough >= threshold - TIE:
        return Offer(threshold, least_tough, pie - least_tough)
    return Offer(threshold, least_soft, (1.0 - tough) * (pie - least_soft) + tough * disagreement)
