"""A comparison as a report: a row a metric and pair, its sentence, and the effect sizes as a figure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sim.analysis.comparison.picture import picture
from sim.output.numbers import MISSING, interval
from sim.output.report import Report
from sim.output.table import Declaration, Printed, integer, real, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

    from sim.analysis.comparison.compare import Compared, ComparedMetric, PairHead
    from sim.output.table import Row

MOST_INPUTS = 20  # lines of inputs that differ
LONGEST_VALUE = 60  # characters
UNIT = "unit of the metric"


def _interval(row: Row) -> str:
    return MISSING if row["ci_low"] is None else interval(row["ci_low"], row["ci_high"])


def _printed(alpha: float) -> tuple[Printed, ...]:
    """Return the printed columns; the level of the intervals is 1 - alpha."""
    return (
        Printed("metric", "metric"),
        Printed("A", "mean_a"),
        Printed("B", "mean_b"),
        Printed("A - B", "difference"),
        Printed(f"{100 * (1 - alpha):g}% interval", "ci_low", _interval),
        Printed("effect", "effect_size", "+.2f"),
        Printed("p (Holm)", "p_adjusted", ".2g"),
        Printed("verdict", "verdict"),
    )


COMPARISON = Declaration(
    name="comparison",
    caption="A metric of a pair of scenarios",
    columns=(
        text(
            "metric",
            "A column of the outcomes, share_OUTCOME (share of runs that ended so) or share_COLUMN_LABEL "
            "(share of runs with a label)",
        ),
        text("a", "The scenario that is compared"),
        text("b", "The scenario that it is compared with"),
        integer("n_a", "runs", "Runs of a that have the metric; if paired, that have it on both sides"),
        integer("n_b", "runs", "The same of b"),
        integer("paired", "0 or 1", "Whether runs of one number are compared with each other"),
        real("mean_a", UNIT, "Mean over the runs of a"),
        real("mean_b", UNIT, "Mean over the runs of b"),
        real("difference", UNIT, "mean_a less mean_b"),
        real("ci_low", UNIT, "Lower end of the interval for the difference"),
        real("ci_high", UNIT, "Upper end of that interval; its level is 1 - alpha"),
        real(
            "effect_size",
            "standard deviations",
            "The difference over the root of the mean of both variances (Cohen's d); missing where "
            "none varies",
        ),
        real("wasserstein", UNIT, "Wasserstein distance of order 1 between the two distributions"),
        real("p_value", "probability", "p-value of no difference, two-sided"),
        real("p_adjusted", "probability", "The same by Holm's correction over the metrics of a pair"),
        text(
            "verdict",
            "different (p_adjusted at most alpha), equivalent (no difference, or the interval within the "
            "margin) or undecided",
        ),
    ),
    printed=_printed(0.05),
    dispensable=("effect", "p (Holm)", "A", "B"),
)
FINDINGS = Declaration(
    name="findings",
    caption="The same in words",
    columns=(
        text("metric", "The metric"),
        text("a", "The scenario that is compared"),
        text("b", "The scenario that it is compared with"),
        integer("infinite_a", "runs", "Runs of a whose value is infinite, which no figure counts"),
        integer("infinite_b", "runs", "The same of b"),
        text("finding", "What the figures say, in a sentence"),
    ),
)
DECLARATIONS = (COMPARISON, FINDINGS)


class Comparison(Report["Compared"]):
    """What `sim.compare` returns: a report with the pairs and the sentences of all metrics at hand."""

    @property
    def table(self) -> pd.DataFrame:
        """The figures: a row a metric and pair, with the columns of `comparison.csv`.

        Returns
        -------
        DataFrame
            As `COMPARISON` declares it; NaN where a figure is missing.
        """
        return self.tables[COMPARISON.name]

    @property
    def findings(self) -> tuple[str, ...]:
        """A sentence for each row of the table."""
        return tuple(self.tables[FINDINGS.name]["finding"])

    @property
    def pairs(self) -> tuple[PairHead, ...]:
        """What is known of each pair: names, numbers of runs, whether paired and why, inputs that differ."""
        return self.result.pairs

    @property
    def left_out(self) -> Mapping[str, str]:
        """Why a column that was not asked for is not compared, by its name."""
        return self.result.left_out

    @property
    def sections(self) -> tuple[Comparison, ...]:
        """A comparison of each pair alone, in which it is printed."""
        found = self.result
        return tuple(
            report(replace(found, pairs=(head,), metrics=(metrics,)))
            for head, metrics in zip(found.pairs, found.metrics, strict=True)
        )


def report(found: Compared) -> Comparison:
    """Return a comparison as a report.

    Parameters
    ----------
    found : Compared
        The pairs, with the figures and the verdict of every metric.

    Returns
    -------
    Comparison
        Tables `comparison` and `findings`, a row a metric and pair each.
    """
    pairs = [(head, one) for head, metrics in zip(found.pairs, found.metrics, strict=True) for one in metrics]
    declared = replace(COMPARISON, printed=_printed(found.alpha))
    return Comparison(
        name="comparison",
        result=found,
        heading="\n\n".join(_heading(head, found) for head in found.pairs),
        parts=(
            declared.of(_row(head, one) for head, one in pairs),
            FINDINGS.of(_finding(head, one) for head, one in pairs),
        ),
        sentences=tuple(_sentences(found)),
        details={
            "alpha": found.alpha,
            "margin": found.margin,
            "where": found.where,
            "left_out": dict(found.left_out),
            "pairs": [_pair(head) for head in found.pairs],
        },
        draw=picture,
        played=False,
    )


def _row(head: PairHead, one: ComparedMetric) -> dict[str, Any]:
    figures = one.figures
    return {
        "metric": one.metric,
        "a": head.names[0],
        "b": head.names[1],
        "n_a": figures.n_a,
        "n_b": figures.n_b,
        "paired": int(head.paired),
        "mean_a": figures.mean_a,
        "mean_b": figures.mean_b,
        "difference": figures.difference,
        "ci_low": figures.low,
        "ci_high": figures.high,
        "effect_size": figures.effect_size,
        "wasserstein": figures.wasserstein,
        "p_value": figures.p_value,
        "p_adjusted": one.p_adjusted,
        "verdict": one.verdict,
    }


def _finding(head: PairHead, one: ComparedMetric) -> dict[str, Any]:
    return {
        "metric": one.metric,
        "a": head.names[0],
        "b": head.names[1],
        "infinite_a": one.figures.infinite_a,
        "infinite_b": one.figures.infinite_b,
        "finding": one.finding,
    }


def _sentences(found: Compared) -> Iterator[str]:
    """Yield the sentences that are printed: of differences, or of all metrics that were asked for by name."""
    for metrics in found.metrics:
        for one in metrics:
            infinite = one.figures.infinite_a + one.figures.infinite_b
            if found.named or one.verdict == "different" or infinite:
                yield one.finding
        yield count_of_verdicts([one.verdict for one in metrics], found.margin)


def count_of_verdicts(verdicts: Sequence[str], margin: float) -> str:
    """Return in a sentence how many metrics got which verdict.

    Parameters
    ----------
    verdicts : sequence of str
        `different`, `equivalent` or `undecided`, one a metric.
    margin : float
        Standard deviations.

    Returns
    -------
    str
        A whole sentence.
    """
    different, equivalent, undecided = (
        verdicts.count(name) for name in ("different", "equivalent", "undecided")
    )
    return (
        f"{len(verdicts)} metrics: {different} different, {equivalent} equivalent within {margin:g} standard "
        f"deviations, {undecided} undecided."
    )


def _heading(head: PairHead, found: Compared) -> str:
    """Return what stands above a pair's figures: sides, how they are compared, which inputs differ."""
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
        lines.append(f"where {found.where}: met by {', '.join(shares)}")
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
    shown = MISSING if value is None else str(value)
    return shown if len(shown) <= LONGEST_VALUE else f"{shown[: LONGEST_VALUE - 3]}..."


def _pair(head: PairHead) -> dict[str, Any]:
    inputs = None if head.inputs is None else {path: {"a": a, "b": b} for path, (a, b) in head.inputs.items()}
    return {
        "a": _side(head, 0),
        "b": _side(head, 1),
        "paired": head.paired,
        "how": head.why,
        "method": head.method,
        "inputs_that_differ": inputs,
        "warnings": list(head.warnings),
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
