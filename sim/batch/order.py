"""In which order a batch is played: in step over all its parts, so that what is done is always a fair sample.

A block is a piece of work of some seconds: one run range of runs of a part, or, where parts are short, a
run range of each of several. Neither the order nor the blocks ever show in the results.
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sim.batch.block_size import BlockSize
    from sim.batch.plan import Part

SHUFFLE_SEED = 0


class RunRange(NamedTuple):
    """Runs `first_run` to `first_run + runs - 1` of the part at a position of the plan."""

    part: int
    first_run: int
    runs: int

    @property
    def end(self) -> int:
        """The number after that of the last run.

        Returns
        -------
        int
            `first_run` + `runs`.
        """
        return self.first_run + self.runs


def gaps(runs: int, done: Iterable[RunRange]) -> list[range]:
    """The runs of 0 to `runs` - 1 that no run range has done, as ranges in order.

    Parameters
    ----------
    runs : int
        Number of runs of the part.
    done : iterable of RunRange
        Run ranges of the part, in any order; they may overlap.

    Returns
    -------
    list of range
        Ranges of numbers of runs; empty where all are done.
    """
    left, start = [], 0
    for run_range in sorted(done, key=lambda run_range: run_range.first_run):
        if run_range.first_run > start:
            left.append(range(start, min(run_range.first_run, runs)))
        start = max(start, run_range.end)
    return [*left, range(start, runs)] if start < runs else left


def blocks_left(
    parts: Sequence[Part], done: Mapping[int, Sequence[RunRange]], block_size: BlockSize
) -> Iterator[tuple[RunRange, ...]]:
    """Cut what is left to play into blocks: always from the part of which the smallest share is done.

    Parts that are level follow in an order that is shuffled once and for all, so that of a sweep of many
    points the first blocks are a sample too.

    Parameters
    ----------
    parts : sequence of Part
        Parts of the plan.
    done : mapping of int to sequence of RunRange
        Run ranges that are done, by position of the part; parts of which nothing is done may be missing.
    block_size : BlockSize
        Asked for the size of each block when it is cut.

    Yields
    ------
    tuple of RunRange
        Run ranges of one block, at least one run in all.
    """
    shuffled = np.random.default_rng(SHUFFLE_SEED).permutation(len(parts))
    queue: list[tuple[float, int, int, list[range]]] = []
    for position, part in enumerate(parts):
        missing = gaps(part.inputs.runs, done.get(position, ()))
        if missing:
            share = 1.0 - sum(map(len, missing)) / part.inputs.runs
            heapq.heappush(queue, (share, int(shuffled[position]), position, missing))
    left = sum(
        len(gap) * parts[position].inputs.horizon for *_, position, missing in queue for gap in missing
    )
    while queue:
        room = block_size.block_months(left)
        block: list[RunRange] = []
        while queue and room > 0:
            share, rank, position, missing = heapq.heappop(queue)
            inputs = parts[position].inputs
            gap = missing[0]
            runs = min(len(gap), max(1, room // inputs.horizon))
            block.append(RunRange(position, gap.start, runs))
            room -= runs * inputs.horizon
            left -= runs * inputs.horizon
            rest = [*([gap[runs:]] if runs < len(gap) else []), *missing[1:]]
            if rest:
                heapq.heappush(queue, (share + runs / inputs.runs, rank, position, rest))
        yield tuple(block)
