"""A threshold as a report: the curve of the effect, the signs over draws, and the answer in sentences."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.threshold.picture import picture
from sim.analysis.threshold.threshold import RESAMPLES
from sim.output.numbers import interval, number
from sim.output.report import Report
from sim.output.table import Declaration, Printed, integer, real, text
from sim.scenario.schema import flat_entries
from sim.stats.criterion import CLEAR, is_clear

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.analysis.threshold.over_draws import OverDraws
    from sim.analysis.threshold.threshold import Threshold
    from sim.output.table import Row
    from sim.stats.estimate import Estimate

MIDDLE = (0.05, 0.5, 0.95)  # of the thresholds of all draws
RESAMPLED = (0.025, 0.975)  # of what other random numbers would make it
SIGNED = "+.5f"


def _interval(row: Row) -> str:
    return interval(row["ci_low"], row["ci_high"], SIGNED)


CURVE = Declaration(
    name="curve",
    caption="A point of the range that is looked along",
    columns=(
        real("effect", "unit of the metric", "Mean effect over the pairs of runs: treatment less control"),
        real("ci_low", "unit of the metric", "Lower limit of its 95% interval"),
        real("ci_high", "unit of the metric", "Upper limit of its 95% interval"),
        real("t", "standard errors", "Distance of the effect from 0; infinite where all pairs agree"),
        integer("pairs", "pairs of runs", "Pairs of runs that have the metric in all arms"),
    ),
)
SIGNS = Declaration(
    name="signs",
    caption="The signs of the effect at the ends of the range, over draws of the other quantities",
    columns=(
        text("signs", "The signs at the ends"),
        integer("draws", "draws", "Draws of the other quantities that have these signs"),
    ),
    printed=(Printed("signs at the ends of the range", "signs"), Printed("draws", "draws", ",d")),
)
DECLARATIONS = (CURVE, SIGNS)


def along(over: str) -> Declaration:
    """Return the declaration of the curve along a quantity, whose name is that of the first column.

    Parameters
    ----------
    over : str
        Flat name of the quantity.

    Returns
    -------
    Declaration
        Of the table `curve`.
    """
    first = real(over, flat_entries()[over].quantity.unit, "Value of the quantity that is looked along")
    return replace(
        CURVE,
        columns=(first, *CURVE.columns),
        printed=(
            Printed(over, over),
            Printed("effect", "effect", SIGNED),
            Printed("95% interval", "effect", _interval),
            Printed("t", "t", "+.1f"),
        ),
    )


def report(found: Threshold) -> Report[Threshold]:
    """Return a threshold as a report.

    Parameters
    ----------
    found : Threshold
        With or without draws of the other quantities.

    Returns
    -------
    Report
        Tables `curve` and `signs`; the second has no rows where nothing was drawn.
    """
    drawn = found.over_draws
    resampled = np.quantile(found.by_chance, RESAMPLED).tolist() if len(found.by_chance) else None
    return Report(
        name="threshold",
        result=found,
        heading=f"{found.title} along {found.over} in {found.scenario}: {found.runs:,} pairs of runs at each "
        f"of {len(found.places)} points, seed {found.seed}",
        parts=(along(found.over).of(_curve(found)), SIGNS.of(() if drawn is None else _signs(drawn))),
        sentences=(*_answer(found), *(() if drawn is None else _over_draws(drawn))),
        details={
            "scenario": found.scenario,
            "subject": found.subject.says,
            "over": found.over,
            "runs": found.runs,
            "seed": found.seed,
            "verdict": found.verdict,
            "thresholds": found.thresholds,
            "resampled_interval": resampled,
            "over_draws": None if drawn is None else _drawn_data(drawn),
        },
        draw=picture,
    )


def _curve(found: Threshold) -> Iterator[dict[str, Any]]:
    for place, point in zip(found.places, found.curve, strict=True):
        yield {
            found.over: float(place),
            "effect": point.value,
            "ci_low": point.low,
            "ci_high": point.high,
            "t": point.t,
            "pairs": point.n,
        }


def _signs(drawn: OverDraws) -> list[dict[str, Any]]:
    """Count the draws by the signs of the effect at both ends."""
    ends = drawn.ends
    counts = {
        "above 0 at both ends, beyond chance": ends.both(1.0),
        "below 0 at both ends, beyond chance": ends.both(-1.0),
        "different signs, beyond chance": int((ends.crossed & ends.clear).sum()),
    }
    rest = len(ends.low) - sum(counts.values()) - ends.nothing
    counts |= {"different signs, or one that is open": rest}
    counts |= {"0 at both ends, in every pair of runs": ends.nothing}
    return [{"signs": signs, "draws": draws} for signs, draws in counts.items()]


def _answer(found: Threshold) -> Iterator[str]:
    """Say where the threshold is, or that there is none, and what the effects are at both ends."""
    between = f"between {found.places[0]:g} and {found.places[-1]:g}"
    if found.verdict == "no effect":
        yield f"There is no change of sign {between}: there is no effect, in no pair of runs."
    elif found.verdict == "no change of sign":
        low, high = (
            f"{_effect(found.curve[end])} at {found.places[end]:g}" for end in (0, len(found.curve) - 1)
        )
        yield f"There is no change of sign {between}: {low}, {high}."
        yield from _near(found)
    else:
        yield from _changes(found)


def _effect(point: Estimate) -> str:
    return f"{point.value:{SIGNED}} ({interval(point.low, point.high, SIGNED)})"


def _near(found: Threshold) -> Iterator[str]:
    """Say where the mean is on the other side of 0, or that it nowhere is beyond chance."""
    signs = {np.sign(point.value) for point in found.curve}
    more = f"beyond chance ({CLEAR:g} standard errors); more --runs would show more"
    if not any(map(is_clear, found.curve)):
        yield f"Nowhere is the effect {more}."
    elif len(signs - {0.0}) > 1:
        yield f"On one side of 0 it is nowhere {more}."


def _changes(found: Threshold) -> Iterator[str]:
    places = " and ".join(number(place) for place in found.thresholds)
    rising = found.curve[0].value < found.curve[-1].value
    once = len(found.thresholds) == 1
    way = f", from {'below' if rising else 'above'} 0 to {'above' if rising else 'below'}" if once else ""
    yield f"The effect changes sign at {found.over} = {places}{way}."
    low, high = map(float, np.quantile(found.by_chance, RESAMPLED))
    which = "it" if once else "the first"
    share = len(found.by_chance) / RESAMPLES
    yield f"Resampled runs place {which} at {interval(low, high)} (95%); {share:.0%} of them change sign."


def _over_draws(drawn: OverDraws) -> Iterator[str]:
    others = f"{drawn.quantities:,} other quantit{'y' if drawn.quantities == 1 else 'ies'}"
    yield f"Priors: {len(drawn.ends.low):,} draws of {others}, {drawn.runs:,} pairs of runs each."
    if crossed := int(drawn.ends.crossed.sum()):
        low, middle, high = map(float, np.quantile(drawn.thresholds, MIDDLE))
        yield (
            f"Where the means at the ends differ in sign ({crossed:,} draws), the sign changes at "
            f"{number(middle)} ({interval(low, high)} in 90%)."
        )


def _drawn_data(drawn: OverDraws) -> dict[str, Any]:
    return {
        "quantities": drawn.quantities,
        "draws": len(drawn.ends.low),
        "runs": drawn.runs,
        "different_signs": int(drawn.ends.crossed.sum()),
        "interval": np.quantile(drawn.thresholds, MIDDLE).tolist() if len(drawn.thresholds) else None,
        "thresholds": np.sort(drawn.thresholds).tolist(),
    }
