"""Claims as a report: what represents each, what its own test found, and what belongs to a name."""

from __future__ import annotations

import math
import textwrap
from dataclasses import replace
from typing import TYPE_CHECKING, Any, get_args

from sim.analysis.claims import pattern_report
from sim.analysis.claims.cards import LINKS, VALUES, about_of, links_of, text_of, values_of
from sim.analysis.claims.lookup import ClaimCard, claim_card, patterns_of
from sim.analysis.claims.picture import picture
from sim.analysis.claims.register import claims, quantities
from sim.analysis.claims.trials import ClaimVerdict, trials
from sim.output.numbers import interval, number
from sim.output.report import Report
from sim.output.table import Declaration, Printed, estimated, integer, real, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sim.analysis.claims.claims import AssessedClaims
    from sim.analysis.claims.figures import ClaimFigure
    from sim.analysis.claims.lookup import Card
    from sim.analysis.claims.register import BriefingClaim
    from sim.analysis.claims.trials import AssessedClaim, Trial
    from sim.output.table import Row, Table

ROOM = 80  # characters of a claim in the printed overview


def _content(row: Row) -> str:
    return textwrap.shorten(row["content"], ROOM, placeholder=" ...")


def _interval(row: Row) -> str:
    low, high = row["value_low"], row["value_high"]
    return "exact" if row["runs"] == 0 or low is None or low == high else interval(low, high)


CLAIMS = Declaration(
    name="claims",
    caption="A claim of the briefing",
    columns=(
        text("claim", "Its number"),
        text("verdict", "`holds`, `partly`, `fails` or `not testable`; empty where no test was played"),
        text("figure", "The figure behind the verdict, with its 95% interval"),
        text("content", "The claim in words"),
        text("kind", "What kind of claim it is"),
        text("actor", "Whom it is about"),
        text("sign", "Which way it points"),
        text("hedge", "How sure the briefing is of it"),
        text("test", "What would test it"),
        text("tested", "Whether its test plays (`yes`), reads facts (`facts`), or is missing (`no`)"),
        text("tested_by", "What its test looks at, or why there is none"),
        text("note", "What the figures leave open"),
        integer("quantities", "quantities", "Parameters and initial quantities that represent it"),
        integer("columns", "columns", "Columns of the results in which it shows"),
        integer("scenarios", "scenarios", "Shipped scenarios that turn on it"),
        text("patterns", "Patterns that bear on it"),
        text("place", "Where it is written down"),
    ),
    printed=(
        Printed("claim", "claim"),
        Printed("hedge", "hedge"),
        Printed("numbers", "quantities"),
        Printed("columns", "columns"),
        Printed("scenarios", "scenarios"),
        Printed("patterns", "patterns"),
        Printed("tested", "tested"),
        Printed("content", "content", _content),
    ),
    dispensable=("hedge", "columns", "scenarios", "numbers"),
)
TESTED = replace(
    CLAIMS,
    printed=(
        Printed("claim", "claim"),
        Printed("verdict", "verdict"),
        Printed("what is tested", "tested_by"),
        Printed("figure behind it", "figure"),
    ),
    dispensable=("figure behind it",),
)
FIGURES = Declaration(
    name="figures",
    caption="A figure of a claim's test",
    columns=(
        text("claim", "Number of the claim"),
        text("figure", "What it is"),
        text("verdict", "`holds`, `undecided` or `fails`; `reported` where nothing is expected"),
        *estimated("value", "as in `figure`", "Its value"),
        real("effect_size", "standard deviations", "A difference by the spread in the arm it is taken from"),
        integer("runs", "runs", "Runs behind it; 0 where it is known exactly"),
        text("expected", "What it should be"),
    ),
    printed=(
        Printed("claim", "claim"),
        Printed("figure", "figure"),
        Printed("verdict", "verdict"),
        Printed("value", "value"),
        Printed("95% interval", "value", _interval),
        Printed("d", "effect_size", "+.2f"),
        Printed("runs", "runs"),
        Printed("expected", "expected"),
    ),
    legend="""\
an effect holds at four standard errors in the direction expected, a level where its whole interval is inside
d: standard deviations""",
    dispensable=("runs", "d"),
)


def overview() -> Report[None]:
    """Return all claims as a report, with what represents them and whether they have a test.

    Returns
    -------
    Report
        Tables `claims` and `links`; nothing was played.
    """
    behind = {name for claim in claims().values() for name in (*claim.parameters, *claim.initial)}
    return Report(
        name="claims",
        result=None,
        heading=f"The {len(claims())} claims of the briefing",
        parts=(CLAIMS.of(map(_claim, claims().values())), LINKS.of(_links(claims().values()))),
        sentences=(
            f"{len(quantities()) - len(behind)} of {len(quantities())} quantities name no claim.",
            "sim claims NAME shows all about one of them; sim claims --test plays the claims' own tests.",
        ),
        played=False,
    )


def of_names(cards: Sequence[Card]) -> Report[Sequence[Card]]:
    """Return what belongs to names as a report: the claims behind them, links and values.

    Parameters
    ----------
    cards : sequence of Card
        What is known of each name.

    Returns
    -------
    Report
        Tables `claims`, `links` and `values`; its sentences are the cards as text.
    """
    behind = {claim.name: claim for card in cards for claim in _claims_of(card)}
    return Report(
        name="claims",
        result=cards,
        heading=f"What belongs to {', '.join(dict.fromkeys(about_of(card).name for card in cards))}",
        parts=(
            replace(CLAIMS, printed=()).of(map(_claim, behind.values())),
            LINKS.of(link for card in cards for link in links_of(card)),
            VALUES.of(value for card in cards for value in values_of(card)),
        ),
        sentences=tuple(map(text_of, cards)),
        played=False,
    )


def of_tests(found: AssessedClaims) -> Report[AssessedClaims]:
    """Return what came of the claims' tests, and of the patterns that bear on them, as a report.

    Parameters
    ----------
    found : AssessedClaims
        What the tests and the patterns came to.

    Returns
    -------
    Report
        Tables `claims`, `figures` and `links`; with patterns also `readings` and `patterns`.
    """
    tested = [one.trial.claim for one in found.claims]
    parts: list[Table] = [
        TESTED.of(_claim(claims()[one.trial.claim], one) for one in found.claims),
        FIGURES.of(_figure(one, figure) for one in found.claims for figure in one.figures),
        LINKS.of(_links(claims()[name] for name in tested)),
    ]
    if found.patterns.results:
        parts += pattern_report.tables([found.patterns])
    return Report(
        name="claims",
        result=found,
        heading=f"Tests of {len(tested)} claims and {len(found.patterns.results)} patterns: "
        f"{found.patterns.runs:,} runs an arm, seed {found.patterns.seed}",
        parts=tuple(parts),
        sentences=tuple(_sentences(found)),
        details={"runs": found.patterns.runs, "seed": found.patterns.seed},
        draw=picture,
        notes=tuple(f"{one.trial.claim}: {one.trial.note}" for one in found.claims if one.trial.note),
    )


def _claims_of(card: Card) -> tuple[BriefingClaim, ...]:
    return (card.claim,) if isinstance(card, ClaimCard) else card.claims


def _claim(claim: BriefingClaim, found: AssessedClaim | None = None) -> dict[str, Any]:
    trial = trials()[claim.name]
    return {
        "claim": claim.name,
        "verdict": found.verdict if found else None,
        "figure": _words(found.figure) if found and found.figure else None,
        "content": claim.content,
        "kind": ", ".join(claim.kind),
        "actor": ", ".join(claim.actor),
        "sign": claim.sign,
        "hedge": claim.hedge,
        "test": claim.test,
        "tested": _tested(trial),
        "tested_by": trial.summary,
        "note": trial.note or None,
        "quantities": len(claim.parameters) + len(claim.initial),
        "columns": len(claim.measures),
        "scenarios": len(claim.scenarios),
        "patterns": ", ".join(pattern.name for pattern in patterns_of(claim.name)) or None,
        "place": str(claim.place),
    }


def _tested(trial: Trial) -> str:
    if trial.test is None:
        return "no"
    return "yes" if trial.arms else "facts"


def _words(figure: ClaimFigure) -> str:
    known = math.isnan(figure.value) or figure.low == figure.high
    between = "" if known else f" [{number(figure.low)}, {number(figure.high)}]"
    return f"{figure.what}: {number(figure.value)}{between}"


def _figure(found: AssessedClaim, figure: ClaimFigure) -> dict[str, Any]:
    numbers = {"value": figure.value, "value_low": figure.low, "value_high": figure.high}
    return {
        "claim": found.trial.claim,
        "figure": figure.what,
        "verdict": figure.verdict,
        **{name: value if math.isfinite(value) else None for name, value in numbers.items()},
        "effect_size": figure.effect,
        "runs": figure.n,
        "expected": str(figure.expected),
    }


def _links(named: Iterable[BriefingClaim]) -> Iterator[dict[str, Any]]:
    for claim in named:
        yield from links_of(claim_card(claim))


def _sentences(found: AssessedClaims) -> Iterator[str]:
    """Say how many claims hold, hold in part, fail and have no test, and which patterns hold."""
    verdicts = [one.verdict for one in found.claims]
    counts = [f"{verdicts.count(one)} {one}" for one in get_args(ClaimVerdict) if one in verdicts]
    if counts:
        yield f"{len(verdicts)} claims: {', '.join(counts)}."
    if found.patterns.results:
        yield from pattern_report.sentences([found.patterns])
