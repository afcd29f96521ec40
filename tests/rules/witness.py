"""Plays a run in the Mesa model and keeps everything: states before and after, workspaces, decisions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sim.engines.agents import Kremlin, Minsk
from sim.engines.mesa_model import Model
from sim.engines.records import rows_of
from sim.minds.kinds import DECISIONS
from sim.minds.workspace import TURNED_WEST


@dataclass
class Seen:
    """One decision: what lay in the workspace, and what was chosen.

    `name` is offer, reply, answer or a smaller decision; `package` the row of the package it is about,
    `counter` that of the best counter (-1 without one); `chosen` a row (offer), an answer or an option.
    """

    name: str
    side: str
    state: Any
    now: Any
    packages: Any
    row_of: Any
    refusal: Any
    options: Any
    chosen: int
    package: int = -1
    counter: int = -1


@dataclass
class Month:
    """One month of a run."""

    number: int
    before: Any
    after: Any
    now: Any
    p: Any
    decisions: list[Seen] = field(default_factory=list)

    def find(self, name):
        """Return the decision of a name, None if it was not to be made."""
        return next((seen for seen in self.decisions if seen.name == name), None)


class Listening:
    """A leader who decides as ever, and is watched."""

    def offer(self, count):
        before = self._look("offer", count)
        return self._keep(before, super().offer(count))

    def reply(self, offered):
        before = self._look("reply")
        before.package = offered
        reply, before.counter = super().reply(offered)
        self._keep(before, reply)
        return reply, before.counter

    def answer(self, countered):
        before = self._look("answer")
        before.package = countered
        accepted = super().answer(countered)
        self._keep(before, 0 if accepted else 1)
        return accepted

    def choose(self):
        model = self.model
        before = self._look(DECISIONS[int(model.now["asked"])])
        before.options = rows_of(model.workspace["options"], int(model.now["alternatives"]))
        return self._keep(before, super().choose())

    def _look(self, name, count=None):
        model, workspace = self.model, self.model.workspace
        listed = int(workspace["row_of"].max()) + 1 if count is None else count
        return Seen(
            name,
            type(self).__bases__[1].__name__,
            model.state.copy(),
            model.now.copy(),
            rows_of(workspace["packages"], listed),
            workspace["row_of"].copy(),
            rows_of(workspace["paths"], TURNED_WEST + 1),
            None,
            -1,
        )

    def _keep(self, before, chosen):
        before.chosen = int(chosen)
        self.model.seen.append(before)
        return chosen


class WatchedKremlin(Listening, Kremlin):
    """The Kremlin, watched."""


class WatchedMinsk(Listening, Minsk):
    """Minsk, watched."""


class WatchedModel(Model):
    """A run with both sides watched."""

    seats = (WatchedKremlin, WatchedMinsk)


def watch(scenario, run=0):
    """Play a run to its end; return the model and its months while the run was alive."""
    model = WatchedModel(scenario, run, noting=False)
    model.workspace["noted"] = 1.0
    months = []
    while not model.finished and model.alive:
        model.seen = []
        before = model.state.copy()
        model.step()
        months.append(
            Month(model.month, before, model.state.copy(), model.now.copy(), model.p.copy(), model.seen)
        )
    return model, months
