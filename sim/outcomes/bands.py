"""Monthly bands over any number of runs in fixed memory: exact sums, and histograms for the quantiles.

A block of runs adds integers only, so bands come out the same whatever the order, the blocks or the threads.

A value x of measure b in month t

- is counted in `count[t, b]` (missing values are skipped: flows and decisions of runs that have ended are),
- adds floor((x - origin[b]) * scale[b] + 1/2) to `total[t, b]`; `scale` is a power of two, so the sum of
  whole numbers is exact and that of others is within 2**-24 of the band's width a value (a value more than
  256 widths away counts as that far),
- falls into the bin floor((s - low[b]) * per_bin[b]) of `histogram[t, b]`, held within 0 and BINS - 1, where
  per_bin is BINS / (high - low) and s is x, or its natural logarithm where `log[b]` is 1 (below the band:
  bin 0).

Decision D18 in sim/DECISIONS.md.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from sim.quantities import OUTCOMES, monthly_measures

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from sim.quantities import Measure

BINS = 1000
FIXED_BITS = 24  # of a value one band wide; `sim.play.tally` leaves room for 256 bands and 10**9 runs


@dataclass(frozen=True, slots=True)
class Bands:
    """Counts, fixed-point sums and histograms of a batch's months; `B` measures have a band, in file order.

    Attributes
    ----------
    columns : (B,) int64
        Positions of the banded measures among `monthly_measures()`.
    low, high : (B,) float64
        Range of the histogram, in logarithms where `log` is 1.
    log : (B,) int64
        1 where the bins are equal in the logarithm.
    origin, scale : (B,) float64
        Fixed point: what is subtracted from a value, and what the rest is multiplied by.
    count, total : (T, B) int64
    histogram : (T, B, BINS) int64, for one block int32: the less a core has to hold, the faster it counts
    incidence : (T, 6) int64
        Runs by the code of their outcome at the end of the month; code 0 holds those still going.
    """

    columns: NDArray[np.int64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    log: NDArray[np.int64]
    origin: NDArray[np.float64]
    scale: NDArray[np.float64]
    count: NDArray[np.int64]
    total: NDArray[np.int64]
    histogram: NDArray[np.int64]
    incidence: NDArray[np.int64]

    @classmethod
    def empty(cls, horizon: int, cell: type[np.signedinteger[Any]] = np.int64) -> Self:
        """Bands of no run yet, over `horizon` months; `cell` is the type of the histogram.

        Parameters
        ----------
        horizon : int
            Number of months T, at least 1.
        cell : type of int
            Type of the histogram's counts: int64 for a batch, int32 for one block.

        Returns
        -------
        Bands
            All counts are 0.
        """
        columns, measures = banded()
        edges = [_edges(measure) for measure in measures]
        bounds = [measure.band or (0.0, 1.0) for measure in measures]
        shape = (horizon, len(measures))
        return cls(
            columns=np.array(columns, dtype=np.int64),
            low=np.array([low for low, _ in edges], dtype=np.float64),
            high=np.array([high for _, high in edges], dtype=np.float64),
            log=np.array([measure.log for measure in measures], dtype=np.int64),
            origin=np.array([low for low, _ in bounds], dtype=np.float64),
            scale=np.array([_fixed_point(high - low) for low, high in bounds], dtype=np.float64),
            count=np.zeros(shape, dtype=np.int64),
            total=np.zeros(shape, dtype=np.int64),
            histogram=np.zeros((*shape, BINS), dtype=cell),
            incidence=np.zeros((horizon, len(OUTCOMES)), dtype=np.int64),
        )

    @classmethod
    def of_a_block(cls, horizon: int) -> Self:
        """Bands of no run yet, to count the runs of one block in.

        Parameters
        ----------
        horizon : int
            Number of months T, at least 1.

        Returns
        -------
        Bands
            All counts are 0; the histogram is int32.
        """
        return cls.empty(horizon, np.int32)

    def per_bin(self) -> NDArray[np.float64]:
        """Bins a unit of each measure (of its logarithm), shape (B,).

        Returns
        -------
        (B,) float64
            BINS / (high - low).
        """
        return BINS / (self.high - self.low)

    def merge(self, other: Bands) -> None:
        """Add the runs of other bands to these, exactly.

        Parameters
        ----------
        other : Bands
            Bands over as many months; left as they are.
        """
        for mine, theirs in (
            (self.count, other.count),
            (self.total, other.total),
            (self.histogram, other.histogram),
            (self.incidence, other.incidence),
        ):
            np.add(mine, theirs, out=mine)

    def packed(self) -> dict[str, NDArray[Any]]:
        """The counts as small arrays to keep or send: of the histogram, only the cells that are not empty.

        Returns
        -------
        dict of str to array
            `count`, `total` and `incidence` as they are, not copied; `cells`, the flat positions of the
            filled cells of the histogram, and `in_cells`, their counts, both uint32.
        """
        cells = np.flatnonzero(self.histogram)
        return {
            "count": self.count,
            "total": self.total,
            "incidence": self.incidence,
            "cells": cells.astype(np.uint32),
            "in_cells": self.histogram.reshape(-1)[cells].astype(np.uint32),
        }

    def merge_packed(self, packed: Mapping[str, NDArray[Any]]) -> None:
        """Add packed counts to these, exactly.

        Parameters
        ----------
        packed : mapping of str to array
            As `packed` gives it, of bands over as many months.
        """
        for mine, name in ((self.count, "count"), (self.total, "total"), (self.incidence, "incidence")):
            np.add(mine, packed[name], out=mine)
        self.histogram.reshape(-1)[packed["cells"]] += packed["in_cells"].astype(np.int64)

    def means(self) -> NDArray[np.float64]:
        """Mean of each measure in each month, shape (T, B); missing where no run has it.

        Returns
        -------
        (T, B) float64
            In the unit of each measure; NaN where missing.
        """
        with np.errstate(invalid="ignore"):
            return np.asarray(
                self.origin + self.total / self.scale / np.where(self.count == 0, np.nan, self.count)
            )

    def quantiles(self, probabilities: Sequence[float]) -> NDArray[np.float64]:
        """Quantiles of each measure in each month, shape (Q, T, B); missing where no run has it.

        Whole numbers are exact. Others are interpolated within their bin and so at most one bin, (high -
        low) / BINS, away; in the lowest and the highest bin the end of the band stands, where many runs sit
        exactly (a share of 0 or 1).

        Parameters
        ----------
        probabilities : sequence of float
            Q numbers between 0 and 1.

        Returns
        -------
        (Q, T, B) float64
            In the unit of each measure; NaN where missing.
        """
        below = np.cumsum(self.histogram, axis=2)
        return np.stack([self._quantile(below, probability) for probability in probabilities])

    def _quantile(self, below: NDArray[np.int64], probability: float) -> NDArray[np.float64]:
        rank = np.maximum(np.ceil(probability * self.count), 1)
        bins = np.argmax(below >= rank[..., np.newaxis], axis=2)
        place = bins[..., np.newaxis]
        inside = np.take_along_axis(self.histogram, place, axis=2)[..., 0]
        before = np.take_along_axis(below, place, axis=2)[..., 0] - inside
        values = self._value(bins, (rank - before - 0.5) / np.maximum(inside, 1))
        for b, measure in enumerate(banded()[1]):
            if _one_bin_each(measure):
                values[:, b] = self._whole_numbers(b)[bins[:, b]]
        return np.where(self.count == 0, np.nan, values)

    def _value(self, bins: NDArray[np.int64], fraction: NDArray[np.float64]) -> NDArray[np.float64]:
        place = np.where(bins == 0, 0.0, np.where(bins == BINS - 1, BINS, bins + fraction))
        value = self.low + place / BINS * (self.high - self.low)
        return np.where(self.log == 1, np.exp(np.where(self.log == 1, value, 0.0)), value)

    def _whole_numbers(self, b: int) -> NDArray[np.float64]:
        """The whole number behind each bin of measure b, shape (BINS,)."""
        low, high = self.low[b], self.high[b]
        numbers = np.arange(math.ceil(low), math.floor(high) + 1, dtype=np.float64)
        bins = np.clip(np.floor((numbers - low) * self.per_bin()[b]), 0, BINS - 1).astype(np.int64)
        behind = np.full(BINS, np.nan)
        behind[bins] = numbers
        return behind

    def at_risk(self) -> NDArray[np.int64]:
        """Number of runs that had not ended before each month, shape (T,).

        Returns
        -------
        (T,) int64
            All runs in month 1, then those still going at the end of the month before.
        """
        going = self.incidence[:, 0]
        return np.concatenate([self.incidence[:1].sum(axis=1), going[:-1]])

    def cumulative_incidence(self) -> NDArray[np.float64]:
        """Share of runs that have ended with each outcome by the end of each month, shape (T, 6).

        A run ends by muddling through at the horizon and not before, so in the last month the shares sum to
        one.

        Returns
        -------
        (T, 6) float64
            Shares from 0 to 1, a column for each outcome in the order of `OUTCOMES`; 0 everywhere where there
            is no run.
        """
        share = self.incidence / np.maximum(self.incidence.sum(axis=1, keepdims=True), 1)
        share[:-1, 0] = 0.0
        return np.asarray(share)


def banded() -> tuple[tuple[int, ...], Sequence[Measure]]:
    """The monthly measures with a band, and their positions among all.

    Returns
    -------
    tuple of tuple of int and sequence of Measure
        Positions among `monthly_measures()`, and the measures, both in the order of the file.
    """
    found = [(position, measure) for position, measure in enumerate(monthly_measures()) if measure.band]
    return tuple(position for position, _ in found), [measure for _, measure in found]


def _edges(measure: Measure) -> tuple[float, float]:
    low, high = measure.band or (0.0, 1.0)
    return (math.log(low), math.log(high)) if measure.log else (low, high)


def _one_bin_each(measure: Measure) -> bool:
    low, high = measure.band or (0.0, 1.0)
    return measure.integer and not measure.log and high - low < BINS


def _fixed_point(width: float) -> float:
    return math.ldexp(1.0, FIXED_BITS - math.ceil(math.log2(width)))
