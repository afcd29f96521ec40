"""`sim run`: play scenarios many times and write the tables."""

from __future__ import annotations

import os
import shlex
import sys
from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.screen import columns, show
from sim.outcomes.plain import json_text

if TYPE_CHECKING:
    from sim.batch.plan import Plan
    from sim.batch.store import Wanted

SETTING = "Set a value of the scenario, but not its name, events or sweep; may be repeated."
RESULTS = Path("results")
MANY_WORKERS = 1024
BYTES_A_CELL = 11  # of a CSV file, comma included
PLANNED = "{scenario}: {of}{runs:,} runs of {months} months, seed {seed}, {kremlin} x {minsk}"
POINTS = "{points:,} points of "
NARROWEST = 80  # columns of a table; a narrower terminal breaks its lines


class TableFormat(StrEnum):
    """How the outcome table is written."""

    csv = "csv"
    parquet = "parquet"


def run(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH", help="Scenario files, folders, or shipped names.")
    ],
    runs: Annotated[
        int | None, typer.Option(help="Runs of each scenario or point of a sweep, 1 to 10^9, not the file's.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Seed, 0 to 2^53 - 1, in place of the file's.")] = None,
    months: Annotated[
        int | None, typer.Option(help="Months, 1 to 240, in place of the file's horizon.")
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help=SETTING),
    ] = None,
    minds: Annotated[
        str | None,
        typer.Option(metavar="SIDE=MIND,...", help="Minds, e.g. kremlin=quantal,minsk=aspiration."),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(min=1, max=MANY_WORKERS, help="Threads; one a core by default. Never changes a number."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the results; by default results/NAME-HASH.")
    ] = None,
    table_format: Annotated[
        TableFormat, typer.Option("--format", help="How the outcomes are written.")
    ] = TableFormat.csv,
    report: Annotated[
        bool | None,
        typer.Option("--report/--no-report", help="Write report.html (comes later; tables only for now)."),
    ] = None,
    panel: Annotated[
        int, typer.Option(min=0, metavar="N", help="Keep the first N runs of each scenario month by month.")
    ] = 0,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be played; play and write nothing.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Only the result, and errors.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The result as JSON on standard output.")] = False,
    block: Annotated[int | None, typer.Option(min=1, hidden=True, help="Runs in a block.")] = None,
) -> None:
    """Play scenarios many times as one batch and write the tables.

    Each PATH is a scenario file, a folder with scenario files, or the name of a shipped scenario. The
    results go to results/NAME-HASH; the same command again finds them complete.

    Example: sim run scenarios/ --runs 2000 --set strength_cost=1.2
    """
    from sim.batch.plan import folder_name, make_plan
    from sim.scenario import load_many

    scenarios = load_many(paths, settings or (), runs=runs, seed=seed, months=months, minds=minds)
    notes = [f"{scenario.name}: {note}" for scenario in scenarios for note in scenario.notes]
    if report:
        notes.append("the report comes with a later version: the tables are written alone")
    if not quiet:
        _tell(notes)
    plan = make_plan(scenarios)
    target = out or RESULTS / folder_name(_title(paths), plan)
    workers = workers or os.cpu_count() or 1
    if dry_run:
        _show_plan(plan, target, workers, as_json=as_json)
        return
    from sim.batch.store import Wanted

    wanted = Wanted(_title(paths), table_format.value, panel, shlex.join(["sim", *sys.argv[1:]]))
    _play(plan, target, wanted, workers, block, quiet=quiet)
    _show_result(plan, target, as_json=as_json, quiet=quiet)


def _title(paths: list[str]) -> str:
    first = Path(paths[0]).resolve().stem
    return first if len(paths) == 1 else f"{first}-and-{len(paths) - 1}-more"


def _tell(lines: list[str]) -> None:
    for line in lines:
        typer.echo(line, err=True)


def _play(plan: Plan, target: Path, wanted: Wanted, workers: int, block: int | None, *, quiet: bool) -> None:
    from sim.batch.store import check_target, is_complete, write_results

    check_target(target, plan)
    if is_complete(target, plan, wanted):
        if not quiet:
            _tell([f"{target} is complete: nothing to play"])
        return
    from sim.batch.run import play
    from sim.cli.progress import watching

    with watching(plan, quiet=quiet) as watcher:
        write_results(
            target,
            plan,
            wanted,
            lambda sink: play(plan, sink, watcher, workers=workers, panel=wanted.panel, block=block),
        )


def _show_plan(plan: Plan, target: Path, workers: int, *, as_json: bool) -> None:
    from sim.batch.pace import USUAL_RATE

    seconds = plan.run_months / (USUAL_RATE * workers)
    megabytes = plan.runs * len(plan.layout.columns) * BYTES_A_CELL / 1e6
    points = Counter(part.inputs.name for part in plan.parts)
    scenarios = [
        {
            "scenario": scenario.name,
            "points": points[scenario.name],
            "runs": scenario.runs,
            "months": scenario.horizon,
            "seed": scenario.seed,
            "kremlin": scenario.kremlin_mind,
            "minsk": scenario.minsk_mind,
        }
        for scenario in plan.scenarios
    ]
    if as_json:
        rest = {
            "folder": str(target),
            "runs": plan.runs,
            "seconds": round(seconds, 1),
            "megabytes": round(megabytes, 1),
        }
        typer.echo(json_text({"dry_run": True, **rest, "scenarios": scenarios}, indent=1))
        return
    for scenario in scenarios:
        several = POINTS.format_map(scenario) if scenario["points"] != 1 else ""
        typer.echo(PLANNED.format_map({**scenario, "of": several}))
    typer.echo(
        f"about {seconds:,.0f} s on {workers} core(s) once the rules are compiled, {megabytes:,.1f} MB as CSV"
    )
    typer.echo(f"{plan.runs:,} runs would be written to {target}; nothing was played or written")


def _show_result(plan: Plan, target: Path, *, as_json: bool, quiet: bool) -> None:
    from sim.outcomes.read import read_table
    from sim.outcomes.summary import summarise, summary_tables

    runs: Counter[str] = Counter()
    for part in plan.parts:
        runs[part.inputs.name] += part.inputs.runs
    summaries = summarise(read_table(target, "distributions"), runs)
    if as_json:
        scenarios = [summary.as_json() for summary in summaries]
        typer.echo(json_text({"folder": str(target), "hash": plan.digest, "scenarios": scenarios}, indent=1))
        return
    show(summary_tables(summaries), columns(NARROWEST))
    typer.echo(f"results: {target}")
    if not quiet:
        typer.echo(f"next:    sim trace {shlex.quote(str(target))} --scenario {summaries[0].name} --run 0")
