"""Boxes on the terminal, as tables and as plain data; numbers stand in the parameters' own units."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sim.outcomes.columns import drawn_name
from sim.outcomes.plain import finite
from sim.scenario.schema import flat_entries

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from rich.table import Table

    from sim.analysis.discovery.discover import Box, Discovery, Range


def flat_name(column: str) -> str:
    """The flat name of the quantity behind a column `p_NAME`; of another program's column, its own name."""
    return next((flat for flat in flat_entries() if drawn_name(flat) == column), column.removeprefix("p_"))


def unit_of(column: str) -> str:
    """The unit of the quantity behind a column."""
    entry = flat_entries().get(flat_name(column))
    return entry.quantity.unit if entry else ""


def heading(found: Discovery) -> str:
    """What was looked for, and where."""
    return (
        f"target: {found.target}\n"
        f"{found.scenario} in {found.source}: met by {found.share:.1%} of {found.runs:,} runs\n"
        f"boxes over {found.parameters} parameters, looked for in {found.searched:,} runs, "
        f"{found.aside:,} set aside to test them on"
    )


def ended(found: Discovery) -> str:
    """Why no box, or no further box, was found; empty where all that were asked for were."""
    if found.rejected is None:
        return ""
    what = f"no box after box {len(found.boxes)}" if found.boxes else "nothing found"
    return f"{what}: {found.rejected.why}"


def box_lines(box: Box) -> Iterator[str]:
    """How a box does where it was found, and on the runs that were set aside."""
    chosen = box.chosen
    yield (
        f"box {box.number}: covers {chosen.coverage:.1%} of the target's runs with {chosen.mass:.1%} of all; "
        f"{chosen.density:.1%} of its runs meet the target"
    )
    if box.checked is not None:
        yield (
            f"on the runs set aside: coverage {box.checked.coverage:.1%}, density {box.checked.density:.1%} "
            f"({box.checked.met:,} of {box.checked.inside:,}; {box.p_value:.2g} by chance)"
        )


def as_rich(box: Box) -> Table:
    """The restricted parameters of a box as a table."""
    from rich import box as boxes
    from rich.table import Table

    table = Table(box=boxes.SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0))
    for name, justify in (("parameter", "left"), ("in the box", "left"), ("drawn", "left")):
        table.add_column(name, justify=justify)  # type: ignore[arg-type]
    for name in ("quasi-p", "checked p"):
        table.add_column(name, justify="right")
    table.add_column("unit")
    for one in box.ranges:
        table.add_row(
            flat_name(one.column),
            within_words(one),
            f"{one.lowest:.4g} to {one.highest:.4g}",
            _chances(one),
            "-" if one.checked_p is None else f"{one.checked_p:.2g}",
            unit_of(one.column),
        )
    return table


def within_words(one: Range) -> str:
    """What a box asks of a parameter: `above 0.77`, `below 0.55`, `0.2 to 0.4`."""
    low, high = one.limit.low, one.limit.high
    if low is not None and high is not None:
        return f"{low:.4g} to {high:.4g}"
    return f"above {low:.4g}" if low is not None else f"below {high:.4g}"


def _chances(one: Range) -> str:
    chances = (one.limit.quasi_p_low, one.limit.quasi_p_high)
    return ", ".join(f"{chance:.2g}" for chance in chances if chance is not None)


def ranges_table(found: Discovery) -> pd.DataFrame:
    """A row a box and restricted parameter."""
    import pandas as pd

    rows = [
        {
            "box": box.number,
            "parameter": flat_name(one.column),
            "unit": unit_of(one.column),
            "low": one.limit.low,
            "high": one.limit.high,
            "lowest_drawn": one.lowest,
            "highest_drawn": one.highest,
            "quasi_p_low": one.limit.quasi_p_low,
            "quasi_p_high": one.limit.quasi_p_high,
            "checked_p": one.checked_p,
            "p_value": box.p_value,
            "coverage": box.chosen.coverage,
            "density": box.chosen.density,
            "checked_coverage": box.checked.coverage if box.checked else None,
            "checked_density": box.checked.density if box.checked else None,
        }
        for box in found.boxes
        for one in box.ranges
    ]
    columns = list(rows[0]) if rows else ["box", "parameter"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype({name: float for name in columns if name not in ("box", "parameter", "unit")})


def trajectory_table(found: Discovery) -> pd.DataFrame:
    """A row a box and step of its peeling and pasting."""
    import pandas as pd

    rows = [
        {
            "box": box.number,
            "step": k,
            **asdict(step),
            "checked_coverage": checked.coverage if checked else math.nan,
            "checked_density": checked.density if checked else math.nan,
        }
        for box in found.boxes
        for k, (step, checked) in enumerate(zip(box.steps, box.checked_steps, strict=True))
    ]
    shares = ("coverage", "density", "mass", "restricted", "checked_coverage", "checked_density")
    return pd.DataFrame(rows, columns=["box", "step", *shares])


def as_data(found: Discovery) -> dict[str, Any]:
    """All of it as plain data."""
    data = asdict(found)
    last = found.rejected.box if found.rejected else None
    boxes = [*zip(data["boxes"], found.boxes, strict=True)]
    boxes += [(data["rejected"]["box"], last)] if last else []
    for box, known in boxes:
        box["checked"] = known.checked and known.checked._asdict()
        box["checked_steps"] = [step and step._asdict() for step in known.checked_steps]
        for one in box["ranges"]:
            one |= {"parameter": flat_name(one["column"]), "unit": unit_of(one["column"])}
    plain: dict[str, Any] = finite(data)
    return plain
