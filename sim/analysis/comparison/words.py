"""What a comparison found, a plain sentence a metric."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

from sim.outcomes.columns import metric_columns
from sim.output.numbers import number
from sim.quantities import share_metrics

if TYPE_CHECKING:
    from sim.analysis.comparison.table import MetricFigures, Verdict
    from sim.outcomes.columns import Column

SHARE = "share_"  # how the metric begins that is the share of runs with an outcome
UNITLESS = ("0 or 1", "code", "name")
NAMES = ("Russian", "Western", "Minsk", "EU", "Kremlin", "Belarus")  # capital letters that stay


def sentence(
    metric: str, row: MetricFigures, verdict: Verdict, names: tuple[str, str], alpha: float, margin: float
) -> str:
    """Return what the figures of one metric say about a pair of scenarios.

    Parameters
    ----------
    metric : str
        Name of the metric; described in words where it is one of our own.
    row : MetricFigures
        Its figures.
    verdict : str
        As by `verdict_of`.
    names : tuple of str
        The two scenarios, the one that is compared first.
    alpha : float
        1 less the level of the interval.
    margin : float
        Standard deviations.

    Returns
    -------
    str
        One sentence; a second one where values are infinite.
    """
    return f"{_finding(metric, row, verdict, names, alpha, margin)}{_infinite(row, names)}"


def _infinite(row: MetricFigures, names: tuple[str, str]) -> str:
    """How many values are infinite, where any is."""
    if not row.infinite_a + row.infinite_b:
        return ""
    counts = f"{row.infinite_a:,} with {names[0]} and {row.infinite_b:,} with {names[1]}"
    return f" Infinite values are left out of these figures: {counts}."


def _finding(
    metric: str, row: MetricFigures, verdict: Verdict, names: tuple[str, str], alpha: float, margin: float
) -> str:
    a, b = names
    what = _what(metric)
    if math.isnan(row.difference):
        return f"{what} cannot be compared: {row.n_a:,} runs with {a} and {row.n_b:,} with {b} have it."
    if row.difference == 0:
        if row.infinite_a + row.infinite_b:
            value = _value(row.mean_a, row)
            return f"{what} has the same mean with {a} as with {b} where it is finite: {value}."
        return f"{what} is exactly the same with {a} as with {b}: {_value(row.mean_a, row)}."
    points = " percentage points" if row.share else ""
    size = f"{_signed(abs(row.difference), row).removeprefix('+')}{points}"
    way = "higher" if row.difference > 0 else "lower"
    held = f"{_value(row.mean_a, row)} against {_value(row.mean_b, row)}"
    interval = f"{100 * (1 - alpha):g}% interval {_signed(row.low, row)} to {_signed(row.high, row)}"
    if verdict == "different":
        small = max(abs(row.low), abs(row.high)) <= margin * row.spread
        less = f"; less than the margin of {margin:g} standard deviations" if small else ""
        return f"With {a}, {_lower(what)} is {size} {way} than with {b}: {held}; {interval}{less}."
    figures = f"{_signed(row.difference, row)}{points} ({held}; {interval})"
    if verdict == "equivalent":
        return f"{what} is the same with {a} as with {b} within {margin:g} standard deviations: {figures}."
    return f"Whether {_lower(what)} differs between {a} and {b} is open: {figures}."


def _what(metric: str) -> str:
    """The metric in words: the share of an ending, or its name with what it measures."""
    if metric in share_metrics():
        share = share_metrics()[metric]
        having = "that end in" if share.column == "outcome" else f"with {share.column}"
        return f"The share of runs {having} {share.label}"
    if metric.startswith(SHARE):
        return f"The share of runs that end in {metric.removeprefix(SHARE)}"
    column = _described().get(metric)
    if column is None:
        return metric
    unit = "" if column.unit in UNITLESS else f"; {column.unit}"
    return f"{metric} ({_small(column.label or column.description)}{unit})"


def _lower(what: str) -> str:
    return what[0].lower() + what[1:] if what.startswith("The ") else what


@cache
def _described() -> dict[str, Column]:
    """The columns of our own metrics, by name."""
    return {column.name: column for column in metric_columns()}


def _small(text: str) -> str:
    return text if text.startswith(NAMES) else text[:1].lower() + text[1:]


def _value(value: float, row: MetricFigures) -> str:
    return f"{100 * value:.3g}%" if row.share else number(value)


def _signed(value: float, row: MetricFigures) -> str:
    if math.isnan(value):
        return "?"
    text = f"{100 * value:.3g}" if row.share else number(value)
    return f"+{text}" if value > 0 else text.replace("-", "−")
