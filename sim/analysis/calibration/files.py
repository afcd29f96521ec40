"""The folder of a calibration: the generations of its search, and what came of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.analysis.calibration.generations import prepare
from sim.analysis.calibration.report import check_rows, parameter_rows, posterior_frame
from sim.analysis.calibration.scenario_file import name_of, text_of
from sim.errors import ResultsError
from sim.outcomes.places import check_folder_place
from sim.outcomes.write import unwritable, write_frame, write_text

if TYPE_CHECKING:
    from pathlib import Path

    from sim.analysis.calibration.calibrate import Calibration, Task

GENERATIONS = "generations-{digest}.db"
ADVICE = "name a new or empty folder; nothing was changed"


def check_place(folder: Path) -> None:
    """Make sure that a calibration may be put into a folder, before anything is played for it.

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


def database(folder: Path, task: Task) -> Path:
    """Where the generations are kept; the folder is made if there is none.

    Raises
    ------
    ResultsError
        Another calibration is there, or something else, or nothing may be written there; or the generations
        cannot be used.
    """
    place = folder / GENERATIONS.format(digest=task.digest)
    check_place(folder)
    try:
        if folder.is_dir() and not place.is_file() and any(folder.iterdir()):
            what = "another calibration, of other data, parameters or options"
            raise ResultsError(f"{folder}: holds {what}; {ADVICE}")
        folder.mkdir(parents=True, exist_ok=True)
        if place.is_file():
            prepare(place, task.digest)
    except OSError as error:
        raise unwritable(folder, error) from error
    return place


def write(folder: Path, found: Calibration) -> Path:
    """Write the tables and the scenario; return where the scenario is.

    Raises
    ------
    ResultsError
        Nothing can be written there.
    """
    import pandas as pd

    write_frame(folder / "posterior.csv", posterior_frame(found))
    write_frame(folder / "parameters.csv", pd.DataFrame(parameter_rows(found)))
    write_frame(folder / "predictive.csv", pd.DataFrame(check_rows(found)))
    scenario = folder / f"{name_of(found.task.scenario)}.yaml"
    write_text(scenario, text_of(found, folder))
    return scenario
