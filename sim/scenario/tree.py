"""A scenario file as a tree of plain data in which every value still knows its line and column."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.errors import Problem

Scalar = str | int | float | bool | None
Plain = Scalar | list["Plain"] | dict[str, "Plain"]
Path = tuple[str | int, ...]
Place = tuple[int, int]  # line and column, from 1; (0, 0) where there is none

NOWHERE: Place = (0, 0)


@dataclass(slots=True)
class Node:
    """A value of the file: a scalar, a list of nodes or a mapping of names to nodes."""

    value: Scalar | list[Node] | dict[str, Node]
    place: Place
    size: int = 1
    keys: dict[str, Place] = field(default_factory=dict)

    def plain(self) -> Plain:
        """Return the value without its places."""
        if isinstance(self.value, dict):
            return {name: node.plain() for name, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


def under(path: Path, node: Node) -> Node:
    """Return a tree that holds a value at a path and nothing else."""
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
        """Return the node at `path`, if there is one."""
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
        """Return line and column of the value (or of its key) at `path`, or of what holds it."""
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
    """Write a path as a person would: `events[0].add.mobilisation`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text
