"""A tournament as a picture, SVG: payoffs, what could have been gained, and endings of each pairing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.sensitivity.picture import BLUE, GREY, ORANGE, ROW, figure_of, svg_of
from sim.analysis.tournament.report import SHORT, SIDES
from sim.stats.effects import estimate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from sim.analysis.tournament.examine import Tournament
    from sim.stats.effects import Estimate

COLOURS = (ORANGE, BLUE)  # of the sides
ENDINGS = ("#cccccc", "#009e73", "#cc79a7", "#d55e00", "#56b4e9", "#000000")
APART = 0.13  # of the two sides in a row


def picture(found: Tournament) -> str:
    """Return three plots side by side, a row a pairing."""
    figure = figure_of(12.5, 1.9 + 1.3 * ROW * len(found.matches))
    payoffs, gains, endings = figure.subplots(1, 3, sharey=True)
    got = [[estimate(match.played.payoff(side)) for match in found.matches] for _, side, _ in SIDES]
    _of_sides(payoffs, got, "payoff", "what both get, with 95% intervals")
    could = [[match.exploited[side].gain for match in found.matches] for side in range(len(SIDES))]
    _of_sides(gains, could, "payoff units", "what a best reply of the list would gain")
    _endings(endings, found)
    labels = [f"{match.pairing.kremlin} / {match.pairing.minsk}" for match in found.matches]
    payoffs.set_yticks(np.arange(len(labels)), labels, fontsize=8)
    payoffs.invert_yaxis()
    figure.suptitle(f"Minds against each other (Kremlin / Minsk) in {found.scenario}", fontsize=11)
    return svg_of(figure)


def _of_sides(axes: Axes, values: Sequence[Sequence[Estimate]], label: str, title: str) -> None:
    for side, (name, _, _) in enumerate(SIDES):
        places = np.arange(len(values[side])) + (2 * side - 1) * APART
        low, high = ([getattr(one, end) for one in values[side]] for end in ("low", "high"))
        axes.hlines(places, low, high, color=COLOURS[side], lw=2)
        means = [one.mean for one in values[side]]
        axes.plot(means, places, "os"[side], color=COLOURS[side], ms=5, label=name)
    axes.axvline(0, color="black", lw=0.8)
    _finish(axes, label, title)


def _endings(axes: Axes, found: Tournament) -> None:
    places, left = np.arange(len(found.matches)), np.zeros(len(found.matches))
    for colour, (outcome, name) in zip(ENDINGS, SHORT.items(), strict=True):
        shares = np.array([match.played.share(outcome) for match in found.matches])
        axes.barh(places, shares, left=left, color=colour, height=0.7, label=name)
        left += shares
    axes.set_xlim(0, 1)
    _finish(axes, "share of runs", "endings")


def _finish(axes: Axes, label: str, title: str) -> None:
    axes.set_title(title, fontsize=9)
    axes.set_xlabel(label, fontsize=9)
    axes.tick_params(axis="x", labelsize=8)
    axes.grid(axis="y", color=GREY, lw=0.3)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, fontsize=8, ncols=3, loc="upper center", bbox_to_anchor=(0.5, -0.14))
