"""Which rows of two sides belong together: runs of one number where the seeds agree, else none."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.comparison.provenance import seeds_agree
from sim.analysis.comparison.sides import compact
from sim.errors import ResultsError
from sim.outcomes.columns import POINT, RUN

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.analysis.comparison.sides import Rows, Side

LARGEST_RUN = 2**32
LARGEST_POINT = 2**31


@dataclass(frozen=True)
class Pair:
    """Two sides with the rows that are compared; where `paired`, row k of one belongs to row k of the other.

    `why` says in words whether they are paired, and the reason; `swept` that a side has several points of a
    sweep, whose runs share their random numbers.
    """

    a: Side
    b: Side
    rows_a: Rows
    rows_b: Rows
    paired: bool
    why: str
    swept: bool


def pair_up(a: Side, b: Side, *, conditional: bool, paired: bool | None = None) -> Pair:
    """Pair the runs of two sides, or leave them unpaired; the order is that of the runs, not of the rows.

    Parameters
    ----------
    a, b : Side
        The runs that are compared; differences are a less b.
    conditional : bool
        Whether the sides were restricted by a condition.
    paired : bool, optional
        What the user knows; by default what the seeds say.

    Returns
    -------
    Pair
        If paired, without the runs that stand on one side only.

    Raises
    ------
    ResultsError
        They are to be paired and cannot be: no column `run`, a run that stands there twice, none in common.
    """
    agree = seeds_agree(a.provenance, b.provenance) if paired is None else paired
    ordered = [_ordered(side) for side in (a, b)]
    (rows_a, keys_a), (rows_b, keys_b) = ordered
    swept = any(keys is not None and _is_swept(keys) for keys in (keys_a, keys_b))
    unpaired = partial(Pair, a, b, rows_a, rows_b, paired=False, swept=swept)
    if not agree:
        return unpaired(why=_why_not(a, b, asked=paired is False))
    if keys_a is None or keys_b is None:
        missing = a if keys_a is None else b
        raise ResultsError(f"{missing.table.source}: cannot be paired without the column {RUN.name}")
    for side, keys in ((a, keys_a), (b, keys_b)):
        _check_single(side, keys)
    same = "as asked" if paired else f"both have seed {a.provenance.seed}"
    if np.array_equal(keys_a, keys_b):
        return Pair(a, b, rows_a, rows_b, paired=True, swept=swept, why=f"paired by run ({same})")
    if conditional:
        return unpaired(why="unpaired: the condition holds in other runs on the two sides")
    _, in_a, in_b = np.intersect1d(keys_a, keys_b, assume_unique=True, return_indices=True)
    if len(in_a) == 0:
        if paired:
            raise ResultsError(f"{a.table.source} and {b.table.source}: no run is on both sides")
        return unpaired(why="unpaired: no run is on both sides")
    left_out = len(keys_a) + len(keys_b) - 2 * len(in_a)
    why = f"paired by run ({same}); {left_out:,} runs stand on one side only and are left out"
    return Pair(a, b, take(rows_a, in_a), take(rows_b, in_b), paired=True, swept=swept, why=why)


def take(rows: Rows, places: NDArray[np.int64]) -> Rows:
    """Return some of the rows, by their places among them.

    Parameters
    ----------
    rows : slice or (n,) int64
        Positions in a table, from 0.
    places : (k,) int64
        Positions among `rows`, from 0.

    Returns
    -------
    slice or (k,) int64
        Positions in the table, in the order of `places`.
    """
    return compact(places + rows.start if isinstance(rows, slice) else rows[places])


def _why_not(a: Side, b: Side, *, asked: bool) -> str:
    if asked:
        return "unpaired (as asked)"
    seeds = (a.provenance.seed, b.provenance.seed)
    if None in seeds:
        return "unpaired: the seed is not known on both sides; --paired if equal run numbers have equal draws"
    return f"unpaired: the seeds differ ({seeds[0]} and {seeds[1]})"


def _ordered(side: Side) -> tuple[Rows, NDArray[np.int64] | None]:
    """The rows of a side by point and run, with that key; as they stand where there is no column `run`."""
    if RUN.name not in side.table.kinds:
        return side.rows, None
    keys = _column(side, RUN.name, LARGEST_RUN)
    if POINT.name in side.table.kinds:
        keys += _column(side, POINT.name, LARGEST_POINT) * LARGEST_RUN
    if bool(np.all(keys[1:] >= keys[:-1])):
        return side.rows, keys
    order = np.argsort(keys, kind="stable")
    return take(side.rows, order), keys[order]


def _column(side: Side, name: str, limit: int) -> NDArray[np.int64]:
    values = side.table.whole(name)[side.rows]
    if len(values) and values.max() >= limit:
        raise ResultsError(f"{side.table.source}: {name} {values.max()} is larger than any run or point")
    return values


def _is_swept(keys: NDArray[np.int64]) -> bool:
    """Whether the runs of one side belong to several points."""
    return len(keys) > 0 and keys[0] // LARGEST_RUN != keys[-1] // LARGEST_RUN


def _check_single(side: Side, keys: NDArray[np.int64]) -> None:
    twice = np.flatnonzero(keys[1:] == keys[:-1])
    if len(twice):
        run = int(keys[twice[0]]) % LARGEST_RUN
        raise ResultsError(
            f"{side.table.source}: run {run} of {side.scenario} stands there twice; cannot be paired"
        )
