"""A box as a scenario file: it extends the scenario that was played, and draws within the box only."""

from __future__ import annotations

import os
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic_core import PydanticCustomError

from sim.analysis.discovery.names import flat_name
from sim.errors import ResultsError, ScenarioErrors, UsageError
from sim.outcomes.check import load_played
from sim.outcomes.read import is_results
from sim.outcomes.write import write_text
from sim.scenario import load_scenario
from sim.scenario.files import SUFFIXES, parent_file
from sim.scenario.kinds import Name
from sim.scenario.write import cut_to, data_of, document

if TYPE_CHECKING:
    from sim.analysis.discovery.discover import Box, Discovery
    from sim.scenario import Scenario

OWN = ("name", "question", "claims", "runs")  # what a child does not share with its parent


def save_box(found: Discovery, box: Box, target: Path) -> None:
    """Write a box as a scenario, whole or not at all.

    It extends the scenario by its name where that stands beside the file, or is shipped, and is the one that
    was played; else by its file in the result folder.

    Parameters
    ----------
    found : Discovery
        In a result folder.
    box : Box
        One of its boxes.
    target : Path
        The file, `NAME.yaml`.

    Raises
    ------
    ResultsError
        The source is no result folder, so that the scenario is not known; or the file cannot be written.
    UsageError
        The file's name can be no scenario's.
    """
    source = Path(found.source)
    check_target(source, target)
    played = load_played(source, found.scenario)
    cut = cut_to(played, {flat_name(one.column): (one.limit.low, one.limit.high) for one in box.ranges})
    question = f"What if all lies where {found.target} concentrates (box {box.number})?"
    meant = replace(cut, name=target.stem, question=question, claims=())
    text = _comment(found, box) + document(_child(meant, played, target))
    _check(text, meant, target)
    write_text(target, text)


def check_target(source: Path, target: Path) -> None:
    """Make sure that a box of a source can be saved there, before it is looked for.

    Parameters
    ----------
    source : Path
        Where the box will be found: a result folder.
    target : Path
        The file to be written; its name without the suffix is that of the scenario.

    Raises
    ------
    ResultsError
        The source is no result folder.
    UsageError
        The file's name can be no scenario's.
    """
    if not is_results(source):
        raise ResultsError(f"{source}: not a result folder, so the scenario to save a box of is not known")
    if target.suffix not in SUFFIXES:
        raise UsageError(f"--save: {target}: the name of a scenario file ends in {' or '.join(SUFFIXES)}")
    try:
        Name().check(target.stem)
    except PydanticCustomError as error:
        known = error.context or {}
        raise UsageError(f"--save: {target}: {known['wrong']}; {known['allowed']}") from error


def _child(meant: Scenario, played: Scenario, target: Path) -> dict[str, Any]:
    """The data of the file: who it extends, and what differs."""
    parent = parent_file(target, played.name)
    if parent is not None and _same(parent, played):
        extends, above = played.name, load_scenario(parent)
    else:
        extends = os.path.relpath(Path(played.file).resolve(), target.resolve().parent)
        above = played
    own, other = data_of(meant), data_of(above)
    data: dict[str, Any] = {"name": meant.name, "question": meant.question, "extends": extends}
    if meant.runs != above.runs:
        data["runs"] = meant.runs
    drawn = {
        flat: value
        for flat, value in own.get("uncertain", {}).items()
        if other["uncertain"].get(flat) != value
    }
    data |= {"uncertain": drawn} if drawn else {}
    return data | ({"sweep": own["sweep"]} if own.get("sweep") != other.get("sweep") else {})


def _same(parent: Path, played: Scenario) -> bool:
    """Whether a file is the scenario that was played, but for its words and its number of runs."""
    try:
        known = load_scenario(parent)
    except ScenarioErrors:
        return False
    return _inherited(known) == _inherited(played)


def _inherited(scenario: Scenario) -> dict[str, Any]:
    return {key: value for key, value in data_of(scenario).items() if key not in OWN}


def _comment(found: Discovery, box: Box) -> str:
    measured = f"coverage {box.chosen.coverage:.3f}, density {box.chosen.density:.3f}"
    if box.checked is not None:
        measured += f"; on runs set aside {box.checked.coverage:.3f} and {box.checked.density:.3f}"
    return (
        f"# Box {box.number} of {len(found.boxes)}, found by sim discover in {found.searched:,} runs of "
        f"{found.scenario}: {measured}.\n# What is drawn has the law that it had there, cut off at the ends "
        "of the box.\n"
    )


def _check(text: str, meant: Scenario, target: Path) -> None:
    """Make sure that the file would be read as it is meant, before it stands there."""
    folder = target.resolve().parent
    if not folder.is_dir():
        raise ResultsError(f"{target}: no folder {folder}; make it first")
    with tempfile.NamedTemporaryFile(
        "w", suffix=".yaml", prefix=".sim-", dir=folder, encoding="utf-8"
    ) as draft:
        draft.write(text)
        draft.flush()
        read = load_scenario(Path(draft.name))
    if data_of(read) != data_of(meant):
        raise ResultsError(f"{target}: the box cannot be written as a scenario that extends {meant.name}")
