"""From what the runs of each point came to to one number a point, checked before any index is made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.errors import UsageError
from sim.stats.means import ROUNDING

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]


def outputs_of(values: Matrix, what: str) -> Vector:
    """Return the mean over the runs that have it at each point.

    Parameters
    ----------
    values : (n, runs) float64
        What each run comes to at each point; NaN where missing.
    what : str
        What is looked at, for messages.

    Returns
    -------
    (n,) float64
        Means that differ by rounding alone are one number.

    Raises
    ------
    UsageError
        A point has no finite mean: no index can be made of that.
    """
    means = mean_present(values)
    bad = np.flatnonzero(~np.isfinite(means))
    if len(bad):
        raise UsageError(
            f"{what} has no finite value at {len(bad):,} of {len(means):,} points (the first is point "
            f"{bad[0]}): no index can be made of that; take more runs a point, or another metric"
        )
    if np.ptp(means) <= ROUNDING * np.abs(means).max():
        means[:] = means[0]
    return means


def constant_in(outputs: Vector) -> float | None:
    """Return the value that all outputs share, or None where they differ.

    Parameters
    ----------
    outputs : (n,) float64
        One number a point, without NaN.

    Returns
    -------
    float or None
        In the unit of the outputs.
    """
    return float(outputs[0]) if outputs.min() == outputs.max() else None


def mean_present(values: Matrix) -> Vector:
    """Return the mean of each row over what is not missing; NaN where all is.

    Parameters
    ----------
    values : (n, runs) float64
        NaN where missing.

    Returns
    -------
    (n,) float64
        In the unit of the values.
    """
    count = (~np.isnan(values)).sum(axis=1)
    total = np.where(np.isnan(values), 0.0, values).sum(axis=1)
    return np.asarray(np.divide(total, count, out=np.full(len(values), np.nan), where=count > 0))


def noise_variance(differences: Matrix) -> Vector:
    """Return the variance of the mean of each row (n, runs) that is due to chance; NaN under two runs.

    A row holds the differences of two points, run by run: what random numbers they share is gone from it
    already.

    Parameters
    ----------
    differences : (n, runs) float64
        NaN where one of the two points has no value in that run.

    Returns
    -------
    (n,) float64
        Squared standard errors, in the squared unit of the differences.
    """
    count = (~np.isnan(differences)).sum(axis=1)
    centred = differences - mean_present(differences)[:, None]
    squares = np.where(np.isnan(centred), 0.0, centred**2).sum(axis=1)
    enough = count > 1
    return np.asarray(
        np.divide(squares, count * (count - 1), out=np.full(len(differences), np.nan), where=enough)
    )
