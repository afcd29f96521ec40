"""Nothing later than the briefing enters a number: all dates in the seeds but the questions are looked at."""

from __future__ import annotations

import csv
import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from sim.shipped import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SEEDS = shipped("seeds")
BRIEFING = date(2021, 2, 22)
NAMES = "January|February|March|April|May|June|July|August|September|October|November|December"
MONTHS = NAMES.split("|")
DATE = re.compile(
    r"\b(?P<year>20\d\d)-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>\d\d))?\b"
    rf"|(?:\b(?P<day_>\d{{1,2}}) )?\b(?P<name>{NAMES}) (?P<year_>20\d\d)\b"
    r"|\b(?P<year__>20\d\d)\b(?!-\d)"
)
SOURCES = ("source", "url", "short")  # a source may be later than the fact that it reports
FILES = sorted(
    path
    for path in SEEDS.rglob("*")
    if path.suffix in {".yaml", ".csv", ".md"} and "questions" not in path.parts
)

# What else may bear a later date: what the briefing itself says of the future or of its own day, plans and
# contracts made before it, and the first figure after it, the reserves of 1 March 2021.
KNOWN = {
    "README.md": ("month 1 (March 2021)", "briefing of 23 February 2021", "reserves of 1 March 2021"),
    "claims.yaml": (
        "briefing of 23 February 2021",
        "Demands in February and March 2021",
        "a vote in January 2022",
        "slip beyond January 2022",
    ),
    "history/README.md": ("reserves of 1 March 2021",),
    "history/initial.csv": ("2019-2024", "2021-03-01", "plan for 1 Jan 2022", "Mt 2021-2023"),
    "history/monthly/reserves.csv": ("2021-03-01",),
    "history/record.csv": ("referendum early 2022", "due by 18 Jan 2022", "Mt over 2021-2023"),
    "history/statistics.csv": ("figure of 1 March 2021",),
    "initial/economy.yaml": ("press release on 1 March 2021", "figure of 1 March 2021"),
    "parameters/energy.yaml": ("nothing in 2024",),
    "parameters/kremlin_payoff.yaml": ("exercise of September 2021",),
    "parameters/measures.yaml": ("exercise of September 2021",),
}


def name_of(path: Path) -> str:
    return path.relative_to(SEEDS).as_posix()


def texts(path: Path) -> Iterator[str]:
    """The texts of a file in which a date would be one of a fact: all but sources and addresses."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield from (text or "" for column, text in row.items() if column not in SOURCES)
    else:
        yield re.sub(r"\s+", " ", path.read_text(encoding="utf-8"))


def later(text: str) -> Iterator[str]:
    """What in a text is a date after the briefing, with the words around it."""
    plain = re.sub(r"https?://\S+", "", text)
    for found in DATE.finditer(plain):
        year = int(found["year"] or found["year_"] or found["year__"])
        month = int(found["month"] or (MONTHS.index(found["name"]) + 1 if found["name"] else 1))
        if date(year, month, int(found["day"] or found["day_"] or 1)) > BRIEFING:
            yield plain[max(found.start() - 40, 0) : found.end() + 20]


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_no_number_rests_on_what_came_after(path: Path) -> None:
    known = KNOWN.get(name_of(path), ())
    unknown = [
        place for text in texts(path) for place in later(text) if not any(word in place for word in known)
    ]
    assert not unknown


@pytest.mark.parametrize(("name", "words"), [(n, w) for n, words in KNOWN.items() for w in words])
def test_what_may_be_later_is_really_there(name: str, words: str) -> None:
    path = SEEDS / name
    whole = " ".join(texts(path))
    assert words in whole


@pytest.mark.parametrize(
    "text", ["2021-02-23", "2021-03", "on 17 March 2021", "since March 2021", "in 2022", "from 2022 to 2024"]
)
def test_a_later_date_would_be_seen_in_any_form(text: str) -> None:
    assert list(later(f"a fact {text}, as it was reported"))


@pytest.mark.parametrize(
    "text", ["2021-02-22", "2021-02", "in 2021", "22 February 2021", "https://x.org/2022/03/01/a"]
)
def test_earlier_dates_and_addresses_are_left_alone(text: str) -> None:
    assert not list(later(text))


@pytest.mark.parametrize("name", ["pressure_2019", "rescue_2020"])
def test_the_past_is_played_up_to_the_briefing_and_not_beyond(name: str) -> None:
    path = shipped("scenarios") / f"{name}.yaml"
    text = path.read_text(encoding="utf-8")
    comments = " ".join(line.partition("#")[2] for line in text.splitlines())
    known = ("in 2021, of", "steps from 2021 to 2024", "from 2019 to 2024")
    assert not [place for place in later(comments) if not any(word in place for word in known)]
