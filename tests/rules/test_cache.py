"""Compiled rules and tables are kept in the first folder that takes them; without any they still work."""

from __future__ import annotations

import errno
import os

import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engines import value_tables
from sim.rules import cache
from sim.rules.cache import cache_homes, caching, kept_in
from sim.rules.compiled import COMPILED

needs_the_compiler = pytest.mark.skipif(not COMPILED, reason="the compiler is off")


def plus_one(x):
    return x + 1


def kept(*folders):
    """A function that numba compiles anew, and keeps in these folders."""
    return kept_in(folders, numba.njit(plus_one))


def loaded(function):
    """Whether the code of a function came from a folder once it is called."""
    assert function(1) == 2
    return bool(function.stats.cache_hits)


def files(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def full(monkeypatch, tmp_path):
    """A folder on a disk that is full after so many files."""
    folder, left = tmp_path / "full", {"files": 0}
    write = caching.IndexDataCacheFile._open_for_write

    def refused(self, path):
        if str(path).startswith(str(folder)):
            left["files"] -= 1
            if left["files"] < 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)
        return write(self, path)

    monkeypatch.setattr(caching.IndexDataCacheFile, "_open_for_write", refused)
    return folder, left


@needs_the_compiler
def test_code_is_kept_in_the_first_folder_alone(tmp_path):
    assert not loaded(kept(tmp_path / "a", tmp_path / "b"))
    assert len(files(tmp_path / "a")) == 2
    assert not (tmp_path / "b").exists()
    assert loaded(kept(tmp_path / "a", tmp_path / "b"))


@needs_the_compiler
@pytest.mark.parametrize("room", [0, 1])
def test_code_goes_to_the_next_folder_where_the_first_is_full_at_once_or_half_way(full, tmp_path, room):
    folder, left = full
    left["files"] = room
    assert not loaded(kept(folder, tmp_path / "b"))
    assert len(files(tmp_path / "b")) == 2
    left["files"] = 0
    assert loaded(kept(folder, tmp_path / "b"))


@needs_the_compiler
def test_code_goes_to_the_next_folder_where_the_first_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("mine")
    place = tmp_path / "file" / "cache"
    assert not loaded(kept(place, tmp_path / "b"))
    assert loaded(kept(place, tmp_path / "b"))


@needs_the_compiler
def test_without_any_folder_that_takes_it_a_rule_is_compiled_each_time(full):
    folder, _ = full
    for _ in range(2):
        assert not loaded(kept(folder))
        assert not loaded(kept())


@needs_the_compiler
@given(content=st.binary(max_size=60), cut=st.integers(0, 60))
def test_a_damaged_index_is_compiled_over(tmp_path_factory, content, cut):
    folder = tmp_path_factory.mktemp("cache")
    loaded(kept(folder))
    (index,) = folder.rglob("*.nbi")
    index.write_bytes(index.read_bytes()[:cut] + content)
    assert kept(folder, folder / "next")(1) == 2


def test_a_temporary_folder_that_others_may_write_is_not_used(tmp_path, monkeypatch):
    monkeypatch.setattr(cache.tempfile, "gettempdir", lambda: str(tmp_path))
    (own,) = (home for home in cache_homes() if home.is_relative_to(tmp_path))
    assert own.stat().st_mode & 0o777 == 0o700
    own.chmod(0o777)
    assert not any(home.is_relative_to(tmp_path) for home in cache_homes())
    own.rmdir()
    own.symlink_to(tmp_path)
    assert not any(home.is_relative_to(tmp_path) for home in cache_homes())


TABLES = value_tables.ValueTables(
    *(np.full((3, 3, value_tables.state_grid.NODES), k) for k in (1.5, -2.0)), 0.1, 7, 0.2
)


def test_tables_that_no_disk_takes_leave_nothing_behind(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(value_tables.Path, "write_bytes", full)
    assert not value_tables._write(tmp_path / "x.bin", TABLES)
    assert list(tmp_path.iterdir()) == []


@given(place=st.integers(0, 10**6), change=st.integers(1, 255))
def test_damaged_tables_are_worked_out_again(tmp_path_factory, place, change):
    file = tmp_path_factory.mktemp("tables") / "x.bin"
    assert value_tables._write(file, TABLES)
    assert value_tables._read(file).kremlin.tolist() == TABLES.kremlin.tolist()
    content = bytearray(file.read_bytes())
    content[place % len(content)] ^= change
    file.write_bytes(content)
    assert value_tables._read(file) is None
    file.write_bytes(content[: place % len(content)])
    assert value_tables._read(file) is None
