"""A user's own mind at the table of a Mesa model, asked as a built-in one is, and what it answers is checked.

It is given copies, so that nothing it writes moves the run. What it does not decide, the quantal mind does.
One whose class says `compiled = True` answers in machine code here too: so the two engines play the same
numbers.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from sim.engines.compiled_minds import compiled
from sim.engines.mind_memory import recalled, remembered
from sim.errors import SimError
from sim.minds import decide
from sim.minds.kinds import DECISIONS, QUANTAL
from sim.minds.quantal import COUNTER
from sim.minds.responses import counters
from sim.rules.shapes import Month, Parameters, State, Vector, Workspace

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.scenario.own_minds import OwnMind


class MindError(SimError):
    """A user's own mind failed: it raised, or answered what there is not."""


def at_the_table(mind: OwnMind, side: int, workspace: Workspace) -> Own | InMachineCode:
    """Return one side's mind for one run, with the functions of `sim.minds.decide`.

    Parameters
    ----------
    mind : OwnMind
        A mind of the user's.
    side : int
        `KREMLIN` or `MINSK`.
    workspace : Workspace
        The workspace of the run, in which a compiled mind sits already
        (`sim.engines.compiled_minds.seat`).

    Returns
    -------
    Own or InMachineCode
        Played in Python, or in machine code where its class says `compiled = True`.

    Raises
    ------
    MindError
        The mind cannot be made.
    NotCompiledError
        Its class says `compiled = True` and it cannot be compiled.
    """
    found = compiled(mind)
    return Own(mind) if found is None else InMachineCode(mind, found.remembers, side, workspace)


class Own:
    """A mind in Python."""

    def __init__(self, mind: OwnMind) -> None:
        """Make the mind anew for the run."""
        self.name = mind.name
        self.own_mind = mind
        try:
            self.names = mind.namespace()
            self.mind = self.names[mind.name]()
        except Exception as error:
            raise MindError(f"{self.name} cannot be made: {type(error).__name__}: {error}") from error

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel, and be copied, as the file and what the mind remembers."""
        try:
            return _taken_up, (self.own_mind, remembered(self.mind, self.names))
        except Exception as error:
            raise MindError(
                f"{self.name}: what it remembers cannot be copied: {type(error).__name__}: {error}"
            ) from error

    def offer(
        self,
        _mind: int,
        side: int,
        state: State,
        now: Month,
        p: Parameters,
        workspace: Workspace,
        count: int,
        uniform: float,
    ) -> int:
        """Return the row of the package that it offers.

        Parameters
        ----------
        _mind : int
            Not used; there so that the signature is that of `sim.minds.decide`.
        side : int
            `KREMLIN` or `MINSK`.
        state : State
            Stocks at the start of the month, and what was decided so far in it.
        now : Month
            Row of the month in progress.
        p : Parameters
            Parameters of the run.
        workspace : Workspace
            Alternatives of the decision with their values.
        count : int
            Number of admissible packages, the first rows of the workspace's packages.
        uniform : float
            Draw in (0, 1).

        Returns
        -------
        int
            Row in the workspace's packages, 0 to `count` - 1.

        Raises
        ------
        MindError
            It raises, or answers no such row.
        """
        method = self._method("offer")
        if method is None:
            return int(decide.offer(QUANTAL, side, state, now, p, workspace, count, uniform))
        given = (side, state.copy(), now.copy(), p.copy(), workspace.copy(), count, uniform)
        return self._whole("offer", self._asked("offer", method, given), count)

    def reply(
        self,
        _mind: int,
        side: int,
        state: State,
        p: Parameters,
        workspace: Workspace,
        loans: Vector,
        row: int,
        uniform: float,
    ) -> tuple[int, int]:
        """Return its answer to an offer and the row of a counter, which must be one step or issue away.

        Parameters
        ----------
        _mind : int
            Not used; there so that the signature is that of `sim.minds.decide`.
        side : int
            The side that replies.
        state : State
            Stocks at the start of the month, and what was decided so far in it.
        p : Parameters
            Parameters of the run.
        workspace : Workspace
            Alternatives of the decision with their values.
        loans : (3,) array
            Menu of loans, bn USD.
        row : int
            Row of the offer in the workspace's packages.
        uniform : float
            Draw in (0, 1).

        Returns
        -------
        reply : int
            `ACCEPT`, `REJECT` or `COUNTER`.
        countered : int
            Row of a counter; it counts only where the reply is `COUNTER`.

        Raises
        ------
        MindError
            It raises, answers what there is not, or counters with a package further away.
        """
        method = self._method("reply")
        if method is None:
            answer, countered = decide.reply(QUANTAL, side, state, p, workspace, loans, row, uniform)
            return int(answer), int(countered)
        given = (side, state.copy(), p.copy(), workspace.copy(), loans.copy(), row, uniform)
        found = self._asked("reply", method, given)
        reply, countered = found if isinstance(found, tuple) and len(found) == 2 else (found, -1)
        reply = self._whole("reply", reply, COUNTER + 1)
        if reply != COUNTER:
            return reply, -1
        numbers = workspace["packages"]["number"]
        admissible = int((workspace["row_of"] >= 0).sum())
        countered = self._whole("reply", countered, admissible)
        if not counters(int(numbers[row]), int(numbers[countered])):
            raise MindError(f"{self.name}.reply: countered with row {countered}, more than one step away")
        return reply, countered

    def answer(
        self,
        _mind: int,
        side: int,
        state: State,
        p: Parameters,
        workspace: Workspace,
        loans: Vector,
        row: int,
        uniform: float,
    ) -> bool:
        """Return whether it accepts a counter.

        Parameters
        ----------
        _mind : int
            Not used; there so that the signature is that of `sim.minds.decide`.
        side : int
            The side that proposed.
        state : State
            Stocks at the start of the month, and what was decided so far in it.
        p : Parameters
            Parameters of the run.
        workspace : Workspace
            Alternatives of the decision with their values.
        loans : (3,) array
            Menu of loans, bn USD.
        row : int
            Row of the counter in the workspace's packages.
        uniform : float
            Draw in (0, 1).

        Returns
        -------
        bool
            True where it is accepted.

        Raises
        ------
        MindError
            It raises, or answers neither 0 nor 1.
        """
        method = self._method("answer")
        if method is None:
            return bool(decide.answer(QUANTAL, side, state, p, workspace, loans, row, uniform))
        given = (side, state.copy(), p.copy(), workspace.copy(), loans.copy(), row, uniform)
        return self._whole("answer", self._asked("answer", method, given), 2) == 1

    def choose(
        self, _mind: int, state: State, now: Month, p: Parameters, workspace: Workspace, uniform: float
    ) -> int:
        """Return the alternative that it takes in the smaller decision in the workspace.

        Parameters
        ----------
        _mind : int
            Not used; there so that the signature is that of `sim.minds.decide`.
        state : State
            Stocks at the start of the month, and what was decided so far in it.
        now : Month
            Its `asked` and `alternatives` say which decision it is.
        p : Parameters
            Parameters of the run.
        workspace : Workspace
            Alternatives of the decision with their values.
        uniform : float
            Draw in (0, 1).

        Returns
        -------
        int
            Position of the alternative, 0 to `now.alternatives` - 1.

        Raises
        ------
        MindError
            It raises, or answers no such position.
        """
        method = self._method("choose")
        if method is None:
            return int(decide.choose(QUANTAL, state, now, p, workspace, uniform))
        decision, count = int(now["asked"]), int(now["alternatives"])
        side = int(decide.decider(decision))
        name = DECISIONS[decision]
        given = (name, side, state.copy(), now.copy(), p.copy(), workspace.copy(), count, uniform)
        found = self._asked("choose", method, given)
        if found is None:
            return int(decide.choose(QUANTAL, state, now, p, workspace, uniform))
        return self._whole(f"choose {name}", found, count)

    def _method(self, name: str) -> Callable[..., Any] | None:
        method = getattr(self.mind, name, None)
        return method if callable(method) else None

    def _asked(self, name: str, method: Callable[..., Any], given: tuple[Any, ...]) -> Any:
        try:
            return method(*given)
        except (Exception, SystemExit) as error:
            raise MindError(f"{self.name}.{name}: {type(error).__name__}: {error}") from error

    def _whole(self, name: str, found: Any, count: int) -> int:
        """Return an answer as a whole number from 0 to `count` - 1."""
        try:
            number = float(found)
        except (TypeError, ValueError):
            number = math.nan
        if not (number == math.floor(number) if math.isfinite(number) else False) or not 0 <= number < count:
            raise MindError(f"{self.name}.{name}: answered {found!r}; a whole number from 0 to {count - 1}")
        return int(number)


def _taken_up(mind: OwnMind, memory: bytes) -> Own:
    """Return a mind that goes on where a copied one stood."""
    own = Own(mind)
    own.mind = recalled(memory, own.names)
    return own


class InMachineCode:
    """A mind in machine code, which answers through the workspace; a failure is repeated in Python."""

    def __init__(self, mind: OwnMind, remembers: tuple[str, ...], side: int, workspace: Workspace) -> None:
        """Take a mind that sits at the workspace."""
        self.own_mind, self.remembers = mind, remembers
        self.memory, self.seats = workspace["own"]["memory"][side], workspace["own"]

    def offer(self, *given: Any) -> int:
        """Return the row of the package that it offers.

        Parameters
        ----------
        *given
            As for the function of this name in `sim.minds.decide`.

        Returns
        -------
        int
            Row in the workspace's packages.

        Raises
        ------
        MindError
            The mind fails.
        """
        return int(self._asked("offer", given))

    def reply(self, *given: Any) -> tuple[int, int]:
        """Return its answer to an offer and the row of a counter.

        Parameters
        ----------
        *given
            As for the function of this name in `sim.minds.decide`.

        Returns
        -------
        reply : int
            `ACCEPT`, `REJECT` or `COUNTER`.
        countered : int
            Row of a counter; it counts only where the reply is `COUNTER`.

        Raises
        ------
        MindError
            The mind fails.
        """
        said, countered = self._asked("reply", given)
        return int(said), int(countered)

    def answer(self, *given: Any) -> bool:
        """Return whether it accepts a counter.

        Parameters
        ----------
        *given
            As for the function of this name in `sim.minds.decide`.

        Returns
        -------
        bool
            True where it is accepted.

        Raises
        ------
        MindError
            The mind fails.
        """
        return bool(self._asked("answer", given))

    def choose(self, *given: Any) -> int:
        """Return the alternative that it takes in the smaller decision in the workspace.

        Parameters
        ----------
        *given
            As for the function of this name in `sim.minds.decide`.

        Returns
        -------
        int
            Position of the alternative, from 0.

        Raises
        ------
        MindError
            The mind fails.
        """
        return int(self._asked("choose", given))

    def _asked(self, name: str, given: tuple[Any, ...]) -> Any:
        before = self.memory.tolist()
        found = getattr(decide, name)(*given)
        if self.seats["failed"]:
            self._say_why(name, given, before)
        return found

    def _say_why(self, name: str, given: tuple[Any, ...], memory: list[float]) -> None:
        python = Own(self.own_mind)
        for attribute, value in zip(self.remembers, memory, strict=False):
            setattr(python.mind, attribute, value)
        getattr(python, name)(*given)
        raise MindError(f"{python.name}.{name}: fails in machine code, not in Python")
