"""Kinds of the ladder: belief, error, value iteration, learning, and the random numbers under all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import numpy as np
from annotated_types import Len
from pydantic import Field, model_validator

from sim.minds.choice import logit_weights
from sim.rules.beliefs import bayes, mix
from sim.rules.draws import philox
from sim.rules.numerics import log
from sim.theory import ewa, logit_equilibrium, regret_matching, value_iteration
from sim.verification.cases.fields import (
    SUM_TOLERANCE,
    Count,
    NotNegative,
    NumberField,
    Pair,
    Positive,
    Real,
    Reals,
    Share,
    Some,
    Word,
)
from sim.verification.cases.kind import CaseFields, CaseKind, OutOfDomainError, require

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.verification.cases.kind import Answer

Shares = list[Share]
TwoByTwo = Annotated[list[Pair], Len(2, 2)]
Table = Annotated[list[Some], Len(1)]


class BeliefInputs(CaseFields):
    """A prior over types, how likely each event is under each, and the events seen."""

    prior: Annotated[Shares, Len(1)]
    likelihood: dict[str, Shares]
    events: list[str]
    mix_eps: Share

    @model_validator(mode="after")
    def _fits(self) -> BeliefInputs:
        total = sum(self.prior)
        require(
            holds=abs(total - 1.0) <= SUM_TOLERANCE,
            key="prior",
            wrong=f"sums to {total:g}",
            allowed="1 together",
        )
        for event, likelihood in self.likelihood.items():
            require(
                holds=len(likelihood) == len(self.prior),
                key=f"likelihood.{event}",
                wrong=f"{len(likelihood)} numbers",
                allowed=f"one for each of {len(self.prior)} types",
            )
        for number, event in enumerate(self.events):
            require(
                holds=event in self.likelihood,
                key=f"events[{number}]",
                wrong=f"'{event}' has no likelihood",
                allowed=f"one of {', '.join(self.likelihood)}",
            )
        return self


class BeliefExpected(CaseFields):
    """What is believed after the events, with and without mixing."""

    posterior: Reals
    posterior_with_mixing: Reals
    path_with_mixing: list[Reals]


def _belief(given: BeliefInputs) -> Answer:
    plain, mixed = np.array(given.prior), np.array(given.prior)
    path = [mixed.tolist()]
    for event in given.events:
        likelihood = np.array(given.likelihood[event])
        if plain @ likelihood <= 0.0 or mixed @ likelihood <= 0.0:
            raise OutOfDomainError("events", f"'{event}' is impossible under every type that is believed in")
        logs = np.array([log(value) for value in likelihood])
        bayes(plain, logs)
        bayes(mixed, logs)
        mix(mixed, given.mix_eps)
        path.append(mixed.tolist())
    return {"posterior": plain.tolist(), "posterior_with_mixing": path[-1], "path_with_mixing": path}


class EquilibriumInputs(CaseFields):
    """Payoffs of a 2x2 game by row and column, and precisions."""

    A: TwoByTwo
    B: TwoByTwo
    precisions: list[NotNegative] = Field(alias="lambda")


class EquilibriumExpected(CaseFields):
    """Chances of the first row and the first column at each precision."""

    p_row1: Reals
    p_col1: Reals


def _equilibrium(given: EquilibriumInputs) -> Answer:
    try:
        found = logit_equilibrium.principal_branch(given.A, given.B, given.precisions)
    except ValueError as error:
        raise OutOfDomainError("lambda", str(error)) from None
    return {"p_row1": [at.row for at in found], "p_col1": [at.column for at in found]}


class ValueIterationInputs(CaseFields):
    """A decision problem without end: chances of the next state, rewards, patience, temperature."""

    P: Annotated[list[Annotated[list[list[Share]], Len(1)]], Len(1)]
    r: Table
    delta: Annotated[float, NumberField(0.0, 1.0, open_high=True)]
    tau: Positive

    @model_validator(mode="after")
    def _fits(self) -> ValueIterationInputs:
        states, actions = len(self.r[0]), len(self.P)
        _one_each(len(self.r), actions, "r", "action")
        for action, (rewards, chances) in enumerate(zip(self.r, self.P)):
            _one_each(len(rewards), states, f"r[{action}]", "state")
            _one_each(len(chances), states, f"P[{action}]", "state")
            for state, row in enumerate(chances):
                key = f"P[{action}][{state}]"
                _one_each(len(row), states, key, "next state")
                off = abs(sum(row) - 1.0)
                require(
                    holds=off <= SUM_TOLERANCE, key=key, wrong=f"sums to {sum(row):g}", allowed="1 together"
                )
        return self


def _one_each(found: int, wanted: int, key: str, what: str) -> None:
    require(holds=found == wanted, key=key, wrong=f"length {found}", allowed=f"one for each {what}, {wanted}")


class ValueIterationExpected(CaseFields):
    """Values and policies, best and by logit."""

    V: Reals
    policy: list[Count]
    V_soft: Reals
    policy_soft: list[Reals]


def _value_iteration(given: ValueIterationInputs) -> Answer:
    transition, reward = np.array(given.P), np.array(given.r)
    best = value_iteration.solve(transition, reward, given.delta)
    logit = value_iteration.solve_logit(transition, reward, given.delta, given.tau)
    return {
        "V": best.values.tolist(),
        "policy": best.policy.argmax(axis=1).tolist(),
        "V_soft": logit.values.tolist(),
        "policy_soft": logit.policy.tolist(),
    }


class Round(CaseFields):
    """What each action earned or would have earned, and which was taken."""

    payoffs: Reals
    chosen: Count


class AttractionInputs(CaseFields):
    """Experience-weighted attraction: its numbers, its start and the rounds played."""

    phi: Share
    delta: Share
    kappa: Share
    precision: NotNegative = Field(alias="lambda")
    A0: Some
    N0: NotNegative
    rounds: list[Round]

    @model_validator(mode="after")
    def _fits(self) -> AttractionInputs:
        actions = len(self.A0)
        for number, played in enumerate(self.rounds):
            _one_each(len(played.payoffs), actions, f"rounds[{number}].payoffs", "action")
            require(
                holds=played.chosen < actions,
                key=f"rounds[{number}].chosen",
                wrong=f"no action {played.chosen}",
                allowed=f"0 to {actions - 1}",
            )
        return self


class AttractionExpected(CaseFields):
    """Attractions, weight of experience and chances of each action after the last round."""

    A: Reals
    N: Real
    p: Reals


def _attraction(given: AttractionInputs) -> Answer:
    attractions, experience = np.array(given.A0), given.N0
    for played in given.rounds:
        experience = ewa.learn(
            attractions,
            experience,
            np.array(played.payoffs),
            played.chosen,
            given.phi,
            given.delta,
            given.kappa,
        )
    chances = attractions.copy()
    total = logit_weights(chances, len(chances), given.precision)
    return {"A": attractions.tolist(), "N": experience, "p": (chances / total).tolist()}


class RegretInputs(CaseFields):
    """What every action would have earned in each round, and how fast regret fades."""

    payoffs: Table
    decay: Share

    @model_validator(mode="after")
    def _fits(self) -> RegretInputs:
        for number, payoffs in enumerate(self.payoffs):
            _one_each(len(payoffs), len(self.payoffs[0]), f"payoffs[{number}]", "action")
        return self


class RegretExpected(CaseFields):
    """The mix played in each round, and the regrets after the last."""

    strategies: list[Reals]
    regrets: Reals


def _regret(given: RegretInputs) -> Answer:
    regrets = np.zeros(len(given.payoffs[0]))
    shares: NDArray[np.float64] = np.empty_like(regrets)
    strategies = []
    for payoffs in given.payoffs:
        regret_matching.mix(regrets, shares)
        strategies.append(shares.tolist())
        regret_matching.learn(regrets, shares, np.array(payoffs), given.decay)
    return {"strategies": strategies, "regrets": regrets.tolist()}


class DrawInputs(CaseFields):
    """A counter of four words and a key of two, hexadecimal."""

    counter: Annotated[list[Word], Len(4, 4)]
    key: Annotated[list[Word], Len(2, 2)]


class DrawExpected(CaseFields):
    """Four words, lower case, eight digits."""

    out: Annotated[list[Word], Len(4, 4)]


def _draw(given: DrawInputs) -> Answer:
    words = (np.uint64(int(word, 16)) for word in (*given.counter, *given.key))
    return {"out": [f"{int(word):08x}" for word in philox(*words)]}


KINDS = (
    CaseKind("bayes_beliefs", BeliefInputs, BeliefExpected, _belief),
    CaseKind("logit_qre", EquilibriumInputs, EquilibriumExpected, _equilibrium),
    CaseKind("value_iteration", ValueIterationInputs, ValueIterationExpected, _value_iteration),
    CaseKind("ewa", AttractionInputs, AttractionExpected, _attraction),
    CaseKind("regret_matching", RegretInputs, RegretExpected, _regret),
    CaseKind("philox", DrawInputs, DrawExpected, _draw),
)
