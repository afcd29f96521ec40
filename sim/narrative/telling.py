"""The story of a run in plain prose: its facts month by month, and the sentence of each."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sim.narrative.conduct import conduct
from sim.narrative.country import country, outset
from sim.narrative.ends import OF_INTEREST, ending
from sim.narrative.facts import Course, Fact
from sim.narrative.meetings import asked, meeting
from sim.narrative.recall import RecalledModel
from sim.narrative.words import CAUSES, ENDINGS, SENTENCES, SIDES, TYPES, capital, listed
from sim.outcomes.plain import finite

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sim.engines.trace import Trace

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
COUNTED = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


@dataclass(frozen=True, slots=True)
class Telling:
    """A month that mattered: its number, its name, and its facts with their sentences."""

    month: int
    date: str
    facts: tuple[Fact, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """A run in prose: who played, and the months that mattered."""

    opening: str
    months: tuple[Telling, ...]

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The story as a person reads it, a paragraph a month.

        Returns
        -------
        tuple of str
            The opening, then a paragraph for each month that mattered.
        """
        return (self.opening, *(f"{month.date}. {' '.join(month.sentences)}" for month in self.months))

    def to_dict(self) -> dict[str, Any]:
        """Return the story as plain data: text, and the facts behind every sentence.

        Returns
        -------
        dict
            Ready for JSON: what is not finite is None.
        """
        months = [
            {
                "month": month.month,
                "date": month.date,
                "facts": [
                    {**asdict(fact), "sentence": sentence}
                    for fact, sentence in zip(month.facts, month.sentences, strict=True)
                ],
            }
            for month in self.months
        ]
        data: dict[str, Any] = finite({"opening": self.opening, "months": months})
        return data


def tell(trace: Trace) -> Story:
    """Tell a replayed run; if leaders with a memory played it (`RecalledModel`), with their reasons.

    Parameters
    ----------
    trace : Trace
        A run that was replayed to its end.

    Returns
    -------
    Story
        In English, with the facts behind every sentence.
    """
    model = trace.model
    course = Course(trace, model.refusals if isinstance(model, RecalledModel) else ())
    reported = [_month(trace, month, facts) for month, facts in _by_month(course)]
    return Story(_opening(trace), tuple(reported))


def _by_month(course: Course) -> Iterator[tuple[int, tuple[Fact, ...]]]:
    """The facts of every month that mattered."""
    for row in course.rows:
        month = int(row["month"])
        facts = (*outset(course, row), *meeting(course, row), *conduct(course, row), *country(course, row))
        if month == len(course.rows):
            facts = (*facts, *ending(course))
        if any(fact.weighty for fact in facts):
            yield month, facts


def _month(trace: Trace, month: int, facts: Sequence[Fact]) -> Telling:
    year, number = trace.date(month).split("-")
    date = f"{MONTHS[int(number) - 1]} {year}"
    return Telling(month, date, tuple(facts), tuple(sentence(fact) for fact in facts))


def _opening(trace: Trace) -> str:
    model, row = trace.model, trace.row
    minsk = TYPES[row["minsk_type"]]
    kremlin = TYPES[row["kremlin_type"]]
    point = f", point {model.inputs.point}" if model.inputs.swept else ""
    return (
        f"Run {model.run_number} of {model.resolved.name}{point}: in Minsk {minsk}, in Moscow {kremlin}; "
        "neither knows what the other is."
    )


def sentence(fact: Fact) -> str:
    """Return the sentence of a fact.

    Parameters
    ----------
    fact : Fact
        Its kind is a key of `words.SENTENCES`.

    Returns
    -------
    str
        In English, with its full stop.
    """
    return SENTENCES[fact.kind].format(**fact.values, **_words(fact))


def _words(fact: Fact) -> dict[str, str]:
    """What a sentence says beside plain numbers."""
    values = fact.values
    words: dict[str, str] = {}
    if "side" in values:
        words |= {"Side": SIDES[values["side"]], "asked": asked(dict(values))}
    if "responder" in values:
        words |= {"Proposer": SIDES[values["proposer"]], "Responder": SIDES[values["responder"]]}
        words["because"] = _because(values)
    if "months" in values:
        words["months_words"] = months(values["months"])
        words["so_long"] = f" for {months(values['months'])}" if values["months"] > 1 else ""
        words["lasting"] = words["so_long"]
    if fact.kind in _SPECIAL:
        words |= _SPECIAL[fact.kind](values)
    return words


def _because(values: Mapping[str, Any]) -> str:
    """Why something was refused; where it was worth more than refusing, that it was."""
    if values.get("difference") is None:
        return ""
    if values["difference"] > 0.0:
        return ", although it had more to gain by agreeing"
    if not values["reasons"]:
        return ""
    return f"; what weighs most is {listed([reason['words'] for reason in values['reasons']])}"


def months(count: int) -> str:
    """`one month`, `two months`, `24 months`.

    Parameters
    ----------
    count : int
        Number of months, at least 0.

    Returns
    -------
    str
        As a word up to twelve.
    """
    return f"{counted(count)} month{'' if count == 1 else 's'}"


def counted(count: int) -> str:
    """A number as a word while it is short.

    Parameters
    ----------
    count : int
        At least 0.

    Returns
    -------
    str
        A word up to twelve, else digits.
    """
    return COUNTED[count] if count < len(COUNTED) else str(count)


def percent(share: float) -> str:
    """A chance in per cent, two digits of it: `53%`, `5.3%`, `0.053%`.

    Parameters
    ----------
    share : float
        Between 0 and 1.

    Returns
    -------
    str
        `0%` for 0.
    """
    decimals = max(0, 1 - math.floor(math.log10(100 * share))) if share > 0.0 else 0
    return f"{100 * share:.{decimals}f}%"


def _crowd(values: Mapping[str, Any]) -> dict[str, str]:
    digits = len(str(int(values["crowd"]))) - 2
    size = round(values["crowd"], -max(digits, 0))
    return {"crowd_words": f"about {size:,.0f} people"}


def _leak(values: Mapping[str, Any]) -> dict[str, str]:
    count = values["leaks"]
    return {"Secrets": "A secret comes" if count == 1 else f"{capital(counted(count))} secrets come"}


def _rounds(values: Mapping[str, Any]) -> dict[str, str]:
    count = values["rounds"]
    return {"rounds_words": "a round" if count == 1 else f"{counted(count)} rounds"}


def _risk(values: Mapping[str, Any]) -> dict[str, str]:
    start, end = values["at_start"], values["chance"]
    ratio = end / start
    causes = listed([_cause(cause) for cause in values["causes"]])
    if ratio < OF_INTEREST:
        compared = f"no more than the {percent(start)} of the start"
        made_by = f": {causes} raised it, but other things lowered it" if causes else ": it was chance"
    else:
        times = f"{ratio:.1f}" if ratio < 10 else f"{ratio:.0f}"
        compared, made_by = f"{times} times that of the start", f"; what raised it: {causes}"
    return {"chance_words": percent(end), "compared": compared, "made_by": made_by}


def _cause(cause: Mapping[str, Any]) -> str:
    """A cause in words; by its direction where it counts either way."""
    risen = cause["end"] > cause["start"]
    directions = {
        "strength": "a stronger regime" if risen else "a weaker regime",
        "security": "closer military ties" if risen else "looser military ties",
        "backing": "more public backing from Moscow" if risen else "less public backing from Moscow",
        "isolation": "a more closed West" if risen else "a less closed West",
        "repression": "harsher repression" if risen else "milder repression",
        "tension": "more tension with Russia" if risen else "less tension between Russia and the West",
    }
    return CAUSES[cause["cause"]].format(**cause, **directions)


def _left(values: Mapping[str, Any]) -> dict[str, str]:
    return {"ending_words": ENDINGS[values["ending"]], "chance_words": percent(values["chance"])}


def _event(values: Mapping[str, Any]) -> dict[str, str]:
    return {"What": capital(values["what"].rstrip("."))}


_SPECIAL = {
    "event": _event,
    "leak": _leak,
    "sanctions": _rounds,
    "protest_grew": _crowd,
    "risk": _risk,
    "left": _left,
}
