"""The value of one more step of subsidy to either side in month 1, by the step already agreed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sim.rules.issues import BUNDLES, LOANS, STATUS_QUO

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.scenario import Scenario

    Matrix = NDArray[np.float64]

ONE_STEP_MORE = STATUS_QUO + LOANS * BUNDLES
RUNS = 40


def worth_of_a_step(scenario: Scenario, side: str, steps: int = 6) -> Matrix:
    """Return the value to a side of a package that adds one step, less that of one that leaves all as it is.

    Parameters
    ----------
    scenario : Scenario
        Its horizon and events do not count: one month is played, without events.
    side : str
        `kremlin` or `minsk`.
    steps : int
        How many agreed subsidies are tried, from 0 steps on.

    Returns
    -------
    array (RUNS, steps)
        Payoff units as present value; column k starts from an agreed subsidy of k steps.
    """
    from sim.engines.mesa_model import Model

    worth = np.zeros((RUNS, steps))
    for step in range(steps):
        start = {**scenario.initial, "subsidy_step": float(step)}
        started = replace(scenario, initial=start, horizon=1, events=())
        for run in range(RUNS):
            model = Model(started, run, noting=False)
            model.step()
            more, same = (model.workspace["row_of"][k] for k in (ONE_STEP_MORE, STATUS_QUO))
            values = model.workspace["packages"]["kremlin_own" if side == "kremlin" else "minsk_base"]
            worth[run, step] = values[more] - values[same]
    return worth
