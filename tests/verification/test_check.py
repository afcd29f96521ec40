"""`sim check`: the invariants hold on what is shipped, each can fail, and a failure can be shown again."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from sim.cli.app import imported
from sim.engines import kernel, mesa_model
from sim.errors import SimError
from sim.quantities import OUTCOMES, monthly_measures
from sim.scenario import load_scenario
from sim.scenario.compile import positions
from sim.shipped import shipped
from sim.verification.invariants.case import CannotTell, Case, first_difference
from sim.verification.invariants.catalogue import INVARIANTS, chosen
from sim.verification.invariants.report import report, scenario_file
from sim.verification.invariants.trying import look_at, try_one
from sim.verification.invariants.variations import MOST_CHANGES, cases, free_numbers

SHIPPED = sorted(path.stem for path in shipped("scenarios").glob("*.yaml"))
MONTHLY = [measure.name for measure in monthly_measures()]
each_invariant = pytest.mark.parametrize("invariant", INVARIANTS, ids=lambda one: one.name)

ODD = """
name: odd
extends: protests_return
minds: {kremlin: aspiration, minsk: quantal}
uncertain: {strength_cost: prior, reserves: {distribution: uniform, low: 0, high: 3}}
initial: {signed.RM: 0.5, hidden.RM: 0.2}
calendar: {exercise: none}
events:
  - {month: 2, add: {signed.RM: -0.3}, why: taken back}
  - {month: 1, set: {minsk_type: resolute}, probability: 0.5, duration: 3}
  - {month: 3, multiply: {debt_other: 0.1}, duration: 2}
"""


@each_invariant
def test_an_invariant_holds_on_the_baseline_and_around_it(invariant) -> None:
    finding = try_one(load_scenario("baseline_feb2021"), invariant, 6)
    assert (finding.seen, finding.not_tried) == ("", "")


@each_invariant
def test_an_invariant_holds_on_a_scenario_in_which_everything_is_moved(invariant, tmp_path) -> None:
    path = tmp_path / "odd.yaml"
    path.write_text(ODD, encoding="utf-8")
    assert try_one(load_scenario(path), invariant, 4).seen == ""


@pytest.mark.slow
@pytest.mark.parametrize("name", SHIPPED)
def test_all_invariants_hold_on_every_shipped_scenario(name: str) -> None:
    for invariant in INVARIANTS:
        assert try_one(load_scenario(name), invariant, 60).seen == "", invariant.name


def test_what_cannot_be_asked_of_a_scenario_is_said_and_not_counted(tmp_path) -> None:
    path = tmp_path / "odd.yaml"
    path.write_text(ODD, encoding="utf-8")
    (invariant,) = chosen(["I17"])
    finding = try_one(load_scenario(path), invariant, 4)
    assert (finding.examples, finding.counterexample) == (0, None)
    reported = report([finding])
    assert reported.succeeded
    assert "I17 was not tried in odd: what is counted in payoffs" in reported.sentences[1]


# --- each can fail: what is played is tampered with, as a defect of the model would ----------------


def column(name: str) -> int:
    return MONTHLY.index(name)


def moved(block, inputs, name, change):
    """A block with a monthly measure changed: `change` gives what is added, (runs, months) or a number."""
    months = block.months.copy()
    months[:, :, column(name)] += change(block, inputs)
    return replace(block, months=months)


def constant(name, value):
    return lambda block, inputs: moved(block, inputs, name, lambda *_: value)


def by_input(name, read):
    return lambda block, inputs: moved(block, inputs, name, lambda _, given: read(given))


def by_start(name, flat):
    return by_input(name, lambda inputs: inputs.initial[positions("initial")[flat]])


def by_parameter(name, flat):
    return by_input(name, lambda inputs: inputs.parameters[positions("parameter")[flat]])


def counted(block, inputs):
    counted.calls += 1
    return moved(block, inputs, "strength", lambda *_: counted.calls)


counted.calls = 0


def restless(block, inputs):
    """After the end reserves go on growing."""
    months = np.arange(inputs.horizon)[None, :]
    return moved(
        block, inputs, "reserves_usd_bn", lambda one, _: np.maximum(0, months + 1 - one.end_month[:, None])
    )


def at_a_loss(block, inputs):
    accepted = block.months[:, :, column("accepted")]
    tampered = moved(block, inputs, "minsk_surplus", lambda *_: -1e6 * accepted)
    return moved(tampered, inputs, "kremlin_surplus", lambda *_: -1e6 * accepted)


def taken_back(block, inputs):
    return moved(block, inputs, "signed_FU", lambda *_: -0.1 * np.arange(1, inputs.horizon + 1)[None, :])


def overthrown(block, _):
    collapse = np.full_like(block.outcome, OUTCOMES.index("regime_collapse"))
    return replace(block, outcome=collapse)


TAMPERED_KERNEL = {
    "I2": constant("implemented_SU", 1.5),
    "I3": taken_back,
    "I4": counted,
    "I5": lambda block, inputs: moved(block, inputs, "strength", lambda one, _: one.runs),
    "I6": by_input("strength", lambda inputs: inputs.horizon),
    "I7": by_input("brent", lambda inputs: inputs.kremlin_mind),
    "I9": by_input("brent", lambda inputs: len(inputs.events)),
    "I10": restless,
    "I16": constant("belief_pliable", 0.1),
    "I17": by_parameter("strength", "choice_precision"),
    "I21": by_start("strength", "reserves"),
    "I23": by_start("brent", "log_brent"),
    "I24": at_a_loss,
    "I26": overthrown,
    "I28": constant("strength", 1e-16),
    "I29": by_input("strength", lambda inputs: len(inputs.uncertain)),
    "I31": constant("belief_pliable", -0.9),
    "I38": constant("strength", np.nan),
}


@pytest.mark.parametrize("name", TAMPERED_KERNEL)
def test_an_invariant_fails_where_the_kernel_breaks_it(name: str, monkeypatch) -> None:
    play, tamper = kernel.play_block, TAMPERED_KERNEL[name]

    def tampered(inputs, *arguments, **options):
        return tamper(play(inputs, *arguments, **options), inputs)

    monkeypatch.setattr(kernel, "play_block", tampered)
    (invariant,) = chosen([name])
    assert not try_one(load_scenario("baseline_feb2021"), invariant, 5).holds


def test_bands_that_do_not_add_up_are_noticed(monkeypatch) -> None:
    play = kernel.play_block

    def tampered(inputs, first, runs, bands=None, **options):
        block = play(inputs, first, runs, bands, **options)
        if bands is not None:
            bands.total[0, 0] += runs * runs
        return block

    monkeypatch.setattr(kernel, "play_block", tampered)
    assert not try_one(load_scenario("baseline_feb2021"), chosen(["I32"])[0], 5).holds


def stolen(model) -> None:
    model.log["kremlin_wealth"] += np.arange(len(model.log))


def angered_by_secrets(model) -> None:
    model.state["grievance"] += 0.1 * float(np.sum(model.state["hidden"]))


TAMPERED_MODEL = {"I1": ("play", stolen), "I30": ("step", angered_by_secrets)}


@pytest.mark.parametrize("name", TAMPERED_MODEL)
def test_an_invariant_fails_where_the_model_breaks_it(name: str, monkeypatch) -> None:
    method, tamper = TAMPERED_MODEL[name]
    original = getattr(mesa_model.Model, method)

    def tampered(model):
        result = original(model)
        tamper(model)
        return result

    monkeypatch.setattr(mesa_model.Model, method, tampered)
    (invariant,) = chosen([name])
    scenario = replace(load_scenario("baseline_feb2021"), parameters={"secrecy_base": 20.0})
    assert not try_one(scenario, invariant, 40).holds


def test_every_invariant_is_shown_to_be_able_to_fail() -> None:
    assert {one.name for one in INVARIANTS} == {*TAMPERED_KERNEL, *TAMPERED_MODEL, "I32"}


# --- the smallest case ----------------------------------------------------------------------------


@pytest.fixture
def rich_are_mad(monkeypatch):
    """A defect that needs more than 8 bn of reserves and a third month."""
    play = kernel.play_block

    def tampered(inputs, *arguments, **options):
        block = play(inputs, *arguments, **options)
        if inputs.initial[positions("initial")["reserves"]] <= 8 or inputs.horizon < 3:
            return block
        months = block.months.copy()
        months[:, 2, column("belief_resolute")] += 1
        return replace(block, months=months)

    monkeypatch.setattr(kernel, "play_block", tampered)


RICH = "name: rich\nextends: protests_return\ninitial: {reserves: 7.9}\n"


@pytest.fixture
def rich(tmp_path):
    path = tmp_path / "rich.yaml"
    path.write_text(RICH, encoding="utf-8")
    return path


@pytest.mark.usefixtures("rich_are_mad")
def test_the_smallest_case_has_nothing_in_it_that_is_not_needed(monkeypatch, rich) -> None:
    monkeypatch.setattr(
        "sim.verification.invariants.variations.free_numbers",
        lambda _: {"reserves": (5.0, 9.0), "strength_cost": (0.1, 2.0), "oil_mean": (40.0, 90.0)},
    )
    finding = try_one(load_scenario(rich), chosen(["I16"])[0], 200)
    assert finding.counterexample is not None
    case = finding.counterexample.scenario
    assert (case.horizon, case.parameters, finding.counterexample.run) == (3, {}, 0)
    assert case.initial["reserves"] > 8


@pytest.mark.usefixtures("rich_are_mad")
def test_the_file_of_a_smallest_case_is_valid_and_fails_again(monkeypatch, rich) -> None:
    monkeypatch.setattr(
        "sim.verification.invariants.variations.free_numbers", lambda _: {"reserves": (5.0, 9.0)}
    )
    scenario = load_scenario(rich)
    invariants = chosen(["I16"])
    finding = try_one(scenario, invariants[0], 200)
    assert finding.counterexample is not None
    again = rich.with_name("rich_i16.yaml")
    again.write_text(scenario_file(finding), encoding="utf-8")
    loaded = load_scenario(again)
    assert replace(loaded, name="", question="", file="", claims=()) == replace(
        finding.counterexample.scenario, name="", question="", file="", claims=()
    )
    (looked,) = look_at(loaded, invariants, finding.counterexample.run)
    assert looked.seen == finding.seen
    assert f"--run {finding.counterexample.run} --only I16" in report([finding]).notes[0]


@settings(max_examples=60)
@given(cases(load_scenario("western_reopening")))
def test_a_case_stays_within_what_is_plausible_around_the_file(case) -> None:
    scenario = load_scenario("western_reopening")
    free = free_numbers(scenario)
    changed = {**case.scenario.parameters, **case.scenario.initial}
    own = {**scenario.parameters, **scenario.initial}
    assert len(changed.keys() - own.keys()) <= MOST_CHANGES
    for flat, value in changed.items():
        low, high = free.get(flat, (own.get(flat), own.get(flat)))
        assert low <= value <= high
    assert case.scenario.horizon <= scenario.horizon
    assert all(event.month <= case.scenario.horizon for event in case.scenario.events)


def test_numbers_that_the_file_draws_are_left_to_it(tmp_path) -> None:
    path = tmp_path / "drawn.yaml"
    path.write_text("name: drawn\nuncertain: {strength_cost: prior}\n", encoding="utf-8")
    assert "strength_cost" in free_numbers(load_scenario("baseline_feb2021"))
    assert "strength_cost" not in free_numbers(load_scenario(path))


def test_the_first_difference_names_run_month_and_measure() -> None:
    case = Case(load_scenario("baseline_feb2021", months=3), 5)
    other = replace(case.block, months=case.block.months.copy())
    other.months[1, 2, column("reserves_usd_bn")] += 1
    assert first_difference(case.block, case.block) == ""
    assert first_difference(case.block, other).startswith("run 6, month 3: reserves_usd_bn is ")


def test_a_case_says_which_months_an_event_strikes_and_what_is_moved() -> None:
    case = Case(load_scenario("russian_crisis", months=10), 0)
    assert case.struck(["russian_trouble"]).tolist() == [False] + [True] * 7 + [False] * 2
    assert not case.struck(["reserves"]).any()
    assert case.moved(["russian_trouble"])
    assert not case.moved(["reserves"])
    with pytest.raises(CannotTell):
        raise CannotTell("this is how an invariant says so")


# --- the command ----------------------------------------------------------------------------------


@pytest.fixture
def command(capsys):
    """The command as the program calls it: what it writes, and the error or the exit code it ends with."""

    def call(*arguments):
        capsys.readouterr()
        try:
            code = imported("check").main(list(arguments), standalone_mode=False)
        except SimError as error:
            return capsys.readouterr().out, error
        return capsys.readouterr().out, code

    return call


def test_the_command_writes_a_line_an_invariant(command) -> None:
    out, error = command("gradualism", "--examples", "2", "--only", "I2", "--only", "i28")
    assert error is None
    assert re.search(r"gradualism +I2 +holds +2 +Shares stay within 0 and 1", out)
    assert re.search(r"gradualism +I28 +holds +2 +Both engines", out)


@pytest.mark.usefixtures("rich_are_mad")
def test_the_command_fails_with_the_case_where_an_invariant_falls(command, rich) -> None:
    rich.write_text(RICH.replace("7.9", "8.5"), encoding="utf-8")
    out, error = command(str(rich), "--only", "I16", "--examples", "30")
    assert error == 1
    assert "extends: rich" in out
    assert f"sim check {rich.with_name('rich_i16.yaml')} --run 0 --only I16" in out


@pytest.mark.usefixtures("rich_are_mad")
def test_findings_as_json_hold_the_case(command, rich) -> None:
    rich.write_text(RICH.replace("7.9", "8.5"), encoding="utf-8")
    out, _ = command(str(rich), "--only", "I16", "--only", "I4", "--examples", "30", "--json")
    failed, held = json.loads(out)["invariants"]
    assert (failed["invariant"], failed["verdict"], held["verdict"]) == ("I16", "FAILED", "holds")
    assert "extends: rich" in failed["case"]
    assert failed["run"] == 0


def test_one_run_of_a_file_can_be_looked_at_as_it_stands(command) -> None:
    out, error = command("protests_return", "--run", "17", "--only", "I3")
    assert error is None
    assert re.search(r"protests_return +I3 +holds +1 ", out)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["baseline_feb2021", "--only", "I99"], "I9"), (["protest_return"], "protests_return")],
)
def test_what_does_not_exist_is_said_with_what_is_nearest(command, arguments, said) -> None:
    out, error = command(*arguments)
    assert error.exit_code == 2
    assert said in str(error)
    assert out == ""
