"""A scenario file as a tree of plain data that knows its places, and all that is wrong with it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

from sim.characters import lone_surrogate, name_of, strange
from sim.errors import Problem, ScenarioErrors, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable


Scalar = str | int | float | bool | None
Plain = Scalar | list["Plain"] | dict[str, "Plain"]
Path = tuple[str | int, ...]
Place = tuple[int, int]  # line and column, from 1; (0, 0) where there is none
NOWHERE: Place = (0, 0)
DEEPEST = 12  # levels of nesting; a scenario needs six
EXACT = 2**53  # a larger whole number is beyond the range of every key
MOST_SHOWN = 100  # a file with more problems than this is not a scenario with mistakes in it
MOST_SUGGESTIONS = 20  # looking for near names costs time: not for thousands of wrong keys
FEW = 20  # so many legal names are listed, more are not


@dataclass(slots=True)
class Node:
    """A value of the file: a scalar, a list of nodes or a mapping of names to nodes."""

    value: Scalar | list[Node] | dict[str, Node]
    place: Place
    size: int = 1
    keys: dict[str, Place] = field(default_factory=dict)

    def plain(self) -> Plain:
        """Return the value without its places.

        Returns
        -------
        scalar, list or dict
            A tree of plain data, as YAML gives it.
        """
        if isinstance(self.value, dict):
            return {name: node.plain() for name, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


def under(path: Path, node: Node) -> Node:
    """Return a tree that holds a value at a path and nothing else.

    Parameters
    ----------
    path : tuple of str or int
        Where the value stands.
    node : Node
        The value.

    Returns
    -------
    Node
        Mappings of one key each, down to the value.
    """
    for part in reversed(path):
        node = Node({str(part): node}, NOWHERE)
    return node


@dataclass(frozen=True, slots=True)
class Document:
    """One scenario file as read: its name as the user wrote it, its tree, and what is wrong with its text.

    `unusable` are the paths of values that are in the tree only to hold their places; `cut` says whether the
    text could not be read to its end.
    """

    file: str
    root: Node
    problems: tuple[Problem, ...] = ()
    unusable: frozenset[Path] = frozenset()
    cut: bool = False

    def node(self, path: Path) -> Node | None:
        """Return the node at `path`, if there is one.

        Parameters
        ----------
        path : tuple of str or int
            Keys and positions from the top of the file.

        Returns
        -------
        Node or None
            None where the path leads nowhere.
        """
        node: Node | None = self.root
        for part in path:
            if node is not None and isinstance(node.value, dict):
                node = node.value.get(str(part))
            elif node is not None and isinstance(node.value, list) and isinstance(part, int):
                node = node.value[part] if part < len(node.value) else None
            else:
                return None
        return node

    def place(self, path: Path, *, at_key: bool = False) -> Place:
        """Return line and column of the value (or of its key) at `path`, or of what holds it.

        Parameters
        ----------
        path : tuple of str or int
            Keys and positions from the top of the file.
        at_key : bool
            Whether the key is meant, and not its value.

        Returns
        -------
        tuple of int
            Line and column, from 1; (0, 0) where there are none.
        """
        node, place = self.root, self.root.place
        for part in path:
            if isinstance(node.value, dict) and part in node.value:
                place = node.keys.get(str(part), place) if at_key else node.value[str(part)].place
                node = node.value[str(part)]
            elif isinstance(node.value, list) and isinstance(part, int) and part < len(node.value):
                node = node.value[part]
                place = node.place
            else:
                break
        return place


def key_path(path: Path) -> str:
    """Write a path as a person would: `events[0].add.mobilisation`.

    Parameters
    ----------
    path : tuple of str or int
        Keys, and positions in lists, from the top of the file.

    Returns
    -------
    str
        The keys with points between them, positions in brackets.
    """
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def node_of(value: object, path: Path = ()) -> Node:
    """Return plain data as a tree without places; `path` is where the data stands.

    Parameters
    ----------
    value : object
        Mappings, lists and scalars; arrays and numbers of numpy count as such.
    path : tuple of str or int
        Where the data stands.

    Returns
    -------
    Node
        The tree; it shares nothing with `value` that can be changed.

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


class Problems:
    """A growing list of problems of one document."""

    def __init__(self, document: Document) -> None:
        """Start with what is wrong with the text."""
        self.document = document
        self.found: list[Problem] = list(document.problems)

    def add(
        self,
        path: Path,
        wrong: str,
        allowed: str,
        *,
        name: str = "",
        legal: Iterable[str] = (),
        at_key: bool = False,
    ) -> None:
        """Note a problem with the value (or the key) at `path`; suggest what is nearest to `name`.

        A value that is known to be unusable is not complained about a second time.

        Parameters
        ----------
        path : tuple of str or int
            Where the value stands.
        wrong : str
            What is wrong.
        allowed : str
            What is allowed there.
        name : str
            A mistyped name, if that is the problem.
        legal : iterable of str
            The names that it may have meant.
        at_key : bool
            Whether the key is wrong, and not its value.
        """
        if path in self.document.unusable and not at_key:
            return
        count = len(self.found)
        if count == MOST_SHOWN:
            more = f"more than {MOST_SHOWN} problems; the rest is not shown"
            self.found.append(Problem(self.document.file, wrong=more))
        if count >= MOST_SHOWN:
            return
        line, column = self.document.place(path, at_key=at_key)
        if odd := self.strange(path, at_key=at_key):
            wrong = f"{wrong} ({odd})"
        suggested = nearest(name, legal) if name and count < MOST_SUGGESTIONS else ()
        self.found.append(
            Problem(self.document.file, line, column, key_path(path), wrong, allowed, suggested)
        )

    def complain(self, path: Path, context: Mapping[str, Any]) -> None:
        """Note the complaint of a kind of value (`sim.scenario.kinds.complaint`).

        Parameters
        ----------
        path : tuple of str or int
            Where the value stands.
        context : mapping
            What is wrong, what is allowed, and names, as `complaint` puts it.
        """
        if not self.spoiled(path):
            self.add(path, context["wrong"], context["allowed"], name=context["name"], legal=context["legal"])

    def spoiled(self, path: Path) -> bool:
        """Tell whether a value, or one inside it, is known to be unusable.

        Parameters
        ----------
        path : tuple of str or int
            Where the value stands.

        Returns
        -------
        bool
            True where nothing can be said of it.
        """
        return any(unusable[: len(path)] == path for unusable in self.document.unusable)

    def strange(self, path: Path, *, at_key: bool) -> str:
        """Name what cannot be seen, or looks like something else, in the key or the text at `path`.

        Parameters
        ----------
        path : tuple of str or int
            Where the value stands.
        at_key : bool
            Whether the key is meant, and not its value.

        Returns
        -------
        str
            The characters by name; empty where there are none.
        """
        if at_key:
            return strange(str(path[-1]))
        node = self.document.node(path)
        return strange(node.value) if node is not None and isinstance(node.value, str) else ""

    def unknown(self, path: Path, legal: Iterable[str], what: str = "key") -> None:
        """Note a key that does not exist at its place.

        Parameters
        ----------
        path : tuple of str or int
            Where the key stands, with the key itself.
        legal : iterable of str
            The keys known there.
        what : str
            What the key should name.
        """
        names = sorted(legal)
        allowed = (
            f"known here: {', '.join(names)}"
            if len(names) <= FEW
            else "`sim schema` lists what is known here"
        )
        self.add(path, f"unknown {what}", allowed, name=str(path[-1]), legal=names, at_key=True)
