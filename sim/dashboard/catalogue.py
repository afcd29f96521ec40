"""What the page may read: the scenarios and the result folders it was started with, by name, and no others.

An address names what it shows, and a name is looked up here. It is never read as a path, so that no link can
lead to a file that nobody gave.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import Problem, ScenarioErrors, UsageError, nearest
from sim.outcomes.read import is_results, read_descriptor
from sim.scenario import files
from sim.scenario.schema import ScenarioFile

if TYPE_CHECKING:
    from collections.abc import Mapping

RESULTS = Path("results")
BASELINE = "baseline_feb2021"


@dataclass(frozen=True)
class Catalogue:
    """Scenario files and result folders by the names that the page knows them by.

    `given` and `results_given` are what it opens with; scenarios are saved in `folder`.
    """

    scenarios: dict[str, Path]
    results: Mapping[str, Path]
    given: str = BASELINE
    results_given: str | None = None
    folder: Path = field(default_factory=Path)

    def scenario(self, name: str) -> Path:
        """The file of a scenario.

        Parameters
        ----------
        name : str
            As the page knows it: of a file, its name without the ending.

        Returns
        -------
        Path
            A scenario file.

        Raises
        ------
        UsageError
            None of this name was given.
        """
        return _of(self.scenarios, name, "scenario")

    def result(self, name: str) -> Path:
        """The place of a result folder.

        Parameters
        ----------
        name : str
            As the page knows it: the last part of the folder's path.

        Returns
        -------
        Path
            A result folder.

        Raises
        ------
        UsageError
            None of this name was given.
        """
        return _of(self.results, name, "result folder")

    def add(self, path: Path) -> str:
        """Take a scenario that was saved from the page; return its name here.

        Parameters
        ----------
        path : Path
            File of the scenario; it replaces one of the same name.

        Returns
        -------
        str
            Name of the file without its ending.
        """
        self.scenarios[path.stem] = path
        return path.stem


def _of(known: Mapping[str, Path], name: str, what: str) -> Path:
    if name in known:
        return known[name]
    close = nearest(name, known)
    hint = f"did you mean {' or '.join(close)}?" if close else f"this page has {', '.join(known) or 'none'}"
    raise UsageError(f"no {what} {name!r}; {hint}")


def catalogue_of(given: str | None = None) -> Catalogue:
    """Find what the page may read.

    Parameters
    ----------
    given : str, optional
        A scenario (file, or name of a shipped one), a folder with scenarios, a result folder, or a folder
        with several of these. The shipped scenarios are there in any case. Without it, the result folders
        under `results`.

    Returns
    -------
    Catalogue
        It opens with the first of what was found there; without a place, with the baseline.

    Raises
    ------
    ScenarioErrors
        There is nothing in that place, or nothing that could be a scenario.
    ResultsError
        It is a damaged result folder.
    """
    shipped = {name: path for name in files.shipped_names() if (path := files.shipped_file(name))}
    if given is None:
        return Catalogue(shipped, _result_folders(RESULTS))
    place = Path(given) if given.strip() else files.locate(given)
    if is_results(place):
        read_descriptor(place)
        name = place.resolve().name
        return Catalogue(shipped, {name: place}, results_given=name)
    if found := _result_folders(place):
        return Catalogue(shipped, found, results_given=next(iter(found)))
    paths, problems = files.expand([given])
    kept, refused = _scenarios_of(paths)
    if not kept:
        raise ScenarioErrors([*problems, *refused])
    paths = kept
    own = {path.stem: path for path in paths}
    folder = place if place.is_dir() else paths[0].parent
    if all(path == shipped.get(name) for name, path in own.items()):
        folder = Path()
    return Catalogue({**shipped, **own}, {}, given=next(iter(own)), folder=folder)


def _scenarios_of(paths: list[Path]) -> tuple[list[Path], list[Problem]]:
    """Return the files that are scenarios, if with mistakes, and what is wrong with the others.

    A scenario is a mapping most of whose keys are those of scenarios.
    """
    found: list[Path] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            document = files.read(path)
        except ScenarioErrors as error:
            problems += error.problems
            continue
        keys = list(document.root.keys)
        known = [key for key in keys if key in ScenarioFile.model_fields]
        if len(known) * 2 > len(keys):
            found.append(path)
        else:
            wrong = f"no scenario: {len(known)} of its {len(keys)} keys are known"
            problems.append(Problem(str(path), wrong=wrong, allowed="`sim schema` lists the keys"))
    return found, problems


def _result_folders(place: Path) -> dict[str, Path]:
    """The result folders directly in a folder, by name."""
    try:
        inside = sorted(place.iterdir()) if place.is_dir() else []
    except OSError:
        return {}
    return {path.name: path for path in inside if not path.name.startswith(".") and is_results(path)}
