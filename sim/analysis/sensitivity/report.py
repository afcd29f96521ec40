"""Rankings and identifiability as reports."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.sensitivity.picture import directions_figure, ranking_figure
from sim.output.numbers import number
from sim.output.report import Report
from sim.output.table import Declaration, Printed, estimated, integer, real, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sized

    from sim.analysis.sensitivity.identify import Direction, Identifiability
    from sim.analysis.sensitivity.ranking import Ranking
    from sim.analysis.sensitivity.sensitivity import Identified, Sensitivity
    from sim.output.table import Row

MOST_ROWS = 25
MOST_DIRECTIONS = 10
MOST_PAIRS = 10
MOST_SENTENCES = 3  # quantities in the sentence that names the strongest
LEAST_WEIGHT = 0.15  # of a direction's largest: what weighs less is left out of its name
MOST_NAMED = 6
METHODS = {"morris": "Morris screening", "sobol": "Sobol indices"}
SYMBOLS = {"morris": "mu*", "sobol": "total index"}
RANKED = (
    integer("rank", "number", "Place of the quantity, 1 for the strongest"),
    text("quantity", "The quantity, by its flat name"),
    text("unit", "Its unit"),
)


def _flat(row: Row) -> str:
    return "yes" if row["flat"] else "no"


def _alike(row: Row) -> str:
    return "alike" if row["cosine"] > 0 else "undo one another"


MORRIS = Declaration(
    name="quantities",
    caption="A quantity, the strongest first",
    columns=(
        *RANKED,
        real("low", "unit of the quantity", "Where the quantity is moved from: 5% quantile of its prior"),
        real("high", "unit of the quantity", "Where the quantity is moved to: 95% quantile of its prior"),
        *estimated(
            "mu_star",
            "unit of the metric",
            "Mean size of the effect of moving the quantity from one end to the other",
        ),
        real("mu", "unit of the metric", "The same with its sign"),
        real(
            "sigma",
            "unit of the metric",
            "Standard deviation of the effects: how much they depend on the other quantities, and on where "
            "in the range",
        ),
        real("noise_floor", "unit of the metric", "The mu_star that chance alone makes"),
    ),
    printed=(
        Printed("", "rank"),
        Printed("quantity", "quantity"),
        Printed("from", "low"),
        Printed("to", "high"),
        Printed("mu*", "mu_star"),
        Printed("95% interval", "mu_star", interval=True),
        Printed("mu", "mu"),
        Printed("sigma", "sigma"),
        Printed("noise_floor", "noise_floor"),
    ),
    legend="""\
mu*: mean size of the effect of moving a quantity through its plausible range (from, to), all else somewhere
mu: the same with its sign; sigma: how much it varies with the other quantities and along the range
noise_floor: the mu* that chance alone would make, so that what is not above it is not seen""",
    most=MOST_ROWS,
)
SOBOL = Declaration(
    name="quantities",
    caption="A quantity, the strongest first",
    columns=(
        *RANKED,
        *estimated("total", "share", "Share of the variance between points left if all others are known"),
        *estimated("first", "share", "Share of that variance that goes if the quantity is known"),
        real("noise_floor", "share", "The part of total that chance alone makes"),
    ),
    printed=(
        Printed("", "rank"),
        Printed("quantity", "quantity"),
        Printed("total", "total", ".3f"),
        Printed("95% interval", "total", ".3f", interval=True),
        Printed("first order", "first", ".3f"),
        Printed("95% interval", "first", ".3f", interval=True),
        Printed("noise_floor", "noise_floor", ".3f"),
    ),
    legend="""\
total: share of the variance between points that stays if all others are known, interactions included
first order: share that goes if this one is known; what the first orders lack to 1 is interaction
noise_floor: the part of the total that chance makes; more --runs make it smaller""",
    most=MOST_ROWS,
)
SCREENING = replace(MORRIS, name="screening", caption="A quantity in the screening before", printed=())
WEIGHTS = Declaration(
    name="weights",
    caption="A direction of the parameter space and a quantity",
    columns=(
        integer("direction", "number", "The direction, 1 for the clearest"),
        real("singular_value", "chance errors of a run", "How far all moments move by a step along it"),
        real("noise_floor", "chance errors of a run", "What chance alone would make the singular value"),
        integer("flat", "0 or 1", "1 where the singular value is not above what chance makes"),
        text("quantity", "The quantity, by its flat name"),
        real(
            "weight",
            "standard deviations of the prior",
            "Weight of the quantity in the direction: of its logarithm for a scale, of its value for a share "
            "or a log rate",
        ),
    ),
)
DIRECTIONS = Declaration(
    name="directions",
    caption="A direction of the parameter space, the flattest first",
    columns=(*WEIGHTS.columns[:4], text("quantities", "The quantities that weigh most in it")),
    printed=(
        Printed("direction", "quantities"),
        Printed("singular value", "singular_value"),
        Printed("noise_floor", "noise_floor"),
        Printed("flat", "flat", _flat),
    ),
    legend="""\
singular value: by how many chance errors of one run all moments move, a prior's standard deviation along it
noise_floor: what chance alone would make it; a direction is flat if it is not above that""",
    most=MOST_DIRECTIONS,
)
ALIKE = Declaration(
    name="alike",
    caption="Two quantities that move the moments alike, or undo one another",
    columns=(
        text("one", "A quantity"),
        text("other", "Another quantity"),
        real("cosine", "cosine", "Of the angle between their effects: -1 where one undoes the other"),
    ),
    printed=(
        Printed("quantity", "one"),
        Printed("and", "other"),
        Printed("cosine", "cosine", "+.3f"),
        Printed("move the moments", "cosine", _alike),
    ),
    most=MOST_PAIRS,
)
DECLARATIONS = {
    "morris": (MORRIS,),
    "sobol": (SOBOL, SCREENING),
    "identifiability": (WEIGHTS, DIRECTIONS, ALIKE),
}


def report_of_ranking(found: Sensitivity) -> Report[Sensitivity]:
    """Return a ranking as a report.

    Parameters
    ----------
    found : Sensitivity
        With a ranking by Morris screening or by Sobol indices.

    Returns
    -------
    Report
        Tables `quantities` and, for Sobol indices, `screening`, which has no rows where no screening came
        before.
    """
    ranking, screening = found.ranking, found.screening
    parts = [DECLARATIONS[ranking.method][0].of(_rows(ranking))]
    if ranking.method == "sobol":
        parts.append(SCREENING.of(_rows(screening) if screening else ()))
    return Report(
        name="sensitivity",
        result=found,
        heading="\n".join(_heading(found)),
        parts=tuple(parts),
        sentences=tuple(_sentences(found)),
        details={
            "scenario": found.scenario,
            "subject": found.subject.says,
            "method": ranking.method,
            "points": ranking.points,
            "runs_a_point": ranking.runs,
            "seed": found.seed,
            "left_out": found.left_out,
            "constant": ranking.constant,
        },
        draw=ranking_figure,
    )


def _rows(ranking: Ranking) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in ranking.table.to_dict("records")]


def _heading(found: Sensitivity) -> Iterator[str]:
    """Say what was done."""
    ranking, looked = found.ranking, found.screening
    yield (
        f"What {found.subject.says} depends on in {found.scenario}: {METHODS[ranking.method]} over "
        f"{_quantities(ranking.table)}, {ranking.points:,} points of {ranking.runs:,} runs, seed {found.seed}"
    )
    if looked is not None:
        yield (
            f"the strongest of {len(looked.table):,} by Morris screening, {looked.points:,} points of "
            f"{looked.runs:,} runs"
        )
    if found.left_out:
        yield f"set by the comparison itself, and so left out: {', '.join(found.left_out)}"


def _quantities(rows: Sized) -> str:
    """Count the quantities: `1 quantity`, `258 quantities`."""
    return f"{len(rows):,} quantit{'y' if len(rows) == 1 else 'ies'}"


def _sentences(found: Sensitivity) -> Iterator[str]:
    """Name the strongest quantities, or say that nothing moves the subject."""
    ranking, says = found.ranking, found.subject.says
    weight, chance = ranking.table[ranking.by], ranking.table["noise_floor"]
    if ranking.constant is not None:
        so = {"morris": "every effect is 0", "sobol": "no variance can be shared out, and indices are 0/0"}
        yield (
            f"Nothing moves {says}: it is {number(ranking.constant)} at all {ranking.points:,} points, so "
            f"{so[ranking.method]}."
        )
        return
    if bool(weight.isna().all()):
        yield (
            f"{says} is the same at all base points, so indices are 0/0, but not at all points of the "
            "design: more --samples would show what moves it."
        )
        return
    still, hidden = weight == 0, (weight != 0) & (weight <= chance)
    seen = ranking.table[~still & ~hidden].head(MOST_SENTENCES)
    strongest = [
        f"{name} ({SYMBOLS[ranking.method]} {number(value)})"
        for name, value in zip(seen["quantity"], seen[ranking.by], strict=True)
    ]
    listed = ", ".join(strongest) if strongest else "nothing, beyond what chance would"
    yield f"What moves {says} most: {listed}."
    yield (
        f"Of {_quantities(weight)}, {int(still.sum()):,} without any effect and {int(hidden.sum()):,} with "
        "none beyond chance."
    )


def report_of_directions(found: Identified) -> Report[Identified]:
    """Return what can be distinguished as a report.

    Parameters
    ----------
    found : Identified
        Directions, their rank, and pairs of quantities that move the moments alike.

    Returns
    -------
    Report
        Tables `weights`, `directions` and `alike`.
    """
    one = found.found
    return Report(
        name="sensitivity",
        result=found,
        heading=f"What can be distinguished in {found.scenario}: {_quantities(one.axes or one.silent)} by "
        f"{len(one.moments):,} moments, {one.runs:,} runs a point, seed {found.seed}",
        parts=(
            WEIGHTS.of(_weights(one)),
            DIRECTIONS.of(_directions(one)),
            ALIKE.of(pair._asdict() for pair in one.pairs),
        ),
        sentences=tuple(_of_rank(one)),
        details={
            "scenario": found.scenario,
            "method": "identifiability",
            "seed": found.seed,
            "runs_a_point": one.runs,
            "quantities": one.axes,
            "silent": one.silent,
            "moments": one.moments,
            "rank": one.rank,
            "condition_number": one.condition,
        },
        draw=directions_figure,
    )


def _of_rank(one: Identifiability) -> Iterator[str]:
    if one.axes:
        yield (
            f"{one.rank} of {len(one.axes)} directions can be distinguished beyond chance; condition number "
            f"{number(one.condition)}."
        )
    else:
        yield "Nothing moves the moments: all are the same at all points, so there is no direction."
    if one.silent:
        yield f"These move nothing at all: {', '.join(one.silent)}."


def _numbered(one: Identifiability) -> Iterator[tuple[Direction, dict[str, Any]]]:
    """Yield each direction with the columns that both tables have, from the clearest to the flattest."""
    for position, direction in enumerate(one.directions, 1):
        yield (
            direction,
            {
                "direction": position,
                "singular_value": direction.singular,
                "noise_floor": direction.noise_floor,
                "flat": int(position > one.rank),
            },
        )


def _weights(one: Identifiability) -> Iterator[dict[str, Any]]:
    for direction, columns in _numbered(one):
        for flat, weight in zip(one.axes, direction.weights, strict=True):
            yield {**columns, "quantity": flat, "weight": float(weight)}


def _directions(one: Identifiability) -> list[dict[str, Any]]:
    rows = [{**columns, "quantities": named(one, direction)} for direction, columns in _numbered(one)]
    return rows[::-1]


def named(found: Identifiability, direction: Direction) -> str:
    """Name a direction by the quantities that weigh most in it, the largest positive: `a +0.71, b -0.70`.

    Parameters
    ----------
    found : Identifiability
        Holds the names of the axes.
    direction : Direction
        One of its directions; the sign of its weights has no meaning.

    Returns
    -------
    str
        At most 6 quantities, those with at least 0.15 of the largest weight; how many more there are is
        added.
    """
    sign = 1.0 if direction.weights[np.abs(direction.weights).argmax()] > 0 else -1.0
    order = np.argsort(-np.abs(direction.weights), kind="stable")
    largest = abs(direction.weights[order[0]])
    heavy = [k for k in order if abs(direction.weights[k]) >= LEAST_WEIGHT * largest]
    words = ", ".join(f"{found.axes[k]} {sign * direction.weights[k]:+.2f}" for k in heavy[:MOST_NAMED])
    return words + (f" and {len(heavy) - MOST_NAMED} more" if len(heavy) > MOST_NAMED else "")
