"""A comparison on the terminal and as plain data."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from sim.analysis.comparison.compare import count_of_verdicts
from sim.output.numbers import number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.table import Table

    from sim.analysis.comparison.compare import Comparison, PairHead

MOST_INPUTS = 20  # lines of inputs that differ
LONGEST_VALUE = 60  # characters
DISPENSABLE = ("effect", "p (Holm)", "A", "B")  # columns left out in this order where space is short
VERDICT_STYLES = {"different": "bold", "equivalent": "dim", "undecided": ""}


def heading(head: PairHead, comparison: Comparison) -> str:
    """What stands above a pair's figures: the sides, how they are compared, which inputs differ."""
    lines = [
        f"{letter}  {name}: {runs:,} runs ({source})"
        for letter, name, runs, source in zip("AB", head.names, head.runs, head.sources)
    ]
    lines.append(head.why)
    if head.met is not None:
        shares = (
            f"{letter} {share:.1%} of runs ({low:.1%} to {high:.1%})"
            for letter, (share, low, high) in zip("AB", head.met)
        )
        lines.append(f"where {comparison.where}: met by {', '.join(shares)}")
    return "\n".join([*lines, *_inputs(head), head.method])


def _inputs(head: PairHead) -> Iterator[str]:
    if head.inputs is None:
        yield "inputs that differ: unknown, no resolved scenario came with both tables"
        return
    if not head.inputs:
        yield "inputs that differ: none"
        return
    yield "inputs that differ (A | B):"
    for path, (a, b) in list(head.inputs.items())[:MOST_INPUTS]:
        yield f"  {path}: {_shown(a)} | {_shown(b)}"
    if len(head.inputs) > MOST_INPUTS:
        yield f"  and {len(head.inputs) - MOST_INPUTS} more; --json has all"


def _shown(value: object) -> str:
    text = "-" if value is None else str(value)
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 3]}..."


def as_rich(comparison: Comparison, head: PairHead) -> Table:
    """The figures of a pair as a table, one row a metric."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0))
    table.add_column("metric")
    level = f"{100 * (1 - comparison.alpha):g}% interval"
    for name in ("A", "B", "A - B", level, "effect", "p (Holm)"):
        table.add_column(name, justify="right")
    table.add_column("verdict")
    for row in _rows(comparison, head):
        table.add_row(
            _named(row),
            number(row["mean_a"]),
            number(row["mean_b"]),
            number(row["difference"]),
            f"{number(row['ci_low'])} to {number(row['ci_high'])}",
            "-" if math.isnan(row["effect_size"]) else f"{row['effect_size']:+.2f}",
            "-" if math.isnan(row["p_adjusted"]) else f"{row['p_adjusted']:.2g}",
            row["verdict"],
            style=VERDICT_STYLES[row["verdict"]],
        )
    return table


def _named(row: dict[str, Any]) -> str:
    """The metric of a row, with the numbers of infinite values where there are any."""
    a, b = row["infinite_a"], row["infinite_b"]
    return f"{row['metric']} ({a:,} | {b:,} infinite)" if a + b else str(row["metric"])


def findings_of(comparison: Comparison, head: PairHead, *, all_of_them: bool) -> str:
    """The sentences of a pair, those of differences or all, and a count of the verdicts."""
    rows = _rows(comparison, head)
    said = [
        row["finding"]
        for row in rows
        if all_of_them or row["verdict"] == "different" or row["infinite_a"] + row["infinite_b"]
    ]
    return "\n".join([*said, count_of_verdicts([row["verdict"] for row in rows], comparison.margin)])


def _rows(comparison: Comparison, head: PairHead) -> list[dict[str, Any]]:
    """The rows of a pair as plain data, each with its finding."""
    infinite_a, infinite_b = zip(*comparison.infinite, strict=True)
    reported = comparison.table.assign(
        finding=list(comparison.findings), infinite_a=infinite_a, infinite_b=infinite_b
    )
    chosen = (reported["a"] == head.names[0]) & (reported["b"] == head.names[1])
    return [{str(name): value for name, value in row.items()} for row in reported[chosen].to_dict("records")]


def as_data(comparison: Comparison) -> dict[str, Any]:
    """All of it as plain data."""
    return {
        "alpha": comparison.alpha,
        "margin": comparison.margin,
        "where": comparison.where,
        "left_out": dict(comparison.left_out),
        "pairs": [
            {
                "a": _side(head, 0),
                "b": _side(head, 1),
                "paired": head.paired,
                "how": head.why,
                "method": head.method,
                "inputs_that_differ": None
                if head.inputs is None
                else {path: {"a": a, "b": b} for path, (a, b) in head.inputs.items()},
                "warnings": list(head.warnings),
                "metrics": _rows(comparison, head),
            }
            for head in comparison.pairs
        ],
    }


def _side(head: PairHead, place: int) -> dict[str, Any]:
    data: dict[str, Any] = {
        "scenario": head.names[place],
        "source": head.sources[place],
        "runs": head.runs[place],
    }
    if head.met is not None:
        share, low, high = head.met[place]
        data["met"] = {"share": share, "low": low, "high": high}
    return data
