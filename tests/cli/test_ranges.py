"""Every numeric option of every command has a range, by which it is refused before anything is done."""

from __future__ import annotations

import inspect
import math
import re

import pytest

from sim.cli.app import COMMANDS, imported, main

NUMBER = re.compile(r"\b(int|float)\b")
OWN_RANGE = {("threshold", "ends")}  # its range is that of the quantity, from seeds/
REQUIRED = {
    "trace": ["--run", "0"],
    "stage-game": ["--run", "0", "--month", "1"],
    "backtest": ["--questions", "q.csv"],
    "discover": ["--target", "leaks > 0"],
    "threshold": ["--of", "F2", "--over", "leak"],
    "robustness": ["--finding", "F1"],
}
WITHOUT_ARGUMENT = {"claims", "dashboard", "schema", "verify"}


def numeric_options():
    """Every option whose value is a number, by command: the parameters that the functions annotate so."""
    for name in COMMANDS:
        command = imported(name)
        annotations = inspect.signature(inspect.unwrap(command.callback)).parameters
        for option in command.params:
            annotation = str(annotations[option.name].annotation)
            kind = {"Seed": "int", "WorkerCount": "int", "Point": "int"}.get(annotation, annotation)
            before = kind.split("within(")[0].split("typer.")[0]
            if NUMBER.search(before) and (name, option.name) not in OWN_RANGE:
                yield name, option


OPTIONS = list(numeric_options())


def refused(capsys, *arguments):
    """What is said of a call that is refused: exit code 2, one line, nothing on standard output."""
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    out, err = capsys.readouterr()
    assert left.value.code == 2
    assert out == ""
    assert err.count("\n") == 1
    return err


def called(name, *arguments):
    """A call that would do, but for what is added to it."""
    given = [] if name in WITHOUT_ARGUMENT else ["baseline_feb2021"]
    return [name, *given, *REQUIRED.get(name, []), *arguments]


def test_the_walk_finds_the_options():
    found = {(name, option.opts[0]) for name, option in OPTIONS}
    assert {
        ("run", "--runs"),
        ("run", "--panel"),
        ("run", "--seed"),
        ("trace", "--point"),
        ("compare", "--alpha"),
        ("dashboard", "--port"),
        ("discover", "--density"),
        ("backtest", "--workers"),
    } <= found
    assert len(found) > 50


@pytest.mark.parametrize(("name", "option"), OPTIONS, ids=lambda one: getattr(one, "name", one))
def test_every_number_has_a_range_that_its_message_names(name, option, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    low, high = option.min, option.max
    assert low is not None, option.opts
    assert high is not None, option.opts
    assert math.isfinite(low)
    assert math.isfinite(high)
    beyond = [low - 1, high + 1, 10**20, -(10**20), "nan", "inf", "-inf", "1e400", "many", ""]
    beyond += ["1e-320"] if low > 0 or isinstance(low, int) else []
    for value in beyond:
        said = refused(capsys, *called(name, option.opts[0], str(value)))
        assert said.startswith(f"{option.opts[0]}: ")
        assert said.rstrip().endswith(f"{low} to {high}" if isinstance(low, int) else f"{low:g} to {high:g}")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("name", "option"), OPTIONS, ids=lambda one: getattr(one, "name", one))
def test_both_ends_of_a_range_are_within_it(name, option):
    for end in (option.min, option.max):
        context = imported(name).make_context(name, called(name, option.opts[0], str(end))[1:])
        assert context.params[option.name] == end


@pytest.mark.parametrize("value", ["nan", "inf", "1e400", "-1", "100000000000000000000"])
@pytest.mark.parametrize(
    "arguments",
    [
        ["run", "baseline_feb2021", "--until-se", "pressure_mean={}"],
        ["threshold", "baseline_feb2021", "--of", "F2", "--over", "leak", "--range", "0", "{}"],
    ],
)
def test_numbers_within_words_have_ranges_too(capsys, tmp_path, monkeypatch, arguments, value):
    monkeypatch.chdir(tmp_path)
    said = refused(capsys, *[word.format(value) for word in arguments])
    assert re.search(r"\d to \d", said)
    assert list(tmp_path.iterdir()) == []
