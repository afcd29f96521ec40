"""`sim trace`: replay one run, month by month, with each decision and its reasons."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads the annotation
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.options import AllowCode, Point, Settings, named_path, within
from sim.cli.warned import warn
from sim.errors import CheckFailed
from sim.outcomes.plain import json_text
from sim.scenario import ranges

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.engines.agents import Decision
    from sim.engines.trace import Trace

_STATE = (
    ("subsidy_paid", "subsidy paid {:.2f} bn"),
    ("reserves_usd_bn", "reserves {:.2f} bn"),
    ("mobilisation", "protest {:.2f}"),
    ("isolation", "isolation {:.2f}"),
    ("strength", "strength {:.2f}"),
    ("signed_index", "signed {:.2f}"),
    ("implemented_index", "implemented {:.2f}"),
)


def trace(
    source: Annotated[
        str, typer.Argument(metavar="SCENARIO|RESULTS", help="A scenario, or a folder of results.")
    ],
    run: Annotated[int, within(ranges.RUN, help="Number of the run, from 0.")],
    scenario: Annotated[str | None, typer.Option(help="Which scenario of a folder of results.")] = None,
    point: Point = 0,
    settings: Settings = None,
    allow_code: AllowCode = False,
    csv: Annotated[
        Path | None,
        typer.Option(parser=named_path, metavar="FILE", help="Write the months as CSV, a row a month."),
    ] = None,
    story: Annotated[
        bool, typer.Option("--story", help="Tell the run in prose: what mattered, and why.")
    ] = False,
    ablate: Annotated[
        str | None,
        typer.Option(
            metavar="EVENT|ENDING|CHANNEL",
            help="Replay it with one thing left out too, and show where the paths part: an event by its "
            "number or its why, an ending (rupture), or a channel (overture, help; see seeds/channels.yaml).",
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Months and decisions as JSON; with --story or --ablate, these.")
    ] = False,
) -> None:
    """Replay one run on the Mesa engine, with each decision, its alternatives and what they were worth.

    For a folder of results, says whether the replay equals the recorded row (exit code 1 if not). With
    --story it tells the run in prose, with --ablate it replays the same random numbers with one thing less.

    Example: sim trace baseline_feb2021 --run 17 --story
    """
    from sim.engines.trace import trace as replay
    from sim.outcomes.write import check_file, write_frame
    from sim.quantities import monthly_measures

    if csv is not None:
        check_file(csv)
    if story or ablate is not None:
        from sim.narrative.account import Account, recalled

        replayed = recalled(
            source, run, scenario=scenario, point=point, overrides=settings or (), allow_code=allow_code
        )
        account = Account(replayed, story=story, without=ablate)
        months, data = account.months, account.to_dict()
        text = "\n".join([_heading(replayed), *account.lines])
    else:
        replayed = replay(
            source, run, scenario=scenario, point=point, overrides=settings or (), allow_code=allow_code
        )
        months, data = replayed.months, replayed.to_dict()
        text = "\n".join(_reported(replayed)) if csv is None else ""
    warn([replayed.model.resolved])
    if csv is not None:
        whole = [one.name for one in monthly_measures() if one.integer and not one.levels]
        write_frame(csv, months.astype(dict.fromkeys(whole, "Int64")))
    if as_json:
        typer.echo(json_text(data))
    elif text:
        typer.echo(text)
    if replayed.matches is False:
        lines = [f"{name}: replayed {a}, recorded {b}" for name, (a, b) in replayed.differences.items()]
        why = ", which was played by another version of the rules" if replayed.other_rules else ""
        raise CheckFailed(f"the replay differs from the recorded row{why}: " + "; ".join(lines))
    if replayed.matches:
        typer.echo("the replay equals the recorded row", err=as_json)


def _heading(replayed: Trace) -> str:
    model = replayed.model
    return f"{model.resolved.name}{_point(replayed)}, run {model.run_number}, seed {model.inputs.seed}"


def _reported(replayed: Trace) -> Iterator[str]:
    """The run month by month, with every decision and how things stand."""
    model = replayed.model
    yield _heading(replayed)
    decisions: dict[int, list[Decision]] = {}
    for decision in model.decisions:
        decisions.setdefault(decision.month, []).append(decision)
    for row in replayed.months.to_dict("records"):
        month = int(row["month"])
        if month > int(model.state["end_month"]):
            break
        head = f"{row['track']}, {row['proposer']} proposes, settled: {row['settled']}"
        yield f"\n{month:3d}  {row['date']}  {head}"
        for decision in decisions.get(month, []):
            yield f"     {decision.side:8s}{decision.name:11s}{_reasons(decision)}"
        yield "     " + ", ".join(form.format(row[name]) for name, form in _STATE)
    result = replayed.row
    yield f"\nended in month {result['end_month']}: {result['outcome']}"


def _point(replayed: Trace) -> str:
    """Say at which point of a sweep the run was played."""
    if not replayed.swept:
        return ""
    values = ", ".join(f"{flat} {value:g}" for flat, value in replayed.swept.items())
    return f", point {replayed.model.inputs.point} ({values})"


def _reasons(decision: Decision) -> str:
    """What was chosen, then every alternative with its worth and, for a quantal mind, its chance."""
    chances = decision.chances or (None,) * len(decision.values)
    parts = [
        f"{name} {value:.2f}" + ("" if chance is None else f" ({chance:.0%})")
        for name, value, chance in zip(decision.alternatives, decision.values, chances, strict=True)
    ]
    return f"{decision.choice}  [{'; '.join(parts)}]"
