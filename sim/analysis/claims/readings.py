"""Whether the patterns hold: every reading measured, with its placebo and its ablation."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from sim.experiments.arm import AS_IT_STANDS
from sim.experiments.arms import Arms
from sim.experiments.metrics import BEST_SUBSIDY_STEP
from sim.experiments.optimum import best_subsidy_steps
from sim.stats.criterion import CLEAR, clear_direction, is_clear
from sim.stats.effects import Remainder, placebo, remainder
from sim.stats.estimate import UNKNOWN, Estimate
from sim.stats.means import mean, spread
from sim.stats.shares import is_share, share

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from sim.analysis.claims.catalogue import Ablation, Pattern, Reading
    from sim.experiments.arm import ArmComparison
    from sim.experiments.arms import ArmSetup
    from sim.experiments.workers import Workers

    Vector = NDArray[np.float64]

Worth = Literal["evidence", "calibrated", "imposed", "encoded"]
QUANTAL, ASPIRATION = "quantal", "aspiration"

# What may be left of an effect without its mechanism, by what is expected of the ablation.
ENOUGH: dict[str, tuple[Remainder, ...]] = {
    "nothing": ("exactly 0",),
    "gone": ("exactly 0", "gone", "reversed"),
    "weaker": ("exactly 0", "gone", "reversed", "weaker"),
}


@dataclass(frozen=True, slots=True)
class AblatedEffect:
    """What was left of an effect with its mechanism switched off, and whether that is as expected."""

    left: Estimate
    remainder: Remainder
    as_expected: bool


@dataclass(frozen=True, slots=True)
class ReadingResult:
    """What came of one reading.

    `estimate` is the mean difference between the arms, or the mean where there is one arm; `size` the
    same difference in standard deviations of the scenario as it stands; `means` those of control and
    treatment. `holds` is None where it could not be measured.
    """

    reading: Reading
    estimate: Estimate
    size: float
    means: tuple[float, ...]
    holds: bool | None
    placebo: float = math.nan
    ablated: AblatedEffect | None = None

    @property
    def t(self) -> float:
        """Distance of the estimate from 0, or from the bound of a level, in standard errors."""
        return self.estimate.errors_from(self.reading.bound if self.reading.comparison is None else 0.0)

    @property
    def calm(self) -> bool | None:
        """Whether the placebo shows no effect; None where there is none."""
        return None if math.isnan(self.placebo) else self.placebo <= CLEAR


@dataclass(frozen=True, slots=True)
class PatternResult:
    """What came of one pattern, and what that is worth with the minds it was looked for in."""

    pattern: Pattern
    findings: tuple[ReadingResult, ...]
    worth: Worth

    @property
    def holds(self) -> bool | None:
        """Whether all readings that decide hold; None where one could not be measured."""
        verdicts = [finding.holds for finding in self.findings if not finding.reading.beside]
        return None if None in verdicts else all(verdicts)


@dataclass(frozen=True, slots=True)
class PatternResults:
    """The patterns in one scenario, with one pair of minds."""

    scenario: str
    runs: int
    seed: int
    kremlin_mind: str
    minsk_mind: str
    results: tuple[PatternResult, ...]

    @property
    def failed(self) -> tuple[str, ...]:
        """The required patterns that do not hold, if both minds are quantal: otherwise none is required."""
        if (self.kremlin_mind, self.minsk_mind) != (QUANTAL, QUANTAL):
            return ()
        return tuple(
            result.pattern.name
            for result in self.results
            if result.pattern.status == "required" and not result.holds
        )


def examine(stage: ArmSetup, chosen: Sequence[Pattern], executor: Workers) -> PatternResults:
    """Look for patterns in a scenario.

    Parameters
    ----------
    stage : ArmSetup
        The scenario, and what is changed in it for all arms.
    chosen : sequence of Pattern
        The patterns that are looked for.
    executor : Workers
        Who plays; the results do not depend on it.

    Returns
    -------
    PatternResults

    Raises
    ------
    ScenarioErrors
        The scenario, or what a pattern sets in it, is not valid.
    """
    arms = Arms(stage)
    ask_for(arms, chosen)
    arms.play(executor)
    return results_of(arms, chosen)


def ask_for(arms: Arms, chosen: Iterable[Pattern]) -> None:
    """Ask for all arms of patterns, and for their metrics in the scenario as it stands.

    Parameters
    ----------
    arms : Arms
        The arms are added to these; they are not yet played.
    chosen : iterable of Pattern
        The patterns that are looked for; comparisons that decide are asked for under ablation too.
    """
    for pattern in chosen:
        for reading in pattern.readings:
            arms.add(AS_IT_STANDS, "as it stands", [reading.metric])
            for comparison in _comparisons(pattern, reading):
                for arm in comparison.arms:
                    arms.add(arm, f"{pattern.name}, arm {len(arms.parts)}", [reading.metric])


def results_of(arms: Arms, chosen: Iterable[Pattern]) -> PatternResults:
    """Return what came of patterns whose arms were played.

    Parameters
    ----------
    arms : Arms
        Played, after `ask_for` with the same patterns.
    chosen : iterable of Pattern
        The patterns that are looked for.

    Returns
    -------
    PatternResults
        In the order of the patterns.
    """
    scenario = arms.stage.scenario_of(AS_IT_STANDS)
    minds = (scenario.kremlin_mind, scenario.minsk_mind)
    results = (
        PatternResult(pattern, tuple(_findings(arms, pattern, scenario.seed)), _worth(pattern, minds))
        for pattern in chosen
    )
    return PatternResults(scenario.name, scenario.runs, scenario.seed, *minds, tuple(results))


def _comparisons(pattern: Pattern, reading: Reading) -> Iterator[ArmComparison]:
    """Yield the comparison of a reading and, if the reading decides, the same under ablation."""
    if reading.comparison is None:
        return
    yield reading.comparison
    if pattern.ablation and not reading.beside:
        yield reading.comparison.with_settings(pattern.ablation.settings)


def _worth(pattern: Pattern, minds: Iterable[str]) -> Worth:
    """Return what a pattern counts as: rules of thumb that tell the story are no evidence for it."""
    return "encoded" if ASPIRATION in minds else pattern.counts_as


def _findings(arms: Arms, pattern: Pattern, seed: int) -> Iterator[ReadingResult]:
    for reading in pattern.readings:
        if reading.metric == BEST_SUBSIDY_STEP:
            yield _optimum(arms.stage, reading)
        elif reading.comparison is None:
            yield _level(reading, arms.of(AS_IT_STANDS, reading.metric))
        else:
            yield _effect(arms, pattern, reading, reading.comparison, seed)


def _level(reading: Reading, values: Vector) -> ReadingResult:
    """Hold the mean of the scenario as it stands against what is expected of it."""
    found = _level_of(values) if reading.bound else mean(values)
    holds = {
        "above": found.value > reading.bound,
        "below": found.value < reading.bound,
        "zero": found.exactly_zero,
    }[reading.expect]
    return ReadingResult(reading, found, math.nan, (found.value,), holds if found.n > 1 else None)


def _level_of(values: Vector) -> Estimate:
    """Return the mean over runs; of what is 0 or 1 in every run the share."""
    if not is_share(values):
        return mean(values)
    return share(int(np.nansum(values)), int(np.sum(~np.isnan(values))))


def _optimum(stage: ArmSetup, reading: Reading) -> ReadingResult:
    """See whether each type of Kremlin would like best a subsidy inside the range."""
    steps, most = best_subsidy_steps(stage.scenario_of(AS_IT_STANDS))
    holds = all(0 < step < most for step in steps)
    found = replace(UNKNOWN, value=float(np.mean(steps)))
    return ReadingResult(reading, found, math.nan, tuple(map(float, steps)), holds)


def _effect(
    arms: Arms, pattern: Pattern, reading: Reading, comparison: ArmComparison, seed: int
) -> ReadingResult:
    """Measure an effect, its placebo and, if the reading decides, its ablation."""
    differences = _differences(arms, comparison, reading.metric)
    found = mean(differences)
    deviation = spread(arms.of(AS_IT_STANDS, reading.metric))
    size = found.value / deviation if deviation > 0 else math.nan
    means = tuple(mean(arms.of(arm, reading.metric)).value for arm in comparison.arms)
    ablation = None if reading.beside else pattern.ablation
    return ReadingResult(
        reading,
        found,
        size,
        means,
        _as_expected(reading, found, size),
        placebo(differences, seed),
        _ablated(arms, comparison, reading.metric, differences, ablation) if ablation else None,
    )


def _differences(arms: Arms, comparison: ArmComparison, name: str) -> Vector:
    """Return treatment less control, run by run; less the same of the other pair where there is one."""
    differences = arms.of(comparison.treatment, name) - arms.of(comparison.control, name)
    if comparison.against:
        control, treatment = comparison.against
        differences = differences - (arms.of(treatment, name) - arms.of(control, name))
    return np.asarray(differences)


def _as_expected(reading: Reading, found: Estimate, size: float) -> bool | None:
    """Return whether an effect is what a reading expects; None where it could not be measured."""
    if math.isnan(found.t):
        return None
    if reading.expect == "unmoved":
        return not is_clear(found)
    if reading.expect == "small":
        return found.exactly_zero or abs(size) < reading.bound
    sign, side = (1.0, "above") if reading.expect == "rises" else (-1.0, "below")
    return clear_direction(found) == side and not sign * size < reading.at_least


def _ablated(
    arms: Arms, comparison: ArmComparison, name: str, differences: Vector, ablation: Ablation
) -> AblatedEffect:
    without = _differences(arms, comparison.with_settings(ablation.settings), name)
    left = remainder(differences, without)
    return AblatedEffect(mean(without), left, left in ENOUGH[ablation.expect])
