"""What the moments of the results distinguish: flat directions are found, and only flat ones."""

from __future__ import annotations

import json
from contextlib import nullcontext

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.sensitivity.identify import identify
from sim.analysis.sensitivity.report import named
from sim.analysis.sensitivity.sensitivity import distinguished, observed
from sim.batch.run import Silent
from sim.cli.app import main
from sim.errors import UsageError
from sim.experiments.arms import ArmSetup
from sim.experiments.parameter_space import Space
from sim.experiments.points import PointPlayer
from sim.experiments.subject import Subject
from sim.experiments.workers import Workers
from sim.quantities import parameters
from sim.scenario.distributions import Lognormal

RUNS = 400
SEED = 20_210_222
EXECUTOR = Workers(1, lambda _: nullcontext(Silent()))
# What staying sovereign is worth to Minsk is the product of one of these and each of those.
SENSITIVITY = tuple(parameters()["sovereignty_sensitivity_by_type"].entries)
COSTS = ("sovereignty_cost", "audience_cost", "value_minsk_deep_integration")


def space_of(*names):
    return Space({name: Lognormal(median=1.0, sigma=0.35) for name in names}, cut=lambda _, values: values)


def runs_of(means, noise=0.3):
    """A model that draws each metric around a mean, (n, metrics), with the same draws at every point."""
    noise_floor = np.random.default_rng(SEED).normal(1.0, noise, size=(means.shape[1], RUNS))
    return means[:, :, None] * noise_floor


def weights_of(found, direction):
    return dict(zip(found.axes, direction.weights, strict=True))


def test_a_product_is_all_that_can_be_known_of_its_factors():
    def measure(_, values):
        a, b, c = values.T
        return runs_of(np.column_stack([a * b, c, a * b * c]))

    found = identify(space_of("a", "b", "c"), measure, ["u", "v", "w"], SEED)
    assert found.rank == 2
    (flat,) = found.flat
    weights = weights_of(found, flat)
    assert weights["a"] == pytest.approx(-weights["b"], abs=1e-6)
    assert abs(weights["a"]) == pytest.approx(np.sqrt(0.5), abs=1e-6)
    assert named(found, flat) in ("a +0.71, b -0.71", "b +0.71, a -0.71")
    assert found.condition > 1e6
    assert [(pair.one, pair.other) for pair in found.pairs] == [("a", "b")]
    assert found.pairs[0].cosine == pytest.approx(1.0)


@given(st.lists(st.floats(0.2, 2.0), min_size=3, max_size=3), st.integers(0, 10_000))
def test_a_flat_direction_is_found_whatever_the_exponents(exponents, seed):
    def measure(_, values):
        joint = np.prod(values ** np.array(exponents), axis=1)
        return runs_of(np.column_stack([joint, joint**2]))

    found = identify(space_of("a", "b", "c"), measure, ["u", "v"], seed)
    assert (found.rank, len(found.flat)) == (1, 2)
    for direction in found.flat:
        assert direction.weights @ np.array(exponents) == pytest.approx(0.0, abs=1e-6)


def test_what_can_be_distinguished_has_no_flat_direction():
    found = identify(space_of("a", "b"), lambda _, values: runs_of(values), ["u", "v"], SEED)
    assert (found.rank, found.flat, found.pairs) == (2, (), ())
    assert 1 <= found.condition < 2


def test_a_quantity_that_moves_nothing_is_named_as_silent():
    found = identify(space_of("a", "b"), lambda _, values: runs_of(values[:, :1]), ["u"], SEED)
    assert (found.axes, found.silent, found.rank) == (("a",), ("b",), 1)


def test_chance_of_its_own_at_every_point_is_seldom_taken_for_an_effect():
    """Nothing moves anything, in 60 settings of six quantities and three metrics."""
    rng = np.random.default_rng(3)

    def measure(_, values):
        return rng.normal(10.0, 1.0, (len(values), 3, RUNS))

    ranks = [identify(space_of(*"abcdef"), measure, ["u", "v", "w"], seed).rank for seed in range(60)]
    assert sum(rank > 0 for rank in ranks) <= 8


def test_moments_that_are_0_or_missing_somewhere_are_left_out():
    def measure(_, values):
        played = runs_of(np.column_stack([values[:, 0], values[:, 0], values[:, 0]]))
        played[:, 1] = 0.0
        played[2, 2] = np.nan
        return played

    moments = identify(space_of("a"), measure, ["u", "v", "w"], SEED).moments
    assert moments == ("mean of u", "sd of u")


@pytest.mark.parametrize("value", [0.0, 2.0, np.nan])
@pytest.mark.parametrize("noise", [0.0, 1.0])
def test_where_nothing_moves_all_quantities_are_silent(value, noise):
    noise_floor = noise * np.random.default_rng(0).normal(size=RUNS)

    def measure(_, values):
        return np.tile(value + noise_floor, (len(values), 1, 1))

    found = identify(space_of("a", "b"), measure, ["u"], SEED)
    assert (found.axes, found.silent, found.rank, found.directions) == ((), ("a", "b"), 0, ())
    assert np.isnan(found.condition)


def test_no_moment_at_all_is_refused():
    def once(_, values):
        played = np.zeros((len(values), 1, RUNS))
        played[1, 0, 0] = 1.0
        return played

    with pytest.raises(UsageError, match="no moment"):
        identify(space_of("a"), once, ["u"], SEED)
    with pytest.raises(UsageError, match="200 runs"):
        identify(space_of("a"), lambda _, values: runs_of(values)[:, :, :50], ["u"], SEED)


# --- in the model --------------------------------------------------------------------------------


def test_more_sensitivity_at_less_cost_changes_no_bit_of_what_can_be_observed():
    """So the direction is flat for certain (MODEL.md: only the products count)."""
    player = PointPlayer(ArmSetup("baseline_feb2021", runs=40), Subject("", "leaks"), 1, EXECUTOR.listening)
    axes = (*SENSITIVITY, *COSTS)
    central = np.array(
        [
            parameters()[axis.partition(".")[0]].central[position]
            for axis, position in [
                *((axis, k) for k, axis in enumerate(SENSITIVITY)),
                *((axis, 0) for axis in COSTS),
            ]
        ]
    )
    factors = np.array([2.0] * len(SENSITIVITY) + [0.5] * len(COSTS))
    here, there = player.measured(axes, np.array([central, central * factors]), observed())[0]
    np.testing.assert_array_equal(here, there)


def test_that_direction_is_found_among_others_that_are_not_flat():
    stage = ArmSetup("baseline_feb2021", runs=1000)
    wanted = ",".join(
        ("sovereignty_sensitivity_by_type", *COSTS[:2], "subsidy_cost_quadratic", "summit_base")
    )
    found = distinguished(stage, [], wanted, EXECUTOR).found
    assert found.rank == len(found.axes) - 1
    (flat,) = found.flat
    weights = weights_of(found, flat)
    expected = {**dict.fromkeys(SENSITIVITY, 1.0), **dict.fromkeys(COSTS[:2], -1.0)}
    product = sum(weights[name] * sign for name, sign in expected.items()) / np.sqrt(len(expected))
    assert abs(product) > 0.95
    assert max(abs(weights[name]) for name in ("subsidy_cost_quadratic", "summit_base")) < 0.1


def test_payoffs_and_codes_are_no_observations():
    names = observed()
    assert not {"payoff_minsk", "payoff_kremlin", "minsk_type", "kremlin_type", "first_concession"} & set(
        names
    )
    assert {"pressure_mean", "withheld_share", "roadmaps_signed"} <= set(names)


def test_the_command_names_rank_directions_and_pairs(capsys, tmp_path):
    out = tmp_path / "flat.csv"
    options = [
        "--method",
        "identifiability",
        "--parameters",
        "punishment_belief,resentment_belief,aspiration_weight",
    ]
    options[3] = "punishment_belief,resentment_belief,aspiration_rescue_mobilisation"
    arguments = [*options, "--metric", "withheld_share,stall_share", "--runs", "200", "--set", "horizon=6"]
    main_call = ["sensitivity", "baseline_feb2021", *arguments, "--quiet", "--workers", "1"]
    with pytest.raises(SystemExit) as left:
        main([*main_call, "--out", str(out)])
    assert not left.value.code
    shown = capsys.readouterr().out
    assert "condition number" in shown
    assert "move nothing at all: aspiration_rescue_mobilisation" in shown
    table = pd.read_csv(out)
    assert set(table["quantity"]) == {"punishment_belief", "resentment_belief"}
    for _, rows in table.groupby("direction"):
        assert (rows["weight"] ** 2).sum() == pytest.approx(1.0)
    assert (tmp_path / "flat.svg").read_text(encoding="utf-8").startswith("<?xml")
    with pytest.raises(SystemExit):
        main([*main_call, "--json"])
    data = json.loads(capsys.readouterr().out)
    assert data["rank"] == sum(not direction["flat"] for direction in data["directions"])
    assert set(data["moments"]) <= {
        f"{what} of {name}" for what in ("mean", "sd") for name in ("withheld_share", "stall_share")
    }
