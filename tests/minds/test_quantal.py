"""The quantal mind: each choice is the logit of the workspace's values, by a draw of its own stream."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given, settings

from sim.testing import runs, scenarios
from tests.rules import equations as eq
from tests.rules.equations import DrawKey, plain
from tests.rules.projections import logistic
from tests.rules.witness import watch

QUANTAL = {"kremlin_mind": "quantal", "minsk_mind": "quantal"}
# One stream for each decision, as the model page lists them.
STREAMS = {
    "reply": 9,
    "answer": 10,
    "effort": 12,
    "pay": 13,
    "repress": 15,
    "overture": 16,
    "push": 17,
    "referendum": 27,
    "help": 29,
    "rhetoric": 30,
}
OFFERS = {"Kremlin": 7, "Minsk": 8}


def own_values(seen, rows, p):
    kappa = p.sovereignty_sensitivity_by_type[int(seen.state["minsk_type"])]
    if seen.side == "Kremlin":
        return [float(row["kremlin_own"]) for row in rows]
    return [float(row["minsk_base"]) - kappa * float(row["minsk_sovereignty"]) for row in rows]


def reservation(seen, p):
    """The Kremlin takes last month's overture as given; Minsk takes the better of courting and not."""
    values = own_values(seen, seen.refusal, p)
    return values[int(seen.state["overture"] > 0)] if seen.side == "Kremlin" else max(values)


def believed(seen, row, p):
    """Return how likely the other side is held to accept a package, over its types."""
    other = "minsk" if seen.side == "Kremlin" else "kremlin"
    chance = 0.0
    for kind in range(3):
        if other == "minsk":
            kappa = p.sovereignty_sensitivity_by_type[kind]
            value = float(row["minsk_base"]) - kappa * float(row["minsk_sovereignty"])
            least = max(float(r["minsk_base"]) - kappa * float(r["minsk_sovereignty"]) for r in seen.refusal)
        else:
            value = float(row["kremlin_by_type"][kind])
            least = float(seen.refusal["kremlin_by_type"][int(seen.state["overture"] > 0)][kind])
        belief = float(seen.state[f"belief_about_{other}"][kind])
        chance += belief * logistic(p.reference_precision * (value - least))
    return chance


def neighbours(number):
    """Return the packages that differ from one in one thing only, by one step or one issue."""
    change, loan, bundle = eq.parts(number)
    apart = [(0, b) for b in (1, 2, 3, 4, 5, 12)]
    apart += [(1, 6), (1, 7), (1, 12), (2, 8), (3, 6), (4, 7), (4, 8), (6, 9), (7, 9), (10, 11)]
    other_bundles = [b for b in range(13) if (min(b, bundle), max(b, bundle)) in apart]
    others = [(change + step, loan, bundle) for step in (-1, 1) if -1 <= change + step <= 2]
    others += [(change, loan + step, bundle) for step in (-1, 1) if 0 <= loan + step <= 2]
    others += [(change, loan, b) for b in other_bundles]
    return {((c + 1) * 3 + menu) * 13 + b for c, menu, b in others}


def best_counter(seen, p):
    """Return the row of the best admissible counter and what it promises; -1 without one."""
    number = int(seen.packages["number"][seen.package])
    least, best = reservation(seen, p), (-1, -math.inf)
    for row, package in enumerate(seen.packages):
        if int(package["number"]) in neighbours(number):
            chance = believed(seen, package, p)
            promise = chance * own_values(seen, [package], p)[0] + (1 - chance) * least
            if promise > best[1]:
                best = (row, promise)
    return best


def chances_of(seen, p):
    """Return the chances of the alternatives of a decision."""
    if seen.name == "offer":
        values = seen.packages["appeal"].tolist()
    elif seen.name in ("reply", "answer"):
        values = [own_values(seen, [seen.packages[seen.package]], p)[0], reservation(seen, p)]
        if seen.name == "reply" and (counter := best_counter(seen, p))[0] >= 0:
            values.append(counter[1])
    else:
        values = own_values(seen, seen.options, p)
    weights = np.exp(p.choice_precision * (np.array(values) - max(values)))
    return weights / weights.sum()


@settings(max_examples=80)
@given(scenarios(horizon=(1, 8), **QUANTAL), runs())
def test_every_choice_is_the_logit_at_the_luck_of_its_stream(scenario, run):
    _, months = watch(scenario, run)
    for month in months:
        p, draw_key = plain(month.p), DrawKey(scenario.seed, run, month.number)
        for seen in month.decisions:
            stream = OFFERS[seen.side] if seen.name == "offer" else STREAMS[seen.name]
            reached = np.cumsum(chances_of(seen, p))
            uniform = draw_key.u(stream)
            if not np.isclose(reached, uniform, rtol=0.0, atol=1e-9).any():
                expected = int(np.searchsorted(reached, uniform))
                assert seen.chosen == expected, f"month {month.number}, {seen.side}: {seen.name}"


@settings(max_examples=60)
@given(scenarios(horizon=(1, 8), **QUANTAL), runs())
def test_a_counter_is_the_best_of_what_differs_in_one_thing_only(scenario, run):
    _, months = watch(scenario, run)
    for month in months:
        seen, p = month.find("reply"), plain(month.p)
        row, promise = best_counter(seen, p)
        if row != seen.counter:  # only where two promise the same but for rounding
            package = seen.packages[seen.counter]
            chance = believed(seen, package, p)
            other = chance * own_values(seen, [package], p)[0] + (1 - chance) * reservation(seen, p)
            assert math.isclose(promise, other, rel_tol=1e-12)


@settings(max_examples=60)
@given(
    scenarios(horizon=(1, 6), parameters={"choice_precision": 1e6}, **QUANTAL),
    runs(),
)
def test_a_mind_that_never_errs_takes_the_best_there_is(scenario, run):
    _, months = watch(scenario, run)
    for month in months:
        p = plain(month.p)
        for seen in month.decisions:
            if seen.name == "offer":
                assert seen.chosen == int(seen.packages["appeal"].argmax())
            elif seen.name not in ("reply", "answer"):
                values = own_values(seen, seen.options, p)
                assert values[seen.chosen] >= max(values) - 1e-9
