"""The claims of the briefing, the numbers, the columns and the scenarios, and how they name one another."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sim.outcomes.columns import END_MONTH, OUTCOME
from sim.quantities import Measure, Quantity, initial, monthly_measures, parameters, run_measures
from sim.quantities.reading import read_entries
from sim.scenario import load_scenario
from sim.scenario.files import shipped_names
from sim.shipped import shipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sim.quantities.reading import SeedEntry
    from sim.scenario import Scenario


@dataclass(frozen=True, slots=True)
class SourcePlace:
    """Where something is written down: a file of the repository, and a line."""

    file: str
    line: int

    def __str__(self) -> str:
        """`seeds/claims.yaml:12`."""
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class BriefingClaim:
    """A claim of the briefing, with what represents it: names of quantities, columns and scenarios.

    Quantities and scenarios are those that it names and those that name it.
    """

    name: str
    kind: tuple[str, ...]
    actor: tuple[str, ...]
    sign: str
    hedge: str
    content: str
    test: str
    parameters: tuple[str, ...]
    initial: tuple[str, ...]
    measures: tuple[str, ...]
    scenarios: tuple[str, ...]
    place: SourcePlace


@dataclass(frozen=True, slots=True)
class ResultColumn:
    """A column of the results: of a run, or of its months."""

    name: str
    grain: str
    unit: str
    description: str
    place: SourcePlace


@cache
def quantities() -> Mapping[str, Quantity]:
    """Return all parameters and initial quantities by name.

    Returns
    -------
    mapping of str to Quantity
        Read-only, put together once; parameters stand first.
    """
    return MappingProxyType({**parameters(), **initial()})


def central(name: str, member: int = 0) -> float:
    """Return the central value of a number, or of one entry of a list by its position.

    Parameters
    ----------
    name : str
        A parameter or initial quantity.
    member : int
        Position in the list, from 0; 0 for a single number.

    Returns
    -------
    float
        In its unit as in seeds/.
    """
    return quantities()[name].central[member]


@cache
def places() -> Mapping[str, SourcePlace]:
    """Return where the number of each quantity stands.

    Returns
    -------
    mapping of str to SourcePlace
        By name of the quantity.
    """
    files = [
        path
        for kind in ("parameters", "initial")
        for path in sorted((shipped("seeds") / kind).glob("*.yaml"))
    ]
    return MappingProxyType({entry.name: _place(entry) for path in files for entry in read_entries(path)})


@cache
def scenarios() -> Mapping[str, Scenario]:
    """Return the shipped scenarios by name.

    Returns
    -------
    mapping of str to Scenario
        Read-only, loaded once, as their files say.
    """
    return MappingProxyType(
        {name: load_scenario(shipped("scenarios") / f"{name}.yaml") for name in shipped_names()}
    )


@cache
def claims() -> Mapping[str, BriefingClaim]:
    """Return the claims by name, in the order of the briefing.

    Returns
    -------
    mapping of str to BriefingClaim
        Read-only, loaded once; keys such as `C13` and `C21b`.
    """
    found = [_claim(entry) for entry in read_entries(shipped("seeds") / "claims.yaml")]
    return MappingProxyType({claim.name: claim for claim in found})


def _claim(entry: SeedEntry) -> BriefingClaim:
    named: Mapping[str, Any] = entry.fields["represented_by"]

    def all_of(key: str, naming: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*named.get(key, ()), *naming]))

    return BriefingClaim(
        name=entry.name,
        kind=entry.texts("kind"),
        actor=entry.texts("actor"),
        sign=entry.text("sign"),
        hedge=entry.text("hedge"),
        content=entry.text("content"),
        test=entry.text("test"),
        parameters=all_of("parameters", naming(entry.name, parameters())),
        initial=all_of("initial", naming(entry.name, initial())),
        measures=all_of("measures", ()),
        scenarios=all_of(
            "scenarios", (name for name, one in scenarios().items() if entry.name in one.claims)
        ),
        place=_place(entry),
    )


def naming(claim: str, among: Mapping[str, Quantity]) -> list[str]:
    """Return the quantities that name a claim.

    Parameters
    ----------
    claim : str
        Name of the claim (`C13`).
    among : mapping of str to Quantity
        Parameters or initial quantities by name.

    Returns
    -------
    list of str
        Names, in the order of `among`.
    """
    return [name for name, quantity in among.items() if claim in quantity.claims]


@cache
def columns() -> Mapping[str, tuple[ResultColumn, ...]]:
    """Return the columns of the results by name; one name may be a column of runs and of months.

    Returns
    -------
    mapping of str to tuple of ResultColumn
        Read-only, worked out once; the column of runs stands before that of months.
    """
    found: dict[str, tuple[ResultColumn, ...]] = {}
    grains: tuple[tuple[str, Iterable[Measure]], ...] = (
        ("run", run_measures()),
        ("month", monthly_measures()),
    )
    for grain, measures in grains:
        lines = {entry.name: _place(entry) for entry in read_entries(_measures_file(grain))}
        for one in measures:
            column = ResultColumn(one.name, grain, one.unit, one.description, lines[one.name])
            found[one.name] = (*found.get(one.name, ()), column)
    for own in (OUTCOME, END_MONTH):
        column = ResultColumn(
            own.name, "run", own.unit, f"{own.description}.", SourcePlace("sim/outcomes/columns.py", 0)
        )
        found[own.name] = (column, *found.get(own.name, ()))
    return MappingProxyType(found)


def _measures_file(grain: str) -> Any:
    return shipped("seeds") / "measures" / ("run.yaml" if grain == "run" else "monthly.yaml")


def _place(entry: SeedEntry) -> SourcePlace:
    return SourcePlace(f"seeds/{entry.file.relative_to(shipped('seeds')).as_posix()}", entry.line)
