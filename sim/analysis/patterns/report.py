"""The patterns as a table to read, as rows of a file and as plain data."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from rich.table import Table as RichTable

    from sim.analysis.patterns.catalogue import Reading
    from sim.analysis.patterns.judge import Finding, Result, Table

TEXT = "pattern"
HEADINGS = (TEXT, "effect", "95% interval", "d", "t", "verdict", "placebo", "ablation", "counts as")
LEFT = (TEXT, "verdict", "ablation", "counts as")
DISPENSABLE = ("95% interval", "counts as", "placebo", "d")  # left out in this order where space is short
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
LEGEND = """\
effect: treatment less control, run by run; the mean where nothing is compared
d: the effect in standard deviations of the scenario as it stands
placebo: the largest |t| with labels permuted; more than 4 would be suspect
ablation: what is left without the mechanism (its t); ! is more than expected
* required with quantal minds; in brackets: shown beside, decides nothing"""


def as_rich(table: Table) -> RichTable:
    """Return the table: a line a pattern, under it one a reading."""
    from rich import box
    from rich.table import Table as RichTable

    lines = [line for result in table.results for line in _lines(result)]
    shown = RichTable(
        title=_title(table),
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        show_edge=False,
        padding=(0, 1, 0, 0),
    )
    for heading in HEADINGS:
        justify: Literal["left", "right"] = "left" if heading in LEFT else "right"
        shown.add_column(heading, justify=justify)
    for line in lines:
        shown.add_row(*(line.get(heading, "") for heading in HEADINGS))
    return shown


def _title(table: Table) -> str:
    minds = f"{table.kremlin_mind} Kremlin and {table.minsk_mind} Minsk"
    return f"Patterns in {table.scenario}: {minds}, {table.runs:,} pairs of runs, seed {table.seed}"


def _lines(result: Result) -> Iterator[dict[str, str]]:
    """Yield what stands in each column: a line for the pattern, then one for each of its readings."""
    pattern = result.pattern
    star = "*" if pattern.status == "required" else ""
    name = f"{pattern.name}{star}"
    yield {TEXT: f"{name:<5}{pattern.says}", "verdict": VERDICTS[result.holds], "counts as": result.worth}
    for finding in result.findings:
        yield _line(finding, alone=len(result.findings) == 1)


def _line(finding: Finding, *, alone: bool) -> dict[str, str]:
    """Return the line of a reading; its verdict is that of the pattern where it is `alone`."""
    reading, found = finding.reading, finding.estimate
    arms = f", {reading.arms}" if reading.arms else ""
    verdict = VERDICTS[finding.holds]
    return {
        TEXT: f"       {reading.metric}{arms}: {_expected(reading)}",
        "effect": _effect(finding),
        "95% interval": f"{found.low:+.4f} {found.high:+.4f}" if found.runs else "",
        "d": _number(finding.size, "+.2f"),
        "t": _number(found.t, "+.1f"),
        "verdict": f"({verdict})" if reading.beside else "" if alone else f" {verdict}",
        "placebo": _number(finding.placebo, ".1f") + ("" if finding.calm in (True, None) else " !"),
        "ablation": _ablation(finding),
    }


def _expected(reading: Reading) -> str:
    by = f" by {reading.at_least:g} sd" if reading.at_least else ""
    return EXPECTED[reading.expect].format(bound=reading.bound) + by


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
    return format(value, form) if math.isfinite(value) else ""


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
        "expected": _expected(reading),
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
