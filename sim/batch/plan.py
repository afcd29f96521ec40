"""What a batch is: which scenarios are played, in which order, and the hash that names the result.

The hash is over everything that decides the numbers and nothing else: not the workers, not the blocks, not
the words of a scenario.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sim.engines import rules_version
from sim.errors import ScenarioErrors, UsageError
from sim.outcomes.rows import Layout
from sim.quantities import entries, monthly_measures, run_measures
from sim.scenario import same_names
from sim.scenario.compile import compile_points

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from sim.scenario import Scenario
    from sim.scenario.compile import Draw, Inputs

TABLES_VERSION = 3  # raised when the same runs are written down differently
HASH_DIGITS = 8


@dataclass(frozen=True, slots=True)
class Part:
    """One scenario at one point of its sweep: runs 0 to `inputs.runs` - 1 of the same inputs."""

    scenario: Scenario
    inputs: Inputs


@dataclass(frozen=True)
class Plan:
    """A batch: its parts in the order of the rows (by scenario, then point)."""

    parts: tuple[Part, ...]

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """The scenarios, by name.

        Returns
        -------
        tuple of Scenario
            Each once, whatever the number of its points.
        """
        return tuple({part.scenario.name: part.scenario for part in self.parts}.values())

    @property
    def runs(self) -> int:
        """Number of runs in all.

        Returns
        -------
        int
            Over all scenarios and all points of their sweeps.
        """
        return sum(part.inputs.runs for part in self.parts)

    @property
    def run_months(self) -> int:
        """Number of months of runs in all: what the work is measured by.

        Returns
        -------
        int
            Runs times horizon, summed over the parts; runs that end early count in full.
        """
        return sum(part.inputs.runs * part.inputs.horizon for part in self.parts)

    @cached_property
    def layout(self) -> Layout:
        """The columns of the outcome table: with what any part draws or sweeps.

        Returns
        -------
        Layout
            The same for all scenarios of the batch.
        """
        inputs = [part.inputs for part in self.parts]
        drawn = {_entry(draw) for one in inputs for draw in one.uncertain}
        return Layout.of(drawn | {flat for one in inputs for flat in one.swept})

    @cached_property
    def digest(self) -> str:
        """Hash of everything that decides the numbers (64 hexadecimal digits).

        Returns
        -------
        str
            SHA-256 over the rules, the version of the tables, the names of the measures and all inputs.
        """
        return self._hash(but=())

    @cached_property
    def stem(self) -> str:
        """Hash of everything that decides the numbers of a run, whatever the number of runs.

        Returns
        -------
        str
            As `digest`, without the number of runs.
        """
        return self._hash(but=("runs",))

    def _hash(self, but: Container[str]) -> str:
        digest = hashlib.sha256()
        measures = [measure.name for measure in (*run_measures(), *monthly_measures())]
        for text in (rules_version(), TABLES_VERSION, measures):
            digest.update(f"{text}\n".encode())
        for part in self.parts:
            for text in _canonical(part.inputs, but):
                digest.update(f"{text}\n".encode())
        return digest.hexdigest()


def make_plan(scenarios: Iterable[Scenario]) -> Plan:
    """Plan a batch of scenarios, each with all points of its sweep; the order they are given in is no matter.

    Parameters
    ----------
    scenarios : iterable of Scenario
        Resolved scenarios, at least one.

    Returns
    -------
    Plan
        A part for each scenario and point, by name of the scenario.

    Raises
    ------
    UsageError
        There is no scenario.
    ScenarioErrors
        Two bear the same name.
    """
    ordered = sorted(scenarios, key=lambda scenario: scenario.name)
    if not ordered:
        raise UsageError(
            "no scenario to play; give a file, a folder with scenario files, or the name of a shipped one"
        )
    if twice := same_names(ordered):
        raise ScenarioErrors(twice)
    return Plan(tuple(Part(scenario, inputs) for scenario in ordered for inputs in compile_points(scenario)))


def folder_name(title: str, plan: Plan) -> str:
    """The name of a batch's result folder by default: after the input, and the hash.

    Parameters
    ----------
    title : str
        Name of the input: of a scenario, a file or a folder.
    plan : Plan
        The batch.

    Returns
    -------
    str
        `TITLE-HASH`, with the first eight digits of the hash.
    """
    return f"{title}-{plan.digest[:HASH_DIGITS]}"


def _entry(draw: Draw) -> str:
    return entries(draw.kind)[draw.index]


def _canonical(inputs: Inputs, but: Container[str]) -> Iterator[str]:
    """The fields of the inputs as text in which every bit counts."""
    for field in fields(inputs):
        if field.name in but:
            continue
        value = getattr(inputs, field.name)
        if isinstance(value, np.ndarray):
            yield f"{field.name} {value.dtype} {value.shape} {value.tobytes().hex()}"
        elif isinstance(value, frozenset):
            yield f"{field.name} {sorted(value)}"
        else:
            yield f"{field.name} {value!r}"
