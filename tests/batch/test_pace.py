from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sim.batch.pace import FIRST_BLOCK_RUNS, LARGEST_BLOCK, Pace


def blocks(pace: Pace, runs: int, horizon: int) -> list[int]:
    sizes = []
    while sum(sizes) < runs:
        sizes.append(pace.block_runs(horizon, runs - sum(sizes)))
    return sizes


@given(st.integers(1, 10**7), st.integers(1, 240), st.integers(1, 64), st.floats(1, 1e9))
def test_blocks_cover_all_runs_and_keep_within_bounds(runs, horizon, workers, rate):
    pace = Pace(workers)
    pace.note(1000, 1000 / rate)
    sizes = blocks(pace, min(runs, 3000 * pace.block_runs(horizon, runs)), horizon)
    assert all(1 <= size <= LARGEST_BLOCK for size in sizes)


def test_a_fixed_size_holds_but_for_the_rest():
    assert blocks(Pace(2, fixed=7), 20, 24) == [7, 7, 6]


def test_the_first_blocks_are_small():
    assert Pace(2).block_runs(24, 10**6) == FIRST_BLOCK_RUNS


def test_blocks_last_some_tenths_of_a_second():
    pace = Pace(2)
    pace.note(100_000, 1.0)
    assert 0.2 < pace.block_runs(24, 10**6) * 24 / 100_000 < 0.5


def test_the_last_blocks_are_shared_among_the_workers():
    pace = Pace(4)
    pace.note(10**6, 1.0)
    assert pace.block_runs(24, 4000) == 1000
