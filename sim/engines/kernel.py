"""The batch engine: the months of many runs played in one compiled loop.

It plays the same steps in the same order as the Mesa model, with the decisions taken inline. It
holds no lock while it works, so that blocks run in threads.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.engines import records
from sim.engines.compiled_minds import NOT_SAID, python_minds, seat
from sim.engines.setting import agenda_of, setting_of
from sim.errors import UsageError
from sim.minds import decide
from sim.minds.kinds import OWN
from sim.minds.workspace import KREMLIN, MINSK
from sim.outcomes.bands import Bands
from sim.outcomes.rows import FAILED
from sim.play import bargaining, continuation, learning_step, month, moves, start, summary
from sim.play.opening import Agenda
from sim.play.tally import BUFFERED, BandCounts, buffer_run, count_buffered
from sim.quantities import monthly_measures
from sim.rules import draws
from sim.rules.compiled import rule
from sim.rules.projection import look_ahead
from sim.rules.shapes import Ahead, Month, Parameters, Setting, State, Vector, Workspace
from sim.scenario.compile import draw

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.scenario.compile import Inputs


@dataclass(frozen=True, slots=True)
class Block:
    """Some runs in a row, played.

    `metrics` (runs, metrics) in the order of `run_measures()`, NaN where missing; `outcome` and
    `end_month` (runs,) integers; `parameters` (runs, P) and `initial` (runs, S) as drawn; `months`
    (kept, horizon, measures) the log of the first kept runs.
    """

    first_run: int
    runs: int
    metrics: NDArray[np.float64]
    outcome: NDArray[np.int64]
    end_month: NDArray[np.int64]
    parameters: NDArray[np.float64]
    initial: NDArray[np.float64]
    months: NDArray[np.float64]


@rule
def meet(
    state: State,
    now: Month,
    p: Parameters,
    ahead: Ahead,
    setting: Setting,
    agenda: Agenda,
    draw_key: draws.DrawKey,
    workspace: Workspace,
) -> None:
    """Play steps 2 and 3: the meeting and its exchange.

    Parameters
    ----------
    state : State
        Stocks of the run, overwritten.
    now : Month
        Row of the month in progress, overwritten.
    p : Parameters
        Parameters of the run.
    ahead : Ahead
        What all action paths of the month share.
    setting : Setting
        What the scenario fixes for all its runs.
    agenda : Agenda
        Meetings and events of the scenario by month.
    draw_key : DrawKey
        Seed, run and month of the draws.
    workspace : Workspace
        Working arrays of the month, overwritten.
    """
    count = bargaining.convene(state, now, p, ahead, setting, agenda, draw_key, workspace)
    if now.kremlin_proposes > 0.0:
        proposer, proposing = KREMLIN, setting.kremlin_mind
        responder, responding = MINSK, setting.minsk_mind
        stream = draws.KREMLIN_OFFER
    else:
        proposer, proposing = MINSK, setting.minsk_mind
        responder, responding = KREMLIN, setting.kremlin_mind
        stream = draws.MINSK_OFFER
    uniform = draws.draw(draw_key, stream, draws.FIRST)
    offered = decide.offer(proposing, proposer, state, now, p, workspace, count, uniform)
    bargaining.make_offer(state, now, p, workspace, offered)
    uniform = draws.draw(draw_key, draws.REPLY, draws.FIRST)
    reply, countered = decide.reply(
        responding, responder, state, p, workspace, setting.loans, offered, uniform
    )
    bargaining.take_reply(state, now, p, workspace, offered, reply, countered)
    if reply == bargaining.COUNTERED:
        uniform = draws.draw(draw_key, draws.COUNTER_REPLY, draws.FIRST)
        accepted = decide.answer(proposing, proposer, state, p, workspace, setting.loans, countered, uniform)
        bargaining.take_answer(state, now, p, workspace, countered, accepted)
    bargaining.conclude(state, now, p, setting, draw_key, workspace, count, offered, countered)


@rule
def decided(
    setting: Setting, state: State, now: Month, p: Parameters, workspace: Workspace, draw_key: draws.DrawKey
) -> int:
    """Return the choice among the alternatives in the workspace, by the mind of the side whose it is.

    Parameters
    ----------
    setting : Setting
        Its two minds are read.
    state : State
        Stocks at the start of the month, and what was decided so far in it.
    now : Month
        Its `asked` and `alternatives` say which decision it is.
    p : Parameters
        Parameters of the run.
    workspace : Workspace
        Its `options` hold the alternatives with their values.
    draw_key : DrawKey
        Seed, run and month of the draws.

    Returns
    -------
    int
        Position of the alternative, 0 to `now.alternatives` - 1.
    """
    decision = int(now.asked)
    mind = setting.kremlin_mind if decide.decider(decision) == KREMLIN else setting.minsk_mind
    uniform = draws.draw(draw_key, draws.DECISION_STREAMS[decision], draws.FIRST)
    return decide.choose(mind, state, now, p, workspace, uniform)


@rule
def play_month(
    state: State,
    now: Month,
    stocks: Vector,
    parameters: Vector,
    ordinary: Vector,
    p: Parameters,
    setting: Setting,
    agenda: Agenda,
    draw_key: draws.DrawKey,
    workspace: Workspace,
) -> None:
    """Play one month of a run that is alive.

    Parameters
    ----------
    state : State
        Stocks of the run, overwritten.
    now : Month
        Row of the month, zeros before; overwritten.
    stocks : Vector
        Flat view of `state`, by which events move it.
    parameters : Vector
        Flat view of `p`, shape (P,); events move it.
    ordinary : Vector
        Parameters without events, shape (P,).
    p : Parameters
        Parameters of the month, a view of the same memory as `parameters`.
    setting : Setting
        What the scenario fixes for all its runs.
    agenda : Agenda
        Meetings and events of the scenario by month.
    draw_key : DrawKey
        Seed, run and month of the draws.
    workspace : Workspace
        Working arrays of the month, overwritten.
    """
    now.alive = 1.0
    month.begin(state, now, stocks, parameters, ordinary, p, setting, agenda, draw_key)
    learning_step.take_stances(state, p, setting, draw_key, workspace)
    ahead = workspace.ahead
    look_ahead(ahead, state, p)
    continuation.open_tables(state, p, setting, workspace)
    moves.need(setting, workspace)
    meet(state, now, p, ahead, setting, agenda, draw_key, workspace)
    moves.first_question(state, now, p, ahead, workspace)
    while now.asked > moves.NO_QUESTION:
        choice = decided(setting, state, now, p, workspace, draw_key)
        moves.proceed(state, now, p, ahead, draw_key, workspace, choice)
    learning_step.learn_from_month(state, now, p, ahead, setting, workspace)
    effort = decide.fuel_effort(setting.minsk_mind, now.effort)
    month.carry_out(state, now, p, draw_key, effort)
    month.close(state, now, p, setting, draw_key)


@rule
def clear(table: Vector) -> None:
    """Set all entries of a matrix to 0.

    Parameters
    ----------
    table : Vector
        Any shape with two dimensions; overwritten.
    """
    for i in range(table.shape[0]):
        for j in range(table.shape[1]):
            table[i, j] = 0.0


@rule
def copy(source: NDArray[Any], target: NDArray[Any]) -> None:
    """Fill a vector from the start of another.

    Parameters
    ----------
    source : array
        At least as long as the target.
    target : array
        Overwritten.
    """
    for i in range(len(target)):
        target[i] = source[i]


@rule
def begin_run(
    run: np.uint64,
    setting: Setting,
    ordinary: Vector,
    start_of_run: Vector,
    p: Parameters,
    parameters: Vector,
    state: State,
    stocks: Vector,
    workspace: Workspace,
) -> None:
    """Set up a run before month 1; learning minds practise.

    Parameters
    ----------
    run : uint64
        Number of the run, from 0.
    setting : Setting
        What the scenario fixes for all its runs.
    ordinary : Vector
        Parameters as drawn for the run, shape (P,).
    start_of_run : Vector
        Initial quantities as drawn for the run, shape (S,).
    p : Parameters
        Parameters of the run, a view of the same memory as `parameters`.
    parameters : Vector
        Overwritten by `ordinary`.
    state : State
        Stocks of the run, overwritten.
    stocks : Vector
        Flat view of `state`.
    workspace : Workspace
        Working arrays; learning minds practise on them.
    """
    copy(ordinary, parameters)
    draw_key = draws.DrawKey(setting.seed, run, draws.as_word(0))
    start.set_up(state, stocks, start_of_run, p, setting, draw_key)
    learning_step.train(state, p, setting, draw_key, workspace)


@rule
def play_runs(
    first_run: np.uint64,
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
    workspace_words: NDArray[np.int64],
    new_workspace: NDArray[np.int64],
    metrics: Any,
    outcome: NDArray[np.int64],
    end_month: NDArray[np.int64],
    kept: Vector,
    counts: BandCounts,
) -> None:
    """Play a block of runs; every table is written in place (see `play_block`).

    A mind of the user's own has a new workspace each run: it may look at what nobody wrote this month. A run
    in which it fails has the outcome `FAILED`, and its months count nowhere.

    Parameters
    ----------
    first_run : uint64
        Number of the first run, from 0.
    setting : Setting
        What the scenario fixes for all its runs.
    agenda : Agenda
        Meetings and events of the scenario by month.
    ordinary : Vector
        Parameters as drawn, shape (runs, P); its length is the number of runs.
    starts : Vector
        Initial quantities as drawn, shape (runs, S).
    parameter_records, parameter_rows : array
        Room for the parameters of one run: records (1,), and the same memory as floats.
    states, state_rows : array
        Room for the state of one run: records (1,), and the same memory as floats.
    log, log_rows : array
        Room for the months of one run: records (horizon,), and the same memory as floats.
    workspace : Workspace
        Working arrays, used by one run after the other.
    workspace_words : array of int64
        The memory of `workspace`.
    new_workspace : array of int64
        A copy of that memory as it is before the first run, with the user's minds seated.
    metrics : array
        Records (runs,), overwritten.
    outcome : array of int64
        Shape (runs,), overwritten by the code of the outcome (0 for a run that goes on), or `FAILED`.
    end_month : array of int64
        Shape (runs,), overwritten by the last month, from 1.
    kept : Vector
        Shape (kept, horizon, measures), overwritten by the months of the first runs.
    counts : BandCounts
        BandCounts of the bands, which are added to.
    """
    p = parameter_records[0]
    state = states[0]
    buffered = 0
    for i in range(len(ordinary)):
        run = first_run + draws.as_word(i)
        clear(log_rows)
        if OWN in (setting.kremlin_mind, setting.minsk_mind):
            copy(new_workspace, workspace_words)
        begin_run(run, setting, ordinary[i], starts[i], p, parameter_rows[0], state, state_rows[0], workspace)
        start_activity = float(state.activity_gap)
        for t in range(1, setting.horizon + 1):
            now = log[t - 1]
            if state.outcome == 0.0:
                draw_key = draws.DrawKey(setting.seed, run, draws.as_word(t))
                play_month(
                    state,
                    now,
                    state_rows[0],
                    parameter_rows[0],
                    ordinary[i],
                    p,
                    setting,
                    agenda,
                    draw_key,
                    workspace,
                )
            else:
                month.freeze(now, log[t - 2])
            month.log_month(state, now, log, t, start_activity, p)
            if now.alive == 0.0:
                month.leave_out(log_rows[t - 1], setting)
        summary.summarise(log, int(state.end_month), state, metrics[i])
        outcome[i] = int(state.outcome)
        end_month[i] = int(state.end_month)
        if i < len(kept):
            for t in range(setting.horizon):
                copy(log_rows[t], kept[i, t])
        if workspace.own.failed > 0:
            outcome[i] = FAILED
            continue
        buffer_run(log_rows, outcome[i], end_month[i], buffered, counts)
        buffered += 1
        if buffered == BUFFERED:
            count_buffered(buffered, counts)
            buffered = 0
    count_buffered(buffered, counts)


def counts_of(bands: Bands) -> BandCounts:
    """Return the arrays of bands in the form that the kernel adds to.

    Parameters
    ----------
    bands : Bands
        Its arrays are shared, not copied.

    Returns
    -------
    BandCounts
        With new scratch of its own.
    """
    return BandCounts(
        bands.columns,
        bands.low,
        bands.per_bin(),
        bands.log,
        bands.origin,
        bands.scale,
        bands.count,
        bands.total,
        bands.histogram,
        bands.incidence,
        np.empty((BUFFERED, *bands.count.shape)),
        np.empty(len(bands.low)),
    )


def play_block(
    inputs: Inputs, first_run: int, runs: int, bands: Bands | None = None, keep_months: int = 0
) -> Block:
    """Play `runs` runs of a compiled scenario from run number `first_run` on.

    Parameters
    ----------
    inputs : Inputs
        The compiled scenario; a mind of the user's own must be compiled.
    first_run : int
        Number of the first run, from 0.
    runs : int
        How many.
    bands : Bands, optional
        Where the months are counted, if anywhere (`Bands.of_a_block`); they are added to.
    keep_months : int
        How many of the first runs keep the log of their months.

    Returns
    -------
    Block
        Metrics and months in the units of seeds/measures, NaN where missing. A run in which a mind failed has
        the outcome `FAILED`, the last month 0 and no metrics.

    Raises
    ------
    UsageError
        For a mind of the user's own that is not compiled.
    """
    for mind in python_minds(inputs):
        raise UsageError(f"{inputs.name}: {mind} is played in Python, on Mesa agents: {NOT_SAID}")
    workspace = records.new_workspace()
    seat(workspace, inputs)
    ordinary, starts = draw(inputs, first_run, runs)
    parameter_records = records.records(records.parameter_dtype(), 1)
    states = records.records(records.state_dtype(), 1)
    log = records.records(records.month_dtype(), inputs.horizon)
    metrics = records.records(records.metric_dtype(), runs)
    shown = len(monthly_measures())
    kept = np.zeros((min(keep_months, runs), inputs.horizon, shown))
    outcome = np.zeros(runs, dtype=np.int64)
    end_month = np.zeros(runs, dtype=np.int64)
    play_runs(
        np.uint64(first_run),
        setting_of(inputs),
        agenda_of(inputs),
        ordinary,
        starts,
        parameter_records,
        records.flat(parameter_records),
        states,
        records.flat(states),
        log,
        records.flat(log),
        workspace,
        records.words(workspace),
        records.words(workspace).copy(),
        metrics,
        outcome,
        end_month,
        kept,
        counts_of(bands if bands is not None else Bands.of_a_block(0)),
    )
    figures = records.flat(metrics)
    failed = outcome == FAILED
    figures[failed], end_month[failed], kept[failed[: len(kept)]] = math.nan, 0, math.nan
    return Block(
        first_run=first_run,
        runs=runs,
        metrics=figures,
        outcome=outcome,
        end_month=end_month,
        parameters=ordinary,
        initial=starts,
        months=kept,
    )
