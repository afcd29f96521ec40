"""What a batch came to, short enough to read: one row a scenario, as a table or as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.quantities import OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa
    from rich.console import RenderableType
    from rich.table import Table

# Metrics of the summary: heading, decimals.
KEY_METRICS = {
    "pressure_mean": ("pressure", 3),
    "accept_share": ("accepted", 3),
    "stall_share": ("stalled", 3),
    "subsidy_policy_mean": ("subsidy bn/month", 3),
    "withheld_share": ("withheld", 3),
    "implemented_index": ("implemented", 3),
    "sovereignty_index": ("sovereignty", 3),
    "reserves_end_usd_bn": ("reserves bn USD", 2),
}

Figure = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class ScenarioSummary:
    """One scenario's outcome shares and metric means, each with its standard error."""

    name: str
    runs: int
    shares: Mapping[str, Figure]
    means: Mapping[str, Figure]

    def as_json(self) -> dict[str, Any]:
        """The same as plain data."""
        return {
            "scenario": self.name,
            "runs": self.runs,
            "outcomes": {name: _plain("share", figure) for name, figure in self.shares.items()},
            "metrics": {name: _plain("mean", figure) for name, figure in self.means.items()},
        }


def _plain(name: str, figure: Figure) -> dict[str, float | None]:
    return {name: figure[0], "standard_error": figure[1]}


def summarise(distributions: pa.Table, runs: Mapping[str, int]) -> list[ScenarioSummary]:
    """The summary of each scenario, in the order of the table; `runs` says how many each had."""
    shares: dict[str, dict[str, Figure]] = {name: {} for name in runs}
    means: dict[str, dict[str, Figure]] = {name: {} for name in runs}
    columns = (distributions.column(name).to_pylist() for name in distributions.column_names)
    for scenario, metric, statistic, value, error in zip(*columns, strict=True):
        if metric == "outcome":
            shares[scenario][statistic.removeprefix("share_")] = (value, error)
        elif statistic == "mean":
            means[scenario][metric] = (value, error)
    return [ScenarioSummary(name, count, shares[name], means[name]) for name, count in runs.items()]


def summary_tables(summaries: Sequence[ScenarioSummary]) -> RenderableType:
    """Two tables of one row a scenario: how the runs ended, and what the bargaining looked like."""
    from rich.console import Group

    return Group(_outcome_table(summaries), _metric_table(summaries))


def _outcome_table(summaries: Sequence[ScenarioSummary]) -> Table:
    table = _table("How the runs ended (per cent of runs ± standard error)", ["runs", *OUTCOMES])
    for summary in summaries:
        table.add_row(summary.name, f"{summary.runs:,}", *(_share(summary.shares[name]) for name in OUTCOMES))
    return table


def _metric_table(summaries: Sequence[ScenarioSummary]) -> Table:
    table = _table(
        "What the bargaining looked like (mean over the runs)", [head for head, _ in KEY_METRICS.values()]
    )
    for summary in summaries:
        cells = (_number(summary.means[name][0], decimals) for name, (_, decimals) in KEY_METRICS.items())
        table.add_row(summary.name, *cells)
    return table


def _table(title: str, headings: Sequence[str]) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("scenario", no_wrap=True)
    for heading in headings:
        table.add_column(
            heading.replace("_", " "), justify="right", min_width=max(map(len, heading.split("_")))
        )
    return table


def _share(figure: Figure) -> str:
    value, error = figure
    if not value:
        return "0"
    return f"{100 * value:.1f} ±{100 * (error or 0):.1f}"


def _number(value: float | None, decimals: int) -> str:
    return "-" if value is None else f"{value:.{decimals}f}"
