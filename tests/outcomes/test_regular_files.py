"""Nothing but a regular file is opened to be read: whoever opens a pipe waits for ever."""

from __future__ import annotations

import os
import shutil
import signal
import socket
from contextlib import suppress

import pytest

import sim
from sim.analysis.table_file import read_rows
from sim.errors import SimError
from sim.outcomes.read import DESCRIPTOR, is_whole, read_descriptor, read_run, read_table
from sim.outcomes.streamed import opened
from sim.paths import check_regular, read_bytes, read_text
from sim.verification.cases.reading import read_ladder

SECONDS = 20


def make_socket(path):
    here = os.open(".", os.O_RDONLY)
    os.chdir(path.parent)  # the address of a socket is short
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.fchdir(here)
        os.close(here)


KINDS = {
    "a named pipe": os.mkfifo,
    "a socket": make_socket,
    "a device": lambda path: path.symlink_to("/dev/zero"),
    "a folder": os.mkdir,
}


@pytest.fixture(autouse=True)
def _no_waiting():
    """Turn a read that waits for ever into a failure."""

    def fail(*_):
        raise AssertionError("waits for somebody to write")

    signal.signal(signal.SIGALRM, fail)
    signal.alarm(SECONDS)
    yield
    signal.alarm(0)


@pytest.fixture(scope="module", params=["csv", "parquet"])
def whole(tmp_path_factory, request):
    batch = sim.run("baseline_feb2021", runs=2, months=2)
    return batch.save(tmp_path_factory.mktemp("r") / "results", request.param)


@pytest.fixture(params=KINDS)
def odd(tmp_path, request):
    """What is no regular file."""
    path = tmp_path / "table.csv"
    KINDS[request.param](path)
    return path


@pytest.mark.parametrize("read", [check_regular, read_bytes, read_text])
def test_what_is_no_regular_file_is_not_read(odd, read):
    with pytest.raises(OSError, match=r"no regular file|Is a directory"):
        read(odd)


def open_table(path):
    with opened(path, str(path)):
        pass


@pytest.mark.parametrize(
    "read", [open_table, read_descriptor, read_ladder, lambda path: read_rows(path, ["id"]), sim.load]
)
def test_every_reader_refuses_it_in_one_line(odd, read):
    with pytest.raises(SimError) as caught:
        read(odd)
    assert "\n" not in str(caught.value)


def test_a_mind_in_a_pipe_is_refused(tmp_path):
    os.mkfifo(tmp_path / "mine.py")
    minds = {"minsk": f"{tmp_path / 'mine.py'}:Mine"}
    with pytest.raises(SimError, match=r"cannot be read.*a named pipe"):
        sim.Model("baseline_feb2021", minds=minds, allow_code=True)


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_of_results_that_became_something_else_is_damage(whole, tmp_path, kind):
    files = [path.relative_to(whole) for path in whole.rglob("*") if path.is_file()]
    for file in files:
        folder = tmp_path / file.as_posix().replace("/", "-")
        shutil.copytree(whole, folder)
        (folder / file).unlink()
        KINDS[kind](folder / file)
        readers = [
            lambda folder: read_table(folder, "outcomes"),
            lambda folder: read_table(folder, "distributions"),
            lambda folder: read_run(folder, "baseline_feb2021", 1),
            open_table,
        ]
        for read in readers:
            with suppress(SimError):
                read(folder)
        if file.name == DESCRIPTOR:
            with pytest.raises(SimError):
                read_descriptor(folder)
            continue
        (resource,) = (one for one in read_descriptor(folder)["resources"] if one["path"] == file.as_posix())
        assert not is_whole(folder, resource)
        if "outcomes" in str(file):
            for read in (readers[0], readers[2], open_table):
                with pytest.raises(SimError):
                    read(folder)
