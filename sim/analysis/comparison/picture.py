"""A comparison as a figure: the effect size of every metric with its interval, a panel a pair."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.output.figure import BLUE, GREY, ORANGE, ROW, new_figure, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.analysis.comparison.compare import Compared, ComparedMetric

MOST_PAIRS = 6
MOST_METRICS = 80
COLOURS = {"different": ORANGE, "equivalent": GREY, "undecided": BLUE}


def picture(found: Compared) -> Figure:
    """Return the effect sizes in standard deviations, a row a metric; the margin is shaded.

    Of more than `MOST_METRICS` metrics those with the largest effects are drawn, of more than `MOST_PAIRS`
    pairs the first.

    Parameters
    ----------
    found : Compared
        Pairs that share their metrics, in one order.

    Returns
    -------
    Figure
        A panel a pair; a metric without spread has no mark.
    """
    rows = _largest(found)
    pairs = list(zip(found.pairs, found.metrics, strict=True))[:MOST_PAIRS]
    figure = new_figure(3.2 + 3.4 * len(pairs), 1.6 + ROW * len(rows))
    panels = figure.subplots(1, len(pairs), sharey=True, squeeze=False)[0]
    for axes, (head, metrics) in zip(panels, pairs, strict=True):
        _effects(axes, [metrics[row] for row in rows], found.margin)
        plain(axes, " less\n".join(head.names), "effect, standard deviations")
    panels[0].set_yticks(np.arange(len(rows)), [found.metrics[0][row].metric for row in rows], fontsize=8)
    panels[0].set_ylim(len(rows) - 0.5, -0.5)
    for verdict, colour in COLOURS.items():
        panels[0].plot([], [], "o-", color=colour, label=verdict)
    figure.legend(loc="outside lower center", ncols=len(COLOURS), frameon=False, fontsize=8)
    figure.suptitle(
        f"Differences with {100 * (1 - found.alpha):g}% intervals{_not_drawn(found)}", fontsize=10
    )
    return figure


def _largest(found: Compared) -> list[int]:
    """Return the places of the metrics that are drawn, in their order."""
    sizes = [
        max(np.nan_to_num(abs(metrics[place].figures.effect_size)) for metrics in found.metrics)
        for place in range(len(found.metrics[0]))
    ]
    return sorted(np.argsort(sizes, kind="stable")[::-1][:MOST_METRICS].tolist())


def _not_drawn(found: Compared) -> str:
    more = {"metrics": len(found.metrics[0]) - MOST_METRICS, "pairs": len(found.pairs) - MOST_PAIRS}
    words = " and ".join(f"{count:,} {what}" for what, count in more.items() if count > 0)
    return f"; {words} more are not drawn" if words else ""


def _effects(axes: Axes, metrics: list[ComparedMetric], margin: float) -> None:
    axes.axvspan(-margin, margin, color=GREY, alpha=0.25, lw=0)
    axes.axvline(0, color="black", lw=0.8)
    for place, one in enumerate(metrics):
        figures, colour = one.figures, COLOURS[one.verdict]
        if figures.spread > 0:
            axes.hlines(
                place, figures.low / figures.spread, figures.high / figures.spread, color=colour, lw=2
            )
            axes.plot(figures.effect_size, place, "o", color=colour, ms=5)
    axes.grid(axis="y", color=GREY, lw=0.3)
