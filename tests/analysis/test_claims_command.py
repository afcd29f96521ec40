"""`sim claims`: nothing in seeds/ that nobody reads, claims or explains; claims are tested honestly."""

from __future__ import annotations

import json
import math
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pytest

import sim
from sim.analysis.claims import cards, figures, lookup, readers, readings, register, report, trials
from sim.analysis.claims.arms import arm, asked_by_minsk, put, shock
from sim.analysis.claims.catalogue import patterns
from sim.analysis.claims.claims import play
from sim.analysis.claims.figures import FALLS, REPORTED, RISES, above, below, between
from sim.analysis.claims.marginal import ONE_STEP_MORE
from sim.batch.plan import Plan
from sim.batch.run import Silent
from sim.cli.app import imported
from sim.errors import SimError, UsageError
from sim.experiments.arms import Arms, ArmSetup
from sim.experiments.workers import Workers, workers_of
from sim.output.figure import svg_of
from sim.quantities import initial, monthly_measures, parameters, run_measures
from sim.rules.issues import subsidy_change_of
from sim.scenario.schema import flat_entries
from sim.shipped import PACKAGE, shipped

QUANTITIES = {**parameters(), **initial()}
CLAIMS = register.claims()
TRIALS = trials.trials()
ARMS = {one.key: one for trial in TRIALS.values() for one in trial.all_arms()}
BASELINE = ArmSetup("baseline_feb2021")
LEFT_OVER = {"end_month"}  # written by the engines, which no rule does

each_claim = pytest.mark.parametrize("claim", CLAIMS.values(), ids=list(CLAIMS))


# --- nothing without a reader, a carrier, a unit and a source -------------------------------------


@pytest.mark.parametrize("name", parameters())
def test_every_parameter_is_read_by_a_rule(name: str) -> None:
    assert readers.uses_of(readers.PARAMETERS, name, "reads")


@pytest.mark.parametrize("name", initial())
def test_every_initial_quantity_is_read_by_a_rule(name: str) -> None:
    assert readers.uses_of(readers.STATE, name, "reads")


@pytest.mark.parametrize("name", sorted(register.columns().keys() - LEFT_OVER))
def test_every_column_of_the_results_is_written_by_a_rule(name: str) -> None:
    assert readers.uses_of(readers.MONTH, name, "writes") or readers.uses_of(readers.RUN, name, "writes")


def test_what_rules_read_as_parameters_stands_in_the_seeds() -> None:
    read = {name for record, name in readers.uses() if record == readers.PARAMETERS}
    assert not read - set(parameters())


def test_a_parameter_that_no_rule_reads_would_be_noticed() -> None:
    assert not readers.uses_of(readers.PARAMETERS, "a_number_for_show", "reads")
    assert not readers.uses_of(readers.PARAMETERS, "mobilisation", "reads")


def test_no_rule_writes_a_parameter() -> None:
    written = [name for (record, name), uses in readers.uses().items() if record == readers.PARAMETERS
               for use in uses if use.act == "writes"]  # fmt: skip
    assert not written


@each_claim
def test_every_claim_is_represented_by_numbers_columns_and_scenarios(claim) -> None:
    assert {*claim.parameters, *claim.initial} <= set(QUANTITIES)
    assert claim.parameters or claim.initial
    assert claim.measures
    assert set(claim.measures) <= set(register.columns())
    assert claim.scenarios
    assert set(claim.scenarios) <= set(register.scenarios())


@pytest.mark.parametrize("quantity", QUANTITIES.values(), ids=list(QUANTITIES))
def test_every_number_has_a_unit_and_a_source_or_a_judgement(quantity) -> None:
    assert quantity.unit
    assert quantity.sources or quantity.judgement
    place = register.places()[quantity.name]
    lines = (shipped("seeds").parent / place.file).read_text(encoding="utf-8").splitlines()
    assert lines[place.line - 1] == f"{quantity.name}:"


@pytest.mark.parametrize("measure", [*run_measures(), *monthly_measures()], ids=lambda one: one.name)
def test_every_column_has_a_unit_and_a_description(measure) -> None:
    assert measure.unit
    assert measure.description


@pytest.mark.parametrize("name", ["strength_cost", "kremlin_weight_by_issue", "leak"])
def test_a_use_names_the_line_where_the_rule_reads(name: str) -> None:
    for use in readers.uses_of(readers.PARAMETERS, name, "reads"):
        lines = (PACKAGE.parent / use.file).read_text(encoding="utf-8").splitlines()
        assert f"p.{name}" in lines[use.line - 1]


# --- looking up -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("strength_cost", [lookup.NumberCard]),
        ("agreed.RM", [lookup.NumberCard]),
        ("mobilisation", [lookup.NumberCard, lookup.ColumnCard]),
        ("c21B", [lookup.ClaimCard]),
        ("F2b", [lookup.PatternCard]),
        ("roadmaps_signed", [lookup.ColumnCard, lookup.ColumnCard]),
        ("end_month", [lookup.ColumnCard]),
        ("loan_3bn", [lookup.ScenarioCard]),
    ],
)
def test_a_name_is_looked_up_in_all_it_can_be(name: str, kinds: list[type]) -> None:
    assert [type(card) for card in lookup.look_up(name)] == kinds


@pytest.mark.parametrize(
    ("name", "near"), [("strenght_cost", "strength_cost"), ("C50", "C5"), ("loan_3b", "loan_3bn")]
)
def test_an_unknown_name_is_answered_with_the_nearest(name: str, near: str) -> None:
    with pytest.raises(UsageError, match="did you mean") as caught:
        lookup.look_up(name)
    assert near in str(caught.value)


def test_a_number_leads_to_claims_and_scenarios_and_back() -> None:
    (card,) = lookup.look_up("pressure_cost_trouble")
    for claim in card.claims:
        (back,) = lookup.look_up(claim.name)
        assert "pressure_cost_trouble" in [one.name for one in back.numbers]
        for scenario in back.scenarios:
            (asked,) = lookup.look_up(scenario.name)
            assert claim.name in [one.name for one in asked.claims]


def test_a_scenario_shows_what_it_changes_and_where() -> None:
    (card,) = lookup.look_up("no_reciprocity")
    changes = {change.key: (change.value, change.origin.file, change.origin.line) for change in card.changes}
    assert changes["initial.trust_if_stalls"][0] == 0.7
    assert changes["parameters.punishment_belief"][:2] == (0, "scenarios/no_reciprocity.yaml")
    (number,) = lookup.look_up("punishment_belief")
    assert {one.name for one in number.set_in} == {"no_reciprocity", "uncertain_reciprocity"}


def test_everything_can_be_reported_and_written_as_json() -> None:
    names = [*QUANTITIES, *CLAIMS, *patterns(), *register.columns(), *register.scenarios()]
    for name in names:
        for card in lookup.look_up(name):
            assert name in cards.text_of(card).splitlines()[0]
    found = report.of_names(lookup.look_up_all(names))
    assert set(found.tables["claims"]["claim"]) == set(CLAIMS)
    assert set(found.tables["values"]["name"]) == set(flat_entries())
    assert set(found.tables["links"]["name"]) <= set(names)
    json.loads(found.to_json())


def test_the_overview_has_a_row_for_every_claim_and_a_link_for_whatever_represents_it() -> None:
    tables = sim.claims().tables
    assert tables["claims"]["claim"].tolist() == list(CLAIMS)
    assert tables["claims"]["verdict"].isna().all()
    links = tables["links"].set_index("name")
    for claim in CLAIMS.values():
        named = {*claim.parameters, *claim.initial, *claim.measures, *claim.scenarios}
        assert named <= set(links.loc[claim.name, "to"])
    assert "F5" in set(links.loc["C43", "to"])


@pytest.fixture
def command(capsys):
    """The command as the program calls it: what it writes, and the error it ends with."""

    def call(*arguments):
        capsys.readouterr()
        try:
            imported("claims").main(list(arguments), standalone_mode=False)
        except SimError as error:
            return capsys.readouterr().out, error
        return capsys.readouterr().out, None

    return call


def test_the_command_shows_where_a_number_stands_and_who_reads_it(command) -> None:
    out, error = command("strength_cost")
    assert error is None
    assert "seeds/parameters/kremlin_payoff.yaml:" in out
    assert "kremlin_flow  sim/rules/payoffs.py:" in out
    assert "C21b" in out


def test_every_unknown_name_is_said_at_once(command) -> None:
    out, error = command("strenght_cost", "C13", "loan_4bn")
    assert (out, error.exit_code) == ("", 2)
    assert "strength_cost" in str(error)
    assert "loan_3bn" in str(error)


def test_an_unknown_claim_is_not_tested(command) -> None:
    _, error = command("--test", "C51")
    assert error.exit_code == 2
    assert "did you mean" in str(error)


def test_the_command_writes_json(command) -> None:
    out, _ = command("C13", "--json")
    (claim,) = json.loads(out)["claims"]
    assert (claim["claim"], claim["tested"]) == ("C13", "yes")
    out, _ = command("--json")
    assert len(json.loads(out)["claims"]) == len(CLAIMS)


# --- figures --------------------------------------------------------------------------------------


def noise(n: int, seed: int = 0):
    return np.random.default_rng(seed).normal(size=n)


def test_an_effect_counts_at_four_standard_errors_on_the_side_that_is_wanted() -> None:
    control, spread = noise(400), noise(400, 1)
    for size, verdict in ((0.5, "holds"), (0.14, "undecided"), (0.0, "fails"), (-0.5, "fails")):
        change = size + spread - spread.mean()
        found = figures.difference("", (control + change, control), RISES)
        assert (found.verdict, round(found.value, 6)) == (verdict, size)
        assert found.low < found.value < found.high
        mirrored = figures.difference("", (control - change, control), FALLS)
        assert (mirrored.verdict, mirrored.value) == (verdict, pytest.approx(-found.value))


def test_the_same_arm_twice_shows_no_effect() -> None:
    control = noise(100)
    found = figures.difference("", (control, control), RISES)
    assert (found.value, found.low, found.high, found.verdict) == (0, 0, 0, "fails")


def test_runs_that_lack_a_value_are_left_out() -> None:
    one = np.array([1.0, 2.0, np.nan, 4.0])
    other = np.array([0.0, np.nan, 1.0, 2.0])
    found = figures.difference("", (one, other), REPORTED)
    assert (found.n, found.value) == (2, 1.5)


@pytest.mark.parametrize(
    ("yes", "expected", "verdict"),
    [(10, below(0.05), "holds"), (50, below(0.05), "undecided"), (90, below(0.05), "fails"),
     (10, above(0.05), "fails"), (40, between(0.02, 0.2), "holds"), (40, REPORTED, "reported")],
)  # fmt: skip
def test_a_share_holds_where_its_whole_interval_does(yes, expected, verdict) -> None:
    found = figures.share("", np.arange(1000) < yes, expected)
    assert found.value == yes / 1000
    assert 0 <= found.low < found.value < found.high <= 1
    assert found.verdict == verdict


def test_a_share_of_nothing_still_has_an_interval() -> None:
    found = figures.share("", np.zeros(100, bool), below(0.05))
    assert found.low == 0
    assert found.high == pytest.approx(0.037, abs=0.001)


def test_a_ratio_of_means_has_the_error_of_the_delta_method() -> None:
    below_line = 2 + 0.1 * noise(4000)
    found = figures.ratio("", 3 * below_line + 0.2 * noise(4000, 1), below_line, above(2))
    assert found.value == pytest.approx(3, abs=0.01)
    assert (found.high - found.low) / (2 * 1.96) == pytest.approx(0.2 / 2 / math.sqrt(4000), rel=0.1)


def test_a_correlation_has_the_error_that_independent_runs_give_it() -> None:
    one = noise(4000)
    other = 0.5 * one + math.sqrt(0.75) * noise(4000, 1)
    found = figures.correlation("", one, other, above(0))
    assert found.value == pytest.approx(0.5, abs=0.05)
    assert (found.high - found.low) / (2 * 1.96) == pytest.approx(0.75 / math.sqrt(4000), rel=0.1)
    unknown = figures.unexplained("", one, other, above(0))
    assert unknown.value == pytest.approx(0.75, abs=0.05)
    assert unknown.low < unknown.value < unknown.high


def test_a_figure_that_no_run_gives_is_undecided() -> None:
    nothing = np.full(5, np.nan)
    assert figures.mean("", nothing, above(0)).verdict == "undecided"
    assert figures.share("", nothing, above(0)).verdict == "undecided"
    assert figures.correlation("", np.ones(5), noise(5), REPORTED).verdict == "reported"


@pytest.mark.parametrize(
    ("verdicts", "result"),
    [(["holds", "reported"], "holds"), (["holds", "fails"], "partly"), (["fails", "reported"], "fails"),
     (["undecided"], "partly"), (["undecided", "fails"], "partly"), (["reported"], "partly")],
)  # fmt: skip
def test_a_claim_holds_where_all_its_figures_do(verdicts, result) -> None:
    one = figures.fact("", 1, above(0))
    assert trials.verdict_of([replace(one, verdict=verdict) for verdict in verdicts]) == result


# --- the claims' own tests ------------------------------------------------------------------------


def test_every_claim_has_a_test_or_a_reason_why_not() -> None:
    assert list(TRIALS) == list(CLAIMS)
    for trial in TRIALS.values():
        assert trial.summary.endswith(".")
        assert trial.test or len(trial.summary.split()) > 15
        assert (trial.test is None) == (not trial.arms)


@pytest.mark.parametrize(
    "one", [one for one in ARMS.values() if one.portion == 1], ids=lambda one: one.key[:60]
)
def test_every_arm_is_a_valid_scenario(one) -> None:
    scenario = BASELINE.scenario_of(one)
    assert scenario.horizon == one.months
    assert len([event for event in scenario.events if event in one.events]) == len(one.events)


def test_numbers_moved_by_a_quarter_stay_legal() -> None:
    for one in ARMS.values():
        for setting in one.settings if one.portion > 1 else ():
            flat, _, value = setting.partition("=")
            low, high = flat_entries()[flat].quantity.legal
            assert low <= float(value) <= high
            assert float(value) != flat_entries()[flat].central


def played(*wanted, runs: int):
    """The whole runs of arms."""
    arms = Arms(ArmSetup("baseline_feb2021", runs=runs))
    for one in wanted:
        arms.add(one, "an arm", whole=True)
    with arms.playing(Workers(1)):
        return [arms.take(one) for one in wanted]


def test_two_arms_share_their_random_numbers_until_they_differ() -> None:
    shocked = arm(months=6, events=(shock("mobilisation", 0.3, (4, 6)),))
    calm, loud = (one.month("mobilisation") for one in played(arm(months=6), shocked, runs=20))
    assert np.array_equal(calm[:, :3], loud[:, :3], equal_nan=True)
    assert (np.nanmean(loud[:, 3:]) - np.nanmean(calm[:, 3:])) > 0.2


def test_what_is_put_into_a_month_is_there_in_it() -> None:
    (idle,) = played(arm(months=3, events=(put("effort_expected", 0, 3),)), runs=10)
    assert (idle.at("effort_expected", 3) <= 0.2 + 1e-12)[idle.alive[:, 2]].all()


def test_a_month_after_the_end_of_a_run_counts_for_nothing() -> None:
    (hasty,) = played(arm({"hazard_collapse": -2}, months=12), runs=40)
    ended = hasty.block.end_month < 12
    assert ended.any()
    assert np.isnan(hasty.month("subsidy_paid")[ended, -1]).all()
    assert hasty.ended("regime_collapse").sum() > 10
    first = np.array([hasty.month("backing")[run, : hasty.block.end_month[run]].mean() for run in range(40)])
    assert hasty.mean("backing") == pytest.approx(first)


def test_asking_is_an_offer_of_more_or_a_counter_of_more() -> None:
    (base,) = played(arm(), runs=30)
    asked = asked_by_minsk(base)
    run, month = next(zip(*np.nonzero(asked == 1), strict=True))
    package = int(base.month("offer")[run, month])
    counter = int(base.month("counter")[run, month])
    assert subsidy_change_of(ONE_STEP_MORE) == 1
    assert counter >= 0 or subsidy_change_of(package) > 0 or (package // 13) % 3 > 0


def test_whole_runs_are_those_of_one_block_however_they_are_cut(monkeypatch) -> None:
    (whole,) = played(arm(months=4), runs=30)
    monkeypatch.setattr("sim.batch.values.BLOCK_RUN_MONTHS", 4 * 7)
    (pieces,) = played(arm(months=4), runs=30)
    for name in ("metrics", "outcome", "end_month", "parameters", "initial", "months"):
        np.testing.assert_array_equal(getattr(whole.block, name), getattr(pieces.block, name))


def test_an_arm_that_plays_a_portion_plays_the_first_runs_and_keeps_no_months() -> None:
    part, whole = played(arm(months=3, portion=4), arm(months=3), runs=12)
    np.testing.assert_array_equal(part.metric("pressure_mean"), whole.metric("pressure_mean")[:3])
    assert part.block.months.size == 0


QUICK = ("C1", "C6", "C12", "C14", "C18", "C22", "C39", "C41")


def test_verdicts_come_with_figures_and_patterns_and_do_not_depend_on_threads() -> None:
    first = sim.claims(QUICK, test=True, runs=60, workers=1)
    again = sim.claims(QUICK, test=True, runs=60, workers=3)
    assert first.to_json() == again.to_json()
    found = first.result
    assert [one.trial.claim for one in found.claims] == list(QUICK)
    for one in found.claims:
        assert (one.verdict == "not testable") == (not one.figures)
        assert all(figure.low <= figure.value <= figure.high for figure in one.figures)
    bearing = [name for name, one in patterns().items() if not set(QUICK).isdisjoint(one.claims)]
    assert first.tables["patterns"]["pattern"].tolist() == bearing
    assert set(first.tables["readings"]["pattern"]) == set(bearing)
    assert "<svg" in svg_of(first.figure())


def test_the_figure_behind_a_verdict_is_one_that_does_not_hold() -> None:
    reported, holds, fails = (
        figures.fact(words, 1, bounds)
        for words, bounds in (("reported", REPORTED), ("holds", above(0)), ("fails", below(0)))
    )
    behind = [
        trials.AssessedClaim(TRIALS["C1"], trials.verdict_of(one), one).figure
        for one in ((reported, holds), (holds, fails), (reported,))
    ]
    assert behind == [holds, fails, None]


def test_each_distinct_arm_is_played_once_for_claims_and_patterns() -> None:
    seen = []

    @contextmanager
    def listening(plan):
        seen.append(plan)
        yield Silent()

    found = play(("C13",), 5, Workers(1, listening))
    (plan,) = seen
    assert found.patterns.results
    assert len({Plan((part,)).digest for part in plan.parts}) == len(plan.parts)
    alone = Arms(ArmSetup("baseline_feb2021", runs=5))
    readings.ask_for(alone, [one.pattern for one in found.patterns.results])
    assert len(plan.parts) < len(alone.parts) + len(list(TRIALS["C13"].all_arms()))


def test_the_command_plays_a_claims_test(command) -> None:
    out, error = command("--test", "c22", "C6", "--runs", "50")
    assert error is None
    assert "C22    holds" in out
    assert "C6     not testable" in out
    assert "2 claims: 1 holds, 1 not testable." in out
    out, _ = command("--test", "C22", "--runs", "50", "--json")
    data = json.loads(out)
    assert [one["claim"] for one in data["claims"]] == ["C22"]
    assert data["figures"][0]["runs"] == 50


def test_a_pattern_alone_can_be_tested() -> None:
    found = sim.claims("F5", test=True, runs=20)
    assert len(found.tables["claims"]) == 0
    assert found.tables["patterns"]["pattern"].tolist() == ["F5"]


@pytest.mark.slow
def test_all_claims_can_be_tested() -> None:
    found = play((), 400, workers_of(None))
    assert [one.trial.claim for one in found.claims] == list(CLAIMS)
    for one in found.claims:
        for figure in one.figures:
            assert math.isfinite(figure.value) or figure.expected.reported, figure.what
