"""The criterion for an effect, the same in every analysis.

An estimate is held against a band from `-matters` to `matters`: `matters` is the smallest effect that matters
to whoever asks, in the unit of the measure, and 0 where nothing smaller than something matters. An effect
is above (below) the band where all of its interval is; it is none that matters where all of its interval lies
inside; else it is undecided.

The interval reaches four standard errors to either side wherever a command looks at many effects at once
(patterns, claims, robustness, thresholds, tournaments: a hundred and more at a time): by chance alone one
effect in 16,000 would count, one command in a hundred. A single question that was asked before the runs
were seen takes the 95% interval instead.

Source: two one-sided tests for the absence of an effect (Schuirmann 1987); minimal effects and equivalence
(Lakens, Scheel and Isager 2018).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from sim.stats.estimate import Estimate

CLEAR = 4.0  # standard errors that an effect must lie beyond the band, where many are looked at

Direction = Literal["above", "below", "no effect that matters", "undecided"]


def direction(low: float, high: float, matters: float = 0.0) -> Direction:
    """Return where an interval lies.

    Parameters
    ----------
    low, high : float
        Limits of the interval, in the unit of the measure; NaN where they are unknown.
    matters : float
        The smallest effect that matters, in the same unit; at least 0.

    Returns
    -------
    str
        `above` or `below` the band, `no effect that matters` inside it, `undecided` anywhere else.
    """
    if low > matters:
        return "above"
    if high < -matters:
        return "below"
    if -matters <= low and high <= matters:
        return "no effect that matters"
    return "undecided"


def clear_direction(estimate: Estimate, matters: float = 0.0) -> Direction:
    """Return where an estimate lies by `CLEAR` standard errors to either side of its value.

    Parameters
    ----------
    estimate : Estimate
        With a standard error; NaN values where it is unknown.
    matters : float
        The smallest effect that matters, in the unit of the estimate.

    Returns
    -------
    str
        As `direction`; `undecided` where the estimate is unknown.
    """
    if math.isnan(estimate.value):
        return "undecided"
    reach = CLEAR * estimate.standard_error
    return direction(estimate.value - reach, estimate.value + reach, matters)


def is_clear(estimate: Estimate) -> bool:
    """Return whether an estimate lies more than `CLEAR` standard errors from 0.

    Parameters
    ----------
    estimate : Estimate
        An effect, such as a mean difference.

    Returns
    -------
    bool
        False where the estimate is unknown.
    """
    return clear_direction(estimate) in ("above", "below")
