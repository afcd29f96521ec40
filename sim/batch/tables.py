"""The tables of a batch, put together from its blocks in the order of the rows."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from sim.errors import CheckFailed
from sim.outcomes.distributions import distribution_table
from sim.outcomes.monthly import monthly_table
from sim.outcomes.rows import failure_rows, joined, outcome_rows, panel_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyarrow as pa

    from sim.batch.blocks import Done
    from sim.scenario.compile import Inputs


class Sink(Protocol):
    """Takes the rows of a batch, in order."""

    def outcomes(self, rows: pa.Table) -> None:
        """Rows of the outcome table.

        Parameters
        ----------
        rows : pyarrow.Table
            They follow those taken before, with the columns of the plan's layout.
        """

    def panel(self, rows: pa.Table) -> None:
        """Rows of the panel.

        Parameters
        ----------
        rows : pyarrow.Table
            They follow those taken before, with the columns of `PANEL`.
        """


@dataclass(frozen=True, slots=True)
class Figures:
    """What the runs of a batch come to: the tables `distributions`, `monthly` and, if any, `uncertainty`."""

    distributions: pa.Table
    monthly: pa.Table
    uncertainty: pa.Table | None = None
    failures: pa.Table | None = None


def put_together(done: Done, sink: Sink, panel: int = 0, uncertainty: pa.Table | None = None) -> Figures:
    """Hand all rows to the sink, and return the rest, with the table of uncertainty that was played apart.

    In memory are at most one block and one column of a scenario.

    Parameters
    ----------
    done : Done
        All runs of a plan.
    sink : Sink
        Takes outcomes and panel, scenario by scenario and point by point.
    panel : int
        Number of runs of each scenario to hand on month by month; of a sweep, those of point 0.
    uncertainty : pyarrow.Table, optional
        As `uncertainty_of` made it; handed on unchanged.

    Returns
    -------
    Figures
        Runs that failed count in none but the table of failures; a scenario in which all failed is in no
        other.

    Raises
    ------
    CheckFailed
        All runs of the batch failed.
    ResultsError
        A file of a block is gone, or was changed since it was written.
    """
    plan, distributions, monthly = done.plan, [], []
    failures: list[dict[str, Any]] = []
    parts = enumerate(plan.parts)
    for name, of_scenario in groupby(parts, key=lambda numbered: numbered[1].inputs.name):
        positions = []
        for position, part in of_scenario:
            positions.append(position)
            for first_run, numbers in done.numbers(position):
                sink.outcomes(outcome_rows(name, part.inputs.point, first_run, numbers, plan.layout))
                failures += failures_of(part.inputs, first_run + np.flatnonzero(np.isnan(numbers[0])))
            if panel and part.inputs.point == 0:
                for first_run, months in done.months(position, panel):
                    sink.panel(panel_rows(name, first_run, months))
        codes = done.column(positions, 0)
        whole = ~np.isnan(codes)
        if not whole.any():
            continue
        outcomes = codes[whole].astype(np.int64)
        columns = (done.column(positions, row)[whole] for row in plan.layout.figures)
        distributions.append(distribution_table(name, outcomes, columns))
        monthly.append(monthly_table(name, done.bands(name, part.inputs.horizon)))
    if not distributions:
        first = failures[0]
        raise CheckFailed(f"all runs failed, {first['scenario']}, run {first['run']}: {first['failure']}")
    failed = failure_rows(failures) if failures else None
    return Figures(joined(distributions), joined(monthly), uncertainty, failed)


def failures_of(inputs: Inputs, runs: Iterable[int]) -> Iterator[dict[str, Any]]:
    """Play the runs that failed once more, as far as they go, and yield what happened as rows of a table.

    Parameters
    ----------
    inputs : Inputs
        Inputs of the part.
    runs : iterable of int
        Numbers of the runs that failed.

    Yields
    ------
    dict
        By the names of the columns of `FAILURES`; month 0 where the run does not fail again.
    """
    from sim.engines.play import Failure, played

    unsteady = Failure(0, "failed once and not again: it depends on more than the run")
    for run in runs:
        failure = played(inputs, int(run))[1] or unsteady
        row = {"scenario": inputs.name, "point": inputs.point, "run": int(run)}
        yield {**row, "month": failure.month, "failure": failure.what}
