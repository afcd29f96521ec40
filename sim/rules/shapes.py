"""The shapes that rules work on. Records are named by seeds/, so to a type checker they are `Any`."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Parameters: TypeAlias = Any  # the record of a run's parameters; names of seeds/parameters
State: TypeAlias = Any  # the record of a run's state; names of seeds/initial and of its memory
Month: TypeAlias = Any  # the row of the month in progress; names of seeds/measures/monthly and scratch
Ahead: TypeAlias = (
    Any  # the record of what a month shares between action paths; names in sim.rules.projection
)
Workspace: TypeAlias = (
    Any  # the record of working arrays that a month is worked out on: see sim.minds.workspace
)
Setting: TypeAlias = Any  # the record of what a scenario fixes for all its runs: see sim.engines.records
Row: TypeAlias = Any  # a row of the workspace, of a log, or of the metrics
Table: TypeAlias = Any  # rows of one kind
Vector: TypeAlias = NDArray[np.float64]
