"""Findings as a figure: effects under each pairing, over draws, and with quantities moved alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.robustness.sentences import way_of
from sim.output.figure import BLUE, GREY, ORANGE, ROW, new_figure, plain
from sim.output.numbers import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.analysis.robustness.robustness import Robustness

MOST_MOVED = 12


def picture(results: Sequence[Robustness]) -> Figure:
    """Return one row of plots a finding.

    Parameters
    ----------
    results : sequence of Robustness
        One or more; with or without draws and quantities moved alone.

    Returns
    -------
    Figure
        In each row the pairings, the draws, and at most 12 quantities moved alone.
    """
    rows = [max(len(one.pairings), min(len(one.moved), MOST_MOVED)) for one in results]
    heights = [1.7 + ROW * row for row in rows]
    figure = new_figure(13.5, sum(heights))
    parts: Any = figure.subfigures(len(results), 1, height_ratios=heights, squeeze=False)
    for part, found in zip(parts[:, 0], results, strict=True):
        pairings, draws, moved = part.subplots(1, 3, width_ratios=(4, 4, 4))
        _pairings(pairings, found)
        _draws(draws, found)
        _moved(moved, found)
        part.suptitle(
            f"{found.finding.title} in {found.scenario}: {found.finding.says} ({way_of(found.sign)})",
            fontsize=11,
        )
    return figure


def _pairings(axes: Axes, found: Robustness) -> None:
    """Draw the effect under each pairing with its interval."""
    places = np.arange(len(found.pairings))
    colours = [BLUE if one.pairing.is_evidence else GREY for one in found.pairings]
    axes.hlines(
        places,
        [one.found.low for one in found.pairings],
        [one.found.high for one in found.pairings],
        color=colours,
        lw=2,
    )
    axes.scatter([one.found.value for one in found.pairings], places, color=colours, s=22, zorder=3)
    marks = ["* " if one.pairing == found.own else "" for one in found.pairings]
    labels = [
        f"{mark}{one.pairing.kremlin} / {one.pairing.minsk}"
        for mark, one in zip(marks, found.pairings, strict=True)
    ]
    axes.set_yticks(places, labels, fontsize=8)
    title = "Kremlin / Minsk\n* scenario's own; grey: of the briefing"
    _finish(axes, title, "effect with its 95% interval")


def _draws(axes: Axes, found: Robustness) -> None:
    """Draw the effects over draws: each measured, and the middle nine tenths without chance."""
    for place, one in enumerate(found.pairings):
        if one.spread is None:
            continue
        means = one.spread.means[one.spread.known]
        axes.plot(means, np.full(len(means), place + 0.14), "|", color=GREY, ms=7, mew=0.6)
        low, middle, high = one.spread.band
        axes.hlines(place - 0.14, low, high, color=ORANGE, lw=3)
        axes.plot(middle, place - 0.14, "o", color="black", ms=3)
        axes.annotate(
            f"{one.spread.share(found.sign):.0%}" if found.sign else "",
            (1.01, place),
            xycoords=("axes fraction", "data"),
            fontsize=8,
            va="center",
        )
    axes.set_yticks([])
    title = "over draws\norange: 5 to 95%; right: share with the sign"
    _finish(axes, title, "effect of each draw" if found.drawn else "no draws were made")


def _moved(axes: Axes, found: Robustness) -> None:
    """Draw the effect between the ends of the quantities that leave least of it."""
    rows = found.moved[:MOST_MOVED]
    places = np.arange(len(rows))
    for place, one in zip(places, rows, strict=True):
        effects = [end.effect for end in one.ends]
        axes.hlines(place, min(effects), max(effects), color=GREY, lw=1.5)
        for end in one.ends:
            known = end.verdict is not None
            axes.plot(end.effect, place, "o", ms=4.5, color=BLUE, mfc=BLUE if known else "white")
            if end.found is not None:
                axes.hlines(place, end.found.low, end.found.high, color=BLUE, lw=2.5)
    if rows:
        axes.axvline(found.at_home.found.value, color=ORANGE, lw=1, ls="--")
    labels = [f"{one.quantity} {' / '.join(number(end.value) for end in one.ends)}" for one in rows]
    axes.set_yticks(places, labels, fontsize=7)
    title = "one quantity moved alone, low / high\nempty: few runs; broken: nothing moved"
    _finish(axes, title, "effect" if rows else "nothing was moved")


def _finish(axes: Axes, title: str, label: str) -> None:
    axes.locator_params(axis="x", nbins=5)
    axes.axvline(0, color="black", lw=0.8)
    axes.set_ylim(axes.get_ylim()[1], axes.get_ylim()[0])
    plain(axes, title, label)
