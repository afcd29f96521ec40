"""`sim robustness`: whether a finding survives another way of thinking, and other judgements."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.options import AsJson, Quiet, Seed, Settings, WorkerCount, named_path, within
from sim.outcomes.plain import json_text
from sim.output.screen import columns, show
from sim.scenario import ranges

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.analysis.robustness.examine import Effort, Robustness


def robustness(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="Scenario file or shipped name.")],
    finding: Annotated[
        list[str],
        typer.Option(
            metavar="F1|NAME",
            help="A pattern of sim patterns, or a metric that is compared with --against; may be repeated.",
        ),
    ],
    against: Annotated[
        str | None,
        typer.Option(
            metavar="OTHER", help="The scenario that a metric is compared with: SCENARIO less OTHER."
        ),
    ] = None,
    runs: Annotated[int, within(ranges.ARM_RUNS, help="Pairs of runs under each pairing of minds.")] = 4000,
    draws: Annotated[
        int, within(ranges.DRAWS, help="Draws of all uncertain quantities under each pairing; 0 for none.")
    ] = 100,
    draw_runs: Annotated[int, within(ranges.ARM_RUNS, help="Pairs of runs at each draw.")] = 100,
    oat_runs: Annotated[
        int,
        within(ranges.MOVE_RUNS, help="Pairs of runs for each quantity that is moved alone; 0 moves none."),
    ] = 200,
    refine_top: Annotated[
        int,
        within(ranges.CLOSELY, help="How many of these, those that leave least of the effect, get --runs."),
    ] = 6,
    parameters: Annotated[
        str | None,
        typer.Option(metavar="NAME,...", help="What is drawn and moved, as for sim sensitivity."),
    ] = None,
    settings: Settings = None,
    seed: Seed = None,
    workers: WorkerCount = None,
    out: Annotated[
        Path | None,
        typer.Option(
            parser=named_path, metavar="DIR", help="Folder for four tables, a picture and all of it as JSON."
        ),
    ] = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """See whether a finding holds under every pairing of minds, and whatever the uncertain quantities are.

    Says in how many pairings and draws it has the same sign, how far its size varies, and which pairing or
    quantity breaks it. A pairing with the aspiration mind is no evidence: that mind encodes the briefing. The
    exit code is 0 either way.

    Example: sim robustness baseline_feb2021 --finding F1 --out results/robustness
    """
    from sim.analysis.robustness.examine import Effort, examine
    from sim.analysis.robustness.files import check_place, write
    from sim.analysis.robustness.findings import findings_of
    from sim.cli.progress import watching
    from sim.experiments.arms import Stage
    from sim.experiments.workers import Workers

    if out is not None:
        check_place(out)
    names = [name.strip() for given in finding for name in given.split(",")]
    stage = Stage(scenario, tuple(settings or ()), runs, seed)
    effort = Effort(draws, draw_runs, oat_runs, refine_top)
    executor = Workers(workers or os.cpu_count() or 1, partial(watching, quiet=quiet))
    results = []
    for one in findings_of(stage, names, against):
        results.append(examine(one, parameters, effort, executor))
        if not as_json:
            _show(results[-1])
    data = _data(results, effort, settings or ())
    if out is not None:
        write(out, results, data)
    if as_json:
        typer.echo(json_text(data, indent=1))
    elif out is not None:
        typer.echo(f"results: {out}")


def _show(found: Robustness) -> None:
    from sim.analysis.robustness.report import LEGEND, as_rich, heading, sentences

    typer.echo(f"{heading(found)}\n")
    show(as_rich(found), columns())
    typer.echo(f"\n{LEGEND}\n")
    for sentence in sentences(found):
        typer.echo(sentence)
    typer.echo("")


def _data(results: Sequence[Robustness], effort: Effort, settings: Sequence[str]) -> dict[str, Any]:
    from sim.analysis.robustness.rows import as_data, provenance

    return {**provenance(effort, settings), "findings": [as_data(one) for one in results]}
