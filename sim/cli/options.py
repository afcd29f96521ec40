"""Options that several commands have: one name, one meaning, one sentence of help."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from sim.scenario import ranges


def within(allowed: ranges.IntegerRange | ranges.RealRange, *names: str, **settings: Any) -> Any:
    """Return the option of a number that has a range, which its help shows.

    Parameters
    ----------
    allowed : IntegerRange or RealRange
        The range, both ends included.
    *names, **settings
        As for `typer.Option`.

    Returns
    -------
    OptionInfo
        To be put beside a type, `Annotated[int, within(...)]`.
    """
    return typer.Option(*names, min=allowed.low, max=allowed.high, **settings)


def named_path(name: str) -> Path:
    """Read the name of a file or a folder; an empty one, to Python the working folder, is refused.

    Parameters
    ----------
    name : str
        An argument of the command line.

    Returns
    -------
    Path
        The file or folder, which need not exist.

    Raises
    ------
    BadParameter
        The name is blank, or holds a null character.
    """
    if not name.strip() or "\0" in name:
        raise typer.BadParameter("an empty name; name a file or a folder")
    return Path(name)


Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="Set a value of the scenario, but not its name, events or sweep; may be repeated.",
    ),
]
Minds = Annotated[
    str | None,
    typer.Option(metavar="SIDE=MIND,...", help="Minds, e.g. kremlin=quantal,minsk=aspiration."),
]
Seed = Annotated[int | None, within(ranges.SEED, help="Seed, in place of the scenario's.")]
WorkerCount = Annotated[
    int | None,
    within(ranges.WORKERS, help="Threads; one a core by default. Never changes a number."),
]
Point = Annotated[int, within(ranges.POINT, help="Which point of a sweep, from 0.")]
AllowCode = Annotated[
    bool,
    typer.Option(
        "--allow-code", help="Let minds come from files of code (FILE.py:NAME). It may do anything."
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", help="Only the result, and errors.")]
AsJson = Annotated[bool, typer.Option("--json", help="The result as JSON on standard output.")]
Out = Annotated[
    Path | None,
    typer.Option(
        parser=named_path,
        metavar="FILE.csv|FOLDER",
        help="Write the main table there and a picture beside it, or everything into a folder.",
    ),
]
