"""What minds believe and choose: chances are chances, and secrets and doubts are kept."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sim.minds.choice import BEST_REPLY
from sim.play.bargaining import ACCEPTED, COUNTERED
from sim.quantities import INDICES, monthly_measures, run_measures
from sim.rules.society import grievance_target
from sim.verification.invariants.case import CannotTell, seen

if TYPE_CHECKING:
    from typing import Any

    from sim.engines.mesa_model import Model
    from sim.quantities import Measure
    from sim.verification.invariants.case import Case

BELIEFS = (INDICES["minsk_type"], INDICES["kremlin_type"])
STARTS = ("belief_about_minsk", "belief_about_kremlin")
ANGER = ("grievance", "activity_gap", "mobilisation", "covid_load", "repression")
QUANTAL = "quantal"
SUM = 1e-12
ROUNDING = 1e-9
ALMOST = 1e-4  # a counter is answered by a logistic function, however steep


def beliefs_are_chances(case: Case) -> str:
    """See whether each side's beliefs about the other's types sum to 1.

    Parameters
    ----------
    case : Case
        All of its runs are looked at, in the months in which they go on.

    Returns
    -------
    str
        A sum that is off by 1e-9 or more, with run and month; empty where none is.
    """
    for types in BELIEFS:
        total = np.asarray(sum(case.month(f"belief_{name}") for name in types))
        wrong = case.alive & ~(np.abs(total - 1) < ROUNDING)
        if found := seen(case, wrong, f"beliefs in {', '.join(types)} sum to", total):
            return found
    return ""


def nobody_is_ever_certain(case: Case) -> str:
    """See whether no belief falls below a third of the doubt that is mixed in every month.

    Parameters
    ----------
    case : Case
        All of its runs are looked at, in the months in which they go on.

    Returns
    -------
    str
        A belief below `belief_mixing` / 3, with run and month; empty where none is.

    Raises
    ------
    CannotTell
        An event moves beliefs, or the doubt that is mixed in.
    """
    if case.struck(("belief_mixing", *STARTS)).any():
        raise CannotTell("an event moves beliefs")
    floor = case.parameter("belief_mixing")[:, None] / 3
    for name in (name for types in BELIEFS for name in types):
        belief = case.month(f"belief_{name}")
        wrong = case.alive & ~(belief >= floor * (1 - SUM))
        if found := seen(case, wrong, f"belief_{name} is below {floor[0, 0]:g}", belief):
            return found
    return ""


def chances_are_chances(case: Case) -> str:
    """See whether every chance of an alternative is one, they sum to 1, and no number is missing.

    Parameters
    ----------
    case : Case
        The decisions of its first run in the Mesa engine, and the months and metrics of all its runs.

    Returns
    -------
    str
        The decision with its chances, or the measure that is NaN or infinite where it may not be; empty where
        there is none.
    """
    for decision in case.model.decisions:
        total = math.fsum(decision.chances)
        proper = all(math.isfinite(one) and one >= 0 for one in decision.chances)
        complete = decision.name in ("offer", "reply", "answer") or not decision.chances
        if not proper or (not complete and abs(total - 1) > SUM):
            where = f"run {case.run}, month {decision.month}: {decision.side}, {decision.name}"
            return f"{where}: chances {decision.chances} sum to {total!r}"
    return _no_number_missing(case)


def _no_number_missing(case: Case) -> str:
    for measure in monthly_measures():
        value = case.month(measure.name)
        empty = np.full(value.shape, _may_be_empty(measure)) | (measure.missing_after_end & ~case.alive)
        fine = np.isfinite(value) | np.isnan(value) & empty
        if found := seen(case, ~fine, f"{measure.name} is no number", value):
            return found
    for position, one in enumerate(run_measures()):
        values = case.block.metrics[:, position]
        if one.name not in _averages_of_some_months() and not np.isfinite(values).all():
            return f"{one.name} of the runs is {values.tolist()}"
    return ""


def _may_be_empty(measure: Measure) -> bool:
    """Tell whether a month may lack a value: the seeds say so; distances need a package that gains both."""
    return "empty where" in measure.description or measure.name.endswith("_distance")


def _averages_of_some_months() -> set[str]:
    """Name the metrics that a run lacks where no month has what they average."""
    return {"withheld_share", *(f"{one.name}_mean" for one in monthly_measures() if _may_be_empty(one))}


def nobody_accepts_a_loss(case: Case) -> str:
    """See whether a quantal side that never errs accepts nothing that is worth less to it than refusing.

    Parameters
    ----------
    case : Case
        Played with the precision from which on a choice is the best reply.

    Returns
    -------
    str
        The side and its loss in payoff units, with run and month; empty where no loss exceeds 1e-4.

    Raises
    ------
    CannotTell
        An event or a draw moves the precision, or no mind is quantal.
    """
    if case.moved(("choice_precision",)):
        raise CannotTell("the precision of choice is moved by an event, or drawn")
    if QUANTAL not in (case.scenario.minsk_mind, case.scenario.kremlin_mind):
        raise CannotTell("no mind here is quantal")
    keen = case.changed({"choice_precision": BEST_REPLY})
    accepted = keen.month("accepted") > 0
    response, kremlin_offers = keen.month("response"), keen.month("kremlin_proposes") > 0
    for side, surplus, mind, offers in (
        ("Minsk", "minsk_surplus", case.scenario.minsk_mind, ~kremlin_offers),
        ("Kremlin", "kremlin_surplus", case.scenario.kremlin_mind, kremlin_offers),
    ):
        last_word = (response == ACCEPTED) & ~offers | (response == COUNTERED) & offers
        gain = keen.month(surplus)
        wrong = accepted & last_word & ~(gain >= -ALMOST)
        if mind == QUANTAL and (found := seen(keen, wrong, f"{side} accepts a loss of", -gain)):
            return found
    return ""


def secrets_anger_nobody(case: Case) -> str:
    """See whether grievance moves by what is public only: what is hidden counts as not signed.

    Parameters
    ----------
    case : Case
        Its first run is played step by step; months in which an event moves what grievance depends on are
        left out.

    Returns
    -------
    str
        Grievance, found and expected, with run and month; empty where they agree within 1e-9.
    """
    from sim.engines.mesa_model import Model

    model = Model(replace(case.scenario, sweep=None), case.run, noting=False)
    struck = case.struck(ANGER)
    while not model.finished and model.alive:
        before = {name: float(model.state[name]) for name in ANGER}
        model.step()
        expected = _grievance_by_what_is_public(model, before)
        found = float(model.state["grievance"])
        if not struck[model.month - 1] and not abs(found - expected) < ROUNDING:
            where = f"run {case.run}, month {model.month}"
            return f"{where}: grievance is {found!r}, by what is public {expected!r}"
    return ""


def _grievance_by_what_is_public(model: Model, before: dict[str, float]) -> float:
    state, p = model.state, model.p
    provocation = 0.0
    for j in range(len(INDICES["issue"])):
        public = float(state["signed"][j] - state["hidden"][j])
        done = min(float(state["implemented"][j]), public)
        weight: Any = p["provocation_by_issue"][j]
        provocation += float(weight * (done + p["text_provocation"] * (public - done)))
    target = grievance_target(
        activity_gap=before["activity_gap"],
        provocation=provocation,
        repression=float(state["repression"]),
        mobilisation=before["mobilisation"],
        covid_load=before["covid_load"],
        leak_shock=float(model.now["leak_anger"]),
        p=p,
    )
    moved = before["grievance"] + float(p["grievance_speed"]) * (float(target) - before["grievance"])
    return min(1.0, max(0.0, moved))
