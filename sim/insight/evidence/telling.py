"""What was looked up, as text for a terminal and as plain data for JSON."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, Any, get_args

from sim.insight.evidence.lookup import Card, ClaimCard, ColumnCard, NumberCard, ScenarioCard
from sim.insight.evidence.register import claims
from sim.insight.evidence.trials import Result, trial_of
from sim.quantities import initial, parameters
from sim.scenario.kinds import number
from sim.scenario.names import level_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sim.insight.evidence.figures import Figure
    from sim.insight.evidence.lookup import Change
    from sim.insight.evidence.readers import Use
    from sim.insight.evidence.register import Claim, Column
    from sim.insight.evidence.trials import Verdict
    from sim.quantities import Prior, Quantity
    from sim.scenario import Scenario

WIDTH = 110
LABEL = 11  # width of the names of facts
VERDICT = 20  # width of a claim with its verdict


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
    """Write all claims, a line each: what represents them, and whether they have a test."""
    lines = [f"{'claim':6}{'hedge':20}{'numbers':>8}{'columns':>8}{'scenarios':>10}  {'test':5} content"]
    for claim in claims().values():
        count = len(claim.parameters) + len(claim.initial)
        tested = "yes" if trial_of(claim.name).arms else "facts" if trial_of(claim.name).testable else "no"
        head = f"{claim.name:6}{claim.hedge[:19]:20}{count:8}{len(claim.measures):8}{len(claim.scenarios):10}"
        room = WIDTH - len(head) - 8
        lines.append(f"{head}  {tested:5} {textwrap.shorten(claim.content, room, placeholder=' ...')}")
    named = {name for claim in claims().values() for name in (*claim.parameters, *claim.initial)}
    known = {**parameters(), **initial()}
    lines.append(
        f"\n{len(claims())} claims; {len(parameters())} parameters and {len(initial())} initial quantities, "
        f"{len(known) - len(named)} of which name no claim.\n"
        "sim evidence NAME tells all about one of them; sim evidence --test plays the claims' own tests."
    )
    return "\n".join(lines)


def overview_data() -> list[dict[str, Any]]:
    """Return all claims as plain data."""
    return [_claim_data(claim) for claim in claims().values()]


def data_of(card: Card) -> dict[str, Any]:
    """Return a card as plain data."""
    match card:
        case NumberCard():
            return _number_data(card)
        case ColumnCard(column=column):
            return {
                "what": "column",
                **_column_data(column),
                "written_by": list(map(_use_data, card.writes)),
                "claims": [claim.name for claim in card.claims],
                "scenarios": [one.name for one in card.scenarios],
            }
        case ClaimCard(claim=claim):
            return {"what": "claim", **_claim_data(claim), "columns": list(map(_column_data, card.columns))}
        case ScenarioCard(scenario=scenario):
            return {
                "what": "scenario",
                "name": scenario.name,
                "question": scenario.question,
                "file": str(card.place),
                "changes": [
                    {"key": one.key, "value": one.value, "origin": str(one.origin)} for one in card.changes
                ],
                "claims": [claim.name for claim in card.claims],
            }


def _number_data(card: NumberCard) -> dict[str, Any]:
    quantity = card.quantity
    prior = quantity.prior
    return {
        "what": quantity.kind,
        "name": quantity.name,
        "symbol": quantity.symbol,
        "unit": quantity.unit,
        "description": quantity.description,
        "values": {
            flat: {"central": central, "low": low, "high": high}
            for flat, central, low, high in zip(
                quantity.entries, quantity.central, quantity.low, quantity.high, strict=True
            )
        },
        "legal": list(quantity.legal),
        "prior": prior
        and {"distribution": prior.distribution, "arguments": list(map(dict, prior.arguments))},
        "sources": list(quantity.sources),
        "judgement": quantity.judgement,
        "file": card.place.file,
        "line": card.place.line,
        "read_by": list(map(_use_data, card.reads)),
        "claims": [claim.name for claim in card.claims],
        "scenarios": [one.name for one in card.scenarios],
        "set_in": [one.name for one in card.set_in],
    }


def _claim_data(claim: Claim) -> dict[str, Any]:
    trial = trial_of(claim.name)
    return {
        "name": claim.name,
        "kind": list(claim.kind),
        "actor": list(claim.actor),
        "sign": claim.sign,
        "hedge": claim.hedge,
        "content": claim.content,
        "test": claim.test,
        "parameters": list(claim.parameters),
        "initial": list(claim.initial),
        "measures": list(claim.measures),
        "scenarios": list(claim.scenarios),
        "file": claim.place.file,
        "line": claim.place.line,
        "testable": trial.testable,
        "tested_by": trial.summary,
    }


def _column_data(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "grain": column.grain,
        "unit": column.unit,
        "description": column.description,
        "described": str(column.place),
    }


def _use_data(found: Use) -> dict[str, Any]:
    return {"function": found.function, "file": found.file, "line": found.line}


def tell_verdict(verdict: Verdict) -> str:
    """Write what came of a claim's test: a line for the claim, a line for each figure."""
    trial = verdict.trial
    indent = " " * VERDICT
    head = f"{trial.claim:6}{verdict.result:14}"
    lines = textwrap.wrap(trial.summary, WIDTH, initial_indent=head, subsequent_indent=indent)
    lines += [_figure_line(one) for one in verdict.figures]
    if trial.note:
        lines += textwrap.wrap(trial.note, WIDTH, initial_indent=indent, subsequent_indent=indent)
    return "\n".join(lines)


def _figure_line(figure: Figure) -> str:
    value = f"{figure.value:.4g}"
    if figure.n and figure.low < figure.high:
        value += f" [{figure.low:.4g}, {figure.high:.4g}]"
    notes = [f"d {figure.effect:+.2f}"] if figure.effect is not None else []
    notes += [f"n {figure.n:,}"] if figure.n else ["exact"]
    notes += [] if figure.wanted.reported else [f"wanted {figure.wanted}"]
    text = f"{figure.what}: {value} ({', '.join(notes)})"
    indent = " " * VERDICT
    return textwrap.fill(text, WIDTH, initial_indent=f"      {figure.judgement:14}", subsequent_indent=f"{indent}  ")


def tell_results(verdicts: Iterable[Verdict], runs: int) -> str:
    """Write how many claims hold, hold in part, fail and have no test."""
    results = [verdict.result for verdict in verdicts]
    counts = [f"{results.count(result)} {result}" for result in get_args(Result) if result in results]
    return (
        f"{', '.join(counts)}; {runs:,} runs an arm. Intervals are 95%; an effect holds at four standard\n"
        "errors in the direction wanted, a level where its whole interval is inside. d: standard deviations."
    )


def data_of_verdict(verdict: Verdict) -> dict[str, Any]:
    """Return what came of a claim's test as plain data; missing numbers are None."""
    return {
        "claim": verdict.trial.claim,
        "verdict": verdict.result,
        "test": verdict.trial.summary,
        "note": verdict.trial.note,
        "figures": [_figure_data(figure) for figure in verdict.figures],
    }


def _figure_data(figure: Figure) -> dict[str, Any]:
    numbers = {"value": figure.value, "low": figure.low, "high": figure.high}
    return {
        "what": figure.what,
        "judgement": figure.judgement,
        **{name: value if math.isfinite(value) else None for name, value in numbers.items()},
        "effect": figure.effect,
        "n": figure.n,
        "wanted": str(figure.wanted),
    }
