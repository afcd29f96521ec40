"""The kinds of value that stand in a scenario file, each with its own clear complaint.

Numbers in quotes and yes/no are no numbers here; a whole number may be written `1e4`. A kind is put beside a
type, `Annotated[int, Whole(1, 240, "months")]`: it checks the value and describes it in the JSON Schema.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic_core import CoreSchema, PydanticCustomError, core_schema

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler

LONGEST_NAME = 80
LARGEST = 1e300  # beyond it a product of two numbers is no number any more
READ_AS_MISSING = ("NA", "NULL", "NaN", "None", "nan", "null")  # by pandas and others, in a table
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")
_MONTH = re.compile(r"((?:19|20)[0-9]{2})-(0[1-9]|1[0-2])")
_CLAIM = re.compile(r"C[0-9]+b?")
_QUOTED = re.compile(r"[-+]?[0-9.]+")
_CONTROL = re.compile(r"[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\U0010ffff]")
_CODE_FILE = re.compile(r".+\.py:[A-Za-z_][A-Za-z0-9_]*")

Schema = dict[str, Any]


class Month(NamedTuple):
    """A month of the calendar."""

    year: int
    month: int

    def __str__(self) -> str:
        """Write it as in the file: 2021-03."""
        return f"{self.year:04d}-{self.month:02d}"

    def later(self, months: int) -> Month:
        """Return the month so many months later, or earlier.

        Parameters
        ----------
        months : int
            How many months, negative for an earlier one.

        Returns
        -------
        Month
            The month of the calendar.
        """
        ahead = self.month - 1 + months
        return Month(self.year + ahead // 12, ahead % 12 + 1)

    def since(self, start: Month) -> int:
        """Return its number in a run that starts in `start` (which is month 1).

        Parameters
        ----------
        start : Month
            Month 1 of a run.

        Returns
        -------
        int
            The number of the month; 0 or less lies before the start.
        """
        return (self.year - start.year) * 12 + self.month - start.month + 1


def number(value: float) -> str:
    """Write a number as short as it goes: 0.5, 7, 1e+09.

    Parameters
    ----------
    value : float
        A finite number.

    Returns
    -------
    str
        Text that reads as the same number.
    """
    return f"{value:g}" if float(f"{value:g}") == value else repr(value)


def shown(value: object) -> str:
    """Write a value into a message: short, on one line.

    Parameters
    ----------
    value : object
        A value of a file.

    Returns
    -------
    str
        At most 40 characters, text in quotes.
    """
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    if value is None:
        return "nothing"
    text = " ".join(str(value).lower().split() if isinstance(value, bool) else str(value).split())
    text = text if len(text) <= 40 else f"{text[:37]}..."
    return f"'{text}'" if isinstance(value, str) else text


def complaint(wrong: str, allowed: str, legal: tuple[str, ...] = (), name: str = "") -> PydanticCustomError:
    """Return a complaint: what is wrong, what is allowed, and the legal names nearest to a mistyped one.

    Parameters
    ----------
    wrong : str
        What is wrong with the value.
    allowed : str
        What is allowed in its place.
    legal : tuple of str
        Legal names, where the value is no name of them.
    name : str
        The name that was given.

    Returns
    -------
    PydanticCustomError
        To be raised; `Problems.complain` takes its context.
    """
    context = {"wrong": wrong, "allowed": allowed, "legal": legal, "name": name}
    return PydanticCustomError("bad_value", "bad value", context)


def real(value: object, low: float, high: float, allowed: str) -> float:
    """Return a number within bounds, or complain.

    Parameters
    ----------
    value : object
        A value of a file.
    low, high : float
        Bounds, both included.
    allowed : str
        The bounds in words.

    Returns
    -------
    float
        The number.

    Raises
    ------
    PydanticCustomError
        It is no number, or out of bounds.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        quoted = isinstance(value, str) and _QUOTED.fullmatch(value)
        raise complaint(
            f"{shown(value)} is not a number", f"{allowed}, without quotes" if quoted else allowed
        )
    if not low <= value <= high:
        raise complaint(f"{shown(value)} is out of range", allowed)
    return float(value)


class Kind:
    """A kind of value: how it is checked, and how the JSON Schema describes it."""

    def check(self, value: object) -> object:
        """Return the value as the program uses it, or raise a complaint.

        Parameters
        ----------
        value : object
            A value of a file.

        Returns
        -------
        object
            The value, in the type that the program uses.

        Raises
        ------
        PydanticCustomError
            The value is not of this kind (see `complaint`).
        """
        raise NotImplementedError

    def schema(self) -> Schema:
        """Return the JSON Schema of the value as written.

        Returns
        -------
        dict
            A JSON Schema, as plain data.
        """
        raise NotImplementedError

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Let pydantic call the check in place of its own."""
        return core_schema.no_info_plain_validator_function(self.check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> Schema:
        """Let pydantic use the description in place of its own."""
        return self.schema()


@dataclass(frozen=True)
class Real(Kind):
    """A number within bounds; `above` leaves the lower bound out."""

    low: float = -LARGEST
    high: float = LARGEST
    unit: str = ""
    above: bool = False

    @property
    def allowed(self) -> str:
        """The range in words."""
        if self.high == LARGEST:
            return "a number above 0" if self.above else "a number"
        ends = f"{number(self.low)} to {number(self.high)}" + (", the ends excluded" if self.above else "")
        return f"{ends} ({self.unit})" if self.unit else ends

    def check(self, value: object) -> float:
        """Return the number, or complain.

        Parameters
        ----------
        value : object
            A value of a file; text and yes or no are no numbers.

        Returns
        -------
        float
            In `unit`, where this kind has one.

        Raises
        ------
        PydanticCustomError
            It is no number, or out of bounds.
        """
        checked = real(value, self.low, self.high, self.allowed)
        if self.above and checked in (self.low, self.high):
            raise complaint(f"{shown(value)} is out of range", self.allowed)
        return checked

    def schema(self) -> Schema:
        """Return type and bounds."""
        ends = ("exclusiveMinimum", "exclusiveMaximum") if self.above else ("minimum", "maximum")
        bounds = dict(zip(ends, (self.low, self.high), strict=True))
        return {"type": "number"} | {end: bound for end, bound in bounds.items() if abs(bound) < LARGEST}


@dataclass(frozen=True)
class Whole(Kind):
    """A whole number within bounds."""

    low: int
    high: int
    unit: str = ""

    def check(self, value: object) -> int:
        """Return the number as an integer, or complain.

        Parameters
        ----------
        value : object
            A value of a file; `1e4` is a whole number.

        Returns
        -------
        int
            In `unit`, where this kind has one.

        Raises
        ------
        PydanticCustomError
            It is no whole number, or out of bounds.
        """
        unit = f" ({self.unit})" if self.unit else ""
        allowed = f"a whole number, {self.low} to {self.high}{unit}"
        checked = real(value, self.low, self.high, allowed)
        if not checked.is_integer():
            raise complaint(f"{shown(value)} is not a whole number", allowed)
        return value if isinstance(value, int) else int(checked)

    def schema(self) -> Schema:
        """Return type and bounds."""
        unit = {"x-unit": self.unit} if self.unit else {}
        return {"type": "integer", "minimum": self.low, "maximum": self.high, **unit}


@dataclass(frozen=True)
class Text(Kind):
    """Words, on one line."""

    longest: int = 500

    def check(self, value: object) -> str:
        """Return the words, or complain.

        Parameters
        ----------
        value : object
            A value of a file; a number without quotes is no text.

        Returns
        -------
        str
            At most `longest` characters, all of which can be printed.

        Raises
        ------
        PydanticCustomError
            It is no text, too long, or holds a control character.
        """
        if not isinstance(value, str):
            raise complaint(f"{shown(value)} is not text", "words; put them in quotes if in doubt")
        if len(value) > self.longest:
            raise complaint(f"{len(value)} characters", f"at most {self.longest}")
        if _CONTROL.search(value):
            raise complaint("a control character", "text that can be printed")
        return value

    def schema(self) -> Schema:
        """Return type and length."""
        return {"type": "string", "maxLength": self.longest}


@dataclass(frozen=True)
class Name(Kind):
    """The name of a scenario: it becomes a file name and stands in the first column of the outcomes."""

    def check(self, value: object) -> str:
        """Return the name, or complain.

        Parameters
        ----------
        value : object
            A value of a file.

        Returns
        -------
        str
            Letters, digits, underscores and hyphens, at most 80.

        Raises
        ------
        PydanticCustomError
            It is no text, holds other characters, or reads as a missing value (`NA`).
        """
        allowed = f"letters, digits, underscore and hyphen, at most {LONGEST_NAME}, no hyphen at the start"
        if not isinstance(value, str):
            raise complaint(
                f"{shown(value)} is not text", f"{allowed}; in quotes where it looks like a number"
            )
        if len(value) > LONGEST_NAME:
            raise complaint(f"{len(value)} characters", allowed)
        if not _NAME.fullmatch(value):
            raise complaint(f"{shown(value)} cannot be a name", allowed)
        if value in READ_AS_MISSING:
            raise complaint(f"{shown(value)} reads as a missing value in a table", "any other name")
        return value

    def schema(self) -> Schema:
        """Return type, pattern and length."""
        missing = {"enum": list(READ_AS_MISSING)}
        return {
            "type": "string",
            "pattern": f"^{_NAME.pattern}$",
            "maxLength": LONGEST_NAME,
            "not": missing,
        }


@dataclass(frozen=True)
class CalendarMonth(Kind):
    """A month of the calendar, YYYY-MM; `optional` lets it be `none`."""

    optional: bool = False

    def check(self, value: object) -> Month | None:
        """Return the month, or complain.

        Parameters
        ----------
        value : object
            A value of a file, text such as `2021-03`.

        Returns
        -------
        Month or None
            A month from 1900-01 to 2099-12; None for `none`, where that is allowed.

        Raises
        ------
        PydanticCustomError
            It is no such month.
        """
        if self.optional and value in (None, "none"):
            return None
        match = _MONTH.fullmatch(value) if isinstance(value, str) else None
        if match is None:
            allowed = "a month as YYYY-MM, e.g. 2021-03" + (", or none" if self.optional else "")
            raise complaint(f"{shown(value)} is not a month", allowed)
        return Month(int(match[1]), int(match[2]))

    def schema(self) -> Schema:
        """Return type and pattern."""
        month: Schema = {"type": "string", "pattern": f"^{_MONTH.pattern}$"}
        return {"anyOf": [month, {"enum": ["none", None]}]} if self.optional else month


@dataclass(frozen=True)
class Claim(Kind):
    """The number of a claim of the briefing."""

    def check(self, value: object) -> str:
        """Return the number, or complain.

        Parameters
        ----------
        value : object
            A value of a file.

        Returns
        -------
        str
            Such as `C12` or `C12b`; whether there is such a claim is not checked here.

        Raises
        ------
        PydanticCustomError
            It has another form.
        """
        if not isinstance(value, str) or not _CLAIM.fullmatch(value):
            raise complaint(
                f"{shown(value)} is not the number of a claim", "C1, C2, ... as in seeds/claims.yaml"
            )
        return value

    def schema(self) -> Schema:
        """Return type and pattern."""
        return {"type": "string", "pattern": f"^{_CLAIM.pattern}$"}


@dataclass(frozen=True)
class Choice(Kind):
    """One of several words."""

    words: tuple[str, ...]

    def check(self, value: object) -> str:
        """Return the word, or complain.

        Parameters
        ----------
        value : object
            A value of a file.

        Returns
        -------
        str
            One of `words`.

        Raises
        ------
        PydanticCustomError
            It is none of them.
        """
        allowed = f"one of {', '.join(self.words)}"
        if not isinstance(value, str):
            raise complaint(f"{shown(value)} is not one of them", allowed)
        if value not in self.words:
            raise complaint(f"unknown: {shown(value)}", allowed, self.words, value)
        return value

    def schema(self) -> Schema:
        """Return the words."""
        return {"enum": list(self.words)}


@dataclass(frozen=True)
class Mind(Choice):
    """The way a side decides. A file of code is distinguished from a mistyped name."""

    def check(self, value: object) -> str:
        """Return the name of the mind, or complain.

        Parameters
        ----------
        value : object
            A value of a file.

        Returns
        -------
        str
            A kind of mind, or `FILE.py:NAME`; whether there is such a file is not checked here.

        Raises
        ------
        PydanticCustomError
            It is neither.
        """
        if isinstance(value, str) and _CODE_FILE.fullmatch(value):
            if _CONTROL.search(value):
                raise complaint(f"{shown(value)} cannot be the name of a file here", "UTF-8, on one line")
            return value
        return super().check(value)

    def schema(self) -> Schema:
        """Return the words, and the form of a file of code with a class in it."""
        return {"anyOf": [super().schema(), {"type": "string", "pattern": f"^{_CODE_FILE.pattern}$"}]}
