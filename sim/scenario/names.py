"""Which quantities a scenario may name, how their entries are called, and what values they take."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from sim.quantities import Kind, Quantity, initial, parameters
from sim.scenario.kinds import number

if TYPE_CHECKING:
    from collections.abc import Mapping

SECTIONS: Mapping[str, Kind] = MappingProxyType({"parameters": "parameter", "initial": "initial"})

# Lists that are a law of chance over types: their entries sum to 1.
LAWS = ("prior_minsk_type", "prior_kremlin_type", "belief_about_minsk", "belief_about_kremlin")
TOLERANCE = 1e-9  # how far a sum may be from 1: rounding, not a mistake


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
        """Its value where no scenario says otherwise."""
        return self.quantity.central[self.position]


def section_of(quantity: Quantity) -> str:
    """Return the key of a scenario file under which a quantity is set."""
    return "parameters" if quantity.kind == "parameter" else "initial"


@cache
def quantities() -> Mapping[str, Quantity]:
    """All parameters and initial quantities by name; no name stands for two of them."""
    return MappingProxyType({**parameters(), **initial()})


@cache
def flat_entries() -> Mapping[str, Entry]:
    """Every single number by its flat name (`strength_cost`, `agreed.RM`)."""
    return MappingProxyType(
        {
            name: Entry(quantity, position)
            for quantity in quantities().values()
            for position, name in enumerate(quantity.entries)
        }
    )


@cache
def legal_names(section: str = "") -> tuple[str, ...]:
    """The names a section may hold: its quantities and their single entries; every name for no section."""
    chosen = [quantity for quantity in quantities().values() if section in ("", section_of(quantity))]
    return tuple(dict.fromkeys(name for quantity in chosen for name in (quantity.name, *quantity.entries)))


def values_allowed(quantity: Quantity) -> str:
    """Say which values a quantity takes, with its unit."""
    if quantity.levels:
        return f"one of {', '.join(quantity.levels)}"
    low, high = quantity.legal
    whole = "a whole number, " if quantity.integer else ""
    return f"{whole}{number(low)} to {number(high)} ({quantity.unit})"


def level_name(quantity: Quantity, value: float) -> str | float:
    """Write a value as the file does: the name of a level, or the number."""
    if not quantity.levels:
        return value
    return next(level for level in quantity.levels if quantity.level_value(level) == value)
