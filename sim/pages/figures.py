"""The report's pictures: outcomes, distributions, months, incidence by cause, differences from the baseline.

Each returns the SVG and, in it, a title and a description in words. All take a `key`, the id that no other
picture of the page has.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.pages.axis import LEFT, RIGHT, calendar, lanes, month_scale, month_ticks, room_above
from sim.pages.svg import (
    LETTER,
    WIDTH,
    Frame,
    Scale,
    areas,
    box,
    fitted,
    line,
    marker,
    path,
    picture,
    rounded,
    tag,
    text,
    ticks,
)
from sim.pages.words import (
    USUAL,
    ending,
    number,
    percent,
    percent_interval,
    signed,
    signed_number,
)
from sim.quantities import OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

    from sim.pages.findings import Band, Histogram, Mark, Named, ScenarioFindings
    from sim.scenario import Scenario
    from sim.stats.estimate import Estimate

OTHERS = tuple(name for name in OUTCOMES if name != USUAL)
MARKERS = dict(zip(OTHERS, ("circle", "square", "triangle", "diamond", "cross"), strict=True))


class Row(NamedTuple):
    """A line of a forest: what it is about, the interval on the axis, and the figure in words."""

    label: str
    interval: Estimate
    words: str


def fill(outcome: str) -> str:
    """The class that fills an area with an outcome's colour.

    Parameters
    ----------
    outcome : str
        Name in `OUTCOMES`.

    Returns
    -------
    str
        Classes of the style sheet.
    """
    return f"fill o-{outcome}"


def stroke(outcome: str) -> str:
    """The class that draws a line in an outcome's colour and dash.

    Parameters
    ----------
    outcome : str
        Name in `OUTCOMES`.

    Returns
    -------
    str
        Classes of the style sheet.
    """
    return f"stroke o-{outcome}"


def hatched(x: float, y: float, width: float, height: float, outcome: str) -> list[Markup]:
    """A bar of an outcome's colour, with its hatch above.

    Parameters
    ----------
    x, y : float
        Upper left corner, in units of the picture.
    width, height : float
        In units of the picture; a negative width is drawn as 0.
    outcome : str
        Name in `OUTCOMES`.

    Returns
    -------
    list of Markup
        The coloured bar, and the hatch that is drawn over it.
    """
    hatch = tag("rect", x=x, y=y, width=max(width, 0.0), height=height, fill=f"url(#h-{outcome})")
    return [box(x, y, width, height, fill(outcome)), hatch]


def overview(key: str, scenarios: Sequence[ScenarioFindings]) -> Markup:
    """Every scenario's endings but the usual one, stacked: a line of words, a bar below it.

    Parameters
    ----------
    key : str
        Id of the picture, unique in its page.
    scenarios : sequence of ScenarioFindings
        From top to bottom; at least one.

    Returns
    -------
    Markup
        SVG; bars in per cent of runs, with one scale for all scenarios.
    """
    totals = [1 - scenario.shares[USUAL].value for scenario in scenarios]
    high = rounded(0.0, 100 * max(*totals, 0.001), 5)[1]
    x = Scale(0.0, high, 4.0, RIGHT)
    top, step = 4.0, 33.0
    parts: list[Markup] = []
    floor = top + step * len(scenarios)
    parts += [line(x(value), top, x(value), floor, "grid") for value in ticks(0, high, 5)]
    for position, (scenario, total) in enumerate(zip(scenarios, totals, strict=True)):
        y = top + step * position
        parts += [
            text(4, y + 12, fitted(scenario.name, RIGHT - 60), "name"),
            text(RIGHT, y + 12, f"{percent(total)}%", "value", "end"),
        ]
        reached = 0.0
        for outcome in OTHERS:
            share = 100 * scenario.shares[outcome].value
            parts += hatched(x(reached), y + 16, x(reached + share) - x(reached), 11, outcome)
            reached += share
    frame = Frame(x, Scale(0, 1, floor, top))
    parts += frame.numbers_below("per cent of runs that end before the horizon", 5)
    description = "; ".join(
        f"{scenario.name}: {percent(total)}% in all, of these "
        + ", ".join(f"{ending(name)} {percent(scenario.shares[name].value)}%" for name in OTHERS)
        for scenario, total in zip(scenarios, totals, strict=True)
    )
    return picture(key, floor + 40, "How the runs of every scenario end", description, parts)


def endings(key: str, scenario: ScenarioFindings, baseline: ScenarioFindings | None, high: float) -> Markup:
    """One scenario's outcome shares with their intervals, and the baseline's as a diamond.

    The usual outcome has a scale of its own, from 0 to 100; `high` is where that of the others ends.

    Parameters
    ----------
    key : str
        Id of the picture, unique in its page.
    scenario : ScenarioFindings
        The scenario whose shares are drawn.
    baseline : ScenarioFindings or None
        The one whose shares are the diamonds; None for no diamonds.
    high : float
        Per cent of runs.

    Returns
    -------
    Markup
        SVG of a bar for each outcome.
    """
    whole = Scale(0, 100, 4.0, RIGHT)
    usual = scenario.shares[USUAL]
    parts = [
        text(4, 13, ending(USUAL), "name"),
        text(RIGHT, 13, f"{percent_interval(usual)} %", "value", "end"),
        box(4, 18, RIGHT - 4, 11, "rest"),
        *hatched(4, 18, whole(100 * usual.value) - 4, 11, USUAL),
    ]
    x = Scale(0.0, high, 4.0, RIGHT)
    top, step = 44.0, 34.0
    floor = top + step * len(OTHERS)
    parts += [line(x(value), top, x(value), floor, "grid") for value in ticks(0, high, 5)]
    for position, name in enumerate(OTHERS):
        share, y = scenario.shares[name], top + step * position
        middle = y + 23.5
        low_end, high_end = (x.held(100 * end) for end in (share.low, share.high))
        parts += [
            text(4, y + 13, ending(name), "name halo"),
            text(RIGHT, y + 13, f"{percent_interval(share)} %", "value halo", "end"),
            *hatched(4, y + 18, x(100 * share.value) - 4, 11, name),
            line(low_end - 1, middle, high_end + 1, middle, "under"),
            line(low_end, middle, high_end, middle, "whisker"),
            line(low_end, middle - 4, low_end, middle + 4, "whisker"),
            line(high_end, middle - 4, high_end, middle + 4, "whisker"),
        ]
        if baseline is not None:
            parts.append(marker("diamond", x(100 * baseline.shares[name].value), middle, "reference", 4))
    parts += Frame(x, Scale(0, 1, floor, top)).numbers_below("per cent of runs", 5)
    description = "Shares of runs with 95% intervals: " + "; ".join(
        f"{ending(name)} {percent_interval(scenario.shares[name])}%" for name in OUTCOMES
    )
    return picture(key, floor + 40, f"How the runs of {scenario.name} end", description, parts)


def distribution(key: str, measure: Named, here: Histogram, there: Histogram | None) -> Markup:
    """A histogram over the runs, its median, and the baseline's as a broken outline.

    Parameters
    ----------
    key : str
        Id of the picture, unique in its page.
    measure : Named
        The run measure that is drawn.
    here : Histogram
        The scenario's.
    there : Histogram or None
        The baseline's, on the same edges; None for no outline.

    Returns
    -------
    Markup
        SVG; heights in per cent of the runs that have the measure.
    """
    tallest = max(float(side.shares.max()) for side in (here, there) if side is not None)
    frame = Frame(
        Scale(float(here.edges[0]), float(here.edges[-1]), LEFT, RIGHT),
        Scale(0.0, rounded(0.0, 100 * max(tallest, 1e-6), 4)[1], 132.0, 14.0),
    )
    parts = frame.grid()
    for a, b, share in zip(here.edges, here.edges[1:], here.shares):
        x, y = frame.x(float(a)), frame.y(100 * float(share))
        parts.append(box(x + 0.4, y, frame.x(float(b)) - x - 0.8, 132.0 - y, "bar"))
    if there is not None:
        parts.append(path(_outline(frame, there), "reference-line"))
    if math.isfinite(here.median):
        parts.append(marker("triangle", frame.x.held(here.median), 132.0 + 1, "median", 4.5))
    parts += frame.numbers_below(measure.unit)
    missing = f"; {here.missing:,} runs lack it" if here.missing else ""
    beside = f"; median of the baseline {number(there.median)}" if there is not None else ""
    description = (
        f"Histogram over the runs, per cent, {measure.unit}; median {number(here.median)}{beside}{missing}"
    )
    return picture(key, 172, measure.label, description, parts)


def _outline(frame: Frame, histogram: Histogram) -> list[tuple[float, float]]:
    points = [(frame.x(float(histogram.edges[0])), frame.y.start)]
    for a, b, share in zip(histogram.edges, histogram.edges[1:], histogram.shares):
        y = frame.y(100 * float(share))
        points += [(frame.x(float(a)), y), (frame.x(float(b)), y)]
    return [*points, (frame.x(float(histogram.edges[-1])), frame.y.start)]


def months(
    key: str, measure: Named, scenario: Scenario, here: Band, there: Band | None, marks: Sequence[Mark]
) -> Markup:
    """A measure month by month: median, the middle 80% of runs, the baseline's median, and the calendar.

    Parameters
    ----------
    key : str
        Id of the picture, unique in its page.
    measure : Named
        The monthly measure that is drawn.
    scenario : Scenario
        Its start and horizon make the axis of months.
    here : Band
        The scenario's, in the unit of the measure.
    there : Band or None
        The baseline's, cut at the horizon of the scenario; None for no line.
    marks : sequence of Mark
        What stands on the calendar.

    Returns
    -------
    Markup
        SVG; below the axis, the number of runs still going where only these have the measure.
    """
    rows = lanes(marks, scenario.horizon)
    top = room_above(rows)
    floor = top + 118.0
    ends = [here.p10, here.p90] + (
        [there.p10[: scenario.horizon], there.p90[: scenario.horizon]] if there else []
    )
    values = np.concatenate(ends)
    values = values[np.isfinite(values)]
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
    frame = Frame(month_scale(scenario), Scale(*rounded(low, high, 4), floor, top))
    parts = frame.grid()
    parts += calendar(frame, marks, rows)
    count = range(1, len(here.p50) + 1)
    parts += areas(frame, here.p10, here.p90, "band")
    if there is not None:
        points = [(frame.x(m), frame.y(float(v))) for m, v in enumerate(there.p50[: scenario.horizon], 1)]
        parts.append(path(points, "reference-line"))
    parts.append(path([(frame.x(m), frame.y(float(here.p50[m - 1]))) for m in count], "curve"))
    height = floor + 40
    if here.going is None:
        parts += frame.below(month_ticks(scenario), "month")
    else:
        parts += frame.below(month_ticks(scenario), "month; below: runs still going")
        parts += frame.row_below(
            [(month, f"{here.going[int(month) - 1]:,.0f}") for month, _ in month_ticks(scenario)]
        )
        height += 16
    return picture(key, height, f"{measure.label}, month by month", _months_in_words(measure, here), parts)


def _months_in_words(measure: Named, band: Band) -> str:
    """The first and the last month in which runs have a measure, and how many these are."""
    known = np.flatnonzero(np.isfinite(band.p50))
    if not len(known):
        return f"{measure.unit}: no run has it in any month"
    first, last = int(known[0]), int(known[-1])
    named = [
        "the first month" if first == 0 else f"month {first + 1}",
        "the last" if last == len(band.p50) - 1 else f"month {last + 1}",
    ]
    words = (
        f"{measure.unit}: median {number(float(band.p50[first]))} in {named[0]} and "
        f"{number(float(band.p50[last]))} in {named[1]}, when the middle 80% of runs lie between "
        f"{number(float(band.p10[last]))} and {number(float(band.p90[last]))}"
    )
    if band.going is None:
        return words
    going = f"{band.going[0]:,.0f} in month 1 and {band.going[-1]:,.0f} in the last"
    return f"{words}; of the runs still going, {going}"


def incidence(key: str, scenario: ScenarioFindings) -> Markup:
    """The share of runs that have ended in each way by each month; a dash and a marker for every cause.

    Parameters
    ----------
    key : str
        Id of the picture, unique in its page.
    scenario : ScenarioFindings
        The scenario whose cumulative incidence is drawn.

    Returns
    -------
    Markup
        SVG in per cent of runs; endings that never occur are left out.
    """
    shown = [name for name in OTHERS if name in scenario.incidence and scenario.incidence[name][-1] > 0]
    rows = lanes(scenario.marks, scenario.scenario.horizon)
    top = room_above(rows)
    floor = top + 150.0
    highest = max((100 * float(scenario.incidence[name][-1]) for name in shown), default=1.0)
    frame = Frame(month_scale(scenario.scenario), Scale(0.0, rounded(0.0, highest, 4)[1], floor, top))
    parts = [*frame.grid(), *calendar(frame, scenario.marks, rows)]
    horizon = scenario.scenario.horizon
    for position, name in enumerate(shown):
        points = [
            (frame.x(month), frame.y(100 * float(share)))
            for month, share in enumerate(scenario.incidence[name], 1)
        ]
        parts.append(path(points, stroke(name)))
        every = max(horizon // 4, 1)
        first = min(every - 1 - position * every // 6, horizon - 1) if horizon > 6 else horizon - 1
        parts += [
            marker(MARKERS[name], *points[k], f"point o-{name}") for k in range(max(first, 0), horizon, every)
        ]
    parts += frame.below(month_ticks(scenario.scenario), "month; per cent of runs ended by then")
    for position, name in enumerate(shown):
        parts += _sample(name, 6 + 168 * (position % 2), floor + 52 + 18 * (position // 2))
    height = floor + 44 + 18 * -(-len(shown) // 2)
    description = "By the end: " + (
        "; ".join(f"{ending(name)} {percent(float(scenario.incidence[name][-1]))}%" for name in shown)
        or "no run has ended"
    )
    return picture(key, height, f"How {scenario.name} ends, by cause and month", description, parts)


def _sample(name: str, x: float, y: float) -> list[Markup]:
    """A line of a key: a piece of the curve, and what it is."""
    return [
        path([(x, y - 4), (x + 34, y - 4)], stroke(name)),
        marker(MARKERS[name], x + 17, y - 4, f"point o-{name}"),
        text(x + 40, y, ending(name), "name"),
    ]


def forest(key: str, title: str, rows: Sequence[Row], axis: str) -> Markup:
    """Differences with their intervals around zero; a filled square where zero lies outside.

    Parameters
    ----------
    key : str
        Id of the picture, unique in its page.
    title : str
        Name of the picture, which screen readers say.
    rows : sequence of Row
        From top to bottom, their intervals in the unit of the axis; what is NaN is drawn as unknown.
    axis : str
        What the axis counts.

    Returns
    -------
    Markup
        SVG of a line for each row.
    """
    ends = [
        end
        for row in rows
        for end in (row.interval.low, row.interval.high, row.interval.value)
        if math.isfinite(end)
    ]
    low, high = rounded(min([*ends, 0.0]), max([*ends, 0.0]), 5)
    x = Scale(low, high, 20.0, WIDTH - 20)
    top, step = 4.0, 33.0
    floor = top + step * len(rows)
    parts = [line(x(value), top, x(value), floor, "grid") for value in ticks(low, high, 5)]
    parts.append(line(x(0), top, x(0), floor, "axis"))
    for position, row in enumerate(rows):
        y = top + step * position
        parts += [
            text(4, y + 12, fitted(row.label, WIDTH - 24 - LETTER * len(row.words)), "name halo"),
            text(WIDTH - 4, y + 12, row.words, "value halo", "end"),
        ]
        parts += _on_the_line(x, y + 23, row.interval)
    parts += Frame(x, Scale(0, 1, floor, top)).numbers_below(axis, 5)
    description = "; ".join(f"{row.label}: {row.words}" for row in rows)
    return picture(key, floor + 40, title, description, parts)


def _on_the_line(x: Scale, y: float, interval: Estimate) -> list[Markup]:
    if not math.isfinite(interval.value):
        return [text(x(0) + 8, y + 4, "unknown", "tick")]
    parts = []
    if math.isfinite(interval.low):
        parts.append(line(x(interval.low), y, x(interval.high), y, "whisker"))
    shape, kind = ("square", "solid") if interval.excludes_zero else ("circle", "hollow")
    return [*parts, marker(shape, x(interval.value), y, kind, 4)]


def share_rows(shares: Mapping[str, Estimate]) -> list[Row]:
    """Differences of outcome shares in percentage points, as rows of a forest.

    Parameters
    ----------
    shares : mapping of str to Estimate
        Difference by outcome, as a share between -1 and 1.

    Returns
    -------
    list of Row
        One for each outcome, in the given order.
    """
    points = {name: interval.over(0.01) for name, interval in shares.items()}
    return [Row(ending(name), interval, with_limits(interval)) for name, interval in points.items()]


def shift_rows(scenario: ScenarioFindings) -> list[Row]:
    """Differences of measures in standard deviations, with the difference in their unit as words.

    Parameters
    ----------
    scenario : ScenarioFindings
        Its contrast with the baseline is read.

    Returns
    -------
    list of Row
        One for each measure; empty without a contrast.
    """
    shifts = scenario.contrast.metrics if scenario.contrast else ()
    return [Row(shift.measure.label, shift.effect, signed_number(shift.difference.value)) for shift in shifts]


def with_limits(interval: Estimate) -> str:
    """A difference in percentage points with its limits: `+1.2 (+0.8 to +1.6)`.

    Parameters
    ----------
    interval : Estimate
        In percentage points.

    Returns
    -------
    str
        One decimal each; a dash where a number is missing.
    """
    return f"{signed(interval.value, 1)} ({signed(interval.low, 1)} to {signed(interval.high, 1)})"


def sweep(key: str, scenario: ScenarioFindings) -> Markup:
    """Along the one axis of a grid, the share of each ending but the usual one; with their intervals.

    Parameters
    ----------
    key : str
        Id of the picture, unique in its page.
    scenario : ScenarioFindings
        One whose sweep has a single axis.

    Returns
    -------
    Markup
        SVG; horizontally the swept quantity in its unit, vertically per cent of runs.

    Raises
    ------
    ValueError
        The scenario has no findings on a sweep.
    """
    found = scenario.sweep
    if found is None:
        raise ValueError(scenario.name)
    values = [point.values[0] for point in found.points]
    shown = [name for name in OTHERS if any(point.shares[name].value > 0 for point in found.points)]
    highest = max((100 * point.shares[name].high for point in found.points for name in shown), default=1.0)
    floor = 160.0
    low, high = rounded(min(values), max(values), 4)
    frame = Frame(Scale(low, high, LEFT, RIGHT - 6), Scale(0.0, rounded(0.0, highest, 4)[1], floor, 10.0))
    parts = frame.grid()
    for name in shown:
        places = [(frame.x(value), point.shares[name]) for value, point in zip(values, found.points)]
        parts += [line(x, frame.y(100 * s.low), x, frame.y(100 * s.high), "whisker") for x, s in places]
        parts.append(path([(x, frame.y(100 * s.value)) for x, s in places], stroke(name)))
        parts += [marker(MARKERS[name], x, frame.y(100 * s.value), f"point o-{name}") for x, s in places]
    parts += frame.numbers_below(f"{found.axes[0]}; per cent of runs")
    for position, name in enumerate(shown):
        parts += _sample(name, 6 + 168 * (position % 2), floor + 52 + 18 * (position // 2))
    height = floor + 44 + 18 * -(-len(shown) // 2)
    description = "; ".join(
        f"{found.axes[0]} {value:g}: "
        + ", ".join(f"{ending(name)} {percent(point.shares[name].value)}%" for name in shown)
        for value, point in zip(values, found.points)
    )
    return picture(key, height, f"How {scenario.name} ends along {found.axes[0]}", description, parts)


def legend(names: Sequence[str] = OTHERS) -> list[tuple[Markup, str]]:
    """A swatch and the name of each outcome, for the page to lay out.

    Parameters
    ----------
    names : sequence of str
        Outcomes; by default all but the usual one.

    Returns
    -------
    list of (Markup, str)
        SVG of the swatch, and the name in words.
    """
    return [
        (
            tag(
                "svg",
                *hatched(0.5, 0.5, 25, 13, name),
                viewBox="0 0 26 14",
                width="26",
                height="14",
                aria_hidden="true",
            ),
            ending(name),
        )
        for name in names
    ]
