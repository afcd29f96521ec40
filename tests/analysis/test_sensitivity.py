"""What an answer depends on: known indices come out, chance is distinguished, bad designs are caught."""

from __future__ import annotations

import json
import math
import re
import sys
from contextlib import nullcontext
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.analysis.claims.catalogue import patterns
from sim.analysis.claims.readings import examine
from sim.analysis.claims.subject import subject_of
from sim.analysis.sensitivity import morris, sobol
from sim.analysis.sensitivity.outputs import noise_variance, outputs_of
from sim.analysis.sensitivity.report import WEIGHTS, report_of_ranking
from sim.analysis.sensitivity.sensitivity import Sensitivity
from sim.batch.run import Silent
from sim.cli.app import main
from sim.errors import UsageError
from sim.experiments.arms import ArmSetup
from sim.experiments.parameter_space import Space, choose
from sim.experiments.points import PointPlayer
from sim.experiments.subject import Subject
from sim.experiments.workers import Workers
from sim.quantities import parameters
from sim.scenario.distributions import Beta, Lognormal, Uniform
from sim.scenario.values import all_priors

SEED = 20_210_222
STAGE = ArmSetup("baseline_feb2021", ("horizon=6",), runs=8)
PRESSURE = subject_of("pressure_mean", None)


def as_it_is(_, values):
    return values


def space_of(low, high, count):
    return Space({f"x{k}": Uniform(low=low, high=high) for k in range(1, count + 1)}, cut=as_it_is)


def alone(function):
    """A model without chance: one run a point."""
    return lambda _, values: function(values)[:, None]


def play(subject=PRESSURE, stage=STAGE, workers=1):
    return PointPlayer(stage, subject, workers, lambda _: nullcontext(Silent()))


def covered(table, known):
    """How many of the known indices lie in their intervals."""
    rows = table.set_index("quantity")
    return sum(
        rows.loc[name, f"{order}_low"] <= value <= rows.loc[name, f"{order}_high"]
        for order, values in known.items()
        for name, value in values.items()
    )


# --- functions whose indices are known -----------------------------------------------------------


class Ishigami:
    """Ishigami and Homma 1990: sin x1 + a sin^2 x2 + b x3^4 sin x1 over (-pi, pi)^3."""

    a, b = 7.0, 0.1
    space = space_of(-math.pi, math.pi, 3)

    @classmethod
    def value(cls, x):
        return np.sin(x[:, 0]) * (1 + cls.b * x[:, 2] ** 4) + cls.a * np.sin(x[:, 1]) ** 2

    @classmethod
    def known(cls):
        one = (1 + cls.b * math.pi**4 / 5) ** 2 / 2
        two = cls.a**2 / 8
        both = cls.b**2 * math.pi**8 * (1 / 18 - 1 / 50)
        whole = one + two + both
        return {
            "first": {"x1": one / whole, "x2": two / whole, "x3": 0.0},
            "total": {"x1": (one + both) / whole, "x2": two / whole, "x3": both / whole},
        }


class G:
    """Sobol's g-function: the product of (|4 x - 2| + a) / (1 + a) over the unit cube."""

    a = np.array([0.0, 1.0, 4.5, 9.0, 99.0, 99.0])
    space = space_of(0.0, 1.0, 6)

    @classmethod
    def value(cls, x):
        return np.prod((np.abs(4 * x - 2) + cls.a) / (1 + cls.a), axis=1)

    @classmethod
    def known(cls):
        own = 1 / (3 * (1 + cls.a) ** 2)
        whole = np.prod(1 + own) - 1
        total = own * np.prod(1 + own) / (1 + own)
        names = cls.space.axes
        return {
            "first": dict(zip(names, own / whole, strict=True)),
            "total": dict(zip(names, total / whole, strict=True)),
        }


@pytest.mark.parametrize("function", [Ishigami, G])
def test_known_sobol_indices_come_out_within_their_intervals(function):
    known = function.known()
    for seed in (1, 2, 3):
        table = sobol.decompose(function.space, alone(function.value), 1024, seed, "y").table
        assert covered(table, known) == 2 * len(function.space.axes)
        values = table.set_index("quantity")
        for order, indices in known.items():
            assert values[order].to_dict() == pytest.approx(indices, abs=0.08)


@pytest.mark.parametrize("function", [Ishigami, G])
def test_small_samples_have_wider_intervals_that_still_cover(function):
    known, hits, tried, widths = function.known(), 0, 0, []
    for samples in (64, 256):
        width = []
        for seed in range(20):
            table = sobol.decompose(function.space, alone(function.value), samples, seed, "y").table
            hits += covered(table, known)
            tried += 2 * len(function.space.axes)
            width.append(float((table["total_high"] - table["total_low"]).mean()))
        widths.append(np.mean(width))
    assert hits / tried > 0.9
    assert widths[0] > 1.5 * widths[1]


def test_the_effects_of_a_linear_function_are_its_slopes_and_do_not_vary():
    slopes = np.array([3.0, -2.0, 0.0, 0.5])
    space = space_of(0.0, 1.0, 4)
    found = morris.screen(space, alone(lambda x: x @ slopes), 6, SEED, "y")
    table = found.table.set_index("quantity").loc[list(space.axes)]
    width = morris.HIGH - morris.LOW
    assert table["mu"].to_numpy() == pytest.approx(slopes * width)
    assert table["mu_star"].to_numpy() == pytest.approx(np.abs(slopes) * width)
    assert table["sigma"].to_numpy() == pytest.approx(np.zeros(4), abs=1e-12)
    assert found.strongest(4) == ("x1", "x2", "x4", "x3")
    assert found.points == 6 * 5


def test_effects_that_depend_on_another_quantity_vary():
    found = morris.screen(space_of(0.0, 1.0, 2), alone(lambda x: x[:, 0] * x[:, 1]), 40, SEED, "y")
    assert (found.table["sigma"] > 0.1).all()


def test_screening_moves_each_quantity_through_its_plausible_range():
    known = {
        "strength_cost": (parameters()["strength_cost"].low[0], parameters()["strength_cost"].high[0]),
        "leak": (parameters()["leak"].low[0], parameters()["leak"].high[0]),
    }
    space = Space({name: all_priors()[name] for name in known})
    seen = {name: set() for name in known}

    def evaluate(axes, values):
        for axis, name in enumerate(axes):
            seen[name] |= set(values[:, axis])
        return values.sum(axis=1)[:, None]

    table = morris.screen(space, evaluate, 20, SEED, "y").table.set_index("quantity")
    for name, (low, high) in known.items():
        assert len(seen[name]) == 4
        assert (min(seen[name]), max(seen[name])) == pytest.approx((low, high), rel=0.02)
        assert tuple(table.loc[name, ["low", "high"]]) == pytest.approx((low, high), rel=0.02)


# --- chance ----------------------------------------------------------------------------------------


@given(st.integers(0, 1000), st.integers(2, 9))
def test_chance_that_all_points_share_changes_no_index(seed, runs):
    noise_floor = np.random.default_rng(seed).normal(size=runs)

    def by_chance(_, values):
        return G.value(values)[:, None] + (noise_floor - noise_floor.mean())

    for method, size in ((morris.screen, 4), (sobol.decompose, 16)):
        without = method(G.space, alone(G.value), size, SEED, "y").table
        found = method(G.space, by_chance, size, SEED, "y").table
        columns = [name for name in found if name not in ("quantity", "unit", "noise_floor")]
        np.testing.assert_allclose(found[columns], without[columns], atol=1e-9)
        assert found["noise_floor"].to_numpy() == pytest.approx(np.zeros(6), abs=1e-9)


def test_chance_of_its_own_at_every_point_is_reported_in_the_unit_of_the_index():
    rng, runs, error = np.random.default_rng(7), 25, 2.0

    def by_chance(_, values):
        return 10 * values[:, :1] + rng.normal(0, error, (len(values), runs))

    space = space_of(0.0, 1.0, 3)
    table = sobol.decompose(space, by_chance, 256, SEED, "y").table.set_index("quantity")
    variance = 100 / 12 + error**2 / runs
    assert table["noise_floor"].to_numpy() == pytest.approx(np.full(3, error**2 / runs / variance), rel=0.15)
    assert table.loc[["x2", "x3"], "total"].to_numpy() == pytest.approx(
        table.loc[["x2", "x3"], "noise_floor"], rel=0.2
    )

    table = morris.screen(space, by_chance, 200, SEED, "y").table.set_index("quantity")
    step = 2 / 3
    size = math.sqrt(2 / math.pi) * math.sqrt(2 * error**2 / runs) / step
    assert table["noise_floor"].to_numpy() == pytest.approx(np.full(3, size), rel=0.1)
    assert table.loc[["x2", "x3"], "mu_star"].to_numpy() == pytest.approx(np.full(2, size), rel=0.2)


@given(st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=30))
def test_the_chance_in_a_mean_is_its_squared_standard_error(row):
    values = np.array([[*row, math.nan]])
    assert noise_variance(values)[0] == pytest.approx(np.var(row, ddof=1) / len(row), abs=1e-9)


# --- what is caught before SALib sees it ---------------------------------------------------------


@given(st.integers(-5, 5000))
def test_a_sobol_sample_is_a_power_of_two_and_the_message_names_two_that_are(count):
    if count in [2**k for k in range(3, 13)]:
        sobol.check_samples(count)
        return
    with pytest.raises(UsageError, match="power of two") as caught:
        sobol.check_samples(count)
    small, large = map(int, re.findall(r"(\d+) or (\d+)$", str(caught.value))[0])
    sobol.check_samples(small)
    assert large == 2 * small
    assert count < sobol.FEWEST_SAMPLES or small < count < large


def test_one_trajectory_has_no_spread():
    with pytest.raises(UsageError, match="2 trajectories"):
        morris.check_trajectories(1)


@pytest.mark.parametrize("method", [morris.screen, sobol.decompose])
@pytest.mark.parametrize("wrong", [math.nan, math.inf, -math.inf])
def test_a_point_without_a_finite_value_is_named_by_its_number(method, wrong):
    def evaluate(_, values):
        outputs = values.sum(axis=1)[:, None]
        outputs[[3, 5]] = wrong
        return outputs

    with pytest.raises(UsageError, match=r"y has no finite value at 2 of [\d,]+ points .* point 3\)"):
        method(space_of(0.0, 1.0, 3), evaluate, 8, SEED, "y")


def test_a_run_without_the_metric_is_left_out_and_no_reason_to_give_up():
    values = np.array([[1.0, math.nan, 3.0], [0.0, 1.0, 2.0]])
    assert outputs_of(values, "y").tolist() == [2.0, 1.0]


@given(st.floats(-1e9, 1e9), st.integers(1, 4), st.integers(1, 30))
def test_what_nothing_moves_has_effects_of_0_and_indices_that_are_undefined(value, axes, runs):
    def evaluate(_, values):
        outputs = np.full((len(values), runs), value)
        outputs[::2, 1:] = math.nan  # a mean over fewer runs differs by rounding at the most
        return outputs

    space = space_of(0.0, 1.0, axes)
    screening = morris.screen(space, evaluate, 4, SEED, "y")
    assert screening.constant == pytest.approx(value)
    for name in ("mu_star", "mu_star_low", "mu_star_high", "mu", "sigma"):
        assert (screening.table[name] == 0).all()
    shares = sobol.decompose(space, evaluate, 8, SEED, "y")
    assert shares.constant == pytest.approx(value)
    assert shares.table[list(sobol.COLUMNS)].isna().all(axis=None)
    assert set(shares.table["quantity"]) == set(space.axes)


def test_base_points_that_are_all_alike_are_no_variance_to_share_out():
    def evaluate(_, values):
        outputs = np.zeros((len(values), 1))
        outputs[1::4] = 1.0  # only where one quantity is exchanged
        return outputs

    found = sobol.decompose(space_of(0.0, 1.0, 2), evaluate, 8, SEED, "y")
    assert found.constant is None
    assert found.table[list(sobol.COLUMNS)].isna().all(axis=None)
    report = report_of_ranking(Sensitivity(Subject("y", "y"), "z", SEED, (), found))
    assert "more --samples" in report.text()
    assert "<svg" in report._repr_html_()


# --- the space -----------------------------------------------------------------------------------


def test_by_default_every_parameter_with_a_prior_is_looked_at():
    assert set(choose(STAGE, PRESSURE, None).space.axes) == set(all_priors())
    assert choose(STAGE, PRESSURE, "all").space.axes == choose(STAGE, PRESSURE, None).space.axes


def test_a_scenario_that_draws_something_is_looked_at_in_what_it_draws(tmp_path):
    file = tmp_path / "doubtful.yaml"
    file.write_text(
        "extends: baseline_feb2021\nuncertain:\n  leak: {distribution: uniform, low: 0, high: 0.2}\n"
        "  trust_if_stalls: prior\n"
    )
    space = choose(ArmSetup(file, runs=2), PRESSURE, None).space
    assert space.distributions["leak"] == Uniform(low=0, high=0.2)
    assert set(space.axes) == {"leak", "trust_if_stalls"}
    assert set(choose(ArmSetup(file, runs=2), PRESSURE, "leak,strength_cost").space.axes) == {
        "leak",
        "strength_cost",
    }
    assert choose(ArmSetup(file, runs=2), PRESSURE, "leak").space.distributions["leak"].high == 0.2


def test_lists_and_files_of_the_seeds_may_be_named():
    assert len(choose(STAGE, PRESSURE, "step_by_issue").space.axes) == 5
    society = {
        flat
        for quantity in parameters().values()
        if quantity.group == "society" and quantity.prior
        for flat in quantity.entries
    }
    assert society <= set(choose(STAGE, PRESSURE, "society, leak").space.axes)


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("strength_csot", "strength_cost"),
        ("lookahead", "no prior"),
        ("nonsense_of_mine", "society"),
    ],
)
def test_a_quantity_that_cannot_be_looked_at_is_refused(wanted, said):
    with pytest.raises(UsageError, match=said):
        choose(STAGE, PRESSURE, wanted)


def test_what_an_option_sets_is_not_uncertain():
    stage = ArmSetup("baseline_feb2021", ("strength_cost=1.2",), runs=2)
    assert "strength_cost" not in choose(stage, PRESSURE, None).space.axes
    with pytest.raises(UsageError, match="strength_cost: set by an option"):
        choose(stage, PRESSURE, "strength_cost")


def test_what_a_comparison_sets_is_no_axis():
    effect = subject_of(None, "F1")
    choice = choose(STAGE, effect, "belief_speed,leak,colour_revolution_belief")
    assert choice.space.axes == ("leak",)
    assert set(choice.left_out) == {"belief_speed", "colour_revolution_belief"}


@given(st.floats(0, 1), st.sampled_from(sorted(all_priors())))
def test_every_coordinate_means_a_finite_legal_value(share, flat):
    value = Space({flat: all_priors()[flat]}).at(np.array([[share]]))[0, 0]
    low, high = parameters()[flat.partition(".")[0]].legal
    assert low <= value <= high


# --- through the model ---------------------------------------------------------------------------


def test_a_point_is_the_scenario_with_its_values_set():
    axes, values = ("strength_cost", "step_by_issue.RM"), np.array([[0.5, 0.2], [1.1, 0.05]])
    played = play()(axes, values)
    for row, (cost, step) in zip(played, values, strict=True):
        settings = ["horizon=6", f"strength_cost={cost}", f"step_by_issue.RM={step}"]
        alone_played = sim.run("baseline_feb2021", settings, runs=8, workers=1).outcomes
        np.testing.assert_array_equal(row, alone_played["pressure_mean"].to_numpy())


def test_shares_that_exceed_one_another_are_cut_as_draws_are():
    values = np.array([[0.1, 0.6]])
    cut = play()(("agreed.SE", "signed.SE"), values)
    np.testing.assert_array_equal(cut, play()(("agreed.SE", "signed.SE"), np.array([[0.1, 0.1]])))


def test_the_points_do_not_depend_on_the_number_of_threads():
    values = np.array([[0.5], [0.9], [1.3]])
    one, three = (play(workers=count)(("strength_cost",), values) for count in (1, 3))
    np.testing.assert_array_equal(one, three)


def test_the_effect_of_a_pattern_is_the_one_that_sim_patterns_measures():
    stage = ArmSetup("baseline_feb2021", ("horizon=6",), runs=30)
    central = parameters()["leak"].central
    for name in ("F1", "F2b"):
        found = play(subject_of(None, name), stage)(("leak",), np.array([central]))
        table = examine(stage, [patterns()[name]], Workers(1))
        assert np.nanmean(found) == pytest.approx(table.results[0].findings[0].estimate.value, abs=1e-15)


def test_numbers_that_quantal_minds_do_not_read_move_nothing_at_all():
    names = "aspiration_rescue_mobilisation,strength_cost,integration_value"
    space = choose(STAGE, PRESSURE, names).space
    table = morris.screen(space, play(), 3, SEED, "pressure").table.set_index("quantity")
    assert table.loc["aspiration_rescue_mobilisation", "mu_star"] == 0.0
    assert table.loc["integration_value", "mu_star"] > 0.0


def test_the_same_seed_gives_the_same_table_and_another_one_another():
    space = choose(STAGE, PRESSURE, "strength_cost,leak,integration_value").space
    tables = [morris.screen(space, play(), 3, seed, "pressure").table for seed in (1, 1, 2)]
    pd.testing.assert_frame_equal(tables[0], tables[1])
    assert not tables[0].equals(tables[2])


@pytest.mark.parametrize("distribution", [Lognormal(median=0.8, sigma=0.35), Beta(mean=0.3, size=20)])
def test_the_quantiles_of_a_design_are_those_of_the_distribution(distribution):
    cube = np.linspace(0.001, 0.999, 999)[:, None]
    values = Space({"x": distribution}, cut=as_it_is).at(cube)[:, 0]
    assert all(low < high for low, high in pairwise(values))


# --- the command ---------------------------------------------------------------------------------

SMALL = ["--set", "horizon=4", "--runs", "6", "--workers", "1", "--quiet"]


def call(capsys, *arguments):
    """The exit code, the output and the messages of `sim sensitivity`."""
    code = 0
    try:
        main(["sensitivity", "baseline_feb2021", *arguments])
    except SystemExit as left:
        code = int(left.code or 0)
    said = capsys.readouterr()
    return code, said.out, said.err


def test_screening_ends_in_a_ranked_table_a_csv_and_a_picture(capsys, tmp_path):
    out = tmp_path / "weights.csv"
    options = ("--metric", "pressure_mean", "--parameters", "kremlin_weight_by_issue,leak", "--samples", "3")
    code, shown, _ = call(capsys, *options, *SMALL, "--out", str(out))
    assert code == 0
    table = pd.read_csv(out)
    assert table["rank"].tolist() == list(range(1, 7))
    assert table["mu_star"].is_monotonic_decreasing
    assert table["quantity"][0] in shown
    assert shown.index(table["quantity"][0]) < shown.index(table["quantity"][5])
    assert (tmp_path / "weights.svg").read_text(encoding="utf-8").startswith("<?xml")
    code, _, _ = call(capsys, *options, *SMALL, "--out", str(tmp_path / "again.csv"))
    for suffix in (".csv", ".svg"):
        assert (tmp_path / f"again{suffix}").read_bytes() == out.with_suffix(suffix).read_bytes()


def test_sobol_looks_at_the_strongest_of_a_screening_in_one_go(capsys):
    options = (
        "--method",
        "sobol",
        "--metric",
        "pressure_mean",
        "--parameters",
        "kremlin_weight_by_issue,leak",
    )
    code, shown, _ = call(capsys, *options, "--top", "2", "--samples", "8", *SMALL, "--json")
    found = json.loads(shown)
    assert code == 0
    assert [len(found[key]) for key in ("screening", "quantities")] == [6, 2]
    strongest = {row["quantity"] for row in found["screening"][:2]}
    assert {row["quantity"] for row in found["quantities"]} == strongest
    assert found["points"] == 8 * 4


def test_a_patterns_effect_can_be_looked_at(capsys):
    options = ("--pattern", "F4", "--parameters", "hazard_collapse_mobilisation,leak", "--samples", "2")
    code, shown, _ = call(capsys, *options, *SMALL)
    assert code == 0
    assert "the effect of F4 on agreement_share" in shown


NOTHING_AGREED = ["--metric", "roadmaps_signed", "--set", "menu.bundles=[0]"]
NOTHING_AGREED += ["--parameters", "leak,loan_cost"]


@pytest.mark.parametrize("method", ["morris", "sobol"])
def test_a_metric_that_nothing_moves_is_a_result(capsys, tmp_path, method):
    options = [*NOTHING_AGREED, "--method", method, "--samples", "8", *SMALL]
    out = tmp_path / "weights.csv"
    code, shown, _ = call(capsys, *options, "--out", str(out))
    assert code == 0
    assert "Nothing moves roadmaps_signed: it is 0 at all" in shown
    assert "nan" not in shown
    assert len(pd.read_csv(out)) == 2
    assert "nothing, it is 0 at all points" in out.with_suffix(".svg").read_text(encoding="utf-8")
    code, shown, _ = call(capsys, *options, "--json")
    assert (code, json.loads(shown)["constant"]) == (0, 0.0)


def test_where_nothing_moves_a_moment_there_is_no_direction(capsys, tmp_path):
    options = [*NOTHING_AGREED, "--method", "identifiability", *SMALL, "--runs", "200"]
    out = tmp_path / "directions.csv"
    code, shown, _ = call(capsys, *options, "--out", str(out))
    assert code == 0
    assert "Nothing moves the moments" in shown
    assert "move nothing at all: leak, loan_cost" in shown
    assert list(pd.read_csv(out)) == [column.name for column in WEIGHTS.columns]
    assert "<svg" in out.with_suffix(".svg").read_text(encoding="utf-8")
    code, shown, _ = call(capsys, *options, "--json")
    found = json.loads(shown)
    assert (code, found["rank"], found["condition_number"]) == (0, 0, None)
    assert found["silent"] == ["leak", "loan_cost"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "--metric or --pattern"),
        (["--metric", "presure_mean"], "pressure_mean"),
        (["--pattern", "F99"], "F21"),
        (["--metric", "pressure_mean", "--method", "sobol", "--samples", "100"], "64 or 128"),
        (["--metric", "pressure_mean", "--samples", "1"], "2 to 65536"),
        (["--metric", "pressure_mean", "--top", "3"], "--method sobol"),
        (["--metric", "pressure_mean,leaks"], "one at a time"),
        (["--metric", "pressure_mean", "--parameters", "strength_csot"], "strength_cost"),
        (
            ["--metric", "pressure_mean", "--parameters", "all", "--method", "sobol", "--top", "300"],
            "at most",
        ),
        (["--metric", "pressure_mean", "--set", "strength_csot=1"], "strength_cost"),
        (["--metric", "pressure_mean", "--method", "fast"], "sobol"),
        (["--metric", "best_subsidy_step"], "another metric"),
        (["--metric", "nash_distance_mean", "--out", "nowhere/x.csv"], "nowhere"),
        (["--metric", "pressure_mean", "--out", "x.svg"], "FILE.csv"),
        (["--method", "identifiability", "--pattern", "F1"], "--pattern"),
        (["--method", "identifiability", "--runs", "20"], "200 runs"),
    ],
)
def test_bad_usage_is_refused_and_nothing_is_written(capsys, tmp_path, monkeypatch, arguments, said):
    monkeypatch.chdir(tmp_path)
    code, shown, reported = call(capsys, *arguments)
    assert code == 2
    assert shown == ""
    assert said in reported
    assert "Traceback" not in reported
    assert list(tmp_path.iterdir()) == []


def test_without_salib_the_extra_is_named(capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "SALib.sample.morris", None)
    code, _, reported = call(capsys, "--metric", "pressure_mean", *SMALL)
    assert code == 2
    assert reported.splitlines() == ["sim sensitivity needs SALib: pip install 'sim[analysis]'"]
