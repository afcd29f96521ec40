"""The monthly table: how each measure runs through the months, over all runs of a scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from sim.outcomes.bands import Bands, banded
from sim.outcomes.columns import AT_RISK, MONTHLY
from sim.outcomes.rows import schema
from sim.quantities import OUTCOMES

if TYPE_CHECKING:
    from numpy.typing import NDArray

QUANTILES = (0.1, 0.5, 0.9)


def monthly_table(scenario: str, bands: Bands) -> pa.Table:
    """Mean and quantiles of each banded measure, incidence of each outcome, runs at risk, month by month.

    Parameters
    ----------
    scenario : str
        Name of the scenario, the same in every row.
    bands : Bands
        Bands over all runs of the scenario.

    Returns
    -------
    pyarrow.Table
        With the columns of `MONTHLY`, a row a month and metric; null where no run has the measure, and for
        the quantiles of incidences and runs at risk.
    """
    of_all_runs = [*(f"incidence_{outcome}" for outcome in OUTCOMES), AT_RISK.name]
    names = [*(measure.name for measure in banded()[1]), *of_all_runs]
    horizon, width = len(bands.count), len(names)
    means = np.column_stack([bands.means(), bands.cumulative_incidence(), bands.at_risk()])
    no_quantiles = np.full((len(QUANTILES), horizon, len(of_all_runs)), np.nan)
    quantiles = np.concatenate([bands.quantiles(QUANTILES), no_quantiles], axis=2)
    arrays = [
        pa.array([scenario] * (horizon * width), pa.string()),
        pa.array(np.repeat(np.arange(1, horizon + 1), width)),
        pa.array(names * horizon, pa.string()),
        *(_missing_where_nan(values) for values in (means, *quantiles)),
    ]
    return pa.table(arrays, schema=schema(MONTHLY))


def _missing_where_nan(values: NDArray[np.float64]) -> pa.Array:
    return pa.array(values.reshape(-1), from_pandas=True)
