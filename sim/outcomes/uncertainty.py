"""How far runs differ because nobody knows the parameters, and how far by chance: the table `uncertainty`.

A scenario that draws quantities draws them once a run, so that in its own runs both are mixed. Here some
draws are played several times, each time with other random numbers (`sim.batch.uncertainty`): the runs of one
draw differ by chance alone, and the means of the draws by the parameters and by what chance is left in a
mean. By the law of total variance, var(y) = var(E[y | parameters]) + E[var(y | parameters)]; the two parts
are those of a one-way analysis of variance with random effects, unbiased whatever the model does:

- chance: the mean square within draws;
- parameters: the mean square between draws less that within, over the runs of a draw; 0 where that is below.

Each part has its band, p10 to p90. That of chance is the band of the runs of one draw, on average over the
draws. That of the parameters is of the means of the draws, drawn together until their variance is the
estimate, without the chance that is left in them (Louis 1984); for what is 0 or 1 in a run, of the beta
distribution with the mean and the variance of the draws' chances.

Sources: Searle, Casella and McCulloch 1992 (variance components); Efron and Tibshirani 1993 (the interval of
the share: draws are resampled, with their runs).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa

from sim.outcomes.bands import banded
from sim.outcomes.columns import UNCERTAINTY
from sim.outcomes.rows import schema
from sim.quantities import metrics, share_metrics

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sim.quantities import Measure

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]
    Cube = NDArray[np.float64]

BAND = (0.1, 0.9)
LEVEL = 0.95
RESAMPLES = 200
BOOTSTRAP = 7  # the use that names the draws of the bootstrap
KINDS = ("state", "flow")
FLAG = "0 or 1"  # the unit of what happens in a run, or does not


class Measured(NamedTuple):
    """A column of what was played: its name, the month (0 for the run as a whole), whether it is 0 or 1."""

    metric: str
    month: int
    flag: bool


@dataclass(frozen=True, slots=True)
class Parts:
    """Variances (...,) between draws and within them."""

    parameters: Vector
    chance: Vector

    @property
    def share(self) -> Vector:
        """The share that is due to the parameters; 0 where nothing varies, NaN where it is unknown.

        Returns
        -------
        (...,) float64
            parameters / (parameters + chance), from 0 to 1.
        """
        total = self.parameters + self.chance
        return np.divide(self.parameters, total, out=0.0 * total, where=total > 0)


def measured_columns(horizon: int) -> list[Measured]:
    """List what draws are looked at in: shares of labels, run metrics, states and flows by month.

    Parameters
    ----------
    horizon : int
        Number of months.

    Returns
    -------
    list of Measured
        Shares and run metrics first, with month 0; then each followed measure in months 1 to `horizon`.
    """
    whole = [Measured(name, 0, flag=True) for name in share_metrics()]
    whole += [Measured(one.name, 0, one.unit == FLAG) for one in metrics()]
    months = [
        Measured(one.name, month, one.unit == FLAG)
        for _, one in followed_months()
        for month in range(1, horizon + 1)
    ]
    return whole + months


def followed_months() -> list[tuple[int, Measure]]:
    """List the monthly measures that are looked at, with their positions.

    They are the states and flows with a band, and the observables that show a state as it is.

    Returns
    -------
    list of tuple of int and Measure
        Position among `monthly_measures()`, and the measure.
    """
    return [(place, one) for place, one in zip(*banded(), strict=True) if one.kind in KINDS or one.continues]


def uncertainty_table(scenario: str, columns: Sequence[Measured], values: Cube, seed: int) -> pa.Table:
    """Tell parameters from chance in each column.

    Parameters
    ----------
    scenario : str
        Name of the scenario, the same in every row.
    columns : sequence of Measured
        What the rows of `values` are, as `measured_columns` lists it.
    values : (columns, draws, runs) float64
        What the runs of each draw came to; NaN where missing.
    seed : int
        Names the draws of the bootstrap.

    Returns
    -------
    pyarrow.Table
        With the columns of `UNCERTAINTY`, a row for each of `columns`; null where there are too few draws or
        runs to tell.
    """
    counts, means, squares = _draws(values)
    parts = _parts(np.ones((1, values.shape[1])), counts, means, squares)
    mean = _overall(counts, means)
    figures = [
        mean,
        np.sqrt(parts.parameters[0] + parts.chance[0]),
        np.sqrt(parts.parameters[0]),
        np.sqrt(parts.chance[0]),
        parts.share[0],
        *_interval(counts, means, squares, seed),
        *_of_parameters(columns, means, parts.parameters[0], mean),
        *_of_chance(columns, values, counts),
    ]
    size = len(columns)
    arrays = [
        pa.array([scenario] * size, pa.string()),
        pa.array([one.metric for one in columns], pa.string()),
        pa.array([one.month or None for one in columns], pa.int64()),
        pa.array(np.full(size, values.shape[1])),
        pa.array(np.full(size, values.shape[2])),
        *(pa.array(column, from_pandas=True) for column in figures),
    ]
    return pa.table(arrays, schema=schema(UNCERTAINTY))


def _overall(counts: Matrix, means: Matrix) -> Vector:
    """Return the mean over the runs that have it, (columns,); NaN where none has."""
    runs = counts.sum(axis=1)
    total = np.where(counts > 0, counts * means, 0.0).sum(axis=1)
    return np.asarray(np.divide(total, runs, out=np.full(len(runs), np.nan), where=runs > 0))


def _draws(values: Cube) -> tuple[Matrix, Matrix, Matrix]:
    """Return how many runs of each draw have a column, their mean and squares around it: (columns, draws)."""
    present = ~np.isnan(values)
    counts = present.sum(axis=2)
    total = np.where(present, values, 0.0).sum(axis=2)
    means = np.divide(total, counts, out=np.full(total.shape, np.nan), where=counts > 0)
    apart = np.where(present, values - np.where(counts > 0, means, 0.0)[:, :, None], 0.0)
    return counts.astype(np.float64), means, np.square(apart).sum(axis=2)


def _parts(weights: Matrix, counts: Matrix, means: Matrix, squares: Matrix) -> Parts:
    """Return the variances (samples, columns) where each draw counts so many times, weights (samples, draws).

    NaN where there are too few draws or runs to tell.
    """
    there = counts > 0
    apart = np.where(there, means - _overall(counts, means)[:, None], 0.0)
    draws, runs = weights @ there.T.astype(np.float64), weights @ counts.T
    with np.errstate(divide="ignore", invalid="ignore"):
        between = weights @ (counts * apart**2).T - (weights @ (counts * apart).T) ** 2 / runs
        within = weights @ squares.T / (runs - draws)
        size = (runs - weights @ (counts**2).T / runs) / (draws - 1)
        parameters = np.maximum((between / (draws - 1) - within) / size, 0.0)
    enough = (draws > 1) & (runs > draws)
    return Parts(np.where(enough, parameters, np.nan), np.where(enough, within, np.nan))


def _interval(counts: Matrix, means: Matrix, squares: Matrix, seed: int) -> tuple[Vector, Vector]:
    """Return the interval of the share by drawing the draws anew, (columns,) each."""
    draws = counts.shape[1]
    rng = np.random.default_rng((seed, BOOTSTRAP))
    weights = rng.multinomial(draws, np.full(draws, 1 / draws), size=RESAMPLES).astype(np.float64)
    shares = _parts(weights, counts, means, squares).share
    low, high = np.quantile(shares, ((1 - LEVEL) / 2, (1 + LEVEL) / 2), axis=0)
    return low, high


def _of_parameters(
    columns: Sequence[Measured], means: Matrix, variances: Vector, overall: Vector
) -> tuple[Vector, Vector]:
    """Return the band of what can be expected of a run, over the draws, (columns,) each."""
    low, high = overall.copy(), overall.copy()
    for k, one in enumerate(columns):
        if one.flag and variances[k] > 0:
            low[k], high[k] = _beta_band(overall[k], variances[k])
        elif variances[k] > 0:
            known = means[k][~np.isnan(means[k])]
            centre, spread = np.mean(known), np.var(known, ddof=1)
            low[k], high[k] = np.quantile(centre + np.sqrt(variances[k] / spread) * (known - centre), BAND)
    unreported = np.isnan(variances)
    return np.where(unreported, np.nan, low), np.where(unreported, np.nan, high)


def _beta_band(mean: float, variance: float) -> tuple[float, float]:
    """Return the band of a chance with this mean and variance, from 0 to 1 where it varies to the full."""
    from scipy.special import betaincinv

    size = mean * (1 - mean) / variance - 1
    if size <= 0:
        return 0.0, 1.0
    low, high = betaincinv(mean * size, (1 - mean) * size, np.array(BAND))
    return float(low), float(high)


def _of_chance(columns: Sequence[Measured], values: Cube, counts: Matrix) -> tuple[Vector, Vector]:
    """Return the mean over the draws of the band of a draw's runs, (columns,) each; none for 0 or 1."""
    ordered = np.sort(values, axis=2)  # what is missing comes last
    flags = np.array([one.flag for one in columns])
    low, high = (
        np.where(flags, np.nan, _overall((counts > 1).astype(np.float64), _at(ordered, counts, q)))
        for q in BAND
    )
    return low, high


def _at(ordered: Cube, counts: Matrix, share: float) -> Matrix:
    """Return a quantile of each draw's sorted runs, (columns, draws); NaN where none has the column."""
    place = share * np.maximum(counts - 1, 0)
    below = np.floor(place).astype(np.int64)
    above = np.ceil(place).astype(np.int64)
    low, high = (np.take_along_axis(ordered, at[:, :, None], axis=2)[:, :, 0] for at in (below, above))
    return np.asarray(low + (place - below) * (high - low))
