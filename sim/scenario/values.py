"""The values of quantities in a file, looked at one by one: names, numbers, lists, and what events change."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from sim.quantities import DRAWN, Quantity, effect_of
from sim.scenario.kinds import Real, complaint, real, shown
from sim.scenario.kinds import number as number_text
from sim.scenario.names import flat_entries, legal_names, quantities, section_of, values_allowed
from sim.scenario.shape import accepted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.scenario.problems import Problems
    from sim.scenario.tree import Path


def spread(
    data: Mapping[str, Any], path: Path, section: str, problems: Problems
) -> Iterator[tuple[str, Any, Path]]:
    """Yield flat name, value and path of each number that a mapping of quantities gives.

    A list may be given whole, as a mapping of its entries, or entry by entry (`agreed.RM: 0.8`); `section`
    limits the names to `parameters` or `initial`, an empty one does not.
    """
    seen: dict[str, str] = {}
    for name, value in data.items():
        for flat, item, place in _numbers_of(name, value, (*path, name), section, problems):
            if flat in seen:
                problems.add(place, f"given twice, also by {seen[flat]}", "once", at_key=True)
                continue
            seen[flat] = name
            yield flat, item, place


def _numbers_of(
    name: str, value: object, path: Path, section: str, problems: Problems
) -> Iterator[tuple[str, Any, Path]]:
    quantity = quantities().get(name)
    if name not in legal_names(section):
        unknown_quantity(path, section, problems)
    elif quantity is None or not quantity.members:
        yield name, value, path
    elif isinstance(value, dict):
        for member, item in value.items():
            if member in quantity.members:
                yield f"{name}.{member}", item, (*path, member)
            else:
                problems.unknown((*path, member), quantity.members, "entry")
    elif isinstance(value, list) and len(value) == len(quantity.members):
        places = ((*path, position) for position in range(len(value)))
        yield from zip(quantity.entries, value, places, strict=True)
    else:
        given = f"a list of {len(value)}" if isinstance(value, list) else shown(value)
        wanted = f"a list of {len(quantity.members)} ({', '.join(quantity.members)}) or a mapping of them"
        problems.add(path, f"{given} does not fit", wanted)


def unknown_quantity(path: Path, section: str, problems: Problems) -> None:
    """Note a name that is no quantity, or none of this section."""
    name = str(path[-1])
    if name in legal_names():
        right = section_of(quantities()[name.partition(".")[0]])
        problems.add(path, f"not one of `{section}`", f"write it under `{right}`", at_key=True)
    else:
        problems.unknown(path, legal_names(section), "parameter" if section == "parameters" else "quantity")


def number_of(quantity: Quantity, value: object) -> float:
    """Return a value of a quantity as a number, the name of a level as its code; or complain."""
    allowed = values_allowed(quantity)
    if quantity.levels and isinstance(value, str):
        if value not in quantity.levels:
            raise complaint(f"unknown: {shown(value)}", allowed, quantity.levels, value)
        return float(quantity.level_value(value))
    checked = real(value, *quantity.legal, allowed)
    if (quantity.integer or quantity.levels) and not checked.is_integer():
        raise complaint(f"{shown(value)} is not a whole number", allowed)
    return checked


def numbers(
    data: Mapping[str, Any], path: Path, section: str, problems: Problems
) -> dict[str, tuple[float, Path]]:
    """Return the numbers that a mapping of quantities sets, by flat name, each with its path."""
    found = {}
    for flat, value, place in spread(data, path, section, problems):
        number = accepted(partial(number_of, flat_entries()[flat].quantity, value), place, problems)
        if number is not None:
            found[flat] = (number, place)
    return found


def changes(
    data: Mapping[str, Any], path: Path, operation: str, month: object, problems: Problems
) -> dict[str, tuple[float, Path]]:
    """Return the changes that an event makes, by flat name, each with its path.

    They are values to `set`, summands to `add`, factors to `multiply`; `month` is that of the event as given.
    """
    found = {}
    for flat, value, place in spread(data, path, "", problems):
        without_effect = no_effect(flat, month)
        if without_effect:
            problems.add(place, *without_effect)
            continue
        number = accepted(
            partial(change_of, flat_entries()[flat].quantity, value, operation), place, problems
        )
        if number is not None:
            found[flat] = (number, place)
    if not data:
        problems.add(path, "nothing is changed", "at least one `quantity: number`")
    return found


def no_effect(flat: str, month: object) -> tuple[str, str] | None:
    """Return why no event in this month can mean anything for a quantity, and what can be done instead."""
    quantity, effect = flat_entries()[flat].quantity, effect_of(flat)
    section = section_of(quantity)
    if effect.decided:
        wrong = f"{effect.decided} decides it anew every month, whatever an event makes of it"
        movers = ", ".join(effect.moved_by)
        instead = f"change what moves it (most of all {movers})"
        return wrong, f"{instead}, or its value before month 1 under `initial`"
    if effect.read_at_start:
        return "it is read before month 1 only", f"set it under `{section}`"
    if quantity.levels and quantity.levels[0] == DRAWN and isinstance(month, int | float) and month > 1:
        return "a type is fixed from month 1 on", f"an event in month 1, or `{section}: {{{flat}: ...}}`"
    return None


def change_of(quantity: Quantity, value: object, operation: str) -> float:
    """Return one change of a quantity as a number, or complain."""
    if operation == "set":
        number = number_of(quantity, value)
        if quantity.levels and quantity.levels[0] == DRAWN and number < 0:
            raise complaint("a type is drawn before month 1 only", f"one of {', '.join(quantity.levels[1:])}")
        return number
    if quantity.levels:
        raise complaint(f"`{operation}` makes no sense here", f"`set` to {values_allowed(quantity)}")
    number = Real().check(value)
    if operation == "add":
        return _summand(quantity, number)
    if number < 0 <= quantity.legal[0]:
        raise complaint(f"{shown(value)} turns it negative", "a factor of 0 or more")
    return number


def _summand(quantity: Quantity, amount: float) -> float:
    """Return what is added to a quantity, or complain where it leads out of its range from anywhere."""
    low, high = quantity.legal
    if abs(amount) > high - low:
        wrong = f"adding {number_text(amount)} leads out of the range from wherever it starts"
        most = number_text(high - low)
        raise complaint(wrong, f"-{most} to {most}: the range is {values_allowed(quantity)}")
    if quantity.integer and not amount.is_integer():
        raise complaint(f"{number_text(amount)} is not a whole number", "a whole number")
    return amount
