"""Rankings and identifiability on the terminal, as rows of a file and as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.output.numbers import number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import pandas as pd
    from rich.table import Table

    from sim.analysis.sensitivity.identify import Direction, Identifiability
    from sim.analysis.sensitivity.sensitivity import Identified, Sensitivity

MOST_ROWS = 25
MOST_DIRECTIONS = 10
MOST_PAIRS = 10
LEAST_WEIGHT = 0.15  # of a direction's largest: what weighs less is left out of its name
MOST_NAMED = 6
UNDEFINED = "-"  # in place of an index that is 0/0


class Shown(NamedTuple):
    """A column of the terminal's table: its heading, and what a row of the table has there."""

    heading: str
    text: Callable[[Any], str]


def _figure(key: str) -> Callable[[Any], str]:
    return lambda row: number(row[key])


def _interval(key: str) -> Callable[[Any], str]:
    return lambda row: f"{number(row[key + '_low'])} to {number(row[key + '_high'])}"


def _share(key: str) -> Callable[[Any], str]:
    return lambda row: UNDEFINED if np.isnan(row[key]) else f"{row[key]:.3f}"


def _shares(key: str) -> Callable[[Any], str]:
    return lambda row: (
        UNDEFINED if np.isnan(row[key]) else f"{row[key + '_low']:.3f} to {row[key + '_high']:.3f}"
    )


NAMES = (Shown("", lambda row: str(row["rank"])), Shown("quantity", lambda row: str(row["quantity"])))
COLUMNS = {
    "morris": (
        *NAMES,
        Shown("from", _figure("low")),
        Shown("to", _figure("high")),
        Shown("mu*", _figure("mu_star")),
        Shown("95% interval", _interval("mu_star")),
        Shown("mu", _figure("mu")),
        Shown("sigma", _figure("sigma")),
        Shown("noise_floor", _figure("noise_floor")),
    ),
    "sobol": (
        *NAMES,
        Shown("total", _share("total")),
        Shown("95% interval", _shares("total")),
        Shown("first order", _share("first")),
        Shown("95% interval", _shares("first")),
        Shown("noise_floor", _share("noise_floor")),
    ),
}
LEGENDS = {
    "morris": """\
mu*: mean size of the effect of moving a quantity through its plausible range (from, to), all else somewhere
mu: the same with its sign; sigma: how much it varies with the other quantities and along the range
noise_floor: the mu* that chance alone would make, so that what is not above it is not seen""",
    "sobol": """\
total: share of the variance between points that stays if all others are known, interactions included
first order: share that goes if this one is known; what the first orders lack to 1 is interaction
noise_floor: the part of the total that chance makes; more --runs make it smaller""",
}
WEIGHT_COLUMNS = ("direction", "singular_value", "noise_floor", "flat", "quantity", "weight")
IDENTIFIED = """\
singular value: by how many chance errors of one run all moments move, a prior's standard deviation along it
noise_floor: what chance alone would make it; a direction is flat if it is not above that"""


def heading(found: Sensitivity) -> str:
    """Return what was done, in a sentence or two."""
    ranking = found.ranking
    how = {"morris": "Morris screening", "sobol": "Sobol indices"}[ranking.method]
    what = (
        f"What {found.subject.says} depends on in {found.scenario}: {how} over {_quantities(ranking.table)}"
    )
    lines = [f"{what}, {ranking.points:,} points of {ranking.runs:,} runs, seed {found.seed}"]
    if found.screening is not None:
        looked = found.screening
        lines.append(
            f"the strongest of {len(looked.table):,} by Morris screening, {looked.points:,} points of "
            f"{looked.runs:,} runs"
        )
    if found.left_out:
        lines.append(f"set by the comparison itself, and so left out: {', '.join(found.left_out)}")
    return "\n".join(lines)


def _quantities(rows: Sequence[str] | pd.DataFrame) -> str:
    """Count the quantities: `1 quantity`, `258 quantities`."""
    return f"{len(rows):,} quantit{'y' if len(rows) == 1 else 'ies'}"


def as_rich(found: Sensitivity) -> Table:
    """Return the weightiest quantities as a table."""
    columns = COLUMNS[found.ranking.method]
    rows = found.ranking.table.head(MOST_ROWS).to_dict("records")
    texts = [[one.text(row) for one in columns] for row in rows]
    return plain_table([one.heading for one in columns], texts, 2)


def plain_table(headings: Sequence[str], rows: Sequence[Sequence[str]], words: int) -> Table:
    """Return a plain table; the last heading of `words` on the left, numbers on the right."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0))
    for position, text in enumerate(headings):
        table.add_column(text, justify="left" if words - 1 == position else "right")
    for row in rows:
        table.add_row(*row)
    return table


def below(found: Sensitivity) -> str:
    """Return what stands below the table: what is not shown, and what the columns mean."""
    table, by = found.ranking.table, found.ranking.by
    lines = list(_unmoved(found))
    if len(table) > MOST_ROWS and found.ranking.constant is not None:
        lines.append(f"and {len(table) - MOST_ROWS:,} more, all with --out")
    elif len(table) > MOST_ROWS:
        still = int((table[by] == 0).sum())
        unseen = int((table[by] <= table["noise_floor"]).sum()) - still
        lines.append(
            f"and {len(table) - MOST_ROWS:,} more, all with --out; of all {len(table):,}, {still:,} move "
            f"nothing and {unseen:,} no more than chance would"
        )
    return "\n".join([*lines, LEGENDS[found.ranking.method]])


def _unmoved(found: Sensitivity) -> Iterator[str]:
    """Say that nothing moves the subject, or that the base points of Sobol's design do not show it."""
    ranking = found.ranking
    if ranking.constant is not None:
        so = {"morris": "every effect is 0", "sobol": "no variance can be shared out, and indices are 0/0"}
        yield (
            f"nothing moves it: {found.subject.says} is {number(ranking.constant)} at all "
            f"{ranking.points:,} points, so {so[ranking.method]}"
        )
    elif bool(ranking.table[ranking.by].isna().all()):
        yield (
            f"{found.subject.says} is the same at all base points, so indices are 0/0, but not at all points "
            "of the design: more --samples would show what moves it"
        )


def as_data(found: Sensitivity) -> dict[str, Any]:
    """Return a ranking as plain data; an index that is 0/0 is None."""
    ranking, looked = found.ranking, found.screening
    return {
        "scenario": found.scenario,
        "subject": found.subject.says,
        "method": ranking.method,
        "points": ranking.points,
        "runs_a_point": ranking.runs,
        "seed": found.seed,
        "left_out": list(found.left_out),
        "constant": ranking.constant,
        "quantities": ranking.table.to_dict("records"),
        "screening": None if looked is None else looked.table.to_dict("records"),
    }


def directions_heading(found: Identified) -> str:
    """Return what was done, and what came of it, in a few sentences."""
    one = found.found
    what = f"What can be distinguished in {found.scenario}: {_quantities(one.axes or one.silent)} by"
    lines = [f"{what} {len(one.moments):,} moments, {one.runs:,} runs a point, seed {found.seed}"]
    if one.axes:
        lines.append(
            f"rank {one.rank} of {len(one.axes)} beyond chance; condition number {number(one.condition)}"
        )
    if one.silent:
        lines.append(f"move nothing at all: {', '.join(one.silent)}")
    return "\n".join(lines)


def directions_table(found: Identified) -> Table:
    """Return the flat directions, the flattest first, or the flattest of all where none is flat.

    Where nothing moves there is no direction, and the table has no row.
    """
    one = found.found
    listed = (one.flat or one.directions[::-1][:1])[:MOST_DIRECTIONS]
    rows = [
        [named(one, direction), number(direction.singular), number(direction.noise_floor)]
        for direction in listed
    ]
    head = "the flattest direction, which is not flat" if one.directions else "no direction"
    head = "flat direction" if one.flat else head
    return plain_table([head, "singular value", "noise_floor"], rows, 1)


def directions_below(found: Identified) -> str:
    """Return what stands below the table: pairs that move alike, and what the columns mean."""
    one = found.found
    lines = []
    if not one.axes:
        lines.append("nothing moves them: all moments are the same at all points, so there is no direction")
    if len(one.flat) > MOST_DIRECTIONS:
        lines.append(f"and {len(one.flat) - MOST_DIRECTIONS:,} more, all with --out")
    for pair in one.pairs[:MOST_PAIRS]:
        how = "move the moments alike" if pair.cosine > 0 else "undo one another"
        lines.append(f"{pair.one} and {pair.other} {how} (cosine {pair.cosine:+.3f})")
    if len(one.pairs) > MOST_PAIRS:
        lines.append(f"and {len(one.pairs) - MOST_PAIRS:,} more pairs, all with --json")
    return "\n".join([*lines, IDENTIFIED])


def named(found: Identifiability, direction: Direction) -> str:
    """Name a direction by the quantities that weigh most in it, the largest positive: `a +0.71, b -0.70`."""
    sign = 1.0 if direction.weights[np.abs(direction.weights).argmax()] > 0 else -1.0
    order = np.argsort(-np.abs(direction.weights), kind="stable")
    largest = abs(direction.weights[order[0]])
    heavy = [k for k in order if abs(direction.weights[k]) >= LEAST_WEIGHT * largest]
    text = ", ".join(f"{found.axes[k]} {sign * direction.weights[k]:+.2f}" for k in heavy[:MOST_NAMED])
    return text + (f" and {len(heavy) - MOST_NAMED} more" if len(heavy) > MOST_NAMED else "")


def directions_frame(found: Identified) -> pd.DataFrame:
    """Return a row a direction and quantity, from the clearest direction to the flattest."""
    import pandas as pd

    return pd.DataFrame(list(_weights(found.found)), columns=list(WEIGHT_COLUMNS))


def _weights(found: Identifiability) -> Iterator[dict[str, Any]]:
    for number_, direction in enumerate(found.directions, 1):
        for flat, weight in zip(found.axes, direction.weights, strict=True):
            flat_here = int(number_ > found.rank)
            values = number_, direction.singular, direction.noise_floor, flat_here, flat, float(weight)
            yield dict(zip(WEIGHT_COLUMNS, values, strict=True))


def directions_data(found: Identified) -> dict[str, Any]:
    """Return identifiability as plain data."""
    one = found.found
    return {
        "scenario": found.scenario,
        "seed": found.seed,
        "runs_a_point": one.runs,
        "quantities": list(one.axes),
        "silent": list(one.silent),
        "moments": list(one.moments),
        "rank": one.rank,
        "condition_number": one.condition,
        "directions": [
            {
                "singular_value": direction.singular,
                "noise_floor": direction.noise_floor,
                "flat": position >= one.rank,
                "weights": dict(zip(one.axes, map(float, direction.weights), strict=True)),
            }
            for position, direction in enumerate(one.directions)
        ],
        "alike": [pair._asdict() for pair in one.pairs],
    }
