"""Protest in a crowd that can be counted: each joins when enough others have.

The law of large numbers of the same crowd is `sim.theory.mean_field`.

Sources: Granovetter 1978.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def joined(thresholds: Iterable[float]) -> int:
    """Return how many are active in the end, from nobody at the start.

    Parameters
    ----------
    thresholds : iterable of float
        How many must be active before each person joins, people; in any order.

    Returns
    -------
    int
        Number of people.
    """
    active = 0
    for threshold in sorted(thresholds):
        if threshold > active:
            break
        active += 1
    return active
