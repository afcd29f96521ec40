"""Which columns each table of a result folder has, with type, unit and meaning.

Metrics and monthly measures are described in seeds/measures; what is added here is what says which run, which
month and which statistic a row is about.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sim.quantities import OUTCOMES, initial, parameters, run_measures, share_metrics

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.quantities import Measure, Quantity

ColumnType = Literal["string", "integer", "number"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its name, type, unit and what it says; `values` are the labels it may hold.

    `label` is what people call it, and `source` what stands behind a number that was drawn.
    """

    name: str
    type: ColumnType
    unit: str
    description: str
    values: tuple[str, ...] = ()
    label: str = ""
    source: str = ""

    @property
    def title(self) -> str:
        """What people call the column.

        Returns
        -------
        str
            The label; the name with spaces and a capital where there is none.
        """
        return self.label or self.name.replace("_", " ").capitalize()


SCENARIO = Column("scenario", "string", "name", "Name of the scenario")
POINT = Column("point", "integer", "number", "Point of the sweep; 0 where there is none")
RUN = Column(
    "run", "integer", "number", "Number of the run, from 0; runs of one number share their random numbers"
)
OUTCOME = Column("outcome", "string", "label", "How the run ended", OUTCOMES)
END_MONTH = Column(
    "end_month", "integer", "month", "Month in which the run ended, from 1; the last if nothing ended it"
)
MONTH = Column("month", "integer", "month", "Month of the run, from 1")
METRIC = Column("metric", "string", "name", "What is measured")

IDENTITY = (SCENARIO, POINT, RUN, OUTCOME, END_MONTH)

FAILURES = (
    SCENARIO,
    POINT,
    RUN,
    MONTH,
    Column(
        "failure", "string", "words", "What the user's own mind did that it must not, and in which decision"
    ),
)

DISTRIBUTIONS = (
    SCENARIO,
    Column("metric", "string", "name", "A column of the outcomes"),
    Column(
        "statistic",
        "string",
        "name",
        "mean, sd, p5 to p95 (quantiles in per cent); of a column of labels share_LABEL (share of runs)",
    ),
    Column(
        "value",
        "number",
        "unit of the metric; shares are pure numbers",
        "The statistic over all runs that have it",
    ),
    Column("standard_error", "number", "unit of the value", "Monte Carlo standard error of the value"),
)

AT_RISK = Column(
    "runs_at_risk",
    "integer",
    "runs",
    "Runs that had not ended before the month: those that have its flows and decisions",
)

MONTHLY = (
    SCENARIO,
    MONTH,
    Column(
        "metric",
        "string",
        "name",
        "A monthly measure; incidence_OUTCOME: share of runs that have ended so by the end of the month; or "
        "runs_at_risk: number of runs that had not ended before the month",
    ),
    Column(
        "mean",
        "number",
        "unit of the metric",
        "Mean over the runs that have the measure in this month: flows and decisions are missing after the "
        "end of a run, states and observables keep their last value",
    ),
    *(
        Column(
            f"p{percent}",
            "number",
            "unit of the metric",
            f"Quantile at {percent} per cent over the same runs",
        )
        for percent in (10, 50, 90)
    ),
)

PANEL = (
    SCENARIO,
    RUN,
    MONTH,
    Column("variable", "string", "name", "A monthly measure"),
    Column(
        "value",
        "number",
        "unit of the variable",
        "Its value in this month of this run; missing where undefined. After the end of the run flows and "
        "decisions are missing, states and observables keep their last value",
    ),
)

UNCERTAINTY = (
    SCENARIO,
    Column(
        "metric",
        "string",
        "name",
        "A column of the outcomes, share_OUTCOME, share_COLUMN_LABEL, or a monthly measure",
    ),
    Column("month", "integer", "month", "Month of the measure, from 1; missing for the run as a whole"),
    Column("draws", "integer", "draws", "Draws of the uncertain quantities that were played several times"),
    Column("runs_a_draw", "integer", "runs", "Runs of each draw, each with random numbers of its own"),
    Column("mean", "number", "unit of the metric", "Mean over the runs of all draws that have it"),
    Column("sd", "number", "unit of the metric", "Standard deviation of a run, by both parts together"),
    Column("sd_parameters", "number", "unit of the metric", "The part of the draws: what parameters make"),
    Column("sd_chance", "number", "unit of the metric", "The part within draws: what chance makes"),
    Column("share_parameters", "number", "share", "Share of the variance that is due to the parameters"),
    Column("share_low", "number", "share", "Lower end of its 95% interval"),
    Column("share_high", "number", "share", "Upper end of its 95% interval"),
    Column(
        "parameters_p10",
        "number",
        "unit of the metric",
        "Band over the draws of what to expect of a run, p10",
    ),
    Column("parameters_p90", "number", "unit of the metric", "The same, p90"),
    Column(
        "chance_p10",
        "number",
        "unit of the metric",
        "Band of the runs of one draw, p10, on average over the draws; missing for what is 0 or 1",
    ),
    Column("chance_p90", "number", "unit of the metric", "The same, p90"),
)


def measured(measure: Measure) -> Column:
    """A measure as a column, or as what a long table holds in the rows of its name.

    Parameters
    ----------
    measure : Measure
        A run measure or a monthly one.

    Returns
    -------
    Column
        Of type `string` where the measure has labels, else `integer` or `number`; with its unit and label.
    """
    kind: ColumnType = "string" if measure.levels else "integer" if measure.integer else "number"
    return Column(measure.name, kind, measure.unit, measure.description, measure.levels, measure.label)


def coded(measure: Measure) -> Column:
    """A measure as a table of numbers holds it: codes in place of labels, listed in the description.

    Parameters
    ----------
    measure : Measure
        A run measure or a monthly one.

    Returns
    -------
    Column
        Of type `integer` and unit `code` where the measure has labels, else as `measured`.
    """
    if not measure.levels:
        return measured(measure)
    codes = ", ".join(f"{code} {label}" for code, label in enumerate(measure.levels))
    said = measure.description.rstrip(".")
    return Column(measure.name, "integer", "code", f"{said}; codes: {codes}", label=measure.label)


def labels_of(name: str) -> tuple[str, ...]:
    """All labels of a column of the outcomes, in their order; empty where it holds no labels.

    Parameters
    ----------
    name : str
        Name of a column; an unknown one counts as a column without labels.

    Returns
    -------
    tuple of str
        The position of a label is its code.
    """
    return next((column.values for column in outcome_columns() if column.name == name), ())


def incidences() -> tuple[Column, ...]:
    """What the monthly table holds beside the measures: the share of runs that have ended in each way.

    Returns
    -------
    tuple of Column
        `incidence_OUTCOME`, one an outcome in the order of the codes; shares from 0 to 1.
    """
    return tuple(
        Column(
            f"incidence_{outcome}",
            "number",
            "share",
            f"Share of all runs that have ended as {outcome} by the end of the month",
        )
        for outcome in OUTCOMES
    )


def shares() -> tuple[Column, ...]:
    """How often a run has each label, as the table of uncertainty holds it beside the measures.

    Returns
    -------
    tuple of Column
        One for each of `share_metrics()`, in its order; shares from 0 to 1.
    """
    return tuple(
        Column(
            name,
            "number",
            "share",
            f"Share of runs that end as {label}"
            if column == OUTCOME.name
            else f"Share of runs with {column} {label}",
        )
        for name, (column, label, _) in share_metrics().items()
    )


def drawn_name(entry: str) -> str:
    """The column of a drawn parameter: `step_by_issue.RM` becomes `p_step_by_issue_rm`.

    Parameters
    ----------
    entry : str
        Flat name of a parameter or an initial quantity.

    Returns
    -------
    str
        Name of the column in the outcome table.
    """
    return f"p_{entry.replace('.', '_').lower()}"


def drawn_column(entry: str) -> Column:
    """The column that holds the value of one drawn parameter or initial quantity, by its flat name.

    Parameters
    ----------
    entry : str
        Flat name: `step_by_issue.RM`.

    Returns
    -------
    Column
        A number in the unit of the quantity; its source is what stands behind the quantity in seeds/.
    """
    quantity = _quantity(entry)
    return Column(
        drawn_name(entry),
        "number",
        quantity.unit,
        f"{entry} in this run: {quantity.description}",
        label=quantity.label_of(entry),
        source="; ".join(quantity.sources) or (quantity.judgement or ""),
    )


def _quantity(entry: str) -> Quantity:
    name = entry.partition(".")[0]
    return parameters()[name] if name in parameters() else initial()[name]


def metric_columns() -> tuple[Column, ...]:
    """The columns of the run metrics, in the order of the outcome files.

    Returns
    -------
    tuple of Column
        One a run measure, those of labels among them.
    """
    return tuple(map(measured, run_measures()))


def outcome_columns(drawn: Sequence[str] = ()) -> tuple[Column, ...]:
    """All columns of an outcome table: which run, how it ended, what it drew, what it came to.

    Parameters
    ----------
    drawn : sequence of str
        Flat names of what any scenario of the batch draws or sweeps, in the order of their columns.

    Returns
    -------
    tuple of Column
        `IDENTITY`, then a column for each drawn entry, then those of `metric_columns`.
    """
    return (*IDENTITY, *map(drawn_column, drawn), *metric_columns())
