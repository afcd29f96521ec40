"""Figures of the claims' tests: intervals hold their values."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.claims.figures import REPORTED, correlation, unexplained


@given(st.integers(0, 2**32 - 1), st.floats(-1.0, 1.0), st.integers(5, 60))
def test_the_unexplained_share_lies_within_the_squares_of_the_correlations_interval(seed, slope, runs):
    """Counted out: the least and the largest of 1 - r^2 over a fine grid of the interval of r."""
    rng = np.random.default_rng(seed)
    known = rng.normal(size=runs)
    one = slope * known + rng.normal(size=runs)
    found, r = unexplained("", one, known, REPORTED), correlation("", one, known, REPORTED)
    grid = 1 - np.clip(np.linspace(r.low, r.high, 20_001), -1, 1) ** 2
    assert found.low <= found.value <= found.high
    np.testing.assert_allclose((found.low, found.high), (grid.min(), grid.max()), atol=1e-6)
