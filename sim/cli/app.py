"""The command `sim`: finds the subcommand, turns errors into messages and exit codes.

Start-up counts. A subcommand's module is imported when it is called and not before; `sim --help` reads the
list below.

Exit codes: 0 done; 1 a check fell or an internal error; 2 bad input or usage; 130 interrupted. Whoever stops
reading the output is no error; whoever stops listening on standard error changes nothing.
"""

from __future__ import annotations

import codecs
import io
import os
import signal
import sys
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TextIO

import typer
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

import sim
from sim.characters import lone_surrogate, name_of, strange
from sim.errors import SimError, UsageError, is_out_of_memory
from sim.output.streams import escaping

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

COMMANDS = {
    "run": "Play scenarios many times and write the tables.",
    "compare": "Compare two sets of runs, metric by metric.",
    "report": "Write a report of a batch, one HTML page with plots.",
    "trace": "Replay one run, with each decision and its reasons.",
    "validate": "Check scenario files.",
    "show": "Show a scenario as played, with the origin of every value.",
    "schema": "Print the JSON Schema of scenario files, for editors.",
    "patterns": "Look for the patterns that the model is expected to show.",
    "robustness": "See whether a finding holds under all minds and draws.",
    "sensitivity": "Rank uncertain quantities by their influence on a result.",
    "threshold": "Find the value at which an effect changes sign.",
    "tournament": "Let every mind play every mind, and see who could gain.",
    "stage-game": "Hold one month against the theory of bargaining.",
    "verify": "Run small problems with known exact answers.",
    "check": "Try the model's invariants on a scenario of your own.",
    "calibrate": "Search for parameters under which the past comes out right.",
    "backtest": "Forecast questions from a scenario and score the answers.",
    "discover": "Find where among parameters an outcome concentrates.",
    "claims": "Show what stands behind a number or a claim; test the claims.",
    "dashboard": "Open a page to play, change and compare scenarios.",
    "bench": "Measure throughput, cost a month, memory and start-up.",
}
INTERRUPTED = 130
LIGHT = ("validate", "show", "schema")  # commands that load no numerical libraries
LEAST_MEMORY = 1_250_000_000  # bytes of address space in which a small batch on two cores is played
NO_MEMORY = "not enough memory; fewer --workers need less, or raise the limit (ulimit -v)"
NOT_SET = ("", "0", "false", "no", "off")
PLAIN = {"±": "+-", "×": "x", "…": "...", "–": "-", "—": "-", "−": "-"}


class Commands(TyperGroup):
    """The subcommands, each imported only when it is called."""

    def __init__(self, **settings: Any) -> None:
        """Know the commands by name and summary."""
        super().__init__(**settings)
        for name, summary in COMMANDS.items():
            self.commands[name] = TyperCommand(name, help=summary)

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - typer passes it
        """The names in the order in which a user meets them.

        Parameters
        ----------
        ctx : Context
            Not used.

        Returns
        -------
        list of str
            The keys of `COMMANDS`, in that order.
        """
        return list(self.commands)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command that is called, and import it.

        Parameters
        ----------
        ctx : Context
            The call of `sim`.
        args : list of str
            Arguments from the name of the command on.

        Returns
        -------
        name : str or None
            Name of the command.
        command : Command or None
            The command with its options.
        rest : list of str
            Arguments of the command.
        """
        name, command, rest = super().resolve_command(ctx, args)
        return name, imported(name) if name else command, rest

    def invoke(self, ctx: Any) -> Any:
        """Call the command.

        Parameters
        ----------
        ctx : Context
            The call of `sim`, with its arguments read.

        Returns
        -------
        object
            What the command returns; nothing is made of it.

        Raises
        ------
        Exit
            Code 0: whoever reads the output has left.
        """
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except TyperException as error:
            _name_strange(error)
            raise
        except KeyboardInterrupt as error:
            interrupted(error)
        except BrokenPipeError:  # standard error never breaks: it is the reader of the output who left
            raise typer.Exit(0) from None
        return result

    def make_context(self, *arguments: Any, **settings: Any) -> Any:
        """Read the arguments; `--help` is answered here.

        Parameters
        ----------
        *arguments, **settings
            As for `typer.core.TyperGroup.make_context`.

        Returns
        -------
        Context
            The call of `sim`.

        Raises
        ------
        Exit
            Code 0: whoever reads the output has left.
        """
        try:
            return super().make_context(*arguments, **settings)
        except BrokenPipeError:
            raise typer.Exit(0) from None


def _check_encoding(arguments: Sequence[str]) -> None:
    """Refuse an argument that is no UTF-8: what it names could be written into no table and no report."""
    for argument in arguments:
        if lone_surrogate(argument):
            raise _not_utf8(argument)


def _not_utf8(text: str) -> UsageError:
    named = name_of(lone_surrogate(text))
    return UsageError(f"{text}: holds {named}; arguments and names of files and folders are UTF-8")


def _name_strange(error: TyperException) -> None:
    """Name the characters of a mistyped option that cannot be seen or look like others."""
    said = getattr(error, "message", "")
    if named := [found for word in said.split() if (found := strange(word.strip("'\".")))]:
        error.message = f"{said} ({named[0]})"


class Command(TyperCommand):
    """A command whose numbers have ranges; one out of its range is refused in a line that names both."""

    def parse_args(self, ctx: Any, args: Any) -> Any:
        """Read the arguments.

        Parameters
        ----------
        ctx : Context
            The call of the command, which takes up the values.
        args : list of str
            Arguments of the command.

        Returns
        -------
        list of str
            Arguments that are left over.

        Raises
        ------
        UsageError
            A number is out of its range, or is none.
        """
        try:
            return super().parse_args(ctx, args)
        except typer.BadParameter as error:
            _refuse_number(error)
            raise


def _refuse_number(error: typer.BadParameter) -> None:
    """Say which range a number is out of, in the same words as from Python, if that is what is wrong."""
    from pydantic import ValidationError

    from sim.scenario.ranges import IntegerRange, RealRange

    option, found = error.param, error.__cause__
    low, high = getattr(option, "min", None), getattr(option, "max", None)
    if option is None or low is None or high is None or not isinstance(found, ValidationError):
        return
    given = str(found.errors()[0]["input"])
    if isinstance(low, int):
        IntegerRange(low, int(high)).read(option.opts[0], given)
    else:
        RealRange(low, high).read(option.opts[0], given)


app = typer.Typer(
    cls=Commands,
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"sim {sim.__version__}")
        raise typer.Exit


@app.callback(no_args_is_help=True)
def options(
    debug: Annotated[
        bool,
        typer.Option(
            "--debug", help="Show where an error comes from; may stand anywhere. SIM_DEBUG=1 does the same."
        ),
    ] = False,
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_show_version, help="Show the version.")
    ] = False,
) -> None:
    """Repeated bargaining between the Kremlin and Minsk: outcome distributions, and single runs with reasons.

    Example: sim run baseline_feb2021 --runs 2000
    """


def imported(name: str) -> Any:
    """The command of a name, imported.

    Parameters
    ----------
    name : str
        A key of `COMMANDS`; its module in `sim.cli` has underscores in place of hyphens.

    Returns
    -------
    Command
        With its options; it checks the memory first unless it loads no numerical libraries.
    """
    module = name.replace("-", "_")
    function: Callable[..., None] = getattr(import_module(f"sim.cli.{module}"), module)

    @wraps(function)
    def with_memory(*arguments: Any, **options: Any) -> None:
        if name not in LIGHT:
            check_memory()
        function(*arguments, **options)

    alone = typer.Typer(add_completion=False, rich_markup_mode=None)
    alone.command(name, cls=Command, short_help=COMMANDS[name])(with_memory)
    return typer.main.get_command(alone)


def check_memory() -> None:
    """Make sure that the numerical libraries can be loaded: where they cannot, they end the process or hang.

    Raises
    ------
    MemoryError
        The limit on this process (`ulimit -v`) is too low.
    """
    import resource

    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit != resource.RLIM_INFINITY and limit < LEAST_MEMORY:
        raise MemoryError(f"the limit is {limit / 1e9:.2f} GB, at least {LEAST_MEMORY / 1e9:.2f} are needed")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code.

    Parameters
    ----------
    arguments : sequence of str, optional
        Arguments after `sim`; by default those of this process.

    Raises
    ------
    SystemExit
        With the exit code: 0, 1 or 2 as in the head of this module. Where the user interrupts, the process
        ends at once with 130; with `--debug` an error is raised as it is.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in given or os.environ.get("SIM_DEBUG", "").lower() not in NOT_SET
    given = [argument for argument in given if argument != "--debug"]
    if signal.getsignal(signal.SIGTERM) is not signal.SIG_IGN:  # whoever started us wants it ignored
        signal.signal(signal.SIGTERM, _interrupt)
    sys.unraisablehook = _unraisable
    prepare_streams()
    with escaping():
        try:
            _check_encoding(given)
            typer.main.get_command(app)(given, prog_name="sim")
        except Exception as error:
            if debug:
                raise
            raise SystemExit(reported(error)) from None
        finally:
            let_go_of_output()


class IgnoredOutput(io.FileIO):
    """Standard error: what cannot be written is dropped, since nobody is there to read it."""

    def write(self, data: Any) -> int:
        """Write, or do as if.

        Parameters
        ----------
        data : bytes-like
            What is to be written.

        Returns
        -------
        int
            Number of bytes that count as written: all of them where nobody listens.
        """
        try:
            return super().write(data) or 0
        except OSError:
            return len(data)


def prepare_streams() -> None:
    """Make sure that both streams exist, and that neither a letter nor a lost reader can stop the work."""
    codecs.register_error("plain", _plainly)
    sys.stdout, sys.stderr = sys.stdout or _nowhere(), sys.stderr or _nowhere()
    if sys.stdout is sys.__stdout__ and isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="plain")
    if sys.stderr is sys.__stderr__ and isinstance(sys.stderr, io.TextIOWrapper):
        raw = IgnoredOutput(sys.stderr.fileno(), "w", closefd=False)
        sys.stderr = io.TextIOWrapper(
            io.BufferedWriter(raw), encoding=sys.stderr.encoding, errors="plain", line_buffering=True
        )


def _nowhere() -> TextIO:
    """A stream in place of one that was closed before we started."""
    return Path(os.devnull).open("w", encoding="utf-8")


def _plainly(error: UnicodeError) -> tuple[str, int]:
    """Write what an encoding does not have by what comes nearest to it."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(PLAIN.get(sign, "?") for sign in error.object[error.start : error.end]), error.end


def let_go_of_output() -> None:
    """Write what is left of the output; where nobody reads it any more, it goes nowhere."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def reported(error: Exception) -> int:
    """Say what went wrong; return the exit code.

    Parameters
    ----------
    error : Exception
        What a command raised; a lack of memory ends the process here.

    Returns
    -------
    int
        2 for bad input or usage; 1 for a check that failed, an error of the system or an internal one.
    """
    if isinstance(error, UnicodeEncodeError) and lone_surrogate(error.object):
        error = _not_utf8(error.object)  # the name of a folder that no argument names
    if is_out_of_memory(error):
        leave([f"{NO_MEMORY} ({' '.join(str(error).split()) or type(error).__name__})", *notes(error)], 1)
    if isinstance(error, SimError):
        text, code = str(error), error.exit_code
    elif isinstance(error, OSError) and error.errno:
        place = f"{error.filename}: " if error.filename else ""
        text, code = f"{place}{os.strerror(error.errno)}; --debug shows where it comes from", 1
    else:
        text, code = f"internal error: {type(error).__name__}: {error}; --debug shows where it comes from", 1
    typer.echo("\n".join([text, *notes(error)]), err=True)
    return code


def notes(error: BaseException) -> list[str]:
    """What was added to an error on its way: what is kept, and how to go on.

    Parameters
    ----------
    error : BaseException
        An error, with what `add_note` gave it.

    Returns
    -------
    list of str
        One a line of the message; empty where there is none.
    """
    return getattr(error, "__notes__", [])


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def interrupted(error: BaseException) -> NoReturn:
    """Leave on request.

    Parameters
    ----------
    error : BaseException
        The interrupt; its notes are printed.
    """
    leave(["\ninterrupted", *notes(error)], INTERRUPTED)


def leave(lines: Sequence[str], code: int) -> NoReturn:
    """Leave at once: threads may still be in the middle of a block, or of compiling the rules.

    Parameters
    ----------
    lines : sequence of str
        Printed on standard error.
    code : int
        Exit code of the process.
    """
    typer.echo("\n".join(lines), err=True)
    let_go_of_output()
    os._exit(code)


def _unraisable(unraisable: Any) -> None:
    """Drop errors that nobody can act on, except a lack of memory, which is reported once."""
    if not is_out_of_memory(unraisable.exc_value):
        sys.__unraisablehook__(unraisable)


if __name__ == "__main__":
    main()
