"""What a pattern looks at in a run: a column of the results, the share of an ending, or a mean over months.

A metric is named as in `seeds/patterns.yaml`:

- a number of `outcomes.csv` (`pressure_mean`), or the share of runs with a label (`share_rupture`,
  `share_minsk_type_staller`);
- one of `OWN`, a small function of the run's columns or months;
- `MEASURE in months 1 to 8` (or `to end`): the mean of a monthly measure over the months of the run
  that lie there and have it; `MEASURE at the end`: its value in the last month.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, partial
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from sim.play.bargaining import ACCEPTED
from sim.quantities import VOCABULARIES, metrics, monthly_measures, run_measures, share_metrics

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from sim.engines.kernel import Block
    from sim.quantities import LabelShare

    Vector = NDArray[np.float64]
    Table = NDArray[np.float64]

FIRST_STEP, LAST_STEP = 1, 5  # of the agreed subsidy, where neither end of its range is reached
OTHER_FIRST = VOCABULARIES["first_concession"].index("without_fuel")
BEST_SUBSIDY_STEP = "best_subsidy_step"  # of the scenario, not of its runs: see `optimum`
WINDOW = re.compile(r"(?P<measure>\w+) in months (?P<first>[1-9]\d*) to (?P<last>[1-9]\d*|end)")
AT_THE_END = re.compile(r"(?P<measure>\w+) at the end")


@dataclass(frozen=True, slots=True)
class Metric:
    """A number a run: `of` gives it for each run of a block, NaN where it is missing.

    `monthly` says that it needs the months of the runs.
    """

    name: str
    of: Callable[[Block], Vector]
    monthly: bool = False


@cache
def metric(name: str) -> Metric | None:
    """Return the metric of a name; None where there is none.

    Parameters
    ----------
    name : str
        As described at the top of the module.

    Returns
    -------
    Metric or None
        In the unit of its measure; a share of labels is 0 or 1 in a run.
    """
    if name in OWN:
        return OWN[name]
    if name in share_metrics():
        return Metric(name, partial(_labelled, share=share_metrics()[name]))
    if name in (one.name for one in metrics()):
        return Metric(name, partial(column, name=name))
    if (window := WINDOW.fullmatch(name)) and window["measure"] in _positions("monthly"):
        first, last = int(window["first"]), None if window["last"] == "end" else int(window["last"])
        return Metric(
            name, partial(_mean_over, measure=window["measure"], first=first, last=last), monthly=True
        )
    if (end := AT_THE_END.fullmatch(name)) and end["measure"] in _positions("monthly"):
        return Metric(name, partial(_last, measure=end["measure"]), monthly=True)
    return None


@cache
def _positions(kind: str) -> Mapping[str, int]:
    measures = run_measures() if kind == "run" else monthly_measures()
    return {measure.name: position for position, measure in enumerate(measures)}


def column(block: Block, name: str) -> Vector:
    """Return a column of the outcome table.

    Parameters
    ----------
    block : Block
    name : str
        One of the run metrics of seeds/measures.

    Returns
    -------
    (runs,) float64
        In the unit of the column; codes of labels.
    """
    return np.asarray(block.metrics[:, _positions("run")[name]])


def months_of(block: Block, measure: str) -> Table:
    """Return a monthly measure.

    Parameters
    ----------
    block : Block
        Played with its months kept.
    measure : str
        One of the monthly measures of seeds/measures.

    Returns
    -------
    (runs, months) float64
        In the unit of the measure; months after the end of a run included.
    """
    return np.asarray(block.months[:, :, _positions("monthly")[measure]])


def _labelled(block: Block, share: LabelShare) -> Vector:
    """Return 1 where a run has the label, 0 where it has another, NaN where it has none."""
    codes = block.outcome if share.column == "outcome" else column(block, share.column)
    return np.where(np.isnan(codes), np.nan, codes == share.code)


def mean_where(values: Table, counted: NDArray[np.bool_] | None = None) -> Vector:
    """Return the mean of each row over its counted (or all) and present entries; NaN where there is none.

    Parameters
    ----------
    values : (runs, months) float64
        NaN where missing.
    counted : (runs, months) bool, optional
        Entries that may count; all of them where it is left out.

    Returns
    -------
    (runs,) float64
        In the unit of the values.
    """
    present = ~np.isnan(values)
    counted = present if counted is None else counted & present
    count = counted.sum(axis=1)
    total = np.where(counted, values, 0.0).sum(axis=1)
    return np.asarray(np.divide(total, count, out=np.full(len(values), np.nan), where=count > 0))


def _mean_over(block: Block, measure: str, first: int, last: int | None) -> Vector:
    """Return the mean over the months from `first` to `last` (from 1) that the run lasted."""
    alive = months_of(block, "alive")[:, first - 1 : last] > 0
    return mean_where(months_of(block, measure)[:, first - 1 : last], alive)


def _last(block: Block, measure: str) -> Vector:
    return months_of(block, measure)[:, -1]


def _signed_not_implemented(block: Block) -> Vector:
    """Return what is signed and not carried out at the end, by the Kremlin's weights."""
    return np.asarray(column(block, "signed_index") - column(block, "implemented_index"))


def _fuel_first(block: Block) -> Vector:
    """Return 1 where fuel was among what Minsk signed first, or nothing was signed."""
    return np.asarray(column(block, "first_concession") != OTHER_FIRST, np.float64)


def _vote_put_off(block: Block) -> Vector:
    """Return 1 where the referendum was put off at least once."""
    return np.asarray(column(block, "vote_delays") > 0, np.float64)


def _interior_subsidy_share(block: Block) -> Vector:
    """Return the share of a run's months with an agreed subsidy at neither end of its range."""
    step = months_of(block, "subsidy_step")
    inside = (step >= FIRST_STEP) & (step <= LAST_STEP)
    return mean_where(inside.astype(np.float64), months_of(block, "alive") > 0)


def _kremlin_accepts(block: Block) -> Vector:
    """Return the share of Minsk's offers that the Kremlin accepts as they are."""
    of_minsk = (months_of(block, "alive") > 0) & (months_of(block, "kremlin_proposes") == 0)
    return mean_where((months_of(block, "response") == ACCEPTED).astype(np.float64), of_minsk)


def _of_no_run(block: Block) -> Vector:
    return np.full(block.runs, np.nan)


OWN: Mapping[str, Metric] = MappingProxyType(
    {
        own.name: own
        for own in (
            Metric("signed_not_implemented", _signed_not_implemented),
            Metric("fuel_first", _fuel_first),
            Metric("vote_put_off", _vote_put_off),
            Metric("interior_subsidy_share", _interior_subsidy_share, monthly=True),
            Metric("kremlin_accepts", _kremlin_accepts, monthly=True),
            Metric(BEST_SUBSIDY_STEP, _of_no_run),
        )
    }
)
