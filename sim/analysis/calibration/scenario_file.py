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
    from sim.analysis.calibration.posterior import ParameterChange
    from sim.scenario import Scenario

SUFFIX = "_calibrated"
OWN = ("name", "question", "claims", "uncertain")  # what the child says of itself


def name_of(scenario: Scenario) -> str:
    """Return what the calibrated scenario is called.

    Parameters
    ----------
    scenario : Scenario
        The scenario whose parameters were calibrated.

    Returns
    -------
    str
        Its name, shortened where needed, with `SUFFIX`.
    """
    return scenario.name[: LONGEST_NAME - len(SUFFIX)] + SUFFIX


def text_of(found: Calibration, folder: Path) -> str:
    """Return the scenario file as text.

    It extends the file of the scenario and holds what options set over it; a scenario that comes from no file
    is written out.

    Parameters
    ----------
    found : Calibration
        The posterior, with the scenario that was calibrated.
    folder : Path
        Where the file will lie, from where it must find its parent.

    Returns
    -------
    str
        YAML, with comments on how far each parameter moved.
    """
    scenario = found.scenario
    parent = load_scenario(scenario.file) if scenario.file else None
    pair = found.posterior.most_correlated
    lost = f" The largest correlation left out: {pair[2]:.2f}, {pair[0]} with {pair[1]}." if pair else ""
    lines = [
        f"# Written by sim calibrate from {found.record.folder}. Each parameter is drawn by itself,",
        f"# from the nearest distribution of its prior's family.{lost}",
        f"name: {name_of(scenario)}",
        f"question: {inline(f'{scenario.question} (calibrated)' if scenario.question else 'Calibrated.')}",
        *([f"extends: {inline(_extended(scenario, folder))}"] if parent else []),
        *(f"{key}: {inline(value)}" for key, value in _differing(scenario, parent).items()),
        "uncertain:",
        *(f"  {change.name}: {_drawn(change)}" for change in found.changes),
        *(f"  {name}: {inline(law)}" for name, law in _also_drawn(found, parent).items()),
    ]
    return "\n".join(lines) + "\n"


def _drawn(change: ParameterChange) -> str:
    """What a parameter is drawn from: its prior where the record does not move it."""
    if change.moved:
        law, why = change.fitted, f"overlap with its prior {change.overlap:.2f}"
    else:
        law, why = change.prior, f"its prior: the overlap is {MOVED} or more"
    return f"{inline(law.model_dump(exclude_none=True))}  # {why}"


def _differing(scenario: Scenario, parent: Scenario | None) -> dict[str, Any]:
    """Return what the child must say since its parent does not: what options set, all of it without one."""
    mine, theirs = data_of(scenario, "set"), data_of(parent, "set") if parent else {}
    return {key: value for key, value in mine.items() if key not in OWN and value != theirs.get(key)}


def _also_drawn(found: Calibration, parent: Scenario | None) -> dict[str, Any]:
    """Return what the child must draw beside the parameters that were calibrated."""
    scenario, names = found.scenario, found.posterior.space.names
    known = parent.uncertain if parent else {}
    return {
        flat: law.model_dump(exclude_none=True)
        for flat, law in scenario.uncertain.items()
        if flat not in names and known.get(flat) != law
    }


def _extended(scenario: Scenario, folder: Path) -> str:
    """Return the parent as `extends` finds it: a shipped one by name, another by its path from the folder."""
    shipped = shipped_file(scenario.name)
    if shipped is not None and shipped.resolve() == Path(scenario.file).resolve():
        return scenario.name
    return os.path.relpath(Path(scenario.file).resolve(), folder.resolve())
