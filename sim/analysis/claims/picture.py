"""Effects of claims' tests and of patterns as a figure, in standard deviations, coloured by verdict."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from sim.output.figure import BLUE, GREY, ORANGE, ROW, new_figure, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.figure import Figure

    from sim.analysis.claims.claims import AssessedClaims
    from sim.analysis.claims.readings import PatternResults

COLOURS = {"as expected": BLUE, "not as expected": ORANGE, "undecided, or reported only": GREY}
AS_EXPECTED, OTHERWISE, OPEN = COLOURS
LONGEST = 70  # characters of a label


class Effect(NamedTuple):
    """An effect with its 95% interval in standard deviations, and a key of `COLOURS`."""

    label: str
    size: float
    low: float
    high: float
    verdict: str


def picture(found: AssessedClaims) -> Figure:
    """Return the effects of tested claims and patterns, a row an effect.

    Parameters
    ----------
    found : AssessedClaims
        Figures without a size in standard deviations are left out.

    Returns
    -------
    Figure
        Claims first, then patterns.
    """
    return _forest([*_of_claims(found), *_of_patterns(found.patterns)], "Tests of the claims and patterns")


def picture_of_patterns(found: Sequence[PatternResults]) -> Figure:
    """Return the effects of the patterns, a row a reading, with a point for each pairing of minds.

    Parameters
    ----------
    found : sequence of PatternResults
        One a pairing of minds, all of one scenario.

    Returns
    -------
    Figure
        Readings without a size in standard deviations are left out.
    """
    return _forest(
        [effect for one in found for effect in _of_patterns(one)], f"Patterns in {found[0].scenario}"
    )


def _of_claims(found: AssessedClaims) -> Iterator[Effect]:
    words = {"holds": AS_EXPECTED, "fails": OTHERWISE}
    for one in found.claims:
        for figure in one.figures:
            if figure.effect:
                spread = figure.value / figure.effect
                label = f"{one.trial.claim} {figure.what}"
                ends = figure.low / spread, figure.high / spread
                yield Effect(label, figure.effect, *ends, words.get(figure.verdict, OPEN))


def _of_patterns(found: PatternResults) -> Iterator[Effect]:
    words = {True: AS_EXPECTED, False: OTHERWISE, None: OPEN}
    for result in found.results:
        for one in result.findings:
            if one.size and not math.isnan(one.size):
                spread = one.estimate.value / one.size
                label = f"{result.pattern.name} {one.reading.metric} {one.reading.arms}"
                ends = one.estimate.low / spread, one.estimate.high / spread
                yield Effect(label.strip(), one.size, *ends, OPEN if one.reading.beside else words[one.holds])


def _forest(effects: Sequence[Effect], title: str) -> Figure:
    labels = list(dict.fromkeys(one.label for one in effects))
    figure = new_figure(10, 1.4 + ROW * len(labels))
    axes = figure.subplots()
    for verdict, colour in COLOURS.items():
        shown = [one for one in effects if one.verdict == verdict]
        if shown:
            places = [labels.index(one.label) for one in shown]
            reach = [[one.size - one.low for one in shown], [one.high - one.size for one in shown]]
            sizes = [one.size for one in shown]
            axes.errorbar(sizes, places, xerr=reach, fmt="o", ms=4, lw=1, color=colour, label=verdict)
    axes.axvline(0, color=GREY, lw=0.8)
    axes.set_yticks(range(len(labels)), [label[:LONGEST] for label in labels])
    axes.invert_yaxis()
    plain(axes, title, "effect, standard deviations, with 95% interval")
    if effects:
        figure.legend(loc="outside lower center", ncols=len(COLOURS), frameon=False, fontsize=8)
    return figure
