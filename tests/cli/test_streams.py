"""What a file or an argument holds never reaches a terminal raw, and never fills it."""

import io
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.characters import LONGEST_LINE
from sim.cli.app import COMMANDS, main
from sim.output.streams import Escaping, escaping, undisguised

STEERING = "\x1b]0;title\x07\x1b[31m\x9b2J\u202e\r\u2028\x7f"


def said(arguments, capsys):
    with pytest.raises(SystemExit) as left:
        main(arguments)
    out, err = capsys.readouterr()
    return left.value.code, out, err


@given(st.text(st.characters(codec=None)))
def test_everything_written_to_a_stream_can_be_seen_line_by_line(text):
    below = io.StringIO()
    stream = Escaping(below, lambda given: given.encode("ascii", "backslashreplace").decode())
    stream.write(text)
    assert below.getvalue().isascii()
    below = io.StringIO()
    before = sys.stdout
    sys.stdout = below
    try:
        with escaping():
            sys.stdout.write(text)
    finally:
        sys.stdout = before
    assert below.getvalue().replace("\n", "").isprintable()
    assert below.getvalue().count("\n") == text.count("\n")


def test_the_streams_are_as_before_afterwards_and_what_is_drawn_passes_through():
    before = sys.stdout, sys.stderr
    with escaping():
        assert undisguised(sys.stdout) is before[0]
        assert not hasattr(sys.stdout, "buffer")
    assert (sys.stdout, sys.stderr) == before
    assert undisguised(before[0]) is before[0]


@pytest.mark.parametrize("command", sorted(set(COMMANDS) - {"schema", "bench"}))
@pytest.mark.parametrize("hostile", [f"a{STEERING}[red]", f"x{STEERING}" + "y" * 100_000])
def test_no_command_prints_a_hostile_argument_raw_or_whole(command, hostile, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, out, err = said([command, hostile], capsys)
    assert code == 2
    assert out == ""
    assert err.replace("\n", "").isprintable()
    assert max(map(len, err.split("\n"))) <= LONGEST_LINE
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("option", ["--runs", "--set", "--minds", "--seed", "--no-such", "--until-se"])
def test_no_option_is_printed_raw_or_whole(option, capsys):
    hostile = f"z{STEERING}" + "y" * 100_000
    for given_option in ([option, hostile], [f"{option}{hostile}"]):
        code, _, err = said(["run", "baseline_feb2021", "--dry-run", *given_option], capsys)
        assert code == 2
        assert err.replace("\n", "").isprintable()
        assert max(map(len, err.split("\n"))) <= LONGEST_LINE


@pytest.mark.parametrize("argument", ["caf\udce9.yaml", "\ud800"])
@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_an_argument_that_is_no_utf_8_gets_one_message(command, argument, capsys):
    code, out, err = said([command, argument], capsys)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "holds the" in err


def test_a_mistyped_option_in_strange_letters_is_named(capsys):
    _, _, err = said(["run", "--ｒuns", "5"], capsys)
    assert "FULLWIDTH LATIN SMALL LETTER R, which looks like 'r'" in err


@pytest.fixture
def tables(tmp_path):
    """Two tables whose columns and scenarios have hostile names."""
    for name, shift in (("a", 0.0), ("b", 5.0)):
        rows = [f'"ev{STEERING}il [red]",{shift + place % 7},{shift + place % 5}' for place in range(35)]
        head = f'scenario,"met{STEERING}ric [bold]","{"long" * 25_000}"'
        (tmp_path / f"{name}.csv").write_text("\n".join([head, *rows, ""]), newline="")
    return [str(tmp_path / "a.csv"), str(tmp_path / "b.csv")]


def test_names_in_foreign_tables_are_neither_raw_nor_markup_nor_endless(tables, capsys):
    code, out, err = said(["compare", *tables], capsys)
    assert code in (0, None), err
    assert (out + err).replace("\n", "").isprintable()
    assert len(out + err) < 20_000
    if "met" in out:
        assert "[bold]" in "".join(out.split("\n")).replace(" ", "")
