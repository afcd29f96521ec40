"""What a kind of case is: what goes in, what is expected, how it is answered and how it is simulated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from pydantic import BaseModel, ConfigDict

from sim.scenario.kinds import complaint

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic_core import PydanticCustomError

    Answer: TypeAlias = dict[str, Any]


class CaseFields(BaseModel):
    """Inputs or expected values of a kind: all of their keys, and no other."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class OutOfDomainError(Exception):
    """A key of the inputs that leaves no answer, found only in working it out."""

    def __init__(self, key: str, wrong: str) -> None:
        """Keep the key and what is wrong with it."""
        super().__init__(wrong)
        self.key = key


class SimulatedValue(NamedTuple):
    """What a simulation found, and its standard errors by the exact law; both in the shape of the answer."""

    found: Any
    standard_error: Any


@dataclass(frozen=True)
class CaseKind:
    """A kind of case.

    `answer` gives the computed values from the inputs, or an `OutOfDomainError`.
    `simulate`, where some quantities can be estimated, gives those from the inputs and a number of runs.
    """

    name: str
    inputs: type[CaseFields]
    expected: type[CaseFields]
    answer: Callable[[Any], Answer]
    simulate: Callable[[Any, int], dict[str, SimulatedValue]] | None = None


def misfit(key: str, wrong: str, allowed: str) -> PydanticCustomError:
    """Return a complaint about a key that does not fit the others.

    Parameters
    ----------
    key : str
        Key of the inputs, with the position in a list (`rounds[0].chosen`).
    wrong : str
        What is wrong with its value.
    allowed : str
        What is allowed in its place.

    Returns
    -------
    PydanticCustomError
        To be raised; the message of the ladder names the case and the key.
    """
    return complaint(wrong, allowed, name=key)


def require(*, holds: bool, key: str, wrong: str, allowed: str) -> None:
    """Complain about a key unless a condition between keys holds.

    Parameters
    ----------
    holds : bool
        The condition.
    key : str
        Key of the inputs that is named where it does not hold.
    wrong : str
        What is wrong with its value.
    allowed : str
        What is allowed in its place.

    Raises
    ------
    PydanticCustomError
        The condition does not hold.
    """
    if not holds:
        raise misfit(key, wrong, allowed)
