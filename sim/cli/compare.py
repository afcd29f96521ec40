"""`sim compare`: two tables of outcomes, or the scenarios of one, metric by metric."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.options import AsJson, Out, named_path, within
from sim.scenario import ranges

if TYPE_CHECKING:
    from sim.analysis.comparison.report import Comparison

MOST_LEFT_OUT = 100  # columns in a message
TABLE = "A result folder, or a CSV or Parquet file (or folder) with the same column names."


def compare(
    a: Annotated[Path, typer.Argument(parser=named_path, metavar="A", help=TABLE)],
    b: Annotated[
        Path | None,
        typer.Argument(
            parser=named_path, metavar="B", help="What A is compared with; none: A's own baseline."
        ),
    ] = None,
    baseline: Annotated[
        str | None, typer.Option(metavar="NAME", help="The scenario of A that its others are compared with.")
    ] = None,
    metric: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME,...", help="Only these metrics (outcome: all endings); may be repeated."),
    ] = None,
    where: Annotated[
        str | None,
        typer.Option(
            metavar="EXPR", help="Only runs that meet a condition, e.g. 'leaks > 0 and end_month > 6'."
        ),
    ] = None,
    alpha: Annotated[
        float, within(ranges.ALPHA, help="Chance of a false difference; intervals have the level 1 - alpha.")
    ] = 0.05,
    margin: Annotated[
        float,
        within(ranges.MARGIN, help="What counts as no difference worth the name, in standard deviations."),
    ] = 0.1,
    paired: Annotated[
        bool | None,
        typer.Option(
            "--paired/--unpaired",
            help="Whether runs of one number share their random numbers; by default as the seeds say.",
        ),
    ] = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Compare A with B, or the scenarios of A with their baseline: differences, intervals, verdicts.

    Runs of one seed are paired by number. A metric is different (p by Holm's correction at most alpha),
    equivalent (no difference, or the interval within the margin) or undecided. The exit code is 0 whatever
    the verdicts.

    Example: sim compare results/loan_3bn-1a2b3c4d results/baseline_feb2021-5e6f7a8b --metric roadmaps_signed
    """
    from sim.analysis.comparison.compare import compare as compared
    from sim.analysis.comparison.report import DECLARATIONS
    from sim.cli.present import present
    from sim.output.report import check_place

    check_place(out, "comparison", DECLARATIONS)
    names = [name.strip() for given in metric or () for name in given.split(",")]
    result = compared(
        a, b, baseline=baseline, metrics=names, where=where, alpha=alpha, margin=margin, paired=paired
    )
    _warn(result)
    present(result, out, as_json=as_json)


def _warn(result: Comparison) -> None:
    by_reason: dict[str, list[str]] = {}
    for name, why in result.left_out.items():
        by_reason.setdefault(why, []).append(name or "(no name)")
    for why, names in by_reason.items():
        more = len(names) - MOST_LEFT_OUT
        rest = f" and {more:,} more; --json has all" if more > 0 else ""
        typer.echo(f"left out ({why}): {', '.join(names[:MOST_LEFT_OUT])}{rest}", err=True)
    for warning in dict.fromkeys(warning for head in result.pairs for warning in head.warnings):
        typer.echo(f"warning: {warning}", err=True)
