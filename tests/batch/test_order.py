"""Blocks cover every run that is left, once, and the parts of a batch stay in step."""

from __future__ import annotations

from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from sim.batch.order import Stretch, blocks_left, gaps
from sim.batch.pace import Pace

SIZES = st.lists(st.tuples(st.integers(1, 300), st.integers(1, 40)), min_size=1, max_size=12)


def parts_of(sizes):
    return [SimpleNamespace(inputs=SimpleNamespace(runs=runs, horizon=horizon)) for runs, horizon in sizes]


def some_done(draw, runs):
    """Stretches of 0 to runs - 1 that do not overlap."""
    cuts = sorted(draw(st.sets(st.integers(0, runs), max_size=6)))
    return [Stretch(0, a, b - a) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]


def runs_of(stretches):
    return [
        run for stretch in stretches for run in range(stretch.first_run, stretch.first_run + stretch.runs)
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
    blocks = list(blocks_left(parts, done, Pace(2, fixed=months)))
    for k, part in enumerate(parts):
        handed_out = [stretch for block in blocks for stretch in block if stretch.part == k]
        assert sorted(runs_of(handed_out) + runs_of(done[k])) == list(range(part.inputs.runs))


@given(SIZES, st.integers(1, 2000))
def test_a_block_is_no_larger_than_asked_for_but_for_one_run(sizes, months):
    parts = parts_of(sizes)
    for block in blocks_left(parts, {}, Pace(2, fixed=months)):
        size = sum(stretch.runs * parts[stretch.part].inputs.horizon for stretch in block)
        assert size < months + 40
        assert len(block) == 1 or size - block[-1].runs * parts[block[-1].part].inputs.horizon < months


@given(st.integers(2, 8), st.integers(100, 400), st.integers(1, 60))
def test_an_interrupted_batch_has_about_the_same_share_of_every_part(count, runs, size):
    parts = parts_of([(runs * (k + 1), 1) for k in range(count)])
    played = [0] * count
    for block in blocks_left(parts, {}, Pace(2, fixed=size)):
        for stretch in block:
            played[stretch.part] += stretch.runs
        shares = [n / part.inputs.runs for n, part in zip(played, parts, strict=True)]
        assert max(shares) - min(shares) <= size / runs + 1e-9
