"""Boxes as a figure: the way to each in coverage and density, and where it lies in what was drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.analysis.discovery.names import flat_name, limits_words, unit_of
from sim.output.figure import BLUE, GREY, ORANGE, new_figure, plain
from sim.output.numbers import number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.analysis.discovery.discover import Box, Discovery

LEAST_HEIGHT, HEIGHT_OF_PARAMETER = 3.4, 0.5  # inches


def picture(found: Discovery) -> Figure:
    """Return two plots a box: coverage against density, and the restricted parameters.

    Parameters
    ----------
    found : Discovery
        With at least one box.

    Returns
    -------
    Figure
        A row of two plots for each box.
    """
    heights = [max(LEAST_HEIGHT, 1.4 + HEIGHT_OF_PARAMETER * len(box.ranges)) for box in found.boxes]
    figure = new_figure(11, sum(heights) + 0.4)
    rows = figure.subplots(len(heights), 2, squeeze=False, gridspec_kw={"height_ratios": heights})
    for box, (way, ranges) in zip(found.boxes, rows, strict=True):
        _way(way, found, box)
        _ranges(ranges, box)
    figure.suptitle(f"Where {found.target} concentrates in {found.scenario}", fontsize=11)
    return figure


def _way(axes: Axes, found: Discovery, box: Box) -> None:
    """Draw coverage against density from the whole space on, with the box that was taken."""
    peeled = [(step.coverage, step.density) for step in box.steps]
    checked = [(step.coverage, step.density) for step in box.checked_steps if step is not None]
    axes.axhline(100 * found.share, color=GREY, lw=0.8, ls="--", label="all runs")
    axes.plot(*_per_cent(peeled), color=BLUE, lw=1.5, label="peeling")
    axes.plot(*_per_cent([(box.chosen.coverage, box.chosen.density)]), "D", color=BLUE, label="the box")
    if box.checked is not None:
        axes.plot(*_per_cent(checked), color=ORANGE, lw=1.5, label="the same on runs set aside")
        axes.plot(*_per_cent([(box.checked.coverage, box.checked.density)]), "o", color=ORANGE)
    axes.set_xlim(0, 102)
    axes.set_ylim(bottom=0)
    axes.set_ylabel("density (% of the box's runs)", fontsize=9)
    axes.grid(color=GREY, lw=0.3)
    plain(axes, f"Box {box.number}", "coverage (% of the target's runs)", legend_columns=4)


def _per_cent(way: Iterable[tuple[float, float]]) -> tuple[list[float], list[float]]:
    pairs = list(way)
    return [100 * coverage for coverage, _ in pairs], [100 * density for _, density in pairs]


def _ranges(axes: Axes, box: Box) -> None:
    """Draw all that was drawn of each parameter as a thin bar, the box's part of it as a thick one."""
    for place, one in enumerate(box.ranges):
        whole = one.highest - one.lowest
        low, high = (
            (end - one.lowest) / whole
            for end in (
                one.lowest if one.limit.low is None else one.limit.low,
                one.highest if one.limit.high is None else one.limit.high,
            )
        )
        axes.barh(place, 1.0, color=GREY, height=0.12)
        axes.barh(place, high - low, left=low, color=BLUE, height=0.3)
        for end, value, side in ((0.0, one.lowest, "left"), (1.0, one.highest, "right")):
            axes.text(end, place + 0.2, number(value), fontsize=8, ha=side, va="top")
        axes.text(0.5, place + 0.2, unit_of(one.column), fontsize=8, ha="center", va="top")
    names = [f"{flat_name(one.column)}\n{limits_words(one.limit.low, one.limit.high)}" for one in box.ranges]
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(max(len(names), 3) - 0.4, -0.5)
    plain(axes, "where the box lies in what was drawn")
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.tick_params(length=0)
    axes.set_xticks([])
