"""`sim check`: the model's invariants, tried on a scenario of the user's own."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.options import AsJson, within
from sim.cli.warned import warn
from sim.errors import CheckFailed, ScenarioErrors
from sim.outcomes.plain import json_text
from sim.scenario import ranges

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.scenario import Scenario
    from sim.verification.invariants.catalogue import Invariant
    from sim.verification.invariants.trying import Finding


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
    as_json: AsJson = False,
) -> None:
    """Try the model's invariants on a scenario, its numbers varied around those of the file.

    Books balance, signatures are not taken back, a run is the same alone and in a batch, both engines agree,
    and so on: one line each. Where one falls, the smallest case is shown as a scenario file, and the exit
    code is 1. The same command tries the same cases.

    Example: sim check my_scenario.yaml --examples 100
    """
    from sim.verification.invariants.catalogue import chosen
    from sim.verification.invariants.report import data_of_finding, tell

    invariants = chosen(only or [])
    fallen, data = 0, []
    for scenario in _loaded(scenarios):
        start = time.perf_counter()
        found = []
        if not as_json:
            typer.echo(f"{scenario.name} ({scenario.file})")
        for finding in _findings(scenario, invariants, examples, run):
            found.append(finding)
            if not as_json:
                typer.echo(tell(scenario, finding))
        fallen += sum(not finding.holds for finding in found)
        findings = [data_of_finding(scenario, finding) for finding in found]
        warnings = [str(warning) for warning in scenario.warnings]
        known = {"scenario": scenario.name, "file": scenario.file, "warnings": warnings}
        data.append({**known, "findings": findings})
        typer.echo(f"{scenario.name}: {time.perf_counter() - start:.0f} s", err=True)
    if as_json:
        typer.echo(json_text(data, indent=2))
    if fallen:
        raise CheckFailed(f"{fallen} of {len(invariants) * len(data)} invariants fell")


def _loaded(given: Sequence[str]) -> tuple[Scenario, ...]:
    from sim.scenario import load_many

    loaded = load_many(given)
    warn(loaded)
    if not loaded:
        raise ScenarioErrors([])
    return loaded


def _findings(
    scenario: Scenario, invariants: Sequence[Invariant], examples: int, run: int | None
) -> Iterator[Finding]:
    from sim.verification.invariants.trying import look_at, try_all

    return try_all(scenario, invariants, examples) if run is None else look_at(scenario, invariants, run)
