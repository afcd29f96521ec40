"""A run depends on scenario, seed and its number, and on nothing else."""

# covers: I4 I5 I6 I7 I8 I9 I29 I32 (I28: tests/parity)

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sim.engines.mesa_model import Model
from sim.minds.kinds import MINDS
from sim.outcomes.bands import Bands
from sim.quantities import monthly_measures
from sim.rules import draws
from sim.scenario.distributions import Uniform
from sim.scenario.scenario import Event
from sim.scenario.schema import flat_entries
from sim.testing import month_column, play, play_one, runs, same_bits, scenarios

# What moves prices and Russia, as long as suppressing protest adds no tension.
EXOGENOUS = (
    *("oil_mean", "oil_speed", "oil_noise", "gas_mean", "gas_speed", "gas_noise"),
    *("trouble_normal", "trouble_speed", "trouble_noise"),
    *("tension_normal", "tension_speed", "tension_noise"),
    *("log_brent", "gas_hub", "russian_trouble", "russia_west_tension"),
)
PATHS = ("brent", "gas_hub", "russian_trouble", "russia_west_tension")
LAST_WORD = 2**64 - 1


def assert_same_runs(one, other):
    assert same_bits(one.months, other.months)
    assert same_bits(one.metrics, other.metrics)
    assert (one.outcome == other.outcome).all()
    assert (one.end_month == other.end_month).all()


@settings(max_examples=25)
@given(scenarios(horizon=(1, 6)), runs())
def test_the_same_run_comes_out_the_same_whatever_was_played_between(scenario, run):
    first = play(scenario, first_run=run)
    play(replace(scenario, seed=scenario.seed ^ 1), first_run=run + 7)
    assert_same_runs(first, play(scenario, first_run=run))


@settings(max_examples=25)
@given(scenarios(horizon=(1, 6)), runs(), st.integers(0, 5))
def test_a_run_is_the_same_alone_in_a_batch_and_in_any_order(scenario, run, cut):
    whole = play(scenario, runs=6, first_run=run)
    later = play(scenario, runs=6 - cut, first_run=run + cut)
    alone = [play(scenario, runs=1, first_run=run + i) for i in reversed(range(6))][::-1]
    assert same_bits(whole.metrics[cut:], later.metrics)
    assert same_bits(whole.months[cut:], later.months)
    assert same_bits(whole.metrics, np.concatenate([block.metrics for block in alone]))
    assert same_bits(whole.months, np.concatenate([block.months for block in alone]))
    assert same_bits(whole.parameters[cut:], later.parameters)
    assert same_bits(whole.initial[cut:], later.initial)


@settings(max_examples=40)
@given(scenarios(horizon=(1, 5)), runs(), st.integers(1, 9))
def test_a_longer_horizon_changes_nothing_before_it(scenario, run, more):
    short = play(scenario, first_run=run)
    long = play(replace(scenario, horizon=scenario.horizon + more), first_run=run)
    assert same_bits(short.months, long.months[:, : scenario.horizon])


@settings(max_examples=40)
@given(*[scenarios(horizon=(3, 6), events=0, uncertain=0) for _ in range(2)], runs())
def test_prices_and_russia_share_their_luck_across_scenarios(one, other, run):
    calm = {"suppression_tension": 0.0}
    parts = {"parameters": {**other.parameters, **calm}, "initial": dict(other.initial)}
    for flat in EXOGENOUS:
        kind = flat_entries()[flat].quantity.kind
        parts["parameters" if kind == "parameter" else "initial"][flat] = one.value(flat)
    one = replace(one, parameters={**one.parameters, **calm}, horizon=3)
    other = replace(other, seed=one.seed, horizon=3, **parts)
    here, there = (play(scenario, first_run=run) for scenario in (one, other))
    both_alive = (month_column(here, "alive") > 0.0) & (month_column(there, "alive") > 0.0)
    for name in PATHS:
        assert same_bits(month_column(here, name)[both_alive], month_column(there, name)[both_alive]), name


_NAME = st.tuples(
    st.integers(0, 2**53 - 1),
    st.integers(0, 2**40),
    st.integers(0, 240),
    st.integers(0, 30),
    st.integers(0, 2**16 - 1),
)


def uniform_named(name):
    return draws.uniform(*(np.uint64(part) for part in name))


@settings(max_examples=100)
@given(st.lists(_NAME, min_size=2, max_size=12, unique=True), st.randoms(use_true_random=False))
def test_a_draw_depends_on_its_name_only_and_on_all_of_it(names, random):
    values = {name: uniform_named(name) for name in names}
    random.shuffle(names)
    assert all(uniform_named(name) == values[name] for name in names)
    assert all(0.0 < value < 1.0 for value in values.values())
    assert len(set(values.values())) == len(names)


@settings(max_examples=100)
@given(_NAME, st.integers(0, 4), st.integers(1, 1000))
def test_changing_any_part_of_a_name_gives_another_draw(name, part, step):
    other = list(name)
    other[part] = other[part] + step if part < 3 else (other[part] + 1) % (31 if part == 3 else 2**16)
    assert uniform_named(name) != uniform_named(tuple(other))


@settings(max_examples=30)
@given(
    scenarios(horizon=(4, 4), events=0, parameters={"suppression_tension": 0.0}), runs(), st.integers(0, 1)
)
def test_forcing_decisions_changes_no_draw_of_the_world(scenario, run, choice):
    free, forced = play_one(scenario, run), Model(scenario, run, noting=False)
    for leader in (forced.kremlin, forced.minsk):
        leader.choose = lambda: choice
    forced.play()
    both_alive = (free.log["alive"] > 0.0) & (forced.log["alive"] > 0.0)
    for name in (*PATHS, "turnout_shock"):
        assert same_bits(free.log[name][both_alive], forced.log[name][both_alive]), name


NOTHING_HAPPENS = (("add", 0.0, 1.0), ("multiply", 1.0, 1.0), ("set", 1.0, 0.0), ("multiply", 2.0, 0.0))
TARGETS = ("mobilisation", "reserves", "grievance", "signed.RM", "strength_cost", "hazard_collapse", "leak")


@settings(max_examples=60)
@given(
    scenarios(horizon=(2, 6)),
    runs(),
    st.sampled_from(NOTHING_HAPPENS),
    st.sampled_from(TARGETS),
    st.integers(1, 2),
    st.integers(1, 3),
)
def test_an_event_without_size_or_without_chance_changes_nothing(
    scenario, run, what, target, month, duration
):
    operation, value, probability = what
    event = Event(
        slot=len(scenario.events),
        month=month,
        duration=duration,
        operation=operation,
        changes={target: value},
        probability=probability,
        why="nothing happens",
    )
    eventful = replace(scenario, events=(*scenario.events, event))
    assert_same_runs(play(scenario, first_run=run), play(eventful, first_run=run))


UNUSED_BY_QUANTAL = (
    *("aspiration_tremble", "aspiration_calm", "aspiration_patience", "aspiration_pressure_base"),
    *("aspiration_memory", "aspiration_cut_strength", "learning_rounds", "learning_regret_memory"),
)


@settings(max_examples=30)
@given(
    scenarios(horizon=(1, 6), kremlin_mind="quantal", minsk_mind="quantal"),
    runs(),
    st.sampled_from(UNUSED_BY_QUANTAL),
)
def test_drawing_what_nobody_uses_changes_nothing(scenario, run, flat):
    assume(flat not in scenario.uncertain)
    quantity = flat_entries()[flat].quantity
    low, high = quantity.low[0], quantity.high[0]
    wide = replace(scenario, uncertain={**scenario.uncertain, flat: Uniform(low=low, high=high)})
    one, other = play(scenario, first_run=run), play(wide, first_run=run)
    assert not same_bits(one.parameters, other.parameters)
    assert_same_runs(one, other)


@settings(max_examples=25)
@given(scenarios(horizon=(1, 6)), runs(), st.integers(0, 8))
def test_bands_of_two_batches_merge_into_the_bands_of_both(scenario, run, cut):
    whole, first, second = (Bands.of_a_block(scenario.horizon) for _ in range(3))
    play(scenario, runs=8, first_run=run, bands=whole)
    play(scenario, runs=cut, first_run=run, bands=first)
    play(scenario, runs=8 - cut, first_run=run + cut, bands=second)
    second.merge(first)
    for name in ("count", "total", "histogram", "incidence"):
        assert (getattr(whole, name) == getattr(second, name)).all(), name
    assert (whole.incidence.sum(axis=1) == 8).all()


@pytest.mark.parametrize("mind", MINDS)
def test_no_measure_of_a_month_is_infinite(mind):
    names = [measure.name for measure in monthly_measures()]
    assert len(names) == len(set(names))

    @settings(max_examples=15)
    @given(scenarios(horizon=(1, 6), kremlin_mind=mind), runs())
    def holds(scenario, run):
        assert not np.isinf(play(scenario, first_run=run).months).any()

    holds()
