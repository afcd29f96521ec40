"""The run that stands for an ending."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import sim
from sim.narrative.typical import MISSING, Typical, amounts, gaps, typical_runs
from sim.outcomes.streamed import opened
from sim.quantities import OUTCOMES

if TYPE_CHECKING:
    import pandas as pd


def typical(outcomes: pd.DataFrame) -> dict[int, Typical]:
    codes = outcomes["outcome"].map(OUTCOMES.index).to_numpy(np.int64)
    with opened(outcomes, "a table") as table:
        return typical_runs(table, {"all": slice(0, len(outcomes))}, codes)["all"]


@pytest.fixture(scope="module")
def outcomes():
    return sim.run("protests_return", runs=300).outcomes


def test_every_ending_that_occurred_has_one_run_that_ended_so(outcomes):
    found = typical(outcomes)
    counts = outcomes["outcome"].astype(str).value_counts()
    assert {OUTCOMES[code] for code in found} == set(counts.index)
    for code, one in found.items():
        row = outcomes[outcomes["run"] == one.run].iloc[0]
        assert row["outcome"] == OUTCOMES[code]
        assert one.runs == counts[OUTCOMES[code]]


def test_it_is_the_nearest_to_the_medians_by_another_reckoning(outcomes):
    names = ["end_month", *amounts()]
    values = outcomes[names].astype(float)
    width = values.quantile(0.95, interpolation="higher") - values.quantile(0.05, interpolation="lower")
    width = width.where(width > 0, values.max() - values.min())
    for code, one in typical(outcomes).items():
        here = values[outcomes["outcome"] == OUTCOMES[code]]
        gap = ((here - here.median()) / width).where(here.notna(), MISSING).where(here.median().notna(), 0)
        distance = (gap.loc[:, width > 0] ** 2).sum(axis=1)
        assert distance[one.run] == pytest.approx(distance.min(), rel=1e-9)


def test_the_order_of_the_rows_is_no_matter_and_ties_go_to_the_lowest_run(outcomes):
    shuffled = outcomes.sample(frac=1, random_state=1).reset_index(drop=True)
    assert typical(shuffled) == typical(outcomes)
    alike = outcomes.head(1).loc[[0] * 3].assign(run=[7, 5, 9]).reset_index(drop=True)
    assert [one.run for one in typical(alike).values()] == [5]


def test_amounts_are_no_names_of_things():
    assert not {"minsk_type", "kremlin_type", "first_concession"} & set(amounts())
    assert {"pressure_mean", "payoff_minsk", "agreements"} <= set(amounts())


@given(
    values=arrays.arrays(np.float64, 12, elements=st.floats(-1e6, 1e6) | st.just(np.nan)),
    classes=arrays.arrays(np.int64, 12, elements=st.integers(0, 2)),
    scale=st.sampled_from([1.0, 4.0, 1024.0]),
)
def test_gaps_have_no_unit_and_are_zero_at_the_median(values, classes, scale):
    found = gaps(values, classes)
    assert np.array_equal(found, gaps(values * scale, classes))
    for code in range(3):
        here = values[classes == code]
        known = here[~np.isnan(here)]
        if len(known) % 2:
            assert (found[classes == code][here == np.median(known)] == 0).all()
