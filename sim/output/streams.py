"""The two streams of the command line: nothing of a user's file reaches a terminal raw.

Text from files, options and column names may hold control characters. Everything that is printed passes
through here, where each of them is escaped; only what the program draws itself (tables, the progress bar) is
written past it, by `undisguised`.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO, cast

from sim.characters import message, printable_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Escaping:
    """A text stream on which every character can be seen; all but writing is left to the stream below."""

    def __init__(self, below: TextIO, escaped: Callable[[str], str]) -> None:
        """Write to the stream below what `escaped` makes of a text."""
        self.below, self.escaped = below, escaped

    def write(self, text: str) -> int:
        """Write a text of any number of lines.

        Parameters
        ----------
        text : str
            Text as a user's file may hold it, not yet escaped.

        Returns
        -------
        int
            The length of the text as it was given, as streams return it.
        """
        self.below.write(self.escaped(text))
        return len(text)

    def writelines(self, lines: list[str]) -> None:
        """Write several texts.

        Parameters
        ----------
        lines : list of str
            Texts with their own line ends.
        """
        self.write("".join(lines))

    def __getattr__(self, name: str) -> Any:
        """Find everything else on the stream below, but for its bytes: no writing passes the escaping."""
        if name == "buffer":
            raise AttributeError(name)
        return getattr(self.below, name)


@contextmanager
def escaping() -> Iterator[None]:
    """Escape what is written to both streams; lines on standard error are shortened too.

    Yields
    ------
    None
        Within the context `sys.stdout` and `sys.stderr` are streams that escape.
    """
    before = sys.stdout, sys.stderr
    sys.stdout = cast("TextIO", Escaping(sys.stdout, printable_lines))
    sys.stderr = cast("TextIO", Escaping(sys.stderr, message))
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def undisguised(stream: TextIO) -> TextIO:
    """Return the stream below, for what the program draws itself.

    Parameters
    ----------
    stream : TextIO
        A stream of the command line, escaping or not.

    Returns
    -------
    TextIO
        The stream itself where it does not escape.
    """
    return stream.below if isinstance(stream, Escaping) else stream
