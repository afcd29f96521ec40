"""Why an offer was refused: the difference between taking and leaving it, payoff by payoff.

Whatever a side values is a sum of products of what it foresees and what that is worth to it. So the part of
one payoff in the difference is what the difference lacks where this payoff is worth nothing, and all parts
add up to the whole. They are worked out by valuing the month's workspace anew, with the same rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.minds.workspace import KREMLIN, MINSK, REFUSED, TURNED_WEST, kremlin_refusal, own_value
from sim.play import menu
from sim.rules.issues import bundle_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.engines.mesa_model import Model

# What each side values, each with the parameters that say how much. A test holds the parts against the whole.
KREMLIN_TERMS: Mapping[str, tuple[str, ...]] = {
    "dominance": ("dominance_value",),
    "integration": ("integration_value",),
    "exercise": ("exercise_value",),
    "subsidy": ("subsidy_cost_linear", "subsidy_cost_quadratic"),
    "confrontation": ("confrontation_cost_kremlin",),
    "windfall": ("windfall_cost",),
    "image": ("image_cost",),
    "help": ("in_kind_cost", "suppression_cost"),
    "strength": ("strength_cost",),
    "protest": ("protest_cost",),
    "loan": ("loan_cost", "default_cost"),
    "publicity": ("publicity_fuel", "publicity_other"),
    "regime_collapse": (
        "value_kremlin_collapse",
        "value_kremlin_collapse_belief",
        "value_kremlin_collapse_belief_trouble",
        "value_kremlin_collapse_tension",
    ),
    "leader_replaced": ("value_kremlin_replaced", "value_kremlin_replaced_appetite"),
    "western_reopening": ("value_kremlin_reopening",),
    "rupture": ("value_kremlin_rupture",),
    "deep_integration": ("value_kremlin_deep_integration",),
}
MINSK_TERMS: Mapping[str, tuple[str, ...]] = {
    "tenure": ("tenure_value",),
    "activity": ("activity_value",),
    "income": ("subsidy_value", "overture_cost"),
    "backing": ("backing_value",),
    "protest": ("protest_cost_minsk",),
    "repression": ("repression_cost",),
    "confrontation": ("confrontation_cost_minsk",),
    "rhetoric": ("rhetoric_cost",),
    "sovereignty": ("sovereignty_cost",),
    "audience": ("audience_cost",),
    "regime_collapse": ("value_minsk_collapse",),
    "leader_replaced": ("value_minsk_replaced",),
    "western_reopening": ("value_minsk_reopening",),
    "rupture": ("value_minsk_rupture",),
    "deep_integration": ("value_minsk_deep_integration",),
}
TERMS = {KREMLIN: KREMLIN_TERMS, MINSK: MINSK_TERMS}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A package that a side refused in a month, and why.

    `difference` is what taking it was worth to that side above leaving it, payoff units; `terms` are its
    parts by payoff, those against the package first.
    """

    month: int
    side: str
    package: int
    difference: float
    terms: tuple[tuple[str, float], ...]

    @property
    def against(self) -> tuple[tuple[str, float], ...]:
        """The terms that spoke against it, the weightiest first.

        Returns
        -------
        tuple of (str, float)
            Term and its part of the difference in payoff units, negative.
        """
        return tuple(term for term in self.terms if term[1] < 0.0)


def refusal_of(model: Model, side: int, name: str, row: int) -> Refusal:
    """Return why a side refuses the package in a row of this month's workspace.

    Must be asked before anything else is put in the workspace. Nothing of the run is changed.

    Parameters
    ----------
    model : Model
        The run, in the month of the refusal.
    side : int
        The side that refuses: `KREMLIN` or `MINSK` of `sim.minds.workspace`.
    name : str
        The name that the refusal gives to this side.
    row : int
        Row of the workspace's packages.

    Returns
    -------
    Refusal
        Its terms add up to the difference, but for rounding.
    """
    scale = _Scale(model, side, row)
    whole = scale.difference()
    parts = [(term, whole - scale.difference(weights)) for term, weights in TERMS[side].items()]
    parts.sort(key=lambda part: part[1])
    return Refusal(model.month, name, scale.number, whole, tuple(parts))


class _Scale:
    """A package against the status quo, weighed by one side, with some of its payoffs or all of them."""

    def __init__(self, model: Model, side: int, row: int) -> None:
        """Put the package alone in a workspace of its own, with weights of its own."""
        self.model, self.side = model, side
        self.number = int(model.workspace["packages"]["number"][row])
        self.p, self.workspace = model.p.copy(), model.workspace.copy()
        self.demand = self.workspace["demands"][bundle_of(self.number)]
        self.publicity = float(self.demand["publicity"])
        self.status_quo = self._status_quo()
        self.workspace["row_of"][:] = -1
        self.workspace["row_of"][self.number] = 0
        self.workspace["packages"]["number"][0] = self.number
        self.workspace["demands"]["possible"][:] = 0.0
        self.demand["possible"] = 1.0

    def _status_quo(self) -> int:
        """Return the row of the course on which a refusal leaves this side."""
        if self.side == KREMLIN:
            return int(kremlin_refusal(self.model.state["overture"]))
        without, courting = (self._value(self.workspace["paths"], row) for row in (REFUSED, TURNED_WEST))
        return TURNED_WEST if courting > without else REFUSED

    def _value(self, table: Any, row: int) -> float:
        return float(own_value(self.side, table, row, self.model.sensitivity))

    def difference(self, lacking: Sequence[str] = ()) -> float:
        """Return what the package is worth above the status quo if some weights are 0."""
        for weight in lacking:
            self.p[weight] = 0.0
        shown = "publicity_fuel" not in lacking  # what a signature shows was written with the demand
        self.demand["publicity"] = self.publicity if shown else 0.0
        model, workspace = self.model, self.workspace
        menu.value_menu(
            model.state,
            self.p,
            workspace["ahead"],
            model.setting,
            bool(model.now["summit"] > 0.0),
            workspace,
            1,
        )
        for weight in lacking:
            self.p[weight] = model.p[weight]
        return self._value(workspace["packages"], 0) - self._value(workspace["paths"], self.status_quo)
