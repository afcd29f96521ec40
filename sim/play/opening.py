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
    """Return the calendar month (1..12) of a month of the run."""
    return (setting.calendar_month - 1 + month - 1) % 12 + 1


@rule
def strike(values: Vector, position: int, event: Row, low: float, high: float) -> None:
    """Let an event move one entry of a vector, held within its legal range."""
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
    """Keep implemented <= signed <= agreed and hidden <= signed, whatever an event did."""
    for j in range(ISSUES):
        state.signed[j] = min(state.signed[j], state.agreed[j])
        state.implemented[j] = min(state.implemented[j], state.signed[j])
        state.hidden[j] = min(state.hidden[j], state.signed[j])


@rule
def open_month(state: State, now: Month, p: Parameters, setting: Setting, draw_key: draws.DrawKey) -> None:
    """Count the deadlines down, reset prices in January, and let prices and Russia move."""
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
    """Let the deadlines come one month closer."""
    state.months_to_referendum -= 1.0
    state.months_to_exercise -= 1.0
