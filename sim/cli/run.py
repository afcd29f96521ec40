"""`sim run`: play scenarios many times and write the tables."""

from __future__ import annotations

import os
import shlex
import sys
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.options import AllowCode, AsJson, Minds, Quiet, Seed, Settings, WorkerCount, named_path, within
from sim.cli.warned import warn
from sim.errors import CheckFailed
from sim.outcomes.plain import json_text
from sim.output.screen import columns, show
from sim.scenario import ranges

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa

    from sim.batch.blocks import BlockStore, Done
    from sim.batch.plan import Plan
    from sim.batch.run import Executor
    from sim.batch.stopping import Precision
    from sim.batch.store import Wanted

RESULTS = Path("results")
MOST_CSV_ROWS = 1_000_000
BYTES_A_CELL = 11  # of a CSV file, comma included
PLANNED = "{scenario}: {of}{runs:,} runs of {months} months, seed {seed}, {kremlin} x {minsk}"
POINTS = "{points:,} points of "
MOST_DAMAGE_SHOWN = 10


class TableFormat(StrEnum):
    """How the outcome table is written."""

    csv = "csv"
    parquet = "parquet"


def run(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH", help="Scenario files, folders, or shipped names.")
    ],
    runs: Annotated[
        int | None, within(ranges.RUNS, help="Runs of each scenario or point of a sweep, not the file's.")
    ] = None,
    seed: Seed = None,
    months: Annotated[
        int | None, within(ranges.MONTHS, help="Months, in place of the file's horizon.")
    ] = None,
    settings: Settings = None,
    minds: Minds = None,
    allow_code: AllowCode = False,
    workers: WorkerCount = None,
    out: Annotated[
        Path | None,
        typer.Option(parser=named_path, help="Folder for the results; by default results/NAME-HASH."),
    ] = None,
    table_format: Annotated[
        TableFormat | None,
        typer.Option("--format", help="How the outcomes are written; CSV up to a million rows by default."),
    ] = None,
    report: Annotated[
        bool, typer.Option("--report/--no-report", help="Write report.html, one page with plots, too.")
    ] = True,
    panel: Annotated[
        int, within(ranges.PANEL, metavar="N", help="Keep the first N runs of each scenario month by month.")
    ] = 0,
    until_se: Annotated[
        str | None,
        typer.Option(
            metavar="METRIC=SE",
            help="Play until the mean of METRIC (or share_OUTCOME, share_COLUMN_LABEL) has this standard "
            "error in every scenario, at most --runs (a million by default).",
        ),
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option(metavar="tcp://HOST:PORT", help="Play on the workers of this Dask scheduler instead."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be played; play and write nothing.")
    ] = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
    block: Annotated[int | None, within(ranges.BLOCK, hidden=True, help="Runs in a block.")] = None,
) -> None:
    """Play scenarios many times as one batch and write the tables.

    Each PATH is a scenario file, a folder with scenario files, or the name of a shipped scenario. The
    results go to results/NAME-HASH; the same command again finds them complete, or goes on where it was
    interrupted.

    Example: sim run scenarios/ --runs 2000 --set strength_cost=1.2
    """
    from sim.batch.plan import make_plan
    from sim.batch.scheduler import read_address
    from sim.batch.stopping import precision
    from sim.scenario import load_many

    if cluster is not None:
        read_address(cluster)  # before anything else is done
    options: dict[str, Any] = {
        "runs": runs,
        "seed": seed,
        "months": months,
        "minds": minds,
        "allow_code": allow_code,
    }
    scenarios = load_many(paths, settings or (), **options)
    notes = [f"{scenario.name}: {note}" for scenario in scenarios for note in scenario.notes]
    if not quiet:
        _tell(notes)
    warn(scenarios, quiet=quiet)
    plan = make_plan(scenarios)
    slow = _slow_minds(plan) if allow_code else []
    if not quiet:
        _tell(slow)
    wished = precision(until_se) if until_se is not None else None
    title, threads = _title(paths), workers or os.cpu_count() or 1
    if dry_run:
        _show_plan(plan, out or _by_default(title, plan), threads, as_json=as_json)
        return
    from sim.batch.run import Threads
    from sim.batch.store import Wanted

    if table_format is None:
        table_format = TableFormat.csv if plan.runs <= MOST_CSV_ROWS else TableFormat.parquet

    def executor() -> Executor:
        if cluster is None:
            return Threads(threads)
        from sim.batch.cluster import Cluster

        return Cluster(cluster)

    horizon = max(part.inputs.horizon for part in plan.parts)
    meeting = MeetingRecord(executor, threads, block and block * horizon, wished, runs, quiet)
    wanted = Wanted(title, table_format.value, panel, shlex.join(["sim", *sys.argv[1:]]))
    plan, target = _play(plan, out, wanted, meeting)
    if report:
        _report(target, quiet=quiet)
    _show_result(plan, target, as_json=as_json, quiet=quiet)
    _fail(target)


def _slow_minds(plan: Plan) -> list[str]:
    """Say which minds of the user's own are played in Python."""
    from sim.engines.compiled_minds import NOT_SAID, python_minds

    found = dict.fromkeys(name for part in plan.parts for name in python_minds(part.inputs))
    return [
        f"{name}: {NOT_SAID}: played in Python, about a millisecond a month on one core" for name in found
    ]


def _title(paths: list[str]) -> str:
    first = Path(paths[0]).resolve().stem
    return first if len(paths) == 1 else f"{first}-and-{len(paths) - 1}-more"


def _tell(lines: list[str]) -> None:
    for line in lines:
        typer.echo(line, err=True)


@dataclass(frozen=True)
class MeetingRecord:
    """How a batch is to be played: nothing here changes a number of a run."""

    executor: Callable[[], Executor]
    workers: int
    block: int | None
    precision: Precision | None
    most_runs: int | None
    quiet: bool


def _play(plan: Plan, out: Path | None, wanted: Wanted, meeting: MeetingRecord) -> tuple[Plan, Path]:
    """Play what is not there yet; return what was played at last, and where its results are."""
    from sim.batch.checkpoint import checkpoint, clear
    from sim.batch.store import check_target, is_complete, write_results
    from sim.batch.tables import put_together

    target, place = out or _by_default(wanted.title, plan), out or RESULTS / wanted.title
    check_target(target, plan, same_runs=meeting.precision is None)
    if meeting.precision is None and is_complete(target, plan, wanted):
        clear(place, plan)
        if not meeting.quiet:
            _tell([f"{target} is complete: nothing to play"])
        return plan, target
    with checkpoint(place, plan, shared=out is None) as store:
        _tell(_shortened(store.damage))
        done = _played(plan, store, wanted.panel, meeting)
        apart = _distinguished(done.plan, meeting)
        target = out or _by_default(wanted.title, done.plan)
        if meeting.precision is None or not is_complete(target, done.plan, wanted):
            write_results(
                target, done.plan, wanted, lambda sink: put_together(done, sink, wanted.panel, apart)
            )
    return done.plan, target


def _shortened(lines: list[str]) -> list[str]:
    more = len(lines) - MOST_DAMAGE_SHOWN
    return [*lines[:MOST_DAMAGE_SHOWN], *([f"and {more:,} more files are damaged"] if more > 0 else [])]


def _by_default(title: str, plan: Plan) -> Path:
    from sim.batch.plan import folder_name

    return RESULTS / folder_name(title, plan)


def _played(plan: Plan, store: BlockStore, panel: int, meeting: MeetingRecord) -> Done:
    """Play the plan, or as many runs of its scenarios as the precision asks for."""
    from sim.batch.run import play
    from sim.batch.stopping import until
    from sim.batch.value_tables import solutions
    from sim.cli.progress import listening

    if not meeting.quiet:
        _tell([one.sentence for one in solutions(plan)])

    def play_all(plan: Plan) -> Done:
        with listening(plan, quiet=meeting.quiet) as listener:
            return play(plan, store, listener, meeting.executor(), panel=panel, block=meeting.block)

    if meeting.precision is None:
        return play_all(plan)
    done, notes = until(meeting.precision, plan, play_all, meeting.most_runs)
    if not meeting.quiet:
        _tell(notes)
    return done


def _distinguished(plan: Plan, meeting: MeetingRecord) -> pa.Table | None:
    """Play some draws several times, on this machine, where scenarios draw: parameters apart from chance."""
    from sim.batch.uncertainty import doubtful, uncertainty_of
    from sim.cli.progress import listening

    names = ", ".join(part.inputs.name for part in doubtful(plan))
    if names and not meeting.quiet:
        _tell([f"telling parameters from chance in {names}: some draws are played several times"])
    return uncertainty_of(plan, meeting.workers, partial(listening, quiet=meeting.quiet))


def _show_plan(plan: Plan, target: Path, workers: int, *, as_json: bool) -> None:
    from sim.batch.block_size import USUAL_RATE

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
            "warnings": [str(warning) for warning in scenario.warnings],
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


def _fail(target: Path) -> None:
    """Say so if runs failed, by what their minds did."""
    from sim.batch.store import FAILURES_FILE
    from sim.outcomes.read import read_table

    if (target / FAILURES_FILE).is_file():
        rows = read_table(target, "failures").to_pylist()
        first = rows[0]
        where = f"{first['scenario']}, run {first['run']}, month {first['month']}: {first['failure']}"
        raise CheckFailed(
            f"{len(rows):,} runs failed and have no outcome, see {target / FAILURES_FILE}; {where}"
        )


def _report(target: Path, *, quiet: bool) -> None:
    """Write the report, unless it is there: results that are written anew have none yet."""
    from sim.batch.store import REPORT

    if not (target / REPORT).is_file():
        from sim.pages.report import write_report

        if not quiet:
            _tell(["writing the report"])
        write_report(target)


def _show_result(plan: Plan, target: Path, *, as_json: bool, quiet: bool) -> None:
    from sim.batch.store import REPORT
    from sim.batch.value_tables import solutions
    from sim.outcomes.read import read_table
    from sim.outcomes.summary import summarise, summary_tables

    runs: Counter[str] = Counter()
    for part in plan.parts:
        runs[part.inputs.name] += part.inputs.runs
    summaries = summarise(read_table(target, "distributions"), runs)
    found = solutions(plan)
    if as_json:
        warnings = {scenario.name: list(map(str, scenario.warnings)) for scenario in plan.scenarios}
        scenarios = [{**summary.as_json(), "warnings": warnings[summary.name]} for summary in summaries]
        rest = {"farsighted": [one._asdict() for one in found]} if found else {}
        whole = {"folder": str(target), "hash": plan.digest, "scenarios": scenarios, **rest}
        typer.echo(json_text(whole, indent=1))
        return
    show(summary_tables(summaries), columns())
    for one in found:
        if one.at_means or not (one.solved and one.only_one):
            typer.echo(one.sentence)
    typer.echo(f"results: {target}")
    if (target / REPORT).is_file():
        typer.echo(f"report:  {target / REPORT}")
    if not quiet:
        leave = " --allow-code" if any(plan.parts[0].inputs.own_minds) else ""
        first = f"--scenario {summaries[0].name} --run 0{leave}"
        typer.echo(f"next:    sim trace {shlex.quote(str(target))} {first}")
