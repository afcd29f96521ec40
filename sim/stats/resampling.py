"""Resampling many metrics at once: the same drawn runs serve all of them, as one product of matrices.

A drawn row of weights says how often each run counts; weights times values are the sums of all metrics under
that draw. So what a run's metrics have in common is kept, and sixty metrics cost little more than one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

RESAMPLES = 4_000  # of the bootstrap: the error of an interval's end is some 4% of the standard error
PERMUTATIONS = 9_999
SEED = 20210222
WEIGHTS = 2**25  # numbers held at a time, 256 MB: in small blocks BLAS threads wait for each other


def bootstrap_means(values: Matrix, rng: np.random.Generator) -> Matrix:
    """Return means of the values present under the bootstrap (Efron 1979): runs drawn with replacement.

    Parameters
    ----------
    values : (n, M) float64
        One row a run, one column a metric; NaN where missing.
    rng : Generator
        The source of the draws; the same draws serve all metrics.

    Returns
    -------
    (RESAMPLES, M) float64
        NaN where a draw has no value at all.
    """
    runs = len(values)

    def counted(rows: int) -> Matrix:
        counts = np.empty((rows, runs))
        for row in counts:
            row[:] = np.bincount(rng.integers(0, runs, runs), minlength=runs)
        return counts

    with np.errstate(invalid="ignore", divide="ignore"):
        sums = [sums / sizes for sums, sizes in _weighted(values, RESAMPLES, counted)]
    return np.concatenate(sums)


def flipped_sums(differences: Matrix, rng: np.random.Generator) -> Matrix:
    """Return sums of paired differences whose signs were drawn anew, shape (PERMUTATIONS, M).

    Which of the two runs of a pair belongs to which side is then chance (Fisher 1935); missing pairs count 0.

    Parameters
    ----------
    differences : (n, M) float64
        One row a pair of runs, one column a metric; NaN where one of the two lacks it.
    rng : Generator
        The source of the signs; the same signs serve all metrics.

    Returns
    -------
    (PERMUTATIONS, M) float64
        In the unit of each metric.
    """
    runs = len(differences)

    def signs(rows: int) -> Matrix:
        bits = np.unpackbits(
            rng.integers(0, 256, (rows, (runs + 7) // 8), dtype=np.uint8), axis=1, count=runs
        )
        return (2 * bits.view(np.int8) - 1).astype(np.float64)

    return np.concatenate([sums for sums, _ in _weighted(differences, PERMUTATIONS, signs)])


def permuted_t(pooled: Matrix, first: int, rng: np.random.Generator) -> Matrix:
    """Return Welch's t of two groups whose labels were drawn anew, shape (PERMUTATIONS, M).

    Studentised, so that the test holds its size for means also where spreads differ (Janssen 1997; Chung and
    Romano 2013).

    Parameters
    ----------
    pooled : (N, M) float64
        Both groups, one below the other, centred; NaN where missing.
    first : int
        Size of the first group.
    rng : Generator
        The source of the labels; the same labels serve all metrics.

    Returns
    -------
    (PERMUTATIONS, M) float64
        NaN or infinite where a drawn group has fewer than two values of a metric, or none that differ.
    """
    runs = len(pooled)
    stacked = np.concatenate([pooled, np.square(pooled)], axis=1)
    totals, present = np.nansum(stacked, axis=0), np.sum(~np.isnan(pooled), axis=0)
    drawn = _weighted(stacked, PERMUTATIONS, lambda rows: labels(runs, first, rows, rng).astype(np.float64))
    return np.concatenate([welch_t(sums, sizes[:, : len(present)], totals, present) for sums, sizes in drawn])


def welch_t(sums: Matrix, sizes: Matrix, totals: Matrix, present: NDArray[np.int64]) -> Matrix:
    """Compute Welch's t from sums and sums of squares of the first group (k, 2M) and of both together (2M,).

    Parameters
    ----------
    sums : (k, 2M) float64
        Sums of the M metrics over the first group, then those of their squares; one row a drawn grouping.
    sizes : (k, M) float64
        Number of values present in the first group.
    totals : (2M,) float64
        The same sums over both groups.
    present : (M,) int64
        Number of values present in both groups together.

    Returns
    -------
    (k, M) float64
        First group less second, in standard errors; NaN or infinite where a group has no spread or fewer than
        two values.
    """
    metrics = len(present)
    means, spreads = [], []
    with np.errstate(invalid="ignore", divide="ignore"):
        for moments, count in ((sums, sizes), (totals - sums, present - sizes)):
            mean = moments[:, :metrics] / count
            variance = (moments[:, metrics:] / count - np.square(mean)) * count / (count - 1)
            means.append(mean)
            spreads.append(np.maximum(variance, 0.0) / count)
        return (means[0] - means[1]) / np.sqrt(spreads[0] + spreads[1])


def labels(runs: int, first: int, rows: int, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Draw rows in which `first` of `runs` places are chosen, each choice equally likely, shape (rows, runs).

    Each place is drawn by itself with about the right chance; what is too many or too few is then corrected
    at random. Given how many were drawn, every choice is equally likely, so it remains after the correction.

    Parameters
    ----------
    runs : int
        Number of places: the size of both groups together.
    first : int
        Size of the first group, at most `runs`.
    rows : int
        Number of draws.
    rng : Generator
        The source of the draws.

    Returns
    -------
    (rows, runs) bool
        True for members of the first group; exactly `first` in each row.
    """
    chosen = rng.integers(0, 256, (rows, runs), dtype=np.uint8) < round(256 * first / runs)
    for row, count in zip(chosen, chosen.sum(axis=1)):
        surplus = int(count) - first
        if surplus:
            candidates = np.flatnonzero(row if surplus > 0 else ~row)
            row[rng.choice(candidates, abs(surplus), replace=False)] = surplus < 0
    return chosen


def _weighted(
    values: Matrix, draws: int, weights: Callable[[int], Matrix]
) -> Iterator[tuple[Matrix, Matrix]]:
    """Weighted sums of the values present, and the weights that went into them, block by block of draws."""
    missing = np.isnan(values)
    filled = np.where(missing, 0.0, values)
    gaps = np.flatnonzero(missing.any(axis=0))
    present = (~missing[:, gaps]).astype(np.float64)
    block = max(WEIGHTS // max(len(values), 1), 1)
    for start in range(0, draws, block):
        drawn = weights(min(block, draws - start))
        sizes = np.repeat(drawn.sum(axis=1, keepdims=True), values.shape[1], axis=1)
        if len(gaps):
            sizes[:, gaps] = drawn @ present
        yield drawn @ filled, sizes
