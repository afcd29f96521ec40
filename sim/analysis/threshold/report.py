"""A threshold on the terminal, as rows of a file, as plain data and as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.threshold.threshold import FAR, RESAMPLES
from sim.output.figure import BLUE, ORANGE, new_figure, svg_of
from sim.output.numbers import number

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from sim.analysis.threshold.threshold import OverDraws, Threshold
    from sim.stats.effects import Estimate

MIDDLE = (0.05, 0.5, 0.95)  # of the thresholds of all draws
SURE = (0.025, 0.975)  # of what other random numbers would make it


def reported(found: Threshold) -> str:
    """Return the answer in sentences: the threshold, or that there is none, and the effects at both ends."""
    low, high = found.places[0], found.places[-1]
    lines = [
        f"{_title(found)} along {found.over} in {found.scenario}",
        f"{found.runs:,} pairs of runs at each of {len(found.places)} points, seed {found.seed}",
        "",
        *(
            f"  at {number(place):>8}  {_effect(point)}"
            for place, point in zip(found.places, found.curve, strict=True)
        ),
        "",
    ]
    if found.verdict == "no effect":
        lines.append(
            f"no change of sign between {low:g} and {high:g}: there is no effect, in no pair of runs"
        )
    elif found.verdict == "no change of sign":
        ends = f"{_effect(found.curve[0])} at {low:g}, {_effect(found.curve[-1])} at {high:g}"
        lines += [f"no change of sign between {low:g} and {high:g}: {ends}", *_near(found)]
    else:
        lines += _changes(found)
    if found.over_draws is not None:
        lines += ["", *_over_draws(found.over_draws)]
    return "\n".join(lines)


def _title(found: Threshold) -> str:
    return f"{found.subject.says[0].upper()}{found.subject.says[1:]}"


def _effect(point: Estimate) -> str:
    return f"{point.mean:+.5f} ({point.low:+.5f} to {point.high:+.5f})"


def _near(found: Threshold) -> Iterator[str]:
    """Say where the mean is on the other side of 0, or that it nowhere is beyond chance."""
    signs = {np.sign(point.mean) for point in found.curve}
    if all(abs(point.t) <= FAR for point in found.curve):
        yield "nowhere is the effect beyond chance (3 standard errors); more --runs would tell more"
    elif len(signs - {0.0}) > 1:
        yield "on one side of 0 it is nowhere beyond chance (3 standard errors); more --runs would tell more"


def _changes(found: Threshold) -> Iterator[str]:
    places = " and ".join(number(place) for place in found.thresholds)
    rising = found.curve[0].mean < found.curve[-1].mean
    how = f"from {'below' if rising else 'above'} 0 to {'above' if rising else 'below'}"
    once = len(found.thresholds) == 1
    yield f"changes sign at {found.over} = {places}{f', {how}' if once else ''}"
    low, high = map(number, np.quantile(found.by_chance, SURE))
    which = "it" if once else "the first"
    kept = f"{len(found.by_chance) / RESAMPLES:.0%} of them change sign"
    yield f"runs drawn anew would place {which} between {low} and {high} (95%; {kept})"


def _over_draws(drawn: OverDraws) -> Iterator[str]:
    ends, count = drawn.ends, len(drawn.ends.low)
    crossed = int(ends.crossed.sum())
    clear = int((ends.crossed & ends.clear).sum())
    yield f"{drawn.quantities:,} other quantities drawn from their priors, {drawn.runs:,} pairs of runs each:"
    yield f"  above 0 at both ends, beyond chance   {ends.both(1.0):5,} of {count:,} draws"
    yield f"  below 0 at both ends, beyond chance   {ends.both(-1.0):5,}"
    yield f"  different signs, beyond chance        {clear:5,}"
    reported = ends.both(1.0) + ends.both(-1.0) + clear + ends.nothing
    yield f"  different signs, or one that is open  {count - reported:5,}"
    yield f"  0 at both ends, in every pair of runs {ends.nothing:5,}"
    if crossed:
        low, middle, high = map(number, np.quantile(drawn.thresholds, MIDDLE))
        yield f"where the means differ in sign ({crossed:,} draws): at {middle} ({low} to {high} in 90%)"


def as_data(found: Threshold) -> dict[str, Any]:
    """Return a threshold as plain data; None where there is none."""
    interval = np.quantile(found.by_chance, SURE).tolist() if len(found.by_chance) else None
    return {
        "scenario": found.scenario,
        "subject": found.subject.says,
        "over": found.over,
        "runs": found.runs,
        "seed": found.seed,
        "verdict": found.verdict,
        "thresholds": list(found.thresholds),
        "interval_by_luck": interval,
        "curve": curve_frame(found).to_dict("records"),
        "over_draws": None if found.over_draws is None else _drawn_data(found.over_draws),
    }


def _drawn_data(drawn: OverDraws) -> dict[str, Any]:
    ends = drawn.ends
    return {
        "quantities": drawn.quantities,
        "draws": len(ends.low),
        "runs": drawn.runs,
        "above_at_both_ends": ends.both(1.0),
        "below_at_both_ends": ends.both(-1.0),
        "zero_at_both_ends": ends.nothing,
        "different_signs": int(ends.crossed.sum()),
        "different_signs_beyond_chance": int((ends.crossed & ends.clear).sum()),
        "interval": np.quantile(drawn.thresholds, MIDDLE).tolist() if len(drawn.thresholds) else None,
        "thresholds": np.sort(drawn.thresholds).tolist(),
    }


def curve_frame(found: Threshold) -> pd.DataFrame:
    """Return a row a point of the curve."""
    import pandas as pd

    return pd.DataFrame(
        {
            found.over: found.places,
            "effect": [point.mean for point in found.curve],
            "ci_low": [point.low for point in found.curve],
            "ci_high": [point.high for point in found.curve],
            "t": [point.t for point in found.curve],
            "pairs": [point.runs for point in found.curve],
        }
    )


def picture(found: Threshold) -> str:
    """Return the curve with its intervals, the changes of sign, and below those of the draws; SVG."""
    figure = new_figure(7.5, 4.6)
    axes = figure.subplots()
    low, high = ([getattr(point, end) for point in found.curve] for end in ("low", "high"))
    axes.fill_between(found.places, low, high, color=BLUE, alpha=0.25, lw=0)
    axes.plot(found.places, [point.mean for point in found.curve], color=BLUE, marker="o", ms=4)
    axes.axhline(0, color="black", lw=0.8)
    for place in found.thresholds:
        axes.axvline(place, color="black", ls="--", lw=1)
    if found.over_draws is not None and len(found.over_draws.thresholds):
        floor = np.full(len(found.over_draws.thresholds), 0.03)
        axes.plot(
            found.over_draws.thresholds,
            floor,
            "|",
            color=ORANGE,
            ms=14,
            mew=1.5,
            transform=axes.get_xaxis_transform(),
            label="changes of sign in draws from the priors",
        )
        axes.legend(frameon=False, fontsize=8)
    axes.set_xlabel(f"{found.over} (area: 95% interval)")
    axes.set_ylabel(f"effect on {found.subject.metric}")
    axes.spines[["top", "right"]].set_visible(False)
    figure.suptitle(f"{_title(found)}: {found.verdict}", fontsize=10)
    return svg_of(figure)
