"""The patterns as a table to read, as rows of a file and as plain data."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table as RichTable

    from sim.insight.patterns.judge import Finding, Result, Table

COLUMNS = {
    "F": "left",
    "pattern": "left",
    "measured": "left",
    "expected": "left",
    "effect": "right",
    "95% interval": "right",
    "d": "right",
    "t": "right",
    "verdict": "left",
    "placebo": "right",
    "ablation": "left",
    "counts as": "left",
}
EXPECTED = {
    "rises": "rises",
    "falls": "falls",
    "unmoved": "no effect",
    "small": "|d| < {bound:g}",
    "above": "> {bound:g}",
    "below": "< {bound:g}",
    "zero": "0 in every run",
    "interior": "inside",
}
VERDICTS = {True: "holds", False: "failed", None: "not measured"}
LEGEND = (
    "effect: treatment less control, run by run (the mean where nothing is compared); d: in standard "
    "deviations of the scenario as it stands;\nplacebo: largest |t| with labels permuted, at most 4; "
    "ablation: what is left without the mechanism, ! where that is more than expected;\n(in brackets): "
    "shown beside, decides nothing; * required with quantal minds"
)


def as_rich(table: Table) -> RichTable:
    """Return the table for a terminal, one row a reading."""
    from rich import box
    from rich.table import Table as RichTable

    title = (
        f"Patterns in {table.scenario}, {table.kremlin_mind} Kremlin and {table.minsk_mind} Minsk "
        f"({table.runs:,} paired runs, seed {table.seed})"
    )
    shown = RichTable(
        title=title,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        show_edge=False,
        padding=(0, 1, 0, 0),
        caption=LEGEND,
        caption_justify="left",
    )
    for heading, justify in COLUMNS.items():
        gives_way = heading in ("pattern", "measured")
        shown.add_column(
            heading,
            justify="left" if justify == "left" else "right",
            no_wrap=True,
            overflow="ellipsis",
            min_width=6 if gives_way else None,
        )
    for result in table.results:
        for position, finding in enumerate(result.findings):
            shown.add_row(*_cells(result, finding, first=position == 0))
    return shown


def _cells(result: Result, finding: Finding, *, first: bool) -> tuple[str, ...]:
    pattern, reading, found = result.pattern, finding.reading, finding.estimate
    star = "*" if pattern.status == "required" else ""
    says = pattern.says if first else reading.arms
    verdict = VERDICTS[finding.holds]
    return (
        f"{pattern.name}{star}" if first else "",
        f"  {says}" if says and not first else says,
        reading.metric,
        EXPECTED[reading.expect].format(bound=reading.bound) + _at_least(finding),
        _effect(finding),
        f"{found.low:+.4f} {found.high:+.4f}" if found.runs else "",
        _number(finding.size, "+.2f"),
        _number(found.t, "+.1f"),
        f"({verdict})" if reading.beside else verdict,
        _number(finding.placebo, ".1f") + ("" if finding.calm in (True, None) else " !"),
        _ablation(finding),
        result.worth if first else "",
    )


def _at_least(finding: Finding) -> str:
    return f" by {finding.reading.at_least:g} sd" if finding.reading.at_least else ""


def _effect(finding: Finding) -> str:
    if finding.reading.expect == "interior":
        return "step " + ", ".join(f"{step:g}" for step in finding.means)
    return "0 exactly" if finding.estimate.exactly_zero else _number(finding.estimate.mean, "+.4f")


def _ablation(finding: Finding) -> str:
    if finding.ablated is None:
        return ""
    left, t = finding.ablated.remainder, finding.ablated.left.t
    size = "" if left == "exactly 0" else f" ({_number(t, '+.1f')})"
    return f"{left}{size}" + ("" if finding.ablated.as_expected else " !")


def _number(value: float, form: str) -> str:
    return "" if math.isnan(value) else format(value, form)


def summary(table: Table) -> str:
    """Return in a sentence or two what came of the patterns."""
    lines = [f"{len(table.results)} patterns: {_count(table)}."]
    quiet = [result.pattern.name for result in table.results if not _all(result, "calm")]
    if quiet:
        lines.append(f"Placebo not calm: {', '.join(quiet)}.")
    left = [result.pattern.name for result in table.results if not _ablated(result)]
    if left:
        lines.append(f"More left under ablation than expected: {', '.join(left)}.")
    return " ".join(lines)


def _count(table: Table) -> str:
    verdicts = [result.holds for result in table.results]
    named = {
        VERDICTS[verdict]: [result.pattern.name for result in table.results if result.holds is verdict]
        for verdict in (False, None)
    }
    rest = [f"{', '.join(names)} {verdict}" for verdict, names in named.items() if names]
    return "; ".join([f"{verdicts.count(True)} hold", *rest])


def _all(result: Result, what: str) -> bool:
    return all(getattr(finding, what) is not False for finding in result.findings)


def _ablated(result: Result) -> bool:
    return all(finding.ablated is None or finding.ablated.as_expected for finding in result.findings)


def rows(table: Table) -> list[dict[str, Any]]:
    """Return a row a reading, as plain data; None where there is nothing to say."""
    return [
        {
            "scenario": table.scenario,
            "kremlin_mind": table.kremlin_mind,
            "minsk_mind": table.minsk_mind,
            **_row(result, finding),
        }
        for result in table.results
        for finding in result.findings
    ]


def _row(result: Result, finding: Finding) -> dict[str, Any]:
    pattern, reading, found, ablated = result.pattern, finding.reading, finding.estimate, finding.ablated
    return {
        "pattern": pattern.name,
        "status": pattern.status,
        "counts_as": result.worth,
        "metric": reading.metric,
        "decides": not reading.beside,
        "arms": reading.arms or pattern.compares,
        "expected": EXPECTED[reading.expect].format(bound=reading.bound) + _at_least(finding),
        "runs": found.runs,
        "mean_control": _finite(finding.means[0]) if not reading.of_one_arm else None,
        "mean_treatment": _finite(finding.means[1]) if not reading.of_one_arm else None,
        "effect": _finite(found.mean),
        "ci_low": _finite(found.low),
        "ci_high": _finite(found.high),
        "effect_size": _finite(finding.size),
        "t": _finite(found.t),
        "verdict": VERDICTS[finding.holds],
        "placebo_t": _finite(finding.placebo),
        "ablated_effect": _finite(ablated.left.mean) if ablated else None,
        "ablated_t": _finite(ablated.left.t) if ablated else None,
        "ablation": ablated.remainder if ablated else None,
        "ablation_as_expected": ablated.as_expected if ablated else None,
    }


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def as_json(table: Table) -> dict[str, Any]:
    """Return the table as plain data, a pattern with its readings at a time."""
    return {
        "scenario": table.scenario,
        "runs": table.runs,
        "seed": table.seed,
        "minds": {"kremlin": table.kremlin_mind, "minsk": table.minsk_mind},
        "patterns": [_pattern(result) for result in table.results],
        "required_and_fallen": list(table.fallen),
    }


def _pattern(result: Result) -> dict[str, Any]:
    pattern = result.pattern
    said_above = ("pattern", "status", "counts_as")
    readings = [_row(result, finding) for finding in result.findings]
    return {
        "pattern": pattern.name,
        "says": pattern.says,
        "compares": pattern.compares,
        "claims": list(pattern.claims),
        "status": pattern.status,
        "counts_as": result.worth,
        "because": pattern.because or None,
        "mechanism": pattern.mechanism,
        "ablation": pattern.ablation.off if pattern.ablation else None,
        "verdict": VERDICTS[result.holds],
        "readings": [{k: v for k, v in row.items() if k not in said_above} for row in readings],
    }


def as_frame(tables: list[Table]) -> pd.DataFrame:
    """Return the rows of all tables as one."""
    import pandas as pd

    return pd.DataFrame([row for table in tables for row in rows(table)])
