"""`sim.compare`: tables opened, scenarios matched, metrics compared, findings said."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.comparison.pairing import Pair, pair_up
from sim.analysis.comparison.provenance import inputs_that_differ, known_of, warnings
from sim.analysis.comparison.report import report
from sim.analysis.comparison.sides import Side, against_baseline, matched, sides_of
from sim.analysis.comparison.table import MANY, MetricFigures, figures, holm, is_large, verdict_of
from sim.analysis.comparison.words import sentence
from sim.errors import ResultsError, UsageError, nearest
from sim.outcomes.check import check_given
from sim.outcomes.columns import POINT, RUN, SCENARIO, outcome_columns
from sim.outcomes.condition import common_kinds, condition_on
from sim.outcomes.streamed import Labels, OutcomeTable, opened
from sim.quantities import share_name
from sim.scenario.ranges import ALPHA, MARGIN
from sim.stats.resampling import PERMUTATIONS, RESAMPLES
from sim.stats.shares import wilson

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from sim.analysis.comparison.report import Comparison
    from sim.analysis.comparison.table import Verdict

    Vector = NDArray[np.float64]
    Share = tuple[float, float, float]  # a share of runs, with its interval

IDENTITY = (SCENARIO.name, POINT.name, RUN.name)
DRAWN = "p_"  # what a run was played with, and no metric unless asked for
HELD = 2**28  # bytes of columns held at a time
RESAMPLED = 128  # metrics at a time: each takes a float for every permutation
MOST_ROWS = 30_000_000  # of a table: some 2 GB of memory
MOST_NAMED = 100  # metrics in a message
MOST_METRICS = 2_000  # compared at once where none is named: some minutes
LARGEST = 1e90  # of a number that is compared: its cube, summed over all runs, is still a number
SWEPT = (
    "several points of a sweep are pooled; their runs share random numbers, so the intervals are too narrow"
)
SELECTED = (
    "the condition is met by other runs on each side: such a difference is no effect of the inputs alone"
)


@dataclass(frozen=True)
class PairHead:
    """What stands above the figures of a pair.

    `inputs` are those that differ, by key path as (a, b), None where that is not known; `met` the shares of
    both sides' runs that meet the condition, with their intervals, None without a condition.
    """

    names: tuple[str, str]
    sources: tuple[str, str]
    runs: tuple[int, int]
    paired: bool
    why: str
    inputs: Mapping[str, tuple[Any, Any]] | None
    warnings: tuple[str, ...]
    met: tuple[Share, Share] | None
    method: str


@dataclass(frozen=True, slots=True)
class ComparedMetric:
    """A metric of a pair: its figures, what they allow to say, and that as a sentence."""

    metric: str
    figures: MetricFigures
    p_adjusted: float
    verdict: Verdict
    finding: str


@dataclass(frozen=True)
class Compared:
    """What a comparison found: the pairs, the metrics of each, and how they were compared.

    `named` says whether metrics were asked for by name; `left_out` why a column that was not asked for is
    not compared.
    """

    pairs: tuple[PairHead, ...]
    metrics: tuple[tuple[ComparedMetric, ...], ...]
    alpha: float
    margin: float
    where: str | None = None
    named: bool = False
    left_out: Mapping[str, str] = field(default_factory=dict)


def compare(
    a: Path | pd.DataFrame,
    b: Path | pd.DataFrame | None = None,
    *,
    baseline: str | None = None,
    metrics: Sequence[str] = (),
    where: str | None = None,
    alpha: float = 0.05,
    margin: float = 0.1,
    paired: bool | None = None,
) -> Comparison:
    """Compare two tables of outcomes, or the scenarios of one with its baseline.

    Parameters
    ----------
    a, b : Path or DataFrame
        As for `sim.compare`, as are all others; differences are a less b, and without b the scenarios of a
        are compared with its baseline.
    baseline : str, optional
        The scenario of a that the others are compared with; only without b.
    metrics : sequence of str
        Columns, or shares of labels; none for all that both tables have.
    where : str, optional
        Condition that the runs have to meet.
    alpha : float
        Chance of a false difference among all metrics of a pair, 1e-6 to 0.5.
    margin : float
        What counts as no difference, in standard deviations, 0 to 100.
    paired : bool, optional
        Whether runs of one number share their random numbers; None for what the seeds say.

    Returns
    -------
    Comparison
        A section for each pair of scenarios.

    Raises
    ------
    UsageError
        An option makes no sense: a metric, a condition, a baseline, a level or a margin.
    ResultsError
        A table cannot be read, or lacks what is needed.
    """
    alpha, margin = ALPHA.checked("--alpha", alpha), MARGIN.checked("--margin", margin)
    if b is not None and baseline is not None:
        raise UsageError("--baseline: says which scenario of one table is the baseline; here are two tables")
    given = [a] if b is None else [a, b]
    for item in given:
        if isinstance(item, Path):
            check_given(item)
    with ExitStack() as stack:
        sources = [
            _source(item, "the table" if b is None else f"table {name}") for item, name in zip(given, "AB")
        ]
        tables = [
            stack.enter_context(opened(item, source)) for item, source in zip(given, sources, strict=True)
        ]
        for table in tables:
            if table.rows > MOST_ROWS:
                raise ResultsError(
                    f"{table.source}: {table.rows:,} rows; at most {MOST_ROWS:,} can be compared, since "
                    "a column of each table has to fit into memory"
                )
        chosen, left_out = choose(metrics, tables)
        condition = None if where is None else condition_on(where, tables)
        sides = [
            sides_of(table, known_of(item), condition, _name(item, letter))
            for table, item, letter in zip(tables, given, "AB")
        ]
        couples = against_baseline(sides[0], baseline, sources[0]) if b is None else matched(*sides)
        for side in (side for couple in couples for side in couple):
            _check_met(side, where)
        pairs = [pair_up(*couple, conditional=where is not None, paired=paired) for couple in couples]
        rows = _all_figures(tables, pairs, chosen, alpha)
        heads = tuple(_head(pair, alpha, where) for pair in pairs)
        found = tuple(
            tuple(_assessed(chosen, head, figures_of_pair, alpha, margin, where))
            for head, figures_of_pair in zip(heads, rows, strict=True)
        )
        return report(Compared(heads, found, alpha, margin, where, bool(metrics), left_out))


def _source(given: Path | pd.DataFrame, otherwise: str) -> str:
    return str(given) if isinstance(given, Path) else otherwise


def _name(given: Path | pd.DataFrame, otherwise: str) -> str:
    """What a table without the column `scenario` is called."""
    return given.name.partition(".")[0] or str(given) if isinstance(given, Path) else otherwise


def choose(metrics: Sequence[str], tables: Sequence[OutcomeTable]) -> tuple[list[str], dict[str, str]]:
    """Return the metrics to compare, in the order of the tables, and why other columns cannot be compared.

    Parameters
    ----------
    metrics : sequence of str
        Names that the user asked for; a column of labels stands for the shares of all its labels. Empty for
        all metrics that every table has.
    tables : sequence of OutcomeTable
        One or two tables.

    Returns
    -------
    list of str
        Columns of numbers, and shares by the names of `label_shares`; in the order asked for where some were.
    dict of str to str
        Reason by name of column, for messages and the report.

    Raises
    ------
    UsageError
        A metric asked for is none, or not in every table; or none is named and there are too many.
    ResultsError
        There is none to compare.
    """
    common = common_kinds(tables)
    numbers = [name for name, kind in common.items() if kind == "number" and name not in IDENTITY]
    shares = label_shares(tables)
    labelled = dict.fromkeys(column for column, _ in shares.values())
    everything = dict.fromkeys(name for table in tables for name in table.dataset.schema.names)
    known = {*numbers, *IDENTITY, *labelled}
    left_out = {name: _no_metric_because(name, tables) for name in everything if name not in known}
    if not metrics:
        chosen = [*shares, *(name for name in numbers if not name.startswith(DRAWN))]
        sources = " and ".join(table.source for table in tables)
        if not chosen:
            reasons = "; ".join(f"{name or '(no name)'}: {why}" for name, why in list(left_out.items())[:5])
            raise ResultsError(
                f"{sources}: no metric to compare: no column of numbers in common"
                + (f" ({reasons})" if reasons else "")
            )
        if len(chosen) > MOST_METRICS:
            raise UsageError(
                f"{sources}: {len(chosen):,} metrics; at most {MOST_METRICS:,} are compared at once: "
                "name those that matter with --metric"
            )
        return chosen, left_out
    asked: dict[str, None] = {}
    for name in metrics:
        if name in labelled:
            asked |= dict.fromkeys(share for share, (column, _) in shares.items() if column == name)
        elif name in shares or name in numbers:
            asked[name] = None
        else:
            raise _no_metric(name, [*shares, *numbers], left_out)
    return list(asked), left_out


def _no_metric_because(name: str, tables: Sequence[OutcomeTable]) -> str:
    """Why a column is no metric in every table, said once where the reason is the same."""
    reasons = [table.no_metric(name) for table in tables]
    if len(tables) == 1 or len(set(reasons)) == 1:
        return reasons[0] or "no metric"
    return ", ".join(f"{letter}: {reason}" for letter, reason in zip("AB", reasons) if reason)


def label_shares(tables: Sequence[OutcomeTable]) -> dict[str, tuple[str, str]]:
    """Return the shares of the labels in columns that every table has, by name, each with column and label.

    The labels are ours, or in a table from elsewhere those that occur.

    Parameters
    ----------
    tables : sequence of OutcomeTable
        One or two tables.

    Returns
    -------
    dict of str to tuple of str
        Column and label, by the name of the share (`share_OUTCOME`, `share_COLUMN_LABEL`).
    """
    shares: dict[str, tuple[str, str]] = {}
    common = common_kinds(tables)
    for column in (
        column for column in outcome_columns() if column.values and common.get(column.name) == "text"
    ):
        seen = dict.fromkeys(name for table in tables for name in table.labels(column.name).names)
        names = column.values if set(seen) <= set(column.values) else tuple(sorted(seen))
        shares |= {share_name(column.name, name): (column.name, name) for name in names}
    return shares


def _no_metric(name: str, allowed: Sequence[str], left_out: Mapping[str, str]) -> UsageError:
    if name in left_out:
        return UsageError(f"--metric: {name} cannot be compared: {left_out[name]}")
    close = nearest(name, allowed)
    hint = f"; did you mean {' or '.join(close)}?" if close else ""
    some = ", ".join(allowed[:MOST_NAMED]) + (", ..." if len(allowed) > MOST_NAMED else "")
    return UsageError(f"--metric: no metric {name!r}; outcome, or one of {some}{hint}")


def _check_met(side: Side, where: str | None) -> None:
    if side.met == 0:
        raise UsageError(
            f"condition {where!r}: met by none of the {side.runs:,} runs of {side.scenario} "
            f"in {side.table.source}"
        )


def _all_figures(
    tables: Sequence[OutcomeTable], pairs: Sequence[Pair], metrics: Sequence[str], alpha: float
) -> list[list[MetricFigures]]:
    """The figures of every pair; each column is read once, as many at a time as fit into memory."""
    rows: list[list[MetricFigures]] = [[] for _ in pairs]
    shares = label_shares(tables)
    for part in _parts(metrics, sum(table.rows for table in tables)):
        columns = [_columns(table, part, shares) for table in tables]
        for of_pair, pair in zip(rows, pairs, strict=True):
            a, b = (
                [column[chosen] for column in columns[place]]
                for chosen, place in ((pair.rows_a, 0), (pair.rows_b, len(tables) - 1))
            )
            of_pair.extend(figures(a, b, alpha, paired=pair.paired))
    return rows


def _parts(metrics: Sequence[str], rows: int) -> Iterator[Sequence[str]]:
    width = min(max(HELD // (8 * rows), 1), RESAMPLED)
    for start in range(0, len(metrics), width):
        yield metrics[start : start + width]


def _columns(
    table: OutcomeTable, metrics: Sequence[str], shares: Mapping[str, tuple[str, str]]
) -> list[Vector]:
    """Metrics as numbers; the share of a label is 1 for every run that has it, 0 for the others."""
    shares = {name: found for name, found in shares.items() if name in metrics and name not in table.kinds}
    labels = {
        column: table.labels(column) for column in dict.fromkeys(column for column, _ in shares.values())
    }
    read = [name for name in metrics if name not in shares]
    columns = dict(zip(read, _bounded(table, read), strict=True))
    columns |= {name: _share(labels[column], label) for name, (column, label) in shares.items()}
    return [columns[name] for name in metrics]


def _share(labels: Labels, label: str) -> Vector:
    code = labels.names.index(label) if label in labels.names else len(labels.names)
    return np.where(labels.codes < 0, np.nan, labels.codes == code)


def _bounded(table: OutcomeTable, names: Sequence[str]) -> list[Vector]:
    """Columns as numbers, refused where their cubes, which the intervals are made from, could overflow."""
    columns = table.values_of(names)
    for name, values in zip(names, columns, strict=True):
        beyond = np.flatnonzero((np.abs(values) > LARGEST) & np.isfinite(values))
        if len(beyond):
            value, row = values[beyond[0]], beyond[0] + 1
            raise ResultsError(
                f"{table.source}: {name} is {value:g} in row {row}; at most {LARGEST:g} can be compared"
            )
    return columns


def _assessed(
    chosen: Sequence[str],
    head: PairHead,
    rows: Sequence[MetricFigures],
    alpha: float,
    margin: float,
    where: str | None,
) -> Iterator[ComparedMetric]:
    """Yield the metrics of a pair with what their figures allow to say."""
    adjusted = holm([row.p_value for row in rows])
    for metric, row, p_adjusted in zip(chosen, rows, adjusted, strict=True):
        verdict = verdict_of(row, p_adjusted, alpha, margin)
        said = sentence(metric, row, verdict, head.names, alpha, margin)
        finding = said if where is None else f"Where {where}: {said}"
        yield ComparedMetric(metric, row, p_adjusted, verdict, finding)


def _head(pair: Pair, alpha: float, where: str | None) -> PairHead:
    a, b = pair.a, pair.b
    names = (a.scenario, b.scenario)
    if a.scenario == b.scenario:
        names = (f"{a.table.source}:{a.scenario}", f"{b.table.source}:{b.scenario}")
    remarks = warnings(a.provenance, b.provenance)
    if where is not None and not pair.paired:
        remarks.append(SELECTED)
    if pair.swept:
        remarks.append(SWEPT)
    met = None
    if where is not None:
        met = tuple((side.met / side.runs, *wilson(side.met, side.runs, alpha)) for side in (a, b))
    return PairHead(
        names=names,
        sources=(a.table.source, b.table.source),
        runs=(a.runs, b.runs),
        paired=pair.paired,
        why=pair.why,
        inputs=inputs_that_differ(a.provenance, b.provenance),
        warnings=tuple(remarks),
        met=met,  # type: ignore[arg-type]
        method=_method(pair),
    )


def _method(pair: Pair) -> str:
    """How intervals and p-values came about, in a sentence."""
    shares = "McNemar's exact test, Newcombe's paired" if pair.paired else "Fisher's exact test, Newcombe's"
    rows = [
        len(range(*chosen.indices(side.table.rows))) if isinstance(chosen, slice) else len(chosen)
        for chosen, side in ((pair.rows_a, pair.a), (pair.rows_b, pair.b))
    ]
    if is_large(*rows):
        t = "Student's paired t" if pair.paired else "Welch's t"
        means = f"asymptotic (more than {MANY:,} rows), {t}"
    else:
        means = f"bootstrap (BCa, {RESAMPLES:,} draws) and {PERMUTATIONS:,} permutations"
    return f"means: {means}; shares: {shares} intervals; p-values by Holm over the metrics"
