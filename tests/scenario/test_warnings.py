"""What can be played but hardly does what it seems to: a warning with its place, and never an error."""

from __future__ import annotations

import json

import pytest

import sim as package
from sim.cli.app import main
from sim.quantities import effect_of, entries, monthly_measures
from sim.scenario import load_scenario, to_yaml
from sim.scenario.files import shipped_names
from sim.scenario.schema import flat_entries
from sim.scenario.values import no_effect
from sim.testing import month_column, play

FLATS = (*entries("parameter"), *entries("initial"))
IDLE = [flat for flat in FLATS if effect_of(flat).moves]
SATURATING = "events: [{month: 3, add: {grievance: 0.3}, duration: 4}]\n"


@pytest.fixture
def load(tmp_path):
    def write_and_load(text, *overrides, **options):
        path = tmp_path / "case.yaml"
        path.write_text(text, encoding="utf-8")
        return load_scenario(path, overrides, **options)

    return write_and_load


@pytest.fixture
def sim(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def call(*arguments):
        code = 0
        try:
            main(list(arguments))
        except SystemExit as left:
            code = left.code or 0
        return code, *capsys.readouterr()

    return call


def keys(scenario):
    return [warning.key for warning in scenario.warnings]


def other_value(flat):
    """Return a legal value that is not the default."""
    quantity, position = flat_entries()[flat]
    return next(value for value in quantity.legal if value != quantity.central[position])


def test_the_model_as_it_stands_and_whatever_is_drawn_with_all_of_it_is_no_reason_for_a_warning(load):
    assert load("question: What then?\n").warnings == ()
    assert load("uncertain: all\n").warnings == ()
    assert load("question: What then?\n", "uncertain=all").warnings == ()


@pytest.mark.parametrize("flat", IDLE)
def test_what_moves_no_decision_is_named_wherever_it_is_set(load, flat):
    value, section = other_value(flat), flat_entries()[flat].section
    low, high = flat_entries()[flat].quantity.legal
    law = f"{{distribution: uniform, low: {low}, high: {high}}}"
    ways = {
        f"{section}.{flat}": load(f"{section}: {{{flat}: {value}}}\n"),
        f"uncertain.{flat}": load(f"uncertain: {{{flat}: {law}}}\n"),
        f"sweep.grid.{flat}": load(f"sweep: {{grid: {{{flat}: [{value}]}}}}\n"),
        f"events[0].set.{flat}": load(f"events: [{{month: 5, set: {{{flat}: {value}}}}}]\n"),
    }
    for key, scenario in ways.items():
        (warning,) = scenario.warnings
        assert warning.key == key
        assert all(name in warning.wrong for name in effect_of(flat).moves)
        assert (warning.line, warning.column) >= (1, 1)
    (warning,) = load("question: What then?\n", f"{flat}={value}").warnings
    assert warning.file == f"--set {flat}={value}"


def test_a_value_that_is_the_default_is_no_reason_for_a_warning(load):
    written = "".join(f"  {flat}: {flat_entries()[flat].central}\n" for flat in IDLE if is_parameter(flat))
    assert load(f"parameters:\n{written}").warnings == ()


def is_parameter(flat):
    return flat_entries()[flat].section == "parameters"


def test_what_only_minds_read_that_nobody_has_is_named(load):
    text = "parameters: {aspiration_calm: 0.9, learning_memory: 0.5}\n"
    assert keys(load(text)) == ["parameters.aspiration_calm", "parameters.learning_memory"]
    assert keys(load(text, minds="minsk=aspiration")) == ["parameters.learning_memory"]
    assert keys(load(text, minds="kremlin=learning,minsk=aspiration")) == []


def test_of_a_mind_of_the_users_own_nothing_is_known(load):
    text = "minds: {minsk: mine.py:Mine}\nparameters: {eu_trigger: 1, aspiration_calm: 0.9}\n"
    assert load(text).warnings == ()


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ("{month: 3, add: {grievance: 0.3}, duration: 4}", ["events[0].add.grievance"]),
        ("{month: 3, add: {grievance: 0.3}}, {month: 4, add: {grievance: 0.3}}", ["events[1].add.grievance"]),
        ("{month: 3, add: {strength: -0.3}, duration: 6}", ["events[0].add.strength"]),
        ("{month: 3, multiply: {mobilisation: 9}}", ["events[0].multiply.mobilisation"]),
        ("{month: 3, add: {grievance: 0.3}, duration: 4, probability: 0.5}", ["events[0].add.grievance"]),
        ("{month: 3, add: {strength_cost: -3}}", ["events[0].add.strength_cost"]),
        ("{month: 3, add: {grievance: 0.3}}", []),
        ("{month: 3, add: {grievance: 0.3}, duration: 4, probability: 0}", []),
        ("{month: 3, set: {grievance: 1}, duration: 9}", []),
        ("{month: 3, add: {covid_load: 0.1}, duration: 12}", []),
        ("{month: 3, add: {strength_cost: 0.3}, duration: 12}", []),
        ("{month: 3, add: {strength_cost: 60}, duration: 9}", []),
    ],
)
def test_an_event_is_named_where_it_runs_into_the_end_of_a_range(load, events, expected):
    assert keys(load(f"events: [{events}]\n")) == expected


def test_a_warning_says_what_duration_does_with_a_state_and_with_a_parameter(load):
    (state,) = load(SATURATING).warnings
    (parameter,) = load("events: [{month: 3, add: {strength_cost: -3}, duration: 2}]\n").warnings
    assert "again in each month of `duration`" in state.wrong
    assert "from its ordinary value, afresh in each month" in parameter.wrong


def test_a_warning_of_an_event_that_may_not_happen_says_how_often(load):
    (warning,) = load(SATURATING.replace("4}", "4, probability: 0.5}")).warnings
    share = float(warning.wrong.partition("in about ")[2].partition("%")[0])
    assert share == pytest.approx(50, abs=15)


def test_an_option_that_shortens_a_run_keeps_the_places_of_the_events_that_are_left(load):
    text = (
        "events:\n  - {month: 20, add: {grievance: 0.1}}\n"
        "  - {month: 3, add: {grievance: 0.3}, duration: 4}\n"
    )
    (warning,) = load(text, months=12).warnings
    assert (warning.line, warning.key) == (3, "events[0].add.grievance")


def test_a_scenario_written_out_and_read_again_has_the_same_warnings(load):
    text = f"parameters: {{eu_trigger: 0.5}}\nuncertain: {{turnout_noise: prior}}\n{SATURATING}"
    first = load(text)
    again = load(to_yaml(first))
    assert (
        sorted(keys(again))
        == sorted(keys(first))
        == sorted(["parameters.eu_trigger", "uncertain.turnout_noise", "events[0].add.grievance"])
    )


@pytest.mark.parametrize("name", shipped_names())
def test_warnings_of_shipped_scenarios_are_right(name):
    scenario = load_scenario(name)
    for warning in scenario.warnings:
        if not warning.key.startswith("events"):
            assert effect_of(warning.key.partition(".")[2]).moves
            continue
        (event,) = scenario.events
        ((flat, step),) = event.changes.items()
        block = play(scenario, runs=60)
        last = event.month + event.duration - 1
        met = month_column(block, flat)[:, max(event.month - 2, 0) : last - 1] + step
        alive = month_column(block, "alive")[:, last - 1] > 0
        assert (met > 1).any(axis=1)[alive].mean() > 0.9


def test_every_event_that_is_refused_says_what_can_be_done_instead():
    for flat in FLATS:
        reason = no_effect(flat, 2)
        if reason is not None:
            assert "`initial`" in reason[1] or "`parameters`" in reason[1] or "month 1" in reason[1]


def test_what_a_decision_is_called_in_the_months_can_be_changed_by_no_event():
    decisions = {measure.name for measure in monthly_measures() if measure.kind == "decision"}
    assert all(no_effect(flat, 5) for flat in decisions & set(FLATS))
    assert len(decisions & set(FLATS)) > 1


def test_every_command_prints_warnings_on_standard_error_and_succeeds(sim, tmp_path):
    (tmp_path / "hot.yaml").write_text(f"name: hot\nruns: 4\nhorizon: 8\n{SATURATING}")
    line = "warning: hot.yaml:4:38: events[0].add.grievance: "
    for command in (
        ("validate", "hot.yaml"),
        ("show", "hot.yaml"),
        ("run", "hot.yaml", "--dry-run"),
        ("run", "hot.yaml", "--out", "results"),
        ("trace", "hot.yaml", "--run", "0"),
    ):
        code, out, err = sim(*command)
        assert (code, err.count(line)) == (0, 1), command
        assert "warning" not in out
    assert "events[0].add.grievance: comes to about" in (tmp_path / "results" / "report.html").read_text()
    for command in (("run", "hot.yaml", "--out", "results"), ("run", "hot.yaml", "--dry-run")):
        (scenario,) = json.loads(sim(*command, "--json", "--quiet")[1])["scenarios"]
        assert scenario["warnings"] == [str(warning) for warning in package.load("hot.yaml").warnings]
    for more in ((), ("--story",)):
        assert len(json.loads(sim("trace", "hot.yaml", "--run", "0", "--json", *more)[1])["warnings"]) == 1
