"""The monthly table says of all runs what a panel of all runs says: two ways to the same figures."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sim
from sim.outcomes.bands import BINS, Bands, banded
from sim.quantities import monthly_measures
from sim.scenario import load_scenario

HASTY = {"hazard_collapse": -2.5, "hazard_rupture": -3.0, "hazard_reopening": -4.0}
KINDS = {measure.name: measure.kind for measure in monthly_measures()}


def played(tmp_path, horizon, hazards, runs=60):
    path = tmp_path / "hasty.yaml"
    path.write_text(f"name: hasty\nhorizon: {horizon}\nruns: {runs}\nparameters: {dict(hazards)}\n")
    return sim.run(path, panel=runs)


def tables(batch):
    """The monthly table as (month, metric) and the panel as (run, month) by variable."""
    monthly = batch.monthly.set_index(["month", "metric"])
    panel = batch.panel.pivot(index=["run", "month"], columns="variable", values="value")
    return monthly, panel


def quantile(values, share):
    """The smallest value that has so large a share of the known values at or below it."""
    known = values.dropna()
    return np.quantile(known, share, method="inverted_cdf") if len(known) else np.nan


@settings(max_examples=8, suppress_health_check=[*HealthCheck])
@given(
    horizon=st.integers(1, 16),
    hazards=st.fixed_dictionaries({name: st.floats(low, 2.0) for name, low in HASTY.items()}),
)
def test_months_are_those_of_a_panel_of_all_runs(horizon, hazards, tmp_path):
    batch = played(tmp_path, horizon, hazards)
    monthly, panel = tables(batch)
    by_month = panel.groupby("month")
    ends = batch.outcomes["end_month"].to_numpy()
    _, measures = banded()
    resolution = 0.51 / Bands.of_a_block(1).scale
    for k, measure in enumerate(measures):
        low, high = measure.band
        values = by_month[measure.name]
        expected, found = values.mean(), monthly.xs(measure.name, level="metric")
        inside = ((panel[measure.name] >= low) & (panel[measure.name] <= high)) | panel[measure.name].isna()
        assert found["mean"].isna().equals(expected.isna()), measure.name
        np.testing.assert_allclose(
            found["mean"], expected, atol=resolution[k], rtol=1e-12, err_msg=measure.name
        )
        if not measure.log and inside.all():
            width = 0.0 if measure.integer else (high - low) / BINS
            for column, share in (("p10", 0.1), ("p50", 0.5), ("p90", 0.9)):
                exact = values.apply(quantile, share=share)
                np.testing.assert_allclose(
                    found[column], exact, atol=width + 1e-12, rtol=0, err_msg=measure.name
                )
    at_risk = monthly.xs("runs_at_risk", level="metric")
    for month in range(1, horizon + 1):
        going = int((ends >= month).sum())
        assert at_risk.loc[month, "mean"] == going
        assert by_month["summit"].count()[month] == going
        assert round(monthly.loc[(month, "alive"), "mean"] * len(ends)) == going
    assert at_risk[["p10", "p50", "p90"]].isna().all(axis=None)


def test_flows_are_empty_in_months_in_which_no_run_is_going(tmp_path):
    monthly, _ = tables(played(tmp_path, 6, {"hazard_collapse": 5.0}, runs=20))
    assert monthly.loc[(1, "runs_at_risk"), "mean"] == 20
    for month in range(2, 7):
        assert monthly.loc[(month, "runs_at_risk"), "mean"] == 0
        for name in ("subsidy_paid", "accepted", "push", "repression", "stalled"):
            assert monthly.loc[(month, name)].drop("scenario").isna().all()
        for name in ("reserves_usd_bn", "mobilisation", "leader_meetings", "incidence_regime_collapse"):
            assert monthly.loc[(month, name), "mean"] == monthly.loc[(1, name), "mean"]


def test_the_panel_keeps_a_row_of_every_month_and_measure(tmp_path):
    panel = played(tmp_path, 9, {"hazard_collapse": -1.0}, runs=30).panel
    assert len(panel) == 30 * 9 * len(KINDS)
    alive = panel[panel["variable"] == "alive"].set_index(["run", "month"])["value"]
    ended = panel.set_index(["run", "month"]).loc[alive[alive == 0].index]
    kinds = ended["variable"].map(KINDS)
    assert ended["value"].isna().groupby(kinds).all().to_dict() == {
        "decision": True,
        "flow": True,
        "observable": False,
        "state": False,
    }
    assert not ended.loc[kinds.isin(["state", "observable"]), "value"].isna().any()


@pytest.mark.parametrize("run", range(6))
def test_a_trace_lacks_after_the_end_what_the_panel_lacks(tmp_path, run):
    batch = played(tmp_path, 9, {"hazard_collapse": -1.0}, runs=6)
    _, panel = tables(batch)
    months = sim.trace(load_scenario(tmp_path / "hasty.yaml"), run=run).months.set_index("month")
    for name in KINDS:
        replayed = months[name]
        if isinstance(replayed.dtype, pd.CategoricalDtype):  # the panel holds the places of the labels
            replayed = replayed.cat.codes.astype(float).replace(-1.0, np.nan)
        assert replayed.equals(panel.loc[run, name].rename(name)), name
