"""What many runs come to: means, spreads, quantiles and shares of labels, each with its standard error.

The error is that of Monte Carlo: it says how far the figure would move with other random numbers (another
seed); it says nothing about whether the model is right. Runs without a value (missing) are left out of a
metric's figures.

- mean: s / sqrt(n).
- sd: sqrt((m4 - s^4 (n - 3) / (n - 1)) / n) / (2 s), with m4 the fourth central moment: the variance of the
  sample variance, carried to its root.
- p5 to p95: the bootstrap standard error of the order statistic, in closed form: the spread of the sorted
  values under the Beta((n + 1) p, (n + 1) (1 - p)) weights of their ranks. No density is estimated, so it
  holds for counts too.
- share: sqrt(p (1 - p) / n).

Sources: Maritz and Jarrett 1978 and Harrell and Davis 1982 (quantiles); Rao 1973, 6h.1 (sample variance).
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa

from sim.outcomes.columns import DISTRIBUTIONS, END_MONTH, OUTCOME, metric_columns
from sim.outcomes.rows import schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from sim.outcomes.columns import Column

PERCENTS = (5, 10, 25, 50, 75, 90, 95)
STATISTICS = ("mean", "sd", *(f"p{percent}" for percent in PERCENTS))
WEIGHTS_REACH = 10  # standard deviations of the rank; what lies beyond weighs under 1e-22


class Statistic(NamedTuple):
    """A figure and its Monte Carlo standard error; None where it cannot be had (no run, or one only)."""

    value: float | None
    standard_error: float | None


def describe(values: NDArray[np.float64]) -> dict[str, Statistic]:
    """Mean, sd and quantiles of one metric over all runs that have it, by the name of the statistic.

    Parameters
    ----------
    values : (n,) float64
        One value a run; NaN where missing.

    Returns
    -------
    dict of str to Statistic
        By the names of `STATISTICS`, values in the unit of the metric; None where there are too few runs.
    """
    present = np.sort(values[~np.isnan(values)])
    return {
        "mean": _mean(present),
        "sd": _sd(present),
        **{f"p{percent}": _quantile(present, percent / 100) for percent in PERCENTS},
    }


def _mean(values: NDArray[np.float64]) -> Statistic:
    if len(values) == 0:
        return Statistic(None, None)
    spread = _sd(values).value
    if not spread:
        return Statistic(float(values[0]), spread)
    return Statistic(float(np.mean(values)), spread / math.sqrt(len(values)))


def _sd(values: NDArray[np.float64]) -> Statistic:
    n = len(values)
    if n < 2:
        return Statistic(None, None)
    spread = 0.0 if values[0] == values[-1] else float(np.std(values, ddof=1))
    if spread == 0:
        return Statistic(0.0, 0.0)
    scaled = (values - np.mean(values)) / spread
    fourth = float(np.mean(np.square(np.square(scaled))))
    return Statistic(spread, spread * math.sqrt(max(fourth - (n - 3) / (n - 1), 0.0) / n) / 2)


def _quantile(values: NDArray[np.float64], probability: float) -> Statistic:
    n = len(values)
    if n == 0:
        return Statistic(None, None)
    value = float(np.quantile(values, probability))
    if n == 1:
        return Statistic(value, None)
    first, weights = _rank_weights(n, probability)
    near = values[first : first + len(weights)] - value
    variance = float(weights @ np.square(near) - (weights @ near) ** 2)
    return Statistic(value, math.sqrt(max(variance, 0.0)))


@lru_cache(maxsize=64)
def _rank_weights(n: int, probability: float) -> tuple[int, NDArray[np.float64]]:
    """How likely each sorted value is the order statistic: position of the first that counts, and weights."""
    from scipy.special import betainc

    reach = WEIGHTS_REACH * math.sqrt(probability * (1 - probability) / n) + 1 / n
    first = max(math.floor((probability - reach) * n), 0)
    last = min(math.ceil((probability + reach) * n), n)
    edges = np.arange(first, last + 1) / n
    return first, np.diff(betainc((n + 1) * probability, (n + 1) * (1 - probability), edges))


def share(count: int, runs: int) -> Statistic:
    """The share of runs in which something happened.

    Parameters
    ----------
    count : int
        Number of runs in which it happened.
    runs : int
        Number of all runs that count.

    Returns
    -------
    Statistic
        Share from 0 to 1 and its error sqrt(p (1 - p) / n); None where there is no run.
    """
    if runs == 0:
        return Statistic(None, None)
    portion = count / runs
    return Statistic(portion, math.sqrt(portion * (1 - portion) / runs))


def label_shares(codes: NDArray[np.int64], labels: Sequence[str]) -> dict[str, Statistic]:
    """The share of runs with each label, by the label.

    Parameters
    ----------
    codes : (n,) int64
        The position of each run's label.
    labels : sequence of str
        All labels there are.

    Returns
    -------
    dict of str to Statistic
        Share from 0 to 1 by label, in the order of the labels; None where there is no run.
    """
    counts = np.bincount(codes, minlength=len(labels))
    return {label: share(int(count), len(codes)) for label, count in zip(labels, counts, strict=True)}


def distribution_table(
    scenario: str, codes: NDArray[np.int64], columns: Iterable[NDArray[np.float64]]
) -> pa.Table:
    """All figures of one scenario: the outcomes' shares first, then each metric in the order of the columns.

    Parameters
    ----------
    scenario : str
        Name of the scenario, the same in every row.
    codes : (n,) int64
        Codes of the outcomes, one a run.
    columns : iterable of (n,) float64
        The month of the end, then the run measures in the order of their columns; NaN where missing.

    Returns
    -------
    pyarrow.Table
        With the columns of `DISTRIBUTIONS`; null where a figure cannot be had.
    """
    rows = list(_rows(codes, columns))
    texts = [pa.array([scenario] * len(rows), pa.string())]
    return pa.table(
        texts + [pa.array(part) for part in zip(*rows, strict=True)], schema=schema(DISTRIBUTIONS)
    )


def _rows(
    codes: NDArray[np.int64], columns: Iterable[NDArray[np.float64]]
) -> Iterator[tuple[str, str, float | None, float | None]]:
    yield from _shares(OUTCOME, codes)
    for metric, values in zip((END_MONTH, *metric_columns()), columns, strict=True):
        if metric.values:
            yield from _shares(metric, values[~np.isnan(values)].astype(np.int64))
            continue
        for statistic, estimate in describe(values).items():
            yield metric.name, statistic, *estimate


def _shares(
    column: Column, codes: NDArray[np.int64]
) -> Iterator[tuple[str, str, float | None, float | None]]:
    for label, estimate in label_shares(codes, column.values).items():
        yield column.name, f"share_{label}", *estimate
