"""Tests of the claims about what Minsk does: C24, C47, C25, C27 to C34, C36, C36b, C38."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.claims.arms import (
    LONG,
    SURE,
    UNSURE,
    arm,
    asked_by_minsk,
    shock,
    subsidy_change,
)
from sim.analysis.claims.figures import (
    FALLS,
    REPORTED,
    RISES,
    above,
    apart,
    below,
    between,
    correlation,
    difference,
    mean,
    ratio,
    share,
)
from sim.analysis.claims.marginal import worth_of_a_step
from sim.analysis.claims.trials import no_trial, trial
from sim.experiments.metrics import mean_where

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from sim.analysis.claims.arms import Settings
    from sim.analysis.claims.figures import ClaimFigure
    from sim.experiments.arm_runs import ArmRuns

    Vector = NDArray[np.float64]

ANNOUNCED = 11  # January 2022
CROWD = 10_000  # people on one day
NEAR_ZERO = between(-0.1, 0.1)
TOKEN = 0.5  # a reform of which less is carried out leaves his powers as they are

LOUD: Settings = {"mobilisation": 0.45}
FEARLESS: Settings = {
    "value_kremlin_collapse_belief": 0,
    "value_kremlin_collapse_belief_trouble": 0,
    "value_kremlin_collapse_tension": 0,
    "protest_cost": 0,
}
NERVELESS: Settings = {"protest_cost_minsk": 0, "value_minsk_collapse": 0}
AFRAID: Settings = {**SURE, "c_common": 0.85}
UNAFRAID: Settings = {**UNSURE, "c_common": 0.85}


def transfers(played: ArmRuns) -> Vector:
    """Return what Moscow paid in a run, subsidy and tranches, bn USD.

    Parameters
    ----------
    played : ArmRuns
        An arm whose months were kept.

    Returns
    -------
    (runs,) float64
        Summed over the months up to the end of each run.
    """
    return played.total("subsidy_paid") + played.total("tranche_paid")


@trial(
    "C24",
    base=arm(months=LONG),
    calm=arm(months=12),
    threatened=arm(months=12, events=(shock("mobilisation", 0.3, (9, 11)),)),
)
def reform_waits_for_a_threat(base: ArmRuns, calm: ArmRuns, threatened: ArmRuns) -> Iterator[ClaimFigure]:
    """The vote comes later than announced in the median run, and sooner under threat."""
    late = np.where(base.alive[:, ANNOUNCED - 1], base.at("referendum_held", ANNOUNCED) == 0, np.nan)
    yield share("no vote by the announced month", late, above(0.5))
    held = (threatened.at("referendum_held", ANNOUNCED), calm.at("referendum_held", ANNOUNCED))
    yield difference("vote held on time, protest .3 higher from November on", held, RISES)


@trial("C47", base=arm(months=16), note="Runs that put the vote off are compared with those that hold it.")
def putting_it_off_costs_trust(base: ArmRuns) -> Iterator[ClaimFigure]:
    """In runs that put the vote off the quarrel with Moscow grows, and more is withheld afterwards."""
    due = base.alive[:, ANNOUNCED - 1] & (base.at("vote_due", ANNOUNCED) == 1)
    postponed = base.at("vote_postponed", ANNOUNCED) == 1
    quarrel = base.at("confrontation", ANNOUNCED) - base.at("confrontation", ANNOUNCED - 1)
    yield apart(
        "change of confrontation, vote put off less held",
        quarrel[due & postponed],
        quarrel[due & ~postponed],
        RISES,
    )
    withheld = base.mean("withheld", ANNOUNCED + 1, ANNOUNCED + 3)
    yield apart(
        "withheld in the three months after", withheld[due & postponed], withheld[due & ~postponed], RISES
    )


@trial(
    "C25",
    base=arm(),
    reformed=arm({"signed.CR": 0.2, "implemented.CR": 0.2}),
    note="That Minsk delays when both audiences weigh the same cannot be asked: it has no weights for them.",
)
def reform_cannot_please_both(base: ArmRuns, reformed: ArmRuns) -> Iterator[ClaimFigure]:
    """What pleases citizens displeases Moscow: a reform carried out calms those and should cost this."""
    anger = (reformed.at("grievance", 10), base.at("grievance", 10))
    yield difference("grievance after ten months, a fifth of reform carried out", anger, REPORTED)
    worth = [one.total("payoff_kremlin_now", 1, 10) for one in (reformed, base)]
    yield difference("the Kremlin's ten months, the same", worth, FALLS)


@trial(
    "C27", base=arm(months=LONG), note="That no reform is carried out before the vote is a rule of the model."
)
def the_date_may_slip(base: ArmRuns) -> Iterator[ClaimFigure]:
    """The vote may come after January 2022, and when it is announced there is next to no content."""
    late = np.where(base.alive[:, ANNOUNCED - 1], base.at("referendum_held", ANNOUNCED) == 0, np.nan)
    yield share("vote after January 2022", late, above(0.05))
    yield mean("reform carried out by December 2021", base.at("reform_content", 10), below(0.01))
    yield share("vote held within two years", base.metric("referendum_held") == 1, REPORTED)


@trial("C28", base=arm(months=LONG), note="The Assembly as a seat he could fall back on is not in the model.")
def reform_leaves_him_in_charge(base: ArmRuns) -> Iterator[ClaimFigure]:
    """In most runs he is in office after two years with less than half of the reform carried out."""
    kept = (base.metric("leader_in_office") == 1) & (base.metric("reform_content") < TOKEN)
    yield share("in office, reform a token", kept, above(0.5))


@trial("C29", calm=arm(), loud=arm(LOUD))
def calm_makes_minsk_bolder(calm: ArmRuns, loud: ArmRuns) -> Iterator[ClaimFigure]:
    """When protest falls Minsk accepts less of what Moscow offers, and concessions fall later."""
    accepted = [_accepted_by_minsk(one) for one in (calm, loud)]
    yield difference("Kremlin offers Minsk accepts, protest .15 against .45", accepted, FALLS)
    early = [one.mean("demand_agreed", 1, 2) for one in (calm, loud)]
    yield difference("concessions a month, months 1 and 2", early, REPORTED)
    later = [one.mean("demand_agreed", 3, 10) for one in (calm, loud)]
    yield difference("concessions a month, months 3 to 10", later, FALLS)


def _accepted_by_minsk(played: ArmRuns) -> Vector:
    response = np.where(played.month("kremlin_proposes") == 1, played.month("response"), np.nan)
    return mean_where(np.where(np.isnan(response), np.nan, response == 0))


@trial("C30", base=arm())
def the_lull_may_not_last(base: ArmRuns) -> Iterator[ClaimFigure]:
    """Protest remembers, and a day above 10,000 by the end of 2021 is neither certain nor excluded."""
    yield share("a day above 10,000 people", base.metric("turnout_max") > CROWD, between(0.005, 0.2))
    memory = [np.where(base.alive[:, 9], base.at("mobilisation", month), np.nan) for month in (4, 10)]
    yield correlation("protest in month 4 with protest in month 10", memory[0], memory[1], above(0))


@trial("C31", base=arm())
def words_without_substance(base: ArmRuns) -> Iterator[ClaimFigure]:
    """Words and deeds go apart, and a supranational body is not signed in 2021."""
    words = (base.metric("rhetoric_share"), base.metric("implemented_index"))
    yield correlation("loud words with what is delivered, over runs", *words, NEAR_ZERO)
    yield share("a supranational body signed", base.metric("supranational_signed") == 1, below(0.05))
    yield mean("share of months with loud words", base.metric("rhetoric_share"), REPORTED)


@trial("C32", base=arm())
def money_is_the_aim(base: ArmRuns) -> Iterator[ClaimFigure]:
    """Minsk gains by every step of subsidy, less by a later one, and asks for more than it gets."""
    worth = worth_of_a_step(base.scenario, "minsk")
    yield mean("a sixth step of subsidy to Minsk, payoff units", worth[:, -1], above(0))
    yield mean("a first step less a sixth", worth[:, 0] - worth[:, -1], above(0))
    own = base.month("kremlin_proposes") == 0
    asked = np.where(own, np.maximum(subsidy_change(base.month("offer")), 0), 0.0)
    granted = np.where(
        own & (base.month("accepted") == 1), np.maximum(subsidy_change(base.month("package")), 0), 0.0
    )
    yield ratio("steps asked for over steps granted", asked.sum(axis=1), granted.sum(axis=1), above(1))
    yield mean("share of months in which Minsk asks for money", mean_where(asked_by_minsk(base)), REPORTED)


no_trial(
    "C34",
    "Every request of the model is private, so private ones cannot be likelier than public ones, and "
    "outsiders never see a refusal.",
)


@trial(
    "C36",
    calm=arm(),
    loud=arm(LOUD),
    desperate=arm({"mobilisation": 0.8}),
    afraid=arm(AFRAID),
    unafraid=arm(UNAFRAID),
    note="Conduct of Minsk is held fixed as far as its idea of Moscow's fear goes (c_common).",
)
def danger_of_protest_raises_support(
    calm: ArmRuns, loud: ArmRuns, desperate: ArmRuns, afraid: ArmRuns, unafraid: ArmRuns
) -> Iterator[ClaimFigure]:
    """The more danger of protest Moscow sees, the more it supports him; at the highest it is reported."""
    fear = (transfers(afraid), transfers(unafraid))
    yield difference("support in ten months, Moscow afraid of protest or not, bn USD", fear, RISES)
    yield difference("support, protest .45 against .15", (transfers(loud), transfers(calm)), RISES)
    yield difference("support, protest .8 against .45", (transfers(desperate), transfers(loud)), REPORTED)
    pushes = (desperate.metric("push_months"), loud.metric("push_months"))
    yield difference("months of pushing for another, .8 against .45", pushes, REPORTED)


@trial(
    "C36b",
    calm=arm(),
    loud=arm(LOUD),
    fearless_calm=arm(FEARLESS),
    fearless_loud=arm({**FEARLESS, **LOUD}),
    nerveless_calm=arm(NERVELESS),
    nerveless_loud=arm({**NERVELESS, **LOUD}),
)
def calm_works_both_ways(
    calm: ArmRuns,
    loud: ArmRuns,
    fearless_calm: ArmRuns,
    fearless_loud: ArmRuns,
    nerveless_calm: ArmRuns,
    nerveless_loud: ArmRuns,
) -> Iterator[ClaimFigure]:
    """Calm raises transfers by Minsk's nerve and lowers them by Moscow's fear; the sum is reported."""
    nerve = (transfers(fearless_calm), transfers(fearless_loud))
    yield difference("transfers, calm against protest, Moscow without fear, bn USD", nerve, RISES)
    fear = (transfers(nerveless_calm), transfers(nerveless_loud))
    yield difference("the same, Minsk without nerves", fear, FALLS)
    yield difference("both at work", (transfers(calm), transfers(loud)), REPORTED)


@trial("C38", base=arm(months=14), without=arm({"calendar.exercise": "none"}, months=14))
def the_exercise_protects_until_september(base: ArmRuns, without: ArmRuns) -> Iterator[ClaimFigure]:
    """Support bulges in the months up to the exercise and drops after; without one there is no bulge."""
    before = (base.mean("subsidy_paid", 4, 7), without.mean("subsidy_paid", 4, 7))
    yield difference("subsidy June to September, exercise or none, bn USD a month", before, RISES)
    after = (base.mean("subsidy_paid", 8, 12), without.mean("subsidy_paid", 8, 12))
    yield difference("the same October to February", after, REPORTED)
    bulge = [one.mean("subsidy_paid", 4, 7) - one.mean("subsidy_paid", 8, 11) for one in (base, without)]
    yield difference("June to September over the four months after, exercise or none", bulge, RISES)
    yield mean("that difference with the exercise", bulge[0], RISES)
