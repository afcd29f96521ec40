"""YAML text as a tree of plain data, by the core schema of YAML 1.2.

So `no` and `2021-03` are text and `1e3` is a number. The tree is built from the parser's events: nothing is
ever constructed by a tag, and depth, size and aliases stay within bounds.

Decision D23 in sim/DECISIONS.md.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

from sim.characters import lone_surrogate, name_of, strange
from sim.errors import Problem, ScenarioErrors
from sim.scenario.document import DEEPEST, NOWHERE, Document, Node, Path, Place, Scalar, key_path, under

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST = 100_000  # values, each alias counted with all it stands for
MOST_NOTED = 100  # problems of the text
_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
# What the parser in C says to `{minsk: my_minds.py:Stubborn}`, and to half of a surrogate pair of JSON.
_LEFT_TO_PYTHON = ("found unexpected ':'", "found invalid Unicode character escape code")
_WHOLE = re.compile(r"[-+]?[0-9]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_BREAKS = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # what ends a line in YAML
_WORDS: dict[str, Scalar] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_LONGEST_WHOLE = 18  # digits that stay an integer; longer ones are numbers too large for any key


class _End:
    """Ends every collection that is open where the text cannot be read on."""


_END: Final = _End()


class _Builder:
    """Builds the tree of one document from the parser's events, noting what is wrong and reading on.

    What cannot be used is noted and stands in the tree as NaN, or is left out where it has no name. Where the
    text cannot be read on (no YAML, too large), the entries that were complete are kept, down to those of the
    sections: from there on a mapping may have keys that must not be missing.
    """

    def __init__(self, source: str, file: str, *, pure: bool) -> None:
        from ruamel.yaml import YAML

        self.events: Iterator[object] = iter(YAML(typ="safe", pure=pure).parse(source))
        self.source, self.file = source, file
        self.problems: list[Problem] = []
        self.unusable: set[Path] = set()
        self.anchors: dict[str, Node] = {}
        self.size = 0
        self.cut = False
        self.latest: tuple[Path, int] = ((), 0)  # the last scalar, and the line it ends in

    def document(self, path: Path) -> Node | None:
        """Return the tree of the only document; nothing for an empty stream."""
        root: Node | None = None
        while (event := self.next()) is not _END:
            kind = type(event).__name__
            if kind == "DocumentStartEvent":
                if root is not None:
                    self.note(_place(event), (), "a second document starts here", "one scenario a file")
                    break
                root = self.node(self.next(), path)
        return root

    def next(self) -> object:
        """Return the next event, or the end where there is none or where the text is no YAML."""
        from ruamel.yaml.error import MarkedYAMLError, YAMLError

        if self.cut:
            return _END
        try:
            return next(self.events, _END)
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place: Place = (mark.line + 1, mark.column + 1) if mark else NOWHERE
            wrong = f"not valid YAML, {error.problem or error.context}"
            path, line = self.latest
            if line >= place[0]:  # the scalar before it has taken up what stands on its line
                self.unusable.add(path)
            wrong = f"{wrong}{self.strange_near(place[0])}"
            self.stop(place, wrong, "`key: value` a line, indented by spaces")
        except (YAMLError, ValueError) as error:  # a ValueError: an escape beyond the last character
            self.stop(NOWHERE, f"not valid YAML, {' '.join(str(error).split())}", "")
        return _END

    def strange_near(self, line: int) -> str:
        """Name what cannot be seen, or looks like something else, in a line and the one before it."""
        lines = _BREAKS.split(self.source)
        found = {near: strange(lines[near - 1]) for near in (line - 1, line) if 0 < near <= len(lines)}
        return "".join(f" (in line {near} {named})" for near, named in found.items() if named)

    def node(self, event: object, path: Path) -> Node:
        """Return the node that starts with `event`."""
        kind = type(event).__name__
        if kind == "AliasEvent":
            return self.alias(event, path)
        if event is _END or not self.counted(event, 1):
            return Node(math.nan, NOWHERE)
        if len(path) > DEEPEST:
            if kind != "ScalarEvent":
                self.skip(event)
            return self.useless(event, path[:3], "nested too deeply", f"at most {DEEPEST} levels")
        if tag := getattr(event, "tag", None):
            self.tagged(event, path, tag)
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
        while (event := self.next()) is not _END and type(event).__name__ != "MappingEndEvent":
            key = self.key(event, path)
            if key is None:
                self.skip(self.next())
                continue
            value = self.node(self.next(), (*path, key))
            if self.cut and (path or not isinstance(value.value, dict | list)):
                break
            if self.cut:
                self.unusable.add((key,))
            if key in values:
                first = node.keys[key][0]
                self.note(_place(event), (*path, key), f"given twice, first in line {first}", "once")
                _add_missing(values[key], value)
                continue
            values[key], node.keys[key] = value, _place(event)
            node.size += value.size
        return node

    def sequence(self, start: object, path: Path) -> Node:
        """Read a list."""
        values: list[Node] = []
        node = Node(values, _place(start))
        while (event := self.next()) is not _END and type(event).__name__ != "SequenceEndEvent":
            value = self.node(event, (*path, len(values)))
            if self.cut:
                break
            values.append(value)
            node.size += value.size
        return node

    def key(self, event: object, path: Path) -> str | None:
        """Return the name that a key spells; note one that is no name, or that means a merge."""
        if type(event).__name__ != "ScalarEvent":
            self.skip(event)
            self.note(_place(event), path, "a key that is no name", "a key is one word")
            return None
        if tag := getattr(event, "tag", None):
            self.tagged(event, path, tag)
        name = _paired(str(getattr(event, "value", "")))
        if name == "<<":
            self.note(_place(event), path, "a merge key", "write the keys out, or use `extends`")
            return None
        if lone := lone_surrogate(name):
            self.note(_place(event), (*path, name), f"{name_of(lone)} in a key", "whole characters")
            return None
        return name

    def skip(self, event: object) -> None:
        """Read past a value that is not used, collections to their end."""
        depth = 0
        while event is not _END:
            kind = type(event).__name__
            depth += kind.endswith("StartEvent")
            depth -= kind.endswith("EndEvent")
            if depth <= 0:
                return
            event = self.next()

    def alias(self, event: object, path: Path) -> Node:
        """Return the node that an alias stands for, counted in full."""
        name = str(getattr(event, "anchor", ""))
        if name not in self.anchors:
            return self.useless(event, path, f"the alias *{name} stands for nothing before it", "")
        node = self.anchors[name]
        self.counted(event, node.size)
        return node

    def scalar(self, event: object, path: Path) -> Scalar:
        """Return a scalar by the core schema of YAML 1.2."""
        text = self.text(event, path)
        self.latest = path, _end_line(event)
        if getattr(event, "style", None) in ("'", '"', "|", ">"):
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _WHOLE.fullmatch(text) and len(text) <= _LONGEST_WHOLE:
            return int(text)
        if _NOT_FINITE.fullmatch(text) or (_NUMBER.fullmatch(text) and math.isinf(float(text))):
            self.useless(event, path, f"{text[:20]} is not a finite number", "a number below 1e300")
            return math.nan
        return float(text) if _NUMBER.fullmatch(text) else text

    def text(self, event: object, path: Path) -> str:
        """Return the text of a scalar; note and replace half of a surrogate pair, which no file can hold."""
        text = _paired(str(getattr(event, "value", "")))
        if lone := lone_surrogate(text):
            self.useless(event, path, f"{name_of(lone)} in a text", "whole characters")
        return _SURROGATE.sub("\ufffd", text)

    def tagged(self, event: object, path: Path, tag: object) -> None:
        """Note a tag."""
        shown = str(tag).replace("tag:yaml.org,2002:", "!!")[:80]
        self.useless(event, path, f"the tag {shown}", "plain data only, without tags")

    def counted(self, event: object, values: int) -> bool:
        """Keep the whole tree, aliases written out, within bounds; tell whether it still is."""
        self.size += values
        if self.size > LARGEST and not self.cut:
            self.stop(_place(event), f"more than {LARGEST} values", "aliases count in full")
        return not self.cut

    def useless(self, event: object, path: Path, wrong: str, allowed: str) -> Node:
        """Note a value that cannot be used, so that nobody complains about it again; return its place."""
        self.note(_place(event), path, wrong, allowed)
        self.unusable.add(path)
        return Node(math.nan, _place(event))

    def stop(self, place: Place, wrong: str, allowed: str) -> None:
        """Note why the text cannot be read on, and end every collection that is open."""
        self.problems.append(Problem(self.file, *place, "", wrong, allowed))
        self.cut = True

    def note(self, place: Place, path: Path, wrong: str, allowed: str) -> None:
        """Remember a problem and read on."""
        if len(self.problems) < MOST_NOTED:
            self.problems.append(Problem(self.file, *place, key_path(path), wrong, allowed))


def _add_missing(first: Node, second: Node) -> None:
    """Add to a mapping what only a second one under the same key has: its mistakes are reported too."""
    if isinstance(first.value, dict) and isinstance(second.value, dict):
        for key in second.value.keys() - first.value.keys():
            first.value[key], first.keys[key] = second.value[key], second.keys[key]


def parse(text: str, file: str) -> Document:
    """Read one YAML document that is a mapping, with all that is wrong with its text.

    Parameters
    ----------
    text : str
        The text of a file.
    file : str
        Name of the file in messages.

    Returns
    -------
    Document
        The tree, with line and column of every value.

    Raises
    ------
    ScenarioErrors
        There is no mapping in it.
    """
    builder, root = _built(text, file)
    problems = builder.problems
    if builder.size > LARGEST:
        raise ScenarioErrors(problems)
    if root is None or root.value is None:
        problems = problems or [Problem(file, wrong="empty", allowed="a mapping of keys, e.g. `name: mine`")]
        raise ScenarioErrors(problems)
    if not isinstance(root.value, dict):
        kind = "a list" if isinstance(root.value, list) else "a single value"
        odd = f" ({found})" if isinstance(root.value, str) and (found := strange(root.value)) else ""
        wrong = f"{kind} at the top{odd}"
        top = Problem(file, *root.place, "", wrong, "a mapping of keys, e.g. `name: mine`")
        raise ScenarioErrors(problems if builder.cut else [*problems, top])
    return Document(file, root, tuple(problems), frozenset(builder.unusable), cut=builder.cut)


def parse_value(text: str, path: Path, file: str) -> Document:
    """Read one value of any kind, as it would stand after the key at `path`; its places are those of no file.

    Parameters
    ----------
    text : str
        YAML of a single value.
    path : tuple of str
        Where the value stands in a file.
    file : str
        What stands in messages for a file.

    Returns
    -------
    Document
        A mapping that leads to the value, with all that is wrong with its text.

    Raises
    ------
    ScenarioErrors
        The text cannot be read to its end.
    """
    builder, root = _built(text, file, path)
    tree = under(path, _without_places(root) if root else Node(None, NOWHERE))
    problems = tuple(Problem(file, *NOWHERE, p.key, p.wrong, p.allowed) for p in builder.problems)
    if builder.cut:
        raise ScenarioErrors(problems)
    return Document(file, tree, problems, frozenset(builder.unusable))


def _built(text: str, file: str, path: Path = ()) -> tuple[_Builder, Node | None]:
    """Return what builds the tree of a text, and the tree; nothing for an empty text."""
    lone = lone_surrogate(text)
    text = _SURROGATE.sub("\ufffd", text)
    for pure in (False, True):  # the parser in C, or the one in Python, slow and true to YAML 1.2
        builder = _Builder(text, file, pure=pure)
        if lone:
            builder.useless(None, path, f"{name_of(lone)} in a text", "whole characters")
        root = builder.document(path)
        if not any(words in problem.wrong for words in _LEFT_TO_PYTHON for problem in builder.problems):
            break
    return builder, root


def _without_places(node: Node) -> Node:
    if isinstance(node.value, dict):
        return Node({name: _without_places(item) for name, item in node.value.items()}, NOWHERE)
    if isinstance(node.value, list):
        return Node([_without_places(item) for item in node.value], NOWHERE)
    return Node(node.value, NOWHERE)


def _place(event: object) -> Place:
    mark = getattr(event, "start_mark", None)
    return (mark.line + 1, mark.column + 1) if mark is not None else NOWHERE


def _paired(text: str) -> str:
    """Return a text with the two halves of each character that JSON writes as a pair put together."""
    return _PAIR.sub(lambda pair: pair[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le"), text)


def _end_line(event: object) -> int:
    mark = getattr(event, "end_mark", None)
    return 0 if mark is None else int(mark.line) + 1
