"""A changed scenario as a file of its own: it extends the one it was changed from, and holds the changes."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sim.errors import UsageError
from sim.outcomes.write import write_text
from sim.scenario import load_scenario
from sim.scenario.files import parent_file, shipped_names
from sim.scenario.write import data_of, document

if TYPE_CHECKING:
    from pathlib import Path

    from sim.scenario import Scenario

NAME = re.compile(r"[A-Za-z0-9_-]{1,80}")
SECTIONS = ("parameters", "initial", "minds", "menu", "calendar")
PLAIN = ("start", "horizon", "seed")


def target_of(folder: Path, name: str) -> Path:
    """Where a scenario of this name is saved.

    Parameters
    ----------
    folder : Path
        Where scenarios are saved.
    name : str
        Up to 80 letters, digits, `_` and `-`.

    Returns
    -------
    Path
        `NAME.yaml` in the folder; it may exist.

    Raises
    ------
    UsageError
        It is no name of a scenario.
    """
    if not NAME.fullmatch(name):
        raise UsageError(f"{name[:80]!r} is no name: up to 80 letters, digits, _ and -")
    return folder / f"{name}.yaml"


def child_text(name: str, question: str, parent: str, base: Scenario, now: Scenario) -> str:
    """The text of a scenario file that extends `parent` and holds what differs between the two.

    Parameters
    ----------
    name : str
        Of the new scenario.
    question : str
        What it asks; left out where it is empty.
    parent : str
        What `extends` says.
    base, now : Scenario
        The parent as it stands, and changed.

    Returns
    -------
    str
        YAML.
    """
    data: dict[str, Any] = {"name": name, "question": question, "extends": parent}
    if not question:
        del data["question"]
    before, after = data_of(base, "set"), data_of(now, "set")
    data |= {key: after[key] for key in PLAIN if after.get(key) != before.get(key)}
    for section in SECTIONS:
        moved = _moved(before.get(section, {}), after.get(section, {}))
        if moved:
            data[section] = moved
    return document(data, compact=True)


def _moved(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """The entries that differ; of a list of quantities, the entries of the list that do."""
    moved: dict[str, Any] = {}
    for key, value in after.items():
        old = before.get(key)
        if value == old:
            continue
        if isinstance(value, dict):
            earlier = old if isinstance(old, dict) else {}
            moved[key] = {member: item for member, item in value.items() if earlier.get(member) != item}
        else:
            moved[key] = value
    return moved


def parent_name(target: Path, source: Path) -> str:
    """What `extends` says in a file at `target`, to mean the file `source`.

    Parameters
    ----------
    target : Path
        The file that is to be written.
    source : Path
        The file that it extends.

    Returns
    -------
    str
        The bare name where the search for scenarios finds the source by it, else a relative path.

    Raises
    ------
    UsageError
        No name leads from there to it.
    """
    for name in (source.stem, os.path.relpath(str(source), str(target.parent))):
        found = parent_file(target, name)
        if found is not None and found.resolve() == source.resolve() and found.resolve() != target.resolve():
            return name
    raise UsageError(f"{target.parent}: from there nothing leads to {source}")


def save(
    folder: Path, name: str, question: str, source: Path, base: Scenario, now: Scenario, *, overwrite: bool
) -> tuple[Path, str]:
    """Write a changed scenario, whole or not at all; return its place and its text.

    Parameters
    ----------
    folder : Path
        Where it is saved.
    name : str
        Of the new scenario, and of its file without `.yaml`.
    question : str
        What it asks; may be empty.
    source : Path
        File of the scenario that it extends.
    base, now : Scenario
        That scenario as it stands, and changed.
    overwrite : bool
        Whether a file in that place is replaced.

    Returns
    -------
    (Path, str)
        The file that was written, and its YAML.

    Raises
    ------
    FileExistsError
        Something stands there, and it is not to be overwritten.
    UsageError
        The name is none or taken by a scenario that must stay, or the file would give other numbers.
    ScenarioErrors
        What would be written is no valid scenario.
    ResultsError
        It cannot be written.
    """
    target = target_of(folder, name)
    if target.resolve() == source.resolve():
        raise UsageError(f"{name} is the scenario that it would extend; take another name")
    if name in shipped_names():
        raise UsageError(f"{name} is the name of a shipped scenario; take another")
    if target.exists() and not overwrite:
        raise FileExistsError(target)
    text = child_text(name, question, parent_name(target, source), base, now)
    _check(target, text, now)
    write_text(target, text)
    return target, text


def _check(target: Path, text: str, now: Scenario) -> None:
    """Make sure that the file will be valid in its place and give the numbers that were seen."""
    trial = target.with_name(f".{target.stem}-trial.yaml")
    try:
        write_text(trial, text)
        found = load_scenario(trial)
    finally:
        trial.unlink(missing_ok=True)
    if _numbers(found) != _numbers(now):
        raise UsageError(f"{target.name}: would not give what the page shows; nothing is written")


def _numbers(scenario: Scenario) -> Scenario:
    """A scenario without its words."""
    return replace(scenario, name="", file="", question="", claims=(), notes=())
