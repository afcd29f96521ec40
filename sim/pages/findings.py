"""What the report shows: the kinds of findings, and the measures that are shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.pages.words import number
from sim.quantities import monthly_measures, run_measures

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from sim.narrative.typical import Typical
    from sim.pages.uncertainty import Uncertainty
    from sim.scenario import Scenario
    from sim.stats.estimate import Estimate

    Vector = NDArray[np.float64]

# The measures that are drawn, in the order of the page.
DISTRIBUTIONS = (
    "pressure_mean",
    "agreement_share",
    "subsidy_policy_mean",
    "withheld_share",
    "implemented_index",
    "reserves_usd_bn",
    "mobilisation_max",
    "payoff_kremlin",
    "payoff_minsk",
)
CONTRASTS = (
    "pressure_mean",
    "agreement_share",
    "stall_share",
    "subsidy_policy_mean",
    "withheld_share",
    "loans_paid_usd_bn",
    "signed_index",
    "implemented_index",
    "reserves_usd_bn",
    "mobilisation_max",
    "strength_end",
    "isolation_end",
    "payoff_kremlin",
    "payoff_minsk",
)
BANDS = (
    "pressure",
    "subsidy_paid",
    "implemented_index",
    "reserves_usd_bn",
    "mobilisation",
    "strength",
    "isolation",
    "colour_revolution_belief",
)

# The measures of a single run that are drawn month by month.
COURSES = (
    "subsidy_paid",
    "loans_paid_usd_bn",
    "reserves_usd_bn",
    "mobilisation",
    "strength",
    "isolation",
    "pressure",
    "confrontation",
    "colour_revolution_belief",
    "russian_trouble",
    "implemented_index",
    "brent",
)


class Named(NamedTuple):
    """A measure as the page names it."""

    name: str
    label: str
    unit: str
    integer: bool


@dataclass(frozen=True, slots=True)
class Histogram:
    """Shares of runs (B,) between edges (B + 1,); the first and the last bin also hold what lies beyond."""

    edges: Vector
    shares: Vector
    median: float
    missing: int


@dataclass(frozen=True, slots=True)
class Band:
    """A monthly measure over months 1 to T, each array (T,); NaN where no run has it.

    `going` holds the number of runs that had not ended before each month where only these have the measure;
    None where a run keeps its last value.
    """

    mean: Vector
    p10: Vector
    p50: Vector
    p90: Vector
    going: Vector | None = None


class Mark(NamedTuple):
    """Something on the calendar: its sign in the pictures, its months (first and last), what it is."""

    sign: str
    month: int
    until: int
    what: str


class Change(NamedTuple):
    """A value that differs from the baseline's (or from the model's default)."""

    key: str
    here: str
    there: str
    unit: str


class Shift(NamedTuple):
    """How far a measure's mean lies from the baseline's: in its unit, and in standard deviations."""

    measure: Named
    difference: Estimate
    effect: Estimate


@dataclass(frozen=True, slots=True)
class Contrast:
    """A scenario against the baseline; `why` says whether run by run, and the reason."""

    name: str
    paired: bool
    why: str
    shares: Mapping[str, Estimate]
    metrics: Sequence[Shift]

    @property
    def moved(self) -> float:
        """The share of runs by which the two laws of endings differ (total variation).

        Returns
        -------
        float
            Between 0 and 1.
        """
        return sum(abs(interval.value) for interval in self.shares.values()) / 2


class Point(NamedTuple):
    """A point of a sweep: its number, what was set on each axis, and the share of each outcome."""

    number: int
    values: tuple[float, ...]
    shares: Mapping[str, Estimate]


@dataclass(frozen=True, slots=True)
class SweepFindings:
    """The points of a sweep; `axes` are flat names."""

    axes: tuple[str, ...]
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class ScenarioFindings:
    """Everything the page says of one scenario."""

    scenario: Scenario
    runs: int
    shares: Mapping[str, Estimate]
    statistics: Mapping[str, Mapping[str, float]]
    months: Mapping[str, Band]
    incidence: Mapping[str, Vector]
    marks: tuple[Mark, ...]
    changes: tuple[Change, ...]
    sweep: SweepFindings | None
    typical: Mapping[int, Typical]
    histograms: dict[str, Histogram] = field(default_factory=dict)
    contrast: Contrast | None = None
    uncertainty: Uncertainty | None = None
    failed: int = 0  # runs without outcome, which are counted nowhere else

    @property
    def name(self) -> str:
        """The scenario's name."""
        return self.scenario.name


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything the page says; `baseline` is one of the scenarios, or None."""

    title: str
    scenarios: tuple[ScenarioFindings, ...]
    baseline: ScenarioFindings | None
    descriptor: Mapping[str, Any]


def run_measure(name: str) -> Named:
    """A run measure as the page names it.

    Parameters
    ----------
    name : str
        As in seeds/.

    Returns
    -------
    Named
        Its label and unit, and whether it is a whole number.
    """
    measure = next(measure for measure in run_measures() if measure.name == name)
    return Named(name, measure.label, measure.unit, measure.integer)


def monthly_measure(name: str) -> Named:
    """A monthly measure as the page names it.

    Parameters
    ----------
    name : str
        As in seeds/.

    Returns
    -------
    Named
        Its label and unit, and whether it is a whole number.
    """
    measure = next(measure for measure in monthly_measures() if measure.name == name)
    return Named(name, measure.label, measure.unit, measure.integer)


def statistics_rows(scenario: ScenarioFindings) -> list[tuple[Named, list[str]]]:
    """The figures of each drawn measure as text: mean, sd, p5, p50, p95.

    Parameters
    ----------
    scenario : ScenarioFindings
        The measures that have a histogram are taken.

    Returns
    -------
    list of (Named, list of str)
        Measure and five figures in its unit; a dash where one is missing.
    """
    wanted = ("mean", "sd", "p5", "p50", "p95")
    return [
        (run_measure(metric), [number(scenario.statistics.get(metric, {}).get(name)) for name in wanted])
        for metric in scenario.histograms
    ]
