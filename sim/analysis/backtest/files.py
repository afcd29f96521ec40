"""The files of a backtest: three tables and a page in a folder, all of them or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from sim.analysis.backtest.report import reliability_rows, rows, skill_rows
from sim.outcomes.write import check_file, write_frame, write_text
from sim.output.folder import check_folder, new_folder

if TYPE_CHECKING:
    from pathlib import Path

    from sim.analysis.backtest.backtest import Backtest

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
    check_folder(place, FILES, f"name a folder, or a file that ends in {TABLE}")


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
    with new_folder(place, FILES) as hidden:
        for name, table in (
            (QUESTIONS, rows(result)),
            (SKILL, skill_rows(result)),
            (RELIABILITY, reliability_rows(result)),
        ):
            write_frame(hidden / name, pd.DataFrame(table))
        write_text(hidden / PAGE, page)
