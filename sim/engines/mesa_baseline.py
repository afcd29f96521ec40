"""The baseline of `sim bench`: the same model played by `mesa.batch_run`, one run after the other."""

from __future__ import annotations

import time
from typing import Any

import mesa

from sim.engines.mesa_model import Model
from sim.scenario import Scenario


class Collected(Model):
    """The Mesa model with a data collector that costs little: a few measures."""

    def __init__(self, scenario: Scenario, run: int) -> None:
        """Set up the run with a data collector."""
        super().__init__(scenario, run, noting=False)
        self.datacollector = mesa.DataCollector(
            model_reporters={
                "outcome": lambda model: float(model.state["outcome"]),
                "signed": lambda model: float(model.now["signed_index"]),
                "reserves": lambda model: float(model.state["reserves"]),
            }
        )


def seconds_of_batch_run(scenario: Scenario, runs: int) -> float:
    """Return the seconds that `mesa.batch_run` takes for `runs` runs in this process.

    Parameters
    ----------
    scenario : Scenario
        Played with its own horizon.
    runs : int
        Number of runs, from run 0 on.

    Returns
    -------
    float
        Seconds of real time.
    """
    parameters: dict[str, Any] = {"scenario": [scenario], "run": range(runs)}
    start = time.perf_counter()
    mesa.batch_run(
        Collected,
        parameters,
        number_processes=1,
        max_steps=scenario.horizon,
        data_collection_period=1,
        display_progress=False,
    )
    return time.perf_counter() - start
