"""Finding scenario files and reading them: from a path, a folder, or the name of a shipped scenario."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from sim.characters import encoding_of, lone_surrogate, name_of, strange
from sim.errors import Problem, ScenarioErrors, nearest
from sim.scenario.parse import parse
from sim.shipped import shipped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.scenario.document import Document

SUFFIXES = (".yaml", ".yml")  # in small letters or capitals
NAMES = "a file, a folder or the name of a shipped scenario"
LARGEST_FILE = 1_000_000  # bytes; the longest sensible scenario is a hundredth of it
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def shipped_names() -> list[str]:
    """The names of the shipped scenarios.

    Returns
    -------
    list of str
        In alphabetical order.
    """
    return sorted(path.stem for path in shipped("scenarios").glob("*.yaml"))


def locate(path_or_name: str | Path) -> Path:
    """Return the file that a path, or the name of a shipped scenario, stands for.

    Parameters
    ----------
    path_or_name : str or Path
        A path, or the name of a shipped scenario.

    Returns
    -------
    Path
        The file; a shipped one as seen from the working folder.

    Raises
    ------
    ScenarioErrors
        There is no such file, or it is a folder.
    """
    if _blank(path_or_name):
        raise ScenarioErrors([Problem("''", wrong="an empty name", allowed=NAMES)])
    path = Path(path_or_name)
    if _exists(path):
        return path
    found = shipped_file(str(path_or_name))
    if found is None:
        raise ScenarioErrors([_missing(path)])
    return found


def shipped_file(name: str) -> Path | None:
    """Return the file of a shipped scenario; None where the name is none.

    Parameters
    ----------
    name : str
        Name without a suffix.

    Returns
    -------
    Path or None
        The file as seen from the working folder.
    """
    return _near_here(shipped("scenarios") / f"{name}.yaml") if name in shipped_names() else None


def _near_here(path: Path) -> Path:
    """Return a path as seen from the working folder where it lies below it."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def parent_file(child: Path, name: str) -> Path | None:
    """Return the file that `extends: name` means; None where there is none.

    It is looked for beside the child, then among the shipped ones. Where the child is a symbolic link, the
    file that it leads to counts first, so that a file means the same wherever it is linked from.

    Parameters
    ----------
    child : Path
        The file that names a parent.
    name : str
        What stands under `extends`.

    Returns
    -------
    Path or None
        The parent's file.
    """
    for folder in folders_of(child):
        for suffix in ("", *SUFFIXES, *map(str.upper, SUFFIXES)):
            beside = folder / f"{name}{suffix}"
            if (suffix or _is_yaml(beside)) and _is_file(beside):
                return beside
    return shipped_file(name)


def folders_of(file: Path) -> list[Path]:
    """Return the folder that a file lies in, and the one it is named in where a link leads elsewhere.

    Parameters
    ----------
    file : Path
        A file, which need not exist.

    Returns
    -------
    list of Path
        One or two folders, that of the file itself first.
    """
    try:
        lies_in = file.resolve().parent
        if not lies_in.samefile(file.parent):
            return [_near_here(lies_in), file.parent]
    except (OSError, RuntimeError):  # it is gone, or a loop of links
        pass
    return [file.parent]


def parent_names(child: Path) -> list[str]:
    """The names that `extends` may give in a child.

    Parameters
    ----------
    child : Path
        The file that names a parent.

    Returns
    -------
    list of str
        In alphabetical order, without the child itself.
    """
    beside = [path.stem for folder in folders_of(child) for path in _yaml_in(folder) if path != child]
    return sorted({*beside, *shipped_names()})


def expand(paths: Iterable[str | Path]) -> tuple[list[Path], list[Problem]]:
    """Return the files that paths, folders and shipped names stand for, and what is wrong with any of these.

    A folder stands for the YAML files directly in it, in the order of their names.

    Parameters
    ----------
    paths : iterable of str or Path
        Files, folders and names of shipped scenarios.

    Returns
    -------
    files : list of Path
        The files, in the order given.
    problems : list of Problem
        One for each path that stands for nothing.
    """
    found: list[Path] = []
    problems: list[Problem] = []
    for given in paths:
        path = Path(given)
        if _blank(given) or not (_exists(path) and path.is_dir()):
            try:
                found.append(locate(given))
            except ScenarioErrors as error:
                problems += error.problems
        elif inside := _yaml_in(path):
            found += inside
        else:
            problems.append(
                Problem(str(given), wrong="a folder without scenarios", allowed="*.yaml or *.yml in it")
            )
    return found, problems


def read(path: Path) -> Document:
    """Read a scenario file into its tree.

    Parameters
    ----------
    path : Path
        A file.

    Returns
    -------
    Document
        The tree, with what is wrong with its text.

    Raises
    ------
    ScenarioErrors
        It cannot be read, or is no YAML of plain data.
    """
    file = str(path)
    if lone := lone_surrogate(file):
        wrong = f"its name holds {name_of(lone)}"
        raise ScenarioErrors([Problem(file, wrong=wrong, allowed="a name in UTF-8")])
    if path.is_dir():
        raise ScenarioErrors(
            [Problem(file, wrong="a folder", allowed="one scenario file; `sim run` takes folders")]
        )
    if not path.is_file():
        raise ScenarioErrors([Problem(file, wrong="not a file", allowed="a scenario file")])
    try:
        with path.open("rb") as opened:
            content = opened.read(LARGEST_FILE + 1)
    except OSError as error:
        raise ScenarioErrors([Problem(file, wrong=_said(error), allowed="a file you may read")]) from error
    return parse(_text(content, file), file)


def _text(content: bytes, file: str) -> str:
    """Return the text of a file, or say why it is none."""
    if len(content) > LARGEST_FILE:
        raise ScenarioErrors([Problem(file, wrong="too large", allowed=f"at most {LARGEST_FILE} bytes")])
    if encoding := encoding_of(content):
        raise ScenarioErrors([Problem(file, wrong=f"{encoding}, not UTF-8", allowed="save it as UTF-8")])
    if b"\0" in content:
        raise ScenarioErrors([Problem(file, wrong="binary", allowed="YAML text")])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        wrong = f"not UTF-8, from byte {error.start} in line {line} on"
        raise ScenarioErrors([Problem(file, wrong=wrong, allowed="save it as UTF-8")]) from error
    if odd := _UNPRINTABLE.search(text):
        line, column = text.count("\n", 0, odd.start()) + 1, odd.start() - text.rfind("\n", 0, odd.start())
        wrong = name_of(odd[0])
        raise ScenarioErrors([Problem(file, line, column, "", wrong, "printable text")])
    return text


def _missing(path: Path) -> Problem:
    """Say that there is no such file, and what comes nearest to it."""
    shipped_near = nearest(path.stem, shipped_names())
    beside = {entry.name: str(entry) for entry in _yaml_in(path.parent)}
    near = [beside[name] for name in nearest(path.name, beside)]
    odd = f" ({found})" if (found := strange(str(path))) else ""
    return Problem(
        str(path),
        wrong=f"no such file{odd}",
        allowed=NAMES,
        nearest=tuple(dict.fromkeys([*near, *shipped_near]))[:3],
    )


def _yaml_in(folder: Path) -> list[Path]:
    """Return the scenario files of a folder; hidden ones are the system's or an editor's."""
    try:
        visible = (path for path in folder.iterdir() if not path.name.startswith("."))
        return sorted(path for path in visible if _is_yaml(path) and path.is_file())
    except OSError:
        return []


def _is_yaml(path: Path) -> bool:
    return path.suffix.lower() in SUFFIXES


def _blank(given: str | Path) -> bool:
    """Tell whether a name is empty: to Python that is the working folder, to a user a variable not set."""
    return isinstance(given, str) and not given.strip()


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _is_file(path: Path) -> bool:
    return _exists(path) and path.is_file()


def _said(error: Exception) -> str:
    """Return what the system said, in its own words."""
    return (error.strerror or type(error).__name__).lower() if isinstance(error, OSError) else str(error)
