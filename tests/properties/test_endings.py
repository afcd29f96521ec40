"""How runs end: once, for good, and by the clocks that are set."""

# covers: I10 I14 I23 I26 I27

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.outcomes.bands import Bands
from sim.quantities import OUTCOMES, monthly_measures, parameters
from sim.rules import draws, endings
from sim.rules.energy import log_price_after
from sim.testing import month_column, play, runs, scenarios

HASTY = {"hazard_collapse": -3.0, "hazard_rupture": -3.0, "hazard_reopening": -3.0}
OFF = {f"hazard_multiplier_by_ending.{m}": 0.0 for m in parameters()["hazard_multiplier_by_ending"].members}
MUDDLING_THROUGH, DEEP_INTEGRATION = 0, 1
NO_FLOW = (
    *("summit", "accepted", "subsidy_paid", "tranche_paid", "new_loan", "withheld", "stalled"),
    *("leaks_now", "hidden_now", "subsidy_due", "deferred", "overture_trade", "pressure", "package"),
    *("push", "overture", "help", "rhetoric", "effort", "repression"),
)
STANDS = (
    *("reserves_usd_bn", "debt_to_russia", "debt_other", "arrears", "loan_committed", "subsidy_step"),
    *("mobilisation", "grievance", "strength", "isolation", "brent", "gas_hub", "kremlin_wealth"),
    *("signed_RM", "implemented_RM", "agreed_RM", "belief_resolute", "outcome", "leader_meetings"),
)


@settings(max_examples=40)
@given(scenarios(horizon=(4, 12), parameters=HASTY), runs())
def test_after_the_end_states_stay_and_flows_and_decisions_are_missing(scenario, run):
    block = play(scenario, runs=6, first_run=run)
    names = [measure.name for measure in monthly_measures()]
    for i in range(block.runs):
        end, months = int(block.end_month[i]), block.months[i]
        assert 1 <= end <= scenario.horizon
        alive = months[:, names.index("alive")]
        assert (alive[:end] == 1.0).all()
        assert (alive[end:] == 0.0).all()
        for month in range(end, scenario.horizon):
            row = dict(zip(names, months[month], strict=True))
            last = dict(zip(names, months[end - 1], strict=True))
            assert all(np.isnan(row[name]) for name in NO_FLOW)
            assert all(row[name] == last[name] for name in STANDS)


@settings(max_examples=40)
@given(scenarios(horizon=(1, 12), parameters=HASTY), runs())
def test_every_run_has_one_outcome_and_an_end_that_fits_it(scenario, run):
    block = play(scenario, runs=8, first_run=run)
    assert np.isin(block.outcome, range(len(OUTCOMES))).all()
    muddling = block.outcome == MUDDLING_THROUGH
    assert (block.end_month[muddling] == scenario.horizon).all()
    logged = month_column(block, "outcome")
    for i in range(block.runs):
        end = int(block.end_month[i])
        assert (logged[i, : end - 1] == MUDDLING_THROUGH).all()
        assert (logged[i, end - 1 :] == block.outcome[i]).all()


@settings(max_examples=30)
@given(scenarios(horizon=(1, 12), parameters=HASTY), runs())
def test_incidence_never_falls_and_the_shares_of_outcomes_sum_to_one(scenario, run):
    bands = Bands.of_a_block(scenario.horizon)
    block = play(scenario, runs=12, first_run=run, bands=bands)
    incidence = bands.cumulative_incidence()
    assert (np.diff(incidence[:, 1:], axis=0) >= 0.0).all()
    assert abs(incidence[-1].sum() - 1.0) < 1e-12
    counted = np.bincount(block.outcome, minlength=len(OUTCOMES))
    assert (bands.incidence[-1] == counted).all()


_RATE = st.floats(0.0, 3.0, allow_subnormal=False)
_MORE = st.one_of(st.just(0.0), st.floats(1e-6, 3.0))


@settings(max_examples=300)
@given(
    st.tuples(_RATE, _RATE, _RATE, _RATE),
    st.tuples(_MORE, _MORE, _MORE, _MORE),
    st.floats(1e-9, 1.0 - 1e-9),
)
def test_higher_rates_end_a_run_no_later_under_the_same_luck(rates, more, draw_key):
    higher = tuple(a + b for a, b in zip(rates, more, strict=True))
    chance, likelier = (endings.chances(endings.Rates(*each)) for each in (rates, higher))
    assert abs(sum(chance) - (1.0 - np.exp(-sum(rates)))) < 1e-12
    if endings.which_strikes(chance, draw_key) < endings.NONE_STRUCK:
        assert endings.which_strikes(likelier, draw_key) < endings.NONE_STRUCK


@settings(max_examples=300)
@given(st.tuples(_RATE, _RATE, _RATE, _RATE), st.floats(1e-9, 1.0 - 1e-9))
def test_an_ending_whose_rate_is_0_never_strikes(rates, draw_key):
    struck = endings.which_strikes(endings.chances(endings.Rates(*rates)), draw_key)
    assert struck == endings.NONE_STRUCK or rates[struck] > 0.0


@settings(max_examples=40)
@given(
    scenarios(
        horizon=(1, 12), events=0, uncertain=0, parameters={**HASTY, **OFF, "deep_integration_index": 1.0}
    ),
    runs(),
)
def test_with_all_clocks_stopped_they_muddle_through(scenario, run):
    block = play(scenario, runs=6, first_run=run)
    done = month_column(block, "implemented_index")[:, -1] >= 1.0
    assert np.isin(block.outcome[~done], MUDDLING_THROUGH).all()
    assert np.isin(block.outcome, (MUDDLING_THROUGH, DEEP_INTEGRATION)).all()


# Rates that depend on nothing: every slope is 0, and pushing changes nothing.
BASES = ("hazard_collapse", "hazard_replaced", "hazard_replaced_push", "hazard_reopening", "hazard_rupture")
SLOPES = {
    flat: 0.0
    for name, quantity in parameters().items()
    if name.startswith("hazard_") and name not in BASES and name != "hazard_multiplier_by_ending"
    for flat in quantity.entries
    if quantity.legal[0] <= 0.0 <= quantity.legal[1] and "reference" not in name
}


@settings(max_examples=40)
@given(
    scenarios(
        horizon=(12, 12),
        events=0,
        uncertain=0,
        parameters=SLOPES | dict.fromkeys(OFF, 1.0) | {"deep_integration_index": 1.0},
    ),
    runs(),
    st.tuples(*[st.floats(-6.0, -2.0) for _ in range(4)]),
)
def test_constant_rates_end_runs_when_their_clock_strikes_whoever_plays(scenario, run, intercepts):
    collapse, replaced, reopening, rupture = intercepts
    clocks = dict(zip(BASES, (collapse, replaced, replaced, reopening, rupture), strict=True))
    scenario = replace(scenario, parameters={**scenario.parameters, **clocks})
    chance = 1.0 - np.exp(-np.exp(intercepts).sum())
    block = play(scenario, runs=6, first_run=run)
    for i in range(block.runs):
        if block.outcome[i] == DEEP_INTEGRATION:
            continue
        draw_key = [
            draws.uniform(*(np.uint64(x) for x in (scenario.seed, run + i, t, int(draws.HAZARD), 0)))
            for t in range(1, scenario.horizon + 1)
        ]
        struck = [t for t, uniform in enumerate(draw_key, start=1) if uniform < chance]
        assert block.end_month[i] == (struck[0] if struck else scenario.horizon)
        assert (block.outcome[i] != MUDDLING_THROUGH) == bool(struck)


_LOG_PRICE = st.floats(2.0, 6.0)


@settings(max_examples=100)
@given(
    _LOG_PRICE,
    st.floats(1e-6, 2.0),
    _LOG_PRICE,
    st.floats(0.0, 1.0, allow_subnormal=False),
    st.floats(0.0, 0.5, allow_subnormal=False),
    st.lists(st.floats(-4.0, 4.0), min_size=1, max_size=24),
)
def test_a_higher_price_stays_higher_and_the_gap_closes_at_the_speed_of_reversion(
    start, gap, mean, speed, noise, shocks
):
    low, high = start, start + gap
    for months, shock in enumerate(shocks, start=1):
        low, high = (log_price_after(x, mean, speed, noise, shock) for x in (low, high))
        assert high >= low
        assert abs((high - low) - gap * np.exp(-speed * months)) < 1e-11


@settings(max_examples=25)
@given(scenarios(horizon=(2, 8), events=0, uncertain=0, initial={"log_brent": 4.0}), runs())
def test_dearer_oil_at_the_start_is_dearer_all_along_under_the_same_luck(scenario, run):
    dear = replace(scenario, initial={**scenario.initial, "log_brent": 4.3})
    cheap, dear = (play(one, first_run=run) for one in (scenario, dear))
    both_alive = (month_column(cheap, "alive") > 0.0) & (month_column(dear, "alive") > 0.0)
    ratio = np.log(month_column(dear, "brent") / month_column(cheap, "brent"))
    months = np.arange(1, scenario.horizon + 1)
    expected = np.broadcast_to(0.3 * np.exp(-scenario.value("oil_speed") * months), ratio.shape)
    assert np.allclose(ratio[both_alive], expected[both_alive], rtol=0, atol=1e-11)
