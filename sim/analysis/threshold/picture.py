"""A threshold as a figure: the curve of the effect, and its changes of sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.output.figure import BLUE, ORANGE, new_figure, plain

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.analysis.threshold.threshold import Threshold


def picture(found: Threshold) -> Figure:
    """Return the curve with its intervals, the changes of sign, and below those of the draws.

    Parameters
    ----------
    found : Threshold
        Changes of sign over draws are drawn where there are any.

    Returns
    -------
    Figure
        One plot.
    """
    figure = new_figure(7.5, 4.6)
    axes = figure.subplots()
    low, high = ([getattr(point, end) for point in found.curve] for end in ("low", "high"))
    axes.fill_between(found.places, low, high, color=BLUE, alpha=0.25, lw=0)
    axes.plot(found.places, [point.value for point in found.curve], color=BLUE, marker="o", ms=4)
    axes.axhline(0, color="black", lw=0.8)
    for place in found.thresholds:
        axes.axvline(place, color="black", ls="--", lw=1)
    if found.over_draws is not None and len(found.over_draws.thresholds):
        floor = np.full(len(found.over_draws.thresholds), 0.03)
        axes.plot(
            found.over_draws.thresholds,
            floor,
            "|",
            color=ORANGE,
            ms=14,
            mew=1.5,
            transform=axes.get_xaxis_transform(),
            label="changes of sign in draws from the priors",
        )
        axes.legend(frameon=False, fontsize=8)
    axes.set_ylabel(f"effect on {found.subject.metric}", fontsize=9)
    plain(axes, label=f"{found.over} (area: 95% interval)")
    figure.suptitle(f"{found.title}: {found.verdict}", fontsize=10)
    return figure
