"""How the value tables of farsighted minds in a batch were solved: for whoever reads the results."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sim.engines.setting import value_tables_in
from sim.engines.value_tables import ValueTables, needs_value_tables

if TYPE_CHECKING:
    from sim.batch.plan import Plan


class SolvedTables(NamedTuple):
    """The tables of one scenario, the worst of all its points.

    `residual` payoff units, `distance` between the solutions from three starts; `at_means` says that the
    scenario draws quantities, and the tables hold for the means of their laws.
    """

    scenario: str
    residual: float
    sweeps: int
    distance: float
    solved: bool
    only_one: bool
    at_means: bool

    @property
    def sentence(self) -> str:
        """The same in words.

        Returns
        -------
        str
            One line, without a full stop at the end.
        """
        found = (
            f"{self.scenario}: farsighted minds: equilibrium with a residual of {self.residual:.1e} "
            f"after {self.sweeps} sweeps, three starts at most {self.distance:.1e} apart"
        )
        if not self.solved:
            found += "; NOT SOLVED: what they foresee is no equilibrium"
        elif not self.only_one:
            found += "; SEVERAL EQUILIBRIA: the one found from values of 0 is played"
        if self.at_means:
            found += "; worked out for the means of what the scenario draws"
        return found


def solutions(plan: Plan) -> list[SolvedTables]:
    """Return how the tables of each scenario with a farsighted mind were found; they may be found now.

    Parameters
    ----------
    plan : Plan
        The batch.

    Returns
    -------
    list of SolvedTables
        In the order of the plan; empty where no scenario has a farsighted mind.
    """
    found: dict[str, list[ValueTables]] = {}
    drawing = set()
    for part in plan.parts:
        if needs_value_tables(part.inputs):
            found.setdefault(part.inputs.name, []).append(value_tables_in(part.inputs))
            if part.inputs.uncertain:
                drawing.add(part.inputs.name)
    return [
        SolvedTables(
            name,
            max(one.residual for one in tables),
            max(one.sweeps for one in tables),
            max(one.distance for one in tables),
            all(one.solved for one in tables),
            all(one.only_one for one in tables),
            name in drawing,
        )
        for name, tables in found.items()
    ]
