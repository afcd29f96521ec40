"""One file, or one option, as settings by key path with their origins: the layers a scenario is made of."""

from __future__ import annotations

import math
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic_core import PydanticCustomError

from sim.characters import strange
from sim.scenario.document import Document, Path, Problems, key_path
from sim.scenario.kinds import Name
from sim.scenario.scenario import OPERATIONS, DesignName, Event, Operation, Origin, Sweep
from sim.scenario.schema import LAWS, TOLERANCE, EventPart, FilePart, ScenarioFile, SweepPart, quantities
from sim.scenario.values import all_priors, changes, distributions, grid, numbers, validated_in_part

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.errors import Problem

OWN = ("name", "question", "claims", "extends")  # what a scenario does not inherit
PLAIN = ("question", "claims", "start", "horizon", "runs", "seed")
PARTS = ("minds", "menu", "calendar")


class Setting(NamedTuple):
    """A value, and where it was set; `rank` counts layers from the eldest parent (0) to the last option."""

    value: Any
    origin: Origin
    rank: int = 0


Settings = dict[str, Setting]


class Layer(NamedTuple):
    """What one file or option sets, by key path; whether it draws everything; what is wrong with it."""

    settings: Settings
    draws_all: Setting | None
    problems: list[Problem]


def read_layer(document: Document, what: str, rank: int) -> Layer:
    """Read a document into settings, noting every problem in it.

    Parameters
    ----------
    document : Document
        A file or an option as a tree.
    what : str
        What it is: `file`, `parent`, or the name of an option.
    rank : int
        Number of the layer, from 0 for the eldest parent.

    Returns
    -------
    Layer
        The settings, and every problem found.
    """
    return _LayerReader(document, what, rank).layer()


class _LayerReader:
    """Goes through one document; what cannot be used is noted and left out."""

    def __init__(self, document: Document, what: str, rank: int) -> None:
        self.document, self.what, self.rank = document, what, rank
        self.problems = Problems(document)
        plain = document.root.plain()
        self.data: Mapping[str, Any] = plain if isinstance(plain, dict) else {}
        self.settings: Settings = {}
        self.draws_all: Setting | None = None

    def layer(self) -> Layer:
        """Read all sections."""
        file = validated_in_part(ScenarioFile, self.data, self.problems)
        self.name(file)
        self.plain(file)
        for section in ("parameters", "initial"):
            for flat, (value, path) in numbers(
                self.mapping(section), (section,), section, self.problems
            ).items():
                self.set(f"{section}.{flat}", value, path)
        self.uncertain()
        self.events(file)
        self.sweep(file)
        return Layer(self.settings, self.draws_all, self.problems.found)

    def set(self, key: str, value: object, path: Path) -> None:
        """Remember a value under its key path, with the place it was read at."""
        self.settings[key] = self.setting(value, path)

    def setting(self, value: object, path: Path) -> Setting:
        """Return a value with the place it was read at."""
        line, column = self.document.place(path)
        return Setting(value, Origin(self.document.file, line, self.what, column), self.rank)

    def mapping(self, section: str) -> Mapping[str, Any]:
        """Return a section of the data; empty where it is absent, or no mapping (noted already)."""
        found = self.data.get(section)
        return found if isinstance(found, dict) else {}

    def name(self, file: ScenarioFile) -> None:
        """Take the name, or that of the file where it is left out."""
        if self.what not in ("file", "parent"):
            return
        name = file.name
        if name is None and "name" not in self.data and not self.document.cut:
            name = self.name_of_file()
        self.set("name", name, ("name",))

    def name_of_file(self) -> str | None:
        """Return the name that the file gives the scenario, or note that it cannot be one."""
        if not self.document.file:
            self.problems.add(("name",), "missing", "a name, since there is no file that has one")
            return None
        stem = FilePath(self.document.file).stem
        try:
            return Name().check(stem)
        except PydanticCustomError as error:
            context = error.context or {}
            odd = f" ({found})" if (found := strange(stem)) else ""
            wrong = f"{context['wrong']}{odd}, and the file is called so"
            allowed = f"{context['allowed']}; a key `name:` in the file gives it another name"
            self.problems.add(("name",), wrong, allowed)
        return None

    def plain(self, file: ScenarioFile) -> None:
        """Take what is set of the keys that hold no quantities."""
        for key in PLAIN:
            if key in file.model_fields_set:
                self.set(key, getattr(file, key), (key,))
        for key in PARTS:
            part: FilePart = getattr(file, key)
            for inner in sorted(part.model_fields_set):
                self.set(f"{key}.{inner}", getattr(part, inner), (key, inner))

    def uncertain(self) -> None:
        """Take what is drawn once a run."""
        given = self.data.get("uncertain", {})
        if given == "all":
            self.draws_all = self.setting(all_priors(), ("uncertain",))
        elif isinstance(given, dict):
            for flat, (drawn, path) in distributions(given, ("uncertain",), self.problems).items():
                self.set(f"uncertain.{flat}", drawn, path)
        else:
            self.problems.add(("uncertain",), "neither all nor a mapping", "all, or {quantity: distribution}")

    def events(self, file: ScenarioFile) -> None:
        """Take the events; the quantities they change are looked at even where something else is wrong."""
        listed = self.data.get("events")
        if not isinstance(listed, list):
            return
        found = [
            self.changed(position, entry) for position, entry in enumerate(listed) if isinstance(entry, dict)
        ]
        if "events" not in file.model_fields_set:
            return
        events = [_event(i, file.events[i], *change) for i, change in enumerate(found) if change]
        self.set("events", tuple(events), ("events",))
        for position in range(len(found)):
            path = ("events", position, "month")
            self.set(key_path(path), None, path)

    def changed(self, position: int, entry: Mapping[str, Any]) -> tuple[Operation, dict[str, float]] | None:
        """Return what an event does, and to what."""
        path: Path = ("events", position)
        given = [operation for operation in OPERATIONS if operation in entry]
        if len(given) != 1:
            wrong = f"{' and '.join(given)} in one event" if given else "nothing is changed"
            self.problems.add(path, wrong, f"exactly one of {', '.join(OPERATIONS)}")
        for operation in given:
            place = (*path, operation)
            if entry[operation] is None:
                self.problems.add(place, "nothing is changed", "at least one `quantity: number`")
            elif isinstance(entry[operation], dict):
                given_changes = changes(entry[operation], place, operation, entry.get("month"), self.problems)
                found = {flat: value for flat, (value, _) in given_changes.items()}
                for flat, (_, where) in given_changes.items():
                    self.set(change_key(position, operation, flat), None, where)
                self.laws(found, place, operation)
                if len(given) == 1:
                    return operation, found
        return None

    def laws(self, found: Mapping[str, float], path: Path, operation: str) -> None:
        """Note where an event would leave a law of chance that does not sum to 1."""
        if self.problems.spoiled(path):
            return
        for law in LAWS:
            given = {flat: value for flat, value in found.items() if flat.startswith(f"{law}.")}
            whole = operation == "set" and len(given) == len(quantities()[law].entries)
            if given and not (whole and abs(sum(given.values()) - 1) <= TOLERANCE):
                self.problems.add(path, f"{law} must sum to 1", "`set` all its entries together")

    def sweep(self, file: ScenarioFile) -> None:
        """Take the points of a parameter space."""
        given = self.mapping("sweep")
        designs = [name for name in SweepPart.model_fields if name in given]
        if len(designs) > 1:
            self.problems.add(("sweep",), f"{' and '.join(designs)} in one sweep", "one of them")
        found = dict(self.designs(designs, given))
        if "sweep" in file.model_fields_set:
            self.set("sweep", next(iter(found.values()), None), ("sweep",))

    def designs(self, names: list[str], given: Mapping[str, Any]) -> Iterator[tuple[str, Sweep]]:
        """Look at each design that is given."""
        for name in names:
            design, path = given[name], ("sweep", name)
            if design is None:
                self.problems.add(path, "nothing is no design", "`name: value` pairs; or leave `sweep` out")
            if not isinstance(design, dict):
                continue
            if not design or design.get("over") == {}:
                self.problems.add(path, "no axis", "at least one quantity")
            if name == "grid":
                yield name, Sweep("grid", grid=grid(design, path, self.problems))
            elif isinstance(over := design.get("over"), dict):
                found = distributions(over, (*path, "over"), self.problems, pairs=True)
                axes = {flat: distribution for flat, (distribution, _) in found.items()}
                kind: DesignName = "sobol" if name == "sobol" else "latin_hypercube"
                yield name, Sweep(kind, n=_points(design.get("n")), over=axes)


def change_key(position: int, operation: str, flat: str) -> str:
    """Return the key path of what an event changes, `events[0].add.mobilisation`.

    Parameters
    ----------
    position : int
        Position of the event in its list, from 0.
    operation : {"add", "set", "multiply"}
        What the event does.
    flat : str
        Flat name of the quantity.

    Returns
    -------
    str
        The key path.
    """
    return key_path(("events", position, operation, flat))


def _points(n: object) -> int:
    return int(n) if isinstance(n, int | float) and math.isfinite(n) else 0


def _event(position: int, part: EventPart, operation: Operation, found: Mapping[str, float]) -> Event:
    slot = position if part.slot is None else part.slot
    return Event(slot, part.month, part.duration, operation, found, part.probability, part.why)
