"""Tests of the claims about how far Moscow supports him, and what that costs it: C16 to C23, C26."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.claims.arms import (
    LONG,
    SURE,
    TROUBLE_AT_HOME,
    UNSURE,
    arm,
    shock,
)
from sim.analysis.claims.figures import (
    FALLS,
    REPORTED,
    RISES,
    above,
    below,
    difference,
    mean,
    share,
)
from sim.analysis.claims.marginal import worth_of_a_step
from sim.analysis.claims.trials import trial
from sim.experiments.metrics import mean_where

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from sim.analysis.claims.arms import Settings
    from sim.analysis.claims.figures import ClaimFigure
    from sim.experiments.arm_runs import ArmRuns

    Vector = NDArray[np.float64]

SUPPRESSION = 2  # code of the measure `help`
LOAN_BN = 3.0  # the rumoured loan

NAIVE: Settings = {**SURE, "c_common": 0}
NO_SUCCESSION: Settings = {
    "replacement_appetite_by_type.gradualist": 0,
    "replacement_appetite_by_type.integrator": 0,
    "replacement_appetite_by_type.replacer": 0,
    "hazard_multiplier_by_ending.leader_replaced": 0,
}
FLOOR = 0.03  # bn USD a month, half a step: what counts as support


@trial("C16", base=arm(months=12), troubled=arm(months=12, events=TROUBLE_AT_HOME))
def trouble_strengthens_minsk_for_a_while(base: ArmRuns, troubled: ArmRuns) -> Iterator[ClaimFigure]:
    """Minsk's share of the gains rises soon after a Russian shock and is back within half a year."""
    months = {"1 to 3": (1, 3), "7 to 9": (7, 9)}
    shares = {name: _change_of_share(base, troubled, span) for name, span in months.items()}
    yield mean("change of Minsk's share of the gains, months 1 to 3", shares["1 to 3"], RISES)
    yield mean("the same in months 7 to 9", shares["7 to 9"], REPORTED)
    gains = {
        name: troubled.mean("minsk_surplus", *span) - base.mean("minsk_surplus", *span)
        for name, span in months.items()
    }
    yield mean("change of Minsk's gain a month, months 1 to 3, payoff units", gains["1 to 3"], RISES)
    yield difference("the same, months 7 to 9 less 1 to 3", (gains["7 to 9"], gains["1 to 3"]), FALLS)


def _change_of_share(base: ArmRuns, troubled: ArmRuns, months: tuple[int, int]) -> Vector:
    """Return what each run adds to the change of Minsk's share of all gains (the delta method)."""
    pulls = []
    for played in (troubled, base):
        minsk, kremlin = (played.total(f"{side}_surplus", *months) for side in ("minsk", "kremlin"))
        portion = float(np.mean(minsk) / np.mean(minsk + kremlin))
        pulls.append(portion + (minsk - portion * (minsk + kremlin)) / np.mean(minsk + kremlin))
    return np.asarray(pulls[0] - pulls[1])


@trial(
    "C17",
    base=arm(months=LONG),
    deaf=arm({"rhetoric_relief": 0}, months=LONG),
    sure=arm(SURE, months=LONG),
    unsure=arm(UNSURE, months=LONG),
)
def a_common_threat_excuses_stalling(
    base: ArmRuns, deaf: ArmRuns, sure: ArmRuns, unsure: ArmRuns
) -> Iterator[ClaimFigure]:
    """Where words about a common threat excuse a stall, more is stalled and less delivered."""
    stalls = (base.metric("stall_share"), deaf.metric("stall_share"))
    yield difference("share of months with a stall, words heard against not", stalls, RISES)
    delivery = (base.metric("implemented_index"), deaf.metric("implemented_index"))
    yield difference("delivered in two years, words heard against not", delivery, FALLS)
    effort = (sure.metric("effort_mean"), unsure.metric("effort_mean"))
    yield difference("effort, belief in the threat .85 against 0", effort, FALLS)


@trial("C18", protest=arm(base="protests_return"), poor=arm({"reserves": 2.5}))
def support_has_a_floor(protest: ArmRuns, poor: ArmRuns) -> Iterator[ClaimFigure]:
    """Where he is in danger, support stays above half a step of subsidy in more than nine runs in ten."""
    for what, played, first in (("protest returned in May", protest, 4), ("reserves 2.5 bn", poor, 1)):
        support = played.month("subsidy_paid") + played.month("tranche_paid") + played.month("deferred")
        window = support[:, first - 1 : first + 5]
        average = np.where(played.alive[:, first - 1], mean_where(window), np.nan)
        flags = np.where(np.isnan(average), np.nan, average > FLOOR)
        yield share(f"support over six months above the floor, {what}", flags, above(0.9))


@trial(
    "C19",
    pliable=arm({"minsk_type": "pliable"}),
    resolute=arm({"minsk_type": "resolute"}),
    informed=arm(SURE),
    naive=arm(NAIVE),
    note="Naive is a Minsk that does not know how much Moscow fears a colour revolution.",
)
def the_able_give_less_away(
    pliable: ArmRuns, resolute: ArmRuns, informed: ArmRuns, naive: ArmRuns
) -> Iterator[ClaimFigure]:
    """A Minsk that minds its sovereignty gives less away, and a naive one more."""
    delivered = (resolute.metric("implemented_index"), pliable.metric("implemented_index"))
    yield difference("delivered, resolute against pliable", delivered, FALLS)
    signed = (naive.metric("signed_index"), informed.metric("signed_index"))
    yield difference("signed, naive against informed", signed, RISES)
    given = (naive.metric("implemented_index"), informed.metric("implemented_index"))
    yield difference("delivered, naive against informed", given, RISES)


@trial(
    "C20",
    base=arm(),
    backed=arm(events=(shock("backing", 0.3, (1, 6)),)),
    paid=arm(events=(shock("subsidy_step", 2, (1, 1)),)),
)
def backing_costs_standing(base: ArmRuns, backed: ArmRuns, paid: ArmRuns) -> Iterator[ClaimFigure]:
    """Russia's standing among Belarusians falls with the backing it gives him."""
    seen = (backed.at("pro_russian_share", 6), base.at("pro_russian_share", 6))
    yield difference("pro-Russian share after six months of full backing", seen, FALLS)
    money = (paid.at("pro_russian_share", 6), base.at("pro_russian_share", 6))
    yield difference("the same with two steps of subsidy more", money, REPORTED)


@trial("C21", base=arm(), on_offer=arm(base="loan_3bn"))
def a_large_rise_is_unlikely(base: ArmRuns, on_offer: ArmRuns) -> Iterator[ClaimFigure]:
    """The agreed subsidy lies inside its range, and a promise of 3 bn or more stays under one run in ten."""
    steps = base.month("subsidy_step")
    inside = np.where(np.isnan(steps), np.nan, (steps >= 1) & (steps <= 5))
    yield mean("share of months with an agreed step of 1 to 5", mean_where(inside), above(0.5))
    for what, played in (("", base), (", a loan of 3 bn on the menu", on_offer)):
        promised = played.metric("loans_promised_usd_bn") >= LOAN_BN
        yield share(f"3 bn or more promised in ten months{what}", promised, below(0.1))


@trial(
    "C21b",
    base=arm(months=LONG),
    without=arm(NO_SUCCESSION, months=LONG),
    careless=arm({"strength_cost": 0}, months=LONG),
    protest=arm({"mobilisation": 0.45}, months=1),
    note="What a step is worth is read off the packages of month 1, all six steps tried.",
)
def too_much_money_spoils_succession(
    base: ArmRuns, without: ArmRuns, careless: ArmRuns, protest: ArmRuns
) -> Iterator[ClaimFigure]:
    """Beyond a point a step of subsidy is a loss to Moscow; without succession in view it gives more."""
    calm, loud = (worth_of_a_step(one.scenario, "kremlin") for one in (base, protest))
    yield mean("a first step of subsidy to Moscow, payoff units", calm[:, 0], REPORTED)
    yield mean("a sixth step", calm[:, -1], below(0))
    yield mean("a first step, protest .45", loud[:, 0], above(0))
    yield mean("a sixth step, protest .45", loud[:, -1], below(0))
    subsidy = base.metric("subsidy_policy_mean")
    free = without.metric("subsidy_policy_mean")
    yield difference("subsidy without succession, bn USD a month", (free, subsidy), RISES)
    cheap = careless.metric("subsidy_policy_mean")
    yield difference("subsidy where his strength costs nothing", (cheap, subsidy), RISES)


@trial(
    "C23",
    base=arm(),
    long=arm(months=LONG),
    replacer=arm(base="leader_replacement", months=LONG),
    barred=arm({"hazard_multiplier_by_ending.leader_replaced": 0}, base="leader_replacement", months=LONG),
)
def replacement_is_rare_but_worth_something(
    base: ArmRuns, long: ArmRuns, replacer: ArmRuns, barred: ArmRuns
) -> Iterator[ClaimFigure]:
    """He is seldom replaced within the horizon, and the option is worth something to who wants it."""
    yield share("replaced in ten months", base.ended("leader_replaced"), below(0.05))
    yield share("replaced in two years", long.ended("leader_replaced"), REPORTED)
    worth = (replacer.metric("payoff_kremlin"), barred.metric("payoff_kremlin"))
    yield difference("the Kremlin's payoff with the option less without, a replacer", worth, RISES)


@trial(
    "C26",
    helped=arm(base="protests_return", months=LONG),
    alone=arm({"suppression_cost": 10}, base="protests_return", months=LONG),
)
def police_help_without_endorsement(helped: ArmRuns, alone: ArmRuns) -> Iterator[ClaimFigure]:
    """Help with suppression goes with little public backing; it keeps him in office and costs autonomy."""
    suppressing, backing = helped.month("help") == SUPPRESSION, helped.month("backing")
    during = mean_where(np.where(suppressing, backing, np.nan))
    otherwise = mean_where(np.where(suppressing, np.nan, backing))
    yield difference("backing in months of suppression less other months", (during, otherwise), FALLS)
    yield mean("backing in months of suppression", during, REPORTED)
    fallen = [one.ended("regime_collapse", "leader_replaced").astype(float) for one in (helped, alone)]
    yield difference("fallen or replaced, with suppression against without", fallen, FALLS)
    autonomy = (helped.metric("sovereignty_index"), alone.metric("sovereignty_index"))
    yield difference("sovereignty left, with suppression against without", autonomy, FALLS)
