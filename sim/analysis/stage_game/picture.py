"""A stage game in payoff space."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.output.figure import BLUE, GREY, ORANGE, new_figure, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.analysis.stage_game.stage_game import StageGame

GREEN, RED, PURPLE = "#009e73", "#d55e00", "#cc79a7"  # of Wong's colours
SIGNS = {"Nash": ("*", GREEN, 190), "Kalai-Smorodinsky": ("P", RED, 90), "egalitarian": ("D", PURPLE, 60)}


def picture(game: StageGame) -> Figure:
    """Return the packages by what both gain, the frontier, the solutions and the moves of the meeting.

    Parameters
    ----------
    game : StageGame
        A meeting and the solutions of its menu.

    Returns
    -------
    Figure
        One plot, in payoff units over disagreement: the Kremlin along, Minsk up.
    """
    meeting = game.meeting
    figure = new_figure(9.0, 6.4)
    axes = figure.subplots()
    _menu(axes, game)
    for concept in game.concepts:
        sign, colour, size = SIGNS[concept.name]
        if concept.package is not None:
            x, y = game.gains[concept.package]
            axes.scatter(x, y, marker=sign, s=size, color=colour, zorder=4, label=f"{concept.name} package")
        if concept.point is not None:
            x, y = concept.point
            axes.scatter(
                x,
                y,
                marker=sign,
                s=size,
                facecolor="none",
                edgecolor=colour,
                zorder=4,
                label=f"{concept.name} point with lots",
            )
    _moves(axes, game)
    plain(axes, label="what the Kremlin gains over disagreement, payoff units")
    axes.set_ylabel("what Minsk gains over disagreement, payoff units", fontsize=9)
    axes.legend(frameon=False, fontsize=8, loc="center left", bbox_to_anchor=(1.0, 0.5), labelspacing=1.0)
    track = "summit" if meeting.summit else "ministers"
    figure.suptitle(
        f"{meeting.scenario}, run {meeting.run}, month {meeting.month}: {track}, {meeting.proposer} "
        f"proposes\ndisagreement (0, 0): {game.disagreement}",
        fontsize=10,
    )
    return figure


def _menu(axes: Axes, game: StageGame) -> None:
    """Draw the packages, those that leave both no worse off, and the frontier."""
    rational, points = game.rational, game.gains
    axes.axhline(0, color="black", lw=0.8)
    axes.axvline(0, color="black", lw=0.8)
    for chosen, colour, label in (
        (~rational, GREY, "leaves somebody worse off"),
        (rational, BLUE, "leaves both no worse off"),
    ):
        if chosen.any():
            axes.scatter(points[chosen, 0], points[chosen, 1], s=16, color=colour, label=label)
    line = points[game.frontier]
    axes.plot(line[:, 0], line[:, 1], color=ORANGE, lw=1.2, zorder=1, label="Pareto frontier")
    axes.scatter(0, 0, marker="s", s=45, color="black", zorder=3, label="disagreement")


def _moves(axes: Axes, game: StageGame) -> None:
    """Draw rings around what was offered, countered and settled, each larger than the one before."""
    for size, (what, row) in enumerate(game.moves):
        name = game.meeting.names[row]
        x, y = game.gains[row]
        axes.scatter(
            x,
            y,
            marker="o",
            s=150 + 170 * size,
            facecolor="none",
            edgecolor="black",
            linestyle="-" if what == "settled" else "--",
            lw=1.3,
            zorder=5,
            label=f"{what}: {name}",
        )
    if game.meeting.settled is None:
        axes.plot(np.nan, np.nan, " ", label="nothing was settled")
