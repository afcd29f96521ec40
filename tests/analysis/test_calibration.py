# ruff: noqa: NPY002 - pyabc draws from numpy's global state
"""`sim calibrate`: the record read, the space searched, the search repeated, and what is made of it."""

from __future__ import annotations

import csv
import json
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.analysis.calibration import calibrate, episodes, posterior, scales
from sim.analysis.calibration.calibrate import CalibrationTask, concluded
from sim.analysis.calibration.episodes import EpisodePlayer, adapted
from sim.analysis.calibration.posterior import Posterior, changes, fitted, overlap
from sim.analysis.calibration.record import read_record
from sim.analysis.calibration.scenario_file import text_of
from sim.analysis.calibration.smc import Moves, Search, own_state
from sim.analysis.calibration.space import PriorSpace, candidates, chosen
from sim.batch.run import Silent
from sim.cli.app import main
from sim.errors import DataError, UsageError
from sim.experiments.workers import Workers
from sim.scenario import load_scenario
from sim.scenario.distributions import Beta, Lognormal, Loguniform, Normal, Triangular, Uniform
from sim.scenario.sampling import quantile
from sim.scenario.schema import flat_entries
from sim.scenario.values import all_priors
from sim.shipped import shipped

if TYPE_CHECKING:
    from pathlib import Path

HISTORY = shipped("seeds") / "history"
BASELINE = load_scenario("baseline_feb2021")
RECORD = read_record(HISTORY)
PRIORS = all_priors()
FEW = ("summit_base", "turnout_start", "prisoners_inflow")
HEAD = "id,scenario,metric,aggregate,from,by,value"


def executor(workers: int = 1) -> Workers:
    return Workers(workers)


def rows(name: str) -> list[dict[str, str]]:
    with (HISTORY / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def record_of(folder: Path, *lines: str, head: str = HEAD) -> Path:
    (folder / "statistics.csv").write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return folder


@pytest.fixture
def quickly(monkeypatch):
    """Fewer draws of priors and posterior."""
    monkeypatch.setattr(calibrate, "DRAWS", 120)


# --- the record ---------------------------------------------------------------------------------


def test_the_record_is_two_episodes_before_the_briefing():
    assert [one.scenario.name for one in RECORD.episodes] == ["pressure_2019", "rescue_2020"]
    assert RECORD.months == 22
    for episode in RECORD.episodes:
        assert str(episode.scenario.start.later(episode.scenario.horizon - 1)) <= "2021-02"
        assert not episode.scenario.uncertain


def test_statistics_of_series_are_what_the_series_say():
    value = {one.name: one.value for one in RECORD.statistics}
    reserves = {row["date"]: float(row["reserves_usd_m"]) / 1000 for row in rows("monthly/reserves.csv")}
    assert value["reserves_2019"] == pytest.approx(reserves["2020-01-01"] - reserves["2019-01-01"])
    assert value["reserves_spring_2020"] == pytest.approx(reserves["2020-05-01"] - reserves["2020-01-01"])
    assert value["reserves_rescue"] == pytest.approx(reserves["2021-03-01"] - reserves["2020-09-01"])
    months = {row["date"][:7] for row in rows("monthly/leader_meetings.csv")}
    assert value["meetings_2019"] == sum("2019-01" <= month <= "2020-04" for month in months)
    assert value["meetings_rescue"] == sum("2020-09" <= month <= "2021-02" for month in months)
    crowds = {row["month"]: float(row["peak_minsk_turnout"]) for row in rows("monthly/protest_peak.csv")}
    assert value["crowd_september_2020"] == crowds["2020-09"]
    assert value["crowd_october_2020"] == crowds["2020-10"]


def test_statistics_of_events_are_what_the_events_say():
    value = {one.name: one.value for one in RECORD.statistics}
    events = rows("record.csv")
    rescue = [row for row in events if row["date"] >= "2020-09"]
    paid = [float(row["quantity"]) for row in rescue if row["event_type"] == "loan_disbursement"]
    rounds = [row for row in rescue if (row["actor(s)"], row["event_type"]) == ("EU", "sanctions")]
    prices = {row["date"][:4]: float(row["quantity"]) for row in events if row["event_type"] == "gas_price"}
    assert value["loans_paid_rescue"] == sum(paid) / 1000
    assert value["sanctions_rescue"] == len(rounds)
    assert value["sanctions_2019"] == sum(
        row["event_type"] == "sanctions" for row in events if row["date"] < "2020-05"
    )
    assert (value["gas_price_2020"], value["gas_price_2021"]) == (prices["2020"], prices["2021"])
    (prisoners,) = [row for row in events if row["event_type"] == "political_prisoners"]
    assert value["prisoners_rescue"] == float(prisoners["quantity"])


def test_only_crowds_that_rest_on_sources_are_read():
    months = {
        str(episode.scenario.start.later(one.observation.last - 1))
        for episode in RECORD.episodes
        for one in episode.statistics
        if one.observation.metric == "turnout_peak"
    }
    assert months == {"2019-12", "2020-09", "2020-10"}  # of December 2019 the record itself has the crowd


@pytest.mark.parametrize("name", ["pressure_2019", "rescue_2020"])
def test_prices_of_the_past_are_those_of_the_series(name):
    scenario = load_scenario(name)
    brent = {row["Date"][:7]: float(row["Price"]) for row in rows("monthly/brent.csv")}
    column = "gas_europe_usd_per_1000m3_approx"
    gas = {row["month"]: float(row[column]) for row in rows("monthly/gas_hub_and_fertiliser.csv")}
    (episode,) = [one for one in RECORD.episodes if one.scenario.name == name]
    found = EpisodePlayer.of(episode, PriorSpace({})).part.inputs
    from sim.engines.kernel import play_block
    from sim.quantities import monthly_measures

    names = [measure.name for measure in monthly_measures()]
    months = play_block(found, 3, 1, keep_months=1).months[0]
    alive = months[:, names.index("alive")] > 0
    for t in np.flatnonzero(alive):
        month = str(scenario.start.later(int(t)))
        assert months[t, names.index("brent")] == pytest.approx(brent[month], rel=2e-3)
        assert months[t, names.index("gas_hub")] == pytest.approx(gas[month], rel=2e-3)
    before = str(scenario.start.later(-1))
    assert np.exp(scenario.initial["log_brent"]) == pytest.approx(brent[before], rel=1e-4)
    assert scenario.initial["gas_hub"] == gas[before]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("a,rescue_2021,eu_rounds,last,,2021-02,1", "scenario: no scenario 'rescue_2021'"),
        ("a,rescue_2020,eu_round,last,,2021-02,1", "metric: unknown: 'eu_round'"),
        ("a,rescue_2020,eu_rounds,mean,,2021-02,1", "aggregate: unknown: 'mean'"),
        ("a,rescue_2020,eu_rounds,last,,2021-02,many", "value: 'many' is not a number"),
        (
            "a,rescue_2020,eu_rounds,last,,2020-08,1",
            "by: 2020-08 is not within rescue_2020; 2020-09 to 2021-02",
        ),
        ("a,baseline_feb2021,eu_rounds,last,,2021-12,1", "by: 2021-12 is later than the briefing"),
        ("a,rescue_2020,eu_rounds,last,2021-02,2020-12,1", "from: 2021-02 is after 2020-12"),
        (",rescue_2020,eu_rounds,last,,2021-02,1", "id: empty"),
    ],
)
def test_a_mistake_in_a_record_is_told_with_file_and_line(tmp_path, line, said):
    folder = record_of(tmp_path, "z,rescue_2020,eu_rounds,last,,2021-02,3", line)
    with pytest.raises(DataError) as error:
        read_record(folder)
    assert str(error.value).startswith(f"{folder}/statistics.csv:3: {said}")


def test_the_questions_and_their_answers_cannot_be_read(tmp_path):
    questions = shipped("seeds") / "questions"
    with pytest.raises(DataError, match=r"has no statistics\.csv"):
        read_record(questions)
    shutil.copy(questions / "after_the_briefing.csv", tmp_path / "statistics.csv")
    with pytest.raises(DataError, match="scenario: no such column"):
        read_record(tmp_path)


# --- the space ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", [*FEW, "value_kremlin_collapse", "current_account_isolation", "hazard_collapse"]
)
def test_zero_is_the_middle_of_the_prior_and_z_its_quantiles(name):
    space = PriorSpace({name: PRIORS[name]})
    z = np.array([[-1.5], [0.0], [1.0]])
    expected = quantile(PRIORS[name], stats.norm.cdf(z[:, 0]))
    assert space.values(z)[:, 0] == pytest.approx(expected, rel=1e-6)


@given(st.sampled_from(sorted(PRIORS)), st.floats(-9, 9))
def test_every_point_of_the_space_is_legal(name, z):
    low, high = flat_entries()[name].quantity.legal
    assert low <= PriorSpace({name: PRIORS[name]}).values(np.array([[z]]))[0, 0] <= high


def test_the_last_bits_of_a_point_decide_nothing():
    space = PriorSpace({name: PRIORS[name] for name in FEW})
    z = np.full((1, 3), 0.123456789)
    assert np.array_equal(space.values(z), space.values(z + 1e-13))


def test_what_an_episode_or_the_scenario_sets_is_not_calibrated():
    scenario = load_scenario("baseline_feb2021", ["strength_cost=1.1"])
    found = candidates(scenario, adapted(RECORD, scenario))
    assert "strength_cost" not in found
    assert not {"oil_noise", "activity_base", "mobilisation_august_2020"} & set(found)
    assert set(found) < set(PRIORS)
    with pytest.raises(UsageError, match="oil_noise: set by pressure_2019, rescue_2020"):
        chosen(["oil_noise"], BASELINE, RECORD)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("sumit_base", "no parameter; did you mean summit_base"),
        ("reserves", "no parameter but a quantity of the start"),
        ("road_maps_total", "has no prior"),
    ],
)
def test_what_cannot_be_calibrated_is_told(name, said):
    with pytest.raises(UsageError, match=said):
        chosen([name], BASELINE, RECORD)


def test_the_past_is_played_with_the_scenarios_minds_and_parameters_but_keeps_its_facts():
    scenario = load_scenario(
        "baseline_feb2021", ["strength_cost=1.1", "oil_noise=0.2"], minds="minsk=aspiration", seed=5
    )
    for episode in adapted(RECORD, scenario).episodes:
        assert (episode.scenario.minsk_mind, episode.scenario.seed) == ("aspiration", 5)
        assert episode.scenario.parameters["strength_cost"] == 1.1
        assert episode.scenario.parameters["oil_noise"] == 0


# --- scales -------------------------------------------------------------------------------------


def test_a_statistic_that_never_varies_is_left_out_and_named():
    statistics = RECORD.statistics[:2]
    found = scales.StatisticScales.of(statistics, np.array([[1.0, 2.0, 3.0], [4.0, 4.0, 4.0]]))
    assert found.silent == (statistics[1].name,)
    assert set(found.scaled(np.array([1.0, 9.0]))) == {statistics[0].name}


def test_a_regression_tells_what_it_can_and_no_more():
    rng = np.random.default_rng(1)
    parameters = rng.standard_normal((3000, 3))
    played = np.array([parameters[:, 0] + rng.standard_normal(3000), np.exp(parameters[:, 1]), np.ones(3000)])
    reported = scales.explained_shares(parameters, played)
    assert reported == pytest.approx([0.5, 1.0, 0.0], abs=0.05)  # half signal, a map, nothing


# --- the search ---------------------------------------------------------------------------------


def test_moves_have_a_density_that_adds_up():
    import pandas as pd

    moves = Moves()
    moves.fit(pd.DataFrame({"a": [-1.0, 0.5, 2.0]}), np.array([0.2, 0.5, 0.3]))
    grid = np.linspace(-12, 12, 4001)
    density = np.array([moves.pdf(pd.Series({"a": x})) for x in grid])
    assert np.trapezoid(density, grid) == pytest.approx(1.0, abs=1e-6)
    assert (density > 0.249 * stats.norm.pdf(grid)).all()  # so no weight is above four
    with own_state(3, 0):
        drawn = np.array([moves.rvs()["a"] for _ in range(4000)])
    mean = np.trapezoid(density * grid, grid)
    assert drawn.mean() == pytest.approx(mean, abs=4 * drawn.std() / np.sqrt(len(drawn)))


def linear(point, run):
    """A model with known answers: the point and some noise that belongs to the run."""
    noise = np.random.default_rng(run).standard_normal(len(point))
    return {f"s{k}": float(value) for k, value in enumerate(point + 0.5 * noise)}


def test_a_search_is_the_same_again_and_when_it_was_interrupted(tmp_path):
    def search(name):
        return Search(tmp_path / name, ("a", "b"), linear, {"s0": 1.0, "s1": -0.5}, 2**40 + 7)

    before = np.random.get_state()[1].copy()
    for _ in range(3):
        (once := search("once.db")).next_generation(40)
    again = search("again.db")
    again.next_generation(40)
    np.random.standard_normal(5)  # whatever else draws meanwhile
    for _ in range(2):
        search("again.db").next_generation(40)  # another process would do the same
    assert search("again.db").generations == once.generations == 3
    for mine, other in zip(once.population(3), search("again.db").population(3), strict=True):
        assert np.array_equal(mine, other)
    assert once.simulations(3) == search("again.db").simulations(3) > once.simulations(2)
    with own_state(1, 1):
        pass
    assert len(before) == 624


def test_a_search_leaves_numpys_state_as_it_was(tmp_path):
    np.random.seed(3)
    expected = np.random.standard_normal(2)
    np.random.seed(3)
    first = np.random.standard_normal()
    Search(tmp_path / "s.db", ("a",), linear, {"s0": 1.0}, 1).next_generation(20)
    assert np.array_equal(expected, [first, np.random.standard_normal()])


def test_a_search_finds_a_posterior_that_is_known(tmp_path):
    search = Search(tmp_path / "s.db", ("a",), linear, {"s0": 1.0}, 11)
    for _ in range(3):
        search.next_generation(150)
    z, weights, _ = search.population(3)
    mean = float(weights @ z[:, 0])
    spread = float(np.sqrt(weights @ (z[:, 0] - mean) ** 2))
    # prior N(0, 1), noise .5: the posterior of 1 is N(.8, .2), and little wider for the tolerance
    assert mean == pytest.approx(0.8, abs=0.12)
    assert spread == pytest.approx(np.sqrt(0.2), abs=0.12)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A small calibration of three parameters, and its search."""
    patch = pytest.MonkeyPatch()
    patch.setattr(calibrate, "DRAWS", 120)
    task = CalibrationTask(BASELINE, HISTORY, FEW, 30, executor())
    search = task.search(tmp_path_factory.mktemp("search") / "s.db")
    search.next_generation(task.population)
    yield task, search, concluded(task, search, 1)
    patch.undo()


@pytest.mark.usefixtures("quickly")
def test_a_calibration_does_not_depend_on_the_workers(small, tmp_path):
    _, _, found = small
    task = CalibrationTask(BASELINE, HISTORY, FEW, 30, executor(2))
    search = task.search(tmp_path / "s.db")
    search.next_generation(task.population)
    again = concluded(task, search, 1)
    assert np.array_equal(again.posterior.z, found.posterior.z)
    assert (again.changes, again.checks) == (found.changes, found.checks)
    assert task.digest == small[0].digest


def test_particles_are_runs_that_anybody_can_play_again(small):
    task, _, _ = small
    player = EpisodePlayer.of(task.record.episodes[1], task.space)
    given = {"summit_base": 0.4, "prisoners_inflow": 40.0, "turnout_start": 700.0}
    values = np.array([given[name] for name in task.space.names])
    scenario = load_scenario("rescue_2020", [f"{name}={value}" for name, value in given.items()])
    by_hand = episodes.play(
        replace(task.record, episodes=(task.record.episodes[1],)),
        episodes.Plan(tuple(episodes.make_plan([replace(scenario, runs=8)]).parts)),
        1,
        Silent(),
    )
    assert np.array_equal(player.statistics(values, 7), by_hand[:, 7])


def test_the_predictions_are_held_against_the_record_number_by_number(small):
    task, _, found = small
    assert [check.statistic for check in found.checks] == list(task.record.statistics)
    for check in found.checks:
        low, middle, high = check.after
        assert low <= middle <= high
        assert check.covered == (low <= check.statistic.value <= high)
        assert 0 <= check.tail <= 1


# --- the posterior ------------------------------------------------------------------------------


@given(st.floats(-3, 3))
def test_the_overlap_of_two_normal_laws_is_known(shift):
    assert overlap(shift, 1.0) == pytest.approx(2 * stats.norm.cdf(-abs(shift) / 2), abs=1e-4)


@pytest.mark.parametrize(
    "name", ["strength_cost", "summit_base", "hazard_collapse", "current_account_isolation"]
)
def test_points_from_the_prior_give_the_prior_back_and_are_not_moved(name):
    z = stats.norm.ppf((np.arange(4000) + 0.5) / 4000)[:, np.newaxis]
    space = PriorSpace({name: PRIORS[name]})
    (found,) = changes(Posterior(space, z, np.full(4000, 1 / 4000), np.zeros(4000)))
    assert found.fitted.arguments == pytest.approx(PRIORS[name].arguments, rel=0.03)
    assert found.overlap == pytest.approx(1.0, abs=1e-3)
    assert not found.moved
    assert found.after == pytest.approx(found.before, rel=0.01)


@pytest.mark.parametrize(
    ("prior", "family"),
    [
        (Uniform(low=0.0, high=2.0), Normal),
        (Triangular(low=0.0, mode=1.0, high=2.0), Normal),
        (Loguniform(low=0.1, high=10.0), Lognormal),
        (Beta(mean=0.5, size=20.0), Beta),
    ],
)
def test_the_fit_has_the_mean_and_the_spread_of_the_points(prior, family):
    z = stats.norm.ppf((np.arange(2000) + 0.5) / 2000) * 0.5 + 0.3
    values = quantile(prior, stats.norm.cdf(z))
    found = fitted(prior, values, np.full(2000, 1 / 2000))
    assert isinstance(found, family)
    drawn = quantile(found, (np.arange(2000) + 0.5) / 2000)
    logs = np.log if family is Lognormal else np.asarray
    assert np.mean(logs(drawn)) == pytest.approx(np.mean(logs(values)), rel=0.02)
    assert np.std(logs(drawn)) == pytest.approx(np.std(logs(values)), rel=0.03)


def test_the_scenario_of_the_posterior_can_be_played(small, tmp_path):
    _, _, found = small
    moved = replace(found.changes[0], overlap=0.2)
    still = replace(found.changes[1], overlap=posterior.MOVED)
    path = tmp_path / "c.yaml"
    path.write_text(text_of(replace(found, changes=(moved, still)), tmp_path), encoding="utf-8")
    scenario = load_scenario(path)
    assert scenario.name == "baseline_feb2021_calibrated"
    assert scenario.uncertain == {moved.name: moved.fitted, still.name: still.prior}
    assert (scenario.horizon, scenario.start) == (BASELINE.horizon, BASELINE.start)


def test_the_scenario_keeps_what_options_set(small, tmp_path):
    _, _, found = small
    options = ["strength_cost=1.3", "initial.reserves=5", "uncertain.leak=prior", "menu.loans=[0, 1, 2]"]
    changed = load_scenario("baseline_feb2021", options, minds="minsk=aspiration", seed=9)
    (tmp_path / "c.yaml").write_text(text_of(replace(found, scenario=changed), tmp_path), encoding="utf-8")
    again = load_scenario(tmp_path / "c.yaml")
    for field in ("parameters", "initial", "loans", "minsk_mind", "kremlin_mind", "seed", "runs", "events"):
        assert getattr(again, field) == getattr(changed, field), field
    assert again.uncertain == {
        **changed.uncertain,
        **{one.name: one.fitted if one.moved else one.prior for one in found.changes},
    }


def test_the_scenario_finds_a_parent_of_the_users_own(small, tmp_path):
    _, _, found = small
    (tmp_path / "mine.yaml").write_text("name: mine\nhorizon: 7\n")
    own = load_scenario(tmp_path / "mine.yaml")
    results = tmp_path / "results" / "here"
    results.mkdir(parents=True)
    (results / "c.yaml").write_text(text_of(replace(found, scenario=own), results), encoding="utf-8")
    assert load_scenario(results / "c.yaml").horizon == 7


def test_a_scenario_from_a_mapping_is_written_out_whole(small, tmp_path):
    _, _, found = small
    strike = {"month": 3, "add": {"mobilisation": 0.2}}
    drawn = {"leak": {"distribution": "uniform", "low": 0.1, "high": 0.2}}
    mapping = {"name": "mine", "extends": "covid_second_wave", "horizon": 9, "uncertain": drawn}
    own = load_scenario(mapping).with_values(strength_cost=1.3).with_events([strike])
    (tmp_path / "c.yaml").write_text(text_of(replace(found, scenario=own), tmp_path), encoding="utf-8")
    again = load_scenario(tmp_path / "c.yaml")
    laws = {one.name: one.fitted if one.moved else one.prior for one in found.changes}
    same = {"name": "mine_calibrated", "file": again.file, "question": again.question, "claims": again.claims}
    assert again == replace(own, uncertain=dict(sorted({**own.uncertain, **laws}.items())), **same)


# --- the command --------------------------------------------------------------------------------

SMALL = ("--population", "20", "--generations", "1", "--parameters", "summit_base,turnout_start")


@pytest.fixture
def sim(capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(calibrate, "DRAWS", 120)

    def call(*arguments):
        code = 0
        try:
            main(list(arguments))
        except SystemExit as left:
            code = left.code or 0
        return code, *capsys.readouterr()

    return call


def test_the_command_says_what_it_found_and_writes_it(sim, tmp_path):
    code, out, err = sim("calibrate", "baseline_feb2021", "--out", "c", *SMALL)
    assert code == 0
    assert "The record is thin: 24 numbers from 22 months of 2 episode(s)." in out
    assert "Not moved" in out
    assert "generation 1 of 1" in err
    names = {path.name.partition("-")[0] for path in (tmp_path / "c").iterdir()}
    assert names == {
        "generations",
        "posterior.csv",
        "parameters.csv",
        "predictive.csv",
        "baseline_feb2021_calibrated.yaml",
    }
    again = sim("calibrate", "baseline_feb2021", "--out", "c", *SMALL, "--json", "--quiet")
    found = json.loads(again[1])
    assert again[0] == 0
    assert [row["parameter"] for row in found["parameters"]] == ["summit_base", "turnout_start"]
    assert len(found["predictive"]) == 24
    code, _, err = sim("calibrate", "baseline_feb2021", "--out", "c", *SMALL, "--seed", "4")
    assert (code, "another calibration" in err) == (2, True)


def test_the_command_names_a_damaged_database_and_starts_over_from_an_empty_one(sim, tmp_path):
    first = sim("calibrate", "baseline_feb2021", "--out", "c", *SMALL, "--json", "--quiet")
    (kept,) = (tmp_path / "c").glob("generations-*.db")
    kept.write_bytes(kept.read_bytes()[:5000])
    files = {path: path.read_bytes() for path in (tmp_path / "c").iterdir()}
    code, out, err = sim("calibrate", "baseline_feb2021", "--out", "c", *SMALL, "--quiet")
    assert (code, out) == (2, "")
    assert f"{kept.relative_to(tmp_path)}: is damaged" in err
    assert "starts over" in err
    assert files == {path: path.read_bytes() for path in (tmp_path / "c").iterdir()}
    kept.write_bytes(b"")
    again = sim("calibrate", "baseline_feb2021", "--out", "c", *SMALL, "--json", "--quiet")
    assert again == first


def test_bad_input_leaves_with_2_and_nothing_written(sim, tmp_path):
    for arguments, said in (
        (("--parameters", "nonsense"), "nonsense: no parameter"),
        (("--data", "nowhere"), "nowhere: no such folder"),
        (("--data", str(shipped("seeds") / "questions")), "has no statistics.csv"),
    ):
        code, out, err = sim("calibrate", "baseline_feb2021", "--out", "c", *arguments, "--quiet")
        assert (code, out) == (2, "")
        assert said in err
        assert not (tmp_path / "c").exists()


@pytest.mark.slow
def test_an_interrupted_search_goes_on_to_the_same_end(tmp_path):
    command = [
        sys.executable,
        "-m",
        "sim.cli.app",
        "calibrate",
        "baseline_feb2021",
        *SMALL,
        "--population",
        "60",
    ]
    whole = [*command, "--generations", "4", "--json", "--out"]
    running = subprocess.Popen(
        [*whole, "a"], cwd=tmp_path, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    for line in running.stderr:
        if line.startswith("generation 2"):
            running.send_signal(signal.SIGINT)
            break
    assert running.wait(timeout=60) == 130
    assert "kept: the same command goes on from there" in running.stderr.read()
    running.stdout.close()
    running.stderr.close()
    ends = [
        json.loads(subprocess.run([*whole, name], cwd=tmp_path, capture_output=True, check=True).stdout)
        for name in ("a", "b")
    ]
    for end in ends:
        del end["folder"], end["file"]
    assert ends[0] == ends[1]


# --- recovery -----------------------------------------------------------------------------------

KNOWN = ("turnout_start", "prisoners_inflow", "flight")
REPETITIONS = 20


@pytest.mark.slow
def test_known_parameters_lie_within_the_90_per_cent_intervals_about_90_per_cent_of_the_time(tmp_path):
    columns = HEAD.split(",")
    rescue = (row for row in rows("statistics.csv") if row["scenario"] == "rescue_2020")
    folder = record_of(tmp_path, *(",".join(row[name] for name in columns) for row in rescue))
    task = CalibrationTask(BASELINE, folder, KNOWN, 100, executor(2))
    truths = np.random.default_rng(20).standard_normal((REPETITIONS, len(KNOWN)))
    covered, spreads = [], []
    for k, truth in enumerate(truths):
        values = task.space.values(truth[np.newaxis])[0]
        seen = np.concatenate([player.statistics(values, 10**6 + k) for player in task.players])
        search = Search(tmp_path / f"{k}.db", task.space.names, task.simulate, task.scales.scaled(seen), k)
        for _ in range(3):
            search.next_generation(task.population)
        z, weights, _ = search.population(3)
        low, high = np.quantile(z, (0.05, 0.95), axis=0, weights=weights, method="inverted_cdf")
        covered.append((low <= truth) & (truth <= high))
        spreads.append(high - low)
    rate = float(np.mean(covered))
    width = np.mean(spreads, axis=0) / (2 * stats.norm.ppf(0.95))
    reported = (
        f"covered {rate:.3f}, by parameter {np.mean(covered, axis=0)}; widths {width.round(2)} of the prior's"
    )
    # 60 intervals that hang together in threes: 90% give or take two standard errors of 20 to 60 trials
    assert 0.80 <= rate <= 0.98, reported
    assert width.min() < 0.75, reported  # intervals as wide as the prior's would cover too and say nothing
