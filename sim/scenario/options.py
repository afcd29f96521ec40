"""Options as layers on top of a scenario file: `--set key=value`, `--runs`, `--minds` and so on.

From Python, what `--set` changes may be text, a mapping, or a list of these.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from numbers import Integral, Real
from typing import Any

from sim.characters import lone_surrogate, name_of, shortened, strange
from sim.errors import Problem, ScenarioErrors, nearest
from sim.scenario.layer import PARTS, Layer, read_layer
from sim.scenario.names import SECTIONS, legal_names, quantities, section_of
from sim.scenario.parse import DEEPEST, parse_value
from sim.scenario.schema import ScenarioFile
from sim.scenario.tree import NOWHERE, Document, Node, Path, Scalar, key_path, under

Override = str | Mapping[str, Any]
Overrides = Override | Iterable[Override]

LONGEST_SETTING = 80  # characters of an option that a message repeats
IN_FILES_ONLY = ("name", "question", "claims", "extends", "events", "sweep")
OVERRIDES = "overrides"  # the name of a mapping in messages, where a file would be named
OVERRIDES_ALLOWED = "text ('strength_cost=1.2'), a mapping ({'strength_cost': 1.2}), or a list of these"
EXACT = 2**53  # a larger whole number is beyond the range of every key
OPTIONS = {"runs": "--runs", "seed": "--seed", "horizon": "--months", "minds": "--minds"}


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
            try:
                document = Document(OPTIONS[key], node_of({key: given}))
            except ScenarioErrors as error:
                problems += _in_place_of(OPTIONS[key], error.problems)
                continue
            layers.append(read_layer(document, OPTIONS[key], rank + len(layers)))
    problems += [problem for layer in layers for problem in layer.problems]
    if problems:
        raise ScenarioErrors(problems)
    return layers


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


def node_of(value: object, path: Path = ()) -> Node:
    """Return plain data as a tree without places; `path` is where the data stands.

    Raises
    ------
    ScenarioErrors
        It is nested more deeply than a file may be, holds itself, or holds a text that no file could hold.
    """
    if len(path) > DEEPEST:
        wrong, allowed = "nested too deeply", f"at most {DEEPEST} levels"
        raise ScenarioErrors([Problem("", key=key_path(path[:3]), wrong=wrong, allowed=allowed)])
    if hasattr(value, "tolist"):  # an array or a number of numpy, a column of pandas
        value = value.tolist()
    if isinstance(value, Mapping):
        named = {str(name): item for name, item in value.items()}
        for name in named:
            _check_text(name, path)
        return Node({name: node_of(item, (*path, name)) for name, item in named.items()}, NOWHERE)
    if isinstance(value, str):
        _check_text(value, path)
    if isinstance(value, list | tuple | range):
        return Node([node_of(item, (*path, position)) for position, item in enumerate(value)], NOWHERE)
    return Node(_scalar(value), NOWHERE)


def _check_text(text: str, path: Path) -> None:
    """Raise ScenarioErrors if a text has a lone surrogate, which UTF-8 cannot hold."""
    if lone := lone_surrogate(text):
        wrong = f"{name_of(lone)} in a text"
        raise ScenarioErrors([Problem("", key=key_path(path), wrong=wrong, allowed="whole characters")])


def _scalar(value: object) -> Scalar:
    """Return a number as Python's own float or int; whatever is no plain data as its text."""
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, Integral) and -EXACT <= int(value) <= EXACT:
        return int(value)
    if not isinstance(value, Real):
        return str(value)
    try:
        return float(value)
    except OverflowError:
        return math.inf
