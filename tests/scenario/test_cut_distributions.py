"""Distributions that are cut off: the law of a draw that is known to lie between two values."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.errors import ScenarioErrors
from sim.scenario import load_scenario, to_yaml
from sim.scenario.compile import compile_inputs, draw, positions
from sim.scenario.distributions import FAMILIES
from sim.scenario.sampling import points_of, quantile
from sim.scenario.write import cut_to

KNOWN = {
    "lognormal": ({"median": 0.8, "sigma": 0.35}, stats.lognorm(0.35, scale=0.8)),
    "normal": ({"mean": 2, "sd": 3}, stats.norm(2, 3)),
    "uniform": ({"low": 2, "high": 5}, stats.uniform(2, 3)),
    "loguniform": ({"low": 0.1, "high": 5}, stats.loguniform(0.1, 5)),
    "triangular": ({"low": 1, "mode": 2, "high": 5}, stats.triang(0.25, 1, 4)),
    "beta": ({"mean": 0.3, "size": 20}, stats.beta(6, 14)),
}
UNIFORMS = np.array([1e-9, 0.001, 0.05, 0.25, 0.5, 0.75, 0.95, 0.999, 1 - 1e-9])


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize(("first", "last"), [(0.2, 1.0), (0.0, 0.7), (0.2, 0.7), (0.05, 0.1)])
def test_a_cut_distribution_draws_from_the_shares_between_its_ends(family, first, last):
    arguments, known = KNOWN[family]
    low, high = known.ppf(first), known.ppf(last)
    ends = {name: end for name, end in (("at_least", low), ("at_most", high)) if 0 < known.cdf(end) < 1}
    values = quantile(FAMILIES[family].model_validate({**arguments, **ends}), UNIFORMS)
    np.testing.assert_allclose(values, known.ppf(first + (last - first) * UNIFORMS), rtol=1e-7)


@pytest.mark.parametrize("family", FAMILIES)
@given(ends=st.tuples(st.floats(0.01, 0.99), st.floats(0.01, 0.99)), uniform=st.floats(1e-12, 1 - 1e-12))
def test_nothing_is_drawn_beyond_the_ends_and_more_luck_gives_no_less(family, ends, uniform):
    arguments, known = KNOWN[family]
    low, high = sorted(known.ppf(ends))
    if not low < high:
        return
    cut = FAMILIES[family].model_validate({**arguments, "at_least": low, "at_most": high})
    values = quantile(cut, np.array([uniform / 2, uniform]))
    assert low <= values[0] <= values[1] <= high


def test_a_mirrored_lognormal_is_cut_as_its_mirror_is():
    lognormal = FAMILIES["lognormal"]
    mirrored = quantile(lognormal(median=-7.1, sigma=0.5, at_least=-9, at_most=-5), UNIFORMS)
    plain = quantile(lognormal(median=7.1, sigma=0.5, at_least=5, at_most=9), UNIFORMS)
    np.testing.assert_allclose(mirrored, -plain, rtol=1e-12)


def test_ends_where_nothing_is_cut_change_no_draw():
    for family, (arguments, _) in KNOWN.items():
        whole = FAMILIES[family].model_validate(arguments)
        wide = FAMILIES[family].model_validate({**arguments, "at_least": -1e9, "at_most": 1e9})
        np.testing.assert_array_equal(quantile(wide, UNIFORMS), quantile(whole, UNIFORMS))


def test_a_file_holds_a_cut_distribution_and_is_written_as_it_was(tmp_path):
    file = tmp_path / "cut.yaml"
    file.write_text(
        "uncertain:\n  strength_cost: {distribution: lognormal, median: 0.8, sigma: 0.35, at_least: 1}\n"
    )
    scenario = load_scenario(file)
    assert scenario.uncertain["strength_cost"].at_least == 1
    again = tmp_path / "again.yaml"
    again.write_text(to_yaml(scenario))
    assert load_scenario(again).uncertain == scenario.uncertain
    parameters, _ = draw(compile_inputs(scenario), 0, 400)
    values = parameters[:, positions("parameter")["strength_cost"]]
    assert values.min() >= 1
    assert abs(np.mean(values < stats.lognorm(0.35, scale=0.8).ppf(0.87)) - 0.5) < 0.1  # .74 lie below 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("lognormal, median: 0.8, sigma: 0.3, at_least: 2, at_most: 1", "not in order"),
        ("lognormal, median: 0.8, sigma: 0.3, at_most: -1", "nothing is left"),
        ("uniform, low: 1, high: 2, at_least: 2", "nothing is left"),
        ("lognormal, median: 0.8, sigma: 0.3, at_most: 1e6", "out of range"),
        ("lognormal, median: 0.8, sigma: 0.3, at_leest: 1", "did you mean at_least"),
        ("lognormal, median: 0.8, sigma: 0.3, at_least: low", "is not a number"),
    ],
)
def test_ends_that_make_no_sense_are_told_at_their_place(tmp_path, given, said):
    file = tmp_path / "odd.yaml"
    file.write_text(f"uncertain:\n  strength_cost: {{distribution: {given}}}\n")
    with pytest.raises(ScenarioErrors, match=said) as caught:
        load_scenario(file)
    assert f"{file}:2:" in str(caught.value)


def test_a_box_of_a_sweep_keeps_the_values_of_a_grid_and_cuts_the_others(tmp_path):
    grid, spread = tmp_path / "grid.yaml", tmp_path / "spread.yaml"
    grid.write_text("sweep: {grid: {leak: [0, 0.05, 0.1], lookahead: [3, 6]}}\n")
    spread.write_text("sweep: {latin_hypercube: {n: 50, over: {leak: [0, 0.1], strength_cost: prior}}}\n")
    cut = cut_to(load_scenario(grid), {"leak": (0.03, None)})
    assert cut.sweep.grid == {"leak": (0.05, 0.1), "lookahead": (3.0, 6.0)}
    cut = cut_to(load_scenario(spread), {"leak": (0.03, 0.06), "strength_cost": (None, 0.7)})
    points = points_of(cut.sweep, 1)
    assert (points[:, 0] >= 0.03).all()
    assert (points[:, 0] <= 0.06).all()
    assert (points[:, 1] <= 0.7).all()
