"""A box of `sim discover` as one picture: the way to it, and its ranges against all that was drawn."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from sim.pages import svg
from sim.pages.axis import LEFT, RIGHT
from sim.pages.svg import LETTER, WIDTH, Frame, Scale, fitted, line, marker, path, rounded, tag, text
from sim.pages.words import number, percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sim.analysis.discovery.discover import Box, Discovery, Range

STYLE = Path(__file__).parent / "report.css"
FLOOR = 218.0  # of the plot of the way
ROW = 44.0  # height of a parameter
MARGIN = 10.0
CHECKED = "stroke o-rupture"  # of the way on runs that were set aside


def drawing(found: Discovery, box: Box, names: Mapping[str, tuple[str, str]]) -> str:
    """Return an SVG file that stands by itself; `names` are name and unit of each restricted column."""
    parts = [*_way(found, box), *_ranges(box, names)]
    height = FLOOR + 112 + ROW * len(box.ranges)
    whole = tag(
        "svg",
        tag("title", _title(found, box)),
        tag("desc", _description(found, box, names)),
        tag("style", Markup(STYLE.read_text(encoding="utf-8"))),  # noqa: S704 - our own file
        tag("rect", width="100%", height="100%", style="fill: var(--paper)"),
        tag("g", *parts, transform=f"translate({MARGIN:g} {MARGIN:g})"),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH + 2 * MARGIN:g} {height + 2 * MARGIN:g}",
        width=f"{2 * (WIDTH + 2 * MARGIN):g}",
        role="img",
        font_family="system-ui, 'DejaVu Sans', Arial, sans-serif",
    )
    return f"{whole}\n"


def _title(found: Discovery, box: Box) -> str:
    return f"Box {box.number}: {found.target}, {found.scenario}"


def _description(found: Discovery, box: Box, names: Mapping[str, tuple[str, str]]) -> str:
    ranges = "; ".join(f"{names[one.column][0]} {_asked(one)}" for one in box.ranges)
    return (
        f"The box covers {percent(box.chosen.coverage)}% of the runs that meet the target, and "
        f"{percent(box.chosen.density)}% of its runs do, against {percent(found.share)}% of all: {ranges}"
    )


def _way(found: Discovery, box: Box) -> Iterator[Markup]:
    """Coverage against density from the whole space on, with the box that was taken."""
    found_way = [(step.coverage, step.density) for step in box.steps]
    checked_way = [(step.coverage, step.density) for step in box.checked_steps if step is not None]
    densest = max(density for _, density in (*found_way, *checked_way))
    frame = Frame(
        Scale(0.0, 100.0, LEFT, RIGHT - 6), Scale(0.0, rounded(0.0, 100 * densest, 4)[1], FLOOR, 62.0)
    )
    yield text(4, 14, fitted(f"Box {box.number} of {found.scenario}", WIDTH - 8), "name")
    yield text(4, 30, fitted(found.target, WIDTH - 8), "name")
    yield text(4, 50, "density: per cent of its runs meet the target", "label")
    yield from frame.grid()
    share = frame.y(100 * found.share)
    yield line(frame.x.start, share, frame.x.end, share, "reference-line")
    yield text(frame.x.start + 4, share - 4, "all runs", "tick halo")
    yield path(_placed(frame, found_way), "curve")
    yield path(_placed(frame, checked_way), CHECKED)
    ((x, y),) = _placed(frame, [(box.chosen.coverage, box.chosen.density)])
    yield marker("diamond", x, y, "reference", 5)
    if box.checked is not None:
        ((x, y),) = _placed(frame, [(box.checked.coverage, box.checked.density)])
        yield marker("circle", x, y, "hollow", 5)
    yield from frame.numbers_below("coverage: per cent of the target's runs", 5)
    yield from _key(checked=box.checked is not None)


def _placed(frame: Frame, way: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    return [(frame.x(100 * coverage), frame.y(100 * density)) for coverage, density in way]


def _key(*, checked: bool) -> Iterator[Markup]:
    """What the lines and signs stand for."""
    y = FLOOR + 50
    yield path([(4, y), (28, y)], "curve")
    yield marker("diamond", 16, y, "reference", 5)
    yield text(34, y + 4, "peeling, and the box (restrictions dropped)", "tick")
    if checked:
        yield path([(4, y + 17), (28, y + 17)], CHECKED)
        yield marker("circle", 16, y + 17, "hollow", 5)
        yield text(34, y + 21, "the same on runs that were set aside", "tick")


def _ranges(box: Box, names: Mapping[str, tuple[str, str]]) -> Iterator[Markup]:
    """Each restricted parameter: all that was drawn as a thin bar, the box's part of it as a thick one."""
    top = FLOOR + 96
    yield text(4, top, "Where the box lies in what was drawn", "name")
    for position, one in enumerate(box.ranges):
        y = top + 20 + ROW * position
        name, unit = names[one.column]
        asked = _asked(one)
        yield text(4, y, fitted(name, WIDTH - 16 - LETTER * len(asked)), "name")
        yield text(WIDTH - 4, y, asked, "value", "end")
        x = Scale(one.lowest, one.highest, 4.0, WIDTH - 4)
        low = one.lowest if one.limit.low is None else one.limit.low
        high = one.highest if one.limit.high is None else one.limit.high
        yield svg.box(4, y + 8, WIDTH - 8, 5, "rest")
        yield svg.box(x.held(low), y + 5, x.held(high) - x.held(low), 11, "bar")
        yield text(4, y + 27, number(one.lowest), "tick")
        yield text(WIDTH - 4, y + 27, number(one.highest), "tick", "end")
        room = WIDTH - 16 - LETTER * (len(number(one.lowest)) + len(number(one.highest)))
        yield text(WIDTH / 2, y + 27, fitted(unit, room), "tick", "middle")


def _asked(one: Range) -> str:
    low, high = one.limit.low, one.limit.high
    if low is not None and high is not None:
        return f"{number(low)} to {number(high)}"
    return f"above {number(low)}" if low is not None else f"below {number(high)}"
