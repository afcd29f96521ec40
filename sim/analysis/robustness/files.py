"""The files of findings: four tables, a picture and plain data in a folder, all of them or none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.analysis.robustness.picture import picture
from sim.analysis.robustness.rows import (
    DRAW_COLUMNS,
    MOVED_COLUMNS,
    draw_rows,
    drawn_frame,
    moved_rows,
    pairing_rows,
)
from sim.outcomes.plain import json_text
from sim.outcomes.write import write_frame, write_text
from sim.output.folder import check_folder, new_folder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sim.analysis.robustness.examine import Robustness

PAIRINGS, DRAWS, DRAWN = "pairings.csv", "draws.csv", "drawn.csv"
QUANTITIES, PICTURE, DATA = "quantities.csv", "robustness.svg", "robustness.json"
FILES = (PAIRINGS, DRAWS, DRAWN, QUANTITIES, PICTURE, DATA)


def check_place(place: Path) -> None:
    """Make sure that results may be put there, before anything is worked out for it.

    Raises
    ------
    ResultsError
        Something else is there, or nothing may be written there.
    """
    check_folder(place, FILES)


def write(place: Path, results: Sequence[Robustness], data: dict[str, Any]) -> None:
    """Write everything into a folder; an earlier one is replaced.

    Raises
    ------
    ResultsError
        Nothing can be written there.
    """
    with new_folder(place, FILES) as hidden:
        write_frame(hidden / PAIRINGS, pd.DataFrame([row for one in results for row in pairing_rows(one)]))
        for name, columns, rows in (
            (DRAWS, DRAW_COLUMNS, draw_rows),
            (QUANTITIES, MOVED_COLUMNS, moved_rows),
        ):
            table = pd.DataFrame([row for one in results for row in rows(one)], columns=list(columns))
            write_frame(hidden / name, table)
        write_frame(hidden / DRAWN, drawn_frame(results))
        write_text(hidden / PICTURE, picture(results))
        write_text(hidden / DATA, json_text(data, indent=1))
