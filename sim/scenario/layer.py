"""The layers that a scenario is made of: a file or an option as settings by key path, with their origins.

Options lie on top of a file: `--set key=value`, `--runs`, `--minds` and so on. From Python, what `--set`
changes may be text, a mapping, or a list of these.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic_core import PydanticCustomError

from sim.characters import lone_surrogate, shortened, strange
from sim.errors import Problem, ScenarioErrors, nearest
from sim.scenario.document import (
    NOWHERE,
    Document,
    Node,
    Path,
    Problems,
    key_path,
    node_of,
    under,
)
from sim.scenario.kinds import Name
from sim.scenario.parse import parse_value
from sim.scenario.scenario import OPERATIONS, DesignName, Event, Operation, Origin, Sweep
from sim.scenario.schema import (
    LAWS,
    SECTIONS,
    TOLERANCE,
    EventPart,
    Part,
    ScenarioFile,
    SweepPart,
    legal_names,
    quantities,
    section_of,
)
from sim.scenario.values import all_priors, changes, distributions, grid, numbers, validated_in_part

if TYPE_CHECKING:
    from collections.abc import Iterator


OWN = ("name", "question", "claims", "extends")  # what a scenario does not inherit
PLAIN = ("question", "claims", "start", "horizon", "runs", "seed")
PARTS = ("minds", "menu", "calendar")
Override = str | Mapping[str, Any]
Overrides = Override | Iterable[Override]
LONGEST_SETTING = 80  # characters of an option that a message repeats
IN_FILES_ONLY = ("name", "question", "claims", "extends", "events", "sweep")
OVERRIDES = "overrides"  # the name of a mapping in messages, where a file would be named
OVERRIDES_ALLOWED = "text ('strength_cost=1.2'), a mapping ({'strength_cost': 1.2}), or a list of these"
OPTIONS = {"runs": "--runs", "seed": "--seed", "horizon": "--months", "minds": "--minds"}


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
    """Read a document into settings, noting every problem in it."""
    return _Reader(document, what, rank).layer()


class _Reader:
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
            part: Part = getattr(file, key)
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
    """Return the key path of what an event changes, `events[0].add.mobilisation`."""
    return key_path(("events", position, operation, flat))


def _points(n: object) -> int:
    return int(n) if isinstance(n, int | float) and math.isfinite(n) else 0


def _event(position: int, part: EventPart, operation: Operation, found: Mapping[str, float]) -> Event:
    slot = position if part.slot is None else part.slot
    return Event(slot, part.month, part.duration, operation, found, part.probability, part.why)


def listed(overrides: Overrides) -> tuple[Override, ...]:
    """Return overrides one by one, in order; a text or a mapping is a single one.

    Raises
    ------
    ScenarioErrors
        Something among them is neither a text nor a mapping.
    """
    if isinstance(overrides, str | Mapping):
        return (overrides,)
    given: object = overrides
    if isinstance(given, Iterable) and not isinstance(given, bytes | AbstractSet):  # a set has no order
        found: tuple[Any, ...] = tuple(given)
    else:
        found = (given,)
    if wrong := [f"{one!r:.60}" for one in found if not isinstance(one, str | Mapping)]:
        raise ScenarioErrors(
            Problem(OVERRIDES, wrong=f"{one} is neither text nor a mapping", allowed=OVERRIDES_ALLOWED)
            for one in wrong
        )
    return found


def as_layers(overrides: Iterable[Override], options: Mapping[str, object], rank: int) -> list[Layer]:
    """Return each option as a layer of its own, in order: first what is `--set`, then the named options.

    Raises
    ------
    ScenarioErrors
        All that is wrong with any of them.
    """
    layers: list[Layer] = []
    problems: list[Problem] = []
    for override in overrides:
        try:
            if isinstance(override, str):
                layers.append(read_layer(_override(override), "--set", rank + len(layers)))
            else:
                document, found = _of_mapping(override)
                problems += found
                layers.append(read_layer(document, OVERRIDES, rank + len(layers)))
        except ScenarioErrors as error:
            problems += error.problems
    for key, value in options.items():
        if value is not None:
            given = _minds(value) if key == "minds" else value
            layers.append(data_layer({key: given}, OPTIONS[key], rank + len(layers)))
    problems += [problem for layer in layers for problem in layer.problems]
    if problems:
        raise ScenarioErrors(problems)
    return layers


def data_layer(data: Mapping[str, Any], what: str, rank: int) -> Layer:
    """Read plain data, such as an option, into settings.

    Parameters
    ----------
    data : mapping
        Keys of a scenario file with their values.
    what : str
        What gives the data (`--runs`): stands in messages and origins where a file would be named.
    rank : int
        Number of the layer, from 0 for the eldest parent.

    Returns
    -------
    Layer
        The settings, and every problem found.
    """
    try:
        document = Document(what, node_of(data))
    except ScenarioErrors as error:
        return Layer({}, None, _in_place_of(what, error.problems))
    return read_layer(document, what, rank)


def _of_mapping(given: Mapping[str, Any]) -> tuple[Document, list[Problem]]:
    """Return overrides by the keys of `--set` as one document, and what is wrong with the keys."""
    root = Node({}, NOWHERE)
    problems: list[Problem] = []
    for key, value in given.items():
        try:
            path = _path(str(key).strip(), OVERRIDES)
            root, twice = _merged(root, under(path, node_of(value, path)), ())
            problems += twice
        except ScenarioErrors as error:
            problems += error.problems
    return Document(OVERRIDES, root), _in_place_of(OVERRIDES, problems)


def _in_place_of(file: str, problems: Iterable[Problem]) -> list[Problem]:
    """Return problems under the name that stands in messages where a file would be named."""
    return [Problem(file, *NOWHERE, p.key, p.wrong, p.allowed, p.nearest) for p in problems]


def _merged(one: Node, other: Node, path: Path) -> tuple[Node, list[Problem]]:
    """Return two values that stand at one path as a single one, and what is given in both."""
    if not (isinstance(one.value, dict) and isinstance(other.value, dict)):
        return one, [Problem(OVERRIDES, key=key_path(path), wrong="given twice", allowed="once")]
    together, problems = dict(one.value), []
    for key, item in other.value.items():
        if key in together:
            together[key], found = _merged(together[key], item, (*path, key))
            problems += found
        else:
            together[key] = item
    return Node(together, NOWHERE), problems


def _override(text: str) -> Document:
    """Return `key=value` as a document that sets one key."""
    key, equals, value = text.partition("=")
    file = f"--set {shortened(text, LONGEST_SETTING)}"
    if not equals:
        raise ScenarioErrors(
            [Problem(file, wrong="no value", allowed="--set key=value, e.g. strength_cost=1.2")]
        )
    return parse_value(value, _path(key.strip(), file), file)


def _path(key: str, file: str) -> tuple[str, ...]:
    """Return the path in a scenario file that a key of `--set` means."""
    head, _, rest = key.partition(".")
    if lone_surrogate(key):
        raise ScenarioErrors([_no_such(key, file)])
    if (head in SECTIONS and rest) or (head == "uncertain" and rest):
        return (head, rest)
    if head in PARTS and rest:
        return (head, rest)
    if key in legal_names():
        return (section_of(quantities()[key.partition(".")[0]]), key)
    if key in settable():
        return (key,)
    raise ScenarioErrors([_no_such(key, file)])


def settable() -> tuple[str, ...]:
    """The keys of the file that `--set` may name whole."""
    return tuple(key for key in ScenarioFile.model_fields if key not in IN_FILES_ONLY)


def _no_such(key: str, file: str) -> Problem:
    if key.partition(".")[0].partition("[")[0] in IN_FILES_ONLY:
        return Problem(
            file,
            key=key,
            wrong="cannot be set from outside",
            allowed=f"write a scenario that extends this one, as for all of {', '.join(IN_FILES_ONLY)}",
        )
    parts = [f"{part}.{inner}" for part in PARTS for inner in _keys_of(part)]
    known = [*settable(), *parts, *legal_names()]
    allowed = (
        "a parameter, an initial quantity or a key of the file, e.g. strength_cost=1.2, initial.reserves=5"
    )
    meant = tuple(name for name, option in OPTIONS.items() if option == f"--{key}")
    wrong = f"unknown key ({odd})" if (odd := strange(key)) else "unknown key"
    return Problem(file, key=key, wrong=wrong, allowed=allowed, nearest=meant or nearest(key, known))


def _keys_of(part: str) -> Iterable[str]:
    annotation: Any = ScenarioFile.model_fields[part].annotation
    return list(annotation.model_fields)


def _minds(given: object) -> object:
    """Return `kremlin=quantal,minsk=aspiration` as a mapping; a mapping as it is."""
    if not isinstance(given, str):
        return dict(given) if isinstance(given, Mapping) else given
    pairs = [pair.partition("=") for pair in given.split(",")]
    minds = {side.strip(): mind.strip() for side, _, mind in pairs}
    wrong = ""
    if not all(side and equals for side, equals, _ in pairs):
        odd = f" ({found})" if (found := strange(given)) else ""
        wrong = f"{given!r} is no pair of sides and minds{odd}"
    elif len(minds) < len(pairs):
        wrong = f"{given!r} gives a side twice"
    if wrong:
        allowed = "--minds kremlin=quantal,minsk=aspiration"
        raise ScenarioErrors([Problem("--minds", wrong=wrong, allowed=allowed)])
    return minds
