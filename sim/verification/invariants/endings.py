"""How runs end: once and for good, and only where something can end them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.outcomes.bands import Bands
from sim.quantities import OUTCOMES, monthly_measures, parameters
from sim.verification.invariants.case import CannotTell, seen

if TYPE_CHECKING:
    from sim.verification.invariants.case import Case

MULTIPLIERS = parameters()["hazard_multiplier_by_ending"].entries
HASTE = 60.0  # so that short runs end
MUDDLING_THROUGH, DEEP_INTEGRATION = 0, 1
TOLERANCE = 1e-12


def runs_end_once(case: Case) -> str:
    """See whether a run that has ended stands still, with one outcome; risks are raised so that it ends.

    Parameters
    ----------
    case : Case
        Played with the multipliers of all endings 60 times as large.

    Returns
    -------
    str
        The outcome, measure or share that is wrong; empty where none is.
    """
    hasty = case.changed({name: HASTE * case.scenario.value(name) for name in MULTIPLIERS})
    return _one_outcome(hasty) or _frozen(hasty) or _incidence(hasty)


def _one_outcome(case: Case) -> str:
    outcome, end = case.block.outcome, case.block.end_month
    if not np.isin(outcome, range(len(OUTCOMES))).all():
        return f"outcomes {outcome.tolist()}"
    if (end[outcome == MUDDLING_THROUGH] != case.inputs.horizon).any():
        return f"muddling through ends in months {end.tolist()}"
    months = np.arange(1, case.inputs.horizon + 1)[None, :]
    expected = np.where(months >= end[:, None], outcome[:, None], MUDDLING_THROUGH)
    logged = case.month("outcome")
    return seen(case, logged != expected, "outcome is logged as", logged)


def _frozen(case: Case) -> str:
    """Compare the months after the end with that of the end; flows and decisions must be missing."""
    after = ~case.alive
    last = case.block.end_month - 1
    for measure in monthly_measures():
        value = case.month(measure.name)
        stood = value[np.arange(case.runs), last][:, None]
        if measure.missing_after_end:
            wrong = after & ~np.isnan(value)
        elif measure.name == "alive":
            wrong = after & (value != 0)
        else:
            wrong = after & ~((value == stood) | (np.isnan(value) & np.isnan(stood)))
        if found := seen(case, wrong, f"{measure.name} moves after the end", value):
            return found
    return ""


def _incidence(case: Case) -> str:
    bands = Bands.of_a_block(case.inputs.horizon)
    case.play(bands=bands)
    share = bands.cumulative_incidence()
    if (np.diff(share[:, 1:], axis=0) < 0).any():
        return "the share of runs that have ended falls from one month to the next"
    total = float(share[-1].sum())
    return "" if abs(total - 1) < TOLERANCE else f"the shares of outcomes sum to {total!r}"


def nothing_ends_without_risk(case: Case) -> str:
    """See whether every run muddles through once no ending can strike, deep integration apart.

    Parameters
    ----------
    case : Case
        Played with the multipliers of all endings at 0.

    Returns
    -------
    str
        The outcomes by which the runs end; empty where all muddle through or end in deep integration.

    Raises
    ------
    CannotTell
        An event or a draw moves the risks.
    """
    if case.moved(("hazard_multiplier_by_ending", *MULTIPLIERS)):
        raise CannotTell("the risks are moved by an event, or drawn")
    calm = case.changed(dict.fromkeys(MULTIPLIERS, 0.0))
    outcome = calm.block.outcome
    if np.isin(outcome, (MUDDLING_THROUGH, DEEP_INTEGRATION)).all():
        return ""
    names = sorted({OUTCOMES[code] for code in outcome.tolist()})
    return f"runs {case.run} to {case.run + case.runs - 1} end by {', '.join(names)} with all risks at 0"
