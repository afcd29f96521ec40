"""What is wrong with a file, collected until everything has been looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.characters import strange
from sim.errors import Problem, nearest
from sim.scenario.tree import Document, Path, key_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MOST_SHOWN = 100  # a file with more problems than this is not a scenario with mistakes in it
MOST_SUGGESTIONS = 20  # looking for near names costs time: not for thousands of wrong keys
FEW = 20  # so many legal names are listed, more are not


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
        """Note the complaint of a kind of value (`sim.scenario.kinds.complaint`)."""
        if not self.spoiled(path):
            self.add(path, context["wrong"], context["allowed"], name=context["name"], legal=context["legal"])

    def spoiled(self, path: Path) -> bool:
        """Tell whether a value, or one inside it, is known to be unusable."""
        return any(unusable[: len(path)] == path for unusable in self.document.unusable)

    def strange(self, path: Path, *, at_key: bool) -> str:
        """Name what cannot be seen, or looks like something else, in the key or the text at `path`."""
        if at_key:
            return strange(str(path[-1]))
        node = self.document.node(path)
        return strange(node.value) if node is not None and isinstance(node.value, str) else ""

    def unknown(self, path: Path, legal: Iterable[str], what: str = "key") -> None:
        """Note a key that does not exist at its place."""
        names = sorted(legal)
        allowed = (
            f"known here: {', '.join(names)}"
            if len(names) <= FEW
            else "`sim schema` lists what is known here"
        )
        self.add(path, f"unknown {what}", allowed, name=str(path[-1]), legal=names, at_key=True)
