"""Where runs come from: version of the rules, seed, horizon and resolved scenario, as far as it is known.

Results of this program say so in the data package beside them, and tables from `sim.run` carry it with them.
Of a table from elsewhere nothing is known, and that is what is said.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from sim.errors import ResultsError, ScenarioErrors
from sim.outcomes.read import read_descriptor
from sim.outcomes.streamed import find_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

CARRIED = "sim provenance"  # the attribute of a pandas table that says where it comes from, as JSON
WORDS = ("name", "question", "claims", "runs")  # of a scenario file: these decide no run's numbers


@dataclass(frozen=True, slots=True)
class Provenance:
    """What is known of how one scenario's runs were played; None where it is not."""

    rules: str | None = None
    seed: int | None = None
    horizon: int | None = None
    inputs: Mapping[str, Any] | None = None


UNKNOWN = Provenance()


def known_of(given: Path | pd.DataFrame) -> dict[str, Provenance]:
    """Return what is known of a table, by scenario; empty where nothing is.

    Parameters
    ----------
    given : Path or DataFrame
        A result folder or a file of outcomes, or a table as `sim.run` gives it.

    Returns
    -------
    dict of str to Provenance
        By name of the scenario.
    """
    return _of_file(given) if isinstance(given, Path) else _of_frame(given)


def carried(rules: str, scenarios: list[dict[str, Any]]) -> str:
    """Return what a pandas table carries, as JSON: `name`, `seed`, `horizon`, `inputs` of each scenario.

    Parameters
    ----------
    rules : str
        Version of the rules that the runs were played by.
    scenarios : list of dict
        One a scenario, with these four keys; `inputs` is the resolved scenario as plain data.

    Returns
    -------
    str
        The value of the attribute `CARRIED`.
    """
    return json.dumps({"rules": rules, "scenarios": scenarios})


def _of_frame(frame: pd.DataFrame) -> dict[str, Provenance]:
    text = frame.attrs.get(CARRIED)
    if not isinstance(text, str):
        return {}
    known = json.loads(text)
    return {
        scenario["name"]: Provenance(
            known["rules"], scenario["seed"], scenario["horizon"], flat(scenario["inputs"])
        )
        for scenario in known["scenarios"]
    }


def _of_file(path: Path) -> dict[str, Provenance]:
    table = find_table(path)
    for folder in (table, *table.parents[:2]):
        try:
            descriptor = read_descriptor(folder)
        except ResultsError:
            continue
        if _describes(descriptor, table.relative_to(folder).as_posix()):
            known = descriptor["sim"]
            return {
                entry["name"]: Provenance(
                    known["rules"], entry["seed"], entry["horizon"], _inputs(folder, entry["name"])
                )
                for entry in known["scenarios"]
            }
    return {}


def _describes(descriptor: Mapping[str, Any], table: str) -> bool:
    """Whether a data package speaks of a file, or of what lies in a folder."""
    paths = [PurePosixPath(resource["path"]) for resource in descriptor["resources"]]
    return any(path.is_relative_to(table) for path in paths) and table != "."


def _inputs(folder: Path, scenario: str) -> dict[str, Any] | None:
    """The resolved scenario of a result folder, flat; None where it is missing or damaged."""
    from sim.scenario.files import read

    try:
        return flat(read(folder / "scenarios" / f"{scenario}.yaml").root.plain())
    except ScenarioErrors:
        return None


def flat(data: Any, above: str = "") -> dict[str, Any]:
    """Flatten nested data by key path: `parameters.strength_cost`, `events[0].month`, without empty parts.

    Parameters
    ----------
    data
        Mappings, lists and plain values, as a scenario file has them.
    above : str
        Key path of the data themselves; empty at the top.

    Returns
    -------
    dict of str to object
        Plain values, and lists of these, by key path.
    """
    if isinstance(data, dict):
        parts = {f"{above}.{key}" if above else str(key): value for key, value in data.items()}
    elif isinstance(data, list) and any(isinstance(item, dict | list) for item in data):
        parts = {f"{above}[{place}]": value for place, value in enumerate(data)}
    else:
        return {above: data}
    return {path: value for key, part in parts.items() for path, value in flat(part, key).items()}


def inputs_that_differ(a: Provenance, b: Provenance) -> dict[str, tuple[Any, Any]] | None:
    """Return the inputs that are not the same on both sides, by key path, as (a, b); None where not known.

    Parameters
    ----------
    a, b : Provenance
        Both sides of a pair.

    Returns
    -------
    dict of str to tuple, optional
        None within a tuple stands for an input that the side does not have; empty where nothing differs.
    """
    if a.inputs is None or b.inputs is None:
        return None
    paths = dict.fromkeys((*a.inputs, *b.inputs))
    return {
        path: (a.inputs.get(path), b.inputs.get(path))
        for path in paths
        if path.partition("[")[0] not in WORDS and a.inputs.get(path) != b.inputs.get(path)
    }


def warnings(a: Provenance, b: Provenance) -> list[str]:
    """Return what makes two sides hard to compare though their scenarios may be the same, in sentences.

    Parameters
    ----------
    a, b : Provenance
        Both sides of a pair; what is not known of one of them is not compared.

    Returns
    -------
    list of str
        A sentence a reason: other rules, another horizon.
    """
    found = []
    if a.rules and b.rules and a.rules != b.rules:
        found.append(
            f"A was played by other rules ({a.rules[:12]}) than B ({b.rules[:12]}): "
            "a difference may come from the rules and not from the scenarios"
        )
    if a.horizon and b.horizon and a.horizon != b.horizon:
        found.append(
            f"A lasts {a.horizon} months, B {b.horizon}: totals, shares of endings and values at the end "
            "differ for that alone"
        )
    return found


def seeds_agree(a: Provenance, b: Provenance) -> bool | None:
    """Return whether runs of one number share their random numbers; None where a seed is not known.

    Parameters
    ----------
    a, b : Provenance
        Both sides of a pair.

    Returns
    -------
    bool, optional
        Whether both seeds are the same.
    """
    return None if a.seed is None or b.seed is None else a.seed == b.seed
