"""Figures with intervals, and whether each is as a claim wants it.

An effect is the mean difference between two arms, run by run. It counts as found at four standard errors,
as for the patterns: there are a hundred and more of them. A level counts as inside its bounds where its whole
95% interval is. In between it is undecided.

Sources: Wilson 1927 (shares); the delta method for ratios.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from sim.stats import means, shares
from sim.stats.criterion import CLEAR
from sim.stats.estimate import Z, normal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from sim.stats.estimate import Estimate

    Vector = NDArray[np.float64]
    Flags = NDArray[np.bool_]

RESAMPLES = 500

FigureVerdict = Literal["holds", "undecided", "fails", "reported"]


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a figure should be: inside these bounds, or nothing in particular; effects need `CLEAR` errors."""

    low: float = -math.inf
    high: float = math.inf
    effect: bool = False

    @property
    def reported(self) -> bool:
        """Whether nothing in particular is expected."""
        return math.isinf(self.low) and math.isinf(self.high)

    def __str__(self) -> str:
        """Say it shortly: `above 0`, `0.02 to 0.2`, `reported`."""
        if self.reported:
            return "reported"
        if math.isinf(self.low):
            return f"below {self.high:g}"
        return f"above {self.low:g}" if math.isinf(self.high) else f"{self.low:g} to {self.high:g}"


RISES = Bounds(low=0.0, effect=True)
FALLS = Bounds(high=0.0, effect=True)
REPORTED = Bounds()


def above(bound: float) -> Bounds:
    """Want a level above a bound.

    Parameters
    ----------
    bound : float
        In the unit of the figure.

    Returns
    -------
    Bounds
        Met where the whole interval lies at or above the bound.
    """
    return Bounds(low=bound)


def below(bound: float) -> Bounds:
    """Want a level below a bound.

    Parameters
    ----------
    bound : float
        In the unit of the figure.

    Returns
    -------
    Bounds
        Met where the whole interval lies at or below the bound.
    """
    return Bounds(high=bound)


def between(low: float, high: float) -> Bounds:
    """Want a level between two bounds.

    Parameters
    ----------
    low, high : float
        In the unit of the figure; the same number twice for an exact value.

    Returns
    -------
    Bounds
        Met where the whole interval lies between the bounds, both included.
    """
    return Bounds(low, high)


@dataclass(frozen=True, slots=True)
class ClaimFigure:
    """One figure of a test: its value with a 95% interval from `n` runs, what was expected, and the verdict.

    `effect` is a difference in standard deviations of the arm it is taken from; None for other figures.
    """

    what: str
    value: float
    low: float
    high: float
    n: int
    expected: Bounds
    verdict: FigureVerdict
    effect: float | None = None


def difference(what: str, pair: Sequence[Vector], expected: Bounds) -> ClaimFigure:
    """Return the mean of the first of a pair less the second, run by run; runs that lack either count not.

    Parameters
    ----------
    what : str
        What the figure is, with its unit, as it is printed.
    pair : sequence of (n,) float64
        Treatment and control, row k of both the same run; NaN where missing.
    expected : Bounds
        What the difference should be.

    Returns
    -------
    ClaimFigure
        In the unit of the values; `effect` is None where the control does not vary.
    """
    treated, control = pair
    both = ~(np.isnan(treated) | np.isnan(control))
    unit = means.spread(control[both])
    found = means.mean(treated - control)
    return _assessed(what, found, expected, found.value / unit if unit > 0 else None)


def apart(what: str, one: Vector, other: Vector, expected: Bounds) -> ClaimFigure:
    """Return the difference of the means of two groups of different runs.

    Parameters
    ----------
    what : str
        What the figure is, with its unit, as it is printed.
    one, other : (n,) and (m,) float64
        One value a run; NaN where missing.
    expected : Bounds
        What the difference of the means, one less other, should be.

    Returns
    -------
    ClaimFigure
        With Welch's interval; missing where a group has fewer than two values.
    """
    return _assessed(what, means.unpaired(one, other), expected)


def mean(what: str, values: Vector, expected: Bounds) -> ClaimFigure:
    """Return the mean over runs that have a value.

    Parameters
    ----------
    what : str
        What the figure is, with its unit, as it is printed.
    values : (n,) float64
        One value a run; NaN where missing.
    expected : Bounds
        What the mean should be.

    Returns
    -------
    ClaimFigure
        With Student's interval; missing where fewer than two runs have a value.
    """
    return _assessed(what, means.mean(values), expected)


def share(what: str, flags: Flags | Vector, expected: Bounds) -> ClaimFigure:
    """Return the share of runs in which something is so; NaN is left out.

    Parameters
    ----------
    what : str
        What the figure is, as it is printed.
    flags : (n,) bool or float64
        True or 1 where it is so, one a run; NaN where that is not known.
    expected : Bounds
        What the share should be, 0 to 1.

    Returns
    -------
    ClaimFigure
        With Wilson's interval; missing where nothing is known of any run.
    """
    values = np.asarray(flags, np.float64)
    found = shares.share(int(np.nansum(values)), int(np.sum(~np.isnan(values))))
    return _assessed(what, found, expected)


def ratio(what: str, above_line: Vector, below_line: Vector, expected: Bounds) -> ClaimFigure:
    """Return the ratio of two means over the same runs.

    Parameters
    ----------
    what : str
        What the figure is, as it is printed.
    above_line, below_line : (n,) float64
        Numerator and denominator, row k of both the same run; NaN where missing.
    expected : Bounds
        What the ratio should be.

    Returns
    -------
    ClaimFigure
        With an interval by the delta method; missing with fewer than two runs or a denominator of 0.
    """
    both = ~(np.isnan(above_line) | np.isnan(below_line))
    top, bottom = above_line[both], below_line[both]
    if len(top) < 2 or float(np.mean(bottom)) == 0.0:
        return missing(what, expected)
    value = float(np.mean(top) / np.mean(bottom))
    error = float(np.std(top - value * bottom, ddof=1) / abs(np.mean(bottom))) / math.sqrt(len(top))
    return _assessed(what, normal(value, error, len(top)), expected)


def pooled(what: str, values: Vector, given: Flags, expected: Bounds) -> ClaimFigure:
    """Return the mean of monthly values where `given`, both (runs, months); runs are the units.

    Parameters
    ----------
    what : str
        What the figure is, with its unit, as it is printed.
    values : (runs, months) float64
        NaN where missing.
    given : (runs, months) bool
        Which months count.
    expected : Bounds
        What the mean over all these months should be.

    Returns
    -------
    ClaimFigure
        As by `ratio`: the sum of the values over the number of months.
    """
    counted = given & ~np.isnan(values)
    return ratio(
        what, np.where(counted, values, 0.0).sum(axis=1), counted.sum(axis=1).astype(float), expected
    )


def correlation(what: str, one: Vector, other: Vector, expected: Bounds) -> ClaimFigure:
    """Return the correlation of monthly (or run) values; runs are the units of the interval.

    Parameters
    ----------
    what : str
        What the figure is, as it is printed.
    one, other : (runs, months) or (runs,) float64
        NaN where missing; only places that both have count.
    expected : Bounds
        What the correlation (Pearson's) should be, -1 to 1.

    Returns
    -------
    ClaimFigure
        Missing with fewer than three places in common, or where one of the two does not vary; `n` counts
        runs.
    """
    left, right = (np.atleast_2d(values.T).T for values in (one, other))
    there = ~(np.isnan(left) | np.isnan(right))
    if there.sum() < 3:
        return missing(what, expected)
    scores = []
    for values in (left, right):
        inside = values[there]
        spread = float(np.std(inside))
        if spread == 0.0:
            return missing(what, expected)
        scores.append(np.where(there, (values - np.mean(inside)) / spread, 0.0))
    a, b = scores
    value = float((a * b).sum() / there.sum())
    pulls = (a * b - value * (a * a + b * b) / 2).sum(axis=1)  # influence of each run on the correlation
    error = math.sqrt(float((pulls * pulls).sum())) / float(there.sum())
    return _assessed(what, normal(value, error, len(left)), expected)


def unexplained(what: str, one: Vector, known: Vector, expected: Bounds) -> ClaimFigure:
    """Return the share of the variance of one quantity that a line on a known one leaves unexplained.

    Parameters
    ----------
    what : str
        What the figure is, as it is printed.
    one, known : (runs, months) or (runs,) float64
        The quantity that is explained, and the one that it is explained by; NaN where missing.
    expected : Bounds
        What the share should be, 0 to 1.

    Returns
    -------
    ClaimFigure
        1 less the squared correlation, with the least and the largest that the interval of the correlation
        allows: 1 where that interval holds 0.
    """
    found = correlation(what, one, known, REPORTED)
    sizes = sorted(min(abs(end), 1.0) for end in (found.low, found.high))
    least = 0.0 if found.low <= 0.0 <= found.high else sizes[0]
    low, high = 1 - sizes[1] ** 2, 1 - least**2
    value = 1 - found.value * found.value
    return ClaimFigure(what, value, low, high, found.n, expected, _inside(low, high, expected))


def resampled(
    what: str, samples: Sequence[Vector], of_means: Callable[..., float], expected: Bounds
) -> ClaimFigure:
    """Return a function of the means of several quantities, with its interval by resampling runs.

    Parameters
    ----------
    what : str
        What the figure is, with its unit, as it is printed.
    samples : sequence of (n,) float64
        The quantities, row k of all the same run; a run that lacks one is left out.
    of_means : callable
        From one mean a quantity, in the same order, to the figure; NaN where it does not exist.
    expected : Bounds
        What the figure should be.

    Returns
    -------
    ClaimFigure
        With the bootstrap's percentile interval of `RESAMPLES` draws, those that give NaN left out.
    """
    kept = ~np.isnan(np.stack(samples)).any(axis=0)
    values = np.stack([sample[kept] for sample in samples])
    n = values.shape[1]
    random = np.random.default_rng(n)
    drawn = [of_means(*values[:, random.integers(0, n, n)].mean(axis=1)) for _ in range(RESAMPLES)]
    low, high = (float(end) for end in np.nanquantile(drawn, (0.025, 0.975)))
    return ClaimFigure(
        what, of_means(*values.mean(axis=1)), low, high, n, expected, _inside(low, high, expected)
    )


def fact(what: str, value: float, expected: Bounds) -> ClaimFigure:
    """Return a figure that is known exactly: no run was needed.

    Parameters
    ----------
    what : str
        What the figure is, with its unit, as it is printed.
    value : float
        Taken from seeds/ or from the sources.
    expected : Bounds
        What the figure should be.

    Returns
    -------
    ClaimFigure
        From 0 runs, with both limits at the value.
    """
    return ClaimFigure(what, value, value, value, 0, expected, _inside(value, value, expected))


def missing(what: str, expected: Bounds) -> ClaimFigure:
    """Return a figure that the runs did not give.

    Parameters
    ----------
    what : str
        What the figure would be.
    expected : Bounds
        What it should have been.

    Returns
    -------
    ClaimFigure
        NaN from 0 runs; `undecided`, or `reported` where nothing in particular is expected.
    """
    verdict: FigureVerdict = "reported" if expected.reported else "undecided"
    return ClaimFigure(what, math.nan, math.nan, math.nan, 0, expected, verdict)


def _assessed(what: str, found: Estimate, expected: Bounds, effect: float | None = None) -> ClaimFigure:
    if math.isnan(found.standard_error):
        return missing(what, expected)
    verdict = _found(found, expected) if expected.effect else _inside(found.low, found.high, expected)
    return ClaimFigure(what, found.value, found.low, found.high, found.n, expected, verdict, effect)


def _found(found: Estimate, expected: Bounds) -> FigureVerdict:
    """Assess an effect by how many standard errors it lies on the side that is expected."""
    rises = math.isinf(expected.high)
    errors = found.errors_from(expected.low) if rises else -found.errors_from(expected.high)
    if errors >= CLEAR:
        return "holds"
    return "undecided" if errors >= Z else "fails"


def _inside(low: float, high: float, expected: Bounds) -> FigureVerdict:
    if expected.reported:
        return "reported"
    if expected.low <= low and high <= expected.high:
        return "holds"
    return "fails" if high < expected.low or low > expected.high else "undecided"
