"""Findings: effects with a sign, of a pattern or between two scenarios."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.claims.catalogue import patterns
from sim.errors import UsageError, nearest
from sim.experiments.arm import AS_IT_STANDS
from sim.experiments.subject import DIFFERENCE_OF_EFFECTS, EFFECT, check_metric

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from sim.analysis.claims.catalogue import Pattern, Reading
    from sim.experiments.arm import Arm
    from sim.experiments.arms import ArmSetup
    from sim.experiments.pairings import Pairing
    from sim.scenario import Scenario, ScenarioLike

    Cube = NDArray[np.float64]
    Matrix = NDArray[np.float64]

SIGNS = {"rises": 1.0, "falls": -1.0, "above": 1.0, "below": -1.0}  # of what a pattern expects


@dataclass(frozen=True, slots=True)
class FindingSide:
    """One side of a comparison: the arm of a stage, and the scenario that this comes to."""

    stage: ArmSetup
    arm: Arm
    scenario: Scenario

    @classmethod
    def of(cls, stage: ArmSetup, arm: Arm = AS_IT_STANDS) -> FindingSide:
        """Return the side that an arm makes of a stage.

        Parameters
        ----------
        stage : ArmSetup
            The scenario, and what is changed in it for all arms.
        arm : Arm
            What is set beside that; nothing by default.

        Returns
        -------
        FindingSide
            With the scenario loaded and checked.

        Raises
        ------
        UsageError
            The scenario has a sweep.
        ScenarioErrors
            The scenario, or what the arm sets in it, is not valid.
        """
        return cls(stage, arm, stage.scenario_of(arm))

    def under(self, pairing: Pairing) -> Scenario:
        """Return the scenario as a pairing of minds plays it.

        Parameters
        ----------
        pairing : Pairing
            The minds of both sides, by name.

        Returns
        -------
        Scenario
            The same in all else: seed, runs and parameters.
        """
        return replace(self.scenario, kremlin_mind=pairing.kremlin, minsk_mind=pairing.minsk)


@dataclass(frozen=True, slots=True)
class SignedFinding:
    """An effect and the sign that it should have.

    `weights` are those of the sides: treatment 1, control -1; a scenario that is held against a number has
    one side, and that number as `bound`. `sign` is 0 where it is for the first pairing to say.
    """

    name: str
    metric: str
    says: str
    sides: tuple[FindingSide, ...]
    weights: tuple[float, ...]
    sign: float
    bound: float = 0.0

    @property
    def scenario(self) -> Scenario:
        """The scenario that was asked for: its name, seed, runs and minds are those of the finding."""
        return self.sides[-1].scenario

    @property
    def title(self) -> str:
        """The finding by name and metric."""
        return self.name if self.name == self.metric else f"{self.name} {self.metric}"

    def effects(self, values: Cube) -> Matrix:
        """Return the effect of each run from the metric in each side, (sides, ..., runs) to (..., runs).

        Parameters
        ----------
        values : (sides, ..., runs) float64
            The metric of each run, in the order of `sides`; NaN where missing.

        Returns
        -------
        (..., runs) float64
            In the unit of the metric; NaN where a side has none.
        """
        return np.tensordot(np.array(self.weights), values, 1) - self.bound


def findings_of(stage: ArmSetup, names: Sequence[str], against: ScenarioLike | None) -> list[SignedFinding]:
    """Return the findings that are asked for: of a pattern each reading that decides it and has a sign.

    Parameters
    ----------
    stage : ArmSetup
        The scenario.
    names : sequence of str
        Patterns, or metrics of a run.
    against : str, Path, mapping or Scenario, optional
        A metric is that of the scenario less that of this other one, run by run.

    Returns
    -------
    list of SignedFinding

    Raises
    ------
    UsageError
        A name is no pattern and no metric, has no sign, or lacks the scenario to compare with.
    ScenarioErrors
        A scenario is not valid.
    """
    asked = list(dict.fromkeys(names))
    if against is not None and all(name in patterns() for name in asked):
        raise UsageError("--against: belongs to a metric; a pattern has arms of its own")
    return [finding for name in asked for finding in _findings(stage, name, against)]


def _findings(stage: ArmSetup, name: str, against: ScenarioLike | None) -> list[SignedFinding]:
    if name in patterns():
        return _of_pattern(stage, patterns()[name])
    _check(name)
    if against is None:
        raise UsageError(
            f"--finding {name}: a metric is compared between two scenarios; --against names the other"
        )
    return [_between(stage, name, against)]


def _check(name: str) -> None:
    """Make sure that a name is a metric of a run."""
    close = nearest(name, patterns(), 1)
    try:
        check_metric(name)
    except UsageError as error:
        hint = f"; or pattern {close[0]}?" if close else f"; or a pattern, {', '.join(patterns())}"
        raise UsageError(f"--finding: {error}{hint}") from None


def _of_pattern(stage: ArmSetup, pattern: Pattern) -> list[SignedFinding]:
    found = list(_readings(stage, pattern))
    if not found:
        raise UsageError(f"--finding {pattern.name}: expects no sign, so there is none that could change")
    return found


def _readings(stage: ArmSetup, pattern: Pattern) -> Iterator[SignedFinding]:
    for reading in pattern.deciding:
        if reading.expect in SIGNS:
            arms, weights = _arms(reading)
            sides = tuple(FindingSide.of(stage, arm) for arm in arms)
            sign = SIGNS[reading.expect]
            yield SignedFinding(
                pattern.name, reading.metric, pattern.says, sides, weights, sign, reading.bound
            )


def _arms(reading: Reading) -> tuple[tuple[Arm, ...], tuple[float, ...]]:
    if reading.comparison is None:
        return (AS_IT_STANDS,), (1.0,)
    weights = EFFECT if reading.comparison.against is None else DIFFERENCE_OF_EFFECTS
    return reading.comparison.arms, weights


def _between(stage: ArmSetup, metric: str, against: ScenarioLike) -> SignedFinding:
    """Return the difference of a metric between two scenarios that share their random numbers."""
    treatment = FindingSide.of(stage)
    one = treatment.scenario
    control = FindingSide.of(replace(stage, scenario=against, seed=one.seed, runs=one.runs))
    says = f"{metric} with {one.name} less {metric} with {control.scenario.name}"
    return SignedFinding(metric, metric, says, (control, treatment), EFFECT, 0.0)
