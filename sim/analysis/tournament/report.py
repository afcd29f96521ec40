"""A tournament as a report: a row a pairing, a row a side of a pairing, and what stands out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.tournament.picture import picture
from sim.analysis.tournament.sides import SIDES
from sim.outcomes.columns import SCENARIO, shares
from sim.output.report import Report
from sim.output.table import Declaration, Printed, estimated, integer, text
from sim.quantities import INDICES, OUTCOMES, run_measures
from sim.stats.criterion import CLEAR, clear_direction
from sim.stats.means import mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.analysis.tournament.replies import Exploited
    from sim.analysis.tournament.tournament import Match, Tournament
    from sim.output.table import Row
    from sim.stats.estimate import Estimate

MEASURES = (
    "payoff_kremlin",
    "payoff_minsk",
    "agreement_share",
    "agreements",
    "pressure_mean",
    "stall_share",
)
SHORT = ("muddling", "deep", "replaced", "collapse", "reopening", "rupture")  # outcomes, as headings


def _payoff(row: Row, side: str) -> str:
    low, high = row[f"payoff_{side}_low"], row[f"payoff_{side}_high"]
    return f"{row[f'payoff_{side}']:+.2f} ± {(high - low) / 2:.2f}"


def _kremlin_payoff(row: Row) -> str:
    return _payoff(row, "kremlin")


def _minsk_payoff(row: Row) -> str:
    return _payoff(row, "minsk")


def _described(name: str) -> tuple[str, str]:
    measure = next(one for one in run_measures() if one.name == name)
    return measure.unit, f"Mean over the runs. {measure.description}"


PAIRINGS = Declaration(
    name="pairings",
    caption="A pairing of minds",
    columns=(
        SCENARIO,
        text("kremlin_mind", "Mind of the Kremlin"),
        text("minsk_mind", "Mind of Minsk"),
        integer("runs", "runs", "Runs of the pairing, which share their random numbers with all others"),
        *(column for name in MEASURES for column in estimated(name, *_described(name))),
        *(column for column in shares() if column.name.removeprefix("share_") in OUTCOMES),
        *(
            column
            for side in ("kremlin", "minsk")
            for column in (
                *estimated(
                    f"gain_{side}",
                    "payoff units",
                    "What the best reply of the list would have brought the side above what its own mind did",
                ),
                text(f"reply_{side}", "That reply, for each type of the side where they differ"),
            )
        ),
    ),
    printed=(
        Printed("Kremlin", "kremlin_mind"),
        Printed("Minsk", "minsk_mind"),
        Printed("Kremlin gets", "payoff_kremlin", _kremlin_payoff),
        Printed("Minsk gets", "payoff_minsk", _minsk_payoff),
        Printed("agreed", "agreement_share", ".0%"),
        *(Printed(short, f"share_{outcome}", ".1%") for short, outcome in zip(SHORT, OUTCOMES, strict=True)),
    ),
)
GAINS = Declaration(
    name="gains",
    caption="A side of a pairing, and what it could have gained",
    columns=(
        text("side", "The side: Kremlin or Minsk"),
        text("mind", "Its mind"),
        text("against", "The mind of the other side"),
        *estimated("gain", "payoff units", "What the best reply of the list would have gained"),
        text("reply", "That reply, for each type of the side where they differ"),
    ),
    printed=(
        Printed("side", "side"),
        Printed("mind", "mind"),
        Printed("against", "against"),
        Printed("could gain", "gain", "+.2f"),
        Printed("95% interval", "gain", "+.2f", interval=True),
        Printed("by", "reply"),
    ),
    legend="""\
payoffs: sums over the run, discounted by each side's own patience, with the value of its ending (± 95%)
could gain: by the best of all minds and all stances held throughout, for each own type, chosen on half of the
runs and measured on the other; a lower bound of exploitability, since other replies may gain more""",
)
DECLARATIONS = (PAIRINGS, GAINS)


def report(found: Tournament) -> Report[Tournament]:
    """Return a tournament as a report.

    Parameters
    ----------
    found : Tournament
        All matches of one scenario.

    Returns
    -------
    Report
        Tables `pairings` and `gains`.
    """
    return Report(
        name="tournament",
        result=found,
        heading=f"Every mind against every mind in {found.scenario}: {found.runs:,} runs of {found.horizon} "
        f"months each, seed {found.seed}",
        parts=(PAIRINGS.of(_pairing(found, match) for match in found.matches), GAINS.of(_gains(found))),
        sentences=tuple(_sentences(found)),
        details={
            "scenario": found.scenario,
            "seed": found.seed,
            "runs": found.runs,
            "horizon": found.horizon,
            "averages": {name.lower(): averages(found, side) for side, (name, _, _) in enumerate(SIDES)},
        },
        draw=picture,
    )


def _pairing(found: Tournament, match: Match) -> dict[str, Any]:
    row: dict[str, Any] = {
        "scenario": found.scenario,
        "kremlin_mind": match.pairing.kremlin,
        "minsk_mind": match.pairing.minsk,
        "runs": found.runs,
    }
    for key in MEASURES:
        row |= _estimated(key, mean(match.played.metrics[key]))
    row |= {f"share_{outcome}": match.played.share(outcome) for outcome in OUTCOMES}
    for side, (name, _, index) in enumerate(SIDES):
        row |= _estimated(f"gain_{name.lower()}", match.exploited[side].gain)
        row[f"reply_{name.lower()}"] = best_reply(match.exploited[side], index)
    return row


def _estimated(key: str, figure: Estimate) -> dict[str, float]:
    return {key: figure.value, f"{key}_low": figure.low, f"{key}_high": figure.high}


def _gains(found: Tournament) -> Iterator[dict[str, Any]]:
    for side, (name, _, index) in enumerate(SIDES):
        for match in found.matches:
            own, other = minds_of(match, side)
            exploited = match.exploited[side]
            yield {
                "side": name,
                "mind": own,
                "against": other,
                **_estimated("gain", exploited.gain),
                "reply": best_reply(exploited, index),
            }


def minds_of(match: Match, side: int) -> tuple[str, str]:
    """Return the mind of a side (0 the Kremlin, 1 Minsk) and that of the other.

    Parameters
    ----------
    match : Match
        A pairing of minds.
    side : int
        A position in `SIDES`.

    Returns
    -------
    tuple of two str
        Names of minds.
    """
    kremlin, minsk = match.pairing
    return (kremlin, minsk) if side == 0 else (minsk, kremlin)


def best_reply(found: Exploited, index: str) -> str:
    """Return which reply is best for which type: `always hold`, or `gradualist, integrator: press; ...`.

    Parameters
    ----------
    found : Exploited
        The best reply for each type.
    index : str
        The quantity that holds the side's type, `kremlin_type` or `minsk_type`.

    Returns
    -------
    str
        The reply alone where it is best for all types.
    """
    if len(set(found.replies)) == 1:
        return found.replies[0]
    types: dict[str, list[str]] = {}
    for kind, reply in zip(INDICES[index], found.replies, strict=True):
        types.setdefault(reply, []).append(kind)
    return "; ".join(f"{', '.join(kinds)}: {reply}" for reply, kinds in types.items())


def _sentences(found: Tournament) -> Iterator[str]:
    """Say which mind does best on each side, and who could gain most and least."""
    for side, (name, _, _) in enumerate(SIDES):
        means = averages(found, side)
        best = max(means, key=lambda mind: means[mind])
        listed = ", ".join(f"{mind} {mean:+.2f}" for mind, mean in means.items())
        yield f"As {name}, {best} gets most on average over the minds it meets ({listed})."
    both = [
        (match.exploited[side].gain, name, *minds_of(match, side))
        for side, (name, _, _) in enumerate(SIDES)
        for match in found.matches
    ]
    gain, name, own, other = max(both, key=lambda one: one[0].value)
    yield f"Most could have been gained by {name} with {own} mind against {other} mind: {gain.value:+.2f}."
    clear = sum(clear_direction(one[0]) == "above" for one in both)
    yield f"In {clear} of {len(both)} seats a reply gains beyond chance ({CLEAR:g} standard errors)."


def averages(found: Tournament, side: int) -> dict[str, float]:
    """Return what each mind gets on average over the minds it meets, by name.

    Parameters
    ----------
    found : Tournament
        All matches of one scenario.
    side : int
        0 for the Kremlin, 1 for Minsk.

    Returns
    -------
    dict of str to float
        Payoff units, in the order in which the minds come up.
    """
    got: dict[str, list[float]] = {}
    for match in found.matches:
        got.setdefault(minds_of(match, side)[0], []).append(float(match.played.payoff(SIDES[side][1]).mean()))
    return {mind: float(np.mean(values)) for mind, values in got.items()}
