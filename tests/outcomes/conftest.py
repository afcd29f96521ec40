from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.quantities import OUTCOMES, entries, monthly_measures, run_measures

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


@dataclass(frozen=True)
class MadeUpBlock:
    """A block that no engine has played: for what is done with blocks afterwards."""

    first_run: int
    runs: int
    metrics: NDArray[np.float64]
    outcome: NDArray[np.int64]
    end_month: NDArray[np.int64]
    parameters: NDArray[np.float64]
    initial: NDArray[np.float64]
    months: NDArray[np.float64]


def make_block(
    runs: int, *, first_run: int = 0, horizon: int = 6, kept: int = 0, seed: int = 1
) -> MadeUpBlock:
    rng = np.random.default_rng([seed, first_run])
    metrics = np.column_stack(
        [
            rng.integers(0, len(measure.levels) or 9, runs) if measure.integer else rng.normal(size=runs)
            for measure in run_measures()
        ]
    ).astype(np.float64)
    metrics[rng.random(metrics.shape) < 0.1] = np.nan
    return MadeUpBlock(
        first_run=first_run,
        runs=runs,
        metrics=metrics,
        outcome=rng.integers(0, len(OUTCOMES), runs),
        end_month=rng.integers(1, horizon + 1, runs),
        parameters=rng.random((runs, len(entries("parameter")))),
        initial=rng.random((runs, len(entries("initial")))),
        months=rng.random((kept, horizon, len(monthly_measures()))),
    )


@pytest.fixture
def block_of() -> Callable[..., MadeUpBlock]:
    return make_block
