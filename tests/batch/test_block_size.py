from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sim.batch.block_size import FEWEST_MONTHS, FIRST_BLOCK_MONTHS, MOST_MONTHS, BlockSize


@given(st.integers(0, 10**9), st.integers(1, 64), st.floats(1, 1e9))
def test_blocks_keep_within_bounds(left, workers, rate):
    block_size = BlockSize(workers)
    block_size.note(1000, 1000 / rate)
    assert FEWEST_MONTHS <= block_size.block_months(left) <= MOST_MONTHS


def test_a_fixed_size_holds():
    assert BlockSize(2, fixed=7).block_months(20) == 7


def test_the_first_blocks_are_small():
    assert BlockSize(2).block_months(10**6) == FIRST_BLOCK_MONTHS


def test_blocks_last_about_a_second():
    block_size = BlockSize(2)
    block_size.note(100_000, 1.0)
    assert 0.5 < block_size.block_months(10**6) / 100_000 < 2.0


def test_the_last_blocks_are_shared_among_the_workers():
    block_size = BlockSize(4)
    block_size.note(10**6, 1.0)
    assert block_size.block_months(40_000) == 10_000
