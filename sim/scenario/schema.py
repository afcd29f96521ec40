"""What a scenario file may hold: its keys, with type, unit, range and meaning, and the names of quantities.

Quantities (`parameters`, `initial`, what events change, what is uncertain or swept) are named by seeds/ and
are looked at one by one in `sim.scenario.values`; in the models of the file they are mappings of any names.
"""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Final, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from sim.minds.kinds import MINDS
from sim.quantities import INDICES, Quantity, initial, parameters
from sim.quantities import Kind as QuantityKind
from sim.scenario.kinds import (
    CalendarMonth,
    Claim,
    Kind,
    Mind,
    Month,
    Name,
    Real,
    Schema,
    Text,
    Whole,
    complaint,
    number,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SECTIONS: Mapping[str, QuantityKind] = MappingProxyType({"parameters": "parameter", "initial": "initial"})

# Lists that are a law of chance over types: their entries sum to 1.
LAWS = ("prior_minsk_type", "prior_kremlin_type", "belief_about_minsk", "belief_about_kremlin")
TOLERANCE = 1e-9  # how far a sum may be from 1: rounding, not a mistake

# Shares of an issue that can never exceed one another: the smaller first.
ORDERED_SHARES = (("signed", "agreed"), ("implemented", "signed"), ("hidden", "signed"))

LAST_BUNDLE = 12
ALL_BUNDLES: Final = tuple(range(LAST_BUNDLE + 1))
LONGEST_HORIZON = 240
MOST_RUNS = 10**9
LARGEST_SEED = 2**53 - 1
MOST_POINTS = 100_000
LAST_SLOT = 2**16 - 1

Quantities = dict[str, Any]
MonthOrNone = Annotated[Month | None, CalendarMonth(optional=True)]


class Entry(NamedTuple):
    """One number of a quantity: the quantity, and the position of the number in its list."""

    quantity: Quantity
    position: int

    @property
    def section(self) -> str:
        """The key of a scenario file under which it is set."""
        return section_of(self.quantity)

    @property
    def key(self) -> str:
        """Its key path in a scenario file, `parameters.strength_cost`."""
        return f"{self.section}.{self.quantity.entries[self.position]}"

    @property
    def central(self) -> float:
        """Its value where no scenario says otherwise.

        Returns
        -------
        float
            In the unit of seeds/.
        """
        return self.quantity.central[self.position]


def section_of(quantity: Quantity) -> str:
    """Return the key of a scenario file under which a quantity is set.

    Parameters
    ----------
    quantity : Quantity
        A parameter or an initial quantity.

    Returns
    -------
    {"parameters", "initial"}
        The key.
    """
    return "parameters" if quantity.kind == "parameter" else "initial"


@cache
def quantities() -> Mapping[str, Quantity]:
    """All parameters and initial quantities by name; no name stands for two of them.

    Returns
    -------
    mapping
        Names to quantities.
    """
    return MappingProxyType({**parameters(), **initial()})


@cache
def flat_entries() -> Mapping[str, Entry]:
    """Every single number by its flat name (`strength_cost`, `agreed.RM`).

    Returns
    -------
    mapping
        Flat names to entries, in the order of seeds/.
    """
    return MappingProxyType(
        {
            name: Entry(quantity, position)
            for quantity in quantities().values()
            for position, name in enumerate(quantity.entries)
        }
    )


@cache
def legal_names(section: str = "") -> tuple[str, ...]:
    """The names a section may hold: its quantities and their single entries; every name for no section.

    Parameters
    ----------
    section : {"parameters", "initial", ""}
        The section; empty for both.

    Returns
    -------
    tuple of str
        Names and flat names.
    """
    chosen = [quantity for quantity in quantities().values() if section in ("", section_of(quantity))]
    return tuple(dict.fromkeys(name for quantity in chosen for name in (quantity.name, *quantity.entries)))


def values_allowed(quantity: Quantity) -> str:
    """Say which values a quantity takes, with its unit.

    Parameters
    ----------
    quantity : Quantity
        A parameter or an initial quantity.

    Returns
    -------
    str
        The names of its levels, or its legal range.
    """
    if quantity.levels:
        return f"one of {', '.join(quantity.levels)}"
    low, high = quantity.legal
    whole = "a whole number, " if quantity.integer else ""
    return f"{whole}{number(low)} to {number(high)} ({quantity.unit})"


def level_name(quantity: Quantity, value: float) -> str | float:
    """Write a value as the file does: the name of a level, or the number.

    Parameters
    ----------
    quantity : Quantity
        A parameter or an initial quantity.
    value : float
        A legal value.

    Returns
    -------
    str or float
        The name of a level, or the value.
    """
    if not quantity.levels:
        return value
    return next(level for level in quantity.levels if quantity.level_value(level) == value)


def share_pairs() -> Iterator[tuple[str, str]]:
    """Yield the flat names of two shares of an issue, of which the first never exceeds the second.

    Yields
    ------
    tuple of str
        The smaller share, then the larger one.
    """
    for smaller, larger in ORDERED_SHARES:
        for issue in INDICES["issue"]:
            yield f"{smaller}.{issue}", f"{larger}.{issue}"


def followed(flat: str) -> str | None:
    """Return the flat name of the number that this one equals where it is not set; None without one.

    Parameters
    ----------
    flat : str
        Flat name of a parameter or initial quantity.

    Returns
    -------
    str or None
        Flat name of the number that it follows.
    """
    quantity, position = flat_entries()[flat]
    if quantity.default_from is None:
        return None
    source = quantity.default_from
    return f"{source}.{quantity.members[position]}" if quantity.members else source


class FilePart(BaseModel):
    """A mapping of the file: a key it does not know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Loans(Kind):
    """Three rising sums, the first 0."""

    def check(self, value: object) -> tuple[float, ...]:
        """Return the sums, or complain.

        Parameters
        ----------
        value : object
            A value of a file.

        Returns
        -------
        tuple of float
            Shape (3,), bn USD, 0 to 1000.

        Raises
        ------
        PydanticCustomError
            It is no list of three rising sums from 0.
        """
        allowed = "three rising sums in bn USD, the first 0, e.g. [0, 0.5, 1.5]"
        if not isinstance(value, list) or len(value) != 3:
            raise complaint("not a list of three", allowed)
        sums = tuple(Real(0, 1000, "bn USD").check(item) for item in value)
        if sums[0] != 0 or not sums[0] < sums[1] < sums[2]:
            raise complaint(f"{', '.join(f'{s:g}' for s in sums)}: not rising from 0", allowed)
        return sums

    def schema(self) -> Schema:
        """Return type, length and bounds."""
        sums = {"type": "number", "minimum": 0, "maximum": 1000}
        return {"type": "array", "items": sums, "minItems": 3, "maxItems": 3, "x-unit": "bn USD"}


class Bundles(Kind):
    """`all`, or the numbers of the demand bundles that may be tabled; 0, no demand, always may."""

    def check(self, value: object) -> tuple[int, ...]:
        """Return the numbers, rising and with 0, or complain.

        Parameters
        ----------
        value : object
            A value of a file.

        Returns
        -------
        tuple of int
            Numbers of demand bundles; all of them for `all`.

        Raises
        ------
        PydanticCustomError
            It is no such list, or a number stands in it twice.
        """
        allowed = f"all, or a list of different whole numbers from 0 to {LAST_BUNDLE}"
        if value == "all":
            return ALL_BUNDLES
        if not isinstance(value, list):
            raise complaint("neither all nor a list", allowed)
        numbers = [Whole(0, LAST_BUNDLE).check(item) for item in value]
        if len(set(numbers)) < len(numbers):
            raise complaint("a number given twice", allowed)
        return tuple(sorted({0, *numbers}))

    def schema(self) -> Schema:
        """Return the two forms."""
        one = {"type": "integer", "minimum": 0, "maximum": LAST_BUNDLE}
        return {"anyOf": [{"const": "all"}, {"type": "array", "items": one, "uniqueItems": True}]}


class MindsPart(FilePart):
    """How each side decides."""

    kremlin: Annotated[str, Mind(MINDS)] = Field(default="quantal", description="how the Kremlin decides")
    minsk: Annotated[str, Mind(MINDS)] = Field(default="quantal", description="how Minsk decides")


class MenuPart(FilePart):
    """What may be put on the table."""

    loans: Annotated[tuple[float, float, float], Loans()] = Field(
        default=(0.0, 0.5, 1.5),
        description="Russian loans that can be offered: three rising sums, the first 0 (claims C6, C35)",
    )
    bundles: Annotated[tuple[int, ...], Bundles()] = Field(
        default=ALL_BUNDLES,
        description="demands that can be made, by number: 0 none, 1 road maps, 2 constitutional reform, "
        "3 fuel through Russian ports, 4 security, 5 supranational bodies, 6 road maps and fuel, 7 road maps "
        "and security, 8 reform and security, 9 road maps, fuel and security, 10 all five, 11 all five "
        "doubled (an ultimatum), 12 all road maps agreed so far at one table; 0 is always among them",
    )


class CalendarPart(FilePart):
    """Dates known beforehand."""

    summits: list[Annotated[Month, CalendarMonth()]] = Field(
        default=[], description="months in which the leaders meet for certain; in all others it is drawn"
    )
    exercise: MonthOrNone = Field(
        default=Month(2021, 9),
        json_schema_extra={"default": "2021-09"},
        description="month of the joint exercise (Zapad-2021, claim C38), or none",
    )
    referendum: MonthOrNone = Field(
        default=Month(2022, 1),
        json_schema_extra={"default": "2022-01"},
        description="month announced for the vote on the constitution (claim C27), or none",
    )


class EventPart(FilePart):
    """Something that happens in a month of its own accord: exactly one of `add`, `set` and `multiply`."""

    month: Annotated[int, Whole(1, LONGEST_HORIZON, "months")] = Field(
        description="month of the run, from 1, not after the horizon"
    )
    add: Quantities | None = Field(
        default=None,
        description="what is added, by quantity, no more than the width of its range: to a state again in "
        "each month of `duration`, to the ordinary value of a parameter once",
    )
    set: Quantities | None = Field(default=None, description="new values, by quantity")
    multiply: Quantities | None = Field(default=None, description="factors, by quantity")
    duration: Annotated[int, Whole(1, LONGEST_HORIZON, "months")] = Field(
        default=1,
        description="months it lasts: a parameter is changed for so long, from its ordinary value afresh in "
        "each; a state is moved again in each, so that `add` adds every month and `set` holds a level",
    )
    probability: Annotated[float, Real(0, 1, "share")] = Field(
        default=1.0, description="how likely it happens at all in a run"
    )
    slot: Annotated[int | None, Whole(0, LAST_SLOT)] = Field(
        default=None,
        description="names its draw, by default its position in the list: events of one slot share a draw",
    )
    why: Annotated[str, Text()] = Field(default="", description="the reason, for whoever reads the file")


class DesignPart(FilePart):
    """Points spread over a space of quantities."""

    n: Annotated[int, Whole(1, MOST_POINTS, "points")] = Field(description="number of points")
    over: Quantities = Field(
        description="quantity: {distribution: ...}, prior, or [low, high] for every value between them alike"
    )


class SweepPart(FilePart):
    """Many points played as one: one of the three designs, or none."""

    grid: Quantities | None = Field(
        default=None, description="quantity: list of values; every combination is a point"
    )
    latin_hypercube: DesignPart | None = Field(default=None, description="a Latin hypercube of n points")
    sobol: DesignPart | None = Field(default=None, description="a scrambled Sobol sequence of n points")


class ScenarioFile(FilePart):
    """A scenario: what is asked, how long and how often it is played, and what differs from the defaults.

    Whatever is left out comes from the parent named under `extends`, or from the defaults of the model.
    """

    name: Annotated[str | None, Name()] = Field(
        default=None, description="name in results; the name of the file where it is left out"
    )
    question: Annotated[str, Text()] = Field(
        default="", description="what the scenario asks, in one sentence"
    )
    claims: list[Annotated[str, Claim()]] = Field(
        default=[], description="claims of the briefing it bears on (seeds/claims.yaml)"
    )
    extends: Annotated[str | None, Text(300)] = Field(
        default=None,
        description="parent: a scenario beside this one, or a shipped one, whose keys this one replaces",
    )
    start: Annotated[Month, CalendarMonth()] = Field(
        default=Month(2021, 3),
        json_schema_extra={"default": "2021-03"},
        description="calendar month of month 1",
    )
    horizon: Annotated[int, Whole(1, LONGEST_HORIZON, "months")] = Field(
        default=24, description="how many months are played"
    )
    runs: Annotated[int, Whole(1, MOST_RUNS)] = Field(default=10_000, description="how many runs are played")
    seed: Annotated[int, Whole(0, LARGEST_SEED)] = Field(
        default=20_210_222, description="seed of all draws; scenarios of one seed share their random numbers"
    )
    minds: MindsPart = Field(default=MindsPart(), description="how the two sides decide")
    parameters: Quantities = Field(
        default={}, description="parameters of the model that differ from their defaults"
    )
    initial: Quantities = Field(
        default={}, description="state at the end of the month before month 1, where it differs"
    )
    uncertain: Any = Field(
        default={},
        description="drawn once a run: by name, or `all` parameters with a prior that stand at their default",
    )
    menu: MenuPart = Field(default=MenuPart(), description="what may be put on the table")
    calendar: CalendarPart = Field(default=CalendarPart(), description="dates known beforehand")
    events: list[EventPart] = Field(
        default=[], description="what happens of its own accord; replaces the parent's list as a whole"
    )
    sweep: SweepPart = Field(
        default=SweepPart(),
        description="points of a parameter space, each played with all runs; at most 100,000 points, and "
        "10^9 runs of all points together",
    )
