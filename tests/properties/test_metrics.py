"""What a run comes to is a plain function of its months, and bands count what the months say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from sim.outcomes.bands import BINS, Bands
from sim.quantities import monthly_measures, run_measures
from sim.scenario.compile import compile_inputs
from sim.testing import metric_column, month_column, play, play_one, runs, scenarios

MONTHLY = {measure.name for measure in monthly_measures()}
# Metrics that are a column of the last month.
AT_THE_END = {
    "mobilisation_end": "mobilisation",
    "strength_end": "strength",
    "isolation_end": "isolation",
    "belief_resolute_end": "belief_resolute",
    "debt_to_russia_end_usd_bn": "debt_to_russia",
    **{measure.name: measure.name for measure in run_measures() if measure.name in MONTHLY},
}
SUMS = {
    "agreements": "accepted",
    "hidden_deals": "hidden_now",
    "leaks": "leaks_now",
    "push_months": "push",
    "overture_months": "overture",
    "vote_delays": "vote_postponed",
    "subsidy_policy_usd_bn": "subsidy_paid",
    "subsidy_reported_usd_bn": "subsidy_reported",
    "loans_paid_usd_bn": "tranche_paid",
}
MEANS = {
    "agreement_share": "accepted",
    "summit_share": "summit",
    "stall_share": "stalled",
    "rhetoric_share": "rhetoric",
    "effort_mean": "effort",
    "repression_mean": "repression",
    "subsidy_policy_mean": "subsidy_paid",
}
EXTREMES = {"mobilisation_max": "mobilisation", "turnout_max": "turnout_peak"}
MISSING_MEANS = {
    "pressure_mean": "pressure",
    "nash_distance_mean": "nash_distance",
    "kalai_smorodinsky_distance_mean": "kalai_smorodinsky_distance",
}
NO_HELP, IN_KIND, SUPPRESSION = range(3)
FUEL_BUNDLES = (3, 6, 9, 10, 11)
OTHERWISE = {
    *("withheld_share", "reserves_min_usd_bn", "suppression_share", "in_kind_share", "first_concession"),
    *("payoff_kremlin", "payoff_minsk", "minsk_type", "kremlin_type"),
}


def test_every_metric_is_looked_at_here():
    reported = {*AT_THE_END, *SUMS, *MEANS, *EXTREMES, *MISSING_MEANS} | OTHERWISE
    assert reported == {measure.name for measure in run_measures()}


def months_of(block, i):
    """Return the months in which a run was going on, by column."""
    end = int(block.end_month[i])
    return {name: month_column(block, name)[i, :end] for name in MONTHLY}


def close(one, two):
    return one == pytest.approx(two, rel=1e-12, abs=1e-12, nan_ok=True)


@settings(max_examples=60)
@given(scenarios(horizon=(1, 10)), runs())
def test_metrics_are_what_the_months_add_up_to(scenario, run):
    block = play(scenario, first_run=run)
    for i in range(block.runs):
        of = months_of(block, i)
        reported = {measure.name: float(metric_column(block, measure.name)[i]) for measure in run_measures()}
        for metric, name in SUMS.items():
            assert close(reported[metric], of[name].sum()), metric
        for metric, name in MEANS.items():
            assert close(reported[metric], of[name].mean()), metric
        for metric, name in EXTREMES.items():
            assert reported[metric] == of[name].max(), metric
        for metric, name in MISSING_MEANS.items():
            known = of[name][~np.isnan(of[name])]
            assert close(reported[metric], known.mean() if known.size else np.nan), metric
        for metric, name in AT_THE_END.items():
            assert close(reported[metric], month_column(block, name)[i, -1]), metric
        assert reported["reserves_min_usd_bn"] == of["reserves_usd_bn"].min()
        assert close(reported["suppression_share"], (of["help"] == SUPPRESSION).mean())
        assert close(reported["in_kind_share"], (of["help"] == IN_KIND).mean())
        due = of["due"].sum()
        assert close(reported["withheld_share"], of["withheld"].sum() / due if due else np.nan)
        assert reported["first_concession"] == first_concession(of)


def first_concession(of):
    """Return what Minsk signed first: 0 nothing, 1 something with fuel in it, 2 something without."""
    for accepted, demanded, package in zip(of["accepted"], of["demand_agreed"], of["package"], strict=True):
        if accepted and demanded > 0:
            return 1.0 if int(package) % 13 in FUEL_BUNDLES else 2.0
    return 0.0


@settings(max_examples=40)
@given(scenarios(horizon=(1, 10), events=0, uncertain=0), runs())
def test_a_payoff_is_the_discounted_sum_of_its_months_and_the_value_of_the_ending(scenario, run):
    model = play_one(scenario, run)
    types = {"kremlin": int(model.state["kremlin_type"]), "minsk": int(model.state["minsk_type"])}
    metrics = model.metrics()
    assert {side: metrics[f"{side}_type"] for side in types} == types
    patience = {
        "kremlin": float(model.p["kremlin_patience_by_type"][types["kremlin"]]),
        "minsk": float(model.p["minsk_patience"]),
    }
    end = int(model.state["end_month"])
    for side, delta in patience.items():
        flow = model.log[f"payoff_{side}_now"][:end]
        total = float((flow * delta ** np.arange(end)).sum())
        if model.state["outcome"] == 0:
            assert close(metrics[f"payoff_{side}"], total)
        else:  # what an ending is worth is looked at in tests/rules
            assert np.isfinite(metrics[f"payoff_{side}"])


@settings(max_examples=30)
@given(scenarios(horizon=(1, 6)), runs())
def test_bands_count_what_stands_in_the_months(scenario, run):
    bands = Bands.of_a_block(scenario.horizon)
    block = play(scenario, runs=6, first_run=run, bands=bands)
    for b, column in enumerate(bands.columns):
        values = block.months[:, :, column]
        known = ~np.isnan(values)
        assert (bands.count[:, b] == known.sum(axis=0)).all()
        fixed = np.floor((np.where(known, values, 0.0) - bands.origin[b]) * bands.scale[b] + 0.5)
        assert (bands.total[:, b] == np.where(known, fixed, 0.0).sum(axis=0)).all()
        for t in range(scenario.horizon):
            shown = values[known[:, t], t]
            shown = np.log(shown) if bands.log[b] else shown
            place = np.clip((shown - bands.low[b]) * bands.per_bin()[b], 0, BINS - 1)
            expected = np.bincount(place.astype(int), minlength=BINS)
            if bands.log[b]:  # the last bit of a logarithm may move a value to the next bin
                assert expected.sum() == bands.histogram[t, b].sum()
            else:
                assert (bands.histogram[t, b] == expected).all()
    ended = np.array(
        [[code if t + 1 >= end else 0 for t in range(scenario.horizon)]
         for code, end in zip(block.outcome, block.end_month, strict=True)]
    )  # fmt: skip
    for code in range(6):
        assert (bands.incidence[:, code] == (ended == code).sum(axis=0)).all()


def test_inputs_say_what_a_block_was_played_from():
    from sim.scenario import load_scenario

    scenario = load_scenario("baseline_feb2021", ["strength_cost=1.1"], months=1)
    inputs = compile_inputs(scenario)
    block = play(scenario, runs=2)
    assert (block.parameters == inputs.parameters).all()
    assert (block.initial == inputs.initial).all()
