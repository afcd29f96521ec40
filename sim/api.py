"""The package from Python: load scenarios, play them, look at the tables, compare them, keep them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import UsageError, is_out_of_memory
from sim.scenario import Scenario, load_many, load_scenario
from sim.scenario.ranges import PANEL, WORKERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd
    import pyarrow as pa

    from sim.analysis.comparison.report import Comparison
    from sim.batch.plan import Plan
    from sim.batch.store import TableFormat
    from sim.batch.tables import Figures, Sink
    from sim.scenario import Overrides, ScenarioLike


def load(
    scenario: ScenarioLike,
    overrides: Overrides = (),
    *,
    runs: int | None = None,
    seed: int | None = None,
    months: int | None = None,
    minds: Mapping[str, str] | str | None = None,
    allow_code: bool = False,
) -> Scenario:
    """Load one scenario, or change one that was loaded before.

    Parameters
    ----------
    scenario : str, Path, mapping or Scenario
        A file, the name of a shipped scenario, a mapping with the keys of a file
        (`{"name": "dear_oil", "extends": "baseline_feb2021", "initial": {"log_brent": 4.6}}`), or a loaded
        one. In a mapping, `extends` and files of code are looked up in the working folder.
    overrides : str, mapping, or several of these
        What to change: text as after `--set`, one `key=value` each (`"strength_cost=1.2"`), or a mapping by
        the same keys or by section (`{"strength_cost": 1.2, "initial": {"reserves": 5}}`). All that one
        mapping holds counts as set at once; of several, the later win.
    runs, seed, months : int, optional
        As the options of `sim run`.
    minds : mapping or str, optional
        `{"minsk": "aspiration"}`, or text as after `--minds`.
    allow_code : bool
        Whether minds may come from a file of code, which runs with all your rights.

    Returns
    -------
    Scenario
        Checked, resolved over its parents, with the origin of every value.

    Raises
    ------
    ScenarioErrors
        All that is wrong with the scenario and the options, at once.

    Examples
    --------
    >>> import sim
    >>> scenario = sim.load("baseline_feb2021", {"leak": 0.1}, months=6)
    >>> scenario.parameters["leak"], scenario.horizon
    (0.1, 6)
    """
    return load_scenario(
        scenario, overrides, runs=runs, seed=seed, months=months, minds=minds, allow_code=allow_code
    )


def run(
    scenarios: ScenarioLike | Iterable[ScenarioLike],
    overrides: Overrides = (),
    *,
    runs: int | None = None,
    seed: int | None = None,
    months: int | None = None,
    minds: Mapping[str, str] | str | None = None,
    workers: int | None = None,
    panel: int = 0,
) -> Batch:
    """Play scenarios as one batch, in memory; the tables equal those that `sim run` writes.

    Parameters
    ----------
    scenarios
        Files, folders, names of shipped scenarios, mappings with the keys of a file, or loaded scenarios; one
        or several.
    overrides, runs, seed, months, minds
        What to change in all of them, as for `load`.
    workers : int, optional
        Number of threads, 1 to 1024, by default one a core; the results do not depend on it.
    panel : int
        How many runs of each scenario to keep month by month, 0 to 100,000.

    Returns
    -------
    Batch
        `.outcomes`, `.distributions`, `.monthly`, `.uncertainty` and `.panel` as tables; `.save(path)`.

    Raises
    ------
    ScenarioErrors
        All that is wrong with the files and the options, at once.
    UsageError
        The number of threads or of kept runs makes no sense.
    ResultsError
        The temporary folder, in which blocks are kept while the batch is played, cannot be written.
    """
    from sim.batch.blocks import BlockStore
    from sim.batch.plan import make_plan
    from sim.batch.run import Silent, Threads, play
    from sim.batch.tables import put_together
    from sim.batch.uncertainty import uncertainty_of
    from sim.outcomes.write import unwritable

    threads = (os.cpu_count() or 1) if workers is None else WORKERS.checked("workers", workers)
    kept = PANEL.checked("panel", panel)
    given = [scenarios] if isinstance(scenarios, str | Path | Scenario | Mapping) else scenarios
    plan = make_plan(load_many(given, overrides, runs=runs, seed=seed, months=months, minds=minds))
    memory = KeptRows()
    try:
        with tempfile.TemporaryDirectory(prefix="sim-", ignore_cleanup_errors=True) as folder:
            store = BlockStore(Path(folder), durable=False)
            done = play(plan, store, Silent(), Threads(threads), panel=kept)
            apart = uncertainty_of(plan, threads, lambda _: nullcontext(Silent()))
            figures = put_together(done, memory, kept, apart)
    except OSError as error:
        if is_out_of_memory(error):
            raise
        raise unwritable(Path(tempfile.gettempdir()), error) from error
    return Batch(plan, memory, figures, kept)


class KeptRows:
    """Keeps the rows of a batch."""

    def __init__(self) -> None:
        """Start empty."""
        self.outcome_pieces: list[pa.Table] = []
        self.panel_pieces: list[pa.Table] = []

    def outcomes(self, rows: pa.Table) -> None:
        """Keep rows of the outcome table.

        Parameters
        ----------
        rows : pyarrow.Table
            Rows that follow those kept before, with the columns of the outcome table.
        """
        self.outcome_pieces.append(rows)

    def panel(self, rows: pa.Table) -> None:
        """Keep rows of the panel.

        Parameters
        ----------
        rows : pyarrow.Table
            Rows that follow those kept before, with the columns of the panel.
        """
        self.panel_pieces.append(rows)


@dataclass(frozen=True)
class Batch:
    """A batch that has been played, as pandas tables with the columns of the result files."""

    plan: Plan
    memory: KeptRows
    figures: Figures
    panel_runs: int

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """One row a run: which, how it ended, what it drew, what it came to.

        `scenario` and the columns of labels are categoricals with all labels, in their order.

        Returns
        -------
        DataFrame
            With the columns of `outcomes.csv`, by scenario, point and run; NaN where missing.
        """
        from sim.analysis.comparison.provenance import CARRIED

        frame = _with_categories(_frame(self.memory.outcome_pieces), [one.name for one in self.scenarios])
        frame.attrs[CARRIED] = _provenance(self.plan)
        return frame

    @cached_property
    def distributions(self) -> pd.DataFrame:
        """Means, spreads, quantiles and outcome shares, with their standard errors.

        Returns
        -------
        DataFrame
            With the columns of `distributions.csv`, a row a scenario, metric and statistic; NaN where
            missing.
        """
        return _frame([self.figures.distributions])

    @cached_property
    def monthly(self) -> pd.DataFrame:
        """Means and quantiles month by month, and the cumulative incidence of each outcome.

        Returns
        -------
        DataFrame
            With the columns of `monthly.csv`, a row a scenario, month and metric; NaN where missing.
        """
        return _frame([self.figures.monthly])

    @cached_property
    def uncertainty(self) -> pd.DataFrame:
        """Variances due to parameters and to chance, by scenario that draws and metric; empty without any.

        Returns
        -------
        DataFrame
            With the columns of `uncertainty.csv`; month is NaN for a run as a whole.
        """
        return _frame([self.figures.uncertainty] if self.figures.uncertainty is not None else [])

    @cached_property
    def panel(self) -> pd.DataFrame:
        """The first runs of each scenario month by month; empty unless asked for.

        Returns
        -------
        DataFrame
            With the columns of `panel.parquet`, a row a scenario, run, month and variable; NaN where missing.
        """
        return _frame(self.memory.panel_pieces)

    @cached_property
    def codebook(self) -> pd.DataFrame:
        """What every column of every table is, as `datapackage.json` of a saved batch says it.

        The columns are table, column, label, unit, type, values, description, source. What stands in the rows
        of a long table follows its columns, as `metric=NAME` or `variable=NAME`.

        Returns
        -------
        DataFrame
            A row a column of the tables that this batch has; all cells are text.
        """
        from sim.outcomes import columns
        from sim.outcomes.codebook import codebook

        tables = {
            "outcomes": self.plan.layout.columns,
            "distributions": columns.DISTRIBUTIONS,
            "monthly": columns.MONTHLY,
        }
        if self.figures.uncertainty is not None:
            tables["uncertainty"] = columns.UNCERTAINTY
        if self.figures.failures is not None:
            tables["failures"] = columns.FAILURES
        if self.panel_runs:
            tables["panel"] = columns.PANEL
        return codebook(tables)

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """The scenarios that were played, by name.

        Returns
        -------
        tuple of Scenario
            Resolved, each once, whatever the number of points of its sweep.
        """
        return self.plan.scenarios

    def save(self, path: str | Path, table_format: TableFormat = "csv") -> Path:
        """Write a result folder like that of `sim run`; return its path.

        Parameters
        ----------
        path : str or Path
            A folder that is new or empty, or holds this batch.
        table_format : str
            `csv` or `parquet`, for the outcomes.

        Returns
        -------
        Path
            The folder.

        Raises
        ------
        ResultsError
            Something else is in that place, or it cannot be written.
        UsageError
            The name is empty.
        """
        from sim.batch.store import Wanted, write_results

        if not str(path).strip():
            raise UsageError("save: an empty name; name a folder")
        target = Path(path)
        wanted = Wanted(
            title=target.name, table_format=table_format, panel=self.panel_runs, command="sim.run(...)"
        )
        write_results(target, self.plan, wanted, self._replay)
        return target

    def _replay(self, sink: Sink) -> Figures:
        for rows in self.memory.outcome_pieces:
            sink.outcomes(rows)
        for rows in self.memory.panel_pieces:
            sink.panel(rows)
        return self.figures

    def __repr__(self) -> str:
        names = ", ".join(scenario.name for scenario in self.scenarios)
        return f"<Batch of {self.plan.runs:,} runs: {names}>"


def _provenance(plan: Plan) -> str:
    """What `compare` wants to know of a batch: rules, seeds, horizons and resolved scenarios."""
    from sim.analysis.comparison.provenance import carried
    from sim.engines import rules_version
    from sim.scenario.write import data_of

    return carried(
        rules_version(),
        [
            {"name": one.name, "seed": one.seed, "horizon": one.horizon, "inputs": data_of(one)}
            for one in plan.scenarios
        ],
    )


def compare(
    a: Batch | pd.DataFrame | str | Path,
    b: Batch | pd.DataFrame | str | Path | None = None,
    *,
    baseline: str | None = None,
    metrics: Sequence[str] = (),
    where: str | None = None,
    alpha: float = 0.05,
    margin: float = 0.1,
    paired: bool | None = None,
) -> Comparison:
    """Compare two tables of outcomes metric by metric, or the scenarios of one with its baseline.

    Parameters
    ----------
    a, b
        Batches, their outcomes, result folders, CSV or Parquet files; differences are a less b. Without b,
        every scenario of a is compared with its baseline.
    baseline : str, optional
        The scenario of a that the others are compared with; by default the one that is called so.
    metrics : sequence of str
        Columns of the outcomes; of a column of labels (`outcome`, `minsk_type`) the shares of all its labels,
        `share_OUTCOME` or `share_COLUMN_LABEL` for one. By default all that both tables have.
    where : str, optional
        Only the runs that meet a condition: `leader_in_office == 1 and leaks > 2`.
    alpha : float
        Chance of a false difference among all metrics of a pair, 1e-6 to 0.5; intervals have the level
        1 - alpha.
    margin : float
        What counts as no difference worth the name, in standard deviations, 0 to 100.
    paired : bool, optional
        Whether runs of one number share their random numbers; by default as the seeds say, unpaired where
        unknown.

    Returns
    -------
    Comparison
        A report; `.table` has the columns of `comparison.csv`, `.findings` a sentence a row.

    Raises
    ------
    UsageError
        A metric, condition, baseline, level or margin makes no sense.
    ResultsError
        A table cannot be read, or lacks what is needed.

    Examples
    --------
    >>> import pandas as pd
    >>> import sim
    >>> a, b = (pd.DataFrame({"x": values}) for values in ([1.0, 2.0, 3.0], [2.0, 4.0, 6.0]))
    >>> sim.compare(a, b, metrics="x").table[["metric", "difference", "verdict"]].values.tolist()
    [['x', -2.0, 'undecided']]
    """
    from sim.analysis.comparison.compare import compare as compared

    one, other = _table(a), None if b is None else _table(b)
    return compared(
        one,
        other,
        baseline=baseline,
        metrics=[metrics] if isinstance(metrics, str) else metrics,
        where=where,
        alpha=alpha,
        margin=margin,
        paired=paired,
    )


def _table(given: Batch | pd.DataFrame | str | Path) -> Path | pd.DataFrame:
    import pandas as pd

    table = given.outcomes if isinstance(given, Batch) else given
    if isinstance(table, str | Path):
        return Path(table)
    if not isinstance(table, pd.DataFrame):
        raise UsageError(f"compare: {table!r:.80}; a batch, a pandas table, a result folder or a file")
    return table


def _frame(pieces: list[pa.Table]) -> pd.DataFrame:
    import pandas as pd

    return pd.concat([piece.to_pandas() for piece in pieces], ignore_index=True) if pieces else pd.DataFrame()


def _with_categories(frame: pd.DataFrame, scenarios: Sequence[str]) -> pd.DataFrame:
    """Return the outcomes with scenarios and labels as categoricals, all categories in their order."""
    import pandas as pd

    from sim.outcomes.columns import SCENARIO, outcome_columns

    labels = {column.name: column.values for column in outcome_columns() if column.values}
    kinds = {name: pd.CategoricalDtype(list(names)) for name, names in labels.items()}
    return frame.astype({SCENARIO.name: pd.CategoricalDtype(list(scenarios)), **kinds})
