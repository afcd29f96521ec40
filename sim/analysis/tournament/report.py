"""A tournament on the terminal, as rows of a file and as plain data."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.sensitivity.report import plain_table
from sim.analysis.threshold.threshold import FAR
from sim.minds.workspace import KREMLIN, MINSK
from sim.quantities import INDICES, OUTCOMES
from sim.stats.effects import estimate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.table import Table

    from sim.analysis.tournament.examine import Match, Tournament
    from sim.analysis.tournament.replies import Exploited

SIDES = (("Kremlin", KREMLIN, "kremlin_type"), ("Minsk", MINSK, "minsk_type"))
SHORT = {
    "muddling_through": "muddling",
    "deep_integration": "deep",
    "leader_replaced": "replaced",
    "regime_collapse": "collapse",
    "western_reopening": "reopening",
    "rupture": "rupture",
}
LEGEND = """\
payoffs: sums over the run, discounted by each side's own patience, with the value of its ending
could gain: by the best of all minds and all stances held throughout, for each own type, chosen on half of the
runs and measured on the other; a lower bound of exploitability, since other replies may gain more"""


def heading(found: Tournament) -> str:
    """Return what was played."""
    return (
        f"Every mind against every mind in {found.scenario}: {found.runs:,} runs of {found.horizon} months "
        f"each, seed {found.seed}"
    )


def results_table(found: Tournament) -> Table:
    """Return what came of each pairing."""
    headings = ["Kremlin", "Minsk", "Kremlin gets", "Minsk gets", "agreed", *SHORT.values()]
    rows = []
    for match in found.matches:
        metrics = match.played.metrics
        rows.append(
            [
                *match.pairing,
                *(_with_error(match.played.payoff(side)) for _, side, _ in SIDES),
                f"{np.nanmean(metrics['agreement_share']):.0%}",
                *(f"{match.played.share(outcome):.1%}" for outcome in SHORT),
            ]
        )
    return plain_table(headings, rows, 2)


def _with_error(values: np.ndarray[Any, Any]) -> str:
    return f"{np.mean(values):+.2f} ± {np.std(values, ddof=1) / math.sqrt(len(values)):.2f}"


def exploited_table(found: Tournament) -> Table:
    """Return what each side of each pairing could have gained, and how."""
    headings = ["side", "mind", "against", "could gain", "95% interval", "by"]
    rows = [
        [
            name,
            *_minds(match, side),
            f"{match.exploited[side].gain.mean:+.2f}",
            f"{match.exploited[side].gain.low:+.2f} to {match.exploited[side].gain.high:+.2f}",
            how(match.exploited[side], index),
        ]
        for side, (name, _, index) in enumerate(SIDES)
        for match in found.matches
    ]
    return plain_table(headings, rows, 6)


def _minds(match: Match, side: int) -> tuple[str, str]:
    kremlin, minsk = match.pairing
    return (kremlin, minsk) if side == 0 else (minsk, kremlin)


def how(found: Exploited, index: str) -> str:
    """Say which reply is best for which type: `always hold`, or `gradualist, integrator: press; ...`."""
    if len(set(found.replies)) == 1:
        return found.replies[0]
    types: dict[str, list[str]] = {}
    for kind, reply in zip(INDICES[index], found.replies, strict=True):
        types.setdefault(reply, []).append(kind)
    return "; ".join(f"{', '.join(kinds)}: {reply}" for reply, kinds in types.items())


def sentences(found: Tournament) -> Iterator[str]:
    """Say which mind does best on each side, and who could gain most and least."""
    for side, (name, _, _) in enumerate(SIDES):
        means = averages(found, side)
        best = max(means, key=lambda mind: means[mind])
        listed = ", ".join(f"{mind} {mean:+.2f}" for mind, mean in means.items())
        yield f"As {name}, {best} gets most on average over the minds it meets ({listed})."
    both = [
        (match.exploited[side].gain, name, *_minds(match, side))
        for side, (name, _, _) in enumerate(SIDES)
        for match in found.matches
    ]
    gain, name, own, other = max(both, key=lambda one: one[0].mean)
    yield f"Most could have been gained by {name} with {own} mind against {other} mind: {gain.mean:+.2f}."
    clear = sum(one[0].t > FAR for one in both)
    yield f"In {clear} of {len(both)} seats a reply of the list gains beyond chance (3 standard errors)."


def averages(found: Tournament, side: int) -> dict[str, float]:
    """Return what each mind gets on average over the minds it meets, by name."""
    got: dict[str, list[float]] = {}
    for match in found.matches:
        got.setdefault(_minds(match, side)[0], []).append(float(match.played.payoff(SIDES[side][1]).mean()))
    return {mind: float(np.mean(values)) for mind, values in got.items()}


def rows(found: Tournament) -> list[dict[str, Any]]:
    """Return a row a pairing."""
    return [_row(found, match) for match in found.matches]


def _row(found: Tournament, match: Match) -> dict[str, Any]:
    row: dict[str, Any] = {
        "scenario": found.scenario,
        "kremlin_mind": match.pairing.kremlin,
        "minsk_mind": match.pairing.minsk,
        "runs": found.runs,
    }
    for key in (
        "payoff_kremlin",
        "payoff_minsk",
        "agreement_share",
        "agreements",
        "pressure_mean",
        "stall_share",
    ):
        figure = estimate(match.played.metrics[key])
        row |= {
            key: _finite(figure.mean),
            f"{key}_low": _finite(figure.low),
            f"{key}_high": _finite(figure.high),
        }
    row |= {f"share_{outcome}": match.played.share(outcome) for outcome in OUTCOMES}
    for side, (name, _, index) in enumerate(SIDES):
        one, key = match.exploited[side], f"gain_{name.lower()}"
        row |= {key: one.gain.mean, f"{key}_low": one.gain.low, f"{key}_high": one.gain.high}
        row[f"reply_{name.lower()}"] = how(one, index)
    return row


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def as_data(found: Tournament, settings: Sequence[str]) -> dict[str, Any]:
    """Return a tournament as plain data."""
    import sim
    from sim.engines import rules_version

    return {
        "sim": sim.__version__,
        "rules": rules_version(),
        "settings": list(settings),
        "scenario": found.scenario,
        "seed": found.seed,
        "runs": found.runs,
        "horizon": found.horizon,
        "sentences": list(sentences(found)),
        "averages": {name.lower(): averages(found, side) for side, (name, _, _) in enumerate(SIDES)},
        "pairings": [
            {
                **_row(found, match),
                "replies": {
                    name.lower(): dict(zip(INDICES[index], match.exploited[side].replies, strict=True))
                    for side, (name, _, index) in enumerate(SIDES)
                },
            }
            for match in found.matches
        ],
    }
