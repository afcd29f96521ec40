"""How far runs differ by parameters and how far by chance: the section of a scenario that draws."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.outcomes.read import read_descriptor, read_table
from sim.pages.findings import BANDS, CONTRASTS, monthly_measure, run_measure
from sim.pages.svg import Frame, Scale, areas, box, fitted, line, marker, path, picture, rounded, text, ticks
from sim.pages.words import ending, month_name, number, percent, plural
from sim.quantities import OUTCOMES
from sim.stats.estimate import Estimate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from markupsafe import Markup
    from numpy.typing import NDArray

    from sim.pages.findings import Named
    from sim.scenario import Scenario

    Vector = NDArray[np.float64]

TABLE = "uncertainty"
LEFT, RIGHT, WIDE = 44.0, 326.0, 340.0
REACH = 2.0  # standard deviations that the bands are drawn within


class MeasureParts(NamedTuple):
    """A measure of runs: mean and spread, the parameters' share of the variance, both bands (p10, p90)."""

    mean: float
    sd: float
    share: Estimate
    parameters: tuple[float, float]
    chance: tuple[float, float]


class Months(NamedTuple):
    """The same month by month, each (T,)."""

    mean: Vector
    parameters: tuple[Vector, Vector]
    chance: tuple[Vector, Vector]


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """What was found of one scenario: by metric (endings as share_OUTCOME), and by monthly measure."""

    draws: int
    runs: int
    whole: Mapping[str, MeasureParts]
    months: Mapping[str, Months]


def uncertainties(folder: Path) -> dict[str, Uncertainty]:
    """Read what a result folder knows of it, by scenario; empty where nothing was drawn.

    Parameters
    ----------
    folder : Path
        The result folder.

    Returns
    -------
    dict of str to Uncertainty
        Only scenarios that draw parameters are in it.
    """
    listed = {resource["path"] for resource in read_descriptor(folder)["resources"]}
    if f"{TABLE}.csv" not in listed:
        return {}
    table = read_table(folder, TABLE).to_pandas()
    return {str(name): _uncertainty(rows) for name, rows in table.groupby("scenario", sort=False)}


def _uncertainty(rows: Any) -> Uncertainty:
    whole, months = rows[rows["month"].isna()], rows[rows["month"].notna()]
    return Uncertainty(
        draws=int(rows["draws"].iloc[0]),
        runs=int(rows["runs_a_draw"].iloc[0]),
        whole={
            row.metric: MeasureParts(
                row.mean,
                row.sd,
                Estimate(row.share_parameters, row.share_low, row.share_high),
                (row.parameters_p10, row.parameters_p90),
                (row.chance_p10, row.chance_p90),
            )
            for row in whole.itertuples()
        },
        months={
            str(metric): _months(of_metric.sort_values("month"))
            for metric, of_metric in months.groupby("metric", sort=False)
        },
    )


def _months(rows: Any) -> Months:
    columns = ("mean", "parameters_p10", "parameters_p90", "chance_p10", "chance_p90")
    mean, low, high, chance_low, chance_high = (rows[name].to_numpy(np.float64) for name in columns)
    return Months(mean, (low, high), (chance_low, chance_high))


def section(key: str, scenario: Scenario, found: Uncertainty | None) -> dict[str, Any] | None:
    """Return what the page says of a scenario's parameters and chance; None where it draws nothing.

    Parameters
    ----------
    key : str
        Beginning of the ids of the pictures.
    scenario : Scenario
        Its name, start and horizon are shown.
    found : Uncertainty or None
        What was found of it; None where nothing was drawn.

    Returns
    -------
    dict or None
        What `scenario.html.j2` takes as `spread`: a sentence, pictures, and rows of a table.
    """
    if found is None:
        return None
    shown = {name: found.whole[name] for name in CONTRASTS if _reported(found.whole.get(name))}
    return {
        "about": (
            f"{plural(found.draws, 'draw')} of the uncertain quantities, each played in {found.runs} runs of "
            "its own random numbers, tell the two apart: runs of one draw differ by chance alone."
        ),
        "bands": _bands(f"{key}-parameters", scenario.name, shown) if shown else None,
        "endings": _endings(f"{key}-parameters-endings", scenario.name, found),
        "months": [
            (
                measure.label,
                measure.unit,
                _fan(f"{key}-parameters-{name}", measure, scenario, found.months[name]),
            )
            for name in BANDS
            if name in found.months and np.isfinite(found.months[name].mean).any()
            for measure in (monthly_measure(name),)
        ],
        "rows": list(_rows(found, shown)),
    }


def _reported(parts: MeasureParts | None) -> bool:
    return parts is not None and math.isfinite(parts.share.value) and parts.sd > 0


def _rows(found: Uncertainty, shown: Mapping[str, MeasureParts]) -> Iterator[list[str]]:
    """Every measure and ending as text."""
    for name in OUTCOMES:
        parts = found.whole[f"share_{name}"]
        band = f"{percent(parts.parameters[0])} to {percent(parts.parameters[1])}"
        yield [ending(name), "% of runs", percent(parts.mean), _share(parts), band, "–"]
    for name, parts in shown.items():
        measure = run_measure(name)
        bands = (f"{number(low)} to {number(high)}" for low, high in (parts.parameters, parts.chance))
        yield [measure.label, measure.unit, number(parts.mean), _share(parts), *bands]


def _share(parts: MeasureParts) -> str:
    return f"{100 * parts.share.value:.0f}% ({100 * parts.share.low:.0f} to {100 * parts.share.high:.0f})"


def _bands(key: str, name: str, shown: Mapping[str, MeasureParts]) -> Markup:
    """Each measure's two bands around its mean, in standard deviations of a run."""
    x = Scale(-REACH, REACH, 20.0, WIDE - 20)
    top, step = 4.0, 37.0
    floor = top + step * len(shown)
    marks: list[Markup] = [line(x(value), top, x(value), floor, "grid") for value in ticks(-REACH, REACH, 4)]
    said = []
    for position, (metric, parts) in enumerate(shown.items()):
        y, label, words = top + step * position, run_measure(metric).label, _share(parts)
        marks += [
            text(4, y + 12, fitted(label, WIDE - 24 - 7.6 * len(words)), "name halo"),
            text(WIDE - 4, y + 12, words, "value halo", "end"),
            *_two_bands(x, y + 18, parts),
        ]
        said.append(f"{label}: {words} of the variance by parameters")
    marks += Frame(x, Scale(0, 1, floor, top)).numbers_below("standard deviations from the mean", 4)
    title = f"Bands of {name} due to parameters and to chance"
    return picture(key, floor + 40, title, "; ".join(said), marks)


def _two_bands(x: Scale, y: float, parts: MeasureParts) -> list[Markup]:
    """The parameters' band as a bar, below it that of chance as a line with ends."""
    (low, high), (below, above) = (
        tuple(x.held((end - parts.mean) / parts.sd) for end in band)
        for band in (parts.parameters, parts.chance)
    )
    return [
        box(low, y, high - low, 7, "of-parameters"),
        line(below, y + 13, above, y + 13, "whisker"),
        line(below, y + 10, below, y + 16, "whisker"),
        line(above, y + 10, above, y + 16, "whisker"),
    ]


def _endings(key: str, name: str, found: Uncertainty) -> Markup:
    """The chance of each ending: its mean, and the band over the draws of the parameters."""
    top, step = 4.0, 33.0
    x = Scale(0.0, 100.0, 4.0, RIGHT)
    floor = top + step * len(OUTCOMES)
    marks: list[Markup] = [line(x(value), top, x(value), floor, "grid") for value in ticks(0, 100, 5)]
    said = []
    for position, outcome in enumerate(OUTCOMES):
        y, parts = top + step * position, found.whole[f"share_{outcome}"]
        low, high = (x(100 * end) for end in parts.parameters)
        words = f"{percent(parts.mean)} ({percent(parts.parameters[0])} to {percent(parts.parameters[1])}) %"
        marks += [
            text(4, y + 12, ending(outcome), "name halo"),
            text(WIDE - 4, y + 12, words, "value halo", "end"),
            box(low, y + 18, max(high - low, 1.0), 9, "of-parameters"),
            marker("diamond", x(100 * parts.mean), y + 22.5, "reference", 4),
        ]
        said.append(f"{ending(outcome)} {words}")
    marks += Frame(x, Scale(0, 1, floor, top)).numbers_below("per cent", 5)
    title = f"Chances of the endings of {name} over its parameters"
    return picture(key, floor + 40, title, "; ".join(said), marks)


def _fan(key: str, measure: Named, scenario: Scenario, months: Months) -> Markup:
    """A measure month by month: the parameters' band as an area, that of chance between broken lines."""
    horizon, floor = scenario.horizon, 126.0
    values = np.concatenate([months.mean, *months.parameters, *months.chance])
    values = values[np.isfinite(values)]
    y = Scale(*rounded(float(values.min()), float(values.max()), 4), floor, 8.0)
    frame = Frame(Scale(1.0, float(max(horizon, 2)), LEFT, RIGHT), y)
    marks = [
        *frame.grid(),
        *areas(frame, *months.parameters, "of-parameters"),
        *(path(_places(frame, edge), "reference-line") for edge in months.chance),
        path(_places(frame, months.mean), "curve"),
        *frame.below(_month_ticks(scenario), "month"),
    ]
    last = int(np.flatnonzero(np.isfinite(months.mean))[-1])
    ends = [
        f"{number(float(a[last]))} to {number(float(b[last]))}" for a, b in (months.parameters, months.chance)
    ]
    when = "the last month" if last == horizon - 1 else f"month {last + 1}"
    mean = number(float(months.mean[last]))
    description = f"{measure.unit}: mean {mean} in {when}; parameters {ends[0]}, chance {ends[1]}"
    return picture(key, floor + 40, f"{measure.label}: parameters and chance by month", description, marks)


def _places(frame: Frame, values: Vector) -> list[tuple[float, float]]:
    return [(frame.x(month), frame.y(float(value))) for month, value in enumerate(values, 1)]


def _month_ticks(scenario: Scenario) -> Sequence[tuple[float, str]]:
    last = scenario.horizon - 1
    return [
        (float(month + 1), month_name(scenario.start.later(month), short=True))
        for month in dict.fromkeys(round(last * part / 3) for part in range(4))
    ]
