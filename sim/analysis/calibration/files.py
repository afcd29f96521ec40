"""The folder of a calibration: the generations of its search, and what came of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.analysis.calibration.generations import prepare
from sim.analysis.calibration.scenario_file import name_of, text_of
from sim.errors import ResultsError
from sim.outcomes.places import check_folder_place
from sim.outcomes.write import unwritable, write_frame, write_text

if TYPE_CHECKING:
    from pathlib import Path

    from sim.analysis.calibration.calibrate import Calibration
    from sim.output.report import Report

GENERATIONS = "generations-{digest}.db"
ADVICE = "name a new or empty folder; nothing was changed"


def check_place(folder: Path) -> None:
    """Make sure that a calibration may be put into a folder, before anything is played for it.

    Parameters
    ----------
    folder : Path
        It may be missing, empty, or hold a calibration.

    Raises
    ------
    ResultsError
        Something else is there, or no folder can be there.
    """
    check_folder_place(folder)
    try:
        if folder.exists() and not folder.is_dir():
            raise ResultsError(f"{folder}: is a file; name a folder")
        if folder.is_dir() and any(folder.iterdir()) and not any(folder.glob(GENERATIONS.format(digest="*"))):
            raise ResultsError(f"{folder}: holds something else; {ADVICE}")
    except OSError as error:
        raise unwritable(folder, error) from error


def database(folder: Path, digest: str) -> Path:
    """Return where the generations are kept; the folder is made if there is none.

    Parameters
    ----------
    folder : Path
        The folder of the calibration.
    digest : str
        The hash of all that decides the numbers; it is part of the file's name.

    Returns
    -------
    Path
        An SQLite file, checked if it exists.

    Raises
    ------
    ResultsError
        Another calibration is there, or something else, or nothing may be written there; or the generations
        cannot be used.
    """
    place = folder / GENERATIONS.format(digest=digest)
    check_place(folder)
    try:
        if folder.is_dir() and not place.is_file() and any(folder.iterdir()):
            what = "another calibration, of other data, parameters or options"
            raise ResultsError(f"{folder}: holds {what}; {ADVICE}")
        folder.mkdir(parents=True, exist_ok=True)
        if place.is_file():
            prepare(place, digest)
    except OSError as error:
        raise unwritable(folder, error) from error
    return place


def write(folder: Path, report: Report[Calibration]) -> None:
    """Write the tables and the scenario.

    Parameters
    ----------
    folder : Path
        The folder of the calibration, which exists.
    report : Report
        Each of its tables becomes a CSV file named after it.

    Raises
    ------
    ResultsError
        Nothing can be written there.
    """
    for table in report.parts:
        write_frame(folder / f"{table.name}.csv", table.frame)
    write_text(scenario_in(folder, report.result), text_of(report.result, folder))


def scenario_in(folder: Path, found: Calibration) -> Path:
    """Return where the calibrated scenario lies in a folder.

    Parameters
    ----------
    folder : Path
        The folder of the calibration.
    found : Calibration
        Holds the scenario that was calibrated.

    Returns
    -------
    Path
        `NAME_calibrated.yaml` in that folder.
    """
    return folder / f"{name_of(found.scenario)}.yaml"
