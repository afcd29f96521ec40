"""Options as layers on top of a scenario file: `--set key=value`, `--runs`, `--minds` and so on.

From Python, what `--set` changes may be text, a mapping, or a list of these.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from sim.characters import lone_surrogate, shortened, strange
from sim.errors import Problem, ScenarioErrors, nearest
from sim.scenario.document import NOWHERE, Document, Node, Path, key_path, node_of, under
from sim.scenario.layer import PARTS, Layer, read_layer
from sim.scenario.parse import parse_value
from sim.scenario.schema import SECTIONS, ScenarioFile, legal_names, quantities, section_of

Override = str | Mapping[str, Any]
Overrides = Override | Iterable[Override]
LONGEST_SETTING = 80  # characters of an option that a message repeats
IN_FILES_ONLY = ("name", "question", "claims", "extends", "events", "sweep")
OVERRIDES = "overrides"  # the name of a mapping in messages, where a file would be named
OVERRIDES_ALLOWED = "text ('strength_cost=1.2'), a mapping ({'strength_cost': 1.2}), or a list of these"
OPTIONS = {"runs": "--runs", "seed": "--seed", "horizon": "--months", "minds": "--minds"}


def listed(overrides: Overrides) -> tuple[Override, ...]:
    """Return overrides one by one, in order; a text or a mapping is a single one.

    Parameters
    ----------
    overrides : str, mapping, or iterable of these
        Overrides as from Python.

    Returns
    -------
    tuple of str or mapping
        One override each.

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

    Parameters
    ----------
    overrides : iterable of str or mapping
        Overrides, one by one.
    options : mapping
        Values of the named options (`OPTIONS`) by key of the file; None where not given.
    rank : int
        Number of the first layer.

    Returns
    -------
    list of Layer
        Layers without problems.

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
    if key in _settable():
        return (key,)
    raise ScenarioErrors([_no_such(key, file)])


def _settable() -> tuple[str, ...]:
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
    known = [*_settable(), *parts, *legal_names()]
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


def names_in(given: str | Iterable[str]) -> list[str]:
    """Return names one by one, without the blanks around them.

    Parameters
    ----------
    given : str or iterable of str
        One text, or several; each may hold several names with commas between them.

    Returns
    -------
    list of str

    Examples
    --------
    >>> names_in("leak, strength_cost")
    ['leak', 'strength_cost']
    """
    texts = [given] if isinstance(given, str) else given
    return [name.strip() for text in texts for name in text.split(",")]
