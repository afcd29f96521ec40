"""What a batch came to, short enough to read: one row a scenario, as a table or as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pyarrow as pa
    from rich.console import RenderableType
    from rich.table import Table

# What stands over a column: short, so that a row fits into 80 columns of a terminal.
OUTCOME_HEADINGS = {
    "muddling_through": "muddling",
    "deep_integration": "deep",
    "leader_replaced": "replaced",
    "regime_collapse": "collapse",
    "western_reopening": "reopening",
    "rupture": "rupture",
}
METRIC_HEADINGS = {
    "pressure_mean": "pressure",
    "agreement_share": "agreed",
    "subsidy_policy_mean": "subsidy",
    "withheld_share": "withheld",
    "implemented_index": "in force",
    "reserves_usd_bn": "reserves",
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
        """The same as plain data.

        Returns
        -------
        dict
            `scenario`, `runs`, `outcomes` (share and standard error by outcome) and `metrics` (mean and
            standard error by metric).
        """
        return {
            "scenario": self.name,
            "runs": self.runs,
            "outcomes": {name: _plain("share", figure) for name, figure in self.shares.items()},
            "metrics": {name: _plain("mean", figure) for name, figure in self.means.items()},
        }


def _plain(name: str, figure: Figure) -> dict[str, float | None]:
    return {name: figure[0], "standard_error": figure[1]}


def summarise(distributions: pa.Table, runs: Mapping[str, int]) -> list[ScenarioSummary]:
    """The summary of each scenario, in the order of the table; `runs` says how many each had.

    Parameters
    ----------
    distributions : pyarrow.Table
        With the columns of `DISTRIBUTIONS`, of the scenarios in `runs` and no others.
    runs : mapping of str to int
        Number of runs by name of the scenario.

    Returns
    -------
    list of ScenarioSummary
        One a scenario in the order of `runs`; shares from 0 to 1, means in the unit of the metric.
    """
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
    """Two tables of one row a scenario: how the runs ended, and what the bargaining looked like.

    Parameters
    ----------
    summaries : sequence of ScenarioSummary
        One a scenario, at least one.

    Returns
    -------
    renderable of rich
        Shares in per cent with their standard errors, and means of the metrics in `METRIC_HEADINGS`.
    """
    from rich.console import Group

    return Group(_outcome_table(summaries), "", _metric_table(summaries), "")


def _outcome_table(summaries: Sequence[ScenarioSummary]) -> Table:
    fewest, most = (choose(summary.runs for summary in summaries) for choose in (min, max))
    runs = f"{most:,}" if fewest == most else f"{fewest:,} to {most:,}"
    title = f"How the runs ended (per cent ± standard error, {runs} runs a scenario)"
    rows = [
        (summary.name, *(_share(summary.shares[name]) for name in OUTCOME_HEADINGS)) for summary in summaries
    ]
    return _table(title, OUTCOME_HEADINGS.values(), rows)


def _metric_table(summaries: Sequence[ScenarioSummary]) -> Table:
    title = "What it came to (means; subsidy in bn USD a month, reserves in bn USD)"
    rows = [
        (summary.name, *(_number(summary.means[name][0]) for name in METRIC_HEADINGS))
        for summary in summaries
    ]
    return _table(title, METRIC_HEADINGS.values(), rows)


def _table(title: str, headings: Iterable[str], rows: Iterable[tuple[str, ...]]) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        show_edge=False,
        padding=(0, 1, 0, 0),
    )
    table.add_column("scenario", overflow="fold")
    for heading in headings:
        table.add_column(heading, justify="right", no_wrap=True, min_width=len(heading))
    for row in rows:
        table.add_row(*row)
    return table


def _share(figure: Figure) -> str:
    value, error = figure
    return f"{100 * value:.1f}±{100 * (error or 0):.1f}" if value else "0"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
