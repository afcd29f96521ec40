"""A tournament as a figure: payoffs, what could have been gained, and endings of each pairing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.tournament.sides import SIDES
from sim.output.figure import BLUE, ENDINGS, GREY, ORANGE, ROW, new_figure, plain
from sim.quantities import OUTCOMES
from sim.stats.means import mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.analysis.tournament.tournament import Tournament
    from sim.stats.estimate import Estimate

COLOURS = (ORANGE, BLUE)  # of the sides
APART = 0.13  # of the two sides in a row


def picture(found: Tournament) -> Figure:
    """Return three plots side by side, a row a pairing.

    Parameters
    ----------
    found : Tournament
        Every pairing of it is drawn.

    Returns
    -------
    Figure
        Payoffs, possible gains, and shares of the endings.
    """
    figure = new_figure(12.5, 1.9 + 1.3 * ROW * len(found.matches))
    payoffs, gains, endings = figure.subplots(1, 3, sharey=True)
    got = [[mean(match.played.payoff(side)) for match in found.matches] for _, side, _ in SIDES]
    _of_sides(payoffs, got, "payoff", "what both get, with 95% intervals")
    could = [[match.exploited[side].gain for match in found.matches] for side in range(len(SIDES))]
    _of_sides(gains, could, "payoff units", "what a best reply of the list would gain")
    _endings(endings, found)
    labels = [f"{match.pairing.kremlin} / {match.pairing.minsk}" for match in found.matches]
    payoffs.set_yticks(np.arange(len(labels)), labels, fontsize=8)
    payoffs.invert_yaxis()
    figure.suptitle(f"Minds against each other (Kremlin / Minsk) in {found.scenario}", fontsize=11)
    return figure


def _of_sides(axes: Axes, values: Sequence[Sequence[Estimate]], label: str, title: str) -> None:
    for side, (name, _, _) in enumerate(SIDES):
        places = np.arange(len(values[side])) + (2 * side - 1) * APART
        low, high = ([getattr(one, end) for one in values[side]] for end in ("low", "high"))
        axes.hlines(places, low, high, color=COLOURS[side], lw=2)
        means = [one.value for one in values[side]]
        axes.plot(means, places, "os"[side], color=COLOURS[side], ms=5, label=name)
    axes.axvline(0, color="black", lw=0.8)
    _finish(axes, label, title)


def _endings(axes: Axes, found: Tournament) -> None:
    places, left = np.arange(len(found.matches)), np.zeros(len(found.matches))
    for colour, outcome in zip(ENDINGS, OUTCOMES, strict=True):
        shares = np.array([match.played.share(outcome) for match in found.matches])
        axes.barh(places, shares, left=left, color=colour, height=0.7, label=outcome.replace("_", " "))
        left += shares
    axes.set_xlim(0, 1)
    _finish(axes, "share of runs", "endings")


def _finish(axes: Axes, label: str, title: str) -> None:
    axes.grid(axis="y", color=GREY, lw=0.3)
    plain(axes, title, label, legend_columns=3)
