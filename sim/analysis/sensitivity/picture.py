"""Rankings and identifiability as figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.output.figure import BLUE, GREY, ORANGE, ROW, new_figure, plain
from sim.output.numbers import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.analysis.sensitivity.identify import Direction
    from sim.analysis.sensitivity.sensitivity import Identified, Sensitivity

MOST_BARS = 20
MOST_NAMES = 8  # in the plane of mean size and spread, where names crowd


def ranking_figure(found: Sensitivity) -> Figure:
    """Return a ranking as a figure: bars with intervals; for a screening also size against spread.

    Parameters
    ----------
    found : Sensitivity
        A Morris screening or a ranking by Sobol indices; the 20 strongest quantities are drawn as bars.

    Returns
    -------
    Figure
        Two plots for a screening, one for indices.
    """
    rows = found.ranking.table.head(MOST_BARS)
    height = 1.6 + ROW * len(rows)
    if found.ranking.method == "morris":
        figure = new_figure(11.0, max(height, 4.0))
        left, right = figure.subplots(1, 2, width_ratios=(3, 2))
        _effects(left, rows)
        _plane(right, found.ranking.table)
    else:
        figure = new_figure(8.0, max(height, 2.8))
        _indices(figure.subplots(), rows)
    title = f"What {found.subject.says} depends on in {found.scenario}"
    if found.ranking.constant is not None:
        title += f": nothing, it is {number(found.ranking.constant)} at all points"
    figure.suptitle(title, fontsize=11)
    return figure


def directions_figure(found: Identified) -> Figure:
    """Return the singular values with what chance makes them, and what weighs in each, as a figure.

    Parameters
    ----------
    found : Identified
        Of its directions the 20 flattest are drawn.

    Returns
    -------
    Figure
        Two plots, or a sentence where no quantity moves a moment.
    """
    one = found.found
    title = f"What can be distinguished in {found.scenario}: rank {one.rank} of {len(one.axes)}"
    if not one.directions:
        figure = new_figure(6.5, 2.0)
        _say(figure.subplots(), f"none of {len(one.silent):,} quantities moves a moment")
        figure.suptitle(title, fontsize=11)
        return figure
    last = list(enumerate(one.directions, 1))[-MOST_BARS:]
    weights = np.array([direction.weights for _, direction in last])
    heavy = np.sort(np.argsort(-np.abs(weights).max(axis=0), kind="stable")[:MOST_BARS])
    figure = new_figure(5.5 + 0.3 * len(heavy), max(2.6 + ROW * len(last), 3.6))
    left, right = figure.subplots(1, 2, sharey=True, width_ratios=(4, 0.3 * len(heavy) + 1))
    _spectrum(left, last, one.rank)
    mesh = right.pcolormesh(
        np.abs(weights[:, heavy]), vmin=0, vmax=1, cmap="Blues", edgecolor="white", lw=0.5
    )
    for (row, column), weight in np.ndenumerate(weights[:, heavy]):
        if abs(weight) >= 0.1:
            sign = "+" if weight > 0 else "−"
            right.text(column + 0.5, row + 0.5, sign, ha="center", va="center", fontsize=8)
    names = [one.axes[column] for column in heavy]
    right.set_xticks(np.arange(len(heavy)) + 0.5, names, rotation=60, ha="right", fontsize=7)
    right.tick_params(length=0)
    right.set_title("weight of each quantity", fontsize=9)
    figure.colorbar(mesh, ax=right, shrink=0.8)
    figure.suptitle(title, fontsize=11)
    return figure


def _say(axes: Axes, words: str) -> None:
    """Write what there is to say where there is nothing to draw."""
    axes.text(0.5, 0.5, words, transform=axes.transAxes, ha="center", va="center", fontsize=10)
    axes.set_axis_off()


def _spectrum(axes: Axes, directions: Sequence[tuple[int, Direction]], rank: int) -> None:
    """Draw singular values, and what chance alone would make them."""
    places = np.arange(len(directions)) + 0.5
    values = [max(direction.singular, 1e-12) for _, direction in directions]
    colours = [ORANGE if number > rank else BLUE for number, _ in directions]
    axes.scatter(values, places, color=colours, zorder=3)
    noise_floor = [max(direction.noise_floor, 1e-12) for _, direction in directions]
    axes.plot(noise_floor, places, "k|", ms=12, label="what chance alone makes")
    axes.set_yticks(places, [f"direction {number}" for number, _ in directions], fontsize=8)
    axes.invert_yaxis()
    axes.set_xscale("log")
    axes.grid(axis="x", color=GREY, lw=0.3)
    axes.legend(frameon=False, fontsize=8, loc="lower center", bbox_to_anchor=(0.5, 1.0))
    plain(axes, label="singular value (orange: flat)")


def _effects(axes: Axes, rows: pd.DataFrame) -> None:
    """Draw mean sizes of effects with their intervals, and what chance alone would make them."""
    places = np.arange(len(rows))
    axes.barh(places, rows["mu_star"], color=BLUE, height=0.7)
    axes.hlines(places, rows["mu_star_low"], rows["mu_star_high"], color="black", lw=1)
    axes.plot(rows["noise_floor"], places, "|", color=ORANGE, ms=10, mew=2, label="what chance alone makes")
    axes.legend(frameon=False, fontsize=8, loc="lower right")
    _finish(axes, rows, "mu*: mean size of the effect of moving a quantity through its range")


def _plane(axes: Axes, table: pd.DataFrame) -> None:
    """Draw every quantity by the mean of its effects and their spread."""
    axes.scatter(table["mu_star"], table["sigma"], s=12, color=GREY)
    heavy = table.head(MOST_NAMES)
    axes.scatter(heavy["mu_star"], heavy["sigma"], s=18, color=BLUE)
    for row in heavy.itertuples():
        axes.annotate(
            str(row.rank), (row.mu_star, row.sigma), xytext=(4, 3), textcoords="offset points", fontsize=8
        )
    end = float(max(table["mu_star"].max(), 1e-300))
    axes.plot([0, end], [0, end], color=GREY, lw=0.8, ls="--")
    axes.set_ylabel("sigma: spread of the effects (broken line: as mu*)", fontsize=9)
    plain(axes, label="mu*")


def _indices(axes: Axes, rows: pd.DataFrame) -> None:
    """Draw total and first-order indices with their intervals."""
    places = np.arange(len(rows))
    for key, shift, colour, label in (
        ("total", -0.19, BLUE, "total"),
        ("first", 0.19, ORANGE, "first order"),
    ):
        axes.barh(places + shift, rows[key], color=colour, height=0.36, label=label)
        axes.hlines(places + shift, rows[f"{key}_low"], rows[f"{key}_high"], color="black", lw=1)
    axes.axvline(0, color="black", lw=0.8)
    axes.legend(frameon=False, fontsize=8, loc="lower right")
    _finish(axes, rows, "share of the variance between points, with 95% intervals")


def _finish(axes: Axes, rows: pd.DataFrame, label: str) -> None:
    labels = [f"{row.quantity}  {row.rank}" for row in rows.itertuples()]
    axes.set_yticks(np.arange(len(rows)), labels, fontsize=8)
    axes.invert_yaxis()
    plain(axes, label=label)
