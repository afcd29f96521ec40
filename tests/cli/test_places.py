"""Every command checks the places it is given before it does any work."""

from __future__ import annotations

import inspect
from importlib import import_module
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from sim.cli.app import COMMANDS, main
from sim.cli.options import named_path


def paths_of(command):
    """The parameters of a command that name a file or a folder, with what typer knows of each."""
    module = command.replace("-", "_")
    function = getattr(import_module(f"sim.cli.{module}"), module)
    hints = get_type_hints(function, include_extras=True)
    for name in inspect.signature(function).parameters:
        wanted, *known = get_args(hints[name]) or (hints[name],)
        if Path in (wanted, *get_args(wanted)):
            yield name, known[0]


@pytest.mark.parametrize("command", COMMANDS)
def test_no_option_takes_an_empty_name_for_the_working_folder(command):
    assert all(known.parser is named_path for _, known in paths_of(command))


def refusal(capsys, *arguments):
    """What is said as a command refuses its arguments."""
    with pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    assert left.value.code == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    return captured.err


WRITERS = [
    *(("run", "baseline_feb2021", "--out"), ("calibrate", "baseline_feb2021", "--out")),
    *(("compare", "no/such", "--out"), ("report", "no/such", "--out")),
    *(("trace", "baseline_feb2021", "--run", "1", "--csv"), ("patterns", "--out")),
    ("stage-game", "baseline_feb2021", "--month", "1", "--run", "1", "--out"),
    ("tournament", "baseline_feb2021", "--out"),
    *(("verify", "--out"), ("check", "baseline_feb2021", "--out"), ("bench", "--out")),
    ("sensitivity", "baseline_feb2021", "--metric", "leaks", "--out"),
    ("threshold", "baseline_feb2021", "--of", "F2", "--over", "leak", "--out"),
    ("robustness", "baseline_feb2021", "--finding", "F1", "--out"),
    ("backtest", "baseline_feb2021", "--questions", "no/such", "--out"),
    *(
        ("discover", "no/such", "--target", "leaks > 0", option)
        for option in ("--out", "--trajectory", "--plot", "--save")
    ),
]


def test_every_option_that_names_an_output_is_tried_here():
    inputs = {("calibrate", "data"), ("backtest", "questions")}
    outputs = {
        (command, name)
        for command in COMMANDS
        for name, known in paths_of(command)
        if (known.param_decls or type(known).__name__ == "OptionInfo") and (command, name) not in inputs
    }
    assert outputs == {(words[0], words[-1].removeprefix("--")) for words in WRITERS}


@pytest.mark.parametrize("words", WRITERS, ids=lambda words: f"{words[0]} {words[-1]}")
@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("", "an empty name"),
        ("  ", "an empty name"),
        ("loop/a.csv", "Too many levels of symbolic links"),
        ("n" * 256, "File name too long"),
        ("d/" * 2000 + "a.csv", "more than 200 folders deep"),
        (".x.under-way/a.csv", "where a batch is kept or written"),
        ("file/a.csv", "Not a directory"),
    ],
    ids=["empty", "blank", "loop", "long", "deep", "under way", "file"],
)
def test_a_place_that_cannot_be_is_refused_before_any_work(tmp_path, monkeypatch, capsys, words, place, said):
    monkeypatch.chdir(tmp_path)
    Path("loop").symlink_to("loop")
    Path("file").touch()
    Path(".x.under-way").mkdir()
    before = sorted(tmp_path.rglob("*"))
    assert said in refusal(capsys, *words, place)
    assert sorted(tmp_path.rglob("*")) == before
