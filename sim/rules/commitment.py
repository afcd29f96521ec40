"""Signing is not implementing, paying is not promised: what is due, done, and expected."""

from __future__ import annotations

from sim.rules.compiled import rule
from sim.rules.numerics import clip
from sim.rules.shapes import Parameters


@rule
def implemented_after(implemented: float, signed: float, effort: float, implementation_rate: float) -> float:
    """Return an issue's implemented share: effort works off the backlog of what was signed."""
    return min(signed, implemented + effort * implementation_rate * (signed - implemented))


@rule
def expected_payment(effort: float, trust_if_delivers: float, trust_if_stalls: float) -> float:
    """Return how far Minsk expects to be paid at an effort: delivering is believed to be rewarded."""
    return trust_if_stalls + (trust_if_delivers - trust_if_stalls) * effort


@rule
def effort_if_withheld(effort_expected: float, effort: float, p: Parameters) -> float:
    """Return the effort the Kremlin expects after withholding: it prods a staller, sours a deliverer."""
    return clip(effort_expected + p.punishment_belief * (1.0 - effort) - p.resentment_belief * effort)


@rule
def tranche_due(month: int, loan_committed: float, p: Parameters) -> float:
    """Return the loan tranche due this month, bn USD: loans come in parts, every few months (C35)."""
    if month % int(p.tranche_interval) == 0:
        return min(p.tranche_size, loan_committed)
    return 0.0


@rule
def blended(memory: float, old: float, new: float) -> float:
    """Return an expectation moved towards what was just seen; `memory` is the weight of the old."""
    return memory * old + (1.0 - memory) * new
