"""A side that takes one stance and keeps to it, whatever happens: the simplest reply to another's mind.

It is played by the learning mind with its lesson written for it every month, so that offers, answers and
conduct of a stance are the mind's own. The other side's mind is as in any run, its practice before the first
month included.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.engines import records
from sim.engines.kernel import begin_run, clear, play_month
from sim.engines.setting import agenda_of, setting_of
from sim.minds.kinds import LEARNING
from sim.minds.stances import STANCES
from sim.minds.workspace import KREMLIN
from sim.rules import draws
from sim.rules.compiled import rule
from sim.scenario.compile import draw

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.play.opening import Agenda
    from sim.rules.shapes import Setting, Vector, Workspace
    from sim.scenario.compile import Inputs

CERTAIN = 1e9  # so much more drawn to the stance than to the others that nothing else is taken
FREE = -1  # no stance is held


@rule
def hold(propensities: Vector, stance: int) -> None:
    """Write a lesson after which a learning mind takes this stance and no other.

    Parameters
    ----------
    propensities : (stances,) float64
        What the mind has learned to prefer; written in place.
    stance : int
        Code of the stance, 0 to 5.
    """
    for other in range(STANCES):
        propensities[other] = CERTAIN if other == stance else -CERTAIN


@rule
def play_holding(
    first_run: np.uint64,
    side: int,
    stance: int,
    setting: Setting,
    agenda: Agenda,
    ordinary: Vector,
    starts: Vector,
    parameter_records: Any,
    parameter_rows: Vector,
    states: Any,
    state_rows: Vector,
    log: Any,
    log_rows: Vector,
    workspace: Workspace,
    payoffs: Vector,
) -> None:
    """Play runs in which a side holds a stance; write what both sides got, (runs, 2).

    Parameters
    ----------
    first_run : uint64
        Number of the first run; it names the random numbers.
    side, stance : int
        Who holds which stance; with `FREE` nobody does.
    setting : Setting
        Seed, horizon and minds; that of a side that holds a stance is the learning one.
    agenda : Agenda
        As `agenda_of` makes it of the inputs.
    ordinary : (runs, P) float64
        Parameters of each run, as drawn.
    starts : (runs, S) float64
        Quantities of the start of each run, as drawn.
    parameter_records, parameter_rows : records (1,) and their numbers
        Where the parameters of the run in hand are written.
    states, state_rows : records (1,) and their numbers
        Where the state of the run in hand is written.
    log, log_rows : records (horizon,) and their numbers
        Where the months of the run in hand are written.
    workspace : Workspace
        Scratch memory of the minds.
    payoffs : (runs, 2) float64
        The result, in payoff units: the Kremlin's, then Minsk's.
    """
    p = parameter_records[0]
    state = states[0]
    for i in range(len(ordinary)):
        run = first_run + draws.as_word(i)
        clear(log_rows)
        begin_run(run, setting, ordinary[i], starts[i], p, parameter_rows[0], state, state_rows[0], workspace)
        for t in range(1, setting.horizon + 1):
            if state.outcome == 0.0:
                if stance >= 0 and side == KREMLIN:
                    hold(state.kremlin_propensities, stance)
                elif stance >= 0:
                    hold(state.minsk_propensities, stance)
                noise_floor = draws.DrawKey(setting.seed, run, draws.as_word(t))
                play_month(
                    state,
                    log[t - 1],
                    state_rows[0],
                    parameter_rows[0],
                    ordinary[i],
                    p,
                    setting,
                    agenda,
                    noise_floor,
                    workspace,
                )
        payoffs[i, 0] = state.payoff_kremlin
        payoffs[i, 1] = state.payoff_minsk


def payoffs_holding(inputs: Inputs, side: int, stance: int, first_run: int, runs: int) -> NDArray[np.float64]:
    """Return what both sides get where one holds a stance, (runs, 2), the Kremlin's first.

    Parameters
    ----------
    inputs : Inputs
        The scenario as numbers; what it draws is drawn for each run.
    side, stance : int
        Who holds which; with `FREE` nobody does, and both play their minds.
    first_run, runs : int
        Number of the first run, from 0, and how many are played.

    Returns
    -------
    (runs, 2) float64
        Payoff units: discounted sums over the run, with the value of its ending.
    """
    setting = setting_of(inputs)
    if stance != FREE:
        setting["kremlin_mind" if side == KREMLIN else "minsk_mind"] = LEARNING
    ordinary, starts = draw(inputs, first_run, runs)
    parameter_records = records.records(records.parameter_dtype(), 1)
    states = records.records(records.state_dtype(), 1)
    log = records.records(records.month_dtype(), inputs.horizon)
    payoffs = np.zeros((runs, 2))
    play_holding(
        np.uint64(first_run),
        side,
        stance,
        setting,
        agenda_of(inputs),
        ordinary,
        starts,
        parameter_records,
        records.flat(parameter_records),
        states,
        records.flat(states),
        log,
        records.flat(log),
        records.new_workspace(),
        payoffs,
    )
    return payoffs
