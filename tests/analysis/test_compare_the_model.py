"""What is said of the model's own runs: nothing where nothing is, and what `sim patterns` finds."""

from __future__ import annotations

import numpy as np
import pytest

import sim

ALPHA = 0.05
REPETITIONS = 200
RUNS = 300


def test_without_the_belief_pressure_rises_and_the_subsidy_falls():
    batch = sim.run(["baseline_feb2021", "no_colour_revolution_belief"], runs=1500)
    found = sim.compare(batch).table.set_index("metric")
    assert set(found["a"]) == {"no_colour_revolution_belief"}
    assert set(found["paired"]) == {1}
    assert found.loc["pressure_mean", "verdict"] == "different"
    assert found.loc["pressure_mean", "ci_low"] > 0
    assert found.loc["subsidy_policy_usd_bn", "verdict"] == "different"
    assert found.loc["subsidy_policy_usd_bn", "ci_high"] < 0


@pytest.mark.slow
def test_two_seeds_of_one_scenario_differ_at_about_alpha(capsys):
    """p is at most alpha in about that share of repetitions, metric by metric; after Holm, any in no more."""
    p_values, adjusted = [], []
    for repetition in range(REPETITIONS):
        a, b = (
            sim.run("baseline_feb2021", runs=RUNS, seed=2 * repetition + side).outcomes for side in (1, 2)
        )
        table = sim.compare(a, b, alpha=ALPHA).table
        assert not table["paired"].any()
        p_values.append(table["p_value"].to_numpy())
        adjusted.append(table["p_adjusted"].to_numpy())
    rejected = np.array(p_values) <= ALPHA
    shares = np.array([name.startswith("share_") for name in table["metric"]])
    varied = np.array(p_values).min(axis=0) < 1
    means = varied & ~shares & (table["mean_a"] % 1 != 0).to_numpy()
    by_metric, family = rejected.mean(axis=0), (np.array(adjusted) <= ALPHA).any(axis=1).mean()
    with capsys.disabled():
        print(  # noqa: T201 - the rate is what one runs this for
            f"\nrejected at {ALPHA}: {by_metric[means].mean():.4f} on average over {means.sum()} metrics, "
            f"{by_metric[means].min():.3f} to {by_metric[means].max():.3f}; "
            f"shares of endings {by_metric[shares & varied].mean():.4f}; any metric after Holm {family:.3f}"
        )
    error = np.sqrt(ALPHA * (1 - ALPHA) / REPETITIONS)
    assert abs(by_metric[means].mean() - ALPHA) < 3 * error
    assert by_metric.max() < ALPHA + 5 * error
    assert family < ALPHA + 3 * error
