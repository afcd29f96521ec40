"""Draws of a scenario's uncertain quantities, each played several times, to separate parameters from chance.

The first runs' draws are taken, and each is played in as many runs of its own random numbers; the scenario's
own runs, one a draw, could not tell the two apart. Central values in place of the draws would show how far
chance goes there, and not elsewhere; a regression on what was drawn would see only as much as its form can
follow.

Decision D34 in sim/DECISIONS.md.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sim.batch.plan import Part, Plan
from sim.batch.values import Task, play_for_values
from sim.outcomes.rows import joined
from sim.outcomes.uncertainty import followed_months, measured_columns, uncertainty_table
from sim.quantities import metrics, run_measures, share_metrics
from sim.scenario.compile import draw

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    import pyarrow as pa
    from numpy.typing import NDArray

    from sim.batch.run import ProgressListener
    from sim.engines.kernel import Block

RUNS = 16  # of each draw
FEWEST_DRAWS, MOST_DRAWS = 16, 512
MOST_RUN_MONTHS = 200_000  # of a scenario: some three seconds of a core, and a tenth of a gigabyte


def doubtful(plan: Plan) -> list[Part]:
    """The parts of a batch that draw quantities, but for the points of a sweep, each another scenario.

    Parameters
    ----------
    plan : Plan
        The batch.

    Returns
    -------
    list of Part
        In the order of the plan.
    """
    return [part for part in plan.parts if part.inputs.uncertain and not part.inputs.swept]


def uncertainty_of(
    plan: Plan, workers: int, listening: Callable[[Plan], AbstractContextManager[ProgressListener]]
) -> pa.Table | None:
    """Tell parameters from chance in all scenarios that draw; None where none does.

    Parameters
    ----------
    plan : Plan
        The batch.
    workers : int
        Number of threads; no number depends on it.
    listening
        Called with what is played, as a batch; returns what is informed of the progress.

    Returns
    -------
    pyarrow.Table or None
        With the columns of `UNCERTAINTY`, scenario by scenario.
    """
    tables = []
    for part in doubtful(plan):
        parts = draws_of(part)
        with listening(Plan(tuple(parts))) as listener:
            tasks = [
                Task(one, _read, monthly=True, first_run=number * RUNS) for number, one in enumerate(parts)
            ]
            values = np.array(play_for_values(tasks, workers, listener)).transpose(1, 0, 2)
        columns = measured_columns(part.inputs.horizon)
        tables.append(uncertainty_table(part.inputs.name, columns, values, part.inputs.seed))
    return joined(tables) if tables else None


def draws_of(part: Part) -> list[Part]:
    """The first draws of a part, as parts of so many runs each: no more in all than it has runs itself.

    Parameters
    ----------
    part : Part
        A part that draws quantities.

    Returns
    -------
    list of Part
        A part a draw, 16 runs each; 16 to 512 of them.
    """
    inputs = part.inputs
    most = min(MOST_DRAWS, MOST_RUN_MONTHS // (RUNS * inputs.horizon))
    return played_at_draws(part, max(FEWEST_DRAWS, min(most, inputs.runs // RUNS)), RUNS)


def played_at_draws(part: Part, count: int, runs: int) -> list[Part]:
    """The first draws of a part's uncertain quantities, each as a part of so many runs.

    Parameters
    ----------
    part : Part
        A part that draws quantities.
    count : int
        Number of draws: those of runs 0 to `count` - 1.
    runs : int
        Number of runs of each draw.

    Returns
    -------
    list of Part
        Parts that draw nothing themselves, in the order of the draws.
    """
    parameters, initial = draw(part.inputs, 0, count)
    return [
        Part(
            part.scenario,
            replace(
                part.inputs,
                runs=runs,
                uncertain=(),
                parameters=parameters[number],
                initial=initial[number],
                foreseen=part.inputs,  # as when a run draws them
            ),
        )
        for number in range(count)
    ]


def _read(block: Block) -> NDArray[np.float64]:
    """What the runs of a block came to, in the order of `measured_columns`, (columns, runs)."""
    places = {measure.name: place for place, measure in enumerate(run_measures())}
    codes = {name: block.metrics[:, place] for name, place in places.items()} | {"outcome": block.outcome}
    shares = [
        np.where(np.isnan(codes[column]), np.nan, codes[column] == code)
        for column, _, code in share_metrics().values()
    ]
    numbers = block.metrics[:, [places[one.name] for one in metrics()]]
    months = block.months[:, :, [place for place, _ in followed_months()]]
    return np.vstack([*shares, numbers.T, months.transpose(2, 1, 0).reshape(-1, len(months))])
