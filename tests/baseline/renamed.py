"""Whether two result folders hold the same numbers under old and new names of columns.

    python -m tests.baseline.renamed BEFORE AFTER

Every column of the old outcomes and every row of the old monthly table and distributions must stand in the
new ones, under the new name and in the new unit, and nothing else may. Numbers must be equal, bit for bit;
those that changed their unit within rounding, and monthly figures of these within a bin of the histogram.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from sim.quantities import run_measures

# Old name to new name, and what the old numbers are divided by.
OUTCOMES = {
    "reserves_usd_m": ("reserves_usd_bn", 1000),
    "reserves_end_usd_bn": ("reserves_usd_bn", 1),
    "loan_committed_usd_m": ("loans_promised_usd_bn", 1000),
    "loan_disbursed_usd_m": ("loans_paid_usd_bn", 1000),
    "loans_usd_bn": ("loans_paid_usd_bn", 1),
    "gas_price_contract": ("gas_price_usd", 1),
}
MONTHLY = OUTCOMES | {"reserves": ("reserves_usd_bn", 1), "gas_contract": ("gas_price_usd", 1)}
LEVELS = {measure.name: measure.levels for measure in run_measures() if measure.levels}
ROUNDING = 1e-12
BIN = 0.02  # of the reserves and loans, bn USD


def differences(before: Path, after: Path) -> list[str]:
    """List what differs between two result folders but for names, units and labels."""
    return [*of_outcomes(before, after), *of_monthly(before, after), *of_distributions(before, after)]


def of_outcomes(before: Path, after: Path) -> list[str]:
    """Compare the outcomes, column by column."""
    old, new = (read(folder / "outcomes.csv") for folder in (before, after))
    found, seen = [], set()
    for name in old:
        renamed, unit = OUTCOMES.get(name, (name, 1))
        seen.add(renamed)
        if renamed not in new:
            found.append(f"outcomes: {name} is gone")
        elif renamed in LEVELS:
            labels = old[name].map(dict(enumerate(LEVELS[renamed])))
            found += [] if labels.equals(new[renamed]) else [f"outcomes: {name}: other labels"]
        elif not same(old[name], new[renamed], unit, ROUNDING):
            found.append(f"outcomes: {name} and {renamed} differ")
    return found + [f"outcomes: {name} is new" for name in new if name not in seen]


def of_monthly(before: Path, after: Path) -> list[str]:
    """Compare the monthly table, metric by metric."""
    old, new = (
        {name: rows.drop(columns="metric") for name, rows in read(folder / "monthly.csv").groupby("metric")}
        for folder in (before, after)
    )
    found, seen = [], set()
    for name, rows in old.items():
        renamed, unit = MONTHLY.get(name, (name, 1))
        seen.add(renamed)
        for column in rows:
            factor, room = (1, 0) if column in ("scenario", "month") else (unit, BIN)
            if renamed not in new or not same(rows[column], new[renamed][column], factor, room):
                found.append(f"monthly: {column} of {name} and {renamed} differ")
    return found + [f"monthly: {name} is new" for name in new if name not in seen]


def of_distributions(before: Path, after: Path) -> list[str]:
    """Compare the statistics, metric by metric; columns of labels have shares, where they had means."""
    old, new = (
        dict(list(read(folder / "distributions.csv").groupby("metric"))) for folder in (before, after)
    )
    found, seen = [], set(LEVELS)
    for name, rows in old.items():
        renamed, unit = OUTCOMES.get(name, (name, 1))
        seen.add(renamed)
        if renamed in LEVELS:
            found += shares_wrong(rows, new[renamed])
            continue
        for column in ("scenario", "statistic", "value", "standard_error"):
            factor = unit if column in ("value", "standard_error") else 1
            if renamed not in new or not same(rows[column], new[renamed][column], factor, 1e-9):
                found.append(f"distributions: {column} of {name} and {renamed} differ")
    return found + [f"distributions: {name} is new" for name in new if name not in seen]


def shares_wrong(old: pd.DataFrame, new: pd.DataFrame) -> list[str]:
    """Compare the shares of labels with the mean of the codes that stood for them."""
    name = new["metric"].iloc[0]
    means = old[old["statistic"] == "mean"].set_index("scenario")["value"]
    codes = {f"share_{label}": code for code, label in enumerate(LEVELS[name])}
    weighted = new["value"] * new["statistic"].map(codes)
    gap = (weighted.groupby(new["scenario"]).sum() - means).abs().max()
    return [] if gap < ROUNDING else [f"distributions: the shares of {name} do not fit the mean of its codes"]


def same(old: pd.Series, new: pd.Series, unit: float, room: float) -> bool:
    """Tell whether two columns are equal, bit for bit, or within `room` where their unit has changed."""
    if len(old) != len(new):
        return False
    one, other = old.to_numpy(), new.to_numpy()
    if one.dtype == object:
        return bool((one == other).all())
    if unit == 1:
        return np.array_equal(one, other, equal_nan=True)
    return np.allclose(one / unit, other, rtol=ROUNDING, atol=room, equal_nan=True)


def read(path: Path) -> pd.DataFrame:
    """Read a table of a result folder, floats exactly."""
    return pd.read_csv(path)


if __name__ == "__main__":
    lines = differences(*map(Path, sys.argv[1:]))
    sys.stdout.writelines(f"{line}\n" for line in lines or ["the same numbers under the new names"])
    sys.exit(1 if lines else 0)
