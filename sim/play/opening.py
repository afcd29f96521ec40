"""How a month opens: deadlines come nearer, events strike, prices and Russia move."""

from __future__ import annotations

from typing import Any, NamedTuple

from sim.rules import draws, energy, russia
from sim.rules.compiled import rule
from sim.rules.issues import ISSUES
from sim.rules.numerics import log
from sim.rules.shapes import Month, Parameters, Row, Setting, State, Vector


class Agenda(NamedTuple):
    """What a scenario has in store for single months: `summits` (horizon + 1,) 0/1, and rows of `events`."""

    summits: Any
    events: Any


ADD, SET, MULTIPLY = range(3)
ON_STATE, ON_PARAMETER = range(2)
_JANUARY = 1


@rule
def calendar_month(setting: Setting, month: int) -> int:
    """Return the calendar month (1..12) of a month of the run.

    Parameters
    ----------
    setting : Setting
        Calendar month of month 1.
    month : int
        Month of the run, from 1.

    Returns
    -------
    int
    """
    return (setting.calendar_month - 1 + month - 1) % 12 + 1


@rule
def strike(values: Vector, position: int, event: Row, low: float, high: float) -> None:
    """Let an event move one entry of a vector, held within its legal range.

    Parameters
    ----------
    values : (n,) float64
        State or parameters; one entry is changed.
    position : int
        Position of the entry.
    event : Row
        Row of `agenda.events` with `operation` (`ADD`, `SET` or `MULTIPLY`) and `value`.
    low, high : float
        Legal range of the entry.

    Returns
    -------
    None
        `values[position]` holds the new value.
    """
    if event.operation == ADD:
        moved = values[position] + event.value
    elif event.operation == SET:
        moved = event.value
    else:
        moved = values[position] * event.value
    values[position] = min(high, max(low, moved))


@rule
def strike_events(
    state: State,
    stocks: Vector,
    parameters: Vector,
    ordinary: Vector,
    setting: Setting,
    agenda: Agenda,
    draw_key: draws.DrawKey,
) -> None:
    """Let this month's events act on state and parameters (flat views of their records).

    A parameter is moved while the event lasts, from its `ordinary` value; a state in each month.

    Parameters
    ----------
    state : State
        The record; signed, implemented and hidden shares are put in order at the end.
    stocks : (S,) float64
        Flat view of `state`, initial quantities first.
    parameters : (P,) float64
        Flat view of the parameters in force.
    ordinary : (P,) float64
        Values of the parameters without events.
    setting : Setting
        Legal ranges of entries, those of the parameters last.
    agenda : Agenda
        Events of the scenario, with `month`, `duration` and `probability`.
    draw_key : DrawKey
        Its month is this one; an event's draw is named by the month it begins in and its slot.

    Returns
    -------
    None
        `stocks` and `parameters` are changed in place.
    """
    month = int(draw_key.month)
    if len(agenda.events) == 0:
        return
    for i in range(len(parameters)):
        parameters[i] = ordinary[i]
    for k in range(len(agenda.events)):
        event = agenda.events[k]
        if month < event.month or month >= event.month + event.duration:
            continue
        start = draws.as_word(event.month)
        chance = draws.uniform(draw_key.seed, draw_key.run, start, draws.SCENARIO, draws.as_word(event.slot))
        if chance >= event.probability:
            continue
        position = event.index
        if event.target == ON_STATE:
            strike(stocks, position, event, setting.lowest[position], setting.highest[position])
        else:
            limit = len(setting.lowest) - len(parameters) + position
            strike(parameters, position, event, setting.lowest[limit], setting.highest[limit])
    keep_order(state)


@rule
def keep_order(state: State) -> None:
    """Keep implemented <= signed <= agreed and hidden <= signed, whatever an event did.

    Parameters
    ----------
    state : State
        Shares of the issues, (5,) each.

    Returns
    -------
    None
        Shares that are too large are lowered; `agreed` stays.
    """
    for j in range(ISSUES):
        state.signed[j] = min(state.signed[j], state.agreed[j])
        state.implemented[j] = min(state.implemented[j], state.signed[j])
        state.hidden[j] = min(state.hidden[j], state.signed[j])


@rule
def open_month(state: State, now: Month, p: Parameters, setting: Setting, draw_key: draws.DrawKey) -> None:
    """Count the deadlines down, reset prices in January, and let prices and Russia move.

    Equations: sim/MODEL.md, sections "Russia" and "Energy and the subsidy as it is reported".

    Parameters
    ----------
    state : State
        Prices, Russian trouble and tension of the end of last month.
    now : Month
        Row of the month.
    p : Parameters
        Means, speeds and noise of the processes.
    setting : Setting
        Calendar month of month 1.
    draw_key : DrawKey
        Draws of the streams `OIL`, `GAS`, `RUSSIA` and `TENSION`.

    Returns
    -------
    None
        `state` holds this month's prices and Russian affairs; `now.hidden_before` (5,) and
        `now.hidden_loan_before` (bn USD) what is secret at its start.
    """
    month = int(draw_key.month)
    if calendar_month(setting, month) == _JANUARY:
        state.gas_contract = energy.contract_price_for(state.subsidy_step, p)
        state.januaries = min(p.oil_duty_januaries, state.januaries + 1.0)
    shock = draws.draw_normal(draw_key, draws.OIL)
    state.log_brent = energy.log_price_after(
        state.log_brent, log(p.oil_mean), p.oil_speed, p.oil_noise, shock
    )
    shock = draws.draw_normal(draw_key, draws.GAS)
    state.gas_hub = energy.price_after(state.gas_hub, p.gas_mean, p.gas_speed, p.gas_noise, shock)
    shock = draws.draw_normal(draw_key, draws.RUSSIA)
    state.russian_trouble = russia.reverting_share(
        state.russian_trouble, p.trouble_normal, p.trouble_speed, p.trouble_noise, shock
    )
    shock = draws.draw_normal(draw_key, draws.TENSION)
    state.russia_west_tension = russia.reverting_share(
        state.russia_west_tension, p.tension_normal, p.tension_speed, p.tension_noise, shock
    )
    for j in range(ISSUES):
        now.hidden_before[j] = state.hidden[j]
    now.hidden_loan_before = state.hidden_loan


@rule
def count_down(state: State) -> None:
    """Let the deadlines come one month closer.

    Parameters
    ----------
    state : State
        `months_to_referendum` and `months_to_exercise`; negative once they have passed, and where no date is
        announced.

    Returns
    -------
    None
        Both fall by 1.
    """
    state.months_to_referendum -= 1.0
    state.months_to_exercise -= 1.0
