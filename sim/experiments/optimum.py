"""Which subsidy the Kremlin would like best at the start, if it lasted and nothing else were agreed.

The value of a lasting subsidy is concave: it keeps the regime alive, at a diminishing rate, and costs
at a rising one. Whether its best lies inside the range is for the numbers to say.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sim.engines.mesa_model import Model
from sim.minds.workspace import REFUSED
from sim.quantities import INDICES, initial

if TYPE_CHECKING:
    from sim.scenario import Scenario


def best_subsidy_steps(scenario: Scenario) -> tuple[tuple[int, ...], int]:
    """Return the best step for each type of Kremlin, and the highest step there is.

    Each step is set as the agreed one and valued as what goes on if nothing is settled in month 1 of
    run 0.

    Parameters
    ----------
    scenario : Scenario
        Its own Kremlin type and subsidy step are replaced.

    Returns
    -------
    tuple of tuple of int and int
        Best step by the code of the Kremlin's type, the lowest where several are best; and the highest step
        that the scenario and the model allow.
    """
    highest = int(min(scenario.value("subsidy_step_max"), initial()["subsidy_step"].legal[1]))
    steps = range(highest + 1)
    best = tuple(
        int(np.argmax([_worth(scenario, kind, step) for step in steps]))
        for kind in range(len(INDICES["kremlin_type"]))
    )
    return best, highest


def _worth(scenario: Scenario, kind: int, step: int) -> float:
    """Return what a lasting subsidy is worth to a type of Kremlin, payoff units."""
    start = {**scenario.initial, "kremlin_type": float(kind), "subsidy_step": float(step)}
    model = Model(replace(scenario, initial=start), run=0, noting=False)
    model.step()
    return float(model.workspace["paths"]["kremlin_own"][REFUSED])
