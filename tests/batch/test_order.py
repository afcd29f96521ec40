"""Blocks cover every run that is left, once, and the parts of a batch stay in step."""

from __future__ import annotations

from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from sim.batch.block_size import BlockSize
from sim.batch.order import RunRange, blocks_left, gaps

SIZES = st.lists(st.tuples(st.integers(1, 300), st.integers(1, 40)), min_size=1, max_size=12)


def parts_of(sizes):
    return [SimpleNamespace(inputs=SimpleNamespace(runs=runs, horizon=horizon)) for runs, horizon in sizes]


def some_done(draw, runs):
    """Stretches of 0 to runs - 1 that do not overlap."""
    cuts = sorted(draw(st.sets(st.integers(0, runs), max_size=6)))
    return [RunRange(0, a, b - a) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]


def runs_of(run_ranges):
    return [
        run
        for run_range in run_ranges
        for run in range(run_range.first_run, run_range.first_run + run_range.runs)
    ]


@given(st.data(), st.integers(1, 200))
def test_gaps_are_what_is_not_done(data, runs):
    done = some_done(data.draw, runs)
    left = [run for gap in gaps(runs, done) for run in gap]
    assert sorted(left + runs_of(done)) == list(range(runs))
    assert left == sorted(left)


@given(st.data(), SIZES, st.integers(1, 2000))
def test_what_is_left_is_handed_out_once(data, sizes, months):
    parts = parts_of(sizes)
    done = {k: some_done(data.draw, part.inputs.runs) for k, part in enumerate(parts)}
    blocks = list(blocks_left(parts, done, BlockSize(2, fixed=months)))
    for k, part in enumerate(parts):
        handed_out = [run_range for block in blocks for run_range in block if run_range.part == k]
        assert sorted(runs_of(handed_out) + runs_of(done[k])) == list(range(part.inputs.runs))


@given(SIZES, st.integers(1, 2000))
def test_a_block_is_no_larger_than_asked_for_but_for_one_run(sizes, months):
    parts = parts_of(sizes)
    for block in blocks_left(parts, {}, BlockSize(2, fixed=months)):
        size = sum(run_range.runs * parts[run_range.part].inputs.horizon for run_range in block)
        assert size < months + 40
        assert len(block) == 1 or size - block[-1].runs * parts[block[-1].part].inputs.horizon < months


@given(st.integers(2, 8), st.integers(100, 400), st.integers(1, 60))
def test_an_interrupted_batch_has_about_the_same_share_of_every_part(count, runs, size):
    parts = parts_of([(runs * (k + 1), 1) for k in range(count)])
    played = [0] * count
    for block in blocks_left(parts, {}, BlockSize(2, fixed=size)):
        for run_range in block:
            played[run_range.part] += run_range.runs
        shares = [n / part.inputs.runs for n, part in zip(played, parts, strict=True)]
        assert max(shares) - min(shares) <= size / runs + 1e-9
