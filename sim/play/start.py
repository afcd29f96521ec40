"""How a run starts: the state at the end of the month before the first, and who the leaders are."""

from __future__ import annotations

from sim.rules import draws
from sim.rules.compiled import rule
from sim.rules.payoffs import IN_KIND
from sim.rules.shapes import Parameters, Setting, State, Vector


@rule
def drawn_type(prior: Vector, uniform: float) -> float:
    """Return the type (0, 1, 2) that a uniform selects from a prior, shape (3,).

    Parameters
    ----------
    prior : (3,) float64
        Probability of each type; they sum to 1.
    uniform : float
        In (0, 1).

    Returns
    -------
    float
        0, 1 or 2, a float as all entries of a state.
    """
    if uniform < prior[0]:
        return 0.0
    return 1.0 if uniform < prior[0] + prior[1] else 2.0


@rule
def set_up(
    state: State, stocks: Vector, start: Vector, p: Parameters, setting: Setting, draw_key: draws.DrawKey
) -> None:
    """Fill the state of a run from its initial quantities, and draw the types that are left open.

    `stocks` is the flat view of `state`, `start` the initial quantities, which come first in it;
    `draw_key` names month 0.

    Parameters
    ----------
    state : State
        Record to fill.
    stocks : (S,) float64
        The same memory as `state`.
    start : (k,) float64
        Initial quantities, k < S; a type below 0 is drawn from its prior.
    p : Parameters
        Prior of the types.
    setting : Setting
        Months to referendum and exercise.
    draw_key : DrawKey
        Draws of the stream `INIT`.

    Returns
    -------
    None
        What is no initial quantity is 0, except deadlines, discount factors, `mobilisation_before` and
        `vaccine_shared`.
    """
    for i in range(len(stocks)):
        stocks[i] = start[i] if i < len(start) else 0.0
    if state.minsk_type < 0.0:
        state.minsk_type = drawn_type(p.prior_minsk_type, draws.draw(draw_key, draws.INIT, draws.FIRST))
    if state.kremlin_type < 0.0:
        state.kremlin_type = drawn_type(p.prior_kremlin_type, draws.draw(draw_key, draws.INIT, draws.SECOND))
    state.months_to_referendum = setting.months_to_referendum
    state.months_to_exercise = setting.months_to_exercise
    state.mobilisation_before = state.mobilisation
    state.vaccine_shared = 1.0 if state.help == IN_KIND else 0.0
    state.discount_kremlin = 1.0
    state.discount_minsk = 1.0
