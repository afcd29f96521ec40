"""Sensitivity analysis: what a metric or an effect depends on, and what its moments tell apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from sim.analysis.claims.subject import subject_of
from sim.analysis.sensitivity import morris, sobol
from sim.analysis.sensitivity.identify import RUNS, check_runs, identify
from sim.analysis.sensitivity.ranking import Method
from sim.analysis.sensitivity.salib import salib
from sim.errors import UsageError
from sim.experiments.arms import ArmSetup
from sim.experiments.parameter_space import choose
from sim.experiments.points import PointPlayer
from sim.experiments.subject import Subject, check_metric
from sim.experiments.workers import workers_of
from sim.quantities import metrics
from sim.scenario.options import listed, names_in
from sim.scenario.ranges import POINT_RUNS, SAMPLES, TOP
from sim.scenario.schema import MOST_POINTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.analysis.sensitivity.identify import Identifiability
    from sim.analysis.sensitivity.ranking import Ranking
    from sim.experiments.parameter_space import Space
    from sim.experiments.workers import Listening, Workers
    from sim.output.report import Report
    from sim.scenario import Overrides, ScenarioLike

STRONGEST = 10
RUNS_A_POINT = {"morris": 60, "sobol": 40, "identifiability": RUNS}
NOT_MEASURED = "payoff unit"  # how the unit begins of what nobody outside could measure


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


def sensitivity(
    scenario: ScenarioLike,
    overrides: Overrides = (),
    *,
    method: Method = "morris",
    metric: str | Sequence[str] | None = None,
    pattern: str | None = None,
    parameters: str | Sequence[str] | None = None,
    top: int | None = None,
    samples: int | None = None,
    runs: int | None = None,
    seed: int | None = None,
    minds: Mapping[str, str] | str | None = None,
    workers: int | None = None,
    progress: Listening | None = None,
) -> Report[Sensitivity] | Report[Identified]:
    """Rank the uncertain quantities by how much a metric, or the effect of a pattern, depends on them.

    Each point of the design is played with the same runs, so that all points have common random numbers.

    Parameters
    ----------
    scenario : str, Path, mapping or Scenario
        As for `sim.load`.
    overrides : str, mapping, or several of these
        As for `sim.load`; what they set is no longer uncertain.
    method : {"morris", "sobol", "identifiability"}
        Screening by elementary effects, shares of the variance, or the directions of the parameter space
        that the moments of the results tell apart.
    metric : str or sequence of str, optional
        A column of outcomes.csv or `share_OUTCOME`; several for identifiability, by default all but payoffs.
    pattern : str, optional
        A pattern, for its effect on its own metric, or on `metric`.
    parameters : str or sequence of str, optional
        Quantities, lists of these, files of seeds/ (`society`), or `all`. By default what the scenario draws;
        if it draws nothing, every parameter that has a prior.
    top : int, optional
        Sobol: only so many, the strongest by a Morris screening; by default 10 unless `parameters` are named.
    samples : int, optional
        Morris: number of trajectories (12). Sobol: size of the base sample, a power of two (512).
    runs : int, optional
        Runs of each point: by default 60 (Morris), 40 (Sobol) or 1000 (identifiability).
    seed : int, optional
        In place of the scenario's own.
    minds : mapping or str, optional
        As for `sim.load`.
    workers : int, optional
        Number of threads, by default one a core; no number depends on it.
    progress : function, optional
        Informed of the progress: from a batch to a context that yields a listener.

    Returns
    -------
    Report
        Table `quantities` (a row a quantity, the strongest first), for Sobol `screening` too. Of
        identifiability `weights` (a row a direction and quantity), `directions` and `alike` (a row a pair of
        quantities that move the moments alike).

    Raises
    ------
    ScenarioErrors
        The scenario is not valid.
    UsageError
        An argument makes no sense, the subject cannot be ranked, or SALib is not installed.

    Examples
    --------
    >>> import sim
    >>> report = sim.sensitivity("baseline_feb2021", metric="pressure_mean")  # doctest: +SKIP
    >>> report.tables["quantities"][["quantity", "mu_star"]]  # doctest: +SKIP
    """
    from sim.analysis.sensitivity.report import report_of_directions, report_of_ranking

    _check(method, top, samples, pattern)
    names = [] if metric is None else names_in(metric)
    count = RUNS_A_POINT[method] if runs is None else POINT_RUNS.checked("runs", runs)
    stage = ArmSetup(scenario, listed(overrides), count, seed, minds)
    executor = workers_of(workers, progress)
    if method == "identifiability":
        return report_of_directions(distinguished(stage, names, parameters, executor))
    if len(names) > 1:
        raise UsageError(f"--metric: {len(names)} metrics; one at a time, except for identifiability")
    subject = subject_of(names[0] if names else None, pattern)
    if method == "morris":
        return report_of_ranking(screened(stage, subject, parameters, samples, executor))
    return report_of_ranking(decomposed(stage, subject, parameters, samples, top, executor))


def _check(method: Method, top: int | None, samples: int | None, pattern: str | None) -> None:
    """Refuse a method that does not exist, numbers out of range, and options that a method does not have."""
    if method not in get_args(Method):
        raise UsageError(f"--method {method}: one of {', '.join(get_args(Method))}")
    if top is not None:
        TOP.checked("top", top)
    if samples is not None:
        SAMPLES.checked("samples", samples)
    if top is not None and method != "sobol":
        raise UsageError("--top: belongs to --method sobol, which looks at the strongest of a screening")
    if method == "identifiability":
        for name, given in (("--samples", samples), ("--pattern", pattern)):
            if given is not None:
                raise UsageError(f"{name}: no option of --method identifiability")


def screened(
    stage: ArmSetup,
    subject: Subject,
    wanted: str | Sequence[str] | None,
    trajectories: int | None,
    executor: Workers,
) -> Sensitivity:
    """Rank quantities by Morris screening.

    Parameters
    ----------
    stage : ArmSetup
        The scenario; its runs are those of each point.
    subject : Subject
        What is looked at.
    wanted : str or sequence of str, optional
        Which quantities, as for `sim.experiments.parameter_space.choose`.
    trajectories : int, optional
        How many walks through the space.
    executor : Workers
        Who plays the points.

    Returns
    -------
    Sensitivity
        With a ranking by mu* and no screening before it.

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
    player = PointPlayer(stage, subject, executor.threads, executor.listening)
    ranking = _screening(choice.space, player, count)
    return Sensitivity(subject, player.scenario.name, player.scenario.seed, choice.left_out, ranking)


def decomposed(
    stage: ArmSetup,
    subject: Subject,
    wanted: str | Sequence[str] | None,
    samples: int | None,
    top: int | None,
    executor: Workers,
) -> Sensitivity:
    """Rank quantities by Sobol indices: those that are named, or the strongest of a Morris screening.

    Parameters
    ----------
    stage : ArmSetup
        The scenario; its runs are those of each point.
    subject : Subject
        What is looked at.
    wanted : str or sequence of str, optional
        Which quantities, as for `sim.experiments.parameter_space.choose`.
    samples : int, optional
        Length of the base sample, a power of two; by default 512.
    top : int, optional
        How many of the strongest; by default 10 where none are named, and all where some are.
    executor : Workers
        Who plays the points.

    Returns
    -------
    Sensitivity
        With a ranking by total index, and the screening where one was needed.

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
    player = PointPlayer(stage, subject, executor.threads, executor.listening)
    space, screening = choice.space, None
    most = STRONGEST if top is None and wanted is None else top
    if most is not None and most < len(space.axes):
        _check_points(count * (most + 2))
        screening = _screening(space, player, morris.TRAJECTORIES)
        space = space.only(screening.strongest(most))
    _check_points(count * (len(space.axes) + 2))
    scenario = player.scenario
    ranking = sobol.decompose(space, player, count, scenario.seed, subject.says)
    return Sensitivity(subject, scenario.name, scenario.seed, choice.left_out, ranking, screening)


def distinguished(
    stage: ArmSetup, metrics: Sequence[str], wanted: str | Sequence[str] | None, executor: Workers
) -> Identified:
    """See which quantities the moments of some metrics tell apart: by default of all but payoffs.

    Parameters
    ----------
    stage : ArmSetup
        The scenario; its runs are those of each point, 200 or more.
    metrics : sequence of str
        Metrics of a run; where none is named, those of `observed`.
    wanted : str or sequence of str, optional
        Which quantities, as for `sim.experiments.parameter_space.choose`.
    executor : Workers
        Who plays the points.

    Returns
    -------
    Identified
        Directions by the mean and the standard deviation of each metric over the runs.

    Raises
    ------
    UsageError
        An argument makes no sense, or no moment can be used.
    ScenarioErrors
        The scenario is not valid.
    """
    names = [check_metric(name) for name in metrics] or observed()
    subject = Subject("moments", names[0])
    player = PointPlayer(stage, subject, executor.threads, executor.listening)
    check_runs(player.scenario.runs)
    space = choose(stage, subject, wanted).space
    found = identify(
        space, lambda axes, values: player.measured(axes, values, names)[0], names, player.scenario.seed
    )
    return Identified(player.scenario.name, player.scenario.seed, found)


def observed() -> list[str]:
    """Return the metrics that somebody outside could measure: neither payoffs nor labels.

    Returns
    -------
    list of str
        Metrics of a run in the order of the seeds.
    """
    return [one.name for one in metrics() if not one.unit.startswith(NOT_MEASURED)]


def _screening(space: Space, player: PointPlayer, trajectories: int) -> Ranking:
    _check_points(trajectories * (len(space.axes) + 1))
    return morris.screen(space, player, trajectories, player.scenario.seed, player.subject.says)


def _check_points(points: int) -> None:
    if points > MOST_POINTS:
        raise UsageError(f"{points:,} points; at most {MOST_POINTS:,}: take fewer --samples or --parameters")
