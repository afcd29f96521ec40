from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sim.batch.pace import FEWEST_MONTHS, FIRST_BLOCK_MONTHS, MOST_MONTHS, Pace


@given(st.integers(0, 10**9), st.integers(1, 64), st.floats(1, 1e9))
def test_blocks_keep_within_bounds(left, workers, rate):
    pace = Pace(workers)
    pace.note(1000, 1000 / rate)
    assert FEWEST_MONTHS <= pace.block_months(left) <= MOST_MONTHS


def test_a_fixed_size_holds():
    assert Pace(2, fixed=7).block_months(20) == 7


def test_the_first_blocks_are_small():
    assert Pace(2).block_months(10**6) == FIRST_BLOCK_MONTHS


def test_blocks_last_about_a_second():
    pace = Pace(2)
    pace.note(100_000, 1.0)
    assert 0.5 < pace.block_months(10**6) / 100_000 < 2.0


def test_the_last_blocks_are_shared_among_the_workers():
    pace = Pace(4)
    pace.note(10**6, 1.0)
    assert pace.block_months(40_000) == 10_000
