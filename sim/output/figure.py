"""The style of every plot: colours, an empty figure, plain axes, and the figure as SVG."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BLUE, ORANGE, GREY = "#0072b2", "#e69f00", "#999999"  # Wong 2011: distinguished by the colour-blind
ENDINGS = ("#cccccc", "#009e73", "#cc79a7", "#d55e00", "#56b4e9", "#000000")  # one an outcome, in their order
ROW = 0.27  # inches of height for a row of a plot


def new_figure(width: float, height: float) -> Figure:
    """Return an empty figure of a width and a height in inches, which belongs to no window.

    Parameters
    ----------
    width, height : float
        Inches.

    Returns
    -------
    Figure
        Without axes, in matplotlib's constrained layout.
    """
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def plain(axes: Axes, title: str = "", label: str = "", legend_columns: int = 0) -> None:
    """Give axes the common look.

    Parameters
    ----------
    axes
        Axes on which everything is drawn already.
    title, label : str
        What is plotted, and the quantity of the horizontal axis with its unit.
    legend_columns : int
        The number of columns of a legend below the axes; 0 for no legend.
    """
    if title:
        axes.set_title(title, fontsize=9)
    if label:
        axes.set_xlabel(label, fontsize=9)
    axes.tick_params(labelsize=8)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    if legend_columns:
        below = (0.5, -0.14)
        axes.legend(frameon=False, fontsize=8, ncols=legend_columns, loc="upper center", bbox_to_anchor=below)


def svg_of(figure: Figure) -> str:
    """Return a figure as SVG text: the same bytes for the same figure.

    Parameters
    ----------
    figure : Figure
        With everything drawn on it.

    Returns
    -------
    str
        An SVG document without a date, with its XML declaration.
    """
    import matplotlib as mpl

    target = StringIO()
    with mpl.rc_context({"svg.hashsalt": "sim"}):
        figure.savefig(target, format="svg", metadata={"Date": None})
    return target.getvalue()
