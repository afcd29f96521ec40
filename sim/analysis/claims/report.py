"""What was looked up, as text for a terminal."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from sim.analysis.claims.lookup import Card, ClaimCard, ColumnCard, NumberCard, ScenarioCard
from sim.analysis.claims.register import claims
from sim.analysis.claims.trials import trial_of
from sim.quantities import initial, parameters
from sim.scenario.kinds import number
from sim.scenario.schema import level_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sim.analysis.claims.lookup import Change
    from sim.analysis.claims.readers import Use
    from sim.analysis.claims.register import Claim
    from sim.quantities import Prior, Quantity
    from sim.scenario import Scenario

WIDTH = 110
LABEL = 11  # width of the names of facts


def tell(card: Card) -> str:
    """Write a card: a title, what it is, then one fact below the other."""
    title, about, facts = _parts(card)
    lines = [title, *_wrapped(about, 2)]
    for label, texts in facts:
        for position, text in enumerate(texts or ["none"]):
            head = f"  {label if position == 0 else '':<{LABEL}}"
            lines += textwrap.wrap(text, WIDTH, initial_indent=head, subsequent_indent=" " * (LABEL + 4))
    return "\n".join(lines)


def _parts(card: Card) -> tuple[str, str, Iterable[tuple[str, list[str]]]]:
    match card:
        case NumberCard(quantity=quantity):
            kind = "parameter" if quantity.kind == "parameter" else "initial quantity"
            symbol = f" ({quantity.symbol})" if quantity.symbol else ""
            return f"{quantity.name}{symbol}: {kind}", quantity.description, _facts_of_number(card)
        case ColumnCard(column=column):
            grain = "a row a run" if column.grain == "run" else "a row a month"
            return (
                f"{column.name}: column of the results, {grain}",
                column.description,
                _facts_of_column(card),
            )
        case ClaimCard(claim=claim):
            said = f"{', '.join(claim.kind)} about {', '.join(claim.actor)}, {claim.hedge}"
            return f"{claim.name}: {said}", claim.content, _facts_of_claim(card)
        case ScenarioCard(scenario=scenario):
            return f"{scenario.name}: shipped scenario", scenario.question, _facts_of_scenario(card)


def _facts_of_number(card: NumberCard) -> Iterator[tuple[str, list[str]]]:
    quantity = card.quantity
    yield "unit", [quantity.unit]
    yield "value", list(_values(quantity))
    yield "prior", [_prior(quantity.prior)] if quantity.prior else ["none: not drawn by `uncertain: all`"]
    if quantity.sources:
        yield "sources", list(quantity.sources)
    if quantity.judgement:
        yield "judgement", [quantity.judgement]
    yield "stands in", [str(card.place)]
    yield "read by", list(map(use, card.reads))
    yield "claims", list(map(claim_line, card.claims))
    yield "scenarios", list(map(scenario_line, card.scenarios))
    yield "set in", [one.name for one in card.set_in]


def _values(quantity: Quantity) -> Iterator[str]:
    for flat, value, low, high in zip(
        quantity.entries, quantity.central, quantity.low, quantity.high, strict=True
    ):
        name = f"{flat.partition('.')[2]} " if quantity.members else ""
        shown = level_name(quantity, value) if quantity.levels else number(value)
        yield f"{name}{shown}, plausibly {number(low)} to {number(high)}"
    if quantity.default_from:
        yield f"follows {quantity.default_from} unless it is set"
    yield f"legal: {number(quantity.legal[0])} to {number(quantity.legal[1])}"


def _prior(prior: Prior) -> str:
    arguments = "; ".join(
        ", ".join(f"{name} {number(value)}" for name, value in one.items()) for one in prior.arguments
    )
    return f"{prior.distribution}: {arguments}" + (" (of the absolute value)" if any(prior.negative) else "")


def _facts_of_column(card: ColumnCard) -> Iterator[tuple[str, list[str]]]:
    yield "unit", [card.column.unit]
    yield "described", [str(card.column.place)]
    yield "written by", list(map(use, card.writes))
    yield "claims", list(map(claim_line, card.claims))
    yield "scenarios", list(map(scenario_line, card.scenarios))


def _facts_of_claim(card: ClaimCard) -> Iterator[tuple[str, list[str]]]:
    yield "sign", [card.claim.sign]
    yield "test", [card.claim.test]
    yield "tested", [trial_of(card.claim.name).summary]
    yield "stands in", [str(card.claim.place)]
    yield "numbers", [f"{one.name}: {_short(one.description)}" for one in card.numbers]
    yield "columns", [f"{one.name} (of a {one.grain}): {_short(one.description)}" for one in card.columns]
    yield "scenarios", list(map(scenario_line, card.scenarios))


def _facts_of_scenario(card: ScenarioCard) -> Iterator[tuple[str, list[str]]]:
    yield "stands in", [str(card.place)]
    yield "changes", [_change(one) for one in card.changes] or ["nothing: all values are the defaults"]
    yield "claims", list(map(claim_line, card.claims))
    names = dict.fromkeys(name for claim in card.claims for name in (*claim.parameters, *claim.initial))
    yield "numbers", [", ".join(names)]


def _change(change: Change) -> str:
    values = change.value if isinstance(change.value, list) else [change.value]
    return f"{change.key}: {'; '.join(map(str, values))}  ({change.origin})"


def use(found: Use) -> str:
    """Write where a function reads or writes."""
    return f"{found.function}  {found.file}:{found.line}"


def claim_line(claim: Claim) -> str:
    """Write a claim on one line."""
    return f"{claim.name} ({claim.hedge}): {claim.content}"


def scenario_line(scenario: Scenario) -> str:
    """Write a scenario on one line, with the claims it turns on."""
    return f"{scenario.name}: {scenario.question}"


def _short(description: str) -> str:
    return description.partition(". ")[0].rstrip(".")


def _wrapped(text: str, indent: int) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=" " * indent, subsequent_indent=" " * indent)


def overview() -> str:
    """Write all claims, two lines each: whether they have a test, and what represents them."""
    lines = [f"{'claim':6}{'hedge':20}{'numbers':>8}{'columns':>8}{'scenarios':>10}  {'test':5} content"]
    for claim in claims().values():
        count = len(claim.parameters) + len(claim.initial)
        tested = "yes" if trial_of(claim.name).arms else "facts" if trial_of(claim.name).testable else "no"
        head = f"{claim.name:6}{claim.hedge[:19]:20}{count:8}{len(claim.measures):8}{len(claim.scenarios):10}"
        room = WIDTH - len(head) - 8
        lines.append(f"{head}  {tested:5} {textwrap.shorten(claim.content, room, placeholder=' ...')}")
        named = ", ".join((*claim.parameters, *claim.initial, *claim.measures, *claim.scenarios))
        lines.append(f"      {textwrap.shorten(named, WIDTH - 6, placeholder=' ...')}")
    behind = {name for claim in claims().values() for name in (*claim.parameters, *claim.initial)}
    known = {**parameters(), **initial()}
    lines.append(
        f"\n{len(claims())} claims; {len(parameters())} parameters and {len(initial())} initial quantities, "
        f"{len(known) - len(behind)} of which name no claim.\n"
        "sim claims NAME tells all about one of them; sim claims --test plays the claims' own tests."
    )
    return "\n".join(lines)
