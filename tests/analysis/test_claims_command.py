"""`sim claims`: nothing in seeds/ that nobody reads, claims or explains; claims are tested honestly."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.claims import data, figures, lookup, readers, register, report, trials, verdicts
from sim.analysis.claims.arms import Arm, arm, asked_by_minsk, play_arm, put, shock
from sim.analysis.claims.figures import FALLS, REPORTED, RISES, above, below, between
from sim.analysis.claims.marginal import ONE_STEP_MORE
from sim.cli.app import imported
from sim.errors import SimError, UsageError
from sim.quantities import initial, monthly_measures, parameters, run_measures
from sim.quantities.effects import effect_of
from sim.rules.issues import subsidy_change_of
from sim.scenario import load_scenario, to_yaml
from sim.scenario.schema import flat_entries
from sim.shipped import PACKAGE, shipped

QUANTITIES = {**parameters(), **initial()}
CLAIMS = register.claims()
TRIALS = trials.trials()
ARMS = {one.key: one for trial in TRIALS.values() for one in trial.all_arms()}
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


@pytest.mark.parametrize("name", [*QUANTITIES, *CLAIMS, *register.columns(), *register.scenarios()])
def test_everything_can_be_told_and_written_as_json(name: str) -> None:
    for card in lookup.look_up(name):
        assert name in report.tell(card).splitlines()[0]
        json.dumps(data.data_of(card), allow_nan=False)


def test_the_overview_has_a_line_for_every_claim() -> None:
    lines = report.overview().splitlines()
    assert [line.split()[0] for line in lines[1 : 1 + 2 * len(CLAIMS) : 2]] == list(CLAIMS)
    assert lines[2].startswith("      summit_base, summit_backing")
    assert [one["name"] for one in data.overview_data()] == list(CLAIMS)


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
    (card,) = json.loads(out)
    assert (card["name"], card["testable"]) == ("C13", True)
    out, _ = command("--json")
    assert len(json.loads(out)) == len(CLAIMS)


# --- figures --------------------------------------------------------------------------------------


def noise(n: int, seed: int = 0):
    return np.random.default_rng(seed).normal(size=n)


def test_an_effect_counts_at_four_standard_errors_on_the_side_that_is_wanted() -> None:
    control, spread = noise(400), noise(400, 1)
    for size, judgement in ((0.5, "holds"), (0.14, "undecided"), (0.0, "fails"), (-0.5, "fails")):
        change = size + spread - spread.mean()
        found = figures.difference("", (control + change, control), RISES)
        assert (found.judgement, round(found.value, 6)) == (judgement, size)
        assert found.low < found.value < found.high
        mirrored = figures.difference("", (control - change, control), FALLS)
        assert (mirrored.judgement, mirrored.value) == (judgement, pytest.approx(-found.value))


def test_the_same_arm_twice_shows_no_effect() -> None:
    control = noise(100)
    found = figures.difference("", (control, control), RISES)
    assert (found.value, found.low, found.high, found.judgement) == (0, 0, 0, "fails")


def test_runs_that_lack_a_value_are_left_out() -> None:
    one = np.array([1.0, 2.0, np.nan, 4.0])
    other = np.array([0.0, np.nan, 1.0, 2.0])
    found = figures.difference("", (one, other), REPORTED)
    assert (found.n, found.value) == (2, 1.5)


@pytest.mark.parametrize(
    ("yes", "wanted", "judgement"),
    [(10, below(0.05), "holds"), (50, below(0.05), "undecided"), (90, below(0.05), "fails"),
     (10, above(0.05), "fails"), (40, between(0.02, 0.2), "holds"), (40, REPORTED, "reported")],
)  # fmt: skip
def test_a_share_holds_where_its_whole_interval_does(yes, wanted, judgement) -> None:
    found = figures.share("", np.arange(1000) < yes, wanted)
    assert found.value == yes / 1000
    assert 0 <= found.low < found.value < found.high <= 1
    assert found.judgement == judgement


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
    assert figures.mean("", nothing, above(0)).judgement == "undecided"
    assert figures.share("", nothing, above(0)).judgement == "undecided"
    assert figures.correlation("", np.ones(5), noise(5), REPORTED).judgement == "reported"


@pytest.mark.parametrize(
    ("judgements", "result"),
    [(["holds", "reported"], "holds"), (["holds", "fails"], "partly"), (["fails", "reported"], "fails"),
     (["undecided"], "partly"), (["undecided", "fails"], "partly"), (["reported"], "partly")],
)  # fmt: skip
def test_a_claim_holds_where_all_its_figures_do(judgements, result) -> None:
    one = figures.fact("", 1, above(0))
    assert trials.result_of([replace(one, judgement=judgement) for judgement in judgements]) == result


# --- the claims' own tests ------------------------------------------------------------------------


def test_every_claim_has_a_test_or_a_reason_why_not() -> None:
    assert list(TRIALS) == list(CLAIMS)
    for trial in TRIALS.values():
        assert trial.summary.endswith(".")
        assert trial.testable or len(trial.summary.split()) > 15
        assert (trial.test is None) == (not trial.arms)


def moves_what_a_side_decides(one: Arm) -> bool:
    """Whether an arm of a test sets a past decision, which a scenario file may not."""
    return any(effect_of(name).decided for event in one.events for name in event.changes)


@pytest.mark.parametrize(
    "one",
    [one for one in ARMS.values() if one.part == 1 and not moves_what_a_side_decides(one)],
    ids=lambda one: one.key[:60],
)
def test_every_arm_is_a_scenario_that_could_have_been_written(one: Arm, tmp_path) -> None:
    scenario = one.scenario(trials.Stage.base)
    path = tmp_path / "arm.yaml"
    path.write_text(to_yaml(scenario), encoding="utf-8")
    again = load_scenario(path)
    for flat in flat_entries():
        assert again.value(flat) == scenario.value(flat), flat
    assert (again.events, again.horizon, again.exercise) == (scenario.events, one.months, scenario.exercise)


def test_numbers_moved_by_a_quarter_stay_legal() -> None:
    for one in ARMS.values():
        for flat, value in one.changes.items() if one.part > 1 else ():
            low, high = flat_entries()[flat].quantity.legal
            assert low <= value <= high
            assert value != flat_entries()[flat].central


def test_two_arms_share_their_luck_until_they_differ() -> None:
    runs = [play_arm(one.scenario(trials.Stage.base), 20) for one in (
        arm(months=6), arm(months=6, events=(shock("mobilisation", 0.3, (4, 6)),)))]  # fmt: skip
    calm, loud = (one.month("mobilisation") for one in runs)
    assert np.array_equal(calm[:, :3], loud[:, :3], equal_nan=True)
    assert (np.nanmean(loud[:, 3:]) - np.nanmean(calm[:, 3:])) > 0.2


def test_what_is_put_into_a_month_is_there_in_it() -> None:
    idle = play_arm(arm(months=3, events=(put("effort_expected", 0, 3),)).scenario(trials.Stage.base), 10)
    assert (idle.at("effort_expected", 3) <= 0.2 + 1e-12)[idle.alive[:, 2]].all()


def test_a_month_after_the_end_of_a_run_counts_for_nothing() -> None:
    hasty = arm({"hazard_collapse": -2}, months=12)
    played = play_arm(hasty.scenario(trials.Stage.base), 40)
    ended = played.block.end_month < 12
    assert ended.any()
    assert np.isnan(played.month("subsidy_paid")[ended, -1]).all()
    assert played.ended("regime_collapse").sum() > 10
    first = np.array(
        [played.month("backing")[run, : played.block.end_month[run]].mean() for run in range(40)]
    )
    assert played.mean("backing") == pytest.approx(first)


def test_asking_is_an_offer_of_more_or_a_counter_of_more() -> None:
    played = play_arm(arm().scenario(trials.Stage.base), 30)
    asked = asked_by_minsk(played)
    run, month = next(zip(*np.nonzero(asked == 1), strict=True))
    package = int(played.month("offer")[run, month])
    counter = int(played.month("counter")[run, month])
    assert subsidy_change_of(ONE_STEP_MORE) == 1
    assert counter >= 0 or subsidy_change_of(package) > 0 or (package // 13) % 3 > 0


QUICK = ("C1", "C6", "C12", "C14", "C18", "C22", "C39", "C41")


def test_verdicts_come_with_figures_and_do_not_depend_on_threads() -> None:
    first = list(trials.judge(QUICK, 60, workers=1))
    again = list(trials.judge(QUICK, 60, workers=3))
    assert [verdict.trial.claim for verdict in first] == list(QUICK)
    assert [verdicts.data_of_verdict(one) for one in first] == [
        verdicts.data_of_verdict(one) for one in again
    ]
    for verdict in first:
        assert (verdict.result == "not testable") == (not verdict.figures)
        assert all(figure.low <= figure.value <= figure.high for figure in verdict.figures)
        assert verdicts.report_verdict(verdict).startswith(verdict.trial.claim)


def test_each_distinct_arm_is_played_once() -> None:
    heard = []
    wanted = [TRIALS[name] for name in ("C14", "C15", "C12")]
    list(
        trials.judge(
            [one.claim for one in wanted], 5, reported=lambda done, total: heard.append((done, total))
        )
    )
    arms = [one.key for trial in wanted for one in trial.all_arms()]
    assert len(arms) > len(set(arms))
    assert heard == [(i + 1, len(set(arms))) for i in range(len(set(arms)))]


def test_the_command_plays_a_claims_test(command) -> None:
    out, error = command("--test", "c22", "C6", "--runs", "50")
    assert error is None
    assert out.startswith("C22   holds")
    assert "C6    not testable" in out
    assert "1 holds, 1 not testable; 50 runs an arm" in out
    out, _ = command("--test", "C22", "--runs", "50", "--json")
    (verdict,) = json.loads(out)
    assert verdict["claim"] == "C22"
    assert verdict["figures"][0]["n"] == 50


@pytest.mark.slow
def test_all_claims_can_be_tested() -> None:
    found = {verdict.trial.claim: verdict for verdict in trials.judge((), 400)}
    assert list(found) == list(CLAIMS)
    for verdict in found.values():
        for figure in verdict.figures:
            assert math.isfinite(figure.value) or figure.wanted.reported, figure.what
