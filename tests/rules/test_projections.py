"""What every alternative is worth to both sides follows from the equations, and so does what is learned.

The same check holds the order of the month, who knows what, and who decides on what.
"""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.quantities import INDICES
from sim.scenario import load_scenario
from sim.testing import runs, scenarios
from tests.rules import equations as eq
from tests.rules import projections as pr
from tests.rules.equations import plain
from tests.rules.witness import watch

ANY = scenarios(horizon=(1, 4), events=0)
# So much is signed that carrying it out would be deep integration, and not so far away.
ON_THE_BRINK = scenarios(
    horizon=(1, 2),
    events=0,
    parameters={"deep_integration_index": 0.45, "deep_integration_supranational": 0.3},
    initial={
        **{f"{kind}.{issue}": 0.9 for kind in ("agreed", "signed") for issue in INDICES["issue"]},
        **{f"implemented.{issue}": 0.25 for issue in INDICES["issue"]},
    },
)
KREMLIN_DECIDES = {"pay", "push", "help"}
TELLING = {"pay", "push"}  # Minsk learns from these
SMALLER = tuple(pr.ALTERNATIVES)


def close(one, two):
    return math.isclose(one, two, rel_tol=1e-8, abs_tol=1e-8)


def minsk_types(row, p):
    return [
        float(row["minsk_base"]) - k * float(row["minsk_sovereignty"])
        for k in p.sovereignty_sensitivity_by_type
    ]


def assert_values(row, mine, p, what):
    played = [float(row["kremlin_own"]), *row["kremlin_by_type"].tolist(), *minsk_types(row, p)]
    for one, two in zip([mine.kremlin, *mine.kremlin_types, *mine.minsk_types], played, strict=True):
        assert close(one, two), f"{what}: {one} by the equations, {two} played"


def assert_option_values(name, row, mine, p, what):
    """Whoever decides knows its own values; an observer who learns needs those of all its types."""
    if name in KREMLIN_DECIDES:
        pairs = [(mine.kremlin, float(row["kremlin_own"]))]
        if name in TELLING:
            pairs += zip(mine.kremlin_types, row["kremlin_by_type"].tolist(), strict=True)
    else:
        pairs = list(zip(mine.minsk_types, minsk_types(row, p), strict=True))
    for one, two in pairs:
        assert close(one, two), f"{what}: {one} by the equations, {two} played"


@settings(max_examples=80)
@given(st.one_of(ANY, ON_THE_BRINK), runs())
def test_every_package_is_admissible_and_worth_what_the_equations_say(scenario, run):
    model, months = watch(scenario, run)
    for month in months:
        offer = month.find("offer")
        s, p, summit = plain(offer.state), plain(month.p), bool(month.now["summit"])
        numbers = eq.admissible(s, p, summit, model.inputs.bundles)
        assert offer.packages["number"].tolist() == numbers
        refusals = pr.refusal_values(s, p)
        for row, mine in zip(offer.refusal, refusals, strict=True):
            assert_values(row, mine, p, f"month {month.number}, refusing")
        refused = pr.reservations(refusals, s.overture)
        kappa = int(s.minsk_type)
        for row, number in zip(offer.packages, numbers, strict=True):
            mine = pr.package_value(s, p, number, scenario.loans, summit)
            assert_values(row, mine, p, f"month {month.number}, package {number}")
            chance = pr.believed(s, p, offer.side, mine, refused)
            own, least = mine.minsk_types[kappa], refused.minsk_types[kappa]
            pressing = 0.0
            if offer.side == "Kremlin":
                own, least = mine.kremlin, refused.kremlin
                pressing = eq.pressing(s, p, eq.demand_size(s, p, eq.parts(number)[2], summit))
            assert close(float(row["believed"]), chance)
            assert close(float(row["appeal"]), chance * own + (1 - chance) * least - pressing)


@settings(max_examples=150)
@given(st.one_of(ANY, ON_THE_BRINK), runs())
def test_every_alternative_of_the_smaller_decisions_is_worth_what_the_equations_say(scenario, run):
    _, months = watch(scenario, run)
    for month in months:
        for seen in month.decisions:
            if seen.name in SMALLER:
                s, p, now = plain(seen.state), plain(month.p), plain(seen.now)
                values = pr.option_values(seen.name, s, p, now)
                for option, (row, mine) in enumerate(zip(seen.options, values, strict=True)):
                    what = f"month {month.number}, {seen.name} {option}"
                    assert_option_values(seen.name, row, mine, p, what)


@pytest.mark.parametrize("run", range(3))
def test_so_is_every_alternative_in_the_baseline(run):
    _, months = watch(load_scenario("baseline_feb2021"), run)
    for month in months:
        for seen in month.decisions:
            if seen.name in SMALLER:
                p = plain(month.p)
                values = pr.option_values(seen.name, plain(seen.state), p, plain(seen.now))
                for row, mine in zip(seen.options, values, strict=True):
                    assert_option_values(seen.name, row, mine, p, f"month {month.number}, {seen.name}")


def asked_in(month):
    """Return which of the smaller decisions the month should ask for, in order."""
    now, state = month.now, month.find("effort").state
    due = state["referendum_held"] == 0 and state["months_to_referendum"] == 0
    return [
        *(["pay"] if now["due"] else []),
        *("push", "help", "effort"),
        *(["referendum"] if due else []),
        "repress",
        *([] if now["accepted"] else ["overture"]),
        "rhetoric",
    ]


@settings(max_examples=60)
@given(scenarios(horizon=(1, 12), events=0), runs())
def test_the_month_asks_each_side_in_order_and_only_what_is_open(scenario, run):
    _, months = watch(scenario, run)
    for month in months:
        names = [seen.name for seen in month.decisions]
        exchange = ["offer", "reply", *(["answer"] if month.now["response"] == 2 else [])]
        assert names == [*exchange, *asked_in(month)]
        proposer = "Kremlin" if month.now["kremlin_proposes"] else "Minsk"
        for seen in month.decisions:
            if seen.name in SMALLER:
                assert seen.side == ("Kremlin" if seen.name in KREMLIN_DECIDES else "Minsk")
            else:
                assert (seen.side == proposer) == (seen.name != "reply")


@settings(max_examples=60)
@given(ANY, runs())
def test_what_each_side_learns_is_bayes_rule_on_what_the_other_did(scenario, run):
    _, months = watch(scenario, run)
    for month in months:
        p, s = plain(month.p), plain(month.find("offer").state)
        about_minsk, about_kremlin = evidence(month, s, p, scenario.loans)
        for name, log_likelihood in (("minsk", about_minsk), ("kremlin", about_kremlin)):
            mine = pr.posterior(getattr(s, f"belief_about_{name}"), log_likelihood, p.belief_mixing)
            played = month.after[f"belief_about_{name}"].tolist()
            assert all(
                math.isclose(a, b, rel_tol=1e-7, abs_tol=1e-9) for a, b in zip(mine, played, strict=True)
            )


def evidence(month, s, p, loans):
    """Return the log likelihoods of the month's acts by type: of Minsk, of the Kremlin."""
    now, summit = month.now, bool(month.now["summit"])
    refused = pr.reservations(pr.refusal_values(s, p), s.overture)
    offer = pr.package_value(s, p, now["offer"], loans, summit)
    minsk, kremlin = [], []
    accepted = now["response"] == 0
    if now["kremlin_proposes"]:
        kremlin.append(demand_evidence(month, s, p, loans, refused, summit))
        minsk.append(pr.answered(p, offer.minsk_types, refused.minsk_types, accepted))
    else:
        kremlin.append(pr.answered(p, offer.kremlin_types, refused.kremlin_types, accepted))
    if now["response"] == 2:
        counter = pr.package_value(s, p, now["counter"], loans, summit)
        if now["kremlin_proposes"]:
            kremlin.append(pr.answered(p, counter.kremlin_types, refused.kremlin_types, now["answer"] == 0))
        else:
            minsk.append(pr.answered(p, counter.minsk_types, refused.minsk_types, now["answer"] == 0))
    if (seen := month.find("pay")) is not None:
        held, paid = (w.kremlin_types for w in pr.option_values("pay", plain(seen.state), p, plain(seen.now)))
        kremlin.append(pr.answered(p, paid, held, seen.chosen == 1))
    seen = month.find("push")
    calm, pushed = (w.kremlin_types for w in pr.option_values("push", plain(seen.state), p, plain(seen.now)))
    chance = [
        p.push_seen_probability * pr.logistic(p.reference_precision * (two - one))
        for one, two in zip(calm, pushed, strict=True)
    ]
    kremlin.append([math.log(c if now["push_seen"] else 1 - c) for c in chance])
    seen = month.find("effort")
    levels = [w.minsk_types for w in pr.option_values("effort", plain(seen.state), p, plain(seen.now))]
    minsk.append(
        [pr.log_softmax([level[k] for level in levels], seen.chosen, p.reference_precision) for k in pr.TYPES]
    )
    return [sum(terms) for terms in zip(*minsk, strict=True)], [
        sum(terms) for terms in zip(*kremlin, strict=True)
    ]


def demand_evidence(month, s, p, loans, refused, summit):
    """The bundle of an offer tells, given the money offered with it."""
    number = int(month.now["offer"])
    listed = month.find("offer").packages["number"].astype(int).tolist()
    alike = [other for other in listed if other // 13 == number // 13]
    promised = []
    for other in alike:
        package = pr.package_value(s, p, other, loans, summit)
        chance = pr.believed(s, p, "Kremlin", package, refused)
        cost = eq.pressing(s, p, eq.demand_size(s, p, other % 13, summit))
        promised.append(
            [
                chance * value + (1 - chance) * least - cost
                for value, least in zip(package.kremlin_types, refused.kremlin_types, strict=True)
            ]
        )
    return [
        pr.log_softmax([values[k] for values in promised], alike.index(number), p.reference_precision)
        for k in pr.TYPES
    ]


@settings(max_examples=60)
@given(ANY, runs())
def test_pressure_surplus_and_the_distance_to_both_solutions_are_those_of_the_month(scenario, run):
    _, months = watch(scenario, run)
    for month in months:
        now, s, p = month.now, plain(month.find("offer").state), plain(month.p)
        size = eq.demand_size(s, p, eq.parts(now["offer"])[2], bool(now["summit"]))
        assert close(float(now["pressure"]), size) if now["kremlin_proposes"] else math.isnan(now["pressure"])
        gains = gains_over_refusal(month.find("offer"), s, p)
        settled = gains[int(now["package"])] if now["accepted"] else (0.0, 0.0)
        assert close(float(now["kremlin_surplus"]), settled[0])
        assert close(float(now["minsk_surplus"]), settled[1])
        for name, score in (("nash", nash_product), ("kalai_smorodinsky", smaller_share)):
            assert_distance(float(now[f"{name}_distance"]), settled, list(gains.values()), score)


def gains_over_refusal(offer, s, p):
    """Return what each package gains the Kremlin and Minsk, at their true types."""
    kappa = p.sovereignty_sensitivity_by_type[int(s.minsk_type)]

    def to_minsk(row):
        return float(row["minsk_base"]) - kappa * float(row["minsk_sovereignty"])

    kremlin, minsk = (
        float(offer.refusal["kremlin_own"][int(s.overture > 0)]),
        max(map(to_minsk, offer.refusal)),
    )
    return {
        int(row["number"]): (float(row["kremlin_own"]) - kremlin, to_minsk(row) - minsk)
        for row in offer.packages
    }


def nash_product(gain, _all):
    return eq.relu(gain[0]) * eq.relu(gain[1])


def smaller_share(gain, everything):
    """Each side's ideal is the most it can gain where the other does not lose."""
    rational = [pair for pair in everything if min(pair) >= 0]
    ideal = [max((pair[side] for pair in rational), default=0.0) for side in (0, 1)]
    return min(eq.relu(gain[side]) / ideal[side] for side in (0, 1)) if min(ideal) > 0 else 0.0


def assert_distance(played, settled, everything, score):
    best = max(score(gain, everything) for gain in everything)
    if best > 0:
        assert close(played, 1 - score(settled, everything) / best)
    else:
        assert math.isnan(played)
