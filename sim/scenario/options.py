"""Options as layers on top of a scenario file: `--set key=value`, `--runs`, `--minds` and so on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from numbers import Integral, Real
from typing import Any

from sim.characters import lone_surrogate, name_of, shortened, strange
from sim.errors import Problem, ScenarioErrors, nearest
from sim.scenario.layer import PARTS, Layer, read_layer
from sim.scenario.names import SECTIONS, legal_names, quantities, section_of
from sim.scenario.parse import parse_value
from sim.scenario.schema import ScenarioFile
from sim.scenario.tree import NOWHERE, Document, Node, Scalar

LONGEST_SETTING = 80  # characters of an option that a message repeats
IN_FILES_ONLY = ("name", "question", "claims", "extends", "events", "sweep")
OPTIONS = {"runs": "--runs", "seed": "--seed", "horizon": "--months", "minds": "--minds"}


def as_layers(overrides: Sequence[str], options: Mapping[str, object], rank: int) -> list[Layer]:
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
            layers.append(read_layer(_override(override), "--set", rank + len(layers)))
        except ScenarioErrors as error:
            problems += error.problems
    for key, value in options.items():
        if value is not None:
            given = _minds(value) if key == "minds" else value
            if lone := lone_surrogate("".join(_texts(given))):
                problems.append(Problem(OPTIONS[key], wrong=f"{name_of(lone)} in a text", allowed="UTF-8"))
                continue
            document = Document(OPTIONS[key], node_of({key: given}))
            layers.append(read_layer(document, OPTIONS[key], rank + len(layers)))
    problems += [problem for layer in layers for problem in layer.problems]
    if problems:
        raise ScenarioErrors(problems)
    return layers


def _texts(given: object) -> Iterator[str]:
    """Yield every text in plain data."""
    if isinstance(given, str):
        yield given
    elif isinstance(given, Mapping):
        for pair in given.items():
            yield from _texts(pair)
    elif isinstance(given, list | tuple):
        for item in given:
            yield from _texts(item)


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


def node_of(value: object) -> Node:
    """Return plain data as a tree without places."""
    if isinstance(value, Mapping):
        return Node({str(name): node_of(item) for name, item in value.items()}, NOWHERE)
    if isinstance(value, list | tuple):
        return Node([node_of(item) for item in value], NOWHERE)
    return Node(_scalar(value), NOWHERE)


def _scalar(value: object) -> Scalar:
    """Return a number of numpy as Python's own; whatever is no plain data as its text."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, Integral):
        return int(value)
    return float(value) if isinstance(value, Real) else str(value)
