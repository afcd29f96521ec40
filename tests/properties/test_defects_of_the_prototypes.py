"""What went wrong in the prototypes of these equations, kept so that it is noticed if it comes back.

Also what holds on average only: whoever learns, learns the truth rather than the opposite.
"""

# covers: I16 (in distribution)

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.minds.kinds import MINDS
from sim.quantities import INDICES, OUTCOMES
from sim.scenario import load_scenario
from sim.testing import metric_column, month_column, play

RUNS = 400
NO_RECIPROCITY = (
    "trust_if_delivers=0.7",
    "trust_if_stalls=0.7",
    "punishment_belief=0",
    "resentment_belief=0",
)


def mean(name, *overrides):
    return float(np.nanmean(metric_column(play(load_scenario("baseline_feb2021", overrides), RUNS), name)))


def test_without_reciprocity_minsk_stalls_and_little_is_implemented():
    assert mean("stall_share", *NO_RECIPROCITY) > mean("stall_share") + 0.1
    assert mean("implemented_index", *NO_RECIPROCITY) < mean("implemented_index")
    assert mean("withheld_share", *NO_RECIPROCITY) > mean("withheld_share") + 0.1


def test_a_dear_subsidy_is_withheld_and_the_client_drowns():
    dear = ("subsidy_cost_linear=2",)
    assert mean("withheld_share", *dear) > mean("withheld_share") + 0.15
    assert mean("subsidy_policy_mean", *dear) < 0.5 * mean("subsidy_policy_mean")
    collapse = OUTCOMES.index("regime_collapse")
    shares = [
        (play(load_scenario("baseline_feb2021", overrides), RUNS).outcome == collapse).mean()
        for overrides in (dear, ())
    ]
    assert shares[0] > shares[1]


def test_suppression_is_no_reflex():
    """In an early prototype the Kremlin helped in putting protest down in every single month."""
    assert 0.02 < mean("suppression_share") < 0.8
    assert 0.02 < mean("in_kind_share") < 0.8
    assert mean("suppression_share", "colour_revolution_belief=0") < 0.5 * mean("suppression_share")


@pytest.mark.parametrize("minds", MINDS)
def test_reserves_and_prices_stay_on_this_planet(minds):
    block = play(load_scenario("baseline_feb2021", minds={"kremlin": minds, "minsk": minds}, months=60), 100)
    assert month_column(block, "reserves_usd_bn").max() < 60.0
    assert month_column(block, "brent").max() < 300.0
    assert np.abs(month_column(block, "activity_gap")).max() < 0.5


def test_on_average_both_sides_come_to_believe_the_truth():
    """Belief in the true type rises on average, by more than four standard errors."""
    block = play(load_scenario("baseline_feb2021", months=12), 1500)
    for side in ("minsk", "kremlin"):
        names = INDICES[f"{side}_type"]
        truth = metric_column(block, f"{side}_type").astype(int)
        ends = np.stack([month_column(block, f"belief_{name}")[:, -1] for name in names], axis=1)
        gains = ends[np.arange(len(truth)), truth] - law_of_types(side)[truth]
        assert gains.mean() > 4 * gains.std() / math.sqrt(len(gains))


def law_of_types(side):
    scenario = load_scenario("baseline_feb2021")
    return np.array([scenario.value(f"prior_{side}_type.{kind}") for kind in INDICES[f"{side}_type"]])
