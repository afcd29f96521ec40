"""Kinds of the ladder: alternating offers, reputation and screening."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import numpy as np
from pydantic import model_validator

from sim.rules.draws import COUNTER_REPLY, FIRST, REPLY, SECOND
from sim.theory import alternating_offers, reputation, screening
from sim.verification.cases.fields import (
    NumberField,
    OpenShare,
    Patience,
    Positive,
    Real,
    Share,
    WholeNumber,
)
from sim.verification.cases.kind import CaseFields, CaseKind, SimulatedValue, require
from sim.verification.cases.sampling import blocks, error_of_share

if TYPE_CHECKING:
    from sim.verification.cases.kind import Answer


class OffersInputs(CaseFields):
    """A negotiation by alternating offers over a pie of 1."""

    d1: Patience
    d2: Patience
    offers: Annotated[int | None, WholeNumber(1, or_null=True)]
    p: Share
    b1: Real
    b2: Real
    outside_option_2: Annotated[float | None, NumberField(or_null=True)]

    @model_validator(mode="after")
    def _fits(self) -> OffersInputs:
        endless = self.offers is None
        pressed = not endless or self.p > 0.0 or min(self.d1, self.d2) < 1.0
        require(
            holds=pressed,
            key="p",
            wrong="nothing presses for agreement",
            allowed="p above 0, or d1 or d2 below 1, or a number of offers",
        )
        require(
            holds=endless or self.outside_option_2 is None,
            key="outside_option_2",
            wrong="an outside option in a game that ends",
            allowed="null, or offers null",
        )
        return self


class OffersExpected(CaseFields):
    """What each keeps as first proposer."""

    share_1_when_1_proposes: Real
    share_2_when_2_proposes: Real


def _offers(given: OffersInputs) -> Answer:
    game = alternating_offers.Game(
        given.d1, given.d2, given.offers, given.p, given.b1, given.b2, given.outside_option_2
    )
    first, second = alternating_offers.proposers_shares(game)
    return {"share_1_when_1_proposes": first, "share_2_when_2_proposes": second}


class ReputationInputs(CaseFields):
    """Two players who may be obstinate."""

    r1: Positive
    r2: Positive
    a1: OpenShare
    a2: OpenShare
    z1: OpenShare
    z2: OpenShare

    @model_validator(mode="after")
    def _fits(self) -> ReputationInputs:
        demands = f"demands of {self.a1:g} and {self.a2:g} can both be met"
        require(holds=self.a1 + self.a2 > 1.0, key="a1", wrong=demands, allowed="a1 + a2 above 1")
        return self

    @property
    def players(self) -> tuple[reputation.Player, reputation.Player]:
        """The two, as theory sees them.

        Returns
        -------
        tuple of two Player
            Discount rate, demand as a share of the pie, and chance of being obstinate, of each.
        """
        return (
            reputation.Player(self.r1, self.a1, self.z1),
            reputation.Player(self.r2, self.a2, self.z2),
        )


class ReputationExpected(CaseFields):
    """The equilibrium of the war of attrition."""

    lambda1: Real
    lambda2: Real
    T1: Real
    T2: Real
    T0: Real
    mass1_at_0: Real
    mass2_at_0: Real
    U1: Real
    U2: Real
    prob_no_agreement: Real
    prob_agree_at_0: Real


def _reputation(given: ReputationInputs) -> Answer:
    found = reputation.equilibrium(*given.players)
    return {
        "lambda1": found.hazards[0],
        "lambda2": found.hazards[1],
        "T1": found.exhaustion[0],
        "T2": found.exhaustion[1],
        "T0": found.end,
        "mass1_at_0": found.at_once[0],
        "mass2_at_0": found.at_once[1],
        "U1": found.payoffs[0],
        "U2": found.payoffs[1],
        "prob_no_agreement": found.never,
        "prob_agree_at_0": found.immediate,
    }


def _simulate_reputation(given: ReputationInputs, runs: int) -> dict[str, SimulatedValue]:
    found = reputation.equilibrium(*given.players)
    never = immediate = 0
    for block in blocks(runs):
        times = [
            reputation.concession_times(
                player.obstinacy,
                at_once,
                hazard,
                block.uniforms(stream, FIRST),
                block.uniforms(stream, SECOND),
            )
            for player, at_once, hazard, stream in zip(
                given.players, found.at_once, found.hazards, (REPLY, COUNTER_REPLY)
            )
        ]
        agreed = np.minimum(*times)
        never += int(np.isinf(agreed).sum())
        immediate += int((agreed == 0.0).sum())
    return {
        "prob_no_agreement": SimulatedValue(never / runs, error_of_share(found.never, runs)),
        "prob_agree_at_0": SimulatedValue(immediate / runs, error_of_share(found.immediate, runs)),
    }


class ScreeningInputs(CaseFields):
    """One offer to a responder of unknown type."""

    pie: Real
    v_tough: Real
    v_soft: Real
    mu_tough: Share
    proposer_disagreement: Real

    @model_validator(mode="after")
    def _fits(self) -> ScreeningInputs:
        require(
            holds=self.v_tough > self.v_soft,
            key="v_tough",
            wrong=f"{self.v_tough:g} is not above v_soft, {self.v_soft:g}",
            allowed="more than the soft type accepts",
        )
        require(
            holds=self.pie - self.v_soft > self.proposer_disagreement,
            key="v_soft",
            wrong="even the soft type leaves the proposer no more than its disagreement payoff",
            allowed="less than pie less proposer_disagreement",
        )
        return self


class ScreeningExpected(CaseFields):
    """The best offer."""

    threshold: Real
    offer: Real
    value: Real


def _screening(given: ScreeningInputs) -> Answer:
    found = screening.best_offer(
        given.pie, given.v_tough, given.v_soft, given.mu_tough, given.proposer_disagreement
    )
    return found._asdict()


KINDS = (
    CaseKind("alternating_offers", OffersInputs, OffersExpected, _offers),
    CaseKind(
        "reputational_bargaining", ReputationInputs, ReputationExpected, _reputation, _simulate_reputation
    ),
    CaseKind("screening", ScreeningInputs, ScreeningExpected, _screening),
)
