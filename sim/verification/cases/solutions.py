"""Kinds of the ladder: solution concepts on a frontier, and a menu of packages."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Annotated, NamedTuple

import numpy as np
from annotated_types import Len
from pydantic import Field, model_validator

from sim.minds.choice import logit_weights
from sim.minds.responses import accept_chance, expected_gain
from sim.rules.draws import KREMLIN_OFFER, REPLY
from sim.theory import egalitarian, kalai_smorodinsky, nash, raiffa, utilitarian
from sim.theory.frontier import BargainingProblem
from sim.theory.menu import undominated
from sim.verification.cases.fields import NotNegative, NumberField, Pair, Real, Some
from sim.verification.cases.kind import CaseFields, CaseKind, SimulatedValue, misfit, require
from sim.verification.cases.sampling import blocks, error_of_share, meetings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.theory.frontier import Point
    from sim.verification.cases.kind import Answer

DISAGREEMENT = 0.0  # utilities of a menu are relative to it


class FrontierInputs(CaseFields):
    """A polynomial frontier and a disagreement point below it."""

    frontier: Some
    d: Pair

    @model_validator(mode="after")
    def _fits(self) -> FrontierInputs:
        above = float(np.polynomial.Polynomial(self.frontier)(self.d[0])) > self.d[1]
        require(holds=above, key="d", wrong="not below the frontier", allowed="d2 below u2 at d1")
        try:
            _ = self.problem
        except ValueError as error:
            raise misfit("frontier", str(error), "decreasing and concave to the right of d1") from None
        return self

    @property
    def problem(self) -> BargainingProblem:
        """The two as one bargaining problem.

        Returns
        -------
        BargainingProblem
            Coefficients of u2 as a polynomial in u1, lowest power first, and the disagreement point (d1, d2).
        """
        return BargainingProblem(tuple(self.frontier), (self.d[0], self.d[1]))


class FrontierExpected(CaseFields):
    """Points [u1, u2]."""

    ideal: Pair
    nash: Pair
    kalai_smorodinsky: Pair
    egalitarian: Pair
    utilitarian: Pair


def _on_frontier(given: FrontierInputs) -> Answer:
    problem = given.problem
    points = {
        "ideal": problem.ideal,
        "nash": nash.on_frontier(problem),
        "kalai_smorodinsky": kalai_smorodinsky.on_frontier(problem),
        "egalitarian": egalitarian.on_frontier(problem),
        "utilitarian": utilitarian.on_frontier(problem),
    }
    return {name: list(point) for name, point in points.items()}


class RaiffaExpected(CaseFields):
    """The first three interim agreements, and where they lead."""

    step1: Pair
    step2: Pair
    step3: Pair
    limit: Pair


def _raiffa(given: FrontierInputs) -> Answer:
    problem = given.problem
    limit = raiffa.limit(problem)
    steps: list[Point] = [*islice(raiffa.steps(problem), 3)]
    steps += [limit] * (3 - len(steps))  # a straight frontier is reached in one
    return {**{f"step{i}": list(step) for i, step in enumerate(steps, 1)}, "limit": list(limit)}


class PackagesInputs(CaseFields):
    """A menu of packages, utilities relative to disagreement, and how precisely both choose."""

    menu: Annotated[dict[str, Pair], Len(1)]
    precision: NotNegative = Field(alias="lambda")

    @property
    def payoffs(self) -> NDArray[np.float64]:
        """Payoffs of proposer and responder, (packages, 2).

        Returns
        -------
        ndarray
            (packages, 2) in payoff units relative to disagreement, in the order of the menu.
        """
        return np.array(list(self.menu.values()))


class PackagesExpected(CaseFields):
    """Solutions of the menu, and how a meeting over it goes."""

    nash_package: str | None
    nash_product: Annotated[float | None, NumberField(or_null=True)]
    pareto: list[str]
    accept_prob: dict[str, Real]
    offer_prob: dict[str, Real]
    agree_prob: Real


class Meeting(NamedTuple):
    """By package (n,): chance of acceptance, what an offer of it promises, chance that it is offered."""

    accepted: NDArray[np.float64]
    promised: NDArray[np.float64]
    offered: NDArray[np.float64]

    @property
    def agreed(self) -> float:
        """The chance of agreement."""
        return float(self.accepted @ self.offered)


def _meeting(given: PackagesInputs) -> Meeting:
    """Return the law of one offer and one answer, by the functions that the minds use."""
    proposer, responder = given.payoffs.T
    accepted = np.array([accept_chance(value, DISAGREEMENT, given.precision) for value in responder])
    promised = np.array(
        [expected_gain(chance, value, DISAGREEMENT) for chance, value in zip(accepted, proposer)]
    )
    weights = promised.copy()
    total = logit_weights(weights, len(weights), given.precision)
    return Meeting(accepted, promised, weights / total)


def _packages(given: PackagesInputs) -> Answer:
    names, meeting = list(given.menu), _meeting(given)
    best = nash.on_menu(given.payoffs, (DISAGREEMENT, DISAGREEMENT))
    return {
        "nash_package": names[best.position] if best else None,
        "nash_product": best.product if best else None,
        "pareto": [name for name, flag in zip(names, undominated(given.payoffs)) if flag],
        "accept_prob": dict(zip(names, meeting.accepted.tolist())),
        "offer_prob": dict(zip(names, meeting.offered.tolist())),
        "agree_prob": meeting.agreed,
    }


def _simulate_packages(given: PackagesInputs, runs: int) -> dict[str, SimulatedValue]:
    names, meeting = list(given.menu), _meeting(given)
    responders = np.ascontiguousarray(given.payoffs[:, 1])
    offered = np.zeros(len(names), dtype=np.int64)
    agreements = 0
    weights = np.empty(len(responders))
    for block in blocks(runs):
        offers, answers = block.uniforms(KREMLIN_OFFER), block.uniforms(REPLY)
        agreements += meetings(
            meeting.promised, responders, given.precision, offers, answers, offered, weights
        )
    errors = error_of_share(meeting.offered, runs)
    return {
        "offer_prob": SimulatedValue(
            dict(zip(names, (offered / runs).tolist())), dict(zip(names, errors.tolist()))
        ),
        "agree_prob": SimulatedValue(agreements / runs, error_of_share(meeting.agreed, runs)),
    }


KINDS = (
    CaseKind("frontier_solutions", FrontierInputs, FrontierExpected, _on_frontier),
    CaseKind("raiffa", FrontierInputs, RaiffaExpected, _raiffa),
    CaseKind("package_menu", PackagesInputs, PackagesExpected, _packages, _simulate_packages),
)
