"""`sim claims`: from a number to the claims behind it and back; with `--test` the claims' own tests."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from sim.cli.options import AsJson, WorkerCount, within
from sim.scenario import ranges


def claims(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NAME...]", help="A number, a claim, a pattern, a column of the results, or a scenario."
        ),
    ] = None,
    test: Annotated[
        bool,
        typer.Option(
            "--test",
            help="Play the claims' own tests and the patterns; names are then claims or patterns, all by "
            "default.",
        ),
    ] = False,
    runs: Annotated[int, within(ranges.CLAIM_RUNS, help="Runs of each arm of a test.")] = 2500,
    workers: WorkerCount = None,
    as_json: AsJson = False,
) -> None:
    """Show what stands behind a number, a claim, a column or a scenario, and where it is read.

    Without a name: all claims, with what represents them and whether they have a test.

    Example: sim claims strength_cost

    Example: sim claims --test C13 C14
    """
    from sim.analysis.claims.claims import claims as found
    from sim.cli.present import present
    from sim.cli.progress import listening

    progress = partial(listening, quiet=False)
    report = found(names or (), test=test, runs=runs, workers=workers, progress=progress)
    present(report, as_json=as_json)
