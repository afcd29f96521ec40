"""What the two said to each other in a month: the meeting, the offer, the answer, and why it was refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.narrative.facts import Fact
from sim.narrative.words import BUNDLES, MOST_REASONS, REASONS, SECOND_REASON, STEPS, listed
from sim.play.bargaining import ACCEPTED, COUNTERED
from sim.rules.issues import (
    NO_DEMAND,
    ROAD_MAPS,
    STATUS_QUO,
    STEPS_ASKED,
    bundle_of,
    loan_of,
    subsidy_change_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.narrative.facts import Course, Row

KREMLIN, MINSK = "Kremlin", "Minsk"


def meeting(course: Course, row: Row) -> Iterator[Fact]:
    """What the month's exchange was, in the order in which it was spoken.

    Parameters
    ----------
    course : Course
        The run that the month belongs to.
    row : mapping
        The month: a row of `course.rows`.

    Yields
    ------
    Fact
        The offer, the answers to it, and what was settled; a summit stands before them.
    """
    month, summit = int(row["month"]), bool(row["summit"])
    if summit:
        yield Fact(month, "summit", {"meetings": int(row["leader_meetings"])})
    proposer = KREMLIN if row["kremlin_proposes"] else MINSK
    responder = MINSK if proposer == KREMLIN else KREMLIN
    offer = int(row["offer"])
    settled = bool(row["accepted"]) and int(row["package"]) != STATUS_QUO
    weighty = summit or settled
    yield Fact(month, "offer", said(course, proposer, offer), weighty)
    answered = {"proposer": proposer, "responder": responder}
    if row["response"] == ACCEPTED:
        yield Fact(month, "accepted", answered, weighty)
    elif row["response"] == COUNTERED:
        package = int(row["counter"])
        counter = answered | {"counter": package, "change": change(course, responder, offer, package)}
        if row["answer"] == ACCEPTED:
            yield Fact(month, "counter_accepted", counter, weighty)
        else:
            yield Fact(month, "counter_refused", counter | reasons(course, month), weighty)
    else:
        yield Fact(month, "refused", answered | reasons(course, month), weighty)
    if settled:
        yield from _settled(course, row)


def _settled(course: Course, row: Row) -> Iterator[Fact]:
    month = int(row["month"])
    if row["hidden_now"]:
        yield Fact(month, "secret", {})
    if STEPS_ASKED[bundle_of(int(row["package"])), ROAD_MAPS] > 0.0:
        total = int(course.parameter("road_maps_total"))
        yield Fact(month, "road_maps", {"signed": int(row["roadmaps_signed"]), "total": total})
    step, before = float(row["subsidy_step"]), course.before(month, "subsidy_step")
    if step != before:
        kind = "subsidy_raised" if step > before else "subsidy_cut"
        yield Fact(month, kind, {"subsidy": float(row["subsidy_due"])})


def said(course: Course, side: str, package: int) -> dict[str, Any]:
    """What a side asks for and what it gives in a package, each a list of words.

    Parameters
    ----------
    course : Course
        The run, whose scenario says how large loans are.
    side : str
        `Kremlin` or `Minsk`: the one that proposes.
    package : int
        Number of the package.

    Returns
    -------
    dict
        Keys `side`, `package`, `wants` and `gives`; an empty list where there is nothing.
    """
    steps, loan, bundle = subsidy_change_of(package), course.loans[loan_of(package)], bundle_of(package)
    money = [STEPS[steps]] if steps > 0 else []
    money += [f"a loan of {loan:g} bn dollars"] if loan else []
    cut = [STEPS[steps]] if steps < 0 else []
    signature = [BUNDLES[bundle]] if bundle != NO_DEMAND else []
    wants, gives = ([*cut, *signature], money) if side == KREMLIN else (money, [*cut, *signature])
    return {"side": side, "package": package, "wants": wants, "gives": gives}


def change(course: Course, side: str, offer: int, counter: int) -> str:
    """What a side does to an offer by its counter, which differs from it in one thing.

    Parameters
    ----------
    course : Course
        The run, whose scenario says how large loans are.
    side : str
        `Kremlin` or `Minsk`: the one that makes the counter-offer.
    offer, counter : int
        Numbers of the two packages.

    Returns
    -------
    str
        A verb and what belongs to it, without the side.
    """
    steps = subsidy_change_of(counter) - subsidy_change_of(offer)
    if steps:
        return f"wants one step of subsidy {'more' if steps > 0 else 'less'}"
    now, before = (course.loans[loan_of(package)] for package in (counter, offer))
    if now != before:
        return _other_loan(side, now, before)
    asked_for, earlier = BUNDLES[bundle_of(counter)], BUNDLES[bundle_of(offer)]
    if not asked_for:
        return "leaves the signature out"
    verb = "wants" if side == KREMLIN else "offers"
    return f"{verb} {asked_for}{' instead' if earlier else ''}"


def _other_loan(side: str, now: float, before: float) -> str:
    verb = "offers" if side == KREMLIN else "wants"
    if not now:
        return "leaves the loan out"
    return f"{verb} a loan of {now:g} bn dollars" + (
        f" instead of one of {before:g}" if before else " as well"
    )


def reasons(course: Course, month: int) -> dict[str, Any]:
    """What weighed most against the package that was refused; empty where no reasons are known.

    Parameters
    ----------
    course : Course
        The run; only one that was recalled knows reasons.
    month : int
        From 1.

    Returns
    -------
    dict
        `difference`, what taking the package was worth above leaving it, in payoff units, or None;
        `reasons`, each with `term`, `weight` in payoff units (negative) and `words`.
    """
    refusal = course.refusals.get(month)
    if refusal is None:
        return {"difference": None, "reasons": []}
    against = refusal.against[:MOST_REASONS]
    weighty = [term for term in against if term[1] <= SECOND_REASON * against[0][1]]
    return {
        "difference": refusal.difference,
        "reasons": [
            {"term": term, "weight": weight, "words": REASONS[refusal.side][term]} for term, weight in weighty
        ],
    }


def asked(values: dict[str, Any]) -> str:
    """An offer in words: what its side asks for and what it gives.

    Parameters
    ----------
    values : mapping
        Lists of words under `wants` and `gives`, as `said` returns them.

    Returns
    -------
    str
        A verb and what belongs to it, without the side.
    """
    wants, gives = listed(values["wants"]), listed(values["gives"])
    if wants and gives:
        return f"asks for {wants} and offers {gives}"
    if wants:
        return f"asks for {wants}"
    return f"offers {gives}" if gives else "proposes to leave things as they are"
