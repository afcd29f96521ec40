"""The figures of the baseline in MODEL.md are still those of the baseline.

When one has moved for a good reason, play `baseline_feb2021` as the text says and write the new figure.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.engines.kernel import Block, play_block
from sim.model_tables import MODEL
from sim.quantities import OUTCOMES, monthly_measures, run_measures
from sim.scenario import load_scenario
from sim.scenario.compile import compile_inputs

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

RUNS = 2000  # a fifth of those behind the figures
END_OF_2021 = 10  # month
ROW = re.compile(r"^\| (?P<level>[^|]+) \| [^|]+ \| (?P<figure>\.\d+) \| [C\d ]+ \|$", re.MULTILINE)
FIGURES = {row["level"]: float(row["figure"]) for row in ROW.finditer(MODEL.read_text(encoding="utf-8"))}


@cache
def baseline() -> Block:
    return play_block(compile_inputs(load_scenario("baseline_feb2021")), 0, RUNS, None, RUNS)


def ended(outcome: str) -> float:
    return float(np.mean(baseline().outcome == OUTCOMES.index(outcome)))


def mean(metric: str) -> float:
    position = [measure.name for measure in run_measures()].index(metric)
    return float(np.nanmean(baseline().metrics[:, position]))


def by_month(measure: str) -> NDArray[np.float64]:
    return baseline().months[:, :, [measure.name for measure in monthly_measures()].index(measure)]


def lent_much() -> float:
    return float(np.mean(by_month("loans_promised_usd_bn")[:, END_OF_2021 - 1] >= 3))


def large_crowd() -> float:
    return float(np.mean(by_month("turnout_peak")[:, :END_OF_2021].max(axis=1) > 10_000))


def late_vote() -> float:
    announced = END_OF_2021 + 1
    return float(np.mean(by_month("referendum_held")[:, announced - 1] == 0.0))


MEASURED: dict[
    str, tuple[Callable[[], float], float]
] = {  # by the beginning of the row; how far it may be off
    "muddling through": (lambda: ended("muddling_through"), 0.02),
    "regime collapse": (lambda: ended("regime_collapse"), 0.015),
    "leader replaced": (lambda: ended("leader_replaced"), 0.01),
    "deep integration": (lambda: ended("deep_integration"), 0.003),
    "western reopening": (lambda: ended("western_reopening"), 0.008),
    "rupture": (lambda: ended("rupture"), 0.01),
    "months with money withheld": (lambda: mean("withheld_share"), 0.015),
    "months with an agreement": (lambda: mean("agreement_share"), 0.01),
    "mean policy subsidy": (lambda: mean("subsidy_policy_mean"), 0.005),
    "new loans of 3 bn": (lent_much, 0.01),
    "a day with more than 10,000": (large_crowd, 0.02),
    "referendum held later": (late_vote, 0.04),
    "signed less implemented": (lambda: mean("signed_index") - mean("implemented_index"), 0.01),
}


def test_every_figure_is_measured_here() -> None:
    assert len(FIGURES) == len(MEASURED)


@pytest.mark.parametrize("level", MEASURED)
def test_a_figure_of_the_baseline_is_up_to_date(level: str) -> None:
    (stated,) = (figure for row, figure in FIGURES.items() if row.startswith(level))
    measured, margin = MEASURED[level]
    assert measured() == pytest.approx(stated, abs=margin)
