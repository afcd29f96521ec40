"""`sim discover`: boxes of drawn or swept parameters in which an outcome concentrates."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.options import AsJson, Out, Quiet, named_path, within
from sim.errors import UsageError
from sim.scenario import ranges

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.analysis.discovery.discover import Discovery


def discover(
    results: Annotated[
        Path,
        typer.Argument(
            parser=named_path, metavar="RESULTS", help="A result folder, or a table with columns p_NAME."
        ),
    ],
    target: Annotated[
        str,
        typer.Option(
            metavar="EXPR",
            help="What is looked for, as for compare --where, e.g. 'outcome == regime_collapse' or "
            "'reserves_usd_bn < 3 and leaks > 2'.",
        ),
    ],
    scenario: Annotated[str | None, typer.Option(help="Which scenario of the folder.")] = None,
    boxes: Annotated[
        int, within(ranges.BOXES, help="Boxes to look for, each in what those before leave.")
    ] = 1,
    box: Annotated[int, within(ranges.BOXES, help="Which of them --plot draws and --save saves.")] = 1,
    density: Annotated[
        float | None,
        within(
            ranges.DENSITY, help="Take the largest box at least so dense; by default the best by both shares."
        ),
    ] = None,
    mass: Annotated[
        float, within(ranges.MASS, help="Smallest share of the runs that a box may hold.")
    ] = 0.05,
    peel: Annotated[float, within(ranges.PEEL, help="Share of a box that a step peels off.")] = 0.05,
    sample: Annotated[
        int,
        within(
            ranges.SEARCHED, help="At most so many runs are searched; the others are set aside to check on."
        ),
    ] = 20_000,
    held_out: Annotated[
        float, within(ranges.HELD_OUT, help="Share of all runs that is set aside at least.")
    ] = 0.25,
    out: Out = None,
    trajectory: Annotated[
        Path | None,
        typer.Option(parser=named_path, metavar="FILE.csv", help="Write the peeling, step by step, there."),
    ] = None,
    plot: Annotated[
        Path | None,
        typer.Option(
            parser=named_path, metavar="FILE.svg", help="Draw coverage against density, and the ranges."
        ),
    ] = None,
    save: Annotated[
        Path | None,
        typer.Option(parser=named_path, metavar="FILE.yaml", help="Write the box as a scenario to run."),
    ] = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Look for boxes of drawn or swept parameters in which a target is met more often than elsewhere (PRIM).

    Coverage is the share of the target's runs that a box holds, density the share of its runs that meet the
    target. The quasi-p value of a limit is the chance of so dense a box if that limit did nothing; limits
    above 0.05 are dropped. Both flatter, since the box was made from these runs: how it does on runs that
    were set aside stands beside them. A box counts as found if chance alone makes it so dense on those runs
    in at most 0.005 of cases, and if it is as dense as --density asks. If none does, the exit code is 1, and
    nothing is written.

    Example: sim discover results/open-1a2b3c4d --target 'outcome == regime_collapse' --save collapse.yaml
    """
    from sim.analysis.discovery.discover import discover as discovered
    from sim.cli.present import present

    if not 1 <= box <= boxes:
        raise UsageError(f"--box: {box}; one of the {boxes} that are looked for")
    of_one = {"plot": plot, "save": save}
    _check_places(results, out, trajectory, **of_one)
    if not quiet:
        typer.echo("peeling; 15,000 runs of 250 parameters take some 15 seconds a box", err=True)
    report = discovered(
        results,
        target,
        scenario=scenario,
        boxes=boxes,
        density=density,
        mass=mass,
        peel=peel,
        sample=sample,
        held_out=held_out,
    )
    for warning in () if quiet else report.result.warnings:
        typer.echo(f"warning: {warning}", err=True)
    lacking = [] if report.result.boxes else [out, trajectory]
    if trajectory is not None and not lacking:
        from sim.outcomes.write import write_frame

        write_frame(trajectory, report.tables["trajectory"])
    lacking += [] if _write_box(report.result, box, **of_one) else [plot, save]
    if not report.result.boxes or any(lacking):
        _say_unwritten(report.result, lacking)
        report = replace(report, succeeded=False)
    present(report, out if report.result.boxes else None, as_json=as_json)


def _check_places(
    results: Path, out: Path | None, trajectory: Path | None, plot: Path | None, save: Path | None
) -> None:
    """Make sure that all files can be written, before anything is looked for."""
    from sim.analysis.discovery.report import DECLARATIONS, NAME
    from sim.analysis.discovery.save import check_target
    from sim.outcomes.write import check_file
    from sim.output.report import check_place

    check_place(out, NAME, DECLARATIONS)
    for file in (trajectory, plot, save):
        if file is not None:
            check_file(file)
    if save is not None:
        check_target(results, save)


def _write_box(found: Discovery, number: int, plot: Path | None, save: Path | None) -> bool:
    """Draw and save the box that is meant; return whether there is that one."""
    from sim.analysis.discovery.picture import picture
    from sim.outcomes.write import write_text
    from sim.output.figure import svg_of

    chosen = found.boxes[number - 1 : number]
    if chosen and save is not None:
        found.save_box(save, number)
    if chosen and plot is not None:
        write_text(plot, svg_of(picture(replace(found, boxes=chosen))))
    return bool(chosen)


def _say_unwritten(found: Discovery, files: Iterable[Path | None]) -> None:
    """Say why no box, or no further one, was found, and which files are not written for want of it."""
    from sim.analysis.discovery.report import ended

    unwritten = ", ".join(str(file) for file in files if file is not None)
    typer.echo(f"{ended(found)}{f'; not written: {unwritten}' if unwritten else ''}", err=True)
