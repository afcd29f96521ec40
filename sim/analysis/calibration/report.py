"""A calibration as rows of files, as plain data, in sentences and as tables on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.analysis.calibration.posterior import MOVED
from sim.scenario.write import inline

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from rich.table import Table

    from sim.analysis.calibration.calibrate import Calibration
    from sim.analysis.calibration.predictive import Check

Data = dict[str, Any]

LEVELS = ("p5", "p50", "p95")
LEGEND = f"""\
shift, spread: mean and sd of the posterior where the prior has 0 and 1; overlap: area under both
not moved: overlap of {MOVED} or more (a tolerance makes posteriors wider than they are: see the distance)
distance: summed over the statistics, in standard deviations of what the priors predict
* the record lies outside the middle 90% of the predictions"""


def parameter_rows(found: Calibration) -> list[Data]:
    """A row a parameter."""
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


def check_rows(found: Calibration) -> list[Data]:
    """A row a statistic of the record."""
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


def posterior_frame(found: Calibration) -> pd.DataFrame:
    """A row a point: weight, distance, and the values of the parameters."""
    import pandas as pd

    posterior = found.posterior
    columns = {"weight": posterior.weights, "distance": posterior.distances}
    named = zip(posterior.space.names, posterior.values.T, strict=True)
    return pd.DataFrame(columns | {f"p_{name}": values for name, values in named})


def sentences(found: Calibration) -> list[str]:
    """What was done, what moved, what did not, and how well the past is predicted now."""
    record, posterior = found.task.record, found.posterior
    still = [one.name for one in found.changes if not one.moved]
    silent = found.task.mesa_baseline.silent
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


def _covered(checks: tuple[Check, ...], which: str) -> str:
    return f"{sum(getattr(one, which) for one in checks)} of {len(checks)}"


def as_data(found: Calibration) -> Data:
    """All of it but the points, as plain data."""
    return {
        "scenario": found.task.scenario.name,
        "data": str(found.task.record.folder),
        "seed": found.task.scenario.seed,
        "population": found.task.population,
        "generations": found.generations,
        "simulations": found.simulations,
        "effective_points": found.posterior.effective,
        "distance": found.distance,
        "parameters": parameter_rows(found),
        "statistics": check_rows(found),
        "sentences": sentences(found),
    }


def as_tables(found: Calibration) -> Iterator[Table]:
    """Parameters before and after, then predictions against the record."""
    table = _table("parameters", "parameter", "prior", "posterior", "shift", "spread", "overlap", "")
    for one in found.changes:
        table.add_row(
            one.name,
            _interval(one.before),
            _interval(one.after),
            f"{one.shift:+.2f}",
            f"{one.spread:.2f}",
            f"{one.overlap:.2f}",
            "" if one.moved else "not moved",
        )
    yield table
    table = _table("predictions", "statistic", "scenario", "record", "before", "after", "tail", "")
    for check in found.checks:
        table.add_row(
            check.statistic.name,
            check.episode,
            f"{check.statistic.value:,.6g}",
            _interval(check.before),
            _interval(check.after),
            f"{check.tail:.3f}",
            "" if check.covered else "*",
        )
    yield table


def _interval(quantiles: tuple[float, ...]) -> str:
    low, middle, high = (f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}" for value in quantiles)
    return f"{middle} ({low} to {high})"


def _table(title: str, *columns: str) -> Table:
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
    for column in columns:
        table.add_column(
            column, justify="left" if column in ("parameter", "statistic", "scenario") else "right"
        )
    return table
