"""A month of a run in words and pictures: the meeting, what was weighed, what it brought, what stands."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from sim.engines.agents import package_name
from sim.pages import course
from sim.pages.course import Alternative
from sim.pages.findings import COURSES, monthly_measure
from sim.pages.settings import marks
from sim.pages.words import ending, month_name, number, plain, plural, signed_number
from sim.quantities import INDICES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sim.dashboard.replay import ReplayedRun
    from sim.engines.agents import Decision
    from sim.pages.findings import Band, Mark

EXCHANGE = ("offer", "reply", "answer")
ASKED = {
    "offer": "What to offer",
    "reply": "How to answer the offer",
    "answer": "How to answer the counter-offer",
    "pay": "Pay what is due?",
    "push": "Work for another leader?",
    "help": "Cheap help for Minsk",
    "effort": "Effort at what is signed",
    "referendum": "Hold the vote?",
    "repress": "How much repression",
    "overture": "Court the West?",
    "rhetoric": "Speak of the common threat?",
}
TERMS = {
    "dominance": "influence in Belarus",
    "integration": "what is carried out",
    "exercise": "a calm exercise",
    "subsidy": "subsidies paid",
    "confrontation": "open quarrel",
    "windfall": "gas below the hub",
    "image": "image in Belarus",
    "help": "cheap help",
    "strength": "a strong Minsk",
    "protest": "protest",
    "pressing": "pressing",
    "one_off": "once, from deals",
    "tenure": "a month in power",
    "activity": "the economy",
    "income": "money from Moscow",
    "backing": "public backing",
    "repression": "repression",
    "overture": "courting the West",
    "rhetoric": "loud words",
    "sovereignty": "sovereignty given up",
}
# what a package's name says in short, and in full
WORDS = {
    "subsidy as it is": "subsidy as it is",
    "no demand": "no demand",
    "all five": "all five issues",
    "RM": "road maps",
    "CR": "reform",
    "FU": "fuel",
    "SE": "security",
    "SU": "union bodies",
}
ANSWERS = {"accept": "accepts", "reject": "refuses", "counter": "makes a counter-offer"}


def package_words(name: str) -> str:
    """A package as people say it: `subsidy +1, road maps and fuel`.

    Parameters
    ----------
    name : str
        Name of a package as the engine writes it; `counter: ` before it is left out.

    Returns
    -------
    str
        Parts between commas.
    """
    parts = []
    for part in name.removeprefix("counter: ").split(", "):
        issues = [WORDS.get(issue, issue) for issue in part.split("+")] if part.isupper() else [part]
        words = " and ".join(filter(None, (", ".join(issues[:-1]), issues[-1])))
        parts.append(WORDS.get(words, words))
    return ", ".join(parts)


def month_of(replay: ReplayedRun, month: int, others: Mapping[str, Band] | None) -> dict[str, Any]:
    """Everything that the page says of a month; `others` are the bands of many runs of the scenario.

    Parameters
    ----------
    replay : ReplayedRun
        Played at least up to the month.
    month : int
        From 0, the eve of the first month, to the horizon.
    others : mapping of str to Band, or None
        Bands by measure, drawn behind the run; None for none.

    Returns
    -------
    dict
        By the names that `play.html.j2` uses: words, and pictures as SVG.
    """
    scenario = replay.scenario
    row, found = replay.row(month), tuple(marks(scenario))
    decisions = replay.decisions(month)
    alive = month == 0 or row["alive"] == 1
    return {
        "month": month,
        "date": month_name(scenario.start.later(month - 1)),
        "eve": month == 0,
        "alive": alive,
        "ended": _ended(replay, month),
        "meeting": _meeting(replay, month, decisions) if month and alive else None,
        "exchange": [_weighed(decision) for decision in decisions if decision.name in EXCHANGE],
        "smaller": [_weighed(decision) for decision in decisions if decision.name not in EXCHANGE],
        "gains": list(_gains(replay, month)),
        "issues": course.issues("issues", row),
        "hidden": _hidden(row),
        "ahead": list(_ahead(replay, month, row, found)),
        "courses": list(_courses(replay, month, found, others)),
        "others": others is not None,
        "beliefs": list(_beliefs(replay, month)),
        "outside": _outside(row) if month else "",
    }


def _ended(replay: ReplayedRun, month: int) -> str:
    """How the run has ended by a month, in a sentence; empty while it goes on."""
    end = replay.end
    if end is None or month < end or not month:
        return ""
    date = month_name(replay.scenario.start.later(end - 1))
    if replay.outcome == "muddling_through":
        return f"The last month, {date}: the two have muddled through."
    return f"The bargaining ended in {date} (month {end}): {ending(replay.outcome)}."


def _meeting(replay: ReplayedRun, month: int, decisions: Sequence[Decision]) -> dict[str, Any]:
    now = replay.model.log[month - 1]
    by_name = {decision.name: decision for decision in decisions}
    steps = [
        (decision.side, _said(decision)) for name in EXCHANGE if (decision := by_name.get(name)) is not None
    ]
    settled = package_name(int(now["package"]), replay.model.setting["loans"])
    return {
        "track": "The leaders meet" if now["summit"] else "Ministers meet",
        "proposer": "Kremlin" if now["kremlin_proposes"] else "Minsk",
        "steps": steps,
        "agreed": bool(now["accepted"]),
        "settled": package_words(settled),
        "secret": bool(now["hidden_now"]),
        "leaks": plural(int(now["leaks_now"]), "secret") if now["leaks_now"] else "",
        "withheld": bool(now["withheld"]),
        "stalled": bool(now["stalled"]),
    }


def _said(decision: Decision) -> str:
    if decision.name == "offer":
        return f"offers: {package_words(decision.choice)}"
    word = decision.choice.partition(":")[0]
    if word == "counter":
        return f"would rather: {package_words(decision.choice)}"
    return ANSWERS.get(word, word)


def _weighed(decision: Decision) -> dict[str, Any]:
    chances = decision.chances or (None,) * len(decision.values)
    options = [
        Alternative(_named(name), value, chance, position == decision.chosen)
        for position, (name, value, chance) in enumerate(
            zip(decision.alternatives, decision.values, chances, strict=True)
        )
    ]
    asked = ASKED.get(decision.name) or plain(decision.name)
    return {
        "side": decision.side,
        "asked": asked,
        "picture": course.alternatives(f"d-{decision.name}", f"{decision.side}: {asked}", options),
        "chances": bool(decision.chances),
    }


def _named(alternative: str) -> str:
    head, colon, rest = alternative.partition("counter: ")
    return f"{head}{colon}{package_words(rest)}" if colon else package_words(alternative)


def _gains(replay: ReplayedRun, month: int) -> Iterator[dict[str, Any]]:
    sides = {side: replay.gains(month, side) for side in ("Kremlin", "Minsk")} if month else {}
    if not all(sides.values()):
        return
    named = {
        side: {TERMS.get(term, plain(term).lower()): value for term, value in terms.items()}
        for side, terms in sides.items()
    }
    reach = course.reach_of(*named.values())
    for side, terms in named.items():
        yield {"side": side, "picture": course.gains(f"g-{side.lower()}", side, terms, reach)}


def _hidden(row: Mapping[str, float]) -> str:
    """What is secret, in words; empty where nothing is."""
    parts = []
    if row["hidden_share"] > 0:
        parts.append("part of what is signed")
    if row["hidden_loan"] > 0:
        parts.append(f"a loan of {number(row['hidden_loan'])} bn USD")
    return f"Nobody else knows of {' and '.join(parts)}." if parts else ""


def _outside(row: Mapping[str, float]) -> str:
    """The month outside the meeting room, in a sentence."""
    crowd, held = row["turnout_peak"], row["political_prisoners"]
    said = [f"{_people(held)} in prison for politics"]
    if crowd > 0:
        said.insert(0, f"The largest crowd of the month: {_people(crowd)}")
    if row["push_seen"]:
        said.append("Minsk has noticed work for another leader")
    return f"{'; '.join(said)}."


def _people(count: float) -> str:
    rounded = round(count, -1) if count >= 1000 else round(count)
    return f"{rounded:,.0f} people"


def _ahead(
    replay: ReplayedRun, month: int, row: Mapping[str, float], found: Sequence[Mark]
) -> Iterator[tuple[str, str]]:
    """What the calendar holds: when, and what; what goes on comes first."""
    horizon = replay.scenario.horizon
    dated: list[tuple[int, str]] = []
    for mark in found:
        if mark.sign in ("E", "R"):
            continue
        if mark.month <= month <= mark.until and mark.until > mark.month:
            yield "now", mark.what
        elif mark.month > month:
            dated.append((mark.month, mark.what.partition(": ")[2]))
    if row["months_to_exercise"] >= 0 and replay.scenario.exercise is not None:
        dated.append((month + int(row["months_to_exercise"]), "the large joint exercise"))
    if not row["referendum_held"] and row["months_to_referendum"] >= 0 and replay.scenario.referendum:
        dated.append((month + int(row["months_to_referendum"]), "referendum on the constitution"))
    for when, what in sorted(dated):
        if month <= when <= horizon:
            date = month_name(replay.scenario.start.later(when - 1))
            away = "this month" if when == month else f"in {plural(when - month, 'month')}"
            yield f"{date}, {away}", what


def _courses(
    replay: ReplayedRun, month: int, found: Sequence[Mark], others: Mapping[str, Band] | None
) -> Iterator[tuple[str, str, Any]]:
    for name in COURSES:
        measure, values = monthly_measure(name), replay.column(name, month)
        start = replay.start[name]
        before = float(values[-2]) if len(values) > 1 else start
        now = float(values[-1]) if len(values) else start
        change = now - before if len(values) else math.nan
        about = f"{number(now)} {measure.unit}" if math.isfinite(now) else "Not in this month"
        if math.isfinite(change):
            about += f" ({signed_number(change)})"
        band = others.get(name) if others else None
        if band is not None and band.going is not None and month:
            about += f"; area: of {plural(int(band.going[month - 1]), 'run')} still going"
        picture = course.course(f"c-{name}", measure, replay.scenario, start, values, found, band)
        yield measure.label, about, picture


def article(noun: str) -> str:
    """`a` or `an`.

    Parameters
    ----------
    noun : str
        In lower case, not empty.

    Returns
    -------
    str
        By the first letter alone.
    """
    return "an" if noun[0] in "aeiou" else "a"


def _beliefs(replay: ReplayedRun, month: int) -> Iterator[tuple[str, str, Any]]:
    state = replay.model.state
    for side, other, index in (("Kremlin", "Minsk", "minsk_type"), ("Minsk", "Kremlin", "kremlin_type")):
        types = INDICES[index]
        true = types[int(state[index])]
        paths = {
            name: (replay.start[f"belief_{name}"], replay.column(f"belief_{name}", month)) for name in types
        }
        title = f"{side}'s beliefs about {other}"
        picture = course.beliefs(f"b-{side.lower()}", title, replay.scenario, paths)
        yield title, f"It really is {article(true)} {true}, which only {other} knows.", picture
