"""What came of findings as rows of tables and as plain data."""

from __future__ import annotations

import math
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from sim.outcomes.columns import drawn_name
from sim.scenario.schema import flat_entries

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from sim.analysis.robustness.breaking import End
    from sim.analysis.robustness.examine import Effort, Robustness
    from sim.analysis.robustness.judge import Judged

DRAW_COLUMNS = (
    "finding",
    "metric",
    "kremlin_mind",
    "minsk_mind",
    "draw",
    "effect",
    "standard_error",
    "exact",
)
MOVED_COLUMNS = (
    *("finding", "metric", "rank", "quantity", "unit", "value", "effect", "ci_low", "ci_high", "t"),
    *("verdict", "correlation", "p_value"),
)


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def pairing_rows(found: Robustness) -> list[dict[str, Any]]:
    """Return a row a pairing."""
    return [{**_named(found), "scenario": found.scenario, **_pairing(one, found)} for one in found.judged]


def _named(found: Robustness) -> dict[str, str]:
    return {"finding": found.finding.name, "metric": found.finding.metric}


def _pairing(one: Judged, found: Robustness) -> dict[str, Any]:
    estimate = one.found
    return {
        "kremlin_mind": one.pairing.kremlin,
        "minsk_mind": one.pairing.minsk,
        "own": int(one.pairing == found.own),
        "independent_of_briefing": int(one.pairing.is_evidence),
        "remark": one.pairing.remark,
        "expected_sign": int(found.sign),
        "runs": estimate.runs,
        "effect": _finite(estimate.mean),
        "ci_low": _finite(estimate.low),
        "ci_high": _finite(estimate.high),
        "t": _finite(estimate.t),
        "same_sign": int(estimate.mean * found.sign > 0) if found.sign else None,
        "verdict": one.verdict,
        **_over_draws(one, found),
    }


def _over_draws(one: Judged, found: Robustness) -> dict[str, Any]:
    """Return what the draws come to; None where none were made."""
    spread = one.spread
    names = ("draws", "draw_runs", "share_same_sign", "draws_for", "draws_against")
    bands = ("draws_p5", "draws_p50", "draws_p95", "draws_sd")
    if spread is None or found.drawn is None:
        return dict.fromkeys((*names, *bands))
    figures = (
        int(spread.known.sum()),
        found.drawn.runs,
        *(
            (
                _finite(spread.share(found.sign)),
                spread.beyond_chance(found.sign),
                spread.beyond_chance(-found.sign),
            )
            if found.sign
            else (None, None, None)
        ),
    )
    band = (*map(_finite, spread.band), _finite(spread.between))
    return dict(zip((*names, *bands), (*figures, *band), strict=True))


def draw_rows(found: Robustness) -> Iterator[dict[str, Any]]:
    """Yield a row a pairing and draw."""
    for one in found.judged:
        if one.spread is None:
            continue
        exact = one.exact.means if one.exact else one.spread.means[:0]
        rows = zip_longest(one.spread.means, one.spread.errors, exact, fillvalue=math.nan)
        for draw, (mean, error, again) in enumerate(rows):
            kremlin, minsk = one.pairing
            values = (*_named(found).values(), kremlin, minsk, draw, float(mean), float(error), float(again))
            yield dict(zip(DRAW_COLUMNS, values, strict=True))


def moved_rows(found: Robustness) -> Iterator[dict[str, Any]]:
    """Yield a row for each end of each quantity that was moved alone, those first that leave least."""
    for rank, one in enumerate(found.moved, 1):
        unit = flat_entries()[one.quantity].quantity.unit
        for end in one.ends:
            yield {
                **_named(found),
                "rank": rank,
                "quantity": one.quantity,
                "unit": unit,
                "value": end.value,
                **_end(end),
                "correlation": _finite(one.correlation),
                "p_value": _finite(one.p_value),
            }


def _end(end: End) -> dict[str, Any]:
    found = end.found
    return {
        "effect": _finite(end.effect),
        "ci_low": _finite(found.low) if found else None,
        "ci_high": _finite(found.high) if found else None,
        "t": _finite(found.t) if found else None,
        "verdict": end.verdict or "",
    }


def drawn_frame(results: Sequence[Robustness]) -> pd.DataFrame:
    """Return what was drawn, a row a draw: the same for all findings, but for what one leaves out."""
    import pandas as pd

    columns: dict[str, Any] = {}
    for drawn in (one.drawn for one in results if one.drawn is not None):
        for flat, values in zip(drawn.quantities, drawn.values.T, strict=True):
            columns.setdefault(drawn_name(flat), values)
    frame = pd.DataFrame(columns)
    frame.insert(0, "draw", range(len(frame)))
    return frame


def provenance(effort: Effort, settings: Sequence[str]) -> dict[str, Any]:
    """Return by what the figures were made: program, rules, and how much was played."""
    import sim
    from sim.engines import rules_version

    return {
        "sim": sim.__version__,
        "rules": rules_version(),
        "settings": list(settings),
        "draws": effort.draws,
        "draw_runs": effort.draw_runs,
        "move_runs": effort.move_runs,
    }


def as_data(found: Robustness) -> dict[str, Any]:
    """Return a finding and what came of it as plain data."""
    from sim.analysis.robustness.report import sentences

    return {
        **_named(found),
        "says": found.finding.says,
        "scenario": found.scenario,
        "seed": found.seed,
        "runs": found.runs,
        "expected_sign": int(found.sign),
        "own_minds": {"kremlin": found.own.kremlin, "minsk": found.own.minsk},
        "sentences": list(sentences(found)),
        "pairings": [_pairing(one, found) for one in found.judged],
        "quantities_drawn": len(found.drawn.quantities) if found.drawn else 0,
        "left_out": list(found.left_out),
        "moved_alone": [
            {k: v for k, v in row.items() if k not in ("finding", "metric")} for row in moved_rows(found)
        ],
    }
