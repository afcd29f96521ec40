"""`sim discover`: boxes of drawn or swept parameters in which an outcome concentrates."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer and NamedTuple read the annotations
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from sim.cli.options import AsJson, Quiet, named_path, within
from sim.errors import CheckFailed, UsageError
from sim.outcomes.plain import json_text
from sim.output.screen import columns, show
from sim.scenario import ranges

if TYPE_CHECKING:
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
            "'reserves_end_usd_bn < 3 and leaks > 2'.",
        ),
    ],
    scenario: Annotated[str | None, typer.Option(help="Which scenario of the folder.")] = None,
    boxes: Annotated[
        int, within(ranges.BOXES, help="Boxes to look for, each in what those before leave.")
    ] = 1,
    box: Annotated[int, within(ranges.BOXES, help="Which of them is drawn and saved.")] = 1,
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
    out: Annotated[
        Path | None,
        typer.Option(parser=named_path, metavar="FILE.csv", help="Write the restricted parameters there."),
    ] = None,
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
    from sim.analysis.discovery.save import check_target
    from sim.outcomes.write import check_file

    for file in (out, trajectory, plot, save):
        if file is not None:
            check_file(file)
    if save is not None:
        check_target(results, save)
    if not 1 <= box <= boxes:
        raise UsageError(f"--box: {box}; one of the {boxes} that are looked for")
    if not quiet:
        typer.echo("peeling; 15,000 runs of 250 parameters take some 15 seconds a box", err=True)
    found = discovered(
        results,
        target,
        scenario=scenario,
        boxes=boxes,
        density=density,
        alpha=peel,
        mass=mass,
        sample=sample,
        held_out=held_out,
    )
    for warning in () if quiet else found.warnings:
        typer.echo(f"warning: {warning}", err=True)
    files = Files(out, trajectory, plot, save)
    _write(found, box, results, files)
    _show(found, as_json=as_json)
    _fail(found, box, files)


class Files(NamedTuple):
    """The files that are asked for: two tables of all boxes, and a picture and a scenario of one."""

    out: Path | None
    trajectory: Path | None
    plot: Path | None
    save: Path | None


def _write(found: Discovery, number: int, results: Path, files: Files) -> None:
    """Write the tables if there is a box, and draw and save the one that is meant if there is that one."""
    from sim.analysis.discovery.report import flat_name, ranges_table, trajectory_table, unit_of
    from sim.analysis.discovery.save import save_box
    from sim.outcomes.write import write_frame, write_text
    from sim.pages.boxes import drawing

    if not found.boxes:
        return
    if files.out is not None:
        write_frame(files.out, ranges_table(found))
    if files.trajectory is not None:
        write_frame(files.trajectory, trajectory_table(found))
    if number > len(found.boxes):
        return
    box = found.boxes[number - 1]
    if files.save is not None:
        save_box(found, box, results, files.save)
    if files.plot is not None:
        names = {one.column: (flat_name(one.column), unit_of(one.column)) for one in box.ranges}
        write_text(files.plot, drawing(found, box, names))


def _fail(found: Discovery, number: int, files: Files) -> None:
    """Say so if nothing was found, or not the box that was to be drawn or saved."""
    from sim.analysis.discovery.report import ended

    lacking = files if not found.boxes else files[2:] if number > len(found.boxes) else ()
    unwritten = ", ".join(str(file) for file in lacking if file is not None)
    if unwritten or not found.boxes:
        raise CheckFailed(f"{ended(found)}{f'; not written: {unwritten}' if unwritten else ''}")


def _show(found: Discovery, *, as_json: bool) -> None:
    from sim.analysis.discovery.report import as_data, as_rich, box_lines, ended, heading

    if as_json:
        typer.echo(json_text(as_data(found), indent=1))
        return
    typer.echo(heading(found))
    for box in found.boxes:
        typer.echo("\n" + "\n".join(box_lines(box)) + "\n")
        show(as_rich(box), columns())
    if found.boxes and found.rejected is not None:
        typer.echo(ended(found))
