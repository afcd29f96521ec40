"""Why offers were refused: parts that add up, and leaders whose memory changes nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from sim.engines.mesa_model import Model
from sim.minds.kinds import MINDS, QUANTAL
from sim.minds.workspace import KREMLIN
from sim.narrative.reasons import TERMS
from sim.narrative.recall import RecalledModel
from sim.quantities import parameters
from sim.testing import runs, scenarios


def refused(trace):
    """Every refusal with the decision in which it was spoken."""
    for refusal in trace.model.refusals:
        (decision,) = [
            one
            for one in trace.model.decisions
            if (one.month, one.side) == (refusal.month, refusal.side) and one.name in ("reply", "answer")
        ]
        yield refusal, decision


def test_there_are_refusals_to_look_at(reported):
    assert sum(len(trace.model.refusals) for trace in reported.values()) > 50


def test_the_parts_of_a_refusal_add_up_to_what_accepting_was_worth_above_refusing(reported):
    for trace in reported.values():
        for refusal, decision in refused(trace):
            accept, reject = decision.values[:2]
            assert refusal.difference == pytest.approx(accept - reject, abs=1e-9)
            scale = max(1.0, *(abs(part) for _, part in refusal.terms))
            assert sum(part for _, part in refusal.terms) == pytest.approx(
                refusal.difference, abs=1e-9 * scale
            )


def test_reasons_stand_in_the_order_of_their_weight(reported):
    for trace in reported.values():
        for refusal in trace.model.refusals:
            parts = [part for _, part in refusal.terms]
            assert parts == sorted(parts)
            assert [part for part in parts if part < 0] == [part for _, part in refusal.against]


def test_every_refusal_of_a_quantal_mind_is_remembered_and_no_other(reported):
    for (name, _), trace in reported.items():
        months = {
            one.month
            for one in trace.model.decisions
            if one.name in ("reply", "answer") and one.choice == "reject"
        }
        quantal = "aspiring" not in name
        assert {refusal.month for refusal in trace.model.refusals} == (months if quantal else set())


def test_every_payoff_of_either_side_is_a_term_once():
    for side, groups in (
        (KREMLIN, ("kremlin_payoff", "image_and_help", "endings")),
        (1 - KREMLIN, ("minsk_payoff", "endings")),
    ):
        named = [weight for weights in TERMS[side].values() for weight in weights]
        assert len(named) == len(set(named))
        who = "kremlin" if side == KREMLIN else "minsk"
        other = "minsk" if side == KREMLIN else "kremlin"
        payoffs = {
            name
            for name, quantity in parameters().items()
            if quantity.group in groups and ("payoff units" in quantity.unit) and f"value_{other}" not in name
        }
        pressing = {name for name in payoffs if name.startswith("pressure_cost")}  # paid whatever the answer
        assert payoffs - pressing - {"push_cost"} <= set(named), who


@settings(max_examples=8)
@given(scenario=scenarios(), run=runs())
def test_a_memory_changes_nothing_of_a_run(scenario, run):
    plain, remembering = Model(scenario, run).play(), RecalledModel(scenario, run).play()
    assert np.array_equal(plain.month_rows(), remembering.month_rows(), equal_nan=True)
    assert plain.decisions == remembering.decisions
    if MINDS[QUANTAL] not in (scenario.kremlin_mind, scenario.minsk_mind):
        assert not remembering.refusals
