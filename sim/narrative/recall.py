"""A run played by leaders who remember why they refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.engines import agents
from sim.engines.mesa_model import Model
from sim.minds.kinds import QUANTAL
from sim.narrative.reasons import Refusal, refusal_of
from sim.play.bargaining import REJECTED

if TYPE_CHECKING:
    from sim.scenario import ScenarioLike


class Remembering(agents.Leader):
    """A side that notes its reasons whenever it refuses a package.

    Only a quantal mind decides by what a package is worth to it; of another, no reasons are known.
    """

    model: RecalledModel

    def reply(self, offered: int) -> tuple[int, int]:
        """Answer an offer as ever, and note why if it is refused.

        Parameters
        ----------
        offered : int
            Row of the package in the workspace.

        Returns
        -------
        (int, int)
            The answer (accept, reject or counter), and the row of the counter-offer.
        """
        reply, countered = super().reply(offered)
        if reply == REJECTED:
            self._remember(offered)
        return reply, countered

    def answer(self, countered: int) -> bool:
        """Answer a counter-offer as ever, and note why if it is refused.

        Parameters
        ----------
        countered : int
            Row of the package in the workspace.

        Returns
        -------
        bool
            Whether it is accepted.
        """
        accepted = super().answer(countered)
        if not accepted:
            self._remember(countered)
        return accepted

    def _remember(self, row: int) -> None:
        if self.mind == QUANTAL:
            self.model.refusals.append(refusal_of(self.model, self.side, self.side_name, row))


class RecallingKremlin(Remembering, agents.Kremlin):
    """The patron, with a memory."""


class RecallingMinsk(Remembering, agents.Minsk):
    """The client, with a memory."""


class RecalledModel(Model):
    """A run whose refusals are kept with their reasons; its numbers are those of any other replay."""

    seats = (RecallingKremlin, RecallingMinsk)

    def __init__(self, scenario: ScenarioLike, run: int = 0, **options: Any) -> None:
        """Set up the run; nothing is refused yet."""
        super().__init__(scenario, run, **options)
        self.refusals: list[Refusal] = []
