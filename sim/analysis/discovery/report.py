"""Boxes as a report: a row a restricted parameter, a row a step of the peeling, and how each box does."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sim.analysis.discovery.names import flat_name, limits_words, unit_of
from sim.analysis.discovery.picture import picture
from sim.output.numbers import formatted
from sim.output.report import Report
from sim.output.table import Declaration, Printed, integer, real, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.analysis.discovery.discover import Box, Discovery, Rejected
    from sim.output.table import Row

NAME = "discover"


def _inside(row: Row) -> str:
    return limits_words(row["low"], row["high"])


def _drawn(row: Row) -> str:
    return f"{row['lowest_drawn']:.4g} to {row['highest_drawn']:.4g}"


def _quasi_p(row: Row) -> str:
    chances = (row["quasi_p_low"], row["quasi_p_high"])
    return ", ".join(formatted(chance, ".2g") for chance in chances if chance is not None)


BOX = integer("box", "number", "Number of the box, from 1")
ASIDE = "the same on the runs that were set aside, which the search has not seen"
SHARES = (
    real("coverage", "share", "Share of the target's runs that lie in the box, of those that are left to it"),
    real("density", "share", "Share of the box's runs that meet the target"),
)
CHECKED_SHARES = (
    real("checked_coverage", "share", f"coverage: {ASIDE}"),
    real("checked_density", "share", f"density: {ASIDE}"),
)
RANGES = Declaration(
    name="ranges",
    caption="A box and a parameter that it restricts",
    columns=(
        BOX,
        text("parameter", "Flat name of the quantity"),
        text("unit", "Unit of the quantity"),
        real("low", "unit of the row", "Lower limit; missing where there is none"),
        real("high", "unit of the row", "Upper limit; missing where there is none"),
        real("lowest_drawn", "unit of the row", "Smallest value of all runs"),
        real("highest_drawn", "unit of the row", "Largest value of all runs"),
        real("quasi_p_low", "probability", "Quasi-p value of the lower limit on the runs that were searched"),
        real("quasi_p_high", "probability", "The same of the upper limit"),
        real("checked_p", "probability", "Quasi-p value of both limits on the runs that were set aside"),
        real("p_value", "probability", "Of the box: Fisher's exact test on the runs that were set aside"),
        *SHARES,
        *CHECKED_SHARES,
    ),
    printed=(
        Printed("box", "box"),
        Printed("parameter", "parameter"),
        Printed("in the box", "low", _inside),
        Printed("drawn", "lowest_drawn", _drawn),
        Printed("quasi-p", "quasi_p_low", _quasi_p),
        Printed("checked p", "checked_p", ".2g"),
        Printed("unit", "unit"),
    ),
)
TRAJECTORY = Declaration(
    name="trajectory",
    caption="A box and a step of its peeling and pasting",
    columns=(
        BOX,
        integer("step", "number", "Number of the step, from 0: the whole space"),
        *SHARES,
        real("mass", "share", "Share of all searched runs that lie in the box"),
        integer("restricted", "parameters", "Number of restricted parameters"),
        *CHECKED_SHARES,
    ),
)
DECLARATIONS = (RANGES, TRAJECTORY)


def report(found: Discovery) -> Report[Discovery]:
    """Return what was found as a report.

    Parameters
    ----------
    found : Discovery
        With boxes, or without any.

    Returns
    -------
    Report
        Tables `ranges` and `trajectory`, without rows where there is no box; it counts as failed then, and
        has no figure.
    """
    return Report(
        name=NAME,
        result=found,
        heading=heading(found),
        parts=(
            RANGES.of(row for box in found.boxes for row in _ranges(box)),
            TRAJECTORY.of(row for box in found.boxes for row in _steps(box)),
        ),
        sentences=tuple(_sentences(found)),
        details={
            "source": found.source,
            "scenario": found.scenario,
            "target": found.target,
            "runs": found.runs,
            "share": found.share,
            "parameters": found.parameters,
            "searched": found.searched,
            "aside": found.aside,
            "boxes": [_measured(box) for box in found.boxes],
            "rejected": _rejected(found.rejected) if found.rejected else None,
            "warnings": found.warnings,
        },
        draw=picture if found.boxes else None,
        played=False,
        succeeded=bool(found.boxes),
    )


def heading(found: Discovery) -> str:
    """Return what was looked for, and where.

    Parameters
    ----------
    found : Discovery
        What was looked for, where, and what was found.

    Returns
    -------
    str
        Three lines: the target, the runs that meet it, and the runs searched and set aside.
    """
    return (
        f"target: {found.target}\n"
        f"{found.scenario} in {found.source}: met by {found.share:.1%} of {found.runs:,} runs\n"
        f"boxes over {found.parameters} parameters, looked for in {found.searched:,} runs, "
        f"{found.aside:,} set aside to test them on"
    )


def ended(found: Discovery) -> str:
    """Return why no box, or no further box, was found; empty where all that were asked for were.

    Parameters
    ----------
    found : Discovery
        Its `rejected` says what ended the search.

    Returns
    -------
    str
        A sentence without a full stop.
    """
    if found.rejected is None:
        return ""
    what = f"no box after box {len(found.boxes)}" if found.boxes else "nothing found"
    return f"{what}: {found.rejected.why}"


def _sentences(found: Discovery) -> Iterator[str]:
    """Say how each box does where it was found and on the runs set aside, and what ended the search."""
    for box in found.boxes:
        chosen = box.chosen
        yield (
            f"box {box.number}: covers {chosen.coverage:.1%} of the target's runs with {chosen.mass:.1%} of "
            f"all; {chosen.density:.1%} of its runs meet the target"
        )
        if box.checked is not None:
            yield (
                f"on the runs set aside: coverage {box.checked.coverage:.1%}, density "
                f"{box.checked.density:.1%} ({box.checked.met:,} of {box.checked.inside:,}; "
                f"{box.p_value:.2g} by chance)"
            )
    if found.rejected is not None:
        yield ended(found)


def _measured(box: Box) -> dict[str, Any]:
    """Return how a box does on the runs that were searched, and on those that were set aside."""
    checked = box.checked and box.checked._asdict()
    return {"number": box.number, **asdict(box.chosen), "checked": checked, "p_value": box.p_value}


def _rejected(rejected: Rejected) -> dict[str, Any]:
    """Return why the search ended, and the box that was not good enough."""
    box = rejected.box
    known = {**_measured(box), "ranges": list(_ranges(box))} if box else None
    return {"why": rejected.why, "box": known}


def _ranges(box: Box) -> Iterator[dict[str, Any]]:
    shares = {"coverage": box.chosen.coverage, "density": box.chosen.density, **_checked(box.checked)}
    for one in box.ranges:
        yield {
            "box": box.number,
            "parameter": flat_name(one.column),
            "unit": unit_of(one.column),
            "low": _known(one.limit.low),
            "high": _known(one.limit.high),
            "lowest_drawn": one.lowest,
            "highest_drawn": one.highest,
            "quasi_p_low": _known(one.limit.quasi_p_low),
            "quasi_p_high": _known(one.limit.quasi_p_high),
            "checked_p": _known(one.checked_p),
            "p_value": _known(box.p_value),
            **shares,
        }


def _steps(box: Box) -> Iterator[dict[str, Any]]:
    for number, (step, checked) in enumerate(zip(box.steps, box.checked_steps, strict=True)):
        yield {"box": box.number, "step": number, **asdict(step), **_checked(checked)}


def _checked(figures: Any) -> dict[str, float]:
    """Return coverage and density on the runs that were set aside, NaN where they cannot tell."""
    shares = ("coverage", "density")
    return {f"checked_{name}": getattr(figures, name) if figures else math.nan for name in shares}


def _known(value: float | None) -> float:
    """Return a number, NaN where it is missing, so that its column holds numbers even without any."""
    return math.nan if value is None else value
