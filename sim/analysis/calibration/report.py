"""A calibration as a report: parameters before and after, predictions against the record, and the points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.analysis.calibration.files import scenario_in
from sim.analysis.calibration.posterior import MOVED
from sim.output.report import Report
from sim.output.table import Declaration, Printed, Table, integer, real, text
from sim.scenario.schema import flat_entries
from sim.scenario.write import inline

if TYPE_CHECKING:
    from pathlib import Path

    from sim.analysis.calibration.calibrate import Calibration
    from sim.analysis.calibration.predictive import PredictiveCheck
    from sim.outcomes.columns import Column
    from sim.output.table import Row

Data = dict[str, Any]

NAME = "calibrate"
LEVELS = ("p5", "p50", "p95")
SCORE = "standard deviations of the prior"


def _quantiles(row: Row, which: str) -> str:
    low, middle, high = (
        f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"
        for value in (row[f"{which}_{level}"] for level in LEVELS)
    )
    return f"{middle} ({low} to {high})"


def _prior(row: Row) -> str:
    return _quantiles(row, "prior")


def _posterior(row: Row) -> str:
    return _quantiles(row, "posterior")


def _moved(row: Row) -> str:
    return "" if row["moved"] else "not moved"


def _uncovered(row: Row) -> str:
    return "" if row["covered"] else "*"


def _levels(unit: str, what: str) -> tuple[Column, ...]:
    """Return the columns of quantiles of `what` under prior and posterior."""
    return tuple(
        real(f"{which}_{level}", unit, f"Quantile of {what} at {level[1:]}%, under the {which}")
        for which in ("prior", "posterior")
        for level in LEVELS
    )


PARAMETERS = Declaration(
    name="parameters",
    caption="A parameter, before and after",
    columns=(
        text("parameter", "Flat name of the parameter"),
        text("prior", "Its prior, as a scenario file writes it"),
        *_levels("unit of the parameter", "the parameter"),
        real("shift", SCORE, "Mean of the posterior where the prior has 0"),
        real("spread", SCORE, "Standard deviation of the posterior where the prior has 1"),
        real("overlap", "share", "Area under both densities, taken as normal: 1 where nothing moved"),
        integer("moved", "0 or 1", f"Whether the overlap is below {MOVED}"),
        text("fitted", "Distribution of the prior's family that comes nearest to the posterior"),
    ),
    printed=(
        Printed("parameter", "parameter"),
        Printed("prior", "prior_p50", _prior),
        Printed("posterior", "posterior_p50", _posterior),
        Printed("shift", "shift", "+.2f"),
        Printed("spread", "spread", ".2f"),
        Printed("overlap", "overlap", ".2f"),
        Printed("", "moved", _moved),
    ),
    legend=f"""\
shift, spread: mean and sd of the posterior where the prior has 0 and 1; overlap: area under both
not moved: overlap of {MOVED} or more (a tolerance makes posteriors wider than they are: see the distance)""",
)
PREDICTIVE = Declaration(
    name="predictive",
    caption="A number of the record, and what is predicted before and after",
    columns=(
        text("scenario", "Scenario of the episode"),
        text("statistic", "Name of the number in the record"),
        text("metric", "The observable"),
        text("aggregate", "last, max, min, sum or change over its months"),
        real("record", "unit of the metric", "What is on record"),
        *_levels("unit of the metric", "the predictions"),
        real("tail", "share", "Smaller share of the runs on either side of the record, under the posterior"),
        integer("covered", "0 or 1", "Whether the record lies within the middle 90% of the predictions"),
    ),
    printed=(
        Printed("statistic", "statistic"),
        Printed("scenario", "scenario"),
        Printed("record", "record", ",.6g"),
        Printed("before", "prior_p50", _prior),
        Printed("after", "posterior_p50", _posterior),
        Printed("tail", "tail", ".3f"),
        Printed("", "covered", _uncovered),
    ),
    legend="""\
distance: summed over the statistics, in standard deviations of what the priors predict
* the record lies outside the middle 90% of the predictions""",
)
POSTERIOR = Declaration(
    name="posterior",
    caption="A point of the last generation, with its parameters as p_NAME",
    columns=(
        real("weight", "share", "Weight of the point; the weights sum to 1"),
        real("distance", "standard deviations", "Distance from the record, summed over the statistics"),
    ),
)
DECLARATIONS = (PARAMETERS, PREDICTIVE, POSTERIOR)


def report(found: Calibration, folder: Path) -> Report[Calibration]:
    """Return a calibration as a report.

    Parameters
    ----------
    found : Calibration
        The posterior, with its checks.
    folder : Path
        Where it is kept, with its scenario.

    Returns
    -------
    Report
        Tables `parameters`, `predictive` and `posterior`.
    """
    file = scenario_in(folder, found)
    return Report(
        name=NAME,
        result=found,
        heading=f"{found.scenario.name} calibrated on {found.record.folder}: {found.generations} "
        f"generation(s) of {found.population} points, seed {found.scenario.seed}",
        parts=(PARAMETERS.of(_parameters(found)), PREDICTIVE.of(_predictive(found)), _points(found)),
        sentences=tuple(_sentences(found)),
        details={
            "folder": str(folder),
            "file": str(file),
            "scenario": found.scenario.name,
            "data": str(found.record.folder),
            "seed": found.scenario.seed,
            "population": found.population,
            "generations": found.generations,
            "simulations": found.simulations,
            "effective_points": found.posterior.effective,
            "distance": found.distance,
        },
        notes=(f"results:  {folder}", f"scenario: {file}"),
    )


def _parameters(found: Calibration) -> list[Data]:
    return [
        {
            "parameter": one.name,
            "prior": inline(one.prior.model_dump(exclude_none=True)),
            **{f"prior_{level}": value for level, value in zip(LEVELS, one.before, strict=True)},
            **{f"posterior_{level}": value for level, value in zip(LEVELS, one.after, strict=True)},
            "shift": one.shift,
            "spread": one.spread,
            "overlap": one.overlap,
            "moved": int(one.moved),
            "fitted": inline(one.fitted.model_dump(exclude_none=True)),
        }
        for one in found.changes
    ]


def _predictive(found: Calibration) -> list[Data]:
    return [
        {
            "scenario": one.episode,
            "statistic": one.statistic.name,
            "metric": one.statistic.observation.metric,
            "aggregate": one.statistic.observation.aggregate,
            "record": one.statistic.value,
            **{f"prior_{level}": value for level, value in zip(LEVELS, one.before, strict=True)},
            **{f"posterior_{level}": value for level, value in zip(LEVELS, one.after, strict=True)},
            "tail": one.tail,
            "covered": int(one.covered),
        }
        for one in found.checks
    ]


def _points(found: Calibration) -> Table:
    """Return the table of the points, with a column a parameter."""
    posterior = found.posterior
    quantities = {name: flat_entries()[name].quantity for name in posterior.space.names}
    drawn = (real(f"p_{name}", one.unit, f"{name}: {one.description}") for name, one in quantities.items())
    declaration = POSTERIOR.with_columns(*drawn)
    names = [column.name for column in declaration.columns]
    points = zip(posterior.weights, posterior.distances, *posterior.values.T, strict=True)
    return declaration.of(dict(zip(names, map(float, point), strict=True)) for point in points)


def _sentences(found: Calibration) -> list[str]:
    """Return what was done, what moved, what did not, and how well the past is predicted now."""
    record, posterior = found.record, found.posterior
    still = [one.name for one in found.changes if not one.moved]
    silent = found.silent
    numbers, episodes = len(record.statistics), len(record.episodes)
    worth, far = posterior.effective, found.distance
    points, tried = len(posterior.z), f"{found.simulations:,} tried in {found.generations} generation(s)"
    moved = ", ".join(one.name for one in found.changes if one.moved) or "none"
    before, after = (_covered(found.checks, which) for which in ("covered_before", "covered"))
    lines = [
        f"The record is thin: {numbers} numbers from {record.months} months of {episodes} episode(s).",
        f"{points} points of {tried}, worth {worth:.0f} equal ones, within {far:.1f} of the record.",
        f"Moved by the record: {moved}.",
        f"Not moved (overlap of posterior and prior {MOVED} or more): {', '.join(still) or 'none'}.",
        f"Within the middle 90% of the predictions: {after} statistics, {before} before.",
    ]
    if silent:
        lines.append(f"The same in every run, and so no help: {', '.join(silent)}.")
    pair = posterior.most_correlated
    if pair is not None:
        lines.append(
            f"The scenario draws each parameter by itself: what they have in common is lost, at most a "
            f"correlation of {pair[2]:.2f} ({pair[0]} with {pair[1]})."
        )
    return lines


def _covered(checks: tuple[PredictiveCheck, ...], which: str) -> str:
    return f"{sum(getattr(one, which) for one in checks)} of {len(checks)}"
