"""The values in a file, looked at one by one: keys, numbers, distributions, axes of a grid, and changes.

pydantic's findings are put into our words, at their line and column.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from sim.quantities import DRAWN, Quantity, effect_of
from sim.scenario.distributions import FAMILIES, Distribution, prior
from sim.scenario.kinds import Real, complaint, real, shown
from sim.scenario.kinds import number as number_text
from sim.scenario.schema import LAWS, flat_entries, legal_names, quantities, section_of, values_allowed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sim.quantities import Quantity
    from sim.scenario.document import Path, Problems

Model = TypeVar("Model", bound=BaseModel)
Value = TypeVar("Value")
SHAPES = {
    "model_type": ("a mapping", "`key: value` pairs"),
    "dict_type": ("a mapping", "`name: value` pairs"),
    "list_type": ("a list", "[..., ...]"),
}


def _validated(model: type[Model], data: object, path: Path, problems: Problems) -> Model | None:
    """Return the data as a model, or note everything that is wrong with it under `path`."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            _explain(detail, model, path, problems)
    return None


def validated_in_part(model: type[Model], data: Mapping[str, object], problems: Problems) -> Model:
    """Return the data as a model, without the keys that anything is wrong with, which is noted.

    Every key of the model has a default.

    Parameters
    ----------
    model : type of BaseModel
        A model of the file.
    data : mapping
        Plain data by key.
    problems : Problems
        Where problems are noted.

    Returns
    -------
    BaseModel
        The data that nothing is wrong with.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        details = error.errors(include_url=False)
    for detail in details:
        _explain(detail, model, (), problems)
    wrong = {detail["loc"][0] for detail in details}
    return model.model_validate({key: value for key, value in data.items() if key not in wrong})


def _accepted(check: Callable[[], Value], path: Path, problems: Problems) -> Value | None:
    """Return what a check returns, or note its complaint."""
    try:
        return check()
    except PydanticCustomError as error:
        problems.complain(path, error.context or {})
        return None


def _explain(detail: ErrorDetails, model: type[BaseModel], path: Path, problems: Problems) -> None:
    place, kind = (*path, *detail["loc"]), detail["type"]
    if kind == "bad_value":
        problems.complain(place, detail["ctx"])
    elif kind == "extra_forbidden":
        _unknown_key(place, _keys(model, detail["loc"][:-1]), problems)
    elif kind == "missing":
        keys = _keys(model, detail["loc"][:-1])
        problems.add(place, "missing", f"keys here: {', '.join(keys)}")
    else:
        shape, allowed = SHAPES.get(kind, ("what it should be", detail["msg"]))
        problems.add(place, f"{shown(detail['input'])} is not {shape}", allowed)


def _unknown_key(path: Path, keys: list[str], problems: Problems) -> None:
    """Note an unknown key; a quantity that stands outside its section is reported where it belongs."""
    name = str(path[-1]).partition(".")[0]
    if str(path[-1]) in legal_names():
        where = "`add`, `set` or `multiply`" if path[0] == "events" else f"`{section_of(quantities()[name])}`"
        problems.add(path, "a quantity, not a key of this place", f"write it under {where}", at_key=True)
    else:
        problems.unknown(path, keys)


def _keys(model: type[BaseModel], path: Path) -> list[str]:
    """Return the keys of the part of a model that a path leads to."""
    for part in path:
        if isinstance(part, str):
            annotation = model.model_fields[part].annotation
            choices = (annotation, *getattr(annotation, "__args__", ()))
            model = next(c for c in choices if isinstance(c, type) and issubclass(c, BaseModel))
    return list(model.model_fields)


def _spread(
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
        _unknown_quantity(path, section, problems)
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


def _unknown_quantity(path: Path, section: str, problems: Problems) -> None:
    """Note a name that is no quantity, or none of this section."""
    name = str(path[-1])
    if name in legal_names():
        right = section_of(quantities()[name.partition(".")[0]])
        problems.add(path, f"not one of `{section}`", f"write it under `{right}`", at_key=True)
    else:
        problems.unknown(path, legal_names(section), "parameter" if section == "parameters" else "quantity")


def _number_of(quantity: Quantity, value: object) -> float:
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
    """Return the numbers that a mapping of quantities sets, by flat name, each with its path.

    Parameters
    ----------
    data : mapping
        Values by name of quantity or entry.
    path : tuple of str or int
        Where the data stands.
    section : {"parameters", "initial", ""}
        Which quantities may be named.
    problems : Problems
        Where problems are noted.

    Returns
    -------
    dict
        Flat names to numbers and paths.
    """
    found = {}
    for flat, value, place in _spread(data, path, section, problems):
        number = _accepted(partial(_number_of, flat_entries()[flat].quantity, value), place, problems)
        if number is not None:
            found[flat] = (number, place)
    return found


def changes(
    data: Mapping[str, Any], path: Path, operation: str, month: object, problems: Problems
) -> dict[str, tuple[float, Path]]:
    """Return the changes that an event makes, by flat name, each with its path.

    They are values to `set`, summands to `add`, factors to `multiply`; `month` is that of the event as given.

    Parameters
    ----------
    data : mapping
        Numbers by name of quantity or entry.
    path : tuple of str or int
        Where the data stands.
    operation : {"add", "set", "multiply"}
        What the event does.
    month : object
        Its month, as given.
    problems : Problems
        Where problems are noted.

    Returns
    -------
    dict
        Flat names to numbers and paths.
    """
    found = {}
    for flat, value, place in _spread(data, path, "", problems):
        without_effect = no_effect(flat, month)
        if without_effect:
            problems.add(place, *without_effect)
            continue
        number = _accepted(
            partial(_change_of, flat_entries()[flat].quantity, value, operation), place, problems
        )
        if number is not None:
            found[flat] = (number, place)
    if not data:
        problems.add(path, "nothing is changed", "at least one `quantity: number`")
    return found


def no_effect(flat: str, month: object) -> tuple[str, str] | None:
    """Return why no event in this month can mean anything for a quantity, and what can be done instead.

    Parameters
    ----------
    flat : str
        Flat name of a parameter or initial quantity.
    month : object
        Month of the event, as given.

    Returns
    -------
    tuple of str, or None
        What is wrong, and what to do; None where an event means something.
    """
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


def _change_of(quantity: Quantity, value: object, operation: str) -> float:
    """Return one change of a quantity as a number, or complain."""
    if operation == "set":
        number = _number_of(quantity, value)
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


def all_priors() -> dict[str, Distribution]:
    """Return the prior of every entry of every parameter that has one, by flat name.

    Returns
    -------
    dict
        Flat names to distributions.
    """
    named = {
        flat: prior(*entry) for flat, entry in flat_entries().items() if entry.quantity.kind == "parameter"
    }
    return {flat: distribution for flat, distribution in named.items() if distribution is not None}


def distributions(
    data: Mapping[str, Any], path: Path, problems: Problems, *, pairs: bool = False
) -> dict[str, tuple[Distribution, Path]]:
    """Return the distributions given by quantity, by flat name, each with its path.

    They are written out, or `prior`, or with `pairs` also [low, high].

    Parameters
    ----------
    data : mapping
        Distributions by name of quantity or entry.
    path : tuple of str or int
        Where the data stands.
    problems : Problems
        Where problems are noted.
    pairs : bool
        Whether [low, high] may stand for a uniform distribution.

    Returns
    -------
    dict
        Flat names to distributions and paths.
    """
    found = {}
    whole = {name: _each_entry(name, value) for name, value in data.items() if _free(name, path, problems)}
    for flat, given, place in _spread(whole, path, "", problems):
        distribution = _distribution(flat, given, place, problems, pairs=pairs)
        if distribution is not None:
            found[flat] = (distribution, place)
    return found


def _free(name: str, path: Path, problems: Problems) -> bool:
    """Tell whether a quantity can be drawn by itself, and note it where it cannot."""
    quantity = quantities().get(name.partition(".")[0])
    if quantity is None or not (quantity.levels or quantity.name in LAWS):
        return True
    why = "the levels are no scale" if quantity.levels else "its entries must sum to 1 together"
    problems.add((*path, name), f"cannot be drawn: {why}", "any other quantity", at_key=True)
    return False


def _each_entry(name: str, value: object) -> object:
    """Let `prior` given to a list mean the prior of each entry."""
    members = quantities()[name].members if name in quantities() else ()
    return dict.fromkeys(members, value) if members and value == "prior" else value


def _distribution(
    flat: str, given: object, path: Path, problems: Problems, *, pairs: bool
) -> Distribution | None:
    quantity, position = flat_entries()[flat]
    if given == "prior":
        found = prior(quantity, position)
        if found is None:
            problems.add(path, "has no prior", "{distribution: ..., ...} written out")
        return found
    if pairs and isinstance(given, list) and len(given) == 2:
        given = {"distribution": "uniform", "low": given[0], "high": given[1]}
    return _written_out(quantity, given, path, problems)


def _written_out(quantity: Quantity, given: object, path: Path, problems: Problems) -> Distribution | None:
    if not isinstance(given, dict):
        allowed = "prior, or e.g. {distribution: uniform, low: 0, high: 1}"
        problems.add(path, f"{shown(given)} is not a distribution", allowed)
        return None
    family = given.get("distribution")
    if not isinstance(family, str) or family not in FAMILIES:
        wrong = f"unknown: {shown(family)}" if "distribution" in given else "missing"
        place = (*path, "distribution")
        problems.add(place, wrong, f"one of {', '.join(FAMILIES)}", name=str(family), legal=FAMILIES)
        return None
    distribution: Distribution | None = _validated(FAMILIES[family], given, path, problems)
    for value in distribution.reach if distribution else ():
        if not quantity.legal[0] <= value <= quantity.legal[1]:
            problems.add(path, f"{value:g} is out of range", values_allowed(quantity))
    return distribution


def grid(data: Mapping[str, Any], path: Path, problems: Problems) -> dict[str, tuple[float, ...]]:
    """Return the lists of values of a grid, by flat name: only single numbers can be axes.

    Parameters
    ----------
    data : mapping
        Lists of values by flat name.
    path : tuple of str or int
        Where the data stands.
    problems : Problems
        Where problems are noted.

    Returns
    -------
    dict
        Flat names to values, in the order given.
    """
    found = {}
    for name, value in data.items():
        place = (*path, name)
        if name in flat_entries() and flat_entries()[name].quantity.name in LAWS:
            _free(name, path, problems)
        elif name in flat_entries() and isinstance(value, list) and value:
            quantity = flat_entries()[name].quantity
            checks = [
                _accepted(partial(_number_of, quantity, v), (*place, i), problems)
                for i, v in enumerate(value)
            ]
            found[name] = tuple(point for point in checks if point is not None)
        elif name in flat_entries():
            problems.add(place, f"{shown(value)} is not a list of values", "[..., ...]")
        elif name in quantities():
            problems.add(
                place, "a list cannot be an axis", f"one entry, e.g. {quantities()[name].entries[0]}"
            )
        else:
            _unknown_quantity(place, "", problems)
    return found
