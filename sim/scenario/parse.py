"""YAML text as a tree of plain data, by the core schema of YAML 1.2.

So `no` and `2021-03` are text and `1e3` is a number. The tree is built from the parser's events: nothing is
ever constructed by a tag, and depth, size and aliases stay within bounds.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from sim.errors import Problem, ScenarioErrors
from sim.scenario.tree import NOWHERE, Document, Node, Path, Place, Scalar, key_path

if TYPE_CHECKING:
    from collections.abc import Iterator

DEEPEST = 12  # levels of nesting; a scenario needs six
LARGEST = 100_000  # values, each alias counted with all it stands for

_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_COLON = "found unexpected ':'"  # what the parser in C says to `{minsk: my_minds.py:Stubborn}`
_WHOLE = re.compile(r"[-+]?[0-9]+")
_WORDS: dict[str, Scalar] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_LONGEST_WHOLE = 18  # digits that stay an integer; longer ones are numbers too large for any key


class _Wrong(Exception):
    """A problem of the text at a place."""

    def __init__(self, place: Place, key: str, wrong: str, allowed: str = "") -> None:
        super().__init__(wrong)
        self.place, self.key, self.wrong, self.allowed = place, key, wrong, allowed


def _tagged(event: object, path: Path, tag: object) -> _Wrong:
    shown = str(tag).replace("tag:yaml.org,2002:", "!!")[:80]
    return _Wrong(_place(event), key_path(path), f"the tag {shown}", "plain data only, without tags")


class _Builder:
    """Builds the tree of one document from the parser's events, noting duplicate keys and odd numbers."""

    def __init__(self, events: Iterator[object], file: str) -> None:
        self.events = events
        self.file = file
        self.problems: list[Problem] = []
        self.anchors: dict[str, Node] = {}
        self.size = 0

    def document(self) -> Node | None:
        """Return the tree of the only document; nothing for an empty stream."""
        root: Node | None = None
        for event in self.events:
            kind = type(event).__name__
            if kind == "DocumentStartEvent":
                if root is not None:
                    raise _Wrong(_place(event), "", "a second document starts here", "one scenario a file")
                root = self.node(next(self.events), ())
        return root

    def node(self, event: object, path: Path) -> Node:
        """Return the node that starts with `event`."""
        kind = type(event).__name__
        if len(path) > DEEPEST:
            raise _Wrong(_place(event), key_path(path[:3]), "nested too deeply", f"at most {DEEPEST} levels")
        if kind == "AliasEvent":
            return self.alias(event, path)
        if tag := getattr(event, "tag", None):
            raise _tagged(event, path, tag)
        self.count(event, 1)
        if kind == "MappingStartEvent":
            node = self.mapping(event, path)
        elif kind == "SequenceStartEvent":
            node = self.sequence(event, path)
        else:
            node = Node(self.scalar(event, path), _place(event))
        if anchor := getattr(event, "anchor", None):
            self.anchors[str(anchor)] = node
        return node

    def mapping(self, start: object, path: Path) -> Node:
        """Read a mapping; a key given twice is noted, and its first value kept."""
        values: dict[str, Node] = {}
        node = Node(values, _place(start))
        while type(event := next(self.events)).__name__ != "MappingEndEvent":
            key = self.key(event, path)
            value = self.node(next(self.events), (*path, key))
            if key in values:
                self.note(
                    _place(event), (*path, key), f"given twice, first in line {node.keys[key][0]}", "once"
                )
                continue
            values[key], node.keys[key] = value, _place(event)
            node.size += value.size
        return node

    def sequence(self, start: object, path: Path) -> Node:
        """Read a list."""
        values: list[Node] = []
        node = Node(values, _place(start))
        while type(event := next(self.events)).__name__ != "SequenceEndEvent":
            values.append(self.node(event, (*path, len(values))))
            node.size += values[-1].size
        return node

    def key(self, event: object, path: Path) -> str:
        """Return the name that a key spells."""
        if type(event).__name__ != "ScalarEvent":
            raise _Wrong(_place(event), key_path(path), "a key that is no name", "a key is one word")
        if tag := getattr(event, "tag", None):
            raise _tagged(event, path, tag)
        name = str(getattr(event, "value", ""))
        if name == "<<":
            raise _Wrong(_place(event), key_path(path), "a merge key", "write the keys out, or use `extends`")
        return name

    def alias(self, event: object, path: Path) -> Node:
        """Return the node that an alias stands for, counted in full."""
        name = str(getattr(event, "anchor", ""))
        if name not in self.anchors:
            raise _Wrong(_place(event), key_path(path), f"the alias *{name} stands for nothing before it")
        node = self.anchors[name]
        self.count(event, node.size)
        return node

    def scalar(self, event: object, path: Path) -> Scalar:
        """Return a scalar by the core schema of YAML 1.2."""
        text = str(getattr(event, "value", ""))
        if getattr(event, "style", None) in ("'", '"', "|", ">"):
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _WHOLE.fullmatch(text) and len(text) <= _LONGEST_WHOLE:
            return int(text)
        if _NUMBER.fullmatch(text) or _NOT_FINITE.fullmatch(text):
            return self.finite(text, event, path)
        return text

    def finite(self, text: str, event: object, path: Path) -> float:
        """Return a number; note one that is infinite, not a number, or beyond what a number can hold."""
        number = math.inf if _NOT_FINITE.fullmatch(text) else float(text)
        if math.isinf(number):
            self.note(_place(event), path, f"{text[:20]} is not a finite number", "a number below 1e300")
            return 0.0
        return number

    def count(self, event: object, values: int) -> None:
        """Keep the whole tree, aliases written out, within bounds."""
        self.size += values
        if self.size > LARGEST:
            raise _Wrong(_place(event), "", f"more than {LARGEST} values", "aliases count in full")

    def note(self, place: Place, path: Path, wrong: str, allowed: str) -> None:
        """Remember a problem and read on."""
        if len(self.problems) < 100:
            self.problems.append(Problem(self.file, *place, key_path(path), wrong, allowed))


def parse(text: str, file: str) -> Document:
    """Read one YAML document that is a mapping.

    Raises
    ------
    ScenarioErrors
        Every problem of the text that can be told.
    """
    root = _tree(text, file)
    if root is None or root.value is None:
        raise ScenarioErrors([Problem(file, wrong="empty", allowed="a mapping of keys, e.g. `name: mine`")])
    if not isinstance(root.value, dict):
        kind = "a list" if isinstance(root.value, list) else "a single value"
        wrong = f"{kind} at the top"
        raise ScenarioErrors([Problem(file, *root.place, "", wrong, "a mapping of keys, e.g. `name: mine`")])
    return Document(file, root)


def parse_value(text: str, file: str) -> Node:
    """Read one value of any kind, as it would stand after a key; its place is that of no file.

    Raises
    ------
    ScenarioErrors
        It is no YAML of plain data.
    """
    try:
        root = _tree(text, file)
    except ScenarioErrors as error:
        raise ScenarioErrors(
            Problem(file, *NOWHERE, p.key, p.wrong, p.allowed) for p in error.problems
        ) from error
    return _without_places(root) if root else Node(None, NOWHERE)


def _tree(text: str, file: str) -> Node | None:
    """Return the tree of a text, nothing for an empty one; raise all its problems."""
    try:
        return _built(text, file, pure=False)
    except ScenarioErrors as error:
        if not any(_COLON in problem.wrong for problem in error.problems):
            raise
    return _built(text, file, pure=True)


def _built(text: str, file: str, *, pure: bool) -> Node | None:
    """Return the tree by the parser in C, or by the `pure` one in Python, slow and true to YAML 1.2."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    builder = _Builder(iter(YAML(typ="safe", pure=pure).parse(text)), file)
    root = None
    try:
        root = builder.document()
    except _Wrong as wrong:
        builder.problems.append(Problem(file, *wrong.place, wrong.key, wrong.wrong, wrong.allowed))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place: Place = (mark.line + 1, mark.column + 1) if mark else NOWHERE
        said = f"not valid YAML, {error.problem or error.context}"
        builder.problems.append(Problem(file, *place, "", said, "`key: value` a line, indented by spaces"))
    except YAMLError as error:
        builder.problems.append(Problem(file, wrong=f"not valid YAML, {' '.join(str(error).split())[:200]}"))
    if builder.problems:
        raise ScenarioErrors(builder.problems)
    return root


def _without_places(node: Node) -> Node:
    if isinstance(node.value, dict):
        return Node({name: _without_places(item) for name, item in node.value.items()}, NOWHERE)
    if isinstance(node.value, list):
        return Node([_without_places(item) for item in node.value], NOWHERE)
    return Node(node.value, NOWHERE)


def _place(event: object) -> Place:
    mark = getattr(event, "start_mark", None)
    return (mark.line + 1, mark.column + 1) if mark is not None else NOWHERE
