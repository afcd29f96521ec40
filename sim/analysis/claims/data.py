"""What was looked up, as plain data for JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.analysis.claims.lookup import Card, ClaimCard, ColumnCard, NumberCard, ScenarioCard
from sim.analysis.claims.register import claims
from sim.analysis.claims.trials import trial_of

if TYPE_CHECKING:
    from sim.analysis.claims.readers import Use
    from sim.analysis.claims.register import Claim, Column


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
