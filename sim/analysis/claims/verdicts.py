"""What came of the claims' tests, as text for a terminal and as plain data for JSON."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, Any, get_args

from sim.analysis.claims.report import WIDTH
from sim.analysis.claims.trials import Result

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.analysis.claims.figures import Figure
    from sim.analysis.claims.trials import Verdict

VERDICT = 20  # width of a claim with its verdict


def report_verdict(verdict: Verdict) -> str:
    """Write what came of a claim's test: a line for the claim, a line for each figure."""
    trial = verdict.trial
    indent = " " * VERDICT
    head = f"{trial.claim:6}{verdict.result:14}"
    lines = textwrap.wrap(trial.summary, WIDTH, initial_indent=head, subsequent_indent=indent)
    lines += [_figure_line(one) for one in verdict.figures]
    if trial.note:
        lines += textwrap.wrap(trial.note, WIDTH, initial_indent=indent, subsequent_indent=indent)
    return "\n".join(lines)


def _figure_line(figure: Figure) -> str:
    value = f"{figure.value:.4g}"
    if figure.n and figure.low < figure.high:
        value += f" [{figure.low:.4g}, {figure.high:.4g}]"
    notes = [f"d {figure.effect:+.2f}"] if figure.effect is not None else []
    notes += [f"n {figure.n:,}"] if figure.n else ["exact"]
    notes += [] if figure.wanted.reported else [f"wanted {figure.wanted}"]
    text = f"{figure.what}: {value} ({', '.join(notes)})"
    head, indent = f"      {figure.judgement:14}", " " * (VERDICT + 2)
    return textwrap.fill(text, WIDTH, initial_indent=head, subsequent_indent=indent)


def tell_results(verdicts: Iterable[Verdict], runs: int) -> str:
    """Write how many claims hold, hold in part, fail and have no test."""
    results = [verdict.result for verdict in verdicts]
    counts = [f"{results.count(result)} {result}" for result in get_args(Result) if result in results]
    return (
        f"{', '.join(counts)}; {runs:,} runs an arm. Intervals are 95%; an effect holds at four standard\n"
        "errors in the direction wanted, a level where its whole interval is inside. d: standard deviations."
    )


def data_of_verdict(verdict: Verdict) -> dict[str, Any]:
    """Return what came of a claim's test as plain data; missing numbers are None."""
    return {
        "claim": verdict.trial.claim,
        "verdict": verdict.result,
        "test": verdict.trial.summary,
        "note": verdict.trial.note,
        "figures": [_figure_data(figure) for figure in verdict.figures],
    }


def _figure_data(figure: Figure) -> dict[str, Any]:
    numbers = {"value": figure.value, "low": figure.low, "high": figure.high}
    return {
        "what": figure.what,
        "judgement": figure.judgement,
        **{name: value if math.isfinite(value) else None for name, value in numbers.items()},
        "effect": figure.effect,
        "n": figure.n,
        "wanted": str(figure.wanted),
    }
