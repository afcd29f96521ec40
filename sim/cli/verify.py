"""`sim verify`: components of the model against known exact answers."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads the annotation
from typing import Annotated

import typer

from sim.cli.options import AsJson, Out, named_path


def verify(
    ladder: Annotated[
        Path | None,
        typer.Argument(
            parser=named_path, metavar="LADDER.json", help="A file of cases; the shipped ladder by default."
        ),
    ] = None,
    brief: Annotated[
        bool, typer.Option("--brief", help="One line a case: the value nearest to failing.")
    ] = False,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Run the verification ladder: small problems with known answers, each for one component of the model.

    Exit code 1 if a case fails, 2 if the file cannot be run as it stands: an unknown kind, a key missing or
    too many, a value out of its domain.

    Example: sim verify --brief
    """
    from sim.cli.present import present
    from sim.output.report import check_place
    from sim.verification.cases.report import DECLARATIONS
    from sim.verification.cases.verify import verify as verified

    check_place(out, "verification", DECLARATIONS, figure=False)
    present(verified(ladder, brief=brief), out, as_json=as_json)
