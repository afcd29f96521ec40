"""The database of a calibration: whatever becomes of the file, no number comes of it that it did not hold."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.errors import ResultsError

pytest.importorskip("pyabc")

from sim.analysis.calibration import generations
from sim.analysis.calibration.generations import prepare, seal
from sim.analysis.calibration.smc import Search

OWN = "0123abcd"
GENERATIONS = 2


def linear(z, run):
    return {"s0": float(z[0]) + 0.5 * np.random.default_rng(run).standard_normal()}


def search_in(place, digest=OWN):
    return Search(place, ("a",), linear, {"s0": 1.0}, 5, digest)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A database of two generations, and the last of them."""
    place = tmp_path_factory.mktemp("whole") / "generations.db"
    search = search_in(place)
    for _ in range(GENERATIONS):
        search.next_generation(20)
    return place, search.population(GENERATIONS)


@pytest.fixture
def copied(whole, tmp_path):
    return shutil.copy(whole[0], tmp_path / "generations.db")


def changed(place, statement):
    with closing(sqlite3.connect(place)) as database, database:
        database.execute(statement)


def reported(place, digest=OWN):
    """What is said of a file that is refused; it names the file and leaves it as it is."""
    before = place.read_bytes()
    with pytest.raises(ResultsError) as caught:
        prepare(place, digest)
    assert str(caught.value).startswith(f"{place}: ")
    assert "\n" not in str(caught.value)
    assert place.read_bytes() == before
    return str(caught.value)


def test_a_whole_database_is_gone_on_from(copied):
    assert prepare(copied, OWN) == GENERATIONS
    assert prepare(copied, OWN) == GENERATIONS
    search_in(copied).next_generation(20)
    assert prepare(copied, OWN) == GENERATIONS + 1


def test_an_empty_file_and_a_search_without_a_generation_start_over(copied, tmp_path):
    changed(copied, "DROP TABLE sim_seals")
    changed(copied, "DELETE FROM populations WHERE t >= 0")
    empty = tmp_path / "empty.db"
    empty.touch()
    for place in (copied, empty):
        assert prepare(place, OWN) == 0
        assert not place.exists()


def test_a_search_that_starts_over_comes_to_the_same_end(whole, copied):
    copied.write_bytes(b"")
    prepare(copied, OWN)
    again = search_in(copied)
    for _ in range(GENERATIONS):
        again.next_generation(20)
    for mine, other in zip(again.population(GENERATIONS), whole[1], strict=True):
        assert np.array_equal(mine, other)


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_file_that_was_cut_or_overwritten_is_refused_or_holds_what_it_held(whole, tmp_path, data):
    bytes_ = bytearray(whole[0].read_bytes())
    start = data.draw(st.integers(0, len(bytes_) - 1))
    rubbish = data.draw(st.none() | st.binary(min_size=1, max_size=300))
    if rubbish is None:
        del bytes_[max(start, 1) :]
    else:
        bytes_[start : start + len(rubbish)] = rubbish
    place = tmp_path / "broken.db"
    place.write_bytes(bytes_)
    try:
        found = prepare(place, OWN)
    except ResultsError:
        return
    if not found:
        assert len(bytes_) < 100  # no more than SQLite's header, which it takes for a new database
        assert not place.exists()
        return
    assert found == GENERATIONS
    for mine, other in zip(search_in(place).population(GENERATIONS), whole[1], strict=True):
        assert np.array_equal(mine, other)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE parameters SET value = value + 1e-9 WHERE id = 30",
        "UPDATE particles SET w = 0.06 WHERE id = 5",
        "UPDATE samples SET distance = 0 WHERE id = 7",
        "UPDATE summary_statistics SET value = NULL WHERE id = 9",
        "UPDATE abc_smc SET start_time = 'yesterday'",
        "UPDATE populations SET t = 0 WHERE t = 1",
        "UPDATE populations SET t = 4 WHERE t = 1",
        "DELETE FROM parameters WHERE id = 30",
        "DELETE FROM populations WHERE t = 1",
        "DELETE FROM sim_seals WHERE t = -1",
        "DELETE FROM populations",
        "DROP TABLE populations",
        "DROP TABLE sim_seals",
        "DROP TABLE particles",
    ],
)
def test_what_sqlite_takes_to_be_whole_is_held_against_its_checksums(copied, statement):
    changed(copied, statement)
    assert "is damaged (" in reported(copied)


def test_a_generation_stored_right_before_a_kill_is_sealed_when_the_search_goes_on(copied):
    changed(copied, "DELETE FROM sim_seals WHERE t = 1")
    assert prepare(copied, OWN) == GENERATIONS
    seal(copied, OWN)
    changed(copied, "UPDATE particles SET w = 0.06 WHERE id = 25")
    assert "generation 2 is not as written" in reported(copied)


def test_a_database_of_another_calibration_or_program_is_left_alone(copied, tmp_path):
    assert "another calibration" in reported(copied, "ffff0000")
    other = tmp_path / "other.db"
    changed(other, "CREATE TABLE mine (x)")
    assert "no search of pyabc" in reported(other)


@pytest.mark.parametrize("text", ["hello", "SQLite format 3\0 but no more than that", "\0" * 5000])
def test_what_is_no_database_is_told(tmp_path, text):
    place = tmp_path / "generations.db"
    place.write_text(text)
    assert generations.START_OVER in reported(place)


def test_a_database_in_use_is_waited_for_and_then_told(copied, monkeypatch):
    monkeypatch.setattr(generations, "PATIENCE", 0.05)
    with closing(sqlite3.connect(copied)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        assert "in use by another program" in reported(copied)


def test_a_search_that_meets_a_lock_or_a_broken_file_names_it(copied, monkeypatch):
    monkeypatch.setattr(generations, "PATIENCE", 0.05)
    search = search_in(copied)
    copied.write_text("hello")
    with pytest.raises(ResultsError, match="is damaged"):
        search.next_generation(20)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_database_that_may_not_be_written_is_told(copied):
    copied.chmod(0o400)
    assert "cannot be read or written" in reported(copied)


def test_two_processes_that_add_to_one_search_are_told(copied):
    changed(copied, "INSERT INTO populations (abc_smc_id, t) VALUES (1, 1)")
    with pytest.raises(ResultsError, match="two processes"):
        seal(copied, OWN)
