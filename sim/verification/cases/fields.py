"""The numbers that stand in a case, each checked where the file is read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

from annotated_types import Len
from pydantic_core import CoreSchema, core_schema

from sim.scenario.kinds import LARGEST, complaint, number, shown

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler

_HEXADECIMAL = re.compile(r"[0-9a-fA-F]{1,8}")
SUM_TOLERANCE = 1e-9  # how far chances may be from 1 together: rounding, not a mistake


class Checked:
    """A kind of value that pydantic checks by our own function."""

    def check(self, value: object) -> object:
        """Return the value as the program uses it, or raise a complaint.

        Parameters
        ----------
        value : object
            A value of the file, as JSON gives it.

        Returns
        -------
        object
            The value in the type that the program uses.

        Raises
        ------
        PydanticCustomError
            The value is not of this kind (see `sim.scenario.kinds.complaint`).
        """
        raise NotImplementedError

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Let pydantic call the check in place of its own."""
        return core_schema.no_info_plain_validator_function(self.check)


@dataclass(frozen=True)
class NumberField(Checked):
    """A number within bounds; an open end does not belong to the range. `null` where `or_null`."""

    low: float = -LARGEST
    high: float = LARGEST
    open_low: bool = False
    open_high: bool = False
    or_null: bool = False

    @property
    def allowed(self) -> str:
        """The range in words."""
        parts = []
        if self.low > -LARGEST:
            parts.append(f"{'above' if self.open_low else 'at least'} {number(self.low)}")
        if self.high < LARGEST:
            parts.append(f"{'below' if self.open_high else 'at most'} {number(self.high)}")
        range_ = "a number" + (f" {' and '.join(parts)}" if parts else "")
        return f"{range_}, or null" if self.or_null else range_

    def check(self, value: object) -> float | None:
        """Return the number, or complain.

        Parameters
        ----------
        value : object
            A value of the file; true and false are no numbers.

        Returns
        -------
        float or None
            None for `null`, where that is allowed.

        Raises
        ------
        PydanticCustomError
            It is no number, or out of bounds.
        """
        if value is None and self.or_null:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise complaint(f"{shown(value)} is not a number", self.allowed)
        too_low = value <= self.low if self.open_low else not value >= self.low
        too_high = value >= self.high if self.open_high else not value <= self.high
        if too_low or too_high:
            raise complaint(f"{shown(value)} is out of range", self.allowed)
        return float(value)


@dataclass(frozen=True)
class WholeNumber(Checked):
    """A whole number from `low` on; `null` where `or_null`."""

    low: int
    or_null: bool = False

    def check(self, value: object) -> int | None:
        """Return the number, or complain.

        Parameters
        ----------
        value : object
            A value of the file; `3.0` is a whole number.

        Returns
        -------
        int or None
            None for `null`, where that is allowed.

        Raises
        ------
        PydanticCustomError
            It is no whole number, or below `low`.
        """
        if value is None and self.or_null:
            return None
        allowed = f"a whole number, {self.low} or more" + (", or null" if self.or_null else "")
        if isinstance(value, bool) or not isinstance(value, int | float) or value % 1 != 0:
            raise complaint(f"{shown(value)} is not a whole number", allowed)
        if not self.low <= value <= LARGEST:
            raise complaint(f"{shown(value)} is out of range", allowed)
        return int(value)


@dataclass(frozen=True)
class HexWord(Checked):
    """A 32-bit word in hexadecimal digits."""

    def check(self, value: object) -> str:
        """Return the digits, or complain.

        Parameters
        ----------
        value : object
            A value of the file.

        Returns
        -------
        str
            One to eight hexadecimal digits, as written.

        Raises
        ------
        PydanticCustomError
            It is not text of such digits.
        """
        if not isinstance(value, str) or not _HEXADECIMAL.fullmatch(value):
            raise complaint(f"{shown(value)} is not a 32-bit word", "up to eight hexadecimal digits, as text")
        return value


Real: TypeAlias = Annotated[float, NumberField()]
Positive: TypeAlias = Annotated[float, NumberField(0.0, open_low=True)]
NotNegative: TypeAlias = Annotated[float, NumberField(0.0)]
Share: TypeAlias = Annotated[float, NumberField(0.0, 1.0)]
OpenShare: TypeAlias = Annotated[float, NumberField(0.0, 1.0, open_low=True, open_high=True)]
Patience: TypeAlias = Annotated[float, NumberField(0.0, 1.0, open_low=True)]
Count: TypeAlias = Annotated[int, WholeNumber(0)]
FromOne: TypeAlias = Annotated[int, WholeNumber(1)]
Word: TypeAlias = Annotated[str, HexWord()]

Reals: TypeAlias = list[Real]
Pair: TypeAlias = Annotated[list[Real], Len(2, 2)]
Some: TypeAlias = Annotated[list[Real], Len(1)]
