"""The grid of states: what lies between its nodes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules import state_grid

AXES = (
    state_grid.STRENGTH,
    state_grid.MOBILISATION,
    state_grid.INTEGRATION,
    state_grid.RESERVES,
    state_grid.ISOLATION,
)


def states_of():
    """Draw states within the grid and a little beyond."""
    return st.tuples(*(st.floats(axis[0] - 0.2, axis[-1] + 0.2) for axis in AXES))


def table_of(values):
    """Return a table of a function of (strength, mobilisation, integration, reserves, isolation)."""
    grid = np.meshgrid(*(AXES[i] for i in (0, 2, 3, 4, 1)), indexing="ij")
    return values(grid[0], grid[4], grid[1], grid[2], grid[3]).ravel()


@given(states_of(), st.lists(st.floats(-5.0, 5.0), min_size=5, max_size=5))
def test_between_nodes_a_table_is_straight_along_each_axis_and_flat_beyond_its_ends(state, weights):
    def values(z, m, x, r, w):
        return weights[0] * z + weights[1] * m * x + weights[2] * r + weights[3] * w * r + weights[4] * z * w

    held = [float(np.clip(value, axis[0], axis[-1])) for value, axis in zip(state, AXES, strict=True)]
    assert state_grid.value_at(table_of(values), *state) == pytest.approx(values(*held), abs=1e-9)
