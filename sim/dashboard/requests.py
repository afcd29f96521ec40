"""Requests for batches, which can be dropped.

Nothing heavy is imported here: a process that is asked to end while the engines are being loaded drops
what is wanted of them without waiting until they are there.
"""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakSet


class Dropped(Exception):
    """A batch is not wanted any more."""


@dataclass(eq=False)
class Request:
    """A request for a batch: can be dropped at any time, from any thread."""

    dropped: bool = False

    def __post_init__(self) -> None:
        """Be among those that are dropped when the page closes."""
        _OPEN.add(self)

    def drop(self) -> None:
        """Say that it is not wanted any more."""
        self.dropped = True

    def check(self) -> None:
        """Stop here if it is not wanted any more.

        Raises
        ------
        Dropped
            It is not.
        """
        if self.dropped:
            raise Dropped


_OPEN: WeakSet[Request] = WeakSet()


def drop_all() -> None:
    """Drop every request: the page closes, and nobody waits for what is still played."""
    for request in tuple(_OPEN):
        request.drop()
