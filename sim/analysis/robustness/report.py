"""Findings as a report: the pairings, the draws, what was drawn, and the quantities moved alone."""

from __future__ import annotations

import math
from dataclasses import asdict, replace
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from sim.analysis.robustness.picture import picture
from sim.analysis.robustness.sentences import heading, sentences
from sim.outcomes.columns import SCENARIO, drawn_column, drawn_name
from sim.outcomes.plain import finite
from sim.output.numbers import interval
from sim.output.report import Report
from sim.output.table import Declaration, Printed, integer, real, text
from sim.scenario.schema import flat_entries

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.analysis.robustness.assess import PairingResult
    from sim.analysis.robustness.breaking import End
    from sim.analysis.robustness.robustness import Effort, Robustness
    from sim.output.table import Row, Table

UNIT = "unit of the metric"
FINDING = (
    text("finding", "The finding: a pattern, or the metric"),
    text("metric", "The metric that the effect is on"),
)
MINDS = (text("kremlin_mind", "Mind of the Kremlin"), text("minsk_mind", "Mind of Minsk"))
MEASURED = (
    real("ci_low", UNIT, "Lower limit of its 95% interval"),
    real("ci_high", UNIT, "Upper limit of its 95% interval"),
    real("t", "standard errors", "Student's t of the effect; empty where it is infinite"),
)
VERDICT = text(
    "verdict",
    "confirmed or reversed: more than 4 standard errors for or against the sign; inconclusive; none: no "
    "effect in any pair; not measured",
)
OVER_DRAWS = (
    integer("draws", "draws", "Draws with an effect"),
    integer("draw_runs", "pairs of runs", "Pairs of runs at each draw"),
    real(
        "share_same_sign",
        "share",
        "Share of the draws whose mean has the sign; chance draws it to a half, more --draw-runs less so",
    ),
    integer(
        "draws_for", "draws", "Draws with a mean more than 3 of its standard errors on the side of the sign"
    ),
    integer("draws_against", "draws", "The same against the sign"),
    *(
        real(f"draws_p{percent}", UNIT, f"Quantile of the effect over draws at {percent}%, chance taken out")
        for percent in (5, 50, 95)
    ),
    real("draws_sd", UNIT, "Standard deviation of the effect over draws, chance taken out"),
)
PAIRINGS = Declaration(
    name="pairings",
    caption="A finding and a pairing of minds",
    columns=(
        *FINDING,
        SCENARIO,
        *MINDS,
        integer("own", "0 or 1", "1 for the scenario's own minds"),
        integer(
            "independent_of_briefing",
            "0 or 1",
            "0 where a mind encodes the briefing, so that its agreement proves nothing",
        ),
        text("remark", "What has to be known of the figures"),
        integer("expected_sign", "sign", "Sign of the finding, 1 or -1; 0 where it has none"),
        integer("runs", "pairs of runs", "Pairs of runs that have the metric in all arms"),
        real("effect", UNIT, "Mean effect over the pairs"),
        *MEASURED,
        integer("same_sign", "0 or 1", "1 where the effect has the sign; empty where there is none"),
        VERDICT,
        *OVER_DRAWS,
    ),
    legend="""\
effect: treatment less control, run by run, under each pairing; confirmed, reversed: beyond 4 standard errors
draws: share of the draws with the sign, and their effects from 5 to 95% without the chance in them
* the scenario's own minds; (e) encodes the briefing: no evidence""",
)
DRAWS = Declaration(
    name="draws",
    caption="A finding, a pairing of minds and a draw",
    columns=(
        *FINDING,
        *MINDS,
        integer("draw", "number", "The draw, from 0"),
        real("effect", UNIT, "Mean effect over the pairs of runs of the draw"),
        real("standard_error", UNIT, "Its standard error"),
        real(
            "exact",
            UNIT,
            "The effect where farsighted minds foresee the draw itself instead of the means of the priors; "
            "of the first five draws",
        ),
    ),
)
DRAWN = Declaration(
    name="drawn",
    caption="A draw: what was drawn, the same for all findings and pairings",
    columns=(integer("draw", "number", "The draw, from 0"),),
)
QUANTITIES = Declaration(
    name="quantities",
    caption="A finding and an end of the range of a quantity moved alone",
    columns=(
        *FINDING,
        integer("rank", "number", "Place of the quantity, 1 for the one that leaves least of the effect"),
        text("quantity", "The quantity, by its flat name"),
        text("unit", "Its unit"),
        real("value", "unit of the quantity", "The end of its range: 5% or 95% quantile"),
        real(
            "effect",
            UNIT,
            "Mean effect there, all else as the scenario has it, under the scenario's own minds",
        ),
        *MEASURED,
        VERDICT,
        real(
            "correlation", "Spearman's rho", "Rank correlation of the effect with the quantity over the draws"
        ),
        real("p_value", "probability", "Its p-value for one quantity: of 260 some are small by chance"),
    ),
)
DECLARATIONS = (PAIRINGS, DRAWS, DRAWN, QUANTITIES)


def _mark(row: Row) -> str:
    return ("*" if row["own"] else "") + ("" if row["independent_of_briefing"] else "(e)")


def _title(row: Row) -> str:
    return row["finding"] if row["finding"] == row["metric"] else f"{row['finding']} {row['metric']}"


def _interval(row: Row) -> str:
    return "" if row["effect"] is None else interval(row["ci_low"], row["ci_high"], "+.5f")


def _band(row: Row) -> str:
    return "" if row["draws_p5"] is None else interval(row["draws_p5"], row["draws_p95"], "+.4f")


def report(results: Sequence[Robustness], effort: Effort) -> Report[tuple[Robustness, ...]]:
    """Return the results of findings as one report.

    Parameters
    ----------
    results : sequence of Robustness
        Of each finding; of one scenario.
    effort : Effort
        How much was played beside the scenario's runs.

    Returns
    -------
    Report
        Tables `pairings`, `draws`, `drawn` and `quantities`; those of what was not played have no rows.
    """
    several = len(results) > 1
    return Report(
        name="robustness",
        result=tuple(results),
        heading="\n".join(map(heading, results)),
        parts=(
            _pairings_table(results),
            DRAWS.of(row for one in results for row in _draw_rows(one)),
            _drawn_table(results),
            QUANTITIES.of(row for one in results for row in _moved_rows(one)),
        ),
        sentences=tuple(sentence for one in results for sentence in _sentences(one, several=several)),
        details={"effort": asdict(effort), "findings": [_details(one) for one in results]},
        draw=picture,
    )


def _sentences(found: Robustness, *, several: bool) -> Iterator[str]:
    """Yield the sentences of a finding, with its name where there are several."""
    title = found.finding.title
    for sentence in sentences(found):
        yield f"{title}: {sentence}" if several and not sentence.startswith(title) else sentence


def _pairings_table(results: Sequence[Robustness]) -> Table:
    """Return the table of pairings; what is printed of it depends on what was examined."""
    printed = [Printed("", "own", _mark)]
    if len(results) > 1:
        printed.append(Printed("finding", "finding", _title))
    printed += [
        Printed("Kremlin", "kremlin_mind"),
        Printed("Minsk", "minsk_mind"),
        Printed("effect", "effect", "+.5f"),
        Printed("95% interval", "effect", _interval),
        Printed("t", "t", "+.1f"),
        Printed("verdict", "verdict"),
    ]
    if any(one.drawn for one in results):
        printed += [
            Printed("draws", "share_same_sign", ".0%"),
            Printed("5 to 95%", "draws_p50", _band),
        ]
    rows = (_pairing(pairing, one) for one in results for pairing in one.pairings)
    return replace(PAIRINGS, printed=tuple(printed)).of(rows)


def _named(found: Robustness) -> dict[str, str]:
    return {"finding": found.finding.name, "metric": found.finding.metric}


def _pairing(one: PairingResult, found: Robustness) -> dict[str, Any]:
    estimate = one.found
    return {
        **_named(found),
        "scenario": found.scenario,
        "kremlin_mind": one.pairing.kremlin,
        "minsk_mind": one.pairing.minsk,
        "own": int(one.pairing == found.own),
        "independent_of_briefing": int(one.pairing.is_evidence),
        "remark": one.pairing.remark,
        "expected_sign": int(found.sign),
        "runs": estimate.n,
        "effect": finite(estimate.value),
        "ci_low": finite(estimate.low),
        "ci_high": finite(estimate.high),
        "t": finite(estimate.t),
        "same_sign": int(estimate.value * found.sign > 0) if found.sign else None,
        "verdict": one.verdict,
        **_over_draws(one, found),
    }


def _over_draws(one: PairingResult, found: Robustness) -> dict[str, Any]:
    """Return the results over draws; None where none were made, and of the sign where there is none."""
    spread, sign = one.spread, found.sign
    if spread is None or found.drawn is None:
        return dict.fromkeys(column.name for column in OVER_DRAWS)
    low, middle, high = map(finite, spread.band)
    return {
        "draws": int(spread.known.sum()),
        "draw_runs": found.drawn.runs,
        "share_same_sign": finite(spread.share(sign)) if sign else None,
        "draws_for": spread.beyond_chance(sign) if sign else None,
        "draws_against": spread.beyond_chance(-sign) if sign else None,
        "draws_p5": low,
        "draws_p50": middle,
        "draws_p95": high,
        "draws_sd": finite(spread.between),
    }


def _draw_rows(found: Robustness) -> Iterator[dict[str, Any]]:
    for one in found.pairings:
        if one.spread is None:
            continue
        exact = one.exact.means if one.exact else one.spread.means[:0]
        rows = zip_longest(one.spread.means, one.spread.errors, exact, fillvalue=math.nan)
        for draw, (mean, error, again) in enumerate(rows):
            yield {
                **_named(found),
                "kremlin_mind": one.pairing.kremlin,
                "minsk_mind": one.pairing.minsk,
                "draw": draw,
                "effect": float(mean),
                "standard_error": float(error),
                "exact": float(again),
            }


def _drawn_table(results: Sequence[Robustness]) -> Table:
    """Return what was drawn: the same for all findings, but for what one leaves out."""
    drawn: dict[str, Any] = {}
    for one in (result.drawn for result in results if result.drawn is not None):
        for flat, values in zip(one.quantities, one.values.T, strict=True):
            drawn.setdefault(flat, values)
    draws = max((len(values) for values in drawn.values()), default=0)
    return DRAWN.with_columns(*map(drawn_column, drawn)).of(
        {"draw": draw, **{drawn_name(flat): float(values[draw]) for flat, values in drawn.items()}}
        for draw in range(draws)
    )


def _moved_rows(found: Robustness) -> Iterator[dict[str, Any]]:
    for rank, one in enumerate(found.moved, 1):
        for end in one.ends:
            yield {
                **_named(found),
                "rank": rank,
                "quantity": one.quantity,
                "unit": flat_entries()[one.quantity].quantity.unit,
                "value": end.value,
                **_end(end),
                "correlation": finite(one.correlation),
                "p_value": finite(one.p_value),
            }


def _end(end: End) -> dict[str, Any]:
    found = end.found
    return {
        "effect": finite(end.effect),
        "ci_low": finite(found.low) if found else None,
        "ci_high": finite(found.high) if found else None,
        "t": finite(found.t) if found else None,
        "verdict": end.verdict or "",
    }


def _details(found: Robustness) -> dict[str, Any]:
    return {
        **_named(found),
        "says": found.finding.says,
        "scenario": found.scenario,
        "seed": found.seed,
        "runs": found.runs,
        "expected_sign": int(found.sign),
        "own_minds": found.own._asdict(),
        "quantities_drawn": len(found.drawn.quantities) if found.drawn else 0,
        "left_out": found.left_out,
    }
