"""Whatever happens to the files of an interrupted batch, the end is the same or a message says why not."""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import sim
from sim.batch.blocks import BlockStore
from sim.batch.checkpoint import CHECKPOINT, checkpoint
from sim.batch.journal import HEAD, JOURNAL, line_of, read_journal, text_of
from sim.batch.plan import make_plan
from sim.batch.run import Silent, Threads, play
from sim.batch.store import Wanted, write_results
from sim.batch.tables import put_together
from sim.errors import CheckFailed, ResultsError
from sim.scenario import load_many

PANEL = 3
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)

RECORDS = st.dictionaries(st.text(max_size=3), JSON, max_size=3)


class Stop(Exception):
    """What ends a batch in the middle."""


class After(Silent):
    """Does something once a run range is done, after some others."""

    def __init__(self, run_ranges, act):
        self.left, self.act = run_ranges, act

    def played(self, *_):
        self.left -= 1
        if self.left == 0:
            self.act()


def stop():
    raise Stop


def played(plan, store, listener=None):
    return play(plan, store, listener or Silent(), Threads(2), panel=PANEL, block=60)


def written(done, target):
    write_results(
        target, done.plan, Wanted("questions", panel=PANEL), lambda sink: put_together(done, sink, PANEL)
    )
    names = ("outcomes.csv", "distributions.csv", "monthly.csv", "panel.parquet")
    return {name: (target / name).read_bytes() for name in names}


@pytest.fixture
def plan(scenario_folder):
    return make_plan(load_many([scenario_folder]))


@pytest.fixture
def interrupted(plan, tmp_path):
    """The folder of a batch that was stopped after some blocks."""
    with suppress(Stop):
        played(plan, BlockStore(tmp_path / "interrupted"), After(8, stop))
    return tmp_path / "interrupted"


@pytest.fixture
def whole(plan, tmp_path):
    return written(played(plan, BlockStore(tmp_path / "undisturbed")), tmp_path / "whole")


def flip(file, place, noise):
    content = bytearray(file.read_bytes())
    content[place % len(content)] ^= 1 + noise[0] % 255
    file.write_bytes(content)


def cut(file, place, _):
    content = file.read_bytes()
    file.write_bytes(content[: place % len(content)])


def overwrite(file, _, noise):
    file.write_bytes(noise)


def insert(file, place, noise):
    content = file.read_bytes()
    place %= len(content)
    file.write_bytes(content[:place] + noise + content[place:])


def delete(file, *_):
    file.unlink()


def make_folder(file, *_):
    file.unlink()
    file.mkdir()
    (file / "something").touch()


def make_pipe(file, *_):
    file.unlink()
    os.mkfifo(file)


def make_dangling_link(file, *_):
    file.unlink()
    file.symlink_to("nowhere")


DAMAGES = (flip, cut, overwrite, insert, delete, make_folder, make_pipe, make_dangling_link)


@settings(max_examples=25, suppress_health_check=[*HealthCheck])
@given(
    damages=st.lists(
        st.tuples(
            st.integers(0, 10**6),
            st.sampled_from(DAMAGES),
            st.integers(0, 10**9),
            st.binary(min_size=1, max_size=40),
        ),
        min_size=1,
        max_size=3,
        unique_by=lambda damage: damage[0] % 17,
    )
)
@example(damages=[(0, delete, 0, b"x"), (1, make_folder, 0, b"x")])
def test_damage_is_named_and_played_again_to_the_same_bytes(
    plan, interrupted, whole, tmp_path_factory, damages
):
    folder = tmp_path_factory.mktemp("damaged")
    shutil.copytree(interrupted, folder / "blocks")
    files = sorted((folder / "blocks").iterdir(), key=lambda file: (file.name != JOURNAL, file.name))
    hit = {}
    for which, damage, place, noise in damages:
        file = files[which % len(files)]
        if file not in hit:
            hit[file] = file.read_bytes()
            damage(file, place, noise)
    store = BlockStore(folder / "blocks")
    journal = folder / "blocks" / JOURNAL
    if journal not in hit:
        changed = [file for file, before in hit.items() if not file.is_file() or file.read_bytes() != before]
        assert all(any(file.name in line for line in store.damage) for file in changed)
    assert BlockStore(folder / "blocks").damage == []
    assert written(played(plan, store), folder / "out") == whole


@pytest.mark.parametrize("damage", [flip, overwrite, insert, make_folder, make_pipe])
def test_a_damaged_journal_is_named(interrupted, damage):
    damage(interrupted / JOURNAL, 1, b"\xff\xfe\n")
    assert [JOURNAL in line for line in BlockStore(interrupted).damage] == [True]


@pytest.mark.parametrize("content", [b"", b'[0, [[0, 0, 10]], 3, {"000000.numbers.npy": 12}]\n'])
def test_a_journal_that_is_empty_or_of_an_older_format_is_named_and_all_is_played_again(interrupted, content):
    (interrupted / JOURNAL).write_bytes(content)
    store = BlockStore(interrupted)
    assert len(store.damage) == 1
    assert store.entries == []
    assert [file.name for file in interrupted.iterdir()] == [JOURNAL]


def test_what_a_killed_process_was_writing_is_no_damage(interrupted):
    kept = len(BlockStore(interrupted).entries)
    with (interrupted / JOURNAL).open("ab") as journal:
        journal.write(line_of({"number": 99})[:-5])
    (interrupted / ".000099.numbers.npy").write_bytes(b"half")
    (interrupted / "000099.bands.npz").write_bytes(b"not named yet")
    store = BlockStore(interrupted)
    assert (len(store.entries), store.damage) == (kept, [])
    assert not list(interrupted.glob("*000099*"))


def test_files_that_are_not_ours_stay(interrupted):
    (interrupted / "notes.txt").write_text("mine")
    (interrupted / JOURNAL).write_bytes(b"")
    BlockStore(interrupted)
    assert (interrupted / "notes.txt").read_text() == "mine"


@given(records=st.lists(RECORDS, max_size=4), place=st.integers(0, 10**6), change=st.integers(0, 255))
def test_no_damage_of_a_journal_passes_for_a_record(tmp_path_factory, records, place, change):
    path = tmp_path_factory.mktemp("journal") / JOURNAL
    path.write_bytes(text_of(records))
    assert read_journal(path, expected=True) == (records, "", True)
    content = bytearray(path.read_bytes())
    content[place % len(content)] ^= change
    path.write_bytes(content)
    found = read_journal(path, expected=True)
    assert [line_of(record) in map(line_of, records) for record in found.records] == [True] * len(
        found.records
    )
    assert len(found.records) == len(records) or found.damage or not found.tidy


@given(records=st.lists(RECORDS, min_size=1, max_size=4), cut=st.integers(0, 10**6))
def test_a_journal_that_was_cut_off_holds_its_whole_lines(tmp_path_factory, records, cut):
    path = tmp_path_factory.mktemp("journal") / JOURNAL
    content = text_of(records)[: len(line_of(HEAD)) + cut]
    path.write_bytes(content)
    found = read_journal(path, expected=True)
    assert found.records == records[: content.count(b"\n") - 1]
    assert (found.damage, found.tidy) == ("", content.endswith(b"\n"))


def test_a_working_folder_that_is_removed_while_the_batch_is_played_is_told(plan, tmp_path):
    folder = tmp_path / "blocks"
    with pytest.raises(ResultsError, match="blocks: was removed while the batch was played"):
        played(plan, BlockStore(folder), After(3, lambda: shutil.rmtree(folder)))


@pytest.mark.parametrize("damage", [flip, cut, overwrite, delete, make_folder, make_pipe])
@pytest.mark.parametrize("kind", ["numbers.npy", "bands.npz", "months.npz"])
def test_a_block_that_is_damaged_while_the_batch_is_played_is_told_and_no_number_of_it_is_written(
    plan, tmp_path, damage, kind
):
    done = played(plan, BlockStore(tmp_path / "blocks"))
    damage(next((tmp_path / "blocks").glob(f"*.{kind}")), 200, b"noise")
    with pytest.raises(ResultsError, match=rf"{kind}: (damaged|missing) while the batch was played"):
        written(done, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def under_way(folder):
    return [path for path in folder.iterdir() if path.name.endswith(CHECKPOINT)]


def keep_some(plan, target):
    with suppress(Stop), checkpoint(target, plan) as store:
        played(plan, store, After(3, stop))
    (place,) = under_way(target.parent)
    return place


@pytest.mark.parametrize("kind", ["a file", "a pipe", "a link"])
def test_something_else_in_place_of_the_working_folder_is_named_and_removed(plan, whole, tmp_path, kind):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / JOURNAL).write_text("mine")
    place = keep_some(plan, tmp_path / "out")
    shutil.rmtree(place)
    if kind == "a file":
        place.write_bytes(b"x")
    elif kind == "a pipe":
        os.mkfifo(place)
    else:
        place.symlink_to(elsewhere)
    with checkpoint(tmp_path / "out", plan) as store:
        assert [place.name in line for line in store.damage] == [True]
        assert written(played(plan, store), tmp_path / "out") == whole
    assert under_way(tmp_path) == []
    assert (elsewhere / JOURNAL).read_text() == "mine"


@pytest.mark.parametrize("thing", ["folder", "pipe"])
def test_the_note_on_who_holds_the_folder_can_be_anything(plan, tmp_path, thing):
    place = keep_some(plan, tmp_path / "out")
    (place / "holder.json").unlink()
    (os.mkfifo if thing == "pipe" else os.mkdir)(place / "holder.json")
    with checkpoint(tmp_path / "out", plan) as store:
        assert store.entries


def test_a_full_disk_says_so_and_that_the_runs_done_are_kept(plan, whole, tmp_path, monkeypatch):
    def fill_the_disk():
        def full(_, file, content):
            file.write(content[: len(content) // 2])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        monkeypatch.setattr(BlockStore, "_put", full)

    with (
        pytest.raises(ResultsError, match="out: cannot be written: No space left on device") as caught,
        checkpoint(tmp_path / "out", plan) as store,
    ):
        played(plan, store, After(3, fill_the_disk))
    kept = store.runs
    assert kept > 0
    assert caught.value.__notes__ == [f"{kept} runs are kept: the same command goes on from there"]
    assert not list(under_way(tmp_path)[0].glob(".0*"))
    monkeypatch.undo()
    with checkpoint(tmp_path / "out", plan) as store:
        assert (store.runs, store.damage) == (kept, [])
        assert written(played(plan, store), tmp_path / "out") == whole


def test_an_interruption_while_the_first_block_reaches_the_disk_keeps_it(plan, tmp_path, monkeypatch):
    put = BlockStore._put

    def interrupted(self, file, content):
        put(self, file, content)
        if file.name.endswith(f"/{JOURNAL}"):
            raise KeyboardInterrupt

    with suppress(KeyboardInterrupt), checkpoint(tmp_path / "out", plan) as store:
        monkeypatch.setattr(BlockStore, "_put", interrupted)
        played(plan, store)
    monkeypatch.undo()
    with checkpoint(tmp_path / "out", plan) as store:
        assert len(store.entries) == 1


def test_a_temporary_folder_that_is_full_is_told_from_python_too(scenario_folder, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(BlockStore, "_put", full)
    with pytest.raises(ResultsError, match="cannot be written: No space left on device"):
        sim.run(scenario_folder)


def test_a_batch_whose_runs_all_fail_is_not_asked_to_go_on(plan, tmp_path):
    failure = CheckFailed("all runs failed")

    def fail():
        raise failure

    with suppress(CheckFailed), checkpoint(tmp_path / "out", plan) as store:
        played(plan, store, After(3, fail))
    assert store.runs
    assert not hasattr(failure, "__notes__")
