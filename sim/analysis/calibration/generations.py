"""The database of a search: whether it is whole, belongs to this calibration and can be written.

pyabc keeps a search as SQLite. SQLite notices a damaged page, but not a changed value; so each generation
gets a checksum of its rows, in a table of ours beside those of pyabc. A generation is stored in one
transaction and sealed in the next: one that was stored right before the process was killed has no checksum,
and gets it when the search goes on.
"""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from sim.errors import ResultsError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PATIENCE = 2.0  # seconds that another program may hold the database
RECORD = -1  # pyabc's number of what comes before the first generation: the record's statistics
BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
UNWRITABLE = (
    *(sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM),
    *(sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR),
)
START_OVER = "move it away or delete it, and the same command starts over, to the same numbers"
SEALS = "CREATE TABLE IF NOT EXISTS sim_seals (t INTEGER PRIMARY KEY, calibration TEXT, sha256 TEXT)"
GENERATION = (
    "FROM populations p JOIN models m ON m.population_id = p.id JOIN particles a ON a.model_id = m.id"
)
ROWS = (  # all that pyabc stores of a generation, but for the time at which the search ended last
    "SELECT type, name, tbl_name, sql, v.* FROM sqlite_master, version v WHERE ? IS NOT NULL ORDER BY name",
    """SELECT b.id, b.start_time, b.json_parameters, b.distance_function, b.epsilon_function,
    b.population_strategy, b.git_hash, p.* FROM abc_smc b, populations p
    WHERE p.abc_smc_id = b.id AND p.t = ?""",
    "SELECT m.* FROM models m JOIN populations p ON m.population_id = p.id WHERE p.t = ? ORDER BY m.id",
    f"""SELECT a.*, r.* {GENERATION} LEFT JOIN parameters r ON r.particle_id = a.id
    WHERE p.t = ? ORDER BY a.id, r.id""",
    f"""SELECT s.*, y.* {GENERATION} JOIN samples s ON s.particle_id = a.id
    LEFT JOIN summary_statistics y ON y.sample_id = s.id WHERE p.t = ? ORDER BY s.id, y.id""",
)


def prepare(place: Path, calibration: str) -> int:
    """Check a database before a search goes on from it; return how many generations it holds.

    One without a generation, as an interrupted search leaves it, or an empty file is removed: it holds
    nothing that could be lost.

    Parameters
    ----------
    place : Path
        An SQLite file that exists.
    calibration : str
        The hash of all that decides the numbers.

    Returns
    -------
    int
        0 where the file was removed.

    Raises
    ------
    ResultsError
        It is damaged, belongs to another calibration, is in use, or cannot be written.
    """
    with _opened(place) as database:
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if tables and b"abc_smc" not in tables:
            raise ResultsError(f"{place}: holds no search of pyabc; {START_OVER}")
        faults = [fault for (fault,) in database.execute("PRAGMA integrity_check(1)")]
        if faults != [b"ok"]:
            raise _damaged(place, faults[0].decode(errors="replace").splitlines()[0])
        found = _generations(database) if b"populations" in tables else []
        if found or b"sim_seals" in tables:
            _check_seals(database, place, calibration, found)
            database.execute("UPDATE abc_smc SET end_time = NULL")  # nobody reads it, and no seal guards it
        else:
            database.execute("BEGIN IMMEDIATE")  # refused where it is in use or cannot be written
    if not found:
        place.unlink()
    return len(found)


def seal(place: Path, calibration: str) -> None:
    """Write the checksums of the generations that have none yet.

    Parameters
    ----------
    place : Path
        A database with a search of pyabc.
    calibration : str
        The hash of all that decides the numbers; it enters the checksums.

    Raises
    ------
    ResultsError
        Another process has added to the same search meanwhile, or nothing can be written.
    """
    with _opened(place) as database:
        database.execute(SEALS)
        sealed = {t for (t,) in database.execute("SELECT t FROM sim_seals")}
        for t in {RECORD, *_generations(database)} - sealed:
            row = (t, calibration, _checksum(database, t, calibration))
            database.execute("INSERT INTO sim_seals VALUES (?, ?, ?)", row)
        counts = database.execute("SELECT COUNT(*) FROM populations GROUP BY t").fetchall()
        if any(count > 1 for (count,) in counts):
            raise ResultsError(f"{place}: two processes have written to the same search; {START_OVER}")


@contextmanager
def telling(place: Path) -> Iterator[None]:
    """Say what is wrong with a database where SQLite, SQLAlchemy or pyabc stop at it.

    Parameters
    ----------
    place : Path
        The database, for the message.

    Yields
    ------
    None
        A context in which the database may be used.

    Raises
    ------
    ResultsError
        One of them stopped.
    """
    from sqlalchemy.exc import DBAPIError

    try:
        yield
    except DBAPIError as error:
        known = error.orig if isinstance(error.orig, sqlite3.Error) else sqlite3.DatabaseError(str(error))
        raise _fault(place, known) from error
    except sqlite3.Error as error:
        raise _fault(place, error) from error
    except UnicodeDecodeError as error:  # of a damaged name that SQLite repeats in its message
        raise _damaged(place, "malformed text") from error


@contextmanager
def _opened(place: Path) -> Iterator[sqlite3.Connection]:
    """Open the database for one transaction; words come as bytes, since damaged ones may be no text."""
    with telling(place), closing(sqlite3.connect(place, timeout=PATIENCE)) as database:
        database.text_factory = bytes
        with database:
            yield database


def _generations(database: sqlite3.Connection) -> list[int]:
    return [t for (t,) in database.execute("SELECT t FROM populations WHERE t > ? ORDER BY t", (RECORD,))]


def _check_seals(database: sqlite3.Connection, place: Path, calibration: str, found: list[int]) -> None:
    """Make sure that generations are numbered without a gap, are of this calibration and as they were."""
    if found != list(range(len(found))):
        raise _damaged(place, "generations are missing or stored twice")
    seals = {t: rest for t, *rest in database.execute("SELECT t, calibration, sha256 FROM sim_seals")}
    if RECORD not in seals or any(t not in (RECORD, *found) for t in seals):
        raise _damaged(place, "checksums or generations are missing")
    for t, (owner, checksum) in seals.items():
        mine = _checksum(database, t, calibration).encode()
        if checksum == mine:
            continue
        if owner != calibration.encode() and checksum == _checksum(database, t, _text(owner)).encode():
            raise ResultsError(
                f"{place}: belongs to another calibration, of other data, parameters or options; "
                "name another folder by --out, or move it away; nothing was changed"
            )
        what = f"generation {t + 1} is" if t > RECORD else "the statistics of the record are"
        raise _damaged(place, f"{what} not as written")


def _text(word: object) -> str:
    return word.decode(errors="replace") if isinstance(word, bytes) else ""


def _checksum(database: sqlite3.Connection, t: int, calibration: str) -> str:
    """Hash the rows of a generation, and whose they are."""
    found = hashlib.sha256(calibration.encode())
    for query in ROWS:
        for row in database.execute(query, (t,)):
            found.update(repr(row).encode())
    return found.hexdigest()


def _fault(place: Path, error: sqlite3.Error) -> ResultsError:
    """Name the file and what SQLite says, and how to go on."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
    if code in BUSY:
        return ResultsError(f"{place}: is in use by another program; wait for it, or stop it")
    if code in UNWRITABLE:
        return ResultsError(f"{place}: cannot be read or written: {error}")
    return _damaged(place, str(error))


def _damaged(place: Path, why: str) -> ResultsError:
    return ResultsError(f"{place}: is damaged ({why}); {START_OVER}; nothing was changed")
