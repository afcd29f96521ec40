"""The posterior as a scenario: the given one, its parameters drawn from what the record leaves of them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.analysis.calibration.posterior import MOVED
from sim.scenario import load_scenario
from sim.scenario.files import shipped_file
from sim.scenario.kinds import LONGEST_NAME
from sim.scenario.write import data_of, inline

if TYPE_CHECKING:
    from sim.analysis.calibration.calibrate import Calibration
    from sim.analysis.calibration.posterior import Change
    from sim.scenario import Scenario

SUFFIX = "_calibrated"
OWN = ("name", "question", "claims", "uncertain")  # what the child says of itself


def name_of(scenario: Scenario) -> str:
    """What the calibrated scenario is called."""
    return scenario.name[: LONGEST_NAME - len(SUFFIX)] + SUFFIX


def text_of(found: Calibration, folder: Path) -> str:
    """The scenario file as text; `folder` is where it will lie, from where it must find its parent."""
    scenario = found.task.scenario
    pair = found.posterior.most_correlated
    lost = f" The largest correlation left out: {pair[2]:.2f}, {pair[0]} with {pair[1]}." if pair else ""
    lines = [
        f"# Written by sim calibrate from {found.task.record.folder}. Each parameter is drawn by itself,",
        f"# from the nearest distribution of its prior's family.{lost}",
        f"name: {name_of(scenario)}",
        f"question: {inline(f'{scenario.question} (calibrated)' if scenario.question else 'Calibrated.')}",
        f"extends: {inline(_parent(scenario, folder))}",
        *(f"{key}: {inline(value)}" for key, value in _options(scenario).items()),
        "uncertain:",
        *(f"  {change.name}: {_drawn(change)}" for change in found.changes),
        *(f"  {name}: {inline(law)}" for name, law in _also_drawn(found).items()),
    ]
    return "\n".join(lines) + "\n"


def _drawn(change: Change) -> str:
    """What a parameter is drawn from: its prior where the record does not move it."""
    if change.moved:
        law, why = change.fitted, f"overlap with its prior {change.overlap:.2f}"
    else:
        law, why = change.prior, f"its prior: the overlap is {MOVED} or more"
    return f"{inline(law.model_dump(exclude_none=True))}  # {why}"


def _options(scenario: Scenario) -> dict[str, Any]:
    """What options set over the file: the child says it, since its parent does not."""
    mine, theirs = data_of(scenario, "set"), data_of(load_scenario(scenario.file), "set")
    return {key: value for key, value in mine.items() if key not in OWN and value != theirs.get(key)}


def _also_drawn(found: Calibration) -> dict[str, Any]:
    """What is drawn by an option, beside the parameters that were calibrated."""
    scenario, names = found.task.scenario, found.posterior.space.names
    known = load_scenario(scenario.file).uncertain
    return {
        flat: law.model_dump(exclude_none=True)
        for flat, law in scenario.uncertain.items()
        if flat not in names and known.get(flat) != law
    }


def _parent(scenario: Scenario, folder: Path) -> str:
    """The parent as `extends` finds it: a shipped one by name, another by its path from the folder."""
    shipped = shipped_file(scenario.name)
    if shipped is not None and shipped.resolve() == Path(scenario.file).resolve():
        return scenario.name
    return os.path.relpath(Path(scenario.file).resolve(), folder.resolve())
