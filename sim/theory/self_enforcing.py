"""Deals that hold without a court: cooperation backed by the threat never to cooperate again.

Sources: Friedman 1971; Telser 1980.
"""

from __future__ import annotations

from typing import NamedTuple

TIE = 1e-12


class Relation(NamedTuple):
    """`critical_patience`: the least that sustains it; `gain` from keeping to the deal; `sustainable`."""

    critical_patience: float
    gain: float
    sustainable: bool


def relation(
    cooperate: float, deviate: float, punished: float, patience: float, exit_hazard: float
) -> Relation:
    """Return whether a player keeps to a deal it could break at a profit today.

    Parameters
    ----------
    cooperate, deviate, punished : float
        Payoffs a period: both keep to it; one's own when breaking it; ever after.
    patience : float
        Discount factor, in [0, 1].
    exit_hazard : float
        Chance a period that the relation ends and nothing follows, in [0, 1].

    Returns
    -------
    Relation
        Critical patience as a discount factor that includes the exit hazard; gain as a present value in the
        unit of the payoffs.

    Raises
    ------
    ValueError
        The payoffs are not in the order deviate, cooperate, punished; or the future never loses weight.
    """
    if not deviate > cooperate > punished:
        raise ValueError("deviating must pay more than cooperating, and cooperating more than punishment")
    weight = patience * (1.0 - exit_hazard)
    if weight >= 1.0:
        raise ValueError("the future must weigh less than the present: patience below 1, or an exit hazard")
    critical = (deviate - cooperate) / (deviate - punished)
    gain = (cooperate - deviate + weight * (deviate - punished)) / (1.0 - weight)
    return Relation(critical, gain, weight >= critical - TIE)
