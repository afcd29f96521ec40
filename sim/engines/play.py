"""A block of runs, by the kernel, or by the Mesa model where a mind of the user's own is played in Python."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.engines import kernel, records
from sim.engines.compiled_minds import python_minds
from sim.engines.kernel import Block
from sim.outcomes.bands import Bands
from sim.outcomes.rows import FAILED
from sim.play.tally import buffer_run, count_buffered
from sim.quantities import monthly_measures, run_measures
from sim.scenario.compile import draw

if TYPE_CHECKING:
    from sim.engines.mesa_model import Model
    from sim.scenario.compile import Inputs


class Failure(NamedTuple):
    """In which month of a run a user's own mind failed, and how; month 0: it could not be made."""

    month: int
    what: str


def play_block(
    inputs: Inputs, first_run: int, runs: int, bands: Bands | None = None, keep_months: int = 0
) -> Block:
    """Play `runs` runs, as `sim.engines.kernel.play_block` does, on Mesa agents where the kernel cannot.

    A run whose mind fails has the outcome `FAILED` and no metric; it counts in no band.

    Parameters
    ----------
    inputs : Inputs
        A compiled scenario.
    first_run : int
        Number of the first run, from 0.
    runs : int
        Number of runs.
    bands : Bands, optional
        Where the months are counted; they are added to.
    keep_months : int
        How many of the first runs keep their months.

    Returns
    -------
    Block
        Metrics and months in the units of seeds/measures, NaN where missing.

    Raises
    ------
    NotCompiledError
        A mind's class says `compiled = True` and it cannot be compiled.
    """
    if not python_minds(inputs):
        return kernel.play_block(inputs, first_run, runs, bands, keep_months)
    parameters, initial = draw(inputs, first_run, runs)
    block = Block(
        first_run=first_run,
        runs=runs,
        metrics=np.full((runs, len(run_measures())), math.nan),
        outcome=np.full(runs, FAILED, np.int64),
        end_month=np.zeros(runs, np.int64),
        parameters=parameters,
        initial=initial,
        months=np.full((min(keep_months, runs), inputs.horizon, len(monthly_measures())), math.nan),
    )
    counts = kernel.counts_of(bands if bands is not None else Bands.of_a_block(0))
    for i in range(runs):
        model, failure = played(inputs, first_run + i)
        if model is None or failure is not None:
            continue
        block.metrics[i] = list(model.metrics().values())
        block.outcome[i], block.end_month[i] = model.state["outcome"], model.state["end_month"]
        if i < len(block.months):
            block.months[i] = model.month_rows()
        buffer_run(records.flat(model.log), int(block.outcome[i]), int(block.end_month[i]), 0, counts)
        count_buffered(1, counts)
    return block


def played(inputs: Inputs, run: int) -> tuple[Model | None, Failure | None]:
    """Play one run on Mesa agents, as far as its minds go; there is no model where one cannot be made.

    Parameters
    ----------
    inputs : Inputs
        A compiled scenario.
    run : int
        Number of the run, from 0.

    Returns
    -------
    model : Model or None
        The run after the last month that its minds could play.
    failure : Failure or None
        None for a run that was played to its end.

    Raises
    ------
    NotCompiledError
        A mind's class says `compiled = True` and it cannot be compiled.
    """
    from sim.engines.mesa_model import Model
    from sim.engines.own_minds import MindError

    model = None
    try:
        model = Model.of(inputs, run)
        model.play()
    except MindError as error:
        return model, Failure(model.month if model else 0, " ".join(str(error).split()))
    return model, None
