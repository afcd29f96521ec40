"""A result folder read for the report.

The outcome table is read a column at a time, so memory grows with the rows of one column. Everything else
comes from the small tables and from the scenarios as they were played.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.comparison.pairing import pair_up
from sim.analysis.comparison.provenance import known_of
from sim.analysis.comparison.sides import likely_baseline, sides_of, without_failed
from sim.errors import ResultsError, UsageError, nearest
from sim.narrative.typical import typical_runs
from sim.outcomes.check import check_folder, load_played
from sim.outcomes.columns import AT_RISK, OUTCOME, POINT, drawn_name
from sim.outcomes.read import read_table
from sim.outcomes.streamed import opened
from sim.pages.findings import (
    BANDS,
    CONTRASTS,
    DISTRIBUTIONS,
    Band,
    Contrast,
    Findings,
    Point,
    ScenarioFindings,
    Shift,
    SweepFindings,
    run_measure,
)
from sim.pages.measured import bin_edges, histogram, shares_apart, shares_of, shift_of
from sim.pages.settings import changes, marks
from sim.pages.uncertainty import uncertainties
from sim.quantities import OUTCOMES, monthly_measures

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pyarrow as pa
    from numpy.typing import NDArray

    from sim.analysis.comparison.pairing import Pair
    from sim.analysis.comparison.sides import Rows, Side
    from sim.outcomes.streamed import OutcomeTable
    from sim.scenario import Scenario
    from sim.stats.estimate import Estimate

    Vector = NDArray[np.float64]


def find(folder: Path, baseline: str | None = None) -> Findings:
    """Read a result folder.

    Parameters
    ----------
    folder : Path
        The result folder.
    baseline : str, optional
        The scenario that the others are compared with; by default as for `sim compare`.

    Returns
    -------
    Findings
        What the report shows of it, scenario by scenario in the order of the folder.

    Raises
    ------
    ResultsError
        It is no result folder, or a file of it is gone or changed.
    UsageError
        It holds no scenario of the baseline's name.
    """
    descriptor = check_folder(folder)
    names = [entry["name"] for entry in descriptor["sim"]["scenarios"]]
    names = list(dict.fromkeys(names))
    chosen = _baseline(folder, names, baseline)
    scenarios = {name: load_played(folder, name) for name in names}
    with opened(folder, str(folder)) as table:
        found = _all(folder, table, scenarios, scenarios.get(chosen or ""))
    against = next((scenario for scenario in found if scenario.name == chosen), None)
    return Findings(str(descriptor.get("title", "")), tuple(found), against, descriptor)


def _baseline(folder: Path, names: Sequence[str], wanted: str | None) -> str | None:
    if wanted is not None:
        if wanted not in names:
            close = nearest(wanted, names)
            hint = f"did you mean {' or '.join(close)}?" if close else f"it has {', '.join(names)}"
            raise UsageError(f"{folder}: holds no scenario {wanted!r}; {hint}")
        return wanted
    return likely_baseline(names) if len(names) > 1 else None


def _all(
    folder: Path, table: OutcomeTable, scenarios: Mapping[str, Scenario], baseline: Scenario | None
) -> list[ScenarioFindings]:
    outcomes = outcome_codes(table)
    sides = ended_sides(folder, table, outcomes)
    rows = {name: side.rows for name, side in sides.items()}
    points = table.whole(POINT.name)
    statistics, months, apart = _statistics(folder), _months(folder), uncertainties(folder)
    typical = typical_runs(table, rows, outcomes)
    found = []
    for name, scenario in scenarios.items():
        codes = outcomes[rows[name]]
        series = months.get(name, {})
        counts = np.bincount(codes, minlength=len(OUTCOMES))
        found.append(
            ScenarioFindings(
                scenario=scenario,
                runs=len(codes),
                failed=sides[name].runs - len(codes),
                shares=shares_of(counts),
                statistics=statistics.get(name, {}),
                months={metric: series[metric] for metric in BANDS if metric in series},
                incidence={
                    outcome: series[f"incidence_{outcome}"].mean
                    for outcome in OUTCOMES
                    if f"incidence_{outcome}" in series
                },
                marks=tuple(marks(scenario)),
                changes=tuple(changes(scenario, baseline)),
                sweep=_sweep(table, scenario, rows[name], points[rows[name]], codes),
                typical=typical[name],
                uncertainty=apart.get(name),
            )
        )
    _add_distributions(table, rows, found)
    return _compared(table, sides, outcomes, found, baseline)


def ended_sides(folder: Path, table: OutcomeTable, outcomes: NDArray[np.int64]) -> dict[str, Side]:
    """Return the runs of each scenario without those that failed, by its name.

    Parameters
    ----------
    folder : Path
        The result folder.
    table : OutcomeTable
        Its outcomes.
    outcomes : (rows of the table,) int64
        As `outcome_codes` returns them.

    Returns
    -------
    dict of str to Side
        Of a side, `rows` are those of runs with an outcome; `runs` counts the failed ones too.
    """
    played = sides_of(table, known_of(folder))
    return {name: without_failed(side, outcomes) for name, side in played.items()}


def outcome_codes(table: OutcomeTable) -> NDArray[np.int64]:
    """Return how each run ended, (rows,), as positions in `OUTCOMES`; -1 for a run without outcome.

    Parameters
    ----------
    table : OutcomeTable
        Of a result folder.

    Returns
    -------
    (rows,) int64
        From -1 to 5.

    Raises
    ------
    ResultsError
        The table has an outcome that is not in `OUTCOMES`.
    """
    labels = table.labels(OUTCOME.name)
    if unknown := sorted(set(labels.names) - set(OUTCOMES)):
        raise ResultsError(f"{table.source}: unknown outcome {', '.join(unknown)}")
    places = np.array([*map(OUTCOMES.index, labels.names), -1], dtype=np.int64)
    return places[labels.codes]  # a code of -1 is the last place


def _statistics(folder: Path) -> dict[str, dict[str, dict[str, float]]]:
    """Scenario to metric to statistic to value; what is missing is left out."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    for row in read_table(folder, "distributions").to_pylist():
        if row["value"] is not None:
            found.setdefault(row["scenario"], {}).setdefault(row["metric"], {})[row["statistic"]] = row[
                "value"
            ]
    return found


def _months(folder: Path) -> dict[str, dict[str, Band]]:
    """Scenario to metric to its months."""
    table = read_table(folder, "monthly")
    wanted = {*BANDS, AT_RISK.name, *(f"incidence_{outcome}" for outcome in OUTCOMES)}
    columns = [table.column(name).to_pylist() for name in ("scenario", "metric")]
    values = np.column_stack([_numbers(table, name) for name in ("month", "mean", "p10", "p50", "p90")])
    places: dict[tuple[str, str], list[int]] = {}
    for row, key in enumerate(zip(*columns, strict=True)):
        if key[1] in wanted:
            places.setdefault(key, []).append(row)
    found: dict[str, dict[str, Band]] = {}
    for (scenario, metric), rows in places.items():
        series = values[rows]
        series = series[np.argsort(series[:, 0], kind="stable")]
        found.setdefault(scenario, {})[metric] = Band(*series[:, 1:].T)
    return {scenario: _with_runs_going(bands) for scenario, bands in found.items()}


def _with_runs_going(bands: dict[str, Band]) -> dict[str, Band]:
    """The bands of a scenario, with the runs still going where only these have the measure."""
    at_risk = bands.pop(AT_RISK.name, None)
    going = None if at_risk is None else at_risk.mean
    ending = {measure.name for measure in monthly_measures() if measure.missing_after_end}
    return {name: replace(band, going=going) if name in ending else band for name, band in bands.items()}


def _numbers(table: pa.Table, name: str) -> Vector:
    values: Vector = np.asarray(table.column(name).to_numpy(zero_copy_only=False), dtype=np.float64)
    return values


def _sweep(
    table: OutcomeTable, scenario: Scenario, rows: Rows, points: NDArray[np.int64], codes: NDArray[np.int64]
) -> SweepFindings | None:
    """The outcomes point by point, where there is more than one."""
    if scenario.sweep is None or len(points) == 0 or points[0] == points[-1]:
        return None
    axes = tuple(scenario.sweep.grid or scenario.sweep.over)
    numbers, first = np.unique(points, return_index=True)
    counted = np.bincount(points * len(OUTCOMES) + codes, minlength=(int(numbers[-1]) + 1) * len(OUTCOMES))
    counts = counted.reshape(-1, len(OUTCOMES))
    shown = [drawn_name(axis) for axis in axes]
    known = [table.numbers(name)[rows][first] for name in shown if name in table.kinds]
    values = np.array(known).T if len(known) == len(axes) else np.full((len(numbers), len(axes)), math.nan)
    found = (
        Point(int(n), tuple(map(float, row)), shares_of(counts[n]))
        for n, row in zip(numbers, values, strict=True)
    )
    return SweepFindings(axes, tuple(found))


def _add_distributions(
    table: OutcomeTable, rows: Mapping[str, Rows], found: Sequence[ScenarioFindings]
) -> None:
    """Give every scenario its histograms, on the same bins for all."""
    for metric in DISTRIBUTIONS:
        if metric not in table.kinds:
            continue
        values = table.numbers(metric)
        statistics = [scenario.statistics.get(metric, {}) for scenario in found]
        edges = bin_edges(values, statistics, integer=run_measure(metric).integer)
        for scenario, figures in zip(found, statistics, strict=True):
            scenario.histograms[metric] = histogram(
                values[rows[scenario.name]], edges, figures.get("p50", math.nan)
            )


def _compared(
    table: OutcomeTable,
    sides: Mapping[str, Side],
    outcomes: NDArray[np.int64],
    found: Sequence[ScenarioFindings],
    baseline: Scenario | None,
) -> list[ScenarioFindings]:
    """The same with each scenario's contrast; a sweep, which mixes its points, has none.

    Nor has one that starts at another time than the baseline: it is another question.
    """
    if baseline is None:
        return list(found)
    single = {one.name for one in found if one.sweep is None and one.scenario.start == baseline.start}
    if baseline.name not in single:
        return list(found)
    others = sorted(single - {baseline.name})
    pairs = {name: pair_up(sides[name], sides[baseline.name], conditional=False) for name in others}
    shifts: dict[str, list[Shift]] = {name: [] for name in others}
    for metric in (metric for metric in CONTRASTS if metric in table.kinds):
        values = table.numbers(metric)
        for name, pair in pairs.items():
            here, there = values[pair.rows_a], values[pair.rows_b]
            shifts[name].append(shift_of(metric, here, there, by_run=pair.paired))
    contrasts = {
        name: Contrast(name, pair.paired, pair.why, _moved(outcomes, pair), tuple(shifts[name]))
        for name, pair in pairs.items()
    }
    return [replace(scenario, contrast=contrasts.get(scenario.name)) for scenario in found]


def _moved(outcomes: NDArray[np.int64], pair: Pair) -> dict[str, Estimate]:
    """The differences of the outcome shares of a pair, by outcome."""
    return shares_apart(outcomes[pair.rows_a], outcomes[pair.rows_b], by_run=pair.paired)
