from __future__ import annotations

import numpy as np
import pytest

from sim.batch.scratch import Scratch
from sim.errors import ResultsError


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


def test_a_full_disk_is_told_with_its_place_and_what_helps(monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    with Scratch() as scratch:
        monkeypatch.setattr(scratch.file, "write", full)
        with pytest.raises(
            ResultsError, match=r"no room for .*: No space left on device; TMPDIR names another"
        ):
            scratch.add(np.zeros((1, 1)))
