"""`sim verify`: components of the model against known exact answers."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads the annotation
from typing import Annotated

import typer

from sim.cli.options import named_path
from sim.errors import CheckFailed
from sim.outcomes.plain import json_text
from sim.output.screen import columns, show


def verify(
    ladder: Annotated[
        Path | None,
        typer.Argument(
            parser=named_path, metavar="LADDER.json", help="A file of cases; the shipped ladder by default."
        ),
    ] = None,
    brief: Annotated[
        bool, typer.Option("--brief", help="One line a case: what is nearest to falling.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The verdicts as JSON.")] = False,
) -> None:
    """Run the verification ladder: small problems with known answers, each for one component of the model.

    Exit code 1 if a case falls, 2 if the file cannot be run as it stands: an unknown kind, a key missing or
    too many, a value out of its domain.

    Example: sim verify --brief
    """
    from sim.verification.cases import report
    from sim.verification.cases.verify import verify as run

    verdicts = list(run(ladder))
    if not as_json:
        show(report.as_rich(verdicts, brief=brief), columns(), report.DISPENSABLE)
    typer.echo(json_text(report.as_json(verdicts), indent=1) if as_json else report.summary(verdicts))
    if fallen := [verdict for verdict in verdicts if not verdict.holds]:
        names = "; ".join(f"{verdict.id} ({verdict.kind}: {verdict.worst.name})" for verdict in fallen)
        raise CheckFailed(f"{len(fallen)} of {len(verdicts)} cases fall: {names}")
