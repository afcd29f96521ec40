"""One examination: a subject, a space, a method, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.analysis.sensitivity import morris, sobol
from sim.analysis.sensitivity.identify import check_runs, identify
from sim.analysis.sensitivity.salib import salib
from sim.errors import UsageError
from sim.experiments.parameter_space import choose
from sim.experiments.points import Player
from sim.experiments.subject import Subject, check_metric
from sim.quantities import run_measures
from sim.scenario.schema import MOST_POINTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.analysis.sensitivity.identify import Identifiability
    from sim.analysis.sensitivity.ranking import Ranking
    from sim.experiments.arms import Stage
    from sim.experiments.parameter_space import Space
    from sim.experiments.workers import Workers

TOP = 10
NOT_MEASURED = ("payoff unit", "type", "code")  # how the unit begins of what nobody outside could measure


@dataclass(frozen=True)
class Sensitivity:
    """What a subject depends on: the ranking and, where one came before it, the screening.

    `left_out` are quantities that the arms of the comparison set, so that they are no axes of the space.
    """

    subject: Subject
    scenario: str
    seed: int
    left_out: tuple[str, ...]
    ranking: Ranking
    screening: Ranking | None = None


@dataclass(frozen=True)
class Identified:
    """What can be distinguished in a scenario."""

    scenario: str
    seed: int
    found: Identifiability


def screened(
    stage: Stage, subject: Subject, wanted: str | None, trajectories: int | None, executor: Workers
) -> Sensitivity:
    """Rank quantities by Morris screening.

    Parameters
    ----------
    stage : Stage
        The scenario; its runs are those of each point.
    wanted : str, optional
        Names of quantities, lists or groups, or `all`; by default as for `choose`.
    trajectories : int, optional
        How many walks through the space.

    Raises
    ------
    UsageError
        An argument makes no sense, or the subject cannot be ranked.
    ScenarioErrors
        The scenario is not valid.
    """
    count = morris.TRAJECTORIES if trajectories is None else trajectories
    morris.check_trajectories(count)
    salib("sample.morris")
    choice = choose(stage, subject, wanted)
    player = Player(stage, subject, executor.threads, executor.watching)
    ranking = _screening(choice.space, player, count)
    return Sensitivity(subject, player.scenario.name, player.scenario.seed, choice.left_out, ranking)


def decomposed(
    stage: Stage,
    subject: Subject,
    wanted: str | None,
    samples: int | None,
    top: int | None,
    executor: Workers,
) -> Sensitivity:
    """Rank quantities by Sobol indices: those that are named, or the strongest of a Morris screening.

    Parameters
    ----------
    top : int, optional
        How many of the strongest; by default 10 where none are named, and all where some are.

    The others are as for `screened`.

    Raises
    ------
    UsageError
        An argument makes no sense, or the subject cannot be ranked.
    ScenarioErrors
        The scenario is not valid.
    """
    count = sobol.SAMPLES if samples is None else samples
    sobol.check_samples(count)
    salib("sample.sobol")
    choice = choose(stage, subject, wanted)
    player = Player(stage, subject, executor.threads, executor.watching)
    space, screening = choice.space, None
    most = TOP if top is None and wanted is None else top
    if most is not None and most < len(space.axes):
        _check_points(count * (most + 2))
        screening = _screening(space, player, morris.TRAJECTORIES)
        space = space.only(screening.strongest(most))
    _check_points(count * (len(space.axes) + 2))
    scenario = player.scenario
    ranking = sobol.decompose(space, player, count, scenario.seed, subject.says)
    return Sensitivity(subject, scenario.name, scenario.seed, choice.left_out, ranking, screening)


def distinguished(stage: Stage, metrics: Sequence[str], wanted: str | None, executor: Workers) -> Identified:
    """See which quantities the moments of some metrics tell apart: by default of all but payoffs.

    Raises
    ------
    UsageError
        An argument makes no sense, or no moment can be used.
    ScenarioErrors
        The scenario is not valid.
    """
    names = [check_metric(name) for name in metrics] or observed()
    subject = Subject("moments", names[0])
    player = Player(stage, subject, executor.threads, executor.watching)
    check_runs(player.scenario.runs)
    space = choose(stage, subject, wanted).space
    found = identify(
        space, lambda axes, values: player.measured(axes, values, names)[0], names, player.scenario.seed
    )
    return Identified(player.scenario.name, player.scenario.seed, found)


def observed() -> list[str]:
    """Return the metrics that somebody outside could measure: neither payoffs, nor types and other codes."""
    return [one.name for one in run_measures() if not one.unit.startswith(NOT_MEASURED)]


def _screening(space: Space, player: Player, trajectories: int) -> Ranking:
    _check_points(trajectories * (len(space.axes) + 1))
    return morris.screen(space, player, trajectories, player.scenario.seed, player.subject.says)


def _check_points(points: int) -> None:
    if points > MOST_POINTS:
        raise UsageError(f"{points:,} points; at most {MOST_POINTS:,}: take fewer --samples or --parameters")
