"""`sim discover`: boxes in which an outcome concentrates, found in some runs and tested on others.

PRIM finds a dense box in noise too, and what it measures on its own runs is biased. So each box that is
chosen there is tested once on the runs that were set aside: Fisher's exact test (hypergeometric, one-sided)
of its density against that of the others. The boxes are tested in the order in which they were found, and
the first that fails ends the search, so that the chance of any false box is that of one test.

Sources: level for the claim of something new, Benjamin et al. 2018; tests in a fixed sequence, Maurer,
Hothorn and Lehmacher 1995.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.analysis.discovery import peeling
from sim.analysis.discovery.peeling import Ends, Limit, Peeled, PeelingStep, within
from sim.analysis.discovery.runs import Runs, runs_of
from sim.errors import UsageError
from sim.outcomes.check import check_given
from sim.outcomes.streamed import opened
from sim.scenario import ranges

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from sim.output.report import Report

    Flags = NDArray[np.bool_]

MASS = PEEL = 0.05  # shares of the runs that a box holds at least, and of a box that a step peels off
SAMPLE = 20_000  # runs that boxes are looked for in: more cost time in proportion, and change little
HELD_OUT = 0.25
LEVEL = 0.005  # of the test on the runs set aside, by which a box counts as found
SHORT = 0.05  # of the test by which a box is less dense, on the runs set aside, than was asked for
FEW = 100  # runs that meet the target: below it, boxes are mostly chance


class BoxFigures(NamedTuple):
    """A box measured on runs: how many, how many of them lie in it and meet the target, and the shares."""

    runs: int
    inside: int
    met: int
    coverage: float
    density: float


@dataclass(frozen=True, slots=True)
class Range:
    """A restricted parameter: its column and flat name, the box's limits, and its range over all runs.

    `checked_p` is the quasi-p value on the runs that were set aside: the chance of so many of them meeting
    the target in the box if this parameter's restriction did nothing. None where none of them can tell.
    """

    column: str
    limit: Limit
    lowest: float
    highest: float
    checked_p: float | None


@dataclass(frozen=True, slots=True)
class Box:
    """A box: its restricted parameters, how it does where it was found and on runs set aside, the way to it.

    `p_value` is the chance of so many of the box's runs set aside meeting the target if the box were noise.
    It, `checked` and `checked_steps` are None where the runs that were set aside cannot tell.
    """

    number: int
    ranges: tuple[Range, ...]
    chosen: PeelingStep
    checked: BoxFigures | None
    p_value: float | None
    steps: tuple[PeelingStep, ...]
    checked_steps: tuple[BoxFigures | None, ...]


@dataclass(frozen=True, slots=True)
class Rejected:
    """What ended the search early: why, and the box that was not good enough, None where there was none."""

    why: str
    box: Box | None


@dataclass(frozen=True, slots=True)
class Discovery:
    """What was looked for, where, and what was found. `share` is that of all runs that meet the target.

    `boxes` passed the test on the runs that were set aside; `rejected` says why there are no more, and is
    None where as many were found as were asked for.
    """

    source: str
    scenario: str
    target: str
    runs: int
    share: float
    parameters: int
    searched: int
    aside: int
    boxes: tuple[Box, ...]
    rejected: Rejected | None
    warnings: tuple[str, ...]

    def save_box(self, place: str | Path, number: int = 1) -> Path:
        """Write a box as a scenario file to play.

        Parameters
        ----------
        place : str or Path
            The file, `NAME.yaml`.
        number : int
            Number of the box, from 1.

        Returns
        -------
        Path
            The file.

        Raises
        ------
        UsageError
            There is no such box, or the file's name can be no scenario's.
        ResultsError
            The boxes were not found in a result folder, or the file cannot be written.
        """
        from sim.analysis.discovery.save import save_box

        if not 1 <= number <= len(self.boxes):
            raise UsageError(f"box {number}: {len(self.boxes)} were found")
        save_box(self, self.boxes[number - 1], Path(place))
        return Path(place)


def discover(
    results: str | Path,
    target: str,
    *,
    scenario: str | None = None,
    boxes: int = 1,
    density: float | None = None,
    mass: float = MASS,
    peel: float = PEEL,
    sample: int = SAMPLE,
    held_out: float = HELD_OUT,
) -> Report[Discovery]:
    """Look for boxes of drawn or swept parameters in which a target is met more often than elsewhere (PRIM).

    Parameters
    ----------
    results : str or Path
        A result folder, or a table whose parameters are columns `p_NAME`.
    target : str
        A condition on its columns, as for `sim compare --where`.
    scenario : str, optional
        Which scenario of the folder; needed where several draw something.
    boxes : int
        How many boxes to look for, each in what the ones before leave.
    density : float, optional
        Take of every peeling the largest box of at least this density (share of its runs that meet the
        target), rather than the best by coverage and density together; a less dense one is not found.
    mass : float
        Smallest share of the runs that a box may hold.
    peel : float
        Share of a box that is peeled off in a step.
    sample : int
        At most how many runs are searched; the others are set aside too.
    held_out : float
        Share of all runs that is set aside at least, to test boxes on.

    Returns
    -------
    Report
        Tables `ranges` (a row a box and restricted parameter) and `trajectory` (a row a step of the peeling);
        without rows where no box passes the test on the runs set aside, or none is as dense as was asked for:
        a sentence says why.

    Raises
    ------
    UsageError
        An option makes no sense, no run is set aside, or ema_workbench is not installed.
    ResultsError
        The table cannot be read, or nothing was drawn.

    Examples
    --------
    >>> import sim
    >>> report = sim.discover("results/open-1a2b3c4d", "outcome == regime_collapse")  # doctest: +SKIP
    >>> report.result.boxes[0].chosen.density  # doctest: +SKIP
    """
    from sim.analysis.discovery.report import report

    _check(boxes, density, peel, mass, sample, held_out)
    source = Path(results)
    check_given(source)
    with opened(source, str(source)) as table:
        runs = runs_of(table, source, target, scenario, sample, held_out)
        if not len(runs.aside):
            raise UsageError(
                f"--held-out {held_out:g}: of {len(runs.met):,} runs none is set aside to test a box on; "
                f"a larger share, e.g. {HELD_OUT:g}, or more runs"
            )
        peeled = peeling.peel(runs.drawn(), runs.met[runs.searched], boxes, density, peel, mass)
        found, rejected = _found(_measured(runs, peeled), density)
        discovery = Discovery(
            source=runs.source,
            scenario=runs.side.scenario,
            target=target,
            runs=len(runs.met),
            share=float(runs.met.mean()),
            parameters=len(runs.names),
            searched=len(runs.searched),
            aside=len(runs.aside),
            boxes=found,
            rejected=rejected if len(found) < boxes else None,
            warnings=tuple(_warnings(runs)),
        )
    return report(discovery)


def _check(boxes: int, density: float | None, peel: float, mass: float, sample: int, held_out: float) -> None:
    ranges.BOXES.checked("--boxes", boxes)
    ranges.SEARCHED.checked("--sample", sample)
    ranges.HELD_OUT.checked("--held-out", held_out)
    ranges.PEEL.checked("--peel", peel)
    ranges.MASS.checked("--mass", mass)
    if density is not None:
        ranges.DENSITY.checked("--density", density)


def _warnings(runs: Runs) -> Iterator[str]:
    met = int(runs.met[runs.searched].sum())
    if min(met, len(runs.searched) - met) < FEW:
        few, what = (met, "meet") if met < FEW else (len(runs.searched) - met, "miss")
        yield f"only {few} of the searched runs {what} the target: boxes of so few are mostly chance"
    points = runs.table.numbers("point")[runs.side.rows] if "point" in runs.table.kinds else np.zeros(1)
    if points.min() < points.max():
        yield "the points of a sweep share random numbers, so their runs tell less than so many others would"


def _found(boxes: Iterator[Box], density: float | None) -> tuple[tuple[Box, ...], Rejected]:
    """Return the boxes up to the first that is not good enough, and what ended the search."""
    found: list[Box] = []
    for box in boxes:
        if why := _fault(box, density):
            return tuple(found), Rejected(why, box)
        found.append(box)
    return tuple(found), Rejected("nowhere is the target met more often than in all runs together", None)


def _fault(box: Box, density: float | None) -> str:
    """Return why a box does not count as found; empty where it does."""
    from scipy import stats

    one, checked = f"box {box.number}", box.checked
    if density is not None and box.chosen.density < density:
        densest = max(step.density for step in box.steps)
        return f"{one}: no density of {density:.1%} is reached; the densest box has {densest:.1%}"
    if checked is None or box.p_value is None:
        return f"{one} cannot be tested: too few of the runs set aside lie in it or meet the target"
    reported = f"{one} has the density {box.chosen.density:.1%} where it was found, but {checked.density:.1%}"
    aside = f"{reported} ({checked.met:,} of {checked.inside:,}) on the runs set aside"
    if box.p_value > LEVEL:
        return f"{aside}, no more than chance makes (p {box.p_value:.2g}; at most {LEVEL:g} counts as found)"
    if density is not None and stats.binom.cdf(checked.met, checked.inside, density) <= SHORT:
        return f"{aside}; {density:.1%} were asked for"
    return ""


def _measured(runs: Runs, peeled: Iterator[Peeled]) -> Iterator[Box]:
    """Measure each box on the runs that were set aside, and in what the boxes before leave of them."""
    left, met = np.ones(len(runs.aside), dtype=bool), runs.met[runs.aside]
    for number, box in enumerate(peeled, 1):
        names = {name for ends in box.ends for name in ends} | set(box.limits)
        columns = {name: runs.values(name) for name in sorted(names)}
        aside = {name: column[runs.aside] for name, column in columns.items()}
        ends = {name: _ends(limit) for name, limit in box.limits.items()}
        ranges = [
            Range(
                name,
                limit,
                float(columns[name].min()),
                float(columns[name].max()),
                _checked_p(aside, ends, name, left, met),
            )
            for name, limit in box.limits.items()
        ]
        ranges.sort(key=lambda one: _smallest(one.limit))
        inside = within(aside, ends, len(met)) & left
        checked = _figures(inside, met)
        steps = tuple(_figures(within(aside, step, len(met)) & left, met) for step in box.ends)
        yield Box(number, tuple(ranges), box.chosen, checked, _p_value(checked, left, met), box.steps, steps)
        left &= ~inside


def _ends(limit: Limit) -> tuple[float, float]:
    """The ends of a box, infinite where it restricts nothing."""
    return (
        -np.inf if limit.low is None else limit.low,
        np.inf if limit.high is None else limit.high,
    )


def _smallest(limit: Limit) -> float:
    return min(p for p in (limit.quasi_p_low, limit.quasi_p_high) if p is not None)


def _figures(inside: Flags, met: Flags) -> BoxFigures | None:
    """What lies inside; None where no runs were set aside that could tell."""
    both, count, all_met = int((inside & met).sum()), int(inside.sum()), int(met.sum())
    return BoxFigures(len(met), count, both, both / all_met, both / count) if all_met and count else None


def _p_value(checked: BoxFigures | None, left: Flags, met: Flags) -> float | None:
    """The chance of so many met in the box if its runs were any of those left (hypergeometric)."""
    from scipy import stats

    if checked is None:
        return None
    return float(
        stats.hypergeom.sf(checked.met - 1, int(left.sum()), int((left & met).sum()), checked.inside)
    )


def _checked_p(
    aside: Mapping[str, NDArray[np.float64]], ends: Ends, name: str, left: Flags, met: Flags
) -> float | None:
    """The quasi-p value of a parameter's restriction on other runs than it was found in; None without any."""
    from scipy import stats

    inside = within(aside, ends, len(met)) & left
    others = {other: limits for other, limits in ends.items() if other != name}
    without = within(aside, others, len(met)) & left
    if not without.any():
        return None
    rate = float(met[without].mean())
    return float(stats.binom.sf(int((inside & met).sum()) - 1, int(inside.sum()), rate))
