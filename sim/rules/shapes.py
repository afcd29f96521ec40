"""The shapes that rules work on.

Records are named by seeds/; their types stand in `records.pyi` beside this file, which
`python -m sim.engines.record_types` writes. At run time they are numpy's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sim.rules.records import (
        Ahead,
        Demand,
        Metrics,
        Month,
        Options,
        Packages,
        Parameters,
        PathColumns,
        Paths,
        Projections,
        Setting,
        State,
        ValueColumns,
        Workspace,
    )

    Log: TypeAlias = list[Month]
else:
    Parameters = Any  # the record of a run's parameters; names of seeds/parameters
    State = Any  # the record of a run's state; names of seeds/initial and of its memory
    Month = Any  # the row of the month in progress; names of seeds/measures/monthly and scratch
    Log = Any  # the months of a run, a row each
    Metrics = Any  # the row of a run's metrics; names of seeds/measures/runs
    Ahead = Any  # the record of what a month shares between action paths: see sim.rules.projection
    Workspace = Any  # the record of working arrays that a month is worked out on: see sim.minds.workspace
    Demand = Any  # what a bundle would sign, in the workspace
    Packages = Paths = Options = Projections = Any  # its tables, by columns
    PathColumns = ValueColumns = Any  # what several of these tables have in common
    Setting = Any  # the record of what a scenario fixes for all its runs: see sim.engines.records
Row: TypeAlias = Any  # a row of a table of the user's: an event
Table: TypeAlias = Any  # a matrix of numbers, whole or not
Vector: TypeAlias = NDArray[np.float64]

__all__ = [
    "Ahead",
    "Demand",
    "Log",
    "Metrics",
    "Month",
    "Options",
    "Packages",
    "Parameters",
    "PathColumns",
    "Paths",
    "Projections",
    "Row",
    "Setting",
    "State",
    "Table",
    "ValueColumns",
    "Vector",
    "Workspace",
]
