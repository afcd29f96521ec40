"""Tests of the claims about the meeting and the state it found: C1 to C9, C35, C33, C22."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.claims.arms import (
    LONG,
    arm,
    asked_by_minsk,
    demand,
    loan_place,
    put,
    shock,
    subsidy_change,
)
from sim.analysis.claims.figures import (
    FALLS,
    REPORTED,
    RISES,
    above,
    below,
    between,
    correlation,
    difference,
    fact,
    mean,
    pooled,
    ratio,
    share,
    unexplained,
)
from sim.analysis.claims.register import central
from sim.analysis.claims.trials import no_trial, trial
from sim.experiments.metrics import mean_where
from sim.quantities import initial
from sim.shipped import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.analysis.claims.figures import ClaimFigure
    from sim.experiments.arm_runs import ArmRuns

IN_KIND = 1  # code of the measure `help`
ROAD_MAPS_IN_DISPUTE_FROM = 27  # of 33: the briefing counts 26 or 27 that nobody disputes
EARLIER_SUPPORT = "russian_support_pct_gdp_2018"


@trial("C1", base=arm(), quarrel=arm({"confrontation": 0.5}))
def meetings_are_an_outcome(base: ArmRuns, quarrel: ArmRuns) -> Iterator[ClaimFigure]:
    """No later meeting is set beforehand, and how often the two meet follows from how they get on."""
    yield fact("meetings set beforehand", len(base.scenario.summits), between(0, 0))
    yield mean("meetings in ten months", base.metric("leader_meetings"), REPORTED)
    meetings = (quarrel.metric("summit_share"), base.metric("summit_share"))
    yield difference("share of months with a meeting, after a quarrel", meetings, FALLS)


@trial("C2", base=arm(), note="A deal is hidden or public as a whole; the model has no noisy signal of it.")
def outsiders_know_less(base: ArmRuns) -> Iterator[ClaimFigure]:
    """Some of what is settled stays secret, and what is public does not tell outsiders what is signed."""
    package = base.month("package")
    dealt = (base.month("accepted") == 1) & ((demand(package) > 0) | (loan_place(package) > 0))
    yield pooled(
        "deals with a demand or a loan that are kept secret", base.month("hidden_now"), dealt, above(0)
    )
    issues = ("RM", "CR", "FU", "SE", "SU")
    signed = sum((base.at(f"signed_{issue}", 10) for issue in issues), np.zeros(base.runs))
    hidden = base.at("hidden_share", 10)
    yield share("runs with something signed in secret after ten months", hidden > 0, above(0))
    unknown = "what outsiders cannot tell, share of the variance of what is signed"
    yield unexplained(unknown, signed, signed - hidden, above(0))


@trial("C3", base=arm(months=LONG))
def issues_come_in_packages(base: ArmRuns) -> Iterator[ClaimFigure]:
    """Demands are met in the months in which there is money, also among the packages that are agreed."""
    package = base.month("package")
    money = (subsidy_change(package) > 0) | (loan_place(package) > 0)
    paid = np.where(np.isnan(package), np.nan, money.astype(float))
    conceded = np.where(np.isnan(package), np.nan, (demand(package) > 0).astype(float))
    yield correlation("concessions with more money, all months", conceded, paid, above(0))
    agreed = base.month("accepted") == 1
    within = [np.where(agreed, values, np.nan) for values in (conceded, paid)]
    yield correlation("the same among agreed packages", within[0], within[1], above(0))


@trial(
    "C4",
    base=arm(),
    picture=arm(events=(shock("backing", central("in_kind_backing"), (1, 6)),)),
    cash=arm(events=(shock("subsidy_step", 1, (1, 1)),)),
    note="A step that is agreed need not be paid.",
)
def help_in_kind_is_cheap(base: ArmRuns, picture: ArmRuns, cash: ArmRuns) -> Iterator[ClaimFigure]:
    """Some months bring help in kind and no money; it does less for him than subsidy does, and costs less."""
    nothing = (base.month("subsidy_paid") == 0) & (base.month("tranche_paid") == 0)
    alone = np.where(base.alive, (base.month("help") == IN_KIND) & nothing, np.nan)
    yield mean("share of months with help in kind and no money", mean_where(alone), above(0))
    kind = central("strength_backing") * central("in_kind_backing")
    step = central("strength_subsidy") * central("subsidy_step_size")
    yield fact("push to his strength in a month, a step of subsidy less help in kind", step - kind, above(0))
    strength = (cash.at("strength", 6), picture.at("strength", 6))
    yield difference("strength after six months, a step agreed against help in kind", strength, REPORTED)
    yield fact("cost a month, help in kind less a step of subsidy", _in_kind_less_cash(), below(0))


def _in_kind_less_cash() -> float:
    step, steps = central("subsidy_step_size"), initial()["subsidy_step"].central[0]
    now, more = step * steps, step * (steps + 1)
    linear = central("subsidy_cost_linear") * (more - now)
    return central("in_kind_cost") - linear - central("subsidy_cost_quadratic") * (more * more - now * now)


@trial("C5", base=arm(months=LONG), cheap=arm({"last_road_maps_minsk": 0}, months=LONG))
def the_last_road_maps_are_dear(base: ArmRuns, cheap: ArmRuns) -> Iterator[ClaimFigure]:
    """At the start 26 or 27 of 33 are agreed; the last ones wait because they cost sovereignty."""
    agreed = initial()["agreed"].central[0] * central("road_maps_total")
    yield fact("road maps agreed at the start", agreed, between(26, 27))
    beyond = [
        (one.metric("roadmaps_signed") > ROAD_MAPS_IN_DISPUTE_FROM).astype(float) for one in (base, cheap)
    ]
    yield difference("runs that sign more than 27, the last ones dear against not", beyond, FALLS)


no_trial(
    "C6",
    "Every offer of the model is private and a refused one leaves no trace, so there is no public request "
    "that could be denied, and a refusal costs no reputation. Only deals are public or hidden.",
)


@trial(
    "C7",
    base=arm(),
    picture=arm(events=(shock("backing", central("backing_summit"), (1, 1)),)),
    worthless=arm({"backing_value": 0}),
)
def the_picture_is_a_good(base: ArmRuns, picture: ArmRuns, worthless: ArmRuns) -> Iterator[ClaimFigure]:
    """What a meeting adds to backing is worth something without money; without that worth there are fewer."""
    worth = (picture.at("payoff_minsk_now", 1), base.at("payoff_minsk_now", 1))
    yield difference("Minsk's first month, with the picture of a meeting and no money", worth, RISES)
    meetings = (worthless.metric("summit_share"), base.metric("summit_share"))
    yield difference("share of months with a meeting, the picture worth nothing", meetings, FALLS)


@trial("C8", base=arm(months=LONG), unfelt=arm({"transit_isolation": 0}, months=LONG))
def concessions_precede_rewards(base: ArmRuns, unfelt: ArmRuns) -> Iterator[ClaimFigure]:
    """A concession is likelier just before a summit with money in it; moved fuel costs a Western tie."""
    package, accepted = base.month("package"), base.month("accepted") == 1
    money = (subsidy_change(package) > 0) | (loan_place(package) > 0)
    rewarded = (accepted & money & (base.month("summit") == 1))[:, 1:] & base.alive[:, 1:]
    conceded = ((demand(package) > 0) & accepted).astype(float)[:, :-1]
    other = base.alive[:, 1:] & ~rewarded
    before = pooled("concession in the month before a supportive summit", conceded, rewarded, REPORTED)
    usual = pooled("in the month before any other", conceded, other, REPORTED)
    yield before
    yield usual
    lift = np.where(rewarded, conceded - usual.value, 0.0).sum(axis=1)
    yield ratio("the one less the other", lift, rewarded.sum(axis=1).astype(float), RISES)
    isolation = (base.metric("isolation_end"), unfelt.metric("isolation_end"))
    yield difference("isolation after two years, lost transit felt against not", isolation, RISES)


@trial("C9", base=arm(), poor=arm({"reserves": 2.5}))
def the_poor_ask_more_often(base: ArmRuns, poor: ArmRuns) -> Iterator[ClaimFigure]:
    """With weaker reserves Minsk asks for money more often."""
    asks = (mean_where(asked_by_minsk(poor)), mean_where(asked_by_minsk(base)))
    yield difference("share of months in which Minsk asks for money, reserves 2.5 bn", asks, RISES)


@trial(
    "C35",
    idle=arm(months=3, events=(put("effort", 0, 3),)),
    busy=arm(months=3, events=(put("effort", 1, 3),)),
    base=arm(),
    sure=arm({"trust_if_stalls": central("trust_memory")}),
    note="Effort of the month before is set, all else equal; the tranche of May falls due.",
)
def tranches_depend_on_conduct(
    idle: ArmRuns, busy: ArmRuns, base: ArmRuns, sure: ArmRuns
) -> Iterator[ClaimFigure]:
    """A tranche is held back after a stall rather than after delivery, and that makes Minsk deliver."""
    yield fact("outstanding at the start, bn USD", initial()["loan_committed"].central[0], between(0.5, 0.5))
    withheld = (idle.at("withheld", 3), busy.at("withheld", 3))
    yield difference("tranche withheld, after no effort against after full effort", withheld, RISES)
    effort = (sure.metric("effort_mean"), base.metric("effort_mean"))
    yield difference("effort where money comes anyway", effort, FALLS)


@trial("C33", base=arm(), slump=arm({"activity_gap": -0.13}))
def a_slump_raises_the_request(base: ArmRuns, slump: ArmRuns) -> Iterator[ClaimFigure]:
    """The worse the economy, the more Minsk asks for."""
    asks = (mean_where(asked_by_minsk(slump)), mean_where(asked_by_minsk(base)))
    yield difference("share of months in which Minsk asks for money, output 10% lower", asks, RISES)
    subsidy = (slump.metric("subsidy_policy_mean"), base.metric("subsidy_policy_mean"))
    yield difference("subsidy it gets, bn USD a month", subsidy, REPORTED)


@trial("C22", base=arm(months=1))
def subsidies_are_already_limited(base: ArmRuns) -> Iterator[ClaimFigure]:
    """Support at the start lies below what it was in 2018, as a share of output."""
    record = _record()
    output = float(record["gdp"]["value"])
    now = 100 * 12 * base.at("subsidy_reported", 1) / output
    yield mean("support a year at the start, % of output", now, below(float(record[EARLIER_SUPPORT]["low"])))
    policy = 100 * 12 * central("subsidy_step_size") * initial()["subsidy_step"].central[0] / output
    yield fact("of it decided, not the gas price", policy, REPORTED)


def _record() -> dict[str, dict[str, str]]:
    path = shipped("seeds") / "history" / "initial.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["name"]: row for row in csv.DictReader(file)}
