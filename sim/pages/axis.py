"""The axis of months: its scale, its names, and the calendar's signs above a plot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.pages.svg import LETTER, WIDTH, Frame, Scale, line, text
from sim.pages.words import month_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from sim.pages.findings import Mark
    from sim.scenario import Scenario

LEFT, RIGHT = 44.0, WIDTH - 8
LANE = 13.0  # height of a row of marks above a plot
MOST_LANES = 4


def month_scale(scenario: Scenario) -> Scale:
    """From the first month to the last, across the plot.

    Parameters
    ----------
    scenario : Scenario
        Its horizon decides how many months the axis has, at least two.

    Returns
    -------
    Scale
        From month numbers (1 is the first) to horizontal places in units of the picture.
    """
    return Scale(1.0, float(max(scenario.horizon, 2)), LEFT, RIGHT - 6)


def month_ticks(scenario: Scenario, count: int = 4) -> list[tuple[float, str]]:
    """Evenly spaced months with their names: every third, sixth, twelfth and so on.

    Parameters
    ----------
    scenario : Scenario
        Its start names the months.
    count : int
        There are at most `count` + 1 ticks, unless steps of 120 months give more.

    Returns
    -------
    list of (float, str)
        Month number, from 1, and short name of the calendar month.
    """
    step = next(
        (step for step in (1, 2, 3, 6, 12, 24, 36, 60) if (scenario.horizon - 1) / step <= count), 120
    )
    return [
        (float(month), month_name(scenario.start.later(month - 1), short=True))
        for month in range(1, scenario.horizon + 1, step)
    ]


def lanes(marks: Sequence[Mark], horizon: int) -> list[int]:
    """The row above the plot in which each mark's sign stands, so that no two touch.

    Parameters
    ----------
    marks : sequence of Mark
        In the order of their months.
    horizon : int
        Number of months of the scenario.

    Returns
    -------
    list of int
        A row for each mark; 0 is the uppermost.
    """
    unit = (RIGHT - 6 - LEFT) / max(horizon - 1, 1)
    ends: list[float] = []
    rows = []
    for mark in marks:
        start = mark.month * unit
        lane = next((k for k, end in enumerate(ends) if end <= start), len(ends))
        ends[lane : lane + 1] = [max(start + LETTER * (len(mark.sign) + 1), mark.until * unit)]
        rows.append(lane)
    return rows


def calendar(frame: Frame, marks: Sequence[Mark], rows: Sequence[int]) -> list[Markup]:
    """A broken line at each mark, its sign above; what lasts longer has a bar beside its sign.

    Where the calendar is crowded, what finds no room is left to the list beside the pictures.

    Parameters
    ----------
    frame : Frame
        Plot whose horizontal axis counts months.
    marks : sequence of Mark
        What stands on the calendar.
    rows : sequence of int
        Row of each mark, as `lanes` returns it; a mark in row `MOST_LANES` or below is not drawn.

    Returns
    -------
    list of Markup
        Elements of the picture.
    """
    parts = []
    for mark, lane in zip(marks, rows, strict=True):
        if lane >= MOST_LANES:
            continue
        x, y = frame.x(mark.month), 4.0 + LANE * lane
        parts += [line(x, y + LANE - 2, x, frame.y.start, "mark")]
        parts.append(text(x, y + 9, mark.sign, "sign", "middle"))
        until = frame.x(mark.until)
        if until > x + LETTER:
            parts.append(line(x + LETTER, y + 5, until, y + 5, "lasting"))
    return parts


def room_above(lanes_taken: Sequence[int]) -> float:
    """Where a plot begins below the calendar's signs.

    Parameters
    ----------
    lanes_taken : sequence of int
        Row of each mark, as `lanes` returns it.

    Returns
    -------
    float
        Vertical place of the plot's upper edge, in units of the picture from its top.
    """
    return 8.0 + LANE * min(max(lanes_taken, default=-1) + 1, MOST_LANES)
