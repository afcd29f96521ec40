"""The two deciding agents: each looks at the workspace and chooses with its own mind.

They call the same compiled rules as the kernel, one decision at a time, and note every decision
with its alternatives and reasons. To have a side decide otherwise, subclass it, and the model with `seats`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from sim.engines.own_minds import Own, at_the_table
from sim.minds import decide
from sim.minds.choice import logit_weights
from sim.minds.continuation import farsighted_reservation, value_of_package
from sim.minds.kinds import DECISIONS, FARSIGHTED, MINDS, OWN, QUANTAL
from sim.minds.responses import belief_other_accepts, expected_gain, other_reservations
from sim.minds.workspace import KREMLIN, MINSK, own_reservation, own_value
from sim.quantities import INDICES
from sim.rules import draws
from sim.rules.issues import (
    ISSUES,
    NO_DEMAND,
    ROAD_MAP_PACKAGE,
    STEPS_ASKED,
    ULTIMATUM,
    bundle_of,
    loan_of,
    subsidy_change_of,
)

if TYPE_CHECKING:
    from sim.engines.mesa_model import Model
    from sim.scenario.own_minds import OwnMind

ALTERNATIVES = {
    "pay": ("withhold", "pay"),
    "push": ("leave him", "push for another leader"),
    "help": ("none", "in kind", "suppression"),
    "effort": ("0", "1/3", "2/3", "1"),
    "referendum": ("postpone", "hold"),
    "repress": ("0", "1/4", "1/2", "3/4", "1"),
    "overture": ("stay away", "court the West"),
    "rhetoric": ("silence", "loud words"),
}
REPLIES = ("accept", "reject", "counter")
_SHOWN = 5  # how many packages an offer is shown beside


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision with its reasons.

    `values` are what each alternative is worth to the side that decides, payoff units (for an
    offer: what it promises); `chances` are those of a quantal mind, empty for another.
    """

    month: int
    side: str
    name: str
    alternatives: tuple[str, ...]
    values: tuple[float, ...]
    chances: tuple[float, ...]
    chosen: int

    @property
    def choice(self) -> str:
        """What was chosen."""
        return self.alternatives[self.chosen]


@dataclass(frozen=True, slots=True)
class Gain:
    """One term of what a side got in a month, payoff units, already weighed by its type."""

    month: int
    side: str
    term: str
    value: float


def bundle_name(bundle: int) -> str:
    """Return a bundle of demands in words: `road maps and fuel` as `RM+FU`.

    Parameters
    ----------
    bundle : int
        Number of the bundle, 0 to 12.

    Returns
    -------
    str
        Such as `no demand`, `ultimatum` or `RM+FU`.
    """
    if bundle == NO_DEMAND:
        return "no demand"
    if bundle == ULTIMATUM:
        return "ultimatum"
    if bundle == ROAD_MAP_PACKAGE:
        return "road-map package"
    asked = [INDICES["issue"][j] for j in range(ISSUES) if STEPS_ASKED[bundle, j] > 0]
    return "all five" if len(asked) == ISSUES else "+".join(asked)


def package_name(number: int, loans: Any) -> str:
    """Return a package in words: the change of the subsidy, the loan in bn USD and the demand.

    Parameters
    ----------
    number : int
        Number of the package, 0 to 155.
    loans : (3,) array
        Menu of loans, bn USD.

    Returns
    -------
    str
        Such as `subsidy +1, loan 0.5 bn, RM+FU`.
    """
    change, loan = subsidy_change_of(number), float(loans[loan_of(number)])
    money = f"subsidy {change:+d}" if change else "subsidy as it is"
    lent = f", loan {loan:g} bn" if loan else ""
    return f"{money}{lent}, {bundle_name(bundle_of(number))}"


class Leader(mesa.Agent):
    """A side that decides: what both have in common."""

    side: int
    side_name: str
    offer_stream: Any
    payoff_measure: str

    def __init__(self, model: Model, mind: int) -> None:
        """Give a side its mind: a code of `sim.minds.kinds.MINDS`, or `OWN` for the user's."""
        super().__init__(model)
        self.mind = mind
        self.decide  # noqa: B018 - a mind of the user's that cannot be made fails here

    @property
    def own_mind(self) -> OwnMind | None:
        """The side's mind if it is the user's own.

        Returns
        -------
        OwnMind or None
            None for a built-in mind.
        """
        return self.model.inputs.own_minds[self.side] if self.mind == OWN else None

    @cached_property
    def decide(self) -> Any:
        """What answers for this side: the functions of `sim.minds.decide`.

        Returns
        -------
        object
            With `offer`, `reply`, `answer` and `choose`: the module `sim.minds.decide`, or a mind of the
            user's own.
        """
        own = self.own_mind
        return decide if own is None else at_the_table(own, self.side, self.model.workspace)

    @property
    def mind_name(self) -> str:
        """The name of the side's mind.

        Returns
        -------
        str
            One of `sim.minds.kinds.MINDS`, or the label of the user's own mind.
        """
        own = self.own_mind
        return MINDS[self.mind] if own is None else own.label

    @property
    def payoff(self) -> float:
        """What the side got this month, payoff units; NaN before the first month."""
        return float(self.model.now[self.payoff_measure]) if self.model.month else math.nan

    def __getstate__(self) -> dict[str, Any]:
        """Return what the side holds of its own: a mind in machine code keeps its memory in the workspace."""
        return {
            name: value for name, value in vars(self).items() if name != "decide" or isinstance(value, Own)
        }

    def uniform(self, stream: Any) -> float:
        """Return this month's uniform of a stream.

        Parameters
        ----------
        stream : uint64
            A stream of `sim.rules.draws`.

        Returns
        -------
        float
            Draw in (0, 1); the same for the same seed, run, month and stream.
        """
        return float(draws.draw(self.model.draw_key, stream, draws.FIRST))

    def offer(self, count: int) -> int:
        """Return the row of the package that this side offers, of `count` in the workspace.

        Parameters
        ----------
        count : int
            Number of admissible packages, the first rows of the workspace's packages.

        Returns
        -------
        int
            Row in the workspace's packages, 0 to `count` - 1.

        Raises
        ------
        MindError
            A mind of the user's own raises, or answers what there is not.
        """
        model = self.model
        uniform = self.uniform(self.offer_stream)
        row = int(
            self.decide.offer(
                self.mind, self.side, model.state, model.now, model.p, model.workspace, count, uniform
            )
        )
        if model.noting:
            self._note_offer(count, row)
        return row

    def reply(self, offered: int) -> tuple[int, int]:
        """Return this side's answer to an offer (accept, reject, counter) and the row of its counter.

        Parameters
        ----------
        offered : int
            Row of the offer in the workspace's packages.

        Returns
        -------
        reply : int
            `ACCEPT`, `REJECT` or `COUNTER` (see `sim.minds.quantal`).
        countered : int
            Row of the counter; it counts only where the reply is `COUNTER`.

        Raises
        ------
        MindError
            A mind of the user's own raises, or answers what there is not.
        """
        model = self.model
        uniform = self.uniform(draws.REPLY)
        loans = model.inputs.loans
        reply, countered = self.decide.reply(
            self.mind, self.side, model.state, model.p, model.workspace, loans, offered, uniform
        )
        if model.noting:
            self._note_reply(offered, int(reply), int(countered))
        return int(reply), int(countered)

    def answer(self, countered: int) -> bool:
        """Return whether this side accepts a counter to its offer.

        Parameters
        ----------
        countered : int
            Row of the counter in the workspace's packages.

        Returns
        -------
        bool
            True where the counter is settled, False where nothing is.

        Raises
        ------
        MindError
            A mind of the user's own raises, or answers what there is not.
        """
        model = self.model
        uniform = self.uniform(draws.COUNTER_REPLY)
        loans = model.inputs.loans
        accepted = bool(
            self.decide.answer(
                self.mind, self.side, model.state, model.p, model.workspace, loans, countered, uniform
            )
        )
        if model.noting:
            values = (self._package_value(countered), self._reservation())
            self._note("answer", REPLIES[:2], values, 0 if accepted else 1)
        return accepted

    def choose(self) -> int:
        """Return the alternative this side takes in the smaller decision in the workspace.

        Returns
        -------
        int
            Position of the alternative, from 0, as in `ALTERNATIVES`.

        Raises
        ------
        MindError
            A mind of the user's own raises, or answers what there is not.
        """
        model = self.model
        decision = int(model.now["asked"])
        uniform = self.uniform(draws.DECISION_STREAMS[decision])
        chosen = int(self.decide.choose(self.mind, model.state, model.now, model.p, model.workspace, uniform))
        if model.noting:
            name = DECISIONS[decision]
            options = range(int(model.now["alternatives"]))
            values = tuple(self._option_value(option) for option in options)
            self._note(name, ALTERNATIVES[name], values, chosen)
        return chosen

    def _package_value(self, row: int) -> float:
        model = self.model
        if self.mind == FARSIGHTED:
            return float(value_of_package(self.side, model.state, model.p, model.workspace, row))
        return float(own_value(self.side, model.workspace["packages"], row, model.sensitivity))

    def _promise_of(self, row: int) -> float:
        """Return what a counter promises this side."""
        model = self.model
        reservations = other_reservations(self.side, model.state, model.p, model.workspace)
        accepted = belief_other_accepts(self.side, model.state, model.p, model.workspace, row, reservations)
        return float(expected_gain(accepted, self._package_value(row), self._reservation()))

    def _option_value(self, option: int) -> float:
        options = self.model.workspace["options"]
        if self.mind == FARSIGHTED:
            return float(options["far"][option])
        return float(own_value(self.side, options, option, self.model.sensitivity))

    def _reservation(self) -> float:
        model = self.model
        if self.mind == FARSIGHTED:
            return float(farsighted_reservation(self.side, model.state, model.p, model.workspace))
        return float(own_reservation(self.side, model.workspace, model.state["overture"], model.sensitivity))

    def _note(self, name: str, alternatives: tuple[str, ...], values: tuple[float, ...], chosen: int) -> None:
        chances: tuple[float, ...] = ()
        if self.mind in (QUANTAL, FARSIGHTED):
            weights = self.model.scratch
            weights[: len(values)] = values
            total = logit_weights(weights, len(values), float(self.model.p["choice_precision"]))
            chances = tuple(float(weight) / total for weight in weights[: len(values)])
        self.model.decisions.append(
            Decision(self.model.month, self.side_name, name, alternatives, values, chances, chosen)
        )

    def _note_offer(self, count: int, row: int) -> None:
        appeal = "far" if self.mind == FARSIGHTED else "appeal"
        appeals = self.model.workspace["packages"][appeal][:count]
        best = np.argsort(-appeals, kind="stable")[:_SHOWN].tolist()
        shown = best if row in best else [*best, row]
        names = tuple(self._package(i) for i in shown)
        self._note("offer", names, tuple(appeals[shown].tolist()), shown.index(row))

    def _note_reply(self, offered: int, reply: int, countered: int) -> None:
        values = [self._package_value(offered), self._reservation()]
        names = list(REPLIES[:2])
        if countered >= 0:  # whichever mind thought of it
            values.append(self._promise_of(countered))
            names.append(f"counter: {self._package(countered)}")
        self._note("reply", tuple(names), tuple(values), reply)

    def _package(self, row: int) -> str:
        return package_name(int(self.model.workspace["packages"]["number"][row]), self.model.inputs.loans)


class Kremlin(Leader):
    """The patron: wants integration, and a client who stays afloat but not too strong."""

    side = KREMLIN
    side_name = "Kremlin"
    offer_stream = draws.KREMLIN_OFFER
    payoff_measure = "payoff_kremlin_now"


class Minsk(Leader):
    """The client: wants subsidies, time, and his chair."""

    side = MINSK
    side_name = "Minsk"
    offer_stream = draws.MINSK_OFFER
    payoff_measure = "payoff_minsk_now"
