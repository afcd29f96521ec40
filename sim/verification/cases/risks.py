"""Kinds of the ladder: what may strike each month: endings, leaks."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated

import numpy as np
from annotated_types import Len
from pydantic import model_validator

from sim.rules.draws import HAZARD, LEAK
from sim.theory import absorption, secrecy
from sim.verification.cases import causes
from sim.verification.cases.fields import Count, FromOne, NotNegative, NumberField, Patience, Real, Reals
from sim.verification.cases.kind import CaseFields, CaseKind, SimulatedValue, require
from sim.verification.cases.sampling import SEED, blocks, error_of_mean, error_of_share, wait

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.verification.cases.kind import Answer
    from sim.verification.cases.sampling import RunBlock


class AbsorptionInputs(CaseFields):
    """Constant chances of ending a round, by cause."""

    h: Annotated[dict[str, NotNegative], Len(1)]
    T: Count

    @model_validator(mode="after")
    def _fits(self) -> AbsorptionInputs:
        total = math.fsum(self.h.values())
        allowed = "above 0 and below 1 together"
        require(holds=0.0 < total < 1.0, key="h", wrong=f"chances of {total:g} together", allowed=allowed)
        return self


class AbsorptionExpected(CaseFields):
    """How the game stands after the rounds, and in the end."""

    p_at_T: dict[str, Real]  # noqa: N815 - the keys of the file
    p_none_at_T: Real  # noqa: N815
    p_limit: dict[str, Real]
    mean_rounds_to_absorption: Real


def _absorption(given: AbsorptionInputs) -> Answer:
    found = absorption.absorbed(list(given.h.values()), given.T)
    return {
        "p_at_T": dict(zip(given.h, found.ended.tolist())),
        "p_none_at_T": found.going_on,
        "p_limit": dict(zip(given.h, found.in_the_end.tolist())),
        "mean_rounds_to_absorption": found.mean_rounds,
    }


def _simulate_absorption(given: AbsorptionInputs, runs: int) -> dict[str, SimulatedValue]:
    chance = list(given.h.values())
    found = absorption.absorbed(chance, given.T)
    counts = np.zeros(len(chance) + 1)
    for block in blocks(runs):
        _, struck = _waits(block, HAZARD, math.fsum(chance), given.T)
        counts += causes.shares(chance, struck)
    ended = counts[:-1] / runs
    errors = error_of_share(found.ended, runs)
    return {
        "p_at_T": SimulatedValue(dict(zip(given.h, ended.tolist())), dict(zip(given.h, errors.tolist()))),
        "p_none_at_T": SimulatedValue(counts[-1] / runs, error_of_share(found.going_on, runs)),
    }


def _waits(
    block: RunBlock, stream: np.uint64, chance: float, rounds: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the rounds that each run waits for something of this chance, and the uniform that decided."""
    waited, struck = np.empty(block.runs, dtype=np.int64), np.empty(block.runs)
    wait(SEED, block.first, stream, float(chance), rounds, waited, struck)
    return waited, struck


class RisksInputs(CaseFields):
    """Rates of causes in one round, and uniforms to select by."""

    rates: list[NotNegative]
    uniforms: list[Annotated[float, NumberField(0.0, 1.0, open_high=True)]]


class RisksExpected(CaseFields):
    """Chances by cause, and the cause each uniform selects."""

    p: Reals
    p_none: Real
    cumulative: Reals
    selected_cause: list[Count]


def _risks(given: RisksInputs) -> Answer:
    chance = causes.chances(given.rates)
    return {
        "p": chance.tolist(),
        "p_none": math.exp(-math.fsum(given.rates)),
        "cumulative": np.cumsum(chance).tolist(),
        "selected_cause": causes.selected(chance.tolist(), np.array(given.uniforms)).tolist(),
    }


def _simulate_risks(given: RisksInputs, runs: int) -> dict[str, SimulatedValue]:
    chance = causes.chances(given.rates)
    counts = np.zeros(len(chance) + 1)
    for block in blocks(runs):
        counts += causes.shares(chance.tolist(), block.uniforms(HAZARD))
    none = math.exp(-math.fsum(given.rates))
    return {
        "p": SimulatedValue((counts[:-1] / runs).tolist(), error_of_share(chance, runs).tolist()),
        "p_none": SimulatedValue(counts[-1] / runs, error_of_share(none, runs)),
    }


class LeakInputs(CaseFields):
    """Chance of a leak a month, and months observed."""

    leak: Patience
    T: Count


class LeakExpected(CaseFields):
    """How long a secret lasts."""

    secret_at_T: Real  # noqa: N815
    mean_secret_months_censored: Real
    median_month: FromOne


def _leak(given: LeakInputs) -> Answer:
    found = secrecy.survival(given.leak, given.T)
    return {
        "secret_at_T": found.kept,
        "mean_secret_months_censored": found.mean,
        "median_month": found.median,
    }


def _simulate_leak(given: LeakInputs, runs: int) -> dict[str, SimulatedValue]:
    found = secrecy.survival(given.leak, given.T)
    kept = months = 0
    for block in blocks(runs):
        waited, struck = _waits(block, LEAK, given.leak, given.T)
        kept += int((struck == 1.0).sum())
        months += int(waited.sum())
    return {
        "secret_at_T": SimulatedValue(kept / runs, error_of_share(found.kept, runs)),
        "mean_secret_months_censored": SimulatedValue(months / runs, error_of_mean(found.spread, runs)),
    }


KINDS = (
    CaseKind("hazard_absorption", AbsorptionInputs, AbsorptionExpected, _absorption, _simulate_absorption),
    CaseKind("competing_risks", RisksInputs, RisksExpected, _risks, _simulate_risks),
    CaseKind("leak", LeakInputs, LeakExpected, _leak, _simulate_leak),
)
