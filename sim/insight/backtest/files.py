"""The files of a backtest: three tables and a page in a folder, all of them or none."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING
from uuid import uuid4

import pandas as pd

from sim.errors import ResultsError
from sim.insight.backtest.telling import reliability_rows, rows, skill_rows
from sim.outcomes.write import check_file, unwritable, write_frame, write_text

if TYPE_CHECKING:
    from pathlib import Path

    from sim.insight.backtest.backtest import Backtest

QUESTIONS, SKILL, RELIABILITY, PAGE = "backtest.csv", "skill.csv", "reliability.csv", "backtest.html"
FILES = (QUESTIONS, SKILL, RELIABILITY, PAGE)
TABLE = ".csv"


def is_table(place: Path) -> bool:
    """Whether a place is meant to be one CSV file, and no folder."""
    return place.suffix == TABLE and not place.is_dir()


def check_place(place: Path) -> None:
    """Make sure that results may be put there, before anything is worked out for it.

    Raises
    ------
    ResultsError
        Something else is there, or nothing may be written there.
    """
    if is_table(place):
        check_file(place)
        return
    try:
        if place.exists() and not place.is_dir():
            raise ResultsError(f"{place}: is a file; name a folder, or a file that ends in {TABLE}")
        others = sorted({path.name for path in place.iterdir()} - set(FILES)) if place.is_dir() else []
        place.absolute().parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(place, error) from error
    if others:
        raise ResultsError(f"{place}: holds something else ({others[0]}); name a new or empty folder")


def write(place: Path, result: Backtest, page: str) -> None:
    """Write the questions as a table into a file, or everything into a folder; an earlier one is replaced.

    Raises
    ------
    ResultsError
        Nothing can be written there.
    """
    if is_table(place):
        write_frame(place, pd.DataFrame(rows(result)))
        return
    hidden = place.absolute().parent / f".{place.name}-{uuid4().hex}.partial"
    try:
        hidden.mkdir(parents=True)
        for name, table in (
            (QUESTIONS, rows(result)),
            (SKILL, skill_rows(result)),
            (RELIABILITY, reliability_rows(result)),
        ):
            write_frame(hidden / name, pd.DataFrame(table))
        write_text(hidden / PAGE, page)
        _put_in_place(hidden, place)
    except OSError as error:
        raise unwritable(place, error) from error
    finally:
        shutil.rmtree(hidden, ignore_errors=True)


def _put_in_place(hidden: Path, place: Path) -> None:
    if not place.exists():
        hidden.rename(place)
        return
    for name in FILES:
        (hidden / name).replace(place / name)
