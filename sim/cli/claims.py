"""`sim claims`: from a number to the claims behind it and back; with `--test` the claims' own tests."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.cli.options import AsJson, WorkerCount, within
from sim.errors import UsageError
from sim.outcomes.plain import json_text
from sim.scenario import ranges


def claims(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NAME...]", help="A number, a claim, a column of the results, or a scenario."
        ),
    ] = None,
    test: Annotated[
        bool,
        typer.Option("--test", help="Play the claims' own tests; names are then claims, all by default."),
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
    if test:
        _test(names or [], runs, workers, as_json)
    elif names:
        _look_up(names, as_json)
    else:
        _overview(as_json)


def _overview(as_json: bool) -> None:
    from sim.analysis.claims import data, report

    typer.echo(json_text(data.overview_data(), indent=2) if as_json else report.overview())


def _look_up(names: list[str], as_json: bool) -> None:
    from sim.analysis.claims import data, lookup, report

    cards: list[lookup.Card] = []
    problems = []
    for name in names:
        try:
            cards += lookup.look_up(name)
        except UsageError as error:
            problems.append(str(error))
    if problems:
        raise UsageError(*problems)
    if as_json:
        typer.echo(json_text([data.data_of(card) for card in cards], indent=2))
    else:
        typer.echo("\n\n".join(map(report.tell, cards)))


def _test(names: list[str], runs: int, workers: int | None, as_json: bool) -> None:
    from sim.analysis.claims import lookup, trials, verdicts

    claims = [lookup.claim_named(name).name for name in names]

    def reported(done: int, total: int) -> None:
        if done == total or done % 50 == 0:
            typer.echo(f"{done} of {total} arms played", err=True)

    found = []
    for verdict in trials.judge(claims, runs, workers, reported):
        found.append(verdict)
        if not as_json:
            typer.echo(verdicts.report_verdict(verdict))
    if as_json:
        typer.echo(json_text([verdicts.data_of_verdict(one) for one in found], indent=2))
    else:
        typer.echo(f"\n{verdicts.tell_results(found, runs)}")
