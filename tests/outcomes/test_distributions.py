from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from sim.outcomes.columns import DISTRIBUTIONS, metric_columns
from sim.outcomes.distributions import PERCENTS, describe, distribution_table, label_shares
from sim.quantities import OUTCOMES

FINITE = st.floats(-1e6, 1e6)


@given(arrays.arrays(np.float64, st.integers(2, 200), elements=FINITE))
def test_the_figures_are_those_of_numpy(values):
    figures = describe(values)
    assert figures["mean"].value == pytest.approx(np.mean(values), rel=1e-12, abs=1e-9)
    assert figures["sd"].value == pytest.approx(np.std(values, ddof=1), rel=1e-9, abs=1e-9)
    for percent in PERCENTS:
        assert figures[f"p{percent}"].value == np.quantile(np.sort(values), percent / 100)


@given(arrays.arrays(np.float64, st.integers(2, 50), elements=FINITE), st.integers(0, 20))
def test_runs_without_a_value_do_not_count(values, missing):
    rng = np.random.default_rng(0)
    with_gaps = rng.permutation(np.concatenate([values, np.full(missing, np.nan)]))
    assert describe(with_gaps) == describe(values)


@given(arrays.arrays(np.float64, st.integers(2, 100), elements=FINITE))
def test_standard_errors_are_never_negative_and_never_missing(values):
    assert all(figure.standard_error >= 0 for figure in describe(values).values())


def test_where_no_run_has_a_value_nothing_is_said():
    assert set(describe(np.full(5, np.nan)).values()) == {(None, None)}


def test_one_run_has_a_value_but_no_error():
    figures = describe(np.array([3.0]))
    assert figures["mean"] == (3.0, None)
    assert figures["p50"] == (3.0, None)
    assert figures["sd"] == (None, None)


def test_what_never_varies_has_no_error():
    figures = describe(np.full(100, 0.1))
    assert figures["sd"] == (0.0, 0.0)
    assert figures["p95"] == (0.1, 0.0)


def test_the_error_of_a_mean_is_the_spread_over_root_n():
    values = np.array([1.0, 2.0, 3.0, 4.0])
    assert describe(values)["mean"].standard_error == pytest.approx(math.sqrt(5 / 3) / 2)


def test_the_error_of_a_share_is_binomial():
    shares = label_shares(np.array([0] * 75 + [3] * 25), OUTCOMES)
    assert shares["regime_collapse"].value == 0.25
    assert shares["regime_collapse"].standard_error == pytest.approx(math.sqrt(0.25 * 0.75 / 100))
    assert shares["rupture"] == (0.0, 0.0)


@pytest.mark.parametrize(
    ("name", "draw", "error"),
    [
        # Asymptotic: sd / sqrt(2 n) for the sd of a normal; sqrt(p (1 - p) / n) / density for a quantile.
        ("sd", "normal", 1 / math.sqrt(2)),
        ("p50", "normal", 0.5 * math.sqrt(2 * math.pi)),
        ("p5", "uniform", math.sqrt(0.05 * 0.95)),
        ("p90", "uniform", math.sqrt(0.9 * 0.1)),
        ("p75", "exponential", math.sqrt(0.75 * 0.25) / 0.25),
    ],
)
def test_errors_tend_to_their_asymptotic_values(name, draw, error):
    n, repeats = 2000, 50
    rng = np.random.default_rng(7)
    errors = [describe(getattr(rng, draw)(size=n))[name].standard_error for _ in range(repeats)]
    assert np.mean(errors) == pytest.approx(error / math.sqrt(n), rel=0.08)


@pytest.mark.parametrize("name", ["mean", "sd", "p5", "p25", "p50", "p95"])
@pytest.mark.parametrize("kind", ["gamma", "poisson"])
def test_errors_say_how_far_figures_move_with_other_luck(name, kind):
    rng = np.random.default_rng(11)
    draw = (
        (lambda n: rng.gamma(2, size=n)) if kind == "gamma" else (lambda n: rng.poisson(40, n).astype(float))
    )
    figures = [describe(draw(400))[name] for _ in range(600)]
    moved = np.std([figure.value for figure in figures])
    assert np.sqrt(np.mean([figure.standard_error**2 for figure in figures])) == pytest.approx(
        moved, rel=0.15
    )


def test_a_table_holds_shares_first_and_then_every_metric_in_order(block_of):
    block = block_of(40)
    rows = distribution_table("one", block.outcome, [block.end_month.astype(float), *block.metrics.T])
    assert rows.column_names == [column.name for column in DISTRIBUTIONS]
    metrics = list(dict.fromkeys(rows.column("metric").to_pylist()))
    assert metrics == ["outcome", "end_month", *(column.name for column in metric_columns())]
    statistics = rows.column("statistic").to_pylist()
    assert statistics[:6] == [f"share_{outcome}" for outcome in OUTCOMES]
    assert statistics[6:15] == ["mean", "sd", "p5", "p10", "p25", "p50", "p75", "p90", "p95"]
