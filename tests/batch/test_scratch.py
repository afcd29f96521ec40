from __future__ import annotations

import numpy as np
import pytest

from sim.batch.scratch import Scratch


@pytest.mark.parametrize("in_memory", [1, 10**9])
def test_columns_come_back_whole_and_bit_for_bit(monkeypatch, in_memory):
    monkeypatch.setattr("sim.batch.scratch.IN_MEMORY", in_memory)
    rows = np.random.default_rng(3).normal(size=(100, 5))
    rows[::7] = np.nan
    with Scratch() as scratch:
        for start, end in ((0, 1), (1, 60), (60, 100)):
            scratch.add(rows[start:end])
        for k in range(5):
            assert scratch.column(k).tobytes() == rows[:, k].tobytes()
