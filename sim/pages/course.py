"""Pictures of one run: what each side weighed, gains and losses, the five issues, and how things go on.

They have the size, the colours and the signs of the report's. All take a `key`, the id that no other picture
of the page has.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.pages.axis import calendar, lanes, month_scale, month_ticks, room_above
from sim.pages.svg import (
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
)
from sim.pages.words import number, signed
from sim.quantities import INDICES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup
    from numpy.typing import NDArray

    from sim.pages.findings import Band, Mark, Named
    from sim.scenario import Scenario

    Vector = NDArray[np.float64]

ISSUE_NAMES = {
    "RM": "road maps",
    "CR": "constitutional reform",
    "FU": "fuel through Russian ports",
    "SE": "security",
    "SU": "supranational bodies",
}
SIGNS = ("circle", "square", "triangle")
FIGURES = 98.0  # room for figures at the right of a bar


class Alternative(NamedTuple):
    """What could be chosen: its name, its worth to the side that chooses, its chance if that is known."""

    name: str
    worth: float
    chance: float | None
    chosen: bool


def alternatives(key: str, title: str, options: Sequence[Alternative]) -> Markup:
    """What one side weighed: a bar an alternative, by chance or else by worth; the choice stands out.

    Parameters
    ----------
    key : str
        Id of the picture, unique in its page.
    title : str
        Name of the picture, which screen readers say.
    options : sequence of Alternative
        At least one; worth is shown as the distance from the least.

    Returns
    -------
    Markup
        SVG; where the chance is not known, a bar's length is the worth above the least, divided by the
        range of worths.
    """
    least = min(option.worth for option in options)
    most = max(option.worth for option in options) - least
    x = Scale(0.0, 1.0, 16.0, WIDTH - FIGURES)
    step = 31.0
    parts: list[Markup] = []
    for position, option in enumerate(options):
        y = 2 + step * position
        above = option.worth - least
        share = option.chance if option.chance is not None else (above / most if most > 0 else 0.0)
        kind = "taken" if option.chosen else "left"
        if option.chosen:
            parts.append(marker("circle", 8, y + 9, "solid", 3.5))
        parts += [
            text(16, y + 13, fitted(option.name, WIDTH - 12), "name chosen" if option.chosen else "name"),
            box(x(0), y + 17, x(1) - x(0), 9, "rest"),
            box(x(0), y + 17, max(x(share) - x(0), 1.0), 9, kind),
            text(WIDTH - 4, y + 26, _figures(option, above), "value", "end"),
        ]
    described = "; ".join(
        f"{'chosen: ' if option.chosen else ''}{option.name} {_figures(option, option.worth - least)}"
        for option in options
    )
    return picture(key, step * len(options) + 2, title, described, parts)


def _figures(option: Alternative, above: float) -> str:
    worth = f"+{number(above)}" if above > 0 else "0"
    return worth if option.chance is None else f"{worth} · {_chance(option.chance)}"


def _chance(share: float) -> str:
    """A chance in per cent; nothing that can happen is called 0, nothing that can fail 100."""
    percent = 100 * share
    if 0 < percent < 0.5:
        return "<1%"
    if 99.5 <= percent < 100:
        return ">99%"
    return f"{percent:.0f}%"


def gains(key: str, side: str, terms: Mapping[str, float], reach: float) -> Markup:
    """One side's month as bars: what it gained to the right, what it lost to the left, and the sum.

    Parameters
    ----------
    key : str
        Id of the picture, unique in its page.
    side : str
        Name of the side, as the title says it.
    terms : mapping of str to float
        Payoff units by what they come from; a loss is negative.
    reach : float
        The largest gain or loss that must have a place, in payoff units: the same for both sides.

    Returns
    -------
    Markup
        SVG of a bar for each term, and of one for their sum.
    """
    x = Scale(-reach, reach, 154.0, WIDTH - 48)
    step = 20.0
    floor = 4 + step * len(terms)
    parts = [line(x(0), 2, x(0), floor + 24, "axis")]
    rows = [*terms.items(), ("all together", sum(terms.values()))]
    for position, (name, value) in enumerate(rows):
        total = position == len(rows) - 1
        y = 4 + step * position + (6 if total else 0)
        if total:
            parts.append(line(4, y - 3, WIDTH - 4, y - 3, "grid"))
        parts += [
            text(146, y + 13, fitted(name, 168), "name chosen" if total else "name", "end"),
            *_bar(x, y + 3, value),
            text(WIDTH - 4, y + 13, signed(value), "value chosen" if total else "value", "end"),
        ]
    described = "; ".join(f"{name} {signed(value)}" for name, value in rows)
    return picture(key, floor + 28, f"What the month brought the {side} side", described, parts)


def _bar(x: Scale, y: float, value: float) -> list[Markup]:
    """A bar from zero; a loss is hatched, so that it differs by more than its colour."""
    start, end = sorted((x(0), x.held(value)))
    bar = box(start, y, end - start, 12, "gain" if value >= 0 else "loss")
    if value >= 0:
        return [bar]
    return [bar, tag("rect", x=start, y=y, width=end - start, height=12.0, fill="url(#h-loss)")]


def issues(key: str, row: Mapping[str, float]) -> Markup:
    """The five issues: how much is agreed, of that signed, of that carried out.

    Parameters
    ----------
    key : str
        Id of the picture, unique in its page.
    row : mapping of str to float
        A month's measures: `agreed_RM`, `signed_RM`, `implemented_RM` and so on; shares between 0 and 1.

    Returns
    -------
    Markup
        SVG of a bar for each issue, in per cent.
    """
    x = Scale(0.0, 1.0, 4.0, WIDTH - 4)
    step = 36.0
    parts, reported = [], []
    for position, issue in enumerate(INDICES["issue"]):
        y = 2 + step * position
        levels = [float(row[f"{stage}_{issue}"]) for stage in ("agreed", "signed", "implemented")]
        agreed, signed_, done = levels
        words = " / ".join(f"{100 * level:.0f}" for level in levels)
        parts += [
            text(4, y + 13, ISSUE_NAMES[issue], "name"),
            text(WIDTH - 4, y + 13, f"{words} %", "value", "end"),
            box(x(0), y + 18, x(1) - x(0), 12, "rest"),
            box(x(0), y + 18, x(agreed) - x(0), 12, "agreed"),
            box(x(0), y + 18, x(signed_) - x(0), 12, "signed"),
            box(x(0), y + 18, x(done) - x(0), 12, "done"),
            *(line(x(level), y + 16, x(level), y + 32, "edge") for level in levels if 0 < level < 1),
        ]
        reported.append(f"{ISSUE_NAMES[issue]}: agreed, signed, carried out {words}%")
    return picture(key, step * len(INDICES["issue"]) + 2, "The five issues", "; ".join(reported), parts)


def course(
    key: str,
    measure: Named,
    scenario: Scenario,
    start: float,
    values: Vector,
    marks: Sequence[Mark],
    others: Band | None = None,
) -> Markup:
    """A measure of one run up to the month that is looked at, from what it was on the eve of the first.

    Parameters
    ----------
    key : str
        Id of the picture, unique in its page.
    measure : Named
        The monthly measure that is drawn.
    scenario : Scenario
        Its start and horizon make the axis of months.
    start : float
        Its value before the first month; NaN for what only months have.
    values : (m,) float64
        Months 1 to m, in the unit of the measure; NaN where it has no value, which breaks the line.
    marks : sequence of Mark
        What stands on the calendar.
    others : Band, optional
        The middle 80% of many runs, to see it against.

    Returns
    -------
    Markup
        SVG of the measure over all months of the scenario, drawn as far as month m.
    """
    rows = lanes(marks, scenario.horizon)
    top = room_above(rows)
    floor = top + 100.0
    known = np.concatenate([[start], values, *([others.p10, others.p90] if others else [])])
    known = known[np.isfinite(known)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    frame = Frame(_with_eve(scenario), Scale(*rounded(low, high, 4), floor, top))
    parts = [*frame.grid(), *calendar(frame, marks, rows)]
    if others is not None:
        parts += areas(frame, others.p10, others.p90, "band")
    points = [(frame.x(0), frame.y(start))]
    points += [(frame.x(month), frame.y(float(value))) for month, value in enumerate(values, 1)]
    parts.append(path(points, "curve"))
    parts += [marker("circle", *point, "lone", 2.5) for point in _alone(points)]
    now = next((point for point in reversed(points) if math.isfinite(point[1])), None)
    if now is not None and now[0] == points[-1][0]:
        parts.append(marker("circle", *now, "now", 4.5))
    parts += frame.below([(month, name) for month, name in month_ticks(scenario)], "month")
    last = float(values[-1]) if len(values) else start
    described = f"{measure.unit}; {number(last)} in the month that is shown"
    return picture(key, floor + 40, f"{measure.label} so far", described, parts)


def _alone(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The points that no line reaches, since the months beside them have no value."""
    known = [False, *(math.isfinite(y) for _, y in points), False]
    return [point for k, point in enumerate(points, 1) if known[k] and not (known[k - 1] or known[k + 1])]


def _with_eve(scenario: Scenario) -> Scale:
    """The axis of months with room for the eve of the first."""
    usual = month_scale(scenario)
    return Scale(0.0, usual.high, usual.start, usual.end)


def beliefs(
    key: str,
    title: str,
    scenario: Scenario,
    paths: Mapping[str, tuple[float, Vector]],
) -> Markup:
    """What one side believes about the other, type by type: the eve's value and months 1 to m.

    Parameters
    ----------
    key : str
        Id of the picture, unique in its page.
    title : str
        Name of the picture, which screen readers say.
    scenario : Scenario
        Its start and horizon make the axis of months.
    paths : mapping of str to (float, (m,) float64)
        By type, three at most: its probability on the eve, and in each month.

    Returns
    -------
    Markup
        SVG of a line for each type, and of their key.
    """
    floor = 112.0
    frame = Frame(_with_eve(scenario), Scale(0.0, 1.0, floor, 8.0))
    parts = frame.grid()
    described = []
    for position, (name, (start, values)) in enumerate(paths.items()):
        points = [(frame.x(0), frame.y(start))]
        points += [(frame.x(month), frame.y(float(value))) for month, value in enumerate(values, 1)]
        parts += [
            path(points, f"stroke t-{position}"),
            marker(SIGNS[position], *points[-1], f"point t-{position}", 4),
        ]
        described.append(f"{name} {number(float(values[-1]) if len(values) else start)}")
    parts += frame.below([(month, name) for month, name in month_ticks(scenario)], "month; probability")
    parts += _key(paths, floor + 52)
    return picture(key, floor + 62, title, "; ".join(described), parts)


def _key(paths: Mapping[str, object], y: float) -> list[Markup]:
    parts = []
    room = (WIDTH - 8) / len(paths)
    for position, name in enumerate(paths):
        x = 4 + room * position
        parts += [
            path([(x, y - 4), (x + 20, y - 4)], f"stroke t-{position}"),
            marker(SIGNS[position], x + 10, y - 4, f"point t-{position}"),
            text(x + 25, y, fitted(name, room - 18), "tick"),
        ]
    return parts


def reach_of(*sides: Mapping[str, float]) -> float:
    """A round number that no gain, loss or sum of either side exceeds.

    Parameters
    ----------
    *sides : mapping of str to float
        The terms of each side's month, in payoff units.

    Returns
    -------
    float
        Positive, in payoff units; for `gains`.
    """
    values = [abs(value) for terms in sides for value in (*terms.values(), sum(terms.values()))]
    return rounded(0.0, max([*values, 0.1]), 4)[1]
