"""All that is known about one name: a number, a claim, a pattern, a column of the results or a scenario."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.analysis.claims import readers
from sim.analysis.claims.catalogue import patterns
from sim.analysis.claims.register import (
    BriefingClaim,
    ResultColumn,
    SourcePlace,
    claims,
    columns,
    places,
    quantities,
    scenarios,
)
from sim.errors import UsageError, nearest
from sim.scenario.scenario import Origin, Scenario
from sim.shipped import PACKAGE, shipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sim.analysis.claims.catalogue import Pattern
    from sim.analysis.claims.readers import Use
    from sim.quantities import Quantity


@dataclass(frozen=True, slots=True)
class NumberCard:
    """A parameter or an initial quantity: where it stands, who reads it, what it stands for."""

    quantity: Quantity
    place: SourcePlace
    reads: tuple[Use, ...]
    claims: tuple[BriefingClaim, ...]
    scenarios: tuple[Scenario, ...]
    set_in: tuple[Scenario, ...]


@dataclass(frozen=True, slots=True)
class ColumnCard:
    """A column of the results: who writes it, and which claims show in it."""

    column: ResultColumn
    writes: tuple[Use, ...]
    claims: tuple[BriefingClaim, ...]
    scenarios: tuple[Scenario, ...]


@dataclass(frozen=True, slots=True)
class ClaimCard:
    """A claim of the briefing, with what represents it and the patterns that bear on it."""

    claim: BriefingClaim
    numbers: tuple[Quantity, ...]
    columns: tuple[ResultColumn, ...]
    scenarios: tuple[Scenario, ...]
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class PatternCard:
    """A pattern, and the claims that it bears on."""

    pattern: Pattern
    claims: tuple[BriefingClaim, ...]


@dataclass(frozen=True, slots=True)
class ScenarioChange:
    """What a scenario sets, and where."""

    key: str
    value: object
    origin: Origin


@dataclass(frozen=True, slots=True)
class ScenarioCard:
    """A scenario: what it asks, what it changes, which claims it turns on."""

    scenario: Scenario
    place: SourcePlace
    changes: tuple[ScenarioChange, ...]
    claims: tuple[BriefingClaim, ...]


Card = NumberCard | ColumnCard | ClaimCard | PatternCard | ScenarioCard


def look_up(name: str) -> tuple[Card, ...]:
    """Return all cards of a name: a column may be called like a number.

    Entries of lists (`agreed.RM`) stand for their list; claims may be written small.

    Parameters
    ----------
    name : str
        A parameter or initial quantity (also an entry of a list), claim, pattern, column or shipped scenario.

    Returns
    -------
    tuple of Card
        At least one: numbers first, then claims, patterns, columns and scenarios.

    Raises
    ------
    UsageError
        Nothing is called so; the message names what is nearest.
    """
    found = tuple(_cards(name)) or tuple(_cards(name.partition(".")[0]))
    if not found:
        known = (
            "a parameter, an initial quantity, a claim (C13), a pattern (F1), a column of the results, "
            "or a shipped scenario"
        )
        raise UsageError(f"no {name!r} here: {known}{_near(name, _all_names())}")
    return found


def look_up_all(names: Iterable[str]) -> tuple[Card, ...]:
    """Return all cards of several names.

    Parameters
    ----------
    names : iterable of str
        As for `look_up`.

    Returns
    -------
    tuple of Card
        In the order of the names.

    Raises
    ------
    UsageError
        Nothing is called so, for each name of which that is true.
    """
    cards: list[Card] = []
    problems = []
    for name in names:
        try:
            cards += look_up(name)
        except UsageError as error:
            problems.append(str(error))
    if problems:
        raise UsageError(*problems)
    return tuple(cards)


def tested_named(names: Iterable[str]) -> tuple[list[BriefingClaim], list[Pattern]]:
    """Return the claims and patterns that are to be tested.

    Parameters
    ----------
    names : iterable of str
        Claims, each with the patterns that bear on it, or patterns; all of both for none.

    Returns
    -------
    list of BriefingClaim
        In the order asked for; empty where only patterns are named.
    list of Pattern
        In the order of `seeds/patterns.yaml`.

    Raises
    ------
    UsageError
        Some are neither; the message names what is nearest.
    """
    given = list(dict.fromkeys(map(_claim_name, names)))
    known = {**claims(), **patterns()}
    if wrong := [name for name in given if name not in known]:
        raise UsageError(
            *(
                f"no claim {name!r}: C1 to C49, C21b and C36b, or a pattern{_near(name, known)}"
                for name in wrong
            )
        )
    asked = given or list(known)
    return (
        [claims()[name] for name in asked if name in claims()],
        [one for one in patterns().values() if one.name in asked or not set(asked).isdisjoint(one.claims)],
    )


def patterns_of(claim: str) -> tuple[Pattern, ...]:
    """Return the patterns that bear on a claim.

    Parameters
    ----------
    claim : str
        Name of the claim (`C13`).

    Returns
    -------
    tuple of Pattern
        In the order of `seeds/patterns.yaml`; empty where none does.
    """
    return tuple(pattern for pattern in patterns().values() if claim in pattern.claims)


def _cards(name: str) -> Iterator[Card]:
    if name in quantities():
        yield number_card(quantities()[name])
    if _claim_name(name) in claims():
        yield claim_card(claims()[_claim_name(name)])
    if name in patterns():
        yield PatternCard(patterns()[name], _claims_of(patterns()[name].claims))
    for column in columns().get(name, ()):
        yield column_card(column)
    if name in scenarios():
        yield scenario_card(scenarios()[name])


def _near(name: str, known: Iterable[str]) -> str:
    near = nearest(name, known)
    return f"; did you mean {' or '.join(near)}?" if near else ""


def _claim_name(name: str) -> str:
    return f"C{name[1:].lower()}" if name[:1] in ("c", "C") else name


def _all_names() -> set[str]:
    return {*quantities(), *claims(), *patterns(), *columns(), *scenarios()}


def number_card(quantity: Quantity) -> NumberCard:
    """Collect what is known about a parameter or an initial quantity.

    Parameters
    ----------
    quantity : Quantity
        As it stands in seeds/.

    Returns
    -------
    NumberCard
        `scenarios` are those of its claims, `set_in` those that change it themselves.
    """
    record = readers.PARAMETERS if quantity.kind == "parameter" else readers.STATE
    behind = _claims_of(quantity.claims)
    return NumberCard(
        quantity,
        places()[quantity.name],
        readers.uses_of(record, quantity.name, "reads"),
        behind,
        _scenarios_of(behind),
        tuple(one for one in scenarios().values() if _sets(one, quantity)),
    )


def column_card(column: ResultColumn) -> ColumnCard:
    """Collect what is known about a column of the results.

    Parameters
    ----------
    column : ResultColumn
        Of runs or of months.

    Returns
    -------
    ColumnCard
        `scenarios` are those of the claims that show in it.
    """
    record = readers.RUN if column.grain == "run" else readers.MONTH
    shown = tuple(claim for claim in claims().values() if column.name in claim.measures)
    return ColumnCard(column, readers.uses_of(record, column.name, "writes"), shown, _scenarios_of(shown))


def claim_card(claim: BriefingClaim) -> ClaimCard:
    """Collect what is known about a claim.

    Parameters
    ----------
    claim : BriefingClaim
        As it stands in `seeds/claims.yaml`.

    Returns
    -------
    ClaimCard
        `numbers` are parameters, then initial quantities.
    """
    return ClaimCard(
        claim,
        tuple(quantities()[name] for name in (*claim.parameters, *claim.initial)),
        tuple(column for name in claim.measures for column in columns()[name]),
        tuple(scenarios()[name] for name in claim.scenarios),
        patterns_of(claim.name),
    )


def scenario_card(scenario: Scenario) -> ScenarioCard:
    """Collect what is known about a shipped scenario.

    Parameters
    ----------
    scenario : Scenario
        One that is shipped.

    Returns
    -------
    ScenarioCard
        `changes` are those of its own file only.
    """
    return ScenarioCard(
        scenario,
        SourcePlace(f"scenarios/{scenario.name}.yaml", 0),
        tuple(_changes(scenario)),
        tuple(claim for claim in claims().values() if scenario.name in claim.scenarios),
    )


def _claims_of(names: tuple[str, ...]) -> tuple[BriefingClaim, ...]:
    return tuple(claims()[name] for name in names)


def _scenarios_of(behind: tuple[BriefingClaim, ...]) -> tuple[Scenario, ...]:
    named = dict.fromkeys(name for claim in behind for name in claim.scenarios)
    return tuple(scenarios()[name] for name in named)


def _sets(scenario: Scenario, quantity: Quantity) -> bool:
    changed = {*scenario.parameters, *scenario.initial, *scenario.uncertain}
    changed |= {flat for event in scenario.events for flat in event.changes}
    return not changed.isdisjoint(quantity.entries)


def _changes(scenario: Scenario) -> Iterator[ScenarioChange]:
    """Yield what the scenario's own file sets; what it has from its parent is not its own."""
    described = {"name", "question", "claims", "extends"}
    for key, origin in scenario.origins.items():
        if origin.what == "file" and key not in described and not key.startswith("events["):
            yield ScenarioChange(key, _value(scenario, key), local(origin))


def local(origin: Origin) -> Origin:
    """Return an origin with its file as the repository calls it.

    Parameters
    ----------
    origin : Origin
        With the path of a shipped file, wherever the package is installed.

    Returns
    -------
    Origin
        With a path such as `scenarios/baseline_feb2021.yaml`; the line stays.
    """
    folder = shipped("scenarios")
    file = origin.file.replace(f"{folder}/", "scenarios/").replace(f"{PACKAGE.parent}/", "")
    return Origin(file, origin.line, origin.what, origin.column)


def _value(scenario: Scenario, key: str) -> object:
    section, _, rest = key.partition(".")
    if section in ("parameters", "initial"):
        return scenario.value(rest)
    if section == "events":
        return [
            f"month {one.month}: {one.operation} {dict(one.changes)}, {one.duration} months; {one.why}"
            for one in scenario.events
        ]
    plain = {"minds.kremlin": "kremlin_mind", "minds.minsk": "minsk_mind"}
    value: object = getattr(scenario, plain.get(key, rest or section), None)
    return str(value) if key == "start" else value
