"""What a file leaves open: quantities drawn once a run, and the points of a sweep."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from sim.scenario.distributions import FAMILIES, Distribution, prior
from sim.scenario.kinds import shown
from sim.scenario.names import LAWS, flat_entries, quantities, values_allowed
from sim.scenario.shape import accepted, validated
from sim.scenario.values import number_of, spread, unknown_quantity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.quantities import Quantity
    from sim.scenario.problems import Problems
    from sim.scenario.tree import Path


def all_priors() -> dict[str, Distribution]:
    """Return the prior of every entry of every parameter that has one, by flat name."""
    named = {
        flat: prior(*entry) for flat, entry in flat_entries().items() if entry.quantity.kind == "parameter"
    }
    return {flat: distribution for flat, distribution in named.items() if distribution is not None}


def distributions(
    data: Mapping[str, Any], path: Path, problems: Problems, *, pairs: bool = False
) -> dict[str, tuple[Distribution, Path]]:
    """Return the distributions given by quantity, by flat name, each with its path.

    They are written out, or `prior`, or with `pairs` also [low, high].
    """
    found = {}
    whole = {name: _each_entry(name, value) for name, value in data.items() if _free(name, path, problems)}
    for flat, given, place in spread(whole, path, "", problems):
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
    distribution: Distribution | None = validated(FAMILIES[family], given, path, problems)
    for value in distribution.reach if distribution else ():
        if not quantity.legal[0] <= value <= quantity.legal[1]:
            problems.add(path, f"{value:g} is out of range", values_allowed(quantity))
    return distribution


def grid(data: Mapping[str, Any], path: Path, problems: Problems) -> dict[str, tuple[float, ...]]:
    """Return the lists of values of a grid, by flat name: only single numbers can be axes."""
    found = {}
    for name, value in data.items():
        place = (*path, name)
        if name in flat_entries() and flat_entries()[name].quantity.name in LAWS:
            _free(name, path, problems)
        elif name in flat_entries() and isinstance(value, list) and value:
            quantity = flat_entries()[name].quantity
            checks = [
                accepted(partial(number_of, quantity, v), (*place, i), problems) for i, v in enumerate(value)
            ]
            found[name] = tuple(point for point in checks if point is not None)
        elif name in flat_entries():
            problems.add(place, f"{shown(value)} is not a list of values", "[..., ...]")
        elif name in quantities():
            problems.add(
                place, "a list cannot be an axis", f"one entry, e.g. {quantities()[name].entries[0]}"
            )
        else:
            unknown_quantity(place, "", problems)
    return found
