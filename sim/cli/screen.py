"""Tables on standard output: as wide as the terminal, and never cut where there is none."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from sim.cli.streams import undisguised

if TYPE_CHECKING:
    from rich.console import RenderableType

PIPE_WIDTH = 200  # columns where no terminal says how many it has: names are never cut


def columns(narrowest: int = 1) -> int:
    """How wide a table may be, in columns; a terminal narrower than `narrowest` breaks its lines."""
    from rich.console import Console

    console = Console()
    return max(console.width, narrowest) if console.is_terminal else PIPE_WIDTH


def show(table: RenderableType, width: int) -> None:
    """Print a table; a reader who has left is met as everywhere, not by rich, which calls it a failure."""
    from rich.console import Console

    console = Console(width=width, markup=False, emoji=False)
    with console.capture() as captured:
        console.print(table)
    print(captured.get(), end="", file=undisguised(sys.stdout))
