"""What an observer reads off a run: one number from the months of one observable.

Observables stand in `seeds/measures/monthly.yaml`; each has a value at the end of every month, and one at the
start, before month 1. The same readings serve the questions of a backtest and the statistics of a
calibration.

Decisions D28, D29 in sim/DECISIONS.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.engines import records
from sim.play.month import log_observables
from sim.quantities import monthly_measures
from sim.rules.measures import turnout, yearly_growth

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from sim.engines.kernel import Block
    from sim.quantities import Measure

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

AGGREGATES = ("last", "max", "min", "sum", "change")
ON_THE_SCALE = ("last", "max", "min")  # aggregates whose values lie on the scale of the observable
ENDING = "outcome"  # a state to the model; to an observer it is seen as well as any


@cache
def observables() -> Mapping[str, Measure]:
    """The measures that an observer can look up month by month, by name, in the order of the seeds.

    Returns
    -------
    mapping of str to Measure
        Measures of kind `observable`, and the ending of the run. Read-only by convention: it is cached.
    """
    return {
        measure.name: measure
        for measure in monthly_measures()
        if measure.kind == "observable" or measure.name == ENDING
    }


@cache
def _positions() -> Mapping[str, int]:
    return {measure.name: position for position, measure in enumerate(monthly_measures())}


@dataclass(frozen=True, slots=True)
class Observation:
    """An observable taken together over months of the run, `first` to `last`, both included and from 1.

    `aggregate` is last, max, min or sum of the months' values, or change: the value at the end of the last
    month less that at the end of the month before the first, which before month 1 is the start.
    """

    metric: str
    aggregate: str
    first: int
    last: int

    def of(self, block: Block) -> Vector:
        """The number of each run of a block whose months are kept, shape (runs,).

        Parameters
        ----------
        block : Block
            Played with its months kept, at least up to `last`.

        Returns
        -------
        (runs,) float64
            In the unit of the observable.
        """
        values = block.months[:, : self.last, _positions()[self.metric]]
        if self.aggregate != "change":
            return self._together(values[:, self.first - 1 :])
        before = values[:, self.first - 2] if self.first > 1 else start_values(block)[self.metric]
        return np.asarray(values[:, -1] - before)

    def if_it_stays(self, value: float) -> float:
        """The number if the observable has the same value in every month, and had it before.

        Parameters
        ----------
        value : float
            Value of the observable in every month, in its unit.

        Returns
        -------
        float
            0 for a change, and for a sum the value times the number of months.
        """
        if self.aggregate == "change":
            return 0.0
        return float(self._together(np.full((1, self.last - self.first + 1), value))[0])

    def _together(self, values: Matrix) -> Vector:
        """One number of each row of months."""
        if self.aggregate == "last":
            return np.array(values[:, -1])
        if self.aggregate == "sum":
            return np.asarray(values.sum(axis=1))
        return np.asarray(values.max(axis=1) if self.aggregate == "max" else values.min(axis=1))


def start_values(block: Block) -> dict[str, Vector]:
    """All observables before month 1, each (runs,).

    Parameters
    ----------
    block : Block
        Its parameters and initial stocks are read, not its months.

    Returns
    -------
    dict of str to (runs,) float64
        By name of the observable, in its unit.
    """
    return at_the_start(block.parameters, block.initial)


def at_the_start(parameters: Matrix, initial: Matrix) -> dict[str, Vector]:
    """All observables before month 1 of runs that start from these numbers, each (runs,).

    Counts are 0, the crowd is the one that mobilisation suggests, and output grows as it does while its gap
    stays what it is.

    Parameters
    ----------
    parameters : (runs, P) float64
        All parameters of each run, in the order of `sim.quantities.entries`.
    initial : (runs, S) float64
        All quantities of the start of each run, in the same order.

    Returns
    -------
    dict of str to (runs,) float64
        By name of the observable, in its unit.
    """
    parameter_record, state_record = (
        records.records(dtype, 1) for dtype in (records.parameter_dtype(), records.state_dtype())
    )
    log = records.records(records.month_dtype(), len(parameters))
    for ordinary, stocks, now in zip(parameters, initial, log, strict=True):
        records.flat(parameter_record)[0] = ordinary
        records.flat(state_record)[0, : len(stocks)] = stocks
        _observe(state_record[0], now, parameter_record[0])
    return {name: np.array(log[name], np.float64) for name in observables()}


def _observe(state: Any, now: Any, p: Any) -> None:
    """Write what an observer would report before month 1."""
    log_observables(state, now, p)
    gap = float(state["activity_gap"])
    now["turnout_peak"] = turnout(float(state["mobilisation"]), 0.0, p)
    now["gdp_growth_yoy"] = yearly_growth(gap, gap, float(p["growth_trend"]))
    now["gas_price_next_year"] = state["gas_contract"]
    now["oil_compensation_in_force"] = state["subsidy_step"] >= p["oil_compensation_step"]


def placed(observation: Observation, values: Vector) -> Vector:
    """Places of values (n,) within the range of their observable, 0 to 1 from end to end.

    The range is that of the monthly bands (`seeds/measures/monthly.yaml`), fixed before anything is known. It
    is logarithmic where the band is, unless values are sums or differences: then it is only a unit.

    Parameters
    ----------
    observation : Observation
        Names the observable and its aggregate.
    values : (n,) float64
        Values of that observation, in the unit of the observable.

    Returns
    -------
    (n,) float64
        Pure numbers. Values outside the band lie below 0 or above 1; on a logarithmic band those below its
        lower limit lie at 0.
    """
    measure = observables()[observation.metric]
    low, high = measure.band or (0.0, 1.0)
    if observation.aggregate not in ON_THE_SCALE:
        return values / (high - low)
    if measure.log:
        held = np.maximum(values, low)
        return np.asarray(np.log(held / low) / np.log(high / low))
    return (values - low) / (high - low)
