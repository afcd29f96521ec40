"""Whether a month is the last: deep integration, or one of the four endings that compete."""

from __future__ import annotations

from sim.rules import draws, endings
from sim.rules.compiled import rule
from sim.rules.issues import CONSTITUTION, ISSUES, SECURITY, SUPRANATIONAL
from sim.rules.payoffs import kremlin_endings, minsk_endings
from sim.rules.shapes import Parameters, State


@rule
def implemented_index(state: State, p: Parameters) -> float:
    """Return the share of all issues implemented, by the Kremlin's weights.

    Parameters
    ----------
    state : State
        Implemented shares of the issues, (5,).
    p : Parameters
        The Kremlin's weight of each issue, a share of all five.

    Returns
    -------
    float
        0 to 1.
    """
    total = 0.0
    for j in range(ISSUES):
        total += p.kremlin_weight_by_issue[j] * state.implemented[j]
    return total


@rule
def end_or_go_on(state: State, p: Parameters, draw_key: draws.DrawKey) -> None:
    """See whether the bargaining ends this month: by integration, or by one of the four endings.

    Equations: sim/MODEL.md, sections "Endings" and "Payoffs".

    Parameters
    ----------
    state : State
        Stocks of the month's end; outcome and payoffs are written.
    p : Parameters
        Rates of the endings, and what they are worth to both sides.
    draw_key : DrawKey
        One draw of the stream `HAZARD`, unless integration is deep.

    Returns
    -------
    None
        `state.outcome` is a code of `sim.rules.endings`, 0 while the run goes on; `state.end_month` is this
        month in any case. An ending adds its discounted value to both sides' payoffs.
    """
    if endings.deeply_integrated(implemented_index(state, p), state.implemented[SUPRANATIONAL], p):
        state.outcome = endings.DEEP_INTEGRATION
        state.payoff_kremlin += state.discount_kremlin * p.value_kremlin_deep_integration
        sensitivity = p.sovereignty_sensitivity_by_type[int(state.minsk_type)]
        state.payoff_minsk += state.discount_minsk * sensitivity * p.value_minsk_deep_integration
    else:
        chance = endings.chances(current_rates(state, p))
        cause = endings.which_strikes(chance, draws.draw(draw_key, draws.HAZARD, draws.FIRST))
        if cause < endings.NONE_STRUCK:
            state.outcome = endings.outcome_of(cause)
            appetite = p.replacement_appetite_by_type[int(state.kremlin_type)]
            kremlin = kremlin_endings(
                state.colour_revolution_belief,
                state.russian_trouble,
                state.russia_west_tension,
                appetite,
                p,
            )
            state.payoff_kremlin += state.discount_kremlin * kremlin[cause]
            state.payoff_minsk += state.discount_minsk * minsk_endings(state.isolation, p)[cause]
    state.end_month = float(draw_key.month)


@rule
def current_rates(state: State, p: Parameters) -> endings.Rates:
    """Return the monthly rates of the endings in the state as it stands.

    Equations: sim/MODEL.md, section "Endings".

    Parameters
    ----------
    state : State
        Stocks of the month's end, and this month's push, overture and repression.
    p : Parameters
        Coefficients of the log rates.

    Returns
    -------
    Rates
        Each a rate a month, as if the others did not compete with it.
    """
    in_arrears = 1.0 if state.arrears > 0.0 else 0.0
    reform, security = state.implemented[CONSTITUTION], state.implemented[SECURITY]
    return endings.Rates(
        endings.collapse_rate(state.mobilisation, state.strength, state.reserves, in_arrears, p),
        endings.replaced_rate(state.push, state.strength, reform, security, state.backing, p),
        endings.reopening_rate(
            state.isolation, state.repression, security, state.overture, state.russia_west_tension, p
        ),
        endings.rupture_rate(state.confrontation, state.isolation, p),
    )
