"""`sim check`: the model's invariants, tried on a scenario of the user's own."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.cli.options import AsJson, Out, within
from sim.scenario import ranges


def check(
    scenarios: Annotated[
        list[str], typer.Argument(metavar="SCENARIO...", help="Scenario files, folders, or shipped names.")
    ],
    examples: Annotated[
        int, within(ranges.EXAMPLES, help="Variations of the scenario that each invariant is tried on.")
    ] = 100,
    only: Annotated[
        list[str] | None, typer.Option(metavar="I1...", help="Only this invariant; may be given again.")
    ] = None,
    run: Annotated[
        int | None, within(ranges.RUN, help="Look at this run of the file as it stands, varying nothing.")
    ] = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Try the model's invariants on a scenario, its numbers varied around those of the file.

    Accounts balance, signatures are not taken back, a run is the same alone and in a batch, both engines
    agree, and so on: one line each. Where one fails, the smallest case is shown as a scenario file, and the
    exit code is 1. The same command tries the same cases.

    Example: sim check my_scenario.yaml --examples 100
    """
    from sim.cli.present import present
    from sim.cli.warned import warn
    from sim.output.report import check_place
    from sim.scenario import load_many
    from sim.verification.invariants.check import check as checked
    from sim.verification.invariants.report import DECLARATIONS

    check_place(out, "invariants", DECLARATIONS, figure=False)
    loaded = load_many(scenarios)
    warn(loaded)

    def progress(line: str) -> None:
        typer.echo(line, err=True)

    report = checked(loaded, examples=examples, only=only or (), run=run, progress=progress)
    present(report, out, as_json=as_json)
