"""A run depends on scenario, seed and its number, and on nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sim.outcomes.bands import Bands
from sim.quantities import monthly_measures, run_measures
from sim.testing.playing import same_bits
from sim.verification.invariants.case import Case, first_difference

if TYPE_CHECKING:
    from sim.engines.kernel import Block

MORE_MONTHS = 3
ADDED = ("count", "total", "histogram", "incidence")


def played_again_the_same(case: Case) -> str:
    """See whether the same runs come out the same, whatever was played between.

    Parameters
    ----------
    case : Case
        Its runs are played twice, with runs of another seed between.

    Returns
    -------
    str
        The first difference; empty where there is none.
    """
    Case(replace(case.scenario, seed=case.scenario.seed ^ 1), case.run).play()
    return first_difference(case.block, case.play())


def alone_as_in_a_batch(case: Case) -> str:
    """See whether every run alone, in the opposite order, is the run of the batch.

    Parameters
    ----------
    case : Case
        Its runs are played together, and each alone, the last first.

    Returns
    -------
    str
        The first difference; empty where there is none.
    """
    for place in reversed(range(case.runs)):
        if found := first_difference(_only(case.block, place), case.play(place, 1)):
            return f"alone and in a batch: {found}"
    return ""


def _only(block: Block, place: int) -> Block:
    """Return one run of a block."""
    one = slice(place, place + 1)
    return replace(
        block,
        first_run=block.first_run + place,
        runs=1,
        metrics=block.metrics[one],
        outcome=block.outcome[one],
        end_month=block.end_month[one],
        parameters=block.parameters[one],
        initial=block.initial[one],
        months=block.months[one],
    )


def later_months_change_none_before(case: Case) -> str:
    """See whether a longer horizon leaves the months of a shorter one as they are.

    Parameters
    ----------
    case : Case
        Played as it is, and with three months more.

    Returns
    -------
    str
        The first difference in a month that both have; empty where there is none.
    """
    longer = case.changed(horizon=case.scenario.horizon + MORE_MONTHS)
    return first_difference(case.block, longer.block)


def both_engines_agree(case: Case) -> str:
    """See whether the Mesa model plays the run as the kernel does, to the last bit.

    Parameters
    ----------
    case : Case
        Its first run is played by both engines.

    Returns
    -------
    str
        The first measure or metric that differs, with the values of kernel and Mesa; empty where none does.
    """
    rows, here = case.model.month_rows(), case.block.months[0]
    for position, measure in enumerate(monthly_measures()):
        if not same_bits(here[:, position], rows[:, position]):
            values = f"{here[:, position].tolist()} and {rows[:, position].tolist()}"
            return f"run {case.run}: {measure.name} is {values}"
    metrics = case.model.metrics()
    for position, one in enumerate(run_measures()):
        value = np.array([metrics[one.name]])
        if not same_bits(case.block.metrics[:1, position], value):
            return f"run {case.run}: {one.name} is {case.block.metrics[0, position]!r} and {value[0]!r}"
    return ""


def batches_add_up(case: Case) -> str:
    """See whether the monthly bands of two batches add up to those of both.

    Parameters
    ----------
    case : Case
        Its runs are played as one batch, and as two: the first run, and the others.

    Returns
    -------
    str
        Names of the parts of the bands that differ; empty where none does.
    """
    whole, first, second = (Bands.of_a_block(case.inputs.horizon) for _ in range(3))
    case.play(bands=whole)
    case.play(0, 1, bands=first)
    case.play(1, case.runs - 1, bands=second)
    second.merge(first)
    wrong = [name for name in ADDED if (getattr(whole, name) != getattr(second, name)).any()]
    return f"bands of two batches and of both differ in {', '.join(wrong)}" if wrong else ""
