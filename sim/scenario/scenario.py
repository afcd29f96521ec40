"""A scenario as it is played: validated, resolved over its parents, with the origin of every value."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import prod
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, get_args

from sim.characters import shortened
from sim.errors import UsageError
from sim.scenario.schema import flat_entries, followed, section_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sim.errors import Problem
    from sim.scenario.distributions import Distribution
    from sim.scenario.kinds import Month

Operation = Literal["add", "set", "multiply"]
OPERATIONS: tuple[Operation, ...] = get_args(Operation)  # the code of an operation is its position
DesignName = Literal["grid", "latin_hypercube", "sobol"]
LONGEST_SHOWN = 60  # characters of the name of a mind in a repr


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value comes from: a file and a line, an option, or the defaults of the model.

    `what` is `file`, `parent`, an option (`--set`, `--runs`, `overrides`) or `default`; `line` is 0 where
    there is none, and `file` is empty for a scenario from a mapping.
    """

    file: str
    line: int
    what: str
    column: int = 0

    def __str__(self) -> str:
        """Say it shortly: `parent base.yaml:9`, `--set runs=5`, `default, seeds/parameters/west.yaml`."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        if self.what == "default":
            return f"default, {place}" if place else "default"
        return f"parent {place}" if self.what == "parent" else place


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens in `month` (from 1) of its own accord, for `duration` months.

    `changes` holds one number for each flat name; `slot` names its draw: its position in the file where none
    is given.
    """

    slot: int
    month: int
    duration: int
    operation: Operation
    changes: Mapping[str, float]
    probability: float
    why: str


@dataclass(frozen=True, slots=True)
class Sweep:
    """Points of a parameter space: the values of each axis of a grid, or `n` points over distributions."""

    design: DesignName
    grid: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    n: int = 0
    over: Mapping[str, Distribution] = field(default_factory=dict)

    @property
    def axes(self) -> tuple[str, ...]:
        """The swept quantities, by flat name, in the order of the file."""
        return tuple(self.grid if self.design == "grid" else self.over)

    @property
    def points(self) -> int:
        """Number of points."""
        return prod(map(len, self.grid.values())) if self.design == "grid" else self.n


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is asked, and everything that decides the numbers.

    `parameters` and `initial` hold only what the chain of files and the options set, by flat name;
    `summits`, `exercise` and `referendum` are months of the run (1 is `start`), and may lie beyond the
    horizon. `notes` are remarks on how the options changed it, for whoever started it; `allow_code` says
    whether a mind may come from a file of code.
    """

    name: str
    file: str
    question: str
    claims: tuple[str, ...]
    start: Month
    horizon: int
    runs: int
    seed: int
    kremlin_mind: str
    minsk_mind: str
    parameters: Mapping[str, float]
    initial: Mapping[str, float]
    uncertain: Mapping[str, Distribution]
    loans: tuple[float, float, float]
    bundles: tuple[int, ...]
    summits: tuple[int, ...]
    exercise: int | None
    referendum: int | None
    events: tuple[Event, ...]
    sweep: Sweep | None
    notes: tuple[str, ...] = ()
    allow_code: bool = field(default=False, compare=False)
    origins: Mapping[str, Origin] = field(default_factory=dict, compare=False)

    def with_values(self, values: Mapping[str, Any] = MappingProxyType({}), /, **more: Any) -> Scenario:
        """Return this scenario with other values of parameters and initial quantities.

        All values count as set at once. A quantity that is set is no longer drawn.

        Parameters
        ----------
        values : mapping
            Values by the keys of `--set` (`leak`, `agreed.RM`), or by section
            (`{"initial": {"reserves": 5}}`).
        **more
            The same as keywords; a keyword wins over the mapping.

        Returns
        -------
        Scenario
            A new scenario, checked; the origin of what was set is `overrides`.

        Raises
        ------
        ScenarioErrors
            All that is wrong with the values, each with its key path.

        Examples
        --------
        >>> import sim
        >>> scenario = sim.load("baseline_feb2021").with_values({"agreed.RM": 0.8}, leak=0.1)
        >>> scenario.value("leak"), str(scenario.origin("parameters.leak"))
        (0.1, 'overrides')
        """
        from sim.scenario.resolve import load_scenario

        changes: dict[str, Any] = {**values, **more}
        return load_scenario(self, changes)

    def with_events(self, events: Iterable[Event | Mapping[str, Any]]) -> Scenario:
        """Return this scenario with events after its own.

        Parameters
        ----------
        events : iterable of Event or mapping
            Events, or mappings with the keys of an event in a scenario file. Where a mapping gives no `slot`,
            it is the position of the event in the whole list.

        Returns
        -------
        Scenario
            A new scenario, checked; the origin of what was added is `with_events`.

        Raises
        ------
        ScenarioErrors
            All that is wrong with the events, each with its position in the whole list.

        Examples
        --------
        >>> import sim
        >>> strike = {"month": 3, "add": {"mobilisation": 0.2}}
        >>> sim.load("baseline_feb2021").with_events([strike]).events[-1].changes
        {'mobilisation': 0.2}
        """
        from sim.scenario.resolve import add_events

        return add_events(self, events)

    def __repr__(self) -> str:
        changed = len(self.parameters) + len(self.initial)
        kremlin, minsk = (shortened(mind, LONGEST_SHOWN) for mind in (self.kremlin_mind, self.minsk_mind))
        return (
            f"<Scenario {self.name}: {_counted(self.horizon, 'month')}, {_counted(self.runs, 'run')}, "
            f"seed {self.seed}, minds {kremlin} (Kremlin) and {minsk} (Minsk), "
            f"{_counted(len(self.events), 'event')}, {_counted(changed, 'changed value')}>"
        )

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What can be played but hardly does what it seems to, each with its place; `str` gives the line."""
        from sim.scenario.warn import warnings_of

        return warnings_of(self)

    def value(self, flat: str) -> float:
        """Return the value of a parameter or initial quantity before anything is drawn, by flat name.

        Parameters
        ----------
        flat : str
            Such as `strength_cost` or `agreed.RM`.

        Returns
        -------
        float
            In the unit of seeds/; for a type drawn by chance -1.
        """
        entry = flat_entries()[flat]
        chosen = self.parameters if entry.section == "parameters" else self.initial
        if flat in chosen:
            return chosen[flat]
        source = followed(flat)
        return self.value(source) if source else entry.central

    def origin(self, key: str) -> Origin:
        """Return the origin of the value at a key path (`parameters.strength_cost`, `horizon`).

        Parameters
        ----------
        key : str
            Section and flat name, or a key of the file.

        Returns
        -------
        Origin
            A file and a line, an option, or the defaults of the model.
        """
        if key in self.origins:
            return self.origins[key]
        flat = key.partition(".")[2]
        if flat not in flat_entries() or not key.startswith(("parameters.", "initial.")):
            return Origin("", 0, "default")
        source = followed(flat)
        if source:
            return Origin(f"as {source}", 0, "default")
        quantity = flat_entries()[flat].quantity
        return Origin(f"seeds/{section_of(quantity)}/{quantity.group}.yaml", 0, "default")


def single(scenario: Scenario) -> Scenario:
    """Return a scenario where one is wanted.

    Parameters
    ----------
    scenario : Scenario
        The scenario.

    Returns
    -------
    Scenario
        The same scenario.

    Raises
    ------
    UsageError
        It has a sweep, so that it is many, which would say different things.
    """
    if scenario.sweep is not None:
        raise UsageError(f"{scenario.name}: a sweep is many scenarios; write one of its points as a scenario")
    return scenario


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
