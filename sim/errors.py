"""Everything that can go wrong on the user's side, under one base class.

::

    SimError                    exit code 1
    ├── InputError              exit code 2: what was given cannot be used
    │   ├── ScenarioErrors      scenario files: every problem found, with file, line and column
    │   ├── UsageError          a command line, or an argument in Python, that makes no sense
    │   ├── ResultsError        a result folder or an outcome file
    │   └── DataError           any other file: questions, history, a ladder
    ├── ClusterError            a cluster was lost in the middle of a batch
    └── CheckFailed             a check failed

An error of ours carries a text that a person can act on and never needs a traceback. Anything else that
reaches the command line is a defect of the program, or the system's refusal of memory.
"""

from __future__ import annotations

import difflib
import errno
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.characters import printable, shortened, skeleton

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LONGEST_PART = 600  # characters of one part of a problem
LONGEST_NAME = 200  # characters of a mistyped name that are compared with the legal ones


class SimError(Exception):
    """Anything the program reports instead of a traceback; `exit_code` is what the command then returns.

    Each argument is one line of the message. A line may quote what a user gave: whatever could steer a
    terminal or begin a line of its own is escaped, and a very long line is shortened.
    """

    exit_code: int = 1

    def __init__(self, *lines: object) -> None:
        """Keep the lines as they may be shown."""
        super().__init__(*(shortened(printable(str(line))) for line in lines))

    def __str__(self) -> str:
        """Return the lines of the message."""
        return "\n".join(self.args)


class InputError(SimError):
    """What the user gave cannot be used as it stands."""

    exit_code = 2


class UsageError(InputError):
    """An option, argument or expression that makes no sense."""


class ResultsError(InputError):
    """A result folder or an outcome file that cannot be read, or does not fit the request."""


class DataError(InputError):
    """A questions, history or ladder file that cannot be used."""


class ClusterError(SimError):
    """A cluster was lost in the middle of a batch."""


class CheckFailed(SimError):
    """A check ran to its end and failed."""


def is_out_of_memory(error: BaseException | None) -> bool:
    """Tell whether an error, or what it comes from, is that there is no memory left, or no further thread.

    Parameters
    ----------
    error : BaseException, optional
        An error, with its causes and contexts.

    Returns
    -------
    bool
        Whether any of them says so.
    """
    while error is not None:
        text = str(error)
        if (
            isinstance(error, MemoryError)
            or (isinstance(error, OSError) and error.errno == errno.ENOMEM)
            or (isinstance(error, RuntimeError) and "start new thread" in text)
            or (isinstance(error, ImportError) and ("map segment" in text or "allocate memory" in text))
        ):
            return True
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return False


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in one place of one file.

    `line` and `column` count from 1; 0 where there is no line to name (empty, binary, a folder, an option),
    or no column in it (a row of a table).
    """

    file: str
    line: int = 0
    column: int = 0
    key: str = ""
    wrong: str = ""
    allowed: str = ""
    nearest: tuple[str, ...] = ()

    def __str__(self) -> str:
        """`FILE:LINE:COLUMN: key.path: what is wrong; what is allowed; did you mean ...?`."""
        file, key, wrong, allowed = (
            shortened(printable(part), LONGEST_PART)
            for part in (self.file, self.key, self.wrong, self.allowed)
        )
        place = ":".join(str(part) for part in (file, self.line, self.column) if part)
        suggestion = printable(f"did you mean {' or '.join(self.nearest)}?") if self.nearest else ""
        text = "; ".join(part for part in (wrong, allowed, suggestion) if part)
        return ": ".join(part for part in (place, key, text) if part)


class ScenarioErrors(InputError):
    """All problems of one or several scenario files, shown together."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems, each once, in the order of file, line and column."""
        self.problems = tuple(sorted(dict.fromkeys(problems), key=lambda p: (p.file, p.line, p.column)))
        super().__init__(*self.problems)

    def __reduce__(self) -> tuple[type[ScenarioErrors], tuple[tuple[Problem, ...]]]:
        """Travel between processes by the problems, not by the text."""
        return ScenarioErrors, (self.problems,)


def nearest(name: str, legal: Iterable[str], count: int = 2) -> tuple[str, ...]:
    """The legal names a mistyped one most likely meant, best first; empty where none is close.

    Parameters
    ----------
    name : str
        What was given.
    legal : iterable of str
        What might have been meant.
    count : int
        The largest number of suggestions.

    Returns
    -------
    tuple of str
        Legal names.
    """
    names: Sequence[str] = sorted(set(legal))
    folded = {candidate.lower().replace("-", "_"): candidate for candidate in names}
    meant = skeleton(name[:LONGEST_NAME]).lower().replace("-", "_")
    close = [meant] if meant in folded else difflib.get_close_matches(meant, folded, n=count, cutoff=0.6)
    return tuple(folded[match] for match in close)
