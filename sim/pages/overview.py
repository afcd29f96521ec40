"""One picture of a batch: how the runs ended in every scenario, and how the baseline's months went.

`python -m sim.pages.overview RESULTS FILE.svg` draws it; the README shows the one of the shipped
scenarios.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np
from matplotlib import pyplot as plt

from sim.outcomes.check import check_folder
from sim.outcomes.columns import AT_RISK
from sim.outcomes.read import read_table
from sim.quantities import OUTCOMES, monthly_measures

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

# Wong's colours, distinguished by the colour-blind and, with the hatches, in black and white.
COLOURS = ("#d9d9d9", "#0072b2", "#e69f00", "#000000", "#56b4e9", "#d55e00")
HATCHES = ("", "//", "..", "", "\\\\", "xx")
BANDS = (
    ("reserves_usd_bn", "reserves, bn USD"),
    ("mobilisation", "mobilisation, share"),
    ("subsidy_paid", "policy subsidy paid, bn USD a month"),
    ("implemented_index", "implemented, weighted share"),
)


def draw(results: Path, target: Path, scenario: str = "baseline_feb2021") -> None:
    """Draw the overview of a result folder into an SVG or PNG file.

    Parameters
    ----------
    results : Path
        The result folder.
    target : Path
        Ends in `.svg` or `.png`; what stands there is replaced.
    scenario : str
        The scenario of the folder whose months are drawn.

    Raises
    ------
    ResultsError
        The folder is not a result folder.
    """
    check_folder(results)
    distributions = read_table(results, "distributions").to_pandas()
    monthly = read_table(results, "monthly").to_pandas()
    months = monthly[monthly["scenario"] == scenario]
    with mpl.rc_context({"svg.hashsalt": "sim", "font.size": 9}):
        figure = plt.figure(figsize=(10, 6), layout="constrained")
        left, right = np.ravel(np.asarray(figure.subfigures(1, 2)))
        _endings(left.subplots(), distributions)
        right.suptitle(f"{scenario}: median and the middle 80% of runs", fontsize=9)
        flows = {measure.name for measure in monthly_measures() if measure.missing_after_end}
        going = months[months["metric"] == AT_RISK.name]["mean"]
        for axes, (metric, label) in zip(right.subplots(2, 2, sharex=True).flat, BANDS, strict=True):
            runs = f"\nof runs still going: {going.iloc[0]:,.0f} to {going.iloc[-1]:,.0f}"
            of = months[months["metric"] == metric]
            _band(axes, of, label + runs if metric in flows else label)
        figure.savefig(target, metadata={"Date": None} if target.suffix == ".svg" else None)
        plt.close(figure)


def _endings(axes: Axes, distributions: pd.DataFrame) -> None:
    """Stack the shares of all endings but the usual one, with the standard error of their sum."""
    shares = distributions[distributions["metric"] == "outcome"]
    table = shares.pivot_table(index="scenario", columns="statistic", values="value")
    table = table.loc[sorted(table.index, reverse=True)]
    reached = np.zeros(len(table))
    for code, outcome in list(enumerate(OUTCOMES))[1:]:
        share = 100 * table[f"share_{outcome}"].to_numpy()
        axes.barh(
            table.index,
            share,
            left=reached,
            color=COLOURS[code],
            hatch=HATCHES[code],
            edgecolor="white",
            linewidth=0.3,
            label=outcome.replace("_", " "),
        )
        reached += share
    muddling = shares[shares["statistic"] == "share_muddling_through"].set_index("scenario")
    errors = 100 * muddling.loc[table.index, "standard_error"].to_numpy()
    axes.errorbar(reached, table.index, xerr=2 * errors, fmt="none", ecolor="black", capsize=2, lw=0.8)
    axes.set_xlabel("per cent of runs, ± 2 standard errors; the rest muddles through")
    axes.legend(fontsize=8, loc="lower center", bbox_to_anchor=(0.3, 1.0), ncols=3, frameon=False)
    axes.spines[["top", "right"]].set_visible(False)


def _band(axes: Axes, months: pd.DataFrame, label: str) -> None:
    axes.fill_between(months["month"], months["p10"], months["p90"], color="#0072b2", alpha=0.25, lw=0)
    axes.plot(months["month"], months["p50"], color="#0072b2")
    axes.set_title(label, fontsize=9)
    axes.set_xlabel("month")
    axes.spines[["top", "right"]].set_visible(False)


if __name__ == "__main__":
    draw(Path(sys.argv[1]), Path(sys.argv[2]))
