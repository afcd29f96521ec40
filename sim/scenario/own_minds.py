"""A user's own mind: a class in a file of theirs, named in a scenario as `my_minds.py:Stubborn`.

The file is read when the scenario is made ready to be played, and only where the user said that its code may
run. What is read travels with the inputs, so that workers elsewhere need no file, and is part of what names
the results.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import Problem, ScenarioErrors
from sim.minds.kinds import MINDS, OWN
from sim.paths import read_text
from sim.scenario.files import folders_of

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

DECISIONS = ("offer", "reply", "answer", "choose")
HASH_DIGITS = 8


@dataclass(frozen=True, slots=True)
class OwnMind:
    """A mind of the user's: the name of its class and the text of its file, wherever that lies."""

    name: str
    source: str
    file: str = field(repr=False, compare=False)

    @property
    def label(self) -> str:
        """The mind as a scenario beside a copy of its file names it: `my_minds-0a1b2c3d.py:Stubborn`."""
        return f"{self.copy}:{self.name}"

    @property
    def copy(self) -> str:
        """The name of a copy of the file, which says what is in it: `my_minds-0a1b2c3d.py`.

        Returns
        -------
        str
            The stem of the file, eight hexadecimal digits of the SHA-256 of its text, and `.py`.
        """
        digest = hashlib.sha256(self.source.encode()).hexdigest()[:HASH_DIGITS]
        stem = Path(self.file).stem.removesuffix(f"-{digest}")
        return f"{stem}-{digest}.py"

    def namespace(self) -> dict[str, Any]:
        """Run the file, and return what it defines by name.

        Returns
        -------
        dict
            Names to what they stand for.

        Raises
        ------
        Exception
            Whatever the user's code raises.
        """
        # a dataclass looks up its module among those that are imported
        names: dict[str, Any] = {"__name__": __name__, "__file__": self.file}
        exec(compile(self.source, self.file, "exec", dont_inherit=True), names)  # noqa: S102 - the user said that it may run
        for value in names.values():
            options = getattr(value, "targetoptions", None)
            if isinstance(options, dict):  # a function that numba compiles: an index beyond is an error
                options["boundscheck"] = True
        return names

    def new(self) -> Any:
        """Return a mind as it is before the first month of a run.

        Returns
        -------
        object
            An object of the user's class.

        Raises
        ------
        Exception
            Whatever the user's code raises.
        """
        return self.namespace()[self.name]()


def code_of(scenario: Scenario, side: str) -> int:
    """Return the code of a side's mind: of a built-in one its position, else `OWN`.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    side : {"kremlin", "minsk"}
        Whose mind.

    Returns
    -------
    int
        Position in `sim.minds.kinds.MINDS`, or `OWN`.
    """
    mind = scenario.kremlin_mind if side == "kremlin" else scenario.minsk_mind
    return MINDS.index(mind) if mind in MINDS else OWN


def own_mind(scenario: Scenario, side: str) -> OwnMind | None:
    """Return a side's mind if it is the user's own, read from its file; None for a built-in one.

    A relative path counts from the scenario's file, or from the working directory where an option names it.

    Parameters
    ----------
    scenario : Scenario
        The scenario; it must allow code.
    side : {"kremlin", "minsk"}
        Whose mind.

    Returns
    -------
    OwnMind or None
        The mind, with the text of its file.

    Raises
    ------
    ScenarioErrors
        Code may not run; there is no such file; it does not define the class, or not as a mind.
    """
    mind = scenario.kremlin_mind if side == "kremlin" else scenario.minsk_mind
    if mind in MINDS:
        return None
    if not scenario.allow_code:
        wrong = f"'{mind}' is a file of code, which runs with all your rights"
        raise _wrong(
            scenario, side, wrong, "if you trust it, `sim run` and `sim trace` play it with --allow-code"
        )
    origin = scenario.origin(f"minds.{side}")
    path, _, name = mind.rpartition(":")
    beside = [folder / path for folder in folders_of(Path(origin.file))] if origin.line else [Path(path)]
    file = next((place for place in beside if place.is_file()), beside[0])
    try:
        found = OwnMind(name, read_text(file), str(file))
    except (OSError, UnicodeDecodeError) as error:
        raise _wrong(scenario, side, f"{file} cannot be read: {error}", "a file of Python") from error
    try:
        made = found.new()
    except (Exception, SystemExit) as error:
        wrong = f"{mind} cannot be made: {type(error).__name__}: {error}"
        raise _wrong(scenario, side, wrong, f"a class {name} that is made without arguments") from error
    if not any(callable(getattr(made, decision, None)) for decision in DECISIONS):
        wrong = f"{mind} decides nothing"
        raise _wrong(scenario, side, wrong, f"at least one of {', '.join(DECISIONS)}")
    return found


def _wrong(scenario: Scenario, side: str, wrong: str, allowed: str) -> ScenarioErrors:
    key = f"minds.{side}"
    origin = scenario.origin(key)
    return ScenarioErrors([Problem(origin.file, origin.line, origin.column, key, wrong, allowed)])
