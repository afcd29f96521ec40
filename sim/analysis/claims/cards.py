"""What was looked up: each fact about a name once, as text for a terminal and as rows of tables."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.analysis.claims.lookup import Card, ClaimCard, ColumnCard, NumberCard, PatternCard, ScenarioCard
from sim.analysis.claims.trials import trials
from sim.output.table import Declaration, real, text
from sim.scenario.kinds import number
from sim.scenario.schema import level_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sim.analysis.claims.catalogue import Pattern
    from sim.analysis.claims.readers import Use
    from sim.analysis.claims.register import BriefingClaim
    from sim.quantities import Prior, Quantity
    from sim.scenario import Scenario

WIDTH = 110
LABEL = 11  # width of the names of facts

LINKS = Declaration(
    name="links",
    caption="A link from a name to what belongs to it",
    columns=(
        text("name", "A parameter, initial quantity, claim, pattern, column or scenario"),
        text("what", "Which of these it is"),
        text("relation", "What the other is to it: `claims`, `read by`, `set in` and the like"),
        text("to", "The other: a name, a function, or a key of a scenario file"),
        text("words", "The other in words, or its value"),
        text("place", "Where that is written down"),
    ),
)
VALUES = Declaration(
    name="values",
    caption="A number of a parameter or an initial quantity",
    columns=(
        text("name", "Flat name of the number"),
        text("unit", "Its unit"),
        text("description", "What it is"),
        real("central", "as in `unit`", "The value that is used unless another is set"),
        real("low", "as in `unit`", "Lower end of what is plausible"),
        real("high", "as in `unit`", "Upper end of what is plausible"),
        real("legal_low", "as in `unit`", "Lower end of what is legal"),
        real("legal_high", "as in `unit`", "Upper end of what is legal"),
        text("prior", "The distribution it is drawn from"),
        text("place", "Where it is written down"),
    ),
)


class CardFact(NamedTuple):
    """A fact about a name: in words, or a link to another name, with what that is and where it stands."""

    relation: str
    words: str | None = None
    to: str | None = None
    place: str | None = None

    @property
    def text(self) -> str:
        """The fact on one line."""
        if self.to is None:
            return self.words or ""
        if self.words is None:
            return "  ".join(filter(None, (self.to, self.place)))
        return f"{self.to}: {self.words}" + (f"  ({self.place})" if self.place else "")


class About(NamedTuple):
    """A name, what kind of thing it is, a title and a description."""

    name: str
    what: str
    title: str
    description: str


def text_of(card: Card) -> str:
    """Write a card: a title, what it is, then one fact below the other.

    Parameters
    ----------
    card : Card
        What is known about one name.

    Returns
    -------
    str
        Lines of at most `WIDTH` characters, but for the title.
    """
    about = about_of(card)
    lines = [
        about.title,
        *textwrap.wrap(about.description, WIDTH, initial_indent="  ", subsequent_indent="  "),
    ]
    label = ""
    for fact in facts_of(card):
        head = f"  {fact.relation if fact.relation != label else '':<{LABEL}}"
        label = fact.relation
        lines += textwrap.wrap(fact.text, WIDTH, initial_indent=head, subsequent_indent=" " * (LABEL + 4))
    return "\n".join(lines)


def links_of(card: Card) -> Iterator[dict[str, Any]]:
    """Yield the facts of a card that lead to another name, as rows of `LINKS`.

    Parameters
    ----------
    card : Card
        What is known about one name.

    Yields
    ------
    dict
        A row by column of `LINKS`; None where words or place are missing.
    """
    name, what, _, _ = about_of(card)
    for relation, words, to, place in facts_of(card):
        if to is not None:
            yield {"name": name, "what": what, "relation": relation, "to": to, "words": words, "place": place}


def values_of(card: Card) -> Iterator[dict[str, Any]]:
    """Yield the numbers of a parameter or an initial quantity, as rows of `VALUES`; else nothing.

    Parameters
    ----------
    card : Card
        What is known about one name.

    Yields
    ------
    dict
        A row by column of `VALUES`, one for each entry of a list.
    """
    if not isinstance(card, NumberCard):
        return
    quantity = card.quantity
    ranges = zip(quantity.entries, quantity.central, quantity.low, quantity.high, strict=True)
    for flat, central, low, high in ranges:
        yield {
            "name": flat,
            "unit": quantity.unit,
            "description": quantity.description,
            "central": central,
            "low": low,
            "high": high,
            "legal_low": quantity.legal[0],
            "legal_high": quantity.legal[1],
            "prior": _prior(quantity.prior) if quantity.prior else None,
            "place": str(card.place),
        }


def about_of(card: Card) -> About:
    """Return what a card is about.

    Parameters
    ----------
    card : Card
        What is known about one name.

    Returns
    -------
    About
        The description in the words of seeds/, of the claim, or of the scenario's question.
    """
    match card:
        case NumberCard(quantity=one):
            kind = "parameter" if one.kind == "parameter" else "initial quantity"
            symbol = f" ({one.symbol})" if one.symbol else ""
            return About(one.name, kind, f"{one.name}{symbol}: {kind}", one.description)
        case ColumnCard(column=one):
            title = f"{one.name}: column of the results, a row a {one.grain}"
            return About(one.name, f"column of a {one.grain}", title, one.description)
        case ClaimCard(claim=one):
            said = f"{', '.join(one.kind)} about {', '.join(one.actor)}, {one.hedge}"
            return About(one.name, "claim", f"{one.name}: {said}", one.content)
        case PatternCard(pattern=one):
            return About(one.name, "pattern", f"{one.name}: pattern, {one.status}", one.says)
        case ScenarioCard(scenario=one):
            return About(one.name, "scenario", f"{one.name}: shipped scenario", one.question)


def facts_of(card: Card) -> Iterator[CardFact]:
    """Yield the facts of a card, those of one relation in a row.

    Parameters
    ----------
    card : Card
        What is known about one name.

    Yields
    ------
    CardFact
        In the order in which they are printed.
    """
    match card:
        case NumberCard():
            yield from _facts_of_number(card)
        case ColumnCard():
            yield CardFact("unit", card.column.unit)
            yield CardFact("described", str(card.column.place))
            yield from _uses("written by", card.writes)
            yield from _claims(card.claims)
            yield from _scenarios("scenarios", card.scenarios)
        case ClaimCard():
            yield from _facts_of_claim(card)
        case PatternCard():
            yield from _facts_of_pattern(card.pattern)
            yield from _claims(card.claims)
        case ScenarioCard():
            yield CardFact("stands in", str(card.place))
            for change in card.changes:
                yield CardFact("changes", str(change.value), change.key, str(change.origin))
            yield from _claims(card.claims)
            behind = (name for claim in card.claims for name in (*claim.parameters, *claim.initial))
            yield from (CardFact("numbers", to=name) for name in dict.fromkeys(behind))


def _facts_of_number(card: NumberCard) -> Iterator[CardFact]:
    quantity = card.quantity
    yield CardFact("unit", quantity.unit)
    yield from (CardFact("value", words) for words in _values(quantity))
    prior = _prior(quantity.prior) if quantity.prior else "none: not drawn by `uncertain: all`"
    yield CardFact("prior", prior)
    yield from (CardFact("sources", words) for words in quantity.sources)
    if quantity.judgement:
        yield CardFact("judgement", quantity.judgement)
    yield CardFact("stands in", str(card.place))
    yield from _uses("read by", card.reads)
    yield from _claims(card.claims)
    yield from _scenarios("scenarios", card.scenarios)
    yield from _scenarios("set in", card.set_in)


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


def _facts_of_claim(card: ClaimCard) -> Iterator[CardFact]:
    yield CardFact("sign", card.claim.sign)
    yield CardFact("test", card.claim.test)
    yield CardFact("tested", trials()[card.claim.name].summary)
    yield CardFact("stands in", str(card.claim.place))
    yield from (CardFact("numbers", _short(one.description), one.name) for one in card.numbers)
    for one in card.columns:
        yield CardFact("columns", f"{_short(one.description)} (of a {one.grain})", one.name)
    yield from _scenarios("scenarios", card.scenarios)
    yield from (CardFact("patterns", f"{one.says} ({one.status})", one.name) for one in card.patterns)


def _facts_of_pattern(pattern: Pattern) -> Iterator[CardFact]:
    yield CardFact("compares", pattern.compares)
    yield CardFact("counts as", ": ".join(filter(None, (pattern.counts_as, pattern.because))))
    yield CardFact("mechanism", pattern.mechanism)
    yield from (CardFact("expected", f"{one.metric} {one.expect}") for one in pattern.readings)
    if pattern.ablation:
        yield CardFact("ablation", pattern.ablation.off)


def _uses(relation: str, uses: Iterable[Use]) -> Iterator[CardFact]:
    yield from (CardFact(relation, None, use.function, f"{use.file}:{use.line}") for use in uses)


def _claims(claims: Iterable[BriefingClaim]) -> Iterator[CardFact]:
    yield from (CardFact("claims", f"{one.content} ({one.hedge})", one.name) for one in claims)


def _scenarios(relation: str, scenarios: Iterable[Scenario]) -> Iterator[CardFact]:
    yield from (CardFact(relation, one.question, one.name) for one in scenarios)


def _short(description: str) -> str:
    return description.partition(". ")[0].rstrip(".")
