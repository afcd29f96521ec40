"""What the runs of a changed scenario come to, beside those of the scenario as it stands."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.pages.findings import (
    BANDS,
    CONTRASTS,
    DISTRIBUTIONS,
    Contrast,
    ScenarioFindings,
    run_measure,
)
from sim.pages.measured import bin_edges, histogram, shares_apart, shares_of, shift_of
from sim.pages.settings import changes, marks
from sim.pages.svg import rounded
from sim.pages.words import USUAL, ending, percent, plural, signed
from sim.quantities import OUTCOMES
from sim.stats.estimate import LEVEL

if TYPE_CHECKING:
    from sim.dashboard.batches import PlayedBatch


def compared(
    here: PlayedBatch, there: PlayedBatch | None
) -> tuple[ScenarioFindings, ScenarioFindings | None]:
    """Findings on a batch, and on the one that it is compared with, run by run where the seeds agree.

    Parameters
    ----------
    here : PlayedBatch
        The batch that is described.
    there : PlayedBatch or None
        What it is compared with; None for nothing.

    Returns
    -------
    (ScenarioFindings, ScenarioFindings or None)
        Of `here` with its contrast, and of `there`; histograms of both are on the same bins.
    """
    found = _found(here, there)
    if there is None:
        return _with_histograms([found], [here])[0], None
    contrast = _contrast(here, there)
    both = _with_histograms([replace(found, contrast=contrast), _found(there, there)], [here, there])
    return both[0], both[1]


def _found(here: PlayedBatch, there: PlayedBatch | None) -> ScenarioFindings:
    counts = np.bincount(here.outcomes, minlength=len(OUTCOMES))
    return ScenarioFindings(
        scenario=here.scenario,
        runs=len(here.outcomes),
        shares=shares_of(counts),
        statistics={name: _statistics(values) for name, values in here.metrics.items()},
        months={name: here.months[name] for name in BANDS},
        incidence=here.incidence,
        marks=tuple(marks(here.scenario)),
        changes=tuple(changes(here.scenario, there.scenario)) if there else (),
        sweep=None,
        typical={},
    )


def _statistics(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> dict[str, float]:
    present = values[~np.isnan(values)]
    if len(present) == 0:
        return {}
    p5, p50, p95 = np.quantile(present, (0.05, 0.5, 0.95))
    spread = float(np.std(present, ddof=1)) if len(present) > 1 else 0.0
    return {
        "mean": float(np.mean(present)),
        "sd": spread,
        "p5": float(p5),
        "p50": float(p50),
        "p95": float(p95),
    }


def _contrast(here: PlayedBatch, there: PlayedBatch) -> Contrast:
    same = here.scenario.seed == there.scenario.seed and len(here.outcomes) == len(there.outcomes)
    shifts = (shift_of(name, here.metrics[name], there.metrics[name], by_run=same) for name in CONTRASTS)
    why = f"paired by run (both have seed {here.scenario.seed})" if same else "unpaired: the seeds differ"
    shares = shares_apart(here.outcomes, there.outcomes, by_run=same)
    return Contrast(here.scenario.name, same, why, shares, tuple(shifts))


def _with_histograms(found: list[ScenarioFindings], sides: list[PlayedBatch]) -> list[ScenarioFindings]:
    """The same with histograms, on the same bins for all."""
    for metric in DISTRIBUTIONS:
        values = np.concatenate([side.metrics[metric] for side in sides])
        figures = [scenario.statistics[metric] for scenario in found]
        edges = bin_edges(values, figures, integer=run_measure(metric).integer)
        for scenario, side, known in zip(found, sides, figures, strict=True):
            median = known.get("p50", float("nan"))
            scenario.histograms[metric] = histogram(side.metrics[metric], edges, median)
    return found


def explored(batch: tuple[PlayedBatch, ...]) -> dict[str, Any]:
    """What the template is filled with: the scenario as it stands, and changed if it was.

    Parameters
    ----------
    batch : tuple of PlayedBatch
        One, or two: that which is compared with, then that which is described.

    Returns
    -------
    dict
        By the names that `explore.html.j2` uses: sentences, pictures and lists.
    """
    from sim.pages import figures
    from sim.pages.report import cautions, distributions, forests, months

    here, there = compared(batch[-1], batch[0] if len(batch) > 1 else None)
    sides = [side for side in (here, there) if side is not None]
    high = max(share.high for side in sides for name, share in side.shares.items() if name != USUAL)
    beside = _called(here, there) if there else ""
    diamond = f" Diamond: {beside}." if there else ""
    return {
        "sentences": sentences(here, there, beside),
        "legend": figures.legend(),
        "endings": figures.endings("x-endings", here, there, rounded(0.0, 100 * max(high, 0.001), 5)[1]),
        "endings_about": f"Per cent of runs, with {LEVEL} intervals.{diamond}",
        "incidence": figures.incidence("x-incidence", here),
        "changes": here.changes,
        "warnings": list(cautions(here.scenario)),
        "beside": beside,
        "marks": here.marks,
        "months": list(months("x", here, there)),
        "distributions": list(distributions("x", here, there)),
        **forests("x", here),
    }


def _called(here: ScenarioFindings, there: ScenarioFindings) -> str:
    """What the other side is called: it may be the same scenario without the changes."""
    return f"{there.name} as it stands" if there.name == here.name else there.name


def sentences(here: ScenarioFindings, there: ScenarioFindings | None, beside: str) -> list[str]:
    """What a reader sees first: how the runs end, and what the changes move most.

    Parameters
    ----------
    here : ScenarioFindings
        The runs that are described.
    there : ScenarioFindings or None
        The runs that they are compared with; None for none.
    beside : str
        What the latter are called.

    Returns
    -------
    list of str
        One sentence without a comparison, else two or three.
    """
    usual = here.shares[USUAL]
    said = f"{percent(usual.value)}% of {plural(here.runs, 'run')} muddle through to the end"
    if there is None or here.contrast is None:
        return [f"{said}. Move a lever to see what it changes."]
    lines = [f"{said}; {percent(there.shares[USUAL].value)}% do in {beside}."]
    moved = {name: interval for name, interval in here.contrast.shares.items() if interval.excludes_zero}
    if moved:
        name = max(moved, key=lambda name: abs(moved[name].value))
        more = "more" if moved[name].value > 0 else "less"
        lines.append(
            f"Most moved among the endings: {ending(name)}, {percent(abs(moved[name].value))} percentage "
            f"points {more} frequent."
        )
    else:
        lines.append("No ending's share differs beyond chance.")
    effects = [shift for shift in here.contrast.metrics if shift.effect.excludes_zero]
    if effects:
        shift = max(effects, key=lambda shift: abs(shift.effect.value))
        lines.append(
            f"Most moved among the measures: {shift.measure.label}, {signed(shift.effect.value)} standard "
            "deviations."
        )
    return lines
