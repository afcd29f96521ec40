"""The placebo of an effect, and what is left of it with its mechanism switched off.

Runs of one number draw the same random numbers in both arms, so an effect is the mean of their differences
and its error that of these differences. A run that lacks the metric in an arm is left out of the pair.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

import numpy as np

from sim.stats.criterion import clear_direction, is_clear
from sim.stats.means import mean

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]

PLACEBOS = 20  # permutations of the labels; the largest |t| counts

Remainder = Literal["exactly 0", "gone", "reversed", "weaker", "stays", "not measured"]


def placebo(differences: Vector, seed: int) -> float:
    """Return the largest |t| among permutations of the treatment label within pairs; NaN without pairs.

    Which of the two runs of a pair is called the treated one is drawn anew, so that nothing but chance
    can make a difference: a large value says that the measurement makes effects by itself.

    Parameters
    ----------
    differences : (n,) float64
        Treatment less control, run by run; NaN where one of the two lacks the metric.
    seed : int
        Of the permutations, `PLACEBOS` in number.

    Returns
    -------
    float
        In standard errors, at least 0; NaN with fewer than two pairs.
    """
    present = differences[~np.isnan(differences)]
    if len(present) < 2:
        return math.nan
    labels = np.random.default_rng(seed).choice((-1.0, 1.0), size=(PLACEBOS, len(present)))
    return max(abs(mean(row).t) for row in labels * present)


def remainder(full: Vector, ablated: Vector) -> Remainder:
    """Return what is left of an effect with its mechanism switched off, in a word.

    Parameters
    ----------
    full, ablated : (n,) float64
        The differences of the same runs with and without the mechanism, treatment less control; NaN where
        missing.

    Returns
    -------
    str
        `exactly 0` (in every run), `gone` (not clear), `reversed`, `weaker` (clearly less than in full),
        `stays`, or `not measured` where either effect has no t.
    """
    whole, left = mean(full), mean(ablated)
    if math.isnan(whole.t) or math.isnan(left.t):
        return "not measured"
    if left.exactly_zero:
        return "exactly 0"
    if not is_clear(left):
        return "gone"
    if whole.value * left.value < 0:
        return "reversed"
    lost = mean((full - ablated) * math.copysign(1.0, whole.value))
    return "weaker" if clear_direction(lost) == "above" else "stays"
