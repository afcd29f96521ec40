"""The points of a sweep: how many, where, and that each is the scenario with its values set."""

from __future__ import annotations

import dataclasses
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import ScenarioErrors, UsageError
from sim.quantities import INDICES
from sim.rules import draws
from sim.scenario import Sweep, load_scenario, to_yaml
from sim.scenario.compile import compile_inputs, compile_points, positions
from sim.scenario.sampling import DESIGN, latin_hypercube, points_of, sobol
from sim.scenario.schema import LAWS, flat_entries, followed
from sim.testing.numbers import free_names, values

SHARES = ("agreed", "signed", "implemented", "hidden")
AXES = [
    flat
    for section in ("parameters", "initial")
    for flat in free_names(section)
    if flat.partition(".")[0] not in (*SHARES, *LAWS)
]
axes_of_a_sample = st.lists(st.sampled_from(AXES), min_size=1, max_size=4, unique=True)
seeds = st.integers(0, 2**53 - 1)


@pytest.fixture
def load(tmp_path):
    def write_and_load(text, *overrides, name="case", **options):
        path = tmp_path / f"{name}.yaml"
        path.write_text(text, encoding="utf-8")
        return load_scenario(path, overrides, **options)

    return write_and_load


@st.composite
def grids(draw):
    """One to three axes of one to three different plausible values each."""
    names = draw(st.lists(st.sampled_from(AXES), min_size=1, max_size=3, unique=True))
    return {
        flat: draw(st.lists(values(flat, plausible=True), min_size=1, max_size=3, unique=True))
        for flat in names
    }


def grid_of(axes):
    grid = {flat: tuple(map(float, found)) for flat, found in axes.items()}
    return dataclasses.replace(load_scenario("baseline_feb2021"), sweep=Sweep("grid", grid=grid))


def same_but_for_the_point(one, other):
    for field in dataclasses.fields(one):
        if field.name not in ("point", "swept"):
            a, b = getattr(one, field.name), getattr(other, field.name)
            same = np.array_equal(a, b) if isinstance(a, np.ndarray) else a == b
            assert same, field.name
    return True


# grids


@given(grids())
@settings(deadline=None, max_examples=50)
def test_a_grid_is_the_product_of_its_axes_and_the_last_varies_fastest(axes):
    points = points_of(grid_of(axes).sweep, 0)
    assert points.shape == (np.prod([len(found) for found in axes.values()]), len(axes))
    assert [tuple(row) for row in points] == list(product(*axes.values()))


@given(grids())
@settings(deadline=None, max_examples=50)
def test_a_point_of_a_grid_is_the_scenario_with_its_values_set(axes):
    scenario = grid_of(axes)
    for point, inputs in enumerate(compile_points(scenario)):
        chosen = dict(zip(axes, points_of(scenario.sweep, 0)[point], strict=True))
        assignments = [f"{flat}={float(value)!r}" for flat, value in chosen.items()]
        alone = load_scenario("baseline_feb2021", assignments)
        assert (inputs.point, inputs.swept) == (point, tuple(axes))
        assert same_but_for_the_point(inputs, compile_inputs(alone))
        assert same_but_for_the_point(inputs, compile_inputs(scenario, point))


@given(grids(), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=50)
def test_the_order_of_axes_and_values_moves_points_but_no_number(axes, random):
    shuffled = {
        flat: random.sample(axes[flat], len(axes[flat])) for flat in random.sample([*axes], len(axes))
    }

    def numbers(found):
        return sorted(
            (*one.parameters, *one.initial, sorted(one.fixed)) for one in compile_points(grid_of(found))
        )

    assert numbers(shuffled) == numbers(axes)


def test_a_type_is_swept_by_name(load):
    scenario = load("sweep: {grid: {kremlin_type: [replacer, gradualist]}}\n")
    place = positions("initial")["kremlin_type"]
    assert [inputs.initial[place] for inputs in compile_points(scenario)] == [2, 0]


def test_what_follows_a_swept_quantity_follows_it(load):
    scenario = load("sweep: {grid: {colour_revolution_belief: [0, 0.5]}}\n")
    place = positions("parameter")["c_common"]
    assert [inputs.parameters[place] for inputs in compile_points(scenario)] == [0, 0.5]
    own = load("sweep: {grid: {colour_revolution_belief: [0, 0.5], c_common: [0.1, 0.2]}}\n")
    assert [inputs.parameters[place] for inputs in compile_points(own)] == [0.1, 0.2, 0.1, 0.2]
    assert all(inputs.fixed == {"c_common"} for inputs in compile_points(own))
    alone = load("sweep: {grid: {colour_revolution_belief: [0, 0.5]}}\nparameters: {c_common: 0.7}\n")
    assert [inputs.parameters[place] for inputs in compile_points(alone)] == [0.7, 0.7]


def test_every_follower_moves_with_what_it_follows(load):
    for flat in filter(followed, flat_entries()):
        source = followed(flat)
        if source.partition(".")[0] in LAWS:
            continue
        kind, (low, high) = flat_entries()[flat].quantity.kind, flat_entries()[source].quantity.legal
        first, second = compile_points(load(f"sweep: {{grid: {{{source}: [{low}, {high}]}}}}\n"))
        tables = {"parameter": "parameters", "initial": "initial"}
        place = positions(kind)[flat]
        assert [getattr(one, tables[kind])[place] for one in (first, second)] == [low, high]


# samples


@given(axes_of_a_sample, st.integers(1, 300), seeds)
@settings(deadline=None, max_examples=100)
def test_a_latin_hypercube_has_one_point_in_each_stratum_of_each_axis(axes, n, seed):
    cube = latin_hypercube(axes, n, seed)
    assert cube.shape == (n, len(axes))
    assert ((cube > 0) & (cube < 1)).all()
    assert (np.sort(np.floor(cube * n), axis=0) == np.arange(n)[:, np.newaxis]).all()


@given(axes_of_a_sample, st.integers(1, 100), seeds)
@settings(deadline=None, max_examples=50)
def test_an_axis_of_a_latin_hypercube_does_not_depend_on_the_others(axes, n, seed):
    alone = latin_hypercube(axes[-1:], n, seed)
    assert latin_hypercube(axes, n, seed)[:, -1].tolist() == alone[:, 0].tolist()


@given(axes_of_a_sample, st.integers(0, 9), seeds)
@settings(deadline=None, max_examples=100)
def test_a_sobol_sample_of_a_power_of_two_has_one_point_in_each_stratum_of_each_axis(axes, power, seed):
    n = 2**power
    cube = sobol(axes, n, seed)
    assert cube.shape == (n, len(axes))
    assert ((cube > 0) & (cube < 1)).all()
    assert (np.sort(np.floor(cube * n), axis=0) == np.arange(n)[:, np.newaxis]).all()


@given(seeds, st.integers(0, 8), st.data())
@settings(deadline=None, max_examples=50)
def test_two_axes_of_a_sobol_sample_are_a_net(seed, power, data):
    """Every box of sides 2^-a and 2^-b, a + b = power, holds one of 2^power points."""
    cube = sobol(["leak", "strength_cost"], 2**power, seed)
    sides = data.draw(st.integers(0, power))
    boxes = np.floor(cube * [2**sides, 2 ** (power - sides)])
    assert len({tuple(box) for box in boxes}) == 2**power


@given(axes_of_a_sample, st.integers(1, 200), seeds)
@settings(deadline=None, max_examples=50)
def test_fewer_sobol_points_are_the_first_of_more(axes, n, seed):
    assert (sobol(axes, 200, seed)[:n] == sobol(axes, n, seed)).all()


@pytest.mark.parametrize("design", ["latin_hypercube", "sobol"])
def test_samples_fill_the_cube_evenly_whatever_the_seed(design):
    spread = {"latin_hypercube": latin_hypercube, "sobol": sobol}[design]
    axes = ["leak", "strength_cost", "reserves"]
    first = np.array([spread(axes, 8, seed)[0] for seed in range(2000)])  # one point of each design
    error = np.sqrt(1 / 12 / 2000)
    assert (abs(first.mean(axis=0) - 0.5) < 4 * error).all()
    assert (abs(np.corrcoef(first.T)[np.triu_indices(3, 1)]) < 4 / np.sqrt(2000)).all()


@pytest.mark.parametrize("design", ["latin_hypercube", "sobol"])
def test_values_are_quantiles_of_what_is_asked_for_legal_and_whole(load, design):
    scenario = load(
        f"sweep: {{{design}: {{n: 256, over: {{strength_cost: prior, lookahead: [1, 24],"
        " mobilisation: {distribution: normal, mean: 0.5, sd: 5}, leak: [0.02, 0.06]}}}\n"
    )
    points = dict(zip(scenario.sweep.axes, points_of(scenario.sweep, scenario.seed).T, strict=True))
    prior = scenario.sweep.over["strength_cost"]
    assert np.median(points["strength_cost"]) == pytest.approx(prior.median, rel=0.01)
    assert np.std(np.log(points["strength_cost"])) == pytest.approx(prior.sigma, rel=0.02)
    assert set(points["lookahead"]) == set(range(1, 25))
    assert (points["mobilisation"].min(), points["mobilisation"].max()) == (0, 1)
    assert points["leak"].min() > 0.02
    assert points["leak"].max() < 0.06
    assert points["leak"].mean() == pytest.approx(0.04, abs=1e-4)


# Copied from the program: whole-number arithmetic alone decides them, so that they move on no machine.
PINNED_HYPERCUBE = [
    [0.3790364916139312, 0.5003564133543598],
    [0.668547504954423, 0.9044249242601694],
    [0.1246176421806955, 0.30158933078428546],
]
PINNED_SOBOL = [
    [0.21721994737163186, 0.16735692555084825],
    [0.7229640143923461, 0.8126130071468651],
    [0.963495256844908, 0.2636918514035642],
    [0.46936336858198047, 0.7239045868627727],
]


def test_samples_are_the_same_everywhere():
    axes = ["strength_cost", "leak"]
    assert latin_hypercube(axes, 3, 20210222).tolist() == PINNED_HYPERCUBE
    assert sobol(axes, 4, 20210222).tolist() == PINNED_SOBOL


def test_a_sample_depends_on_the_seed_and_on_nothing_else_of_the_scenario(load):
    sweep = "sweep: {sobol: {n: 8, over: {leak: [0, 0.1], reserves: [2, 9]}}}\n"

    def points(text, **options):
        return [
            (one.parameters[positions("parameter")["leak"]], one.initial[positions("initial")["reserves"]])
            for one in compile_points(load(text + sweep, **options))
        ]

    plain = points("")
    assert points("runs: 5\nhorizon: 3\nuncertain: all\nparameters: {leak: 0.09}\n") == plain
    assert points("", seed=5) != plain


def test_no_rule_draws_from_the_stream_of_designs():
    streams = [value for value in vars(draws).values() if isinstance(value, np.uint64)]
    assert max(draws.DECISION_STREAMS) < DESIGN
    assert draws.RHETORIC == 30 < DESIGN < 2**16
    assert DESIGN not in streams


# what belongs together


@pytest.mark.parametrize("point", [-1, 4, 1.5, "a"])
def test_a_point_that_there_is_not_is_told_with_those_there_are(load, point):
    scenario = load("name: wide\nsweep: {grid: {leak: [0, 0.1], reserves: [3, 5]}}\n")
    with pytest.raises(UsageError, match=r"wide: point: .*; .*0 to 3"):
        compile_inputs(scenario, point)


def test_without_a_sweep_there_is_point_0_alone(load):
    with pytest.raises(UsageError, match="plain: point 1: there is no sweep; 0 is the only point"):
        compile_inputs(load("name: plain\n"), 1)


def test_the_resolved_form_of_a_sweep_has_the_same_points(load):
    for text in (
        "sweep: {grid: {reserves: [5, 2], kremlin_type: [replacer, drawn], agreed.RM: [0.9]}}\n",
        "uncertain: all\nsweep: {sobol: {n: 4, over: {reserves: [2, 5], strength_cost: prior}}}\n",
        "sweep: {latin_hypercube: {n: 5, over: {step_by_issue: prior, leak: [0.01, 0.1]}}}\n",
    ):
        scenario = load(text)
        again = load(to_yaml(scenario), name="again")
        for one, other in zip(compile_points(scenario), compile_points(again), strict=True):
            assert same_but_for_the_point(dataclasses.replace(other, name="case"), one)
            assert (other.point, other.swept) == (one.point, one.swept)


def test_uncertain_all_leaves_out_what_is_swept(load):
    everything = load("uncertain: all\n").uncertain
    but_one = load("uncertain: all\nsweep: {grid: {leak: [0, 0.1]}}\n").uncertain
    assert {*everything} - {*but_one} == {"leak"}
    later = load("sweep: {grid: {leak: [0, 0.1]}}\n", "uncertain=all").uncertain
    assert later == but_one


def test_a_sweep_replaces_the_draw_of_a_parent(load, tmp_path):
    (tmp_path / "parent.yaml").write_text("uncertain: {leak: prior, strength_cost: prior}\n")
    scenario = load("extends: parent\nsweep: {grid: {leak: [0, 0.1]}}\n")
    assert list(scenario.uncertain) == ["strength_cost"]


def test_a_sweep_replaces_the_value_of_its_own_file_and_of_parents(load, tmp_path):
    (tmp_path / "parent.yaml").write_text("parameters: {leak: 0.05}\n")
    sweep = "sweep: {grid: {leak: [0, 0.1]}}\n"
    for text in (f"extends: parent\n{sweep}", f"parameters: {{leak: 0.05}}\n{sweep}"):
        assert [one.parameters[positions("parameter")["leak"]] for one in compile_points(load(text))] == [
            0,
            0.1,
        ]


def test_what_is_swept_cannot_be_set_or_drawn_on_top(load):
    sweep = "sweep: {grid: {leak: [0, 0.1]}}\n"
    with pytest.raises(ScenarioErrors, match=r"leak=0.05: parameters.leak: set, but also swept \(.*:1\)"):
        load(sweep, "leak=0.05")
    with pytest.raises(ScenarioErrors, match=r"uncertain.leak: drawn, but also swept"):
        load(sweep, "uncertain.leak=prior")
    load(sweep, name="parent")
    with pytest.raises(ScenarioErrors, match=r"child.yaml:2:20: parameters.leak: set, but also swept"):
        load("extends: parent\nparameters: {leak: 0.05}\n", name="child")
    assert load("extends: parent\nparameters: {leak: 0.05}\nsweep: {}\n", name="child").sweep is None


def test_options_count_towards_the_runs_of_all_points(load):
    sweep = "sweep: {grid: {leak: [0, 0.05, 0.1]}}\n"
    with pytest.raises(ScenarioErrors, match="3 points of 400,000,000 runs"):
        load(sweep, runs=400_000_000)


def test_a_sobol_sample_that_is_not_balanced_is_remarked_on_once(load):
    odd = load("sweep: {sobol: {n: 100, over: {leak: [0, 0.1]}}}\n", runs=5)
    (note,) = load_scenario(odd, seed=7).notes
    assert note.startswith("sweep.sobol.n: 100 points are not balanced, as 64 or 128 would be")
    assert load("sweep: {sobol: {n: 64, over: {leak: [0, 0.1]}}}\n").notes == ()
    assert load("sweep: {latin_hypercube: {n: 100, over: {leak: [0, 0.1]}}}\n").notes == ()


def test_shares_that_stay_in_order_can_be_swept(load):
    issue = INDICES["issue"][0]
    text = f"sweep: {{grid: {{agreed.{issue}: [0.9, 1], signed.{issue}: [0, 0.85]}}}}\n"
    assert load(text).sweep.points == 4
