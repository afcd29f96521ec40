"""`sim show`: a resolved scenario, with the origin of every value."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.cli.options import Settings  # noqa: TC001 - typer reads the annotations
from sim.cli.warned import warn


def show(
    scenario: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="A scenario file, or the name of a shipped one.")
    ],
    set_: Settings = None,
    all_: Annotated[
        bool, typer.Option("--all", help="Show the parameters and initial values that nobody set, too.")
    ] = False,
) -> None:
    """Show a scenario resolved over its parents, with the file and line each value comes from.

    Example: sim show loan_3bn --all
    """
    from sim.scenario import explain, load_scenario

    loaded = load_scenario(scenario, set_ or ())
    typer.echo(explain(loaded, defaults=all_), nl=False)
    warn([loaded])
