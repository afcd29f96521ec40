"""Tests of the claims about why Moscow backs him: C10 to C16, C44, C45, C37, C48, C17 to C23, C26."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.insight.evidence.arms import LONG, arm, mean_over, shock
from sim.insight.evidence.figures import (
    FALLS,
    REPORTED,
    RISES,
    above,
    below,
    between,
    difference,
    fact,
    mean,
    ratio,
    share,
)
from sim.insight.evidence.marginal import worth_of_a_step
from sim.insight.evidence.trials import trial
from sim.quantities import INDICES, initial, parameters
from sim.scenario.kinds import Month

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from sim.insight.evidence.arms import Played
    from sim.insight.evidence.figures import Figure

    Vector = NDArray[np.float64]

FUEL_FIRST = 1  # code of the metric `first_concession`
SUPPRESSION = 2  # code of the measure `help`
LOAN_MN = 3000.0  # the rumoured loan
ISSUES = INDICES["issue"]

UNSURE: dict[str, float | str] = {"colour_revolution_belief": 0, "belief_speed": 0}
SURE: dict[str, float | str] = {"colour_revolution_belief": 0.85, "belief_speed": 0}
NAIVE: dict[str, float | str] = {**SURE, "c_common": 0}
NO_STAKE: dict[str, float | str] = dict.fromkeys(
    (
        "dominance_value",
        "value_kremlin_collapse",
        "value_kremlin_collapse_belief",
        "value_kremlin_collapse_belief_trouble",
        "value_kremlin_collapse_tension",
        "value_kremlin_reopening",
        "value_kremlin_rupture",
    ),
    0,
)
NO_SUCCESSION: dict[str, float | str] = {
    "replacement_appetite_by_type.gradualist": 0,
    "replacement_appetite_by_type.integrator": 0,
    "replacement_appetite_by_type.replacer": 0,
    "hazard_multiplier_by_ending.leader_replaced": 0,
}
CALM_AT_HOME: dict[str, float | str] = {
    "pressure_cost_trouble": 0,
    "value_kremlin_collapse_belief_trouble": 0,
}
CALM_ABROAD: dict[str, float | str] = {"pressure_cost_tension": 0, "value_kremlin_collapse_tension": 0}
AT_HOME = (shock("russian_trouble", 0.4, (1, 2)),)
ABROAD = (shock("russia_west_tension", 0.35, (1, 2)),)

# Autumn 2020 as the record has it: the crowd of September on the scale of turnout, prices, reserves, the
# poll, the loan just promised. That Russia was then as calm as usual, at home and abroad, is a judgement.
AUTUMN: dict[str, float | str] = {
    "mobilisation": 0.46,
    "log_brent": 3.71,
    "gas_hub": 142,
    "reserves": 7.46,
    "pro_russian_share": 0.516,
    "loan_committed": 1.5,
    "russian_trouble": parameters()["trouble_normal"].central[0],
    "russia_west_tension": parameters()["tension_normal"].central[0],
}
AUTUMN_CALENDAR = {"start": Month(2020, 9), "exercise": 13, "referendum": 17}

NOTHING_LEFT = between(-0.002, 0.002)  # a tenth of what trouble does to pressure
FLOOR = 0.03  # bn USD a month, half a step: what counts as support


def central(name: str, member: int = 0) -> float:
    """Return the central value of a parameter or an initial quantity."""
    return {**parameters(), **initial()}[name].central[member]


def weighted_start(weights: str) -> float:
    """Return what is carried out at the start, by the weights of a side."""
    return sum(central(weights, j) * central("implemented", j) for j in range(len(ISSUES)))


def cost_of_support(played: Played, first: int, last: int) -> Vector:
    """Return what the subsidy of months first to last cost the Kremlin in each run, payoff units."""
    paid = played.month("subsidy_paid")[:, first - 1 : last]
    cost = central("subsidy_cost_linear") * paid + central("subsidy_cost_quadratic") * paid * paid
    return np.asarray(np.nansum(cost, axis=1))


@trial("C10", base=arm(), met=arm(fields={"summits": (2,)}))
def support_comes_at_a_low_price(base: Played, met: Played) -> Iterator[Figure]:
    """Half a year after the meeting Moscow has given more than it got; a summit raises backing and money."""
    integration = base.month("implemented_index")[:, :6] - weighted_start("kremlin_weight_by_issue")
    got = central("integration_value") * np.nansum(integration, axis=1)
    given = cost_of_support(base, 1, 6)
    yield ratio("what Moscow gets over what it gives, months 1 to 6", got, given, below(1))
    sovereignty = 1 - weighted_start("sovereignty_weight_by_issue") - base.month("sovereignty_index")[:, :6]
    cost = central("sovereignty_cost") * base.by_type("sovereignty_sensitivity_by_type")
    lost, money = (
        cost * np.nansum(sovereignty, axis=1),
        central("subsidy_value") * base.total("subsidy_paid", 1, 6),
    )
    yield ratio("what Minsk gives over what it gets, months 1 to 6", lost, money, below(1))
    backing = (met.at("backing", 2), base.at("backing", 2))
    yield difference("backing at the end of a month of a summit", backing, RISES)
    paid = (met.mean("subsidy_paid", 3, 8), base.mean("subsidy_paid", 3, 8))
    yield difference("subsidy in the six months after it, bn USD a month", paid, RISES)


@trial("C44", base=arm(), note="Half of the fuel deal is signed at the start, as the briefing has it.")
def showy_concessions_come_first(base: Played) -> Iterator[Figure]:
    """What is conceded first has fuel in it, and fuel is delivered before what touches sovereignty."""
    first = base.metric("first_concession")
    yield share(
        "first concession includes fuel", np.where(first > 0, first == FUEL_FIRST, np.nan), above(0.5)
    )
    delivered = [
        base.at(f"implemented_{issue}", 10) - central("implemented", j) for j, issue in enumerate(ISSUES)
    ]
    fuel = ISSUES.index("FU")
    others = np.max([one for j, one in enumerate(delivered) if j != fuel], axis=0)
    yield difference("delivered in ten months, fuel less the largest other", (delivered[fuel], others), RISES)


@trial("C11", closed=arm(), open_=arm({"isolation": 0.3}))
def isolation_works_both_ways(closed: Played, open_: Played) -> Iterator[Figure]:
    """More isolation brings more support and more concessions; what is left for Minsk is reported."""
    support = [one.total("subsidy_paid") + one.total("tranche_paid") for one in (closed, open_)]
    yield difference("support in ten months, isolation .7 against .3, bn USD", support, RISES)
    conceded = [one.total("demand_agreed") for one in (closed, open_)]
    yield difference("concessions signed, sum of shares of the largest demand", conceded, RISES)
    accepted = (closed.metric("accept_share"), open_.metric("accept_share"))
    yield difference("share of months with an agreement", accepted, REPORTED)
    net = [_gain_of_minsk(one, money) for one, money in zip((closed, open_), support, strict=True)]
    yield difference("money less sovereignty to Minsk, payoff units", net, REPORTED)


def _gain_of_minsk(played: Played, money: Vector) -> Vector:
    lost = 1 - weighted_start("sovereignty_weight_by_issue") - played.month("sovereignty_index")
    cost = central("sovereignty_cost") * played.by_type("sovereignty_sensitivity_by_type")
    return np.asarray(central("subsidy_value") * money - cost * np.nansum(lost, axis=1))


@trial("C45", base=arm(), without=arm(NO_STAKE))
def dominance_is_the_stake(base: Played, without: Played) -> Iterator[Figure]:
    """Control of Belarus is the largest term of the Kremlin's month; without that stake support ends."""
    paid, belief = base.month("subsidy_paid"), base.month("colour_revolution_belief")
    appetite = np.stack(
        [base.parameter(f"replacement_appetite_by_type.{each}") for each in INDICES["kremlin_type"]]
    )
    own = appetite[base.metric("kremlin_type").astype(int), np.arange(base.runs)][:, None]
    terms = (
        central("integration_value") * base.month("implemented_index"),
        central("subsidy_cost_linear") * paid + central("subsidy_cost_quadratic") * paid * paid,
        own * central("strength_cost") * base.month("strength"),
        central("protest_cost") * belief * base.month("mobilisation"),
        central("image_cost") * (central("image_reference") - base.month("pro_russian_share")),
        central("windfall_cost") * base.month("windfall"),
    )
    largest = np.max([np.abs(mean_over(term)) for term in terms], axis=0)
    dominance = np.full(base.runs, central("dominance_value"))
    yield difference(
        "dominance less the largest other term, payoff units a month", (dominance, largest), RISES
    )
    ended = np.where(without.alive[:, 7], without.total("subsidy_paid", 8, 10) == 0, np.nan)
    yield share("runs without support in months 8 to 10, nothing at stake", ended, above(0.5))
    subsidy = (without.metric("subsidy_policy_mean"), base.metric("subsidy_policy_mean"))
    yield difference("subsidy, nothing at stake, bn USD a month", subsidy, REPORTED)


@trial(
    "C37",
    base=arm(),
    note="That a fall of the regime loses Belarus is how the Kremlin is modelled, not found.",
)
def influence_rests_on_the_regime(base: Played) -> Iterator[Figure]:
    """To the Kremlin a collapse is a loss; while the regime stays, influence is seldom lost."""
    belief, trouble = central("colour_revolution_belief"), central("russian_trouble")
    fallen = (
        central("value_kremlin_collapse")
        + central("value_kremlin_collapse_belief") * belief
        + central("value_kremlin_collapse_belief_trouble") * belief * trouble
        + central("value_kremlin_collapse_tension") * belief * central("russia_west_tension")
    )
    yield fact("a collapse at the start, to the Kremlin, payoff units", fallen, below(0))
    lost = np.where(base.ended("regime_collapse"), np.nan, base.ended("western_reopening", "rupture"))
    yield share("influence lost though the regime did not fall", lost, below(0.5))


@trial("C13", sure=arm(SURE, months=LONG), unsure=arm(UNSURE, months=LONG))
def belief_in_a_foreign_hand_eases_pressure(sure: Played, unsure: Played) -> Iterator[Figure]:
    """The surer Moscow is that protest is foreign-made, the smaller its demands."""
    pressure = (sure.metric("pressure_mean"), unsure.metric("pressure_mean"))
    yield difference("pressure, belief .85 against 0, two years", pressure, FALLS)
    early = (sure.mean("pressure", 1, 10), unsure.mean("pressure", 1, 10))
    yield difference("the same to the end of 2021", early, FALLS)


@trial(
    "C12",
    spring=arm(months=4),
    autumn=arm(AUTUMN, months=4, fields=AUTUMN_CALENDAR),
    note="The state of autumn 2020 is put together from the record; nothing is calibrated to it.",
)
def pressure_was_eased(spring: Played, autumn: Played) -> Iterator[Figure]:
    """Demands in the first two months lie below those from the state of September to December 2020."""
    pressure = (spring.mean("pressure", 1, 2), autumn.mean("pressure", 1, 4))
    yield difference("pressure in March and April 2021 less autumn 2020", pressure, FALLS)
    same = (spring.mean("pressure", 1, 4), autumn.mean("pressure", 1, 4))
    yield difference("the same over four months each", same, REPORTED)


@trial(
    "C14",
    base=arm(months=4),
    troubled=arm(months=4, events=AT_HOME),
    unmoved=arm(CALM_AT_HOME, months=4),
    unmoved_troubled=arm(CALM_AT_HOME, months=4, events=AT_HOME),
)
def trouble_at_home_eases_pressure(
    base: Played, troubled: Played, unmoved: Played, unmoved_troubled: Played
) -> Iterator[Figure]:
    """More trouble in Russia, smaller demands within two months; none of it where trouble costs nothing."""
    pressure = (troubled.mean("pressure", 1, 3), base.mean("pressure", 1, 3))
    yield difference("pressure in months 1 to 3, trouble .4 higher in the first two", pressure, FALLS)
    ablated = (unmoved_troubled.mean("pressure", 1, 3), unmoved.mean("pressure", 1, 3))
    yield difference("the same where trouble costs no attention", ablated, NOTHING_LEFT)


@trial(
    "C15",
    base=arm(months=4),
    tense=arm(months=4, events=ABROAD),
    unmoved=arm(CALM_ABROAD, months=4),
    unmoved_tense=arm(CALM_ABROAD, months=4, events=ABROAD),
)
def tension_with_the_west_eases_pressure(
    base: Played, tense: Played, unmoved: Played, unmoved_tense: Played
) -> Iterator[Figure]:
    """More tension between Russia and the West, smaller demands soon, with Russia no less calm at home."""
    pressure = (tense.mean("pressure", 1, 3), base.mean("pressure", 1, 3))
    yield difference("pressure in months 1 to 3, tension .35 higher in the first two", pressure, FALLS)
    ablated = (unmoved_tense.mean("pressure", 1, 3), unmoved.mean("pressure", 1, 3))
    yield difference("the same where tension costs no attention", ablated, NOTHING_LEFT)


@trial(
    "C48",
    neither=arm({"russian_trouble": 0.25}),
    minsk=arm({"russian_trouble": 0.25, "mobilisation": 0.45}),
    russia=arm({"russian_trouble": 0.75}),
    both=arm({"russian_trouble": 0.75, "mobilisation": 0.45}),
)
def common_threat_brings_them_closer(
    neither: Played, minsk: Played, russia: Played, both: Played
) -> Iterator[Figure]:
    """Protest in both countries brings more cooperation than protest here and trouble there add up to."""
    for name, what in (("suppression_share", "joint suppression"), ("subsidy_policy_mean", "subsidy")):
        together = both.metric(name) - russia.metric(name)
        alone = minsk.metric(name) - neither.metric(name)
        yield difference(f"{what}: effect of protest, Russia troubled less calm", (together, alone), RISES)


@trial("C16", base=arm(months=12), troubled=arm(months=12, events=AT_HOME))
def trouble_strengthens_minsk_for_a_while(base: Played, troubled: Played) -> Iterator[Figure]:
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


def _change_of_share(base: Played, troubled: Played, months: tuple[int, int]) -> Vector:
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
    base: Played, deaf: Played, sure: Played, unsure: Played
) -> Iterator[Figure]:
    """Where words about a common threat excuse a stall, more is stalled and less delivered."""
    stalls = (base.metric("stall_share"), deaf.metric("stall_share"))
    yield difference("share of months with a stall, words heard against not", stalls, RISES)
    delivery = (base.metric("implemented_index"), deaf.metric("implemented_index"))
    yield difference("delivered in two years, words heard against not", delivery, FALLS)
    effort = (sure.metric("effort_mean"), unsure.metric("effort_mean"))
    yield difference("effort, belief in the threat .85 against 0", effort, FALLS)


@trial("C18", protest=arm(base="protests_return"), poor=arm({"reserves": 2.5}))
def support_has_a_floor(protest: Played, poor: Played) -> Iterator[Figure]:
    """Where he is in danger, support stays above half a step of subsidy in more than nine runs in ten."""
    for what, played, first in (("protest returned in May", protest, 4), ("reserves 2.5 bn", poor, 1)):
        support = played.month("subsidy_paid") + played.month("tranche_paid") + played.month("deferred")
        window = support[:, first - 1 : first + 5]
        average = np.where(played.alive[:, first - 1], mean_over(window), np.nan)
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
    pliable: Played, resolute: Played, informed: Played, naive: Played
) -> Iterator[Figure]:
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
def backing_costs_standing(base: Played, backed: Played, paid: Played) -> Iterator[Figure]:
    """Russia's standing among Belarusians falls with the backing it gives him."""
    seen = (backed.at("pro_russian_share", 6), base.at("pro_russian_share", 6))
    yield difference("pro-Russian share after six months of full backing", seen, FALLS)
    money = (paid.at("pro_russian_share", 6), base.at("pro_russian_share", 6))
    yield difference("the same with two steps of subsidy more", money, REPORTED)


@trial("C21", base=arm(), on_offer=arm(base="loan_3bn"))
def a_large_rise_is_unlikely(base: Played, on_offer: Played) -> Iterator[Figure]:
    """The agreed subsidy lies inside its range, and a promise of 3 bn or more stays under one run in ten."""
    steps = base.month("subsidy_step")
    inside = np.where(np.isnan(steps), np.nan, (steps >= 1) & (steps <= 5))
    yield mean("share of months with an agreed step of 1 to 5", mean_over(inside), above(0.5))
    for what, played in (("", base), (", a loan of 3 bn on the menu", on_offer)):
        promised = played.metric("loan_committed_usd_m") >= LOAN_MN
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
    base: Played, without: Played, careless: Played, protest: Played
) -> Iterator[Figure]:
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
    base: Played, long: Played, replacer: Played, barred: Played
) -> Iterator[Figure]:
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
def police_help_without_endorsement(helped: Played, alone: Played) -> Iterator[Figure]:
    """Help with suppression goes with little public backing; it keeps him in office and costs autonomy."""
    suppressing, backing = helped.month("help") == SUPPRESSION, helped.month("backing")
    during = mean_over(np.where(suppressing, backing, np.nan))
    otherwise = mean_over(np.where(suppressing, np.nan, backing))
    yield difference("backing in months of suppression less other months", (during, otherwise), FALLS)
    yield mean("backing in months of suppression", during, REPORTED)
    fallen = [one.ended("regime_collapse", "leader_replaced").astype(float) for one in (helped, alone)]
    yield difference("fallen or replaced, with suppression against without", fallen, FALLS)
    autonomy = (helped.metric("sovereignty_index"), alone.metric("sovereignty_index"))
    yield difference("sovereignty left, with suppression against without", autonomy, FALLS)
